"""Running cases migrate to another bundle, tokens are moved by hand: what is to be done, what was done, and what was before."""
import sqlalchemy as sa
from alembic import op

from app.migrations.as_of_0_1_0 import BigId

revision = "running_cases_migrate"
down_revision = "which_cases_run_on_which_bundle"
branch_labels = depends_on = None

WORKING = sa.text("status IN ('checking', 'running', 'taking_back')")
ASKED = sa.text("status = 'proposed'")


def upgrade() -> None:
    op.create_table("migration_run", sa.Column("id", BigId, nullable=False),
                    sa.Column("from_bundle_id", BigId, nullable=False),
                    sa.Column("to_bundle_id", BigId, nullable=False),
                    sa.Column("selection", sa.Text(), nullable=False),
                    sa.Column("mapping", sa.Text(), nullable=False),
                    sa.Column("retime", sa.Boolean(), nullable=False),
                    sa.Column("reason", sa.Text(), nullable=False),
                    sa.Column("status", sa.String(length=12), nullable=False),
                    sa.Column("total", sa.Integer(), nullable=False),
                    sa.Column("created_by_person_id", BigId, nullable=True),
                    *(sa.Column(name, sa.DateTime(), nullable=name != "created_at") for name in ("created_at", "started_at", "ended_at")),
                    sa.ForeignKeyConstraint(["from_bundle_id"], ["bundle.id"], name="fk_migration_run_from_bundle_id_bundle"),
                    sa.ForeignKeyConstraint(["to_bundle_id"], ["bundle.id"], name="fk_migration_run_to_bundle_id_bundle"),
                    sa.PrimaryKeyConstraint("id", name="pk_migration_run"))
    op.create_index("ix_migration_run_working", "migration_run", ["id"], sqlite_where=WORKING, postgresql_where=WORKING)
    _cases()
    _moves()


def _cases() -> None:
    op.create_table("migration_case", sa.Column("run_id", BigId, nullable=False),
                    sa.Column("case_id", BigId, nullable=False),
                    sa.Column("state", sa.String(length=12), nullable=False),
                    sa.Column("sentence", sa.Text(), nullable=True),
                    sa.Column("told", sa.LargeBinary(), nullable=True),
                    sa.Column("at", sa.DateTime(), nullable=True),
                    sa.Column("revision", sa.Integer(), nullable=True),
                    sa.Column("former_process", sa.String(length=80), nullable=True),
                    *(sa.Column(name, sa.LargeBinary(), nullable=True) for name in ("former_state", "former_path", "former_due_rules")),
                    sa.ForeignKeyConstraint(["run_id"], ["migration_run.id"], name="fk_migration_case_run_id_migration_run"),
                    sa.PrimaryKeyConstraint("run_id", "case_id", name="pk_migration_case"))
    op.create_index("ix_migration_case_state", "migration_case", ["run_id", "state", "case_id"])
    op.create_index("ix_migration_case_case", "migration_case", ["case_id", "run_id"])


def _moves() -> None:
    op.create_table("token_move", sa.Column("id", BigId, nullable=False),
                    sa.Column("case_id", BigId, nullable=False),
                    sa.Column("revision", sa.Integer(), nullable=False),
                    sa.Column("tasks", sa.Text(), nullable=False),
                    sa.Column("targets", sa.Text(), nullable=False),
                    sa.Column("reason", sa.Text(), nullable=False),
                    sa.Column("told", sa.Text(), nullable=False),
                    sa.Column("status", sa.String(length=12), nullable=False),
                    sa.Column("proposed_by_person_id", BigId, nullable=True),
                    sa.Column("proposed_at", sa.DateTime(), nullable=False),
                    sa.Column("decided_by_person_id", BigId, nullable=True),
                    sa.Column("decided_at", sa.DateTime(), nullable=True),
                    sa.Column("note", sa.Text(), nullable=True),
                    sa.PrimaryKeyConstraint("id", name="pk_token_move"))
    op.create_index("ix_token_move_case", "token_move", ["case_id", "id"])
    op.create_index("ix_token_move_asked", "token_move", ["id"], sqlite_where=ASKED, postgresql_where=ASKED)


def downgrade() -> None:
    for table in ("token_move", "migration_case", "migration_run"):
        op.drop_table(table)
