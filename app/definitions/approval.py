"""A revision on its way: submitted, sent back with remarks, approved by somebody else, or withdrawn. Who wrote in it never approves it."""
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from app.accounts.model import Actor
from app.audit.model import HOUSE
from app.audit.operations import Fact, record
from app.audit.tags import Tag
from app.definitions import checks, happenings, workshop
from app.definitions.errors import require
from app.definitions.known import Known
from app.definitions.model import STATUS_NAMES, TRANSITIONS, Comment, Revision, Status
from app.definitions.revisions import EDIT, EDITING, back_to_editing, for_editing, locked
from app.definitions.scenarios.findings import Judge, inspect
from app.engine.contract import BundleRefused
from app.kernel.clock import local
from app.kernel.errors import FieldErrors, Forbidden, NotFound, Rejection

APPROVE = "definitions.approve"


@dataclass(frozen=True)
class Remark:
    """`element` of `file`, a whole file, or (both None) the revision as a whole."""

    text: str
    file: str | None = None
    element: str | None = None


def submit(session: Session, revision_id: int, *, known: Known, actor: Actor, now: datetime, text: str | None = None,
           effective_from: date | None = None, judge: Judge = inspect) -> Revision:
    """Ask for approval. `effective_from`: the day wished for; `judge`: who says what is wrong with the files, `inspect` or one that remembers
    what it said of the same files. Raises Forbidden, Rejection(revision_closed, bad_state, no_changes), FieldErrors,
    BundleRefused with every error of the revision as a whole."""
    revision = for_editing(session, revision_id, actor=actor)
    _require_way(revision, Status.SUBMITTED, "提交审批")
    if not workshop.changes(session, revision):
        raise Rejection("这个修订还没有改动任何文件，没有可以审批的内容。", code="no_changes")
    if effective_from and effective_from < local(now).date():
        raise FieldErrors({"effective_from": "施行日期不能早于今天。"})
    errors = checks.errors(judge(workshop.files_of(session, revision), known))
    if errors:
        raise BundleRefused(errors)
    revision.status, revision.effective_from = Status.SUBMITTED, effective_from or revision.effective_from
    happenings.note(session, revision, "submitted", actor=actor, now=now, text=text)
    _trace(session, Tag.DEFINITION_SUBMITTED, revision, actor, now)
    return revision


def approve(session: Session, revision_id: int, *, actor: Actor, now: datetime, text: str | None = None, seen: str | None = None) -> Revision:
    """What was submitted may be published as it stands. `seen`: the digest of the changes that the approver looked at: they may have been
    taken back, changed and submitted anew since. Raises Forbidden (also for whoever saved a version in it), Rejection(bad_state,
    changed_since, open_comments)."""
    revision = _for_review(session, revision_id, actor, Status.APPROVED, "批准")
    if why := why_not_approve(session, revision, actor):
        raise Forbidden(why, code="own_work")
    digest = digest_of_changes(session, revision)
    if seen is not None and seen != digest:
        raise Rejection("您打开这个修订以后，它又改过、重新提交了，没有批准。请看过现在的改动，再决定批准还是退回。", code="changed_since")
    left = [c for c in workshop.comments(session, revision.id) if c.resolved_at is None]
    if left:
        raise Rejection(f"还有 {len(left)} 条意见没有处理完。请先逐条标为已处理，再批准；或者退回修改。", code="open_comments")
    revision.status, revision.approved = Status.APPROVED, digest
    happenings.note(session, revision, "approved", actor=actor, now=now, text=text, digest=revision.approved)
    _trace(session, Tag.DEFINITION_APPROVED, revision, actor, now, digest=revision.approved)
    return revision


def why_not_approve(session: Session, revision: Revision, actor: Actor) -> str | None:
    """The sentence for somebody who must not approve this revision, whatever posts they hold; None if they may."""
    if actor.person_id == revision.author_id:
        return "这个修订是您自己提出的，须由另一位有审批权的同事批准。"
    if actor.person_id in workshop.savers(session, revision.id):
        return "您在这个修订里保存过改动，须由没有参与修改的同事批准。"
    return None


def send_back(session: Session, revision_id: int, *, actor: Actor, now: datetime, text: str, remarks: Sequence[Remark] = ()) -> Revision:
    """Back to editing, with what is to be done. Raises Forbidden, FieldErrors, Rejection(bad_state)."""
    revision = _for_review(session, revision_id, actor, Status.EDITING, "退回")
    if not text.strip() and not remarks:
        raise FieldErrors({"text": "请写明退回的理由，让修改的同事知道要改什么。"})
    for remark in remarks:
        _remark(session, revision, remark, actor, now)
    back_to_editing(session, revision, "returned", actor=actor, now=now, text=text)
    _trace(session, Tag.DEFINITION_RETURNED, revision, actor, now, reason=text)
    return revision


