"""The pages: a module a room, templates, static files. A view validates, calls one verb and answers; it decides nothing itself.

Writes open their one transaction here (`store.writing`), reads theirs (`store.reading`). Nothing below knows Flask.
"""
from flask import Blueprint, Flask

blueprint = Blueprint("web", __name__, template_folder="templates", static_folder="static", static_url_path="/static")


def init_app(app: Flask) -> None:
    """Filters, globals and what every page shows: organ, bell, navigation."""
    from app.web import context, filters

    filters.register(app)
    context.register(app)


from app.web import (  # noqa: E402 because the pages hang themselves on the blueprint above
    cases, definitions, documents, endings, inbox, lists, login, me, moves, register, supervision, tasks, whistles,
)
from app.web.workshop import (  # noqa: E402 because they hang themselves on the blueprint too
    checking, drawing, editor, expressions, migrations, preview, review, revisions, scenarios, simulation,
    uploading,
)

__all__ = ["blueprint", "cases", "checking", "definitions", "documents", "drawing", "editor", "endings", "expressions", "inbox", "init_app",
           "lists", "login", "me", "migrations", "moves", "preview", "register", "review", "revisions", "scenarios", "simulation", "supervision", "tasks",
           "uploading", "whistles"]
