"""A walk made into a test: what was given and done, and, as what is expected, what came of it. Whoever records it strikes out what does not
matter."""
from collections.abc import Mapping
from typing import Any

import orjson

from app.definitions.scenarios.judging import plain, rows_of
from app.definitions.scenarios.model import CASE, MONDAY, Play
from app.definitions.scenarios.playing import Player
from app.kernel.clock import local

QUIET = frozenset({"startEvent", "exclusiveGateway", "parallelGateway", "inclusiveGateway"})
LONGEST_PATH = 60


def recorded(player: Player, name: str, note: str = "") -> dict[str, Any]:
    """The scenario as the file has it."""
    return {"name": name, "note": note, **_given(player.play), "actions": list(player.play.actions), "expect": expected(player)}


def _given(play: Play) -> dict[str, Any]:
    case = {key: value for key, value in play.case.items() if CASE.get(key) != value}
    clock = local(play.clock).isoformat(timespec="minutes")[:16] if play.clock != MONDAY else None
    given = {"clock": clock, "case": case, "data": play.data, "services": play.services, "stand_ins": play.stand_ins, "fill": play.fill}
    return {key: value for key, value in given.items() if value}


def expected(player: Player) -> dict[str, Any]:
    """State, end, the path without gateways, who was asked, which rows fired, which acts were performed, what is open."""
    walk, own = player.walk, player.play.process
    found: dict[str, Any] = {"state": "waiting" if walk.status == "running" else walk.status}
    if walk.ends:
        found["end"] = walk.ends[-1].properties.get("end_state") or walk.ends[-1].node
    found["path"] = _path(player, own)
    opened = [task for turn in walk.turns for task in turn.opened]
    found["tasks"] = _once({"node": t.node, "role": t.role, "organ": plain(t.scope)} for t in opened)
    if decisions := _once({"decision": d.decision_id, "rows": rows_of(d)} for d in walk.decisions()):
        found["decisions"] = decisions
    if acts := [done.task.act for done in player.done if done.task.act]:
        found["documents"] = acts
    if walk.status == "running":
        found["open"] = sorted(task.node for task in walk.tasks.values())
    return found


def renewed(player: Player, before: Mapping[str, Any]) -> dict[str, Any]:
    """What is expected, brought to what comes of the walk now: the same kinds of expectations, no others. What was said of services,
    messages, data and of what must not happen is kept, because a walk cannot say whether it still matters."""
    now = expected(player)
    kept = {key: value for key, value in before.items() if key not in now and key not in ("end", "open", "documents", "decisions")}
    return {**kept, **{key: now[key] for key in before if key in now}}


def _path(player: Player, own: str) -> list[str]:
    """Nodes of the process itself as they are, those of called ones with their process; branches that went on at the same time may
    be told in another order by a later diagram, so a node is told once."""
    steps = [s for s in player.walk.steps() if s.event == "entered" and s.kind not in QUIET]
    named = [s.node if s.process_id == own else f"{s.process_id}:{s.node}" for s in steps]
    return list(dict.fromkeys(named))[:LONGEST_PATH]


def _once(lines) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for line in lines:
        if line not in found:
            found.append(line)
    return found


def added(content: bytes | None, process: str, scenario: Mapping[str, Any]) -> bytes:
    """The file with this test in it, in place of one of its name; a new file if there is none. Raises ValueError if it cannot be read."""
    suite = orjson.loads(content) if content else {"process": process, "scenarios": []}
    named = [one.get("name") for one in suite["scenarios"]]
    at = named.index(scenario["name"]) if scenario["name"] in named else len(named)
    return dump({**suite, "scenarios": [*suite["scenarios"][:at], dict(scenario), *suite["scenarios"][at + 1:]]})


def without(content: bytes, name: str) -> bytes:
    """The file without this test."""
    suite = orjson.loads(content)
    return dump({**suite, "scenarios": [one for one in suite["scenarios"] if one.get("name") != name]})


def dump(suite: Mapping[str, Any]) -> bytes:
    """As people read and compare it: two spaces, texts as they are, a line at the end."""
    return orjson.dumps(suite, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
