"""Fixes carried out on a file, as the editors carry them out on what is drawn: to try that each mends what it is offered for."""
from collections.abc import Callable, Sequence
from typing import Any

from lxml import etree

from app.definitions import layout
from app.engine.limits import DEFAULT
from app.engine.markup import BPMN, SPIFF, Element, bpmn, kid, kids, parse, reference

XSI = "{http://www.w3.org/2001/XMLSchema-instance}type"
DMN = "{*}"


class Unfit(ValueError):
    """The file has changed: an element that the fix is about is not there."""


def apply(name: str, content: bytes, ops: Sequence[Sequence[Any]]) -> bytes:
    """The file with these ops done, all or none. Raises Unfit, or markup.Unreadable for what is no XML."""
    if any(op[0] == "layout" for op in ops):
        content = layout.layout(content)
    root = parse(content, name, DEFAULT)
    for what, *given in ops:
        if what != "layout":
            OPS[what](root, *given)
    return etree.tostring(root.getroottree(), xml_declaration=True, encoding="UTF-8")


def _named(root: Element, id: str) -> Element:
    found = next((e for e in root.iter() if e.get("id") == id), None) if id else None
    if found is None:
        raise Unfit(f"没有元素 {id}。")
    return found


# ---- diagrams ---------------------------------------------------------------------------------------------------------------
def _property(root: Element, id: str, name: str, value: str | None) -> None:
    element = _named(root, id)
    boxes = [b for e in kids(element, "extensionElements") for b in e if b.tag == f"{{{SPIFF}}}properties"]
    for old in [p for box in boxes for p in box if p.get("name") == name]:
        old.getparent().remove(old)
    if value is not None:
        etree.SubElement(boxes[0] if boxes else _box(element), f"{{{SPIFF}}}property", name=name, value=value)


def _box(element: Element) -> Element:
    """Extensions stand behind the documentation and before all else (schema of BPMN 2.0)."""
    extensions = kid(element, "extensionElements")
    if extensions is None:
        extensions = etree.Element(bpmn("extensionElements"))
        element.insert(len(kids(element, "documentation")), extensions)
    return etree.SubElement(extensions, f"{{{SPIFF}}}properties")


def _attribute(root: Element, id: str, name: str, value: str | None) -> None:
    element = _named(root, id)
    element.attrib.pop(name, None)
    if value is not None:
        element.set(name, value)


def _name(root: Element, id: str, text: str) -> None:
    _named(root, id).set("name", text)


def _default(root: Element, gateway: str, flow: str) -> None:
    _named(root, flow)
    _named(root, gateway).set("default", flow)


def _condition(root: Element, flow: str, feel: str | None) -> None:
    element = _named(root, flow)
    for old in kids(element, "conditionExpression"):
        element.remove(old)
    if feel is not None:
        prefix = next((p for p, uri in element.nsmap.items() if uri == BPMN and p), None)
        made = etree.SubElement(element, bpmn("conditionExpression"))
        made.set(XSI, f"{prefix}:tFormalExpression" if prefix else "tFormalExpression")
        made.text = feel


def _remove(root: Element, id: str) -> None:
    """What led to a node with one way on leads there; any other goes with its flows, and with what is attached to it."""
    element = _named(root, id)
    flows = list(root.iter(bpmn("sequenceFlow")))
    into, out = ([f for f in flows if reference(f.get(end)) == id] for end in ("targetRef", "sourceRef"))
    gone = {id}
    if len(out) == 1 and into:
        after = out[0].get("targetRef")
        for flow in into:
            flow.set("targetRef", after)
            etree.SubElement(_named(root, reference(after)), bpmn("incoming")).text = flow.get("id")
        gone.add(out[0].get("id"))
    else:
        gone |= {f.get("id") for f in (*into, *out)}
    attached = [e.get("id") for e in root.iter(bpmn("boundaryEvent")) if reference(e.get("attachedToRef")) == id]
    element.getparent().remove(element)
    _forget(root, gone)
    for event in attached:
        _remove(root, event)


def _forget(root: Element, gone: set[str]) -> None:
    for element in [e for e in root.iter() if e.get("id") in gone or reference(e.get("bpmnElement")) in gone or _refers(e, gone)]:
        if element.getparent() is not None:
            element.getparent().remove(element)
    for element in root.iter():
        if element.get("default") in gone:
            del element.attrib["default"]
    for node in root.iter():        # an incoming flow that was led elsewhere is listed once, in its place among the first children
        for listed in kids(node, "incoming"):
            node.remove(listed)
            node.insert(len(kids(node, "documentation", "extensionElements", "incoming")), listed)


def _refers(element: Element, gone: set[str]) -> bool:
    return element.tag in (bpmn("incoming"), bpmn("outgoing"), bpmn("flowNodeRef")) and reference(element.text) in gone


# ---- tables -----------------------------------------------------------------------------------------------------------------
def _cell(root: Element, rule: str, column: str, text: str) -> None:
    row, head = _named(root, rule), _named(root, column)
    kind = etree.QName(head).localname
    place = [c.get("id") for c in head.getparent().iterfind(f"{DMN}{kind}")].index(column)
    cell = row.findall(f"{DMN}{kind}Entry")[place]
    written = cell.find(f"{DMN}text")
    if written is None:
        written = etree.SubElement(cell, f"{{{etree.QName(row).namespace}}}text")
    written.text = text


def _row_remove(root: Element, rule: str) -> None:
    row = _named(root, rule)
    row.getparent().remove(row)


OPS: dict[str, Callable[..., None]] = {
    "property": _property, "attribute": _attribute, "name": _name, "default": _default, "condition": _condition, "remove": _remove, "cell": _cell,
    "row_remove": _row_remove}
