"""The product as it runs in production, for tests that come from outside: waitress on a free port, the worker beside it, and the
clock of the test district, which goes on by itself and can be turned."""
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event, Thread
from time import monotonic

from waitress.server import create_server

from app.cli.serving import CONNECTIONS
from app.cli.posting import Mover
from app.cli.working import Worker
from app.factory import create_app
from app.kernel.settings import Settings
from tests.support.district import District

READS_THE_CLOCK = ("app.web.store", "app.factory", "app.api.contract", "app.api.access", "app.cli.working", "app.cli.posting")
ROUND = 0.2             # seconds between the worker's rounds; production takes one, tests wait less


class Clock:
    """Real seconds, counted from a day of the test's choosing."""

    def __init__(self, start: datetime):
        self._start, self._since = start, monotonic()

    def now(self) -> datetime:
        return self._start + timedelta(seconds=monotonic() - self._since)

    def turn(self, **span: float) -> None:
        self._start += timedelta(**span)


@dataclass
class Live:
    """A running server and the district behind it, read by the same clock."""

    url: str
    district: District
    clock: Clock
    app: object

    def catch_up(self) -> District:
        """The district at this instant, for reading."""
        self.district.now = self.clock.now()
        return self.district


@contextmanager
def serving(district: District, data_dir: Path, monkeypatch) -> Iterator[Live]:
    clock = Clock(district.now)
    for module in READS_THE_CLOCK:
        monkeypatch.setattr(f"{module}.utcnow", clock.now)
    app = create_app(Settings(data_dir=data_dir, demo=True), district.database)
    server = create_server(app, host="127.0.0.1", port=0, threads=4, **CONNECTIONS)
    stopping = Event()
    thread = Thread(target=_run, args=(server, stopping), name="server", daemon=True)
    workers = [Worker(district.database, ROUND), Mover(district.database, ROUND)]
    thread.start()
    for worker in workers:
        worker.start()
    try:
        yield Live(f"http://127.0.0.1:{server.effective_port}", district, clock, app)
    finally:
        for worker in workers:
            worker.stop()
        stopping.set()
        thread.join(timeout=10)


def _run(server, stopping: Event) -> None:
    """waitress's own loop ends with the process; this one ends with the test."""
    while not stopping.is_set():
        server.asyncore.loop(timeout=0.1, map=server._map, count=1)
    server.task_dispatcher.shutdown()
    server.asyncore.close_all(server._map, ignore_all=True)
