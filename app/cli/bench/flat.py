"""`bench flat`: the same pages and completions in a small and in a full database, side by side; and steps of long and wide cases.

The databases are `bench seed`'s. Sizes take turns, question by question, so that other work on the machine meets all of them alike; what is
asked for is drawn at random, so nothing is asked twice and no answer is remembered.
"""
import json
import logging
import math
import random
import re
import secrets
import shutil
import statistics
import sys
from collections.abc import Callable
from contextlib import redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import Any

from sqlalchemy import func, select

from app import migrations
from app.accounts import operations as account_verbs
from app.accounts import queries as accounts
from app.accounts.model import Actor
from app.cases import courier, operations
from app.cases.model import Case, CaseStatus, WhistleOrder
from app.cli.bench import long, names, plays, seed
from app.cli.output import Failure, columns, say
from app.kernel.clock import local, utcnow
from app.kernel.database import Database
from app.kernel.settings import Settings
from app.tasks import queries as tasks
from app.tasks.model import WorkItem

CLERK, CHIEF = "duty_chief", "supervisor"       # who works at a full desk, and who sees every case
WARM = 3                    # rounds before those that count
ROOM = 9_000                # bytes of disk a case may need while it is measured


def run(_settings, args) -> None:
    logging.disable(logging.INFO)           # a line a request is not what is measured
    result: dict[str, Any] = {}
    # What is going on is told on standard error: the figures may go to a program.
    with redirect_stdout(sys.stderr):
        if not args.only or args.only == "pages":
            result["sizes"] = _pages(args)
        if not args.only or args.only == "engine":
            result["long"] = long.measure()
    if args.json:
        return say(json.dumps(result, ensure_ascii=False))
    if "sizes" in result:
        _table(result["sizes"])
    if "long" in result:
        long.table(result["long"])
    return None


# ---- databases ------------------------------------------------------------------------------------------------------------------
def _pages(args) -> dict[str, dict[str, dict[str, float]]]:
    """{question: {size: {p50_ms, p95_ms, cpu_p50_ms, cpu_p95_ms}}}."""
    if args.folder:
        args.folder.mkdir(parents=True, exist_ok=True)
        return _compared(args, args.folder)
    with TemporaryDirectory(prefix="zfl-flat-") as folder:
        return _compared(args, Path(folder))


def _compared(args, folder: Path) -> dict:
    desks = [Desk(size, _seeded(args, size, folder), folder) for size in sorted(args.sizes)]
    try:
        return _measured(desks, args.rounds)
    finally:
        for desk in desks:
            desk.database.dispose()
            if args.database and not args.keep:
                seed.drop(args.database, seed.server_database(desk.size))


def _seeded(args, size: int, folder: Path) -> Database:
    """The database of this size, made now or left by an earlier run."""
    if args.database:
        return seed.build(seed.on_server(args.database, seed.server_database(size)), size, args.plays)
    path = folder / f"flat-{size}.sqlite3"
    if not path.exists() and shutil.disk_usage(folder).free < size * ROOM:
        raise Failure(f"{folder} 剩余空间不够生成 {size:,} 件案件，请用 --folder 换一个目录。")
    return seed.build(seed.own_file(path), size, args.plays)


# ---- what is asked -----------------------------------------------------------------------------------------------------------------
@dataclass
class Timings:
    """Seconds of one question at one size."""

    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)

    def figures(self) -> dict[str, float]:
        return {"p50_ms": _ms(statistics.median(self.wall)), "p95_ms": _ms(_percentile(self.wall, 0.95)),
                "cpu_p50_ms": _ms(statistics.median(self.cpu)), "cpu_p95_ms": _ms(_percentile(self.cpu, 0.95))}


def _percentile(values: list[float], share: float) -> float:
    return sorted(values)[math.ceil(share * len(values)) - 1]


def _ms(seconds: float) -> float:
    return round(seconds * 1000, 2)


