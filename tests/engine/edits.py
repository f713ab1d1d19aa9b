"""What somebody does to a diagram between two versions: each edit changes the XML and tells what became of the elements."""
from hypothesis import strategies as st
from lxml import etree

B = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
PASSED = ("task", "scriptTask", "userTask", "intermediateCatchEvent", "intermediateThrowEvent", "receiveTask")


def edited(content: bytes, draw) -> tuple[bytes, dict]:
    """(the new diagram, {(process, node): (process, node) or None}) after some random edits."""
    root, mapping = etree.fromstring(content), {}
    for number in range(draw(st.integers(1, 4))):
        draw(st.sampled_from([insert, rename, remove, reorder, attach, detach, listen, wrap, unwrap, branch, unbranch]))(root, mapping, draw, number)
    return etree.tostring(root), mapping


def process_of(element) -> str:
    return next(a for a in element.iterancestors() if a.tag == B + "process").get("id")


def flows(root):
    return [f for f in root.iter(B + "sequenceFlow")]


def insert(root, mapping, draw, number):
    """A task between two elements; the flow's first half keeps its id or loses it."""
    found = [f for f in flows(root) if f.getparent().find(f"./*[@id='{f.get('sourceRef')}']").tag != B + "eventBasedGateway"]
    flow = draw(st.sampled_from(found))
    kind, id = draw(st.sampled_from(["userTask", "scriptTask", "task"])), f"new{number}"
    node = etree.SubElement(flow.getparent(), B + kind, id=id, name=id)
    if kind == "scriptTask":
        etree.SubElement(node, B + "script").text = "{inserted: 1}"
    other = etree.SubElement(flow.getparent(), B + "sequenceFlow", id=f"{id}_f")
    if draw(st.booleans()):
        other.set("sourceRef", id), other.set("targetRef", flow.get("targetRef"))
        flow.set("targetRef", id)
    elif flow.find(B + "conditionExpression") is None and not root.xpath(f"//*[@default='{flow.get('id')}']"):
        other.set("sourceRef", flow.get("sourceRef")), other.set("targetRef", id)
        flow.set("sourceRef", id)
        order = flow.getparent()
        order.remove(other), order.insert(order.index(flow), other)
    else:
        other.set("sourceRef", id), other.set("targetRef", flow.get("targetRef"))
        flow.set("targetRef", id)


def plain_nodes(root):
    """Nodes with one way in and one way out that nothing else refers to."""
    for node in root.iter(*(B + k for k in PASSED)):
        id = node.get("id")
        into, out = (root.xpath(f"//*[local-name()='sequenceFlow' and @{end}='{id}']") for end in ("targetRef", "sourceRef"))
        referred = root.xpath(f"//*[@attachedToRef='{id}' or local-name()='association' and (@sourceRef='{id}' or @targetRef='{id}')]")
        special = node.get("completionQuantity") or node.get("startQuantity") or node.get("isForCompensation") or node.find(B + "linkEventDefinition") is not None
        if len(into) == len(out) == 1 and not referred and not special and into[0].getparent() is out[0].getparent():
            yield node, into[0], out[0]


def rename(root, mapping, draw, number):
    found = [node for node, _in, _out in plain_nodes(root)]
    if found:
        node = draw(st.sampled_from(found))
        old, new = node.get("id"), f"renamed{number}"
        for element in root.iter():
            for key, value in element.attrib.items():
                if value == old and key in ("id", "sourceRef", "targetRef"):
                    element.set(key, new)
        follow(mapping, process_of(node), old, new)


def follow(mapping, process, old, new):
    origin = next((k for k, v in mapping.items() if v == (process, old)), (process, old))
    mapping[origin] = (process, new) if new else None


