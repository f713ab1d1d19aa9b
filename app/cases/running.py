"""One command on one case: load, advance, settle. Everything that the engine reports becomes rows and trace entries here, in the
transaction of the command."""
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from app import engine
from app.accounts import queries as accounts
from app.accounts.model import Actor
from app.audit.operations import Fact, record
from app.audit.tags import Tag
from app.cases import ending, loading, messages, statements, whistles
from app.cases.context import case_context
from app.cases.loading import Loaded
from app.cases.migration.model import GONE, MigrationCase, MigrationRun
from app.cases.model import (Case, CaseStatus, IncidentRow, ProcessInstance, RuleRun,
                             Stage, STAGE_NAMES, StageEntry, Submission)
from app.cases.services import Host
from app.deadlines.errors import OutsideCalendar
from app.deadlines.operations import Book
from app.definitions import queries as definitions
from app.engine.contract import Advance, Command, EngineError, OpenTask, Receiver, Step, Submit, Timer
from app.kernel.errors import Rejection
from app.outbox import operations as outbox
from app.tasks import operations as tasks
from app.tasks.model import WorkItem

STAGES = list(Stage)
GOING = ("new", "running")
LIVE = engine.Live(256)     # as many as ZFL_LIVE_CASES says


@dataclass
class Run:
    """A command under way: who acts when on which case, and what is to be written to the trace."""

    session: Session
    case: Case
    instance: ProcessInstance
    actor: Actor
    now: datetime
    facts: list[Fact] = field(default_factory=list)
    opened: list[tasks.Offered] = field(default_factory=list)
    submitted: str | None = None        # engine task that a person has just completed


def run(session: Session, case: Case, command: Command, *, actor: Actor, now: datetime, facts: list[Fact] | None = None,
        loaded: Loaded | None = None) -> Run:
    """Carry out one command and settle what it brings; `loaded`: what the caller has read of the case under its lock already.
    Raises Rejection where the command does not fit the case's state."""
    loaded = loaded or loading.case(session, case.id)
    instance = loaded.instance
    if instance.status not in GOING:            # of an ended instance no state is kept that the engine could look at
        raise Rejection("流程已经结束，不能再推进。", code="finished")
    going = Run(session, case, instance, actor, now, facts if facts is not None else [])
    if isinstance(command, Submit):
        going.submitted = command.task
    book = Book(session, now, accounts.organ_map(session)[case.street_id].code if case.street_id else None)
    host = Host(session, case, actor, now, going.facts)
    try:
        advance = engine.advance(definitions.compiled(session, instance.bundle_id), instance.state or None, command, now=now,
                                 services=host.services(), functions={"deadline": book.deadline, "period": book.period},
                                 case=case_context(session, case), live=LIVE)
    except EngineError as error:
        raise Rejection(error.sentence, code=error.code) from error
    _settle(going, advance, book)
    record(session, case.id, going.facts, actor=actor, now=now, head=loaded.head)
    outbox.offer(session, case, going.facts, now=now)
    for opened, start in host.starts:
        run(session, opened, start, actor=actor, now=now, facts=[opened_fact(opened)])
    return going


def opened_fact(case: Case) -> Fact:
    return Fact(Tag.CASE_OPENED, {"number": case.number, "title": case.title, "source": case.source, "turn": case.turn})


def _settle(going: Run, advance: Advance, book: Book) -> None:
    _store_state(going, advance, book)
    bring_about(going, advance, book)


def bring_about(going: Run, advance: Advance, book: Book) -> None:
    """Everything that follows from an outcome but the state itself."""
    _tell_steps(going, advance.steps)
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
    """One UPDATE that names the revision it read: nobody else's step is ever overwritten. Of an ended instance nothing is needed."""
    instance, running = going.instance, advance.status == "running"
    written = {"state": advance.state if running else b"", "status": advance.status, "revision": instance.revision + 1,
               "due_rules": rules_to_keep(instance, book) if running else None, "path": longer(instance.path, advance.steps)}
    statements.store_state(going.session, going.case.id, instance.revision, written, _raise_stale)
    for name, value in written.items():         # what was just written need not be read again
        set_committed_value(instance, name, value)


def _raise_stale() -> None:
    raise Rejection("这件案件刚被别人推进了一步，请刷新后再试。您填的内容还在。", code="stale_case")


RULES_KEPT = 12


def rules_to_keep(instance: ProcessInstance, book: Book) -> dict | None:
    """A diagram may compute an instant now and use it at a later step; the newest few stay explainable."""
    if not book.rules():
        return instance.due_rules
    return dict(list({**(instance.due_rules or {}), **book.rules()}.items())[-RULES_KEPT:])


# ---- path and stages --------------------------------------------------------------------------------------------------
def longer(path: dict[str, list[list[str]]] | None, steps: list[Step]) -> dict[str, list[list[str]]]:
    """Where the tokens have been: {process id: [nodes, flows]}, each once, so that a loop that does not end leaves one track."""
    longer = {process_id: [list(nodes), list(flows)] for process_id, (nodes, flows) in (path or {}).items()}
    for step in steps:
        nodes, flows = longer.setdefault(step.process_id, [[], []])
        if step.event != "cancelled" and step.node not in nodes:
            nodes.append(step.node)
        if step.flow and step.flow not in flows:
            flows.append(step.flow)
    return longer


