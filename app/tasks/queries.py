"""Reads of the inbox. Whatever can grow with the years is read by index and in portions: a page costs the same in a full database."""
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import (BigInteger, BindParameter, ColumnElement, Integer, Row, ScalarSelect, Select, and_, bindparam, case, exists,
                        extract, func, literal, literal_column, or_, select, tuple_, type_coerce, union)
from sqlalchemy.orm import Session

from app.accounts.model import Actor
from app.kernel.database import UtcDateTime, as_id
from app.tasks.model import NO_TERM, Barred, Candidate, Draft, Reminder, ReminderRead, Status, WorkItem, WorkStep

VIEWS = ("mine", "claimable", "done")
# So many are counted in each view, more are said to be more: nobody counts further, and a page must not wait for it.
MOST = {"mine": 999, "claimable": 99, "done": 999}
BELL = 99           # the newest of each post, among which unread ones are counted


@dataclass(frozen=True)
class Page:
    items: list[WorkItem]
    next: str | None                # cursor of the following page, None at the end


def inbox(session: Session, actor: Actor, view: str, *, now: datetime, filters: Mapping[str, str] | None = None, cursor: str | None = None,
          limit: int = 50) -> Page:
    """Work items of one view. Open ones by due date (none last), done ones newest first.
    `filters`: urgency, name, source, colour (r o y g, as of `now`), q (text in number, title or place), case_id."""
    conditions = list(_filters(session, filters or {}, now))
    after = _after(cursor)
    if view == "mine":
        rows = _mine(session, actor, conditions, after, limit + 1)
    elif view == "done":
        rows = _done(session, actor, conditions, after, limit + 1)
    else:
        rows = _claimable(session, actor, conditions, after, limit + 1)
    return Page(rows[:limit], _cursor(rows[limit - 1], view) if len(rows) > limit else None)


def _cursor(item: WorkItem, view: str) -> str:
    moment = item.done_at if view == "done" else item.due_at
    return f"{moment.isoformat() if moment else ''}_{item.id}"


def _after(cursor: str | None) -> tuple[datetime, int] | None:
    """Where the page before ended; None for the first page, or for what is no cursor."""
    moment, _, last = (cursor or "").rpartition("_")
    try:
        at, item_id = datetime.fromisoformat(moment) if moment else NO_TERM, as_id(last)
    except ValueError:
        return None
    return None if item_id is None or at.tzinfo is None else (at.astimezone(UTC), item_id)


# ---- the three views, each by its index -----------------------------------------------------------------------------------
def _held(person_id) -> ColumnElement[bool]:
    """Open items of this person (an id, or the parameter that will be one)."""
    return and_(WorkItem.assignee_id == person_id, WorkItem.done_at.is_(None))


def _finished(person_id) -> ColumnElement[bool]:
    # Said in words and not as a parameter: the planner must see that the index of done items fits.
    return and_(WorkItem.assignee_id == person_id, WorkItem.status == literal_column(f"'{Status.DONE}'"))


def _mine(session: Session, actor: Actor, conditions, after, limit: int) -> list[WorkItem]:
    """Those with a due date, then those without: databases disagree where nothing sorts."""
    query = select(WorkItem).where(_held(actor.person_id), *conditions)
    dated, undated = query.where(WorkItem.due_at.isnot(None)), query.where(WorkItem.due_at.is_(None))
    rows: list[WorkItem] = []
    if after is None or after[0] < NO_TERM:
        if after is not None:
            dated = dated.where(tuple_(WorkItem.due_at, WorkItem.id) > _pair(after))
        rows = list(session.scalars(dated.order_by(WorkItem.due_at, WorkItem.id).limit(limit)))
    elif after is not None:
        undated = undated.where(WorkItem.id > after[1])
    if len(rows) < limit:
        rows += session.scalars(undated.order_by(WorkItem.id).limit(limit - len(rows)))
    return rows


def _done(session: Session, actor: Actor, conditions, after, limit: int) -> list[WorkItem]:
    query = select(WorkItem).where(_finished(actor.person_id), *conditions)
    if after is not None:
        query = query.where(tuple_(WorkItem.done_at, WorkItem.id) < _pair(after))
    return list(session.scalars(query.order_by(WorkItem.done_at.desc(), WorkItem.id.desc()).limit(limit)))


def _claimable(session: Session, actor: Actor, conditions, after, limit: int) -> list[WorkItem]:
    offered = _offered(actor, conditions, limit, after)
    if offered is None:
        return []
    first = select(offered.c.id).order_by(offered.c.due_at, offered.c.id).limit(limit)
    rows = session.scalars(select(WorkItem).where(WorkItem.id.in_(first)))
    return sorted(rows, key=lambda item: (item.due_at or NO_TERM, item.id))


def _pair(after: tuple[datetime, int]):
    return tuple_(literal(after[0], UtcDateTime), literal(after[1]))


