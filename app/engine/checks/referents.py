"""What each reference of a BPMN file may point at: the types of the metamodel, as a table."""
from app.engine.markup import BPMN, Element, is_bpmn, local, text

EVENT_DEFINITIONS = frozenset(f"{kind}EventDefinition" for kind in (
    "message", "timer", "signal", "error", "escalation", "conditional", "link", "compensate", "cancel", "terminate"))
ACTIVITIES = frozenset({"task", "userTask", "manualTask", "scriptTask", "serviceTask", "businessRuleTask", "sendTask", "receiveTask",
                        "callActivity", "subProcess", "transaction", "adHocSubProcess"})
GATEWAYS = frozenset({"exclusiveGateway", "inclusiveGateway", "parallelGateway", "complexGateway", "eventBasedGateway"})
EVENTS = frozenset({"startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent"})
CHOREOGRAPHY_NODES = frozenset({"choreographyTask", "subChoreography", "callChoreography"})
FLOW_NODES = ACTIVITIES | GATEWAYS | EVENTS | CHOREOGRAPHY_NODES
ARTIFACTS = frozenset({"association", "textAnnotation", "group"})
ITEM_AWARE = frozenset({"dataObject", "dataObjectReference", "dataStore", "dataStoreReference", "property", "dataInput", "dataOutput",
                        "inputDataItem", "outputDataItem"})
COLLABORATIONS = frozenset({"collaboration", "choreography", "globalConversation"})
IN_LANES = FLOW_NODES | ARTIFACTS | {"dataObject", "dataObjectReference", "dataStoreReference"}     # editors list the drawn data too
INTERACTION_NODES = frozenset({"participant", "conversation", "subConversation", "callConversation"}) | ACTIVITIES | EVENTS


def one(*names: str) -> frozenset[str]:
    return frozenset(names)


# (element, attribute) → kinds; element None: any
ATTRIBUTES: dict[tuple[str | None, str], frozenset[str]] = {
    (None, "messageRef"): one("message"), (None, "signalRef"): one("signal"), (None, "errorRef"): one("error"),
    (None, "escalationRef"): one("escalation"), (None, "processRef"): one("process"), (None, "default"): one("sequenceFlow"),
    (None, "dataObjectRef"): one("dataObject"), (None, "dataStoreRef"): one("dataStore"), (None, "operationRef"): one("operation"),
    (None, "itemSubjectRef"): one("itemDefinition"), (None, "itemRef"): one("itemDefinition"),
    ("error", "structureRef"): one("itemDefinition"), ("escalation", "structureRef"): one("itemDefinition"),
    ("signal", "structureRef"): one("itemDefinition"), (None, "evaluatesToTypeRef"): one("itemDefinition"),
    ("resourceParameter", "type"): one("itemDefinition"), ("correlationProperty", "type"): one("itemDefinition"),
    (None, "definitionalCollaborationRef"): COLLABORATIONS, (None, "inputDataRef"): one("dataInput"),
    (None, "outputDataRef"): one("dataOutput"), (None, "parameterRef"): one("resourceParameter"),
    (None, "correlationKeyRef"): one("correlationKey"), (None, "correlationPropertyRef"): one("correlationProperty"),
    (None, "oneBehaviorEventRef"): EVENT_DEFINITIONS, (None, "noneBehaviorEventRef"): EVENT_DEFINITIONS,
    (None, "categoryValueRef"): one("categoryValue"), (None, "initiatingParticipantRef"): one("participant"),
    ("association", "sourceRef"): frozenset(), ("association", "targetRef"): frozenset(),
    ("messageFlow", "sourceRef"): INTERACTION_NODES, ("messageFlow", "targetRef"): INTERACTION_NODES,
    ("conversationLink", "sourceRef"): INTERACTION_NODES, ("conversationLink", "targetRef"): INTERACTION_NODES,
    ("callConversation", "calledCollaborationRef"): COLLABORATIONS, ("callChoreography", "calledChoreographyRef"): one(
        "choreography", "globalChoreographyTask"), ("lane", "partitionElementRef"): frozenset(),
}
# (parent, child element whose text is the reference) → kinds
TEXTS: dict[tuple[str | None, str], frozenset[str]] = {
    (None, "incoming"): one("sequenceFlow"), (None, "outgoing"): one("sequenceFlow"), (None, "flowNodeRef"): IN_LANES,
    (None, "eventDefinitionRef"): EVENT_DEFINITIONS,
    (None, "categoryValueRef"): one("categoryValue"), (None, "correlationPropertyRef"): one("correlationProperty"),
    (None, "inMessageRef"): one("message"), (None, "outMessageRef"): one("message"), (None, "errorRef"): one("error"),
    (None, "interfaceRef"): one("interface"), (None, "endPointRef"): one("endPoint"), (None, "participantRef"): one("participant"),
    (None, "innerParticipantRef"): one("participant"), (None, "outerParticipantRef"): one("participant"),
    (None, "innerMessageFlowRef"): one("messageFlow"), (None, "outerMessageFlowRef"): one("messageFlow"),
    (None, "messageFlowRef"): one("messageFlow"), (None, "supports"): one("process"), (None, "supportedInterfaceRef"): one("interface"),
    (None, "resourceRef"): one("resource"), (None, "operationRef"): one("operation"), (None, "choreographyRef"): one("choreography"),
    ("dataInputAssociation", "sourceRef"): ITEM_AWARE, ("dataInputAssociation", "targetRef"): ITEM_AWARE,
    ("dataOutputAssociation", "sourceRef"): ITEM_AWARE, ("dataOutputAssociation", "targetRef"): ITEM_AWARE,
    ("inputSet", "dataInputRefs"): one("dataInput"), ("inputSet", "optionalInputRefs"): one("dataInput"),
    ("inputSet", "whileExecutingInputRefs"): one("dataInput"), ("inputSet", "outputSetRefs"): one("outputSet"),
    ("outputSet", "dataOutputRefs"): one("dataOutput"), ("outputSet", "optionalOutputRefs"): one("dataOutput"),
    ("outputSet", "whileExecutingOutputRefs"): one("dataOutput"), ("outputSet", "inputSetRefs"): one("inputSet"),
    ("linkEventDefinition", "source"): one("linkEventDefinition"), ("linkEventDefinition", "target"): one("linkEventDefinition"),
}
TYPES = one("itemDefinition")       # may also be a type of another language, named with its prefix: xsd:string


def references(element: Element):
    """(name of the reference, what it says, kinds it may point at) of one element; empty kinds: anything with an id."""
    name = local(element)
    for attribute, value in element.attrib.items():
        kinds = ATTRIBUTES.get((name, attribute), ATTRIBUTES.get((None, attribute)))
        if kinds is not None:
            yield attribute, value, kinds
    for child in element:
        if is_bpmn(child) and not len(child):
            kinds = TEXTS.get((name, local(child)), TEXTS.get((None, local(child))))
            if kinds is not None:
                yield local(child), text(child) or "", kinds


def foreign(element: Element, value: str, root: Element) -> str | None:
    """The namespace that the reference's prefix means, if it is neither the file's own nor BPMN's."""
    prefix, colon, _name = value.strip().partition(":")
    if not colon:
        return None
    space = element.nsmap.get(prefix)
    return None if space in (root.get("targetNamespace"), BPMN, None) else space
