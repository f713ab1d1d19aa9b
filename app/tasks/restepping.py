"""Open work items under another version of their diagram. Who holds one, what is typed in it and until when it is due stay; who may take it
follows the new diagram where that says something else."""
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, select, update
from sqlalchemy.orm import Session

from app.accounts import queries as accounts
from app.kernel.clock import local
from app.kernel.errors import NotFound
from app.tasks import statements
from app.tasks.model import NO_TERM, Barred, Candidate, Status, WorkItem
from app.tasks.operations import STEPS, term_columns
from app.tasks.policy import Desk


@dataclass(frozen=True)
class Restep:
    """What an open item becomes. `step`: columns of its WorkStep but the id. `values`: further columns of the item that change.
    `candidates`, `barred`: None where they stay."""

    step: Mapping[str, Any]
    values: Mapping[str, Any]
    candidates: frozenset[tuple[str, int]] | None = None
    barred: frozenset[int] | None = None
    term: Mapping[str, Any] | None = None       # how a due date that is among `values` came about


@dataclass(frozen=True)
class Released:
    """An item that its holder may not do any more, and which is offered again."""

    item_id: int
    name: str
    person_id: int


@dataclass(frozen=True)
class Restepped:
    """`terms`: {engine task: columns of the term as they were}, of items whose due date is another now."""

    released: Sequence[Released]
    terms: Mapping[str, Mapping[str, Any]]


TERM = ("due_at", "term_id", "term_start")


def restep(session: Session, case_id: int, steps: Mapping[str, Restep], *, now: datetime) -> Restepped:
    """`steps` by engine task; items of other tasks stay as they are."""
    items = session.execute(select(WorkItem.id, WorkItem.engine_task, WorkItem.assignee_id, WorkItem.opened_at, WorkItem.due_at, WorkItem.term_id,
                                   WorkItem.term_start)
                            .where(WorkItem.case_id == case_id, WorkItem.done_at.is_(None))).all()
    released, terms = [], {}
    for item in items:
        one = steps.get(item.engine_task)
        if one is not None:
            released += _restep(session, item, one, now)
            if "due_at" in one.values:
                terms[item.engine_task] = {name: getattr(item, name) for name in TERM}
    return Restepped(released, terms)


def _restep(session: Session, item: Row, one: Restep, now: datetime) -> Sequence[Released]:
    values = {**one.values, "step_id": STEPS.id_of(session, **one.step)}
    if "due_at" in values and "term_id" not in values:
        values |= term_columns(session, one.term, item.opened_at)
    gone = _may_not_any_more(session, item, one, now)
    if gone:
        values |= {"status": Status.OFFERED, "assignee_id": None, "claimed_at": None}
    _write(session, item.id, values)
    if one.candidates is not None:
        _put(session, Candidate, item.id, [{"role": role, "organ_id": organ, "due_at": values.get("due_at", item.due_at) or NO_TERM,
                                            "claimed": item.assignee_id is not None and not gone} for role, organ in sorted(one.candidates)])
    elif "due_at" in values:
        session.execute(update(Candidate).where(Candidate.work_item_id == item.id).values(due_at=values["due_at"] or NO_TERM)
                        .execution_options(synchronize_session=False))
    if one.barred is not None:
        _put(session, Barred, item.id, [{"person_id": person} for person in sorted(one.barred)])
    return [Released(item.id, one.step["name"], item.assignee_id)] if gone else []


def _write(session: Session, item_id: int, values: Mapping[str, Any]) -> None:
    session.execute(update(WorkItem).where(WorkItem.id == item_id).values(**values).execution_options(synchronize_session=False))


def _put(session: Session, model: type, item_id: int, rows: list[dict[str, Any]]) -> None:
    session.execute(delete(model).where(model.work_item_id == item_id).execution_options(synchronize_session=False))
    statements.add(session.connection(), model, [{"work_item_id": item_id, **row} for row in rows])


def _may_not_any_more(session: Session, item: Row, one: Restep, now: datetime) -> bool:
    """Whether the holder has no post by which he could take the item as it is now, or is barred from it."""
    if item.assignee_id is None or one.candidates is None and one.barred is None:
        return False
    if one.barred and item.assignee_id in one.barred:
        return True
    if one.candidates is None:
        return False
    try:
        holder = accounts.load_actor(session, item.assignee_id, today=local(now).date())
    except NotFound:            # whoever held it is not active any more
        return True
    return Desk(tuple(one.candidates)).post(holder) is None
