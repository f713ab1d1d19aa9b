"""Fixtures that most tests share: a database of their own, and the demonstration district with the published processes in it."""
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.kernel.database import Base, Database
from tests.support.browser import launched
from tests.support.models import load_all
from tests.support.postgresql import empty_postgresql, postgresql, postgresql_server

__all__ = ["empty_postgresql", "postgresql", "postgresql_server"]       # fixtures that pytest finds by name

ROOT = Path(__file__).resolve().parent.parent
NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)      # Monday 2026-11-23 09:00 in Shanghai


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def database(tmp_path) -> Database:
    """An empty database with all tables."""
    load_all()
    database = Database(f"sqlite:///{tmp_path}/test.db")
    Base.metadata.create_all(database.engine)
    yield database
    database.dispose()


@pytest.fixture(scope="session")
def _district_file(tmp_path_factory) -> Path:
    """The demonstration district, loaded and published once; tests get copies of the file."""
    from tests.support.district import establish
    path = tmp_path_factory.mktemp("district") / "district.db"
    load_all()
    database = Database(f"sqlite:///{path}")
    Base.metadata.create_all(database.engine)
    establish(database, NOW)
    with database.engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.dispose()
    return path


@pytest.fixture
def district(_district_file, tmp_path):
    """The demonstration district, ready to work: `district.as_("duty_chief")`, `district.clock`, `district.database`."""
    from tests.support.district import District
    path = tmp_path / "district.db"
    shutil.copy(_district_file, path)
    district = District(Database(f"sqlite:///{path}"), NOW)
    yield district
    district.database.dispose()


@pytest.fixture(scope="session")
def chromium():
    """One headless browser for all journeys: two at a time do not go together in one process."""
    with launched() as browser:
        yield browser
