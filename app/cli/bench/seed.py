"""`bench seed`: a database of its own with any number of cases, fast, and taken up again where a killed run left it.

A set of real cases is worked through in a scratch database (plays.py), cut into stencils (stencil.py), and copied in bulk (bulk.py). Every
copy has its own ids, numbers, times, names, engine state and trace; whatever the product does with a case it does with these.
"""
import random
import secrets
import sys
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic

from sqlalchemy import func, make_url, select

from app import migrations
from app.audit.operations import verify
from app.cases.model import Case
from app.cli import preparing
from app.cli.bench import names, places, plays, stencil
from app.cli.bench.bulk import NOTES, Bulk
from app.cli.output import Failure, say, step
from app.kernel.clock import local, utcnow
from app.kernel.database import Database
from app.registry import demonstration

SQLITE_FILE, SERVER_DATABASE = "bench-seed.sqlite3", "zfl_bench_seed"
PLAYS = 90
BATCH = 20_000                  # rows of one transaction, about
OPEN_TASKS, ENTRIES = 0.3, 10   # a case, on average
ANY = 10                        # every so many copies any family is as good
RUNNING_DAYS, ENDED_DAYS = 21, 900
SAMPLE = 50                     # copies whose trace is verified at the end
STEPS = 5


def run(_settings, args) -> None:
    database = on_server(args.database, SERVER_DATABASE) if args.database else own_file(Path(args.file or SQLITE_FILE))
    build(database, args.cases, args.plays).dispose()


def build(database: Database, cases: int, plays_wanted: int = PLAYS) -> Database:
    """Fill the database up to so many cases; one that has them already is left as it is."""
    with step(1, STEPS, "数据库") as outcome:
        migrations.upgrade(database)
        outcome.append(database.url.render_as_string())
    bulk = Bulk(database)
    try:
        bulk.open_notes()
        if not bulk.note("finished") or bulk.note("done", 0) < cases:
            Seed(database, bulk, cases).fill(plays_wanted)
    finally:
        bulk.close()
    return database


# ---- where ------------------------------------------------------------------------------------------------------------------
def own_file(path: Path) -> Database:
    """A file that belongs to this bench. One that is somebody else's is refused and not touched."""
    database = Database(f"sqlite:///{path}")
    if path.exists() and not _is_own(database):
        database.dispose()
        raise Failure(f"{path} 不是 bench seed 自己的数据库，没有改动。请用 --file 另写一个文件名。")
    return database


def on_server(url: str, name: str) -> Database:
    """A database of this name on the server that belongs to this bench; made if it is not there."""
    if make_url(url).get_backend_name() != "postgresql":
        raise Failure("--database 只用于 PostgreSQL（postgresql+psycopg://…）；SQLite 用 --file。")
    if name not in places.databases(url):
        places.on_server(url, f"CREATE DATABASE {name}")
    own = Database(make_url(url).set(database=name))
    if migrations.current(own) and not _is_own(own):
        raise Failure(f"服务器上的 {name} 不是 bench seed 自己的数据库，没有改动。")
    return own


def server_database(size: int) -> str:
    return f"{SERVER_DATABASE}_{size}"


def drop(url: str, name: str) -> None:
    places.on_server(url, f"DROP DATABASE {name} WITH (FORCE)")


def _is_own(database: Database) -> bool:
    with database.engine.connect() as connection:
        return connection.dialect.has_table(connection, NOTES) or not connection.dialect.has_table(connection, "organ")


# ---- the templates ------------------------------------------------------------------------------------------------------------
@contextmanager
def templates(until: datetime, count: int) -> Iterator[Database]:
    """A scratch database with the sample district and `count` plays worked through."""
    with TemporaryDirectory(prefix="zfl-seed-") as folder:
        scratch = Database(f"sqlite:///{folder}/templates.sqlite3")
        migrations.upgrade(scratch)
        with scratch.begin() as session:
            demonstration.load(session, password=secrets.token_urlsafe(9), now=until)
            preparing.publish(session, preparing.shipped_files(), effective_from=local(until).date() - timedelta(days=ENDED_DAYS))
        count_from_afar(scratch)
        for play in plays.cast(scratch, until, count):
            play.perform()
        yield scratch
        scratch.dispose()


def count_from_afar(scratch: Database) -> None:
    """SQLite counts on from the largest id: a placeholder row makes each table begin in its own far range."""
    bulk, dialect = Bulk(scratch), scratch.engine.dialect
    bulk.execute("PRAGMA foreign_keys=OFF")
    bulk.begin()
    for n, table in enumerate(stencil.case_tables(migrations.metadata)):
        if stencil.counted(table) is not None:
            row = _placeholder(table, stencil.FIRST + n * stencil.RANGE)
            bulk.write(table, [[stencil.bind_of(c, dialect)(row.get(c.name)) for c in table.columns]])
    bulk.finish()
    bulk.close()


