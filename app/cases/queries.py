"""Reads of the case file, for pages, API and supervisors."""
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, bindparam, func, or_, select
from sqlalchemy.orm import Session

from app import engine
from app.accounts import queries as accounts
from app.accounts.model import Actor, Organ
from app.cases.model import (Case, IncidentRow, Message, Performance, ProcessInstance, RuleRun, Stage, STAGE_NAMES,
                             StageEntry, Submission, TimerRow, Warning_, WhistleDepartment, WhistleOrder)
from app.cases.lists import (COUNTED, Page, count_started, search, started_by, unfinished,  # noqa: F401 because readers look here
                             whistles)
from app.cases.policy import sees, visible, withheld
from app.definitions import queries as definitions
from app.kernel.errors import NotFound
from app.outbox.model import Parcel
from app.tasks import queries as tasks
from app.tasks.model import WorkItem


# ---- one case ---------------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class StepView:
    """One of the five steps: state done | now | todo, and when it was first entered."""

    stage: Stage
    name: str
    state: str
    at: datetime | None


def steps(session: Session, case: Case) -> list[StepView]:
    entered: dict[str, datetime] = {}
    for entry in session.scalars(select(StageEntry).where(StageEntry.case_id == case.id).order_by(StageEntry.id)):
        entered.setdefault(entry.stage, entry.at)
    order = list(Stage)
    at = order.index(Stage(case.stage))
    ended = case.status == "ended"

    def state(i: int) -> str:
        if i == at and not ended:
            return "now"
        return "done" if order[i] in entered and (i <= at or ended) else "todo"

    return [StepView(s, STAGE_NAMES[s], state(i), entered.get(s)) for i, s in enumerate(order)]


def chain(session: Session, case: Case) -> list[Case]:
    """Every case of the chain, by turn and opening."""
    return list(session.scalars(select(Case).where(Case.chain_id == case.chain_id).order_by(Case.turn, Case.id)))


def count_chain(session: Session, case: Case) -> int:
    return session.scalar(select(func.count()).select_from(Case).where(Case.chain_id == case.chain_id))


def sub_cases(session: Session, case_id: int) -> list[Case]:
    return list(session.scalars(select(Case).where(Case.parent_id == case_id).order_by(Case.id)))


_SUB_CASE_LINES = (select(Case.id, Case.number, Case.title, Case.kind, Case.stage, Case.status, Case.end_state, Case.legal_subject_id)
                   .where(Case.parent_id == bindparam("parent")).order_by(Case.id))


def sub_case_lines(session: Session, case_id: int) -> Sequence[Row]:
    """The case's sub-cases as rows of id, number, title, kind, stage, status, end_state, legal_subject_id."""
    session.flush()
    return session.connection().execute(_SUB_CASE_LINES, {"parent": case_id}).all()


def open_tasks(session: Session, case_id: int) -> list[WorkItem]:
    return tasks.open_items(session, case_id)


def submissions(session: Session, case_id: int) -> list[Submission]:
    return list(session.scalars(select(Submission).where(Submission.case_id == case_id).order_by(Submission.at, Submission.id)))


def rule_runs(session: Session, case_id: int) -> list[RuleRun]:
    return list(session.scalars(select(RuleRun).where(RuleRun.case_id == case_id).order_by(RuleRun.id)))


def count_rule_runs(session: Session, case_id: int) -> int:
    return session.scalar(select(func.count()).select_from(RuleRun).where(RuleRun.case_id == case_id))


def timers(session: Session, case_id: int) -> list[TimerRow]:
    return list(session.scalars(select(TimerRow).where(TimerRow.case_id == case_id).order_by(TimerRow.due_at)))


def messages(session: Session, case_id: int) -> list[Message]:
    return list(session.scalars(select(Message).where(or_(Message.from_case_id == case_id, Message.to_case_id == case_id))
                                .order_by(Message.id)))


def incidents(session: Session, case_id: int | None = None) -> list[IncidentRow]:
    """Open ones, newest first: of this case, or of all."""
    query = select(IncidentRow).where(IncidentRow.resolved_at.is_(None)).order_by(IncidentRow.id.desc())
    if case_id is not None:
        query = query.where(IncidentRow.case_id == case_id)
    return list(session.scalars(query.limit(200)))


def stuck(session: Session, actor: Actor, *, case_id: int | None = None, before: int | None = None, limit: int = 200) -> list[IncidentRow]:
    """Open incidents of cases that the actor may see, newest first; those below id `before`."""
    query = (select(IncidentRow).join(Case, Case.id == IncidentRow.case_id).where(IncidentRow.resolved_at.is_(None), visible(actor))
             .order_by(IncidentRow.id.desc()).limit(limit))
    if case_id is not None:
        query = query.where(IncidentRow.case_id == case_id)
    return list(session.scalars(query if before is None else query.where(IncidentRow.id < before)))


