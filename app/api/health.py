"""/healthz: the process answers. /readyz: it can work: database reachable, migrated, a bundle in force."""
from flask import Blueprint, current_app, jsonify
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from app import migrations
from app.definitions import queries as definitions
from app.kernel import logging
from app.kernel.clock import local, utcnow
from app.kernel.errors import Rejection

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
def alive():
    return jsonify(status="ok")


@blueprint.get("/readyz")
def ready():
    checks = {"database": _database(), "migrations": False, "bundle": False}
    if checks["database"]:
        checks["migrations"] = not migrations.pending(current_app.extensions["zfl"].database)
    if checks["migrations"]:
        checks["bundle"] = _bundle()
    whole = all(checks.values())
    return jsonify(status="ok" if whole else "unready", checks=checks), 200 if whole else 503


def _database() -> bool:
    try:
        with current_app.extensions["zfl"].database.read() as session:
            session.execute(text("SELECT 1"))
    except SQLAlchemyError as error:
        logging.get("zfl.health").warning("database not reachable", error=str(error))
        return False
    return True


def _bundle() -> bool:
    with current_app.extensions["zfl"].database.read() as session:
        try:
            definitions.current(session, local(utcnow()).date())
        except Rejection:
            return False
    return True
