"""Route all edges of one scope, untangle them, and keep the happy path straight."""
from __future__ import annotations

from app.definitions.layout.model import Edge, Node
from app.definitions.layout.ports import PortBook, ports
from app.definitions.layout.router import Router, merge_tracks, simplify
from app.definitions.layout.sizes import outer_label


class EdgeRouting:
    """Route all edges of one scope."""

    def __init__(self, layout: ScopeLayout):
        self.layout, self.scope = layout, layout.scope
        self.nodes = self.scope.nodes
        self.book = PortBook()
        self.router = self._router()

    def _router(self) -> Router:
        fixed_x, fixed_y, track_x, track_y = [], [], [], []
        boxes = {}
        for node in self.nodes.values():
            boxes[node.id] = node.box
            for port in ports(node, "out"):
                x, y = port.stub
                (fixed_x if port.d % 2 else fixed_y).append(x if port.d % 2 else y)
                (fixed_y if port.d % 2 else fixed_x).append(y if port.d % 2 else x)
        spans = self.layout.col_span
        for (_, a), (b, _) in zip(spans, spans[1:]):
            track_x += channel(a, b)
        bands = self.layout.bands
        for (_, a), (b, _) in zip(bands, bands[1:]):
            track_y += channel(a, b)
        if bands:
            track_y += [bands[0][0] - 18, bands[-1][1] + 15, bands[-1][1] + 28]
        borders = {top for top, _ in self.scope.lane_bounds}
        track_y = [y for y in track_y if all(abs(y - b) > 5 for b in borders)]
        soft = [self._label_area(n) for n in self.nodes.values() if outer_label(n)[0]]
        xs, ys = merge_tracks(fixed_x, track_x), merge_tracks(fixed_y, track_y)
        return Router(boxes, xs, ys, soft)

    def _label_area(self, node: Node) -> tuple:
        """Where the node's outer label will probably lie."""
        w, h = outer_label(node)
        if node.host:
            return node.x - w, node.y + node.h, node.x, node.y + node.h + h
        top = node.y - h - 5 if node.kind == "gateway" else node.y + node.h + 2
        return node.cx - w / 2, top, node.cx + w / 2, top + h + 3

    def run(self) -> None:
        order = sorted(self.scope.edges, key=self._rank)
        for edge in self.scope.edges:
            edge.points = []
        for _ in range(3):
            for edge in order:
                self._route(edge)
        for _ in range(2):
            self._untangle(order)
        self._center_main(order)

    def _untangle(self, order: list[Edge]) -> None:
        """Where two edges cross, reroute the edges around with one of the two going first."""
        for i, a in enumerate(order):
            for b in order[:i]:
                for first in (a, b):
                    if edges_cross(a, b) and a.kind == b.kind == "seq":
                        ends = {first.src, first.dst}
                        group = [e for e in order if e.kind == "seq" and e is not first and ends & {e.src, e.dst}]
                        if len(group) <= 8:
                            self._try_first(first, group)

    def _center_main(self, order: list[Edge]) -> None:
        """The happy path docks at the middle of a side; other edges give way."""
        for edge in [e for e in order if e.main]:
            for ref, (x, y) in ((edge.src, edge.points[0]), (edge.dst, edge.points[-1])):
                node = self.nodes[ref]
                if x == node.cx or y == node.cy:
                    continue
                middle = (node.cx, y) if y in (node.y, node.y + node.h) else (x, node.cy)
                rivals = [e for e in order if e is not edge and middle in (e.points[0], e.points[-1])]
                if rivals:
                    self._try_first(edge, rivals)

    def _try_first(self, first: Edge, group: list[Edge]) -> None:
        """Keep the new order only if the sum of the costs falls."""
        edges = [*group, first]
        before = [e.points for e in edges]
        self._lift(*edges)
        old = sum(self._route_as_before(e, path) for e, path in zip(edges, before))
        self._lift(*edges)
        new = sum(self._route(e) for e in [first, *group])
        if new >= old - 1:
            self._restore(edges, before)

    def _route_as_before(self, edge: Edge, path: list) -> float:
        """Cost of an existing path given what is drawn now: a fresh search limited to its ports."""
        a, b = self.nodes[edge.src], self.nodes[edge.dst]
        cost = self.router.price(path, self._mates(edge))
        for node, role, point in ((a, "out", path[0]), (b, "in", path[-1])):
            cost += min([p.cost for p in self.book.priced(ports(node, role), role, edge) if (p.x, p.y) == point] or [0])
        self._restore((edge,), (path,))
        return cost

    def _lift(self, *edges: Edge) -> None:
        for edge in edges:
            self.router.remove(edge.id)
            self.book.free(edge)
            edge.points = []

    def _restore(self, edges, points) -> None:
        self._lift(*edges)
        for edge, path in zip(edges, points):
            edge.points = path
            self.router.commit(edge.id, path)
            self.book.take(edge)

    def _rank(self, edge: Edge) -> tuple:
        a, b = self.nodes[edge.src], self.nodes[edge.dst]
        level = a.lane == b.lane and a.row == b.row
        return (edge.kind != "seq", edge.back, not edge.main, not level,
                abs(a.lane - b.lane), abs(a.col - b.col), abs(a.row - b.row), a.order, b.order)

    def _mates(self, edge: Edge) -> frozenset:
        """Edges with a common end may share a line."""
        return frozenset(e.id for e in self.scope.edges if e is not edge and e.points and e.kind == edge.kind
                         and (e.dst == edge.dst or e.src == edge.src))

    def _route(self, edge: Edge) -> float:
        """(Re)route one edge; return its cost."""
        a, b = self.nodes[edge.src], self.nodes[edge.dst]
        if edge.points:
            self._lift(edge)
        path = self.router.route(self.book.priced(ports(a, "out"), "out", edge),
                                 self.book.priced(ports(b, "in"), "in", edge), self._mates(edge))
        edge.points = path or fallback(a, b)
        self.router.commit(edge.id, edge.points)
        self.book.take(edge)
        return self.router.last_cost if path else 1e9


