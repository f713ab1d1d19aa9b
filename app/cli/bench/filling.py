"""Fill a form as a sensible person would: prefilled values stay, required ones get something plausible, the rest stays empty."""
from collections.abc import Callable
from datetime import date
from typing import Any

from app.forms import fields
from app.forms.fields import FieldView
from app.forms.options import Source
from app.forms.prefill import prefill
from app.forms.schema import Form

TEXTS = "经现场核实，情况属实，拟依法依规处理，并做好全过程记录。"
EMPTY = (None, "", [])
ROUNDS = 4              # a filled field may show further fields
Choose = Callable[[FieldView], Any]


def fill(form: Form, context: dict[str, Any], options: Source, overrides: dict[str, Any], *, choose: Choose | None = None) -> dict[str, Any]:
    """Data that passes the form's own check, with `overrides` on top. `choose`: a value for a required field, EMPTY for the plausible one."""
    data = {**prefill(form, context), **overrides}
    for _ in range(ROUNDS):
        before = repr(data)
        for view in _leaves(fields.build(form, {**context, "data": data}, options)):
            _fill(view, data, context, choose)
        if repr(data) == before:
            break
    return data


def _fill(view: FieldView, data: dict, context: dict, choose: Choose | None) -> None:
    if view.readonly:
        return
    if view.kind == "dynamiclist":
        rows = data.get(view.name) or [{} for _ in range(max(view.min_rows, 1) if view.name not in data else view.min_rows)]
        data[view.name] = rows
        for row, views in zip(rows, view.rows or [view.blank] * len(rows)):
            for child in views:
                _fill_key(child, child.key, row, context, choose)
    else:
        _fill_key(view, view.name, data, context, choose)


def _fill_key(view: FieldView, key: str | None, data: dict, context: dict, choose: Choose | None) -> None:
    if key and view.required and not view.readonly and data.get(key) in EMPTY:
        chosen = choose(view) if choose else None
        data[key] = plausible(view, context) if chosen in EMPTY else chosen


def _leaves(views):
    for view in views:
        if view.kind == "group":
            yield from _leaves(view.children)
        elif view.key or view.kind == "dynamiclist":
            yield view


def plausible(view: FieldView, context: dict[str, Any]) -> Any:
    """A value of the field's type."""
    values = [o.value for o in view.options]
    if view.kind in ("radio", "select"):
        return values[0] if values else None
    if view.kind == "checklist":
        return values
    if view.kind == "taglist":
        return values[:2]
    if view.kind == "checkbox":
        return True
    if view.kind == "number":
        return view.min if view.min is not None else 1
    if view.kind == "datetime":
        return _moment(view, context)
    low, high = view.min_length or 0, view.max_length or 200
    return (TEXTS * (low // len(TEXTS) + 1))[:max(low, min(len(TEXTS), high))]


def _moment(view: FieldView, context: dict[str, Any]) -> str:
    today = (context.get("today") or date.today()).isoformat()
    return {"date": today, "time": "10:00"}.get(view.subtype or "date", f"{today}T23:00")
