"""Pools, lanes, activities, events, gateways, data and notes."""
from app.definitions.naming import interrupts
from app.engine.markup import flag
from app.web.diagram import canvas, icons
from app.web.diagram.canvas import BAND, RULE, SMALL, Look, add, path, rect, write, write_inside, write_upright
from app.web.diagram.lettering import wrap
from app.web.diagram.reading import ACTIVITIES, EVENTS, GATEWAYS, SUBPROCESSES, TASKS, Box, Shape

BAND_WIDTH = 30
LABEL_WIDTH = 90        # of a label that the diagram gives no bounds, as in the common modelling tools
ROUND = 6
ICON_FOOT = 20
NOTES = {"textAnnotation", "group"}


def draw_shape(parent, shape: Shape, look: Look):
    """The outline, the signs in it, and the name where it stands inside."""
    if shape.kind == "participant":
        _pool(parent, shape, look)
    elif shape.kind == "lane":
        _lane(parent, shape, look)
    elif shape.kind in ACTIVITIES:
        _activity(parent, shape, look)
    elif shape.kind in EVENTS:
        _event(parent, shape, look)
    elif shape.kind in GATEWAYS:
        _gateway(parent, shape, look)
    elif shape.kind in NOTES:
        _note(parent, shape, look)
    else:
        _data(parent, shape, look)


def draw_label(parent, shape: Shape, look: Look):
    """The name of what has its name beside it."""
    if shape.name and shape.kind not in ACTIVITIES | NOTES | {"participant", "lane"}:
        box = shape.label or Box(shape.box.cx - LABEL_WIDTH / 2, shape.box.bottom + 4, LABEL_WIDTH, SMALL * canvas.LEADING)
        label(parent, shape.name, box, look)


def label(parent, name: str, box: Box, look: Look):
    """A small name from the upper edge of its bounds downwards, in their middle. Tools measure a little differently: hence the slack."""
    lines = wrap(name, max(box.width, 2 * SMALL) + 4, SMALL)
    write(parent, lines, box.cx, box.y + len(lines) * SMALL * canvas.LEADING / 2, SMALL, look, halo=True)


def _pool(parent, shape, look):
    rect(parent, shape.box, fill=canvas.PAPER, stroke=RULE, stroke_width=1.5)
    if shape.element.get("processRef") is None and shape.expanded is not True:
        write_inside(parent, shape.name, shape.box.inset(6), look)
    else:
        _band(parent, shape, look, fill=BAND)
    if shape.element.find("{*}participantMultiplicity") is not None:
        at = add(parent, "g", transform=f"translate({shape.box.cx - 7:g} {shape.box.bottom - 18:g})")
        path(at, icons.FOOT_MARKS["parallel"], canvas.INK, 2)


def _lane(parent, shape, look):
    rect(parent, shape.box, fill="none", stroke=RULE, stroke_width=1)
    _band(parent, shape, look)


def _band(parent, shape, look, fill=None):
    box, upright = shape.box, shape.horizontal is False     # a standing pool has its band on top
    band = Box(box.x, box.y, box.width, BAND_WIDTH) if upright else Box(box.x, box.y, BAND_WIDTH, box.height)
    if fill:
        rect(parent, band, fill=fill, stroke=RULE, stroke_width=1)
    if shape.name:
        (write_inside if upright else write_upright)(parent, shape.name, band.inset(3), look)


def _activity(parent, shape, look):
    _frame(parent, shape, look)
    if shape.is_open:
        top = Box(shape.box.x + 8, shape.box.y + 7, shape.box.width - 16, 20)
        write_inside(parent, shape.name, top, look)
    else:
        icons.task_icon(parent, shape.kind, shape.box.x + 5, shape.box.y + 5, look)
        _name(parent, shape, look)
    icons.foot(parent, shape, look)


