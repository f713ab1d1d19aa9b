"""Where edges may dock, and what a docking point costs."""
from __future__ import annotations

from app.definitions.layout.model import Edge, Node
from app.definitions.layout.router import Port

SOURCE_COST = {"task": (0, 34, 150, 34), "gateway": (0, 8, 190, 14), "event": (0, 30, 190, 34),
               "artifact": (40, 0, 40, 0)}
TARGET_COST = {"task": (150, 26, 0, 22), "gateway": (130, 5, 0, 5), "event": (150, 14, 0, 14),
               "artifact": (40, 0, 40, 0)}


def ports(node: Node, role: str) -> list[Port]:
    """Docking points of a node, with preference costs for 'out' or 'in'."""
    cost = (SOURCE_COST if role == "out" else TARGET_COST)[node.kind]
    if node.host:
        return [Port(node.cx, node.y + node.h, 1, 0)]
    x0, y0, x1, y1 = node.box
    found = [Port(x1, node.cy, 0, cost[0]), Port(node.cx, y1, 1, cost[1]),
             Port(x0, node.cy, 2, cost[2]), Port(node.cx, y0, 3, cost[3])]
    if node.kind == "task" or node.tag == "textAnnotation":
        dx, dy = (30 if not node.expanded else node.w / 4), min(18, node.h / 4)
        for s in (-1, 1):
            found += [Port(x1, node.cy + s * dy, 0, cost[0] + 48), Port(node.cx + s * dx, y1, 1, cost[1] + 40),
                      Port(x0, node.cy + s * dy, 2, cost[2] + 48), Port(node.cx + s * dx, y0, 3, cost[3] + 40)]
    return found


class PortBook:
    """Who docks where; docking at a used point costs extra."""

    def __init__(self) -> None:
        self.used: dict[tuple, dict] = {}

    def priced(self, options: list[Port], role: str, edge: Edge) -> list[Port]:
        priced = []
        for port in options:
            extra = 0
            for other, how in self.used.get((port.x, port.y), {}).items():
                if other != edge.id:
                    extra += 34 if how == role == "in" else 200 if how == role else 190
            priced.append(Port(port.x, port.y, port.d, port.cost + extra))
        return priced

    def take(self, edge: Edge) -> None:
        for point, role in ((edge.points[0], "out"), (edge.points[-1], "in")):
            self.used.setdefault(point, {})[edge.id] = role

    def free(self, edge: Edge) -> None:
        for marks in self.used.values():
            marks.pop(edge.id, None)
