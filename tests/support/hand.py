"""Fill the form that stands on a page as a sensible person would: what is filled stays, what is required gets something plausible,
and what the test wants said is said. Nothing but the page itself tells which fields there are."""
import re
from datetime import datetime
from typing import Any

from app.kernel.clock import local
from tests.support.browser import Desk
from tests.support.filling import TEXTS

ROUNDS = 25         # a filled field may show further fields, and those again
FIELDS = """() => [...document.querySelectorAll('#form-body [data-field]')].map(box => {
  const rows = box.querySelector(':scope > .zf-rows');
  const inputs = rows ? [] : [...box.querySelectorAll('input:not([type=hidden]):not(.zf-checks-find), select, textarea')];
  const first = inputs[0];
  const kind = rows ? 'list' : !first ? 'locked' : first.localName !== 'input' ? first.localName
    : first.type === 'checkbox' && !box.matches('fieldset') ? 'tick' : first.type;
  const head = box.querySelector(':scope > legend, :scope > label');
  return {name: box.dataset.field, kind, reshapes: box.hasAttribute('hx-post'),
    required: !!box.querySelector(':scope > legend .req, :scope > label .req'),
    hint: head ? head.textContent : '', label: head && head.firstChild ? head.firstChild.textContent.trim() : '',
    rows: rows ? rows.querySelectorAll(':scope > .row1').length : 0,
    options: kind === 'select' ? [...first.options].map(o => o.value).filter(Boolean) : inputs.map(e => e.value),
    chosen: inputs.filter(e => e.checked).map(e => e.value),
    value: kind === 'file' || !first ? '' : first.value,
    min: first && first.min || '', longest: first && first.maxLength > 0 ? first.maxLength : 200};
})"""
CALM = "() => !document.querySelector('#form-body .htmx-request, #form-body.htmx-swapping, #form-body.htmx-settling')"


def fill_in(desk: Desk, now: datetime, said: dict[str, Any]) -> None:
    """Fill in the open form. `said`: {field name: value}, before anything plausible; of a list's rows: [{name: value}]."""
    hand = _Hand(desk, local(now), _spread(said))
    for _ in range(ROUNDS):
        if not hand.one_round():
            return
    raise AssertionError(f"the form does not come to rest: {hand.touched}")


def _spread(said: dict[str, Any]) -> dict[str, Any]:
    """A page names each control of a list by its path: {'shared': 1, 'shared[0].purpose': …}."""
    found: dict[str, Any] = {}
    for name, value in said.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            found[name] = len(value)
            found |= {f"{name}[{i}].{key}": v for i, row in enumerate(value) for key, v in row.items()}
        else:
            found[name] = value
    return found


class _Hand:
    def __init__(self, desk: Desk, now: datetime, said: dict[str, Any]):
        self.page, self.now, self.said = desk.page, now, said
        self.touched: list[str] = []

    def one_round(self) -> bool:
        """Fill what the page asks for now; True if something was entered. After a field on which others depend the form is looked
        at anew."""
        before = len(self.touched)
        for field in self.page.evaluate(FIELDS):
            value = self._wanted(field)
            if value is not None:
                self.touched.append(field["name"])
                self._enter(field, value)
                if field["kind"] == "list":
                    break
                if field["reshapes"]:
                    self.page.wait_for_function(CALM)
                    break
        return len(self.touched) > before

    # ---- what to enter ----
    def _wanted(self, field: dict) -> Any:
        """What is to be entered into this field, or None if it may stay as it is."""
        if field["kind"] == "locked":
            return None
        if field["name"] in self.said:
            wanted = _as_page(field, self.said[field["name"]])
            return None if self._holds(field, wanted) else wanted
        return self._plausible(field) if field["required"] and _is_empty(field) else None

    def _holds(self, field: dict, wanted: Any) -> bool:
        if field["kind"] == "file":
            return field["name"] in self.touched
        return {"list": field["rows"], "tick": bool(field["chosen"]), "checkbox": sorted(field["chosen"]),
                "radio": "".join(field["chosen"])}.get(field["kind"], field["value"]) == wanted

    def _plausible(self, field: dict) -> Any:
        kind, options = field["kind"], field["options"]
        if kind in ("radio", "select"):
            return options[0]
        if kind == "checkbox":
            return options[:2] if len(options) > 8 else options
        if kind in ("date", "time", "datetime-local"):
            return self.now.strftime({"date": "%Y-%m-%d", "time": "10:00", "datetime-local": "%Y-%m-%dT23:00"}[kind])
        if kind in ("tick", "list"):
            return {"tick": True, "list": 1}[kind]
        return field["min"] or "1" if kind == "number" else _text(field)

    # ---- how it is entered ----
    def _enter(self, field: dict, value: Any) -> None:
        kind, box = field["kind"], self.page.locator(f'#form-body [data-field="{field["name"]}"]')
        if kind == "list":
            with self.page.expect_navigation():
                box.get_by_role("button", name="加一行").click()
        elif kind == "tick":
            box.locator("label.zf-one").click()
        elif kind == "radio":
            box.locator(f'label:has(input[value="{value}"])').click()
        elif kind == "checkbox":
            for option in sorted(set(value) ^ set(field["chosen"])):
                box.locator(f'label:has(input[value="{option}"])').click()
        elif kind == "select":
            box.get_by_label(field["label"]).select_option(value)
        elif kind == "file":
            box.locator("input[type=file]").set_input_files(value)
        else:
            box.get_by_label(field["label"]).fill(value)


def _is_empty(field: dict) -> bool:
    return not (field["chosen"] if field["kind"] in ("radio", "checkbox", "tick") else field["value"] or field["rows"])


def _as_page(field: dict, value: Any) -> Any:
    """A value as the page's own controls hold it."""
    if field["kind"] == "tick":
        return bool(value)
    if field["kind"] == "checkbox":
        return sorted(map(str, value or []))
    return value if field["kind"] in ("list", "file") else str("" if value is None else value)


def _text(field: dict) -> str:
    """A text of the length that the label asks for."""
    asked = re.search(r"不少于 (\d+) 字|(\d+) 至 \d+ 字", field["hint"])
    least = int(next(filter(None, asked.groups()))) if asked else 0
    return (TEXTS * (least // len(TEXTS) + 1))[:max(least, min(len(TEXTS), field["longest"]))]
