"""Ids, and what refers to them."""
from app.engine.checks.examiner import Examiner, executable
from app.engine.markup import BPMN, is_bpmn, kids, local, reference, text

# attribute → local names of what it may refer to; None: anything in the file
ATTRIBUTES = {"messageRef": {"message"}, "signalRef": {"signal"}, "errorRef": {"error"}, "escalationRef": {"escalation"},
              "processRef": {"process"}, "dataObjectRef": {"dataObject"}, "sourceRef": None, "targetRef": None,
              "attachedToRef": None, "default": {"sequenceFlow"}}
TEXTS = {"flowNodeRef", "incoming", "outgoing", "eventDefinitionRef"}
ROOTS = {"process", "collaboration", "message", "signal", "error", "escalation", "itemDefinition", "category", "dataState", "resource",
         "interface", "extension", "correlationProperty", "partnerEntity", "partnerRole", "endPoint", "documentation",
         "extensionElements", "relationship"}


def ids(one: Examiner):
    for element in one.root.iter(f"{{{BPMN}}}*"):
        id = element.get("id")
        if id is not None and id in one.by_id:
            one.say(element, "duplicate_id", f"id {id} 在文件中重复，请改名。")
        one.by_id[id] = element


def all_references(one: Examiner):
    for element in one.root.iter(f"{{{BPMN}}}*"):
        for attribute, kinds in ATTRIBUTES.items():
            if element.get(attribute) is not None:
                _check(one, element, attribute, reference(element.get(attribute)), kinds)
        texts = {*TEXTS, "sourceRef", "targetRef"} if local(element).endswith("Association") else TEXTS
        for child in kids(element, *texts):
            _check(one, element, local(child), reference(text(child)), None)
        if local(element) in ("message", "signal") and not element.get("name"):
            one.say(element, "no_name", "没有名称，引擎按名称投递。")
    _flow_lists(one)
    _diagram(one)


def _check(one, element, attribute, ref, kinds):
    if local(element) == "messageFlow" and attribute in ("sourceRef", "targetRef") and ref in one.by_id:
        return
    target = one.by_id.get(ref)
    if target is None or kinds is not None and local(target) not in kinds:
        one.say(element, "unknown_reference", f"{attribute} 指向的“{ref}”不存在或种类不对。")


def _flow_lists(one):
    """What a node lists as incoming and outgoing has to agree with the flows."""
    for end, side in (("sourceRef", "outgoing"), ("targetRef", "incoming")):
        for element in one.root.iter(f"{{{BPMN}}}{side}"):
            flow, node = one.by_id.get(reference(text(element))), element.getparent()
            if flow is not None and reference(flow.get(end)) != node.get("id"):
                one.say(node, "wrong_flow", f"{side} 列出的顺序流 {flow.get('id')} 并不连着它。")


def _diagram(one):
    for shape in one.root.iter("{*}BPMNShape", "{*}BPMNEdge"):
        if reference(shape.get("bpmnElement")) not in one.by_id:
            one.warn(shape, "unknown_shape", f"图形 {shape.get('id')} 画的元素 {shape.get('bpmnElement')} 不存在。")


def root_elements(one: Examiner):
    for element in one.root:
        if is_bpmn(element) and local(element) not in ROOTS and not local(element).endswith("EventDefinition"):
            one.say(element, "not_executed", f"不支持 {local(element)}。")
    processes = kids(one.root, "process")
    if not any(executable(p) for p in processes):
        one.say(one.root, "no_process", "文件里没有可执行的流程。")
    for process in processes:
        if not process.get("id"):
            one.say(process, "no_id", "流程没有 id。")
        elif not executable(process):
            one.warn(process, "not_executable", "标为不可执行，不会运行。")
    for flow in one.root.iter(f"{{{BPMN}}}messageFlow"):
        _message_flow(one, flow)


def _message_flow(one, flow):
    """7.6.2: a message flow connects two pools, at what can send and what can receive."""
    for end, never in (("sourceRef", "startEvent"), ("targetRef", "endEvent")):
        element = one.by_id.get(reference(flow.get(end)))
        kind = "" if element is None else local(element)
        if kind.endswith("Gateway") or kind == never or kind == "boundaryEvent" and end == "sourceRef":
            one.say(flow, "message_flow_end", f"消息流的 {end} 不能是 {kind}。")
    ends = [_pool(one, one.by_id.get(reference(flow.get(a)))) for a in ("sourceRef", "targetRef")]
    if None not in ends and ends[0] is ends[1]:
        one.say(flow, "message_flow_inside", "消息流应连接两个池，同一个流程内请用顺序流。")


def _pool(one, element):
    while element is not None and local(element) != "process":
        if local(element) == "participant":
            return one.by_id.get(reference(element.get("processRef")), element)
        element = element.getparent()
    return element
