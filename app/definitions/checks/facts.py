"""What has certainly, and what has possibly, happened before each node of all processes of a bundle, on whatever way it was reached.

A fact is a bit. Nothing is ever undone, so facts only grow along a way: certain is what is on every way, possible what is on some.
Where parallel branches join, what happened in any of them has happened. A process that others call begins with what is certain at
every call of it; one that nobody calls, with nothing.
"""
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from app.definitions.checks.diagram import Flow, Node, Scope

Gains = Callable[[Node], int]       # the facts that a node brings about
NO_END = frozenset({"error", "cancel"})


@dataclass
class Facts:
    """{scope's element id or node: bits}. `certain`, `possible`: before the node, `gained`: through it, certainly and possibly."""

    certain: dict[Node, int] = field(default_factory=dict)
    possible: dict[Node, int] = field(default_factory=dict)


class Analysis:
    """`called`: {process id: its scope}; `everything`: all bits."""

    def __init__(self, called: Mapping[str, Scope], gains: Gains, everything: int):
        self.called, self.gains, self.everything = called, gains, everything
        self.facts = Facts()
        self.through: dict[str, tuple[int, int]] = {}       # process → (certain, possible) gain of a whole run
        self.of_sub: dict[Scope, tuple[int, int]] = {}
        self.entries: dict[str, list[tuple[int, int]]] = {}
        self.callers: dict[str, list[Node]] = {}

    def run(self) -> "Analysis":
        for id in self.called:
            self._whole(id, ())
        for scope in self._callers_first():
            entry = self.entries.get(scope.id, [(0, 0)])
            certain, possible = self.everything, 0
            for sure, maybe in entry:
                certain, possible = certain & sure, possible | maybe
            self._settle(scope, certain, possible, final=True)
        return self

    # ---- what a run through brings about --------------------------------------------------------------------------------
    def _whole(self, process: str, calling: tuple[str, ...]) -> tuple[int, int]:
        if process not in self.called or process in calling:
            return 0, 0         # the engine's own check tells that it is missing or calls itself
        if process not in self.through:
            self.through[process] = self._settle(self.called[process], 0, 0, calling=(*calling, process))
        return self.through[process]

    def _gained(self, node: Node, calling: tuple[str, ...]) -> tuple[int, int]:
        own = self.gains(node)
        sure, maybe = self._whole(node.calls, calling) if node.calls else self._sub(node, calling)
        return own | sure, own | maybe

    def _sub(self, node: Node, calling: tuple[str, ...]) -> tuple[int, int]:
        inside = node.inside
        if inside is None:
            return 0, 0
        if inside not in self.of_sub:
            self.of_sub[inside] = self._settle(inside, 0, 0, calling=calling)
        return self.of_sub[inside]

    # ---- one scope --------------------------------------------------------------------------------------------------------
    def _settle(self, scope: Scope, certain: int, possible: int, *, calling: tuple[str, ...] = (), final: bool = False) -> tuple[int, int]:
        """The facts before each node, to a fixed point; gives those at the scope's end. `final`: keep them, go into what is inside."""
        gained = {node: self._gained(node, calling) for node in scope.nodes.values()}
        way = main_way(scope)
        sure = self._spread(scope, certain, {n: g[0] for n, g in gained.items()}, way, every=True)
        maybe = self._spread(scope, possible, {n: g[1] for n, g in gained.items()}, way, every=False)
        if final:
            self._keep(scope, sure, maybe, certain, possible)
        ends = [n for n in way if not n.outgoing and not NO_END & set(n.events) and not n.by_event and n in sure]
        at_end = self.everything if ends else certain
        for node in ends:
            at_end &= sure[node] | gained[node][0]
        all_maybe = possible
        for _sure, might in gained.values():
            all_maybe |= might
        return at_end, all_maybe

    def _spread(self, scope: Scope, first: int, gained: Mapping[Node, int], way: set[Node], *, every: bool) -> dict[Node, int]:
        before: dict[Node, int] = {}
        todo = deque(n for n in scope.nodes.values() if _begins(n))
        for node in todo:
            before[node] = first
        while todo:
            node = todo.popleft()
            for after, bits in self._after(node, before[node], gained, every):
                if after in way and node not in way and after.kind == "endEvent":
                    continue            # a reminder that runs into the end of the main way says nothing of that way
                new = self._meet(after, before, gained, bits, every)
                if before.get(after) != new:
                    before[after] = new
                    todo.append(after)
        return before

    def _after(self, node: Node, bits: int, gained: Mapping[Node, int], every: bool) -> Iterable[tuple[Node, int]]:
        done = bits | gained[node]
        yield from ((flow.target, done) for flow in node.outgoing)
        yield from ((b, bits if every else done) for b in node.boundary)       # interrupted: what it would have done is not certain
        link = _link_target(node)
        if link is not None:
            yield link, done

    def _meet(self, node: Node, before: Mapping[Node, int], gained: Mapping[Node, int], bits: int, every: bool) -> int:
        known = before.get(node)
        if not every:
            return bits | (known or 0)
        if node.kind == "parallelGateway" and len(node.incoming) > 1:
            return self._joined(node, before, gained, bits)
        return bits if known is None else bits & known

    def _joined(self, node: Node, before: Mapping[Node, int], gained: Mapping[Node, int], bits: int) -> int:
        """All branches have come: what is certain at the end of any of them is certain."""
        for flow in node.incoming:
            if flow.source in before:
                bits |= before[flow.source] | gained[flow.source]
        return bits

    def _keep(self, scope: Scope, sure: Mapping[Node, int], maybe: Mapping[Node, int], certain: int, possible: int) -> None:
        self.facts.certain.update(sure)
        self.facts.possible.update(maybe)
        anything = possible
        for node in scope.nodes.values():
            anything |= maybe.get(node, 0) | self._gained(node, ())[1]
        for node in scope.nodes.values():
            here = (sure.get(node, self.everything), maybe.get(node, 0)) if not node.by_event else (certain, anything)
            if node.calls in self.called and node in sure:
                self.entries.setdefault(node.calls, []).append(here)
                self.callers.setdefault(node.calls, []).append(node)
            elif node.inside is not None and (node in sure or node.by_event):
                self._settle(node.inside, *here, final=True)

    def _callers_first(self) -> list[Scope]:
        """Processes in an order in which each comes after all that call it."""
        calls = {id: {n.calls for s in scope.all() for n in s.nodes.values() if n.calls in self.called} for id, scope in self.called.items()}
        order: list[str] = []
        seen: set[str] = set()

        def visit(id: str) -> None:
            if id not in seen:
                seen.add(id)
                for other in sorted(calls[id]):
                    visit(other)
                order.append(id)
        for id in self.called:
            visit(id)
        return [self.called[id] for id in reversed(order)]


