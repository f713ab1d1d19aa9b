"""How the database itself guards the trace. `create_all` runs these by itself; a migration that makes the tables has its own, frozen copy."""

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
