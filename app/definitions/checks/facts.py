"""What has certainly, and what has possibly, happened before each node of all processes of a bundle, on whatever way it was reached.

A fact is a bit, that something has happened, or has happened since something else: certain is what holds on every way, possible what
holds on some.
Where parallel branches join, what happened in any of them has happened. A process that others call begins with what is certain at
every call of it; one that nobody calls, with nothing.
"""
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from app.definitions.checks.diagram import Flow, Node, Scope

Gains = Callable[[Node], tuple[int, int]]       # the facts that a node brings about, and those that it makes stale before
NO_END = frozenset({"error", "cancel"})


@dataclass(frozen=True)
class Effect:
    """What a run through something does to the bits before it: those of `fresh` hold after it in any case, those of `kept` if they
    held before."""

    fresh: int
    kept: int

    def __call__(self, bits: int) -> int:
        return self.fresh | bits & self.kept


@dataclass
class Facts:
    """Before each node: what is `certain`, what is `possible`."""

    certain: dict[Node, int] = field(default_factory=dict)
    possible: dict[Node, int] = field(default_factory=dict)


class Analysis:
    """`called`: {process id: its scope}; `everything`: all bits. `callers`: the call activities by the process that they call."""

    def __init__(self, called: Mapping[str, Scope], gains: Gains, everything: int):
        self.called, self.gains, self.everything = called, gains, everything
        self.facts = Facts()
        self.nothing = Effect(0, everything)
        self.through: dict[str, tuple[Effect, Effect]] = {}         # process → (certain, possible) effect of a whole run
        self.of_sub: dict[Scope, tuple[Effect, Effect]] = {}
        self.of_node: dict[Node, tuple[Effect, Effect]] = {}
        self.entries: dict[str, list[tuple[int, int]]] = {}
        self.callers: dict[str, list[Node]] = {}

    def run(self) -> "Analysis":
        for id in self.called:
            self._whole(id, ())
        for scope in self._callers_first():
            certain, possible = self.everything, 0
            for sure, maybe in self.entries.get(scope.id, [(0, 0)]):
                certain, possible = certain & sure, possible | maybe
            self._keep(scope, certain, possible)
        return self

    # ---- what a run through brings about --------------------------------------------------------------------------------
    def _whole(self, process: str, calling: tuple[str, ...]) -> tuple[Effect, Effect]:
        if process not in self.called or process in calling:
            return self.nothing, self.nothing       # the engine's own check tells that it is missing or calls itself
        if process not in self.through:
            self.through[process] = self._effects(self.called[process], (*calling, process))
        return self.through[process]

    def effects(self, node: Node, calling: tuple[str, ...] = ()) -> tuple[Effect, Effect]:
        """(certain, possible) effect of the node and of what it contains or calls."""
        if node not in self.of_node:
            fresh, stale = self.gains(node)
            own = Effect(fresh, self.everything & ~stale)
            if node.calls:
                self.of_node[node] = self._whole(node.calls, calling)
            else:
                self.of_node[node] = self._sub(node, calling) if node.inside is not None else (own, own)
        return self.of_node[node]

    def _sub(self, node: Node, calling: tuple[str, ...]) -> tuple[Effect, Effect]:
        inside = node.inside
        if inside not in self.of_sub:
            self.of_sub[inside] = self._effects(inside, calling)
        return self.of_sub[inside]

    def _effects(self, scope: Scope, calling: tuple[str, ...]) -> tuple[Effect, Effect]:
        """Effects are told by what becomes of no fact and of all facts: they do nothing to a bit that depends on another."""
        for node in scope.nodes.values():
            self.effects(node, calling)
        (sure, maybe), (sure_all, maybe_all) = (self._at_end(scope, bits) for bits in (0, self.everything))
        return Effect(sure, sure_all), Effect(maybe, maybe_all)

    # ---- one scope --------------------------------------------------------------------------------------------------------
    def _at_end(self, scope: Scope, bits: int) -> tuple[int, int]:
        """(certain, possible) facts when the scope has come to a normal end, if these held at its start."""
        way = main_way(scope)
        sure, maybe = self._spread(scope, bits, way, every=True), self._spread(scope, bits, way, every=False)
        ends = [n for n in way if not n.outgoing and not NO_END & set(n.events) and not n.by_event and n in sure]
        at_end = self.everything if ends else bits
        for node in ends:
            at_end &= self.effects(node)[0](sure[node])
        possible = bits
        for node, before in maybe.items():
            possible |= self.effects(node)[1](before)
        return at_end, possible

    def _spread(self, scope: Scope, first: int, way: set[Node], *, every: bool) -> dict[Node, int]:
        """The facts before each node, to a fixed point."""
        before: dict[Node, int] = {}
        todo = deque(begins(scope))
        for node in todo:
            before[node] = first
        while todo:
            node = todo.popleft()
            for after, bits in self._after(node, before[node], every):
                if after in way and node not in way and after.kind == "endEvent":
                    continue            # a reminder that runs into the end of the main way says nothing of that way
                new = self._meet(after, before, bits, every)
                if before.get(after) != new:
                    before[after] = new
                    todo.append(after)
        return before

    def _after(self, node: Node, bits: int, every: bool) -> Iterable[tuple[Node, int]]:
        done = self.effects(node)[0 if every else 1](bits)
        yield from ((flow.target, done) for flow in node.outgoing)
        yield from ((b, bits & done if every else bits | done) for b in node.boundary)      # interrupted: done in part, or not at all
        link = _link_target(node)
        if link is not None:
            yield link, done

    def _meet(self, node: Node, before: Mapping[Node, int], bits: int, every: bool) -> int:
        known = before.get(node)
        if not every:
            return bits | (known or 0)
        if node.kind == "parallelGateway" and len(node.incoming) > 1:
            return self._joined(node, before, bits)
        return bits if known is None else bits & known

    def _joined(self, node: Node, before: Mapping[Node, int], bits: int) -> int:
        """All branches have come: what is certain at the end of any of them is certain."""
        for flow in node.incoming:
            if flow.source in before:
                bits |= self.effects(flow.source)[0](before[flow.source])
        return bits

    # ---- what is kept ---------------------------------------------------------------------------------------------------
    def _keep(self, scope: Scope, certain: int, possible: int) -> None:
        """The facts before each node of the scope, of the scopes in it, and at its calls."""
        way = main_way(scope)
        sure, maybe = self._spread(scope, certain, way, every=True), self._spread(scope, possible, way, every=False)
        self.facts.certain.update(sure)
        self.facts.possible.update(maybe)
        anything = possible
        for node, before in maybe.items():
            anything |= self.effects(node)[1](before)
        for node in scope.nodes.values():
            here = (certain, anything) if node.by_event else (sure.get(node, self.everything), maybe.get(node, 0))
            if node.calls in self.called and node in sure:
                self.entries.setdefault(node.calls, []).append(here)
                self.callers.setdefault(node.calls, []).append(node)
            elif node.inside is not None and (node in sure or node.by_event):
                self._keep(node.inside, *here)

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


def begins(scope: Scope) -> list[Node]:
    """Where tokens begin: the start events, without any what nothing leads to."""
    return scope.starts or [n for n in scope.nodes.values() if not n.incoming and n.kind != "boundaryEvent" and not n.by_event
                            and not n.compensates and not _is_link_target(n)]


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
    todo = list(begins(scope))
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
