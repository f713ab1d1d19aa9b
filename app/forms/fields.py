"""A form as a page shows it: fields with values, options, sentences; hidden ones left out."""
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.forms import paths
from app.forms.component import CHOICES, SOME_OF, Component, Form
from app.forms.expressions import metered
from app.forms.options import Offer, Option, Source, as_text
from app.forms.prefill import level, prefill
from app.forms.state import State, in_row, name_of
from app.forms.validation import row_bounds
from app.forms.values import Unreadable

_SPARE_ROW = "__row__"


@dataclass
class FieldView:
    """What a template needs of one component.

    `name` is the field's path and the name of its HTML control (`party.name`, `division[0].dept`); `value` typed: str, int,
    Decimal, date, aware datetime, bool, list, or as it was typed if it could not be read. `errors`: sentences. `children`: fields
    of a group. `rows`: of a dynamic list, a list of fields each; of a table, a list of cells each. `blank`: the fields of one more
    row, with `__row__` in place of its number. `columns`: of a table, (key, label). `width`: sixteenths of the page, or None.
    """

    kind: str
    id: str | None
    key: str | None
    name: str
    label: str
    description: str = ""
    help: str = ""
    text: str = ""
    required: bool = False
    readonly: bool = False
    hidden: bool = False
    value: Any = None
    options: list[Option] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    subtype: str | None = None
    min: Any = None
    max: Any = None
    step: Any = None
    min_length: int | None = None
    max_length: int | None = None
    pattern: str | None = None
    validation_type: str | None = None
    decimal_digits: int | None = None
    accept: str = ""
    multiple: bool = False
    prefix: str = ""
    suffix: str = ""
    width: int | None = None
    row: str | None = None
    children: list["FieldView"] = field(default_factory=list)
    rows: list[list] = field(default_factory=list)
    blank: list["FieldView"] = field(default_factory=list)
    columns: list[tuple[str, str]] = field(default_factory=list)
    min_rows: int = 0
    max_rows: int = 0
    can_add: bool = False
    properties: Mapping[str, Any] = field(default_factory=dict)

    @property
    def chosen(self) -> list[str]:
        """The texts of the options that are chosen."""
        given = self.value if isinstance(self.value, list) else [] if self.value is None else [self.value]
        return [as_text(item) for item in given]

    @property
    def shown(self) -> str:
        """The value in words: labels of options, 是/否, texts as they are."""
        if self.kind in CHOICES:
            return "、".join(option.label for option in self.options if option.text in self.chosen) or "、".join(self.chosen)
        if isinstance(self.value, bool):
            return "是" if self.value else "否"
        return "" if self.value is None else as_text(self.value)


def build(form: Form, context: Mapping[str, Any], options: Source | None = None, *, with_hidden: bool = False,
          trusted: bool = False) -> list[FieldView]:
    """The fields to show. `context["data"]`: what was typed so far (nested; without it the form is prefilled);
    `context["errors"]`: {path: sentence} of a validation. `with_hidden`: hidden fields too, marked as such. `trusted`: the data
    are a submission that was accepted, so read-only fields show what was kept.
    """
    context = metered(context)
    given = context.get("data")
    state = State(form, prefill(form, context) if given is None else given, context, trusted=trusted)
    page = _Page(state, Offer(options), context.get("errors") or {}, with_hidden)
    return page.fields(form.components, state.data, [context, state.data], "", False)


@dataclass
class _Page:
    state: State
    offer: Offer
    errors: Mapping[str, str]
    with_hidden: bool

    def fields(self, components: Sequence[Component], data, scopes, prefix, around_hidden) -> list[FieldView]:
        found = []
        for component in components:
            hidden = around_hidden or self.state.is_hidden(name_of(component, prefix))
            if component.kind != "button" and (self.with_hidden or not hidden):
                found.append(self.field(component, data, scopes, prefix, hidden))
        return found

    def field(self, component: Component, data, scopes, prefix, hidden) -> FieldView:
        inner = name_of(component, prefix)
        view = FieldView(component.kind, component.id, component.key, prefix + paths.dotted(component.path),
                         component.label(scopes), component.description(scopes), component.help, component.text(scopes),
                         hidden=hidden, properties=component.raw.get("properties") or {}, **_layout(component))
        if component.is_input:
            self._input(view, component, data, scopes, inner)
        elif component.kind == "group":
            view.children = self.fields(component.children, data, scopes, prefix, hidden)
        elif component.kind == "dynamiclist":
            self._list(view, component, data, scopes, inner, hidden)
        elif component.kind == "table":
            _table(view, component, scopes)
        return view

    def _input(self, view, component, data, scopes, name):
        value = paths.get(data, component.path)
        view.value = value.given if isinstance(value, Unreadable) else value
        view.label = view.label or component.raw.get("dateLabel") or component.raw.get("timeLabel") or ""
        view.required, view.readonly, view.subtype = component.required, self.state.is_readonly(name), component.subtype
        view.errors = [self.errors[name]] if name in self.errors else []
        if component.kind in CHOICES:
            view.options = self.offer.choices(component, scopes)
        _limits(view, component, scopes)

    def _list(self, view, component, data, scopes, name, hidden):
        rows = paths.get(data, component.path)
        view.label = view.label or component.title
        view.errors = [self.errors[name]] if name in self.errors else []
        view.min_rows, view.max_rows = row_bounds(component)
        view.can_add = component.raw.get("allowAddRemove", True)
        for number, row in enumerate(rows if isinstance(rows, list) else []):
            view.rows.append(self._row(component, row, scopes, f"{name}[{number}].", number, hidden))
        blank = level(component.children, scopes[:1])
        view.blank = self._row(component, blank, scopes, f"{name}[{_SPARE_ROW}].", len(view.rows), hidden)

    def _row(self, component, row, scopes, prefix, number, hidden):
        return self.fields(component.children, row, in_row(scopes, row, number), prefix, hidden)


def _layout(component: Component) -> dict[str, Any]:
    layout, looks = component.raw.get("layout") or {}, component.raw.get("appearance") or {}
    return {"width": layout.get("columns"), "row": layout.get("row"), "prefix": looks.get("prefixAdorner") or "",
            "suffix": looks.get("suffixAdorner") or ""}


def _limits(view: FieldView, component: Component, scopes) -> None:
    raw = component.raw
    view.min, view.max, view.step = (component.limit(name, scopes) for name in ("min", "max", "increment"))
    shortest, longest = component.limit("minLength", scopes), component.limit("maxLength", scopes)
    view.min_length, view.max_length = (None if limit is None else int(limit) for limit in (shortest, longest))
    view.pattern, view.validation_type = component.rules.get("pattern"), component.rules.get("validationType") or None
    view.decimal_digits = raw.get("decimalDigits")
    view.accept, view.multiple = raw.get("accept") or "", bool(raw.get("multiple")) or component.kind in SOME_OF


def _table(view: FieldView, component: Component, scopes) -> None:
    columns = component.columns_expression.host(scopes) if component.columns_expression else component.raw.get("columns")
    named = [column for column in columns or [] if isinstance(column, Mapping) and isinstance(column.get("key"), str)]
    view.columns = [(column["key"], column.get("label") or column["key"]) for column in named]
    source = component.data_source.host(scopes) if component.data_source else None
    for entry in source if isinstance(source, list) else []:
        view.rows.append([paths.get(entry, tuple(key.split("."))) for key, _label in view.columns])
