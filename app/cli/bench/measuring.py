"""One bench: a database with the sample district and one published chain, and runs over it through the real verbs."""
import math
import secrets
import statistics
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import perf_counter, process_time

from sqlalchemy import event, select

from app import migrations
from app.accounts import queries as accounts
from app.accounts.model import Actor
from app.accounts.roles import ROLES
from app.acts.catalogue import ACTS
from app.cases import courier, operations
from app.cases.model import Case, CaseStatus
from app.cli.bench.chain import ROLE, Diagram, payload
from app.cli.output import Failure
from app.definitions import operations as definitions
from app.engine.contract import BundleRefused
from app.kernel.clock import local, utcnow
from app.kernel.database import Database
from app.registry import demonstration
from app.tasks.model import Status, WorkItem

# Of the product's tables with their indexes: catalogues grow and shrink by themselves.
POSTGRESQL_SIZE = "SELECT sum(pg_total_relation_size(oid))::bigint FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
KEYS = ("starts_per_s", "completions_per_s", "p50_ms", "p95_ms", "cpu_ms_per_completion", "sql_per_completion",
        "commits_per_completion", "bytes_per_case")


def median(runs: list[dict[str, float | None]], keys: Sequence[str] = KEYS) -> dict[str, float | None]:
    """The median of each figure by itself; None for one that was not measured."""
    return {key: None if any(run[key] is None for run in runs) else round(statistics.median(run[key] for run in runs), 3) for key in keys}


@dataclass
class Tally:
    """What a stretch of work took: seconds by the wall and of this process's CPU, statements, commits."""

    wall: list[float] = field(default_factory=list)
    cpu: float = 0.0
    sql: int = 0
    commits: int = 0

    @contextmanager
    def step(self, counter: "Counter") -> Iterator[None]:
        """One start or completion, from the opening of its session to after its commit."""
        sql, commits, wall, cpu = counter.sql, counter.commits, perf_counter(), process_time()
        yield
        self.cpu += process_time() - cpu
        self.wall.append(perf_counter() - wall)
        self.sql += counter.sql - sql
        self.commits += counter.commits - commits

    @property
    def per_second(self) -> float:
        return len(self.wall) / sum(self.wall)

    def percentile(self, share: float) -> float:
        """In ms, by the nearest rank."""
        return sorted(self.wall)[math.ceil(share * len(self.wall)) - 1] * 1000


class Counter:
    """Statements sent to the database (an executemany is one; BEGIN and COMMIT are none) and commits of transactions that wrote."""

    def __init__(self, database: Database):
        self.sql = self.commits = 0
        event.listen(database.engine, "before_cursor_execute", self._statement)
        event.listen(database.engine, "commit", self._commit)

    def _statement(self, _connection, _cursor, statement, *_) -> None:
        self.sql += not statement.startswith("BEGIN")

    def _commit(self, _connection) -> None:
        self.commits += 1


class Bench:
    """`prepare` once, then `run` as often as wanted."""

    def __init__(self, database: Database, diagram: Diagram):
        self.database, self.diagram, self.counter = database, diagram, Counter(database)
        self.actor: Actor | None = None
        self.password = secrets.token_urlsafe(9)
        self.cases = 0

    def prepare(self) -> None:
        """All tables, the sample district, the chain published, and who does the work."""
        migrations.upgrade(self.database)
        now = utcnow()
        today = local(now).date()
        with self.database.begin() as session:
            demonstration.load(session, password=self.password, now=now)
            self.publish(session, self.diagram)
            self.actor = accounts.load_actor(session, accounts.person_by_login(session, ROLE).id, today=today)

    def publish(self, session, diagram: Diagram) -> None:
        """From now on cases are opened by this diagram."""
        now = utcnow()
        try:
            definitions.publish(session, diagram.files, effective_from=local(now).date(), now=now, known_acts=ACTS, known_roles=ROLES)
        except BundleRefused as refused:
            raise Failure("这张图发布不了：" + " ".join(p.sentence for p in refused.problems)) from refused
        self.diagram = diagram

    def run(self, cases: int) -> dict[str, float]:
        """One finished warm-up case, then so many measured ones; the figures of KEYS."""
        self._case(Tally(), Tally())
        before, starts, completions = self._size(), Tally(), Tally()
        for _ in range(cases):
            self._case(starts, completions)
        return self._figures(starts, completions, (self._size() - before) / cases)

    def _figures(self, starts: Tally, completions: Tally, size: float) -> dict[str, float]:
        done = len(completions.wall)
        values = (starts.per_second, completions.per_second, completions.percentile(0.5), completions.percentile(0.95),
                  completions.cpu * 1000 / done, completions.sql / done, completions.commits / done, size)
        return {key: round(value, 3) for key, value in zip(KEYS, values)}

    # ---- one case --------------------------------------------------------------------------------------------------
    def _case(self, starts: Tally, completions: Tally) -> None:
        self.cases += 1
        with starts.step(self.counter):
            case_id = self._start()
        item_ids, step = self._first(case_id), 0
        while item_ids:
            step += 1
            with completions.step(self.counter):
                item_ids = self._complete(item_ids[0], step)
        self._require_ended(case_id)

    def steps(self) -> Iterator[tuple[int, int]]:
        """Open a case and give each task that stands open in it, (work item, 1…), to be completed by somebody else before the next."""
        self.cases += 1
        case_id, step = self._start(), 0
        while items := self._first(case_id):
            step += 1
            yield items[0], step
        self._require_ended(case_id)

    def _start(self) -> int:
        now = utcnow()
        with courier.command(self.database, now) as session:
            return operations.open_case(session, title=f"chain {self.cases}", source="bench", actor=self.actor, now=now,
                                        process_id=self.diagram.process_id).id

    def _complete(self, item_id: int, step: int) -> list[int]:
        """As a rim does it: a session of its own, one transaction, then the messages that it may have sent."""
        now = utcnow()
        with courier.command(self.database, now) as session:
            done = operations.submit_task(session, item_id, payload(self.cases, step), actor=self.actor, now=now)
            return [item.id for item in done.opened]

    def _first(self, case_id: int) -> list[int]:
        with self.database.read() as session:
            return list(session.scalars(select(WorkItem.id).where(WorkItem.case_id == case_id, WorkItem.status == Status.OFFERED)))

    def _require_ended(self, case_id: int) -> None:
        """A figure for cases that did not run through would be worth nothing."""
        with self.database.read() as session:
            if session.get_one(Case, case_id).status != CaseStatus.ENDED:
                raise Failure(f"第 {self.cases} 件没有走到结束：这张图不是只有用户任务的链。")

    # ---- size ------------------------------------------------------------------------------------------------------
    def _size(self) -> int:
        """Bytes of the database after a VACUUM."""
        full, size = (("VACUUM", "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()")
                      if self.database.is_sqlite else ("VACUUM FULL", POSTGRESQL_SIZE))
        raw = self.database.engine.raw_connection()
        try:
            raw.driver_connection.rollback()
            if not self.database.is_sqlite:
                raw.driver_connection.autocommit = True
            cursor = raw.cursor()
            cursor.execute(full)
            cursor.execute(size)
            return cursor.fetchone()[0]
        finally:
            raw.invalidate()
            raw.close()