def remove(root, mapping, draw, number):
    """The element goes; who stood there is refused, or stands at what came after it if that is of the same kind."""
    found = [(n, i, o) for n, i, o in plain_nodes(root) if root.xpath(f"//*[@id='{i.get('sourceRef')}']")[0].tag != B + "eventBasedGateway"]
    if not found:
        return
    node, into, out = draw(st.sampled_from(found))
    if n_reads(root, node):
        return
    after = root.xpath(f"//*[@id='{out.get('targetRef')}']")[0]
    same = after.tag == node.tag and node.tag == B + "userTask"
    process, id, target = process_of(node), node.get("id"), out.get("targetRef")
    into.set("targetRef", target)
    out.getparent().remove(out)
    node.getparent().remove(node)
    follow(mapping, process, id, target if same else None)


def n_reads(root, node) -> bool:
    """A script that counts a loop, or sets what a condition asks, is not taken away: the diagram would not end any more."""
    return node.tag == B + "scriptTask"


def reorder(root, mapping, draw, number):
    """Elements in another order in the file: branches are taken in another order."""
    for parent in [p for p in root.iter(B + "process", B + "subProcess") if p.getparent() is not None]:
        found = [e for e in parent if e.tag == B + "sequenceFlow"]
        for element in draw(st.permutations(found)) if len(found) < 8 else reversed(found):
            parent.remove(element), parent.append(element)


def attach(root, mapping, draw, number):
    """A reminder at a task: a non-interrupting timer whose path ends."""
    found = list(root.iter(B + "userTask"))
    found = [n for n in found if not n.get("isForCompensation") and n.getparent().tag != B + "adHocSubProcess"]
    if not found:
        return
    host, id = draw(st.sampled_from(found)), f"att{number}"
    scope = host.getparent()
    event = etree.SubElement(scope, B + "boundaryEvent", id=id, attachedToRef=host.get("id"), cancelActivity="false")
    timer = etree.SubElement(etree.SubElement(event, B + "timerEventDefinition"), B + "timeDuration")
    timer.text = "PT5M"
    etree.SubElement(scope, B + "endEvent", id=f"{id}_e")
    etree.SubElement(scope, B + "sequenceFlow", id=f"{id}_f", sourceRef=id, targetRef=f"{id}_e")


def listen(root, mapping, draw, number):
    """An event sub-process for a signal."""
    scope, id = draw(st.sampled_from([*root.iter(B + "process")])), f"es{number}"
    sub = etree.SubElement(scope, B + "subProcess", id=f"{id}_es", triggeredByEvent="true")
    begin = etree.SubElement(sub, B + "startEvent", id=f"{id}_s", isInterrupting="false")
    etree.SubElement(begin, B + "signalEventDefinition", signalRef="sig")
    etree.SubElement(sub, B + "endEvent", id=f"{id}_e")
    etree.SubElement(sub, B + "sequenceFlow", id=f"{id}_f", sourceRef=f"{id}_s", targetRef=f"{id}_e")


def wrap(root, mapping, draw, number):
    """A task is put into a sub-process of its own."""
    found = [(n, i, o) for n, i, o in plain_nodes(root) if n.tag == B + "userTask" and n.find(B + "standardLoopCharacteristics") is None
             and n.getparent().tag != B + "adHocSubProcess"]
    if not found:
        return
    node, into, out = draw(st.sampled_from(found))
    scope, id = node.getparent(), f"wrap{number}"
    sub = etree.SubElement(scope, B + "subProcess", id=id, name=id)
    etree.SubElement(sub, B + "startEvent", id=f"{id}_s")
    sub.append(node)
    etree.SubElement(sub, B + "endEvent", id=f"{id}_e")
    etree.SubElement(sub, B + "sequenceFlow", id=f"{id}_f1", sourceRef=f"{id}_s", targetRef=node.get("id"))
    etree.SubElement(sub, B + "sequenceFlow", id=f"{id}_f2", sourceRef=node.get("id"), targetRef=f"{id}_e")
    into.set("targetRef", id)
    out.set("sourceRef", id)


