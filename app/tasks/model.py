"""Work items (待办), their candidates, drafts and reminders. The inbox reads these tables and no engine state."""
from datetime import UTC, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, event, false, select, text
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.kernel.database import Base, BigId, Json, PackedJson, UtcDateTime, loads


class Status(StrEnum):
    OFFERED = "offered"
    CLAIMED = "claimed"
    DONE = "done"
    CANCELLED = "cancelled"


TRANSITIONS = {
    Status.OFFERED: {Status.CLAIMED, Status.DONE, Status.CANCELLED},
    Status.CLAIMED: {Status.OFFERED, Status.DONE, Status.CANCELLED},
    Status.DONE: set(),
    Status.CANCELLED: set(),
}


class WorkStep(Base):
    """A user task of a bundle's diagram, as all its work items have it in common. Never changed: a new bundle has its own."""

    __tablename__ = "work_step"
    __table_args__ = (UniqueConstraint("bundle_id", "process_id", "node"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    bundle_id: Mapped[int] = mapped_column(BigId)
    process_id: Mapped[str] = mapped_column(String(80))
    node: Mapped[str] = mapped_column(String(80))
    name: Mapped[str] = mapped_column(String(120))
    role: Mapped[str] = mapped_column(String(120))              # role codes, "|" between alternatives
    form: Mapped[str | None] = mapped_column(String(80))
    act: Mapped[str | None] = mapped_column(String(40))
    ask: Mapped[str | None] = mapped_column(Text)


class Term(Base):
    """How due dates came about, as far as many items have it in common: {code, name, basis, status, amount, unit, roll, region} as JSON.
    Never changed."""

    __tablename__ = "work_term"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    rule: Mapped[str] = mapped_column(Text, unique=True)


def _of_step(name: str) -> hybrid_property:
    """An attribute that the item has from its step, in Python and in queries."""
    def value(self):
        return getattr(self.step, name)

    def expression(cls):
        return select(getattr(WorkStep, name)).where(WorkStep.id == cls.step_id).scalar_subquery()

    value.__name__ = name
    return hybrid_property(value, expr=expression)


OPEN, DONE = text("done_at IS NULL"), text("status = 'done'")       # no parameters: the planner must see that an index fits


class WorkItem(Base):
    """One human task, open or done. `engine_task` names it inside its instance. Once done it holds what was submitted."""

    __tablename__ = "work_item"
    __table_args__ = (UniqueConstraint("case_id", "engine_task"),
                      Index("ix_work_item_open", "case_id", sqlite_where=OPEN, postgresql_where=OPEN),
                      Index("ix_work_item_held", "assignee_id", "due_at", "id", "opened_at", sqlite_where=OPEN, postgresql_where=OPEN),
                      Index("ix_work_item_done", "assignee_id", "done_at", "id", sqlite_where=DONE, postgresql_where=DONE))

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    case_id: Mapped[int] = mapped_column(BigId)
    step_id: Mapped[int] = mapped_column(ForeignKey("work_step.id"))
    engine_task: Mapped[str] = mapped_column(String(64))
    case_number: Mapped[str] = mapped_column(String(60))        # as of the opening, so that the inbox reads one table
    case_title: Mapped[str] = mapped_column(String(200))
    place: Mapped[str] = mapped_column(String(200), default="")
    source: Mapped[str] = mapped_column(String(40), default="")
    urgency: Mapped[str] = mapped_column(String(8), default="一般")
    organ_id: Mapped[int | None] = mapped_column(BigId)         # first organ of the scope, for display
    item: Mapped[dict | None] = mapped_column(Json)             # multi-instance item, e.g. the department
    status: Mapped[str] = mapped_column(String(12), default=Status.OFFERED)
    assignee_id: Mapped[int | None] = mapped_column(BigId)
    from_person_id: Mapped[int | None] = mapped_column(BigId)   # whose step brought it here
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    claimed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    term_id: Mapped[int | None] = mapped_column(ForeignKey("work_term.id"))
    term_start: Mapped[datetime | None] = mapped_column(UtcDateTime)    # from when the term counts, if not from the opening
    acting_post: Mapped[str | None] = mapped_column(String(40))         # by which post, in which organ it was done
    acting_organ_id: Mapped[int | None] = mapped_column(BigId)
    data: Mapped[dict | None] = mapped_column(PackedJson, deferred=True)        # what was submitted, whole

    step: Mapped[WorkStep] = relationship(lazy="joined", innerjoin=True)
    term: Mapped[Term | None] = relationship(lazy="joined")

    bundle_id, process_id, node, name = _of_step("bundle_id"), _of_step("process_id"), _of_step("node"), _of_step("name")
    role, form, act, ask = _of_step("role"), _of_step("form"), _of_step("act"), _of_step("ask")

    @property
    def due_rule(self) -> dict | None:
        """What explains due_at: {code, name, basis, status, amount, unit, roll, region, start}."""
        return self.term and {**loads(self.term.rule), "start": (self.term_start or self.opened_at).isoformat()}


NO_TERM = datetime(9999, 1, 1, tzinfo=UTC)      # sorts what has no due date behind everything


class Candidate(Base):
    """Who may claim: holders of the role anywhere in the organ. One row for each role × organ of an *open* item. Those that nobody has
    claimed stand in the order of the inbox: the items of a post by due date are one range of the index, and what colleagues hold is not
    in the way."""

    __tablename__ = "work_item_candidate"
    __table_args__ = (Index("ix_work_item_candidate_free", "organ_id", "role", "due_at", "work_item_id",
                            sqlite_where=text("claimed = 0"), postgresql_where=text("NOT claimed")), {"sqlite_with_rowid": False})

    work_item_id: Mapped[int] = mapped_column(ForeignKey("work_item.id"), primary_key=True)
    role: Mapped[str] = mapped_column(String(40), primary_key=True)
    organ_id: Mapped[int] = mapped_column(BigId, primary_key=True)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime, default=NO_TERM)      # the item's, NO_TERM if it has none
    claimed: Mapped[bool] = mapped_column(default=False, server_default=false())    # set by the database when somebody takes the item


class Barred(Base):
    """Who may not take an open item, though the post would allow it: 办案人员不得审核本案."""

    __tablename__ = "work_item_barred"

    work_item_id: Mapped[int] = mapped_column(ForeignKey("work_item.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(BigId, primary_key=True)


class Draft(Base):
    """What somebody has typed into a form and not yet submitted. Seen by nobody else."""

    __tablename__ = "draft"

    work_item_id: Mapped[int] = mapped_column(ForeignKey("work_item.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(BigId, primary_key=True)
    data: Mapped[dict] = mapped_column(Json)
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Reminder(Base):
    """A line in somebody's bell: for a role in an organ, or for one person."""

    __tablename__ = "reminder"
    __table_args__ = (Index("ix_reminder_post", "organ_id", "role", "id"), Index("ix_reminder_person", "person_id", "id"))

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    case_id: Mapped[int | None] = mapped_column(BigId)
    person_id: Mapped[int | None] = mapped_column(BigId)
    role: Mapped[str | None] = mapped_column(String(40))
    organ_id: Mapped[int | None] = mapped_column(BigId)
    text: Mapped[str] = mapped_column(Text)
    link: Mapped[str | None] = mapped_column(String(200))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class ReminderRead(Base):
    __tablename__ = "reminder_read"

    reminder_id: Mapped[int] = mapped_column(ForeignKey("reminder.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(BigId, primary_key=True)


# An item that somebody takes stands before nobody else, until it is given back. A closed one leaves the inbox: nobody is a candidate for it
# any more, barred from it or at work on it. The database sees to that, so that it costs no statement and no code can forget it. A migration
# that makes the tables anew has its own, frozen copy.
_TAKEN = "UPDATE work_item_candidate SET claimed = (NEW.assignee_id IS NOT NULL) WHERE work_item_id = NEW.id;"
_TAKES = "NEW.done_at IS NULL AND (NEW.assignee_id IS NULL) <> (OLD.assignee_id IS NULL)"
_CLEAR = "".join(f"\n  DELETE FROM {model.__tablename__} WHERE work_item_id = NEW.id;" for model in (Candidate, Barred, Draft))
KEEP_DESK = {
    "sqlite": [f"""CREATE TRIGGER IF NOT EXISTS work_item_taken AFTER UPDATE OF assignee_id ON work_item
WHEN {_TAKES}
BEGIN
  {_TAKEN}
END""", f"""CREATE TRIGGER IF NOT EXISTS work_item_closed AFTER UPDATE OF done_at ON work_item
WHEN NEW.done_at IS NOT NULL AND OLD.done_at IS NULL
BEGIN{_CLEAR}
END"""],
    "postgresql": [f"""CREATE OR REPLACE FUNCTION take_from_desk() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  {_TAKEN}
  RETURN NULL;
END $$""", f"""CREATE OR REPLACE TRIGGER work_item_taken AFTER UPDATE OF assignee_id ON work_item
FOR EACH ROW WHEN ({_TAKES}) EXECUTE FUNCTION take_from_desk()""", f"""CREATE OR REPLACE FUNCTION clear_desk() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN{_CLEAR}
  RETURN NULL;
END $$""", """CREATE OR REPLACE TRIGGER work_item_closed AFTER UPDATE OF done_at ON work_item
FOR EACH ROW WHEN (NEW.done_at IS NOT NULL AND OLD.done_at IS NULL) EXECUTE FUNCTION clear_desk()"""]}


@event.listens_for(Base.metadata, "after_create")
def _watch(_metadata, connection, tables=(), **_) -> None:
    if any(table.name == WorkItem.__tablename__ for table in tables or ()):
        for statement in KEEP_DESK[connection.dialect.name]:
            connection.exec_driver_sql(statement)
