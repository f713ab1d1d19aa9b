"""Reads of the case file, for pages, API and supervisors."""
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import Session

from app import engine
from app.accounts import queries as accounts
from app.accounts.model import Actor, Organ
from app.cases.model import (Case, IncidentRow, Message, Performance, ProcessInstance, RuleRun, Stage, STAGE_NAMES,
                             StageEntry, Submission, TimerRow, Warning_, WhistleDepartment, WhistleOrder)
from app.cases.policy import visible, withheld
from app.cases.search import fold
from app.definitions import queries as definitions
from app.kernel.database import as_id
from app.kernel.errors import NotFound
from app.tasks.model import Status, WorkItem


@dataclass(frozen=True)
class Page:
    items: list
    next: str | None


# ---- lists ----------------------------------------------------------------------------------------------------------------
def search(session: Session, actor: Actor, *, q: str = "", filters: Mapping[str, str] | None = None, cursor: str | None = None,
           limit: int = 50) -> Page:
    """Cases that the actor may see, newest first. `q`: words that all occur in number, place, party or text (Simplified and
    Traditional alike). `filters`: kind, stage, status, urgency, source, street (code), end_state."""
    query = select(Case).where(visible(actor))
    for word in fold(q).split():
        query = query.where(Case.search_text.contains(word, autoescape=True))
    query = _filtered(session, query, filters or {})
    if (before := as_id(cursor)) is not None:
        query = query.where(Case.id < before)
    rows = list(session.scalars(query.order_by(Case.id.desc()).limit(limit + 1)))
    return Page(rows[:limit], str(rows[limit - 1].id) if len(rows) > limit else None)


def _filtered(session: Session, query: Select, filters: Mapping[str, str]) -> Select:
    for name in ("kind", "stage", "status", "urgency", "source", "end_state"):
        if filters.get(name):
            query = query.where(getattr(Case, name) == filters[name])
    if filters.get("street"):
        query = query.where(Case.street_id == accounts.codes(session).get(filters["street"], -1))
    return query


def started_by(session: Session, actor: Actor, *, limit: int = 50) -> list[Case]:
    return list(session.scalars(select(Case).where(Case.opened_by == actor.person_id).order_by(Case.id.desc()).limit(limit)))


def count_started(session: Session, actor: Actor) -> int:
    return session.scalar(select(func.count()).select_from(Case).where(Case.opened_by == actor.person_id))


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


def sub_cases(session: Session, case_id: int) -> list[Case]:
    return list(session.scalars(select(Case).where(Case.parent_id == case_id).order_by(Case.id)))


def open_tasks(session: Session, case_id: int) -> list[WorkItem]:
    return list(session.scalars(select(WorkItem).where(
        WorkItem.case_id == case_id, WorkItem.status.in_([Status.OFFERED, Status.CLAIMED])).order_by(WorkItem.id)))


def submissions(session: Session, case_id: int) -> list[Submission]:
    return list(session.scalars(select(Submission).where(Submission.case_id == case_id).order_by(Submission.at, Submission.id)))


def rule_runs(session: Session, case_id: int) -> list[RuleRun]:
    return list(session.scalars(select(RuleRun).where(RuleRun.case_id == case_id).order_by(RuleRun.id)))


def timers(session: Session, case_id: int) -> list[TimerRow]:
    return list(session.scalars(select(TimerRow).where(TimerRow.case_id == case_id).order_by(TimerRow.due_at)))


def messages(session: Session, case_id: int) -> list[Message]:
    return list(session.scalars(select(Message).where(or_(Message.from_case_id == case_id, Message.to_case_id == case_id))
                                .order_by(Message.id)))


def incidents(session: Session, case_id: int | None = None, *, open_only: bool = True) -> list[IncidentRow]:
    query = select(IncidentRow).order_by(IncidentRow.id.desc())
    if case_id is not None:
        query = query.where(IncidentRow.case_id == case_id)
    if open_only:
        query = query.where(IncidentRow.resolved_at.is_(None))
    return list(session.scalars(query.limit(200)))


def performances(session: Session, case_id: int) -> list[Performance]:
    return list(session.scalars(select(Performance).where(Performance.case_id == case_id).order_by(Performance.id)))


def warnings(session: Session, actor: Actor, case_id: int | None = None) -> list[Warning_]:
    query = select(Warning_).join(Case, Case.id == Warning_.case_id).where(visible(actor)).order_by(Warning_.id.desc())
    if case_id is not None:
        query = query.where(Warning_.case_id == case_id)
    return list(session.scalars(query.limit(200)))


def find(session: Session, actor: Actor, case_id: int | None) -> Case | None:
    """The case, if it is there and the actor may see it."""
    return session.scalar(select(Case).where(Case.id == case_id, visible(actor))) if case_id is not None else None


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


def whistles(session: Session, actor: Actor, *, limit: int = 100) -> list[tuple[WhistleOrder, Case]]:
    """哨令 of cases that the actor may see, running ones first, newest first."""
    rows = session.execute(select(WhistleOrder, Case).join(Case, Case.id == WhistleOrder.case_id).where(visible(actor))
                           .order_by(WhistleOrder.ended_at.isnot(None), WhistleOrder.id.desc()).limit(limit))
    return [tuple(row) for row in rows]


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
    rows = session.execute(select(WhistleDepartment, Organ).join(Organ, Organ.id == WhistleDepartment.organ_id)
                           .where(WhistleDepartment.whistle_id == whistle_id).order_by(WhistleDepartment.id))
    return [Called(row, organ) for row, organ in rows]


def whistles_by_case(session: Session, case_ids: list[int]) -> dict[int, list[WhistleOrder]]:
    found: dict[int, list[WhistleOrder]] = {}
    for order in session.scalars(select(WhistleOrder).where(WhistleOrder.case_id.in_(case_ids)).order_by(WhistleOrder.id)):
        found.setdefault(order.case_id, []).append(order)
    return found


def unfinished(session: Session, actor: Actor) -> dict[str, int]:
    """Running cases by stage, of those the actor may see."""
    rows = session.execute(select(Case.stage, func.count()).where(and_(visible(actor), Case.status == "running"))
                           .group_by(Case.stage))
    return {stage: n for stage, n in rows}
