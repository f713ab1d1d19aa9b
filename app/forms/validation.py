"""From what was typed to clean data or sentences. The browser's own checks are a courtesy; these are the ones that count."""
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.forms import paths
from app.forms.component import CHOICES, ONE_OF, SOME_OF, Component, Form, leaves
from app.forms.expressions import metered
from app.forms.options import Choices, Offer, Source
from app.forms.rules import Judged, judge
from app.forms.state import State, in_row
from app.forms.values import Unreadable
from app.kernel.limits import limit

MAX_ROWS = limit("FORM_ROWS")


@dataclass
class Validated:
    """`data`: the clean, typed, nested data of the fields that are shown (None where nothing was filled in, [] for lists).

    `errors`: {path: sentence}; the path of a field is dotted, of a field in a list's row `list[0].field`.
    """

    data: dict[str, Any]
    errors: dict[str, str] = field(default_factory=dict)


def validate(form: Form, raw: Mapping[str, Any], context: Mapping[str, Any], options: Source | None = None) -> Validated:
    """Checks a submission. Hidden fields are dropped, read-only ones keep their prefilled value, unknown ones are errors.

    `raw`: nested data, as JSON has them or as `parsing.from_http` gives them. `context`: what the form's expressions read.
    """
    context = metered(context)
    state = State(form, raw, context)
    checking = _Checking(state, Offer(options), dict(_unknown(form.components, raw, "")))
    return Validated(checking.level(form.components, state.data, [context, state.data], ""), checking.errors)


@dataclass
class _Checking:
    """One submission under check; sentences gather in `errors`."""

    state: State
    offer: Offer
    errors: dict[str, str]

    def level(self, components, data, scopes, prefix) -> dict[str, Any]:
        """The clean data of one level: the form itself, or a row of a list."""
        clean: dict[str, Any] = {}
        for component in leaves(components):
            name = prefix + paths.dotted(component.path)
            if not self.state.is_hidden(name):
                check = self.rows if component.kind == "dynamiclist" else self.input
                paths.put(clean, component.path, check(component, paths.get(data, component.path), scopes, name))
        return clean

    def input(self, component: Component, value: Any, scopes, name: str) -> Any:
        """The clean value of one input; its sentence, if it has one, goes to the errors."""
        if isinstance(value, Unreadable):
            self.errors[name] = value.sentence
            return None
        if self.state.is_readonly(name):
            return value
        choices = self.offer.choices(component, scopes) if component.kind in CHOICES else Choices()
        sentence = judge(Judged(component, value, scopes, choices))
        if sentence:
            self.errors[name] = sentence
            return value
        return _as_options(component, value, choices)

    def rows(self, component: Component, rows: Any, scopes, name: str) -> list[dict]:
        if isinstance(rows, Unreadable):
            self.errors[name] = rows.sentence
            return []
        sentence = _count(component, len(rows))
        if sentence:
            self.errors[name] = sentence
        return [self.level(component.children, row, in_row(scopes, row, number), f"{name}[{number}].")
                for number, row in enumerate(rows[:MAX_ROWS])]


def _as_options(component, value, choices):
    """Choices as the form or the host spells them: a posted "12" becomes the 12 of the list."""
    if component.kind in SOME_OF:
        return [choices.pick(item).value for item in value]
    return choices.pick(value).value if component.kind in ONE_OF and value is not None else value


def _count(component: Component, count: int) -> str | None:
    """`properties.min_rows` and `max_rows` are ours: form-js itself sets no bounds to a list."""
    least, most = row_bounds(component)
    if count < least:
        return f"“{component.title}”至少填 {least} 行，还差 {least - count} 行"
    return f"“{component.title}”最多填 {most} 行，多了 {count - most} 行" if count > most else None


def row_bounds(component: Component) -> tuple[int, int]:
    """How many rows a list may have, at least and at most."""
    notes = component.raw.get("properties") or {}
    least, most = (str(notes.get(key, "")) for key in ("min_rows", "max_rows"))
    return int(least) if least.isdecimal() else 0, min(int(most), MAX_ROWS) if most.isdecimal() else MAX_ROWS


def _unknown(components: list[Component], given: Any, prefix: str):
    """(path, sentence) of everything in the data that the form does not ask for."""
    known = _tree(leaves(components))
    yield from _strangers(known, given, prefix)
    for component in leaves(components):
        rows = paths.get(given, component.path)
        if component.kind == "dynamiclist" and isinstance(rows, list):
            for number, row in enumerate(rows[:MAX_ROWS]):
                yield from _unknown(component.children, row, f"{prefix}{paths.dotted(component.path)}[{number}].")


def _tree(components) -> dict:
    """The shape of the data: {"party": {"name": None}} for a field at party.name."""
    shape: dict[str, Any] = {}
    for component in components:
        paths.put(shape, component.path, None)
    return shape


def _strangers(shape, given, prefix):
    if not isinstance(given, Mapping):
        return
    for key, value in given.items():
        if key not in shape:
            yield f"{prefix}{key}"[:200], "表单没有这个栏目"
        elif isinstance(shape[key], dict):
            yield from _strangers(shape[key], value, f"{prefix}{key}.")
