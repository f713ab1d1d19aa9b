"""The BPMN 2.0 schema that SpiffWorkflow brings. Editors differ in the order of elements, which means nothing; so the elements are
put in the schema's order before they are held against it, and what is then still wrong is wrong."""
from copy import deepcopy
from functools import lru_cache

from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnValidator

from app.engine.contract import Problem
from app.engine.markup import Element, is_bpmn, local

ORDER = """documentation extensionElements import extension categoryValueRef auditing monitoring supportedInterfaceRef
 incoming outgoing sourceRef targetRef transformation assignment from to
 partitionElement flowNodeRef childLaneSet dataState
 ioSpecification ioBinding property dataInput dataOutput dataInputAssociation dataOutputAssociation inputSet outputSet
 performer humanPerformer potentialOwner resourceRole multiInstanceLoopCharacteristics standardLoopCharacteristics
 loopCardinality loopDataInputRef loopDataOutputRef inputDataItem outputDataItem complexBehaviorDefinition
 condition conditionExpression activationCondition script
 laneSet FLOW association group textAnnotation completionCondition rendering correlationSubscription supports
 participant messageFlow participantRef conversationLink""".split()
RANK = {name: number for number, name in enumerate(ORDER)}
ROLES = {"performer", "humanPerformer", "potentialOwner", "resourceRole"}
IN_CONTEXT = {"process": {**dict.fromkeys(ROLES, RANK["textAnnotation"])}}


@lru_cache(maxsize=1)
def _validator() -> BpmnValidator:
    return BpmnValidator()


def check(root: Element, file: str) -> list[Problem]:
    """What the schema says against the diagram, line by line; at most twenty of it."""
    copy = deepcopy(root)
    for element in copy.iter():
        _put_in_order(element)
    validator = _validator()
    validator.preprocess(copy)
    if validator.validator.validate(copy):
        return []
    return [Problem("error", file, None, "schema", f"{file} 第 {e.line} 行不符合 BPMN 2.0：{_short(e.message)}", e.line)
            for e in list(validator.validator.error_log)[:20]]


def _put_in_order(element):
    if not is_bpmn(element) or len(element) < 2 or not all(is_bpmn(c) for c in element):
        return
    special = IN_CONTEXT.get(local(element), {})
    if local(element) == "definitions":
        return
    element[:] = sorted(element, key=lambda c: special.get(local(c), RANK.get(local(c), RANK["FLOW"])))


def _short(message: str) -> str:
    return message.replace("{http://www.omg.org/spec/BPMN/20100524/MODEL}", "").replace("Element ", "元素 ")[:300]
