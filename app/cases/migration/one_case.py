"""One case into another bundle, foreseen or done, and back. Each runs in its caller's transaction; what is done is done under the case's lock."""
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from app import engine
from app.accounts import queries as accounts
from app.accounts.model import Actor
from app.acts import foresight
from app.audit.operations import Fact, record
from app.audit.tags import Tag
from app.cases import loading, running, statements
from app.cases.context import case_context
from app.cases.facts import case_facts
from app.cases.migration import restepping, words
from app.cases.migration.model import GONE, CaseState, MigrationCase, MigrationRun
from app.cases.model import Case, IncidentRow, ProcessInstance, ReceiverRow, TimerRow
from app.cases.services import Host
from app.deadlines.operations import Book
from app.definitions import queries as definitions
from app.engine.contract import EngineError, Migrated, OpenTask
from app.kernel.errors import Rejection
from app.outbox import operations as outbox

ELSEWHERE = "案件已经不在原来的规则包里。"
ENDED = "案件已经办结。"
GOES_ON = "迁移时案件就会自动往前走，迁了以后收不回。"


@dataclass
class Route:
    """A migration as its cases share it. `plan`: the engine's; `forms`: keys of forms whose content differs; `labels` of the bundles."""

    run_id: int
    old_id: int
    new_id: int
    plan: engine.Plan
    retime: bool
    reason: str
    forms: frozenset[str]
    labels: tuple[str, str]


def _functions(book: Book) -> Mapping[str, Any]:
    return {"deadline": book.deadline, "period": book.period}


def book_of(session: Session, case: Case, now: datetime) -> Book:
    return Book(session, now, accounts.organ_map(session)[case.street_id].code if case.street_id else None)


def _why_not_at_all(instance: ProcessInstance | None, route: Route) -> str | None:
    if instance is None or instance.status not in running.GOING:
        return ENDED
    return ELSEWHERE if instance.bundle_id != route.old_id else None


def _go(session: Session, case: Case, instance: ProcessInstance, route: Route, book: Book, services, now: datetime) -> Migrated:
    return route.plan.migrate(instance.state, now=now, services=services, functions=_functions(book), case=case_context(session, case), retime=route.retime)


# ---- before -----------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Foreseen:
    """`sentence`: why the case cannot go, None if it can; `told`: what changes for whom."""

    sentence: str | None
    told: dict[str, Any]


def foresee(session: Session, case_id: int, route: Route, *, now: datetime) -> Foreseen:
    """What the migration would do to this case; reads only."""
    instance, case = session.get(ProcessInstance, case_id), session.get(Case, case_id)
    why = _why_not_at_all(instance, route)
    if why is not None:
        return Foreseen(why, {})
    try:
        made = _go(session, case, instance, route, book_of(session, case, now), engine.SILENT, now)
    except EngineError as error:
        return Foreseen(error.sentence, {})
    if made.refused:
        return Foreseen("".join(dict.fromkeys(r.sentence for r in made.refused)), {"nodes": [r.node for r in made.refused]})
    calls = engine.not_called(made.advance)
    refusal = _guards(session, case, made.changed, now) or _hindered(session, case, made)
    told = {"warned": [w.sentence for w in made.warned] + [f"“{i.name or i.node}”会受阻：{i.sentence}" for i in made.advance.incidents]
            + ([GOES_ON] if _goes_on(made) else []),
            "changes": words.changes(session, made, route), "calls": [c.name or c.node for c in calls]}
    return Foreseen(refusal, told)


def _guards(session: Session, case: Case, changed: list[tuple[OpenTask, OpenTask]], now: datetime) -> str | None:
    """An act that the case would now stand at, and that its guards would refuse whatever is filled in."""
    for before, after in changed:
        if after.act and after.act != before.act:
            found = foresight.foresee(session, after.act, case_facts(session, case), now=now)
            if found:
                return f"“{after.name}”现在办不了：{'；'.join(f'{f.sentence}（{f.article}）' for f in found)}。"
    return None


def _hindered(session: Session, case: Case, made: Migrated) -> str | None:
    """What the migration itself would be refused for once the engine has done its part."""
    asked = made.advance.opened + [after for before, after in made.changed if (before.role, before.scope) != (after.role, after.scope)]
    return "".join(dict.fromkeys(running.hindrances(session, case, made.advance.steps, asked))) or None


