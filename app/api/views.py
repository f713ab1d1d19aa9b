"""Rows as the API shows them. The shapes stand in shapes.py."""
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.accounts import queries as accounts
from app.accounts.model import Actor
from app.audit.queries import Line
from app.cases import forms
from app.cases import queries as cases
from app.cases.model import Case
from app.definitions import approval, happenings, workshop
from app.definitions.model import STATUS_NAMES, Bundle, BundleFile, Comment, Revision, RevisionEvent, Save
from app.definitions.uploads import Uploaded
from app.engine.contract import Problem
from app.documents.model import Attachment
from app.forms import paths, schema
from app.forms.component import CHOICES, leaves
from app.forms.options import resolve
from app.kernel.database import as_id
from app.kernel.errors import FieldErrors
from app.tasks import queries as task_reads
from app.tasks.model import Status, WorkItem

Row = dict[str, Any]


def cursor(text: str | None) -> int | None:
    """The id that a page's `next` names; raises FieldErrors for what no page gave."""
    if text is not None and as_id(text) is None:
        raise FieldErrors({"cursor": "请原样使用上一页给出的 next。"})
    return as_id(text)


def moment(value: datetime | None) -> str | None:
    return value.isoformat() if value else None


# ---- tasks ----------------------------------------------------------------------------------------------------------------
def tasks(session: Session, items: Sequence[WorkItem]) -> list[Row]:
    """`items`: work items, or rows with the same names."""
    people = accounts.people(session, {i.assignee_id for i in items if i.assignee_id})
    return [{"id": i.id, "case_id": i.case_id, "node": i.node, "name": i.name, "role": i.role, "act": i.act, "due_at": moment(i.due_at),
             "assignee": people[i.assignee_id].login if i.assignee_id else None} for i in items]


def task(session: Session, item: WorkItem) -> Row:
    return tasks(session, [item])[0]


def task_detail(call, item: WorkItem) -> Row:
    """The task with its candidates and form. An open form shows what is prefilled and what the actor has typed so far; a done one
    what was submitted."""
    shown = _open_form(call, item) if item.status in (Status.OFFERED, Status.CLAIMED) else _closed_form(call, item)
    return task(call.session, item) | {"candidates": _candidates(call.session, item), "status": item.status} | shown


def _candidates(session: Session, item: WorkItem) -> list[Row]:
    organs = accounts.organ_map(session)
    return [{"role": role, "organ": organs[organ].code} for role, organ in task_reads.candidates(session, item.id)]


def _open_form(call, item: WorkItem) -> Row:
    case_row = call.session.get_one(Case, item.case_id)
    task_form = forms.of_task(call.session, case_row, item, actor=call.actor, now=call.now)
    if task_form.form is None:
        return {"form": None, "data": {}}
    draft = task_reads.draft(call.session, item.id, call.actor)
    return {"form": schema.to_json(task_form.form, task_form.context, task_form.options),
            "data": _prefilled(task_form) | (draft.data if draft else {})}


def _prefilled(task_form: forms.TaskForm) -> Row:
    """What the form starts with. A value that another system reported and the form does not offer is left for a person to choose."""
    data = schema.prefill(task_form.form, task_form.context)
    for component in leaves(task_form.form.components):
        value = paths.get(data, component.path)
        if component.kind in CHOICES and value not in (None, []):
            offered = [option.value for option in resolve(component, [task_form.context], task_form.options)]
            kept = [v for v in value if v in offered] if isinstance(value, list) else value if value in offered else None
            paths.put(data, component.path, kept)
    return data


def _closed_form(call, item: WorkItem) -> Row:
    submission = cases.submission_of(call.session, item.id)
    return {"form": None, "data": cases.readable(call.session, call.actor, submission) if submission else {}}


# ---- cases ----------------------------------------------------------------------------------------------------------------
def case(session: Session, row: Case) -> Row:
    return {"id": row.id, "number": row.number, "title": row.title, "stage": row.stage, "status": row.status,
            "end_state": row.end_state, "chain_id": row.chain_id, "turn": row.turn, "parent_id": row.parent_id,
            "sub_cases": [_sub_case(session, child) for child in cases.sub_case_lines(session, row.id)],
            "open_tasks": tasks(session, task_reads.open_lines(session, row.id))}


def _sub_case(session: Session, row: Case) -> Row:
    return {name: getattr(row, name) for name in ("id", "number", "title", "kind", "stage", "status", "end_state")} | {
        "legal_subject": _organ(session, row.legal_subject_id)}


