"""What is compared with what: a side is a bundle (`b3`), a revision as it stands (`r5`), or one save of a file in it (`r5s7`; `r5s0` its base)."""
import re
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.accounts import queries as accounts
from app.definitions import queries, workshop
from app.definitions.model import Revision
from app.kernel.errors import NotFound
from app.web import filters

SIDE = re.compile(r"b(?P<bundle>\d{1,18})|r(?P<revision>\d{1,18})(?:s(?P<seq>\d{1,9}))?")


@dataclass(frozen=True)
class Side:
    """`code`: as in the address; `words`: 规则包 2026.11-1, 修订“加消防” 现在的样子, … 第 3 次保存."""

    code: str
    words: str
    note: str
    bundle_id: int | None = None
    revision: Revision | None = None
    seq: int | None = None

    def content(self, session: Session, name: str) -> bytes | None:
        """The file on this side; None if it is not there. Raises NotFound for a save that never was."""
        if self.seq is not None:
            return workshop.saved_content(session, self.revision, name, self.seq)
        digest = self.digests(session).get(name)
        return queries.content(session, digest) if digest else None

    def digests(self, session: Session) -> dict[str, str]:
        """{file name: sha256} of the whole side."""
        if self.revision is not None:
            return workshop.digests_of(session, self.revision)
        return workshop.base_digests(session, self.bundle_id)


def of_code(session: Session, code: str) -> Side:
    """Raises NotFound."""
    found = SIDE.fullmatch(code)
    if found is None:
        raise NotFound("要比较的版本写得不对。请从版本列表里选择。", code="no_such_version")
    if found["bundle"]:
        return of_bundle(session, int(found["bundle"]))
    return of_revision(session, workshop.find(session, int(found["revision"])), None if found["seq"] is None else int(found["seq"]))


def of_bundle(session: Session, bundle_id: int) -> Side:
    bundle = next((b for b in queries.bundles(session) if b.id == bundle_id), None)
    if bundle is None:
        raise NotFound("没有这个规则包。", code="no_such_bundle")
    return Side(f"b{bundle.id}", f"规则包 {bundle.label}", f"{filters.day(bundle.effective_from)} 起施行", bundle_id=bundle.id)


def of_revision(session: Session, revision: Revision, seq: int | None = None, name: str | None = None) -> Side:
    """The revision as it stands, or (with `seq`) a file of it as it was saved; `name`: to say when and by whom."""
    if seq is None:
        return Side(f"r{revision.id}", f"修订“{revision.title}”", "现在的样子", revision=revision)
    if seq == 0:
        return Side(f"r{revision.id}s0", "修订开始时", f"底稿：{_base(session, revision)}", revision=revision, seq=0)
    return Side(f"r{revision.id}s{seq}", f"第 {seq} 次保存", _saved(session, revision, name, seq), revision=revision, seq=seq)


def _base(session: Session, revision: Revision) -> str:
    label = workshop.base_label(session, revision)
    return f"规则包 {label}" if label else "空白"


def _saved(session: Session, revision: Revision, name: str | None, seq: int) -> str:
    if name is None:
        return ""
    save = workshop.save(session, revision.id, name, seq)
    who = accounts.people(session, [save.person_id]) if save.person_id else {}
    by = who[save.person_id].name if save.person_id in who else "系统"
    return f"{by} {filters.brief(save.at)}" + (f"：{save.note}" if save.note else "")


def base_of(session: Session, revision: Revision) -> Side:
    """What the revision started from."""
    if revision.base_id is None:
        return Side(f"r{revision.id}s0", "空白", "还没有发布过规则包", revision=revision, seq=0)
    return of_bundle(session, revision.base_id)
