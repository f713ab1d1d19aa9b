"""Working copies of bundles: revisions, the files that differ in them, every version that was saved, who has one open, remarks, events."""
import sqlalchemy as sa
from alembic import op

from app.migrations.as_of_0_1_0 import BigId

revision = "revisions_of_bundles"
down_revision = "what_is_taken_is_out_of_the_way"
branch_labels = depends_on = None


def upgrade() -> None:
    connection = op.get_bind()
    _revisions()
    _files()
    _saves()
    _holds()
    _comments()
    _events()
    for statement in PROTECT_DDL[connection.dialect.name]:
        connection.exec_driver_sql(statement)


def _revisions() -> None:
    op.create_table("revision", sa.Column("id", BigId, nullable=False),
                    sa.Column("title", sa.String(length=120), nullable=False),
                    sa.Column("base_id", BigId, nullable=True),
                    sa.Column("status", sa.String(length=12), nullable=False),
                    sa.Column("author_id", BigId, nullable=True),
                    sa.Column("created_at", sa.DateTime(), nullable=False),
                    sa.Column("changed_at", sa.DateTime(), nullable=False),
                    sa.Column("effective_from", sa.Date(), nullable=True),
                    sa.Column("approved", sa.String(length=64), nullable=True),
                    sa.Column("bundle_id", BigId, nullable=True),
                    sa.ForeignKeyConstraint(["base_id"], ["bundle.id"], name="fk_revision_base_id_bundle"),
                    sa.ForeignKeyConstraint(["bundle_id"], ["bundle.id"], name="fk_revision_bundle_id_bundle"),
                    sa.PrimaryKeyConstraint("id", name="pk_revision"))
    op.create_index("ix_revision_status", "revision", ["status", "changed_at"])


def _files() -> None:
    op.create_table("revision_file", sa.Column("id", BigId, nullable=False),
                    sa.Column("revision_id", BigId, nullable=False),
                    sa.Column("name", sa.String(length=90), nullable=False),
                    sa.Column("title", sa.String(length=120), nullable=False),
                    sa.Column("sha256", sa.String(length=64), nullable=True),
                    sa.Column("seq", sa.Integer(), nullable=False),
                    sa.ForeignKeyConstraint(["revision_id"], ["revision.id"], name="fk_revision_file_revision_id_revision"),
                    sa.ForeignKeyConstraint(["sha256"], ["file_content.sha256"], name="fk_revision_file_sha256_file_content"),
                    sa.PrimaryKeyConstraint("id", name="pk_revision_file"),
                    sa.UniqueConstraint("revision_id", "name", name="uq_revision_file_revision_id_name"))


def _saves() -> None:
    op.create_table("revision_save", sa.Column("id", BigId, nullable=False),
                    sa.Column("revision_id", BigId, nullable=False),
                    sa.Column("name", sa.String(length=90), nullable=False),
                    sa.Column("seq", sa.Integer(), nullable=False),
                    sa.Column("sha256", sa.String(length=64), nullable=True),
                    sa.Column("at", sa.DateTime(), nullable=False),
                    sa.Column("person_id", BigId, nullable=True),
                    sa.Column("note", sa.String(length=200), nullable=True),
                    sa.ForeignKeyConstraint(["revision_id"], ["revision.id"], name="fk_revision_save_revision_id_revision"),
                    sa.ForeignKeyConstraint(["sha256"], ["file_content.sha256"], name="fk_revision_save_sha256_file_content"),
                    sa.PrimaryKeyConstraint("id", name="pk_revision_save"),
                    sa.UniqueConstraint("revision_id", "name", "seq", name="uq_revision_save_revision_id_name_seq"))


def _holds() -> None:
    op.create_table("revision_hold", sa.Column("id", BigId, nullable=False),
                    sa.Column("revision_id", BigId, nullable=False),
                    sa.Column("name", sa.String(length=90), nullable=False),
                    sa.Column("person_id", BigId, nullable=False),
                    sa.Column("since", sa.DateTime(), nullable=False),
                    sa.Column("beat_at", sa.DateTime(), nullable=False),
                    sa.ForeignKeyConstraint(["revision_id"], ["revision.id"], name="fk_revision_hold_revision_id_revision"),
                    sa.PrimaryKeyConstraint("id", name="pk_revision_hold"),
                    sa.UniqueConstraint("revision_id", "name", name="uq_revision_hold_revision_id_name"))


