"""What the rims run after a commit and the worker runs every second: waiting messages and due timers, each case its own transaction."""
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from app.cases import operations
from app.kernel.database import Database
from app.kernel.errors import Rejection

log = logging.getLogger(__name__)
ROUNDS = 50                         # a delivery may send further messages; more rounds than this is a loop between cases


@contextmanager
def command(database: Database, now: datetime) -> Iterator[Session]:
    """A rim's write: one transaction, and after its commit the messages that it sent are handed over at once."""
    with database.begin() as session:
        yield session
    try:
        deliver_all(database, now)
    except Exception:               # the command is committed: whoever gave it must not read that nothing happened
        log.exception("messages not handed over after a command; the worker will")


def deliver_all(database: Database, now: datetime) -> int:
    """Deliver everything that has a receiver; returns how many. A message whose case refuses it stays for the worker's next round."""
    delivered = 0
    for _ in range(ROUNDS):
        with database.read() as session:
            waiting = operations.deliverable(session)
        done = sum(_deliver(database, message_id, now) for message_id in waiting)
        delivered += done
        if not done:
            break
    else:
        log.error("messages still waiting after %s rounds: two cases may be writing to each other without end", ROUNDS)
    return delivered


def _deliver(database: Database, message_id: int, now: datetime) -> bool:
    try:
        with database.begin() as session:
            return operations.deliver(session, message_id, now=now) is not None
    except Rejection as error:
        log.warning("message not delivered: %s", error.code, extra={"message_id": message_id})
        return False
    except Exception:               # one broken case must not hold up the messages of all others
        log.exception("message %s not delivered", message_id)
        return False


def fire_all(database: Database, now: datetime) -> int:
    """Fire every due timer; returns how many cases moved."""
    with database.read() as session:
        due = operations.due_cases(session, now)
    return sum(_fire(database, case_id, now) for case_id in due)


def _fire(database: Database, case_id: int, now: datetime) -> bool:
    try:
        with database.begin() as session:
            return operations.fire_due(session, case_id, now=now) is not None
    except Rejection as error:
        log.warning("timer not fired: %s", error.code, extra={"case_id": case_id})
        if error.code != "stale_case":          # somebody else moved the case: the next round sees it as it is now
            _note_stuck(database, case_id, error.sentence, now)
    except OperationalError:                    # the database is busy or away, the case is sound
        log.exception("timers of case %s not fired", case_id)
    except Exception:                           # one broken case must not hold up the timers of all others
        log.exception("timers of case %s not fired", case_id)
        _note_stuck(database, case_id, "到期事项没有办成，原因在系统日志里，请告诉系统管理员。", now)
    return False


def _note_stuck(database: Database, case_id: int, sentence: str, now: datetime) -> None:
    try:
        with database.begin() as session:
            operations.note_stuck(session, case_id, sentence, now=now)
    except Exception:                           # a case so broken that not even this can be written is in the log
        log.exception("incident of case %s not written", case_id)
