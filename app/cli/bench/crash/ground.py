"""Where it happens: a database of the bench's own, the sample district in it, the bench's diagram, five people with tokens."""
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from app import migrations
from app.accounts.operations import issue_token
from app.accounts.roles import ROLES
from app.cli.bench import places
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
    with TemporaryDirectory(prefix="zfl-crash-") as folder, places.own(url, OWN_DATABASE) as database:
        yield Ground(database, Path(folder), _settle(database))


def _settle(database: Database) -> dict[str, str]:
    migrations.upgrade(database)
    now = utcnow()
    with database.begin() as session:
        demonstration.load(session, password=secrets.token_urlsafe(9), now=now)
        definitions.publish(session, {DIAGRAM.name: DIAGRAM.read_bytes()}, effective_from=local(now).date(), now=now, known_roles=ROLES)
        return {login: issue_token(session, login, now=now, label="bench crash") for login in LOGINS}
