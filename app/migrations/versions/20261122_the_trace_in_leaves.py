"""The trace: one row for what one command recorded, hashes as bytes, who acted interned, the head moved by the database.

What was written stays as it is, with its hashes: each entry of the first release becomes a leaf of its own, and the heads are copied and not
computed, so that what had been tampered with before is found out afterwards as well."""
import sqlalchemy as sa
from alembic import op

from app.migrations.as_of_0_1_0 import BigId

revision = "the_trace_in_leaves"
down_revision = "reference_revision"
branch_labels = depends_on = None

WHO = ("actor_id", "actor_name", "post", "organ_id", "organ_name")


def upgrade() -> None:
    _make_tables()
    connection = op.get_bind()
    {"sqlite": _move_on_sqlite, "postgresql": _move_on_postgresql}[connection.dialect.name](connection)
    op.drop_table("entry")
    for statement in PROTECT_DDL[connection.dialect.name]:
        connection.exec_driver_sql(statement)


def _make_tables() -> None:
    op.create_table("trace_actor", sa.Column("id", BigId, nullable=False),
                    sa.Column("actor_id", BigId, nullable=True),
                    sa.Column("actor_name", sa.String(length=40), nullable=False),
                    sa.Column("post", sa.String(length=40), nullable=True),
                    sa.Column("organ_id", BigId, nullable=True),
                    sa.Column("organ_name", sa.String(length=80), nullable=True),
                    sa.ForeignKeyConstraint(["organ_id"], ["organ.id"], name="fk_trace_actor_organ_id_organ"),
                    sa.PrimaryKeyConstraint("id", name="pk_trace_actor"))
    op.create_index("ix_trace_actor_name", "trace_actor", ["actor_name"])
    op.create_table("trace_leaf", sa.Column("case_id", BigId, autoincrement=False, nullable=False),
                    sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
                    sa.Column("size", sa.Integer(), nullable=False),
                    sa.Column("at", sa.DateTime(), nullable=False),
                    sa.Column("actor", BigId, nullable=False),
                    sa.Column("content", sa.LargeBinary(), nullable=False),
                    sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
                    sa.CheckConstraint("size > 0", name="ck_trace_leaf_size"),
                    sa.ForeignKeyConstraint(["actor"], ["trace_actor.id"], name="fk_trace_leaf_actor_trace_actor"),
                    sa.PrimaryKeyConstraint("case_id", "seq", name="pk_trace_leaf"), sqlite_with_rowid=False)


def _move_on_sqlite(connection) -> None:
    connection.connection.driver_connection.create_function("zfl_bytes", 1, _bytes, deterministic=True)
    at = ("CASE typeof(e.at) WHEN 'text' THEN CAST(strftime('%s', substr(e.at, 1, 19)) AS INTEGER) * 1000000 "
          "+ CAST(substr(e.at, 21, 6) AS INTEGER) ELSE e.at END")
    _move_entries(connection, "IS", at, """CAST('[["' || e.tag || '",' || e.payload || ']]' AS BLOB)""", "zfl_bytes(e.hash)")
    connection.exec_driver_sql("ALTER TABLE chain_head RENAME TO chain_head_0_1_0")
    op.create_table("chain_head", sa.Column("case_id", BigId, autoincrement=False, nullable=False),
                    sa.Column("seq", sa.Integer(), nullable=False),
                    sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
                    sa.PrimaryKeyConstraint("case_id", name="pk_chain_head"))
    connection.exec_driver_sql("INSERT INTO chain_head SELECT case_id, seq, zfl_bytes(hash) FROM chain_head_0_1_0")
    connection.exec_driver_sql("DROP TABLE chain_head_0_1_0")       # and its triggers with it


def _bytes(text: str) -> bytes:
    """A hash as bytes; what is none, because somebody changed it, stays as it is and so stays wrong."""
    try:
        return bytes.fromhex(text)
    except (ValueError, TypeError):
        return str(text).encode()


def _move_on_postgresql(connection) -> None:
    known = "CASE WHEN {0} ~ '^([0-9a-f]{{2}})+$' THEN decode({0}, 'hex') ELSE convert_to({0}, 'UTF8') END"
    _move_entries(connection, "IS NOT DISTINCT FROM", "e.at", """convert_to('[["' || e.tag || '",' || e.payload || ']]', 'UTF8')""",
                  known.format("e.hash"))
    connection.exec_driver_sql(f"ALTER TABLE chain_head ALTER COLUMN hash TYPE bytea USING {known.format('hash')}")


def _move_entries(connection, same: str, at: str, content: str, hash_: str) -> None:
    columns = ", ".join(WHO)
    connection.exec_driver_sql(f"INSERT INTO trace_actor ({columns}) SELECT DISTINCT {columns} FROM entry ORDER BY {columns}")
    joined = " AND ".join(f"a.{name} {'=' if name == 'actor_name' else same} e.{name}" for name in WHO)
    connection.exec_driver_sql(
        f"INSERT INTO trace_leaf (case_id, seq, size, at, actor, content, hash) "
        f"SELECT e.case_id, e.seq, 1, {at}, a.id, {content}, {hash_} FROM entry e JOIN trace_actor a ON {joined}")


