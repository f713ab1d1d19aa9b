"""One command on one case: load, advance, settle. Everything that the engine reports becomes rows and trace entries here, in the
transaction of the command."""
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from app import engine
from app.accounts import queries as accounts
from app.accounts.model import Actor
from app.audit.operations import Fact, record
from app.audit.tags import Tag
from app.cases import ending, messages, whistles
from app.cases.context import case_context
from app.cases.model import (Case, CaseOrgan, CaseStatus, IncidentRow, PathStep, ProcessInstance, ReceiverRow, RuleRun,
                             Stage, STAGE_NAMES, StageEntry, Submission, TimerRow)
from app.cases.services import Host
from app.deadlines.errors import OutsideCalendar
from app.deadlines.operations import Book
from app.definitions import queries as definitions
from app.engine.contract import Advance, Command, EngineError, OpenTask, Start, Step, Submit
from app.kernel.errors import Rejection
from app.tasks import operations as tasks
from app.tasks.model import Status, WorkItem

STAGES = list(Stage)


@dataclass
class Run:
    """A command under way: who acts when on which case, and what is to be written to the trace."""

    session: Session
    case: Case
    instance: ProcessInstance
    actor: Actor
    now: datetime
    facts: list[Fact] = field(default_factory=list)
    opened: list[WorkItem] = field(default_factory=list)
    submitted: str | None = None        # engine task that a person has just completed


def run(session: Session, case: Case, command: Command, *, actor: Actor, now: datetime, facts: list[Fact] | None = None) -> Run:
    """Carry out one command and settle what it brings. Raises Rejection where the command does not fit the case's state."""
    # Read anew under the lock: what this session saw before may be a step behind by now.
    instance = session.scalar(select(ProcessInstance).where(ProcessInstance.case_id == case.id).with_for_update()
                              .execution_options(populate_existing=True))
    going = Run(session, case, instance, actor, now, facts if facts is not None else [])
    if isinstance(command, Submit):
        going.submitted = command.task
    book = Book(session, now, accounts.organ_map(session)[case.street_id].code if case.street_id else None)
    host = Host(session, case, actor, now, going.facts)
    bundle = definitions.compiled(session, instance.bundle_id)
    try:
        advance = engine.advance(bundle, instance.state or None, command, now=now, services=host.services(),
                                 functions={"deadline": book.deadline, "period": book.period},
                                 case=case_context(session, case))
    except EngineError as error:
        raise Rejection(error.sentence, code=error.code) from error
    _settle(going, advance, book)
    record(session, case.id, going.facts, actor=actor, now=now)
    for opened, start in host.starts:
        run(session, opened, start, actor=actor, now=now, facts=[opened_fact(opened)])
    return going


def opened_fact(case: Case) -> Fact:
    return Fact(Tag.CASE_OPENED, {"number": case.number, "title": case.title, "source": case.source, "turn": case.turn})


def _settle(going: Run, advance: Advance, book: Book) -> None:
    _store_state(going, advance, book)
    _write_path(going, advance.steps)
    _close_tasks(going, advance)
    _offer_tasks(going, advance.opened, book)
    _keep_timers(going, advance)
    _keep_receivers(going, advance)
    going.facts += messages.post(going.session, going.case, going.instance.bundle_id, advance, now=going.now)
    _keep_decisions(going, advance)
    _keep_incidents(going, advance)
    if advance.status != "running":
        _end(going, advance)


def _store_state(going: Run, advance: Advance, book: Book) -> None:
    """One UPDATE that names the revision it read: nobody else's step is ever overwritten."""
    instance = going.instance
    written = {"state": advance.state, "status": advance.status, "revision": instance.revision + 1,
               "due_rules": _rules_to_keep(instance, book) if advance.status == "running" else None}
    done = going.session.execute(
        update(ProcessInstance).where(ProcessInstance.case_id == going.case.id, ProcessInstance.revision == instance.revision)
        .values(written).execution_options(synchronize_session=False))
    if done.rowcount != 1:
        raise Rejection("这件案件刚被别人推进了一步，请刷新后再试。您填的内容还在。", code="stale_case")
    for name, value in written.items():         # what was just written need not be read again
        set_committed_value(instance, name, value)


RULES_KEPT = 12


def _rules_to_keep(instance: ProcessInstance, book: Book) -> dict | None:
    """A diagram may compute an instant now and use it at a later step; the newest few stay explainable."""
    if not book.rules():
        return instance.due_rules
    return dict(list({**(instance.due_rules or {}), **book.rules()}.items())[-RULES_KEPT:])


