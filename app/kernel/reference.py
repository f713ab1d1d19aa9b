"""Reference data: what is read at every step and changes a few times a day (organs, posts, parameters, holidays, bundles …).

The process keeps it under the revision that the database gives it. Triggers on the tables that `@kept()` marks draw a new revision at
every change, whoever makes it, so nothing that writes can forget to. A transaction asks for the revision once, or hands over one that
it read with its own SELECT (`note`); every answer of a `@section` then comes from memory.

Revisions are drawn at random and never come twice: one that was seen in a transaction that rolled back, or that stood in a database
before a backup was restored, names nothing that could be mistaken for what stands now. A transaction that changes reference data
itself asks again, and so sees its own changes.
"""
import re
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import field, make_dataclass
from functools import lru_cache, wraps
from threading import Lock
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import BigInteger, Column, ColumnElement, event, select
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.kernel.database import Base, Json

Model = TypeVar("Model")
EDITIONS = 4            # revisions kept side by side: transactions under way may still stand on an older one
MOST = 20_000           # answers of one revision: those that ask for a day, or a person, would grow for ever
_SEEN = "zfl_reference"


class ReferenceRevision(Base):
    """One row: the revision of all reference data together."""

    __tablename__ = "reference_revision"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=1)
    revision: Mapped[int] = mapped_column(BigInteger)


REVISION = select(ReferenceRevision.revision).where(ReferenceRevision.id == 1)
_ASK = "SELECT revision FROM reference_revision WHERE id = 1"       # asked in nearly every transaction: as text, it costs half


# ---- which tables, and their triggers -----------------------------------------------------------------------------------
_tables: dict[str, tuple[str, ...]] = {}        # table: columns whose change counts; none: all
_models: set[type] = set()


def kept(*columns: str) -> Callable[[type[Model]], type[Model]]:
    """Mark a model as reference data. `columns`: only changes of these count (the count of failed logins is none)."""
    def mark(model: type[Model]) -> type[Model]:
        _tables[model.__tablename__] = columns
        _models.add(model)
        _names_reference.cache_clear()
        return model
    return mark


def protect_ddl(dialect: str, tables: dict[str, tuple[str, ...]]) -> list[str]:
    """Statements that make the revision's row and the triggers. {table: columns that count, () for all}."""
    return (_sqlite if dialect == "sqlite" else _postgresql)(tables)


def _sqlite(tables: dict[str, tuple[str, ...]]) -> list[str]:
    draw = "UPDATE reference_revision SET revision = random()"
    triggers = [f"CREATE TRIGGER IF NOT EXISTS {table}_reference_{verb.split()[0].lower()} AFTER {verb} ON {table}\nBEGIN {draw}; END"
                for table, columns in tables.items() for verb in ("INSERT", _update(columns), "DELETE")]
    return ["INSERT INTO reference_revision (id, revision) VALUES (1, random())", *triggers]


def _postgresql(tables: dict[str, tuple[str, ...]]) -> list[str]:
    draw = "UPDATE reference_revision SET revision = (random() * 9e15)::bigint"
    triggers = [f"CREATE OR REPLACE TRIGGER {table}_reference AFTER INSERT OR {_update(columns)} OR DELETE OR TRUNCATE ON {table}\n"
                "FOR EACH STATEMENT EXECUTE FUNCTION reference_changed()" for table, columns in tables.items()]
    return ["INSERT INTO reference_revision (id, revision) VALUES (1, (random() * 9e15)::bigint)",
            f"CREATE OR REPLACE FUNCTION reference_changed() RETURNS trigger LANGUAGE plpgsql AS $$\nBEGIN {draw}; RETURN NULL; END $$", *triggers]


def _update(columns: tuple[str, ...]) -> str:
    return f"UPDATE OF {', '.join(columns)}" if columns else "UPDATE"


@event.listens_for(Base.metadata, "after_create")
def _create(_metadata, connection, tables=(), **_) -> None:
    made = {table.name for table in tables or ()}
    if ReferenceRevision.__tablename__ in made:
        for statement in protect_ddl(connection.dialect.name, {t: c for t, c in _tables.items() if t in made}):
            connection.exec_driver_sql(statement)


# ---- what the process keeps ---------------------------------------------------------------------------------------------
Edition = dict[tuple, Any]                      # (section, its arguments): what it gave
_editions: WeakKeyDictionary[Engine, OrderedDict[int, Edition]] = WeakKeyDictionary()
_lock = Lock()


class _Seen:
    """What one transaction stands on."""

    __slots__ = ("edition",)

    def __init__(self):
        self.edition: Edition | None = None


