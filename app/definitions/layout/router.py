"""Orthogonal edge router: A* on a sparse grid of tracks.

The router knows rectangles (obstacles), tracks (x and y lines it may use) and
the edges it has already drawn. It minimises length, bends, crossings and overlap.
"""
from __future__ import annotations

import heapq
from bisect import bisect_left
from dataclasses import dataclass

STUB, MARGIN = 15, 11
BEND, CROSS, OVERLAP, TOUCH, SOFT, NEAR = 30, 85, 400, 110, 12, 7.5
DIRS = ((1, 0), (0, 1), (-1, 0), (0, -1))           # right, down, left, up


@dataclass(frozen=True)
class Port:
    """A docking point with its outward direction (index into DIRS) and a cost."""

    x: float
    y: float
    d: int
    cost: float = 0.0

    @property
    def stub(self) -> tuple[float, float]:
        dx, dy = DIRS[self.d]
        return self.x + dx * STUB, self.y + dy * STUB


def merge_tracks(fixed, tracks, closest: float = 8.0) -> list[float]:
    """Sorted lines: all `fixed` ones, and `tracks` not too close to another line."""
    lines = sorted({round(v, 2) for v in fixed})
    for value in sorted({round(v, 2) for v in tracks}):
        i = bisect_left(lines, value)
        near = [abs(lines[j] - value) for j in (i - 1, i) if 0 <= j < len(lines)]
        if not near or min(near) >= closest:
            lines.insert(i, value)
    return lines


def near_lines(lines: list[float]) -> dict[int, list[int]]:
    """For every line the others that are too close to run beside it."""
    near = {}
    for i, value in enumerate(lines):
        found = [k for k in range(max(0, i - 3), min(len(lines), i + 4)) if k != i and abs(lines[k] - value) < NEAR]
        if found:
            near[i] = found
    return near


