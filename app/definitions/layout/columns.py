"""In which column every node of a scope stands: break cycles, take the longest path, hand over between lanes straight down."""
from __future__ import annotations

from app.definitions.layout.model import Edge, Scope


class Columns:
    """Layering: which column every node of a scope stands in."""

    def __init__(self, scope: Scope):
        self.scope = scope
        self.nodes = [n for n in scope.nodes.values() if not n.is_artifact and not n.floating and not n.host]
        self.ids = {n.id for n in self.nodes}
        self.links = self._links()
        self.forward = self._break_cycles()
        self.mark_main_path()

    def anchor(self, node_id: str) -> str:
        """Boundary events stand for their host."""
        return self.scope.nodes[node_id].host or node_id

    def _links(self) -> list[tuple[str, str, Edge]]:
        """Edges that order nodes from left to right."""
        links = []
        for edge in self.scope.edges:
            compensation = edge.kind == "assoc" and self.scope.nodes[edge.src].host
            if edge.kind == "seq" or compensation:
                a, b = self.anchor(edge.src), self.anchor(edge.dst)
                if a != b and a in self.ids and b in self.ids:
                    links.append((a, b, edge))
                edge.back = a == b
        return links

    def _break_cycles(self) -> list[tuple[str, str, Edge]]:
        """Depth-first search; edges to a node on the stack are loops."""
        succ = {n.id: [] for n in self.nodes}
        indegree = dict.fromkeys(succ, 0)
        for a, b, edge in self.links:
            succ[a].append((b, edge))
            indegree[b] += 1
        roots = sorted(self.nodes, key=lambda n: (n.tag != "startEvent", indegree[n.id] > 0, n.order))
        state: dict[str, int] = {}
        for root in roots:
            if root.id in state:
                continue
            state[root.id] = 1
            stack = [(root.id, iter(succ[root.id]))]
            while stack:
                current, rest = stack[-1]
                for target, edge in rest:
                    if state.get(target) == 1:
                        edge.back = True
                    elif target not in state:
                        state[target] = 1
                        stack.append((target, iter(succ[target])))
                        break
                else:
                    state[current] = 2
                    stack.pop()
        return [x for x in self.links if not x[2].back]

    def mark_main_path(self) -> None:
        """The longest forward path from a start event, not through boundary events."""
        order = self._topological()
        best: dict[str, tuple] = {}
        for node_id in reversed(order):
            options = [(best[b][0] + 1, -i, b, e) for i, (a, b, e) in enumerate(self.forward)
                       if a == node_id and e.src == a]
            best[node_id] = max(options, key=lambda o: o[:2]) if options else (0, 0, None, None)
        starts = [n for n in self.nodes if n.tag == "startEvent"] or self.nodes
        if not starts:
            return
        current = max(starts, key=lambda n: (best[n.id][0], -n.order)).id
        while best[current][2]:
            best[current][3].main = True
            current = best[current][2]

    def _topological(self) -> list[str]:
        indegree = {n.id: 0 for n in self.nodes}
        for _, b, _ in self.forward:
            indegree[b] += 1
        ready = [n.id for n in self.nodes if indegree[n.id] == 0]
        order = []
        while ready:
            current = ready.pop(0)
            order.append(current)
            for a, b, _ in self.forward:
                if a == current:
                    indegree[b] -= 1
                    if indegree[b] == 0:
                        ready.append(b)
        return order

    def assign(self) -> None:
        """Longest path, then vertical hand-overs between lanes, then pull sources right."""
        order, flat = self._topological(), set()
        cols = self._longest(order, flat)
        for a, b, edge in self.forward:
            if self._may_be_vertical(a, b, edge, flat):
                trial = flat | {edge.id}
                new = self._longest(order, trial)
                if self._free(new, trial):
                    flat, cols = trial, new
        self._pull_right(cols, order)
        self._spread_isolated(cols)
        for node in self.nodes:
            node.col = cols[node.id]
        for node in self.scope.nodes.values():
            if node.host in cols:
                node.col = cols[node.host]
        self._artifact_columns()

    def _longest(self, order, flat) -> dict[str, int]:
        cols = dict.fromkeys(order, 0)
        into: dict[str, list] = {}
        for a, b, edge in self.forward:
            into.setdefault(b, []).append((a, 0 if edge.id in flat else 1))
        for node_id in order:
            cols[node_id] = max((cols[a] + step for a, step in into.get(node_id, ())), default=0)
        return cols

    def _may_be_vertical(self, a, b, edge, flat) -> bool:
        """A hand-over to a neighbouring lane may go straight down or up."""
        nodes = self.scope.nodes
        u, v = nodes[a], nodes[b]
        into = [x for x in self.links if x[1] == b]
        if edge.src != a:                          # a lone boundary event: its branch hangs below the host
            guests = [n for n in nodes.values() if n.host == a]
            return len(guests) == len(into) == 1 and not u.expanded and not v.expanded and v.kind != "gateway"
        rivals = [x for x in self.forward if x[0] == a and nodes[x[1]].lane == v.lane]
        if u.lane == v.lane or len(rivals) > 1 or u.expanded or v.expanded:
            return False
        used = {n for x in self.forward if x[2].id in flat for n in x[:2]}
        return len(into) == 1 and not ({a, b} & used)

    def _free(self, cols, flat) -> bool:
        """Vertical hand-overs must not meet other nodes of their column on the way."""
        lane = {n.id: n.lane for n in self.nodes}
        for a, b, edge in self.forward:
            if edge.id in flat and edge.src == a:
                low, high = sorted((lane[a], lane[b]))
                if any(cols[n.id] == cols[a] and low <= n.lane <= high and n.id not in (a, b) for n in self.nodes):
                    return False
        return True

    def _pull_right(self, cols, order) -> None:
        """Nodes without predecessor (other than start) stand just before their successor."""
        into = {b for _, b, _ in self.forward}
        for node_id in reversed(order):
            after = [cols[b] for a, b, _ in self.forward if a == node_id]
            if node_id not in into and after:
                cols[node_id] = max(cols[node_id], min(after) - 1)

    def _spread_isolated(self, cols) -> None:
        """Tasks of an ad-hoc sub-process stand in a near-square grid."""
        linked = {x for a, b, _ in self.links for x in (a, b)}
        alone = [n for n in self.nodes if n.id not in linked]
        wide = max(1, round(len(alone) ** 0.5 + 0.4))
        for i, node in enumerate(alone):
            cols[node.id] = i % wide

    def _artifact_columns(self) -> None:
        nodes = self.scope.nodes
        for node in nodes.values():
            if not node.is_artifact:
                continue
            partners = [nodes[e.dst if e.src == node.id else e.src] for e in self.scope.edges
                        if node.id in (e.src, e.dst)]
            partners = [p for p in partners if not p.is_artifact]
            if partners:
                node.col = min(p.col for p in partners)
                node.lane = partners[0].lane
