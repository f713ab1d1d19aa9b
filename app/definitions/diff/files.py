"""Any two versions of a file, of any kind, and two whole sets of files."""
from collections.abc import Mapping
from dataclasses import dataclass

from app.definitions.diff import labels
from app.definitions.diff.changes import ADDED, CHANGED, REMOVED, Diff
from app.definitions.diff.diagram import diagram
from app.definitions.diff.form import form
from app.definitions.diff.scenarios import scenarios
from app.definitions.diff.table import table
from app.definitions.diff.unreadable import Unreadable
from app.engine import markup

SAME = "same"


@dataclass(frozen=True)
class FileDiff:
    """One file of two sets that differ. `diff.state` says whether it is new, gone or changed."""

    name: str
    diff: Diff


def compare(name: str, old: bytes | None, new: bytes | None, words: labels.Words | None = None) -> Diff:
    """What differs between two contents of the file `name` (key.kind). None: it was not, or is no longer, there."""
    if old is None or new is None:
        return Diff(state=ADDED if old is None else REMOVED)
    if old == new:
        return Diff(state=SAME)
    kind = name.rpartition(".")[2]
    try:
        return {"bpmn": lambda: diagram(old, new, words), "dmn": lambda: table(old, new), "form": lambda: form(old, new),
                "test": lambda: scenarios(old, new)}[kind]()
    except markup.Unreadable as error:
        return Diff(unreadable=error.problem.sentence)
    except Unreadable as error:
        return Diff(unreadable=error.sentence)


def compare_all(old: Mapping[str, bytes], new: Mapping[str, bytes], words: labels.Words | None = None) -> list[FileDiff]:
    """Every file that differs, in order."""
    differing = [n for n in old.keys() | new.keys() if old.get(n) != new.get(n)]
    return [FileDiff(n, compare(n, old.get(n), new.get(n), words)) for n in sorted(differing, key=in_order)]


def in_order(name: str) -> tuple[int, str]:
    """To sort files by: diagrams before tables, forms and tests, each by name."""
    return {"bpmn": 0, "dmn": 1, "form": 2, "test": 3}[name.rpartition(".")[2]], name


__all__ = ["ADDED", "CHANGED", "FileDiff", "REMOVED", "SAME", "compare", "compare_all", "in_order"]