def section(load: Callable[..., Any]) -> Callable[..., Any]:
    """A read of reference data that is kept: `load(session, *arguments)` is run once a revision and set of arguments, and must give
    something that nobody can change."""
    @wraps(load)
    def read(session: Session, *arguments: Any) -> Any:
        edition = _edition(session)
        key = (load, *arguments)
        try:
            return edition[key]
        except KeyError:
            value = load(session, *arguments)
        if len(edition) >= MOST:
            edition.clear()
        edition[key] = value
        return value
    return read


def note(session: Session, revision: int | None) -> None:
    """The revision that the caller's own SELECT has just read (`REVISION.scalar_subquery()`): it need not be asked for again."""
    seen = _seen(session)
    if seen.edition is None and revision is not None:
        seen.edition = _kept_edition(session, revision)


def _edition(session: Session) -> Edition:
    if session.autoflush and _pending(session):
        session.flush()
    seen = _seen(session)
    if seen.edition is None:
        revision = session.connection().exec_driver_sql(_ASK).scalar()
        # A database whose row is missing keeps nothing beyond the transaction: slow, but never stale.
        seen.edition = _kept_edition(session, revision) if revision is not None else {}
    return seen.edition


def _pending(session: Session) -> bool:
    """Whether reference data was changed in this session and not yet sent to the database."""
    return any(type(o) in _models for changed in (session.new, session.dirty, session.deleted) for o in changed)


def _kept_edition(session: Session, revision: int) -> Edition:
    with _lock:
        editions = _editions.setdefault(session.get_bind().engine, OrderedDict())
        edition = editions.setdefault(revision, {})
        editions.move_to_end(revision)
        while len(editions) > EDITIONS:
            editions.popitem(last=False)
    return edition


# ---- what a transaction stands on ---------------------------------------------------------------------------------------
def _seen(session: Session) -> _Seen:
    seen = session.info.get(_SEEN)
    if seen is None:
        session.connection()                    # begins the transaction, and so calls _begun
        seen = session.info[_SEEN]
    return seen


@event.listens_for(Session, "after_begin")
def _begun(session: Session, _transaction, connection) -> None:
    connection.info[_SEEN] = session.info.setdefault(_SEEN, _Seen())


@event.listens_for(Session, "after_transaction_end")
def _ended(session: Session, transaction) -> None:
    if transaction.parent is None:
        session.info.pop(_SEEN, None)


@event.listens_for(Session, "after_soft_rollback")
def _rolled_back(session: Session, _transaction) -> None:
    """To a savepoint: what was changed after it never was."""
    if _SEEN in session.info:
        session.info[_SEEN].edition = None


@event.listens_for(Engine, "before_cursor_execute", retval=True)
def _watch(connection, _cursor, statement: str, parameters, _context, _executemany):
    """A transaction that writes reference data, by whatever statement, asks for the revision again."""
    if not statement.startswith("SELECT"):
        # Long statements (many rows in one INSERT) are rarely sent twice and would only fill the memory of this cache.
        names = _names_reference if len(statement) < 2000 else _names_reference.__wrapped__
        if names(statement) and _SEEN in connection.info:
            connection.info[_SEEN].edition = None
    return statement, parameters


@lru_cache(maxsize=512)
def _names_reference(statement: str) -> bool:
    named = re.findall(r'\b(?:INTO|UPDATE|FROM|JOIN|TABLE|TRUNCATE)\s+(?:ONLY\s+)?(?:"?\w+"?\.)?"?(\w+)', statement, re.IGNORECASE)
    return not _tables.keys().isdisjoint(name.lower() for name in named)


# ---- copies -------------------------------------------------------------------------------------------------------------
def frozen(model: type, *related: str) -> type:
    """A class for copies of this model's rows that nobody can change: the attributes whose changes count, the properties, and after
    them `related`, what a relationship gives."""
    properties = {name: value for name, value in vars(model).items() if isinstance(value, property)}
    return make_dataclass(model.__name__, [*(column.key for column in _columns(model)), *((name, tuple, field(default=())) for name in related)],
                          frozen=True, slots=True, namespace={"__doc__": f"A row of {model.__tablename__} as reference data.", **properties})


def copies(session: Session, model: type, copy: type, *where: ColumnElement[bool]) -> list[Any]:
    """Rows of the model's table as frozen copies, by primary key."""
    columns = _columns(model)
    lists = [n for n, column in enumerate(columns) if isinstance(column.type, Json)]
    with session.no_autoflush:
        rows = session.execute(select(*columns).where(*where).order_by(*model.__table__.primary_key)).all()
    return [copy(*_hardened(row, lists)) for row in rows]


def _columns(model: type) -> list[Column]:
    counted = _tables[model.__tablename__]
    return [c for c in model.__table__.columns if not counted or c.primary_key or c.name in counted]


def _hardened(row: Iterable[Any], lists: list[int]) -> Iterable[Any]:
    if not lists:
        return row
    values = list(row)
    for n in lists:
        if isinstance(values[n], list):
            values[n] = tuple(values[n])
    return values
