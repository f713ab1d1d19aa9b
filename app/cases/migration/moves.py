"""Tokens of a case moved by hand: one who commands the case proposes it with a reason, another agrees, then it is done. The acts' guards
hold afterwards as before; what they would say now is told beforehand."""
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import engine
from app.accounts import policy as posts
from app.accounts import queries as accounts
from app.accounts.model import Actor
from app.accounts.roles import role_name
from app.acts import foresight
from app.audit.operations import Fact, record
from app.audit.tags import Tag
from app.cases import loading, running
from app.cases.context import case_context
from app.cases.facts import case_facts
from app.cases.migration.model import MOVE_NAMES, MoveStatus, TokenMove
from app.cases.migration.one_case import book_of
from app.cases.model import Case, CaseStatus, ProcessInstance
from app.cases.policy import require_command, require_visible
from app.definitions import queries as definitions
from app.engine.contract import EngineError, Move, Place
from app.kernel.clock import local
from app.kernel.errors import Forbidden, NotFound, Rejection
from app.tasks import operations as tasks

PERMISSION = "cases.move_token"
MOST = 20               # of one move, and of people who are told
Key = tuple[str, str]


# ---- what can be moved, and where to ----------------------------------------------------------------------------------------
def places(session: Session, case: Case) -> list[Place]:
    instance = session.get_one(ProcessInstance, case.id)
    return engine.places(definitions.compiled(session, instance.bundle_id), instance.state) if instance.status == "running" else []


def targets(session: Session, case: Case) -> list[tuple[str, engine.NodeInfo]]:
    """(process, element) at which a token may be put, in the processes that run in the case; in the order of their files."""
    instance = session.get_one(ProcessInstance, case.id)
    if instance.status != "running":
        return []
    bundle = definitions.compiled(session, instance.bundle_id)
    going = {place.process_id for place in engine.places(bundle, instance.state)} | {instance.process_id}
    open_to = engine.enterable(bundle)
    return [(id, node) for id in bundle.processes if id in going for node in bundle.processes[id].nodes.values() if (id, node.id) in open_to]


def require_mover(actor: Actor, case: Case) -> None:
    names = "、".join(sorted(role_name(role) for role in posts.holders(PERMISSION)))
    if not actor.may(PERMISSION):
        raise Forbidden(f"移动案件的办理环节由{names}提出、另一人同意，您现在没有这样的岗位。", code="may_not_move")
    require_command(actor, PERMISSION, case.legal_subject_id or case.street_id, f"{case.number} 由别的单位办理，移动环节由该单位或者区级监督岗位提出。", "not_ones_case")


# ---- beforehand -----------------------------------------------------------------------------------------------------------
def rehearse(session: Session, case: Case, chosen: Sequence[str], to: Sequence[Key], *, now: datetime) -> dict[str, Any]:
    """What the move would bring: {closes, opens, guards, warned, calls, refused, ends}, each a list of sentences but the last.
    Raises Rejection(bad_move …) if it cannot be done at all."""
    instance = session.get_one(ProcessInstance, case.id)
    _require_running(case, instance)
    book, bundle = book_of(session, case, now), definitions.compiled(session, instance.bundle_id)
    try:
        made = engine.rehearse(bundle, instance.state, Move(tuple(chosen), tuple(to)), now=now, case=case_context(session, case),
                               functions={"deadline": book.deadline, "period": book.period})
    except EngineError as error:
        raise Rejection(error.sentence, code=error.code, status=422) from error
    names = {place.task: place.name or place.node for place in engine.places(bundle, instance.state)}
    closed = [c for c in made.advance.closed if c.reason == "cancelled"]
    opened = made.advance.opened
    asked = {task.act: task.name for task in opened if task.act} | _acts_at(bundle, to)
    return {"closes": [names.get(c.id, c.node) for c in closed], "opens": [f"{t.name}{_item(t.item)}" for t in opened],
            "guards": [f"“{name}”现在还办不了：{found.sentence}（{found.article}）" for act, name in asked.items()
                       for found in foresight.foresee(session, act, case_facts(session, case), now=now)],
            "warned": [w.sentence for w in made.warned] + [f"“{i.name or i.node}”会受阻：{i.sentence}" for i in made.advance.incidents],
            "calls": [i.name or i.node for i in made.calls], "refused": running.hindrances(session, case, made.advance.steps, opened),
            "ends": made.advance.status != "running"}


