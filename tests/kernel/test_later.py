"""Writes that wait: read by everybody as if they had been sent at once, and never half done."""
from threading import Thread

import pytest
from sqlalchemy import event, func, insert, select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from app.kernel import later
from app.kernel.database import Database, Json
from app.kernel.errors import Rejection
from app.kernel.ids import BLOCK, Numbers

pytestmark = pytest.mark.both


class Own(DeclarativeBase):
    """Not the product's."""


class Thing(Own):
    __tablename__ = "later_thing"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(default="未命名")
    data: Mapped[dict | None] = mapped_column(Json)


ADD = insert(Thing.__table__)
RENAME = update(Thing.__table__).where(Thing.__table__.c.id == text(":wanted")).values(name=text(":name"))


@pytest.fixture
def base(backend):
    with backend.fresh(lambda database: Own.metadata.create_all(database.engine)) as database:
        yield database


def names(session) -> list[str]:
    return list(session.scalars(select(Thing.name).order_by(Thing.id)))


def _gone() -> None:
    raise Rejection("别人先到。", code="stale_case")


def test_the_next_statement_sees_what_was_written_before_it(base):
    with base.begin() as session:
        later.write(session.connection(), ADD, [{"id": 1, "name": "甲"}, {"id": 2, "name": "乙"}])
        assert names(session) == ["甲", "乙"]


def test_what_still_waits_is_sent_before_the_commit(base):
    with base.begin() as session:
        later.write(session.connection(), ADD, [{"id": 1, "data": {"金额": 200}}])
    with base.read() as session:
        thing = session.get(Thing, 1)
        assert (thing.name, thing.data) == ("未命名", {"金额": 200})


def test_a_write_that_misses_its_row_speaks_up_and_nothing_is_committed(base):
    with pytest.raises(Rejection, match="别人先到"), base.begin() as session:
        later.write(session.connection(), ADD, [{"id": 1, "name": "甲"}])
        later.write(session.connection(), RENAME, [{"wanted": 7, "name": "乙"}], _gone)
        later.write(session.connection(), ADD, [{"id": 2, "name": "丙"}])
    with base.read() as session:
        assert names(session) == []


def test_a_write_that_hits_its_row_is_silent(base):
    with base.begin() as session:
        later.write(session.connection(), ADD, [{"id": 1, "name": "甲"}])
        later.write(session.connection(), RENAME, [{"wanted": 1, "name": "乙"}], _gone)
        assert names(session) == ["乙"]


def test_what_was_not_sent_goes_with_a_rollback(base):
    with pytest.raises(Rejection), base.begin() as session:
        later.write(session.connection(), ADD, [{"id": 1, "name": "甲"}])
        _gone()
    with base.begin() as session:
        assert names(session) == []


def test_a_savepoint_takes_back_its_own_and_leaves_what_came_before(base):
    with base.begin() as session:
        later.write(session.connection(), ADD, [{"id": 1, "name": "甲"}])
        with pytest.raises(Rejection), session.begin_nested():
            later.write(session.connection(), ADD, [{"id": 2, "name": "乙"}])
            _gone()
        later.write(session.connection(), ADD, [{"id": 3, "name": "丙"}])
        assert names(session) == ["甲", "丙"]


@pytest.mark.parametrize("ask", [lambda session: names(session), lambda session: None], ids=["at the next statement", "at the commit"])
def test_what_the_database_refuses_is_told_as_sqlalchemy_tells_it(base, ask):
    with pytest.raises(IntegrityError), base.begin() as session:
        later.write(session.connection(), ADD, [{"id": 1, "name": "甲"}])
        later.write(session.connection(), ADD, [{"id": 1, "name": "乙"}])
        ask(session)
    with base.begin() as session:           # the connection is as good as before
        later.write(session.connection(), ADD, [{"id": 1, "name": "丙"}])
        assert names(session) == ["丙"]


def test_who_listens_to_statements_hears_of_each_once(base):
    heard = []
    event.listen(base.engine, "before_cursor_execute", lambda _c, _cursor, statement, *_: heard.append(statement))
    with base.begin() as session:
        later.write(session.connection(), ADD, [{"id": 1, "name": "甲"}, {"id": 2, "name": "乙"}])
        later.write(session.connection(), RENAME, [{"wanted": 1, "name": "丙"}])
    assert [s.split()[0] for s in heard if "later_thing" in s] == ["INSERT", "UPDATE"]


def test_writes_wait_on_postgresql_only(base):
    with base.begin() as session:
        connection = session.connection()
        later.write(connection, ADD, [{"id": 1, "name": "甲"}])
        assert (later.KEPT in connection.info) is not base.is_sqlite
        connection.execute(select(func.count()).select_from(Thing))
        assert later.KEPT not in connection.info


def test_a_number_is_given_once_whoever_takes_it(postgresql):
    with postgresql.fresh(lambda database: Own.metadata.create_all(database.engine)) as database:
        numbers, taken = Numbers("later_thing"), []

        def take() -> None:
            for count in (1, 3, BLOCK + 1) * 5:
                with database.begin() as session:
                    taken.extend(numbers.take(session.connection(), count))

        threads = [Thread(target=take) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(taken) == len(set(taken)) == 4 * 5 * (1 + 3 + BLOCK + 1)


def _prepared(database: Database) -> int:
    with database.begin() as session:
        return session.scalar(text("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%later_thing%'"))


def test_a_page_that_was_read_leaves_the_connections_prepared_statements(postgresql):
    """The driver drops them all at a ROLLBACK."""
    with postgresql.fresh(lambda database: Own.metadata.create_all(database.engine)) as database:
        for _ in range(7):
            with database.begin() as session:
                names(session)
        before = _prepared(database)
        with database.read() as session:
            names(session)
        assert before == _prepared(database) == 1


def test_what_a_page_changes_in_passing_is_not_written(base):
    with base.begin() as session:
        session.add(Thing(id=1, name="甲"))
    with base.read() as session:
        session.get(Thing, 1).name = "乙"
    with base.read() as session:
        session.get(Thing, 1).name = "丙"
        session.flush()
    with base.read() as session:
        assert names(session) == ["甲"]
