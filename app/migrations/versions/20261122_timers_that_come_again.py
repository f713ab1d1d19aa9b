"""A timer says when a worker may take it, so that what fails comes again later and not at every look."""
import sqlalchemy as sa
from alembic import op

from app.migrations.as_of_0_1_0 import UtcDateTime

revision = "timers_that_come_again"
down_revision = "lean_work_items"
branch_labels = depends_on = None


def upgrade() -> None:
    op.add_column("timer", sa.Column("ready_at", UtcDateTime(), nullable=True))
    op.add_column("timer", sa.Column("failures", sa.Integer(), nullable=True))
    op.get_bind().exec_driver_sql("UPDATE timer SET ready_at = due_at, failures = 0")
    op.drop_index("ix_timer_due", "timer")
    with op.batch_alter_table("timer") as table:
        table.alter_column("ready_at", existing_type=UtcDateTime(), nullable=False)
        table.alter_column("failures", existing_type=sa.Integer(), nullable=False)
    op.create_index("ix_timer_ready", "timer", ["ready_at", "case_id"])
