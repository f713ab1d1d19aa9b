"""The migrations and the models agree, on both databases, and the trace is protected by what they make."""
import re
from pathlib import Path
from threading import Barrier, Thread

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import bindparam, text
from sqlalchemy.exc import DatabaseError

from app import migrations
from app.kernel.database import Database, UtcDateTime
from tests.support.releases import schema

pytestmark = pytest.mark.both
ACTOR = "INSERT INTO trace_actor (id, actor_name) VALUES (1, '系统')"
ENTRY = "INSERT INTO trace_leaf (case_id, seq, size, at, actor, content, hash) VALUES (1, 1, 1, :at, 1, :content, :hash)"


def test_migrating_an_empty_database_gives_exactly_the_models(empty):
    assert migrations.upgrade(empty) == (None, migrations.head())
    with empty.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts=migrations.COMPARED)
        assert compare_metadata(context, migrations.metadata) == []


def brought_up(database) -> None:
    migrations.upgrade(database)


@pytest.fixture
def migrated(backend):
    with backend.fresh(brought_up) as database:
        yield database


def test_migrating_twice_changes_nothing(migrated):
    assert not migrations.pending(migrated)
    assert migrations.upgrade(migrated) == (migrations.head(), migrations.head())


FORBIDDEN = ["UPDATE trace_leaf SET size = 2", "DELETE FROM trace_leaf", "DELETE FROM trace_actor", "DELETE FROM chain_head",
             "UPDATE chain_head SET seq = 1"]


@pytest.mark.parametrize("statement", FORBIDDEN)
def test_the_migrated_database_itself_refuses_to_change_the_trace(migrated, now, statement):
    with migrated.begin() as session:
        session.execute(text(ACTOR))
        session.execute(text(ENTRY).bindparams(bindparam("at", type_=UtcDateTime)), {"at": now, "content": b"[]", "hash": b"1"})
    with pytest.raises(DatabaseError, match="append-only"):
        with migrated.begin() as session:
            session.execute(text(statement))
    with migrated.read() as session:
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


def test_processes_that_start_at_once_migrate_one_after_the_other(empty):
    """Each sees an empty database, as two that start together do; the second waits, and finds the work done."""
    before, reports, ready = Database(empty.url), [], Barrier(3)

    def migrate() -> None:
        own = Database(empty.url)
        ready.wait()
        try:
            reports.append(migrations.upgrade(own))
        except Exception as error:              # whatever goes wrong in the thread is the test's to report
            reports.append(error)
        own.dispose()

    threads = [Thread(target=migrate) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [report[1] for report in reports] == [migrations.head()] * 3
    assert not migrations.pending(before)
    before.dispose()


def test_one_who_waited_for_another_migration_finds_it_done(migrated, monkeypatch):
    with migrated.begin() as session:
        session.execute(text("INSERT INTO trace_actor (id, actor_name) VALUES (1, '系统')"))
    monkeypatch.setattr(migrations, "current", lambda _database: None)      # what it saw before it had to wait
    assert migrations.upgrade(migrated) == (None, migrations.head())
    with migrated.read() as session:
        assert session.execute(text("SELECT actor_name FROM trace_actor")).scalar() == "系统"


def test_a_database_of_a_later_release_is_left_alone_with_a_sentence(migrated):
    with migrated.begin() as session:
        session.execute(text("UPDATE alembic_version SET version_num = 'of_the_year_2030'"))
    with pytest.raises(migrations.NewerDatabase, match="of_the_year_2030"):
        migrations.upgrade(migrated)


def test_a_revision_depends_on_nothing_that_moves():
    """Whatever a revision imports of the house is what that house was then."""
    imported = {(script.revision, line) for script in migrations.ScriptDirectory(str(migrations.HERE)).walk_revisions()
                for line in re.findall(r"^\s*(?:from|import) (app\b\S*)", Path(script.path).read_text(), re.MULTILINE)}
    assert {line for _, line in imported if not line.startswith("app.migrations.as_of_")} == set(), imported


def test_there_is_one_head():
    assert migrations.ScriptDirectory(str(migrations.HERE)).get_heads() == [migrations.head()]


def test_tables_made_at_once_and_tables_migrated_are_protected_by_the_same_triggers(migrated, database):
    """Tests and the bench make all tables at once; what protects them there must be what protects an installation."""
    protection = [{line for line in schema(one) if line.startswith(("trigger", "function"))} for one in (migrated, database)]
    assert protection[0] == protection[1] and protection[0]


def test_sqlite_keeps_foreign_keys_after_migrating_and_refuses_orphans_while_doing_so(sqlite, monkeypatch):
    with sqlite.fresh() as database:
        migrations.upgrade(database)
        with database.read() as session:
            assert session.execute(text("PRAGMA foreign_keys")).scalar() == 1
        monkeypatch.setattr(migrations.command, "upgrade", lambda config, _to: config.attributes["connection"].exec_driver_sql(
            "INSERT INTO trace_leaf (case_id, seq, size, at, actor, content, hash) VALUES (1, 1, 1, 0, 99, x'00', x'00')"))
        with pytest.raises(RuntimeError, match="refers to nothing"):
            migrations.upgrade(database, to="the_next")
        with database.read() as session:
            assert session.execute(text("SELECT count(*) FROM trace_leaf")).scalar() == 0
