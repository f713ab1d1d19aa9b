"""The work behind a migration: cases are checked in batches and moved one by one, each in its own transaction, by whoever comes first.

Everything that is known of the progress stands in the rows of the cases. A worker that is killed has done a case or has not; whoever comes
next goes on with those that are left. Two workers never have the same case: one holds its row until the case is committed.
"""
import logging
import random
import time
from collections.abc import Callable
from datetime import datetime
from math import inf

from sqlalchemy import select, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from app.accounts import queries as accounts
from app.accounts.model import SYSTEM, Actor
from app.cases.migration import one_case, operations
from app.cases.migration.model import WORKING, CaseState, MigrationCase, MigrationRun, RunStatus
from app.cases.migration.one_case import Route
from app.cases.migration.routes import route_of
from app.kernel.clock import local
from app.kernel.database import Database
from app.kernel.errors import NotFound, Rejection

log = logging.getLogger(__name__)
BATCH = 25              # cases that are looked at between two writes of what was found
BROKEN = "迁移时出错，原因在系统日志里，请告诉系统管理员。案件没有变动。"
STAYS = "收回时出错，原因在系统日志里，请告诉系统管理员。案件没有变动，仍按新的规则包办理。"
Clock = Callable[[], datetime]


def carry_on(database: Database, clock: Clock, seconds: float = inf) -> int:
    """Work on every migration that is under way, for so many seconds; returns how many cases were dealt with."""
    done, ends = 0, time.monotonic() + seconds
    while time.monotonic() < ends:
        with database.read() as session:
            found = session.execute(select(MigrationRun.id, MigrationRun.status).where(WORKING).order_by(MigrationRun.id).limit(1)).first()
        if found is None:
            break
        work = STAGES[RunStatus(found.status)]
        dealt = here = work(database, found.id, clock())
        while here and time.monotonic() < ends:         # the same migration on, until it has nothing left or is stopped
            here = work(database, found.id, clock())
            dealt += here
        done += dealt
        if not dealt and _still(database, found):
            break               # what is left is in another worker's hands
    return done


def _still(database: Database, found) -> bool:
    with database.read() as session:
        return session.scalar(select(MigrationRun.status).where(MigrationRun.id == found.id)) == found.status


# ---- checking -----------------------------------------------------------------------------------------------------------
def _check_some(database: Database, run_id: int, now: datetime) -> int:
    """The next cases are tried without being touched; then what was found is written."""
    with database.read() as session:
        run = session.get_one(MigrationRun, run_id)
        ids = _some(session, run_id)
        if ids:
            route = route_of(session, run)
            found = {id: _foresee(session, id, route, now) for id in ids}
    if not ids:
        _finish(database, run_id, RunStatus.CHECKING, RunStatus.CHECKED, CaseState.PICKED, now)
        return 0
    with database.begin() as session:
        if session.scalar(select(MigrationRun.status).where(MigrationRun.id == run_id)) != RunStatus.CHECKING:
            return 0            # it was cancelled meanwhile
        for id, one in found.items():
            _write(session, run_id, id, one, now)
    return len(ids)


def _some(session: Session, run_id: int) -> list[int]:
    """The next cases, from anywhere in the line: who checks them beside this one should have others."""
    left = select(MigrationCase.case_id).where(MigrationCase.run_id == run_id, MigrationCase.state == CaseState.PICKED)
    first, last = (session.scalar(left.order_by(order).limit(1)) for order in (MigrationCase.case_id.asc(), MigrationCase.case_id.desc()))
    if first is None:
        return []
    here = left.order_by(MigrationCase.case_id).limit(BATCH)
    return list(session.scalars(here.where(MigrationCase.case_id >= random.randint(first, last))))


def _foresee(session: Session, case_id: int, route: Route, now: datetime) -> one_case.Foreseen:
    try:
        return one_case.foresee(session, case_id, route, now=now)
    except Rejection as refusal:
        return one_case.Foreseen(refusal.sentence, {})
    except OperationalError:
        raise
    except Exception:           # one broken case must not hold up the check of all others
        log.exception("migration of case %s cannot be foreseen", case_id)
        return one_case.Foreseen(BROKEN, {})


