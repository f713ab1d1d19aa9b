"""Reads of migrations, for pages, API and the background work."""
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.model import Actor
from app.cases.migration import mapping
from app.cases.migration.model import CaseState, MigrationCase, MigrationRun, RunStatus
from app.cases.model import Case
from app.cases.policy import visible
from app.definitions import queries as definitions
from app.kernel.errors import NotFound

PERMISSION = "cases.migrate"
PAGE = 50
REASONS = 40
LOOKED_AT = 2000


def run(session: Session, run_id: int, *, lock: bool = False) -> MigrationRun:
    """Raises NotFound."""
    query = select(MigrationRun).where(MigrationRun.id == run_id)
    found = session.scalar(query.with_for_update().execution_options(populate_existing=True) if lock else query)
    if found is None:
        raise NotFound("没有这次迁移。", code="no_such_migration")
    return found


def runs(session: Session, limit: int = PAGE, before: int | None = None) -> list[MigrationRun]:
    """Newest first."""
    query = select(MigrationRun).order_by(MigrationRun.id.desc()).limit(limit)
    return list(session.scalars(query if before is None else query.where(MigrationRun.id < before)))


def counts(session: Session, run_id: int) -> dict[str, int]:
    """{state: cases in it}."""
    session.flush()
    rows = session.execute(select(MigrationCase.state, func.count()).where(MigrationCase.run_id == run_id).group_by(MigrationCase.state))
    return dict(rows.all())


@dataclass(frozen=True)
class Reason:
    """Why cases are in a state: the sentence and how many have it in common."""

    state: str
    sentence: str
    cases: int


def reasons(session: Session, run_id: int) -> list[Reason]:
    """Most frequent first."""
    n = func.count()
    rows = session.execute(select(MigrationCase.state, MigrationCase.sentence, n).where(MigrationCase.run_id == run_id, MigrationCase.sentence.is_not(None))
                           .group_by(MigrationCase.state, MigrationCase.sentence).order_by(n.desc(), MigrationCase.sentence).limit(REASONS))
    return [Reason(*row) for row in rows]


def kinds(session: Session, run_id: int) -> tuple[dict[str, int], int]:
    """({kind of change: cases in which somebody will notice it}, how many cases were looked at: not all of very many)."""
    rows = session.scalars(select(MigrationCase.told).where(MigrationCase.run_id == run_id, MigrationCase.told.is_not(None))
                           .order_by(MigrationCase.case_id).limit(LOOKED_AT)).all()
    found = Counter(kind for told in rows for kind in {change["kind"] for change in told.get("changes", ())})
    return dict(found), len(rows)


@dataclass(frozen=True)
class Line:
    """A case of a migration. `case` None: not the reader's to see; only its number and state are told, and why (`sentence`, `told`) to whoever
    migrates."""

    row: MigrationCase
    number: str
    case: Case | None
    sentence: str | None
    told: Mapping[str, Any]


def lines(session: Session, actor: Actor, run_id: int, *, state: str | None = None, after: int = 0, limit: int = PAGE) -> list[Line]:
    query = (select(MigrationCase, Case).join(Case, Case.id == MigrationCase.case_id).where(MigrationCase.run_id == run_id, MigrationCase.case_id > after)
             .order_by(MigrationCase.case_id).limit(limit))
    rows = session.execute(query if state is None else query.where(MigrationCase.state == state)).all()
    seen = set(session.scalars(select(Case.id).where(Case.id.in_([case.id for _row, case in rows]), visible(actor))))
    return [_line(row, case, case.id in seen, actor.may(PERMISSION)) for row, case in rows]


def _line(row: MigrationCase, case: Case, seen: bool, migrates: bool) -> Line:
    known = seen or migrates
    return Line(row, case.number, case if seen else None, row.sentence if known else None, row.told or {} if known else {})


def left_out(session: Session, run: MigrationRun) -> list[str]:
    """Numbers that were listed and that the migration does not take: no running case of that version has them, or another condition shuts them
    out."""
    listed = run.selection.get("numbers") or []
    if not listed:
        return []
    taken = set(session.scalars(select(Case.number).join(MigrationCase, MigrationCase.case_id == Case.id).where(MigrationCase.run_id == run.id)))
    return [number for number in listed if number not in taken]


def pairs(session: Session, run: MigrationRun) -> list[mapping.Pair]:
    """Every element of the old version with what it becomes, as stored."""
    old, new = (definitions.compiled(session, i) for i in (run.from_bundle_id, run.to_bundle_id))
    return mapping.completed(mapping.propose(old, new), run.mapping, new)


def of_case(session: Session, case_id: int) -> list[tuple[MigrationCase, MigrationRun]]:
    """Migrations that the case went through, newest first; also those taken back."""
    query = (select(MigrationCase, MigrationRun).join(MigrationRun, MigrationRun.id == MigrationCase.run_id)
             .where(MigrationCase.case_id == case_id, MigrationCase.state.in_((CaseState.MIGRATED, CaseState.TAKEN_BACK, CaseState.MOVED_ON)))
             .order_by(MigrationRun.id.desc()).limit(20))
    return [tuple(row) for row in session.execute(query)]


WORKING = (RunStatus.CHECKING, RunStatus.RUNNING, RunStatus.TAKING_BACK)
