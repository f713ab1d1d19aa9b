"""Transactions, column types, numbers."""
import sqlite3 as driver
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from threading import Thread

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from app.kernel.database import Database, Json, PackedJson, UtcDateTime, dumps
from app.kernel.sequence import Sequence, next_number

pytestmark = pytest.mark.both


class Own(DeclarativeBase):
    """Not the product's: its tables are of no concern to the migrations."""


class Thing(Own):
    __tablename__ = "thing"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    data: Mapped[dict | None] = mapped_column(Json)
    packed: Mapped[dict | None] = mapped_column(PackedJson((b"", b'{"address":"matter":"officers":')))


def own_tables(database: Database) -> None:
    Own.metadata.create_all(database.engine)
    Sequence.__table__.create(database.engine)


@pytest.fixture
def base(backend):
    with backend.fresh(own_tables) as database:
        yield database


def test_an_instant_comes_back_as_the_same_instant_in_utc(base):
    shanghai = timezone(timedelta(hours=8))
    with base.begin() as session:
        session.add(Thing(id=1, at=datetime(2026, 11, 23, 9, 0, tzinfo=shanghai)))
    with base.read() as session:
        assert session.get(Thing, 1).at == datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


@pytest.mark.parametrize("moment", [datetime(2026, 11, 23, 1, 2, 3, 4, tzinfo=UTC), datetime(1969, 12, 31, 23, 59, 59, 999999, tzinfo=UTC),
                                    datetime(9999, 12, 31, 23, 59, 59, 999999, tzinfo=UTC), datetime(1, 1, 1, tzinfo=UTC)])
def test_an_instant_is_kept_to_the_microsecond_as_a_number_or_timestamp_that_sorts(base, moment):
    with base.begin() as session:
        session.add_all([Thing(id=1, at=moment), Thing(id=2, at=datetime(1970, 1, 1, tzinfo=UTC)), Thing(id=3)])
    with base.read() as session:
        assert session.get(Thing, 1).at == moment and session.get(Thing, 3).at is None
        kept = "SELECT typeof(at), at FROM thing WHERE id = 2" if base.is_sqlite else "SELECT pg_typeof(at)::text, 0 FROM thing WHERE id = 2"
        assert session.execute(text(kept)).one() == ("integer" if base.is_sqlite else "timestamp without time zone", 0)
        assert session.scalars(select(Thing.id).where(Thing.at >= moment).order_by(Thing.at)).first() == 1


def test_an_instant_without_time_zone_is_refused(base):
    with pytest.raises(Exception, match="without time zone"):
        with base.begin() as session:
            session.add(Thing(id=1, at=datetime(2026, 11, 23, 9, 0)))
            session.flush()


def test_a_failed_command_leaves_nothing_behind(base):
    with pytest.raises(RuntimeError):
        with base.begin() as session:
            session.add(Thing(id=1))
            session.flush()
            raise RuntimeError
    with base.read() as session:
        assert session.get(Thing, 1) is None


def test_a_read_never_writes(base):
    with base.read() as session:
        session.add(Thing(id=1))
        session.flush()
    with base.read() as session:
        assert session.get(Thing, 1) is None


@pytest.mark.both
def test_a_look_sees_each_time_what_stands_now_and_leaves_nothing_open(backend):
    with backend.fresh() as database:
        Own.metadata.create_all(database.engine)
        with database.look() as session:
            assert session.scalar(select(Thing.id)) is None
            with database.begin() as other:
                other.add(Thing(id=1))
            assert session.scalar(select(Thing.id)) == 1
        with database.begin() as session:       # the same connection again, in a transaction as before
            session.add(Thing(id=2))
            session.flush()
            session.rollback()
        with database.read() as session:
            assert list(session.scalars(select(Thing.id))) == [1]


def test_two_writers_queue_instead_of_failing(base):
    """BEGIN IMMEDIATE: the second waits for the first, and sees what it wrote."""
    def take():
        for _ in range(10):
            with base.begin() as session:
                next_number(session, "案", 2026)

    threads = [Thread(target=take) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with base.begin() as session:
        assert next_number(session, "案", 2026) == 31
        assert next_number(session, "案", 2027) == 1


def test_a_writer_whom_another_program_keeps_out_for_too_long_hears_that_the_database_is_locked(sqlite):
    with sqlite.fresh(own_tables) as database:
        with database.read() as session:
            session.execute(text("PRAGMA busy_timeout=10"))
        other = driver.connect(database.url.database, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(OperationalError, match="locked"), database.begin():
            pytest.fail("the other program is still writing")
        other.execute("ROLLBACK")
        other.close()
        with database.begin() as session:
            session.add(Thing(id=1))


JSON_FORMS = [
    ("sorted keys give equal bytes", {"b": 1, "a": 2}, b'{"a":2,"b":1}'),
    ("whole decimals are numbers", Decimal("2000"), b"2000"),
    ("other decimals are exact text", Decimal("0.1"), b'"0.1"'),
    ("dates are ISO", date(2026, 11, 23), b'"2026-11-23"'),
    ("tuples are lists", (1, 2), b"[1,2]"),
    ("Chinese stays Chinese", "甲镇", '"甲镇"'.encode()),
]


@pytest.mark.parametrize(("why", "value", "expected"), JSON_FORMS)
def test_json_forms(why, value, expected):
    assert dumps(value) == expected, why


def test_what_has_no_json_form_is_an_error():
    with pytest.raises(TypeError, match="not JSON serializable"):
        dumps(object())


def test_the_embedded_database_is_durable_and_checks_foreign_keys(sqlite):
    with sqlite.fresh() as database, database.read() as session:
        found = {p: session.execute(text(f"PRAGMA {p}")).scalar() for p in ("journal_mode", "synchronous", "foreign_keys")}
    assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


@pytest.mark.parametrize("value", [{}, [], None, 0, "", {"officers": [1, 2], "matter": "占道经营", "address": "甲镇" * 50}, "x" * 100_000])
def test_a_packed_value_comes_back_as_it_was(base, value):
    with base.begin() as session:
        session.add(Thing(id=1, packed=value))
    with base.read() as session:
        assert session.get(Thing, 1).packed == value
