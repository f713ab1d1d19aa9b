"""The control flow of one scope as places for tokens and steps that move them.

Data are left out: every branch is possible, every event may happen. A sub-process, a called process and a multi-instance are one node;
what is inside a sub-process is a scope of its own. Nodes that only hand a token on (tasks, joining exclusive gateways) are no steps:
all flows along such a chain are one place, so that the drawings of this house have a dozen places and not a hundred.
"""
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain, combinations

from app.definitions.checks.diagram import Flow, Node, Scope
from app.engine.markup import kid

JOINS = frozenset({"parallelGateway", "inclusiveGateway"})
WAITING = frozenset({"userTask", "manualTask", "receiveTask", "callActivity", "subProcess", "transaction", "adHocSubProcess",
                     "intermediateCatchEvent", "eventBasedGateway"})
ENDING = frozenset({"terminate", "error", "cancel"})        # definitions of end events that take every other token away
MOST_SUBSETS = 5            # flows out of an inclusive split up to which every choice is tried


@dataclass(eq=False)
class Edge:
    """A sequence flow, or the flow that a pair of links stands for (`id` "")."""

    id: str
    source: Node
    target: Node
    flow: Flow | None = None


@dataclass(frozen=True)
class Step:
    """`node` takes the tokens `takes` and puts those of `gives`; `edges`: the flows taken. `clears`: nothing else is left."""

    node: str
    takes: frozenset[int]
    gives: tuple[int, ...]
    edges: tuple[Edge, ...] = ()
    clears: bool = False


@dataclass
class Net:
    """`steps`: by a place that they take; `sinks`: places from which a token goes to its end by itself; `passing`: those sinks where it
    does not even wait; `ors`: inclusive joins with the places before them; `odd`: why the scope can not be examined."""

    scope: Scope
    edges: list[Edge] = field(default_factory=list)
    out: dict[str, list[Edge]] = field(default_factory=dict)        # by the node that they leave
    into: dict[str, list[Edge]] = field(default_factory=dict)
    place_of: dict[int, int] = field(default_factory=dict)          # id(edge) → place
    steps: dict[int, list[Step]] = field(default_factory=dict)
    sinks: set[int] = field(default_factory=set)
    passing: set[int] = field(default_factory=set)
    ors: list[tuple[Node, dict[int, Edge], tuple[Step, ...]]] = field(default_factory=list)
    waiting_at: dict[int, Node] = field(default_factory=dict)       # place → the join that it leads to
    entries: list[tuple[Node, tuple[Edge, ...]]] = field(default_factory=list)
    extra: dict[tuple[int, str], int] = field(default_factory=dict)
    odd: str | None = None

    def fresh(self) -> int:
        return len(self.edges) + len(self.extra)