def _offered(actor: Actor, conditions: Sequence[ColumnElement[bool]] = (), limit: int = MOST["claimable"] + 1,
             after: tuple[datetime, int] | None = None):
    """The first `limit` items before each of the actor's posts, each once: (id, due_at). A range of the index for each post and organ;
    None for somebody without posts."""
    ranges = [_range(role, organ_id, actor.person_id, conditions, limit, after) for role, organ_id in _places(actor)]
    return union(*ranges).subquery() if ranges else None


def _places(actor: Actor) -> list[tuple[str, int]]:
    """Each role with each organ that it counts for."""
    return sorted({(post.role, organ_id) for post in actor.posts for organ_id in post.above})


def _range(role, organ_id, person_id, conditions=(), limit: int = MOST["claimable"] + 1, after=None) -> Select:
    barred = exists().where(Barred.work_item_id == Candidate.work_item_id, Barred.person_id == person_id)
    query = select(Candidate.work_item_id.label("id"), Candidate.due_at).where(
        Candidate.organ_id == organ_id, Candidate.role == role, ~Candidate.claimed, ~barred)
    if conditions:
        query = query.join(WorkItem, WorkItem.id == Candidate.work_item_id).where(*conditions)
    if after is not None:
        query = query.where(tuple_(Candidate.due_at, Candidate.work_item_id) > _pair(after))
    return select(query.order_by(Candidate.due_at, Candidate.work_item_id).limit(limit).subquery())


def _filters(session: Session, filters: Mapping[str, str], now: datetime):
    for name in ("urgency", "name", "source"):
        if filters.get(name):
            yield getattr(WorkItem, name) == filters[name]
    if filters.get("case_id"):
        yield WorkItem.case_id == int(filters["case_id"])
    if filters.get("colour"):
        yield _colour(session, now) == filters["colour"]
    if filters.get("q"):
        yield or_(*(column.contains(filters["q"], autoescape=True)
                    for column in (WorkItem.case_number, WorkItem.case_title, WorkItem.place)))


# ---- counts and colours: on every page, so each statement is built once for all who hold as many posts --------------------------
PERSON = bindparam("person")


def _held_places(actor: Actor) -> tuple[int, dict[str, Any]]:
    """How many places the actor has, and the parameters of a statement built for so many."""
    places = _places(actor)
    named = {f"{name}{i}": value for i, place in enumerate(places) for name, value in zip(("role", "organ"), place)}
    return len(places), {"person": actor.person_id, **named}


def _parameters(places: int) -> list[tuple[BindParameter, BindParameter]]:
    return [(bindparam(f"role{i}"), bindparam(f"organ{i}")) for i in range(places)]


def counts(session: Session, actor: Actor) -> dict[str, int]:
    """How many items stand in each view, up to one more than MOST."""
    places, values = _held_places(actor)
    return dict(zip(VIEWS, session.execute(_counts(places), values | {f"most_{view}": n + 1 for view, n in MOST.items()}).one()))


@lru_cache(maxsize=128)
def _counts(places: int) -> Select:
    ranges = [_range(role, organ, PERSON) for role, organ in _parameters(places)]
    offered = _at_most(select(union(*ranges).subquery().c.id), "claimable") if ranges else literal_column("0")
    return select(_at_most(select(WorkItem.id).where(_held(PERSON)), "mine"), offered,
                  _at_most(select(WorkItem.id).where(_finished(PERSON)), "done"))


def _at_most(query: Select, view: str) -> ScalarSelect:
    """A count of the query's rows that stops at one more than anybody is told."""
    return select(func.count()).select_from(query.limit(bindparam(f"most_{view}", type_=Integer())).subquery()).scalar_subquery()


SHARES = {"r": 100, "o": 80, "y": 50}      # percent of the period used, from which an item is of this colour


def colour(item: WorkItem, now: datetime) -> str:
    """g y o r by the share of the period used: under 50 %, from 50 %, from 80 %, over; "" without a due date."""
    if item.due_at is None:
        return ""
    used, total = now - item.opened_at, item.due_at - item.opened_at
    return next((name for name, share in SHARES.items() if used * 100 >= total * share), "g")


def _colour(session: Session, now: datetime) -> ColumnElement[str]:
    """The same in the database, as of a moment."""
    backend, moment = _moment(session, now)
    return _share(backend, literal(moment, _MOMENT[backend]))


# Instants are numbers on SQLite, and shares of a period are reckoned in its own unit.
_MOMENT = {"sqlite": BigInteger(), "postgresql": UtcDateTime()}


def _moment(session: Session, now: datetime) -> tuple[str, datetime | int]:
    dialect = session.get_bind().dialect
    return dialect.name, UtcDateTime().process_bind_param(now, dialect) if dialect.name == "sqlite" else now