def _write(session: Session, run_id: int, case_id: int, one: one_case.Foreseen, now: datetime) -> None:
    state = CaseState.FITS if one.sentence is None else CaseState.REFUSED
    session.execute(update(MigrationCase).where(MigrationCase.run_id == run_id, MigrationCase.case_id == case_id, MigrationCase.state == CaseState.PICKED)
                    .values(state=state, sentence=one.sentence, told=one.told, at=now).execution_options(synchronize_session=False))


# ---- migrating, taking back ---------------------------------------------------------------------------------------------
def _migrate_one(database: Database, run_id: int, now: datetime) -> int:
    return _one(database, run_id, RunStatus.RUNNING, CaseState.FITS, one_case.migrate, now)


def _take_one_back(database: Database, run_id: int, now: datetime) -> int:
    return _one(database, run_id, RunStatus.TAKING_BACK, CaseState.MIGRATED, one_case.take_back, now)


def _one(database: Database, run_id: int, status: RunStatus, state: CaseState, work, now: datetime) -> int:
    """The next case in this state that nobody holds, whole or not at all."""
    case_id = None
    try:
        with database.begin() as session:
            row = _take(session, run_id, status, state)
            if row is not None:
                case_id = row.case_id
                run = session.get_one(MigrationRun, run_id)
                work(session, row, route_of(session, run), actor=_who(session, run, now), now=now)
    except OperationalError:    # the database is busy, or two stood in each other's way: the case is sound and has its turn again
        log.info("migration of case %s will be tried again", case_id)
        return 0            # at the next round: at once it would most likely be the same again
    except Exception as error:  # one broken case must not hold up all others
        if case_id is None:
            raise
        _note_failure(database, run_id, case_id, state, error, now)
    if case_id is None:
        _finish(database, run_id, status, RunStatus.DONE, state, now)
    return 0 if case_id is None else 1


def _take(session: Session, run_id: int, status: RunStatus, state: CaseState) -> MigrationCase | None:
    """Its row is held until the transaction ends; what another holds is passed over."""
    running = select(MigrationRun.id).where(MigrationRun.id == run_id, MigrationRun.status == status)
    return session.scalar(select(MigrationCase).where(MigrationCase.run_id == run_id, MigrationCase.state == state, MigrationCase.run_id.in_(running))
                          .order_by(MigrationCase.case_id).limit(1).with_for_update(skip_locked=True, of=MigrationCase))


def _who(session: Session, run: MigrationRun, now: datetime) -> Actor:
    """Whoever started the migration (or its taking back) does all of it, as long as he is there."""
    try:
        return accounts.load_actor(session, run.created_by_person_id, today=local(now).date()) if run.created_by_person_id else SYSTEM
    except NotFound:
        return SYSTEM


def _note_failure(database: Database, run_id: int, case_id: int, state: CaseState, error: Exception, now: datetime) -> None:
    if isinstance(error, Rejection) and error.code == "stale_case":
        return                  # somebody moved it at the same moment; it has its turn again
    if not isinstance(error, Rejection):
        log.error("migration of case %s failed", case_id, exc_info=error)
    sentence = error.sentence if isinstance(error, Rejection) else BROKEN if state == CaseState.FITS else STAYS
    into = (CaseState.REFUSED if isinstance(error, Rejection) else CaseState.FAILED) if state == CaseState.FITS else CaseState.MOVED_ON
    with database.begin() as session:
        session.execute(update(MigrationCase).where(MigrationCase.run_id == run_id, MigrationCase.case_id == case_id, MigrationCase.state == state)
                        .values(state=into, sentence=sentence, at=now).execution_options(synchronize_session=False))


def _finish(database: Database, run_id: int, status: RunStatus, into: RunStatus, left: CaseState, now: datetime) -> None:
    """Once nothing is left in this state, also in nobody's hands."""
    with database.begin() as session:
        run = session.scalar(select(MigrationRun).where(MigrationRun.id == run_id, MigrationRun.status == status).with_for_update())
        some = select(MigrationCase.case_id).where(MigrationCase.run_id == run_id, MigrationCase.state == left).limit(1)
        if run is not None and session.scalar(some) is None:
            operations.finish(session, run, into, actor=_who(session, run, now), now=now)


STAGES = {RunStatus.CHECKING: _check_some, RunStatus.RUNNING: _migrate_one, RunStatus.TAKING_BACK: _take_one_back}