# As the tables were protected when this revision was released.
_REFUSE = """CREATE TRIGGER IF NOT EXISTS {name} BEFORE {what} ON {table} {when}
BEGIN SELECT RAISE(ABORT, 'the trace is append-only: {why}'); END"""

_SQLITE = [*(_REFUSE.format(name=name, what=what, table=table, when=when, why=why) for name, what, table, when, why in (
    ("trace_leaf_no_update", "UPDATE", "trace_leaf", "", "no entry may be changed"),
    ("trace_leaf_no_delete", "DELETE", "trace_leaf", "", "no entry may be removed"),
    # So INSERT OR REPLACE, which removes the old row without asking the DELETE trigger, is refused too.
    ("trace_leaf_continues", "INSERT", "trace_leaf",
     "WHEN NEW.seq IS NOT coalesce((SELECT seq FROM chain_head WHERE case_id = NEW.case_id), 0) + 1", "an entry continues its chain"),
    ("trace_actor_no_update", "UPDATE", "trace_actor", "", "no actor may be changed"),
    ("trace_actor_no_delete", "DELETE", "trace_actor", "", "no actor may be removed"),
    ("trace_actor_no_replace", "INSERT", "trace_actor", "WHEN EXISTS (SELECT 1 FROM trace_actor WHERE id = NEW.id)", "no actor may be replaced"),
    ("chain_head_no_delete", "DELETE", "chain_head", "", "no chain may be removed"),
    ("chain_head_no_replace", "INSERT", "chain_head", "WHEN EXISTS (SELECT 1 FROM chain_head WHERE case_id = NEW.case_id)",
     "no chain may be replaced"),
    ("chain_head_grows", "UPDATE", "chain_head", "WHEN NEW.seq <= OLD.seq OR NEW.case_id <> OLD.case_id", "no chain may be shortened"),
)), """CREATE TRIGGER IF NOT EXISTS trace_leaf_moves_head AFTER INSERT ON trace_leaf
BEGIN
  UPDATE chain_head SET seq = NEW.seq + NEW.size - 1, hash = NEW.hash WHERE case_id = NEW.case_id;
  INSERT INTO chain_head (case_id, seq, hash) SELECT NEW.case_id, NEW.size, NEW.hash WHERE NEW.seq = 1;
END"""]

_POSTGRESQL = [
    """CREATE OR REPLACE FUNCTION refuse_trace_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'the trace is append-only: no entry may be changed or removed'; END $$""",
    """CREATE OR REPLACE FUNCTION refuse_shorter_chain() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.seq <= OLD.seq OR NEW.case_id <> OLD.case_id THEN
    RAISE EXCEPTION 'the trace is append-only: no chain may be shortened';
  END IF;
  RETURN NEW;
END $$""",
    """CREATE OR REPLACE FUNCTION move_chain_head() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.seq = 1 THEN
    INSERT INTO chain_head (case_id, seq, hash) VALUES (NEW.case_id, NEW.size, NEW.hash);
  ELSE
    UPDATE chain_head SET seq = NEW.seq + NEW.size - 1, hash = NEW.hash WHERE case_id = NEW.case_id AND seq = NEW.seq - 1;
    IF NOT FOUND THEN
      RAISE EXCEPTION 'the trace is append-only: an entry continues its chain';
    END IF;
  END IF;
  RETURN NULL;
END $$""",
    *(f"""CREATE OR REPLACE TRIGGER {table}_no_{name} BEFORE {what} ON {table}
FOR EACH {each} EXECUTE FUNCTION refuse_trace_change()""" for table, name, what, each in (
        ("trace_leaf", "change", "UPDATE OR DELETE", "ROW"), ("trace_leaf", "truncate", "TRUNCATE", "STATEMENT"),
        ("trace_actor", "change", "UPDATE OR DELETE", "ROW"), ("trace_actor", "truncate", "TRUNCATE", "STATEMENT"),
        ("chain_head", "delete", "DELETE", "ROW"), ("chain_head", "truncate", "TRUNCATE", "STATEMENT"))),
    """CREATE OR REPLACE TRIGGER chain_head_grows BEFORE UPDATE ON chain_head
FOR EACH ROW EXECUTE FUNCTION refuse_shorter_chain()""",
    """CREATE OR REPLACE TRIGGER trace_leaf_moves_head AFTER INSERT ON trace_leaf
FOR EACH ROW EXECUTE FUNCTION move_chain_head()""",
]

PROTECT_DDL: dict[str, list[str]] = {"sqlite": _SQLITE, "postgresql": _POSTGRESQL}