class Desk:
    """One database with people at work on it."""

    def __init__(self, size: int, database: Database, folder: Path):
        from app.factory import create_app      # the pages need a while to import; seeding does without them

        self.size, self.database, self.chance = size, database, random.Random(size)
        migrations.upgrade(database)
        app = create_app(Settings(data_dir=folder / f"data-{size}", demo=True), database)
        password = secrets.token_urlsafe(9)
        self.clerk, self.chief = (self._signed_in(app, login, password) for login in (CLERK, CHIEF))
        self.actor = self._actor(CLERK)
        self.hand = plays.Play(database, 1, utcnow(), 0, None)
        with database.read() as session:
            self.last_case = session.scalar(select(func.max(Case.id)))
            self.whistles = list(session.scalars(select(WhistleOrder.id).order_by(WhistleOrder.id).limit(2000)))
        if not self.whistles:
            raise Failure(f"{size} 件案件里没有哨令可看，请用更多的 --plays 或者更大的 --sizes。")

    def _actor(self, login: str) -> Actor:
        with self.database.read() as session:
            return accounts.load_actor(session, accounts.person_by_login(session, login).id, today=local(utcnow()).date())

    def _signed_in(self, app, login: str, password: str):
        with self.database.begin() as session:
            account_verbs.set_password(session, accounts.person_by_login(session, login), password)
        client = app.test_client()
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get("/login").get_data(as_text=True))[1]
        client.post("/login", data={"login": login, "password": password, "csrf_token": token})
        return client

    # ---- questions: each gives what is measured, and prepares what is not ----
    def get(self, client, path: str, **query: str) -> Callable[[], None]:
        def ask() -> None:
            answer = client.get(path, query_string=query)
            if answer.status_code != 200:
                raise Failure(f"{path} 答 {answer.status_code}，没有可测的。")
        return ask

    def any_case(self) -> Case:
        """Ids are without gaps but for other tables' counts, so the next one above a random number is a fair draw."""
        with self.database.read() as session:
            return session.scalar(select(Case).where(Case.id >= self.chance.randint(1, self.last_case)).order_by(Case.id).limit(1))

    def counts(self) -> Callable[[], None]:
        def count() -> None:
            with self.database.read() as session:
                tasks.counts(session, self.actor)
        return count

    def words(self) -> str:
        place = self.chance.choice(names.VILLAGES + names.ROADS)
        return f"{place} {self.chance.choice(names.WHAT)[:self.chance.choice((2, 4))]}"

    def completion(self) -> Callable[[], None]:
        """A random open task, with its form filled in; measured is the submission, from its transaction's opening to after its commit."""
        while True:
            item, actor = self._open_item()
            try:
                with self.database.read() as session:
                    data = self.hand.answers(session, item, actor, 0)
                return lambda: self._submit(item.id, data, actor)
            except plays.REFUSED:
                continue

    def _open_item(self) -> tuple[WorkItem, Actor]:
        while True:
            case = self.any_case()
            if case.status == CaseStatus.RUNNING:
                with self.database.read() as session:
                    items = tasks.open_items(session, case.id)
                if items and (actor := self.hand.someone_for(items[0])):
                    return items[0], actor

    def _submit(self, item_id: int, data: dict, actor: Actor) -> None:
        now = utcnow()
        try:
            with courier.command(self.database, now) as session:
                operations.submit_task(session, item_id, data, actor=actor, now=now)
        except plays.REFUSED:       # the law said no: that was work too, and the case stays as it was
            pass


QUESTIONS: dict[str, Callable[[Desk], Callable[[], None]]] = {
    "工作台（待我办理）": lambda desk: desk.get(desk.clerk, "/"),
    "工作台（可签收）": lambda desk: desk.get(desk.clerk, "/", view="claimable"),
    "工作台（我已办）": lambda desk: desk.get(desk.clerk, "/", view="done"),
    "工作台的计数": lambda desk: desk.counts(),
    "按案号查": lambda desk: desk.get(desk.chief, "/cases", q=desk.any_case().number),
    "按文字查（全区）": lambda desk: desk.get(desk.chief, "/cases", q=desk.words()),
    "按文字查（本街道）": lambda desk: desk.get(desk.clerk, "/cases", q=desk.words()),
    "案件清单（本街道）": lambda desk: desk.get(desk.clerk, "/cases"),
    "案件页": lambda desk: desk.get(desk.chief, f"/cases/{desk.any_case().id}"),
    "哨令展示板": lambda desk: desk.get(desk.chief, f"/whistles/{desk.chance.choice(desk.whistles)}/board"),
    "办完一项": lambda desk: desk.completion(),
}


def _measured(desks: list[Desk], rounds: int) -> dict:
    timings = {name: {desk.size: Timings() for desk in desks} for name in QUESTIONS}
    for n in range(WARM + rounds):
        for name, question in QUESTIONS.items():
            for desk in desks if n % 2 else reversed(desks):
                ask = question(desk)
                _time(ask, timings[name][desk.size] if n >= WARM else Timings())
    return {name: {str(size): t.figures() for size, t in by_size.items()} for name, by_size in timings.items()}


def _time(ask: Callable[[], None], into: Timings) -> None:
    cpu, wall = process_time(), perf_counter()
    ask()
    into.wall.append(perf_counter() - wall)
    into.cpu.append(process_time() - cpu)


# ---- the table --------------------------------------------------------------------------------------------------------------------
def _table(sizes: dict) -> None:
    order = sorted(next(iter(sizes.values())), key=int)
    head = ["毫秒"] + [f"{int(size):,} 件 {name}" for size in order for name in ("p50", "p95", "CPU p95")] + ["p95 之比", "CPU p95 之比"]
    rows = [head]
    for name, by_size in sizes.items():
        shown = [f"{by_size[size][key]:.1f}" for size in order for key in ("p50_ms", "p95_ms", "cpu_p95_ms")]
        ratios = [f"{by_size[order[-1]][key] / by_size[order[0]][key]:.2f}" for key in ("p95_ms", "cpu_p95_ms")]
        rows.append([name, *shown, *ratios])
    columns(rows)
