"""What the checks say of a revision as a whole, kept by its content: the same files need not be looked at twice."""
from collections import Counter, OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from threading import Lock

from sqlalchemy.orm import Session

from app.cases.known import known
from app.definitions import workshop
from app.definitions.checks import Finding
from app.definitions.model import Revision
from app.definitions.scenarios.findings import inspect
from app.web import store

_KEPT = 16
_known: OrderedDict[tuple[str, int], tuple[object, tuple[Finding, ...]]] = OrderedDict()
_lock = Lock()


@dataclass(frozen=True)
class Checked:
    findings: tuple[Finding, ...]

    @property
    def counts(self) -> Counter:
        return Counter(f.level for f in self.findings)

    def of(self, names: set[str]) -> "Checked":
        """Those of these files, and all errors: an unchanged file may be wrong because of a changed one."""
        return Checked(tuple(f for f in self.findings if f.file in names or f.level == "error"))


def of_revision(session: Session, revision: Revision) -> Checked:
    """Of the files that differ from its base, and every error."""
    digests, own = workshop.digests_of(session, revision), set(workshop.changes(session, revision))
    return Checked(_findings(session, digests)).of(own)


def _findings(session: Session, digests: Mapping[str, str]) -> tuple[Finding, ...]:
    whole = sha256("".join(f"{name}\0{digest}\n" for name, digest in digests.items()).encode()).hexdigest()
    knows = known(session, store.now())
    with _lock:
        kept = _known.get((whole, id(knows)))
        if kept is not None and kept[0] is knows:
            _known.move_to_end((whole, id(knows)))
            return kept[1]
    findings = tuple(inspect(workshop.contents_of(session, digests), knows))
    with _lock:
        _known[whole, id(knows)] = knows, findings
        while len(_known) > _KEPT:
            _known.popitem(last=False)
    return findings
