"""Run by Alembic inside the connection that `app.migrations` hands over."""
from alembic import context
from sqlalchemy.types import TypeDecorator

from app.migrations import COMPARED, metadata


def render(kind, item, autogen_context):
    """Our own column types by the plain types that they store: a revision does not depend on code that moves."""
    if kind != "type":
        return False
    stored = item.impl if isinstance(item, TypeDecorator) else item
    variants = "".join(f".with_variant(sa.{variant!r}, {name!r})" for name, variant in stored._variant_mapping.items())
    return f"sa.{stored!r}{variants}" if variants or stored is not item else False


connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata, render_item=render, **COMPARED,
                  render_as_batch=connection.dialect.name == "sqlite")
with context.begin_transaction():
    context.run_migrations()
