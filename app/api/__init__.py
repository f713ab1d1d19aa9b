"""JSON API v1 and the health pages. A route checks what comes in, calls one verb and answers; it decides nothing itself.

How an endpoint is written stands in contract.py; the shapes in shapes.py.
"""
from app.api import cases, definitions, health, mail, migrations, openapi, people, revisions, scenarios, tasks
from app.api.routes import v1

BLUEPRINTS = (v1, health.blueprint, openapi.blueprint)

__all__ = ["BLUEPRINTS", "cases", "definitions", "health", "mail", "migrations", "openapi", "people", "revisions", "scenarios", "tasks"]
