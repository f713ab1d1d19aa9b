"""The migrations and the models agree, on both databases, and the trace is protected by what they make."""
import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import bindparam, text
from sqlalchemy.exc import DatabaseError

from app import migrations
from app.kernel.database import UtcDateTime

pytestmark = pytest.mark.both
ACTOR = "INSERT INTO trace_actor (id, actor_name) VALUES (1, '系统')"
ENTRY = "INSERT INTO trace_leaf (case_id, seq, size, at, actor, content, hash) VALUES (1, 1, 1, :at, 1, :content, :hash)"


def test_migrating_an_empty_database_gives_exactly_the_models(empty):
    assert migrations.upgrade(empty) == (None, migrations.head())
    with empty.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, migrations.metadata) == []


def test_migrating_twice_changes_nothing(empty):
    migrations.upgrade(empty)
    assert not migrations.pending(empty)
    assert migrations.upgrade(empty) == (migrations.head(), migrations.head())


FORBIDDEN = ["UPDATE trace_leaf SET size = 2", "DELETE FROM trace_leaf", "DELETE FROM trace_actor", "DELETE FROM chain_head",
             "UPDATE chain_head SET seq = 1"]


@pytest.mark.parametrize("statement", FORBIDDEN)
def test_the_migrated_database_itself_refuses_to_change_the_trace(empty, now, statement):
    migrations.upgrade(empty)
    with empty.begin() as session:
        session.execute(text(ACTOR))
        session.execute(text(ENTRY).bindparams(bindparam("at", type_=UtcDateTime)), {"at": now, "content": b"[]", "hash": b"1"})
    with pytest.raises(DatabaseError, match="append-only"):
        with empty.begin() as session:
            session.execute(text(statement))
    with empty.read() as session:
        assert session.execute(text("SELECT l.size, h.seq FROM trace_leaf l JOIN chain_head h ON h.hash = l.hash")).one() == (1, 1)



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
