"""bpmnlint's recommended rules about processes and sub-processes, the file as a whole, and its drawing."""
from collections import defaultdict
from collections.abc import Iterator

from app.definitions.checks.diagram import SUBS, Diagram, Node, Scope
from app.definitions.checks.finding import Fix
from app.definitions.checks.lint.nodes import own_events
from app.definitions.checks.lint.said import Said, name
from app.engine.markup import Element, bpmn, flag, is_bpmn, kid, kids, local, reference

BPMNDI, DC = "{http://www.omg.org/spec/BPMN/20100524/DI}", "{http://www.omg.org/spec/DD/20100524/DC}"
Box = tuple[float, float, float, float]
LAYOUT = Fix("自动排版", (("layout",),))


def check(diagram: Diagram) -> Iterator[Said]:
    for scope in diagram.scopes:
        for rule in SCOPE_RULES:
            yield from rule(scope)
    yield from _duplicates(diagram)
    yield from _global(diagram)
    yield from _undrawn(diagram)
    yield from _overlapping(diagram)


def _title(scope: Scope) -> str:
    return f"{'子流程' if scope.outer else '流程'}{name(scope.element)}"


# ---- starts and ends --------------------------------------------------------------------------------------------------------
def _starts_and_ends(scope: Scope) -> Iterator[Said]:
    if scope.kind == "adHocSubProcess":
        for node in scope.nodes.values():
            if node.kind in ("startEvent", "endEvent"):
                yield Said("ad-hoc-sub-process", node.id, f"特设{_title(scope)}里不能有开始事件和结束事件。", (scope.id,), Fix("删去", (("remove", node.id),)))
        return
    if not any(n.kind == "endEvent" for n in scope.nodes.values()):
        yield Said("end-event-required", scope.id, f"{_title(scope)}没有结束事件。")
    if not scope.starts:
        yield Said("start-event-required", scope.id, f"{_title(scope)}没有开始事件。")


def _blank_starts(scope: Scope) -> Iterator[Said]:
    blank = [s for s in scope.starts if not own_events(s)]
    if len(blank) > 1:
        yield Said("single-blank-start-event", scope.id, f"{_title(scope)}有 {len(blank)} 个没有触发的开始事件，只能有一个。",
                   tuple(s.id for s in blank), more=tuple(s.id for s in blank))
    if scope.kind not in SUBS:
        return
    for start in scope.starts:
        if flag(scope.element, "triggeredByEvent") and start in blank:
            yield Said("event-sub-process-typed-start-event", start.id, f"事件{_title(scope)}的开始事件要写明由什么触发。", (scope.id,))
        elif not flag(scope.element, "triggeredByEvent") and start not in blank:
            yield Said("sub-process-blank-start-event", start.id, f"{_title(scope)}由流程走到时开始，它的开始事件不能另有触发。", (scope.id,))


def _superfluous_termination(scope: Scope) -> Iterator[Said]:
    ends = [n for n in scope.nodes.values() if not n.outgoing]
    terminating = [n for n in ends if n.kind == "endEvent" and "terminate" in own_events(n)]
    if len(terminating) == 1 and all(n in terminating or _interrupting_event_sub(n) for n in ends):
        yield Said("superfluous-termination", terminating[0].id, f"{name(terminating[0])}是终止事件，而{_title(scope)}别无其他结束，不需要终止。请改为普通结束事件。")


def _interrupting_event_sub(node: Node) -> bool:
    return node.by_event and node.inside is not None and any(s.interrupting for s in node.inside.starts)


