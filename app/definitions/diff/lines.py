"""Two texts line by line, and two values word by word: for what cannot be compared by meaning, and for showing where in a value the change is."""
import re
from dataclasses import dataclass
from difflib import SequenceMatcher

AROUND = 3          # unchanged lines shown around a change
MOST_LINES, MOST_WORDS = 4_000, 400
SHORT = 24          # a value so short is read at once, and easier whole
WORD = re.compile(r"\w+|\s+|.", re.ASCII)


@dataclass(frozen=True)
class Line:
    """`kind`: same, added, removed, or gap (unchanged lines left out; `text` then says how many)."""

    kind: str
    text: str
    old: int | None = None
    new: int | None = None


def lines(old: bytes, new: bytes) -> list[Line] | None:
    """The differing lines with some around them; None when there are too many to compare."""
    before, after = (content.decode("utf-8", "replace").splitlines() for content in (old, new))
    if max(len(before), len(after)) > MOST_LINES:
        return None
    found: list[Line] = []
    matcher = SequenceMatcher(None, before, after, autojunk=True)
    last = 0
    for group in matcher.get_grouped_opcodes(AROUND):
        if group[0][1] > last:
            found.append(Line("gap", f"略去 {group[0][1] - last} 行"))
        for op, a, b, c, d in group:
            found += _lines(op, before, after, a, b, c, d)
        last = group[-1][2]
    return found


def _lines(op, before, after, a, b, c, d) -> list[Line]:
    if op == "equal":
        return [Line("same", before[i], i + 1, c + i - a + 1) for i in range(a, b)]
    return [Line("removed", before[i], i + 1) for i in range(a, b)] + [Line("added", after[i], None, i + 1) for i in range(c, d)]


def apart(old: str, new: str) -> list[tuple[str, str]]:
    """Two values one after the other, as `words` gives those that it does not compare."""
    return [(kind, text) for kind, text in (("removed", old), ("added", new)) if text]


def words(old: str, new: str) -> list[tuple[str, str]]:
    """[(same | removed | added, text)]: a value with its change in it. Short, very long or wholly different values are given one after the
    other."""
    before, after = WORD.findall(old), WORD.findall(new)
    whole = apart(old, new)
    if max(len(old), len(new)) <= SHORT or max(len(before), len(after)) > MOST_WORDS:
        return whole
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    if matcher.ratio() < 0.4:
        return whole
    found: list[tuple[str, str]] = []
    for op, a, b, c, d in matcher.get_opcodes():
        if op == "equal":
            found.append(("same", "".join(before[a:b])))
            continue
        found += [(kind, text) for kind, text in (("removed", "".join(before[a:b])), ("added", "".join(after[c:d]))) if text]
    return found