def detach(root, mapping, draw, number):
    """A boundary event is taken off its activity; where it led nobody comes any more."""
    found = [e for e in root.iter(B + "boundaryEvent") if e.find(B + "compensateEventDefinition") is None and e.find(B + "cancelEventDefinition") is None
             and e.find(B + "errorEventDefinition") is None]
    if found:
        event = draw(st.sampled_from(found))
        for flow in root.xpath(f"//*[local-name()='sequenceFlow' and @sourceRef='{event.get('id')}']"):
            flow.getparent().remove(flow)
        event.getparent().remove(event)
        while lonely := [n for n in root.iter(B + "scriptTask", B + "endEvent", B + "userTask") if not n.get("isForCompensation")
                         and not root.xpath(f"//*[@targetRef='{n.get('id')}']") and n.getparent().tag != B + "adHocSubProcess"]:
            for node in lonely:
                for flow in root.xpath(f"//*[@sourceRef='{node.get('id')}']"):
                    flow.getparent().remove(flow)
                node.getparent().remove(node)


def unwrap(root, mapping, draw, number):
    """A sub-process is dissolved: what was in it stands outside."""
    found = [s for s in root.iter(B + "subProcess") if not s.get("triggeredByEvent") and not root.xpath(f"//*[@attachedToRef='{s.get('id')}']")
             and all(e.tag not in (B + "multiInstanceLoopCharacteristics", B + "dataObject") and not e.get("triggeredByEvent") for e in s)
             and len(s.findall(B + "endEvent")) == 1 and s.getparent().tag != B + "adHocSubProcess"]
    for sub in [draw(st.sampled_from(found))] if found else []:
        id, scope = sub.get("id"), sub.getparent()
        begin, end = sub.find(B + "startEvent").get("id"), sub.find(B + "endEvent").get("id")
        if len(sub.xpath(f"./*[@targetRef='{end}']")) != 1 or len(root.xpath(f"//*[@targetRef='{id}']")) != 1 or len(root.xpath(f"//*[@sourceRef='{id}']")) != 1:
            return
        first = sub.xpath(f"./*[@sourceRef='{begin}']")[0]
        last = sub.xpath(f"./*[@targetRef='{end}']")[0]
        into, out = root.xpath(f"//*[@targetRef='{id}']")[0], root.xpath(f"//*[@sourceRef='{id}']")[0]
        if first is last:
            return
        into.set("targetRef", first.get("targetRef"))
        out.set("sourceRef", last.get("sourceRef"))
        for gone in (first, last, sub.find(B + "startEvent"), sub.find(B + "endEvent")):
            sub.remove(gone)
        for element in list(sub):
            scope.append(element)
        scope.remove(sub)
        follow(mapping, next(p for p in root.iter(B + "process") if p is scope or p in scope.iterancestors()).get("id"), id, None)


def pairs(root):
    """Parallel gateways that split, each with its join."""
    for split in root.iter(B + "parallelGateway"):
        id = split.get("id")
        join = root.xpath(f"//*[local-name()='parallelGateway' and @id='j{int(id[1:]) + 1}']") if id[0] == "g" else []
        if join and join[0].getparent() is split.getparent():
            yield split, join[0]


def branch(root, mapping, draw, number):
    """One more thing to be done at the same time."""
    found = list(pairs(root))
    if found:
        split, join = draw(st.sampled_from(found))
        scope, id = split.getparent(), f"br{number}"
        etree.SubElement(scope, B + "userTask", id=id, name=id)
        etree.SubElement(scope, B + "sequenceFlow", id=f"{id}_f1", sourceRef=split.get("id"), targetRef=id)
        etree.SubElement(scope, B + "sequenceFlow", id=f"{id}_f2", sourceRef=id, targetRef=join.get("id"))


def unbranch(root, mapping, draw, number):
    """One thing less to be done at the same time."""
    ends = {(s.get("id"), j.get("id")) for s, j in pairs(root) if len(root.xpath(f"//*[@sourceRef='{s.get('id')}']")) > 2}
    found = [(n, i, o) for n, i, o in plain_nodes(root) if (i.get("sourceRef"), o.get("targetRef")) in ends]
    if found:
        for element in draw(st.sampled_from(found)):
            element.getparent().remove(element)
