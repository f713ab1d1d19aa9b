"""What the first release stored its values as, and the triggers that it made. Frozen: a revision says for ever what it said when it was
released, whatever becomes of `app.kernel.database` and `app.audit.model` since."""
import sqlalchemy as sa

BigId = sa.BigInteger().with_variant(sa.Integer, "sqlite")
Json, UtcDateTime = sa.Text, sa.DateTime

_SQLITE = [f"""CREATE TRIGGER IF NOT EXISTS {name} BEFORE {what} ON {table} {when}
BEGIN SELECT RAISE(ABORT, '{why}'); END""" for name, what, table, when, why in (
    ("entry_no_update", "UPDATE", "entry", "", "the trace is append-only: no entry may be changed"),
    ("entry_no_delete", "DELETE", "entry", "", "the trace is append-only: no entry may be removed"),
    # INSERT OR REPLACE removes the old row without asking the DELETE trigger.
    ("entry_no_replace", "INSERT", "entry",
     "WHEN EXISTS (SELECT 1 FROM entry WHERE id = NEW.id OR (case_id = NEW.case_id AND seq = NEW.seq))",
     "the trace is append-only: no entry may be replaced"),
    ("chain_head_no_delete", "DELETE", "chain_head", "", "the trace is append-only: no chain may be removed"),
    ("chain_head_grows", "UPDATE", "chain_head", "WHEN NEW.seq <= OLD.seq OR NEW.case_id <> OLD.case_id",
     "the trace is append-only: no chain may be shortened"),
)]

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
    """CREATE OR REPLACE TRIGGER entry_no_change BEFORE UPDATE OR DELETE ON entry
FOR EACH ROW EXECUTE FUNCTION refuse_trace_change()""",
    """CREATE OR REPLACE TRIGGER entry_no_truncate BEFORE TRUNCATE ON entry
FOR EACH STATEMENT EXECUTE FUNCTION refuse_trace_change()""",
    """CREATE OR REPLACE TRIGGER chain_head_no_delete BEFORE DELETE ON chain_head
FOR EACH ROW EXECUTE FUNCTION refuse_trace_change()""",
    """CREATE OR REPLACE TRIGGER chain_head_no_truncate BEFORE TRUNCATE ON chain_head
FOR EACH STATEMENT EXECUTE FUNCTION refuse_trace_change()""",
    """CREATE OR REPLACE TRIGGER chain_head_grows BEFORE UPDATE ON chain_head
FOR EACH ROW EXECUTE FUNCTION refuse_shorter_chain()""",
]

PROTECT_DDL: dict[str, list[str]] = {"sqlite": _SQLITE, "postgresql": _POSTGRESQL}
