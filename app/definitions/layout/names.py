"""Namespaces, tags and the one XML parser of the layout."""
from lxml import etree

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
BPMNDI = "http://www.omg.org/spec/BPMN/20100524/DI"
DC = "http://www.omg.org/spec/DD/20100524/DC"
DI = "http://www.omg.org/spec/DD/20100524/DI"

EVENTS = {"startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent",
          "implicitThrowEvent"}
GATEWAYS = {"exclusiveGateway", "inclusiveGateway", "parallelGateway", "complexGateway", "eventBasedGateway"}
SUBPROCESSES = {"subProcess", "adHocSubProcess", "transaction"}
TASKS = {"task", "userTask", "serviceTask", "sendTask", "receiveTask", "manualTask", "scriptTask",
         "businessRuleTask", "callActivity"}
DATA = {"dataObjectReference", "dataStoreReference"}
FLOW_NODES = EVENTS | GATEWAYS | SUBPROCESSES | TASKS
NODE_TAGS = FLOW_NODES | DATA | {"textAnnotation"}


def q(tag: str) -> str:
    """Qualified BPMN name."""
    return f"{{{BPMN}}}{tag}"


def local(elem) -> str:
    """Local tag name ('' for comments and processing instructions)."""
    return etree.QName(elem).localname if isinstance(elem.tag, str) else ""


def parse_xml(xml: bytes):
    """Parse without entities, network or DTD loading."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_blank_text=False, huge_tree=False)
    return etree.fromstring(xml, parser)
