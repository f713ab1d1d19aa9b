"""What merging gives."""
from dataclasses import asdict, dataclass
from typing import Any

from app.definitions.texts import text_of

FILE, LAYOUT, ORDER = "file", "layout", "order"     # units of conflicts that are about no single element: see Conflict


@dataclass(frozen=True)
class Conflict:
    """A unit that both changed, each differently; or that one took away and the other changed or goes on using. `unit`: its id, by which a
    choice names it, or FILE (the file as a whole), LAYOUT (where things are drawn), ORDER + table (in which order rows stand). `name`: as
    people call it; `base`, `mine`, `theirs`: what it says on the three sides, None where it is not there."""

    unit: str
    name: str
    base: str | None
    mine: str | None
    theirs: str | None

    def told(self) -> dict[str, Any]:
        return asdict(self)


def of_file(base: bytes | None, mine: bytes | None, theirs: bytes | None, name: str = "整个文件") -> Conflict:
    return Conflict(FILE, name, *(None if side is None else text_of(side) for side in (base, mine, theirs)))


@dataclass(frozen=True)
class Merged:
    """`content`: both changes together; None while there are conflicts, or if the file is to go."""

    content: bytes | None
    conflicts: tuple[Conflict, ...]


class Unmergeable(Exception):
    """One of the sides cannot be taken apart; `why` is a sentence for people."""

    def __init__(self, why: str):
        super().__init__(why)
        self.why = why
