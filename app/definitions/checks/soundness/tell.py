"""What a search has found, in sentences, each with the way that leads to it (`Finding.more`: flows and nodes in their order)."""
from collections.abc import Iterable, Iterator

from app.definitions.checks.diagram import Node, Scope
from app.definitions.checks.finding import Finding
from app.definitions.checks.soundness.explore import MOST, Position, Search
from app.definitions.checks.soundness.net import Edge, Net, Step

MOST_SHOWN = 400        # elements of a way


def too_large(file: str, scope: Scope) -> Finding:
    return _of_scope(file, scope, f"节点有 {len(scope.nodes)} 个，太多，没有检查会不会卡住。请拆成几个流程。")


def odd(file: str, scope: Scope, why: str) -> Finding:
    return _of_scope(file, scope, f"{why}，没有检查会不会卡住。")


def _of_scope(file: str, scope: Scope, sentence: str) -> Finding:
    title = f"{'子流程' if scope.outer else '流程'}“{scope.element.get('name') or scope.id}”"
    return Finding("hint", file, scope.id, "soundness-unexamined", f"{title}{sentence}")


def told(file: str, net: Net, searches: list[Search]) -> Iterator[Finding]:
    said: set[tuple[str, str | None]] = set()
    for search in searches:
        for finding in _of(file, net, search):
            if (finding.code, finding.element) not in said:
                said.add((finding.code, finding.element))
                yield finding
    yield from _never_reached(file, net, searches)


def _of(file: str, net: Net, search: Search) -> Iterator[Finding]:
    for position in sorted(search.stuck, key=lambda p: len(search.way(p))):
        yield _stuck(file, net, search, position)
    for position, step, place in search.meets:
        yield _meet(file, net, search, position, step, place)
    if search.endless:
        yield _endless(file, net, search)
    yield from _cut_short(file, net, search)
    if search.bound:
        yield _of_scope(file, net.scope, f"并行的路线太多，只看了 {MOST} 种局面，没有看完。")
    elif search.coarse:
        yield _of_scope(file, net.scope, f"并行的路线太多，超过 {MOST} 种局面：会不会卡住已经查过，同一环节会不会重复办理只查了一部分。")


# ---- sentences --------------------------------------------------------------------------------------------------------------
def _stuck(file: str, net: Net, search: Search, position: Position) -> Finding:
    waiting = sorted(place for place in position if place not in net.sinks)
    join = next((net.waiting_at[p] for p in waiting if p in net.waiting_at), None)
    way = _elements(net, search.way(position))
    if join is None:
        last = _consumer(net, waiting[0])
        return Finding("error", file, last.id, "never-ends", f"{last.called}走到这里就出不去了：后面绕成了圈，没有出口。", line=last.element.sourceline, more=way)
    have = [e for e in net.into[join.id] if net.place_of[id(e)] in position]
    lack = [e for e in net.into[join.id] if net.place_of[id(e)] not in position]
    done = "，流程的其他部分已经办完" if position & net.sinks else ""
    sentence = (f"{join.called}会卡住：从{_names(e.source for e in have)}来的已经到了{done}，它还要等从{_names(e.source for e in lack)}来的，"
                "而那边不会再来。请核对前面的分支网关与这个汇合网关是不是一种。")
    return Finding("error", file, join.id, "deadlock", sentence, line=join.element.sourceline, more=way)


def _meet(file: str, net: Net, search: Search, position: Position, step: Step, place: int) -> Finding:
    edges = [e for e in step.edges if net.place_of[id(e)] == place]
    node = _meeting_point(net, edges)
    way = _elements(net, [*search.way(position), step])
    sentence = f"{node.called}可能同时有两份在办：前面并行的几条路到这里没有等齐就各走各的。请在前面用并行网关汇合，或者让它们各自结束。"
    return Finding("error", file, node.id, "lack-of-synchronisation", sentence, line=node.element.sourceline, more=way)


