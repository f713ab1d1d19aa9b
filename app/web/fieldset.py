"""A form between browser and verbs: what comes in becomes data, data become fields on the page, files become attachments.

Pages work without JavaScript, so a row more or less, and fields that depend on another, are asked of the server (`reshape`).
A file's value in the data is the id of its attachment, as text.
"""
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from flask import request
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage

from app.cases.context import Options
from app.cases.forms import TaskForm
from app.documents import queries as documents
from app.documents.model import Attachment
from app.forms import fields, parsing, paths
from app.forms.component import Component, Form, leaves
from app.forms.fields import FieldView
from app.forms.prefill import prefill
from app.kernel.errors import FieldErrors
from app.web.documents import keep_file


@dataclass
class Typed:
    """What stands in the browser's form (None: nothing yet, so the prefilled values), with the errors found in it."""

    data: dict[str, Any] | None
    errors: dict[str, str] = field(default_factory=dict)
    reshaped: bool = False


@dataclass(frozen=True)
class FormView:
    """A form as the template shows it: rows of fields that stand side by side, (label, anchor, sentence) of each error, the names
    of fields on which others depend, files that are already there. `marks`: {field: added, removed, changed, moved} of a comparison, `anchor`:
    what the ids of these fields begin with."""

    rows: list[list[FieldView]]
    errors: list[tuple[str, str, str]]
    required: bool
    drivers: frozenset[str]
    files: dict[str, Attachment]
    marks: Mapping[str, str] = field(default_factory=dict)
    anchor: str = ""


# ---- data to page -------------------------------------------------------------------------------------------------------
def build(task: TaskForm, typed: Typed, session: Session | None = None) -> FormView:
    """The form of a task with what was typed. A task without form has no fields."""
    if task.form is None:
        return FormView([], [], False, frozenset(), {})
    context = dict(task.context)
    if typed.data is not None:
        context["data"] = {**prefill(task.form, task.context), **without_uploads(typed.data)}
    views = fields.build(task.form, {**context, "errors": typed.errors}, task.options)
    _name_codes(views)
    files = kept_files(session, views) if session is not None else {}
    return FormView(in_rows(views), _errors(views, typed.errors), any(v.required for v in walk(views)), drivers(task.form), files)


def _name_codes(views: list[FieldView]) -> None:
    """A read-only text that repeats a code (the rule's suggestion) is shown by the name that the form's own choices give it."""
    known = {option.text: option.label for view in walk(views) for option in view.options}
    for view in walk(views):
        if view.readonly and view.kind == "textfield" and isinstance(view.value, str):
            view.value = known.get(view.value, view.value)


def preview(form: Form, options: Options, marks: Mapping[str, str] | None = None, anchor: str = "") -> FormView:
    """The form with empty fields and every field shown, for whoever looks at the definition."""
    views = fields.build(form, {"data": {}}, options, with_hidden=True)
    return FormView(in_rows(views), [], any(v.required for v in walk(views)), frozenset(), {}, marks or {}, anchor)


def in_rows(views: list[FieldView]) -> list[list[FieldView]]:
    """Neighbours of one layout row stand side by side, unless one of them needs the whole width."""
    rows = []
    for _, group in groupby(views, key=lambda v: v.row or id(v)):
        members = list(group)
        rows += [members] if len(members) > 1 and not any(map(_broad, members)) else [[v] for v in members]
    return rows


def _broad(view: FieldView) -> bool:
    return view.kind in ("dynamiclist", "group", "table") or (view.kind in ("taglist", "checklist") and len(view.options) > 8)


def walk(views: list[FieldView]):
    """Every field, those of groups and list rows too."""
    for view in views:
        yield view
        yield from walk(view.children)
        if view.kind == "dynamiclist":
            for row in view.rows:
                yield from walk(row)


def anchor(name: str) -> str:
    """The HTML id of a field's control."""
    return "f-" + re.sub(r"[^\w-]+", "-", name).strip("-")


def _errors(views: list[FieldView], errors: dict[str, str]) -> list[tuple[str, str, str]]:
    shown = {v.name: v for v in walk(views) if v.errors}
    found = [(v.label, anchor(v.name), v.errors[0]) for v in shown.values()]
    return found + [("", "", sentence) for name, sentence in errors.items() if name not in shown]


def drivers(form: Form) -> frozenset[str]:
    """Names that some condition, option list or text of the form reads: when they change, the form may look different."""
    found: set[str] = set()
    for component in _every(form.components):
        for expression in (component.hide.expression, component.readonly.expression, component.values_expression):
            found |= set(expression.names) if expression else set()
    return frozenset(found)


