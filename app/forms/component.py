"""A component of a form: what the JSON says, read once, its expressions compiled.

Kinds are form-js's own types. `path` is where its value lives in the data: keys and enclosing paths, joined by dots; inside a
dynamic list it is counted from the row.
"""
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from app.forms.expressions import Expression, Switch, Text

TEXTS = frozenset({"textfield", "textarea"})
ONE_OF = frozenset({"radio", "select"})
SOME_OF = frozenset({"checklist", "taglist"})
CHOICES = ONE_OF | SOME_OF
INPUTS = TEXTS | CHOICES | {"number", "datetime", "checkbox", "filepicker"}
CONTAINERS = frozenset({"group", "dynamiclist"})
SHOWN = frozenset({"text", "table", "separator", "spacer", "button"})
KINDS = INPUTS | CONTAINERS | SHOWN
REFUSED = {"html": "不允许内嵌 HTML", "iframe": "不允许内嵌网页", "image": "不允许引用图片地址", "expression": "请用 prefill 属性代替",
           "documentPreview": "请用“文件”栏目代替"}


@dataclass
class Component:
    """`raw` is its JSON. Numbers such as `min` are values or expressions (`limit` reads both)."""

    raw: dict[str, Any]
    kind: str
    id: str | None
    key: str | None
    path: tuple[str, ...]
    label: Text
    description: Text
    text: Text
    help: str
    hide: Switch
    readonly: Switch
    prefill: Expression | None
    values_expression: Expression | None
    data_source: Expression | None
    columns_expression: Expression | None
    limits: dict[str, Any]                     # minLength, maxLength, min, max, increment: a number or an Expression
    children: list["Component"] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.id or self.key or self.kind

    @property
    def is_input(self) -> bool:
        return self.kind in INPUTS

    @property
    def rules(self) -> dict[str, Any]:
        return self.raw.get("validate") or {}

    @property
    def required(self) -> bool:
        return bool(self.rules.get("required"))

    @property
    def subtype(self) -> str | None:
        return self.raw.get("subtype", "date") if self.kind == "datetime" else None

    @property
    def title(self) -> str:
        """What sentences about it call it."""
        return self.raw.get("label") or self.raw.get("dateLabel") or self.key or self.kind

    def limit(self, name: str, scopes) -> Any:
        """The number set for `min`, `maxLength` …, or None."""
        value = self.limits.get(name)
        return value(scopes) if isinstance(value, Expression) else value


_WORD = re.compile(r"\w+")


def _texts(raw: Any) -> Iterator[str]:
    """Every text in a piece of JSON."""
    if isinstance(raw, str):
        yield raw
    elif isinstance(raw, (dict, list)):
        for value in raw.values() if isinstance(raw, dict) else raw:
            yield from _texts(value)


@dataclass
class Form:
    """A checked form. `components` as they stand; `id` its key among forms."""

    raw: dict[str, Any]
    id: str | None
    components: list[Component]

    @cached_property
    def words(self) -> frozenset[str]:
        """Every word that stands in the form: what is not among them, none of its expressions can name."""
        return frozenset(word for text in _texts(self.raw) for word in _WORD.findall(text))

    def inputs(self) -> list[Component]:
        """The inputs and dynamic lists outside any dynamic list, in document order."""
        return leaves(self.components)


def leaves(components: list[Component]) -> list[Component]:
    """The inputs and dynamic lists of one level of data: groups are looked into, lists are not."""
    found = []
    for component in components:
        if component.kind == "group":
            found += leaves(component.children)
        elif component.is_input or component.kind == "dynamiclist":
            found.append(component)
    return found