def _tell_steps(going: Run, steps: list[Step]) -> None:
    for step in steps:
        stage = step.properties.get("stage")
        if stage and step.event == "entered":
            _enter_stage(going, Stage(stage))
        if step.event == "completed" and _by_timer(step):
            going.facts.append(Fact(Tag.TIMER_FIRED, {"node": step.node, "name": step.name}))


def _by_timer(step: Step) -> bool:
    return step.properties.get("event_definition") == "timer"


def hindrances(session: Session, case: Case, steps: Iterable[Step], tasks: Iterable[OpenTask]) -> list[str]:
    """What would stop these steps and tasks here although the engine could take them, in the words of the refusal: one of the five steps left
    out, a task for which there is no organ."""
    entered, found, codes = _entered(session, case.id), [], accounts.codes(session)
    for stage in [Stage(s.properties["stage"]) for s in steps if s.event == "entered" and s.properties.get("stage")]:
        if missing := _before(stage, entered, case):
            found.append(_skips(stage, missing[0]))
        entered.add(stage)
    for task in tasks:
        try:
            organs_of(task, codes)
        except Rejection as refusal:
            found.append(refusal.sentence)
    return found


def _skips(stage: Stage, missing: Stage) -> str:
    return f"不能进入“{STAGE_NAMES[stage]}”：还没有经过“{STAGE_NAMES[missing]}”。五步闭环不得跳步。"


def _entered(session: Session, case_id: int) -> set[str]:
    return set(session.scalars(select(StageEntry.stage).where(StageEntry.case_id == case_id)))


def _before(stage: Stage, entered: set[str], case: Case) -> list[Stage]:
    return [] if case.kind == "standing" else [s for s in STAGES[:STAGES.index(stage)] if s not in entered]


def _enter_stage(going: Run, stage: Stage) -> None:
    """No case may skip one of the five steps (YZ-34); going back is allowed and is kept."""
    case = going.case
    entered = _entered(going.session, case.id)
    if missing := _before(stage, entered, case):
        raise Rejection(_skips(stage, missing[0]), code="step_skipped")
    if case.stage == stage and stage in entered:
        return
    case.stage = stage
    going.session.add(StageEntry(case_id=case.id, stage=stage, at=going.now, actor_id=going.actor.person_id))
    going.session.flush()
    going.facts.append(Fact(Tag.STAGE_ENTERED, {"stage": stage, "name": STAGE_NAMES[stage]}))


# ---- tasks ------------------------------------------------------------------------------------------------------------
def _close_tasks(going: Run, advance: Advance) -> None:
    """What the engine withdrew; the task just submitted is done already."""
    withdrawn = [c.id for c in advance.closed if c.id != going.submitted]
    if not withdrawn:
        return
    items = list(going.session.scalars(select(WorkItem).where(WorkItem.case_id == going.case.id, WorkItem.engine_task.in_(withdrawn))
                                       .order_by(WorkItem.id)))
    tasks.cancel(going.session, items, now=going.now)
    going.facts += whistles.cancelled(going.session, going.case, items)
    going.facts += [Fact(Tag.TASK_CANCELLED, {"name": i.name, "node": i.node}) for i in items]


def _offer_tasks(going: Run, opened: list[OpenTask], book: Book) -> None:
    if not opened:
        return
    codes = accounts.codes(going.session)
    offers = [_offer(going, task, codes, book) for task in opened]
    items = tasks.offer(going.session, offers)
    going.opened += items
    whistles.offered(going.session, going.case, items)
    share(going.session, going.case, {organ for o in offers for _, organ in o.candidates}, "task")


def _offer(going: Run, task: OpenTask, codes: dict[str, int], book: Book) -> tasks.Offer:
    case = going.case
    organs = organs_of(task, codes)
    due_at = task.due_at or _usual_term(book)
    step = step_of(task, going.instance.bundle_id)
    values = {"case_id": case.id, "case_number": case.number, "case_title": case.title, "place": case.address, "source": case.source,
              "urgency": case.urgency, "engine_task": task.id, "organ_id": organs[0],
              "item": task.item if isinstance(task.item, dict) else None, "from_person_id": going.actor.person_id,
              "opened_at": going.now, "due_at": due_at}
    return tasks.Offer(step, values, _rule(going, book, due_at), candidates_of(task, organs), barred(going.session, case.id, task))


def step_of(task: OpenTask, bundle_id: int) -> dict[str, Any]:
    """The columns of its WorkStep."""
    return {"bundle_id": bundle_id, "process_id": task.process_id, "node": task.node, "name": task.name, "role": task.role, "form": task.form,
            "act": task.act, "ask": task.properties.get("ask")}


