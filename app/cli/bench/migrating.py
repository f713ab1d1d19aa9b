"""`bench migrate`: ten thousand running cases to a new version of the bundle, by worker processes as shipped, some of them killed on the way.

Cases are worked through by the product's own verbs to different places and copied in bulk (as `bench seed` does). The new version has the
whistle process with a renamed step and a new timer. What is found afterwards is read from the database: every case once, nothing doubled;
and after taking all back every case is, byte for byte, where it was.
"""
import json
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import asdict, dataclass
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic, sleep

from sqlalchemy import func, select

from app import migrations
from app.accounts import queries as accounts
from app.audit import queries as audit
from app.audit.tags import Tag
from app.cases.migration import operations, queries
from app.cases.migration.model import CaseState, MigrationCase, RunStatus
from app.cases.model import ProcessInstance
from app.cli import preparing
from app.cli.bench import names, places, seed, stencil
from app.cli.bench.bulk import Bulk
from app.cli.bench.plays import Play
from app.cli.bench.workers import Workers
from app.cli.output import Failure, say, step
from app.definitions import queries as definitions
from app.kernel.clock import local, utcnow
from app.kernel.database import Database
from app.registry import demonstration
from app.tasks.model import WorkItem, WorkStep

OWN_DATABASE = "zfl_bench_migrate"
PLAYS, WHO, CHANGED = 24, "supervisor", "whistle_report.bpmn"
LOOK = 0.2                      # seconds between two looks at the progress
PATIENCE = 3600
REMINDER = ('<bpmn:boundaryEvent id="tb_bench" name="半小时未办" attachedToRef="ut04_signed" cancelActivity="false"><bpmn:outgoing>f_tb_bench</bpmn:outgoing>'
            '<bpmn:timerEventDefinition id="tb_bench_def"><bpmn:timeDuration>PT30M</bpmn:timeDuration></bpmn:timerEventDefinition></bpmn:boundaryEvent>'
            '<bpmn:endEvent id="e_bench" name="已提醒"><bpmn:incoming>f_tb_bench</bpmn:incoming></bpmn:endEvent>'
            '<bpmn:sequenceFlow id="f_tb_bench" sourceRef="tb_bench" targetRef="e_bench"/>')


@dataclass
class Result:
    cases: int
    workers: int
    kills: int
    checked_s: float
    migrated_s: float
    taken_back_s: float
    migrated: int
    refused: int
    once: int                   # cases whose trace tells of exactly one migration
    doubled: int
    misplaced: int              # open items or instances that are not of the version they should be of
    restored: int               # cases that are, byte for byte, what they were, after taking back
    changed: int

    @property
    def whole(self) -> bool:
        return not (self.doubled or self.misplaced or self.changed) and self.once == self.migrated and self.migrated + self.refused == self.cases


def run(_settings, args) -> int:
    with places.own(args.database, OWN_DATABASE) as database, TemporaryDirectory(prefix="zfl-migrate-") as folder:
        result = Bench(database, args, Path(folder)).go()
        backend = database.url.get_backend_name()
    say(json.dumps({"database": backend, **asdict(result)}) if args.json else table(result, backend))
    return 0 if result.whole else 1


