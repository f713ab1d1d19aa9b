"""The statements that a completion sends to the work items' tables. Built once, with parameters, and sent past the ORM: at every step of
every case they write what is known already, so there is nothing to load, compare or keep."""
from collections.abc import Sequence
from typing import Any

from sqlalchemy import and_, bindparam, delete, insert, or_, update
from sqlalchemy.orm import Session

from app.tasks.model import Barred, Candidate, Draft, Status, WorkItem

_item = WorkItem.__table__
_DONE = ("status", "assignee_id", "claimed_at", "done_at", "data", "acting_post", "acting_organ_id")

ADD_ITEMS = insert(_item).returning(_item.c.id, sort_by_parameter_order=True)
ADD = {model: insert(model.__table__) for model in (Candidate, Barred)}
# Offered, or claimed by the same person: the condition decides between two who complete, or claim and complete, at once.
COMPLETE_ITEM = update(_item).where(
    _item.c.id == bindparam("wanted"),
    or_(_item.c.status == Status.OFFERED, and_(_item.c.status == Status.CLAIMED, _item.c.assignee_id == bindparam("holder")))
    ).values({name: bindparam(name) for name in _DONE})
CLEAR_DESK = [delete(model.__table__).where(model.__table__.c.work_item_id.in_(bindparam("items", expanding=True)))
              for model in (Candidate, Barred, Draft)]


def add_items(session: Session, rows: Sequence[dict[str, Any]]) -> list[int]:
    """Write the items; their ids in the order of the rows."""
    return list(session.connection().execute(ADD_ITEMS, list(rows)).scalars()) if rows else []


def add(session: Session, model: type, rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        session.connection().execute(ADD[model], list(rows))


def complete_item(session: Session, item_id: int, written: dict[str, Any]) -> bool:
    """False if the item was not free for this assignee."""
    return session.connection().execute(COMPLETE_ITEM, {"wanted": item_id, "holder": written["assignee_id"], **written}).rowcount == 1


def clear_desk(session: Session, item_ids: Sequence[int]) -> None:
    """Nobody is a candidate for, barred from or at work on a closed item."""
    for statement in CLEAR_DESK:
        session.connection().execute(statement, {"items": list(item_ids)})
