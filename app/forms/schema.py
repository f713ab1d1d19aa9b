"""Forms as files: load, title, and the JSON that form-js shows."""
from collections.abc import Mapping
from typing import Any

import orjson

from app.forms import reader
from app.forms.component import CHOICES, Component, Form
from app.forms.errors import FormError, Problem
from app.forms.expressions import metered
from app.forms.options import Offer, Source
from app.forms.prefill import prefill

__all__ = ["Form", "FormError", "Problem", "load", "prefill", "title", "to_json"]


def load(content: bytes | str) -> Form:
    """The checked form. Raises FormError: unknown or forbidden types, double keys, options without source or value, bad FEEL."""
    return reader.read(content)


def title(content: bytes | str) -> str | None:
    """The name that a form file gives itself, or None; never raises, for files that may be broken."""
    try:
        raw = orjson.loads(content)
    except (orjson.JSONDecodeError, RecursionError):
        return None
    if not isinstance(raw, dict):
        return None
    name = raw.get("title") or raw.get("name")
    return name if isinstance(name, str) else None


def to_json(form: Form, context: Mapping[str, Any], options: Source | None = None) -> dict[str, Any]:
    """The form as form-js JSON, every list of options resolved into `values`. Dates and numbers of options stay plain data."""
    context = metered(context)
    return {**form.raw, "components": [_component(component, [context], Offer(options)) for component in form.components]}


def _component(component: Component, scopes, offer: Offer) -> dict[str, Any]:
    raw = {key: value for key, value in component.raw.items() if key not in ("valuesKey", "valuesExpression", "components")}
    if component.kind in CHOICES:
        raw["values"] = [{"value": option.value, "label": option.label} for option in offer.choices(component, scopes)]
    if component.children:
        raw["components"] = [_component(child, scopes, offer) for child in component.children]
    return raw
