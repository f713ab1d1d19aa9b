"""Text in SVG: SVG breaks no lines, so the server measures and breaks, by the habits of Chinese typesetting."""
import re
from unicodedata import east_asian_width

from app.web.diagram.reading import Box

NOT_FIRST = "、，。；：？！）》〉】〕」』”’…,.;:?!)]}%％"
NOT_LAST = "（《〈【〔「『“‘([{"
LEADING = 1.27
TOKENS = re.compile(r"[A-Za-z0-9_.\-]+|\s|.")


def width_of(text: str, size: float) -> float:
    """In units of the diagram. Wide characters are one em, capitals and digits a little over half of it."""
    return size * sum(1.0 if east_asian_width(c) in "WFA" else 0.66 if c.isupper() else 0.3 if c in " .,;:il|'" else 0.57 for c in text)


def wrap(text: str, width: float, size: float) -> list[str]:
    """Lines no wider than `width` where that can be, as few as possible and about equally long."""
    lines = _fill(text, width, size)
    if len(lines) < 2:
        return lines
    low, high = width / 2, width
    while high - low > size / 4:
        middle = (low + high) / 2
        low, high = (low, middle) if len(_fill(text, middle, size)) <= len(lines) else (middle, high)
    return _fill(text, high, size)


def fit(text: str, box: Box, sizes=(12, 11, 10)) -> tuple[list[str], float]:
    """Lines and their size, the largest with which the text goes into the box; with the smallest the end is cut off."""
    for size in sizes:
        lines = wrap(text, box.width, size)
        if len(lines) * size * LEADING <= box.height:
            return lines, size
    room = max(int(box.height / (size * LEADING)), 1)
    lines = _fill(text, box.width, size)
    return [*lines[:room - 1], lines[room - 1][:-1] + "…"], size


def _fill(text: str, width: float, size: float) -> list[str]:
    lines, line = [], ""
    for token in _tokens(text, width, size):
        if line and width_of(line + token, size) > width and token not in NOT_FIRST:
            carried = line[-1] if line[-1] in NOT_LAST and len(line) > 1 else ""
            lines.append(line[:len(line) - len(carried)].rstrip())
            line = carried + token.lstrip()
        else:
            line += token if line else token.lstrip()
    return [*lines, line.rstrip()] if line.strip() else lines


def _tokens(text, width, size):
    for token in TOKENS.findall(text):
        if len(token) > 1 and width_of(token, size) > width:
            yield from token
        else:
            yield token
