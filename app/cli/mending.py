"""What is stuck, listed and tried again from the command line."""
import json
from collections.abc import Iterable
from datetime import datetime

from app.accounts.model import Actor
from app.cases import courier, operations
from app.cases import queries as cases
from app.cli import preparing
from app.cli.output import Failure, columns, say
from app.kernel.clock import local, utcnow
from app.kernel.database import Database
from app.kernel.errors import Rejection
from app.kernel.settings import Settings
from app.outbox import queries as outbox
from app.outbox.model import State

# Whoever runs commands on the server's machine looks after the whole district. The trace names the command line.
OPERATOR = Actor(None, "cli", "系统管理员（命令行）", (), frozenset({"case.supervise", "case.view_all"}), frozenset())
EVERY = 100_000


def incidents(settings: Settings, args) -> int | None:
    database = preparing.open_database(settings)
    if args.action == "retry":
        return _each(_wanted(args, _open_incidents(database)), lambda number: _retry(database, number))
    with database.read() as session:
        found = cases.stuck(session, OPERATOR, limit=EVERY)
        numbers = cases.numbers(session, {i.case_id for i in found})
    return _list(args, [{"id": i.id, "case": numbers[i.case_id], "at": i.at.isoformat(), "element": i.name, "code": i.code,
                         "sentence": i.sentence} for i in found], "没有受阻的环节。")


def _open_incidents(database: Database) -> list[int]:
    with database.read() as session:
        return [i.id for i in cases.stuck(session, OPERATOR, limit=EVERY)]


def _retry(database: Database, incident_id: int) -> str | None:
    """Why it is still stuck, None if it is not."""
    now = utcnow()

    def work(session) -> str | None:
        case = operations.retry_incident(session, incident_id, actor=OPERATOR, now=now).case
        left = cases.incidents(session, case.id)
        return left[0].sentence if left else None

    return courier.carry_out(database, now, work)


def parcels(settings: Settings, args) -> int | None:
    database = preparing.open_database(settings)
    if args.action == "send":
        return _each(_wanted(args, _parked(database)), lambda number: _send(database, number))
    with database.read() as session:
        found = [p for state in (State.PARKED, State.WAITING) for p in outbox.parcels(session, state, limit=EVERY)]
    return _list(args, [{"id": p.id, "state": str(p.state), "at": p.created_at.isoformat(), "topic": p.topic, "target": p.target,
                         "attempts": p.attempts, "error": p.error or ""} for p in found], "没有等着送出的通知。")


def _parked(database: Database) -> list[int]:
    with database.read() as session:
        return [p.id for p in outbox.parcels(session, State.PARKED, limit=EVERY)]


def _send(database: Database, parcel_id: int) -> None:
    now = utcnow()
    courier.carry_out(database, now, lambda session: operations.send_parcel_again(session, parcel_id, actor=OPERATOR, now=now))


# ---- common ----------------------------------------------------------------------------------------------------------------
def _wanted(args, every: list[int]) -> list[int]:
    if args.all == bool(args.ids):
        raise Failure("请写明编号，或者写 --all。")
    return every[::-1] if args.all else args.ids


def _each(numbers: Iterable[int], try_again) -> int:
    """One after the other, each in a transaction of its own; 1 if one is still stuck."""
    stuck = 0
    for number in numbers:
        try:
            why = try_again(number)
        except Rejection as refusal:
            why = refusal.sentence
        stuck += why is not None
        say(f"{number}：{f'还没有办成：{why}' if why else '已办'}")
    return min(stuck, 1)


def _list(args, rows: list[dict], nothing: str) -> None:
    if args.json:
        say(json.dumps(rows, ensure_ascii=False, indent=1))
    elif not rows:
        say(nothing)
    else:
        columns([[str(v) if k != "at" else f"{local(datetime.fromisoformat(v)):%m-%d %H:%M}" for k, v in row.items()] for row in rows])
