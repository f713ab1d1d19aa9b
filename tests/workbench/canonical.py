"""A BPMN file as what it says: prefixes, white space between elements, what is the default anyway and the order between unlike
elements of BPMN left out; everything else, foreign content too, kept."""
from lxml import etree

from app.engine.markup import BPMN, reference

XSI = "{http://www.w3.org/2001/XMLSchema-instance}type"
STANDARD = (BPMN, "http://www.omg.org/spec/BPMN/20100524/DI", "http://www.omg.org/spec/DD/20100524/DC", "http://www.omg.org/spec/DD/20100524/DI")
DEFAULTS = {"cancelActivity": "true", "isInterrupting": "true", "isSequential": "false", "parallelMultiple": "false", "triggeredByEvent": "false",
            "isForCompensation": "false", "startQuantity": "1", "completionQuantity": "1", "isClosed": "false", "processType": "None",
            "isCollection": "false", "expressionLanguage": "http://www.w3.org/1999/XPath", "typeLanguage": "http://www.w3.org/2001/XMLSchema"}
REFERENCES = ("messageRef", "signalRef", "errorRef", "escalationRef", "itemRef", "itemSubjectRef", "dataObjectRef")
EMPTY_LABEL = ("{http://www.omg.org/spec/BPMN/20100524/DI}BPMNLabel", (), "", ())
NUMBERS = ("x", "y", "width", "height", "size")


def canonical(xml: bytes | str):
    """Nested tuples (tag, attributes, text, children) that are equal for files that mean the same."""
    content = xml.encode() if isinstance(xml, str) else xml
    return _element(etree.fromstring(content, etree.XMLParser(remove_comments=True, remove_pis=True)))


def _element(element):
    standard = etree.QName(element).namespace in STANDARD
    children = [made for made in map(_element, element) if made != EMPTY_LABEL]
    if etree.QName(element).localname == "BPMNPlane":
        children.sort()                                 # who is drawn first means nothing
    elif standard:
        children.sort(key=lambda child: child[0])       # stable: like elements keep their order
    text = (element.text or "").strip() if standard or len(element) else element.text or ""
    return element.tag, tuple(sorted(_attributes(element, standard))), text, tuple(children)


def _attributes(element, standard):
    for name, value in element.attrib.items():
        if name == XSI:
            yield name, value.split(":")[-1]
        elif standard and name in REFERENCES:
            yield name, reference(value)
        elif standard and name in NUMBERS:
            yield name, float(value)
        elif not (standard and DEFAULTS.get(name, value + "?") == value):
            yield name, value


def difference(one, other, path: str = "") -> str | None:
    """Where two canonical forms differ first, or None."""
    here = f"{path}/{etree.QName(one[0]).localname}{dict(one[1]).get('id', '')}"
    for what, a, b in zip(("tag", "attributes", "text"), one, other):
        if a != b:
            return f"{here}: {what} {a!r} became {b!r}"
    if [c[0] for c in one[3]] != [c[0] for c in other[3]]:
        return f"{here}: children {[c[:3] for c in one[3] if c not in other[3]]!r} became {[c[:3] for c in other[3] if c not in one[3]]!r}"
    return next((found for a, b in zip(one[3], other[3]) if (found := difference(a, b, here))), None)