# ---- done -------------------------------------------------------------------------------------------------------------
def migrate(session: Session, row: MigrationCase, route: Route, *, actor: Actor, now: datetime) -> None:
    """The case goes, or its row says why it does not. Raises Rejection(stale_case) if it moved meanwhile."""
    loaded, case = loading.case(session, row.case_id), session.get_one(Case, row.case_id)
    instance = loaded.instance
    why = _why_not_at_all(instance, route)
    if why is not None:
        return _refuse(row, why, now)
    facts: list[Fact] = []
    host, book = Host(session, case, actor, now, facts), book_of(session, case, now)
    try:
        made = _go(session, case, instance, route, book, host.services(), now)
    except EngineError as error:
        return _refuse(row, error.sentence, now)
    why = "".join(dict.fromkeys(r.sentence for r in made.refused)) or _guards(session, case, made.changed, now)
    if why:
        return _refuse(row, why, now)
    _keep_former(row, instance)
    row.state = CaseState.MIGRATED          # before anybody is barred anew: who is depends on what the elements were called
    facts.insert(0, Fact(Tag.CASE_MIGRATED, {"label": route.labels[1], "from": route.labels[0], "reason": route.reason, "run": route.run_id,
                                             "changes": [c["text"] for c in words.changes(session, made, route)][:8]}))
    terms = _settle(session, case, instance, made, route, book, facts, actor, now)
    record(session, case.id, facts, actor=actor, now=now, head=loaded.head)
    outbox.offer(session, case, facts, now=now)
    for opened, start in host.starts:
        running.run(session, opened, start, actor=actor, now=now, facts=[running.opened_fact(opened)])
    row.state, row.sentence, row.at, row.revision = CaseState.MIGRATED, None, now, instance.revision
    row.told = {"changes": words.changes(session, made, route), "warned": [w.sentence for w in made.warned], "moved_on": _goes_on(made),
                "terms": {task: {name: value.isoformat() if isinstance(value, datetime) else value for name, value in term.items()} for task, term in terms.items()}}


def _goes_on(made: Migrated) -> bool:
    """Whether more than the bundle is another: then it cannot be taken back. A step of the five that was entered stays entered."""
    return made.moved_on or any(step.properties.get("stage") for step in made.advance.steps)


def _refuse(row: MigrationCase, why: str, now: datetime) -> None:
    row.state, row.sentence, row.at = CaseState.REFUSED, why, now


def _keep_former(row: MigrationCase, instance: ProcessInstance) -> None:
    row.former_process, row.former_state = instance.process_id, instance.state
    row.former_path, row.former_due_rules = instance.path, instance.due_rules


def _settle(session: Session, case: Case, instance: ProcessInstance, made: Migrated, route: Route, book: Book, facts: list[Fact],
            actor: Actor, now: datetime) -> Mapping[str, Any]:
    """Everything of the case as the new bundle has it; the terms of items that are due at another time now, as they were."""
    advance, going = made.advance, made.advance.status == "running"
    _store(session, instance, {"bundle_id": route.new_id, "process_id": made.process_id, "state": advance.state if going else b"",
                               "status": advance.status, "due_rules": running.rules_to_keep(instance, book) if going else None,
                               "path": running.longer(_track(instance.path, route.plan), advance.steps)})
    under_way = running.Run(session, case, instance, actor, now, facts)
    running.bring_about(under_way, advance, book)
    _rename_incidents(session, case.id, made)
    return restepping.restep(session, case, made.tasks, {before.id: before for before, _after in made.changed}, route.new_id, book=book, now=now)


def _store(session: Session, instance: ProcessInstance, written: dict[str, Any]) -> None:
    """Nobody else's step is overwritten: the UPDATE names the revision that was read under the lock."""
    written = {**written, "revision": instance.revision + 1}
    done = session.execute(update(ProcessInstance).where(ProcessInstance.case_id == instance.case_id, ProcessInstance.revision == instance.revision)
                           .values(written).execution_options(synchronize_session=False))
    if done.rowcount != 1:
        raise Rejection("这件案件刚被别人推进了一步。", code="stale_case")
    for name, value in written.items():
        set_committed_value(instance, name, value)