def reopen(session: Session, revision_id: int, *, actor: Actor, now: datetime) -> Revision:
    """Take it back for editing before anybody decided, or after. Raises Forbidden, Rejection(revision_closed)."""
    revision = for_editing(session, revision_id, actor=actor)
    back_to_editing(session, revision, "reopened", actor=actor, now=now)
    return revision


def withdraw(session: Session, revision_id: int, *, actor: Actor, now: datetime, text: str | None = None) -> Revision:
    """Give it up; everything in it stays to be read. Raises Forbidden, Rejection(revision_closed)."""
    revision = for_editing(session, revision_id, actor=actor)
    revision.status, revision.approved = Status.WITHDRAWN, None
    happenings.note(session, revision, "withdrawn", actor=actor, now=now, text=text)
    return revision


def _for_review(session: Session, revision_id: int, actor: Actor, to: Status, what: str) -> Revision:
    require(actor, APPROVE, "审批修订")
    revision = locked(session, revision_id)
    _require_way(revision, to, what)
    return revision


def _require_way(revision: Revision, to: Status, what: str) -> None:
    if to not in TRANSITIONS[Status(revision.status)]:
        raise Rejection(f"这个修订{STATUS_NAMES[revision.status]}，现在不能{what}。", code="bad_state", state=revision.status)


def digest_of_changes(session: Session, revision: Revision) -> str:
    """What was changed, to the byte: the same for the same files whatever the base."""
    return digest_of(workshop.changes(session, revision))


def digest_of(changes: Mapping[str, str | None]) -> str:
    """`changes`: as workshop.changes gives them."""
    lines = (f"{name}\0{digest or '-'}\n" for name, digest in sorted(changes.items()))
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def _trace(session: Session, tag: Tag, revision: Revision, actor: Actor, now: datetime, **more) -> None:
    record(session, HOUSE, [Fact(tag, {"title": revision.title, "revision": revision.id, **more})], actor=actor, now=now)


# ---- remarks ------------------------------------------------------------------------------------------------------------
def comment(session: Session, revision_id: int, remark: Remark, *, actor: Actor, now: datetime) -> Comment:
    """Say something about it. Who may edit or approve may. Raises Forbidden, NotFound, FieldErrors, Rejection(revision_closed)."""
    return _remark(session, _open_to_remarks(session, revision_id, actor), remark, actor, now)


def _open_to_remarks(session: Session, revision_id: int, actor: Actor) -> Revision:
    """Locked: whoever approves counts the open remarks. What was said of a revision that has ended stays as it was."""
    if not actor.may(APPROVE):
        require(actor, EDIT, EDITING)
    revision = locked(session, revision_id)
    if not TRANSITIONS[Status(revision.status)]:
        raise Rejection(f"这个修订{STATUS_NAMES[revision.status]}，意见不能再改。要说的请写在新的修订里。", code="revision_closed")
    return revision


def _remark(session: Session, revision: Revision, remark: Remark, actor: Actor, now: datetime) -> Comment:
    text = remark.text.strip()
    if not 1 <= len(text) <= 2000:
        raise FieldErrors({"text": "意见请写 1 到 2000 个字。"})
    if remark.file is not None and remark.file not in workshop.digests_of(session, revision).keys() | workshop.own_files(session, revision.id).keys():
        raise NotFound(f"修订里没有文件 {remark.file[:90]}。", code="no_such_file")
    found = Comment(revision_id=revision.id, file=remark.file, element=(remark.element or "")[:500] or None, text=text,
                    author_id=actor.person_id, at=now)
    session.add(found)
    revision.changed_at = now
    session.flush()
    return found


def resolve(session: Session, revision_id: int, comment_id: int, *, actor: Actor, now: datetime, resolved: bool = True) -> Comment:
    """Mark a remark as dealt with, or (not `resolved`) as open again. Raises Forbidden, NotFound, Rejection(revision_closed)."""
    _open_to_remarks(session, revision_id, actor)
    found = session.get(Comment, comment_id)
    if found is None or found.revision_id != revision_id:
        raise NotFound("没有这条意见。", code="no_such_comment")
    found.resolved_at, found.resolved_by = (now, actor.person_id) if resolved else (None, None)
    session.flush()
    return found
