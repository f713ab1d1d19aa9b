"""The task page: what is asked, why you, until when, what the rules say, and the form. One address for showing and sending, so that
what was typed comes back with its errors."""
from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session

from app.accounts import queries as accounts
from app.cases import forms, operations, queries as cases
from app.cases.model import Case
from app.cases.policy import require_task, sees
from app.definitions import queries as definitions
from app.documents import queries as documents
from app.forms.component import Form
from app.kernel.errors import FieldErrors, Forbidden, Refusal, Rejection
from app.tasks import operations as tasks, policy, queries, statements
from app.tasks.model import Status, WorkItem
from app.web import blueprint, fieldset, filters, names, route, store, tables

SHOTS = 6


@dataclass(frozen=True)
class Standing:
    """How the reader stands to the item (mine | offered | taken | barred | foreign | done | cancelled), and why in a sentence."""

    state: str
    why: str

    @property
    def works(self) -> bool:
        return self.state in ("mine", "offered")


@blueprint.get("/tasks/<int:item_id>")
def task_page(item_id: int):
    return show(item_id)


def show(item_id: int, typed: fieldset.Typed | None = None, refusal: Rejection | None = None, status: int = 200):
    """The page; `typed`: what came back from the browser, with its errors; `refusal`: why nothing was done."""
    with store.reading() as session:
        item = require_task(session, store.actor(), item_id)
        case = session.get_one(Case, item.case_id)
        view = {"item": item, "case": case, "standing": standing(session, item), **_left(session, case, item)}
        view |= _form(session, case, item, typed) if view["standing"].works else _done(session, case, item)
    return render_template("task.html", title=f"{item.name}：{case.title}", phone_title=item.name, nav="inbox", refusal=refusal,
                           **view), status


# ---- what stands left of the form ---------------------------------------------------------------------------------------
def standing(session: Session, item: WorkItem) -> Standing:
    actor, who = store.actor(), _person(session, item.assignee_id)
    if item.status == Status.DONE:
        return Standing("done", f"已由{who}于 {filters.moment(item.done_at)} 办完。")
    if item.status == Status.CANCELLED:
        return Standing("cancelled", f"{filters.moment(item.done_at)} 已撤销，不需要再办。")
    if item.status == Status.CLAIMED and item.assignee_id != actor.person_id:
        return Standing("taken", f"已由{who}于 {filters.moment(item.claimed_at)} 签收。")
    try:
        post = policy.require_candidate(session, actor, item)
    except Forbidden as refusal:
        return Standing("barred" if refusal.code == "separation_of_duties" else "foreign", refusal.sentence)
    own = f"您是{post.organ_name}{names.role_names(post.role)}"
    sent = f"{_person(session, item.from_person_id)}于 {filters.moment(item.opened_at)} 送到这一步"
    if item.status == Status.CLAIMED:
        return Standing("mine", f"{own}。{sent}，您于 {filters.moment(item.claimed_at)} 签收。")
    return Standing("offered", f"{own}，同岗位的人都可以签收。{sent}，还没有人签收。")


def _person(session: Session, person_id: int | None) -> str:
    known = accounts.people(session, [person_id] if person_id else [])
    return known[person_id].name if person_id in known else "系统"


def _left(session: Session, case: Case, item: WorkItem) -> dict:
    """What stands beside the form. `inside`: the reader may see the case; a party who is asked to plead may not."""
    organs = accounts.organ_map(session)
    inside = cases.find(session, store.actor(), case.id) is not None
    runs = [r for r in cases.rule_runs(session, case.id) if r.at == item.opened_at and inside]
    reader = tables.reader(session, item.bundle_id)
    return {"due": filters.due_of(item), "why_due": filters.explain(session, item), "organs": organs,
            "runs": [t for run in runs for t in reader.told(run)[:1]], "bundle": session.get(definitions.Bundle, item.bundle_id),
            "inside": inside, "earlier": _earlier(session, case) if inside else [],
            "shots": documents.attachments(session, case.id)[-SHOTS:] if inside else []}


def _earlier(session: Session, case: Case) -> list[Case]:
    """Earlier turns of the chain: what was there before at this place."""
    return [c for c in cases.chain(session, case) if c.turn < case.turn and c.kind == "problem"]


# ---- the form -----------------------------------------------------------------------------------------------------------
def _form(session: Session, case: Case, item: WorkItem, typed: fieldset.Typed | None) -> dict:
    task = forms.of_task(session, case, item, actor=store.actor(), now=store.now())
    draft = queries.draft(session, item.id, store.actor())
    typed = typed or fieldset.Typed(draft.data if draft else None)
    bundle = definitions.compiled(session, item.bundle_id)
    return {"form": fieldset.build(task, typed, session), "draft": draft, "button": route.button(bundle, item), "submission": None}


def _done(session: Session, case: Case, item: WorkItem) -> dict:
    """What was submitted, to be read again, as far as the reader may know it."""
    submission = cases.submission_of(session, item.id)
    form = definitions.form(session, item.bundle_id, item.form) if item.form and submission else None
    shown = cases.readable(session, store.actor(), submission) if form else {}
    answers = fieldset.answers(session, form, shown, forms.Options(session, store.now())) if form else []
    return {"form": None, "draft": None, "button": None, "submission": submission, "answers": answers}


