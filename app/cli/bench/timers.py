"""`bench timers`: many timers that stand, many that fall due in one second, several worker processes as shipped.

One case is begun with the product's own verbs and copied in bulk, like those of `bench seed`: each copy has its own ids, instants, engine
state and trace. A part of them falls due a month from now, and costs a worker's round nothing; the rest falls due at one instant.
"""
import json
import secrets
import statistics
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic, process_time, sleep

from app import migrations
from app.accounts import queries as accounts
from app.accounts.roles import ROLES
from app.cases import operations
from app.cli.bench import names, places, seed, stencil
from app.cli.bench.bulk import Bulk
from app.cli.bench.measuring import Counter
from app.cli.bench.workers import Workers
from app.cli.bench.firing import Found, look, waiting
from app.cli.output import say, step
from app.cli.working import Worker
from app.definitions import operations as definitions
from app.kernel.clock import local, utcnow
from app.kernel.database import Database
from app.registry import demonstration

DIAGRAM = Path(__file__).with_name("timers.bpmn")
PROCESS, WHO, TERM = "bench_timers", "intake_clerk", timedelta(hours=1)
OWN_DATABASE = "zfl_bench_timers"
MONTH = timedelta(days=30)
ROUNDS, EVERY = 50, 0.05            # of the quiet rounds that are measured; seconds between two looks
PATIENCE = 600                      # seconds after which what has not fired is counted as never
LEAD = timedelta(seconds=10)        # for the workers to start, besides the filling, and for each of them


@dataclass
class Quiet:
    """What a worker's round costs while nothing is due, with so many timers standing."""

    timers: int
    sql: float
    cpu_ms: float


@dataclass
class Result:
    cases: int
    due: int
    workers: int
    quiet: list[Quiet]
    found: Found
    first_s: float
    half_s: float
    last_s: float
    per_s: float
    worker_cpu_ms: float            # a timer, all workers together


def run(_settings, args) -> int:
    with places.own(args.database, OWN_DATABASE) as database, TemporaryDirectory(prefix="zfl-timers-") as folder:
        result = Run(database, args, Path(folder)).go()
        backend = database.url.get_backend_name()
    say(json.dumps({"database": backend, **asdict(result)}) if args.json else table(result, backend))
    return 0 if result.found.whole else 1