def _every(components: list[Component]):
    for component in components:
        yield component
        yield from _every(component.children)


def kept_files(session: Session, views: list[FieldView]) -> dict[str, Attachment]:
    """{reference: attachment} of the files that the form's fields hold already."""
    held = {str(ref) for v in walk(views) if v.kind == "filepicker" for ref in v.value or [] if str(ref).isdecimal()}
    found = {ref: documents.attachment(session, int(ref)) for ref in held}
    return {ref: kept for ref, kept in found.items() if kept is not None}


def answers(session: Session, form: Form, data: dict[str, Any], options: Options) -> list[tuple[str, str]]:
    """What was submitted, in words: (label, value), unanswered questions left out."""
    found = []
    for view in fields.build(form, {"data": data}, options, trusted=True):
        found += _answer(session, view)
    return [(label, value) for label, value in found if value]


def _answer(session: Session, view: FieldView) -> list[tuple[str, str]]:
    if view.kind == "group":
        return [pair for child in view.children for pair in _answer(session, child)]
    if view.kind == "dynamiclist":
        pairs = [[pair for child in row for pair in _answer(session, child)] for row in view.rows]
        lines = ["，".join(f"{label} {value}" for label, value in row if value) for row in pairs]
        return [(view.label, "\n".join(line for line in lines if line))]
    if view.kind == "filepicker":
        return [(view.label, "、".join(a.name for a in kept_files(session, [view]).values()))]
    return [(view.label, in_words(view))] if view.key else []


def in_words(view: FieldView) -> str:
    """A value as people read it; dates as people here write them."""
    from app.web import filters     # the filters know the request, this module's other functions do not
    if view.kind == "datetime" and view.value is not None and not isinstance(view.value, str):
        return {"date": filters.day, "datetime": filters.moment}.get(view.subtype, str)(view.value)
    return view.shown


# ---- browser to data ------------------------------------------------------------------------------------------------------
def read(form: Form | None) -> dict[str, Any]:
    """What the browser sent, as nested data, unchecked; uploads stand in their fields. A field that was not on the page, because
    its condition hid it, has no value: once it appears it is prefilled."""
    return {} if form is None else read_pairs(form, request.form, request.files)


def read_pairs(form: Form, posted: parsing.Posted, files: parsing.Posted | None = None) -> dict[str, Any]:
    """The same of what was sent in another way."""
    data = parsing.from_http(form, posted, files)
    on_page = set(posted.getlist("_on_page"))
    for component in form.inputs() if on_page else []:
        if paths.dotted(component.path) not in on_page and len(component.path) == 1:
            data.pop(component.path[0], None)
    return data


def without_uploads(value: Any) -> Any:
    """The same data without files that are still on their way: what can be kept as a draft."""
    if isinstance(value, dict):
        return {key: without_uploads(v) for key, v in value.items()}
    if isinstance(value, list):
        return [without_uploads(v) for v in value if not isinstance(v, FileStorage)]
    return None if isinstance(value, FileStorage) else value


def reshape(form: Form, data: dict[str, Any], pressed: str) -> dict[str, Any]:
    """The data after a button that changes the form: `add:LIST`, `remove:LIST:NUMBER`, `unfile:FIELD:REFERENCE`, `refresh`."""
    what, _, rest = pressed.partition(":")
    name, _, which = rest.rpartition(":") if what in ("remove", "unfile") else (rest, "", "")
    known = {paths.dotted(c.path): c for c in form.inputs()}
    if name not in known:
        return data
    values = list(paths.get(data, known[name].path) or [])
    if what == "add":
        values.append({})
    elif what == "remove" and which.isdecimal() and int(which) < len(values):
        del values[int(which)]
    elif what == "unfile":
        values = [v for v in values if v != which]
    paths.put(data, known[name].path, values)
    return data


def keep_files(session: Session, case_id: int, form: Form | None, data: dict[str, Any]) -> dict[str, Any]:
    """The data with every upload kept as an attachment of the case and replaced by its reference. Raises FieldErrors."""
    for component in leaves(form.components) if form is not None else []:
        if component.kind == "filepicker":
            name = paths.dotted(component.path)
            given = paths.get(data, component.path) or []
            paths.put(data, component.path, [_reference(session, case_id, item, name) for item in given])
    return data


def _reference(session: Session, case_id: int, item: Any, name: str) -> str:
    if isinstance(item, FileStorage):
        return str(keep_file(session, case_id, item, name).id)
    kept = documents.attachment(session, int(item)) if str(item).isdecimal() else None
    if kept is None or kept.case_id != case_id:
        raise FieldErrors({name: "这个文件不在本案里，请重新上传。"})
    return str(item)
