"""A database of a bench's own, gone afterwards: nothing that is there already is touched."""
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import make_url, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import NullPool

from app.cli.output import Failure
from app.kernel.database import Database


@contextmanager
def own(url: str | None, name: str) -> Iterator[Database]:
    """`url` None: a SQLite file in a folder of its own; else a new database `name` on that PostgreSQL server."""
    if url is None:
        with TemporaryDirectory(prefix="zfl-bench-") as folder, _opened(f"sqlite:///{Path(folder) / name}.db") as database:
            yield database
        return
    if make_url(url).get_backend_name() != "postgresql":
        raise Failure("--database 只用于 PostgreSQL（postgresql+psycopg://…）；SQLite 不写 --database 即可。")
    on_server(url, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)", f"CREATE DATABASE {name}")
    try:
        with _opened(make_url(url).set(database=name)) as database:
            yield database
    finally:
        on_server(url, f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def _opened(url) -> Iterator[Database]:
    database = Database(url)
    try:
        yield database
    finally:
        database.dispose()


def on_server(url: str, *statements: str) -> None:
    server = Database(url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    try:
        with server.engine.connect() as connection:
            for statement in statements:
                connection.execute(text(statement))
    except OperationalError as error:
        raise Failure(f"连不上数据库：{error.orig}。") from error
    finally:
        server.dispose()


def databases(url: str) -> set[str]:
    """Their names on this server. Raises Failure if it cannot be reached."""
    server = Database(url, poolclass=NullPool)
    try:
        with server.engine.connect() as connection:
            return set(connection.scalars(text("SELECT datname FROM pg_database")))
    except OperationalError as error:
        raise Failure(f"连不上数据库：{error.orig}。") from error
    finally:
        server.dispose()
