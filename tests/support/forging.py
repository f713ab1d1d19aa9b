"""What somebody with the database's own password and no scruples could do to the trace."""
from sqlalchemy import create_engine, text

from app.kernel.database import Database


def forge(database: Database, statement: str, **values) -> None:
    """Carry out a statement past the triggers and foreign keys that guard the trace."""
    engine = create_engine(database.url)                # SQLite: foreign keys are off unless switched on
    with engine.begin() as connection:
        if database.is_sqlite:
            for name in connection.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
                connection.execute(text(f"DROP TRIGGER {name}"))
        else:
            connection.execute(text("SET session_replication_role = replica"))
        connection.execute(text(statement), values)
    engine.dispose()