class Run:
    def __init__(self, database: Database, args, folder: Path):
        self.database, self.args, self.folder = database, args, folder

    def go(self) -> Result:
        args = self.args
        migrations.upgrade(self.database)
        quiet = [self._quiet(0, utcnow())]
        with self._step(1, "样板和待到期的定时"), template() as (scratch, began):
            line = Line(self.database, scratch, began)
            took = line.fill(args.cases, lambda n: MONTH + timedelta(seconds=n))
        with self._step(2, "同时到期的定时"):
            due_at = (utcnow() + args.due * took / max(args.cases, 1) * 2 + LEAD + args.workers * LEAD / 5).replace(microsecond=0)
            line.fill(args.due, lambda _: due_at - TERM - began)
            line.end()
        quiet.append(self._quiet(args.cases + args.due, began))
        with self._step(3, f"{args.workers} 个后台进程") as outcome, Workers(self.database, self.folder, args.workers) as workers:
            begun = max(due_at, utcnow())
            cpu = workers.cpu()
            sleep(max(0.0, (due_at - utcnow()).total_seconds()))
            times = self._watch(due_at, begun)
            cpu = workers.cpu() - cpu
            outcome.append(f"{args.due} 个，{times[-1]:.1f} 秒")
        found = look(self.database, due_at, due_at - TERM)
        return Result(args.cases, args.due, args.workers, quiet, found, round(times[0], 2), round(times[len(times) // 2], 2),
                      round(times[-1], 2), round(args.due / times[-1], 1), round(cpu * 1000 / args.due, 3))

    def _step(self, number: int, name: str):
        return quietly() if self.args.json else step(number, 3, name)

    def _quiet(self, timers: int, now: datetime) -> Quiet:
        """Rounds of the embedded worker at an instant at which there is nothing to do."""
        worker = Worker(self.database)
        worker.round(now)
        counter, cpu = Counter(self.database), []
        for _ in range(ROUNDS):
            begun = process_time()
            worker.round(now)
            cpu.append(process_time() - begun)
        return Quiet(timers, counter.sql / ROUNDS, round(statistics.median(cpu) * 1000, 3))

    def _watch(self, due_at: datetime, begun: datetime) -> list[float]:
        """Seconds after `begun` at which each timer was seen fired."""
        times: list[float] = []
        until = monotonic() + PATIENCE
        while (left := waiting(self.database, due_at)) and monotonic() < until:
            times += [(utcnow() - begun).total_seconds()] * (self.args.due - left - len(times))
            sleep(EVERY)
        return times + [(utcnow() - begun).total_seconds()] * (self.args.due - len(times))


@contextmanager
def quietly() -> Iterator[list[str]]:
    yield []


# ---- filling ------------------------------------------------------------------------------------------------------------------
@contextmanager
def template() -> Iterator[tuple[Database, datetime]]:
    """A scratch database with the sample district and one case whose timer is due an hour after `began`."""
    began = utcnow().replace(microsecond=0)
    with TemporaryDirectory(prefix="zfl-timers-") as folder:
        scratch = Database(f"sqlite:///{folder}/template.sqlite3")
        migrations.upgrade(scratch)
        with scratch.begin() as session:
            demonstration.load(session, password=secrets.token_urlsafe(9), now=began)
            definitions.publish(session, {DIAGRAM.name: DIAGRAM.read_bytes()}, effective_from=local(began).date(), now=began, known_roles=ROLES)
        seed.count_from_afar(scratch)
        with scratch.begin() as session:
            actor = accounts.load_actor(session, accounts.person_by_login(session, WHO).id, today=local(began).date())
            operations.open_case(session, title="【题1】", source="bench", actor=actor, now=began, process_id=PROCESS)
        yield scratch, began
        scratch.dispose()


class Line(seed.Seed):
    """Copies of the one case, each at an instant of its own."""

    def __init__(self, database: Database, scratch: Database, began: datetime):
        super().__init__(database, Bulk(database), 0)
        self.bulk.open_notes()
        with scratch.engine.connect() as source:
            self.family, = self._families(stencil.Cutter(source, migrations.metadata, database.engine.dialect))
            self._house(source, began)

    def fill(self, count: int, shift) -> timedelta:
        """So many more copies, the n-th moved by shift(n); how long it took."""
        begun = monotonic()
        next_ids = {t.name: self.bulk.highest(t) + 1 for t in self.tables if stencil.counted(t) is not None}
        printer = Printer(next_ids, self.counters, shift, self.database.engine.dialect)
        for first in range(0, count, 2000):
            rows = {t.name: [] for t in migrations.metadata.sorted_tables}
            for number in range(first, min(first + 2000, count)):
                printer.print(self.family, number, rows)
            self.bulk.begin()
            for t in migrations.metadata.sorted_tables:
                self.bulk.write(t, rows[t.name])
            self.bulk.commit()
        return timedelta(seconds=monotonic() - begun)

    def end(self) -> None:
        self._numbers_go_on()
        self.bulk.wake([t for t in migrations.metadata.sorted_tables if stencil.counted(t) is not None])
        self.bulk.close()


class Printer(seed.Printer):
    def __init__(self, next_ids, counters, shift, dialect):
        super().__init__(next_ids, counters, utcnow(), dialect)
        self.shift = shift

    def copy_of(self, family: stencil.Family, number: int) -> stencil.Copy:
        words = {"【题1】": f"到期 {number}"} | {text: names.renumbered(text, 0, self.counters) for text in family.numbers}
        return stencil.Copy(self._ids(family), words, self.shift(number))


# ---- what is said -------------------------------------------------------------------------------------------------------------
def table(result: Result, backend: str) -> str:
    """Figures, and what was found afterwards."""
    before, standing = result.quiet
    found = result.found
    return "\n".join((
        f"timers：{backend}，{result.cases:,} 个定时待到期，{result.due:,} 个在同一秒到期，{result.workers} 个后台进程", "",
        f"没有到期时后台一轮：定时 {before.timers:,} 个时 {before.sql:.0f} 条语句、CPU {before.cpu_ms:.2f} 毫秒；"
        f"{standing.timers:,} 个时 {standing.sql:.0f} 条语句、{standing.cpu_ms:.2f} 毫秒",
        f"到期后：最早 {result.first_s:.1f} 秒，一半 {result.half_s:.1f} 秒，最后 {result.last_s:.1f} 秒（目标 ≤ 60）；每秒 {result.per_s:.0f} 个，"
        f"后台 CPU {result.worker_cpu_ms:.1f} 毫秒/个",
        f"恰好一次 {found.once:,}，没有发生 {found.never:,}，不止一次 {found.twice:,}；待到期的提前发生 {found.early:,}；"
        f"抽查留痕 {found.verified} 件，断开 {found.broken}"))
