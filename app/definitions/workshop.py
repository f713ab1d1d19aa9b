"""Reads of revisions: what they consist of, who has what open, which versions were saved, what happened."""
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts import queries as accounts
from app.definitions import queries
from app.definitions.files import split_name
from app.definitions.model import UNDER_WAY, Bundle, Comment, FileContent, Hold, Revision, RevisionEvent, RevisionFile, Save
from app.kernel.errors import NotFound

HOLD = timedelta(seconds=60)        # a hold lapses when no beat has come for so long


@dataclass(frozen=True)
class Holder:
    person_id: int
    name: str
    since: datetime


@dataclass(frozen=True)
class FileLine:
    """A file of a revision. `seq`: 0 until it is saved in the revision; `sha256` None if it was deleted."""

    name: str
    kind: str
    key: str
    title: str
    seq: int
    sha256: str | None
    changed: bool
    added: bool
    deleted: bool
    holder: Holder | None


def find(session: Session, revision_id: int) -> Revision:
    found = session.get(Revision, revision_id)
    if found is None:
        raise NotFound("没有这个修订。", code="no_such_revision")
    return found


def revisions(session: Session, *, under_way: bool | None = None, limit: int = 50, before: int | None = None) -> list[Revision]:
    """Newest first. `under_way`: only those that are (True) or are not (False); `before`: an id, for the next page."""
    wanted = select(Revision).order_by(Revision.id.desc()).limit(limit)
    if under_way is not None:
        among = Revision.status.in_(UNDER_WAY)
        wanted = wanted.where(among if under_way else ~among)
    return list(session.scalars(wanted if before is None else wanted.where(Revision.id < before)))


def newest(session: Session) -> Bundle | None:
    """The bundle that will be in force last of all that are published; read past what is kept in memory."""
    return session.scalar(select(Bundle).order_by(Bundle.effective_from.desc(), Bundle.id.desc()).limit(1))


def base_label(session: Session, revision: Revision) -> str | None:
    return session.get_one(Bundle, revision.base_id).label if revision.base_id else None


# ---- files --------------------------------------------------------------------------------------------------------------
def base_digests(session: Session, bundle_id: int | None) -> dict[str, str]:
    """{name: sha256} of a bundle's files; of no bundle, none."""
    return {f"{f.key}.{f.kind}": f.sha256 for f in queries.files(session, bundle_id)} if bundle_id else {}


def own_files(session: Session, revision_id: int) -> dict[str, RevisionFile]:
    rows = session.scalars(select(RevisionFile).where(RevisionFile.revision_id == revision_id).order_by(RevisionFile.name))
    return {row.name: row for row in rows}


def changes(session: Session, revision: Revision) -> dict[str, str | None]:
    """{name: sha256, None if it goes} of the files that differ from the base."""
    base = base_digests(session, revision.base_id)
    return {name: f.sha256 for name, f in own_files(session, revision.id).items() if f.sha256 != base.get(name)}


def digests_of(session: Session, revision: Revision) -> dict[str, str]:
    """{name: sha256} of the revision as a whole."""
    laid_over = base_digests(session, revision.base_id) | changes(session, revision)
    return {name: digest for name, digest in sorted(laid_over.items()) if digest is not None}


def files_of(session: Session, revision: Revision) -> dict[str, bytes]:
    """The revision as a whole: its base with its own files laid over it, without those that were deleted."""
    return contents_of(session, digests_of(session, revision))


def contents_of(session: Session, digests: Mapping[str, str]) -> dict[str, bytes]:
    wanted = sorted(set(digests.values()))
    known: dict[str, bytes] = {}
    for start in range(0, len(wanted), 500):        # SQLite takes no more than so many parameters at once
        known.update(session.execute(select(FileContent.sha256, FileContent.content)
                                     .where(FileContent.sha256.in_(wanted[start:start + 500]))).all())
    return {name: known[digest] for name, digest in digests.items()}


def file_lines(session: Session, revision: Revision, *, now: datetime) -> list[FileLine]:
    """Every file, those of the base too, by kind and name; those deleted in it as well."""
    base = {f"{f.key}.{f.kind}": f for f in queries.files(session, revision.base_id)} if revision.base_id else {}
    own, held, first = own_files(session, revision.id), holders(session, revision.id, now=now), untouched(session, revision)
    lines = [_line(name, base.get(name), own.get(name), held.get(name), first) for name in base.keys() | own.keys()]
    return sorted((line for line in lines if line.sha256 or line.deleted), key=lambda f: (("bpmn", "dmn", "form", "test").index(f.kind), f.key))


