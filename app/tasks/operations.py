"""What can happen to a work item: offered, claimed, released, delegated, completed, cancelled. What completing one does to its
case is the case room's."""
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from app.accounts.model import Actor, HeldPost, Person
from app.kernel.clock import local
from app.kernel.errors import Forbidden, NotFound, Rejection
from app.tasks.model import TRANSITIONS, Barred, Candidate, Draft, Reminder, ReminderRead, Status, WorkItem
from app.tasks.policy import require_candidate


@dataclass
class Offer:
    """A work item to be offered, with its candidates (role × organ) and the people kept away from it."""

    item: WorkItem
    candidates: set[tuple[str, int]]
    barred: set[int] = field(default_factory=set)


def offer(session: Session, offers: Iterable[Offer]) -> list[WorkItem]:
    """Put new items before their candidates."""
    offers = list(offers)
    session.add_all(o.item for o in offers)
    session.flush()
    _insert(session, Candidate, [{"work_item_id": o.item.id, "role": role, "organ_id": organ}
                                 for o in offers for role, organ in o.candidates])
    _insert(session, Barred, [{"work_item_id": o.item.id, "person_id": person} for o in offers for person in o.barred])
    return [o.item for o in offers]


def _insert(session: Session, model, rows: list[dict]) -> None:
    if rows:
        session.execute(insert(model), rows)


def get(session: Session, item_id: int) -> WorkItem:
    item = session.get(WorkItem, item_id)
    if item is None:
        raise NotFound("没有这项待办。", code="task_not_found")
    return item


def claim(session: Session, item_id: int, *, actor: Actor, now: datetime) -> HeldPost | None:
    """The actor takes an offered item and gets the post by which. Claiming one's own item again changes nothing (None).
    Raises Rejection(task_taken | task_closed), Forbidden."""
    item = get(session, item_id)
    if item.status == Status.CLAIMED and item.assignee_id == actor.person_id:
        return None
    _require_open(session, item)
    if item.status == Status.CLAIMED:
        raise _taken(session, item)
    post = require_candidate(session, actor, item)
    # The WHERE decides between two who claim at once: the second finds no row.
    taken = session.execute(update(WorkItem).where(WorkItem.id == item_id, WorkItem.status == Status.OFFERED)
                            .values(status=Status.CLAIMED, assignee_id=actor.person_id, claimed_at=now))
    if taken.rowcount == 0:
        session.refresh(item)       # the UPDATE has set the item's attributes as if it had hit; say who really has it
        raise _taken(session, item)
    return post


def _require_open(session: Session, item: WorkItem) -> None:
    if item.status == Status.DONE:
        raise Rejection(f"“{item.name}”已由{_who(session, item)}于 {_when(item.done_at)} 办完。", code="task_done",
                        by=_who(session, item), at=item.done_at)
    if item.status == Status.CANCELLED:
        raise Rejection(f"“{item.name}”已于 {_when(item.done_at)} 撤销，不需要再办。", code="task_cancelled", at=item.done_at)


def _taken(session: Session, item: WorkItem) -> Rejection:
    return Rejection(f"“{item.name}”已被{_who(session, item)}于 {_when(item.claimed_at)} 签收。", code="task_taken",
                     by=_who(session, item), at=item.claimed_at)


def _who(session: Session, item: WorkItem) -> str:
    person = session.get(Person, item.assignee_id) if item.assignee_id else None
    return person.name if person else "系统"


def _when(moment: datetime | None) -> str:
    return local(moment).strftime("%m-%d %H:%M") if moment else "此前"


def hold(session: Session, item: WorkItem, *, actor: Actor, now: datetime) -> HeldPost | None:
    """Make sure that the actor holds the item, claiming it if it is still offered; the post by which, None for one held already."""
    if item.status == Status.CLAIMED and item.assignee_id == actor.person_id:
        return None
    return claim(session, item.id, actor=actor, now=now)


def release(session: Session, item_id: int, *, actor: Actor) -> WorkItem:
    """The assignee puts the item back before its candidates."""
    item = _own(session, item_id, actor)
    move(item, Status.OFFERED)
    item.assignee_id = item.claimed_at = None
    return item


def delegate(session: Session, item_id: int, person: Person, person_actor: Actor, *, actor: Actor, now: datetime) -> WorkItem:
    """The assignee hands the item to another candidate (转办); whoever may not take it cannot be given it."""
    item = _own(session, item_id, actor)
    require_candidate(session, person_actor, item)
    item.assignee_id, item.claimed_at = person.id, now
    return item


def _own(session: Session, item_id: int, actor: Actor) -> WorkItem:
    item = get(session, item_id)
    _require_open(session, item)
    if item.status != Status.CLAIMED:
        raise Rejection(f"“{item.name}”还没有人签收。", code="task_not_claimed")
    if item.assignee_id != actor.person_id:
        raise Forbidden(f"“{item.name}”在{_who(session, item)}手上，只有其本人可以这样做。", code="not_assignee")
    return item


def move(item: WorkItem, status: Status) -> None:
    if status not in TRANSITIONS[Status(item.status)]:
        raise Rejection(f"“{item.name}”现在是 {item.status}，不能变为 {status}。", code="task_state")
    item.status = status


def close(session: Session, items: Iterable[tuple[WorkItem, Status]], *, now: datetime) -> None:
    """Items that are done or cancelled leave the inbox: candidates, bars and drafts go."""
    ids = []
    for item, status in items:
        move(item, status)
        item.done_at = now
        ids.append(item.id)
    if ids:
        for model in (Candidate, Barred, Draft):
            session.execute(delete(model).where(model.work_item_id.in_(ids)))


def save_draft(session: Session, item_id: int, data: dict, *, actor: Actor, now: datetime) -> None:
    """Keep what the actor has typed. Only the holder or a candidate of an open item may keep a draft."""
    item = get(session, item_id)
    _require_open(session, item)
    if item.assignee_id != actor.person_id:
        require_candidate(session, actor, item)
    draft = session.get(Draft, (item_id, actor.person_id))
    if draft is None:
        session.add(Draft(work_item_id=item_id, person_id=actor.person_id, data=data, saved_at=now))
    else:
        draft.data, draft.saved_at = data, now


def remind(session: Session, text: str, *, now: datetime, case_id: int | None = None, role: str | None = None,
           organ_id: int | None = None, person_id: int | None = None, link: str | None = None) -> Reminder:
    """A line in the bell of a person, or of all holders of a role in an organ."""
    reminder = Reminder(case_id=case_id, role=role, organ_id=organ_id, person_id=person_id, text=text, link=link, at=now)
    session.add(reminder)
    return reminder


def mark_read(session: Session, reminder_ids: Iterable[int], *, actor: Actor) -> None:
    known = set(session.scalars(select(ReminderRead.reminder_id).where(ReminderRead.person_id == actor.person_id)))
    session.add_all(ReminderRead(reminder_id=i, person_id=actor.person_id) for i in set(reminder_ids) - known)