def parcels(session: Session, actor: Actor, state: str | None = None, *, before: int | None = None, limit: int = 50) -> list[Parcel]:
    """What leaves the system because of cases that the actor may see, newest first; those below id `before`."""
    query = select(Parcel).join(Case, Case.id == Parcel.case_id).where(visible(actor)).order_by(Parcel.id.desc()).limit(limit)
    if state:
        query = query.where(Parcel.state == state)
    return list(session.scalars(query if before is None else query.where(Parcel.id < before)))


def performances(session: Session, case_id: int) -> list[Performance]:
    return list(session.scalars(select(Performance).where(Performance.case_id == case_id).order_by(Performance.id)))


def warnings(session: Session, actor: Actor, case_id: int | None = None) -> list[Warning_]:
    query = select(Warning_).join(Case, Case.id == Warning_.case_id).where(visible(actor)).order_by(Warning_.id.desc())
    if case_id is not None:
        query = query.where(Warning_.case_id == case_id)
    return list(session.scalars(query.limit(200)))


def find(session: Session, actor: Actor, case_id: int | None) -> Case | None:
    """The case, if it is there and the actor may see it."""
    return session.get(Case, case_id) if case_id is not None and sees(session, actor, case_id) else None


def visible_of(session: Session, actor: Actor, ids: Iterable[int]) -> set[int]:
    """Which of these cases the actor may see."""
    return set(session.scalars(select(Case.id).where(Case.id.in_(list(ids)), visible(actor))))


def numbers(session: Session, ids: Iterable[int]) -> dict[int, str]:
    """{case id: number}."""
    return dict(session.execute(select(Case.id, Case.number).where(Case.id.in_(list(ids)))).all())


def submission_of(session: Session, item_id: int) -> Submission | None:
    """What was submitted at this work item. For showing it, `readable` says what the reader may see of it."""
    return session.scalar(select(Submission).where(Submission.work_item_id == item_id))


def readable(session: Session, actor: Actor, submission: Submission) -> dict:
    """The answers as this reader may see them: who complained is shown to the intake only, and to whoever wrote it down."""
    if submission.actor_id == actor.person_id:
        return submission.data
    return withheld(submission.data, actor, session.get_one(Case, submission.case_id))


# ---- the diagram ---------------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Taken:
    """What the diagram shows of one process: nodes and flows passed, and how many tokens stand where."""

    process_id: str
    nodes: frozenset[str]
    flows: frozenset[str]
    current: dict[str, int]


def taken(session: Session, case: Case) -> list[Taken]:
    """The path through each process of the case's instance, the root process first."""
    instance = session.get_one(ProcessInstance, case.id)
    now = engine.positions(definitions.compiled(session, instance.bundle_id), instance.state) if case.status == "running" else {}
    return [Taken(p, frozenset(nodes), frozenset(flows), now.get(p, {}))
            for p, (nodes, flows) in sorted((instance.path or {}).items(), key=lambda item: item[0] != instance.process_id)]


# ---- whistles --------------------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Called:
    """A department on the board."""

    row: WhistleDepartment
    organ: Organ


def whistle(session: Session, actor: Actor, whistle_id: int) -> tuple[WhistleOrder, Case]:
    """One 哨令 with its case; raises NotFound, also for a case that the actor may not see."""
    row = session.execute(select(WhistleOrder, Case).join(Case, Case.id == WhistleOrder.case_id)
                          .where(WhistleOrder.id == whistle_id, visible(actor))).first()
    if row is None:
        raise NotFound("没有这道哨令，或者它不在您可以查看的范围内。", code="whistle_not_found")
    return row[0], row[1]


def whistle_of(session: Session, case_id: int) -> WhistleOrder | None:
    return session.scalar(select(WhistleOrder).where(WhistleOrder.case_id == case_id).order_by(WhistleOrder.id.desc()).limit(1))


def called(session: Session, whistle_id: int) -> list[Called]:
    return called_by(session, [whistle_id]).get(whistle_id, [])


def called_by(session: Session, whistle_ids: Iterable[int]) -> dict[int, list[Called]]:
    """{whistle id: the departments that it calls}."""
    organs, found = accounts.organ_map(session), {}
    for row in session.scalars(select(WhistleDepartment).where(WhistleDepartment.whistle_id.in_(list(whistle_ids)))
                               .order_by(WhistleDepartment.id)):
        found.setdefault(row.whistle_id, []).append(Called(row, organs[row.organ_id]))
    return found


def whistles_by_case(session: Session, case_ids: list[int]) -> dict[int, list[WhistleOrder]]:
    found: dict[int, list[WhistleOrder]] = {}
    for order in session.scalars(select(WhistleOrder).where(WhistleOrder.case_id.in_(case_ids)).order_by(WhistleOrder.id)):
        found.setdefault(order.case_id, []).append(order)
    return found
