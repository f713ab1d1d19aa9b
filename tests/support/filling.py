"""Fill a form as a sensible person would: prefilled values stay, required ones get something plausible, the rest stays empty."""
from datetime import date
from typing import Any

from app.forms import fields, validation

TEXTS = "经现场核实，情况属实，拟依法依规处理，并做好全过程记录。"


def fill(form, context: dict[str, Any], options, overrides: dict[str, Any], *, choose=None) -> dict[str, Any]:
    """Data that passes the form's own check, with `overrides` on top. `choose(view, values)` picks among options."""
    data = dict(overrides)
    for _ in range(4):              # a filled field may show further fields
        views = fields.build(form, {**context, "data": data}, options)
        before = dict(data)
        for view in _leaves(views):
            if view.key in data or view.readonly:
                continue
            if view.value not in (None, "", [], False):
                data[view.key] = view.value
            elif view.required:
                data[view.key] = plausible(view, context, choose)
        if data == before:
            break
    return {k: v for k, v in data.items() if k in {v.key for v in _leaves(views) if not v.readonly} or k in overrides}


def _leaves(views):
    for view in views:
        if view.kind == "group":
            yield from _leaves(view.children)
        elif view.key:
            yield view


def plausible(view, context: dict[str, Any], choose=None) -> Any:
    """A value of the field's type."""
    values = [o["value"] for o in (view.options or [])]
    if view.kind in ("radio", "select"):
        return (choose or (lambda v, xs: xs[0]))(view, values)
    if view.kind in ("checklist", "taglist"):
        return values[:2] if choose is None else choose(view, values)
    if view.kind == "checkbox":
        return True
    if view.kind == "number":
        return view.min if view.min is not None else 1
    if view.kind == "datetime":
        return _moment(view, context)
    if view.kind == "dynamiclist":
        return [{child.key: plausible(child, context, choose) for child in view.children if child.key and child.required}]
    low, high = view.min_length or 0, view.max_length or 200
    return (TEXTS * (low // len(TEXTS) + 1))[:max(low, min(len(TEXTS), high))]


def _moment(view, context: dict[str, Any]) -> str:
    today = context.get("today") or date.today()
    return {"date": today.isoformat(), "time": "10:00"}.get(view.subtype or "date", f"{today.isoformat()}T10:00")


def problems(form, data, context, options) -> dict[str, str]:
    return validation.validate(form, data, context, options).errors
