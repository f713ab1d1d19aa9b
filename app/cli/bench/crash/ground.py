"""Where it happens: a database of the bench's own, the sample district in it, the bench's diagram, five people with tokens."""
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import make_url, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import NullPool

from app import migrations
from app.accounts.operations import issue_token
from app.accounts.roles import ROLES
from app.cli.output import Failure
from app.definitions import operations as definitions
from app.kernel.clock import local, utcnow
from app.kernel.database import Database
from app.registry import demonstration

DIAGRAM = Path(__file__).with_name("crash.bpmn")
LOGINS = ("grid_worker", "intake_clerk", "duty_chief", "exec_deputy_head", "team_head")
OWN_DATABASE = "zfl_bench_crash"


@dataclass
class Ground:
    """`folder`: data directory of the servers; `tokens`: {login: bearer token}."""

    database: Database
    folder: Path
    tokens: dict[str, str]


@contextmanager
def ground(url: str | None) -> Iterator[Ground]:
    """Made before, gone afterwards; nothing that is there already is touched."""
    with TemporaryDirectory(prefix="zfl-crash-") as folder, _database(url, folder) as own:
        database = Database(own)
        try:
            yield Ground(database, Path(folder), _settle(database))
        finally:
            database.dispose()


@contextmanager
def _database(url: str | None, folder: str) -> Iterator[str]:
    if url is None:
        yield f"sqlite:///{folder}/crash.db"
        return
    if make_url(url).get_backend_name() != "postgresql":
        raise Failure("--database 只用于 PostgreSQL（postgresql+psycopg://…）；SQLite 不写 --database 即可。")
    _on_server(url, f"DROP DATABASE IF EXISTS {OWN_DATABASE} WITH (FORCE)", f"CREATE DATABASE {OWN_DATABASE}")
    try:
        yield make_url(url).set(database=OWN_DATABASE).render_as_string(hide_password=False)
    finally:
        _on_server(url, f"DROP DATABASE {OWN_DATABASE} WITH (FORCE)")


def _on_server(url: str, *statements: str) -> None:
    server = Database(url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    try:
        with server.engine.connect() as connection:
            for statement in statements:
                connection.execute(text(statement))
    except OperationalError as error:
        raise Failure(f"连不上数据库：{error.orig}。") from error


def _settle(database: Database) -> dict[str, str]:
    migrations.upgrade(database)
    now = utcnow()
    with database.begin() as session:
        demonstration.load(session, password=secrets.token_urlsafe(9), now=now)
        definitions.publish(session, {DIAGRAM.name: DIAGRAM.read_bytes()}, effective_from=local(now).date(), now=now, known_roles=ROLES)
        return {login: issue_token(session, login, now=now, label="bench crash") for login in LOGINS}
