"""bpmnlint's recommended rules about single nodes and flows."""
from collections.abc import Iterator

from app.definitions.checks.diagram import ACTIVITIES, EVENTS, SUBS, TASKS, Diagram, Flow, Node
from app.definitions.checks.finding import Fix
from app.definitions.checks.lint.said import Said, name
from app.engine.markup import bpmn, kids, local, reference

ALONE = frozenset({"parallelGateway", "eventBasedGateway"})


def check(diagram: Diagram) -> Iterator[Said]:
    for scope in diagram.scopes:
        for node in scope.nodes.values():
            for rule in NODE_RULES:
                yield from rule(node)
    yield from _labels(diagram)


def _is_gateway(node: Node) -> bool:
    return node.kind.endswith("Gateway")


def own_events(node: Node) -> list[str]:
    """Kinds of the definitions written in the event, not of those it refers to."""
    return [local(e).removesuffix("EventDefinition") for e in kids(node.element) if local(e).endswith("EventDefinition")] \
        if node.kind in EVENTS else []


def _parent_is_ad_hoc(node: Node) -> bool:
    return node.scope.kind == "adHocSubProcess"


# ---- flows out of a node ----------------------------------------------------------------------------------------------------
def _conditional_flows(node: Node) -> Iterator[Said]:
    has_default = any(f.is_default for f in node.outgoing)
    if not has_default and all(f.condition is None for f in node.outgoing):
        return
    for flow in node.outgoing:
        if flow.condition is None and not flow.is_default:
            fix = None if has_default else Fix(f"把{name(flow)}设为默认流", (("default", node.id, flow.id),))
            yield Said("conditional-flows", flow.id, f"{name(node)}的其他流出写了条件，{_which(flow)}没有写：每次都会走到它。请写上条件，或者设为默认流。",
                       (node.id,), fix)


def _which(flow: Flow) -> str:
    return f"通往{name(flow.target)}的顺序流"


def _no_implicit_split(node: Node) -> Iterator[Said]:
    plain = [f for f in node.outgoing if f.condition is None and not f.is_default]
    if not _is_gateway(node) and len(plain) > 1:
        yield Said("no-implicit-split", node.id, f"{name(node)}后面有 {len(plain)} 条没有条件的顺序流，会同时走。要同时办的，请画并行网关；只走一条的，请画排他网关。",
                   more=tuple(f.id for f in plain))


def _fake_join(node: Node) -> Iterator[Said]:
    if not _is_gateway(node) and len(node.incoming) > 1:
        yield Said("fake-join", node.id, f"{name(node)}有 {len(node.incoming)} 条流入：每来一条就办一次，不会等齐。请在前面画一个汇合网关。",
                   more=tuple(f.id for f in node.incoming))


def _event_based_gateway(node: Node) -> Iterator[Said]:
    if node.kind != "eventBasedGateway":
        return
    if len(node.outgoing) < 2:
        yield Said("event-based-gateway", node.id, f"{name(node)}至少要有两条流出，先发生的走。")
    for flow in node.outgoing:
        if flow.condition is not None:
            yield Said("event-based-gateway", flow.id, f"{name(node)}的流出不能写条件：等到什么就走哪条。", (node.id,),
                       Fix("去掉条件", (("condition", flow.id, None),)))


# ---- gateways ---------------------------------------------------------------------------------------------------------------
def _join_fork(node: Node) -> Iterator[Said]:
    if _is_gateway(node) and len(node.incoming) > 1 and len(node.outgoing) > 1:
        yield Said("no-gateway-join-fork", node.id, f"{name(node)}既汇合又分支，看的人分不清。请拆成两个：先汇合，再分支。")


def _superfluous(node: Node) -> Iterator[Said]:
    if _is_gateway(node) and len(node.incoming) == 1 and len(node.outgoing) == 1:
        yield Said("superfluous-gateway", node.id, f"{name(node)}只有一进一出，不起作用。", fix=Fix("删去这个网关", (("remove", node.id),)))


def _discouraged(node: Node) -> Iterator[Said]:
    if node.kind == "complexGateway":
        yield Said("no-complex-gateway", node.id, f"{name(node)}是复杂网关，少有人读得懂。能用排他、并行、包容网关的，请用它们。")
    elif node.kind == "inclusiveGateway":
        yield Said("no-inclusive-gateway", node.id, f"{name(node)}是包容网关。")


