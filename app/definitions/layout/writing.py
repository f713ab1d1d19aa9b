"""Write the finished model as BPMN diagram interchange. All old diagrams are replaced; the semantic part is not touched."""
from __future__ import annotations

from lxml import etree

from app.definitions.layout.labels import place_labels
from app.definitions.layout.model import Edge, Model, Scope
from app.definitions.layout.names import BPMNDI, DC, DI, SUBPROCESSES
from app.definitions.layout.pools import move_lanes
from app.definitions.layout.scope import ScopeLayout, shift
from app.definitions.layout.sizes import STRIP


class Writer:
    """Writes BPMNDiagram elements for a finished model."""

    def __init__(self, model: Model):
        self.model, self.root = model, model.root
        for old in self.root.findall(f"{{{BPMNDI}}}BPMNDiagram"):
            self.root.remove(old)
        self.taken = {e.get("id") for e in self.root.iter() if isinstance(e.tag, str) and e.get("id")}
        self.nsmap = {"bpmndi": BPMNDI, "dc": DC, "di": DI}

    def write(self) -> None:
        model = self.model
        main = model.collaboration or (model.scopes[0].id if model.scopes else None)
        if main is None:
            return
        plane = self._plane(main)
        for pool in model.pools:
            self._shape(plane, pool.id, pool.box, isHorizontal="true")
            if pool.scope:
                self._lanes(plane, pool.scope, pool.x + STRIP, pool.x + pool.w)
        tops = [p.scope for p in model.pools if p.scope]
        tops += model.scopes if model.collaboration else model.scopes[:1]
        for scope in tops:
            if scope in model.scopes:
                self._lanes(plane, scope, 160 - STRIP * scope.lane_depth, 160 + scope.w)
            self._scope(plane, scope)
        for note in model.notes:
            self._shape(plane, note.id, note.box)
        for edge in model.loose:
            if edge.points:
                self._edge(plane, edge)
        self._other_planes(tops)

    def _other_planes(self, tops: list[Scope]) -> None:
        """Further processes and the content of collapsed sub-processes."""
        rest = [] if self.model.collaboration else self.model.scopes[1:]
        for scope in rest:
            ScopeLayout(scope).run()
            shift(scope, 160, 80)
            move_lanes(scope, 80)
        todo = [n.scope for s in self.model.all_scopes() for n in s.nodes.values() if n.scope and not n.expanded]
        for scope in todo:
            shift(scope, 160, 80)
        for scope in rest + todo:
            place_labels([], [scope], [], [])
            plane = self._plane(scope.id)
            self._lanes(plane, scope, 160 - STRIP * scope.lane_depth, 160 + scope.w)
            self._scope(plane, scope)

    def _id(self, wish: str) -> str:
        name, i = wish, 2
        while name in self.taken:
            name, i = f"{wish}_{i}", i + 1
        self.taken.add(name)
        return name

    def _plane(self, element: str):
        diagram = etree.SubElement(self.root, f"{{{BPMNDI}}}BPMNDiagram", nsmap=self.nsmap,
                                   id=self._id(f"BPMNDiagram_{element}"))
        return etree.SubElement(diagram, f"{{{BPMNDI}}}BPMNPlane", id=self._id(f"BPMNPlane_{element}"),
                                bpmnElement=element)

    def _lanes(self, plane, scope: Scope, left: float, right: float) -> None:
        for lane in scope.lanes:
            if lane.first > lane.last:
                continue
            top = scope.lane_bounds[lane.first][0]
            last = scope.lane_bounds[lane.last]
            x = left + STRIP * lane.depth
            self._shape(plane, lane.id, (x, top, right, last[0] + last[1]), isHorizontal="true")

    def _scope(self, plane, scope: Scope) -> None:
        nodes = sorted(scope.nodes.values(), key=lambda n: (n.host is not None, n.order))
        for node in nodes:
            extra = {}
            if node.tag in SUBPROCESSES:
                extra["isExpanded"] = "true" if node.expanded else "false"
            if node.tag == "exclusiveGateway":
                extra["isMarkerVisible"] = "true"
            self._shape(plane, node.id, node.box, node.label, **extra)
            if node.expanded and node.scope:
                self._scope(plane, node.scope)
        for edge in scope.edges:
            self._edge(plane, edge)

    def _shape(self, plane, ref: str, box: tuple, label: tuple | None = None, **attrs) -> None:
        shape = etree.SubElement(plane, f"{{{BPMNDI}}}BPMNShape", id=self._id(f"{ref}_di"), bpmnElement=ref, **attrs)
        for key, value in self.model.attrs.get(ref, {}).items():
            shape.set(key, value)
        self._bounds(shape, box)
        self._label(shape, label)

    def _edge(self, plane, edge: Edge) -> None:
        if not edge.id or len(edge.points) < 2:
            return
        elem = etree.SubElement(plane, f"{{{BPMNDI}}}BPMNEdge", id=self._id(f"{edge.id}_di"), bpmnElement=edge.id)
        for key, value in self.model.attrs.get(edge.id, {}).items():
            elem.set(key, value)
        for x, y in edge.points:
            etree.SubElement(elem, f"{{{DI}}}waypoint", x=number(x), y=number(y))
        self._label(elem, edge.label)

    def _label(self, parent, label: tuple | None) -> None:
        if label:
            self._bounds(etree.SubElement(parent, f"{{{BPMNDI}}}BPMNLabel"), label)

    @staticmethod
    def _bounds(parent, box: tuple) -> None:
        etree.SubElement(parent, f"{{{DC}}}Bounds", x=number(box[0]), y=number(box[1]),
                         width=number(box[2] - box[0]), height=number(box[3] - box[1]))


def number(value: float) -> str:
    """Shortest decimal form."""
    return f"{round(value, 2):g}" if abs(value) < 100000 else str(round(value))


def indent_diagrams(root) -> None:
    """Pretty-print the new diagrams only; the semantic part keeps its white space."""
    for diagram in root.findall(f"{{{BPMNDI}}}BPMNDiagram"):
        etree.indent(diagram, space="  ", level=1)
        previous = diagram.getprevious()
        if previous is not None and not (previous.tail or "").strip():
            previous.tail = "\n  "
        diagram.tail = "\n"
