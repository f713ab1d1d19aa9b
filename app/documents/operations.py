"""What can happen in the documents room: a document is issued, a file is attached."""
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.accounts.model import Actor, Organ
from app.documents import files, kinds
from app.documents.model import Attachment, Document
from app.kernel.clock import local
from app.kernel.errors import FieldErrors, Rejection
from app.kernel.sequence import next_number


@dataclass(frozen=True)
class Upload:
    """A file as it came in: the name that the sender gave and the bytes. `field`: key of the form field, for the error."""

    name: str
    content: bytes
    field: str = "file"


def issue(session: Session, case_id: int, kind: str, organ_id: int, *, body: dict, actor: Actor, now: datetime,
          title: str | None = None) -> Document:
    """A document of this kind in the name of the organ, with the next number of its series and year (the local year).

    `kind` is a key of kinds.KINDS (KeyError otherwise); `title` defaults to the kind's. Raises Rejection(no_code_word) if
    the organ and all above it have no code word.
    """
    sort = kinds.KINDS[kind]
    document = Document(case_id=case_id, kind=kind, title=title or sort.title, organ_id=organ_id, body=body,
                        number=_number(session, sort, organ_id, local(now).year), issued_at=now, issued_by=actor.person_id)
    session.add(document)
    session.flush()
    return document


def attach(session: Session, case_id: int, upload: Upload, *, store: "files.FileStore", actor: Actor,
           now: datetime) -> Attachment:
    """Keeps a file with the case. Raises FieldErrors at `upload.field`: empty, too big, a kind of file that is not allowed.

    The bytes go to the store before the commit: a file without a row is harmless, a row without its file is not.
    """
    try:
        mime = files.check(upload.name, upload.content)
    except files.NotAllowed as refused:
        raise FieldErrors({upload.field: str(refused)}) from None
    attachment = Attachment(case_id=case_id, sha256=store.put(upload.content), name=files.clean_name(upload.name),
                            size=len(upload.content), mime=mime, at=now, actor_id=actor.person_id)
    session.add(attachment)
    session.flush()
    return attachment


def _number(session: Session, kind: kinds.Kind, organ_id: int, year: int) -> str | None:
    if kind.pattern is None:
        return None
    organ = _with_code_word(session, organ_id)
    serial = next_number(session, f"document:{kind.code}:{organ.id}", year)
    return kinds.number(kind, organ.code_word, year, serial)


def _with_code_word(session: Session, organ_id: int) -> Organ:
    """The organ itself or the nearest above it that has a code word: a team numbers in the name of its street."""
    organ = named = session.get_one(Organ, organ_id)
    while not organ.code_word:
        if organ.parent_id is None:
            raise Rejection(f"{named.name}没有设置机关代字，不能编文号。请系统管理员在机构信息中补上。", code="no_code_word")
        organ = session.get_one(Organ, organ.parent_id)
    return organ
