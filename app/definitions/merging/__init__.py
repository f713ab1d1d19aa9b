"""Two people changed one file: put both changes together where they go together, and say where they do not.

A file is taken apart into units (units.py): elements by id, cells by row and column, fields by id, scenarios by name. A unit that only
one side changed comes from that side; one that both changed differently, or that one took away and the other goes on using, is a conflict.
What comes out passes what each side passed, or it is a conflict of the whole file.
"""
from collections.abc import Mapping

from app.definitions.merging import diagrams, records, tables
from app.definitions.merging.result import FILE, LAYOUT, Conflict, Merged, Unmergeable, of_file
from app.definitions.merging.verified import new_fault

__all__ = ["FILE", "LAYOUT", "Conflict", "Merged", "merge", "resolve"]


def merge(kind: str, base: bytes | None, mine: bytes | None, theirs: bytes | None) -> Merged:
    """`kind`: bpmn dmn form test. None: the file is not there."""
    return resolve(kind, base, mine, theirs, {})


def resolve(kind: str, base: bytes | None, mine: bytes | None, theirs: bytes | None, choices: Mapping[str, str]) -> Merged:
    """The same, where a person has said of conflicts whose stays: {unit: "mine" | "theirs"}. Those that nobody chose of remain."""
    if choices.get(FILE) in ("mine", "theirs"):
        return Merged(mine if choices[FILE] == "mine" else theirs, ())
    for one, other in ((mine, theirs), (theirs, mine)):
        if one in (base, other):
            return Merged(other, ())
    if base is None or mine is None or theirs is None:
        return Merged(None, (of_file(base, mine, theirs),))
    try:
        content, conflicts = _together(kind, base, mine, theirs, choices)
    except Unmergeable as unmergeable:
        return Merged(None, (of_file(base, mine, theirs, f"整个文件（{unmergeable.why}）"),))
    if conflicts:
        return Merged(None, tuple(conflicts))
    if fault := new_fault(kind, content, mine, theirs):
        return Merged(None, (of_file(base, mine, theirs, f"整个文件（合在一起不能用：{fault}）"),))
    return Merged(content, ())


def _together(kind: str, *given) -> tuple[bytes, list[Conflict]]:
    if kind in records.GRAMMAR:
        return records.together(kind, *given)
    return {"bpmn": diagrams, "dmn": tables}[kind].together(*given)
