"""A process or sub-process as a graph: where it starts, what its flows connect, what nothing leads to."""
from app.engine.checks.examiner import Examiner, Scope, event_kinds, has_event, link_names
from app.engine.checks.values import constant
from app.engine.markup import flag, kid, kids, local, reference, text
from app.engine.reader import GATEWAYS, NODES, TASKS

# Elements that may stand in a process without being executed.
SILENT = {"sequenceFlow", "laneSet", "dataObject", "dataObjectReference", "association", "textAnnotation", "group", "property",
          "documentation", "extensionElements", "ioSpecification", "auditing", "monitoring", "supports", "incoming", "outgoing",
          "multiInstanceLoopCharacteristics", "standardLoopCharacteristics", "completionCondition", "dataInputAssociation",
          "dataOutputAssociation", "resourceRole", "performer", "humanPerformer", "potentialOwner", "ioBinding",
          "supportedInterfaceRef"}


def check(one: Examiner, scope: Scope):
    if _depth(scope) > one.limits.calls:
        one.say(scope.element, "too_deep", f"子流程嵌套超过 {one.limits.calls} 层。")
    for element in kids(scope.element):
        if local(element) not in NODES and local(element) not in SILENT:
            one.say(element, "not_executed", f"不支持元素 {local(element)}。")
        elif local(element) in NODES and not element.get("id"):
            one.say(element, "no_id", f"{local(element)} 没有 id。")
    sound = [_flow(one, scope, flow) for flow in scope.flows]
    _starts(one, scope)
    if all(sound):
        _unreached(one, scope)
    for element in scope.nodes.values():
        _way_out(one, scope, element)


def _depth(scope) -> int:
    return 0 if scope.outer is None else 1 + _depth(scope.outer)


# ---- flows ----------------------------------------------------------------------------------------------------------
def _flow(one, scope, flow) -> bool:
    ends = [scope.nodes.get(reference(flow.get(a))) for a in ("sourceRef", "targetRef")]
    for end, name in zip(ends, ("sourceRef", "targetRef"), strict=True):
        if end is None:
            one.say(flow, "loose_flow", f"顺序流的 {name}（{flow.get(name)}）不是同一流程或子流程内的节点。")
    if None in ends:
        return False
    source, target = ends
    if local(source) == "endEvent":
        one.say(flow, "flow_from_end", "结束事件不能有流出的顺序流。")
    if local(target) in ("startEvent", "boundaryEvent"):
        one.say(flow, "flow_to_start", "开始事件和边界事件不能有流入的顺序流。")
    for end in ends:
        if flag(end, "triggeredByEvent") or flag(end, "isForCompensation"):
            one.say(flow, "flow_not_allowed", f"“{end.get('name') or end.get('id')}”是事件子流程或补偿处理，不能接顺序流。")
    _condition(one, scope, flow, source)
    return True


def _condition(one, scope, flow, source):
    written = kid(flow, "conditionExpression") is not None
    if written and text(kid(flow, "conditionExpression")) is None:
        one.say(flow, "no_condition", "条件是空的。")
    default = source.get("default") == flow.get("id")
    if written and local(source) not in TASKS and local(source) not in ("exclusiveGateway", "inclusiveGateway", "complexGateway"):
        one.say(flow, "condition_not_allowed", f"从 {local(source)} 出来的顺序流不能带条件。")
    value = constant(text(kid(flow, "conditionExpression")))
    if value is not None and not isinstance(value, bool):
        one.say(flow, "bad_condition", f"条件的结果是 {value}，应为 true 或 false。")
    if written and default:
        one.say(flow, "condition_on_default", "默认流不能带条件。")
    choosing = local(source) in ("exclusiveGateway", "inclusiveGateway") and len(scope.out_of(source)) > 1
    if choosing and not written and not default:
        one.say(flow, "no_condition", f"“{source.get('name') or source.get('id')}”的这条流既没有条件，也不是默认流。")


