"""Reference data from memory: never older than the last commit, never what was rolled back, always one's own changes."""
import re
import subprocess
import sys
from contextlib import contextmanager
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, event, insert, select, text, update

from app.accounts import operations, queries as accounts
from app.accounts.model import ApiToken, Organ, Person, Post
from app.definitions import queries as definitions
from app.definitions.model import Bundle
from app.kernel import reference
from app.kernel.database import Database
from app.kernel.errors import NotFound, Rejection
from app.registry import queries as registry
from app.registry.model import Holiday, OfficerCertificate, Parameter
from tests.conftest import NOW, tables

TODAY = date(2026, 11, 23)
SINCE = date(2026, 1, 1)
pytestmark = pytest.mark.both


@pytest.fixture
def here(database) -> Database:
    """One process's database with a street, a person who holds a post in it, and one parameter."""
    with database.begin() as session:
        street = operations.add_organ(session, "jiazhen", "甲镇", "street")
        person = Person(login="zhang", name="张某", password_hash="-")
        session.add(person)
        session.flush()
        operations.appoint(session, person, "officer", street, valid_from=SINCE)
        session.add(OfficerCertificate(person_id=person.id, cert_no="1", domain="综合执法", valid_from=SINCE, valid_to=date(2027, 1, 1)))
        session.add(Parameter(code="x", name="x", value=1, unit="d", valid_from=SINCE, status="sample"))
        operations.issue_token(session, "zhang", now=NOW)
    return database


@pytest.fixture
def there(here):
    """The same database in another process: nothing of what `here` keeps is shared."""
    other = Database(here.url.render_as_string(hide_password=False))
    yield other
    other.dispose()


def value(session) -> object:
    return registry.parameter(session, "x", on=TODAY).value


def valid(session) -> bool:
    return registry.certificates(session, [1], on=TODAY)[1].valid


def actor(session):
    return accounts.load_actor(session, 1, today=TODAY)


def may_log_in(session) -> bool:
    try:
        return bool(actor(session))
    except NotFound:
        return False


def bundle(session) -> str | None:
    try:
        return definitions.current(session, TODAY).label
    except Rejection:
        return None


def new_bundle(label: str):
    return insert(Bundle).values(hash=label, label=label, effective_from=SINCE, published_at=NOW)


CHANGES = {
    "a parameter": (update(Parameter).values(value=2), value, 1, 2),
    "a new value of a parameter": (insert(Parameter).values(code="x", name="x", value=3, unit="d", status="law", valid_from=TODAY), value, 1, 3),
    "the end of a post": (update(Post).values(valid_to=date(2026, 11, 22)), lambda s: [p.role for p in actor(s).posts], ["officer"], []),
    "a post taken away": (delete(Post), lambda s: accounts.people_with(s, "officer", today=TODAY) != [], True, False),
    "a login that ends": (update(Person).values(active=False), may_log_in, True, False),
    "a name": (update(Person).values(name="李某"), lambda s: actor(s).name, "张某", "李某"),
    "an organ's name": (update(Organ).values(name="甲镇人民政府"), lambda s: accounts.organ_by_code(s, "jiazhen").name, "甲镇", "甲镇人民政府"),
    "an organ": (insert(Organ).values(code="yijie", name="乙街道", short_name="乙街道", kind="street", path="/yijie/"),
                 lambda s: "yijie" in accounts.codes(s), False, True),
    "a certificate": (update(OfficerCertificate).values(status="suspended"), valid, True, False),
    "a holiday": (insert(Holiday).values(day=date(2027, 1, 4), working=False, name="样例"),
                  lambda s: date(2027, 1, 4) in registry.holidays(s)[0], False, True),
    "a revoked token": (update(ApiToken).values(revoked_at=NOW), lambda s: len(accounts._tokens(s)), 1, 0),
    "a bundle": (new_bundle("b"), bundle, None, "b"),
    "by words": (text("UPDATE parameter SET value = '4'"), value, 1, 4),
    "by words in another hand": (text("  update\n\tparameter set value = '5'"), value, 1, 5),
    "by words with a query before": (text("WITH one AS (SELECT 1) DELETE FROM holiday_year WHERE year IN (SELECT * FROM one)"), value, 1, 1),
}
each_change = pytest.mark.parametrize("statement, read, before, after", CHANGES.values(), ids=CHANGES)


