"""The pen: SVG elements with presentation attributes. The tree is built as XML, so that no name can ever become markup."""
from collections.abc import Iterable
from dataclasses import dataclass

from lxml import etree

from app.web.diagram.lettering import LEADING, fit, width_of
from app.web.diagram.reading import Box

SVG = "http://www.w3.org/2000/svg"
INK, GREY, GREY_TEXT, ACCENT, TINT, PAPER = "#1b2430", "#8a96a5", "#5d6977", "#1a4c8b", "#e9f0f8", "#fff"
BAND, RULE = "#f7f9fb", "#c3ccd6"
SMALL = 11


@dataclass(frozen=True)
class Look:
    """How a state is drawn. `word`: the state as people say it, `css`: its class."""

    css: str
    word: str
    stroke: str
    width: float
    ink: str
    fill: str = PAPER
    line: str = INK
    line_width: float = 1.5
    weight: str | None = None
    dash: str | None = None


PLAIN = Look("plain", "", INK, 1.5, INK)
TAKEN = Look("taken", "已办", INK, 2, INK, line=ACCENT, line_width=3)
CURRENT = Look("current", "正在办", ACCENT, 3, INK, fill=TINT, line=ACCENT, line_width=3, weight="600")
AHEAD = Look("ahead", "未办", GREY, 1.25, GREY_TEXT, line=GREY, line_width=1.25)
# What a comparison marks; the word stands at each, because colour alone says nothing to many
SAME = Look("same", "", GREY, 1.25, INK, line=GREY, line_width=1.25)
GREEN, RED, AMBER, BLUE = "#17673e", "#a51d1d", "#8a4b00", "#1a4c8b"
MARKS = {
    "added": Look("added", "新增", GREEN, 2.5, INK, fill="#e6f3eb", line=GREEN, line_width=2.5),
    "removed": Look("removed", "删去", RED, 2.5, INK, fill="#fbe5e4", line=RED, line_width=2.5, dash="7 4"),
    "changed": Look("changed", "修改", AMBER, 2.5, INK, fill="#fcf1c9", line=AMBER, line_width=2.5),
    "moved": Look("moved", "移动", BLUE, 2, INK, fill=TINT, line=BLUE, line_width=2, dash="2 4"),
}


def num(value: float) -> str:
    """At most two decimals, without trailing zeros."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def add(parent, tag: str, **attributes):
    """A child element; `stroke_width` is written stroke-width, None is not written."""
    written = {k.rstrip("_").replace("_", "-"): num(v) if isinstance(v, float | int) else v
               for k, v in attributes.items() if v is not None}
    return etree.SubElement(parent, f"{{{SVG}}}{tag}", written)


def group(parent, css: str, title: str = "", id: str | None = None):
    found = add(parent, "g", class_=css, id=id)
    if title:
        add(found, "title").text = title
    return found


def rect(parent, box: Box, **attributes):
    return add(parent, "rect", x=box.x, y=box.y, width=box.width, height=box.height, **attributes)


def path(parent, d: str, stroke: str, width: float, fill: str = "none", **attributes):
    return add(parent, "path", d=d, fill=fill, stroke=stroke, stroke_width=width, stroke_linejoin="round", **attributes)


def write(parent, lines: Iterable[str], x: float, middle: float, size: float, look: Look, *, anchor="middle", halo=False, turn=False):
    """Lines around `middle`. `halo`: a white rim, for text that may lie over lines; `turn`: read from below."""
    lines = list(lines)
    first = middle - (len(lines) - 1) * size * LEADING / 2 + size * 0.36
    rim = {"stroke": PAPER, "stroke_width": 3, "stroke_linejoin": "round", "paint_order": "stroke"} if halo else {}
    node = add(parent, "text", font_size=size, fill=look.ink, text_anchor=anchor, font_weight=look.weight, **rim,
               transform=f"rotate(-90 {num(x)} {num(middle)})" if turn else None)
    for i, line in enumerate(lines):
        add(node, "tspan", x=x, y=first + i * size * LEADING).text = line


def write_inside(parent, text: str, box: Box, look: Look):
    """A name in the middle of a box, as large as it goes."""
    lines, size = fit(text, box)
    write(parent, lines, box.cx, box.cy, size, look)


def write_upright(parent, text: str, box: Box, look: Look):
    """A name in a narrow standing band: Chinese from top to bottom, character under character; what is longer, lying on its side."""
    if width_of(text, 12) <= box.height and not any(c.isascii() and c.isalnum() for c in text):
        add(parent, "text", x=box.cx, y=box.cy, font_size=12, fill=look.ink, text_anchor="middle", writing_mode="vertical-rl",
            dominant_baseline="central", letter_spacing=1).text = text
        return
    lines, size = fit(text, Box(box.x, box.y, box.height, box.width))
    write(parent, lines, box.cx, box.cy, size, look, turn=True)


def flag(parent, text: str, x: float, y: float, fill: str = ACCENT):
    """A pill whose left end is at x and whose middle is at y."""
    width = width_of(text, SMALL) + 16
    found = group(parent, "zf-flow-flag")
    rect(found, Box(x, y - 9, width, 18), rx=9, fill=fill, stroke=PAPER, stroke_width=1)
    add(found, "text", x=x + width / 2, y=y + 4, font_size=SMALL, fill=PAPER, text_anchor="middle", font_weight="600").text = text
