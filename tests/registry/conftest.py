"""The demonstration district's registers, loaded once; tests read them, and those that write roll back."""
from datetime import UTC, datetime

import pytest
from sqlalchemy.orm import Session

from app.kernel.database import Base, Database
from app.registry import demonstration
from tests.support.models import load_all

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
PASSWORD = "sample password"


@pytest.fixture(scope="module")
def loaded(tmp_path_factory) -> Database:
    load_all()
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('registry')}/registry.db")
    Base.metadata.create_all(database.engine)
    with database.begin() as session:
        demonstration.load(session, password=PASSWORD, now=NOW)
    yield database
    database.dispose()


@pytest.fixture
def session(loaded) -> Session:
    with Session(loaded.engine) as session:
        yield session
        session.rollback()
