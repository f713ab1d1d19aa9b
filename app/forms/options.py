"""The choices of radio, select, checklist and taglist, whatever their source, in one shape."""
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from app.forms.component import Component

# What the host hands in: the list of a register by name, or None if it knows no such list.
Source = Callable[[str], list[dict] | None]


@dataclass(frozen=True)
class Option:
    """`value` as the data have it, `label` as people read it, `note` more about it (or None)."""

    value: Any
    label: str
    note: str | None = None

    @property
    def text(self) -> str:
        """The value as an HTML attribute has it."""
        return as_text(self.value)


def as_text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return format(value, "f")
    return str(value)


def _option(item: Any) -> Option:
    if not isinstance(item, Mapping):
        return Option(item, as_text(item))
    return Option(item.get("value"), str(item.get("label") or as_text(item.get("value"))), item.get("note"))


class Choices(list):
    """The options of one field, found again by what was posted: HTML posts texts, JSON may post numbers."""

    _by_text: dict[str, Option] | None = None

    def pick(self, given: Any) -> Option | None:
        """The option that was meant, or None."""
        if self._by_text is None:
            self._by_text = {option.text: option for option in reversed(self)}
        return self._by_text.get(as_text(given))


class Offer:
    """The options of all fields of one form. The host is asked once for each list, however many fields and rows show it."""

    def __init__(self, source: Source | None):
        self.source = source
        self._known: dict[Any, Choices | None] = {}

    def choices(self, component: Component, scopes: Sequence[Mapping]) -> Choices:
        """Written in the form, from the host's list, from the context's list of that name, or computed."""
        if component.values_expression:
            return _choices(component.values_expression.host(scopes))
        key = component.raw.get("valuesKey")
        if not key:
            return self._remembered(id(component), lambda: component.raw.get("values") or [])
        found = self._remembered(key, lambda: self.source(key) if self.source else None)
        if found is None:
            found = _choices(next((scope[key] for scope in reversed(scopes) if key in scope), None))
        return found

    def _remembered(self, key, ask) -> Choices | None:
        if key not in self._known:
            found = ask()
            self._known[key] = None if found is None else _choices(found)
        return self._known[key]


def _choices(found: Any) -> Choices:
    return Choices(_option(item) for item in found if item is not None) if isinstance(found, (list, tuple)) else Choices()


def resolve(component: Component, scopes: Sequence[Mapping], options: Source | None) -> Choices:
    """The options of a single field."""
    return Offer(options).choices(component, scopes)
