"""How large nodes are, and the measures that all drawings share."""
from __future__ import annotations

from app.definitions.layout.model import Node, Scope
from app.definitions.layout.names import SUBPROCESSES, TASKS, q
from app.definitions.layout.text import FONT, label_size, wrap

GAP_X, GAP_Y, PAD = 54, 30, 26           # between columns, between rows, inside lanes
STRIP, POOL_GAP, MIN_LANE = 30, 50, 120
TASK_W, TASK_H = 120, 70
SUB_PAD, SUB_TOP, SUB_BOTTOM = 30, 40, 34


def size_nodes(scope: Scope) -> None:
    """Give every node its size; tasks of one scope are equally large."""
    nodes = list(scope.nodes.values())
    tasks = [n for n in nodes if n.tag in TASKS or (n.tag in SUBPROCESSES and not n.expanded)]
    wide = max([TASK_W] + [TASK_W + 20 * min(2, max(0, len(wrap(n.name, TASK_W - 12, FONT)) - 3)) for n in tasks])
    high = TASK_H
    for node in tasks:
        lines = len(wrap(node.name, wide - 12, FONT))
        marker = node.tag == "callActivity" or node.tag in SUBPROCESSES or is_multi(node)
        high = max(high, 20 + 22 + round((lines - 1) * FONT * 1.2) + (14 if lines > 1 else 0) + (6 if marker else 0))
    for node in nodes:
        if node in tasks:
            node.w, node.h = wide, min(high, 130)
        elif node.kind == "event":
            node.w = node.h = 36
        elif node.kind == "gateway":
            node.w = node.h = 50
        elif node.tag == "textAnnotation":
            width, height = label_size(node.name, 124, FONT)
            node.w, node.h = max(100, width + 14), max(30, height + 12)
        elif node.kind == "artifact":
            node.w, node.h = (36, 50) if node.tag == "dataObjectReference" else (50, 50)
    for node in nodes:
        guests = sum(n.host == node.id for n in nodes)
        if node.kind == "task" and not node.expanded and guests > 2:
            node.w = max(node.w, guests * 56)


def is_multi(node: Node) -> bool:
    """Loop and multi-instance activities carry a marker at the bottom."""
    return any(node.elem.find(q(t)) is not None
               for t in ("multiInstanceLoopCharacteristics", "standardLoopCharacteristics"))


def outer_label(node: Node) -> tuple[float, float]:
    """Size of the label outside the node (0, 0 without)."""
    if node.name and (node.kind in ("event", "gateway") or node.kind == "artifact" and node.tag != "textAnnotation"):
        return label_size(node.name)
    return 0, 0
