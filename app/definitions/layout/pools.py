"""Stack pools (or bare processes), then draw what runs between them: message flows and associations across scopes."""
from __future__ import annotations

from app.definitions.layout.edges import fallback
from app.definitions.layout.model import Model, Node, Pool, Scope
from app.definitions.layout.ports import PortBook, ports
from app.definitions.layout.router import Port, Router, merge_tracks
from app.definitions.layout.scope import ScopeLayout, shift
from app.definitions.layout.sizes import MIN_LANE, POOL_GAP, STRIP
from app.definitions.layout.text import FONT, label_size


def arrange(model: Model) -> None:
    """Lay out every process and stack pools (or bare processes) from top to bottom."""
    y = 80.0
    size_notes(model, y)
    if model.notes:
        y += max(n.h for n in model.notes) + 40
    for pool in model.pools:
        pool.x, pool.y, pool.h = 160, y, 70
        if pool.scope:
            ScopeLayout(pool.scope).run()
            depth = STRIP * (1 + pool.scope.lane_depth)
            shift(pool.scope, pool.x + depth, pool.y)
            pool.w, pool.h = pool.scope.w + depth, max(pool.scope.h, MIN_LANE)
            move_lanes(pool.scope, pool.y)
        y += pool.h + POOL_GAP
    for pool in model.pools:
        pool.w = max([600] + [p.w for p in model.pools])
    for scope in model.scopes:
        ScopeLayout(scope).run()
        shift(scope, 160, y)
        move_lanes(scope, y)
        if not model.collaboration:
            break
        y += scope.h + POOL_GAP
    route_loose(model)


def size_notes(model: Model, y: float) -> None:
    """Annotations of the collaboration stand in a row on top."""
    x = 200
    for note in model.notes:
        width, height = label_size(note.name, 180, FONT)
        note.w, note.h, note.x, note.y = max(100, width + 14), max(30, height + 12), x, y
        x += note.w + 40


def move_lanes(scope: Scope, dy: float) -> None:
    scope.lane_bounds = [(top + dy, height) for top, height in scope.lane_bounds]


def visible_nodes(model: Model) -> dict[str, Node]:
    """All nodes drawn on the main plane."""
    found = {n.id: n for n in model.notes}
    todo = [p.scope for p in model.pools if p.scope] + (model.scopes if model.collaboration else model.scopes[:1])
    while todo:
        scope = todo.pop(0)
        found.update(scope.nodes)
        todo += [n.scope for n in scope.nodes.values() if n.expanded and n.scope]
    return found


def route_loose(model: Model) -> None:
    """Message flows and associations that cross scope borders."""
    nodes, pools = visible_nodes(model), {p.id: p for p in model.pools}
    boxes = {**nodes, **pools}
    edges = [e for e in model.loose if e.src in boxes and e.dst in boxes and e.src != e.dst]
    if not edges:
        return
    book = PortBook()
    options = {e.id: (loose_ports(boxes[e.src], boxes[e.dst], "out"), loose_ports(boxes[e.dst], boxes[e.src], "in"))
               for e in edges}
    router = loose_router(model, nodes, edges, options)
    for edge in (e for s in model.all_scopes() for e in s.edges if e.points):
        router.commit(edge.id, edge.points)
        book.take(edge)
    for _ in range(2):
        for edge in sorted(edges, key=lambda e: abs(boxes[e.src].y - boxes[e.dst].y)):
            router.remove(edge.id)
            book.free(edge)
            out, into = options[edge.id]
            path = router.route(book.priced(out, "out", edge), book.priced(into, "in", edge), cross=14)
            edge.points = path or fallback(boxes[edge.src], boxes[edge.dst])
            router.commit(edge.id, edge.points)
            book.take(edge)


def loose_router(model, nodes, edges, options) -> Router:
    """A router over the whole picture; boxes that contain an end are no obstacle."""
    ends = {x for e in edges for x in (e.src, e.dst)}
    def encloses(node: Node) -> bool:
        return bool(node.expanded and node.scope and ends & set(inner_ids(node.scope)))
    obstacles = {n.id: n.box for n in nodes.values() if not encloses(n)}
    obstacles.update({p.id: p.box for p in model.pools if not p.scope})
    fixed_x, fixed_y = [], []
    for both in options.values():
        for port in both[0] + both[1]:
            fixed_x += [port.x, port.stub[0]]
            fixed_y += [port.y, port.stub[1]]
    track_x = [v for n in nodes.values() for v in (n.x - 15, n.x + n.w + 15)]
    track_y = [v for n in nodes.values() for v in (n.y - 15, n.y + n.h + 15)]
    track_y += [v for p in model.pools for v in (p.y - 17, p.y + p.h + 17, p.y - 29, p.y + p.h + 29)]
    for edge in (e for s in model.all_scopes() for e in s.edges):
        track_x += [x for x, _ in edge.points]
        track_y += [y for _, y in edge.points]
    return Router(obstacles, merge_tracks(fixed_x, track_x, 5), merge_tracks(fixed_y, track_y, 5), [])


def inner_ids(scope: Scope):
    for node in scope.nodes.values():
        yield node.id
        if node.scope:
            yield from inner_ids(node.scope)


def loose_ports(item, partner, role: str) -> list[Port]:
    """Ports for message flows: top and bottom; a pool is docked above or below its partner."""
    if isinstance(item, Pool):
        lo, hi = item.x + 45, item.x + item.w - 15
        px = [partner.cx, partner.cx - 18, partner.cx + 18] if isinstance(partner, Node) else \
            [max(item.x, partner.x) + 90]
        if item.scope:
            px = [item.x + 60]
        return [Port(min(max(x, lo), hi), y, d, 0 if i == 0 else 12)
                for i, x in enumerate(px) for y, d in ((item.y, 3), (item.y + item.h, 1))]
    found = ports(item, role)
    if item.host:
        return found
    return [Port(p.x, p.y, p.d, 60 if p.d % 2 == 0 else 0 if p.x == item.cx else 5) for p in found]
