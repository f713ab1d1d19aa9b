"""A message has a state and is tried again; signals are kept for the cases that listen."""
import sqlalchemy as sa
from alembic import op

from app.migrations.as_of_0_1_0 import UtcDateTime

revision = "messages_have_a_state"
down_revision = "instants_as_numbers"
branch_labels = depends_on = None


def upgrade() -> None:
    op.add_column("receiver", sa.Column("kind", sa.String(length=8), nullable=False, server_default="message"))
    for column in (sa.Column("kind", sa.String(length=8), nullable=False, server_default="message"),
                   sa.Column("state", sa.String(length=12), nullable=False, server_default="waiting"),
                   sa.Column("attempts", sa.Integer(), nullable=False, server_default="0"),
                   sa.Column("next_at", UtcDateTime(), nullable=True),
                   sa.Column("error", sa.Text(), nullable=True)):
        op.add_column("message", column)
    op.drop_index("ix_message_open", "message")
    op.create_index("ix_message_state", "message", ["state", "next_at"])
    op.create_index("ix_message_from", "message", ["from_case_id"])
    op.create_index("ix_message_to", "message", ["to_case_id"])
    op.execute("UPDATE message SET state = 'delivered' WHERE delivered_at IS NOT NULL")
    op.execute("""UPDATE message SET state = 'not_needed' WHERE delivered_at IS NULL AND to_case_id IN
                  (SELECT id FROM "case" WHERE status = 'ended')""")
    # The one message of the first release's diagrams that nothing ever waited for.
    op.execute("UPDATE message SET state = 'outside' WHERE delivered_at IS NULL AND name = 'msg_whistle'")