@each_change
def test_a_change_is_seen_by_the_very_next_transaction_of_every_process(here, there, statement, read, before, after):
    for database in (here, there):
        with database.read() as session:
            assert read(session) == before
    with there.begin() as session:
        session.execute(statement)
    for database in (here, there):
        with database.read() as session:
            assert read(session) == after


@each_change
def test_a_transaction_sees_its_own_change_and_nobody_else_before_its_commit(here, there, statement, read, before, after):
    with here.begin() as session:
        assert read(session) == before
        session.execute(statement)
        assert read(session) == after
        for database in (here, there):
            with database.read() as other:
                assert read(other) == before
        session.rollback()
    for database in (here, there):
        with database.read() as session:
            assert read(session) == before


def test_a_changed_object_counts_before_it_is_flushed(here):
    with here.begin() as session:
        assert value(session) == 1
        session.scalar(select(Parameter)).value = 2
        assert value(session) == 2
        session.add(Parameter(code="x", name="x", value=3, unit="d", status="law", valid_from=TODAY))
        assert value(session) == 3


def test_what_came_after_a_savepoint_is_forgotten_with_it(here):
    with here.begin() as session:
        session.execute(update(Parameter).values(value=2))
        with session.begin_nested() as inner:
            session.execute(update(Parameter).values(value=3))
            assert value(session) == 3
            inner.rollback()
        assert value(session) == 2
    with here.read() as session:
        assert value(session) == 2


def test_after_a_rollback_the_same_count_of_changes_is_not_mistaken_for_the_same_state(here, there):
    for new in (2, 3, 4):
        with pytest.raises(ZeroDivisionError), here.begin() as session:
            session.execute(update(Parameter).values(value=-new))
            assert value(session) == -new
            raise ZeroDivisionError
        with there.begin() as session:
            session.execute(update(Parameter).values(value=new))
        with here.read() as session:
            assert value(session) == new


def test_a_change_from_outside_the_product_is_seen(here):
    with here.read() as session:
        assert value(session) == 1
    url = here.url.render_as_string(hide_password=False)
    change = (f"import sqlite3; db = sqlite3.connect({here.url.database!r}); db.execute('UPDATE parameter SET value = 7'); db.commit()"
              if here.is_sqlite else f"import sqlalchemy as sa\nwith sa.create_engine({url!r}).begin() as c: c.exec_driver_sql('UPDATE parameter SET value = 7')")
    subprocess.run([sys.executable, "-c", change], check=True, timeout=60)
    with here.read() as session:
        assert value(session) == 7


def test_a_session_used_again_after_its_commit_asks_anew(here, there):
    with here.read() as session:
        assert value(session) == 1
        with there.begin() as other:
            other.execute(update(Parameter).values(value=2))
        session.commit()
        assert value(session) == 2


def test_a_wrong_password_is_no_change(here):
    def revision():
        with here.read() as session:
            return session.scalar(reference.REVISION)

    before = revision()
    with here.begin() as session:
        session.get(Person, 1).failures = 3
    assert revision() == before
    with here.begin() as session:
        session.get(Person, 1).name = "李某"
    assert revision() != before


# ---- what it costs ------------------------------------------------------------------------------------------------------
@contextmanager
def statements(database):
    seen = []
    event.listen(database.engine, "before_cursor_execute", listener := lambda _c, _cu, statement, *_: seen.append(statement))
    yield seen
    event.remove(database.engine, "before_cursor_execute", listener)


def read_everything(session):
    actor(session), value(session), bundle(session), registry.holidays(session), registry.problems(session), accounts.codes(session)


def test_a_transaction_asks_once_and_one_that_was_told_the_revision_never(here):
    with here.read() as session:
        read_everything(session)
    with statements(here) as seen, here.read() as session:
        read_everything(session)
    assert len([s for s in seen if s.startswith("SELECT")]) == 1
    with here.read() as session:
        revision = session.scalar(reference.REVISION)
        with statements(here) as seen:
            reference.note(session, revision)
            read_everything(session)
        assert seen == []


