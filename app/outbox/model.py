"""The outbox as rows."""
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.database import Base, BigId, Json, UtcDateTime


class State(StrEnum):
    """PARKED: refused for good, or tried as often as is allowed; a person looks at it and sends it again."""

    WAITING = "waiting"
    SENT = "sent"
    PARKED = "parked"


class Parcel(Base):
    """One thing for one receiver. `key` is its Idempotency-Key: the same at every attempt, so that a receiver that has had it knows."""

    __tablename__ = "outbox"
    __table_args__ = (Index("ix_outbox_state", "state", "next_at"), Index("ix_outbox_case", "case_id"))

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    case_id: Mapped[int | None] = mapped_column(BigId)          # None: of no case
    topic: Mapped[str] = mapped_column(String(120))             # tag of the fact, or outgoing:<message>
    target: Mapped[str] = mapped_column(String(400))            # URL, without secrets
    body: Mapped[dict] = mapped_column(Json)
    key: Mapped[str] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(8), default=State.WAITING)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    attempts: Mapped[int] = mapped_column(default=0)
    next_at: Mapped[datetime] = mapped_column(UtcDateTime)      # not before; while one sends it: not before it counts as lost
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    status: Mapped[int | None]                                  # HTTP status of the last answer
    error: Mapped[str | None] = mapped_column(Text)
