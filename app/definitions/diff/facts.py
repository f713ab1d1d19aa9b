"""What an element or a JSON object says of itself, flat: {path: value}. What belongs to another unit is left out."""
import re
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from app.engine.markup import BPMN, DMN_SPACES, SPIFF, ZFL, Element, is_bpmn, local

OURS = {BPMN, SPIFF, ZFL}
SCHEMA_INSTANCE = "{http://www.w3.org/2001/XMLSchema-instance}"
KEYS = ("name", "target", "id", "source")
NAMED = {"property", "parameter", "in", "out"}
SILENT = {"incoming", "outgoing", "laneSet", "childLaneSet", "flowNodeRef", "collaboration"}
# The kind of the element says these (定时边界事件（不打断）), or they are written out defaults
IN_THE_KIND = {"@cancelActivity", "@isInterrupting", "@triggeredByEvent", "multiInstanceLoopCharacteristics/@isSequential"}
DEFAULTS = {("@isForCompensation", "false"), ("@instantiate", "false"), ("@parallelMultiple", "false"), ("@startQuantity", "1"),
            ("@completionQuantity", "1"), ("@gatewayDirection", "Unspecified"), ("@name", "")}
Facts = dict[str, str]


def of_element(element: Element, is_unit: Callable[[Element], bool]) -> Facts:
    """Of its attributes and of everything in it that is no unit of its own; texts without their outer blanks, ids of parts left out."""
    found: Facts = {}
    seen: Counter[str] = Counter()
    for path, value in _walk(element, "", is_unit):
        if path not in IN_THE_KIND and (path, value) not in DEFAULTS:
            found[_free(path, found, seen)] = value
    found.pop("@id", None)
    return found


def _walk(element, path, is_unit) -> Iterator[tuple[str, str]]:
    key = _key(element) if path else None
    for name, value in element.attrib.items():
        if not name.startswith(SCHEMA_INSTANCE) and name != key and (name, value) != ("type", "any"):
            yield f"{path}@{_name(name, element)}", value.strip()
    for child in element:
        if not isinstance(child.tag, str) or is_unit(child) or (is_bpmn(child) and local(child) in SILENT):
            continue
        here = path + _name(child.tag, child) + _which(child)
        yield from ((p, v) for p, v in _inside(child, here, is_unit) if not (is_bpmn(child) and p == f"{here}/@id"))


def _inside(child, here, is_unit):
    text = (child.text or "").strip()
    if text or _key(child) == "name" and not child.get("value") or not (len(child) or child.attrib or local(child).endswith("EventDefinition")):
        yield here, text
    yield from _walk(child, here + "/", is_unit)


def _name(tag: str, element: Element) -> str:
    """The local name, with the namespace's prefix where it is not ours."""
    space, _, name = tag.rpartition("}")
    if not space or space[1:] in OURS or space[1:].startswith(DMN_SPACES):
        return name
    prefixes = {uri: prefix for prefix, uri in element.nsmap.items() if prefix}
    return f"{prefixes.get(space[1:], space[1:])}:{name}"


def _key(element) -> str | None:
    """The attribute that tells this child from the others of its kind, which then is in the path."""
    return next((k for k in KEYS if element.get(k)), None) if local(element) in NAMED else None


def _which(child) -> str:
    key = _key(child)
    return f"[{child.get(key)}]" if key else ""


def _free(path: str, taken: Facts, seen: Counter[str]) -> str:
    """The path, numbered where several parts have the same; counted on, because there may be thousands of them."""
    while True:
        seen[path] += 1
        free = f"{path}#{seen[path]}" if seen[path] > 1 else path
        if free not in taken:
            return free


DEEPEST = 60        # JSON inside JSON; nothing of ours is half as deep
TOO_DEEP = f"嵌套超过 {DEEPEST} 层。"


def is_deep(value: Any) -> bool:
    """Whether it is nested further than anybody means: what walks through it would run out of frames."""
    level = [value]
    for _ in range(DEEPEST):
        level = [inner for one in level if isinstance(one, (dict, list)) for inner in (one.values() if isinstance(one, dict) else one)]
    return bool(level)


def of_json(value: Any, skip: Callable[[str], bool] = lambda path: False, path: str = "") -> Facts:
    """{path: JSON leaf as text}: `validate.required`, `values[2].label`. `skip`: paths not to look at."""
    if path and skip(path):
        return {}
    if isinstance(value, dict):
        parts = ((f"{path}.{k}" if path else str(k), v) for k, v in value.items())
    elif isinstance(value, list):
        parts = ((f"{path}[{i}]", v) for i, v in enumerate(value))
    else:
        return {path: _leaf(value)}
    return {p: v for where, inner in parts for p, v in of_json(inner, skip, where).items()}


def _leaf(value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


_NUMBER = re.compile(r"#\d+$")


def without_number(path: str) -> str:
    return _NUMBER.sub("", path)
