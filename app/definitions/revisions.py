"""Working on a revision: its files, who has one open, the versions. Submitting, approving: approval.py; publishing: publishing.py.

Whoever writes locks the revision's row first, so two saves come one after the other on either database, and the second sees the first.
"""
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.accounts import queries as accounts
from app.accounts.model import Actor
from app.definitions import happenings, merging, queries, workshop
from app.definitions.errors import NotSaved, require
from app.definitions.files import digest_of, split_name, title_of
from app.definitions.model import STATUS_NAMES, UNDER_WAY, Bundle, Hold, Revision, RevisionFile, Save, Status
from app.definitions.operations import store_content
from app.definitions.texts import text_of
from app.kernel.errors import FieldErrors, NotFound, Rejection
from app.kernel.limits import limit

EDIT, EDITING = "definitions.edit", "修改流程与规则"
LARGEST = {"bpmn": limit("FILE_BYTES"), "dmn": limit("DMN_BYTES"), "form": limit("FORM_BYTES"), "test": limit("FILE_BYTES")}
MOST_FILES = limit("FILES")


def create(session: Session, title: str, *, base_id: int | None = None, actor: Actor, now: datetime) -> Revision:
    """A working copy of a bundle: of the newest unless another is named. Raises Forbidden, FieldErrors, NotFound."""
    require(actor, EDIT, EDITING)
    base = session.get(Bundle, base_id) if base_id else workshop.newest(session)
    if base_id and base is None:
        raise NotFound("没有这个规则包。", code="no_such_bundle")
    revision = Revision(title=_title(title), base_id=base.id if base else None, status=Status.EDITING, author_id=actor.person_id,
                        created_at=now, changed_at=now)
    session.add(revision)
    session.flush()
    happenings.note(session, revision, "created", actor=actor, now=now, base=base.label if base else None)
    return revision


def rename(session: Session, revision_id: int, title: str, *, actor: Actor, now: datetime) -> Revision:
    revision = for_editing(session, revision_id, actor=actor)
    if revision.title != _title(title):
        revision.title = _title(title)
        happenings.note(session, revision, "renamed", actor=actor, now=now, title=revision.title)
    return revision


def _title(title: str) -> str:
    plain = " ".join(title.split())
    if not 2 <= len(plain) <= 120:
        raise FieldErrors({"title": "请用 2 到 120 个字说明这次修订要改什么。"})
    return plain


def locked(session: Session, revision_id: int) -> Revision:
    """The revision as it stands now, nobody else's until the end of this transaction. Raises NotFound."""
    found = session.get(Revision, revision_id, with_for_update=True, populate_existing=True)
    if found is None:
        raise NotFound("没有这个修订。", code="no_such_revision")
    return found


def for_editing(session: Session, revision_id: int, *, actor: Actor) -> Revision:
    """The revision, locked, for somebody who may change it. Raises Forbidden, NotFound, Rejection(revision_closed)."""
    require(actor, EDIT, EDITING)
    revision = locked(session, revision_id)
    if revision.status not in UNDER_WAY:
        raise Rejection(f"这个修订{STATUS_NAMES[revision.status]}，不能再改。请新建一个修订。", code="revision_closed")
    return revision


# ---- files --------------------------------------------------------------------------------------------------------------
def save_file(session: Session, revision_id: int, name: str, content: bytes, *, seq: int, actor: Actor, now: datetime,
              note: str | None = None) -> RevisionFile | None:
    """Keep a further version of a file that was opened at `seq` (0 or less: as the base has it, see `workshop.untouched`, or not there yet).
    The same bytes again are no new version; None if they are the base's own. A revision that was submitted or approved is in editing again.

    Raises Forbidden, NotFound, Rejection(revision_closed, too_large, too_many), NotSaved(stale_save, held)."""
    revision = for_editing(session, revision_id, actor=actor)
    _require_small(session, revision, name, content)
    standing = _standing(session, revision, name)
    if _digest(session, revision, name, standing) == digest_of(content):
        return standing
    _require_turn(session, revision, name, standing, content, seq, actor, now)
    return keep(session, revision, name, content, actor=actor, now=now, note=note)


def create_file(session: Session, revision_id: int, name: str, content: bytes, *, actor: Actor, now: datetime,
                note: str | None = None) -> RevisionFile:
    """A file that was not there (or was deleted). Raises as save_file, and Rejection(name_taken, bad_file_name)."""
    revision = for_editing(session, revision_id, actor=actor)
    _require_small(session, revision, name, content)
    standing = _standing(session, revision, name)
    if _digest(session, revision, name, standing) is not None:
        raise Rejection(f"已经有文件 {name}，请换一个名字，或者打开它修改。", code="name_taken")
    return keep(session, revision, name, content, actor=actor, now=now, note=note)


