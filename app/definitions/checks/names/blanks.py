"""A diagram without what stands in the expressions of one element: the same for every letter that is typed there."""
from lxml import etree

from app.engine.markup import Element, local
from app.engine.reader import NODES

TEXTS = frozenset({"script", "preScript", "postScript", "conditionExpression", "condition", "completionCondition", "activationCondition",
                   "loopCondition", "loopCardinality", "loopDataInputRef", "timeDate", "timeDuration", "timeCycle", "messagePayload",
                   "payloadExpression"})
VALUES = {"parameter": "value", "in": "source", "out": "source", "correlation": "key", "outputDataItem": "name"}
PROPERTIES = ("scope", "deadline")


def blanked(content: bytes, element: str) -> bytes | None:
    """None for what is no XML, or has no such element."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
    found = next((e for e in root.iter() if isinstance(e.tag, str) and e.get("id") == element), None)
    if found is None:
        return None
    _blank(found)
    return etree.tostring(root)


def _blank(element: Element) -> None:
    name = local(element)
    if name in TEXTS:
        element.text = ""
    if name in VALUES and VALUES[name] in element.attrib:
        element.set(VALUES[name], "")
    if name == "property" and element.get("name") in PROPERTIES:
        element.set("value", "")
    for inner in element:
        if isinstance(inner.tag, str) and local(inner) not in NODES:
            _blank(inner)
