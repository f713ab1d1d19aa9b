"""A process or sub-process as a graph: where it starts and ends, what nothing leads to."""
from app.engine.checks import flows
from app.engine.checks.examiner import Examiner, Scope, has_event, link_names
from app.engine.checks.referents import CHOREOGRAPHY_NODES
from app.engine.markup import flag, kids, local, reference
from app.engine.reader import NODES, TASKS

# Elements that may stand in a process without being executed.
SILENT = {"sequenceFlow", "laneSet", "dataObject", "dataObjectReference", "association", "textAnnotation", "group", "property",
          "documentation", "extensionElements", "ioSpecification", "auditing", "monitoring", "supports", "incoming", "outgoing",
          "multiInstanceLoopCharacteristics", "standardLoopCharacteristics", "completionCondition", "dataInputAssociation",
          "dataOutputAssociation", "resourceRole", "performer", "humanPerformer", "potentialOwner", "ioBinding",
          "supportedInterfaceRef", "categoryValueRef"} | CHOREOGRAPHY_NODES     # refused by `collaboration`


def check(one: Examiner, scope: Scope):
    if _depth(scope) > one.limits.calls:
        one.say(scope.element, "too_deep", f"子流程嵌套超过 {one.limits.calls} 层。")
    for element in kids(scope.element):
        if scope.runs and local(element) not in NODES and local(element) not in SILENT:
            one.say(element, "not_executed", f"不支持元素 {local(element)}。")
    sound = [flows.sound(one, scope, flow) for flow in scope.flows]
    _starts(one, scope)
    _ends(one, scope)
    if all(sound):
        _unreached(one, scope)
    for element in scope.nodes.values():
        flows.way_out(one, scope, element)


def _depth(scope) -> int:
    return 0 if scope.outer is None else 1 + _depth(scope.outer)


# ---- where tokens begin and end -------------------------------------------------------------------------------------
def _starts(one, scope):
    starts = kids(scope.element, "startEvent")
    plain = [s for s in starts if not has_event(s)]
    if len(plain) > 1:
        one.say(scope.element, "many_starts", "有一个以上的空开始事件，不知道从哪里开始。")
    if scope.kind == "eventSubProcess" and (len(starts) != 1 or plain):
        one.say(scope.element, "bad_event_subprocess", "事件子流程应有且只有一个带事件定义的开始事件。")
    if scope.kind in ("subProcess", "transaction") and len(starts) > len(plain):
        one.say(scope.element, "bad_start", "嵌入的子流程只能由空开始事件开始。")
    for start in starts:
        if not scope.out_of(start):
            one.say(start, "start_without_flow", "开始事件没有流出，后面什么也不会发生。请连上第一个节点。")
    if scope.kind == "adHocSubProcess":
        _ad_hoc(one, scope)
    elif not starts and kids(scope.element, "endEvent") and not _instantiating(scope):
        one.say(scope.element, "no_start", "有结束事件，就必须有开始事件。")
    elif scope.runs and not starts and not _free(scope):
        one.say(scope.element, "no_start", "没有可以开始的地方。")


def _ends(one, scope):
    """10.5.3: where there is a start event there is an end event; and then every path leads to one."""
    ends = kids(scope.element, "endEvent")
    if not ends and kids(scope.element, "startEvent"):
        one.say(scope.element, "no_end", "有开始事件，就必须有结束事件。请在每条路径的末尾画上结束事件。")
    for element in scope.nodes.values() if ends else ():
        if not scope.out_of(element) and _must_go_on(one, element):
            one.say(element, "dead_end", "没有流出：用了结束事件，其他节点就都要有流出的顺序流。请连到后面的节点或结束事件。")


def _must_go_on(one, element) -> bool:
    """Gateways and boundary events are told about by their own rules."""
    thrown_link = local(element) == "intermediateThrowEvent" and "link" in one.event_kinds(element)
    told = local(element) in ("endEvent", "startEvent", "boundaryEvent") or local(element).endswith("Gateway")
    return not (thrown_link or told or _apart(element))


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
        if id not in reached and not (local(element) == "boundaryEvent" and "compensate" in one.event_kinds(element)):
            why = "没有流入的顺序流" if not scope.into(element) else "没有任何路径能走到这里"
            one.say(element, "unreachable", f"{why}：从开始事件出发到不了。请连上前面的节点，或删去。")


def _closure(scope, todo) -> set[str]:
    reached = set()
    while todo:
        id = todo.pop()
        if id not in reached:
            reached.add(id)
            todo += [reference(f.get("targetRef")) for f in scope.outgoing.get(id, [])]
            todo += [b.get("id") for b in scope.hosts.get(id, [])]
    return reached