# ---- path and stages --------------------------------------------------------------------------------------------------
def _write_path(going: Run, steps: list[Step]) -> None:
    passed = {(s.process_id, s.node, s.flow, s.event): s.at for s in steps}     # once each: a loop that does not end is long
    if passed:      # one statement: the ORM would send a row at a time to have each row's id
        going.session.execute(insert(PathStep.__table__), [
            {"case_id": going.case.id, "process_id": process_id, "node": node, "flow": flow, "event": event, "at": at}
            for (process_id, node, flow, event), at in passed.items()])
    for step in steps:
        stage = step.properties.get("stage")
        if stage and step.event == "entered":
            _enter_stage(going, Stage(stage))
        if step.event == "completed" and _by_timer(step):
            going.facts.append(Fact(Tag.TIMER_FIRED, {"node": step.node, "name": step.name}))


def _by_timer(step: Step) -> bool:
    return step.properties.get("event_definition") == "timer"


def _enter_stage(going: Run, stage: Stage) -> None:
    """No case may skip one of the five steps (YZ-34); going back is allowed and is kept."""
    case = going.case
    entered = set(going.session.scalars(select(StageEntry.stage).where(StageEntry.case_id == case.id)))
    skipped = [s for s in STAGES[:STAGES.index(stage)] if s not in entered]
    if skipped and case.kind != "standing":
        raise Rejection(f"不能进入“{STAGE_NAMES[stage]}”：还没有经过“{STAGE_NAMES[skipped[0]]}”。五步闭环不得跳步。", code="step_skipped")
    if case.stage == stage and stage in entered:
        return
    case.stage = stage
    going.session.add(StageEntry(case_id=case.id, stage=stage, at=going.now, actor_id=going.actor.person_id))
    going.session.flush()
    going.facts.append(Fact(Tag.STAGE_ENTERED, {"stage": stage, "name": STAGE_NAMES[stage]}))


# ---- tasks ------------------------------------------------------------------------------------------------------------
def _close_tasks(going: Run, advance: Advance) -> None:
    ids = [c.id for c in advance.closed]
    if not ids:
        return
    closed = [(i, Status.DONE if i.engine_task == going.submitted else Status.CANCELLED)
              for i in _items(going.session, going.case.id, set(ids))]
    tasks.close(going.session, closed, now=going.now)
    going.facts += whistles.cancelled(going.session, going.case, [i for i, s in closed if s == Status.CANCELLED])
    going.facts += [Fact(Tag.TASK_CANCELLED, {"name": i.name, "node": i.node}) for i, s in closed if s == Status.CANCELLED]


def _items(session: Session, case_id: int, engine_tasks: set[str]) -> list[WorkItem]:
    """The work items of these engine tasks. Usually it is the one just submitted, which the session has: no need to ask again."""
    known = [i for i in session.identity_map.values()
             if isinstance(i, WorkItem) and i.case_id == case_id and i.engine_task in engine_tasks]
    if len(known) == len(engine_tasks):
        return known
    return list(session.scalars(select(WorkItem).where(WorkItem.case_id == case_id, WorkItem.engine_task.in_(engine_tasks))
                                .order_by(WorkItem.id)))


def _offer_tasks(going: Run, opened: list[OpenTask], book: Book) -> None:
    if not opened:
        return
    codes = accounts.codes(going.session)
    offers = [_offer(going, task, codes, book) for task in opened]
    items = tasks.offer(going.session, offers)
    going.opened += items
    whistles.offered(going.session, going.case, items)
    for organ_id in {organ for o in offers for _, organ in o.candidates}:
        share(going.session, going.case.id, organ_id, "task")


def _offer(going: Run, task: OpenTask, codes: dict[str, int], book: Book) -> tasks.Offer:
    case = going.case
    organs = _organs_of(task, codes)
    due_at = task.due_at or _usual_term(book)
    item = WorkItem(
        case_id=case.id, case_number=case.number, case_title=case.title, place=case.address, source=case.source,
        engine_task=task.id, node=task.node, name=task.name, process_id=task.process_id, bundle_id=going.instance.bundle_id,
        role=task.role, organ_id=organs[0], form=task.form, act=task.act, ask=task.properties.get("ask"),
        item=task.item if isinstance(task.item, dict) else None, urgency=case.urgency, from_person_id=going.actor.person_id,
        opened_at=going.now, due_at=due_at, due_rule=_rule(going, book, due_at))
    candidates = {(role, organ) for role in task.role.split("|") for organ in organs}
    return tasks.Offer(item, candidates, _barred(going, task))


def _rule(going: Run, book: Book, due_at: datetime | None) -> dict | None:
    """How the due date came about; one that an earlier step computed into a variable (办案期限) is remembered by the instance."""
    if due_at is None:
        return None
    return book.explain(due_at) or (going.instance.due_rules or {}).get(due_at.replace(microsecond=0).isoformat())


