"""How often the rows of decision tables fired: counters, and up to which run they have counted. The worker counts what there is already."""
import sqlalchemy as sa
from alembic import op

from app.migrations.as_of_0_1_0 import BigId, UtcDateTime

revision = "the_heat_of_rules"
down_revision = "uploads_are_revisions"
branch_labels = depends_on = None


def upgrade() -> None:
    op.create_table(
        "rule_heat", sa.Column("bundle", BigId, primary_key=True, autoincrement=False), sa.Column("decision", sa.String(80), primary_key=True),
        sa.Column("rule", sa.String(80), primary_key=True), sa.Column("count", BigId, nullable=False), sa.Column("since", UtcDateTime(), nullable=False))
    op.create_table("rule_heat_mark", sa.Column("id", sa.Integer(), primary_key=True, autoincrement=False), sa.Column("upto", BigId, nullable=False))