def _line(name, base, own, holder, first) -> FileLine:
    key, kind = split_name(name)
    digest = own.sha256 if own else base.sha256
    changed = own is not None and digest != (base.sha256 if base else None)
    return FileLine(name, kind, key, own.title if own else base.name, own.seq if own else first, digest, changed,
                    added=base is None and digest is not None, deleted=base is not None and digest is None, holder=holder)


def file_line(session: Session, revision: Revision, name: str, *, now: datetime) -> FileLine:
    """One file that is there; raises NotFound."""
    found = next((line for line in file_lines(session, revision, now=now) if line.name == name and line.sha256), None)
    if found is None:
        raise NotFound(f"修订里没有文件 {name[:90]}。", code="no_such_file")
    return found


def holders(session: Session, revision_id: int, *, now: datetime) -> dict[str, Holder]:
    """{file name: who has it open now}"""
    rows = list(session.scalars(select(Hold).where(Hold.revision_id == revision_id, Hold.beat_at > now - HOLD)))
    people = accounts.people(session, {row.person_id for row in rows})
    return {row.name: Holder(row.person_id, people[row.person_id].name, row.since) for row in rows if row.person_id in people}


# ---- versions, remarks, events ------------------------------------------------------------------------------------------
def saves(session: Session, revision_id: int, name: str, *, limit: int = 200, before: int | None = None) -> list[Save]:
    """Versions of a file, newest first; `before`: a seq, for the next page."""
    wanted = select(Save).where(Save.revision_id == revision_id, Save.name == name).order_by(Save.seq.desc()).limit(limit)
    return list(session.scalars(wanted if before is None or before > MOST_SAVES else wanted.where(Save.seq < max(before, 0))))


MOST_SAVES = 2**31 - 1      # what the column holds; a larger number in an address is of no save


def save(session: Session, revision_id: int, name: str, seq: int) -> Save:
    found = None if abs(seq) > MOST_SAVES else session.scalar(select(Save).where(Save.revision_id == revision_id, Save.name == name, Save.seq == seq))
    if found is None:
        raise NotFound(f"{name[:90]} 没有第 {seq} 次保存的版本。", code="no_such_save")
    return found


def saved_content(session: Session, revision: Revision, name: str, seq: int) -> bytes | None:
    """The file as of its save `seq`; 0 or less: as a base has it, see `untouched`. None if it was not there then; raises NotFound for a seq
    that never was."""
    digest = saved_digest(session, revision, name, seq)
    return queries.content(session, digest) if digest else None


def saved_digest(session: Session, revision: Revision, name: str, seq: int) -> str | None:
    return save(session, revision.id, name, seq).sha256 if seq > 0 else base_digests(session, _base_of(session, revision, -seq)).get(name)


def untouched(session: Session, revision: Revision) -> int:
    """The `seq` of a file that nobody saved in the revision: 0, and one less with every other base, so that whoever opened the file as the
    former base had it does not save over what the new one has."""
    return -len(_left(session, revision))


def _left(session: Session, revision: Revision) -> list[int | None]:
    """The bases on which it stood before, oldest first."""
    events = session.scalars(select(RevisionEvent).where(RevisionEvent.revision_id == revision.id, RevisionEvent.kind == "rebased").order_by(RevisionEvent.id))
    return [event.detail.get("left") for event in events]


def _base_of(session: Session, revision: Revision, number: int) -> int | None:
    bases = [*_left(session, revision), revision.base_id]
    if number >= len(bases):
        raise NotFound("没有这一版。", code="no_such_save")
    return bases[number]


def savers(session: Session, revision_id: int) -> set[int]:
    """Everybody who saved a version in this revision."""
    return set(session.scalars(select(Save.person_id).where(Save.revision_id == revision_id, Save.person_id.is_not(None)).distinct()))


def comments(session: Session, revision_id: int) -> list[Comment]:
    return list(session.scalars(select(Comment).where(Comment.revision_id == revision_id).order_by(Comment.id)))


def events(session: Session, revision_id: int) -> list[RevisionEvent]:
    return list(session.scalars(select(RevisionEvent).where(RevisionEvent.revision_id == revision_id).order_by(RevisionEvent.id)))