def delete_file(session: Session, revision_id: int, name: str, *, seq: int, actor: Actor, now: datetime, note: str | None = None) -> RevisionFile:
    """Take a file out; its versions stay. Raises as save_file."""
    revision = for_editing(session, revision_id, actor=actor)
    standing = _standing(session, revision, name)
    if _digest(session, revision, name, standing) is None:
        raise NotFound(f"修订里没有文件 {name[:90]}。", code="no_such_file")
    _require_turn(session, revision, name, standing, None, seq, actor, now)
    return keep(session, revision, name, None, actor=actor, now=now, note=note)


def rename_file(session: Session, revision_id: int, name: str, new_name: str, *, seq: int, actor: Actor, now: datetime,
                content: bytes | None = None) -> RevisionFile:
    """The same under another name of the same kind; the versions of either name stay. `content`: where the file tells its own name, as it
    reads then. What other files call it is left to whoever renames: the checks say where. Raises as save_file, and
    Rejection(name_taken, bad_file_name)."""
    revision = for_editing(session, revision_id, actor=actor)
    standing = _standing(session, revision, name)
    digest = _digest(session, revision, name, standing)
    if digest is None:
        raise NotFound(f"修订里没有文件 {name[:90]}。", code="no_such_file")
    if split_name(new_name)[1] != split_name(name)[1]:
        raise Rejection("改名不能改变文件的种类。", code="bad_file_name", status=422)
    _require_turn(session, revision, name, standing, None, seq, actor, now)
    made = create_file(session, revision_id, new_name, queries.content(session, digest) if content is None else content, actor=actor, now=now,
                       note=f"由 {name} 改名")
    keep(session, revision, name, None, actor=actor, now=now, note=f"改名为 {new_name}")
    return made


def _standing(session: Session, revision: Revision, name: str) -> RevisionFile | None:
    return session.scalar(select(RevisionFile).where(RevisionFile.revision_id == revision.id, RevisionFile.name == name))


def _digest(session: Session, revision: Revision, name: str, standing: RevisionFile | None) -> str | None:
    return standing.sha256 if standing else workshop.base_digests(session, revision.base_id).get(name)


def _is_as_opened(session: Session, revision: Revision, name: str, standing: RevisionFile | None, seq: int) -> bool:
    """Opened on another base, which has the same file, or none either."""
    try:
        return standing is None and seq <= 0 and workshop.saved_digest(session, revision, name, seq) == _digest(session, revision, name, None)
    except NotFound:
        return False


def _seq(session: Session, revision: Revision, standing: RevisionFile | None) -> int:
    return standing.seq if standing else workshop.untouched(session, revision)


def _require_small(session: Session, revision: Revision, name: str, content: bytes) -> None:
    _, kind = split_name(name)
    if len(content) > LARGEST[kind]:
        raise Rejection(f"{name} 有 {len(content)} 字节，超过上限 {LARGEST[kind]} 字节，没有保存。", code="too_large", status=422)
    others = workshop.digests_of(session, revision).keys() - {name}
    if len(others) >= MOST_FILES:
        raise Rejection(f"一个规则包最多 {MOST_FILES} 个文件，{name} 没有保存。", code="too_many", status=422)


def _require_turn(session: Session, revision: Revision, name: str, standing: RevisionFile | None, content: bytes | None, seq: int,
                  actor: Actor, now: datetime) -> None:
    """Nobody else has it open, and nobody saved it since it was opened."""
    holder = workshop.holders(session, revision.id, now=now).get(name)
    if holder and holder.person_id != actor.person_id:
        sentence = f"{holder.name}正在编辑 {name}，您的改动没有保存，仍在页面上。请先接手编辑，或者等对方改完。"
        raise _not_saved(session, revision, name, standing, content, seq, sentence, "held", holder.name, holder.since)
    if seq != _seq(session, revision, standing) and not _is_as_opened(session, revision, name, standing, seq):
        last = workshop.save(session, revision.id, name, standing.seq) if standing else None
        who = _name(session, last.person_id) if last else None
        since = f"{who or '别人'}在您打开 {name} 之后保存过新的版本" if standing else f"您打开 {name} 之后，这个修订改以新的规则包为底，那里的内容不同"
        sentence = f"{since}，您的改动没有保存，仍在页面上。请合并两边的改动，再保存。"
        raise _not_saved(session, revision, name, standing, content, seq, sentence, "stale_save", who, last.at if last else None)


def _not_saved(session, revision, name, standing, content, seq, sentence, code, by, at) -> NotSaved:
    digest = _digest(session, revision, name, standing)
    theirs = queries.content(session, digest) if digest else None
    merged = merging.merge(split_name(name)[1], _opened(session, revision, name, seq), content, theirs)
    return NotSaved(sentence, code=code, by=by, at=at, seq=_seq(session, revision, standing), theirs=text_of(theirs) if theirs is not None else None,
                    merged=text_of(merged.content) if merged.content is not None else None, conflicts=[c.told() for c in merged.conflicts])


