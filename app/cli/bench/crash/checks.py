"""What must be true after every crash, read from the database itself, past the product's own answers."""
from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import engine
from app.audit import operations as audit
from app.audit import queries as trace
from app.audit.tags import Tag
from app.cases import delivery, queries, timing
from app.cases.model import Case, CaseStatus, IncidentRow, ProcessInstance, ReceiverRow, TimerRow
from app.cli.bench.crash.clients import Answer, Deed
from app.definitions import queries as definitions
from app.outbox.model import Parcel, State
from app.tasks.model import Status, WorkItem

EVERYTHING = 10_000


def lost(session: Session, acknowledged: Iterable[tuple[Deed, Answer]]) -> list[str]:
    """Deeds that the server said were done and that are not there as they were said."""
    return [f"{deed.what} {deed.mark}" for deed, answer in acknowledged if not _STANDS[deed.what](session, deed, answer)]


def _opened(session: Session, deed: Deed, answer: Answer) -> bool:
    case = session.get(Case, answer.body["id"])
    return case is not None and case.title == deed.body["title"] and case.number == answer.body["number"]


def _submitted(session: Session, deed: Deed, _answer: Answer) -> bool:
    item, found = session.get(WorkItem, deed.item), queries.submission_of(session, deed.item)
    return item.status == Status.DONE and found is not None and found.data == deed.body["data"]


def _claimed(session: Session, deed: Deed, _answer: Answer) -> bool:
    return session.get(WorkItem, deed.item).status in (Status.CLAIMED, Status.DONE)


_STANDS = {"open": _opened, "submit": _submitted, "claim": _claimed}


def done_in_silence(session: Session, deed: Deed) -> bool:
    """Whether a deed that nobody answered has been done all the same."""
    if deed.what == "open":
        return session.scalar(select(Case.id).where(Case.title == deed.body["title"])) is not None
    found = queries.submission_of(session, deed.item) if deed.what == "submit" else None
    return found is not None and found.data == deed.body["data"]


def doubled(session: Session, case_ids: set[int]) -> list[str]:
    """What stands twice: cases of one title, submissions of one task, firings of one timer, messages taken by one case."""
    twice = select(Case.title).group_by(Case.title).having(func.count() > 1)
    found = [f"案件 {title}" for title in session.scalars(twice)]
    for case_id in case_ids:
        told = Counter(filter(None, map(_once, trace.history(session, case_id, limit=EVERYTHING))))
        found += [f"案件 {case_id} {what}" for what, times in told.items() if times > 1]
    return found


def _once(line) -> tuple | None:
    """What this entry tells of that may happen only once in a case of the bench's diagram."""
    keys = {Tag.TASK_SUBMITTED: "item", Tag.TIMER_FIRED: "node", Tag.MESSAGE_RECEIVED: "code", Tag.MESSAGE_SENT: "code",
            Tag.CASE_OPENED: "number", Tag.CASE_ENDED: "name", Tag.PATROL_POINT_MARKED: "kind"}
    return (line.tag, line.payload.get(keys[line.tag])) if line.tag in keys else None


def bent(session: Session, case_ids: Iterable[int]) -> list[str]:
    """Running cases whose engine state and rows do not say the same: what is open, what is due, what is waited for."""
    return [f"案件 {case_id}：{what}" for case_id in case_ids for what in _differences(session, case_id)]


def _differences(session: Session, case_id: int) -> list[str]:
    case, instance = session.get_one(Case, case_id), session.get_one(ProcessInstance, case_id)
    if case.status == CaseStatus.ENDED:
        return []
    stands = engine.standing(definitions.compiled(session, instance.bundle_id), instance.state)
    open_tasks = session.execute(select(WorkItem.engine_task).where(WorkItem.case_id == case_id, WorkItem.status.in_([Status.OFFERED, Status.CLAIMED])))
    timers = session.execute(select(TimerRow.timer_id, TimerRow.due_at).where(TimerRow.case_id == case_id))
    receivers = session.execute(select(ReceiverRow.receiver_id).where(ReceiverRow.case_id == case_id))
    pairs = {"待办": ({(t.id,) for t in stands.tasks}, open_tasks), "计时器": ({(t.id, t.due_at) for t in stands.timers}, timers),
             "等待的消息": ({(r.id,) for r in stands.receivers}, receivers)}
    return [f"{name}在引擎里是 {len(said)} 个，表里不同" for name, (said, rows) in pairs.items() if said != {tuple(row) for row in rows}]


def torn(session: Session, case_ids: Iterable[int]) -> tuple[int, list[str]]:
    """(entries verified, chains that are not whole)."""
    found = [audit.verify(session, case_id) for case_id in case_ids]
    return sum(v.checked for v in found), [f"案件 {v.broken.case_id} 第 {v.broken.seq} 条：{v.broken.why}" for v in found if v.broken]


def stuck(session: Session) -> list[str]:
    return [f"案件 {i.case_id} {i.name}：{i.sentence}" for i in session.scalars(select(IncidentRow).where(IncidentRow.resolved_at.is_(None)))]


def to_do(session: Session, now: datetime) -> int:
    """Messages that have a receiver, and one for timers that are due: the worker's to do."""
    return len(delivery.deliverable(session, now)) + timing.anything_ready(session, now)


def chain_of(session: Session, case_ids: set[int]) -> set[int]:
    """These cases and those that their messages have begun."""
    chains = select(Case.chain_id).where(Case.id.in_(case_ids))
    return set(session.scalars(select(Case.id).where(Case.chain_id.in_(chains))))


def next_task(session: Session, case_id: int) -> tuple[int, int | None] | None:
    """(open work item, person id of who holds it or None); None where it is nobody's turn now."""
    item = next(iter(queries.open_tasks(session, case_id)), None)
    return (item.id, item.assignee_id) if item else None


def running(session: Session) -> list[int]:
    return list(session.scalars(select(Case.id).where(Case.status == CaseStatus.RUNNING).order_by(Case.id)))


def all_cases(session: Session) -> set[int]:
    return set(session.scalars(select(Case.id)))


def unsent(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Parcel).where(Parcel.state != State.SENT))
