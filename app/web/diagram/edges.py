"""Sequence flows, message flows and associations. Their heads are paths of their own: markers would need ids, unique in a page."""
from math import hypot

from app.engine.markup import reference
from app.web.diagram import shapes
from app.web.diagram.canvas import INK, PAPER, SMALL, Look, add, num, path
from app.web.diagram.lettering import width_of
from app.web.diagram.reading import ACTIVITIES, Box, Diagram, Edge, local, name_of

CORNER = 5
HEAD, HALF = 9.5, 4
Point = tuple[float, float]


def draw_edge(parent, edge: Edge, look: Look, diagram: Diagram):
    if edge.kind == "sequenceFlow":
        _sequence(parent, edge, look, diagram)
    elif edge.kind == "messageFlow":
        _message(parent, edge)
    else:
        _association(parent, edge, look)


def draw_name(parent, edge: Edge, look: Look):
    name = name_of(edge.element)
    if name:
        shapes.label(parent, name, edge.label or _beside_the_middle(edge.points, name), look)


def middle(points: list[Point]) -> Point:
    """The point half way along the line."""
    return _middle_piece(points)[1]


def _middle_piece(points: list[Point]) -> tuple[tuple[Point, Point], Point]:
    """The piece of the line in which its middle lies, and the middle."""
    rest = sum(_distance(a, b) for a, b in zip(points, points[1:])) / 2
    for a, b in zip(points, points[1:]):
        if rest <= _distance(a, b):
            break
        rest -= _distance(a, b)
    return (a, b), _towards(a, b, rest)


def _sequence(parent, edge, look, diagram):
    _line(parent, _shortened(edge.points, HEAD - 2), look.line, look.line_width, dash=look.dash)
    _head(parent, edge.points[-2], edge.points[-1], look.line, fill=look.line)
    source = diagram.elements.get(edge.element.get("sourceRef"))
    if source is not None and source.get("default") == edge.id:
        _slash(parent, edge.points, look)
    elif edge.element.find("{*}conditionExpression") is not None and source is not None and local(source) in ACTIVITIES:
        _diamond(parent, edge.points, look)


def _message(parent, edge):
    _line(parent, _shortened(edge.points, HEAD - 1), INK, 1.25, dash="9 6")
    add(parent, "circle", cx=edge.points[0][0], cy=edge.points[0][1], r=3.6, fill=PAPER, stroke=INK, stroke_width=1.25)
    _head(parent, edge.points[-2], edge.points[-1], INK, fill=PAPER)


def _association(parent, edge, look):
    _line(parent, edge.points, look.line, 1.25, dash="1 4")
    towards = reference(edge.element.get("associationDirection")) if edge.kind == "association" else "One"
    if towards in ("One", "Both"):
        _head(parent, edge.points[-2], edge.points[-1], look.line, open_=True)
    if towards == "Both":
        _head(parent, edge.points[1], edge.points[0], look.line, open_=True)


def _line(parent, points, stroke, width, dash=None):
    path(parent, _rounded(points), stroke, width, stroke_dasharray=dash, stroke_linecap="round" if dash else None)


def _rounded(points: list[Point]) -> str:
    d = f"M{num(points[0][0])} {num(points[0][1])}"
    for before, corner, after in zip(points, points[1:], points[2:]):
        into = _towards(corner, before, min(CORNER, _distance(corner, before) / 2))
        out = _towards(corner, after, min(CORNER, _distance(corner, after) / 2))
        d += f"L{num(into[0])} {num(into[1])}Q{num(corner[0])} {num(corner[1])} {num(out[0])} {num(out[1])}"
    return d + f"L{num(points[-1][0])} {num(points[-1][1])}"


def _head(parent, before: Point, tip: Point, stroke, fill="none", open_=False):
    x, y = _direction(before, tip)
    base = tip[0] - x * HEAD, tip[1] - y * HEAD
    one, two = (base[0] - y * HALF, base[1] + x * HALF), (base[0] + y * HALF, base[1] - x * HALF)
    d = f"M{num(one[0])} {num(one[1])}L{num(tip[0])} {num(tip[1])}L{num(two[0])} {num(two[1])}{'' if open_ else 'Z'}"
    path(parent, d, stroke, 1.25, fill=fill)


def _slash(parent, points, look):
    """The mark of the default flow."""
    (x, y), (dx, dy) = _towards(points[0], points[1], 11), _direction(points[0], points[1])
    along, across = 3.5, 5
    one = x + dx * along - dy * across, y + dy * along + dx * across
    two = x - dx * along + dy * across, y - dy * along - dx * across
    path(parent, f"M{num(one[0])} {num(one[1])}L{num(two[0])} {num(two[1])}", look.line, 1.5)


def _diamond(parent, points, look):
    """The mark of a conditional flow that leaves an activity."""
    (sx, sy), (dx, dy) = points[0], _direction(points[0], points[1])
    corners = [(sx, sy), (sx + dx * 8 - dy * 5, sy + dy * 8 + dx * 5), (sx + dx * 16, sy + dy * 16), (sx + dx * 8 + dy * 5, sy + dy * 8 - dx * 5)]
    path(parent, "M" + "L".join(f"{num(x)} {num(y)}" for x, y in corners) + "Z", look.line, 1.25, fill=PAPER)


def _beside_the_middle(points, name) -> Box:
    (a, b), (x, y) = _middle_piece(points)
    width = min(width_of(name, SMALL), shapes.LABEL_WIDTH)
    return Box(x - width / 2, y - 16, width, 15) if abs(a[1] - b[1]) < abs(a[0] - b[0]) else Box(x + 5, y - 8, width, 15)


def _shortened(points, by):
    return [*points[:-1], _towards(points[-1], points[-2], min(by, _distance(points[-1], points[-2]) * .9))]


def _towards(start: Point, goal: Point, by: float) -> Point:
    x, y = _direction(start, goal)
    return start[0] + x * by, start[1] + y * by


def _direction(start: Point, goal: Point) -> Point:
    length = _distance(start, goal)
    return ((goal[0] - start[0]) / length, (goal[1] - start[1]) / length) if length else (1.0, 0.0)


def _distance(a: Point, b: Point) -> float:
    return hypot(b[0] - a[0], b[1] - a[1])