def _share(backend: str, moment: ColumnElement) -> ColumnElement[str]:
    opened, due, here = ((type_coerce(instant, BigInteger) if backend == "sqlite" else extract("epoch", instant))
                         for instant in (WorkItem.opened_at, WorkItem.due_at, moment))
    used, total = (here - opened) * 100, due - opened
    return case((WorkItem.due_at.is_(None), ""), *((used >= total * share, name) for name, share in SHARES.items()), else_="g")


def colours(session: Session, actor: Actor, now: datetime) -> dict[str, int]:
    """How many of one's own open items are of each colour."""
    backend, moment = _moment(session, now)
    rows = session.execute(_colours(backend), {"person": actor.person_id, "now": moment})
    return dict.fromkeys((*SHARES, "g", ""), 0) | {name: n for name, n in rows}


@lru_cache(maxsize=2)
def _colours(backend: str) -> Select:
    named = _share(backend, bindparam("now", type_=_MOMENT[backend])).label("colour")
    held = select(named).where(_held(PERSON)).limit(MOST["mine"] + 1).subquery()
    return select(held.c.colour, func.count()).group_by(held.c.colour)


# ---- one case -----------------------------------------------------------------------------------------------------------------
def draft(session: Session, item_id: int, actor: Actor) -> Draft | None:
    return session.get(Draft, (item_id, actor.person_id))


def open_items(session: Session, case_id: int) -> list[WorkItem]:
    return list(session.scalars(select(WorkItem).where(WorkItem.case_id == case_id, WorkItem.done_at.is_(None)).order_by(WorkItem.id)))


_OPEN_LINES = (select(WorkItem.id, WorkItem.case_id, WorkStep.node, WorkStep.name, WorkStep.role, WorkStep.act, WorkItem.due_at,
                      WorkItem.assignee_id).join(WorkStep, WorkStep.id == WorkItem.step_id)
               .where(WorkItem.case_id == bindparam("case"), WorkItem.done_at.is_(None)).order_by(WorkItem.id))


def open_lines(session: Session, case_id: int) -> Sequence[Row]:
    """The case's open items as rows of id, case_id, node, name, role, act, due_at, assignee_id."""
    session.flush()
    return session.connection().execute(_OPEN_LINES, {"case": case_id}).all()


def open_items_of(session: Session, case_ids: Iterable[int]) -> dict[int, list[WorkItem]]:
    """{case id: its open items} of several cases."""
    found: dict[int, list[WorkItem]] = {}
    query = select(WorkItem).where(WorkItem.case_id.in_(list(case_ids)), WorkItem.done_at.is_(None)).order_by(WorkItem.id)
    for item in session.scalars(query):
        found.setdefault(item.case_id, []).append(item)
    return found


def items_of(session: Session, case_id: int) -> list[WorkItem]:
    return list(session.scalars(select(WorkItem).where(WorkItem.case_id == case_id).order_by(WorkItem.id)))


def candidates(session: Session, item_id: int) -> list[tuple[str, int]]:
    """(role, organ id) pairs that an open item is offered to."""
    return [tuple(row) for row in session.execute(select(Candidate.role, Candidate.organ_id).where(Candidate.work_item_id == item_id))]


# ---- the bell -------------------------------------------------------------------------------------------------------------------
def reminders(session: Session, actor: Actor, *, limit: int = 30) -> list[tuple[Reminder, bool]]:
    """The actor's bell, newest first, each with whether it was read."""
    newest = _newest(actor.person_id, _places(actor), limit)
    query = select(Reminder, _read(actor.person_id, Reminder.id)).join(newest, newest.c.id == Reminder.id)
    rows = session.execute(query.order_by(newest.c.id.desc()).limit(limit))
    return [(reminder, bool(seen)) for reminder, seen in rows]


def unread(session: Session, actor: Actor) -> int:
    """How many of the newest (BELL + 1 for each post) were not read."""
    places, values = _held_places(actor)
    return session.scalar(_unread(places), values)


@lru_cache(maxsize=128)
def _unread(places: int) -> Select:
    newest = _newest(PERSON, _parameters(places), BELL + 1)
    return select(func.count()).select_from(newest).where(~_read(PERSON, newest.c.id))


def _read(person_id, reminder_id) -> ColumnElement[bool]:
    return exists().where(ReminderRead.reminder_id == reminder_id, ReminderRead.person_id == person_id)


def _newest(person_id, places: Iterable[tuple], limit: int):
    """Ids of the newest reminders for the person and for each place: a range of the index each."""
    own = select(Reminder.id).where(Reminder.person_id == person_id)
    posts = [select(Reminder.id).where(Reminder.organ_id == organ_id, Reminder.role == role) for role, organ_id in places]
    return union(*(select(query.order_by(Reminder.id.desc()).limit(limit).subquery()) for query in (own, *posts))).subquery()
