"""The worker: every second, timers that are due and messages that wait. A thread of the server, or a process of its own."""
from datetime import datetime, timedelta
from threading import Event, Thread
from time import monotonic

from app.api import idempotency
from app.cases import courier, delivery, heat
from app.kernel import logging
from app.kernel.clock import utcnow
from app.kernel.database import Database

INTERVAL = 1.0                          # seconds between rounds
LONGEST_PAUSE = 60.0                    # seconds after failures in a row, e.g. while the database is away
SPELL = 2.0                             # seconds that a round spends on timers at most: messages wait for it, and the next round goes on
SWEEP_EVERY = timedelta(hours=1)
COUNT_EVERY = timedelta(minutes=1)      # how often fired rows of decision tables are counted up


class Worker:
    """Rounds until stopped. A round that fails is logged and the next one is tried."""

    name = "worker"

    def __init__(self, database: Database, interval: float = INTERVAL):
        self.database, self.interval = database, interval
        self.failures = 0
        self.behind = False             # timers are due that the last round had no time for
        self._stopped = Event()
        self._swept: datetime | None = None
        self._counted: datetime | None = None
        self._thread = Thread(target=self.run, name=self.name, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Let the round under way end, then return."""
        self._stopped.set()
        if self._thread.is_alive():
            self._thread.join(timeout=30)

    def run(self) -> None:
        while not self._stopped.wait(self.pause):
            try:
                self.round(utcnow())
                self.failures = 0
            except Exception:       # whatever it is, the timers of all other cases must go on
                self.failures = min(self.failures + 1, 10)
                logging.get(f"zfl.{self.name}").exception("round failed", failures=self.failures)

    @property
    def pause(self) -> float:
        """Seconds until the next round."""
        return 0 if self.behind and not self.failures else min(self.interval * 2**self.failures, LONGEST_PAUSE)

    def round(self, now: datetime) -> tuple[int, int]:
        """(cases whose timers fired, messages delivered)."""
        fired, delivered = self._fire(now), courier.deliver_all(self.database, now)
        if fired or delivered:
            logging.get("zfl.worker").info("round", fired=fired, delivered=delivered)
        if self._swept is None or abs(now - self._swept) >= SWEEP_EVERY:        # abs: the system clock may have been put back
            self._sweep(now)
        if self._counted is None or abs(now - self._counted) >= COUNT_EVERY:
            self._count(now)
        return fired, delivered

    def _fire(self, now: datetime) -> int:
        self.behind, begun = False, monotonic()
        fired = courier.fire_all(self.database, now, SPELL)
        self.behind = monotonic() - begun >= SPELL
        return fired

    def _count(self, now: datetime) -> None:
        """A batch each time; the next round goes on where there is more."""
        with self.database.begin() as session:
            more = heat.fold(session, now) == heat.BATCH
        self._counted = None if more else now

    def _sweep(self, now: datetime) -> None:
        with self.database.begin() as session:
            idempotency.forget_old(session, now)
        with self.database.begin() as session:
            delivery.sweep(session, now)
        self._swept = now
