"""What a command needs to know, in one SELECT: the case, its instance, the head of its chain, and of a task also who may do it.

PostgreSQL lets a command that waited for the case's row go on with that row as it is now and with everything else as it was when the
command began to wait. So the revision is read twice, once in the locked row and once beside it: if they differ the command had to wait,
and reads again what it now holds the lock on. SQLite lets one writer in at a time, so there they never differ.
"""
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Row, Select, String, bindparam, cast, exists, literal_column, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session, aliased, lazyload
from sqlalchemy.sql.functions import FunctionElement

from app.accounts.model import Actor
from app.audit.model import ChainHead
from app.cases.model import Case, ProcessInstance
from app.cases.policy import require_visible_task
from app.kernel import reference
from app.kernel.errors import NotFound, Rejection
from app.tasks.model import Barred, Candidate, WorkItem
from app.tasks.policy import Desk

_beside = aliased(ProcessInstance)
_BESIDE = select(_beside.revision).where(_beside.case_id == ProcessInstance.case_id).correlate(ProcessInstance).scalar_subquery()
_COMMON = (ProcessInstance, _BESIDE.label("beside"), reference.REVISION.scalar_subquery().label("reference"))


class _in_one_field(FunctionElement):
    """Texts of several rows with a space between. SQLAlchemy's own such function renders its separator anew at each execution."""

    type, inherit_cache = String(), True


@compiles(_in_one_field, "sqlite")
def _on_sqlite(element, compiler, **kw) -> str:
    return f"group_concat({compiler.process(element.clauses, **kw)}, ' ')"


@compiles(_in_one_field, "postgresql")
def _on_postgresql(element, compiler, **kw) -> str:
    return f"string_agg({compiler.process(element.clauses, **kw)}, ' ')"


_CANDIDATES = (select(_in_one_field(Candidate.role + literal_column("':'") + cast(Candidate.organ_id, String)))
               .where(Candidate.work_item_id == WorkItem.id).correlate(WorkItem).scalar_subquery())
_BARRED = exists().where(Barred.work_item_id == WorkItem.id, Barred.person_id == bindparam("person")).correlate(WorkItem)


def _locked(query: Select, *rows: type) -> Select:
    """Read anew under the lock: what this session saw before may be a step behind by now. Rows are locked in this order everywhere:
    instance, work item, head of the chain."""
    return query.with_for_update(of=rows, key_share=True).execution_options(populate_existing=True)


LOAD_CASE = _locked(select(*_COMMON).where(ProcessInstance.case_id == bindparam("case")), ProcessInstance)
LOAD_TASK = _locked(select(WorkItem, Case, *_COMMON, ChainHead.seq, ChainHead.hash, _CANDIDATES.label("candidates"),
                           _BARRED.label("barred"))
                    .select_from(WorkItem).join(Case, Case.id == WorkItem.case_id).join(ProcessInstance, ProcessInstance.case_id == WorkItem.case_id)
                    .join(ChainHead, ChainHead.case_id == WorkItem.case_id).options(lazyload(WorkItem.term))
                    .where(WorkItem.id == bindparam("item")), ProcessInstance, WorkItem, ChainHead)
TRIES = 5       # the second reading holds the lock; more than that is none of our doing


@dataclass
class Loaded:
    """A case under the lock of its instance. `head`: number and hash of the newest fact of its trace, if that is locked as well."""

    instance: ProcessInstance
    head: tuple[int, bytes] | None


@dataclass
class LoadedTask(Loaded):
    item: WorkItem
    case: Case
    desk: Desk


def case(session: Session, case_id: int) -> Loaded:
    """The instance of the case, to be advanced."""
    row = _read(session, LOAD_CASE, {"case": case_id})
    if row is None:
        raise NotFound("没有这件案件，或者它不在您可以查看的范围内。", code="case_not_found")
    return Loaded(row.ProcessInstance, None)


def task(session: Session, item_id: int, *, actor: Actor) -> LoadedTask:
    """The item that the actor is about to complete, with its case. NotFound if it is not his to know of."""
    row = _read(session, LOAD_TASK, {"item": item_id, "person": actor.person_id})
    desk = Desk.read(row.candidates, row.barred) if row else None
    require_visible_task(session, actor, row and row.WorkItem, desk)
    return LoadedTask(row.ProcessInstance, (row.seq, row.hash), row.WorkItem, row.Case, desk)


def free(query: Select, case_id: ColumnElement[int]) -> Select:
    """`query`, which knows the case, with what a command needs of it, if nobody else holds that case at this moment."""
    return (query.add_columns(*_COMMON, ChainHead.seq, ChainHead.hash).join(ProcessInstance, ProcessInstance.case_id == case_id)
            .join(ChainHead, ChainHead.case_id == case_id).with_for_update(of=(ProcessInstance, ChainHead), skip_locked=True)
            .execution_options(populate_existing=True))


def held(session: Session, row: Row) -> Loaded | None:
    """The case of a row that `free` gave; None if somebody moved it while this transaction came to hold it."""
    reference.note(session, row.reference)
    return Loaded(row.ProcessInstance, (row.seq, row.hash)) if row.ProcessInstance.revision == row.beside else None


def _read(session: Session, query: Select, given: dict) -> Row | None:
    for tried in range(TRIES):
        row = session.execute(query, given).first()
        if row is None and not tried:
            continue        # waited for a migration, which gave the item another step than the one joined beforehand; or there is none
        if row is None or row.ProcessInstance.revision == row.beside:
            if row is not None:
                reference.note(session, row.reference)
            return row
    raise Rejection("这件案件正被别人推进，请刷新后再试。您填的内容还在。", code="stale_case")
