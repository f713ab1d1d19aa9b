"""Reads of the documents room."""
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.model import Organ
from app.documents.kinds import KINDS
from app.documents.model import Attachment, Document


def issuing_name(organ: Organ) -> str:
    """The name in which an organ signs: a town signs as its government, a subdistrict as its office (行政处罚法59: 行政机关名称)."""
    if organ.kind != "street":
        return organ.name
    return f"{organ.name}办事处" if organ.name.endswith("街道") else f"{organ.name}人民政府" if organ.name.endswith(("镇", "乡")) else organ.name


def documents(session: Session, case_id: int) -> list[Document]:
    """All documents of a case in the order of issue."""
    return list(session.scalars(select(Document).where(Document.case_id == case_id).order_by(Document.id)))


def counts(session: Session, case_id: int) -> tuple[int, int]:
    """How many documents and attachments a case has."""
    papers, files = (select(func.count()).select_from(table).where(table.case_id == case_id).scalar_subquery() for table in (Document, Attachment))
    return tuple(session.execute(select(papers, files)).one())


def document(session: Session, document_id: int) -> Document | None:
    """One document. Whether the reader may see its case is for the caller to ask."""
    return session.get(Document, document_id)


def servable(session: Session, case_id: int) -> list[Document]:
    """The documents of a case that go to the party and so can be served, newest first."""
    return [d for d in reversed(documents(session, case_id)) if KINDS[d.kind].external]


def attachments(session: Session, case_id: int) -> list[Attachment]:
    return list(session.scalars(select(Attachment).where(Attachment.case_id == case_id).order_by(Attachment.id)))


def attachment(session: Session, attachment_id: int) -> Attachment | None:
    return session.get(Attachment, attachment_id)
