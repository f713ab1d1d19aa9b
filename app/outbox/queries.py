"""Reads of the outbox, for those who look after it."""
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.outbox.model import Parcel, State


def parcels(session: Session, state: str | None = None, *, before: int | None = None, limit: int = 50) -> list[Parcel]:
    """Newest first; those below id `before`."""
    query = select(Parcel).order_by(Parcel.id.desc()).limit(limit)
    if state:
        query = query.where(Parcel.state == state)
    return list(session.scalars(query if before is None else query.where(Parcel.id < before)))


def counts(session: Session) -> dict[str, int]:
    """Parked and waiting ones; those sent are not counted, they are many."""
    rows = session.execute(select(Parcel.state, func.count()).where(Parcel.state != State.SENT).group_by(Parcel.state))
    return {state: number for state, number in rows}


def due(session: Session, now: datetime, limit: int = 50) -> list[int]:
    """Those whose turn it is, oldest turn first."""
    return list(session.scalars(select(Parcel.id).where(Parcel.state == State.WAITING, Parcel.next_at <= now)
                                .order_by(Parcel.next_at, Parcel.id).limit(limit)))
