"""Diagrams: flow nodes, flows, lanes, participants, messages, shapes and lines, each by its id."""
from collections.abc import Mapping

from lxml import etree

from app.definitions.diff import facts, labels
from app.definitions.merging import trees
from app.definitions.merging.result import Conflict, Unmergeable
from app.definitions.merging.units import ROOT, Side, Unit, Weighing
from app.definitions.naming import kind_of
from app.engine.markup import Element, bpmn, is_bpmn, kids, local, reference

CONTAINERS = {"definitions", "process", "subProcess", "transaction", "adHocSubProcess", "collaboration", "laneSet", "childLaneSet", "lane",
              "choreography", "globalUserTask", "globalTask"}
PARTS = {"documentation", "extensionElements", "ioSpecification", "property", "dataInputAssociation", "dataOutputAssociation", "incoming",
         "outgoing", "flowNodeRef", "multiInstanceLoopCharacteristics", "standardLoopCharacteristics", "monitoring", "auditing", "import",
         "relationship", "performer", "potentialOwner", "humanPerformer", "resourceRole", "completionCondition", "categoryValueRef", "supports",
         "ioBinding", "partitionElement", "rendering", "participantRef", "messageFlowRef"}
DERIVED = {"incoming", "outgoing", "flowNodeRef"}       # they follow from the flows, and from the lane that a node is in
DRAWING = ("BPMNShape", "BPMNEdge")
REFERENCES = ("sourceRef", "targetRef", "attachedToRef", "default", "processRef", "messageRef", "signalRef", "errorRef", "escalationRef",
              "dataObjectRef", "dataStoreRef", "operationRef", "itemSubjectRef", "activityRef")


def key_of(element: Element) -> str | None:
    around = element.getparent()
    if local(element) in DRAWING and around is not None and local(around) == "BPMNPlane":
        drawn = reference(element.get("bpmnElement")) or element.get("id")
        return f"{around.get('id')} {drawn}" if drawn else None
    if local(element) in ("BPMNDiagram", "BPMNPlane"):
        return element.get("id") or local(element)
    if around is None or not is_bpmn(element) or not is_bpmn(around) or local(around) not in CONTAINERS or local(element) in PARTS:
        return None
    return element.get("id")


def left_out(element: Element) -> bool:
    return key_of(element) is not None or is_bpmn(element) and local(element) in DERIVED


def side(content: bytes) -> Side:
    """{key: unit}. Raises Unmergeable."""
    root = trees.read(content)
    if root.tag != bpmn("definitions"):
        raise Unmergeable("不是 BPMN 2.0 文件。")
    lanes = _lanes(root)
    names = {e.get("id"): e for e in root.iter() if isinstance(e.tag, str) and e.get("id")}
    found: dict[str, Unit] = {}
    for key, element, parent, inside in trees.walk(root, key_of, ROOT):
        if key in found:
            raise Unmergeable(f"id {key} 在文件里重复。")
        found[key] = _unit(key, element, parent, inside, lanes, names)
    return found


def _lanes(root: Element) -> dict[str, tuple[str, ...]]:
    """{node: ids of the lanes that list it}"""
    found: dict[str, tuple[str, ...]] = {}
    for lane in root.iter(bpmn("lane")):
        for listed in kids(lane, "flowNodeRef"):
            node = reference(listed.text) or ""
            found[node] = (*found.get(node, ()), lane.get("id") or "")
    return found


def _unit(key, element, parent, inside, lanes, names) -> Unit:
    if local(element) in (*DRAWING, "BPMNPlane", "BPMNDiagram"):
        drawn = reference(next((e.get("bpmnElement") for e in element.iter() if isinstance(e.tag, str) and e.get("bpmnElement")), None))
        return Unit(key, parent, trees.said(element, left_out), inside, element, needs=(drawn,) if drawn else (), drawn=drawn or key,
                    name=lambda: _name(names.get(drawn), names) or key)
    within = lanes.get(key, ())
    return Unit(key, parent, (trees.said(element, left_out), within), inside, element, needs=(*_needs(element), *within),
                name=lambda: _name(element, names), text=lambda: _text(element, within, names))