def case_line(session: Session, row: Case) -> Row:
    return {name: getattr(row, name) for name in ("id", "number", "title", "kind", "stage", "status", "end_state", "chain_id", "turn",
                                                  "parent_id")} | {
        "street": _organ(session, row.street_id), "legal_subject": _organ(session, row.legal_subject_id),
        "opened_at": moment(row.opened_at)}


def _organ(session: Session, organ_id: int | None) -> str | None:
    return accounts.organ_map(session)[organ_id].code if organ_id else None


def history_line(line: Line) -> Row:
    return {"seq": line.seq, "at": moment(line.at), "actor": line.who, "organ": line.organ, "tag": line.tag, "text": line.text,
            "hash": line.hash}


def attachment(row: Attachment) -> Row:
    return {name: getattr(row, name) for name in ("id", "name", "size", "mime", "sha256")}


# ---- definitions and people -------------------------------------------------------------------------------------------------
def definition(file: BundleFile, bundle: Bundle) -> Row:
    return {"key": file.key, "kind": file.kind, "name": file.name, "version": file.version, "sha256": file.sha256, "bundle": bundle.label}


def version(file: BundleFile, bundle: Bundle) -> Row:
    return definition(file, bundle) | {"effective_from": bundle.effective_from.isoformat()}


def bundle(row: Bundle) -> Row:
    return {"id": row.id, "label": row.label, "hash": row.hash, "effective_from": row.effective_from.isoformat(),
            "published_at": moment(row.published_at)}


def problem(found: Problem) -> Row:
    return {name: getattr(found, name) for name in ("level", "file", "element", "code", "sentence", "position", "line")}


def revision_line(session: Session, row: Revision) -> Row:
    published = session.get_one(Bundle, row.bundle_id).label if row.bundle_id else None
    return {"id": row.id, "title": row.title, "status": row.status, "status_name": STATUS_NAMES[row.status],
            "base": workshop.base_label(session, row), "author": _login(session, row.author_id), "created_at": moment(row.created_at),
            "changed_at": moment(row.changed_at), "effective_from": row.effective_from.isoformat() if row.effective_from else None,
            "bundle": published}


def revision(call, row: Revision) -> Row:
    files = [revision_file(line) for line in workshop.file_lines(call.session, row, now=call.now)]
    return revision_line(call.session, row) | {
        "digest": approval.digest_of_changes(call.session, row), "files": files,
        "comments": [comment(call.session, c) for c in workshop.comments(call.session, row.id)],
        "events": [_event(e) for e in workshop.events(call.session, row.id)]}


def revision_file(line: workshop.FileLine) -> Row:
    held = line.holder
    return {name: getattr(line, name) for name in ("name", "kind", "key", "title", "seq", "sha256", "changed", "added", "deleted")} | {
        "holder": {"name": held.name, "since": moment(held.since)} if held else None}


def comment(session: Session, row: Comment) -> Row:
    return {"id": row.id, "file": row.file, "element": row.element, "text": row.text, "author": _login(session, row.author_id),
            "at": moment(row.at), "resolved_at": moment(row.resolved_at)}


def _event(row: RevisionEvent) -> Row:
    return {"kind": row.kind, "at": moment(row.at), "person": row.person_name, "post": row.post, "organ": row.organ_name,
            "text": happenings.said(row)}


def save(session: Session, row: Save) -> Row:
    return {"seq": row.seq, "at": moment(row.at), "person": _login(session, row.person_id), "note": row.note, "deleted": row.sha256 is None}


def uploaded(call, found: Uploaded) -> Row:
    """`key` and so on of the file, null where several came in one archive."""
    lines = [line for line in workshop.file_lines(call.session, found.revision, now=call.now) if line.name in found.names]
    [one] = lines if len(lines) == 1 else [None]
    row = found.revision
    return {"id": row.id, "key": one and one.key, "kind": one and one.kind, "name": one and one.title, "sha256": one and one.sha256,
            "created_at": moment(row.created_at), "status": row.status, "files": [revision_file(line) for line in lines],
            "skipped": list(found.skipped), "problems": [problem(p) for p in found.findings]}


def _login(session: Session, person_id: int | None) -> str | None:
    found = accounts.people(session, [person_id]) if person_id else {}
    return found[person_id].login if found else None


def me(actor: Actor) -> Row:
    return {"id": actor.person_id, "login": actor.login, "name": actor.name, "permissions": sorted(actor.permissions),
            "posts": [{"role": p.role, "organ": p.organ_code, "organ_name": p.organ_name} for p in actor.posts]}
