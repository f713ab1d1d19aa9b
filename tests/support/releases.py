"""Databases of released versions as data: taken once at a release, committed, loaded and migrated up by tests ever after.

A file is JSON lines, compressed: first what the release's own migrations made on each backend, then a line for each row. Values are
neutral: an instant is ISO text, a blob text if it is UTF-8 and base64 if not; the reader turns them into what the columns of the
schema it fills are declared as, so the same file fills SQLite and PostgreSQL.
"""
import base64
import json
import lzma
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from app import migrations
from app.kernel.database import Database, UtcDateTime

FOLDER = Path(__file__).parents[1] / "kernel" / "releases"
ALEMBIC = "alembic_version"
SQLITE_SCHEMA = "SELECT type || ' ' || name || ' ' || sql FROM sqlite_master WHERE sql IS NOT NULL"
POSTGRESQL_SCHEMA = """
SELECT concat_ws(' ', 'column', table_name, column_name, data_type, character_maximum_length, 'null', is_nullable, column_default)
FROM information_schema.columns WHERE table_schema = 'public'
UNION ALL SELECT 'index ' || indexdef FROM pg_indexes WHERE schemaname = 'public'
UNION ALL SELECT concat_ws(' ', 'constraint', conrelid::regclass, conname, pg_get_constraintdef(oid)) FROM pg_constraint
  WHERE connamespace = 'public'::regnamespace AND contype <> 'n'
UNION ALL SELECT 'trigger ' || pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
UNION ALL SELECT 'function ' || proname || ' ' || prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace"""


def released() -> list[str]:
    """The versions whose databases are kept, oldest first."""
    names = (path.name.removesuffix(".jsonl.xz") for path in FOLDER.glob("*.jsonl.xz"))
    return sorted(names, key=lambda name: [int(part) for part in name.split(".")])


def schema(database: Database) -> list[str]:
    """What the database consists of, one line each: tables, columns, indexes, constraints, triggers, functions."""
    with database.engine.connect() as connection:
        lines = connection.exec_driver_sql(SQLITE_SCHEMA if database.is_sqlite else POSTGRESQL_SCHEMA)
        return sorted(line for (line,) in lines if ALEMBIC not in line)


# ---- taking -----------------------------------------------------------------------------------------------------------
def take(version: str, database: Database, schemas: dict[str, list[str]]) -> Path:
    """Write the database and the schemas of both backends as this release's file."""
    path = FOLDER / f"{version}.jsonl.xz"
    head = {"version": version, "revision": migrations.current(database), "instants": "number", "schemas": schemas}
    with lzma.open(path, "wt", preset=9 | lzma.PRESET_EXTREME, encoding="utf-8") as file:
        for line in (head, *everything(database)):
            file.write(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n")
    return path


def everything(database: Database) -> Iterator[list]:
    """[table, {column: neutral value}] of every row."""
    with database.engine.connect() as connection:
        for table in _tables(connection):
            if database.is_sqlite:
                _declare_instants(table, UtcDateTime())
            order = list(table.primary_key.columns) or list(table.columns)
            for row in connection.execute(sa.select(table).order_by(*order)):
                yield [table.name, {name: _neutral(value) for name, value in row._mapping.items() if value is not None}]


def _declare_instants(table: sa.Table, kind: sa.types.TypeEngine) -> None:
    for column in table.columns:
        if isinstance(column.type, sa.DateTime):
            column.type = kind


def _neutral(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.replace(tzinfo=None).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, bytes):
        try:
            return {"utf-8": value.decode()}
        except UnicodeDecodeError:
            return {"base64": base64.b64encode(value).decode()}
    return value


def _tables(connection) -> list[sa.Table]:
    """As the database itself says, parents first; without what it works out by itself."""
    metadata, derived = sa.MetaData(), {ALEMBIC, *_derived(connection, "virtual"), *_derived(connection, "shadow")}
    metadata.reflect(connection, only=lambda name, _: name not in derived)
    return metadata.sorted_tables


def _derived(connection, kind: str) -> list[str]:
    """SQLite's full-text indexes are tables (virtual), and so is what they consist of (shadow)."""
    if connection.dialect.name != "sqlite":
        return []
    return list(connection.scalars(sa.text("SELECT name FROM pragma_table_list WHERE type = :kind"), {"kind": kind}))


# ---- loading ----------------------------------------------------------------------------------------------------------
def header(version: str) -> dict[str, Any]:
    return json.loads(next(_lines(version)))


@cache
def _by_table(version: str) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict]] = {}
    for table, row in map(json.loads, list(_lines(version))[1:]):
        found.setdefault(table, []).append(row)
    return found