class Bench:
    def __init__(self, database: Database, args, folder: Path):
        self.database, self.args, self.folder = database, args, folder

    def go(self) -> Result:
        migrations.upgrade(self.database)
        with self._step(1, "在办案件"):
            fill(self.database, self.args.cases)
        run_id, cases = self._prepare()
        before = self._pictures()
        with self._step(2, "试算") as outcome, self._workers():
            checked = self._until(run_id, RunStatus.CHECKED)
            outcome.append(f"{cases:,} 件，{checked:.1f} 秒")
        self._verb("start", run_id)
        with self._step(3, "迁移") as outcome:
            migrated = self._with_kills(run_id)
            outcome.append(f"{migrated:.1f} 秒")
        found = self._found(run_id)
        self._verb("take_back_all", run_id)
        with self._step(4, "全部收回") as outcome, self._workers():
            back = self._until(run_id, RunStatus.DONE)
            outcome.append(f"{back:.1f} 秒")
        after = self._pictures()
        same = sum(after.get(case) == picture for case, picture in before.items())
        return Result(cases, self.args.workers, self.args.kills, round(checked, 1), round(migrated, 1), round(back, 1), **found, restored=same,
                      changed=len(before) - same)

    def _step(self, number: int, name: str):
        return nullcontext([]) if self.args.json else step(number, 4, name)

    def _workers(self) -> Workers:
        return Workers(self.database, self.folder, self.args.workers)

    # ---- the migration ------------------------------------------------------------------------------------------------------
    def _prepare(self) -> tuple[int, int]:
        now = utcnow()
        with self.database.begin() as session:
            old = definitions.current(session, local(now).date())
            new = preparing.publish(session, preparing.shipped_files() | {CHANGED: changed(preparing.shipped_files()[CHANGED])}, effective_from=local(now).date())
            made = operations.draft(session, from_id=old.id, to_id=new.id, selection={}, reason="bench migrate", actor=self._who(session), now=now)
            run_id = made.id
        self._verb("check", run_id)
        with self.database.read() as session:
            return run_id, queries.run(session, run_id).total

    def _who(self, session):
        return accounts.load_actor(session, accounts.person_by_login(session, WHO).id, today=local(utcnow()).date())

    def _verb(self, verb: str, run_id: int) -> None:
        with self.database.begin() as session:
            getattr(operations, verb)(session, run_id, actor=self._who(session), now=utcnow())

    def _until(self, run_id: int, status: RunStatus, most: float = PATIENCE) -> float:
        """Seconds until the migration has come so far, or `most`."""
        begun = monotonic()
        while self._status(run_id) != status and monotonic() - begun < most:
            sleep(LOOK)
        return monotonic() - begun

    def _status(self, run_id: int) -> str:
        with self.database.read() as session:
            return queries.run(session, run_id).status

    def _with_kills(self, run_id: int) -> float:
        """Workers are killed in the middle of their work, and others come; the time that they take to start is not counted."""
        took = 0.0
        for _ in range(self.args.kills):
            with self._workers() as workers:
                took += self._until(run_id, RunStatus.DONE, secrets.randbelow(2000) / 1000 + 0.5)
                for worker in workers.running:
                    worker.kill()
        with self._workers():
            return took + self._until(run_id, RunStatus.DONE)

    # ---- what is found ------------------------------------------------------------------------------------------------------
    def _pictures(self) -> dict[int, str]:
        """{running case: digest of where it stands}."""
        with self.database.read() as session:
            rows = session.execute(select(ProcessInstance.case_id, ProcessInstance.bundle_id, ProcessInstance.state).where(ProcessInstance.status == "running"))
            return {case: f"{bundle} {sha256(state).hexdigest()}" for case, bundle, state in rows}

    def _found(self, run_id: int) -> dict[str, int]:
        with self.database.read() as session:
            counts, run = queries.counts(session, run_id), queries.run(session, run_id)
            gone = set(session.scalars(select(MigrationCase.case_id).where(MigrationCase.run_id == run_id, MigrationCase.state == CaseState.MIGRATED)))
            told = migrations_told(session)
            wrong = session.scalar(select(func.count()).select_from(WorkItem).join(WorkStep, WorkStep.id == WorkItem.step_id)
                                   .join(ProcessInstance, ProcessInstance.case_id == WorkItem.case_id)
                                   .where(WorkItem.done_at.is_(None), WorkStep.bundle_id != ProcessInstance.bundle_id))
            moved = set(session.scalars(select(ProcessInstance.case_id).where(ProcessInstance.bundle_id == run.to_bundle_id)))
        return {"migrated": len(gone), "refused": counts.get(CaseState.REFUSED, 0), "once": sum(told.get(case, 0) == 1 for case in gone),
                "doubled": sum(n > 1 for n in told.values()), "misplaced": wrong + len(moved ^ gone)}


def migrations_told(session) -> dict[int, int]:
    """{case: how often the newest lines of its trace tell of a migration}."""
    return {case: sum(line.tag == Tag.CASE_MIGRATED for line in audit.recent(session, case, limit=30)) for case in session.scalars(select(MigrationCase.case_id))}


