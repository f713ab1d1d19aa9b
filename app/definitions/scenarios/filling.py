"""A form filled in by somebody sensible: what the test says is entered, what is prefilled stays, what is still required gets a plausible
value. So a test names only what it is about, and a field that is new to the form does not break it."""
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from app.definitions.scenarios import samples
from app.forms import paths, validation
from app.forms.component import CHOICES, ONE_OF, Component, leaves
from app.forms.options import Choices, Offer
from app.forms.prefill import prefill
from app.forms.rules import Judged, judge
from app.forms.schema import Form
from app.forms.state import State, in_row
from app.forms.values import Unreadable, read

ROUNDS = 5              # a filled field may show further fields

Register = Callable[[str], list[dict] | None]       # option lists by name


class FormRefused(Exception):
    """The form does not take this; `errors`: {path: sentence}."""

    def __init__(self, errors: dict[str, str]):
        super().__init__("；".join(f"{path}：{sentence}" for path, sentence in errors.items()))
        self.errors = errors


@dataclass(frozen=True)
class Filled:
    """`data`: clean and typed, as the case room keeps it; `unset`: names of fields that stayed hidden and were never set, which are null."""

    data: dict[str, Any]
    unset: dict[str, None]


def lenient(register: Register | None, given: Any) -> Register:
    """The registers' lists, and beside them whatever the test picked: a person of the real house is not in the sample register."""
    picked = [{"value": one, "label": str(one)} for one in samples.scalars(given)]

    def options(key: str) -> list[dict] | None:
        found = register(key) if register is not None else None
        if found is None:
            listed = samples.register(key)
            found = None if listed is None else [{"value": one, "label": str(one)} for one in listed]
        if found is None:
            return None
        have = {str(one.get("value")) for one in found}
        return found + [one for one in picked if str(one["value"]) not in have]
    return options


def completed(form: Form, given: Mapping[str, Any], context: Mapping[str, Any], options: Register) -> dict[str, Any]:
    """Raw data that the form should take: `given`, prefilled values, and plausible ones where something is required."""
    raw = {**prefill(form, context), **given}
    for _ in range(ROUNDS):
        filler = _Filler(State(form, raw, context), Offer(options), context, given)
        filler.level(form.components, raw, [context, filler.state.data], "")
        if not filler.filled:
            break
    return raw


def submitted(form: Form, raw: Mapping[str, Any], context: Mapping[str, Any], options: Register) -> Filled:
    """As the case room takes it. Raises FormRefused."""
    checked = validation.validate(form, raw, context, options)
    if checked.errors:
        raise FormRefused(checked.errors)
    names = {component.path[0] for component in leaves(form.components)}
    return Filled(checked.data, dict.fromkeys(names - checked.data.keys() - dict(context["vars"]).keys()))


def _empty(value: Any) -> bool:
    return value is None or value is False or value == "" or value == []


@dataclass
class _Filler:
    """One round: every required field that is shown, empty and not said by the test is filled."""

    state: State
    offer: Offer
    context: Mapping[str, Any]
    given: Mapping[str, Any]
    filled: bool = False

    def level(self, components: list[Component], raw: dict, scopes: list, prefix: str) -> None:
        for component in leaves(components):
            name = prefix + paths.dotted(component.path)
            if self.state.is_hidden(name) or self.state.is_readonly(name):
                continue
            if component.kind == "dynamiclist":
                self.rows(component, raw, scopes, name)
            elif not self.said(component, raw, prefix) and not self.good(component, paths.get(raw, component.path), scopes):
                self.put(component, raw, self.plausible(component, scopes))

    def good(self, component: Component, value: Any, scopes: list) -> bool:
        """Whether it may stand: a prefilled text may be too short for its own field, and whoever fills it in would write more."""
        if _empty(value):
            return not component.required
        typed = read(component, value)
        choices = self.offer.choices(component, scopes) if component.kind in CHOICES else Choices()
        return not isinstance(typed, Unreadable) and judge(Judged(component, typed, scopes, choices)) is None

    def said(self, component: Component, raw: dict, prefix: str) -> bool:
        """Whether the test says it, be it that it is left empty."""
        return component.path[0] in (self.given if not prefix else raw if prefix.split("[")[0] in self.given else ())

    def put(self, component: Component, raw: dict, value: Any) -> None:
        if not _empty(value):
            paths.put(raw, component.path, value)
            self.filled = True

    def rows(self, component: Component, raw: dict, scopes: list, name: str) -> None:
        rows = paths.get(raw, component.path) or []
        least = validation.row_bounds(component)[0]
        if len(rows) < least:
            rows = [*rows, *({} for _ in range(least - len(rows)))]
            self.filled = True
        rows = [dict(row) for row in rows]
        paths.put(raw, component.path, rows)
        for number, row in enumerate(rows):
            self.level(component.children, row, in_row(scopes, row, number), f"{name}[{number}].")

    def plausible(self, component: Component, scopes: list) -> Any:
        kind = component.kind
        if kind in CHOICES:
            values = [option.value for option in self.offer.choices(component, scopes)]
            return (values[0] if values else None) if kind in ONE_OF else values if kind == "checklist" else values[:2]
        if kind == "checkbox":
            return True
        if kind == "number":
            least = component.limit("min", scopes)
            return 1 if least is None else least
        if kind == "filepicker":
            return ["1"]
        return self.moment(component, scopes) if kind == "datetime" else samples.text_for(component)

    def moment(self, component: Component, scopes: list) -> str:
        """Today, or the first day that the field allows."""
        today, least = self.context["today"], component.limit("min", scopes)
        day = max(today, least.date() if isinstance(least, datetime) else least) if isinstance(least, date) else today
        return {"date": day.isoformat(), "time": "10:00"}.get(component.subtype or "date", f"{day.isoformat()}T23:00")
