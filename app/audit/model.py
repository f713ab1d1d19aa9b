"""The trace as rows. The database itself refuses to change or remove an entry, and to shorten a chain."""
from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint, event
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.database import Base, BigId, Json, UtcDateTime

HOUSE = 0       # the chain of facts that belong to no case: definitions, parameters, accounts


class Entry(Base):
    """One fact of one case. `hash` = sha256 over all other fields and the hash of the entry before it."""

    __tablename__ = "entry"
    __table_args__ = (UniqueConstraint("case_id", "seq"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    case_id: Mapped[int] = mapped_column(BigId)
    seq: Mapped[int]
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor_id: Mapped[int | None] = mapped_column(BigId)
    actor_name: Mapped[str] = mapped_column(String(40))         # as of then: people are renamed and leave
    post: Mapped[str | None] = mapped_column(String(40))
    organ_id: Mapped[int | None] = mapped_column(ForeignKey("organ.id"))
    organ_name: Mapped[str | None] = mapped_column(String(80))
    tag: Mapped[str] = mapped_column(String(40))
    payload: Mapped[dict] = mapped_column(Json)
    prev_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


class ChainHead(Base):
    """The last entry of each chain: the next one builds on it, and a chain cut at its end is found out."""

    __tablename__ = "chain_head"

    case_id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    seq: Mapped[int]
    hash: Mapped[str] = mapped_column(String(64))


_SQLITE = [f"""CREATE TRIGGER IF NOT EXISTS {name} BEFORE {what} ON {table} {when}
BEGIN SELECT RAISE(ABORT, '{why}'); END""" for name, what, table, when, why in (
    ("entry_no_update", "UPDATE", "entry", "", "the trace is append-only: no entry may be changed"),
    ("entry_no_delete", "DELETE", "entry", "", "the trace is append-only: no entry may be removed"),
    # INSERT OR REPLACE removes the old row without asking the DELETE trigger.
    ("entry_no_replace", "INSERT", "entry",
     "WHEN EXISTS (SELECT 1 FROM entry WHERE id = NEW.id OR (case_id = NEW.case_id AND seq = NEW.seq))",
     "the trace is append-only: no entry may be replaced"),
    ("chain_head_no_delete", "DELETE", "chain_head", "", "the trace is append-only: no chain may be removed"),
    ("chain_head_grows", "UPDATE", "chain_head", "WHEN NEW.seq <= OLD.seq OR NEW.case_id <> OLD.case_id",
     "the trace is append-only: no chain may be shortened"),
)]

_POSTGRESQL = [
    """CREATE OR REPLACE FUNCTION refuse_trace_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'the trace is append-only: no entry may be changed or removed'; END $$""",
    """CREATE OR REPLACE FUNCTION refuse_shorter_chain() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.seq <= OLD.seq OR NEW.case_id <> OLD.case_id THEN
    RAISE EXCEPTION 'the trace is append-only: no chain may be shortened';
  END IF;
  RETURN NEW;
END $$""",
    """CREATE OR REPLACE TRIGGER entry_no_change BEFORE UPDATE OR DELETE ON entry
FOR EACH ROW EXECUTE FUNCTION refuse_trace_change()""",
    """CREATE OR REPLACE TRIGGER entry_no_truncate BEFORE TRUNCATE ON entry
FOR EACH STATEMENT EXECUTE FUNCTION refuse_trace_change()""",
    """CREATE OR REPLACE TRIGGER chain_head_no_delete BEFORE DELETE ON chain_head
FOR EACH ROW EXECUTE FUNCTION refuse_trace_change()""",
    """CREATE OR REPLACE TRIGGER chain_head_no_truncate BEFORE TRUNCATE ON chain_head
FOR EACH STATEMENT EXECUTE FUNCTION refuse_trace_change()""",
    """CREATE OR REPLACE TRIGGER chain_head_grows BEFORE UPDATE ON chain_head
FOR EACH ROW EXECUTE FUNCTION refuse_shorter_chain()""",
]

# Migrations run these once the tables stand; create_all does so by itself.
PROTECT_DDL: dict[str, list[str]] = {"sqlite": _SQLITE, "postgresql": _POSTGRESQL}


@event.listens_for(Base.metadata, "after_create")
def _protect(_metadata, connection, tables=(), **_) -> None:
    if any(table.name == Entry.__tablename__ for table in tables or ()):
        for statement in PROTECT_DDL.get(connection.dialect.name, ()):
            connection.exec_driver_sql(statement)