def _way_out(one, scope, element):
    default = element.get("default")
    if max(len(scope.out_of(element)), len(scope.into(element))) > one.limits.flows:
        one.say(element, "too_many", f"流入或流出超过 {one.limits.flows} 条。")
    if default and default not in [f.get("id") for f in scope.out_of(element)]:
        one.say(element, "bad_default", f"默认流 {default} 不是从这里出去的。")
    if local(element) in GATEWAYS:
        _gateway(one, element, len(scope.into(element)), len(scope.out_of(element)))


def _gateway(one, element, coming, going):
    direction = element.get("gatewayDirection", "Unspecified")
    if going == 0:
        one.say(element, "dead_gateway", "网关没有流出，流程会停在这里。")
    if direction == "Converging" and going > 1 or direction == "Diverging" and coming > 1:
        one.say(element, "bad_direction", f"gatewayDirection={direction} 与所接的流不符。")


# ---- where tokens begin ---------------------------------------------------------------------------------------------
def _starts(one, scope):
    starts = kids(scope.element, "startEvent")
    plain = [s for s in starts if not has_event(s)]
    if len(plain) > 1:
        one.say(scope.element, "many_starts", "有一个以上的空开始事件，不知道从哪里开始。")
    if scope.kind == "eventSubProcess" and (len(starts) != 1 or plain):
        one.say(scope.element, "bad_event_subprocess", "事件子流程应有且只有一个带事件定义的开始事件。")
    if scope.kind in ("subProcess", "transaction") and len(starts) > len(plain):
        one.say(scope.element, "bad_start", "嵌入的子流程只能由空开始事件开始。")
    if scope.kind == "adHocSubProcess":
        _ad_hoc(one, scope)
    elif not starts and kids(scope.element, "endEvent") and not _instantiating(scope):
        one.say(scope.element, "no_start", "有结束事件，就必须有开始事件。")
    elif not starts and not _free(scope):
        one.say(scope.element, "no_start", "没有可以开始的地方。")


def _ad_hoc(one, scope):
    if kids(scope.element, "startEvent", "endEvent"):
        one.say(scope.element, "bad_ad_hoc", "特设子流程不能有开始事件和结束事件。")
    if not kids(scope.element, *TASKS):
        one.say(scope.element, "bad_ad_hoc", "特设子流程里至少要有一个活动。")


def _instantiating(scope) -> list:
    return [e for e in scope.nodes.values() if flag(e, "instantiate") and not scope.into(e)]


def _free(scope) -> list:
    """Nodes that need no incoming flow, and those that have none."""
    return [e for e in scope.nodes.values() if not scope.into(e) and not _apart(e)]


def _apart(element) -> bool:
    """What stands outside the flow: event sub-processes, compensation handlers, boundary events."""
    return flag(element, "triggeredByEvent") or flag(element, "isForCompensation") or local(element) == "boundaryEvent"


def _unreached(one, scope):
    """10.5.2: beside a start event nothing may stand that no flow leads to."""
    starts = [e for e in scope.nodes.values() if local(e) == "startEvent"] + _instantiating(scope)
    if not starts:
        starts = _free(scope)
    todo = [e.get("id") for e in starts]
    todo += [e.get("id") for e in scope.nodes.values() if local(e) == "intermediateCatchEvent" and link_names(e)]
    todo += [e.get("id") for e in scope.nodes.values() if _apart(e) and local(e) != "boundaryEvent"]
    reached = _closure(scope, todo)
    for id, element in scope.nodes.items():
        if id not in reached and not (local(element) == "boundaryEvent" and "compensate" in event_kinds(element)):
            one.say(element, "unreachable", "没有任何路径能走到这里。")


def _closure(scope, todo) -> set[str]:
    reached = set()
    while todo:
        id = todo.pop()
        if id not in reached:
            reached.add(id)
            todo += [reference(f.get("targetRef")) for f in scope.outgoing.get(id, [])]
            todo += [b.get("id") for b in scope.hosts.get(id, [])]
    return reached
