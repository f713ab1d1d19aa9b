"""The postman: empties the outbox. A thread of its own, because a receiver that hangs must not keep timers waiting."""
from datetime import datetime

from app.cli.working import Worker
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


def helpers(database: Database) -> list[Worker]:
    """Whoever works in the background: the worker, and the postman if there is anybody to send to."""
    outlets = database.info.get(INFO, NOWHERE)
    return [Worker(database), *([Postman(database, outlets)] if outlets.targets else [])]
