"""In which row of its lane every node stands: a local search over estimated crossings, bends and distances."""
from __future__ import annotations

from app.definitions.layout.columns import Columns
from app.definitions.layout.model import Edge, Node, Scope

K = 40            # rows reserved per lane in the search space
BASE = 12         # the row of the happy path inside a lane
CROSSING, BLOCKED, BEND, MAIN_BEND, DISTANCE, ROW_USE, ABOVE, MAIN_OFF = 34, 70, 8, 45, 4, 9, 14, 36


class Rows:
    """Local search for the row of every node inside its lane."""

    def __init__(self, scope: Scope, columns: Columns):
        self.scope, self.columns = scope, columns
        self.nodes = [n for n in scope.nodes.values() if not n.host and not n.floating]
        self.by_id = {n.id: n for n in self.nodes}
        anchor = columns.anchor
        self.edges = [(self.by_id[anchor(e.src)], self.by_id[anchor(e.dst)], e) for e in scope.edges
                      if anchor(e.src) in self.by_id and anchor(e.dst) in self.by_id
                      and anchor(e.src) != anchor(e.dst)]
        self.cell: dict[tuple, Node] = {}
        self.movable = self.nodes
        self.main = {n.id for a, b, e in self.edges if e.main for n in (a, b)}

    def run(self) -> None:
        """First the flow; then artifacts find a place around it."""
        nodes, edges = self.nodes, self.edges
        self.nodes = [n for n in nodes if not n.is_artifact]
        self.edges = [e for e in edges if e[2].kind == "seq"]
        self._initial(self.nodes)
        self.movable = self.nodes
        self._improve()
        self.movable = [n for n in nodes if n.is_artifact]
        if self.movable:
            self.nodes, self.edges = nodes, edges
            self._initial(self.movable)
            self._improve()
        self._compress()

    @staticmethod
    def level(node: Node) -> int:
        return node.lane * K + node.row

    def _put(self, node: Node, row: int) -> None:
        node.row = row
        self.cell[(node.col, self.level(node))] = node

    def _initial(self, nodes: list[Node]) -> None:
        """Column by column: keep the row of the first predecessor when it is free."""
        pred: dict[str, list] = {}
        for a, b, e in self.edges:
            if not e.back and not a.is_artifact:
                pred.setdefault(b.id, []).append((not e.main, a, e))
        main = self.main
        order = sorted(nodes, key=lambda n: (n.is_artifact, n.col, n.lane, n.id not in main, n.order))
        for node in order:
            want = BASE
            before = sorted(pred.get(node.id, []), key=lambda p: p[0])
            if before and before[0][1].lane == node.lane and node.id not in main:
                want = before[0][1].row + (1 if before[0][2].src != before[0][1].id else 0)
            if node.is_artifact:
                want = BASE - 1
            for step in (0, 1, -1, 2, -2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, -3, -4, -5, -6, -7, -8):
                if (node.col, node.lane * K + want + step) not in self.cell:
                    self._put(node, want + step)
                    break
            else:
                self._put(node, max(n.row for n in self.nodes if n.lane == node.lane) + 1)

    # ------------------------------------------------------------ cost
    def _polyline(self, a: Node, b: Node, edge: Edge) -> tuple:
        """Where the edge will probably run, in grid units."""
        x0, y0, x1, y1 = a.col, self.level(a), b.col, self.level(b)
        if edge.kind != "seq" or x0 == x1:
            return ((x0, y0), (x1, y0), (x1, y1)) if x0 != x1 else ((x0, y0), (x1, y1))
        if edge.back or x1 < x0:
            side = max(y0, y1) + 0.5 if edge.src != a.id else min(y0, y1) - 0.5
            return (x0, y0), (x0, side), (x1, side), (x1, y1)
        if y0 == y1:
            return (x0, y0), (x1, y1)
        early, late = x0 + (0 if a.kind == "gateway" or edge.src != a.id else 0.5), x1 - 0.5
        if b.kind == "gateway" and a.kind != "gateway":
            late = x1
        options = [((x0, y0), (early, y0), (early, y1), (x1, y1)), ((x0, y0), (late, y0), (late, y1), (x1, y1))]
        if edge.src != a.id:
            return options[0]
        return min(options, key=lambda p: self._blocked(p, a, b))

    def _blocked(self, line, a: Node, b: Node) -> int:
        """Number of nodes the polyline would run through."""
        hits = 0
        for (x0, y0), (x1, y1) in zip(line, line[1:]):
            if y0 == y1 and y0 == int(y0):
                lo, hi = sorted((x0, x1))
                for x in range(int(lo + 0.9), int(hi) + 1):
                    node = self.cell.get((x, y0))
                    hits += node is not None and node is not a and node is not b
            elif x0 == x1 and x0 == int(x0):
                lo, hi = sorted((y0, y1))
                for y in range(int(lo + 0.9), int(hi) + 1):
                    node = self.cell.get((x0, y))
                    hits += node is not None and node is not a and node is not b
        return hits

    def _edge_cost(self, a: Node, b: Node, edge: Edge, line: tuple) -> float:
        cost = BLOCKED * self._blocked(line, a, b)
        if a.lane == b.lane:
            cost += DISTANCE * abs(a.row - b.row)
        if edge.kind != "seq":
            return cost
        if edge.src != a.id:                                   # boundary branch goes down
            return cost + (60 if self.level(b) <= self.level(a) else 0)
        bends = 0 if a.row == b.row and a.lane == b.lane or a.col == b.col else \
            1 if "gateway" in (a.kind, b.kind) else 2
        return cost + bends * (MAIN_BEND if edge.main and a.lane == b.lane else BEND)

    def _total(self) -> float:
        lines = [self._polyline(a, b, e) for a, b, e in self.edges]
        cost = sum(self._edge_cost(a, b, e, line) for (a, b, e), line in zip(self.edges, lines))
        for i, line in enumerate(lines):
            ends = self.edges[i][:2]
            for j in range(i):
                shared = any(n is m for n in ends for m in self.edges[j][:2])
                cost += CROSSING * crossings(line, lines[j], shared)
        rows = {(n.lane, n.row) for n in self.nodes}
        cost += ROW_USE * len(rows)
        cost += sum(ABOVE * (BASE - n.row) for n in self.nodes if n.row < BASE and not n.is_artifact)
        cost += MAIN_OFF * sum(n.row != BASE for n in self.nodes if n.id in self.main)
        return cost

    # ------------------------------------------------------------ search
    def _improve(self) -> None:
        if len(self.nodes) > 150:
            return
        best, budget = self._total(), 60_000_000 // max(1, len(self.edges) ** 2 + 50)
        chains = self._chains()
        for _ in range(8):
            start = best
            for group in chains:
                for row in self._candidate_rows(group):
                    if budget <= 0:
                        return
                    budget -= 120
                    undo = self._move(group, row)
                    if undo is None:
                        continue
                    cost = self._total()
                    if cost < best - 0.01:
                        best = cost
                    else:
                        undo()
            if best >= start - 0.01:
                return

    def _chains(self) -> list[list[Node]]:
        """Single nodes and runs of nodes that like to move together."""
        groups = [[n] for n in self.movable]
        succ: dict[str, list] = {}
        for a, b, e in self.edges:
            if e.kind == "seq" and not e.back and a.lane == b.lane:
                succ.setdefault(a.id, []).append(b)
        for node in () if self.movable is not self.nodes else self.nodes:
            run, current = [node], node
            while len(succ.get(current.id, ())) == 1 and len(run) < 12:
                current = succ[current.id][0]
                run.append(current)
                groups.append(list(run))
            for branch in succ.get(current.id, ()):
                if branch.col > current.col:
                    groups.append([*run, branch])
        return groups

    def _candidate_rows(self, group) -> list[int]:
        used = [n.row for n in self.nodes if n.lane == group[0].lane]
        return [r for r in range(min(used) - 1, max(used) + 2) if 0 <= r < K - 1 and r != group[0].row]

    def _move(self, group: list[Node], row: int):
        """Move a group by the same amount, swapping with what stands there."""
        shift = row - group[0].row
        before = [(n, n.row) for n in self.nodes]
        if any(not 0 <= n.row + shift < K - 1 for n in group):
            return None
        members = {n.id for n in group}
        for node in group:
            other = self.cell.get((node.col, self.level(node) + shift))
            if other is not None and other.id not in members:
                if not any(other is n for n in self.movable):
                    return None
                if len(group) > 1 and (node.col, self.level(other) - shift) not in self.cell:
                    return None
                other.row -= shift
        for node in group:
            node.row += shift
        self.cell = {(n.col, self.level(n)): n for n in self.nodes}

        def undo() -> None:
            for node, old in before:
                node.row = old
            self.cell = {(n.col, self.level(n)): n for n in self.nodes}
        if len(self.cell) < len(self.nodes):
            undo()
            return None
        return undo

    def _compress(self) -> None:
        """Number the used rows of every lane from 0."""
        for lane in {n.lane for n in self.nodes}:
            members = [n for n in self.nodes if n.lane == lane]
            index = {r: i for i, r in enumerate(sorted({n.row for n in members}))}
            for node in members:
                node.row = index[node.row]


def crossings(p: tuple, r: tuple, shared: bool) -> int:
    """Crossings and overlaps of two axis-parallel polylines (`shared`: they have a common node)."""
    count = 0
    for (ax, ay), (bx, by) in zip(p, p[1:]):
        if ax == bx and ay == by:
            continue
        for (cx, cy), (dx, dy) in zip(r, r[1:]):
            if cx == dx and cy == dy:
                continue
            if (ay == by) != (cy == dy):
                hx0, hx1, hy, vx, vy0, vy1 = (ax, bx, ay, cx, cy, dy) if ay == by else (cx, dx, cy, ax, ay, by)
                if min(hx0, hx1) < vx < max(hx0, hx1) and min(vy0, vy1) < hy < max(vy0, vy1):
                    count += 1
            elif ax == bx == cx == dx and ax != int(ax):
                count += (ay - cy) * (by - dy) < 0          # inverted order in one channel
            elif not shared and ay == by == cy == dy:
                count += min(max(ax, bx), max(cx, dx)) > max(min(ax, bx), min(cx, dx))
    return count
