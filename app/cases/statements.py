"""The statements that every command sends to the case's tables. Built once, with parameters, and sent past the ORM: they write what is
known already, so there is nothing to load, compare or keep. Those of the work items are in tasks/statements.py, the one that loads in
loading.py."""
from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, delete, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.cases.model import CaseOrgan, ProcessInstance, TimerRow

_instance = ProcessInstance.__table__
STORE_STATE = update(_instance).where(_instance.c.case_id == bindparam("case"), _instance.c.revision == bindparam("read")).values(
    {name: bindparam(name) for name in ("state", "status", "revision", "due_rules", "path")})
SHARE = {dialect: made.insert(CaseOrgan.__table__).on_conflict_do_nothing()
         for dialect, made in (("sqlite", sqlite), ("postgresql", postgresql))}
CLEAR_TIMERS = delete(TimerRow.__table__).where(TimerRow.case_id == bindparam("case"), TimerRow.timer_id.in_(bindparam("timers", expanding=True)))
SET_TIMERS = {dialect: (row := made.insert(TimerRow.__table__)).on_conflict_do_update(
    index_elements=["case_id", "timer_id"], set_={name: row.excluded[name] for name in ("due_at", "ready_at", "failures")})
    for dialect, made in (("sqlite", sqlite), ("postgresql", postgresql))}


def store_state(session: Session, case_id: int, read: int, written: dict[str, Any]) -> bool:
    """False if the instance does not stand at the revision that was read."""
    return session.connection().execute(STORE_STATE, {"case": case_id, "read": read, **written}).rowcount == 1


def share(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """Who may see the case; what is there already stays."""
    connection = session.connection()
    connection.execute(SHARE[connection.dialect.name], list(rows))


def clear_timers(session: Session, case_id: int, timer_ids: Sequence[str]) -> None:
    if timer_ids:
        session.connection().execute(CLEAR_TIMERS, {"case": case_id, "timers": list(timer_ids)})


def set_timers(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """New ones, and those that are set anew."""
    if rows:
        connection = session.connection()
        connection.execute(SET_TIMERS[connection.dialect.name], list(rows))