def _opened(session: Session, revision: Revision, name: str, seq: int) -> bytes | None:
    try:
        return workshop.saved_content(session, revision, name, seq)
    except NotFound:            # a number that no save had: then nothing is known of where the change began
        return None


def keep(session: Session, revision: Revision, name: str, content: bytes | None, *, actor: Actor, now: datetime,
         note: str | None) -> RevisionFile:
    """The next version of a file of a locked revision, whatever stands there. None: deleted."""
    back_to_editing(session, revision, "changed", actor=actor, now=now)
    key, _ = split_name(name)
    digest = None if content is None else digest_of(content)
    if content is not None:
        store_content(session, digest, content)
    standing = _standing(session, revision, name)
    if standing is None:
        standing = RevisionFile(revision_id=revision.id, name=name, title=key, seq=0)
        session.add(standing)
    _next_version(session, standing, digest, content, by=actor.person_id, now=now, note=note)
    revision.changed_at = now
    session.flush()
    return standing


def _next_version(session: Session, standing: RevisionFile, digest: str | None, content: bytes | None, *, by: int | None, now: datetime,
                  note: str | None) -> None:
    key, kind = split_name(standing.name)
    standing.seq, standing.sha256 = standing.seq + 1, digest
    if content is not None:
        standing.title = title_of(kind, key, content)
    session.add(Save(revision_id=standing.revision_id, name=standing.name, seq=standing.seq, sha256=digest, at=now, person_id=by, note=_short(note)))


def follow(session: Session, revision: Revision, before: Mapping[str, str], after: Mapping[str, str], *, now: datetime, note: str) -> None:
    """Files that were changed and put back to what the base had (`before`) are nobody's change; they go along to the other base (`after`),
    else what others published in them would be undone, unseen by whoever approves. Nobody wrote these versions: they have no person."""
    for name, standing in workshop.own_files(session, revision.id).items():
        digest = after.get(name)
        if standing.sha256 == before.get(name) != digest:
            _next_version(session, standing, digest, queries.content(session, digest) if digest else None, by=None, now=now, note=note)
    session.flush()


def back_to_editing(session: Session, revision: Revision, kind: str, *, actor: Actor, now: datetime, text: str | None = None) -> None:
    """What was submitted or approved is not what stands there any more."""
    if revision.status != Status.EDITING:
        revision.status, revision.approved = Status.EDITING, None
        happenings.note(session, revision, kind, actor=actor, now=now, text=text)


def name_save(session: Session, revision_id: int, name: str, seq: int, note: str, *, actor: Actor) -> Save:
    """Give a version a name, by which people find it again. Raises Forbidden, NotFound."""
    require(actor, EDIT, EDITING)
    found = workshop.save(session, revision_id, name, seq)
    found.note = _short(note)
    session.flush()
    return found


def _short(note: str | None) -> str | None:
    return " ".join(note.split())[:200] or None if note else None


# ---- who has a file open ------------------------------------------------------------------------------------------------
def hold(session: Session, revision_id: int, name: str, *, actor: Actor, now: datetime, take_over: bool = False) -> Hold:
    """Have a file open for editing, or go on having it (a beat at least every HOLD). If somebody else has it, theirs is given back and
    nothing changes, unless it is taken over; that leaves an event. Raises as save_file."""
    revision = for_editing(session, revision_id, actor=actor)
    standing = session.scalar(select(Hold).where(Hold.revision_id == revision.id, Hold.name == name))
    if standing is None:
        workshop.file_line(session, revision, name, now=now)
        standing = Hold(revision_id=revision.id, name=name, person_id=actor.person_id, since=now)
        session.add(standing)
    elif standing.person_id != actor.person_id or standing.beat_at <= now - workshop.HOLD:
        if not _falls_to(session, revision, standing, actor, now, take_over):
            return standing
        standing.person_id, standing.since = actor.person_id, now
    standing.beat_at = now
    session.flush()
    return standing


def _falls_to(session: Session, revision: Revision, standing: Hold, actor: Actor, now: datetime, take_over: bool) -> bool:
    """Whether the actor may have what stands there: it has lapsed, or is taken over."""
    if standing.beat_at <= now - workshop.HOLD:
        return True
    if take_over:
        was = _name(session, standing.person_id)
        happenings.note(session, revision, "taken_over", actor=actor, now=now, file=standing.name, **{"from": was})
    return take_over


def release(session: Session, revision_id: int, name: str, *, actor: Actor) -> None:
    """Have it open no longer. Somebody else's hold stays."""
    session.execute(delete(Hold).where(Hold.revision_id == revision_id, Hold.name == name, Hold.person_id == actor.person_id))


def _name(session: Session, person_id: int | None) -> str | None:
    found = accounts.people(session, [person_id]) if person_id else {}
    return found[person_id].name if found else None
