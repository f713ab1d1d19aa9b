"""What falls due. A timer is kept while it stands; whichever worker comes first fires it, and nobody twice.

`ready_at` is when a worker may take it: the instant at which it is due, and after a failure that of the next try. So cases that keep
failing go to the back of the line, and a look at what is ready is one step into an index, however many timers stand.
"""
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import Integer, and_, bindparam, func, select, tuple_, update
from sqlalchemy.orm import Session

from app.accounts.model import SYSTEM
from app.audit.operations import Fact, record
from app.audit.tags import Tag
from app.cases import loading
from app.cases.model import Case, IncidentRow, TimerRow
from app.cases.running import Run, run
from app.engine.contract import FireTimers
from app.kernel.backoff import pause
from app.kernel.database import BigId, UtcDateTime

STUCK = "timer_stuck"
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=10), timedelta(hours=1)


class Place(NamedTuple):
    """Where a worker stands in the line of what is ready."""

    ready_at: datetime
    case_id: int


FRONT = Place(datetime.min.replace(tzinfo=UTC), 0)
_READY = TimerRow.ready_at <= bindparam("now", type_=UtcDateTime)
_ANY = select(TimerRow.case_id).where(_READY).limit(1)
_NEXT = (loading.free(select(TimerRow.ready_at, TimerRow.case_id, TimerRow.failures, Case), TimerRow.case_id)
         .join(Case, Case.id == TimerRow.case_id)
         .where(_READY, tuple_(TimerRow.ready_at, TimerRow.case_id)
                > tuple_(bindparam("ready_at", type_=UtcDateTime), bindparam("case_id", type_=BigId)))
         .order_by(TimerRow.ready_at, TimerRow.case_id).limit(bindparam("limit", type_=Integer)))


def anything_ready(session: Session, now: datetime) -> bool:
    return session.scalar(_ANY, {"now": now}) is not None


class Taken(NamedTuple):
    """A case that this transaction, and no other, holds. `loaded` None: somebody moved it while it was being taken."""

    case_id: int
    case: Case
    failures: int
    loaded: loading.Loaded | None


class Portion(NamedTuple):
    """`onward`: where the line goes on behind these cases, None at its end."""

    cases: list[Taken]
    onward: Place | None


def take(session: Session, now: datetime, after: Place, limit: int) -> Portion:
    """The next in line, so many timers at most, of cases that nobody holds at this moment: what somebody holds has its turn later."""
    rows = session.execute(_NEXT, {"now": now, "ready_at": after.ready_at, "case_id": after.case_id, "limit": limit}).all()
    cases = {row.case_id: row for row in reversed(rows)}        # a case that stands in line twice is fired once, for all its timers
    taken = [Taken(row.case_id, row.Case, row.failures, loading.held(session, row)) for row in reversed(cases.values())]
    return Portion(taken, Place(rows[-1].ready_at, rows[-1].case_id) if len(rows) == limit else None)


def fire(session: Session, taken: Taken, *, now: datetime) -> Run | None:
    """Fire everything that is due in the case taken; None if it moved meanwhile."""
    return _fire(session, taken.case, taken.loaded, taken.failures, now) if taken.loaded else None


def fire_now(session: Session, case_id: int, *, now: datetime) -> Run | None:
    """Fire what is due in this case without waiting for its next try; None if nothing is."""
    loaded = loading.case(session, case_id)
    failures = session.scalar(select(func.max(TimerRow.failures)).where(TimerRow.case_id == case_id, TimerRow.due_at <= now))
    return None if failures is None else _fire(session, session.get_one(Case, case_id), loaded, failures, now)


def _fire(session: Session, case: Case, loaded: loading.Loaded, failures: int, now: datetime) -> Run:
    going = run(session, case, FireTimers(), actor=SYSTEM, now=now, loaded=loaded)
    if failures:
        session.execute(update(IncidentRow).where(_stuck(case.id)).values(resolved_at=now))
    return going


def note_failure(session: Session, case_id: int, sentence: str, *, now: datetime) -> None:
    """What fell due could not be carried out: it comes again after a pause. Nobody waits for the answer, so the supervisors are told,
    once, until it is mended."""
    due = (TimerRow.case_id == case_id, TimerRow.due_at <= now)
    failures = (session.scalar(select(func.max(TimerRow.failures)).where(*due)) or 0) + 1
    again = now + pause(failures, first=FIRST_PAUSE, longest=LONGEST_PAUSE)
    session.execute(update(TimerRow).where(*due).values(failures=failures, ready_at=again))
    if session.scalar(select(IncidentRow.id).where(_stuck(case_id)).limit(1)):
        return
    session.add(IncidentRow(case_id=case_id, engine_task="", node="timer", name="到期事项", code=STUCK, sentence=sentence, at=now))
    record(session, case_id, [Fact(Tag.INCIDENT_RAISED, {"node": "timer", "name": "到期事项", "text": sentence})], actor=SYSTEM, now=now)


def _stuck(case_id: int):
    return and_(IncidentRow.case_id == case_id, IncidentRow.code == STUCK, IncidentRow.resolved_at.is_(None))
