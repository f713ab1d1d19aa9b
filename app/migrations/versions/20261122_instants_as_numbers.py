"""SQLite: instants are numbers, microseconds since 1970 UTC, where the first release wrote text. PostgreSQL has timestamps, as before."""
import sqlalchemy as sa
from alembic import op

revision = "instants_as_numbers"
down_revision = "the_case_file"
branch_labels = depends_on = None

# The trace refuses to be changed; its revision (the_trace_in_leaves) moves its instants.
LEFT = {"entry"}


def upgrade() -> None:
    connection = op.get_bind()
    if connection.dialect.name != "sqlite":
        return
    inspector = sa.inspect(connection)
    for table in set(inspector.get_table_names()) - LEFT:
        for column in inspector.get_columns(table):
            if isinstance(column["type"], sa.DateTime):
                connection.exec_driver_sql(to_number(table, column["name"]))


def to_number(table: str, column: str) -> str:
    """2026-11-23 01:00:00.000004 → 1795395600000004."""
    return (f'UPDATE "{table}" SET "{column}" = CAST(strftime(\'%s\', substr("{column}", 1, 19)) AS INTEGER) * 1000000 '
            f'+ CAST(substr("{column}", 21, 6) AS INTEGER) WHERE typeof("{column}") = \'text\'')
