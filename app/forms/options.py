"""The choices of radio, select, checklist and taglist, whatever their source, in one shape."""
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from app.forms.component import Component

# What the host hands in: the list of a register by name, or None if it knows no such list.
Source = Callable[[str], list[dict] | None]


def remembered(source: Source | None) -> Source | None:
    """The host asked once for each list, however many fields and rows show it."""
    return cache(source) if source else None


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


def resolve(component: Component, scopes: Sequence[Mapping], options: Source | None) -> list[Option]:
    """The options of a component: written in the form, from the host's list, from the context's list of that name, or computed."""
    if component.values_expression:
        found = component.values_expression.host(scopes)
    elif component.raw.get("valuesKey"):
        found = _by_key(component.raw["valuesKey"], scopes, options)
    else:
        found = component.raw.get("values")
    return [_option(item) for item in found if item is not None] if isinstance(found, (list, tuple)) else []


def _by_key(key, scopes, options):
    found = options(key) if options else None
    if found is None:
        found = next((scope[key] for scope in reversed(scopes) if key in scope), None)
    return found


def _option(item: Any) -> Option:
    if not isinstance(item, Mapping):
        return Option(item, as_text(item))
    return Option(item.get("value"), str(item.get("label") or as_text(item.get("value"))), item.get("note"))


def pick(options: list[Option], given: Any) -> Option | None:
    """The option that was meant: HTML posts texts, JSON may post numbers."""
    text = as_text(given)
    return next((option for option in options if option.text == text), None)