def _placeholder(table, number: int) -> dict:
    row = {c.name: stencil.blank(c) for c in table.columns if not c.nullable}
    return row | {c.name: f"placeholder {number}" for c in table.columns if c.unique} | {"id": number}


# ---- filling --------------------------------------------------------------------------------------------------------------------
@dataclass
class Seed:
    """One run. What is done is told in cases; `counters`: the last number of each series."""

    database: Database
    bulk: Bulk
    wanted: int
    done: int = 0
    copies: int = 0
    counters: dict[str, int] = field(default_factory=dict)
    totals: dict[str, int] = field(default_factory=lambda: {"open": 0, "entries": 0})

    def fill(self, count: int) -> None:
        until = datetime.fromisoformat(self.bulk.note("until", utcnow().replace(microsecond=0).isoformat()))
        self._take_up()
        with step(2, STEPS, "样板案件") as outcome, templates(until, count) as scratch:
            with scratch.engine.connect() as source:
                families = self._families(stencil.Cutter(source, migrations.metadata, self.database.engine.dialect))
                outcome.append(f"{len(families)} 组，{sum(f.cases for f in families)} 件")
                self._house(source, until)
        with step(3, STEPS, f"复制到 {self.wanted:,} 件") as outcome:
            self._copy(Deck(families), until)
            outcome.append(f"待办 {self.totals['open']:,}，留痕 {self.totals['entries']:,}")
        with step(4, STEPS, "恢复触发器、计数和统计"):
            self._numbers_go_on()
            self.bulk.wake([t for t in migrations.metadata.sorted_tables if stencil.counted(t) is not None])
            self.bulk.begin()
            self.bulk.commit(finished=True)
        with step(5, STEPS, "抽查留痕") as outcome:
            outcome.append(f"{self._verify()} 条，完整")

    def _take_up(self) -> None:
        """Where an earlier run stopped."""
        self.done, self.copies = self.bulk.note("done", 0), self.bulk.note("copies", 0)
        self.counters = self.bulk.note("counters", {})
        self.totals |= self.bulk.note("totals", {})

    def _families(self, cutter: stencil.Cutter) -> list[stencil.Family]:
        self.house = {t.name: cutter.of_the_house(t) for t in cutter.tables}
        self.tables = cutter.tables
        found = [family for family in cutter.families() if family.self_contained()]
        if not found:
            raise Failure("没有一组样板案件可以复制。")
        return found

    def _house(self, source, until: datetime) -> None:
        """Everything that is no case's: organs, people, bundles, parameters … as in the scratch database, once."""
        if self.bulk.note("until"):
            self._require_same_house(source)
            self.bulk.rest()
            return
        self.bulk.rest()
        self.bulk.begin()
        dialect = self.database.engine.dialect
        for table in migrations.metadata.sorted_tables:
            rows = self.house[table.name] if table.name in self.house else source.execute(select(table)).all()
            binds = [stencil.bind_of(c, dialect) for c in table.columns]
            if rows:
                self.bulk.execute(f"DELETE FROM {self.bulk.quote(table.name)}")
                self.bulk.write(table, [[None if v is None else bind(v) for v, bind in zip(row, binds)] for row in rows])
        self.bulk.commit(until=until.isoformat())

    def _require_same_house(self, source) -> None:
        """A run that is taken up must mean the same organs, people and diagrams by the same ids."""
        for name, columns in (("organ", ("id", "code")), ("person", ("id", "login")), ("bundle", ("id", "hash")), ("work_step", ("id", "node"))):
            table = migrations.metadata.tables[name]
            query = select(*(table.c[c] for c in columns)).order_by(table.c.id)
            with self.database.engine.connect() as target:
                if source.execute(query).all() != target.execute(query).all():
                    raise Failure("这个数据库是用另一版流程或者另一个示范区生成的，不能接着做。请另写一个 --file。")

    # ---- copies ----
    def _copy(self, deck: "Deck", until: datetime) -> None:
        bar = Bar(self.wanted, self.done)
        next_ids = {t.name: self.bulk.highest(t) + 1 for t in self.tables if stencil.counted(t) is not None}
        printer = Printer(next_ids, self.counters, until, self.database.engine.dialect)
        while self.done < self.wanted:
            rows: dict[str, list] = defaultdict(list)
            while self.done < self.wanted and sum(map(len, rows.values())) < BATCH:
                family = deck.draw(self.copies, self.done, **self.totals)
                printer.print(family, self.copies, rows)
                self.copies += 1
                self.done += family.cases
                self.totals["open"] += family.open_tasks
                self.totals["entries"] += family.entries
            self.bulk.begin()
            for table in migrations.metadata.sorted_tables:
                self.bulk.write(table, rows.get(table.name, ()))
            self.bulk.commit(done=self.done, copies=self.copies, counters=self.counters, totals=self.totals)
            bar.show(self.done)
        bar.end()

    def _numbers_go_on(self) -> None:
        """The product's next official number comes after every seeded one."""
        self.bulk.begin()
        self.bulk.execute("UPDATE sequence SET last = ?", (max(self.counters.values(), default=0),))
        self.bulk.commit()

    def _verify(self) -> int:
        checked = 0
        with self.database.read() as session:
            last = session.scalar(select(func.max(Case.id)))
            for case_id in random.Random(1).sample(range(1, last + 1), min(SAMPLE, last)):
                found = verify(session, case_id)
                if not found.whole:
                    raise Failure(f"案件 {case_id} 的留痕断开：{found.broken.why}。")
                checked += found.checked
        return checked