def _lines(version: str) -> Iterator[str]:
    with lzma.open(FOLDER / f"{version}.jsonl.xz", "rt", encoding="utf-8") as file:
        yield from file


def rows(version: str, table: str) -> list[dict[str, Any]]:
    """The rows of one table as they were then, {column: neutral value}; what was null is not there."""
    return _by_table(version).get(table, [])


def load(version: str, database: Database) -> None:
    """Make an empty database what an installation of that release would be."""
    migrations.upgrade(database, to=header(version)["revision"])
    with database.begin() as session, _without_triggers(session):
        for table in _tables(session.connection()):
            if database.is_sqlite and header(version).get("instants") == "number":      # 0.1.0 wrote text
                _declare_instants(table, Microseconds())
            _fill(session, table, rows(version, table.name))
        for index in _derived(session.connection(), "virtual"):
            session.execute(sa.text(f"INSERT INTO {index} ({index}) VALUES ('rebuild')"))
        if not database.is_sqlite:
            _set_counters(session)


@contextmanager
def _without_triggers(session) -> Iterator[None]:
    """The rows come as they were; what triggers made of them then is among them."""
    if not session.get_bind().dialect.name == "sqlite":
        session.execute(sa.text("SET LOCAL session_replication_role = replica"))
        yield
        return
    triggers = session.execute(sa.text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")).all()
    for name, _ in triggers:
        session.execute(sa.text(f'DROP TRIGGER "{name}"'))
    yield
    for _, sql in triggers:
        session.connection().exec_driver_sql(sql)


def _fill(session, table: sa.Table, rows: list[dict]) -> None:
    session.execute(sa.delete(table))           # what the migrations themselves put in is in the file as well
    if rows:
        given = [{c.name: _typed(c.type, row.get(c.name)) for c in table.columns} for row in rows]
        session.execute(sa.insert(table), given)


class Microseconds(sa.BigInteger):
    """What SQLite keeps of an instant since 0.2.0: a number, since 1970."""


def _typed(kind: sa.types.TypeEngine, value: Any) -> Any:
    if value is None:
        return None
    if isinstance(kind, Microseconds):
        return (datetime.fromisoformat(value) - datetime(1970, 1, 1)) // timedelta(microseconds=1)
    if isinstance(value, dict):
        return value["utf-8"].encode() if "utf-8" in value else base64.b64decode(value["base64"])
    for declared, read in ((sa.DateTime, datetime.fromisoformat), (sa.Date, date.fromisoformat), (sa.Boolean, bool),
                           (sa.Float, float), (sa.Numeric, Decimal)):
        if isinstance(kind, declared):
            return read(value)
    return value


def _set_counters(session) -> None:
    for table in _tables(session.connection()):
        for column in table.primary_key.columns:
            counter = session.scalar(sa.text("SELECT pg_get_serial_sequence(:table, :column)"),
                                     {"table": f'"{table.name}"', "column": column.name})
            if counter and (last := session.scalar(sa.select(sa.func.max(column)))):
                session.execute(sa.text("SELECT setval(CAST(:counter AS regclass), :last)"), {"counter": counter, "last": last})
