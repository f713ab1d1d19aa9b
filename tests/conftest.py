"""Fixtures that most tests share: a database of their own, and the demonstration district with the published processes in it.

Whatever asks for `database`, `district` or `backend` touches a database and runs on each backend that the run is for; the rest runs once.
tests/support/plugin.py reads `--database`."""
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from app.kernel.database import Base, Database
from tests.support.backends import Backend, Postgresql, Sqlite
from tests.support.models import load_all

pytest_plugins = ["tests.support.plugin"]

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)      # Monday 2026-11-23 09:00 in Shanghai


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture(scope="session", autouse=True)
def _thrift() -> Iterator[None]:
    from tests.support.thrift import be_thrifty
    with pytest.MonkeyPatch.context() as patch:
        be_thrifty(patch)
        yield


# ---- databases --------------------------------------------------------------------------------------------------------
@pytest.fixture(scope="session")
def sqlite(tmp_path_factory) -> Sqlite:
    return Sqlite(tmp_path_factory.mktemp("databases"))


@pytest.fixture(scope="session")
def postgresql(postgresql_server) -> Postgresql:
    """For what is about PostgreSQL; everything else asks for `backend`."""
    return Postgresql(postgresql_server)


@pytest.fixture(scope="session")
def backend(request) -> Backend:
    """The kind of database that this test runs on. tests/support/plugin.py gives the test once for each."""
    return request.getfixturevalue(request.param)


def tables(database: Database) -> None:
    load_all()
    Base.metadata.create_all(database.engine)


def demonstration_district(database: Database) -> None:
    from tests.support.district import establish
    tables(database)
    establish(database, NOW)


def small_installation(database: Database) -> None:
    from tests.support import small
    tables(database)
    small.establish(database)


@pytest.fixture
def empty(backend) -> Iterator[Database]:
    """A database without any table."""
    with backend.fresh() as database:
        yield database


@pytest.fixture
def database(backend) -> Iterator[Database]:
    """A database with all tables and nothing in them."""
    with backend.fresh(tables) as database:
        yield database


@pytest.fixture
def small(backend) -> Iterator[Database]:
    """The district's people and registers with one small process: see tests/support/small.py."""
    with backend.fresh(small_installation) as database:
        yield database


@pytest.fixture
def district(backend):
    """The demonstration district, ready to work: `district.as_("duty_chief")`, `district.clock`, `district.database`."""
    from tests.support.district import District
    with backend.fresh(demonstration_district) as database:
        yield District(database, NOW)


# ---- the browser ------------------------------------------------------------------------------------------------------
@pytest.fixture(scope="session")
def chromium():
    """One headless browser for all journeys: two at a time do not go together in one process."""
    from tests.support.browser import launched
    with launched() as browser:
        yield browser
