"""How a rehearsal stands, as JSON for the page that shows it: where the tokens are, what is open, what was decided and by which row."""
from collections.abc import Iterable
from typing import Any

from app.definitions.scenarios.coverage import file_of, walked
from app.definitions.scenarios.judging import plain, rows_of
from app.definitions.scenarios.playing import Player
from app.engine.contract import Decided, OpenTask
from app.engine.stepping import Turn

STATES = {"running": "waiting", "new": "waiting"}
NO_MORE_THAN = 500              # lines of one kind that the page is told


def standing(player: Player) -> dict[str, Any]:
    """{state, end, clock, process, tokens, taken, open, timers, receivers, incidents, decisions, steps, asked, messages, waiting, data}.
    `steps`, and `turn` of decisions and messages, let the page tell what is new since the last action."""
    walk, turns = player.walk, player.walk.turns
    seen = walked(walk.steps(), walk.decisions())
    last = turns[-1] if turns else Turn(0, walk.now)
    return {
        "state": STATES.get(walk.status, walk.status), "error": walk.error, "clock": walk.now.isoformat(), "process": player.play.process,
        "end": [{"node": s.node, "name": s.name, "end_state": s.properties.get("end_state")} for s in walk.ends],
        "tokens": walk.positions(), "taken": {"nodes": seen.nodes, "flows": seen.flows, "rows": seen.rows},
        "open": [task(player, one) for one in walk.tasks.values()],
        "timers": sorted(({"node": t.node, "name": t.name, "due_at": t.due_at.isoformat()} for t in walk.timers.values()),
                         key=lambda t: t["due_at"]),
        "receivers": [{"node": r.node, "kind": r.kind, "name": r.message, "key": plain(r.key)} for r in walk.receivers.values()],
        "incidents": [{"node": i.node, "name": i.name, "code": i.code, "sentence": i.sentence} for i in walk.incidents.values()],
        "decisions": _all(turns, "decisions", lambda made: decision(player, made)),
        "messages": _all(turns, "messages", _message), "signals": _all(turns, "signals", _message),
        "steps": [{"node": s.node, "name": s.name, "kind": s.kind, "event": s.event, "process": s.process_id, "flow": s.flow,
                   "at": s.at.isoformat()} for s in last.steps[:NO_MORE_THAN]],
        "asked": [{"service": a.service, "given": plain(a.given), "answer": plain(a.answer)} for a in player.stand_ins.asked[-NO_MORE_THAN:]],
        "waiting": [_message(m) for m in walk.waiting], "data": plain(walk.data),
    }


def _all(turns: Iterable[Turn], kind: str, told) -> list[dict[str, Any]]:
    return [{"turn": turn.number, **told(one)} for turn in turns for one in getattr(turn, kind)][-NO_MORE_THAN:]


def task(player: Player, one: OpenTask) -> dict[str, Any]:
    """An open task; `variables`: what its form and its expressions see."""
    return {"task": one.id, "node": one.node, "name": one.name, "process": one.process_id, "role": one.role, "scope": plain(one.scope),
            "form": one.form, "act": one.act, "item": plain(one.item), "due_at": one.due_at and one.due_at.isoformat(),
            "deadline": one.deadline, "ask": one.properties.get("ask"), "not_actor_of": list(one.not_actor_of), "lane": one.lane,
            "variables": plain(player.walk.visible(one.id))}


def decision(player: Player, made: Decided) -> dict[str, Any]:
    """`file`: that the table stands in."""
    return {"file": file_of(made.decision_id, player.house.forms), "node": made.node, "decision": made.decision_id, "inputs": plain(made.inputs),
            "rows": rows_of(made), "fired": {table: list(rows) for table, rows in made.fired.items()}, "value": plain(made.value)}


def _message(message) -> dict[str, Any]:
    return {"name": message.name, "key": plain(message.key), "payload": plain(message.payload), "node": message.node}


def item_of(item: Any) -> Any:
    """The shortest thing that tells a round of a loop: a department's code, a row's name, else the item as it is."""
    if isinstance(item, dict):
        return next((item[key] for key in ("code", "dept", "name", "id", "title") if item.get(key) is not None), plain(item))
    return plain(item)
