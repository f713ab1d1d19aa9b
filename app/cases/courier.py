"""What the rims run after a commit and the worker runs every second: waiting messages and due timers, each case its own transaction."""
import logging
import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import count
from math import inf
from typing import TypeVar

from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from app.cases import delivery, timing
from app.cases.messages import TOUCHED
from app.kernel.database import Database
from app.kernel.errors import Rejection

log = logging.getLogger(__name__)
ROUNDS = 50                         # a delivery may send further messages; more rounds than this is a loop between cases
PORTION = 10                        # cases whose timers a worker fires in one transaction
ROUND = 200                         # messages looked up at a time
AT_ONCE = 25                        # handed over before whoever gave the command has his answer; the worker does the rest of a broadcast
TRIES = 12                          # of a command that finds its case moved on meanwhile
BROKEN = "没有送达，原因在系统日志里，请告诉系统管理员。"
NOT_FIRED = "到期事项没有办成，原因在系统日志里，请告诉系统管理员。"
Answer = TypeVar("Answer")


@contextmanager
def command(database: Database, now: datetime) -> Iterator[Session]:
    """A rim's write: one transaction, and after its commit the messages that have met a receiver by it are handed over at once."""
    with database.begin() as session:
        yield session
    _hand_over(database, now, session)


def carry_out(database: Database, now: datetime, work: Callable[[Session], Answer]) -> Answer:
    """The same for work that may be done anew: if somebody else moved the case between its reading and its writing, nothing has
    happened, and it is tried again on the case as it is now. Whoever loses for good hears of it from `work` itself."""
    answer, session = _insist(database, work)
    _hand_over(database, now, session)
    return answer


MOVED = frozenset({"stale_case"})
TAKEN = MOVED | {"no_receiver", "finished"}     # whoever waited was served by another message: there may be one more who waits


def _insist(database: Database, work: Callable[[Session], Answer], codes: frozenset[str] = MOVED) -> tuple[Answer, Session]:
    """(the answer of `work`, the session of the transaction in which it was done). Raises what the last try raises."""
    for tried in count(1):
        try:
            with database.begin() as session:
                return work(session), session
        except (Rejection, OperationalError) as error:
            if tried == TRIES or not moved_meanwhile(error, codes):
                raise
        time.sleep(random.uniform(0, 0.005 * 2 ** min(tried, 6)))


def moved_meanwhile(error: Exception, codes: frozenset[str] = MOVED) -> bool:
    """The case was moved by another between reading and writing, or the database says that two stood in each other's way."""
    if isinstance(error, Rejection):
        return error.code in codes
    return getattr(error.orig, "sqlstate", None) in ("40001", "40P01")      # serialization failure, deadlock


def _hand_over(database: Database, now: datetime, session: Session) -> None:
    names = session.info.get(TOUCHED)
    if not names:
        return
    try:
        deliver_all(database, now, set(names), most=AT_ONCE)
    except Exception:               # the command is committed: whoever gave it must not read that nothing happened
        log.exception("messages not handed over after a command; the worker will")


# ---- messages --------------------------------------------------------------------------------------------------------------
def deliver_all(database: Database, now: datetime, names: set[str] | None = None, *, most: float = inf) -> int:
    """Deliver everything that has where to go (of these names and those that follow from them), or `most` of it; returns how many were
    settled. What its receiver refuses comes again later."""
    settled = 0
    for _ in range(ROUNDS):
        with database.read() as session:
            waiting = delivery.deliverable(session, now, names, limit=int(min(most - settled, ROUND)))
        done = sum(_deliver(database, message_id, now, names) for message_id in waiting)
        settled += done
        if not done or settled >= most:
            break
    else:
        log.error("messages still waiting after %s rounds: two cases may be writing to each other without end", ROUNDS)
    return settled


