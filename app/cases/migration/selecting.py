"""Which cases a migration takes: running ones of a bundle, narrowed by process, element, organ or a list of numbers."""
import re
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, delete, exists, func, insert, literal, or_, select
from sqlalchemy.orm import Session

from app.accounts import queries as accounts
from app.cases.migration.model import CaseState, MigrationCase, MigrationRun
from app.cases.model import RUNS, Case, CaseOrgan, ProcessInstance, ReceiverRow, TimerRow
from app.definitions import queries as definitions
from app.kernel.errors import Rejection
from app.tasks.model import WorkItem, WorkStep

MOST_NUMBERS = 5000


def matching(session: Session, bundle_id: int, selection: dict[str, Any]) -> Select:
    """Ids of the cases. `selection`: {process, node, node_process (in which the node is drawn), organ (code), numbers (list)}; what is empty
    narrows nothing."""
    query = select(ProcessInstance.case_id).where(ProcessInstance.bundle_id == bundle_id, ProcessInstance.status == RUNS)
    if selection.get("process"):
        query = query.where(ProcessInstance.process_id == selection["process"])
    if selection.get("node"):
        query = query.where(_stands_at(session, bundle_id, selection["node"], selection.get("node_process")))
    if selection.get("organ"):
        query = query.where(_of_organ(accounts.organ_by_code(session, selection["organ"]).id))
    if selection.get("numbers"):
        query = query.where(ProcessInstance.case_id.in_(select(Case.id).where(Case.number.in_(selection["numbers"]))))
    return query


def _stands_at(session: Session, bundle_id: int, node: str, process: str | None) -> ColumnElement[bool]:
    """Somebody has to do something there, or something is waited for. Diagrams use the same ids: `process` says whose element is meant. What is
    waited for does not know its diagram, so cases of another process that has such an element itself and calls no other are
    left out."""
    item = exists().where(WorkItem.case_id == ProcessInstance.case_id, WorkItem.done_at.is_(None), WorkItem.step_id == WorkStep.id, WorkStep.node == node)
    waits = or_(*(exists().where(model.case_id == ProcessInstance.case_id, model.node == node) for model in (TimerRow, ReceiverRow)))
    if not process:
        return or_(item, waits)
    namesakes = [p.id for p in definitions.compiled(session, bundle_id).processes.values() if p.id != process and node in p.nodes
                 and all(n.kind != "callActivity" for n in p.nodes.values())]
    return or_(item.where(WorkStep.process_id == process), and_(waits, ProcessInstance.process_id.not_in(namesakes)))


def _of_organ(organ_id: int) -> ColumnElement[bool]:
    own = exists().where(Case.id == ProcessInstance.case_id, or_(Case.street_id == organ_id, Case.legal_subject_id == organ_id))
    return or_(own, exists().where(CaseOrgan.case_id == ProcessInstance.case_id, CaseOrgan.organ_id == organ_id))


def pick(session: Session, run: MigrationRun) -> int:
    """Writes a row for each case, anew; returns how many."""
    session.execute(delete(MigrationCase).where(MigrationCase.run_id == run.id))
    chosen = matching(session, run.from_bundle_id, run.selection).subquery()
    session.execute(insert(MigrationCase).from_select(["run_id", "case_id", "state"], select(literal(run.id), chosen.c.case_id, literal(str(CaseState.PICKED)))))
    return session.scalar(select(func.count()).select_from(MigrationCase).where(MigrationCase.run_id == run.id))


def numbers(text: str) -> list[str]:
    """Case numbers, one a line or separated by commas. Raises Rejection(too_many_numbers)."""
    found = list(dict.fromkeys(part.strip() for part in re.split(r"[\s,，;；、]+", text) if part.strip()))
    if len(found) > MOST_NUMBERS:
        raise Rejection(f"一次最多列 {MOST_NUMBERS} 个案号。更多的请按流程、环节或者单位来选。", code="too_many_numbers", status=422)
    return found
