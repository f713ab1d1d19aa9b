"""The database's history, in Alembic revisions under versions/, and the whole of its tables as `metadata`.

Revisions are named and dated, and lead upward only. They may convert what stands in place: the release before is stopped first.
"""
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from app.accounts import model as _accounts  # noqa: F401 because importing a model puts its tables into the metadata
from app.acts import model as _acts  # noqa: F401
from app.audit import model as _audit  # noqa: F401
from app.cases import model as _cases  # noqa: F401
from app.cases.migration import model as _migration  # noqa: F401
from app.definitions import model as _definitions  # noqa: F401
from app.documents import model as _documents  # noqa: F401
from app.kernel import sequence as _sequence  # noqa: F401
from app.kernel.database import Base, Database
from app.outbox import model as _outbox  # noqa: F401
from app.registry import model as _registry  # noqa: F401
from app.tasks import model as _tasks  # noqa: F401

metadata = Base.metadata


def modelled(name: str | None, _kind: str, _parent) -> bool:
    """What a comparison of database and models is about: not the index of search terms, which statements make."""
    return not (name or "").startswith(("case_search", "ix_case_search"))


COMPARED = {"compare_type": True, "include_name": modelled}
HERE = Path(__file__).parent


def configuration(connection=None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(HERE))
    config.set_main_option("file_template", "%%(year)d%%(month).2d%%(day).2d_%%(slug)s")
    config.attributes["connection"] = connection
    return config


def head() -> str:
    """The newest revision that this release knows."""
    return ScriptDirectory(str(HERE)).get_current_head()


def current(database: Database) -> str | None:
    """The revision that the database stands at, None for an empty one."""
    with database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


class NewerDatabase(Exception):
    """The database stands at a revision that this release does not know."""

    def __init__(self, revision: str):
        super().__init__(f"数据库已由更新的版本升级过（{revision}），这个版本用不了它。请改用那个版本，或者恢复升级前的备份。")


def _known() -> set[str]:
    return {script.revision for script in ScriptDirectory(str(HERE)).walk_revisions()}


def pending(database: Database) -> bool:
    return current(database) != head()


def upgrade(database: Database, district: int = 0, to: str = "head") -> tuple[str | None, str]:
    """Bring the database to the newest revision (or `to`) in one transaction; (before, after). Nothing is changed if it is there.
    Processes that start at once do so one after the other. There is no way back: a downgrade is a restored backup.
    `district`: its counters start at district × 2⁴⁰, so that an id tells its district (PostgreSQL only).
    Raises NewerDatabase if a later release was here before."""
    before, target = current(database), head() if to == "head" else to
    if before is not None and before not in _known():
        raise NewerDatabase(before)
    if before != target:
        with _alone(database) as connection:
            command.upgrade(configuration(connection), to)
            if district:
                _start_counters(connection, district << DISTRICT_BITS)
    return before, target


@contextmanager
def _alone(database: Database) -> Iterator[Connection]:
    """A transaction that no other migration runs beside."""
    with database.engine.connect().execution_options(zfl_write=True) as connection:
        alone = _sqlite_alone if database.is_sqlite else _postgresql_alone
        with alone(connection):
            yield connection


@contextmanager
def _sqlite_alone(connection: Connection) -> Iterator[None]:
    """SQLite changes a table by making it anew and removing the old one, which foreign keys would not allow; so they are looked at
    before the commit instead. The switch works only outside a transaction."""
    raw = connection.connection.driver_connection
    raw.execute("PRAGMA foreign_keys=OFF")
    try:
        with connection.begin():            # BEGIN IMMEDIATE: whoever comes second waits here, and then finds nothing to do
            yield
            if orphan := connection.exec_driver_sql("PRAGMA foreign_key_check").first():
                raise RuntimeError(f"after the migration a row refers to nothing: {tuple(orphan)}")
    finally:
        raw.execute("PRAGMA foreign_keys=ON")


@contextmanager
def _postgresql_alone(connection: Connection) -> Iterator[None]:
    with connection.begin():
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({MIGRATION_LOCK})")
        yield


MIGRATION_LOCK = 0x7A666C       # any number that nothing else in the database locks: "zfl"
DISTRICT_BITS = 40      # 2¹³ districts × 2⁴⁰ ids stay below 2⁵³, which every JSON reader keeps exact


def _start_counters(connection, base: int) -> None:
    """Counters that stand below the district's range (all of a new database, those of new tables) jump to its start."""
    for table in metadata.sorted_tables:
        counter = connection.exec_driver_sql("SELECT pg_get_serial_sequence(%s, 'id')", (f'"{table.name}"',)).scalar() \
            if table.autoincrement_column is not None else None
        if counter and connection.exec_driver_sql(f"SELECT last_value FROM {counter}").scalar() < base:
            connection.exec_driver_sql("SELECT setval(%s::regclass, %s, false)", (counter, base + 1))


def write_revision(database: Database, slug: str, message: str) -> Path:
    """A new revision file with what the models have and the database (at head) has not. For developers; read it before use."""
    with database.engine.connect() as connection:
        script = command.revision(configuration(connection), message=message, rev_id=slug, autogenerate=True)
    return Path(script.path)
