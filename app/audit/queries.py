"""Read the trace as sentences."""
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.roles import role_name
from app.audit.model import ChainHead, Entry
from app.audit.tags import sentence


@dataclass(frozen=True)
class Line:
    """One entry as people read it: `who` (甲镇值班长, 系统), what (`text`), result. `post` and `organ` are names, `role` a code."""

    seq: int
    at: datetime
    actor_id: int | None
    actor: str
    post: str | None
    organ: str | None
    role: str | None
    tag: str
    text: str
    payload: dict[str, Any]
    hash: str

    @property
    def who(self) -> str:
        """Posts, not names, where the post acts."""
        return f"{self.organ or ''}{self.post}" if self.post else self.actor


def history(session: Session, case_id: int, *, after: int = 0, limit: int = 50) -> list[Line]:
    """Entries of the case with seq > after, oldest first."""
    rows = session.scalars(select(Entry).where(Entry.case_id == case_id, Entry.seq > after).order_by(Entry.seq).limit(limit))
    return [_line(entry) for entry in rows]


def recent(session: Session, case_id: int, *, before: int | None = None, limit: int = 50) -> list[Line]:
    """Entries newest first, below seq `before`: what a page shows."""
    query = select(Entry).where(Entry.case_id == case_id).order_by(Entry.seq.desc()).limit(limit)
    rows = session.scalars(query if before is None else query.where(Entry.seq < before))
    return [_line(entry) for entry in rows]


def length(session: Session, case_id: int) -> int:
    """How many entries the case has."""
    return session.scalar(select(func.coalesce(func.max(ChainHead.seq), 0)).where(ChainHead.case_id == case_id))


def _line(entry: Entry) -> Line:
    return Line(entry.seq, entry.at, entry.actor_id, entry.actor_name, role_name(entry.post) or None, entry.organ_name, entry.post,
                entry.tag, sentence(entry.tag, entry.payload), entry.payload, entry.hash)