def _deliver(database: Database, message_id: int, now: datetime, names: set[str] | None) -> bool:
    try:
        done, session = _insist(database, lambda session: delivery.deliver(session, message_id, now=now), TAKEN)
        if names is not None:
            names |= session.info.get(TOUCHED, set())
        return done
    except Rejection as error:
        log.warning("message not delivered: %s", error.code, extra={"message_id": message_id})
        if not moved_meanwhile(error):
            _note_failure(database, message_id, error.sentence, now)
    except OperationalError:        # the database is busy or away, message and case are sound
        log.exception("message %s not delivered", message_id)
    except Exception:               # one broken case must not hold up the messages of all others
        log.exception("message %s not delivered", message_id)
        _note_failure(database, message_id, BROKEN, now)
    return False


def _note_failure(database: Database, message_id: int, sentence: str, now: datetime) -> None:
    try:
        with database.begin() as session:
            delivery.note_failure(session, message_id, sentence, now=now)
    except Exception:               # a case so broken that not even this can be written is in the log
        log.exception("failure of message %s not written", message_id)


# ---- timers ----------------------------------------------------------------------------------------------------------------
def fire_all(database: Database, now: datetime, seconds: float = inf) -> int:
    """Fire what is due, most overdue first, for so many seconds; returns how many cases moved. Several workers may do so at once: each
    takes the next cases that no other holds."""
    with database.read() as session:
        if not timing.anything_ready(session, now):     # the one statement that a round costs while nothing is due
            return 0
    fired, place, alone, ends = 0, timing.FRONT, 0, time.monotonic() + seconds
    while place is not None and time.monotonic() < ends:
        if alone:
            place, done = _fire_next(database, place, now)
            alone -= 1
        else:
            place, done, alone = _fire_some(database, place, now)
        fired += done
    return fired


def _fire_some(database: Database, after: timing.Place, now: datetime) -> tuple[timing.Place | None, int, int]:
    """The next cases in one transaction, which costs less than one each and is short enough to keep nobody waiting. (where the line goes
    on, how many cases moved, how many have to be fired one by one: if one fails, nothing of this transaction has happened)."""
    portion = None
    try:
        with database.begin() as session:
            portion = timing.take(session, now, after, PORTION)
            fired = sum(timing.fire(session, taken, now=now) is not None for taken in portion.cases)
        return portion.onward, fired, 0
    except Exception:               # which case it was, or whether it was the database, is found out one by one
        if portion is None:
            raise
        log.info("timers of %s cases are fired one by one, one of them failed", len(portion.cases))
        return after, 0, len(portion.cases)


def _fire_next(database: Database, after: timing.Place, now: datetime) -> tuple[timing.Place | None, bool]:
    """(where the line goes on, whether a case moved)."""
    portion = None
    try:
        with database.begin() as session:
            portion = timing.take(session, now, after, 1)
            return portion.onward, any([timing.fire(session, taken, now=now) for taken in portion.cases])
    except Exception as error:      # one broken case must not hold up the timers of all others
        if portion is None:
            raise
        _tell(database, portion.cases[0].case_id, error, now)
    return portion.onward, False


def _tell(database: Database, case_id: int, error: Exception, now: datetime) -> None:
    if isinstance(error, Rejection):
        log.warning("timer not fired: %s", error.code, extra={"case_id": case_id})
    else:
        log.error("timers of case %s not fired", case_id, exc_info=error)
    # Moved by somebody else, the case stands in line as it is now; if the database is busy or away, the case is sound.
    if not isinstance(error, OperationalError) and not (isinstance(error, Rejection) and moved_meanwhile(error)):
        _note_stuck(database, case_id, error.sentence if isinstance(error, Rejection) else NOT_FIRED, now)


def _note_stuck(database: Database, case_id: int, sentence: str, now: datetime) -> None:
    try:
        with database.begin() as session:
            timing.note_failure(session, case_id, sentence, now=now)
    except Exception:                           # a case so broken that not even this can be written is in the log
        log.exception("incident of case %s not written", case_id)