def _comments() -> None:
    op.create_table("revision_comment", sa.Column("id", BigId, nullable=False),
                    sa.Column("revision_id", BigId, nullable=False),
                    sa.Column("file", sa.String(length=90), nullable=True),
                    sa.Column("element", sa.String(length=500), nullable=True),
                    sa.Column("text", sa.Text(), nullable=False),
                    sa.Column("author_id", BigId, nullable=False),
                    sa.Column("at", sa.DateTime(), nullable=False),
                    sa.Column("resolved_at", sa.DateTime(), nullable=True),
                    sa.Column("resolved_by", BigId, nullable=True),
                    sa.ForeignKeyConstraint(["revision_id"], ["revision.id"], name="fk_revision_comment_revision_id_revision"),
                    sa.PrimaryKeyConstraint("id", name="pk_revision_comment"))
    op.create_index("ix_revision_comment_revision", "revision_comment", ["revision_id"])


def _events() -> None:
    op.create_table("revision_event", sa.Column("id", BigId, nullable=False),
                    sa.Column("revision_id", BigId, nullable=False),
                    sa.Column("kind", sa.String(length=16), nullable=False),
                    sa.Column("at", sa.DateTime(), nullable=False),
                    sa.Column("person_id", BigId, nullable=True),
                    sa.Column("person_name", sa.String(length=40), nullable=False),
                    sa.Column("post", sa.String(length=40), nullable=True),
                    sa.Column("organ_name", sa.String(length=80), nullable=True),
                    sa.Column("text", sa.Text(), nullable=True),
                    sa.Column("detail", sa.Text(), nullable=False),
                    sa.ForeignKeyConstraint(["revision_id"], ["revision.id"], name="fk_revision_event_revision_id_revision"),
                    sa.PrimaryKeyConstraint("id", name="pk_revision_event"))
    op.create_index("ix_revision_event_revision", "revision_event", ["revision_id"])


_WHAT = "revision_id, name, seq, sha256, at, person_id"         # of a save; its note may change
_GUARDED = (("revision_event_no_update", "UPDATE", "revision_event"), ("revision_event_no_delete", "DELETE", "revision_event"),
            ("revision_save_no_update", f"UPDATE OF {_WHAT}", "revision_save"), ("revision_save_no_delete", "DELETE", "revision_save"))

_SQLITE = [*(f"""CREATE TRIGGER IF NOT EXISTS {name} BEFORE {what} ON {table}
BEGIN SELECT RAISE(ABORT, 'append-only: what was done in the workshop stays'); END""" for name, what, table in _GUARDED),
           # INSERT OR REPLACE removes the old row without asking the DELETE trigger.
           *(f"""CREATE TRIGGER IF NOT EXISTS {table}_no_replace BEFORE INSERT ON {table} WHEN EXISTS (SELECT 1 FROM {table} WHERE {same})
BEGIN SELECT RAISE(ABORT, 'append-only: what was done in the workshop stays'); END""" for table, same in (
               ("revision_event", "id = NEW.id"),
               ("revision_save", "id = NEW.id OR (revision_id = NEW.revision_id AND name = NEW.name AND seq = NEW.seq)")))]

_POSTGRESQL = [
    """CREATE OR REPLACE FUNCTION refuse_workshop_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'append-only: what was done in the workshop stays'; END $$""",
    *(f"""CREATE OR REPLACE TRIGGER {name} BEFORE {what} ON {table}
FOR EACH ROW EXECUTE FUNCTION refuse_workshop_change()""" for name, what, table in _GUARDED),
    *(f"""CREATE OR REPLACE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION refuse_workshop_change()""" for table in ("revision_event", "revision_save")),
]

PROTECT_DDL: dict[str, list[str]] = {"sqlite": _SQLITE, "postgresql": _POSTGRESQL}
