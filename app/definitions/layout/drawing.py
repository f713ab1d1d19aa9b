"""A drawn diagram read back from its DI: shapes, lines and lanes, for the lint."""
from __future__ import annotations

from dataclasses import dataclass, field

from app.definitions.layout.names import BPMNDI, DC, DI, local, q


@dataclass
class Shape:
    id: str
    tag: str
    parent: str | None
    box: tuple
    host: str | None = None
    label: tuple | None = None
    on_event: bool = False


@dataclass
class Line:
    id: str
    tag: str
    src: str
    dst: str
    points: list
    label: tuple | None = None

    @property
    def segments(self) -> list:
        return list(zip(self.points, self.points[1:]))


@dataclass
class Diagram:
    shapes: dict[str, Shape] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)
    lanes: dict[str, str] = field(default_factory=dict)        # node -> lane


def read_diagrams(root) -> list[Diagram]:
    """One Diagram per BPMNPlane."""
    elements = {e.get("id"): e for e in root.iter() if isinstance(e.tag, str) and e.get("id")}
    lanes = {(ref.text or "").strip(): lane.get("id") for lane in root.iter(q("lane"))
             for ref in lane.findall(q("flowNodeRef"))}
    result = []
    for plane in root.iter(f"{{{BPMNDI}}}BPMNPlane"):
        diagram = Diagram(lanes=lanes)
        for item in plane:
            elem = elements.get((item.get("bpmnElement") or "").split(":")[-1])
            if elem is None:
                continue
            if local(item) == "BPMNShape":
                _read_shape(diagram, item, elem)
            elif local(item) == "BPMNEdge":
                diagram.lines.append(_read_line(item, elem))
        result.append(diagram)
    return result


def _read_shape(diagram: Diagram, item, elem) -> None:
    parent = elem.getparent()
    diagram.shapes[elem.get("id")] = Shape(
        elem.get("id"), local(elem), parent.get("id") if parent is not None else None, _box(item), elem.get("attachedToRef"),
        _label(item), elem.get("triggeredByEvent") == "true")


def _read_line(item, elem) -> Line:
    points = [(float(w.get("x")), float(w.get("y"))) for w in item.findall(f"{{{DI}}}waypoint")]
    src, dst = elem.get("sourceRef"), elem.get("targetRef")
    if local(elem).startswith("data"):
        owner = elem.getparent().get("id")
        if local(elem) == "dataInputAssociation":
            src, dst = elem.findtext(q("sourceRef")), owner
        else:
            src, dst = owner, elem.findtext(q("targetRef"))
    clean = lambda ref: (ref or "").strip().split(":")[-1]
    return Line(elem.get("id"), local(elem), clean(src), clean(dst), points, _label(item))


def _box(item) -> tuple:
    b = item.find(f"{{{DC}}}Bounds")
    x, y, w, h = (float(b.get(k)) for k in ("x", "y", "width", "height"))
    return x, y, x + w, y + h


def _label(item) -> tuple | None:
    label = item.find(f"{{{BPMNDI}}}BPMNLabel")
    return _box(label) if label is not None and label.find(f"{{{DC}}}Bounds") is not None else None
