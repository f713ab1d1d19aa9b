"""The migrations and the models agree, on both databases, and the trace is protected by what they make."""
import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from app import migrations

pytestmark = pytest.mark.both
ENTRY = """INSERT INTO entry (id, case_id, seq, at, actor_name, tag, payload, prev_hash, hash)
VALUES (1, 1, 1, '2026-11-23 01:00:00', '系统', 'case:opened', '{}', '0', '1')"""


def test_migrating_an_empty_database_gives_exactly_the_models(empty):
    assert migrations.upgrade(empty) == (None, migrations.head())
    with empty.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, migrations.metadata) == []


def test_migrating_twice_changes_nothing(empty):
    migrations.upgrade(empty)
    assert not migrations.pending(empty)
    assert migrations.upgrade(empty) == (migrations.head(), migrations.head())


FORBIDDEN = ["UPDATE entry SET tag = 'case:closed'", "DELETE FROM entry"]


@pytest.mark.parametrize("statement", FORBIDDEN)
def test_the_migrated_database_itself_refuses_to_change_the_trace(empty, statement):
    migrations.upgrade(empty)
    with empty.begin() as session:
        session.execute(text(ENTRY))
    with pytest.raises(DatabaseError, match="append-only"):
        with empty.begin() as session:
            session.execute(text(statement))
    with empty.read() as session:
        assert session.execute(text("SELECT tag FROM entry")).scalar() == "case:opened"



@pytest.fixture
def on_postgresql(postgresql):
    with postgresql.fresh() as database:
        yield database


def test_a_districts_counters_start_in_its_own_range(on_postgresql):
    migrations.upgrade(on_postgresql, district=510)
    with on_postgresql.begin() as session:
        session.execute(text("INSERT INTO bundle (hash, label, effective_from, published_at) VALUES ('h', 'l', '2026-11-23', now())"))
        number = session.execute(text("SELECT id FROM bundle")).scalar()
    assert number == 510 * 2**40 + 1 and number < 2**53
