"""Our own bundle, and changes of it as a legal office might make them."""
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

from lxml import etree

from app.cases.known import without_registers
from app.definitions.known import Known

ROOT = Path(__file__).resolve().parents[3]
BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
SPIFF = "{http://spiffworkflow.org/bpmn/schema/1.0/core}"


@cache
def shipped() -> dict[str, bytes]:
    found = {}
    for folder, kind in (("processes", "bpmn"), ("rules", "dmn"), ("forms", "form")):
        found |= {path.name: path.read_bytes() for path in sorted((ROOT / folder).glob(f"*.{kind}"))}
    return found


@cache
def known() -> Known:
    """What stands in the code: acts, roles, services, the statutes' order. The same object each time, as the server has it."""
    return without_registers()


class Draft:
    """A diagram being changed."""

    def __init__(self, content: bytes):
        self.root = etree.fromstring(content)

    def node(self, id: str) -> etree._Element:
        return next(e for e in self.root.iter() if e.get("id") == id)

    def flow(self, source: str, target: str) -> etree._Element:
        return next(f for f in self.root.iter(f"{BPMN}sequenceFlow") if (f.get("sourceRef"), f.get("targetRef")) == (source, target))

    def lead(self, source: str, target: str, elsewhere: str) -> "Draft":
        """The flow from source to target leads elsewhere."""
        self.flow(source, target).set("targetRef", elsewhere)
        return self._relisted()

    def shortcut(self, source: str, target: str) -> "Draft":
        """One more flow, on a condition."""
        flow = etree.SubElement(self.node(source).getparent(), f"{BPMN}sequenceFlow", id=f"cut_{source}_{target}", name="急件", sourceRef=source, targetRef=target)
        etree.SubElement(flow, f"{BPMN}conditionExpression").text = 'case.urgency = "urgent"'
        return self._relisted()

    def bridge(self, id: str) -> "Draft":
        """The node goes; what led to it leads to what came after it."""
        after = next(f for f in self.root.iter(f"{BPMN}sequenceFlow") if f.get("sourceRef") == id)
        for flow in self.root.iter(f"{BPMN}sequenceFlow"):
            if flow.get("targetRef") == id:
                flow.set("targetRef", after.get("targetRef"))
        for event in [b for b in self.root.iter(f"{BPMN}boundaryEvent") if b.get("attachedToRef") == id]:
            self._drop(event)
        self._drop(after)
        self._drop(self.node(id))
        return self._relisted()

    def swap(self, one: str, other: str) -> "Draft":
        """Two nodes change places in the flow."""
        for flow in self.root.iter(f"{BPMN}sequenceFlow"):
            for end in ("sourceRef", "targetRef"):
                flow.set(end, {one: other, other: one}.get(flow.get(end), flow.get(end)))
        return self._relisted()

    def property(self, id: str, name: str, value: str | None) -> "Draft":
        box = next(self.node(id).iter(f"{SPIFF}properties"))
        for old in [p for p in box if p.get("name") == name]:
            box.remove(old)
        if value is not None:
            etree.SubElement(box, f"{SPIFF}property", name=name, value=value)
        return self

    def timer(self, id: str, source: str) -> "Draft":
        next(self.node(id).iter(f"{BPMN}timeDate")).text = source
        return self

    def attribute(self, id: str, name: str, value: str) -> "Draft":
        self.node(id).set(name, value)
        return self

    def _drop(self, element: etree._Element) -> None:
        element.getparent().remove(element)

    def _relisted(self) -> "Draft":
        """<incoming> and <outgoing> are optional; those that are no longer true are left out, with what is drawn of them."""
        for listed in [*self.root.iter(f"{BPMN}incoming"), *self.root.iter(f"{BPMN}outgoing")]:
            self._drop(listed)
        ids = {e.get("id") for e in self.root.iter()}
        for drawn in [e for e in self.root.iter() if e.get("bpmnElement") not in (None, *ids)]:
            self._drop(drawn)
        for ref in [r for r in self.root.iter(f"{BPMN}flowNodeRef") if r.text not in ids]:
            self._drop(ref)
        return self

    def content(self) -> bytes:
        return etree.tostring(self.root, encoding="UTF-8", xml_declaration=True)


def changed(changes: Mapping[str, Callable[[Draft], Draft]]) -> dict[str, bytes]:
    """The shipped bundle with these diagrams changed."""
    files = dict(shipped())
    for key, change in changes.items():
        files[f"{key}.bpmn"] = change(Draft(files[f"{key}.bpmn"])).content()
    return files