def _begins(node: Node) -> bool:
    return not node.incoming and node.kind != "boundaryEvent" and not node.by_event and not node.compensates and not _is_link_target(node)


def _is_link_target(node: Node) -> bool:
    return node.kind == "intermediateCatchEvent" and node.events == ("link",)


def _link_target(node: Node) -> Node | None:
    if node.kind != "intermediateThrowEvent" or node.events != ("link",):
        return None
    return next((n for n in node.scope.nodes.values() if _is_link_target(n) and _link_name(n) == _link_name(node)), None)


def _link_name(node: Node) -> str | None:
    return next((e.get("name") for e in node.element if str(e.tag).endswith("linkEventDefinition")), None)


def main_way(scope: Scope) -> set[Node]:
    """What is reached from the start otherwise than through a boundary event that interrupts nothing."""
    found: set[Node] = set()
    todo = [n for n in scope.nodes.values() if _begins(n)]
    while todo:
        node = todo.pop()
        if node not in found:
            found.add(node)
            todo += [f.target for f in node.outgoing] + [b for b in node.boundary if b.interrupting] + [n for n in (_link_target(node),) if n]
    return found


def way_round(start: Iterable[Node], goal: Node, avoid: Callable[[Node], bool]) -> list[str]:
    """Ids of nodes and flows on a shortest way to the goal that passes none of the nodes to avoid; [] if there is none."""
    came: dict[Node, tuple[Node | None, Flow | None]] = {node: (None, None) for node in start}
    todo = deque(came)
    while todo and goal not in came:
        node = todo.popleft()
        following = [(b, None) for b in node.boundary] + ([] if avoid(node) else [(f.target, f) for f in node.outgoing])
        for after, flow in following:
            if after not in came:
                came[after] = (node, flow)
                todo.append(after)
    ids: list[str] = []
    here: Node | None = goal if goal in came else None
    while here is not None:
        ids.append(here.id)
        here, flow = came[here]
        if flow is not None:
            ids.append(flow.id)
    return ids[::-1]
