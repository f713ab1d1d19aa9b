"""What a field shows before anyone typed: its `properties.prefill`, else form-js's `defaultValue`."""
from collections.abc import Mapping, Sequence
from typing import Any

from app.forms import paths
from app.forms.component import Component, Form, leaves
from app.forms.expressions import metered
from app.forms.values import Unreadable, read


def prefilled(component: Component, scopes: Sequence[Mapping]) -> Any:
    """The plain value to start with, or None. Raises FormError if its expression cannot be computed."""
    if component.prefill is not None:
        value = component.prefill.host(scopes)
        if value is not None:
            return value
    return component.raw.get("defaultValue")


def prefill(form: Form, context: Mapping[str, Any]) -> dict[str, Any]:
    """The nested data that an untouched form shows: typed values, [] for empty lists, None where there is nothing."""
    return level(form.components, [metered(context)])


def level(components: list[Component], scopes: Sequence[Mapping]) -> dict[str, Any]:
    data: dict[str, Any] = {}
    for component in leaves(components):
        value = prefilled(component, scopes)
        start = _rows(component, value, scopes) if component.kind == "dynamiclist" else _typed(component, value)
        paths.put(data, component.path, start)
    return data


def _rows(component: Component, value: Any, scopes) -> list[dict]:
    if isinstance(value, list):
        return [_row(component, row, scopes) for row in value if isinstance(row, Mapping)]
    return [level(component.children, scopes) for _ in range(min(component.raw.get("defaultRepetitions", 1), 20))]


def _row(component, row, scopes):
    """A prefilled row; fields that it does not name start as they would in an empty row."""
    made = level(component.children, scopes)
    for child in leaves(component.children):
        given = paths.get(row, child.path, paths.MISSING)
        if given is not paths.MISSING and child.kind != "dynamiclist":
            paths.put(made, child.path, _typed(child, given))
    return made


def _typed(component, value):
    """A prefilled value that the field cannot take is left out."""
    typed = read(component, value)
    return None if isinstance(typed, Unreadable) else _pickable(component, typed)


def _pickable(component: Component, value: Any) -> Any:
    """A prefilled "now" falls on a time that the field lets people pick: the last step of its `timeInterval` before it."""
    minutes = component.raw.get("timeInterval") or 1
    if component.kind != "datetime" or component.subtype == "date" or minutes <= 1 or value is None:
        return value
    return value.replace(minute=value.minute - value.minute % minutes, second=0, microsecond=0)
