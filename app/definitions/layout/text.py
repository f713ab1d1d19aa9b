"""How wide and high a text is drawn: full-width characters are square."""
import math
import unicodedata

FONT, SMALL = 12, 11


def char_width(ch: str, size: float) -> float:
    """Approximate advance of one character: full-width glyphs are square."""
    if unicodedata.east_asian_width(ch) in "WFA":
        return size
    return size * (0.3 if ch in " .,:;'|!il()[]" else 0.58 if not ch.isupper() else 0.7)


def text_width(text: str, size: float = SMALL) -> float:
    return sum(char_width(c, size) for c in text)


def wrap(text: str, width: float, size: float = SMALL) -> list[str]:
    """Break text the way bpmn-js does: at spaces when possible, else anywhere."""
    lines = []
    for part in (text or "").split("\n"):
        line = ""
        for word in _words(part):
            if line and text_width(line + word.rstrip(), size) > width:
                lines.append(line.rstrip())
                line = ""
            line += word
        lines.append(line.rstrip())
    return [x for x in lines if x] or [""]


def _words(part: str):
    """Latin words with their trailing space; each full-width character alone."""
    word = ""
    for ch in part:
        if unicodedata.east_asian_width(ch) in "WF":
            if word:
                yield word
            word = ""
            yield ch
        else:
            word += ch
            if ch in " -":
                yield word
                word = ""
    if word:
        yield word


def label_size(text: str, width: float = 90, size: float = SMALL) -> tuple[float, float]:
    """Width and height of a wrapped label; lines are balanced for Chinese text."""
    lines = wrap(text, width, size)
    if len(lines) > 1:
        even = max(text_width(text, size) / len(lines) + size, 40)
        if len(wrap(text, even, size)) == len(lines):
            lines = wrap(text, even, size)
    return math.ceil(max(text_width(x, size) for x in lines)) + 4, math.ceil(len(lines) * size * 1.2) + 1
