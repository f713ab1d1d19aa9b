"""What the XML of a node says about data, read once."""
import re
from dataclasses import dataclass
from functools import lru_cache

from app.definitions.checks.diagram import Diagram, Node, Scope
from app.engine.data_reader import data_name
from app.engine.markup import SPIFF, ZFL, Element, bpmn, extension, extensions, kid, kids, local, reference, text

WORD = re.compile(r"[^\W\d]\w*")
NO_DATA = frozenset({"id", "name", "sourceRef", "targetRef", "attachedToRef", "default", "calledElement", "messageRef"})


@dataclass(frozen=True, eq=False)
class Repeat:
    """Of a multi-instance: collection, item, output … as written; of a standard loop only `first`: whether it runs at least once."""

    multi: bool
    first: bool = False
    collection: str | None = None
    count: str | None = None
    item: str | None = None
    output: str | None = None
    each: str | None = None
    until: str | None = None


@dataclass(frozen=True, eq=False)
class Facts:
    """`parameters` of a service by name; `given`, `back`: (FEEL, variable) of a call; `declares`: data of a sub-process; `fills`: targets of data
    output associations."""

    before: str | None
    after: str | None
    script: str | None
    repeat: Repeat | None
    service: str | None
    result: str | None
    parameters: tuple[tuple[str, str], ...]
    given: tuple[tuple[str, str], ...]
    back: tuple[tuple[str, str], ...]
    declares: frozenset[str]
    fills: tuple[str, ...]


@lru_cache(maxsize=20_000)
def facts(node: Node) -> Facts:
    e = node.element
    operator = extension(e, SPIFF, "serviceTaskOperator")
    parameters = () if operator is None else tuple((p.get("id") or "", p.get("value") or "") for p in operator.iter(f"{{{SPIFF}}}parameter"))
    fills = tuple(found for one in kids(e, "dataOutputAssociation") if (found := text(kid(one, "targetRef"))))
    return Facts(text(extension(e, SPIFF, "preScript")), text(extension(e, SPIFF, "postScript")), text(kid(e, "script")), _repeat(node.repeats),
                 None if operator is None else operator.get("id"), None if operator is None else operator.get("resultVariable"), parameters,
                 _mappings(e, "in"), _mappings(e, "out"), declared(e), fills)


def _repeat(loop: Element | None) -> Repeat | None:
    if loop is None:
        return None
    if local(loop) == "standardLoopCharacteristics":
        return Repeat(False, loop.get("testBefore") not in ("true", "1"), until=text(kid(loop, "loopCondition")))
    return Repeat(True, False, text(kid(loop, "loopDataInputRef")), text(kid(loop, "loopCardinality")), data_name(kid(loop, "inputDataItem")),
                  text(kid(loop, "loopDataOutputRef")), data_name(kid(loop, "outputDataItem")), text(kid(loop, "completionCondition")))


def _mappings(element: Element, name: str) -> tuple[tuple[str, str], ...]:
    return tuple((one.get("source") or "", one.get("target") or "") for one in extensions(element, ZFL, name) if one.get("target"))


def declared(element: Element) -> frozenset[str]:
    """Data objects and properties of a scope: variables from the start, empty at first."""
    names = [e.get("id") for e in kids(element, "dataObject")] + [data_name(e) for e in kids(element, "property")]
    return frozenset(name for name in names if name)


@lru_cache(maxsize=600)
def references(diagram: Diagram) -> dict[str, str]:
    """{id of a data element: the variable that it stands for}"""
    root = diagram.root
    found = {e.get("id"): reference(e.get("dataObjectRef")) or "" for e in root.iter(bpmn("dataObjectReference"))}
    return found | {e.get("id"): data_name(e) or "" for e in root.iter(bpmn("dataInput"), bpmn("dataOutput"), bpmn("property"))}


@lru_cache(maxsize=600)
def words(scope: Scope) -> frozenset[str]:
    """Every word of the process that may be a variable's name."""
    found: set[str] = set()
    for element in scope.element.iter():
        is_data = local(element) in ("inputDataItem", "outputDataItem", "property")
        said = [value for name, value in element.attrib.items() if is_data or name not in NO_DATA]
        for one in (*said, element.text or ""):
            found.update(WORD.findall(one))
    return frozenset(found)
