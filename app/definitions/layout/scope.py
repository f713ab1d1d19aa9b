"""Coordinates of one process or sub-process: columns and rows become x and y, lanes get their heights."""
from __future__ import annotations

from app.definitions.layout.columns import Columns
from app.definitions.layout.edges import EdgeRouting
from app.definitions.layout.model import Edge, Node, Scope
from app.definitions.layout.names import SUBPROCESSES, TASKS
from app.definitions.layout.rows import Rows
from app.definitions.layout.sizes import (GAP_X, GAP_Y, MIN_LANE, PAD, SUB_BOTTOM, SUB_PAD, SUB_TOP, TASK_W, is_multi,
                                          outer_label, size_nodes)
from app.definitions.layout.text import label_size


class ScopeLayout:
    """Lay out one process (or sub-process) in its own coordinates, origin at the content's corner."""

    def __init__(self, scope: Scope, pad_left: float = 36):
        self.scope, self.pad_left = scope, pad_left
        self.widen: dict[int, float] = {}
        self.deepen: dict[int, float] = {}

    def run(self) -> None:
        scope = self.scope
        for node in scope.nodes.values():
            if node.scope:
                ScopeLayout(node.scope, pad_left=0 if node.expanded else 36).run()
                if node.expanded:
                    node.w = max(TASK_W + 20, node.scope.w + 2 * SUB_PAD)
                    node.h = node.scope.h + head(node.scope) + SUB_BOTTOM
            node.floating = node.elem.get("triggeredByEvent") == "true" and node.tag in SUBPROCESSES
        size_nodes(scope)
        columns = Columns(scope)
        columns.assign()
        Rows(scope, columns).run()
        for attempt in range(3):
            self._coordinates()
            EdgeRouting(self).run()
            if not self._widen_crowded():
                break
        self._embed_children()

    # ------------------------------------------------------------ coordinates
    def _coordinates(self) -> None:
        self._place_columns()
        self._place_rows()
        self._place_boundary()
        self._place_floating()

    def _grid_nodes(self) -> list[Node]:
        return [n for n in self.scope.nodes.values() if not n.host and not n.floating]

    def _place_columns(self) -> None:
        nodes = self._grid_nodes()
        last = max((n.col for n in nodes), default=-1)
        wide = [max([40] + [max(n.w, outer_label(n)[0]) for n in nodes if n.col == c]) for c in range(last + 1)]
        x, self.col_span = self.pad_left, []
        for c, width in enumerate(wide):
            for node in nodes:
                if node.col == c:
                    beside = width > 400 and not node.expanded       # stay near the predecessor
                    node.x = round(x + (TASK_W / 2 + 10 if beside else width / 2)) - node.w / 2
            self.col_span.append((x, x + width))
            x += width + (self._gap_after(c, wide) if c < last else 0)
        self.right = x

    def _gap_after(self, c: int, wide: list[float]) -> float:
        """Column gap: room for flow labels at the source and for vertical tracks."""
        gap, tracks = GAP_X, 0
        nodes = self.scope.nodes
        for edge in self.scope.edges:
            a, b = nodes[edge.src], nodes[edge.dst]
            if edge.kind != "seq" or a.host:
                continue
            level = a.lane == b.lane and a.row == b.row
            if edge.name and a.col == c and b.col > c:
                gap = max(gap, label_size(edge.name)[0] + 30 - (wide[c] - a.w) / 2)
            if a.col <= c < b.col and not level and b.col == c + 1 and a.kind != "gateway":
                tracks += 1
        return max(gap, 30 + 12 * tracks) + self.widen.get(c, 0)

    def _place_rows(self) -> None:
        """Stack the rows of all lanes; lane_bounds become (top, height) per leaf lane."""
        scope = self.scope
        pad = PAD if scope.leaves or self.pad_left else 0
        y, scope.lane_bounds, self.bands, self.float_top = 0.0, [], [], {}
        for lane in range(max(len(scope.leaves), 1)):
            top, first_band = y, len(self.bands)
            y = self._stack(lane, y + pad)
            y = self._float_strip(lane, top + pad, y) + pad
            if scope.leaves:
                y = self._stretch(lane, top, y, first_band)
            scope.lane_bounds.append((top, y - top))
        self.bottom = y

    def _float_strip(self, lane: int, top: float, bottom: float) -> float:
        """Height for the event sub-processes of a lane: below the nodes they would touch."""
        floats = [n for n in self.scope.nodes.values() if n.floating and n.lane == lane]
        if not floats:
            return bottom
        reach = self.pad_left + sum(n.w + GAP_X for n in floats)
        above = [n.cy + self._down(n) for n in self._grid_nodes() if n.lane == lane and n.x < reach]
        self.float_top[lane] = max(above) + 45 if above else top
        return max(bottom, self.float_top[lane] + max(n.h for n in floats))

    def _stack(self, lane: int, y: float) -> float:
        """Rows of one lane; beside a tall sub-process the rows stay close together."""
        nodes = [n for n in self._grid_nodes() if n.lane == lane]
        rows = sorted({n.row for n in nodes})
        tall_cols = {n.col for n in nodes if n.expanded}
        tall_rows = [r for r in rows if any(n.row == r and n.expanded for n in nodes)]
        center, bottom = {}, y
        for i, row in enumerate(rows):
            members = [n for n in nodes if n.row == row]
            y = bottom + (GAP_Y if i else 0) + self.deepen.get(len(self.bands) + i, 0)
            center[row] = round(y + max(map(self._up, members)))
            bottom = center[row] + max(map(self._down, members))
        light = self._light_centers(nodes, rows, center, tall_rows, tall_cols)
        for node in nodes:
            middle = center[node.row] if node.col in tall_cols else light[node.row]
            node.y = middle - node.h / 2
        for row in rows:
            for middle in {center[row], light[row]}:
                high = [n.h for n in nodes if n.row == row and n.cy == middle]
                if high:
                    self.bands.append((middle - max(high) / 2, middle + max(high) / 2))
        self.bands.sort()
        return max([y] + [n.cy + self._down(n) for n in nodes])

    def _light_centers(self, nodes, rows, center, tall_rows, tall_cols) -> dict:
        """Row centres for columns without an expanded sub-process, anchored at its row."""
        if len(tall_rows) != 1 or len(rows) == 1:
            return center
        anchor, small = tall_rows[0], [n for n in nodes if n.col not in tall_cols]
        def reach(row, side):
            return max([35] + [side(n) for n in small if n.row == row])
        fixed = {n.row for n in nodes if n.col in tall_cols}
        light, at = {anchor: center[anchor]}, rows.index(anchor)
        for step, order in ((1, range(at + 1, len(rows))), (-1, range(at - 1, -1, -1))):
            for i in order:
                row, last = rows[i], rows[i - step]
                near, far = (self._down, self._up) if step > 0 else (self._up, self._down)
                free = light[last] + step * (reach(last, near) + GAP_Y + reach(row, far))
                light[row] = center[row] if row in fixed else round(free)
        return light

    def _stretch(self, lane: int, top: float, bottom: float, first_band: int) -> float:
        """Give narrow lanes their minimum height, content centred."""
        missing = max(MIN_LANE, len(self.scope.leaves[lane].name) * 13 + 24) - (bottom - top)
        if missing <= 0:
            return bottom
        shift_y = round(missing / 2)
        for node in self._grid_nodes():
            if node.lane == lane:
                node.y += shift_y
        self.bands[first_band:] = [(a + shift_y, b + shift_y) for a, b in self.bands[first_band:]]
        if lane in self.float_top:
            self.float_top[lane] += shift_y
        return bottom + missing

    def _up(self, node: Node) -> float:
        label = outer_label(node)[1]
        return node.h / 2 + (label + 6 if node.kind == "gateway" and label else 0)

    def _down(self, node: Node) -> float:
        guests = [n for n in self.scope.nodes.values() if n.host == node.id]
        if guests:
            return node.h / 2 + 18 + max([outer_label(g)[1] for g in guests]) + 8
        label = outer_label(node)[1]
        return node.h / 2 + (label + 6 if node.kind in ("event", "artifact") and label else 0)

    def _place_boundary(self) -> None:
        """Boundary events sit on the lower border; the nearest branch is rightmost."""
        nodes = self.scope.nodes
        hosts: dict[str, list[Node]] = {}
        for node in nodes.values():
            if node.host in nodes:
                hosts.setdefault(node.host, []).append(node)
        for host_id, guests in hosts.items():
            host = nodes[host_id]
            guests.sort(key=lambda g: self._branch_level(g))
            step = min(host.w / len(guests), 120)
            first = host.x + host.w - (step / 2 if not host.expanded else 60)
            for i, guest in enumerate(guests):
                center = first - i * step
                if len(guests) == 1 and not host.expanded:
                    center = host.cx if self._hangs_below(guest, host) else host.x + host.w * 0.72
                guest.x, guest.y, guest.row = round(center) - 18, host.y + host.h - 18, host.row

    def _hangs_below(self, guest: Node, host: Node) -> bool:
        """The branch starts straight below the host and no marker is in the way."""
        below = [e for e in self.scope.edges if e.src == guest.id and self.scope.nodes[e.dst].col == host.col]
        return bool(below) and not is_multi(host) and host.tag in TASKS - {"callActivity"}

    def _branch_level(self, guest: Node) -> tuple:
        targets = [self.scope.nodes[e.dst] for e in self.scope.edges if e.src == guest.id]
        return (0, *min((t.lane, t.row, -t.col) for t in targets)) if targets else (1, 0, 0, 0)

    def _place_floating(self) -> None:
        """Event sub-processes stand in a strip at the bottom of their lane."""
        for lane, top in self.float_top.items():
            x = self.pad_left
            for node in [n for n in self.scope.nodes.values() if n.floating and n.lane == lane]:
                node.x, node.y = x, top
                x += node.w + GAP_X
            self.right = max(self.right, x - GAP_X)
        self.scope.w = self.right + self.pad_left
        self.scope.h = self.bottom

    def _widen_crowded(self) -> bool:
        """Edges laid over each other: make room in the channel and try again."""
        crowded_x, crowded_y = overlaps(self.scope.edges)
        changed = False
        for x in crowded_x:
            for c in range(len(self.col_span) - 1):
                if self.col_span[c][1] <= x <= self.col_span[c + 1][0]:
                    self.widen[c] = self.widen.get(c, 0) + 14
                    changed = True
        for y in crowded_y:
            for i in range(1, len(self.bands)):
                if self.bands[i - 1][1] <= y <= self.bands[i][0]:
                    self.deepen[i] = self.deepen.get(i, 0) + 14
                    changed = True
        return changed

    def _embed_children(self) -> None:
        """Move the content of expanded sub-processes into their box."""
        for node in self.scope.nodes.values():
            if node.expanded and node.scope:
                shift(node.scope, node.x + (node.w - node.scope.w) / 2, node.y + head(node.scope))


