"""What merging gives."""
from dataclasses import asdict, dataclass
from typing import Any

from app.definitions import texts

FILE = "file"       # the unit of a conflict about the file as a whole


@dataclass(frozen=True)
class Conflict:
    """A unit (element, cell, field, scenario …) that both changed, each differently. `name`: as people call it; `base`, `mine`, `theirs`:
    its text on the three sides, None where it is not there."""

    unit: str
    name: str
    base: str | None
    mine: str | None
    theirs: str | None

    def told(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def of_file(cls, base: bytes | None, mine: bytes | None, theirs: bytes | None) -> "Conflict":
        return cls(FILE, "整个文件", *(None if side is None else texts.text_of(side) for side in (base, mine, theirs)))


@dataclass(frozen=True)
class Merged:
    """`content`: both changes together; None while there are conflicts, or if both say that the file is to go."""

    content: bytes | None
    conflicts: tuple[Conflict, ...]
