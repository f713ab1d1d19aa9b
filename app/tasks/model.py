"""Work items (待办), their candidates, drafts and reminders. The inbox reads these tables and no engine state."""
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.database import Base, BigId, Json, UtcDateTime


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


class WorkItem(Base):
    """One human task, open or done. `engine_task` names it inside its instance."""

    __tablename__ = "work_item"
    __table_args__ = (UniqueConstraint("case_id", "engine_task"),
                      Index("ix_work_item_assignee", "assignee_id", "status", "due_at"),
                      Index("ix_work_item_case", "case_id", "status"))

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    case_id: Mapped[int] = mapped_column(BigId)
    case_number: Mapped[str] = mapped_column(String(60))        # as of the opening, so that the inbox reads one table
    case_title: Mapped[str] = mapped_column(String(200))
    place: Mapped[str] = mapped_column(String(200), default="")
    source: Mapped[str] = mapped_column(String(40), default="")
    engine_task: Mapped[str] = mapped_column(String(64))
    node: Mapped[str] = mapped_column(String(80))
    name: Mapped[str] = mapped_column(String(120))
    process_id: Mapped[str] = mapped_column(String(80))
    bundle_id: Mapped[int] = mapped_column(BigId)
    role: Mapped[str] = mapped_column(String(120))              # role codes, "|" between alternatives
    organ_id: Mapped[int | None] = mapped_column(BigId)         # first organ of the scope, for display
    form: Mapped[str | None] = mapped_column(String(80))
    act: Mapped[str | None] = mapped_column(String(40))
    ask: Mapped[str | None] = mapped_column(Text)
    item: Mapped[dict | None] = mapped_column(Json)             # multi-instance item, e.g. the department
    status: Mapped[str] = mapped_column(String(12), default=Status.OFFERED)
    urgency: Mapped[str] = mapped_column(String(8), default="一般")
    assignee_id: Mapped[int | None] = mapped_column(BigId)
    from_person_id: Mapped[int | None] = mapped_column(BigId)   # whose step brought it here
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    claimed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    due_rule: Mapped[dict | None] = mapped_column(Json)         # {code, amount, unit, start}: explains due_at


class Candidate(Base):
    """Who may claim: holders of the role anywhere in the organ. One row for each role × organ of an *open* item."""

    __tablename__ = "work_item_candidate"
    __table_args__ = (Index("ix_work_item_candidate_post", "organ_id", "role", "work_item_id"),)

    work_item_id: Mapped[int] = mapped_column(ForeignKey("work_item.id"), primary_key=True)
    role: Mapped[str] = mapped_column(String(40), primary_key=True)
    organ_id: Mapped[int] = mapped_column(BigId, primary_key=True)


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
    __table_args__ = (Index("ix_reminder_post", "organ_id", "role", "at"), Index("ix_reminder_person", "person_id", "at"))

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
