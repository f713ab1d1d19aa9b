"""The index of search terms on each database.

On SQLite a table of FTS5 without texts of its own; triggers keep it in step with `case.search_text`, whoever writes there. On PostgreSQL an index
over the terms, which it keeps itself.
"""
from sqlalchemy import Table, event

# Every character beyond ASCII is part of a term for the tokenizer `ascii`; terms are folded already.
SQLITE_DDL = [
    """CREATE VIRTUAL TABLE IF NOT EXISTS case_search USING fts5(search_text, content='case', content_rowid='id', tokenize='ascii',
detail=none, columnsize=0)""",
    """CREATE TRIGGER IF NOT EXISTS case_search_insert AFTER INSERT ON "case" BEGIN
  INSERT INTO case_search (rowid, search_text) VALUES (NEW.id, NEW.search_text);
END""",
    """CREATE TRIGGER IF NOT EXISTS case_search_delete AFTER DELETE ON "case" BEGIN
  INSERT INTO case_search (case_search, rowid, search_text) VALUES ('delete', OLD.id, OLD.search_text);
END""",
    """CREATE TRIGGER IF NOT EXISTS case_search_update AFTER UPDATE OF search_text ON "case" WHEN OLD.search_text <> NEW.search_text BEGIN
  INSERT INTO case_search (case_search, rowid, search_text) VALUES ('delete', OLD.id, OLD.search_text);
  INSERT INTO case_search (rowid, search_text) VALUES (NEW.id, NEW.search_text);
END""",
]
REBUILD = "INSERT INTO case_search (case_search) VALUES ('rebuild')"     # after rows were written while the triggers rested

TERMS = "array_to_tsvector(array_remove(string_to_array(search_text, ' '), ''))"      # on PostgreSQL: of the index and of the question alike
POSTGRESQL_DDL = [f'CREATE INDEX IF NOT EXISTS ix_case_search ON "case" USING gin ({TERMS})']


def attach(case: Table) -> None:
    """Make the index with the table."""
    event.listen(case, "after_create", _create)


def _create(_table, connection, **_) -> None:
    for statement in SQLITE_DDL if connection.dialect.name == "sqlite" else POSTGRESQL_DDL:
        connection.exec_driver_sql(statement)
