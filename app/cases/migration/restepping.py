"""The open work items of a case under the bundle it runs on now."""
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.accounts import queries as accounts
from app.cases import running
from app.cases.model import Case
from app.deadlines.operations import Book
from app.engine.contract import OpenTask
from app.tasks import operations as tasks
from app.tasks import restepping
from app.tasks.restepping import Restep


def restep(session: Session, case: Case, stand: Iterable[OpenTask], before: Mapping[str, OpenTask], bundle_id: int, *, book: Book,
           now: datetime, terms: Mapping[str, Mapping[str, Any]] = {}) -> Mapping[str, Mapping[str, Any]]:
    """`stand`: every open task as the bundle `bundle_id` has it; `before`: those that said something else, by id, as they were; `terms`: what
    is to be put back of due dates. Whoever held an item that he may not do any more is told. Gives the terms that were replaced."""
    steps = {task.id: _step(session, case, task, before.get(task.id), bundle_id, book, terms.get(task.id)) for task in stand}
    done = restepping.restep(session, case.id, steps, now=now)
    for released in done.released:
        tasks.remind(session, f"流程换了新版，“{released.name}”不再由您的岗位办理，已退回待签收。", now=now, case_id=case.id, person_id=released.person_id,
                     link=f"/cases/{case.id}")
    return done.terms


def _step(session: Session, case: Case, task: OpenTask, was: OpenTask | None, bundle_id: int, book: Book,
          term: Mapping[str, Any] | None) -> Restep:
    values: dict[str, Any] = dict(term or {})
    step, candidates, barred = running.step_of(task, bundle_id), None, None
    if was is None or task == was:
        return Restep(step, values)
    if (task.role, task.scope) != (was.role, was.scope):
        organs = running.organs_of(task, accounts.codes(session))
        values["organ_id"], candidates = organs[0], frozenset(running.candidates_of(task, organs))
        running.share(session, case, set(organs), "task")
    if task.not_actor_of != was.not_actor_of:
        barred = frozenset(running.barred(session, case.id, task))
    if term is None and task.due_at != was.due_at and task.due_at is not None:
        values["due_at"] = task.due_at
    return Restep(step, values, candidates, barred, book.explain(task.due_at) if "due_at" in values and term is None else None)
