"""From an approved revision to a bundle in force; and what to do when another bundle was published meanwhile."""
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.model import Actor
from app.audit.model import HOUSE
from app.audit.operations import Fact, record
from app.audit.tags import Tag
from app.definitions import checks, happenings, merging, operations, queries, revisions, workshop
from app.definitions.approval import digest_of_changes
from app.definitions.errors import require
from app.definitions.files import split_name
from app.definitions.known import Known
from app.definitions.model import STATUS_NAMES, Bundle, Revision, Status
from app.definitions.scenarios.findings import Judge, inspect
from app.engine.contract import BundleRefused
from app.kernel.clock import local
from app.kernel.errors import FieldErrors, Rejection

PUBLISH = "definitions.publish"
LATEST = timedelta(days=400)        # what takes effect later holds up every other change until then, and is most likely a slip
Choices = Mapping[str, Mapping[str, str]]       # {file: {unit of a conflict: mine | theirs}}


@dataclass(frozen=True)
class Clash:
    """A file that the revision and a bundle published since its base both changed, each differently. `result`: both changes together, or
    why they do not go together."""

    name: str
    result: merging.Merged


def publish(session: Session, revision_id: int, *, effective_from: date, known: Known, actor: Actor, now: datetime,
            label: str | None = None, judge: Judge = inspect) -> Bundle:
    """Put what was approved in force from this day on; running cases keep their bundle. Bundles published since the base are taken along as
    long as they changed other files. `judge` as for `approval.submit`.

    Raises Forbidden, FieldErrors, BundleRefused, Rejection(bad_state, changed_since, rebase_needed)."""
    require(actor, PUBLISH, "发布修订")
    revision = revisions.locked(session, revision_id)
    if revision.status != Status.APPROVED:
        raise Rejection(f"这个修订{STATUS_NAMES[revision.status]}。经另一位同事批准之后才能发布。", code="bad_state", state=revision.status)
    if digest_of_changes(session, revision) != revision.approved:
        raise Rejection("这个修订在批准之后变过，不能发布。请重新提交审批。", code="changed_since")
    _onto_newest(session, revision, actor, now)
    if not workshop.changes(session, revision):
        raise Rejection("别人已经发布了同样的改动，没有可以发布的了。这个修订可以撤销。", code="no_changes")
    _require_day(session, revision, effective_from, now)
    files = workshop.files_of(session, revision)
    if errors := checks.errors(judge(files, known)):
        raise BundleRefused(errors)
    bundle = operations.publish(session, files, effective_from=effective_from, now=now, label=label, actor=actor,
                                known_acts=known.acts, known_roles=known.roles, again=True)
    revision.status, revision.bundle_id, revision.effective_from = Status.PUBLISHED, bundle.id, effective_from
    told = {"label": bundle.label, "effective_from": effective_from.isoformat()}
    happenings.note(session, revision, "published", actor=actor, now=now, bundle=bundle.id, **told)
    record(session, HOUSE, [Fact(Tag.DEFINITION_PUBLISHED, told | {"revision": revision.id})], actor=actor, now=now)
    return bundle


def _onto_newest(session: Session, revision: Revision, actor: Actor, now: datetime) -> None:
    """What others published since, in other files, comes along; in the same ones somebody has to look."""
    newest = _newest(session)
    if newest is None or newest.id == revision.base_id:
        return
    clashes = clashes_with(session, revision, newest)
    if clashes:
        names = "、".join(clash.name for clash in clashes)
        raise Rejection(f"这个修订开始之后又发布了规则包 {newest.label}，两边都改了 {names}。请先改以新规则包为底，合并之后重新提交审批。",
                        code="rebase_needed", files=[clash.name for clash in clashes], base=newest.label)
    _set_base(session, revision, newest, actor, now)


def _newest(session: Session) -> Bundle | None:
    """Under its lock: who publishes at the same time waits here, and then sees what was published. That has a lock of its own: of two who
    waited for the one before, both would go on."""
    known, newest = None, workshop.newest(session)
    while newest is not None and newest.id != known:
        known = newest.id
        session.execute(select(Bundle.id).where(Bundle.id == known).with_for_update())
        newest = workshop.newest(session)
    return newest


def _require_day(session: Session, revision: Revision, day: date, now: datetime) -> None:
    if day < local(now).date():
        raise FieldErrors({"effective_from": "施行日期不能早于今天。"})
    if day > local(now).date() + LATEST:
        raise FieldErrors({"effective_from": f"施行日期最晚定在 {LATEST.days} 天以内，请看年份有没有写错；在它以前，别的修订都不能先施行。"})
    base = session.get(Bundle, revision.base_id) if revision.base_id else None
    if base and day < base.effective_from:
        raise FieldErrors({"effective_from": f"规则包 {base.label} 自 {base.effective_from} 起施行，这个修订以它为底，不能比它早施行。请选 {base.effective_from} 或者以后的日期。"})


# ---- another base -------------------------------------------------------------------------------------------------------
def clashes_with(session: Session, revision: Revision, bundle: Bundle, choices: Choices = {}) -> list[Clash]:
    before, after = _digests(session, revision, bundle)
    return [Clash(name, _merged(session, name, (before.get(name), mine, after.get(name)), choices.get(name, {})))
            for name, mine in workshop.changes(session, revision).items()
            if before.get(name) != after.get(name) and mine != after.get(name)]


def _digests(session: Session, revision: Revision, bundle: Bundle) -> tuple[dict[str, str], dict[str, str]]:
    """{name: sha256} of the base and of the bundle that is to be the base."""
    return workshop.base_digests(session, revision.base_id), workshop.base_digests(session, bundle.id)


def _merged(session: Session, name: str, digests: Iterable[str | None], choices: Mapping[str, str]) -> merging.Merged:
    base, mine, theirs = (queries.content(session, digest) if digest else None for digest in digests)
    return merging.resolve(split_name(name)[1], base, mine, theirs, choices)


def rebase(session: Session, revision_id: int, *, choices: Choices = {}, actor: Actor, now: datetime) -> Revision:
    """Have it stand on the newest bundle. Files that both changed are merged, which takes the revision back to editing; where both changed
    the same unit, `choices` say whose stays. Raises Forbidden, Rejection(revision_closed, rebase_conflicts: `conflicts` {file: […]})."""
    revision = revisions.for_editing(session, revision_id, actor=actor)
    newest = _newest(session)
    if newest is None or newest.id == revision.base_id:
        return revision
    clashes = clashes_with(session, revision, newest, choices)
    open_ = {clash.name: [c.told() for c in clash.result.conflicts] for clash in clashes if clash.result.conflicts}
    if open_:
        raise Rejection(f"{'、'.join(open_)} 里有两边都改的地方，请逐处选定以哪边为准。", code="rebase_conflicts", conflicts=open_)
    _set_base(session, revision, newest, actor, now)
    for clash in clashes:
        revisions.keep(session, revision, clash.name, clash.result.content, actor=actor, now=now, note=f"与规则包 {newest.label} 合并")
    return revision


def _set_base(session: Session, revision: Revision, bundle: Bundle, actor: Actor, now: datetime) -> None:
    revisions.follow(session, revision, *_digests(session, revision, bundle), now=now, note=f"随规则包 {bundle.label}")
    left, revision.base_id = revision.base_id, bundle.id
    happenings.note(session, revision, "rebased", actor=actor, now=now, base=bundle.label, bundle=bundle.id, left=left)