def _acts_at(bundle, to: Sequence[Key]) -> dict[str, str]:
    nodes = [bundle.processes[p].nodes[n] for p, n in to if p in bundle.processes and n in bundle.processes[p].nodes]
    return {node.properties["act"]: node.name for node in nodes if node.properties.get("act")}


def _item(item: Any) -> str:
    """Which of several: the item as people know it."""
    word = item.get("name") or item.get("code") if isinstance(item, dict) else item
    return f"（{word}）" if word else ""


def _require_running(case: Case, instance: ProcessInstance) -> None:
    if case.status == CaseStatus.ENDED or instance.status not in running.GOING:
        raise Rejection(f"{case.number} 已经结束，没有可以移动的环节。", code="case_ended")


# ---- proposing, deciding --------------------------------------------------------------------------------------------------
def propose(session: Session, case_id: int, chosen: Sequence[str], to: Sequence[Key], reason: str, *, actor: Actor, now: datetime) -> TokenMove:
    """Raises Forbidden, Rejection(reason_missing | bad_move | move_pending …)."""
    case = require_visible(session, actor, case_id)
    require_mover(actor, case)
    chosen, to = list(dict.fromkeys(chosen)), list(dict.fromkeys(to))
    if len(reason.strip()) < 4:
        raise Rejection("移动环节须写明理由，不少于 4 个字。", code="reason_missing", status=422)
    if max(len(chosen), len(to)) > MOST:
        raise Rejection(f"一次最多移动 {MOST} 处。", code="bad_move", status=422)
    instance = loading.case(session, case.id).instance
    if pending(session, case.id):
        raise Rejection("这件案件已有一个移动等着另一人同意，先处理那一个。", code="move_pending")
    told = rehearse(session, case, chosen, to, now=now)
    if told["refused"]:
        raise Rejection(told["refused"][0], code="step_skipped", status=422)
    move = TokenMove(case_id=case.id, revision=instance.revision, tasks=_named_places(session, case, chosen), targets=_named_targets(session, instance, to),
                     reason=reason.strip()[:500], told=told, status=MoveStatus.PROPOSED, proposed_by_person_id=actor.person_id, proposed_at=now)
    session.add(move)
    session.flush()
    record(session, case.id, [Fact(Tag.TOKEN_MOVE_PROPOSED, {**_words(move), "reason": move.reason})], actor=actor, now=now)
    _tell_others(session, case, move, actor, now)
    return move


def _named_places(session: Session, case: Case, chosen: Sequence[str]) -> list[dict[str, Any]]:
    known = {place.task: place for place in places(session, case)}
    return [{"task": id, "node": known[id].node, "process": known[id].process_id, "name": (known[id].name or known[id].node) + _item(known[id].item)} for id in chosen]


def _named_targets(session: Session, instance: ProcessInstance, to: Sequence[Key]) -> list[dict[str, Any]]:
    bundle = definitions.compiled(session, instance.bundle_id)
    return [{"process": p, "node": n, "name": bundle.processes[p].nodes[n].name or n} for p, n in to]


def _words(move: TokenMove) -> dict[str, list[str]]:
    return {"tasks": [f"“{t['name']}”" for t in move.tasks], "targets": [f"“{t['name']}”" for t in move.targets]}


def _tell_others(session: Session, case: Case, move: TokenMove, actor: Actor, now: datetime) -> None:
    """Whoever could agree, up to so many."""
    organ = case.legal_subject_id or case.street_id
    able = {p.id for role, where in (("supervisor", None), ("exec_deputy_head", organ)) if role in posts.holders(PERMISSION)
            for p in accounts.people_with(session, role, where, today=local(now).date())}
    for person_id in sorted(able - {actor.person_id})[:MOST]:
        tasks.remind(session, f"{actor.name}提出移动 {case.number} 的办理环节，请您决定是否同意。", now=now, case_id=case.id, person_id=person_id,
                     link=f"/cases/{case.id}/moves/{move.id}")


