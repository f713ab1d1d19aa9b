"""The picture: what lies under what, in which state each thing is shown, and how large the paper is."""
from collections.abc import Collection, Mapping
from math import ceil

from lxml import etree

from app.web.diagram import canvas, edges, shapes, words
from app.web.diagram.canvas import AHEAD, CURRENT, MARKS, PLAIN, SAME, SVG, TAKEN, Look, num
from app.web.diagram.lettering import width_of
from app.web.diagram.reading import EVENTS, NODES, SUBPROCESSES, Diagram, Shape, lifted, name_of, read

MARGIN, FLAG_ROOM = 10, 12
STEP, WIDEST = 200, 40
SIGNS = {"added": "＋", "removed": "－", "changed": "改"}
UNDER = ("participant", "lane", "group")


def draw(xml: bytes, *, taken_nodes: Collection[str] = frozenset(), taken_flows: Collection[str] = frozenset(),
         current: Mapping[str, int] = {}, process_id: str | None = None, marks: Mapping[str, str] | None = None, anchor: str | None = None) -> str:
    """SVG text of the plane that shows the process, the file's first plane without a process.

    `taken_nodes`, `taken_flows`: ids that were passed; `current`: element id → how many stand there. With none of them
    everything is drawn alike. `marks`: element id → added, removed, changed or moved, for a comparison; what has none stands back.
    `anchor`: every element gets the id `anchor-ELEMENT`, so that a list can link to it. A file without usable layout gives a picture that says so. The class `zf-flow-wN` tells the
    natural width, N times 200 pixels. Raises engine.markup.Unreadable for what is no safe XML.
    """
    diagram = read(xml, process_id)
    if not diagram.shapes:
        return _without_layout(diagram)
    return _Picture(diagram, taken_nodes, taken_flows, current, marks, anchor).svg()


class _Picture:
    """One drawing with its path. States of what lies in a closed sub-process show at the sub-process."""

    def __init__(self, diagram: Diagram, taken_nodes, taken_flows, current, marks, anchor):
        self.diagram, self.flows = diagram, frozenset(taken_flows)
        self.marks, self.anchor = marks and _shown_marks(marks, diagram), anchor
        self.with_path = bool(taken_nodes or taken_flows or current)
        self.passed = set(lifted(taken_nodes, diagram).values())
        self.counts: dict[str, int] = {}
        for node, shown in lifted(current, diagram).items():
            self.counts[shown] = self.counts.get(shown, 0) + current[node]
        self.lanes = words.lanes(diagram.root)

    def svg(self) -> str:
        root = _paper(self.diagram, self._spoken())
        by_layer = sorted(self.diagram.shapes, key=_layer)
        frames, others = [], []
        for shape in by_layer:
            (frames if shape.kind in UNDER or shape.is_open else others).append(shape)
        for shape in frames:
            self._shape(root, shape)
        for edge in sorted(self.diagram.edges, key=lambda e: e.id in self.flows):
            edges.draw_edge(self._group(root, edge), edge, self._flow_look(edge), self.diagram)
        for shape in others:
            self._shape(root, shape)
        self._names(root)
        return etree.tostring(root, encoding="unicode")

    def look(self, shape: Shape) -> Look:
        if self.marks is not None:
            return MARKS.get(self.marks.get(shape.id), SAME)
        if not self.with_path or shape.kind not in NODES:
            return PLAIN
        if shape.id in self.counts:
            return CURRENT
        return TAKEN if shape.id in self.passed else AHEAD

    def _flow_look(self, edge) -> Look:
        if self.marks is not None:
            return MARKS.get(self.marks.get(edge.id), SAME)
        if not self.with_path or edge.kind != "sequenceFlow":
            return PLAIN
        return TAKEN if edge.id in self.flows else AHEAD

    def _shape(self, root, shape):
        look = self.look(shape)
        found = canvas.group(root, f"zf-flow-{_css(shape)} zf-flow-{look.css}", self._title(shape, look), self._id(shape))
        shapes.draw_shape(found, shape, look)

    def _group(self, root, edge):
        return canvas.group(root, f"zf-flow-line zf-flow-{self._flow_look(edge).css}", name_of(edge.element), self._id(edge))

    def _id(self, drawn) -> str | None:
        return f"{self.anchor}-{drawn.id}" if self.anchor else None

    def _names(self, root):
        """Above all lines, and the flags above all names."""
        names = canvas.group(root, "zf-flow-names")
        for edge in self.diagram.edges:
            edges.draw_name(names, edge, self._flow_look(edge))
        for shape in self.diagram.shapes:
            shapes.draw_label(names, shape, self.look(shape))
        for shape in self.diagram.shapes:
            if shape.id in self.counts:
                _flag(root, shape, f"当前 {self.counts[shape.id]} 件")
        self._mark_flags(root)

    def _mark_flags(self, root):
        """The word at each marked shape, a sign at each marked line that was not just moved."""
        for shape in self.diagram.shapes:
            if (mark := (self.marks or {}).get(shape.id)) in MARKS:
                _flag(root, shape, MARKS[mark].word, MARKS[mark].stroke)
        for edge in self.diagram.edges:
            if (mark := (self.marks or {}).get(edge.id)) in SIGNS:
                x, y = edges.middle(edge.points)
                canvas.flag(root, SIGNS[mark], x - 13, y, MARKS[mark].stroke)

    def _title(self, shape, look) -> str:
        if shape.kind in ("participant", "lane"):
            return ""
        about = [words.kind_of(shape.element), words.lane_of(shape.element, self.lanes), self._state(shape, look)]
        return f"{shape.name or '（未命名）'}（{'，'.join(a for a in about if a)}）"

    def _state(self, shape, look) -> str:
        return f"{look.word}，当前 {self.counts[shape.id]} 件" if shape.id in self.counts else look.word

    def _spoken(self) -> str:
        nodes = [s for s in self.diagram.shapes if s.kind in NODES]
        said = f"流程图：{self.diagram.title or '未命名流程'}，共 {len(nodes)} 个环节。"
        at = [f"{s.name or words.kind_of(s.element)} {self.counts[s.id]} 件" for s in nodes if s.id in self.counts]
        if at:
            said += f"当前在：{'、'.join(at)}。"
        return said + "逐项说明见文字版。"


