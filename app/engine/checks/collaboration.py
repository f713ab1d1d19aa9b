"""Who works together: root elements, pools, message flows, lanes (chapters 7.6.2, 9, 10.8, 11)."""
from app.engine.checks.examiner import Examiner, executable
from app.engine.checks.referents import ARTIFACTS, CHOREOGRAPHY_NODES, FLOW_NODES
from app.engine.markup import bpmn, flag, is_bpmn, kid, kids, local, number, reference, text

ROOTS = {"process", "collaboration", "message", "signal", "error", "escalation", "itemDefinition", "category", "dataState", "resource",
         "interface", "extension", "correlationProperty", "partnerEntity", "partnerRole", "endPoint", "documentation", "import",
         "extensionElements", "relationship"}
NEVER_SOURCE = {"startEvent": "开始事件", "intermediateCatchEvent": "捕获事件", "boundaryEvent": "边界事件"}
NEVER_TARGET = {"endEvent": "结束事件", "intermediateThrowEvent": "抛出事件"}
CARRIERS = {"startEvent", "intermediateCatchEvent", "intermediateThrowEvent", "endEvent", "boundaryEvent"}


def check(one: Examiner):
    _root_elements(one)
    for flow in one.root.iter(bpmn("messageFlow")):
        _message_flow(one, flow)
    for multiplicity in one.root.iter(bpmn("participantMultiplicity")):
        _multiplicity(one, multiplicity)
    for process in kids(one.root, "process"):
        _lanes(one, process)
        for node in process.iter(*(bpmn(name) for name in CHOREOGRAPHY_NODES)):
            one.say(node, "choreography_inside", "编排活动只能在编排里，不能放在流程或子流程中。请改用任务。")
    _choreography_references(one)


def _root_elements(one):
    for element in one.root:
        if is_bpmn(element) and local(element) not in ROOTS and not local(element).endswith("EventDefinition"):
            one.say(element, "not_executed", f"不支持 {local(element)}。")
    processes = kids(one.root, "process")
    if not any(executable(p) for p in processes):
        one.say(one.root, "no_process", "文件里没有可执行的流程。请画一个流程，或把 isExecutable 改为 true。")
    for process in processes:
        if not executable(process):
            one.warn(process, "not_executable", "标为不可执行，不会运行。")
        elif process.get("processType") == "Public":
            one.say(process, "public_executable", "公开流程（processType=Public）不能标为可执行。请改为 Private 或 None。")


# ---- message flows --------------------------------------------------------------------------------------------------
def _message_flow(one, flow):
    """7.6.2: a message flow connects two pools, at what can send and what can receive."""
    source, target = (one.target(flow.get(a)) for a in ("sourceRef", "targetRef"))
    for end, element, never in (("sourceRef", source, NEVER_SOURCE), ("targetRef", target, NEVER_TARGET)):
        kind = "" if element is None else local(element)
        if kind in never or kind.endswith("Gateway"):
            one.say(flow, "message_flow_end", f"消息流的 {end} 不能是{never.get(kind, '网关')}“{flow.get(end)}”。")
        elif kind in CARRIERS and "message" not in one.event_kinds(element):
            one.say(element, "message_flow_event", f"消息流 {flow.get('id')} 连着它，它却没有消息事件定义。")
    pools = [_pool(one, e) for e in (source, target)]
    if source is not None and source is target or None not in pools and pools[0] is pools[1]:
        one.say(flow, "message_flow_inside", "消息流应连接两个池，同一个流程内请用顺序流。")


def _pool(one, element):
    """The process that the element is of, or the pool itself if it shows none."""
    while element is not None and local(element) != "process":
        if local(element) == "participant":
            shown = one.target(element.get("processRef")) if element.get("processRef") else None
            return element if shown is None else shown
        element = element.getparent()
    return element


def _multiplicity(one, element):
    least, most = number(element.get("minimum", "0")), number(element.get("maximum"))
    if least is not None and least < 0:
        one.say(element, "bad_multiplicity", f"参与者的最少个数 {least} 不能为负。")
    if most is not None and (most < 1 or least is not None and most < least):
        one.say(element, "bad_multiplicity", f"参与者的最多个数 {most} 应至少为 1，且不少于最少个数 {least}。")
    if most is None and element.get("maximum") is None and least is not None and least > 1:
        one.say(element, "bad_multiplicity", f"参与者的最少个数 {least} 超过最多个数（未写明时为 1）。")


def _choreography_references(one):
    """9.2, 11.2: a choreography or global conversation shows none; a collaboration is closed as the choreography is that it shows."""
    for element in kids(one.root, "choreography", "globalConversation", "collaboration"):
        for ref in kids(element, "choreographyRef"):
            shown = one.target(text(ref))
            if local(element) != "collaboration":
                one.say(element, "choreography_reference", f"{local(element)} 不能引用编排。请删去 choreographyRef。")
            elif shown is not None and flag(shown, "isClosed") != flag(element, "isClosed"):
                one.say(element, "choreography_reference", f"isClosed 与所引用的编排 {shown.get('id')} 不同，应当一致。")
    for element in kids(one.root, "globalConversation"):
        never = kid(element, "conversation", "subConversation", "callConversation", "participantAssociation", "messageFlowAssociation",
                    "conversationAssociation", *ARTIFACTS)
        if never is not None:
            one.say(element, "choreography_reference", f"globalConversation 里不能有 {local(never)}。")


# ---- lanes ----------------------------------------------------------------------------------------------------------
def _lanes(one, process):
    """10.8: a lane holds nodes of its own process, and a node stands in one lane of a set."""
    for lane_set in process.iter(bpmn("laneSet"), bpmn("childLaneSet")):
        seen: dict[str, str] = {}
        for lane in kids(lane_set, "lane"):
            for id in dict.fromkeys(reference(text(e)) for e in kids(lane, "flowNodeRef")):
                node = one.target(id)
                if node is None or local(node) not in FLOW_NODES:
                    continue
                if id in seen:
                    one.say(node, "two_lanes", f"同时在泳道 {seen[id]} 和 {lane.get('id')} 中。请只留一处。")
                elif process not in node.iterancestors():
                    one.say(lane, "foreign_node", f"泳道中的“{node.get('name') or id}”不属于这个流程。")
                seen[id] = lane.get("id")
