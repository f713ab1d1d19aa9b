"""Read the trace as sentences."""
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.roles import role_name
from app.audit import stands
from app.audit.leaf import GENESIS, Entry, entries
from app.audit.model import ChainHead, Leaf
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
    # The leaf that holds entry after + 1 begins there or before it.
    first = select(func.coalesce(func.max(Leaf.seq), 1)).where(Leaf.case_id == case_id, Leaf.seq <= after + 1).scalar_subquery()
    leaves = session.scalars(select(Leaf).where(Leaf.case_id == case_id, Leaf.seq >= first).order_by(Leaf.seq).limit(limit))
    return [line for line in _lines(session, case_id, list(leaves)) if line.seq > after][:limit]


def recent(session: Session, case_id: int, *, before: int | None = None, limit: int = 50) -> list[Line]:
    """Entries newest first, below seq `before`: what a page shows."""
    query = select(Leaf).where(Leaf.case_id == case_id).order_by(Leaf.seq.desc()).limit(limit)
    leaves = list(session.scalars(query if before is None else query.where(Leaf.seq < before)))
    lines = _lines(session, case_id, leaves[::-1])
    return [line for line in reversed(lines) if before is None or line.seq < before][:limit]


def length(session: Session, case_id: int) -> int:
    """How many entries the case has."""
    return session.scalar(select(func.coalesce(func.max(ChainHead.seq), 0)).where(ChainHead.case_id == case_id))


def _lines(session: Session, case_id: int, leaves: list[Leaf]) -> list[Line]:
    """The entries of these leaves, oldest first. The hash before the first of them comes from the leaf before it."""
    if not leaves:
        return []
    last = session.scalar(select(Leaf.hash).where(Leaf.case_id == case_id, Leaf.seq < leaves[0].seq).order_by(Leaf.seq.desc())
                          .limit(1)) or GENESIS
    known = stands.load(session, {row for leaf in leaves for row in stands.named_in(leaf.actor, leaf.content)})
    lines = []
    for leaf in leaves:
        lines += map(_line, entries(case_id, leaf.seq, leaf.at, leaf.actor, leaf.content, known, last))
        last = leaf.hash
    return lines


def _line(entry: Entry) -> Line:
    who = entry.stand
    return Line(entry.seq, entry.at, who.actor_id, who.actor_name, role_name(who.post) or None, who.organ_name, who.post,
                entry.tag, sentence(entry.tag, entry.payload), entry.payload, entry.hash.hex())
