"""/healthz says that the process lives, /readyz that it can work."""
from alembic.runtime.migration import MigrationContext

from app import migrations
from app.definitions.model import Bundle, BundleFile


def stamp(database) -> None:
    with database.begin() as session:
        MigrationContext.configure(session.connection()).stamp(migrations.ScriptDirectory(str(migrations.HERE)), "head")


def test_alive_without_looking_at_anything(app):
    assert app.test_client().get("/healthz").get_json() == {"status": "ok"}


def test_ready_when_migrated_and_a_bundle_is_in_force(app, database):
    stamp(database)
    answer = app.test_client().get("/readyz")
    assert answer.status_code == 200 and all(answer.get_json()["checks"].values())


def test_not_ready_while_a_migration_is_pending(app):
    answer = app.test_client().get("/readyz")
    assert answer.status_code == 503 and answer.get_json()["checks"] == {"database": True, "migrations": False, "bundle": False}


def test_not_ready_without_a_bundle(app, database):
    stamp(database)
    with database.begin() as session:
        session.query(BundleFile).delete()
        session.query(Bundle).delete()
    assert app.test_client().get("/readyz").get_json()["checks"] == {"database": True, "migrations": True, "bundle": False}


def test_not_ready_without_a_database(app, database, monkeypatch):
    from sqlalchemy.exc import OperationalError

    def gone(*_args):
        raise OperationalError("SELECT 1", {}, Exception("gone"))

    monkeypatch.setattr("sqlalchemy.orm.Session.execute", gone)
    answer = app.test_client().get("/readyz")
    assert answer.status_code == 503 and answer.get_json()["checks"]["database"] is False