# ---- what can be done -----------------------------------------------------------------------------------------------------
@blueprint.post("/tasks/<int:item_id>")
def work_on_task(item_id: int):
    """Every button of the form comes here: submit, keep as draft, or reshape the form (a row more or less, fields that depend)."""
    pressed = request.form.get("do", "submit")
    if pressed == "draft":
        save_draft(item_id)
        flash({"title": "草稿已存，仅您可见。"})
        return redirect(url_for("web.task_page", item_id=item_id), 303)
    form, data = _sent(item_id)
    if pressed != "submit":
        return show(item_id, fieldset.Typed(fieldset.reshape(form, data, pressed) if form else data, reshaped=True))
    return submit(item_id, form, data)


def _sent(item_id: int) -> tuple[Form | None, dict]:
    """The item's form, and what stands in it in the browser, unchecked. Whether the item is the reader's to know of is asked by what is
    done with it next."""
    with store.looking() as session:
        known = statements.form_of(session.connection(), item_id)
        form = definitions.form(session, *known) if known else None
    return form, fieldset.read(form)


def submit(item_id: int, form: Form | None, data: dict):
    try:
        data = _keep_files(item_id, form, data)
        store.carry_out(lambda session: _say_where_it_went(session, operations.submit_task(
            session, item_id, data, actor=store.actor(), now=store.now())))
    except FieldErrors as errors:
        return show(item_id, fieldset.Typed(data, errors.errors), status=422)
    except Refusal as refusal:
        with store.writing() as session:
            operations.note_refusal(session, item_id, refusal, actor=store.actor(), now=store.now())
        return show(item_id, fieldset.Typed(data), refusal, 422)
    except Rejection as refusal:
        return show(item_id, fieldset.Typed(data), refusal, refusal.status)
    return redirect(url_for("web.inbox_page"), 303)


def _keep_files(item_id: int, form: Form | None, data: dict) -> dict:
    """Uploads become attachments in a transaction of their own: a browser does not send a file again when the form comes back."""
    if fieldset.without_uploads(data) == data:
        return data
    with store.writing() as session:
        item = tasks.get(session, item_id)
        if not standing(session, item).works:
            raise Forbidden(standing(session, item).why, code="not_assignee")
        return fieldset.keep_files(session, item.case_id, form, data)


def _say_where_it_went(session: Session, done: operations.Submitted) -> None:
    here = [i for i in done.opened if i.desk.post(store.actor())]
    links = [[f"继续办“{i.name}”", url_for("web.task_page", item_id=i.id)] for i in here[:2]]
    if sees(session, store.actor(), done.case.id):
        links.append(["看案件", url_for("web.case_page", case_id=done.case.id)])
    organs = accounts.organ_map(session)
    to = "、".join(f"{organs[i.organ_id].short_name if i.organ_id in organs else ''}{names.role_names(i.role)}（{i.name}）"
                  for i in done.opened[:3])
    if done.case.status == "ended":
        to = f"案件{names.end_name(done.case.end_state)}"
    flash({"title": f"已提交“{done.item.name}”{'，转' + to if done.opened else '，' + to if to else ''}。", "links": links})


@blueprint.post("/tasks/<int:item_id>/draft")
def keep_draft(item_id: int):
    """Called by htmx while somebody types; answers with the line below the form."""
    save_draft(item_id)
    return render_template("_draft_line.html", saved_at=store.now())


def save_draft(item_id: int) -> None:
    _form_of_item, data = _sent(item_id)
    with store.writing() as session:
        require_task(session, store.actor(), item_id)
        tasks.save_draft(session, item_id, fieldset.without_uploads(data), actor=store.actor(), now=store.now())


@blueprint.post("/tasks/<int:item_id>/form")
def refresh_form(item_id: int):
    """The fields anew, with what is typed: conditions between fields are evaluated here, not in the browser."""
    with store.reading() as session:
        item = require_task(session, store.actor(), item_id)
        case = session.get_one(Case, item.case_id)
        form = definitions.form(session, item.bundle_id, item.form)
        view = _form(session, case, item, fieldset.Typed(fieldset.read(form), reshaped=True))
    return render_template("_form_body.html", item=item, form=view["form"])


@blueprint.post("/tasks/<int:item_id>/claim")
def claim_task(item_id: int):
    with store.writing() as session:
        item = operations.claim_task(session, item_id, actor=store.actor(), now=store.now())
    flash({"title": f"已签收“{item.name}”，由您办理。"})
    return redirect(url_for("web.task_page", item_id=item_id), 303)


@blueprint.post("/tasks/<int:item_id>/release")
def release_task(item_id: int):
    with store.writing() as session:
        item = operations.release_task(session, item_id, actor=store.actor(), now=store.now())
    flash({"title": f"已退回“{item.name}”，同岗位的人可以签收。", "text": "您存的草稿还在。"})
    return redirect(url_for("web.inbox_page"), 303)
