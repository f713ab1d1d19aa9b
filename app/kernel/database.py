"""Engine, sessions and column types. SQLite (WAL, full durability, one writer that queues) and PostgreSQL behind one path.

`Database.begin()` is the one transaction of a command, opened at the rim. `Database.read()` never writes.
"""
import sqlite3
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from threading import Lock

import orjson
from sqlalchemy import BigInteger, DateTime, Integer, LargeBinary, MetaData, Text, create_engine, event
from sqlalchemy.engine import Engine, make_url
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.types import TypeDecorator, UserDefinedType

from app.kernel import later, packing
from app.kernel.turns import Turnstile

# SQLite counts only INTEGER primary keys by itself.
BigId = BigInteger().with_variant(Integer, "sqlite")
Blob = LargeBinary

NAMING = {"ix": "ix_%(table_name)s_%(column_0_N_name)s", "uq": "uq_%(table_name)s_%(column_0_N_name)s",
          "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s", "pk": "pk_%(table_name)s",
          "ck": "ck_%(table_name)s_%(constraint_name)s"}


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMING)


class _Microseconds(UserDefinedType):
    """A number in a column that calls itself DATETIME, as the first release's did: SQLite keeps there whatever number it is given."""

    cache_ok = True

    def get_col_spec(self, **_):
        return "DATETIME"


EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


class UtcDateTime(TypeDecorator):
    """An aware datetime; a naive one is refused, because nobody can tell what it meant. PostgreSQL keeps a timestamp in UTC, SQLite
    microseconds since 1970 in UTC: 8 bytes instead of 26, and no text to parse."""

    impl = DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect):
        return dialect.type_descriptor(_Microseconds() if dialect.name == "sqlite" else DateTime())

    def process_bind_param(self, value, dialect):
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a datetime without time zone cannot be stored")
        return (value - EPOCH) // MICROSECOND if dialect.name == "sqlite" else value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value, dialect):
        if value is None:
            return None
        return EPOCH + timedelta(microseconds=value) if dialect.name == "sqlite" else value.replace(tzinfo=UTC)


def _plain(value):
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() and abs(value) < 2**53 else str(value)
    if isinstance(value, (datetime, date, time)):
        return value.isoformat()
    if isinstance(value, (set, frozenset, tuple)):
        return list(value)
    raise TypeError(f"{type(value).__name__} has no JSON form")


def dumps(value) -> bytes:
    """JSON bytes with sorted keys: equal values give equal bytes (the trace hashes them)."""
    return orjson.dumps(value, default=_plain, option=orjson.OPT_SORT_KEYS)


loads = orjson.loads


LARGEST_ID = 2**63 - 1


def as_id(text: str | None) -> int | None:
    """The id that a text from outside names; None for what is none, or is larger than any database's: a driver fails on that."""
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 20 and int(text) <= LARGEST_ID else None


class Json(TypeDecorator):
    """A JSON value as text."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value, dialect):
        return None if value is None else dumps(value).decode()

    def process_result_value(self, value, dialect):
        return None if value is None else loads(value)


class PackedJson(TypeDecorator):
    """A JSON value that is only ever read whole, as bytes: packed where that is shorter. `words`: what such values often contain, one text
    for each version (see `packing`); the newest packs, all unpack."""

    impl = LargeBinary
    cache_ok = True

    def __init__(self, words: tuple[bytes, ...] = (b"",)):
        super().__init__()
        self.words = words

    def process_bind_param(self, value, dialect):
        return None if value is None else packing.pack(dumps(value), self.words)

    def process_result_value(self, value, dialect):
        return None if value is None else loads(packing.unpack(value, self.words))


class PackedBlob(TypeDecorator):
    """Bytes of a text file, deflated where that is shorter; what was stored as it is stays readable. No text file begins with the byte that
    says "packed"; bytes that do are packed whatever becomes of their length."""

    impl = LargeBinary
    cache_ok = True
    words = (b"",)

    def process_bind_param(self, value, dialect):
        if value is None:
            return None
        packed = packing.pack(value, self.words)
        return packing.packed(value, self.words) if packed is value and value[:1] == b"\1" else packed

    def process_result_value(self, value, dialect):
        return packing.unpack(value, self.words) if value is not None and value[:1] == b"\1" else value


class Turns:
    """One at a time, in the order of their coming. SQLite's own waiting is a poll with ever longer sleeps: under load it wakes late and
    lets the last come first, until somebody's time is up. Among processes: turns.Turnstile."""

    def __init__(self):
        self._lock, self._waiting, self._taken = Lock(), deque(), False

    def __enter__(self) -> None:
        with self._lock:
            if not self._taken:
                self._taken = True
                return
            gate = Lock()
            gate.acquire()
            self._waiting.append(gate)
        try:
            gate.acquire()          # whoever leaves opens it
        except BaseException:
            self._give_up(gate)
            raise

    def __exit__(self, *_) -> None:
        with self._lock:
            self._next()

    def _next(self) -> None:
        if self._waiting:
            self._waiting.popleft().release()
        else:
            self._taken = False

    def _give_up(self, gate) -> None:
        with self._lock:
            if gate in self._waiting:
                self._waiting.remove(gate)
            else:                   # its turn came just now
                self._next()