def _usual_term(book: Book) -> datetime | None:
    """A task whose diagram sets no term has the usual one; where the holiday table ends nothing is guessed."""
    try:
        return book.deadline("task_term")
    except OutsideCalendar:
        return None


def _organs_of(task: OpenTask, codes: dict[str, int]) -> list[int]:
    scope = task.scope if isinstance(task.scope, list) else [task.scope]
    organs = [codes[c] for c in scope if c in codes]
    if not organs:
        raise Rejection(f"“{task.name}”没有办理单位：流程里写的范围得出 {task.scope!r}，组织机构里没有它。请法制机构检查流程图，本次未提交。",
                        code="no_organ", status=422)
    return organs


def _barred(going: Run, task: OpenTask) -> set[int]:
    if not task.not_actor_of:
        return set()
    rows = going.session.scalars(select(Submission.actor_id).where(Submission.case_id == going.case.id,
                                                                   Submission.node.in_(task.not_actor_of)))
    return {person for person in rows if person is not None}


def share(session: Session, case_id: int, organ_id: int, why: str) -> None:
    """Let this organ see the case."""
    if session.get(CaseOrgan, (case_id, organ_id, why)) is None:
        session.add(CaseOrgan(case_id=case_id, organ_id=organ_id, why=why))
        session.flush()


# ---- timers, messages, decisions, incidents -----------------------------------------------------------------------------
def _keep_timers(going: Run, advance: Advance) -> None:
    session, case_id = going.session, going.case.id
    if advance.timers_cleared:
        session.execute(delete(TimerRow).where(TimerRow.case_id == case_id, TimerRow.timer_id.in_(advance.timers_cleared)))
    for timer in advance.timers_set:
        session.merge(TimerRow(case_id=case_id, timer_id=timer.id, node=timer.node, name=timer.name, due_at=timer.due_at))


def _keep_receivers(going: Run, advance: Advance) -> None:
    session, case_id = going.session, going.case.id
    if advance.receivers_cleared:
        session.execute(delete(ReceiverRow).where(ReceiverRow.case_id == case_id,
                                                  ReceiverRow.receiver_id.in_(advance.receivers_cleared)))
    for receiver in advance.receivers_set:
        session.merge(ReceiverRow(case_id=case_id, receiver_id=receiver.id, node=receiver.node, message=receiver.message,
                                  key=messages.key_text(receiver.key), kind=receiver.kind))
        messages.touch(session, receiver.message)


def _keep_decisions(going: Run, advance: Advance) -> None:
    names = definitions.titles(going.session, going.instance.bundle_id, "dmn") if advance.decisions else {}
    for d in advance.decisions:
        going.session.add(RuleRun(case_id=going.case.id, bundle_id=going.instance.bundle_id, node=d.node, decision_id=d.decision_id,
                                  inputs=d.inputs, fired={k: list(v) for k, v in d.fired.items()}, value={"value": d.value},
                                  at=going.now))
        going.facts.append(Fact(Tag.RULE_DECIDED, {"decision": d.decision_id, "title": names.get(d.decision_id), "fired": {k: list(v) for k, v in d.fired.items()},
                                                   "value": d.value}))


def _keep_incidents(going: Run, advance: Advance) -> None:
    for incident in advance.incidents:
        row = asdict(incident) | {"name": incident.name or incident.node}      # a gateway often has no name
        going.session.add(IncidentRow(case_id=going.case.id, engine_task=row.pop("task"), at=going.now, **row))
        going.facts.append(Fact(Tag.INCIDENT_RAISED, {"node": incident.node, "name": row["name"], "text": incident.sentence}))
    if advance.incidents_cleared:
        going.session.execute(update(IncidentRow).where(
            IncidentRow.case_id == going.case.id, IncidentRow.resolved_at.is_(None),
            IncidentRow.engine_task.in_(advance.incidents_cleared)).values(resolved_at=going.now))
        going.facts.append(Fact(Tag.INCIDENT_RESOLVED, {"count": len(advance.incidents_cleared)}))


# ---- end ----------------------------------------------------------------------------------------------------------------
def _end(going: Run, advance: Advance) -> None:
    case = going.case
    if case.status == CaseStatus.ENDED:
        return
    state = next((s.properties["end_state"] for s in advance.end_nodes if s.properties.get("end_state")), None)
    if advance.status == "cancelled":
        state = case.end_state or "terminated"
    going.facts += ending.close_file(going.session, case, state or ("terminated" if advance.status == "error" else "closed"), now=going.now)
    going.facts.append(Fact(Tag.CASE_ENDED, {"end_state": case.end_state, "name": ending.NAMES.get(case.end_state, case.end_state)}))