def candidates_of(task: OpenTask, organs: Iterable[int]) -> set[tuple[str, int]]:
    return {(role, organ) for role in task.role.split("|") for organ in organs}


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


def organs_of(task: OpenTask, codes: dict[str, int]) -> list[int]:
    scope = task.scope if isinstance(task.scope, list) else [task.scope]
    organs = [codes[c] for c in scope if c in codes]
    if not organs:
        raise Rejection(f"“{task.name}”没有办理单位：流程里写的范围{_in_words(task.scope)}。请法制机构检查流程图，案件没有变动。",
                        code="no_organ", status=422)
    return organs


def _in_words(scope: Any) -> str:
    return "在本案没有值" if scope in (None, "", []) else f"得出“{scope}”，组织机构里没有它"


def barred(session: Session, case_id: int, task: OpenTask) -> set[int]:
    if not task.not_actor_of:
        return set()
    nodes = {*task.not_actor_of, *_former_names(session, case_id, task.not_actor_of)}
    rows = session.scalars(select(Submission.actor_id).where(Submission.case_id == case_id, Submission.node.in_(sorted(nodes))))
    return {person for person in rows if person is not None}


def _former_names(session: Session, case_id: int, nodes: Iterable[str]) -> set[str]:
    """What these elements were called in the versions that the case was migrated from: whoever did one there has done it."""
    mappings = session.scalars(select(MigrationRun.mapping).join(MigrationCase, MigrationCase.run_id == MigrationRun.id)
                               .where(MigrationCase.case_id == case_id, MigrationCase.state.in_(GONE)).order_by(MigrationCase.at.desc()))
    found = set(nodes)
    for mapping in mappings:
        found |= {old for _process, old, _to, new in mapping if new in found}
    return found


def share(session: Session, case: Case, organ_ids: Iterable[int], why: str) -> None:
    """Let these organs see the case. Its street and its legal subject see it anyway."""
    rows = [{"case_id": case.id, "organ_id": i, "why": why} for i in organ_ids if i not in (case.street_id, case.legal_subject_id)]
    if rows:
        statements.share(session, rows)


# ---- timers, messages, decisions, incidents -----------------------------------------------------------------------------
def _keep_timers(going: Run, advance: Advance) -> None:
    statements.clear_timers(going.session, going.case.id, advance.timers_cleared)
    statements.set_timers(going.session, timer_rows(going.case.id, advance.timers_set))


def timer_rows(case_id: int, timers: Iterable[Timer]) -> list[dict[str, Any]]:
    return [{"case_id": case_id, "timer_id": timer.id, "node": timer.node, "name": timer.name, "due_at": timer.due_at,
             "ready_at": timer.due_at, "failures": 0} for timer in timers]


def _keep_receivers(going: Run, advance: Advance) -> None:
    statements.clear_receivers(going.session, going.case.id, advance.receivers_cleared)
    statements.set_receivers(going.session, receiver_rows(going.case.id, advance.receivers_set))
    for receiver in advance.receivers_set:
        messages.touch(going.session, receiver.message)


def receiver_rows(case_id: int, receivers: Iterable[Receiver]) -> list[dict[str, Any]]:
    return [{"case_id": case_id, "receiver_id": receiver.id, "node": receiver.node, "message": receiver.message,
             "key": messages.key_text(receiver.key), "kind": receiver.kind} for receiver in receivers]


def _keep_decisions(going: Run, advance: Advance) -> None:
    names = definitions.titles(going.session, going.instance.bundle_id, "dmn") if advance.decisions else {}
    for d in advance.decisions:
        going.session.add(RuleRun(case_id=going.case.id, bundle_id=going.instance.bundle_id, node=d.node, decision_id=d.decision_id,
                                  inputs=d.inputs, fired={k: list(v) for k, v in d.fired.items()}, value={"value": d.value},
                                  at=going.now))
        going.facts.append(Fact(Tag.RULE_DECIDED, {"decision": d.decision_id, "title": names.get(d.decision_id), "fired": {k: list(v) for k, v in d.fired.items()},
                                                   "value": d.value}))


def _keep_incidents(going: Run, advance: Advance) -> None:
    """What was mended first: an element that fails again at a retry is both, and its new incident stays."""
    again = {incident.task for incident in advance.incidents}
    if advance.incidents_cleared:
        going.session.execute(update(IncidentRow).where(
            IncidentRow.case_id == going.case.id, IncidentRow.resolved_at.is_(None),
            IncidentRow.engine_task.in_(advance.incidents_cleared)).values(resolved_at=going.now))
        if mended := [task for task in advance.incidents_cleared if task not in again]:
            going.facts.append(Fact(Tag.INCIDENT_RESOLVED, {"count": len(mended)}))
    for incident in advance.incidents:
        row = asdict(incident) | {"name": incident.name or incident.node}      # a gateway often has no name
        going.session.add(IncidentRow(case_id=going.case.id, engine_task=row.pop("task"), at=going.now, **row))
        going.facts.append(Fact(Tag.INCIDENT_RAISED, {"node": incident.node, "name": row["name"], "text": incident.sentence}))


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
