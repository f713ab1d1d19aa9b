"""Two people changed one file: put both changes together where they go together, and say where they do not."""
from collections.abc import Mapping

from app.definitions.merging.result import FILE, Conflict, Merged

__all__ = ["Conflict", "Merged", "merge", "resolve"]


def merge(kind: str, base: bytes | None, mine: bytes | None, theirs: bytes | None) -> Merged:
    """`kind`: bpmn dmn form test. None: the file is not there."""
    for one, other in ((mine, theirs), (theirs, mine)):
        if one in (base, other):
            return Merged(other, ())
    return Merged(None, (Conflict.of_file(base, mine, theirs),))


def resolve(kind: str, base: bytes | None, mine: bytes | None, theirs: bytes | None, choices: Mapping[str, str]) -> Merged:
    """The same, where a person has said of units whose stays: {unit: "mine" | "theirs"}. Conflicts that nobody chose of remain."""
    if choices.get(FILE):
        return Merged({"mine": mine, "theirs": theirs}[choices[FILE]], ())
    return merge(kind, base, mine, theirs)
