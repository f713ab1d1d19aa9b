"""What is wrong with an expression, where, and what was probably meant."""
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches


@dataclass(frozen=True)
class Problem:
    """`level` error: it fails or can never be what is wanted; warning: it may fail, or says nothing; hint. `start`, `end`: characters of the
    source. `instead`: the text that would mend it at that place, or None."""

    level: str
    code: str
    start: int
    end: int
    sentence: str
    instead: str | None = None


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name that was probably meant: one letter wrong, other case, a part left out."""
    names = [one for one in known if isinstance(one, str)]
    folded = {one.casefold(): one for one in names}
    if name.casefold() in folded:
        return folded[name.casefold()]
    close = get_close_matches(name, names, n=1, cutoff=0.65)
    if close:
        return close[0]
    holding = [one for one in names if len(name) > 2 and (name in one or one in name) and len(one) > 2]
    return holding[0] if len(holding) == 1 else None
