"""Read a BPMN file into the model. Of an old diagram two things are remembered: which sub-processes were drawn collapsed, and
foreign attributes (colours)."""
from __future__ import annotations

from app.definitions.layout.model import Edge, Lane, Model, Node, Pool, Scope
from app.definitions.layout.names import BPMNDI, NODE_TAGS, SUBPROCESSES, local, q


def read_model(root) -> Model:
    """Build the model of a parsed <definitions>."""
    model = Model(root)
    _read_old_di(model)
    scopes = {p.get("id"): _read_scope(p, model) for p in root.iter(q("process"))}
    collab = root.find(q("collaboration"))
    if collab is not None and collab.find(q("participant")) is not None:
        _read_collaboration(model, collab, scopes)
    used = {p.process for p in model.pools}
    model.scopes = [s for key, s in scopes.items() if key not in used and s.nodes]
    _collect_loose(model)
    return model


def _read_collaboration(model: Model, collab, scopes: dict) -> None:
    model.collaboration = collab.get("id")
    taken = set()
    for part in collab.findall(q("participant")):
        ref = (part.get("processRef") or "").split(":")[-1] or None
        scope = scopes.get(ref) if ref not in taken else None
        taken.add(ref)
        if scope is not None and not scope.nodes and not scope.lanes:
            scope = None
        model.pools.append(Pool(part.get("id"), part.get("name") or "", ref, part, scope))
    for order, elem in enumerate(collab):
        tag = local(elem)
        if tag == "messageFlow":
            model.loose.append(_edge(elem, "msg"))
        elif tag == "association":
            model.loose.append(_edge(elem, "assoc"))
        elif tag == "textAnnotation":
            model.notes.append(_read_node(elem, order, model))


def _edge(elem, kind: str, src: str | None = None, dst: str | None = None) -> Edge:
    strip = lambda ref: (ref or "").split(":")[-1]
    return Edge(elem.get("id"), kind, strip(src or elem.get("sourceRef")), strip(dst or elem.get("targetRef")),
                elem.get("name") or "", elem)


def _read_old_di(model: Model) -> None:
    """Remember collapsed sub-processes and foreign attributes (colours)."""
    for shape in model.root.iter(f"{{{BPMNDI}}}BPMNShape", f"{{{BPMNDI}}}BPMNEdge"):
        ref = (shape.get("bpmnElement") or "").split(":")[-1]
        foreign = {k: v for k, v in shape.attrib.items() if k.startswith("{")}
        if foreign:
            model.attrs[ref] = foreign
        if shape.get("isExpanded") == "false":
            model.collapsed.add(ref)


def _read_scope(elem, model: Model) -> Scope:
    """Read a process or sub-process, recursively."""
    scope = Scope(elem.get("id"), elem)
    for order, child in enumerate(elem):
        tag = local(child)
        if tag in NODE_TAGS and child.get("id"):
            scope.nodes[child.get("id")] = _read_node(child, order, model)
        elif tag == "sequenceFlow":
            scope.edges.append(_edge(child, "seq"))
        elif tag == "association":
            scope.edges.append(_edge(child, "assoc"))
    for child in elem:
        scope.edges.extend(_data_edges(child))
    _read_lanes(scope)
    _place_unassigned(scope)
    return scope


def _read_node(elem, order: int, model: Model) -> Node:
    tag = local(elem)
    name = elem.get("name") or ""
    if tag == "textAnnotation":
        text = elem.find(q("text"))
        name = (text.text or "").strip() if text is not None else ""
    node = Node(elem.get("id"), tag, elem, name, order, host=elem.get("attachedToRef"))
    if tag in SUBPROCESSES:
        inner = _read_scope(elem, model)
        node.expanded = bool(inner.nodes) and node.id not in model.collapsed
        node.scope = inner if inner.nodes else None
    return node


def _data_edges(activity) -> list[Edge]:
    """Data associations of an activity or event."""
    found = []
    for assoc in activity:
        tag = local(assoc)
        if tag not in ("dataInputAssociation", "dataOutputAssociation") or not assoc.get("id"):
            continue
        src, dst = assoc.findtext(q("sourceRef")), assoc.findtext(q("targetRef"))
        if tag == "dataInputAssociation":
            found.append(_edge(assoc, "data", (src or "").strip(), activity.get("id")))
        else:
            found.append(_edge(assoc, "data", activity.get("id"), (dst or "").strip()))
    return found


def _read_lanes(scope: Scope) -> None:
    """Flatten the lane tree: scope.lanes in drawing order, scope.leaves by index."""
    def visit(lane_set, depth):
        for elem in lane_set.findall(q("lane")):
            lane = Lane(elem.get("id"), elem.get("name") or "", depth)
            scope.lanes.append(lane)
            scope.lane_depth = max(scope.lane_depth, depth + 1)
            lane.first = len(scope.leaves)
            child = elem.find(q("childLaneSet"))
            lane.leaf = child is None or child.find(q("lane")) is None
            if lane.leaf:
                scope.leaves.append(lane)
            else:
                visit(child, depth + 1)
            lane.last = len(scope.leaves) - 1
            for ref in elem.findall(q("flowNodeRef")):
                node = scope.nodes.get((ref.text or "").strip())
                if node is not None and (lane.leaf or node.lane < 0):
                    node.lane = lane.first
    for node in scope.nodes.values():
        node.lane = -1
    lane_set = scope.elem.find(q("laneSet"))
    if lane_set is not None:
        visit(lane_set, 0)


def _place_unassigned(scope: Scope) -> None:
    """Boundary events follow their host; other nodes without a lane their neighbours."""
    nodes = scope.nodes
    for _ in range(3):
        for node in nodes.values():
            if node.host in nodes:
                node.lane = nodes[node.host].lane
        for edge in scope.edges:
            a, b = nodes.get(edge.src), nodes.get(edge.dst)
            if a and b and b.lane < 0 <= a.lane:
                b.lane = a.lane
            elif a and b and a.lane < 0 <= b.lane:
                a.lane = b.lane
    for node in nodes.values():
        node.lane = max(node.lane, 0)


def _collect_loose(model: Model) -> None:
    """Edges whose ends lie in different scopes are routed at diagram level."""
    for scope in model.all_scopes():
        stay = []
        for edge in scope.edges:
            known = edge.src in scope.nodes and edge.dst in scope.nodes
            (stay if known else model.loose).append(edge)
        scope.edges = stay
