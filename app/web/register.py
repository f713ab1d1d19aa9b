"""登记问题: the registration form opens the case and submits its first task in one step."""
from flask import flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session

from app.cases import forms, operations
from app.forms.component import Form
from app.kernel.errors import FieldErrors, Forbidden
from app.tasks import queries as tasks
from app.web import blueprint, fieldset, names, store

BUTTON = "登记，送下一步办理"


@blueprint.get("/register")
def register_page():
    return show()


def show(typed: fieldset.Typed | None = None, status: int = 200):
    require_right()
    with store.reading() as session:
        task = forms.of_registration(session, actor=store.actor(), now=store.now())
        form = fieldset.build(task, typed or fieldset.Typed(None))
    return render_template("register.html", title="登记问题", nav="register", form=form, button=BUTTON), status


def require_right() -> None:
    if not store.actor().may("case.register"):
        raise Forbidden("登记问题由网格员、受理员、联动站站长、执法人员等岗位办理，您现在没有这样的岗位。", code="may_not_register")


@blueprint.post("/register")
def register():
    require_right()
    with store.reading() as session:
        form = forms.of_registration(session, actor=store.actor(), now=store.now()).form
    data = fieldset.read(form)
    pressed = request.form.get("do", "submit")
    if pressed != "submit":
        return show(fieldset.Typed(fieldset.reshape(form, data, pressed), reshaped=True))
    try:
        with store.writing() as session:
            done = _register(session, form, data)
            to = "、".join(f"{names.role_names(i.role)}（{i.name}）" for i in done.opened[:2])
    except FieldErrors as errors:
        return show(fieldset.Typed(data, errors.errors), 422)
    flash({"title": f"已登记，案号 {done.case.number}{'，转' + to if to else ''}。",
           "links": [["看案件", url_for("web.case_page", case_id=done.case.id)], ["再登记一件", url_for("web.register_page")]]})
    return redirect(url_for("web.case_page", case_id=done.case.id), 303)


def _register(session: Session, form: Form, data: dict) -> operations.Submitted:
    """Open the case, keep its photos, submit its first task: all in the caller's transaction, or nothing."""
    who = {"actor": store.actor(), "now": store.now()}
    case = operations.open_case(session, title=str(data.get("title") or "新问题"), source=str(data.get("source") or "其他"), **who)
    first = tasks.open_items(session, case.id)[0]
    return operations.submit_task(session, first.id, fieldset.keep_files(session, case.id, form, data), **who)


@blueprint.post("/register/form")
def refresh_registration():
    """The fields anew with what is typed, when one of them depends on another."""
    require_right()
    with store.reading() as session:
        task = forms.of_registration(session, actor=store.actor(), now=store.now())
        form = fieldset.build(task, fieldset.Typed(fieldset.read(task.form), reshaped=True))
    return render_template("_form_body.html", item=None, form=form)
