"""The demonstration district's registers, loaded once; tests read them, and those that write roll back."""
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy.orm import Session

from app.kernel.database import Database
from app.registry import demonstration
from tests.conftest import tables

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
PASSWORD = "sample password"


def registers(database: Database) -> None:
    tables(database)
    with database.begin() as session:
        demonstration.load(session, password=PASSWORD, now=NOW)


@pytest.fixture(scope="module")
def loaded(backend) -> Iterator[Database]:
    with backend.fresh(registers) as database:
        yield database


@pytest.fixture
def session(loaded) -> Session:
    with Session(loaded.engine) as session:
        yield session
        session.rollback()
