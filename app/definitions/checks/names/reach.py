"""What leads to what inside one scope, and what runs side by side."""
from collections.abc import Iterator
from functools import cached_property

from app.definitions.checks.diagram import Node, Scope

SPLITS = frozenset({"parallelGateway", "inclusiveGateway", "complexGateway"})


class Ways:
    """`leads(a, b)`: whether a token can come from node a to node b, over boundary events too."""

    def __init__(self, scope: Scope):
        self.scope = scope

    @cached_property
    def _after(self) -> dict[Node, frozenset[Node]]:
        return {node: frozenset(reached(following(node), None)) for node in self.scope.nodes.values()}

    def leads(self, a: Node, b: Node) -> bool:
        return b in self._after.get(a, ())

    def writer(self, writer: str, process: str) -> Node | None:
        """The node of this scope that the writer is, or lies in; None for one elsewhere."""
        prefix, _, id = writer.partition("#")
        return self._holding.get(id) if prefix == process else None

    @cached_property
    def _holding(self) -> dict[str, Node]:
        return {id: node for node in self.scope.nodes.values() for id in ids_in(node)}


def ids_in(node: Node) -> Iterator[str]:
    """The node's id and those of everything inside it."""
    yield node.id
    if node.inside is not None:
        for inner in node.inside.nodes.values():
            yield from ids_in(inner)


def nodes_in(node: Node) -> Iterator[Node]:
    yield node
    if node.inside is not None:
        for inner in node.inside.nodes.values():
            yield from nodes_in(inner)


def following(node: Node) -> list[Node]:
    return [flow.target for flow in node.outgoing] + node.boundary


def reached(starts: list[Node], stop: Node | None) -> set[Node]:
    """Everything that a token can come to from these, without passing `stop`."""
    found, todo = set(), list(starts)
    while todo:
        node = todo.pop()
        if node is not stop and node not in found:
            found.add(node)
            todo.extend(following(node))
    return found


def side_by_side(scope: Scope) -> Iterator[tuple[set[Node], set[Node]]]:
    """Pairs of sets of nodes: while one of the first runs, one of the second may."""
    for node in scope.nodes.values():
        branches = [reached([flow.target], node) for flow in node.outgoing] if _splits(node) else []
        for number, one in enumerate(branches):
            for other in branches[:number]:
                yield one - other, other - one
        for event in node.boundary:
            if not event.interrupting:
                beside = reached([event], None)
                yield beside, ({node} | reached([flow.target for flow in node.outgoing], None)) - beside
        if node.by_event:
            rest = {one for one in scope.nodes.values() if not one.by_event}
            if any(not start.interrupting for start in (node.inside.starts if node.inside else ())):
                yield {node}, rest


def _splits(node: Node) -> bool:
    """Whether several of its outgoing flows may be taken at once."""
    if len(node.outgoing) < 2:
        return False
    free = [flow for flow in node.outgoing if flow.condition is None and not flow.is_default]
    if node.kind in SPLITS:
        return True
    return node.kind not in ("exclusiveGateway", "eventBasedGateway") and (len(free) > 1 or 0 < len(free) < len(node.outgoing))
