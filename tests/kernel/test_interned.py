"""Rows that many others have in common: written once, found by what they say, remembered only when they are there to stay."""
from threading import Barrier, Thread

import pytest
from sqlalchemy import event, func, select

from app import migrations
from app.kernel import interned
from app.kernel.interned import Interned
from app.tasks.model import Term


@pytest.fixture
def terms() -> Interned:
    return Interned(Term, "rule")


@pytest.fixture
def asked(database):
    """Statements sent since the test began to look, without BEGIN and the like."""
    seen = []
    event.listen(database.engine, "before_cursor_execute", lambda _c, _u, statement, *_: seen.append(statement))
    return lambda: [s for s in seen if "work_term" in s]


def rows(database) -> int:
    with database.read() as session:
        return session.scalar(select(func.count(Term.id)))


def test_the_same_words_give_the_same_id_and_one_row(database, terms):
    with database.begin() as session:
        first, other, again = (terms.id_of(session, rule=rule) for rule in ("a", "b", "a"))
    assert first == again != other and rows(database) == 2


def test_what_was_committed_is_asked_for_once_a_process(database, terms, asked):
    for _ in range(4):
        with database.begin() as session:
            terms.id_of(session, rule="a")
    assert len(asked()) == 4            # looked for, written, looked for; found there by the next transaction; then known


def test_what_was_rolled_back_is_not_remembered(database, terms):
    with pytest.raises(ZeroDivisionError), database.begin() as session:
        terms.id_of(session, rule="a"), terms.id_of(session, rule="a")
        raise ZeroDivisionError
    assert rows(database) == 0
    with database.begin() as session:
        found = terms.id_of(session, rule="a")
    with database.read() as session:
        assert session.get_one(Term, found).rule == "a"


def test_what_went_with_a_savepoint_is_written_again(database, terms):
    with database.begin() as session:
        with pytest.raises(ZeroDivisionError), session.begin_nested():
            terms.id_of(session, rule="a")
            raise ZeroDivisionError
        found = terms.id_of(session, rule="a")
    with database.read() as session:
        assert session.get_one(Term, found).rule == "a"


def test_of_many_who_come_with_the_same_words_at_once_one_writes_them(database, terms):
    ready, found = Barrier(6), []

    def come() -> None:
        ready.wait()
        with database.begin() as session:
            found.append(terms.id_of(session, rule="a"))

    threads = [Thread(target=come) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 6 and len(set(found)) == 1 and rows(database) == 1


def test_each_database_has_its_own_ids(database, empty, terms):
    migrations.upgrade(empty)
    with database.begin() as session:
        terms.id_of(session, rule="first here"), terms.id_of(session, rule="a")
    with empty.begin() as session:
        there = terms.id_of(session, rule="a")
    with empty.read() as session:
        assert session.get_one(Term, there).rule == "a"


def test_a_process_that_knows_too_many_begins_anew(database, terms, monkeypatch):
    monkeypatch.setattr(interned, "KEPT", 2)
    for rule in ("a", "b", "c", "a", "b", "c", "a"):
        with database.begin() as session:
            terms.id_of(session, rule=rule)
    assert len(terms._known[database.engine]) <= 2 and rows(database) == 3