def _needs(element: Element) -> tuple[str, ...]:
    """Ids that it refers to, in itself or in its parts (event definitions, default flow)."""
    parts = [element, *(p for p in element if isinstance(p.tag, str) and not left_out(p))] if local(element) != "definitions" else []
    given = [reference(part.get(name)) for part in parts for name in REFERENCES]
    return tuple(dict.fromkeys(id for id in given if id))


def _name(element: Element | None, names: Mapping[str, Element]) -> str:
    """人工任务“签收”；连线“同意”（“签收”→“集结”）"""
    if element is None:
        return ""
    if local(element) == "definitions":
        return "文件的总说明"
    if local(element) in ("sequenceFlow", "messageFlow", "association"):
        ends = "→".join(f"“{_called(names.get(element.get(end) or ''), element.get(end))}”" for end in ("sourceRef", "targetRef"))
        return f"{kind_of(element)}{_quoted(element)}（{ends}）"
    return kind_of(element) + (_quoted(element) or f" {element.get('id')}")


def _quoted(element: Element) -> str:
    return f"“{element.get('name')}”" if element.get("name") else ""


def _called(element: Element | None, id: str | None) -> str:
    return (element.get("name") if element is not None else None) or id or "？"


def _text(element: Element, lanes: tuple[str, ...], names: Mapping[str, Element]) -> str:
    """A line for each thing that it says: 岗位：dept_liaison"""
    said = {labels.label_of(path): value for path, value in facts.of_element(element, left_out).items()}
    if lanes:
        said["泳道"] = "、".join(_called(names.get(lane), lane) for lane in lanes)
    return "\n".join(f"{label}：{value}" for label, value in said.items())


# ---- together -------------------------------------------------------------------------------------------------------------
def together(base: bytes, mine: bytes, theirs: bytes, choices: Mapping[str, str]) -> tuple[bytes, list[Conflict]]:
    """The file of both, and what somebody has to choose (then it is one of several). Raises Unmergeable."""
    sides = [side(content) for content in (base, mine, theirs)]
    weighed = Weighing(*sides, choices)
    roots = [one[ROOT].source for one in sides[1:]]
    root = _Builder(weighed).build(ROOT)
    whole = etree.Element(root.tag, attrib=dict(root.attrib), nsmap=trees.joined_prefixes(*roots))
    whole.text = root.text
    whole.extend(root)
    return trees.as_bytes(whole, roots[0]), list(weighed.conflicts.values())


class _Builder:
    def __init__(self, weighed: Weighing):
        self.weighed, self.picked = weighed, weighed.picked
        flows = [(key, unit.source) for key, unit in self.picked.items() if local(unit.source) == "sequenceFlow"]
        self.ends = {end: _by(flows, end) for end in ("sourceRef", "targetRef")}
        roots = (one[ROOT].source for one in weighed.sides.values())
        self.listed = any(True for root in roots for _ in root.iter(bpmn("incoming"), bpmn("outgoing")))
        self.members: dict[str, list[str]] = {}
        for key, unit in self.picked.items():
            for lane in unit.own[1] if unit.drawn is None else ():
                self.members.setdefault(lane, []).append(key)

    def build(self, key: str) -> Element:
        source = self.picked[key].source
        made = trees.assembled(source, left_out, key_of, self.weighed.inside(key), self.build)
        if local(source) == "lane":
            self._list(made, "flowNodeRef", self._in_order("flowNodeRef", key, self.members.get(key, [])))
        elif self.listed:
            for name, end in (("incoming", "targetRef"), ("outgoing", "sourceRef")):
                self._list(made, name, self._in_order(name, key, self.ends[end].get(key, [])))
        return made

    def _in_order(self, name: str, key: str, wanted: list[str]) -> list[str]:
        """As the sides list them, then the rest as they come."""
        listed = [reference(e.text) for side in self.weighed.sides.values() if key in side for e in kids(side[key].source, name)]
        return sorted(wanted, key=lambda one: listed.index(one) if one in listed else len(listed))

    def _list(self, made: Element, name: str, keys: list[str]) -> None:
        place = sum(local(e) in ("documentation", "extensionElements", "incoming") for e in made if isinstance(e.tag, str))
        for n, key in enumerate(keys):
            listed = etree.Element(bpmn(name), nsmap=made.nsmap)
            listed.text = key
            made.insert(place + n, listed)


def _by(flows, end) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for key, flow in flows:
        found.setdefault(reference(flow.get(end)) or "", []).append(key)
    return found