class Deck:
    """Families, drawn so that open tasks and trace entries a case come as near to what is wanted as the families allow."""

    def __init__(self, families: list[stencil.Family]):
        ranked = sorted(families, key=lambda f: f.entries / f.cases)
        self.families = families
        self.fit = {many: [f for f in ranked if (f.open_tasks > OPEN_TASKS * f.cases) == many] for many in (True, False)}

    def draw(self, copy: int, cases: int, open: int, entries: int) -> stencil.Family:
        fit = self.fit[open < OPEN_TASKS * cases] or self.families
        share = len(fit) // 4 + 1       # the shortest quarter brings the average down, the rest brings it up
        if copy % ANY == 0:             # long ones stay among them however short the average is to be
            return random.Random(copy).choice(fit)
        return random.Random(copy).choice(fit[share:] or fit if entries < ENTRIES * cases else fit[:share])


class Printer:
    """Prints copies of families."""

    def __init__(self, next_ids: dict[str, int], counters: dict[str, int], until: datetime, dialect):
        self.next_ids, self.counters, self.until = next_ids, counters, until
        tables = migrations.metadata.tables
        self.leaf, self.head = tables[stencil.TRACE], tables["chain_head"]
        self.binds = {t.name: {c.name: stencil.bind_of(c, dialect) for c in t.columns} for t in (self.leaf, self.head)}

    def print(self, family: stencil.Family, number: int, into: dict[str, list]) -> None:
        copy = self.copy_of(family, number)
        for table, rows in family.rows.items():
            into[table] += [row.of(copy) for row in rows]
        heads = {}
        for row, head in stencil.trace(family, copy):
            into[self.leaf.name].append(self._stored(self.leaf, row))
            heads[row["case_id"]] = head
        into[self.head.name] += [self._stored(self.head, {"case_id": c, "seq": h.seq, "hash": h.hash}) for c, h in heads.items()]

    def _stored(self, table, row: dict) -> list:
        binds = self.binds[table.name]
        return [binds[c.name](row[c.name]) for c in table.columns]

    def copy_of(self, family: stencil.Family, number: int) -> stencil.Copy:
        """What is new in copy `number`."""
        chance = random.Random(number)
        days = chance.randint(0, RUNNING_DAYS if family.running else ENDED_DAYS)
        shift = -timedelta(days=days, minutes=chance.randint(0, 480))
        words = names.words(family.number, chance)
        years = (family.began + shift).year - family.began.year
        words |= {number: names.renumbered(number, years, self.counters) for number in family.numbers}
        return stencil.Copy(self._ids(family), words, shift)

    def _ids(self, family: stencil.Family) -> dict[int, int]:
        new = {}
        for table, ids in family.ids.items():
            first = self.next_ids[table]
            new |= zip(ids, range(first, first + len(ids)))
            self.next_ids[table] = first + len(ids)
        return new


# ---- progress ---------------------------------------------------------------------------------------------------------------------
class Bar:
    """`[#####-----] 52% 520,000/1,000,000 9,400 件/秒 还需 51 秒`, once a second at most."""

    def __init__(self, total: int, done: int):
        self.total, self.first, self.started, self.shown = total, done, monotonic(), 0.0

    def show(self, done: int) -> None:
        now = monotonic()
        if now - self.shown < (1 if sys.stdout.isatty() else 15) and done < self.total:
            return
        self.shown = now
        rate = (done - self.first) / max(now - self.started, 0.001)
        left = (self.total - done) / rate if rate else 0
        filled = min(30, 30 * done // self.total)
        line = (f"[{'#' * filled}{'-' * (30 - filled)}] {100 * done // self.total}% {done:,}/{self.total:,} "
                f"{rate:,.0f} 件/秒 还需 {max(0, left):,.0f} 秒")
        print(f"\r{line}" if sys.stdout.isatty() else f"\n  {line}", end="", flush=True)

    def end(self) -> None:
        say()