def edges_cross(a: Edge, b: Edge) -> bool:
    """Do two orthogonal edges cross properly?"""
    for (ax, ay), (bx, by) in zip(a.points, a.points[1:]):
        for (cx, cy), (dx, dy) in zip(b.points, b.points[1:]):
            if (ay == by) == (cy == dy):
                continue
            hx0, hx1, hy, vx, vy0, vy1 = (ax, bx, ay, cx, cy, dy) if ay == by else (cx, dx, cy, ax, ay, by)
            if min(hx0, hx1) < vx < max(hx0, hx1) and min(vy0, vy1) < hy < max(vy0, vy1):
                return True
    return False


def channel(a: float, b: float, step: float = 12) -> list[float]:
    """Evenly spaced tracks between two borders, 15 away from both."""
    room = b - a - 30
    if room < 0:
        return [(a + b) / 2] if b > a else []
    count = int(room // step) + 1
    if count == 1:
        return [(a + b) / 2]
    return [round(a + 15 + i * room / (count - 1), 2) for i in range(count)]


def fallback(a, b) -> list[tuple]:
    """A plain dog-leg when the router finds nothing."""
    ax, ay, bx, by = a.x + a.w, a.y + a.h / 2, b.x, b.y + b.h / 2
    if bx > ax:
        return simplify([(ax, ay), ((ax + bx) / 2, ay), ((ax + bx) / 2, by), (bx, by)])
    low = max(a.y + a.h, b.y + b.h) + 20
    return simplify([(a.x + a.w / 2, a.y + a.h), (a.x + a.w / 2, low), (b.x + b.w / 2, low),
                     (b.x + b.w / 2, b.y + b.h)])
