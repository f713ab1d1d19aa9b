"""The BPMN 2.0 schema that SpiffWorkflow brings. Editors differ in the order of elements, which means nothing; so the elements are
put in the schema's order before they are held against it, and what is then still wrong is wrong."""
import re
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
SENTENCES = [(re.compile(pattern), sentence) for pattern, sentence in (
    (r"Element '(.+?)': This element is not expected", "此处不应有元素 {0}。"),
    (r"Element '(.+?)': Missing child element", "元素 {0} 缺少必需的下级元素。"),
    (r"Element '(.+?)', attribute '(.+?)': The attribute .* is not allowed", "元素 {0} 没有属性 {1}。"),
    (r"Element '(.+?)': The attribute '(.+?)' is required", "元素 {0} 缺少属性 {1}。"),
    (r"Element '(.+?)', attribute '(.+?)': '(.*?)' is not a valid value of the atomic type 'xs:ID'",
     "元素 {0} 的 {1}“{2}”重复，或不是有效的 id。"),
    (r"Element '(.+?)', attribute '(.+?)': '(.*?)' is not a valid value", "元素 {0} 的属性 {1} 不能是“{2}”。"),
    (r"Element '(.+?)': '(.*?)' is not a valid value", "元素 {0} 的内容不能是“{1}”。"),
)]
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
    spaces = {prefix: uri for e in copy.iter() for prefix, uri in e.nsmap.items() if prefix}
    return [_problem(copy, error, file, spaces) for error in list(validator.validator.error_log)[:20]]


def _problem(root, error, file, spaces) -> Problem:
    found = root.xpath(error.path, namespaces=spaces) if error.path else []
    place = next((e for e in [*found[:1], *(found[0].iterancestors() if found else ())] if e.get("id")), None)
    id = None if place is None else place.get("id")
    level = "warning" if _means_nothing(found[:1], error.message) else "error"
    return Problem(level, file, id, "schema", f"{file} 第 {error.line} 行，不符合 BPMN 2.0 模式：{_in_chinese(error.message)}")


def _means_nothing(found, message: str) -> bool:
    """Faults of the drawing, and the namespace of the file, change nothing of what is executed."""
    return "'targetNamespace' is required" in message or any(not is_bpmn(e) for e in found)


def _put_in_order(element):
    if not is_bpmn(element) or len(element) < 2 or not all(is_bpmn(c) for c in element):
        return
    special = IN_CONTEXT.get(local(element), {})
    if local(element) == "definitions":
        return
    element[:] = sorted(element, key=lambda c: special.get(local(c), RANK.get(local(c), RANK["FLOW"])))


def _in_chinese(message: str) -> str:
    text = message.replace("{http://www.omg.org/spec/BPMN/20100524/MODEL}", "")
    for pattern, sentence in SENTENCES:
        found = re.search(pattern, text)
        if found:
            return sentence.format(*found.groups())
    return text[:300]
