"""The demonstration district with one small process instead of the product's own diagrams: quick, and untouched by their changes."""
from pathlib import Path

from app.accounts.roles import ROLES
from app.acts.catalogue import ACTS
from app.definitions import operations as definitions
from app.kernel.clock import local, utcnow
from app.kernel.database import Database
from app.registry import demonstration

FILES = Path(__file__).parent / "small"
PASSWORD = "演示-password-1"


def files() -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(FILES.iterdir())}


def establish(database: Database) -> None:
    """Load and publish, as of now: these tests run against the real clock."""
    now = utcnow()
    with database.begin() as session:
        demonstration.load(session, password=PASSWORD, now=now)
        definitions.publish(session, files(), effective_from=local(now).date(), now=now, known_acts=ACTS, known_roles=ROLES)
