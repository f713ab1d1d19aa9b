"""Plane geometry of boxes (x0, y0, x1, y1) and segments."""
from __future__ import annotations

from app.definitions.layout.drawing import Shape


def meets(a: tuple, b: tuple, gap: float = 0.0) -> bool:
    """Overlap of two boxes by more than -gap."""
    return a[0] < b[2] + gap and b[0] < a[2] + gap and a[1] < b[3] + gap and b[1] < a[3] + gap


def within(a: tuple, b: tuple, slack: float = 0.5) -> bool:
    return a[0] >= b[0] - slack and a[1] >= b[1] - slack and a[2] <= b[2] + slack and a[3] <= b[3] + slack


def segment_in_box(seg, box: tuple, shrink: float = 1.0) -> bool:
    """Does a (possibly slanted) segment pass through the inside of a box? (Liang-Barsky)"""
    (x0, y0), (x1, y1) = seg
    left, top, right, bottom = box[0] + shrink, box[1] + shrink, box[2] - shrink, box[3] - shrink
    if left >= right or top >= bottom:
        return False
    t0, t1, dx, dy = 0.0, 1.0, x1 - x0, y1 - y0
    for p, d in ((-dx, x0 - left), (dx, right - x0), (-dy, y0 - top), (dy, bottom - y0)):
        if p == 0:
            if d < 0:
                return False
        elif p < 0:
            t0 = max(t0, d / p)
        else:
            t1 = min(t1, d / p)
    return t0 < t1


def cross(a, b) -> bool:
    """Proper crossing of two segments (touching ends do not count)."""
    def side(p, r, s):
        value = (r[0] - p[0]) * (s[1] - p[1]) - (r[1] - p[1]) * (s[0] - p[0])
        return 0 if abs(value) < 1e-6 else 1 if value > 0 else -1
    (p, r), (s, t) = a, b
    return side(p, r, s) * side(p, r, t) < 0 and side(s, t, p) * side(s, t, r) < 0


def overlap_length(a, b) -> float:
    """Length of the common part of two axis-parallel collinear segments."""
    for k in (0, 1):
        if a[0][k] == a[1][k] == b[0][k] == b[1][k]:
            o = 1 - k
            return min(max(a[0][o], a[1][o]), max(b[0][o], b[1][o])) - max(min(a[0][o], a[1][o]), min(b[0][o], b[1][o]))
    return 0.0


def border_distance(point, shape: Shape) -> float:
    """Distance of a docking point from the drawn outline."""
    x0, y0, x1, y1 = shape.box
    px, py = point
    cx, cy, rx, ry = (x0 + x1) / 2, (y0 + y1) / 2, (x1 - x0) / 2, (y1 - y0) / 2
    if shape.tag.endswith("Event"):
        return abs(((px - cx) ** 2 + (py - cy) ** 2) ** 0.5 - rx)
    if shape.tag.endswith("Gateway"):
        return abs(abs(px - cx) / rx + abs(py - cy) / ry - 1) * min(rx, ry)
    dx, dy = max(x0 - px, 0, px - x1), max(y0 - py, 0, py - y1)
    if dx or dy:
        return (dx * dx + dy * dy) ** 0.5
    return min(px - x0, x1 - px, py - y0, y1 - py)
