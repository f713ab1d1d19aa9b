"""Where things are drawn in two versions, and which of them were moved by hand rather than pushed along."""
from collections.abc import Callable, Mapping

from app.engine.markup import Element, reference

DI = "{http://www.omg.org/spec/BPMN/20100524/DI}"
DC = "{http://www.omg.org/spec/DD/20100524/DC}"
DD = "{http://www.omg.org/spec/DD/20100524/DI}"
SLACK = 1.0         # units of the diagram: what a tool rounds is no movement
Places = dict[str, list[tuple[float, float]]]


def places(root: Element) -> Places:
    """{element: its box as two corners, or the points of its line}, as far as they are numbers."""
    found: Places = {}
    for shape in root.iter(DI + "BPMNShape"):
        bounds = shape.find(DC + "Bounds")
        if bounds is not None:
            _keep(found, shape, lambda: _corners(*(float(bounds.get(n)) for n in ("x", "y", "width", "height"))))
    for edge in root.iter(DI + "BPMNEdge"):
        _keep(found, edge, lambda: [(float(w.get("x")), float(w.get("y"))) for w in edge.iterfind(DD + "waypoint")])
    return found


def _corners(x: float, y: float, width: float, height: float) -> list[tuple[float, float]]:
    return [(x, y), (x + width, y + height)]


def _keep(found: Places, drawn: Element, points: Callable[[], list]) -> None:
    try:
        found.setdefault(reference(drawn.get("bpmnElement")) or "", points())
    except (TypeError, ValueError):
        return      # a coordinate that is missing or no number: what has no place cannot have moved


def moved(old: Places, new: Places, pairs: Mapping[str, str]) -> set[str]:
    """Newer ids of what is drawn elsewhere or in another size. A drawing that was shifted as a whole has not moved."""
    both = {n: (old[o], new[n]) for o, n in pairs.items() if o in old and n in new}
    offsets = {(round(b[0][0] - a[0][0]), round(b[0][1] - a[0][1])) for a, b in both.values() if a and b}
    dx, dy = offsets.pop() if len(offsets) == 1 else (0, 0)
    return {n for n, (a, b) in both.items() if not _same([(x + dx, y + dy) for x, y in a], b)}


def _same(a: list[tuple[float, float]], b: list[tuple[float, float]]) -> bool:
    return len(a) == len(b) and all(abs(x - u) <= SLACK and abs(y - v) <= SLACK for (x, y), (u, v) in zip(a, b))
