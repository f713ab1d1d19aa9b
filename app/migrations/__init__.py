"""The database's history, in Alembic revisions under versions/, and the whole of its tables as `metadata`.

Revisions are named, dated and additive: they work while the release before still runs.
"""
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from app.accounts import model as _accounts  # noqa: F401 because importing a model puts its tables into the metadata
from app.acts import model as _acts  # noqa: F401
from app.audit import model as _audit  # noqa: F401
from app.cases import model as _cases  # noqa: F401
from app.definitions import model as _definitions  # noqa: F401
from app.documents import model as _documents  # noqa: F401
from app.kernel import sequence as _sequence  # noqa: F401
from app.kernel.database import Base, Database
from app.registry import model as _registry  # noqa: F401
from app.tasks import model as _tasks  # noqa: F401

metadata = Base.metadata
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


def pending(database: Database) -> bool:
    return current(database) != head()


def upgrade(database: Database, district: int = 0) -> tuple[str | None, str]:
    """Bring the database to the newest revision in one transaction; (before, after). Nothing is changed if it is there.
    `district`: its counters start at district × 2⁴⁰, so that an id tells its district (PostgreSQL only)."""
    before = current(database)
    if before != head():
        with database.engine.connect().execution_options(zfl_write=True) as connection, connection.begin():
            command.upgrade(configuration(connection), "head")
            if district:
                _start_counters(connection, district << DISTRICT_BITS)
    return before, head()


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