def _layer(shape: Shape) -> int:
    """Frames before what lies in them, boundary events after their activities. Frames nest: an inner one comes later."""
    if shape.kind in UNDER:
        return UNDER.index(shape.kind)
    if shape.is_open:
        return len(UNDER) + sum(1 for _ in shape.element.iterancestors())
    return 1001 if shape.kind == "boundaryEvent" else 1000


def _css(shape: Shape) -> str:
    return "event" if shape.kind in EVENTS else "frame" if shape.kind in UNDER or shape.kind in SUBPROCESSES else "node"


def _shown_marks(marks: Mapping[str, str], diagram: Diagram) -> dict[str, str]:
    """Of what is drawn; what lies in a closed sub-process changes the sub-process."""
    drawn = {e.id for e in diagram.edges}
    found = {one: mark for one, mark in marks.items() if one in drawn}
    for one, shown in lifted([m for m in marks if m not in drawn], diagram).items():
        found[shown] = marks[shown] if shown in marks else marks[one] if one == shown else "changed"
    return found


def _flag(root, shape: Shape, text: str, fill: str = canvas.ACCENT):
    small = shape.box.width < 60
    x = shape.box.cx - width_of(text, canvas.SMALL) / 2 - 8 if small else shape.box.x - 6
    canvas.flag(root, text, x, shape.box.y - (11 if small else 3), fill)


def _paper(diagram: Diagram, spoken: str):
    boxes = [b for s in diagram.shapes for b in (s.box, s.label) if b] + [e.label for e in diagram.edges if e.label]
    xs = [x for b in boxes for x in (b.x, b.right)] + [x for e in diagram.edges for x, _ in e.points]
    ys = [y for b in boxes for y in (b.y, b.bottom)] + [y for e in diagram.edges for _, y in e.points]
    left, top = min(xs) - MARGIN, min(ys) - MARGIN - FLAG_ROOM
    return _root(left, top, max(xs) - left + MARGIN, max(ys) - top + MARGIN, spoken)


def _root(left, top, width, height, spoken):
    step = min(max(ceil(width / STEP), 1), WIDEST)
    root = etree.Element(f"{{{SVG}}}svg", {
        "class": f"zf-flow zf-flow-w{step}", "viewBox": " ".join(num(v) for v in (left, top, width, height)), "role": "img",
        "aria-label": spoken, "font-family": "sans-serif"}, nsmap={None: SVG})
    return root


def _without_layout(diagram: Diagram) -> str:
    said = "这份流程没有可用的图形布局，请看文字版。"
    root = _root(0, 0, 480, 60, f"流程图：{diagram.title}。{said}")
    canvas.write(root, [said], 240, 30, 13, PLAIN)
    return etree.tostring(root, encoding="unicode")