def overlaps(edges: list[Edge]) -> tuple[set, set]:
    """x of vertical and y of horizontal lines on which unrelated edges lie on each other."""
    lines: dict[tuple, list] = {}
    for edge in edges:
        for (x0, y0), (x1, y1) in zip(edge.points, edge.points[1:]):
            key, lo, hi = (("v", x0), *sorted((y0, y1))) if x0 == x1 else (("h", y0), *sorted((x0, x1)))
            lines.setdefault(key, []).append((lo, hi, edge))
    found: dict[str, set] = {"v": set(), "h": set()}
    for (kind, at), spans in lines.items():
        for i, (lo, hi, edge) in enumerate(spans):
            for lo2, hi2, other in spans[:i]:
                if other is not edge and min(hi, hi2) - max(lo, lo2) > 1 and other.dst != edge.dst \
                        and other.src != edge.src:
                    found[kind].add(at)
    return found["v"], found["h"]


def shift(scope: Scope, dx: float, dy: float) -> None:
    """Translate a scope with everything inside."""
    for node in scope.nodes.values():
        node.x, node.y = node.x + dx, node.y + dy
        if node.expanded and node.scope:
            shift(node.scope, dx, dy)
    for edge in scope.edges:
        edge.points = [(x + dx, y + dy) for x, y in edge.points]


def head(scope: Scope) -> float:
    """Room above the content of a sub-process: its title, and under it the loops that run back over the top row."""
    highest = min((y for edge in scope.edges for _, y in edge.points), default=0)
    return SUB_TOP + max(0, min(0, scope.lane_bounds[0][0] if scope.lane_bounds else 0) - highest)