def changed(whistle: bytes) -> bytes:
    """The process with another id for the signing of the order, and a timer at it."""
    text = re.sub(r"\but04_issue\b", "ut04_signed", whistle.decode())
    head, task, rest = text.partition('<bpmn:userTask id="ut04_signed"')
    end = rest.index("</bpmn:userTask>") + len("</bpmn:userTask>")
    return (head + task + rest[:end] + REMINDER + rest[end:]).encode()


# ---- filling ----------------------------------------------------------------------------------------------------------------
@contextmanager
def template(count: int) -> Iterator[Database]:
    """A scratch database with the sample district and cases at different places, none of which has ended."""
    until = utcnow().replace(microsecond=0)
    with TemporaryDirectory(prefix="zfl-migrate-") as folder:
        scratch = Database(f"sqlite:///{folder}/template.sqlite3")
        migrations.upgrade(scratch)
        with scratch.begin() as session:
            demonstration.load(session, password=secrets.token_urlsafe(9), now=until)
            preparing.publish(session, preparing.shipped_files(), effective_from=local(until).date())
        seed.count_from_afar(scratch)
        for number in range(1, count + 1):
            Play(scratch, number, until - timedelta(hours=2), 2 + number * 2, None).perform()
        yield scratch
        scratch.dispose()


class Copies(seed.Seed):
    """Copies of all families in turn until so many cases run."""

    def copy(self, scratch: Database) -> None:
        with scratch.engine.connect() as source:
            families = [f for f in self._families(stencil.Cutter(source, migrations.metadata, self.database.engine.dialect)) if f.running]
            if not families:
                raise Failure("没有一组在办的样板案件。")
            self._house(source, utcnow())
        next_ids = {t.name: self.bulk.highest(t) + 1 for t in self.tables if stencil.counted(t) is not None}
        printer = Printer(next_ids, self.counters, utcnow(), self.database.engine.dialect)
        made = 0
        while made < self.wanted:
            rows = {t.name: [] for t in migrations.metadata.sorted_tables}
            while made < self.wanted and sum(map(len, rows.values())) < seed.BATCH:
                family = families[self.copies % len(families)]
                printer.print(family, self.copies, rows)
                self.copies, made = self.copies + 1, made + family.cases
            self.bulk.begin()
            for t in migrations.metadata.sorted_tables:
                self.bulk.write(t, rows[t.name])
            self.bulk.commit()
        self._numbers_go_on()
        self.bulk.wake([t for t in migrations.metadata.sorted_tables if stencil.counted(t) is not None])


class Printer(seed.Printer):
    def copy_of(self, family: stencil.Family, number: int) -> stencil.Copy:
        """As it was, but for ids, numbers and names: nothing falls due by being older."""
        copy = super().copy_of(family, number)
        return stencil.Copy(copy.ids, copy.words | {text: names.renumbered(text, 0, self.counters) for text in family.numbers}, timedelta())


def fill(database: Database, cases: int) -> None:
    bulk = Bulk(database)
    try:
        bulk.open_notes()
        with template(min(PLAYS, max(cases // 4, 3))) as scratch:
            Copies(database, bulk, cases).copy(scratch)
    finally:
        bulk.close()


def table(result: Result, backend: str) -> str:
    """Figures, and what was found afterwards."""
    def rate(cases: int, seconds: float) -> str:
        return f"{seconds:.1f} 秒，每秒 {cases / max(seconds, 0.1):.0f} 件"

    return "\n".join((
        f"migrate：{backend}，{result.cases:,} 件在办案件，{result.workers} 个后台进程，途中 kill -9 {result.kills} 次", "",
        f"试算 {rate(result.cases, result.checked_s)}；迁移 {rate(result.migrated, result.migrated_s)}；全部收回 {rate(result.migrated, result.taken_back_s)}",
        f"已迁移 {result.migrated:,}，不能迁 {result.refused:,}；恰好一次 {result.once:,}，重复 {result.doubled}，待办或者版本不符 {result.misplaced}",
        f"收回以后与迁移以前逐字节相同 {result.restored:,}，不同 {result.changed}"))