def agree(session: Session, move_id: int, *, actor: Actor, now: datetime) -> TokenMove:
    """A second person agrees, and it is done. Raises Forbidden(own_move), Rejection(moved_on | step_skipped …)."""
    move, case = _open(session, move_id, actor)
    if move.proposed_by_person_id == actor.person_id:
        raise Forbidden("自己提出的移动要由另一人同意。", code="own_move")
    loaded = loading.case(session, case.id)
    _require_running(case, loaded.instance)
    standing = {place.task: place.node for place in places(session, case)}
    if any(standing.get(t["task"]) != t["node"] for t in move.tasks) or not _still_meant(session, loaded.instance, move):
        raise Rejection("提出以后案件已经往前走了，或者迁到了新版，原来选的环节不在了。请不同意这一次，按现在的情况重新提出。", code="moved_on")
    to = tuple((t["process"], t["node"]) for t in move.targets)
    proposer = accounts.people(session, [move.proposed_by_person_id]) if move.proposed_by_person_id else {}
    fact = Fact(Tag.TOKEN_MOVED, {**_words(move), "reason": move.reason, "by": proposer[move.proposed_by_person_id].name if proposer else "系统"})
    running.run(session, case, Move(tuple(t["task"] for t in move.tasks), to), actor=actor, now=now, facts=[fact], loaded=loaded)
    _decide(move, MoveStatus.DONE, actor, now)
    return move


def _still_meant(session: Session, instance: ProcessInstance, move: TokenMove) -> bool:
    """Whether the targets are what they were called when they were proposed: the case may have been migrated since."""
    processes = definitions.compiled(session, instance.bundle_id).processes
    found = [processes[t["process"]].nodes.get(t["node"]) if t["process"] in processes else None for t in move.targets]
    return all(node is not None and (node.name or node.id) == t["name"] for node, t in zip(found, move.targets))


def refuse(session: Session, move_id: int, note: str, *, actor: Actor, now: datetime) -> TokenMove:
    """Not agreed to, with a reason."""
    move, case = _open(session, move_id, actor)
    if len(note.strip()) < 4:
        raise Rejection("不同意须写明理由，不少于 4 个字。", code="reason_missing", status=422)
    move.note = note.strip()[:500]
    _decide(move, MoveStatus.REFUSED, actor, now)
    record(session, case.id, [Fact(Tag.TOKEN_MOVE_REFUSED, {**_words(move), "note": move.note})], actor=actor, now=now)
    return move


def withdraw(session: Session, move_id: int, *, actor: Actor, now: datetime) -> TokenMove:
    """By whoever proposed it."""
    move, case = _open(session, move_id, actor)
    if move.proposed_by_person_id != actor.person_id:
        raise Forbidden("只有提出的人可以撤回。", code="not_proposer")
    _decide(move, MoveStatus.WITHDRAWN, actor, now)
    record(session, case.id, [Fact(Tag.TOKEN_MOVE_WITHDRAWN, _words(move))], actor=actor, now=now)
    return move


def _open(session: Session, move_id: int, actor: Actor) -> tuple[TokenMove, Case]:
    move = session.scalar(select(TokenMove).where(TokenMove.id == move_id).with_for_update().execution_options(populate_existing=True))
    if move is None:
        raise NotFound("没有这次移动。", code="no_such_move")
    case = require_visible(session, actor, move.case_id)
    require_mover(actor, case)
    if move.status != MoveStatus.PROPOSED:
        raise Rejection(f"这次移动已经有了结果：{MOVE_NAMES[MoveStatus(move.status)]}，不用再决定。", code="move_decided")
    return move, case


def _decide(move: TokenMove, status: MoveStatus, actor: Actor, now: datetime) -> None:
    move.status, move.decided_by_person_id, move.decided_at = status, actor.person_id, now


# ---- reads ----------------------------------------------------------------------------------------------------------------
def of_case(session: Session, case_id: int) -> list[TokenMove]:
    """Newest first."""
    return list(session.scalars(select(TokenMove).where(TokenMove.case_id == case_id).order_by(TokenMove.id.desc()).limit(50)))


def pending(session: Session, case_id: int) -> TokenMove | None:
    return session.scalar(select(TokenMove).where(TokenMove.case_id == case_id, TokenMove.status == MoveStatus.PROPOSED).limit(1))


def move(session: Session, actor: Actor, move_id: int) -> TokenMove:
    """Raises NotFound, also for a case that the actor may not see."""
    found = session.get(TokenMove, move_id)
    if found is None:
        raise NotFound("没有这次移动。", code="no_such_move")
    require_visible(session, actor, found.case_id)
    return found
