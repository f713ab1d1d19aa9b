"""The signs of the notation (BPMN 2.0.2, 10.3 to 10.6), as paths: of tasks, events, gateways, and the marks at an activity's foot."""
from math import cos, pi, sin

from app.definitions.naming import event_definition
from app.engine.markup import flag, kids, local
from app.web.diagram.canvas import PAPER, Look, add, path
from app.web.diagram.reading import SUBPROCESSES, Shape


def _polygon(corners: int, radius: float, inner: float | None = None) -> str:
    count = corners * (2 if inner else 1)
    points = [(radius if not inner or i % 2 == 0 else inner, 2 * pi * i / count) for i in range(count)]
    return "M" + "L".join(f"{r * sin(a):.1f} {-r * cos(a):.1f}" for r, a in points) + "Z"


def _gear(teeth: int, outer: float, inner: float) -> str:
    step = 2 * pi / teeth
    turns = [(r, (i + share) * step) for i in range(teeth) for r, share in ((inner, -.32), (outer, -.2), (outer, .2), (inner, .32))]
    return "M" + "L".join(f"{8 + r * sin(a):.1f} {8 - r * cos(a):.1f}" for r, a in turns) + "Z"


_LETTER, _FLAP = "M1 3h14v10H1Z", "M1 3.4 8 9l7-5.6"
# (path, filled) pairs in a box of 16
TASK_ICONS = {
    "userTask": [("M8 1.6a3 3 0 1 1 0 6.2a3 3 0 1 1 0-6.2Z", False), ("M2 14.6c0-3.8 2.4-5.4 6-5.4s6 1.6 6 5.4Z", False)],
    "serviceTask": [(_gear(8, 7.2, 5.4), False), ("M8 5.6a2.4 2.4 0 1 1 0 4.8a2.4 2.4 0 1 1 0-4.8Z", False)],
    "scriptTask": [("M5 1.5h9.5c-3 2.6-3 4.3-1.5 6.5s1.5 3.9-1.5 6.5H2c3-2.6 3-4.3 1.5-6.5S2 4.1 5 1.5Z", False),
                   ("M6 4.6h5M5.8 7.8h5M6.2 11h5", False)],
    "receiveTask": [(_LETTER, False), (_FLAP, False)],
    "businessRuleTask": [("M1 2.5h14v11H1Z", False), ("M1 2.5h14v3H1Z", True), ("M1 9.5h14M5.5 5.5v8", False)],
    "manualTask": [("M1.5 9V6.8L6.4 2.6c.7-.6 1.8.2 1.2 1.1L6.2 5.4H13.6a1 1 0 0 1 0 2H10h4.2a1 1 0 0 1 0 2H10h3.6a1 1 0 0 1 0 2H10h2.6"
                    "a.95.95 0 0 1 0 1.9H5.4C3 13.3 1.5 11.6 1.5 9Z", False)],
}
# around the middle of an event of radius 18
EVENT_ICONS = {
    "signal": "M0-9 8.6 6.4H-8.6Z",
    "error": "M-8.4 8-3.6-8.4 2.6 1.6 8.4-8 3.6 8.4-2.6-1.6Z",
    "escalation": "M0-9.6 6.8 8.6 0 2-6.8 8.6Z",
    "compensate": "M-.4-6.4V6.4L-9.4 0ZM8.8-6.4V6.4L-.2 0Z",
    "link": "M-8.6-3.6H1V-8L9.4 0 1 8V3.6H-8.6Z",
    "cancel": "M-8-5.6-5.6-8 0-2.4 5.6-8 8-5.6 2.4 0 8 5.6 5.6 8 0 2.4-5.6 8-8 5.6-2.4 0Z",
    "multiple": _polygon(5, 9.5),
    "parallelMultiple": "M-2.6-9H2.6V-2.6H9V2.6H2.6V9H-2.6V2.6H-9V-2.6H-2.6Z",
}
_TICKS = "".join(f"M{7.6 * sin(a):.1f} {-7.6 * cos(a):.1f}L{9.6 * sin(a):.1f} {-9.6 * cos(a):.1f}" for a in (i * pi / 6 for i in range(12)))
# marks at the foot, in a box of 14
FOOT_MARKS = {
    "loop": "M4.6 12.6A5.4 5.4 0 1 1 9.4 12.6M1.6 12.7H5V9.2",
    "parallel": "M3 2v10M7 2v10M11 2v10",
    "sequential": "M2 3h10M2 7h10M2 11h10",
    "adhoc": "M1 8.4C2.6 4.6 5 4.8 7 7s4.4 2.4 6-1.4",
    "compensation": "M6.8 3v8L1.2 7ZM12.8 3v8L7.2 7Z",
    "closed": "M0 0h14v14H0ZM7 2.6v8.8M2.6 7h8.8",
}


