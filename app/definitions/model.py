"""Bundles: diagrams, tables and forms deployed together, content-hashed, immutable, with an effective date. Revisions: working copies of
a whole bundle, of which only the files that differ are kept, with every version that was saved."""
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, event
from sqlalchemy.orm import Mapped, mapped_column

from app.definitions.protection import PROTECT_DDL
from app.kernel import reference
from app.kernel.database import Base, BigId, Json, PackedBlob, UtcDateTime


@reference.kept()
class Bundle(Base):
    __tablename__ = "bundle"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    hash: Mapped[str] = mapped_column(String(64), unique=True)
    label: Mapped[str] = mapped_column(String(40))              # 规则包 2026.11-1
    effective_from: Mapped[date]
    published_at: Mapped[datetime] = mapped_column(UtcDateTime)
    published_by: Mapped[int | None] = mapped_column(BigId)


class FileContent(Base):
    """The bytes of one version of a file, shared by all bundles and revisions that contain it; about a tenth as long as the file."""

    __tablename__ = "file_content"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    content: Mapped[bytes] = mapped_column(PackedBlob)


@reference.kept()
class BundleFile(Base):
    """A file of a bundle. `key`: process, decision or form id = file name without ending; `version` counts its changes."""

    __tablename__ = "bundle_file"
    __table_args__ = (UniqueConstraint("bundle_id", "kind", "key"), Index("ix_bundle_file_key", "kind", "key"))

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    bundle_id: Mapped[int] = mapped_column(ForeignKey("bundle.id"))
    kind: Mapped[str] = mapped_column(String(8))                # bpmn dmn form
    key: Mapped[str] = mapped_column(String(80))
    name: Mapped[str] = mapped_column(String(120))
    version: Mapped[int]
    sha256: Mapped[str] = mapped_column(ForeignKey("file_content.sha256"))


# ---- the workshop -------------------------------------------------------------------------------------------------------
class Status(StrEnum):
    EDITING = "editing"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


STATUS_NAMES = {Status.EDITING: "编辑中", Status.SUBMITTED: "待审批", Status.APPROVED: "已批准", Status.PUBLISHED: "已发布",
                Status.WITHDRAWN: "已撤销"}
UNDER_WAY = (Status.EDITING, Status.SUBMITTED, Status.APPROVED)
TRANSITIONS = {
    Status.EDITING: {Status.SUBMITTED, Status.WITHDRAWN},
    Status.SUBMITTED: {Status.APPROVED, Status.EDITING, Status.WITHDRAWN},
    Status.APPROVED: {Status.PUBLISHED, Status.EDITING, Status.WITHDRAWN},
    Status.PUBLISHED: set(), Status.WITHDRAWN: set()}


class Revision(Base):
    """A working copy of the bundle `base_id` (None: of nothing, before anything is published). `effective_from`: the day that its author
    wishes; `approved`: digest of the changes as they were approved; `bundle_id`: what it was published as."""

    __tablename__ = "revision"
    __table_args__ = (Index("ix_revision_status", "status", "changed_at"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    title: Mapped[str] = mapped_column(String(120))
    base_id: Mapped[int | None] = mapped_column(ForeignKey("bundle.id"))
    status: Mapped[str] = mapped_column(String(12))
    author_id: Mapped[int | None] = mapped_column(BigId)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    effective_from: Mapped[date | None]
    approved: Mapped[str | None] = mapped_column(String(64))
    bundle_id: Mapped[int | None] = mapped_column(ForeignKey("bundle.id"))


class RevisionFile(Base):
    """A file of a revision that was saved in it. `seq` counts its saves and is the lock: who saves names the one that he started from.
    Without `sha256` it has been deleted."""

    __tablename__ = "revision_file"
    __table_args__ = (UniqueConstraint("revision_id", "name"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"))
    name: Mapped[str] = mapped_column(String(90))               # whistle_report.bpmn
    title: Mapped[str] = mapped_column(String(120))
    sha256: Mapped[str | None] = mapped_column(ForeignKey("file_content.sha256"))
    seq: Mapped[int]


class Save(Base):
    """One version of a file of a revision, kept for ever; only its `note`, the name that somebody gives it, may change."""

    __tablename__ = "revision_save"
    __table_args__ = (UniqueConstraint("revision_id", "name", "seq"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"))
    name: Mapped[str] = mapped_column(String(90))
    seq: Mapped[int]
    sha256: Mapped[str | None] = mapped_column(ForeignKey("file_content.sha256"))       # None: the file was deleted
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    person_id: Mapped[int | None] = mapped_column(BigId)
    note: Mapped[str | None] = mapped_column(String(200))


class Hold(Base):
    """Who has a file open for editing. It lapses when no beat has come for a while (revisions.HOLD)."""

    __tablename__ = "revision_hold"
    __table_args__ = (UniqueConstraint("revision_id", "name"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"))
    name: Mapped[str] = mapped_column(String(90))
    person_id: Mapped[int] = mapped_column(BigId)
    since: Mapped[datetime] = mapped_column(UtcDateTime)
    beat_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Comment(Base):
    """What somebody remarks on a revision, a file of it or an element of a file."""

    __tablename__ = "revision_comment"
    __table_args__ = (Index("ix_revision_comment_revision", "revision_id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"))
    file: Mapped[str | None] = mapped_column(String(90))
    element: Mapped[str | None] = mapped_column(String(500))
    text: Mapped[str] = mapped_column(Text)
    author_id: Mapped[int] = mapped_column(BigId)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    resolved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    resolved_by: Mapped[int | None] = mapped_column(BigId)


class RevisionEvent(Base):
    """What happened to a revision, who did it, by which post, as of then. The database itself refuses to change or remove a row."""

    __tablename__ = "revision_event"
    __table_args__ = (Index("ix_revision_event_revision", "revision_id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"))
    kind: Mapped[str] = mapped_column(String(16))               # a key of events.SENTENCES
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    person_id: Mapped[int | None] = mapped_column(BigId)
    person_name: Mapped[str] = mapped_column(String(40))
    post: Mapped[str | None] = mapped_column(String(40))
    organ_name: Mapped[str | None] = mapped_column(String(80))
    text: Mapped[str | None] = mapped_column(Text)
    detail: Mapped[dict] = mapped_column(Json)


@event.listens_for(Base.metadata, "after_create")
def _protect(_metadata, connection, tables=(), **_) -> None:
    if any(table.name == RevisionEvent.__tablename__ for table in tables or ()):
        for statement in PROTECT_DDL[connection.dialect.name]:
            connection.exec_driver_sql(statement)