ALONE = {"zfl_alone": True}


class Database:
    """One database. `begin()` for commands (one transaction, committed at its end), `read()` for pages. `info`: what every session knows
    of this installation."""

    def __init__(self, url: str, **options):
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        if not options and self.url.database not in (None, "", ":memory:"):
            options = {"pool_use_lifo": True}       # the connection used last has its statements prepared and its pages at hand
        self.engine: Engine = create_engine(self.url, **options)
        self.info: dict = {}
        self._turns = Turns() if self.is_sqlite else nullcontext()
        self._turnstile = Turnstile(self.url.database if self.is_sqlite else None)
        if self.is_sqlite:
            _prepare_sqlite(self.engine)
        else:
            later.watch(self.engine)
            event.listen(self.engine, "connect", _remember_more)

    @contextmanager
    def begin(self) -> Iterator[Session]:
        with self._turns, self._turnstile, Session(self.engine, expire_on_commit=False, info=self.info) as session, session.begin():
            if self.is_sqlite:
                session.connection(execution_options={"zfl_write": True})
            yield session

    @contextmanager
    def read(self) -> Iterator[Session]:
        # Closing rolls back and lets the rows go as they are; a rollback before it would expire them, and a page could not read them.
        with Session(self.engine, expire_on_commit=False, autoflush=False) as session:
            yield session
            self._end_reading(session)

    def _end_reading(self, session: Session) -> None:
        if not self.is_sqlite and session.in_transaction():
            later.end_reading(session.connection())

    @contextmanager
    def look(self) -> Iterator[Session]:
        """A read of a statement or two, each by itself: without a transaction around them there is none to open and to end."""
        with Session(self.engine, expire_on_commit=False, autoflush=False) as session:
            session.connection(execution_options=ALONE if self.is_sqlite else {"isolation_level": "AUTOCOMMIT"})
            yield session

    def dispose(self) -> None:
        self.engine.dispose()
        self._turnstile.close()


PREPARED = 400      # statements that a connection to PostgreSQL keeps ready: what pages and verbs send, which the driver's hundred would push out


def _remember_more(connection, _record) -> None:
    connection.prepared_max = PREPARED


def _prepare_sqlite(engine: Engine) -> None:
    """WAL and FULL: durable at commit. Writers take the lock at once (BEGIN IMMEDIATE) and so queue instead of failing midway."""

    @event.listens_for(engine, "connect")
    def _connect(connection, _record):
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=30000"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection):
        options = connection.get_execution_options()
        if not options.get("zfl_alone"):
            begin = "BEGIN IMMEDIATE" if options.get("zfl_write") else "BEGIN"
            try:                    # at the driver: SQLAlchemy's way of sending a text takes ten times as long
                connection.connection.driver_connection.execute(begin)
            except sqlite3.OperationalError as error:
                raise OperationalError(begin, None, error) from error
