"""The trace as rows. The database itself refuses to change or remove what was written, and to shorten a chain.

A row of `trace_leaf` holds the facts that one command recorded, in order; every fact has its number and hash in the chain, but only the last
hash is stored: the others follow from it. Who acted, by which post, in which organ, stands once in `trace_actor`. `chain_head` is moved by the
database whenever a leaf is written, so no code can forget it.
"""
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, event
from sqlalchemy.orm import Mapped, mapped_column

from app.audit.protection import PROTECT_DDL
from app.audit.words import WORDS
from app.kernel.database import Base, BigId, PackedJson, UtcDateTime

HOUSE = 0       # the chain of facts that belong to no case: definitions, parameters, accounts


class TraceActor(Base):
    """Who acted, as of then: people are renamed and leave, organs too. Rows are only added; two may say the same."""

    __tablename__ = "trace_actor"
    __table_args__ = (Index("ix_trace_actor_name", "actor_name"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    actor_id: Mapped[int | None] = mapped_column(BigId)
    actor_name: Mapped[str] = mapped_column(String(40))
    post: Mapped[str | None] = mapped_column(String(40))
    organ_id: Mapped[int | None] = mapped_column(ForeignKey("organ.id"))
    organ_name: Mapped[str | None] = mapped_column(String(80))


class Leaf(Base):
    """What one command recorded in one case: facts `seq` … `seq + size - 1` of its chain."""

    __tablename__ = "trace_leaf"
    __table_args__ = (CheckConstraint("size > 0", name="size"), {"sqlite_with_rowid": False})

    case_id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    size: Mapped[int]
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor: Mapped[int] = mapped_column(ForeignKey("trace_actor.id"))
    content: Mapped[list] = mapped_column(PackedJson(WORDS))    # [[tag, payload] or [tag, payload, trace_actor.id]], a fact each
    hash: Mapped[bytes] = mapped_column(LargeBinary(32))        # of the last fact


class ChainHead(Base):
    """The last fact of each chain: the next one builds on it, and a chain cut at its end is found out. Read only; the database moves it."""

    __tablename__ = "chain_head"

    case_id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    seq: Mapped[int]
    hash: Mapped[bytes] = mapped_column(LargeBinary(32))


@event.listens_for(Base.metadata, "after_create")
def _protect(_metadata, connection, tables=(), **_) -> None:
    if any(table.name == Leaf.__tablename__ for table in tables or ()):
        for statement in PROTECT_DDL[connection.dialect.name]:
            connection.exec_driver_sql(statement)