def _name(parent, shape, look):
    """In the middle; several lines begin below the icon and end above the marks."""
    box = shape.box
    ceiling = box.y + (ICON_FOOT if shape.kind in TASKS - {"task"} else 5)
    floor = box.bottom - (20 if icons.foot_marks(shape) else 4)
    lines, size = canvas.fit(shape.name, Box(box.x + 6, ceiling, box.width - 12, max(floor - ceiling, SMALL)))
    middle = (box.y + (10 if icons.foot_marks(shape) else 4) + floor) / 2
    write(parent, lines, box.cx, max(middle, ceiling + len(lines) * size * canvas.LEADING / 2), size, look)


def _frame(parent, shape, look):
    called = shape.kind == "callActivity"
    dotted = flag(shape.element, "triggeredByEvent") if shape.kind in SUBPROCESSES else False
    fill = canvas.PAPER if shape.is_open else look.fill
    rect(parent, shape.box, rx=ROUND, fill=fill, stroke=look.stroke, stroke_width=look.width + (2 if called else 0),
         stroke_dasharray="1 4" if dotted else look.dash, stroke_linecap="round" if dotted else None)
    if shape.kind == "transaction":
        rect(parent, shape.box.inset(3), rx=ROUND - 2, fill="none", stroke=look.stroke, stroke_width=look.width)


def _event(parent, shape, look):
    box, kind = shape.box, shape.kind
    radius = min(box.width, box.height) / 2
    circle = {"cx": box.cx, "cy": box.cy, "stroke": look.stroke, "stroke_dasharray": None if interrupts(shape.element) else "4 2.6"}
    add(parent, "circle", r=radius, fill=look.fill, stroke_width=look.width + (2 if kind == "endEvent" else 0), **circle)
    if kind not in ("startEvent", "endEvent"):
        add(parent, "circle", r=radius - 3.4 - (look.width - 1.25) / 2, fill="none", stroke_width=min(look.width, 1.5), **circle)
    icons.event_icon(parent, shape, look)


def _gateway(parent, shape, look):
    box = shape.box
    corners = f"M{box.cx:g} {box.y:g}L{box.right:g} {box.cy:g}L{box.cx:g} {box.bottom:g}L{box.x:g} {box.cy:g}Z"
    path(parent, corners, look.stroke, look.width, fill=look.fill)
    icons.gateway_icon(parent, shape, look)


def _note(parent, shape, look):
    box = shape.box
    if shape.kind == "group":
        rect(parent, box, rx=ROUND, fill="none", stroke=look.stroke, stroke_width=1.5, stroke_dasharray="10 6 1 6")
        if shape.name:
            label(parent, shape.name, shape.label or Box(box.x, box.y + 4, box.width, 15), look)
        return
    path(parent, f"M{box.x + 10:g} {box.y:g}H{box.x:g}V{box.bottom:g}H{box.x + 10:g}", look.stroke, 1.25)
    room = Box(box.x + 7, box.y + 2, box.width - 9, box.height - 4)
    lines, size = canvas.fit(shape.name, room, (SMALL, 10))
    write(parent, lines, room.x, room.cy, size, look, anchor="start")


def _data(parent, shape, look):
    box = shape.box
    if shape.kind == "dataStoreReference":
        top, curve = box.y + box.height * .14, f"{box.width / 2:g} {box.height * .14:g} 0 0"
        d = (f"M{box.x:g} {top:g}A{curve} 1 {box.right:g} {top:g}V{box.bottom - box.height * .14:g}"
             f"A{curve} 1 {box.x:g} {box.bottom - box.height * .14:g}ZM{box.x:g} {top:g}A{curve} 0 {box.right:g} {top:g}")
    else:
        ear = min(box.width, box.height) * .3
        d = (f"M{box.x:g} {box.y:g}H{box.right - ear:g}L{box.right:g} {box.y + ear:g}V{box.bottom:g}H{box.x:g}Z"
             f"M{box.right - ear:g} {box.y:g}V{box.y + ear:g}H{box.right:g}")
    path(parent, d, look.stroke, look.width, fill=look.fill)
    if shape.kind in ("dataInput", "dataOutput"):
        path(parent, f"M{box.x + 4:g} {box.y + 8:g}h8v-4l6 6-6 6v-4h-8Z", look.stroke, 1,
             fill=look.stroke if shape.kind == "dataOutput" else "none")
