"""Run by Alembic inside the connection that `app.migrations` hands over."""
from alembic import context
from sqlalchemy.types import TypeDecorator

from app.kernel.database import Json, UtcDateTime
from app.migrations import metadata


def render(kind, item, autogen_context):
    """The kernel's column types by their short names; any other of our own by the plain type that it stores, so that an old
    revision does not depend on code that moves."""
    if kind == "type" and isinstance(item, (Json, UtcDateTime)):
        name = type(item).__name__
        autogen_context.imports.add(f"from app.kernel.database import {name}")
        return f"{name}()"
    if kind == "type" and isinstance(item, TypeDecorator):
        return f"sa.{item.impl!r}"
    return False


connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata, render_item=render, compare_type=True,
                  render_as_batch=connection.dialect.name == "sqlite")
with context.begin_transaction():
    context.run_migrations()
