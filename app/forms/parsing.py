"""Posted HTML fields into the nested data that `validation.validate` takes.

Names are paths: `title`, `party.name`, `division[0].dept`. A checkbox that is absent is false; lists come as repeated names.
Only fields of the form are read: a foreign name in the post is not looked at.
"""
import re
from collections.abc import Mapping
from typing import Any, Protocol

from app.forms import paths
from app.forms.component import SOME_OF, Component, Form, leaves
from app.forms.validation import MAX_ROWS


class Posted(Protocol):
    """A multi-dict as Werkzeug has it."""

    def get(self, key: str): ...

    def getlist(self, key: str) -> list: ...

    def keys(self): ...


class _Nothing:
    def getlist(self, key):
        return []


def from_http(form: Form, posted: Posted, files: Posted | None = None) -> dict[str, Any]:
    """Nested raw data; values are still texts. Files stand in their field's list, before them the references that were posted."""
    return _level(form.components, posted, files or _Nothing(), "")


def _level(components: list[Component], posted, files, prefix) -> dict[str, Any]:
    data: dict[str, Any] = {}
    for component in leaves(components):
        name = prefix + paths.dotted(component.path)
        paths.put(data, component.path, _value(component, posted, files, name))
    return data


def _value(component, posted, files, name):
    if component.kind == "dynamiclist":
        numbers = _row_numbers(component, posted, name)
        return [_level(component.children, posted, files, f"{name}[{number}].") for number in numbers]
    if component.kind == "filepicker":
        return [*filter(None, posted.getlist(name)), *(file for file in files.getlist(name) if file and file.filename)]
    if component.kind in SOME_OF:
        return [item for item in posted.getlist(name) if item != ""]
    if component.kind == "checkbox":
        return name in posted.keys() and posted.getlist(name)[-1].lower() not in ("false", "off", "0", "")
    return posted.get(name)


def _row_numbers(component, posted, name) -> list[int]:
    """The numbers of the rows that were posted, in order. A row that is wholly empty was not filled in and does not count,
    unless rows have a meaning of their own: fixed lists and lists with read-only fields, whose controls post nothing."""
    pattern = re.compile(re.escape(name) + r"\[(\d{1,6})\]\.")
    filled = set()
    for key in posted.keys():
        found = pattern.match(key)
        if found and any(value != "" for value in posted.getlist(key)):
            filled.add(int(found[1]))
    if filled and _rows_stand_for_something(component):
        return list(range(min(max(filled), MAX_ROWS) + 1))
    return sorted(filled)[:MAX_ROWS + 1]


def _rows_stand_for_something(component: Component) -> bool:
    fixed = component.raw.get("allowAddRemove") is False
    return fixed or any(child.raw.get("readonly") or child.raw.get("disabled") for child in leaves(component.children))


def flatten(data: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """Nested data as {path: value}, lists of rows included: how a page finds a value by the name of its control."""
    found = {}
    for key, value in data.items():
        name = prefix + key
        if isinstance(value, Mapping):
            found |= flatten(value, f"{name}.")
        elif isinstance(value, list) and value and all(isinstance(row, Mapping) for row in value):
            for number, row in enumerate(value):
                found |= flatten(row, f"{name}[{number}].")
        else:
            found[name] = value
    return found
