"""The running cases of a bundle are found by an index: for the list of bundles, and to pick cases for migration."""
import sqlalchemy as sa
from alembic import op

revision = "which_cases_run_on_which_bundle"
down_revision = "revisions_of_bundles"
branch_labels = depends_on = None

RUNNING = sa.text("status = 'running'")


def upgrade() -> None:
    op.create_index("ix_process_instance_running", "process_instance", ["bundle_id", "case_id"], sqlite_where=RUNNING, postgresql_where=RUNNING)
