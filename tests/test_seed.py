"""Seeded cases are real ones: everything holds for them that holds for the cases they were copied from, and everybody can go on with them."""
import random
import re

import pytest
from sqlalchemy import BigInteger, Column, Integer, MetaData, Table, func, select, text
from sqlalchemy.exc import DatabaseError

from app import migrations
from app.accounts import queries as accounts
from app.audit.operations import verify
from app.cases import queries
from app.cases.model import Case, ProcessInstance
from app.cli.bench import names, plays, seed, stencil
from app.cli.bench.bulk import Bulk
from app.cli.output import Failure
from app.kernel.clock import local, utcnow
from app.kernel.database import Database, dumps
from app.tasks.model import WorkItem

pytestmark = pytest.mark.both
CASES, PLAYS = 240, 14


@pytest.fixture(scope="module")
def seeded(backend):
    with backend.fresh() as database:
        yield seed.build(database, CASES, PLAYS)


def rows(database: Database):
    """(table, row) of every row of a case's tables."""
    with database.engine.connect() as connection:
        for table in stencil.case_tables(migrations.metadata):
            yield from ((table.name, row) for row in connection.execute(select(table)))


def test_there_are_as_many_cases_as_wanted_with_their_share_of_open_tasks(seeded):
    with seeded.read() as session:
        cases, tasks = (session.scalar(select(func.count()).select_from(model)) for model in (Case, WorkItem))
        still_open = session.scalar(select(func.count()).select_from(WorkItem).where(WorkItem.done_at.is_(None)))
        processes = set(session.scalars(select(ProcessInstance.process_id)))
    assert CASES <= cases < CASES + 10 and tasks > cases
    assert still_open == pytest.approx(seed.OPEN_TASKS * cases, rel=0.1)
    assert len(processes) > 1


def test_every_chain_of_the_trace_is_whole(seeded):
    with seeded.read() as session:
        found = verify(session)
    assert found.whole and found.chains >= CASES


def test_nothing_of_a_template_is_left_in_a_copy(seeded):
    """Neither its bracketed words nor its far ids: not in columns, not in JSON, not in engine states."""
    left = re.compile(f"{stencil.WORD}|{stencil.ID}")
    for table, row in rows(seeded):
        for value in row:
            shown = stencil.opened(value) if isinstance(value, bytes) else dumps(value).decode() if isinstance(value, (dict, list)) else str(value)
            assert not left.search(shown), f"{table}: {shown[:200]}"


def test_every_reference_of_a_copy_is_to_a_row_of_the_same_family(seeded):
    ids: dict[str, set[int]] = {}
    found = list(rows(seeded))
    for table, row in found:
        ids.setdefault(table, set()).add(getattr(row, "id", None))
    for table, row in found:
        for column in migrations.metadata.tables[table].columns:
            named, value = stencil.reference(column), getattr(row, column.name)
            if named in ids and value:
                assert value in ids[named], f"{table}.{column.name}"


def test_the_next_task_of_a_seeded_case_can_be_completed(seeded):
    hand = plays.Play(seeded, 1, utcnow(), 0, None)
    with seeded.read() as session:
        items = list(session.scalars(select(WorkItem).where(WorkItem.done_at.is_(None)).order_by(WorkItem.id)))
    for item in random.Random(4).sample(items, 20):
        with seeded.read() as session:
            if session.get_one(WorkItem, item.id).done_at is None:      # one of the others' steps may have closed it
                assert hand.complete(item), f"{item.node} of {item.case_number}"
    with seeded.read() as session:
        assert verify(session).whole


def test_a_seeded_case_is_found_by_its_number_and_by_words_of_its_place(seeded):
    with seeded.read() as session:
        person = accounts.person_by_login(session, "supervisor")
        actor = accounts.load_actor(session, person.id, today=local(utcnow()).date())
        case = session.scalar(select(Case).where(Case.kind == "problem", Case.address != "").order_by(Case.id.desc()).limit(1))
        assert [c.id for c in queries.search(session, actor, q=case.number).items] == [case.id]
        assert case.id in {c.id for c in queries.search(session, actor, q=case.address[:7], limit=CASES).items}


