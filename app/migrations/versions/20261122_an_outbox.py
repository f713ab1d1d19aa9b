"""What leaves the system waits in an outbox."""
import sqlalchemy as sa
from alembic import op

from app.migrations.as_of_0_1_0 import BigId

revision = "an_outbox"
down_revision = "what_is_found_by_index"
branch_labels = depends_on = None


def upgrade() -> None:
    op.create_table("outbox", sa.Column("id", BigId, nullable=False),
                    sa.Column("case_id", BigId, nullable=True),
                    sa.Column("topic", sa.String(length=120), nullable=False),
                    sa.Column("target", sa.String(length=400), nullable=False),
                    sa.Column("body", sa.Text(), nullable=False),
                    sa.Column("key", sa.String(length=64), nullable=False),
                    sa.Column("state", sa.String(length=8), nullable=False),
                    sa.Column("created_at", sa.DateTime(), nullable=False),
                    sa.Column("attempts", sa.Integer(), nullable=False),
                    sa.Column("next_at", sa.DateTime(), nullable=False),
                    sa.Column("sent_at", sa.DateTime(), nullable=True),
                    sa.Column("status", sa.Integer(), nullable=True),
                    sa.Column("error", sa.Text(), nullable=True),
                    sa.PrimaryKeyConstraint("id", name="pk_outbox"))
    op.create_index("ix_outbox_state", "outbox", ["state", "next_at"])
    op.create_index("ix_outbox_case", "outbox", ["case_id"])
