"""Lint for the geometry of a drawn diagram: what a person would not sign."""
from __future__ import annotations

from dataclasses import dataclass

from app.definitions.layout.drawing import Diagram, Shape, read_diagrams
from app.definitions.layout.geometry import border_distance, cross, meets, overlap_length, segment_in_box, within
from app.definitions.layout.names import BPMNDI, NODE_TAGS, local, parse_xml, q

WEIGHT = {"shape-overlap": 10, "outside-parent": 10, "outside-lane": 8, "undocked": 6, "edge-through-shape": 8,
          "edge-overlap": 5, "edge-crossing": 2, "label-on-shape": 4, "label-on-line": 3, "label-on-label": 4,
          "right-to-left": 3, "diagonal": 4, "missing-di": 10, "boundary-off-border": 8, "too-many-nodes": 3}


@dataclass(frozen=True)
class Finding:
    """One defect: a code from WEIGHT, the elements concerned, a sentence."""

    code: str
    elements: tuple
    text: str


class Checker:
    """Runs all checks on one diagram."""

    def __init__(self, diagram: Diagram):
        self.d, self.found = diagram, []
        self.nodes = [s for s in diagram.shapes.values() if s.tag in NODE_TAGS]

    def run(self) -> list[Finding]:
        for test in (self.shapes, self.containers, self.docking, self.through, self.pairs, self.labels,
                     self.direction, self.size):
            test()
        return self.found

    def add(self, code: str, *elements: str, text: str = "") -> None:
        self.found.append(Finding(code, elements, text or f"{code}: {', '.join(elements)}"))

    def ancestors(self, shape: Shape) -> set:
        seen, parent = set(), shape.parent
        while parent in self.d.shapes and parent not in seen:
            seen.add(parent)
            parent = self.d.shapes[parent].parent
        return seen

    def shapes(self) -> None:
        for i, a in enumerate(self.nodes):
            for b in self.nodes[:i]:
                related = a.host == b.id or b.host == a.id or a.id in self.ancestors(b) or b.id in self.ancestors(a)
                if not related and meets(a.box, b.box, -0.5):
                    self.add("shape-overlap", b.id, a.id)
        for shape in self.nodes:
            host = self.d.shapes.get(shape.host or "")
            if host and border_distance(((shape.box[0] + shape.box[2]) / 2, (shape.box[1] + shape.box[3]) / 2), host) > 3:
                self.add("boundary-off-border", shape.id, host.id)

    def containers(self) -> None:
        for shape in self.nodes:
            parent = self.d.shapes.get(shape.parent or "")
            if parent is not None and not within(shape.box, parent.box):
                self.add("outside-parent", shape.id, parent.id)
            lane = self.d.shapes.get(self.d.lanes.get(shape.id, ""))
            if lane is not None and not within(shape.box, lane.box):
                self.add("outside-lane", shape.id, lane.id)

    def docking(self) -> None:
        for line in self.d.lines:
            if len(line.points) < 2:
                self.add("undocked", line.id, text=f"{line.id} has fewer than two waypoints")
                continue
            for ref, point in ((line.src, line.points[0]), (line.dst, line.points[-1])):
                shape = self.d.shapes.get(ref)
                if shape is not None and border_distance(point, shape) > 2:
                    self.add("undocked", line.id, ref)
            if any(abs(a[0] - b[0]) > 1 and abs(a[1] - b[1]) > 1 for a, b in line.segments) \
                    and line.tag not in ("association",):
                self.add("diagonal", line.id)

    def through(self) -> None:
        for line in self.d.lines:
            around = {line.src, line.dst}
            for end in (line.src, line.dst):
                if end in self.d.shapes:
                    around |= self.ancestors(self.d.shapes[end])
            for shape in self.nodes:
                allowed = shape.id in around and shape.tag.lower().endswith("process")
                if not allowed and any(segment_in_box(s, shape.box, 1.5) for s in line.segments):
                    self.add("edge-through-shape", line.id, shape.id)

    def pairs(self) -> None:
        for i, a in enumerate(self.d.lines):
            for b in self.d.lines[:i]:
                for s in a.segments:
                    for t in b.segments:
                        if cross(s, t):
                            self.add("edge-crossing", b.id, a.id)
                        elif overlap_length(s, t) > 3 and a.dst != b.dst and a.src != b.src:
                            self.add("edge-overlap", b.id, a.id)

    def labels(self) -> None:
        labels = [(x.id, x.label) for x in [*self.nodes, *self.d.lines] if x.label]
        leaves = [s for s in self.nodes if not any(o.parent == s.id for o in self.nodes)]
        for i, (owner, box) in enumerate(labels):
            for shape in leaves:
                if shape.id != owner and meets(box, shape.box, -2) and not self._in_corner(box, shape):
                    self.add("label-on-shape", owner, shape.id)
            for line in self.d.lines:
                if any(segment_in_box(s, box, 2) for s in line.segments):
                    self.add("label-on-line", owner, line.id)
            for other, box2 in labels[:i]:
                if meets(box, box2, -1):
                    self.add("label-on-label", owner, other)

    @staticmethod
    def _in_corner(box: tuple, shape: Shape) -> bool:
        """Labels may use the free corners beside a diamond."""
        if not shape.tag.endswith("Gateway"):
            return False
        cx, cy = (shape.box[0] + shape.box[2]) / 2, (shape.box[1] + shape.box[3]) / 2
        r = (shape.box[2] - shape.box[0]) / 2
        dx, dy = max(box[0] - cx, 0, cx - box[2]), max(box[1] - cy, 0, cy - box[3])
        return dx + dy > r * 0.9

    def direction(self) -> None:
        """Sequence flows that run leftwards although they close no loop."""
        succ: dict[str, set] = {}
        for line in self.d.lines:
            if line.tag == "sequenceFlow":
                host = self.d.shapes[line.src].host if line.src in self.d.shapes else None
                succ.setdefault(host or line.src, set()).add(line.dst)
        for line in self.d.lines:
            a, b = self.d.shapes.get(line.src), self.d.shapes.get(line.dst)
            if line.tag != "sequenceFlow" or a is None or b is None:
                continue
            if b.box[2] < a.box[0] and not self._reaches(succ, line.dst, a.host or a.id):
                self.add("right-to-left", line.id)

    @staticmethod
    def _reaches(succ: dict, start: str, goal: str) -> bool:
        todo, seen = [start], set()
        while todo:
            current = todo.pop()
            if current == goal:
                return True
            if current not in seen:
                seen.add(current)
                todo.extend(succ.get(current, ()))
        return False

    def size(self) -> None:
        """More than 25 activities and gateways on one level."""
        ids = {n.id for n in self.nodes}
        top = [s for s in self.nodes if not s.on_event and not self.ancestors(s) & ids
               and s.tag.lower().endswith(("task", "gateway", "process", "activity", "transaction"))]
        if len(top) > 25:
            self.add("too-many-nodes", text=f"{len(top)} activities and gateways on one level; use sub-processes")


def missing(root) -> list[Finding]:
    """Flow nodes and sequence flows without any DI."""
    drawn = {(e.get("bpmnElement") or "").split(":")[-1] for e in root.iter(f"{{{BPMNDI}}}BPMNShape", f"{{{BPMNDI}}}BPMNEdge")}
    tags = NODE_TAGS | {"sequenceFlow", "participant", "lane", "messageFlow"}
    return [Finding("missing-di", (e.get("id"),), f"{local(e)} {e.get('id')} is not drawn")
            for e in root.iter() if isinstance(e.tag, str) and local(e) in tags and e.get("id")
            and e.get("id") not in drawn and e.tag.startswith(q(""))]


def check(xml: bytes) -> list[Finding]:
    """All findings of a file."""
    root = parse_xml(xml)
    found = missing(root)
    for diagram in read_diagrams(root):
        found += Checker(diagram).run()
    return found


def score(findings: list[Finding]) -> int:
    """100 minus the weighted findings, not below 0."""
    return max(0, 100 - sum(WEIGHT[f.code] for f in findings))
