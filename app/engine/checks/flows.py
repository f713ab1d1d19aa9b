"""Sequence flows, and gateways as what they connect (7.6.1, 8.4.9, 8.4.13, 10.6)."""
from app.engine.checks.examiner import Examiner, Scope, named
from app.engine.checks.referents import ARTIFACTS, FLOW_NODES
from app.engine.checks.values import constant
from app.engine.markup import flag, kid, local, reference, text
from app.engine.reader import GATEWAYS, TASKS

DECIDING = ("exclusiveGateway", "inclusiveGateway", "complexGateway")


def sound(one: Examiner, scope: Scope, flow) -> bool:
    """Whether both ends are nodes of this scope; and says what else is wrong with the flow."""
    ends = [_end(one, scope, flow, name) for name in ("sourceRef", "targetRef")]
    if None in ends:
        return False
    source, target = ends
    if local(source) == "endEvent":
        one.say(flow, "flow_from_end", f"结束事件“{source.get('id')}”不能有流出的顺序流。")
    if local(target) in ("startEvent", "boundaryEvent"):
        one.say(flow, "flow_to_start", f"开始事件和边界事件不能有流入的顺序流（“{target.get('id')}”）。")
    for end in ends:
        if flag(end, "triggeredByEvent") or flag(end, "isForCompensation"):
            one.say(flow, "flow_not_allowed", f"“{end.get('name') or end.get('id')}”是事件子流程或补偿处理，不能接顺序流。")
    if scope.runs and not flag(flow, "isImmediate", True):
        one.say(flow, "not_immediate", "可执行流程的顺序流不能写 isImmediate=false。请删去这个属性。")
    _condition(one, scope, flow, source)
    return True


def _end(one, scope, flow, name):
    """The node at this end of the flow; None, after saying why, if there is none that it may connect."""
    wanted = flow.get(name)
    node = scope.nodes.get(reference(wanted))
    if node is not None:
        return node
    element = one.target(wanted)
    if element is None:
        one.say(flow, "loose_flow", f"顺序流的 {name}（{wanted}）不存在。请把它连到一个节点上。")
    elif local(element) in ARTIFACTS:
        one.say(flow, "flow_to_artifact", f"顺序流的 {name}（{wanted}）是 {local(element)}，注释、分组和关联不能接顺序流。请改用关联。")
    elif local(element) not in FLOW_NODES:
        one.say(flow, "flow_to_artifact", f"顺序流的 {name}（{wanted}）是 {local(element)}，只有活动、事件和网关能接顺序流。")
    else:
        inside = named(element.getparent()).get("id")
        one.say(flow, "flow_crosses_border", f"顺序流的 {name}（{wanted}）在 {inside} 里，顺序流不能越过池或子流程的边界。")
    return None


def _condition(one, scope, flow, source):
    written = kid(flow, "conditionExpression") is not None
    default = source.get("default") == flow.get("id")
    if written and text(kid(flow, "conditionExpression")) is None:
        one.say(flow, "no_condition", "条件是空的。请写上条件，或删去 conditionExpression。")
    if written and local(source) not in TASKS and local(source) not in DECIDING:
        one.say(flow, "condition_not_allowed", f"从 {local(source)}“{source.get('id')}”出来的顺序流不能带条件。")
    elif written and local(source) in TASKS and len(scope.out_of(source)) == 1:
        one.say(flow, "lone_condition", f"活动“{source.get('id')}”只有这一条流出，它就不能带条件：条件不成立时无路可走。")
    value = constant(text(kid(flow, "conditionExpression")))
    if value is not None and not isinstance(value, bool):
        one.say(flow, "bad_condition", f"条件的结果是 {value}，应为 true 或 false。")
    if written and default:
        one.say(flow, "condition_on_default", "默认流不能带条件。")
    choosing = local(source) in ("exclusiveGateway", "inclusiveGateway") and len(scope.out_of(source)) > 1
    if choosing and not written and not default:
        one.say(flow, "no_condition", f"“{source.get('name') or source.get('id')}”的这条流既没有条件，也不是默认流。")


def way_out(one: Examiner, scope: Scope, element):
    """What a node says of its own flows: the default, the gateway's direction."""
    default, coming, going = element.get("default"), scope.into(element), scope.out_of(element)
    if max(len(going), len(coming)) > one.limits.flows:
        one.say(element, "too_many", f"流入或流出超过 {one.limits.flows} 条。")
    if default and reference(default) not in [f.get("id") for f in going]:
        one.say(element, "bad_default", f"默认流 {default} 不是从这里出去的。")
    if local(element) in GATEWAYS:
        _gateway(one, element, len(coming), len(going))


def _gateway(one, element, coming, going):
    """8.4.9: a gateway joins, or splits, or both, and its direction says which."""
    if going == 0:
        one.say(element, "dead_gateway", "网关没有流出，流程会停在这里。请连上后面的节点。")
    elif coming < 2 and going < 2:
        one.say(element, "idle_gateway", "网关应有一条以上的流入或一条以上的流出；这个网关既不合并也不分支，请删去或补上。")
    direction = element.get("gatewayDirection", "Unspecified")
    allowed = {"Converging": coming > 1 and going < 2, "Diverging": coming < 2 and going > 1, "Mixed": coming > 1 and going > 1}
    if not allowed.get(direction, True):
        one.say(element, "bad_direction", f"gatewayDirection={direction} 与所接的流不符：流入 {coming} 条，流出 {going} 条。")
