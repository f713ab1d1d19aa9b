"""The statements that every command sends to the case's tables. Built once, with parameters, and sent past the ORM: they write what is
known already, so there is nothing to load, compare or keep. Those of the work items are in tasks/statements.py, the one that loads in
loading.py."""
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Insert, bindparam, delete, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.cases.model import CaseOrgan, ProcessInstance, ReceiverRow, TimerRow, WhistleOrder
from app.kernel import later

_instance = ProcessInstance.__table__
STORE_STATE = update(_instance).where(_instance.c.case_id == bindparam("case"), _instance.c.revision == bindparam("read")).values(
    {name: bindparam(name) for name in ("state", "status", "revision", "due_rules", "path")})


def _upsert(model: type, key: tuple[str, ...], *again: str) -> dict[str, Insert]:
    """For each database: an INSERT that takes these columns anew where the row is there already, or leaves it as it is."""
    found = {}
    for dialect, made in (("sqlite", sqlite), ("postgresql", postgresql)):
        row = made.insert(model.__table__)
        found[dialect] = row.on_conflict_do_update(index_elements=key, set_={name: row.excluded[name] for name in again}) if again \
            else row.on_conflict_do_nothing(index_elements=key)
    return found


def _of_case(model: type, *more) -> tuple:
    return model.__table__.c.case_id == bindparam("case"), *more


SHARE = _upsert(CaseOrgan, ("case_id", "organ_id", "why"))
SET_TIMERS = _upsert(TimerRow, ("case_id", "timer_id"), "node", "name", "due_at", "ready_at", "failures")
SET_RECEIVERS = _upsert(ReceiverRow, ("case_id", "receiver_id"), "node", "message", "key", "kind")
CLEAR_TIMERS = delete(TimerRow.__table__).where(*_of_case(TimerRow, TimerRow.timer_id.in_(bindparam("ids", expanding=True))))
CLEAR_RECEIVERS = delete(ReceiverRow.__table__).where(*_of_case(ReceiverRow, ReceiverRow.receiver_id.in_(bindparam("ids", expanding=True))))
END = (delete(TimerRow.__table__).where(*_of_case(TimerRow)), delete(ReceiverRow.__table__).where(*_of_case(ReceiverRow)),
       update(WhistleOrder.__table__).where(*_of_case(WhistleOrder, WhistleOrder.ended_at.is_(None))).values(ended_at=bindparam("now")))


def store_state(session: Session, case_id: int, read: int, written: dict[str, Any], missed: Callable[[], None]) -> None:
    """`missed` is called, now or as it is sent, if the instance does not stand at the revision that was read."""
    later.write(session.connection(), STORE_STATE, [{"case": case_id, "read": read, **written}], missed)


def _put(session: Session, upsert: dict[str, Insert], rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        connection = session.connection()
        later.write(connection, upsert[connection.dialect.name], rows)


def share(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """Who may see the case; what is there already stays."""
    _put(session, SHARE, rows)


def set_timers(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """New ones, and those that are set anew."""
    _put(session, SET_TIMERS, rows)


def set_receivers(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """New ones, and those that wait for something else now."""
    _put(session, SET_RECEIVERS, rows)


def clear_timers(session: Session, case_id: int, ids: Sequence[str]) -> None:
    if ids:
        session.connection().execute(CLEAR_TIMERS, {"case": case_id, "ids": ids})


def clear_receivers(session: Session, case_id: int, ids: Sequence[str]) -> None:
    if ids:
        session.connection().execute(CLEAR_RECEIVERS, {"case": case_id, "ids": ids})


def end(session: Session, case_id: int, now: datetime) -> None:
    """Nothing of an ended case falls due or waits for a message; its whistle is over."""
    connection = session.connection()
    for statement in END:
        later.write(connection, statement, [{"case": case_id, "now": now} if statement.is_update else {"case": case_id}])
