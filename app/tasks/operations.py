"""What can happen to a work item: offered, claimed, released, delegated, completed, cancelled. What completing one does to its
case is the case room's."""
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from app.accounts.model import Actor, HeldPost, Person
from app.kernel.clock import local
from app.kernel.database import dumps
from app.kernel.errors import Forbidden, NotFound, Rejection
from app.kernel.interned import Interned
from app.tasks import statements
from app.tasks.model import (NO_TERM, TRANSITIONS, Barred, Candidate, Draft, Reminder, ReminderRead, Status, Term, WorkItem, WorkStep)
from app.tasks.policy import Desk, require_candidate

STEPS = Interned(WorkStep, "bundle_id", "process_id", "node")
TERMS = Interned(Term, "rule")


@dataclass
class Offer:
    """A work item to be offered. `step`: the columns of its WorkStep but the id; `values`: those of the item that are not said by
    anything else here; `term`: how due_at came about, as Book.explain gives it; `candidates`: role × organ; `barred`: person ids."""

    step: dict[str, Any]
    values: dict[str, Any]
    term: dict[str, Any] | None
    candidates: set[tuple[str, int]]
    barred: set[int] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Offered:
    """An item that was just put before its candidates, as far as whoever brought it there has to know it."""

    id: int
    name: str
    node: str
    role: str
    form: str | None
    organ_id: int | None
    due_at: datetime | None
    desk: Desk


def offer(session: Session, offers: Sequence[Offer]) -> list[Offered]:
    """Put new items before their candidates: a few statements, however many."""
    connection = session.connection()
    ids = statements.add_items(connection, [_row(session, o) for o in offers])
    items = [Offered(item_id, o.step["name"], o.step["node"], o.step["role"], o.step["form"], o.values["organ_id"], o.values["due_at"],
                     Desk(tuple(o.candidates))) for item_id, o in zip(ids, offers)]
    statements.add(connection, Candidate, [{"work_item_id": i.id, "role": role, "organ_id": organ, "due_at": i.due_at or NO_TERM}
                                           for i in items for role, organ in i.desk.candidates])
    statements.add(connection, Barred, [{"work_item_id": i.id, "person_id": person} for i, o in zip(items, offers) for person in o.barred])
    return items


def _row(session: Session, o: Offer) -> dict[str, Any]:
    return {**o.values, "step_id": STEPS.id_of(session, **o.step), "status": Status.OFFERED, **_term(session, o)}


def _term(session: Session, o: Offer) -> dict[str, Any]:
    return term_columns(session, o.term, o.values["opened_at"])


def term_columns(session: Session, term: dict[str, Any] | None, opened_at: datetime) -> dict[str, Any]:
    """The rule without its instants is the same for many items; when it began to count is mostly when the item was opened."""
    if term is None:
        return {"term_id": None, "term_start": None}
    rule = dumps({k: v for k, v in term.items() if k not in ("start", "due_at")}).decode()
    start = datetime.fromisoformat(term["start"])
    return {"term_id": TERMS.id_of(session, rule=rule), "term_start": None if start == opened_at else start}


def get(session: Session, item_id: int) -> WorkItem:
    item = session.get(WorkItem, item_id)
    if item is None:
        raise NotFound("没有这项待办。", code="task_not_found")
    return item


def _get_locked(session: Session, item_id: int) -> WorkItem:
    """As it is now and stays until the end of the transaction: nobody completes it between a look at it and a look at its candidates. Asked
    twice: PostgreSQL drops a row that it waited for if the row belongs to another step by then than the one joined beforehand (a migration)."""
    locked = {"populate_existing": True, "with_for_update": {"of": WorkItem, "key_share": True}}
    item = session.get(WorkItem, item_id, **locked) or session.get(WorkItem, item_id, **locked)
    if item is None:
        raise NotFound("没有这项待办。", code="task_not_found")
    return item


def claim(session: Session, item_id: int, *, actor: Actor, now: datetime) -> HeldPost | None:
    """The actor takes an offered item and gets the post by which. Claiming one's own item again changes nothing (None).
    Raises Rejection(task_taken | task_closed), Forbidden."""
    item = _get_locked(session, item_id)
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


def complete(session: Session, item: WorkItem, data: dict[str, Any], *, actor: Actor, post: HeldPost, now: datetime) -> None:
    """The item is done by this actor, who held it or takes it with this: one UPDATE, which decides between those who try at once.
    Raises Rejection(task_taken | task_done | task_cancelled)."""
    written = {"status": Status.DONE, "assignee_id": actor.person_id, "claimed_at": item.claimed_at or now, "done_at": now, "data": data,
               "acting_post": post.role, "acting_organ_id": post.organ_id}

    def missed() -> None:
        session.refresh(item)
        require_free(session, item, actor)
        raise Rejection(f"“{item.name}”刚刚被退回或者转办，请刷新后再试。您填的内容还在。", code="stale_case")

    statements.complete_item(session.connection(), item.id, written, missed)
    for name, value in written.items():
        set_committed_value(item, name, value)


def require_free(session: Session, item: WorkItem, actor: Actor) -> None:
    """The item is offered, or in this actor's hands. Raises Rejection(task_taken | task_done | task_cancelled): who has it, since when."""
    _require_open(session, item)
    if item.status == Status.CLAIMED and item.assignee_id != actor.person_id:
        raise _taken(session, item)


def release(session: Session, item_id: int, *, actor: Actor) -> WorkItem:
    """The assignee puts the item back before its candidates."""
    item = _own(session, item_id, actor)
    _require_move(item, Status.OFFERED)
    item.status, item.assignee_id, item.claimed_at = Status.OFFERED, None, None
    session.flush()         # the item's row before the trace's: who takes locks in another order than others may block them
    return item


def delegate(session: Session, item_id: int, person: Person, person_actor: Actor, *, actor: Actor, now: datetime) -> WorkItem:
    """The assignee hands the item to another candidate (转办); whoever may not take it cannot be given it."""
    item = _own(session, item_id, actor)
    require_candidate(session, person_actor, item)
    item.assignee_id, item.claimed_at = person.id, now
    session.flush()
    return item


def _own(session: Session, item_id: int, actor: Actor) -> WorkItem:
    item = get(session, item_id)
    _require_open(session, item)
    if item.status != Status.CLAIMED:
        raise Rejection(f"“{item.name}”还没有人签收。", code="task_not_claimed")
    if item.assignee_id != actor.person_id:
        raise Forbidden(f"“{item.name}”在{_who(session, item)}手上，只有其本人可以这样做。", code="not_assignee")
    return item


def _require_move(item: WorkItem, status: Status) -> None:
    if status not in TRANSITIONS[Status(item.status)]:
        raise Rejection(f"“{item.name}”现在是 {item.status}，不能变为 {status}。", code="task_state")


def cancel(session: Session, items: Sequence[WorkItem], *, now: datetime) -> None:
    """Open items that are needed no more leave the inbox."""
    if not items:
        return
    for item in items:
        _require_move(item, Status.CANCELLED)
        set_committed_value(item, "status", Status.CANCELLED)
        set_committed_value(item, "done_at", now)
    statements.cancel_items(session.connection(), [item.id for item in items], now)


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
    ids = set(reminder_ids)
    known = session.scalars(select(ReminderRead.reminder_id).where(ReminderRead.person_id == actor.person_id, ReminderRead.reminder_id.in_(ids)))
    session.add_all(ReminderRead(reminder_id=i, person_id=actor.person_id) for i in ids - set(known))