# ---- links and doubles ------------------------------------------------------------------------------------------------------
def _links(scope: Scope) -> Iterator[Said]:
    by_name: dict[str | None, list[Node]] = defaultdict(list)
    for node in scope.nodes.values():
        if "link" in own_events(node):
            by_name[kid(node.element, "linkEventDefinition").get("name")].append(node)
    for link, nodes in by_name.items():
        catches = [n for n in nodes if n.kind in ("intermediateCatchEvent", "boundaryEvent", "startEvent")]
        if not link:
            yield from (Said("link-event", n.id, f"链接事件{name(n)}没有写链接名称。") for n in nodes)
        elif len(nodes) == 1:
            missing = "来源" if catches else "目标"
            yield Said("link-event", nodes[0].id, f"链接“{link}”在{_title(scope)}里没有{missing}。")
        elif len(catches) > 1:
            yield from (Said("link-event", n.id, f"链接“{link}”在{_title(scope)}里有 {len(catches)} 个目标，只能有一个。") for n in catches)
        elif not catches:
            yield from (Said("link-event", n.id, f"链接“{link}”在{_title(scope)}里没有目标。") for n in nodes)


def _duplicates(diagram: Diagram) -> Iterator[Said]:
    seen, reported = set(), set()
    for flow in (f for s in diagram.scopes for f in s.flows):
        key = flow.source.id, flow.target.id, flow.condition or ""
        if key not in seen:
            seen.add(key)
            continue
        yield Said("no-duplicate-sequence-flows", flow.id, f"{name(flow.source)}到{name(flow.target)}的顺序流画了两条一样的，后面的会办两次。",
                   fix=Fix("删去多余的一条", (("remove", flow.id),)))
        for node, way in ((flow.source, "流出"), (flow.target, "流入")):
            if (node.id, way) not in reported:
                reported.add((node.id, way))
                yield Said("no-duplicate-sequence-flows", node.id, f"{name(node)}有重复的{way}。", more=(flow.id,))


# ---- messages, signals, errors, escalations ---------------------------------------------------------------------------------
GLOBAL = {"message": "消息", "signal": "信号", "error": "错误", "escalation": "升级"}


def _global(diagram: Diagram) -> Iterator[Said]:
    elements = kids(diagram.root, *GLOBAL)
    used = _referred(diagram)
    for element in elements:
        kind, id = local(element), element.get("id") or ""
        alike = [e for e in elements if local(e) == kind and e.get("name") == element.get("name")]
        if element.get("name") is not None and not element.get("name").strip():
            yield Said("global", id, f"{GLOBAL[kind]} {id} 没有名称。")
        if (kind, id) not in used:
            yield Said("global", id, f"{GLOBAL[kind]}{name(element)}没有用到。")
        if len(alike) > 1:
            yield Said("global", id, f"有 {len(alike)} 个{GLOBAL[kind]}都叫{name(element)}，分不清是哪一个。", more=tuple(e.get("id") or "" for e in alike))


def _referred(diagram: Diagram) -> set[tuple[str, str]]:
    """(kind, id) of what some event, task or message flow refers to."""
    found = set()
    for kind in GLOBAL:
        carriers = [f"{kind}EventDefinition"] + (["messageFlow", "receiveTask", "sendTask"] if kind == "message" else [])
        for tag in carriers:
            found |= {(kind, reference(e.get(f"{kind}Ref")) or "") for e in diagram.root.iter(bpmn(tag)) if e.getparent() is not diagram.root}
    return found


# ---- drawing ----------------------------------------------------------------------------------------------------------------
def _undrawn(diagram: Diagram) -> Iterator[Said]:
    drawn = {reference(e.get("bpmnElement")) for e in diagram.root.iter(f"{BPMNDI}BPMNShape", f"{BPMNDI}BPMNEdge")}
    for element in _visible(kids(diagram.root)):
        if element.get("id") not in drawn:
            yield Said("no-bpmndi", element.get("id") or "", f"{name(element)}没有画出来。", fix=LAYOUT)


FLOW_ELEMENTS = ("sequenceFlow", "dataObjectReference", "dataStoreReference")
ARTIFACTS = ("textAnnotation", "association", "group")