def _track(path: dict | None, plan: engine.Plan) -> dict[str, list[list[str]]]:
    """The path taken, as the new diagrams show it."""
    found: dict[str, list[list[str]]] = {}
    for process_id, (nodes, flows) in (path or {}).items():
        target, there, ways = plan.twins.track(process_id, nodes, flows) if process_id in plan.old.processes else (process_id, nodes, flows)
        if target is not None:
            found[target] = [there, ways]
    return found


def _rename_incidents(session: Session, case_id: int, made: Migrated) -> None:
    for incident in made.incidents_changed:
        session.execute(update(IncidentRow).where(IncidentRow.case_id == case_id, IncidentRow.resolved_at.is_(None), IncidentRow.engine_task == incident.task)
                        .values(node=incident.node, name=incident.name or incident.node))


# ---- back -------------------------------------------------------------------------------------------------------------
def take_back(session: Session, row: MigrationCase, route: Route, *, actor: Actor, now: datetime) -> None:
    """The case stands again as it did, or its row says why it cannot: it has moved on since. Raises Rejection(stale_case)."""
    loaded = loading.case(session, row.case_id)
    why = why_not_back(row, loaded.instance, route.new_id)
    if why is not None:
        row.state, row.sentence, row.at = CaseState.MOVED_ON, why, now
        return
    case, old = session.get_one(Case, row.case_id), definitions.compiled(session, route.old_id)
    stood = engine.standing(old, row.former_state)
    instance = loaded.instance
    was = {t.id: t for t in engine.standing(route.plan.new, instance.state).tasks}
    _store(session, instance, {"bundle_id": route.old_id, "process_id": row.former_process, "state": row.former_state, "status": "running",
                               "path": row.former_path, "due_rules": row.former_due_rules})
    _stands_as_before(session, row, instance.revision)
    _wait_as_before(session, case.id, stood)
    restepping.restep(session, case, stood.tasks, was, route.old_id, book=book_of(session, case, now), now=now, terms=_terms(row.told or {}))
    record(session, case.id, [Fact(Tag.CASE_MIGRATION_TAKEN_BACK, {"label": route.labels[0], "run": route.run_id})], actor=actor, now=now, head=loaded.head)
    row.state, row.sentence, row.at = CaseState.TAKEN_BACK, None, now
    row.former_state = row.former_path = row.former_due_rules = None


def _terms(told: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The due dates that the migration replaced, by engine task."""
    return {task: {name: datetime.fromisoformat(value) if isinstance(value, str) else value for name, value in term.items()}
            for task, term in told.get("terms", {}).items()}


def why_not_back(row: MigrationCase, instance: ProcessInstance | None, new_id: int) -> str | None:
    """None if the case stands exactly as the migration left it."""
    if row.state != CaseState.MIGRATED:
        return row.sentence or "这件案件没有迁移。"
    if row.told and row.told.get("moved_on"):
        return "迁移的时候案件就自动往前走了一步，收不回。"
    if instance is None or instance.status not in running.GOING or instance.bundle_id != new_id or instance.revision != row.revision:
        return "迁移以后案件又往前走了，收不回。"
    return None


def _stands_as_before(session: Session, row: MigrationCase, revision: int) -> None:
    """The migration just before this one, if nothing came between them, can be taken back in its turn."""
    session.execute(update(MigrationCase).where(MigrationCase.case_id == row.case_id, MigrationCase.run_id != row.run_id, MigrationCase.state.in_(GONE),
                                                MigrationCase.revision == row.revision - 1)
                    .values(revision=revision).execution_options(synchronize_session=False))


def _wait_as_before(session: Session, case_id: int, stood: engine.Standing) -> None:
    """Timers and receivers of the former state; one that is overdue fires at the worker's next round."""
    for model in (TimerRow, ReceiverRow):
        session.execute(delete(model).where(model.case_id == case_id).execution_options(synchronize_session=False))
    statements.set_timers(session, running.timer_rows(case_id, stood.timers))
    statements.set_receivers(session, running.receiver_rows(case_id, [*stood.receivers, *stood.signals]))
    for incident in stood.incidents:
        session.execute(update(IncidentRow).where(IncidentRow.case_id == case_id, IncidentRow.resolved_at.is_(None), IncidentRow.engine_task == incident.task)
                        .values(node=incident.node, name=incident.name or incident.node))


def row_of(session: Session, run: MigrationRun, case_id: int) -> MigrationCase | None:
    return session.scalar(select(MigrationCase).where(MigrationCase.run_id == run.id, MigrationCase.case_id == case_id).with_for_update())
