"""Reference data has a revision, which triggers on its tables draw anew at every change."""
import sqlalchemy as sa
from alembic import op

revision = "reference_revision"
down_revision = "messages_have_a_state"
branch_labels = depends_on = None

# As of this revision: {table: columns whose change counts, () for all}.
TABLES = {
    "organ": (), "person": ("login", "name", "active"), "post": (), "api_token": (), "bundle": (), "bundle_file": (),
    "problem": (), "problem_stage": (), "matter": (), "authority": (), "officer_certificate": (), "parameter": (),
    "holiday_year": (), "holiday": (),
}


def upgrade() -> None:
    op.create_table("reference_revision", sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
                    sa.Column("revision", sa.BigInteger(), nullable=False),
                    sa.PrimaryKeyConstraint("id", name="pk_reference_revision"))
    connection = op.get_bind()
    for statement in (_sqlite() if connection.dialect.name == "sqlite" else _postgresql()):
        connection.exec_driver_sql(statement)


def _sqlite() -> list[str]:
    draw = "UPDATE reference_revision SET revision = random()"
    triggers = [f"CREATE TRIGGER {table}_reference_{verb.split()[0].lower()} AFTER {verb} ON {table}\nBEGIN {draw}; END"
                for table, columns in TABLES.items() for verb in ("INSERT", _update(columns), "DELETE")]
    return ["INSERT INTO reference_revision (id, revision) VALUES (1, random())", *triggers]


def _postgresql() -> list[str]:
    draw = "UPDATE reference_revision SET revision = (random() * 9e15)::bigint"
    triggers = [f"CREATE TRIGGER {table}_reference AFTER INSERT OR {_update(columns)} OR DELETE OR TRUNCATE ON {table}\n"
                "FOR EACH STATEMENT EXECUTE FUNCTION reference_changed()" for table, columns in TABLES.items()]
    return ["INSERT INTO reference_revision (id, revision) VALUES (1, (random() * 9e15)::bigint)",
            f"CREATE FUNCTION reference_changed() RETURNS trigger LANGUAGE plpgsql AS $$\nBEGIN {draw}; RETURN NULL; END $$", *triggers]


def _update(columns: tuple[str, ...]) -> str:
    return f"UPDATE OF {', '.join(columns)}" if columns else "UPDATE"
