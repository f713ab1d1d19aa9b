"""Place outer labels (events, gateways, data, flows) where they touch neither shapes nor lines."""
from __future__ import annotations

from app.definitions.layout.model import Edge, Node, Pool, Scope
from app.definitions.layout.text import SMALL, label_size, text_width


APART = 45          # a name beside a stretch that two flows share could be either's


def place_labels(pools: list[Pool], scopes: list[Scope], loose: list[Edge], notes: list[Node]) -> None:
    """Set node.label and edge.label as (x0, y0, x1, y1)."""
    placer = LabelPlacer()
    todo = list(scopes)
    nodes, edges = list(notes), list(loose)
    while todo:
        scope = todo.pop(0)
        nodes += scope.nodes.values()
        edges += scope.edges
        todo += [n.scope for n in scope.nodes.values() if n.expanded and n.scope]
        for top, height in scope.lane_bounds if scope.leaves else ():
            placer.weak.append((top, top + height))
    for node in nodes:
        if node.expanded:
            placer.frames.append(node.box)
        else:
            placer.shapes += solid(node)
    placer.shapes += [p.box for p in pools if not p.scope]
    placer.lines = [seg for e in edges for seg in zip(e.points, e.points[1:])]
    placer.defaults = {n.elem.get("default") for n in nodes}
    placer.shared = {e.id: max((common_run(e.points, o.points) for o in edges if o.src == e.src and o is not e), default=0)
                     for e in edges if e.name}
    placer.run(nodes, edges)


def solid(node: Node) -> list[tuple]:
    """Rectangles that cover the drawn figure; a diamond leaves its corners free."""
    if node.kind != "gateway":
        return [node.box]
    x, y, r = node.cx, node.cy, node.w / 2
    return [(x - r * a, y - r * (1 - a), x + r * a, y + r * (1 - a)) for a in (0.15, 0.35, 0.5, 0.65, 0.85)]


