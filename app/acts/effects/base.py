"""The hand that an act writes with: rows stamped with case, actor and post; documents; variables; entries for the trace."""
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from app.accounts.model import Actor, HeldPost, Organ
from app.acts.columns import Written
from app.acts.contract import ActResult, CaseFacts
from app.acts.queries import CaseRecord
from app.audit.operations import Fact
from app.audit.tags import Tag
from app.documents import operations as documents
from app.documents.model import Document
from app.documents.queries import issuing_name
from app.kernel.clock import local

Row = TypeVar("Row", bound=Written)


@dataclass
class Hand:
    """One act being performed, after its guards have passed."""

    session: Session
    name: str
    facts: CaseFacts
    record: CaseRecord
    payload: dict[str, Any]
    actor: Actor
    post: HeldPost
    now: datetime
    result: ActResult = field(default_factory=ActResult)

    @property
    def today(self) -> date:
        return local(self.now).date()

    @property
    def subject_id(self) -> int:
        """In whose name documents go out: the legal subject; the actor's own organ where a case has none."""
        return self.facts.legal_subject_id or self.post.organ_id

    @property
    def subject_name(self) -> str:
        return issuing_name(self.session.get_one(Organ, self.subject_id))

    def write(self, table: type[Row], document: Document | None = None, **values: Any) -> Row:
        """Adds a row. Payload keys that are columns of the table fill themselves; `values` go before them."""
        columns = set(table.__table__.columns.keys()) - set(Written.__annotations__)
        taken = {key: value for key, value in self.payload.items() if key in columns}
        row = table(case_id=self.facts.case_id, at=self.now, actor_id=self.actor.person_id, post=self.post.role,
                    organ_id=self.post.organ_id, document_id=document.id if document else None, **{**taken, **values})
        self.session.add(row)
        return row

    def issue(self, kind: str, body: dict, *, title: str | None = None) -> Document:
        document = documents.issue(self.session, self.facts.case_id, kind, self.subject_id, body=body, actor=self.actor,
                                   now=self.now, title=title)
        self.result.documents.append(document)
        self.tell(Tag.DOCUMENT_ISSUED, title=document.title, number=document.number, document_id=document.id)
        return document

    def tell(self, tag: Tag, **payload: Any) -> None:
        """An entry for the trace, by this post."""
        self.result.facts.append(Fact(tag, payload, self.post.role, self.post.organ_id))

    def done(self, summary: str = "", **variables: Any) -> None:
        """Closes the act: its own entry stands before those of its documents."""
        number = next((d.number for d in self.result.documents if d.number), None)
        entry = Fact(Tag.ACT_PERFORMED, {"name": self.name, "summary": summary, "document": number}, self.post.role,
                     self.post.organ_id)
        self.result.facts.insert(0, entry)
        self.result.variables.update(variables)
