"""Reads of the inbox. One person's own items are few; everything else is counted and paged by index."""
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import and_, exists, false, func, or_, select
from sqlalchemy.orm import Session

from app.accounts.model import Actor
from app.kernel.database import as_id
from app.tasks.model import Barred, Candidate, Draft, Reminder, ReminderRead, Status, WorkItem

VIEWS = ("mine", "claimable", "done")


@dataclass(frozen=True)
class Page:
    items: list[WorkItem]
    next: str | None                # cursor of the following page, None at the end


def inbox(session: Session, actor: Actor, view: str, *, filters: Mapping[str, str] | None = None, cursor: str | None = None,
          limit: int = 50) -> Page:
    """Work items of one view. Open ones by due date (none last), done ones newest first.
    `filters`: urgency, name, source, q (text in number, title or place), case_id."""
    query = _of_view(actor, view)
    for condition in _filters(filters or {}):
        query = query.where(condition)
    key = func.coalesce(WorkItem.due_at, _FAR) if view != "done" else WorkItem.done_at
    after = _after(key, cursor, descending=view == "done")
    if after is not None:
        query = query.where(after)
    order = (key, WorkItem.id) if view != "done" else (key.desc(), WorkItem.id.desc())
    rows = list(session.scalars(query.order_by(*order).limit(limit + 1)))
    more = len(rows) > limit
    return Page(rows[:limit], _cursor(rows[limit - 1], view) if more else None)


_FAR = datetime(9999, 1, 1, tzinfo=UTC)


def _cursor(item: WorkItem, view: str) -> str:
    moment = item.done_at if view == "done" else item.due_at
    return f"{moment.isoformat() if moment else ''}_{item.id}"


def _after(key, cursor: str | None, *, descending: bool):
    if not cursor:
        return None
    moment, _, last = cursor.rpartition("_")
    try:
        at, item_id = datetime.fromisoformat(moment) if moment else _FAR, as_id(last)
    except ValueError:
        return None
    if item_id is None or at.tzinfo is None:
        return None
    if descending:
        return or_(key < at, and_(key == at, WorkItem.id < item_id))
    return or_(key > at, and_(key == at, WorkItem.id > item_id))


def _of_view(actor: Actor, view: str):
    if view == "mine":
        return select(WorkItem).where(WorkItem.assignee_id == actor.person_id, WorkItem.status == Status.CLAIMED)
    if view == "done":
        return select(WorkItem).where(WorkItem.assignee_id == actor.person_id, WorkItem.status == Status.DONE)
    return select(WorkItem).where(WorkItem.status == Status.OFFERED, WorkItem.id.in_(_offered_to(actor)), ~_bars(actor))


def _offered_to(actor: Actor):
    posts = [and_(Candidate.role == p.role, Candidate.organ_id.in_(p.above)) for p in actor.posts]
    return select(Candidate.work_item_id).where(or_(false(), *posts))


def _bars(actor: Actor):
    return exists().where(Barred.work_item_id == WorkItem.id, Barred.person_id == actor.person_id)


def _filters(filters: Mapping[str, str]):
    for name in ("urgency", "name", "source"):
        if filters.get(name):
            yield getattr(WorkItem, name) == filters[name]
    if filters.get("case_id"):
        yield WorkItem.case_id == int(filters["case_id"])
    if filters.get("q"):
        yield or_(*(column.contains(filters["q"], autoescape=True)
                    for column in (WorkItem.case_number, WorkItem.case_title, WorkItem.place)))


def counts(session: Session, actor: Actor) -> dict[str, int]:
    """How many items stand in each view."""
    return {view: session.scalar(select(func.count()).select_from(_of_view(actor, view).subquery())) for view in VIEWS}


def colour(item: WorkItem, now: datetime) -> str:
    """g y o r by the share of the period used: under 50 %, from 50 %, from 80 %, over; "" without a due date."""
    if item.due_at is None:
        return ""
    total = (item.due_at - item.opened_at).total_seconds()
    used = (now - item.opened_at).total_seconds() / total if total > 0 else 1.0
    return "r" if used >= 1 else "o" if used >= 0.8 else "y" if used >= 0.5 else "g"


def colours(session: Session, actor: Actor, now: datetime) -> dict[str, int]:
    """How many of one's own open items are of each colour."""
    result = dict.fromkeys(("r", "o", "y", "g", ""), 0)
    for item in session.scalars(_of_view(actor, "mine")):
        result[colour(item, now)] += 1
    return result


def draft(session: Session, item_id: int, actor: Actor) -> Draft | None:
    return session.get(Draft, (item_id, actor.person_id))


def open_items(session: Session, case_id: int) -> list[WorkItem]:
    return list(session.scalars(select(WorkItem).where(
        WorkItem.case_id == case_id, WorkItem.status.in_([Status.OFFERED, Status.CLAIMED])).order_by(WorkItem.id)))


def items_of(session: Session, case_id: int) -> list[WorkItem]:
    return list(session.scalars(select(WorkItem).where(WorkItem.case_id == case_id).order_by(WorkItem.id)))


def candidates(session: Session, item_id: int) -> list[tuple[str, int]]:
    """(role, organ id) pairs that an open item is offered to."""
    return [tuple(row) for row in session.execute(select(Candidate.role, Candidate.organ_id).where(Candidate.work_item_id == item_id))]


def reminders(session: Session, actor: Actor, *, limit: int = 30) -> list[tuple[Reminder, bool]]:
    """The actor's bell, newest first, each with whether it was read."""
    read = select(ReminderRead.reminder_id).where(ReminderRead.person_id == actor.person_id)
    rows = session.execute(select(Reminder, Reminder.id.in_(read)).where(_for(actor)).order_by(Reminder.id.desc()).limit(limit))
    return [(reminder, bool(seen)) for reminder, seen in rows]


def unread(session: Session, actor: Actor) -> int:
    read = select(ReminderRead.reminder_id).where(ReminderRead.person_id == actor.person_id)
    return session.scalar(select(func.count()).select_from(Reminder).where(_for(actor), ~Reminder.id.in_(read)))


def _for(actor: Actor):
    posts = [and_(Reminder.role == p.role, Reminder.organ_id.in_(p.above)) for p in actor.posts]
    return or_(Reminder.person_id == actor.person_id, *posts)
