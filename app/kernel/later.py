"""Writes whose answer nobody waits for, sent together.

On PostgreSQL a statement costs a round trip, most of which is waiting. What `write` is given is kept with its connection and sent in one go
(a pipeline of the driver) before whatever the connection is asked next, and before the commit: everybody reads what was written, in the
order of the calls. A write that has to hit a row brings `missed`, which is called if it did not and raises; nothing is committed then. On
SQLite there are no round trips, and everything is sent at once.
"""
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.dml import UpdateBase

KEPT, WROTE = "zfl_later", "zfl_wrote"
READS = ("SELECT", "WITH")      # no statement of ours that begins so writes
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Write:
    text: str
    rows: Sequence[Row]
    missed: Callable[[], None] | None


def write(connection: Connection, statement: UpdateBase, rows: Sequence[Row],
          missed: Callable[[], None] | None = None) -> None:
    """Send the statement once for each row (its parameters), now or a little later. `missed` is called if no row of the table was hit."""
    if connection.dialect.name != "postgresql":
        if connection.execute(statement, rows[0] if len(rows) == 1 else list(rows)).rowcount == 0 and missed is not None:
            missed()
        return
    text, defaults, processors = _compiled(statement, frozenset(rows[0]), connection.dialect)
    bound = [{name: processors[name](value) if name in processors else value for name, value in {**defaults, **row}.items()} for row in rows]
    connection.info.setdefault(KEPT, []).append(_Write(text, bound, missed))


@lru_cache(maxsize=256)
def _compiled(statement: UpdateBase, names: frozenset[str], dialect) -> tuple[str, Row, dict[str, Callable]]:
    """Its text, what it gives columns that the rows do not name, and what makes of a value what the driver takes. Statements are built
    once, so there are few."""
    compiled = statement.compile(dialect=dialect, column_keys=sorted(names))
    defaults = {column.key: column.default.arg for column in compiled.insert_prefetch} if compiled.isinsert else {}
    processors = {name: bind.type.dialect_impl(dialect).bind_processor(dialect) for name, bind in compiled.binds.items()}
    given = {name: value for name, value in compiled.params.items() if name not in names} | defaults
    return str(compiled), given, {name: process for name, process in processors.items() if process is not None}


def watch(engine: Engine) -> None:
    """To be called once for an engine of PostgreSQL."""
    event.listen(engine, "before_cursor_execute", _before)
    event.listen(engine, "begin", _forget)
    event.listen(engine, "commit", send)
    event.listen(engine, "rollback", _forget)
    event.listen(engine, "rollback_savepoint", lambda connection, *_: connection.info.pop(KEPT, None))    # its own; older ones went before it


def _before(connection: Connection, _cursor, statement: str, *_) -> None:
    if not statement.startswith(READS):
        connection.info[WROTE] = True
    send(connection)


def _forget(connection: Connection) -> None:
    connection.info.pop(KEPT, None)
    connection.info.pop(WROTE, None)


def end_reading(connection: Connection) -> None:
    """The driver of PostgreSQL drops all its prepared statements at a ROLLBACK, which is how a session ends that has nothing to commit: the
    next command on the connection would be planned anew. So a transaction that only read ends by a COMMIT, past the session, which would
    write what a page has changed in passing."""
    if WROTE not in connection.info:
        connection.connection.driver_connection.commit()


def send(connection: Connection) -> None:
    """Everything that waits on this connection. Raises what the first write says that missed its row."""
    writes: list[_Write] | None = connection.info.pop(KEPT, None)
    if not writes:
        return
    for one in writes:
        connection.dispatch.before_cursor_execute(connection, None, one.text, one.rows, None, len(one.rows) > 1)
    driver = connection.connection.driver_connection
    try:
        cursors = _run(driver, writes)
    except driver_error(connection) as error:
        raise DBAPIError.instance(writes[0].text, None, error, driver_error(connection), hide_parameters=True,
                                  dialect=connection.dialect) from error
    for one, cursor in zip(writes, cursors, strict=True):
        if one.missed is not None and cursor.rowcount == 0:
            one.missed()


def driver_error(connection: Connection) -> type[Exception]:
    return connection.dialect.loaded_dbapi.Error


def _run(driver, writes: Sequence[_Write]) -> list:
    cursors = [driver.cursor() for _ in writes]
    with driver.pipeline():
        for cursor, one in zip(cursors, writes, strict=True):
            if len(one.rows) == 1:
                cursor.execute(one.text, one.rows[0])
            else:
                cursor.executemany(one.text, one.rows)
    return cursors