def test_the_product_goes_on_counting_after_the_last_seeded_number(seeded):
    play = plays.Play(seeded, 99, utcnow(), 0, None)
    with seeded.read() as session:
        last = session.scalar(select(func.max(Case.id)))
    play.perform()
    assert play.chain_id > last


def test_what_guards_the_trace_is_back_in_its_place(seeded):
    with pytest.raises(DatabaseError, match="append-only"):
        with seeded.begin() as session:
            session.execute(text("UPDATE trace_leaf SET size = size + 1"))


# ---- a run that is killed ---------------------------------------------------------------------------------------------------------
class Killed(BaseException):
    pass


def test_a_killed_run_is_taken_up_where_it_stopped(empty, monkeypatch):
    def die(_bar, done):
        raise Killed

    monkeypatch.setattr(seed, "BATCH", 200)
    with monkeypatch.context() as patch, pytest.raises(Killed):
        patch.setattr(seed.Bar, "show", die)
        seed.build(empty, 60, 4)
    with empty.read() as session:
        first = set(session.scalars(select(Case.number)))
    assert 0 < len(first) < 60
    seed.build(empty, 60, 4)
    with empty.read() as session:
        numbers = list(session.scalars(select(Case.number)))
        assert verify(session).whole
    assert 60 <= len(numbers) < 70 and first < set(numbers)


def test_a_run_that_is_finished_is_left_as_it_is(seeded):
    with seeded.read() as session:
        before = session.scalar(select(func.count()).select_from(Case))
    seed.build(seeded, CASES, PLAYS)
    with seeded.read() as session:
        assert session.scalar(select(func.count()).select_from(Case)) == before


def test_a_run_on_other_diagrams_is_not_taken_up(seeded):
    with seeded.begin() as session:
        session.execute(text("UPDATE bundle SET hash = 'other'"))
    with pytest.raises(Failure, match="另一版流程"):
        seed.build(seeded, CASES * 2, 2)


# ---- what is nobody's business to fill ------------------------------------------------------------------------------------------
def test_a_database_that_is_somebody_elses_is_refused_and_not_touched(tmp_path):
    path = tmp_path / "theirs.db"
    theirs = Database(f"sqlite:///{path}")
    migrations.upgrade(theirs)
    theirs.dispose()
    before = path.read_bytes()
    with pytest.raises(Failure, match="没有改动"):
        seed.own_file(path)
    assert path.read_bytes() == before


def test_a_column_of_which_nobody_knows_what_it_names_is_refused():
    metadata = MetaData()
    Table("case", metadata, Column("id", Integer, primary_key=True))
    Table("note", metadata, Column("id", Integer, primary_key=True), Column("case_id", BigInteger), Column("riddle_id", BigInteger))
    with pytest.raises(Failure, match="note.riddle_id"):
        stencil.case_tables(metadata)


def test_numbers_of_a_copy_are_the_next_of_their_series_in_their_year():
    counters: dict[str, int] = {}
    given = ("甲综执〔2026〕0427", "甲综执〔2026〕0001", "规自子〔2026〕3号", "住建责改字〔2026〕第1号")
    assert [names.renumbered(number, -1, counters) for number in given] == [
        "甲综执〔2025〕0001", "甲综执〔2025〕0002", "规自子〔2025〕1号", "住建责改字〔2025〕第1号"]


@pytest.mark.parametrize("written, moved", [
    ("2026-11-23", "2026-11-19"), ("2026-11-23T01:00:00+00:00", "2026-11-19T22:30:00+00:00"), ("2026-11-23T09:00+08:00", "2026-11-20T06:30+08:00"),
    ("2026-11-23T01:00:00.250000Z", "2026-11-19T22:30:00.250000Z")])
def test_days_and_instants_move_and_keep_the_form_in_which_they_were_written(written, moved):
    from datetime import timedelta
    assert stencil.shifted(written, -timedelta(days=3, hours=2, minutes=30)) == moved


def test_rows_and_progress_are_written_together_or_not_at_all(empty):
    bulk = Bulk(empty)
    bulk.open_notes()
    bulk.begin()
    bulk.commit(done=3)
    bulk.begin()
    bulk.execute("UPDATE bench_seed SET value = '4'")
    bulk.raw.rollback()
    assert (bulk.note("done"), bulk.note("nothing", "default")) == (3, "default")
    bulk.close()