class LabelPlacer:
    """Chooses the candidate rectangle with the least conflict."""

    def __init__(self) -> None:
        self.shapes, self.frames, self.lines, self.weak, self.done = [], [], [], [], []
        self.defaults = set()                       # ids of default flows: their first 20 px carry a slash
        self.shared = {}                            # flow id → length that it runs together with a sister flow

    def run(self, nodes: list[Node], edges: list[Edge]) -> None:
        for node in nodes:
            if node.name and node.kind == "event" and not node.host:
                node.label = self._best(self._event(node))
        for node in nodes:
            if node.name and node.host:
                node.label = self._best(self._boundary(node))
        for node in nodes:
            if node.name and node.kind == "gateway":
                node.label = self._best(self._gateway(node))
            elif node.name and node.kind == "artifact" and node.tag != "textAnnotation":
                node.label = self._best(self._event(node))
        for edge in edges:
            if edge.name and len(edge.points) > 1 and edge.kind in ("seq", "msg"):
                node_label = self._flow(edge)
                edge.label = self._best(node_label)

    def _best(self, candidates: list[tuple]) -> tuple:
        """candidates: (cost, x, y, w, h)."""
        scored = [(cost + self._conflict((x, y, x + w, y + h)), i) for i, (cost, x, y, w, h) in enumerate(candidates)]
        _, x, y, w, h = candidates[min(scored)[1]]
        box = (x, y, x + w, y + h)
        self.done.append(box)
        return box

    def _conflict(self, box: tuple) -> float:
        cost = 0.0
        for other in self.shapes:
            if meets(box, other, 1):
                cost += 120
        for other in self.done:
            if meets(box, other, 1):
                cost += 150
        for (x0, y0), (x1, y1) in self.lines:
            if meets(box, (min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)), 1):
                cost += 90
        for x0, y0, x1, y1 in self.frames:
            inside = x0 < box[0] and y0 < box[1] and x1 > box[2] and y1 > box[3]
            if meets(box, (x0, y0, x1, y1), 0) and not inside:
                cost += 80
        for top, bottom in self.weak:
            if any(box[1] < y < box[3] for y in (top, bottom)):
                cost += 40
        return cost

    @staticmethod
    def _widths(name: str) -> list[tuple]:
        """One balanced wrapping, a narrow and a wide one."""
        sizes = [label_size(name), label_size(name, 58), label_size(name, 130)]
        return [(s, i * 6) for i, s in enumerate(sizes) if s not in sizes[:i]]

    def _event(self, node: Node) -> list[tuple]:
        found = []
        for (w, h), extra in self._widths(node.name):
            x0, y0, x1, y1 = node.box
            found += [(extra, node.cx - w / 2, y1 + 4, w, h), (extra + 8, node.cx - w / 2, y0 - h - 3, w, h),
                      (extra + 20, x1 + 4, y1 - 4, w, h), (extra + 22, x0 - w - 4, y1 - 4, w, h),
                      (extra + 20, x1 + 4, y0 - h + 4, w, h), (extra + 22, x0 - w - 4, y0 - h + 4, w, h),
                      (extra + 14, x1 + 5, node.cy - h / 2, w, h)]
        return found

    def _boundary(self, node: Node) -> list[tuple]:
        found = []
        for (w, h), extra in self._widths(node.name):
            x0, _, x1, y1 = node.box
            found += [(extra, node.cx - w - 6, y1 + 2, w, h), (extra + 3, node.cx + 6, y1 + 2, w, h),
                      (extra + 5, x0 - w - 3, node.cy + 4, w, h), (extra + 6, x1 + 3, node.cy + 4, w, h),
                      (extra + 25, node.cx - w / 2, y1 + 4, w, h)]
        return found

    def _gateway(self, node: Node) -> list[tuple]:
        found = []
        for (w, h), extra in self._widths(node.name):
            x0, y0, x1, y1 = node.box
            found += [(extra, node.cx - w / 2, y0 - h - 4, w, h), (extra + 6, node.cx - w / 2, y1 + 4, w, h),
                      (extra + 9, node.cx - w - 6, y0 - h + 6, w, h), (extra + 10, node.cx + 8, y0 - h + 6, w, h),
                      (extra + 12, node.cx - w - 6, y1 - 6, w, h), (extra + 12, node.cx + 8, y1 - 6, w, h),
                      (extra + 16, node.cx - w - 14, y0 - h + 14, w, h), (extra + 16, node.cx + 14, y0 - h + 14, w, h)]
        return found

    def _flow(self, edge: Edge) -> list[tuple]:
        """Along the line, the nearer to the source the better."""
        found, walked = [], 0.0
        sizes = self._widths(edge.name)
        if text_width(edge.name, SMALL) > 90:
            sizes = sizes[:1] + sizes[2:] + sizes[1:2]
        for (x0, y0), (x1, y1) in zip(edge.points, edge.points[1:]):
            length = abs(x1 - x0) + abs(y1 - y0)
            for (w, h), extra in sizes:
                reach = w if y0 == y1 else h
                first = 22 if edge.id in self.defaults and walked == 0 else 6
                for start in range(first, max(first + 1, int(length - reach)), 8):
                    together = walked + start < self.shared.get(edge.id, 0)
                    cost = extra + (walked + start) * 0.12 + (APART if together else 0)
                    if y0 == y1:
                        left = x0 + start if x1 > x0 else x0 - start - w
                        found += [(cost, left, y0 - h - 3, w, h), (cost + 3, left, y0 + 4, w, h)]
                    else:
                        top = y0 + start if y1 > y0 else y0 - start - h
                        found += [(cost, x0 + 4, top, w, h), (cost + 2, x0 - w - 4, top, w, h)]
            walked += length
        return found


def meets(a: tuple, b: tuple, gap: float = 0) -> bool:
    """Do two rectangles overlap (or come closer than `gap`)?"""
    return a[0] < b[2] + gap and b[0] < a[2] + gap and a[1] < b[3] + gap and b[1] < a[3] + gap


def common_run(a: list[tuple], b: list[tuple]) -> float:
    """How far two orthogonal lines run together from their common start."""
    run = 0.0
    for (p, q), (r, t) in zip(zip(a, a[1:]), zip(b, b[1:])):
        if p != r or (p[0] == q[0]) != (r[0] == t[0]) or (q[0] - p[0]) * (t[0] - r[0]) + (q[1] - p[1]) * (t[1] - r[1]) <= 0:
            break
        run += min(abs(q[0] - p[0]) + abs(q[1] - p[1]), abs(t[0] - r[0]) + abs(t[1] - r[1]))
        if q != t:
            break
    return run
