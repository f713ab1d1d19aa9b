"""The diagrams of this folder as the tests read them: plain BPMN, no engine."""
from dataclasses import dataclass, field
from pathlib import Path

from lxml import etree

from app.definitions.layout.names import BPMN, GATEWAYS, TASKS, local, parse_xml, q

ROOT = Path(__file__).resolve().parents[2]
SPIFF = "http://spiffworkflow.org/bpmn/schema/1.0/core"
OURS = ("five_step_loop", "instruction_handling", "whistle_report", "lead_dept_coordination", "dept_requirement_implementation",
        "three_coordination_chain", "case_closing_archive")
ACTIVITIES = TASKS | {"subProcess"}


@dataclass
class Element:
    """One flow node: `lane` is the lane of its outermost sub-process."""

    id: str
    tag: str
    name: str
    properties: dict[str, str]
    xml: etree._Element
    lane: str | None = None
    incoming: list = field(default_factory=list)
    outgoing: list = field(default_factory=list)

    @property
    def is_gateway(self) -> bool:
        return self.tag in GATEWAYS


def source(name: str) -> bytes:
    return (ROOT / "processes" / f"{name}.bpmn").read_bytes()


def elements(name: str) -> dict[str, Element]:
    """Every flow node of the file by id, with its flows and its lane."""
    root = parse_xml(source(name))
    found = {e.get("id"): _element(e) for e in root.iter() if isinstance(e.tag, str) and e.tag.startswith(f"{{{BPMN}}}")
             and e.get("id") and local(e) in ACTIVITIES | GATEWAYS | {"startEvent", "endEvent", "boundaryEvent",
                                                                     "intermediateCatchEvent", "intermediateThrowEvent"}}
    for flow in root.iter(q("sequenceFlow")):
        found[flow.get("sourceRef")].outgoing.append(flow)
        found[flow.get("targetRef")].incoming.append(flow)
    lanes = {(ref.text or "").strip(): lane.get("name") for lane in root.iter(q("lane")) for ref in lane.findall(q("flowNodeRef"))}
    for element in found.values():
        element.lane = lanes.get(_outermost(element.xml))
    return found


def _element(xml) -> Element:
    properties = {p.get("name"): p.get("value") for p in xml.iterfind(f"{q('extensionElements')}/{{{SPIFF}}}properties/*")}
    return Element(xml.get("id"), local(xml), xml.get("name") or "", properties, xml)


def _outermost(xml) -> str:
    while local(xml.getparent()) != "process":
        xml = xml.getparent()
    return xml.get("id")


def user_tasks(name: str) -> list[Element]:
    return [e for e in elements(name).values() if e.tag == "userTask"]
