"""A form as its handler will see it, filled in on trial: nothing is stored, and the case behind it is made up."""
from typing import Any

from flask import render_template
from sqlalchemy.orm import Session

from app.cases import rehearsing
from app.cases.context import SOURCES, me_context
from app.cases.forms import TaskForm
from app.definitions import workshop
from app.definitions.scenarios.model import CASE
from app.definitions.scenarios.samples import register
from app.forms import schema, validation
from app.forms.component import Form
from app.kernel.clock import local
from app.kernel.errors import Rejection
from app.web import blueprint, fieldset, store
from app.web.workshop.bodies import answer, pairs, told

# What the options of a field may be taken from: the registers of the house, by name.
LISTS = {"departments": "部门", "streets": "街道、镇", "stations": "联动站", "grids": "网格", "handling_units": "办理单位（本街道和各部门）",
         "problems": "问题清单", "matters": "权责事项", "own_matters": "本单位的权责事项", "officers": "执法人员", "panel_members": "集体讨论成员",
         "hearing_chairs": "听证主持人"}
SAMPLES = 5


@blueprint.post("/workshop/<int:rev>/preview")
def workshop_preview(rev: int):
    """{content, title?, pairs?: [[field, value] …] as typed so far, press?: add:LIST …, check?: true to see what is missing} → {html, errors}"""
    given = told(content=str, title=(str, None), pairs=(list, None), press=(str, None), check=(bool, None))
    form = _form(given["content"])
    with store.reading() as session:
        workshop.find(session, rev)
        task = TaskForm(form, _context(session), _options(session))
        typed = _typed(task, given)
        view = fieldset.build(task, typed)
        title = given["title"] or schema.title(given["content"]) or form.id or "表单"
        html = render_template("workshop/preview.html", form=view, title=title, item=None)
    return answer({"html": html, "errors": typed.errors})


@blueprint.get("/workshop/<int:rev>/lists")
def workshop_lists(rev: int):
    """The registers that options may come from, each with its first entries: {lists: [{key, name, count, samples}]}"""
    with store.reading() as session:
        workshop.find(session, rev)
        options = _options(session)
        found = [(key, options(key) or []) for key in SOURCES]
    return answer({"lists": [{"key": key, "name": LISTS.get(key, key), "count": len(entries), "samples": [e["label"] for e in entries[:SAMPLES]]}
                             for key, entries in found]})


def _form(content: str) -> Form:
    try:
        return schema.load(content)
    except schema.FormError as error:
        sentences = "；".join(str(p).rstrip("。") for p in error.problems[:3])
        raise Rejection(f"表单还看不了：{sentences}。", code="form_broken", status=422, problems=[
            {"element": p.element, "sentence": str(p)} for p in error.problems]) from error


def _context(session: Session) -> dict[str, Any]:
    here = local(store.now())
    return {"case": CASE, "vars": {}, "facts": dict(CASE), "record": {}, "last": {}, "item": None, "me": me_context(session, store.actor()),
            "today": here.date(), "now": here}


def _options(session: Session):
    """The registers as they are; a list that only a case has (a variable of the process) is shown by two samples."""
    real = rehearsing.registers(session, store.now())({}, None)

    def options(key: str) -> list[dict] | None:
        found = real(key)
        return found if found is not None else [{"value": v, "label": str(v)} for v in register(key) or ("样例一", "样例二")]
    return options


def _typed(task: TaskForm, given: dict[str, Any]) -> fieldset.Typed:
    if given["pairs"] is None:
        return fieldset.Typed(None)
    data = fieldset.read_pairs(task.form, pairs(given["pairs"]))
    if given["press"]:
        return fieldset.Typed(fieldset.reshape(task.form, data, given["press"]), reshaped=True)
    errors = validation.validate(task.form, data, task.context, task.options).errors if given["check"] else {}
    return fieldset.Typed(data, errors)