def _meeting_point(net: Net, edges: list[Edge]) -> Node:
    """Where the ways of the tokens come together: the first node on them with several flows into it, else the first at all."""
    for edge in edges:
        for node in _chain(net, edge):
            if len(net.into[node.id]) > 1:
                return node
    return edges[0].target if edges else net.edges[0].target


def _endless(file: str, net: Net, search: Search) -> Finding:
    position = min(search.endless, key=lambda p: len(search.way(p)))
    places = sorted(position - net.sinks) or sorted(position)
    node = _consumer(net, places[0]) if places else net.scope.starts[0]
    return Finding("error", file, node.id, "never-ends", f"走到{node.called}之后，流程怎么走也到不了结束。请给它一个出口。", line=node.element.sourceline,
                   more=_elements(net, search.way(position)))


def _cut_short(file: str, net: Net, search: Search) -> Iterator[Finding]:
    """A terminating end before everything is done may be meant: it is told once for each such end, with all that it may take away."""
    taken: dict[str, dict[str, None]] = {}
    for position, step in search.cuts:
        taken.setdefault(step.node, {}).update(dict.fromkeys(_consumer(net, p).called for p in sorted(position - step.takes)))
    for id, names in taken.items():
        node = net.scope.nodes[id]
        sentence = f"走到{node.called}（终止）时，并行的路线可能还没有办完，会在{'、'.join(list(names)[:5])}之前一并取消。请确认是否如此。"
        position, step = next(cut for cut in search.cuts if cut[1].node == id)
        way = _elements(net, [*search.way(position), step])
        yield Finding("hint", file, id, "improper-completion", sentence, line=node.element.sourceline, more=way)


def _never_reached(file: str, net: Net, searches: list[Search]) -> Iterator[Finding]:
    """Nodes that no token comes to though flows lead there. Said only where everything was seen: a fault before it hides what comes after."""
    if not searches or any(s.bound or s.meets or s.stuck or s.coarse for s in searches):
        return
    steps = {step for s in searches for step in (*s.taken, *(step for _before, step in s.came.values())) if step}
    reached = {node.id for step in steps for edge in step.edges for node in _chain(net, edge)}
    for node in net.scope.nodes.values():
        if net.into[node.id] and node.id not in reached:
            yield Finding("warning", file, node.id, "never-reached", f"{node.called}怎么走也走不到。", line=node.element.sourceline)


# ---- ways -------------------------------------------------------------------------------------------------------------------
def _chain(net: Net, edge: Edge) -> Iterator[Node]:
    """The nodes to which a token on the flow goes by itself, up to the first that decides, waits for others or ends."""
    seen: set[str] = set()
    while edge.target.id not in seen:
        seen.add(edge.target.id)
        yield edge.target
        following = net.out[edge.target.id]
        if len(following) != 1 or net.place_of[id(following[0])] != net.place_of[id(edge)]:
            return
        edge = following[0]


def _elements(net: Net, steps: list[Step]) -> tuple[str, ...]:
    """Flows and nodes passed, in their order, each once."""
    found: dict[str, None] = {}
    for step in steps:
        if step.node:
            found.setdefault(step.node)
        for first in step.edges:
            found.setdefault(first.source.id)
            edge = first
            for node in _chain(net, first):
                found.setdefault(edge.id or edge.source.id)
                found.setdefault(node.id)
                edge = next(iter(net.out[node.id]), edge)
    return tuple(id for id in found if id)[:MOST_SHOWN]


def _consumer(net: Net, place: int) -> Node:
    """The node that the place leads to; on a way round without exit, the first of it."""
    original = next((p for (p, _event), after in net.extra.items() if after == place), place)
    edges = [e for e in net.edges if net.place_of[id(e)] == original]
    return list(_chain(net, edges[0]))[-1]


def _names(nodes: Iterable[Node]) -> str:
    return "、".join(dict.fromkeys(node.called for node in nodes))