def _visible(elements: list[Element]) -> Iterator[Element]:
    """What has a picture: nodes, flows, references to data, annotations, participants, message flows, lanes of the first lane set."""
    for element in elements:
        inside = [e for e in kids(element) if local(e) not in ("dataObject",) and (_is_node(e) or local(e) in FLOW_ELEMENTS)]
        yield from inside
        yield from _visible([e for e in inside if local(e) in SUBS and any(_is_node(k) or local(k) == "sequenceFlow" for k in kids(e))])
        yield from kids(element, "participant", "messageFlow", *ARTIFACTS)
        lanes = kid(element, "laneSet", "childLaneSet")
        if lanes is not None:
            yield from kids(lanes, "lane")
            yield from _visible([lane for lane in kids(lanes, "lane") if kids(lane, "childLaneSet")])


def _is_node(element: Element) -> bool:
    tag = local(element)
    return tag.endswith(("Task", "Gateway")) or tag in ("task", "callActivity", *SUBS) or tag.endswith("Event") and is_bpmn(element)


def _overlapping(diagram: Diagram) -> Iterator[Said]:
    boxes = _boxes(diagram.root)
    frames = {reference(p.get("processRef")): boxes.get(p.get("id"), (None, False))[0] for p in diagram.root.iter(bpmn("participant"))}
    touching: dict[str, str] = {}
    outside: dict[str, str] = {}
    for collaboration in kids(diagram.root, "collaboration"):
        _pairs([(p.get("id"), None) for p in kids(collaboration, "participant")], boxes, touching)
    for process in diagram.processes.values():
        for scope in process.all():
            frame = frames.get(scope.id) if scope.outer is None else _expanded(boxes.get(scope.id))
            _within(scope, boxes, frame, touching, outside)
    for id, other in touching.items():
        yield Said("no-overlapping-elements", id, f"{_of(diagram, id)}与{_of(diagram, other)}叠在一起。", fix=LAYOUT, more=(other,))
    for id, parent in outside.items():
        yield Said("no-overlapping-elements", id, f"{_of(diagram, id)}画到了{_of(diagram, parent)}外面。", fix=LAYOUT)


def _of(diagram: Diagram, id: str) -> str:
    node = diagram.nodes.get(id)
    return name(node) if node else f"“{id}”"


def _within(scope: Scope, boxes, frame: Box | None, touching: dict, outside: dict) -> None:
    shown = [(e.get("id"), reference(e.get("attachedToRef"))) for e in kids(scope.element)
             if e.get("id") in boxes and (_is_node(e) or local(e) in FLOW_ELEMENTS)]
    _pairs(shown, boxes, touching)
    stores = {e.get("id") for e in kids(scope.element, "dataStoreReference")}
    for id, _host in shown:
        if frame and id not in stores and not _inside(boxes[id][0], frame):
            outside[id] = scope.id


def _pairs(shown: list[tuple[str, str | None]], boxes, touching: dict[str, str]) -> None:
    """Every two that touch; sorted from left to right, so that only near ones are compared."""
    placed = sorted(((boxes[id][0], id, host) for id, host in shown if id in boxes), key=lambda row: row[0][0])
    for i, (a, id, host) in enumerate(placed):
        for b, other, other_host in placed[i + 1:]:
            if b[0] > a[2]:
                break
            if host != other and other_host != id and a[1] <= b[3] and b[1] <= a[3]:
                touching.setdefault(id, other)
                touching.setdefault(other, id)


def _boxes(root: Element) -> dict[str, tuple[Box, bool]]:
    """{element: (its box, is it drawn open)}"""
    found = {}
    for shape in root.iter(f"{BPMNDI}BPMNShape"):
        bounds = shape.find(f"{DC}Bounds")
        try:
            x, y, width, height = (float(bounds.get(a)) for a in ("x", "y", "width", "height"))
        except (AttributeError, TypeError, ValueError):
            continue            # without a place it can not overlap
        found[reference(shape.get("bpmnElement")) or ""] = (x, y, x + width, y + height), flag(shape, "isExpanded")
    return found


def _expanded(box: tuple[Box, bool] | None) -> Box | None:
    return box[0] if box and box[1] else None


def _inside(a: Box, b: Box) -> bool:
    return a[0] >= b[0] and a[1] >= b[1] and a[2] <= b[2] and a[3] <= b[3]


SCOPE_RULES = (_starts_and_ends, _blank_starts, _superfluous_termination, _links)