# ---- starts, ends, connections ----------------------------------------------------------------------------------------------
def _disconnected(node: Node) -> Iterator[Said]:
    counted = node.kind in TASKS | SUBS | EVENTS or _is_gateway(node)
    if not counted or node.by_event or node.incoming or node.outgoing or _parent_is_ad_hoc(node):
        return
    if not node.compensates and not (node.kind == "boundaryEvent" and own_events(node) == ["compensate"]):
        yield Said("no-disconnected", node.id, f"{name(node)}没有连到任何地方。请连上，或者删去。", (node.scope.id,), Fix("删去", (("remove", node.id),)))


def _implicit_end(node: Node) -> Iterator[Said]:
    events = set(own_events(node))
    exempt = (node.by_event or node.kind == "endEvent" or _parent_is_ad_hoc(node) or node.kind == "intermediateThrowEvent" and events == {"link"}
              or node.kind in ACTIVITIES and node.compensates or node.kind == "boundaryEvent" and events == {"compensate"} and _associated(node))
    if not exempt and not node.outgoing:
        yield Said("no-implicit-end", node.id, f"{name(node)}后面没有了。流程到此结束的，请接一个结束事件。", (node.scope.id,))


def _associated(node: Node) -> bool:
    sources = {reference(e.get("sourceRef")) for e in kids(node.scope.process.element, "association")}
    return node.id in sources


def _implicit_start(node: Node) -> Iterator[Said]:
    exempt = (node.kind in ACTIVITIES and node.compensates or _parent_is_ad_hoc(node) or node.by_event
              or node.kind == "intermediateCatchEvent" and set(own_events(node)) == {"link"} or node.kind in ("startEvent", "boundaryEvent"))
    if not exempt and not node.incoming:
        yield Said("no-implicit-start", node.id, f"没有什么通往{name(node)}。请连上，或者删去。", (node.scope.id,))


def _single_definition(node: Node) -> Iterator[Said]:
    if len(own_events(node)) > 1:
        yield Said("single-event-definition", node.id, f"事件{name(node)}带了 {len(own_events(node))} 个触发定义，看的人分不清等的是哪个。能分开画的，请分开。")


# ---- names ------------------------------------------------------------------------------------------------------------------
def _label(node: Node) -> Iterator[Said]:
    joins = _is_gateway(node) and (len(node.outgoing) < 2 or node.kind in ALONE)
    if not joins and node.kind not in SUBS and not node.name.strip():
        yield Said("label-required", node.id, f"{KINDS.get(node.kind, '元素')} {node.id} 没有名称。请写明办什么、问什么或者等什么。")


def _labels(diagram: Diagram) -> Iterator[Said]:
    for flow in diagram.flows.values():
        if flow.condition is not None and not flow.name.strip():
            yield Said("label-required", flow.id, f"{name(flow.source)}通往{name(flow.target)}的条件流没有名称。请写明在什么情况下走，如“是”“退回”。", (flow.source.id,))
    for element in [*diagram.root.iter(bpmn("participant")), *diagram.root.iter(bpmn("lane"))]:
        if not (element.get("name") or "").strip():
            yield Said("label-required", element.get("id") or "", f"{KINDS[local(element)]} {element.get('id')} 没有名称。")


KINDS = {"userTask": "人工任务", "task": "任务", "manualTask": "手工任务", "serviceTask": "服务任务", "scriptTask": "脚本任务",
         "businessRuleTask": "规则任务", "sendTask": "发送任务", "receiveTask": "接收任务", "callActivity": "调用活动",
         "startEvent": "开始事件", "endEvent": "结束事件", "intermediateCatchEvent": "中间事件", "intermediateThrowEvent": "中间事件",
         "boundaryEvent": "边界事件", "exclusiveGateway": "排他网关", "inclusiveGateway": "包容网关", "complexGateway": "复杂网关",
         "participant": "泳池", "lane": "泳道"}

NODE_RULES = (_conditional_flows, _no_implicit_split, _fake_join, _event_based_gateway, _join_fork, _superfluous, _discouraged, _disconnected,
              _implicit_end, _implicit_start, _single_definition, _label)
