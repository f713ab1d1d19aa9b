"""Diagrams changed at random, as people in a hurry change them, and always in the same way for the same seed."""
from collections.abc import Callable
from copy import deepcopy
from random import Random

from lxml import etree

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
DI = "{http://www.omg.org/spec/BPMN/20100524/DI}"
DC = "{http://www.omg.org/spec/DD/20100524/DC}"
Change = Callable[[etree._Element, Random], None]


def mutant(content: bytes, seed: int, changes: int = 4) -> bytes:
    dice = Random(seed)
    root = etree.fromstring(content)
    for change in dice.choices(CHANGES, k=changes):
        change(root, dice)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True)


def _any(root, dice: Random, *tags: str) -> etree._Element | None:
    found = [e for e in root.iter() if isinstance(e.tag, str) and e.tag.startswith(BPMN) and e.tag.endswith(tags) and e.get("id")]
    return dice.choice(found) if found else None


def _drop_flow(root, dice):
    flow = _any(root, dice, "sequenceFlow")
    if flow is not None:
        _forget(root, {flow.get("id")})


def _drop_node(root, dice):
    node = _any(root, dice, "Task", "Gateway", "endEvent", "startEvent")
    if node is None:
        return
    id = node.get("id")
    flows = {f.get("id") for f in root.iter(f"{BPMN}sequenceFlow") if id in (f.get("sourceRef"), f.get("targetRef"))}
    events = {b.get("id") for b in root.iter(f"{BPMN}boundaryEvent") if b.get("attachedToRef") == id}
    behind = {f.get("id") for f in root.iter(f"{BPMN}sequenceFlow") if f.get("sourceRef") in events}
    _forget(root, {id} | flows | events | behind)


def _forget(root, ids: set[str]) -> None:
    for element in list(root.iter()):
        gone = element.get("id") in ids or element.get("bpmnElement") in ids or (element.text or "").strip() in ids and len(element) == 0
        if isinstance(element.tag, str) and gone and element.getparent() is not None:
            element.getparent().remove(element)
    for element in root.iter():
        if isinstance(element.tag, str) and element.get("default") in ids:
            del element.attrib["default"]


def _no_name(root, dice):
    element = _any(root, dice, "Task", "Gateway", "Event", "sequenceFlow", "lane", "participant")
    if element is not None and element.get("name"):
        del element.attrib["name"]


def _no_condition(root, dice):
    condition = next(iter(dice.sample(found, 1)), None) if (found := list(root.iter(f"{BPMN}conditionExpression"))) else None
    if condition is not None:
        condition.getparent().remove(condition)


def _no_default(root, dice):
    found = [e for e in root.iter() if isinstance(e.tag, str) and e.get("default")]
    if found:
        del dice.choice(found).attrib["default"]


def _double_flow(root, dice):
    flow = _any(root, dice, "sequenceFlow")
    if flow is not None:
        twin = deepcopy(flow)
        twin.set("id", f"{flow.get('id')}_{dice.randrange(10**6)}")
        flow.addnext(twin)


def _other_gateway(root, dice):
    gateway = _any(root, dice, "Gateway")
    if gateway is not None:
        gateway.tag = BPMN + dice.choice(["parallelGateway", "inclusiveGateway", "exclusiveGateway", "complexGateway"])
        if gateway.tag.endswith("parallelGateway"):
            gateway.attrib.pop("default", None)


def _turn_flow(root, dice):
    flow, target = _any(root, dice, "sequenceFlow"), _any(root, dice, "Task", "Gateway", "endEvent")
    if flow is not None and target is not None and target.getparent() is flow.getparent():
        flow.set("targetRef", target.get("id"))


def _second_event(root, dice):
    event = _any(root, dice, "Event")
    if event is not None:
        etree.SubElement(event, f"{BPMN}{dice.choice(['timer', 'terminate', 'signal'])}EventDefinition")


def _undraw(root, dice):
    shapes = list(root.iter(f"{DI}BPMNShape", f"{DI}BPMNEdge"))
    if shapes:
        shape = dice.choice(shapes)
        shape.getparent().remove(shape)


def _shift(root, dice):
    bounds = [b for b in root.iter(f"{DC}Bounds") if b.getparent().tag == f"{DI}BPMNShape"]
    if bounds:
        dice.choice(bounds).set("x", str(dice.choice([-300, 100, 400, 900])))


CHANGES: tuple[Change, ...] = (_drop_flow, _drop_node, _no_name, _no_condition, _no_default, _double_flow, _other_gateway, _turn_flow, _second_event,
                               _undraw, _shift)