def task_icon(parent, kind: str, x: float, y: float, look: Look):
    at = add(parent, "g", transform=f"translate({x:g} {y:g})")
    if kind == "sendTask":
        path(at, _LETTER, look.stroke, 1.1, fill=look.stroke)
        path(at, _FLAP, look.fill, 1.4)
    for d, filled in TASK_ICONS.get(kind, ()):
        path(at, d, look.stroke, 1.1, fill=look.stroke if filled else "none")


def event_icon(parent, shape: Shape, look: Look):
    definition = event_definition(shape.element)
    throws = shape.kind in ("endEvent", "intermediateThrowEvent")
    at = add(parent, "g", transform=f"translate({shape.box.cx:g} {shape.box.cy:g}) scale({min(shape.box.width, shape.box.height) / 36:g})")
    fill = look.stroke if throws else "none"
    if definition == "message":
        path(at, "M-8.5-6h17V6h-17Z", look.stroke, 1.3, fill=fill)
        path(at, "M-8.5-5.6 0 1 8.5-5.6", PAPER if throws else look.stroke, 1.3)
    elif definition == "timer":
        add(at, "circle", r=10.4, fill="none", stroke=look.stroke, stroke_width=1.2)
        path(at, _TICKS, look.stroke, .9)
        path(at, "M.8-7.4 0 0 5 1.6", look.stroke, 1.4, stroke_linecap="round")
    elif definition == "conditional":
        path(at, "M-7-9H7V9H-7Z", look.stroke, 1.3)
        path(at, "M-4.6-5.6H4.6M-4.6-1.9H4.6M-4.6 1.9H4.6M-4.6 5.6H4.6", look.stroke, 1.1)
    elif definition == "terminate":
        add(at, "circle", r=10.4, fill=look.stroke)
    elif definition in EVENT_ICONS:
        path(at, EVENT_ICONS[definition], look.stroke, 1.3, fill=fill)


def gateway_icon(parent, shape: Shape, look: Look):
    box, kind = shape.box, shape.kind
    at = add(parent, "g", transform=f"translate({box.cx:g} {box.cy:g}) scale({min(box.width, box.height) / 50:g})")
    if kind == "exclusiveGateway" and shape.marked is not False:
        path(at, "M-7-8.5 7 8.5M7-8.5-7 8.5", look.stroke, 3.4)
    elif kind == "parallelGateway":
        path(at, "M0-12V12M-12 0H12", look.stroke, 3.4)
    elif kind == "complexGateway":
        path(at, "M0-12V12M-12 0H12M-8.5-8.5 8.5 8.5M8.5-8.5-8.5 8.5", look.stroke, 2.6)
    elif kind == "inclusiveGateway":
        add(at, "circle", r=11, fill="none", stroke=look.stroke, stroke_width=2.8)
    elif kind == "eventBasedGateway":
        _event_based(at, shape.element, look)


def _event_based(at, element, look):
    add(at, "circle", r=13.5, fill="none", stroke=look.stroke, stroke_width=1)
    if not flag(element, "instantiate"):
        add(at, "circle", r=11, fill="none", stroke=look.stroke, stroke_width=1)
    parallel = element.get("eventGatewayType") == "Parallel"
    path(at, "M0-7V7M-7 0H7" if parallel else _polygon(5, 7), look.stroke, 1.2)


def foot_marks(shape: Shape) -> list[str]:
    """Names in FOOT_MARKS, from left to right."""
    element, marks = shape.element, []
    for repeated in kids(element, "standardLoopCharacteristics", "multiInstanceLoopCharacteristics"):
        several = local(repeated) == "multiInstanceLoopCharacteristics"
        marks.append(("sequential" if flag(repeated, "isSequential") else "parallel") if several else "loop")
    if flag(element, "isForCompensation"):
        marks.append("compensation")
    if shape.kind == "callActivity" or (shape.kind in SUBPROCESSES and not shape.is_open):
        marks.append("closed")
    if shape.kind == "adHocSubProcess":
        marks.append("adhoc")
    return marks


def foot(parent, shape: Shape, look: Look):
    marks = foot_marks(shape)
    x = shape.box.cx - (len(marks) * 18 - 4) / 2
    for i, mark in enumerate(marks):
        at = add(parent, "g", transform=f"translate({x + i * 18:g} {shape.box.bottom - 18:g})")
        path(at, FOOT_MARKS[mark], look.stroke, 2 if mark in ("parallel", "sequential") else 1.3)
