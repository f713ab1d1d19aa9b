"""Changes to diagrams, tables and forms as an editor would make them: each takes and gives the bytes of a file."""
import json
from pathlib import Path

from lxml import etree

from app.engine.markup import BPMN, SPIFF
from tests.support.small import files

ROOT = Path(__file__).parents[3]
DIAGRAM = (ROOT / "processes" / "document_service.bpmn").read_bytes()
TABLE = (ROOT / "rules" / "D09_leniency.dmn").read_bytes()
FORM = (ROOT / "forms" / "whistle_sign.form").read_bytes()
SMALL = files()["five_step_loop.bpmn"]
DI, DC = "http://www.omg.org/spec/BPMN/20100524/DI", "http://www.omg.org/spec/DD/20100524/DC"


class Drawing:
    """`with_(DIAGRAM).rename("x", "y").done()`"""

    def __init__(self, content: bytes):
        self.root = etree.fromstring(content)

    def done(self) -> bytes:
        return etree.tostring(self.root, xml_declaration=True, encoding="UTF-8")

    def by_id(self, id: str):
        return next(e for e in self.root.iter() if isinstance(e.tag, str) and e.get("id") == id)

    # ---- diagrams -------------------------------------------------------------------------------------------------------
    def rename(self, id: str, name: str) -> "Drawing":
        self.by_id(id).set("name", name)
        return self

    def set_property(self, id: str, name: str, value: str) -> "Drawing":
        next(p for p in self.by_id(id).iter(f"{{{SPIFF}}}property") if p.get("name") == name).set("value", value)
        return self

    def move(self, id: str, dx: int) -> "Drawing":
        bounds = next(s for s in self.root.iter(f"{{{DI}}}BPMNShape") if s.get("bpmnElement") == id).find(f"{{{DC}}}Bounds")
        bounds.set("x", str(float(bounds.get("x")) + dx))
        return self

    def remove(self, id: str) -> "Drawing":
        """A node in a line, with what joins it; its neighbours are joined."""
        before, after = self._flows(id, "targetRef"), self._flows(id, "sourceRef")
        for flow in after:
            self._take(flow.get("id"))
        for flow in before:
            self._retarget(flow, after[0].get("targetRef"))
        self._take(id)
        return self

    def cut(self, id: str) -> "Drawing":
        """A node with all its flows."""
        for flow in [*self._flows(id, "targetRef"), *self._flows(id, "sourceRef")]:
            self._take(flow.get("id"))
        self._take(id)
        return self

    def insert(self, flow_id: str, id: str, name: str = "新的一步") -> "Drawing":
        """A new task into a flow, drawn."""
        flow = self.by_id(flow_id)
        target, process = flow.get("targetRef"), flow.getparent()
        task = etree.SubElement(process, f"{{{BPMN}}}task", id=id, name=name)
        self._retarget(flow, id)
        self._connect(id, target)
        lane = next((e.getparent() for e in self.root.iter(f"{{{BPMN}}}flowNodeRef") if e.text == flow.get("sourceRef")), None)
        if lane is not None:
            etree.SubElement(lane, f"{{{BPMN}}}flowNodeRef").text = id
        plane = next(self.root.iter(f"{{{DI}}}BPMNPlane"))
        shape = etree.SubElement(plane, f"{{{DI}}}BPMNShape", id=f"{id}_di", bpmnElement=id)
        etree.SubElement(shape, f"{{{DC}}}Bounds", x="10", y="10", width="100", height="80")
        assert task is not None
        return self

    def _flows(self, id, end):
        return [f for f in self.root.iter(f"{{{BPMN}}}sequenceFlow") if f.get(end) == id]

    def _retarget(self, flow, target):
        for listed in [e for e in self.root.iter(f"{{{BPMN}}}incoming") if e.text == flow.get("id")]:
            listed.getparent().remove(listed)
        flow.set("targetRef", target)
        self._list(self.by_id(target), "incoming", flow.get("id"))

    def _connect(self, source, target):
        flow = etree.SubElement(self.by_id(source).getparent(), f"{{{BPMN}}}sequenceFlow", id=f"f_{source}__{target}", sourceRef=source,
                                targetRef=target)
        self._list(self.by_id(source), "outgoing", flow.get("id"))
        self._list(self.by_id(target), "incoming", flow.get("id"))
        plane = next(self.root.iter(f"{{{DI}}}BPMNPlane"))
        edge = etree.SubElement(plane, f"{{{DI}}}BPMNEdge", id=f"{flow.get('id')}_di", bpmnElement=flow.get("id"))
        for x in ("10", "200"):
            etree.SubElement(edge, "{http://www.omg.org/spec/DD/20100524/DI}waypoint", x=x, y="10")

    def _list(self, node, name, flow_id):
        listed = etree.Element(f"{{{BPMN}}}{name}")
        listed.text = flow_id
        node.insert(sum(etree.QName(e).localname in ("extensionElements", "documentation", "incoming") for e in node), listed)

    def _take(self, id):
        for e in [e for e in self.root.iter() if isinstance(e.tag, str) and (
                e.get("id") == id or e.get("bpmnElement") == id or (e.text == id and etree.QName(e).localname in ("incoming", "outgoing", "flowNodeRef")))]:
            e.getparent().remove(e)

    # ---- tables ---------------------------------------------------------------------------------------------------------
    def cell(self, rule: str, place: int, text: str) -> "Drawing":
        [e for e in self.by_id(rule) if etree.QName(e).localname.endswith("Entry")][place][0].text = text
        return self

    def add_rule(self, after: str, id: str, *texts: str) -> "Drawing":
        row = self.by_id(after)
        new = etree.fromstring(etree.tostring(row).replace(after.encode(), id.encode()))
        for entry, text in zip([e for e in new if etree.QName(e).localname.endswith("Entry")], texts):
            entry[0].text = text
        row.addnext(new)
        return self

    def remove_rule(self, id: str) -> "Drawing":
        row = self.by_id(id)
        row.getparent().remove(row)
        return self

    def swap_rules(self, first: str, second: str) -> "Drawing":
        self.by_id(second).addnext(self.by_id(first))
        return self

    def add_input(self, before: str, id: str, expression: str) -> "Drawing":
        column = self.by_id(before)
        place = [e for e in column.getparent() if etree.QName(e).localname == "input"].index(column)
        new = etree.fromstring(etree.tostring(column).replace(before.encode(), id.encode()))
        next(e for e in new.iter() if etree.QName(e).localname == "text").text = expression
        column.addprevious(new)
        for rule in column.getparent().iter("{*}rule"):
            entry = [e for e in rule if etree.QName(e).localname == "inputEntry"][place]
            copy = etree.fromstring(etree.tostring(entry))
            copy.set("id", f"{rule.get('id')}_{id}")
            copy[0].text = "-"
            entry.addprevious(copy)
        return self


class Fields:
    """The same for forms."""

    def __init__(self, content: bytes):
        self.form = json.loads(content)

    def done(self) -> bytes:
        return json.dumps(self.form, ensure_ascii=False).encode()

    def set(self, id: str, **members) -> "Fields":
        next(c for c in self.form["components"] if c["id"] == id).update(members)
        return self

    def add(self, place: int, id: str) -> "Fields":
        self.form["components"].insert(place, {"id": id, "type": "textfield", "key": id, "label": id})
        return self

    def remove(self, id: str) -> "Fields":
        self.form["components"] = [c for c in self.form["components"] if c["id"] != id]
        return self

    def ids(self) -> list[str]:
        return [c["id"] for c in self.form["components"]]
