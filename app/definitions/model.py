"""Bundles: diagrams, tables and forms deployed together, content-hashed, immutable, with an effective date."""
from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel import reference
from app.kernel.database import Base, BigId, Blob, Json, UtcDateTime


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
    """The bytes of one version of a file, shared by all bundles that contain it."""

    __tablename__ = "file_content"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    content: Mapped[bytes] = mapped_column(Blob)


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


class DefinitionDraft(Base):
    """An uploaded or edited file that is not yet published, with the problems found in it."""

    __tablename__ = "definition_draft"
    __table_args__ = (Index("ix_definition_draft_key", "kind", "key"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    kind: Mapped[str] = mapped_column(String(8))
    key: Mapped[str] = mapped_column(String(80))
    name: Mapped[str] = mapped_column(String(120))
    sha256: Mapped[str] = mapped_column(ForeignKey("file_content.sha256"))
    problems: Mapped[list] = mapped_column(Json)
    author_id: Mapped[int | None] = mapped_column(BigId)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
