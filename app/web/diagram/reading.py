"""The diagram's XML as what one has to draw: shapes with boxes, edges with points, and the elements that they show."""
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from math import isfinite

from app.engine.limits import DEFAULT
from app.engine.markup import BPMN, Element, flag, kids, local, parse, reference, text

DI = "http://www.omg.org/spec/BPMN/20100524/DI"
DC = "http://www.omg.org/spec/DD/20100524/DC"
DD = "http://www.omg.org/spec/DD/20100524/DI"
FARTHEST = 100_000.0        # a coordinate beyond this is a mistake and would shrink all else to a dot
LONGEST_NAME = 300

SUBPROCESSES = {"subProcess", "transaction", "adHocSubProcess"}
TASKS = {"task", "userTask", "serviceTask", "scriptTask", "sendTask", "receiveTask", "businessRuleTask", "manualTask"}
ACTIVITIES = TASKS | SUBPROCESSES | {"callActivity"}
EVENTS = {"startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent"}
GATEWAYS = {"exclusiveGateway", "parallelGateway", "inclusiveGateway", "complexGateway", "eventBasedGateway"}
NODES = ACTIVITIES | EVENTS | GATEWAYS
POOLS = {"participant", "lane"}
LINES = {"sequenceFlow", "messageFlow", "association", "dataInputAssociation", "dataOutputAssociation"}
SHOWN = NODES | POOLS | LINES | {"textAnnotation", "dataObjectReference", "dataStoreReference", "dataInput", "dataOutput", "group"}


@dataclass(frozen=True)
class Box:
    """Bounds in the units of the diagram, y downwards."""

    x: float
    y: float
    width: float
    height: float

    @property
    def cx(self) -> float:
        return self.x + self.width / 2

    @property
    def cy(self) -> float:
        return self.y + self.height / 2

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.height

    def inset(self, by: float) -> "Box":
        return Box(self.x + by, self.y + by, max(self.width - 2 * by, 0), max(self.height - 2 * by, 0))


@dataclass(frozen=True)
class Shape:
    """`expanded`, `horizontal`, `marked`: as the DI says, None where it says nothing. `label`: where the name stands."""

    element: Element
    box: Box
    label: Box | None
    expanded: bool | None
    horizontal: bool | None
    marked: bool | None

    @property
    def id(self) -> str:
        return self.element.get("id")

    @property
    def kind(self) -> str:
        return local(self.element)

    @cached_property
    def name(self) -> str:
        return name_of(self.element)

    @property
    def is_open(self) -> bool:
        """A sub-process whose inside is on this drawing."""
        return self.kind in SUBPROCESSES and self.expanded is not False


@dataclass(frozen=True)
class Edge:
    element: Element
    points: list[tuple[float, float]]
    label: Box | None

    @property
    def id(self) -> str:
        return self.element.get("id")

    @property
    def kind(self) -> str:
        return local(self.element)


@dataclass
class Diagram:
    """One plane of a file. `elements`: everything that can be shown, of the whole file, by id."""

    root: Element
    title: str
    elements: dict[str, Element]
    shapes: list[Shape] = field(default_factory=list)
    edges: list[Edge] = field(default_factory=list)


def read(xml: bytes, process_id: str | None) -> Diagram:
    """The plane that shows this process, else the file's first. Raises engine.markup.Unreadable for what is no safe XML."""
    root = parse(xml, "流程图", DEFAULT)
    elements = {e.get("id"): e for e in root.iter(f"{{{BPMN}}}*") if e.get("id") and local(e) in SHOWN}
    plane = _plane(root, process_id)
    diagram = Diagram(root, _title(root, process_id), elements)
    if plane is not None:
        diagram.shapes = list(_shapes(plane, elements))
        diagram.edges = list(_edges(plane, elements))
    return diagram


def processes(root: Element, process_id: str | None) -> list[Element]:
    """The process asked for; all of the file when none is asked for or the file has another name for it."""
    every = kids(root, "process")
    return [p for p in every if p.get("id") == process_id] or every


def name_of(element: Element) -> str:
    """What the element is called, blanks joined, cut where nobody would read on. Annotations are called what they say."""
    said = text(next(iter(kids(element, "text")), None)) if local(element) == "textAnnotation" else element.get("name")
    if not said and local(element) == "group":
        said = reference(element.get("categoryValueRef"))
    return " ".join((said or "").split())[:LONGEST_NAME]


def lifted(ids: Collection[str], diagram: Diagram) -> dict[str, str]:
    """Each id and the shape that stands for it: its own, or the closed sub-process around it."""
    drawn = {s.id for s in diagram.shapes}
    found = {}
    for one in ids:
        element = diagram.elements.get(one)
        while element is not None and element.get("id") not in drawn:
            element = element.getparent()
        if element is not None:
            found[one] = element.get("id")
    return found


def _title(root, process_id):
    process = next(iter(processes(root, process_id)), None)
    return name_of(process) if process is not None else ""


def _plane(root, process_id):
    planes = list(root.iter(f"{{{DI}}}BPMNPlane"))
    if process_id is not None:
        showing = {process_id} | {c.get("id") for c in kids(root, "collaboration")
                                  if any(reference(p.get("processRef")) == process_id for p in kids(c, "participant"))}
        for plane in planes:
            if reference(plane.get("bpmnElement")) in showing:
                return plane
    return planes[0] if planes else None


def _shapes(plane, elements) -> Iterator[Shape]:
    for di in plane.iterfind(f"{{{DI}}}BPMNShape"):
        element, box = elements.get(reference(di.get("bpmnElement"))), _box(di)
        if element is not None and box is not None and local(element) not in LINES:
            yield Shape(element, box, _label(di), *(_said(di, n) for n in ("isExpanded", "isHorizontal", "isMarkerVisible")))


def _edges(plane, elements) -> Iterator[Edge]:
    for di in plane.iterfind(f"{{{DI}}}BPMNEdge"):
        element = elements.get(reference(di.get("bpmnElement")))
        points = [_numbers(w, "x", "y") for w in di.iterfind(f"{{{DD}}}waypoint")]
        if element is not None and local(element) in LINES and len(points) > 1 and None not in points:
            yield Edge(element, points, _label(di))


def _label(di) -> Box | None:
    label = di.find(f"{{{DI}}}BPMNLabel")
    return None if label is None else _box(label)


def _box(di) -> Box | None:
    bounds = di.find(f"{{{DC}}}Bounds")
    numbers = None if bounds is None else _numbers(bounds, "x", "y", "width", "height")
    return Box(*numbers) if numbers and numbers[2] > 0 and numbers[3] > 0 else None


def _numbers(element, *names) -> tuple[float, ...] | None:
    """None when one is missing, no number, or nowhere near a drawing: what cannot be placed is left to the words."""
    try:
        values = tuple(float(element.get(n, "")) for n in names)
    except ValueError:
        return None
    return values if all(isfinite(v) and abs(v) <= FARTHEST for v in values) else None


def _said(di, name) -> bool | None:
    return flag(di, name) if di.get(name) is not None else None
