"""Documents of a case (文书) and the files attached to it."""
from datetime import datetime

from sqlalchemy import Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.database import Base, BigId, Json, UtcDateTime


class Document(Base):
    """An issued document. `body` is what `documents.body` builds; it is never changed after the issue."""

    __tablename__ = "document"
    __table_args__ = (UniqueConstraint("number"), Index("ix_document_case", "case_id", "id"))

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    case_id: Mapped[int] = mapped_column(BigId)
    kind: Mapped[str] = mapped_column(String(8))                # key of documents.kinds.KINDS
    title: Mapped[str] = mapped_column(String(120))
    number: Mapped[str | None] = mapped_column(String(60))      # 文号; kinds without a number of their own have none
    organ_id: Mapped[int] = mapped_column(BigId)                # in whose name it is issued
    body: Mapped[dict] = mapped_column(Json)
    issued_at: Mapped[datetime] = mapped_column(UtcDateTime)
    issued_by: Mapped[int | None] = mapped_column(BigId)


class Attachment(Base):
    """A file of a case. The bytes lie in the file store under their hash; `mime` is what the bytes are, not what was said."""

    __tablename__ = "attachment"
    __table_args__ = (Index("ix_attachment_case", "case_id", "id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    case_id: Mapped[int] = mapped_column(BigId)
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    name: Mapped[str] = mapped_column(String(200))
    size: Mapped[int]
    mime: Mapped[str] = mapped_column(String(100))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor_id: Mapped[int | None] = mapped_column(BigId)