def test_a_database_without_a_revision_is_read_anew_by_every_transaction(here):
    with here.begin() as session:
        session.execute(delete(reference.ReferenceRevision))
    for new in (2, 3):
        with here.begin() as session:
            session.execute(update(Parameter).values(value=new))
        with here.read() as session:
            assert value(session) == new


def test_old_editions_go(here):
    for new in range(reference.EDITIONS * 2):
        with here.begin() as session:
            session.execute(update(Parameter).values(value=new))
        with here.read() as session:
            assert value(session) == new
    assert len(reference._editions[here.engine]) == reference.EDITIONS


def test_an_edition_does_not_grow_for_ever(here, monkeypatch):
    monkeypatch.setattr(reference, "MOST", 10)
    with here.read() as session:
        for day in range(1, 29):
            assert accounts.load_actor(session, 1, today=date(2026, 2, day)).name == "张某"
        assert len(reference._edition(session)) <= 10


# ---- what is kept -------------------------------------------------------------------------------------------------------
def test_nobody_can_change_what_all_share(here):
    with here.read() as session:
        for shared in (registry.parameter(session, "x", on=TODAY), accounts.organ_by_code(session, "jiazhen"), actor(session)):
            with pytest.raises(AttributeError):
                shared.name = "other"
        for mapping in (accounts.organ_map(session), accounts.codes(session), registry.holidays(session)[0]):
            with pytest.raises(TypeError):
                mapping["other"] = 1


def test_what_does_not_draw_a_new_revision_is_not_kept(here):
    with here.read() as session:
        kept = accounts.people(session, [1])[1]
    assert (kept.login, kept.name) == ("zhang", "张某") and not hasattr(kept, "password_hash") and not hasattr(kept, "failures")


def test_every_table_that_is_kept_has_its_triggers(here):
    question = "SELECT tbl_name, sql FROM sqlite_master WHERE type = 'trigger'" if here.is_sqlite else \
        "SELECT tgrelid::regclass::text, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal"
    with here.read() as session:
        rows = [(table, re.sub(r"\s+", " ", sql)) for table, sql in session.execute(text(question)) if "reference" in sql]
    verbs = {table: {v for t, sql in rows if t == table for v in re.findall(r"INSERT|UPDATE|DELETE", sql.partition(" ON ")[0])} for table, _ in rows}
    assert verbs == {model.__tablename__: {"INSERT", "UPDATE", "DELETE"} for model in reference._models}


# ---- any order of anything ----------------------------------------------------------------------------------------------
STEPS = st.lists(st.tuples(st.sampled_from(["here", "there"]), st.sampled_from(["orm", "core", "words"]),
                           st.sampled_from(["commit", "rollback", "savepoint"]), st.booleans()), max_size=12)


@pytest.fixture(scope="module")
def pair(backend):
    with backend.fresh(tables) as here:
        there = Database(here.url.render_as_string(hide_password=False))
        with here.begin() as session:
            session.add(Parameter(code="x", name="x", value=0, unit="d", valid_from=SINCE, status="sample"))
        yield {"here": here, "there": there}
        there.dispose()


def write(session, way: str, number: int) -> None:
    if way == "orm":
        session.scalar(select(Parameter)).value = number
    else:
        session.execute(update(Parameter).values(value=number) if way == "core" else text(f"UPDATE parameter SET value = '{number}'"))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_what_is_answered_is_what_stands_after_any_order_of_changes(pair, steps):
    truth = set_to = 0
    with pair["here"].begin() as session:
        write(session, "core", 0)
    for place, way, ending, read_before in steps:
        set_to += 1
        session = None
        try:
            with pair[place].begin() as session:
                if read_before:
                    assert value(session) == truth
                if ending == "savepoint":
                    with session.begin_nested() as inner:
                        write(session, way, -1)
                        inner.rollback()
                    assert value(session) == truth
                write(session, way, set_to)
                assert value(session) == set_to
                if ending == "rollback":
                    raise ZeroDivisionError
            truth = set_to
        except ZeroDivisionError:
            pass
        for database in pair.values():
            with database.read() as session:
                assert value(session) == truth
