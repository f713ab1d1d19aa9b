"""What the checks and the tests say of a revision as a whole, kept by its content: the same files need not be looked at twice."""
from collections import Counter, OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from threading import Lock

from sqlalchemy.orm import Session

from app.cases.known import known
from app.definitions import workshop
from app.definitions.checks import Finding
from app.definitions.files import digest_of
from app.definitions.known import Known
from app.definitions.model import Revision
from app.definitions.scenarios.findings import inspect
from app.definitions.scenarios.running import read_all
from app.web import store
from app.web.workshop import aside

_KEPT = 16
_known: OrderedDict[tuple[str, int], tuple[Known, "Checked"]] = OrderedDict()
_lock = Lock()


@dataclass(frozen=True)
class Checked:
    """`tests`: how many scenarios the revision has; they are played only where nothing else is wrong (`played`)."""

    findings: tuple[Finding, ...]
    tests: int
    played: bool

    @property
    def counts(self) -> Counter:
        return Counter(f.level for f in self.findings)

    @property
    def failed(self) -> int:
        """Tests that do not come out as expected, each once."""
        return len({f.sentence.partition("不符")[0] for f in self.findings if f.code == "test_failed"})


def of_revision(session: Session, revision: Revision) -> Checked:
    """Of the files that differ from its base, and every error: an unchanged file may be wrong because of a changed one."""
    own = set(workshop.changes(session, revision))
    whole = _whole(session, workshop.digests_of(session, revision))
    return replace(whole, findings=tuple(f for f in whole.findings if f.file in own or f.level == "error"))


def everything(session: Session, revision: Revision) -> tuple[Finding, ...]:
    """Of all files of the revision, those of its base too."""
    return _whole(session, workshop.digests_of(session, revision)).findings


def judge(files: Mapping[str, bytes], knows: Known) -> tuple[Finding, ...]:
    """The same of files at hand: within a transaction others may be waiting for, so it should have been asked before."""
    return _remembered({name: digest_of(content) for name, content in files.items()}, knows, lambda: files).findings


def _whole(session: Session, digests: Mapping[str, str]) -> Checked:
    return _remembered(digests, known(session, store.now()), lambda: workshop.contents_of(session, digests))


def _remembered(digests: Mapping[str, str], knows: Known, files: Callable[[], Mapping[str, bytes]]) -> Checked:
    key = sha256("".join(f"{name}\0{digest}\n" for name, digest in sorted(digests.items())).encode()).hexdigest(), id(knows)
    with _lock:
        if key in _known and _known[key][0] is knows:
            _known.move_to_end(key)
            return _known[key][1]
    found = _checked(files(), knows)
    with _lock:
        _known[key] = knows, found
        while len(_known) > _KEPT:
            _known.popitem(last=False)
    return found


def _checked(files: Mapping[str, bytes], knows: Known) -> Checked:
    findings = tuple(aside.ask(inspect, files, aside.once(knows)))
    suites, _ = read_all(files)
    played = not any(f.level == "error" and f.code != "test_failed" for f in findings)
    return Checked(findings, sum(len(suite.scenarios) for suite in suites), played)