class Builder:
    """`completes`: {id of a sub-process: can it come to a normal end}."""

    def __init__(self, scope: Scope, completes: dict[str, bool]):
        self.net, self.scope, self.completes = Net(scope), scope, completes
        self.out = self.net.out = {id: [] for id in scope.nodes}
        self.into = self.net.into = {id: [] for id in scope.nodes}

    def build(self) -> Net:
        self.net.odd = self._odd()
        if self.net.odd:
            return self.net
        for edge in self._edges():
            self.net.edges.append(edge)
            self.out[edge.source.id].append(edge)
            self.into[edge.target.id].append(edge)
        self.aside = {b.id for b in self._silent() if self._is_aside(b)}
        self._places()
        for node in self.scope.nodes.values():
            self._steps(node)
        self.net.entries = list(self._entries())
        return self.net

    def _odd(self) -> str | None:
        nodes = self.scope.nodes.values()
        if any(n.kind == "complexGateway" for n in nodes):
            return "含有复杂网关"
        if any(n.element.get(a, "1") != "1" for n in nodes for a in ("startQuantity", "completionQuantity")):
            return "有的活动要几个令牌才开始，或者给出几个令牌"
        return "是特设子流程，没有固定次序" if self.scope.kind == "adHocSubProcess" else None

    # ---- flows --------------------------------------------------------------------------------------------------------
    def _edges(self) -> Iterator[Edge]:
        yield from (Edge(f.id, f.source, f.target, f) for f in self.scope.flows)
        catches = {_link(n): n for n in self.scope.nodes.values() if n.kind == "intermediateCatchEvent" and _link(n)}
        for node in self.scope.nodes.values():
            if node.kind == "intermediateThrowEvent" and _link(node) in catches:
                yield Edge("", node, catches[_link(node)])

    def _silent(self) -> list[Node]:
        """Boundary events that interrupt nothing."""
        return [n for n in self.scope.nodes.values() if n.kind == "boundaryEvent" and not n.interrupting]

    def _is_aside(self, event: Node) -> bool:
        """Whether what follows the event never meets the main way: then it is examined by itself."""
        found, todo = {event.id}, [event]
        while todo:
            node = todo.pop()
            after = [e.target for e in self.out[node.id]] + [b for b in node.boundary if "compensate" not in b.events]
            todo += [n for n in after if n.id not in found]
            found |= {n.id for n in after}
        others = [e for id in found - {event.id} for e in self.into[id] if e.source.id not in found]
        return all(e.target.kind == "endEvent" for e in others)

    # ---- places -------------------------------------------------------------------------------------------------------
    def _places(self) -> None:
        self.parent = list(range(len(self.net.edges)))
        self.index = {id(edge): n for n, edge in enumerate(self.net.edges)}
        for node in self.scope.nodes.values():
            same = self.into[node.id] + (self.out[node.id] if self._hands_on(node) else [])
            if not self._keeps_apart(node):
                for edge in same[1:]:
                    self._join(same[0], edge)
        self.net.place_of = {id(edge): self._root(n) for n, edge in enumerate(self.net.edges)}
        self.members: dict[int, list[Edge]] = {}
        for edge in self.net.edges:
            self.members.setdefault(self.net.place_of[id(edge)], []).append(edge)

    def _keeps_apart(self, node: Node) -> bool:
        """Whether a token on one incoming flow is not the same as a token on another."""
        return node.kind in JOINS and len(self.into[node.id]) > 1 or node.kind == "endEvent"

    def _hands_on(self, node: Node) -> bool:
        return len(self.out[node.id]) == 1 and not self._guards(node) and self.completes.get(node.id, True)

    def _guards(self, node: Node) -> list[Node]:
        """Boundary events that may take the token elsewhere or add one."""
        return [b for b in node.boundary if "compensate" not in b.events and b.id not in self.aside]

    def _root(self, n: int) -> int:
        while self.parent[n] != n:
            self.parent[n] = n = self.parent[self.parent[n]]
        return n

    def _join(self, a: Edge, b: Edge) -> None:
        self.parent[self._root(self.index[id(a)])] = self._root(self.index[id(b)])

    def _put(self, edges: Iterable[Edge]) -> tuple[int, ...]:
        return tuple(self.net.place_of[id(e)] for e in edges)

    # ---- steps --------------------------------------------------------------------------------------------------------
    def _steps(self, node: Node) -> None:
        places = list(dict.fromkeys(self._put(self.into[node.id])))
        if not places or node.kind == "endEvent":
            for edge in self.into[node.id]:
                self._end(node, self.net.place_of[id(edge)])
        elif self._keeps_apart(node):
            self._gather(node, places)
        elif not self.out[node.id] and not self._guards(node):
            self._end(node, places[0])
        elif not self._hands_on(node):
            options = self._options(node) if self.completes.get(node.id, True) else []
            for edges in options:
                self._add(Step(node.id, frozenset(places), self._put(edges), tuple(edges)))
            self._interruptions(node, places[0])

    def _add(self, step: Step) -> None:
        for place in step.takes:
            self.net.steps.setdefault(place, []).append(step)

    def _end(self, node: Node, place: int) -> None:
        if ENDING & set(node.events):
            self._add(Step(node.id, frozenset((place,)), (), clears=True))
            return
        self.net.sinks.add(place)
        if not self._waits(place):
            self.net.passing.add(place)

    def _waits(self, place: int) -> bool:
        """Whether somebody or something may keep a token in this place for a while."""
        return any(e.target.kind in WAITING for e in self.members[place])

    def _gather(self, node: Node, places: list[int]) -> None:
        for place in places:
            self.net.waiting_at[place] = node
        if node.kind == "parallelGateway":
            edges = self.out[node.id]
            self._add(Step(node.id, frozenset(places), self._put(edges), tuple(edges)))
        else:
            steps = tuple(Step(node.id, frozenset(), self._put(edges), tuple(edges)) for edges in self._options(node))
            self.net.ors.append((node, {self.net.place_of[id(e)]: e for e in self.into[node.id]}, steps))

    def _options(self, node: Node) -> list[list[Edge]]:
        """Which outgoing flows may be taken together."""
        out = self.out[node.id]
        if node.kind in ("exclusiveGateway", "eventBasedGateway"):
            return [[e] for e in out]
        if node.kind == "parallelGateway" or not any(e.flow and (e.flow.condition is not None or e.flow.is_default) for e in out):
            return [out]
        free = [e for e in out if e.flow is None or e.flow.condition is None and not e.flow.is_default]
        asked = [e for e in out if e.flow is not None and e.flow.condition is not None and not e.flow.is_default]
        default = [e for e in out if e.flow is not None and e.flow.is_default]
        some = [free + list(chosen) for chosen in _subsets(asked)]
        return some + ([free + default] if default or free else [])

    def _interruptions(self, node: Node, place: int) -> None:
        guards = self._guards(node)
        if not guards and not self.completes.get(node.id, True):
            self._add(Step(node.id, frozenset((place,)), (), clears=True))      # it always ends by an error, and nobody catches it
        for event in sorted(guards, key=lambda b: not b.interrupting):
            edges = self.out[event.id]
            if event.interrupting:
                self._add(Step(event.id, frozenset((place,)), self._put(edges), tuple(edges)))
            else:
                self._once(event, place, edges)

    def _once(self, event: Node, place: int, edges: list[Edge]) -> None:
        """The event adds a token and the activity goes on; once is enough to see whether it meets the others."""
        after = self.net.extra.setdefault((place, event.id), self.net.fresh())
        for step in self.net.steps.get(place, [])[:]:
            self._add(Step(step.node, frozenset((after,)), step.gives, step.edges))
        self._add(Step(event.id, frozenset((place,)), (after, *self._put(edges)), tuple(edges)))

    # ---- where tokens begin -------------------------------------------------------------------------------------------
    def _entries(self) -> Iterator[tuple[Node, tuple[Edge, ...]]]:
        """Each start by itself; without one, everything that nothing leads to; and what follows an event that interrupts nothing."""
        starts = self.scope.starts
        if starts:
            yield from ((s, tuple(self.out[s.id])) for s in starts)
        else:
            first = [n for n in self.scope.nodes.values()
                     if not self.into[n.id] and n.kind != "boundaryEvent" and not n.by_event and not n.compensates]
            chosen = [n for n in first if n.kind == "eventBasedGateway"]
            yield from ((n, (e,)) for n in chosen for e in self.out[n.id])
            if len(first) > len(chosen):
                yield first[0], tuple(e for n in first if n not in chosen for e in self.out[n.id])
        yield from ((b, tuple(self.out[b.id])) for b in self._silent() if b.id in self.aside)


def _link(node: Node) -> str | None:
    link = kid(node.element, "linkEventDefinition")
    return None if link is None else link.get("name")


def _subsets(edges: list[Edge]) -> Iterator[tuple[Edge, ...]]:
    sizes = range(1, len(edges) + 1) if len(edges) <= MOST_SUBSETS else (1, 2, len(edges))
    return chain.from_iterable(combinations(edges, size) for size in sizes)


def build(scope: Scope, completes: dict[str, bool]) -> Net:
    return Builder(scope, completes).build()
