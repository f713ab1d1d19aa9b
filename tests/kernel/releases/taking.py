"""`python -m tests.kernel.releases.taking 0.2.0`, in the work tree of that release: play, and write its file."""
import sys
import tempfile

from app import migrations
from app.kernel.database import Database
from tests.conftest import NOW
from tests.kernel.releases.playing import play
from tests.support import postgresql, releases
from tests.support.district import District, establish


def main(version: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/release.db")
        migrations.upgrade(database)
        establish(database, NOW)
        district = District(database, NOW)
        play(district)
        district.verify()
        schemas = {"sqlite": releases.schema(database), "postgresql": schema_on_postgresql()}
        path = releases.take(version, database, schemas)
        database.dispose()
    print(f"{path}: {path.stat().st_size} bytes")


def schema_on_postgresql() -> list[str]:
    with postgresql.serving() as url:
        database = Database(url)
        migrations.upgrade(database)
        lines = releases.schema(database)
        database.dispose()
        return lines


if __name__ == "__main__":
    main(*sys.argv[1:])
