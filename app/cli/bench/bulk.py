"""Rows by the ten thousand into a database that belongs to a bench, past the ORM: executemany on SQLite, COPY on PostgreSQL.

While it is filled its triggers and foreign keys rest (`rest`, `wake`): what they guard is true of copies of rows that passed them. What a
killed run left is told by `bench_seed`, which every batch writes in its own transaction.
"""
import json
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Table

from app.cases.search_index import REBUILD
from app.kernel.database import Database

NOTES = "bench_seed"


class Bulk:
    """One connection that writes. `progress` survives a kill: whatever `commit` was given last."""

    def __init__(self, database: Database):
        self.database = database
        self.quote = database.engine.dialect.identifier_preparer.quote
        self.pooled = database.engine.raw_connection()
        self.raw = self.pooled.driver_connection
        self.inserts: dict[str, str] = {}

    def close(self) -> None:
        self.pooled.invalidate()        # its settings are for filling only
        self.pooled.close()

    # ---- writing ----
    def write(self, table: Table, rows: Sequence[Sequence[Any]]) -> None:
        """Stored values, in the order of the table's columns."""
        if not rows:
            return
        cursor = self.raw.cursor()
        if self.database.is_sqlite:
            cursor.executemany(self._insert(table), rows)
            return
        with cursor.copy(f"COPY {self._named(table)} FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)

    def _named(self, table: Table) -> str:
        return f"{self.quote(table.name)} ({', '.join(self.quote(c.name) for c in table.columns)})"

    def _insert(self, table: Table) -> str:
        if table.name not in self.inserts:
            self.inserts[table.name] = f"INSERT INTO {self._named(table)} VALUES ({', '.join('?' * len(table.columns))})"
        return self.inserts[table.name]

    # ---- transactions and progress ----
    def begin(self) -> None:
        if self.database.is_sqlite:
            self.execute("BEGIN IMMEDIATE")

    def execute(self, statement: str, parameters: Sequence[Any] = ()) -> Any:
        return self.raw.cursor().execute(statement if self.database.is_sqlite else statement.replace("?", "%s"), parameters)

    def commit(self, **notes: Any) -> None:
        """`notes`: what a run that is taken up again has to know, in the same transaction."""
        for key, value in notes.items():
            self.execute(f"DELETE FROM {NOTES} WHERE key = ?", (key,))
            self.execute(f"INSERT INTO {NOTES} (key, value) VALUES (?, ?)", (key, json.dumps(value)))
        self.finish()

    def finish(self) -> None:
        if self.database.is_sqlite:
            self.execute("COMMIT")
        else:
            self.raw.commit()

    def open_notes(self) -> None:
        self.begin()
        self.execute(f"CREATE TABLE IF NOT EXISTS {NOTES} (key TEXT PRIMARY KEY, value TEXT NOT NULL)")
        self.commit()

    def note(self, key: str, default: Any = None) -> Any:
        found = self.execute(f"SELECT value FROM {NOTES} WHERE key = ?", (key,)).fetchone()
        return json.loads(found[0]) if found else default

    # ---- triggers and foreign keys ----
    def rest(self) -> None:
        """Fast and unguarded until `wake`."""
        if not self.database.is_sqlite:
            self.execute("SET session_replication_role = replica")
            self.execute("SET synchronous_commit = off")
            self.raw.commit()
            return
        for pragma in ("synchronous=OFF", "foreign_keys=OFF", "cache_size=-262144"):
            self.execute(f"PRAGMA {pragma}")
        found = self.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        self.begin()
        for name, _ in found:
            self.execute(f'DROP TRIGGER "{name}"')
        self.commit(triggers=[*self.note("triggers", []), *(sql for _, sql in found)])

    def wake(self, tables: Iterable[Table]) -> None:
        """Triggers again, counters past what was written, statistics for the planner."""
        if self.database.is_sqlite:
            self.begin()
            for statement in self.note("triggers", []):
                self.execute(statement)
            self.execute(REBUILD)
            self.commit(triggers=[])
            self.execute("ANALYZE")
            self.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            return
        self.execute("SET session_replication_role = origin")
        for table in tables:
            self.execute("SELECT setval(c, (SELECT coalesce(max(id), 0) + 1 FROM " + self.quote(table.name) + "), false)"
                         " FROM pg_get_serial_sequence(?, 'id') AS c WHERE c IS NOT NULL", (self.quote(table.name),))
        self.raw.commit()
        self.raw.autocommit = True
        self.execute("VACUUM ANALYZE")
        self.raw.autocommit = False

    def highest(self, table: Table) -> int:
        return self.execute(f"SELECT coalesce(max(id), 0) FROM {self.quote(table.name)}").fetchone()[0]
