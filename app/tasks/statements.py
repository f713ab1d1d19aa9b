"""The statements that a command sends to the work items' tables. Built once, with parameters, and sent past the ORM: at every step of
every case they write what is known already, so there is nothing to load, compare or keep."""
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, bindparam, insert, or_, select, update

from app.kernel import later
from app.kernel.ids import Numbers
from app.tasks.model import Barred, Candidate, Status, WorkItem, WorkStep

_item = WorkItem.__table__
NUMBERS = Numbers(_item.name)
_DONE = ("status", "assignee_id", "claimed_at", "done_at", "data", "acting_post", "acting_organ_id")

ADD_ITEM = insert(_item)
ADD_ITEMS = ADD_ITEM.returning(_item.c.id, sort_by_parameter_order=True)
ADD = {model: insert(model.__table__) for model in (Candidate, Barred)}
# Offered, or claimed by the same person: the condition decides between two who complete, or claim and complete, at once.
COMPLETE_ITEM = update(_item).where(
    _item.c.id == bindparam("wanted"),
    or_(_item.c.status == Status.OFFERED, and_(_item.c.status == Status.CLAIMED, _item.c.assignee_id == bindparam("holder")))
    ).values({name: bindparam(name) for name in _DONE})
CANCEL_ITEM = update(_item).where(_item.c.id == bindparam("wanted")).values(status=Status.CANCELLED, done_at=bindparam("done_at"))


FORM_OF = (select(WorkStep.bundle_id, WorkStep.form).join(_item, _item.c.step_id == WorkStep.id)
           .where(_item.c.id == bindparam("wanted"), WorkStep.form.is_not(None)))


def form_of(connection: Connection, item_id: int) -> tuple[int, str] | None:
    """(bundle, key) of the item's form; None if it has none or is not there."""
    found = connection.execute(FORM_OF, {"wanted": item_id}).first()
    return found and tuple(found)


def add_items(connection: Connection, rows: Sequence[dict[str, Any]]) -> list[int]:
    """Write the items; their ids in the order of the rows."""
    if connection.dialect.name == "postgresql" and rows:
        ids = NUMBERS.take(connection, len(rows))
        later.write(connection, ADD_ITEM, [{"id": i, **row} for i, row in zip(ids, rows, strict=True)])
        return ids
    if len(rows) == 1:
        return [connection.execute(ADD_ITEM, rows[0]).inserted_primary_key[0]]
    return list(connection.execute(ADD_ITEMS, rows).scalars()) if rows else []


def add(connection: Connection, model: type, rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        later.write(connection, ADD[model], rows)


def complete_item(connection: Connection, item_id: int, written: dict[str, Any], missed: Callable[[], None]) -> None:
    """`missed` is called, now or as it is sent, if the item was not free for this assignee."""
    later.write(connection, COMPLETE_ITEM, [{"wanted": item_id, "holder": written["assignee_id"], **written}], missed)


def cancel_items(connection: Connection, item_ids: Sequence[int], now: datetime) -> None:
    later.write(connection, CANCEL_ITEM, [{"wanted": i, "done_at": now} for i in item_ids])
