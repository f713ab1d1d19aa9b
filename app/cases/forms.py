"""The form of a task, in its case: context for prefill and conditions, option lists, and the check of what was typed."""
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app import engine
from app.accounts import queries as accounts
from app.accounts.model import Actor
from app.acts import queries as acts
from app.cases.context import Options, case_context, last_submissions, me_context
from app.cases.model import Case, ProcessInstance
from app.cases.policy import withheld
from app.definitions import queries as definitions
from app.documents import queries as documents
from app.engine.contract import EngineError
from app.forms import paths, schema, validation
from app.forms.component import leaves
from app.kernel.clock import local
from app.kernel.database import as_id
from app.kernel.errors import FieldErrors, Rejection
from app.tasks.model import WorkItem


@dataclass
class TaskForm:
    """A form ready to be shown or checked."""

    form: schema.Form | None
    context: dict[str, Any]
    options: Options


def of_task(session: Session, case: Case, item: WorkItem, *, actor: Actor, now: datetime) -> TaskForm:
    """The form of an open task with all that its expressions may read:
    case, vars (process variables seen at the task), facts, record (what acts wrote), last (newest submission of each form), me, today."""
    instance = session.get_one(ProcessInstance, case.id)
    bundle = definitions.compiled(session, item.bundle_id)
    try:
        variables = withheld(engine.visible(bundle, instance.state, item.engine_task), actor, case)
    except EngineError as error:    # somebody else was faster than this page
        raise Rejection(f"“{item.name}”刚刚办完或者撤销，请刷新后再看。", code="task_done") from error
    form = definitions.form(session, item.bundle_id, item.form) if item.form else None
    context = {**_known(session, case, form.words if form else frozenset(), actor, now), "vars": variables, "item": item.item}
    return TaskForm(form, context, Options(session, now, case, item.item, variables))


def of_registration(session: Session, *, actor: Actor, now: datetime) -> TaskForm:
    """The registration form before there is a case."""
    bundle = definitions.current(session, local(now).date())
    context = {"case": None, "vars": {}, "facts": {}, "record": {}, "last": {}, "item": None, "me": me_context(session, actor),
               "today": local(now).date(), "now": local(now)}
    street = next((o for o in accounts.organ_map(session).values() if o.kind == "street" and o.id in actor.organ_ids), None)
    return TaskForm(definitions.form(session, bundle.id, "problem_register"), context,
                    Options(session, now, street=street, own=actor.organ_ids))


def _known(session: Session, case: Case, words: frozenset[str], actor: Actor, now: datetime) -> dict[str, Any]:
    """What is known of the case; submissions and acts are read only if the form names them."""
    last = last_submissions(session, case.id, words) if "last" in words else {}
    return {"case": case_context(session, case), "facts": withheld(facts_of(case), actor, case),
            "record": written(session, case.id, words) if "record" in words else {},
            "last": {form: withheld(data, actor, case) for form, data in last.items()}, "me": me_context(session, actor),
            "today": local(now).date(), "now": local(now)}


def facts_of(case: Case) -> dict[str, Any]:
    """The case file's named facts, columns and others alike."""
    columns = ("title", "description", "source", "urgency", "grid", "address", "party_name", "party_type", "problem_code",
               "matter_codes", "bottom_line", "external_id")
    return {**case.facts, **{name: getattr(case, name) for name in columns}}


RECORD = ("filing", "identity", "investigation", "correction", "notice", "pleading", "hearing", "review", "discussion", "decision",
          "education", "transfer", "closing")


def written(session: Session, case_id: int, words: frozenset[str]) -> dict[str, Any]:
    """What the acts wrote, last row each, as plain data that FEEL reads by name: record.filing.party_name. Only those among `words`."""
    record = acts.record_of(session, case_id)
    return {name: _plain(getattr(record, name)) for name in RECORD if name in words}


def _plain(row: Any) -> dict[str, Any] | None:
    return None if row is None else {c.key: getattr(row, c.key) for c in row.__table__.columns}


@dataclass
class Checked:
    """What was submitted, clean; and the names of fields that stayed hidden and were never set, which expressions read as null."""

    data: dict[str, Any]
    unset: dict[str, None]


def checked(session: Session, case: Case, item: WorkItem, data: dict[str, Any], *, actor: Actor, now: datetime) -> Checked:
    """The clean data of a submission; raises FieldErrors. A task without form takes what the caller gives."""
    if item.form is None:
        return Checked(dict(data), {})
    task = of_task(session, case, item, actor=actor, now=now)
    result = validation.validate(task.form, data, task.context, task.options)
    errors = result.errors or foreign_files(session, case, task.form, result.data)
    if errors:
        raise FieldErrors(errors)
    names = {component.path[0] for component in leaves(task.form.components)}
    return Checked(result.data, dict.fromkeys(names - result.data.keys() - task.context["vars"].keys()))


def foreign_files(session: Session, case: Case, form: schema.Form, data: dict[str, Any]) -> dict[str, str]:
    """Errors at upload fields that name a file which does not lie in this case: a number is easily made up, and the file of another
    case is neither this one's evidence nor its writer's to name."""
    errors = {}
    for component in leaves(form.components):
        if component.kind == "filepicker":
            ids = [as_id(str(reference)) for reference in paths.get(data, component.path) or []]
            found = [documents.attachment(session, i) if i is not None else None for i in ids]
            if any(file is None or file.case_id != case.id for file in found):
                errors[paths.dotted(component.path)] = "这个文件不在本案里，请重新上传。"
    return errors