class Router:
    """Routes edges one after another and can take them out again."""

    def __init__(self, obstacles: dict[str, tuple], xs: list[float], ys: list[float], soft: list[tuple] = ()):
        self.xs, self.ys, self.obstacles = xs, ys, obstacles
        self.ix = {v: i for i, v in enumerate(xs)}
        self.iy = {v: i for i, v in enumerate(ys)}
        self.block_h, self.block_v = set(), set()
        self.seg: dict[tuple, set] = {}              # (orientation, ix, iy) -> edge ids
        self.pts: dict[tuple, dict] = {}             # (ix, iy) -> {edge id: 'h' | 'v' | 'b'}
        self.paths: dict[str, list] = {}
        self.near = {"v": near_lines(xs), "h": near_lines(ys)}
        self.last_cost = 0.0
        self.soft_h, self.soft_v = set(), set()      # probable label areas
        for box in obstacles.values():
            self._block(box, MARGIN, self.block_h, self.block_v)
        for box in soft:
            self._block(box, 2, self.soft_h, self.soft_v)

    def _block(self, box: tuple, margin: float, block_h: set, block_v: set) -> None:
        """Mark all unit segments that touch the inflated box."""
        x0, y0, x1, y1 = box[0] - margin, box[1] - margin, box[2] + margin, box[3] + margin
        xs, ys = self.xs, self.ys
        cols = [i for i, v in enumerate(xs) if x0 < v < x1]
        rows = [j for j, v in enumerate(ys) if y0 < v < y1]
        spans_x = range(max(0, bisect_left(xs, x0) - 1), bisect_left(xs, x1))
        spans_y = range(max(0, bisect_left(ys, y0) - 1), bisect_left(ys, y1))
        block_h.update((i, j) for j in rows for i in spans_x if i + 1 < len(xs) and xs[i + 1] > x0)
        block_v.update((i, j) for i in cols for j in spans_y if j + 1 < len(ys) and ys[j + 1] > y0)

    # ------------------------------------------------------------ search
    def route(self, sources: list[Port], targets: list[Port], mates: frozenset = frozenset(),
              cross: float = CROSS) -> list[tuple] | None:
        """Cheapest path of points, or None. `mates` are edges that may share a line."""
        goal = {}
        for port in targets:
            key = self._index(port.stub)
            if key and (key not in goal or port.cost < goal[key].cost):
                goal[key] = port
        if not goal:
            return None
        heap, best, came, count = [], {}, {}, 0
        for port in sources:
            key = self._index(port.stub)
            if key is None:
                continue
            state, cost = (*key, port.d), port.cost + STUB
            if cost < best.get(state, 1e18):
                best[state], came[state] = cost, port
                heapq.heappush(heap, (cost + self._guess(key, goal), count, state, cost))
                count += 1
        while heap:
            _, _, state, cost = heapq.heappop(heap)
            if cost > best.get(state, 1e18):
                continue
            if state[0] == "end":
                self.last_cost = cost
                return self._unwind(state, came, goal)
            for nxt, step in self._moves(state, goal, mates, cross):
                total = cost + step
                if total < best.get(nxt, 1e18):
                    best[nxt], came[nxt] = total, state
                    guess = 0 if nxt[0] == "end" else self._guess(nxt, goal)
                    heapq.heappush(heap, (total + guess, count, nxt, total))
                    count += 1
        return None

    def _index(self, point) -> tuple | None:
        i, j = self.ix.get(round(point[0], 2)), self.iy.get(round(point[1], 2))
        return None if i is None or j is None else (i, j)

    def _guess(self, key, goal) -> float:
        x, y = self.xs[key[0]], self.ys[key[1]]
        return min(abs(x - self.xs[i]) + abs(y - self.ys[j]) + p.cost for (i, j), p in goal.items())

    def _moves(self, state, goal, mates, cross):
        """Neighbour states with their step cost."""
        i, j, d = state
        port = goal.get((i, j))
        if port is not None and d != port.d:
            turn = 0 if (d + 2) % 4 == port.d else BEND
            yield ("end", i, j), port.cost + STUB + turn
        for nd in (d, (d + 1) % 4, (d + 3) % 4):
            dx, dy = DIRS[nd]
            ni, nj = i + dx, j + dy
            if not (0 <= ni < len(self.xs) and 0 <= nj < len(self.ys)):
                continue
            seg = (min(i, ni), min(j, nj))
            if seg in (self.block_h if dx else self.block_v):
                continue
            length = abs(self.xs[ni] - self.xs[i]) + abs(self.ys[nj] - self.ys[j])
            step = length + (BEND if nd != d else 0)
            step += SOFT if seg in (self.soft_h if dx else self.soft_v) else 0
            step += self._clash(("h" if dx else "v", *seg), (ni, nj), nd, mates, cross, length)
            yield (ni, nj, nd), step

    def _clash(self, seg, point, nd, mates, cross, length) -> float:
        """Penalty for touching edges that are already drawn."""
        cost = 0.0
        for other in self.seg.get(seg, ()):
            cost += 2 if other in mates else OVERLAP + 4 * length
        kind, i, j = seg
        for k in self.near[kind].get(i if kind == "v" else j, ()):
            if any(o not in mates for o in self.seg.get((kind, k, j) if kind == "v" else (kind, i, k), ())):
                cost += 10 + 2 * length
        for other, how in self.pts.get(point, {}).items():
            if other in mates:
                cost += 6
            elif how == ("v" if nd % 2 == 0 else "h"):
                cost += cross
            elif how == "b":
                cost += TOUCH
        return cost

    def price(self, points: list[tuple], mates: frozenset, cross: float = CROSS) -> float:
        """Cost of a given path in the present drawing, by the rules of `route`."""
        cost = BEND * max(0, len(points) - 2)
        for n, ((x0, y0), (x1, y1)) in enumerate(zip(points, points[1:])):
            cost += abs(x1 - x0) + abs(y1 - y0)
            d = (0 if x1 > x0 else 2) if abs(y1 - y0) < 0.01 else (1 if y1 > y0 else 3)
            lines, at = (self.xs, self.iy.get(round(y0, 2))) if d % 2 == 0 else (self.ys, self.ix.get(round(x0, 2)))
            if at is None:
                continue
            lo, hi = sorted((x0, x1) if d % 2 == 0 else (y0, y1))
            inside = [k for k, v in enumerate(lines) if lo - 0.01 <= v <= hi + 0.01]
            if d > 1:
                inside.reverse()
            for a, b in zip(inside, inside[1:]):
                seg = (min(a, b), at) if d % 2 == 0 else (at, min(a, b))
                point = (b, at) if d % 2 == 0 else (at, b)
                cost += SOFT if seg in (self.soft_v if d % 2 else self.soft_h) else 0
                cost += self._clash(("v" if d % 2 else "h", *seg), point, d, mates, cross, abs(lines[b] - lines[a]))
        return cost

    def _unwind(self, state, came, goal) -> list[tuple]:
        target = goal[state[1:]]
        points = [(target.x, target.y), target.stub]
        step = came[state]
        while not isinstance(step, Port):
            points.append((self.xs[step[0]], self.ys[step[1]]))
            step = came[step]
        points.append((step.x, step.y))
        return simplify(points[::-1])

    # ------------------------------------------------------------ bookkeeping
    def commit(self, key: str, points: list[tuple]) -> None:
        """Record a drawn edge so that later ones avoid it."""
        self.remove(key)
        cells = []
        for (x0, y0), (x1, y1) in zip(points, points[1:]):
            horizontal = abs(y0 - y1) < 0.01
            lines, at = (self.xs, self.iy.get(round(y0, 2))) if horizontal else (self.ys, self.ix.get(round(x0, 2)))
            if at is None:
                continue
            lo, hi = sorted((x0, x1) if horizontal else (y0, y1))
            inside = [k for k, v in enumerate(lines) if lo - 0.01 <= v <= hi + 0.01]
            kind = "h" if horizontal else "v"
            for a, b in zip(inside, inside[1:]):
                cells.append(("s", (kind, a, at) if horizontal else (kind, at, a)))
            cells.extend(("p", (k, at) if horizontal else (at, k), kind) for k in inside)
        for cell in cells:
            if cell[0] == "s":
                self.seg.setdefault(cell[1], set()).add(key)
            else:
                marks = self.pts.setdefault(cell[1], {})
                marks[key] = cell[2] if marks.get(key, cell[2]) == cell[2] else "b"
        self.paths[key] = cells

    def remove(self, key: str) -> None:
        """Forget an edge (for rip-up and reroute)."""
        for cell in self.paths.pop(key, ()):
            if cell[0] == "s":
                self.seg.get(cell[1], set()).discard(key)
            else:
                self.pts.get(cell[1], {}).pop(key, None)


def simplify(points: list[tuple]) -> list[tuple]:
    """Drop repeated and collinear points."""
    out: list[tuple] = []
    for p in points:
        if out and abs(out[-1][0] - p[0]) < 0.01 and abs(out[-1][1] - p[1]) < 0.01:
            continue
        if len(out) >= 2 and (out[-2][0] == out[-1][0] == p[0] or out[-2][1] == out[-1][1] == p[1]):
            out[-1] = p
        else:
            out.append(p)
    return out
