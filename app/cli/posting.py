"""The postman, who empties the outbox, and the mover, who takes cases into another bundle: threads of their own, because a receiver that
hangs, or many cases, must not keep timers waiting."""
from datetime import datetime
from time import monotonic

from app.cases.migration import working
from app.cli.working import SPELL, Worker
from app.kernel import logging
from app.kernel.clock import utcnow
from app.kernel.database import Database
from app.outbox import postman
from app.outbox.outlets import INFO, NOWHERE, Outlets

SWEPT = 3600            # rounds between two looks for what may be forgotten


class Postman(Worker):
    """Rounds until stopped, as the worker's."""

    name = "postman"

    def __init__(self, database: Database, outlets: Outlets, interval: float = 1.0):
        super().__init__(database, interval)
        self.outlets, self._rounds = outlets, 0

    def round(self, now: datetime) -> int:
        """How many arrived."""
        arrived = postman.send_due(self.database, self.outlets, utcnow)
        if arrived:
            logging.get("zfl.postman").info("round", arrived=arrived)
        if self._rounds % SWEPT == 0:
            with self.database.begin() as session:
                postman.forget_old(session, now)
        self._rounds += 1
        return arrived


class Mover(Worker):
    """Takes running cases into another bundle, where somebody has asked for it. A thread of its own: ten thousand cases must not keep
    timers waiting."""

    name = "mover"

    def round(self, now: datetime) -> int:
        """How many cases were dealt with."""
        begun = monotonic()
        done = working.carry_on(self.database, utcnow, SPELL)
        self.behind = monotonic() - begun >= SPELL
        if done:
            logging.get("zfl.mover").info("round", cases=done)
        return done


def helpers(database: Database) -> list[Worker]:
    """Whoever works in the background: the worker, the mover, and the postman if there is anybody to send to."""
    outlets = database.info.get(INFO, NOWHERE)
    return [Worker(database), Mover(database), *([Postman(database, outlets)] if outlets.targets else [])]
