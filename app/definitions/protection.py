"""How the database itself guards what happened to a revision, and the versions that were saved: nothing is changed or removed, but for
the note that names a version. `create_all` runs these; the migration that makes the tables has its own, frozen copy."""

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
