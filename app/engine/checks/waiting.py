"""Intermediate events in the flow, links, and what follows an event-based gateway (10.5.4, 10.5.5, 10.6.6)."""
from app.engine.checks.examiner import Examiner, Scope, link_names
from app.engine.markup import flag, kids, local, reference, text

AFTER_GATEWAY = {"message", "timer", "signal", "conditional"}


def intermediate(one: Examiner, scope: Scope, element):
    """10.5.4: an intermediate event stands in the flow, a link at its end or beginning."""
    throwing, linked = local(element) == "intermediateThrowEvent", "link" in one.event_kinds(element)
    if linked:
        _link(one, scope, element, throwing)
    if scope.kind == "adHocSubProcess":
        return
    if not scope.into(element) and not (linked and not throwing):
        one.say(element, "event_without_flow", "中间事件没有流入的顺序流。请连上前面的节点。")
    if not scope.out_of(element) and not (linked and throwing):
        one.say(element, "event_without_flow", "中间事件没有流出的顺序流。请连上后面的节点。")


def _link(one, scope, element, throwing):
    """10.5.5.1: several sources, one target, same scope."""
    other = "intermediateCatchEvent" if throwing else "intermediateThrowEvent"
    for name in link_names(element):
        if not name:
            one.say(element, "no_name", "链接事件没有名称。")
        elif not scope.links[other, name]:
            one.say(element, "loose_link", f"链接“{name}”在同一流程（子流程）里缺少{'目标' if throwing else '来源'}。")
        if not throwing and scope.links[local(element), name] > 1:
            one.say(element, "many_targets", f"链接“{name}”有一个以上的目标。")
    if throwing and scope.out_of(element) or not throwing and scope.into(element):
        one.say(element, "flow_not_allowed", "链接来源不能有流出，链接目标不能有流入。")
    for definition in kids(element, "linkEventDefinition"):
        _partners(one, scope, element, definition, throwing)


def _partners(one, scope, element, definition, throwing):
    """Links that name each other do so in both directions and in one scope. Most editors leave that to the names."""
    own, theirs = ("target", "source") if throwing else ("source", "target")
    partners = [one.target(text(e)) for e in kids(definition, own)]
    if throwing and len(partners) > 1:
        one.say(element, "many_targets", "链接来源只能有一个目标。")
    if not partners and one.links_are_paired:
        one.say(element, "loose_link", f"链接没有写明{'目标（target）' if throwing else '来源（source）'}，而文件中别的链接写明了。")
    for partner in [p for p in partners if p is not None and local(p) == "linkEventDefinition"]:
        if definition.get("id") not in [reference(text(e)) for e in kids(partner, theirs)]:
            one.say(element, "loose_link", f"链接指向 {partner.get('id')}，后者却没有指回来（{theirs}）。")
        if partner.getparent().getparent() is not scope.element:
            one.say(element, "loose_link", f"链接的另一端 {partner.get('id')} 不在同一流程（子流程）里。")


# ---- event-based gateways -------------------------------------------------------------------------------------------
def event_gateway(one: Examiner, scope: Scope, element):
    """10.6.6: what may follow an event-based gateway."""
    targets = [scope.nodes.get(reference(f.get("targetRef"))) for f in scope.out_of(element)]
    targets = [t for t in targets if t is not None]
    if element.get("eventGatewayType") == "Parallel":
        _parallel(one, scope, element)
    if flag(element, "instantiate") and scope.into(element):
        one.say(element, "bad_event_gateway", "触发流程的事件网关不能有流入。")
    if len(targets) < 2:
        one.say(element, "bad_event_gateway", "事件网关至少要有两个后续事件。")
    for target in targets:
        _target(one, scope, element, target)
    kinds = {local(t) for t in targets}
    if "receiveTask" in kinds and any("message" in one.event_kinds(t) for t in targets):
        one.say(element, "bad_event_gateway", "事件网关之后不能既有接收任务又有消息事件。")


def _parallel(one, scope, element):
    if not flag(element, "instantiate"):
        one.say(element, "bad_event_gateway", "并行的事件网关只能用来触发流程（instantiate=true）。")
    if scope.runs:
        one.say(element, "not_executed", "不支持并行的事件网关。")


def _target(one, scope, gateway, target):
    name = f"{target.get('name') or ''}（{target.get('id')}）"
    kind, kinds = local(target), set(one.event_kinds(target))
    if kind not in ("intermediateCatchEvent", "receiveTask") or kinds - AFTER_GATEWAY:
        one.say(gateway, "bad_event_gateway", f"事件网关之后只能是捕获消息、定时、信号、条件的事件或接收任务，不能是“{name}”。")
    elif len(scope.into(target)) > 1:
        one.say(gateway, "bad_event_gateway", f"“{name}”除事件网关外不能再有别的流入。")
    elif target.get("id") in scope.hosts:
        one.say(gateway, "bad_event_gateway", f"事件网关之后的接收任务“{name}”不能带边界事件。")
