"""Cases are found by terms, and every list that grows has the index that it is read by."""
import re

import sqlalchemy as sa
from alembic import op

revision = "what_is_found_by_index"
down_revision = "timers_that_come_again"
branch_labels = depends_on = None

PORTION = 5000
RUN = re.compile(r"[0-9a-z]+|[^\W0-9a-z_]+")
SEARCH_TABLE = """CREATE VIRTUAL TABLE case_search USING fts5(search_text, content='case', content_rowid='id', tokenize='ascii',
detail=none, columnsize=0)"""
SEARCH_TRIGGERS = [
    """CREATE TRIGGER case_search_insert AFTER INSERT ON "case" BEGIN
  INSERT INTO case_search (rowid, search_text) VALUES (NEW.id, NEW.search_text);
END""",
    """CREATE TRIGGER case_search_delete AFTER DELETE ON "case" BEGIN
  INSERT INTO case_search (case_search, rowid, search_text) VALUES ('delete', OLD.id, OLD.search_text);
END""",
    """CREATE TRIGGER case_search_update AFTER UPDATE OF search_text ON "case" WHEN OLD.search_text <> NEW.search_text BEGIN
  INSERT INTO case_search (case_search, rowid, search_text) VALUES ('delete', OLD.id, OLD.search_text);
  INSERT INTO case_search (rowid, search_text) VALUES (NEW.id, NEW.search_text);
END""",
]


def upgrade() -> None:
    connection = op.get_bind()
    _cut_into_terms(connection)
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(SEARCH_TABLE)
        connection.exec_driver_sql("INSERT INTO case_search (case_search) VALUES ('rebuild')")
        for statement in SEARCH_TRIGGERS:
            connection.exec_driver_sql(statement)
    else:
        # Written anew, because an index made in this transaction would also be asked to hold the texts that were there before.
        connection.exec_driver_sql("""ALTER TABLE "case" ALTER COLUMN search_text TYPE text USING search_text || ''""")
        connection.exec_driver_sql("""CREATE INDEX ix_case_search ON "case"
USING gin (array_to_tsvector(array_remove(string_to_array(search_text, ' '), '')))""")
    _index_cases()
    _index_tasks()


def _cut_into_terms(connection) -> None:
    """What was kept is the folded text; by portions, because a district may have a million of them."""
    after = 0
    while rows := connection.execute(sa.text('SELECT id, search_text FROM "case" WHERE id > :after ORDER BY id LIMIT :portion'),
                                     {"after": after, "portion": PORTION}).all():
        connection.execute(sa.text('UPDATE "case" SET search_text = :terms WHERE id = :id'),
                           [{"id": row.id, "terms": terms(row.search_text)} for row in rows])
        after = rows[-1].id


def terms(folded: str) -> str:
    return " ".join(run[i:i + (4 if run[0].isascii() else 2)] for run in RUN.findall(folded) for i in range(len(run)))


def _index_cases() -> None:
    op.drop_index("ix_case_status", "case")
    for name in ("ix_whistle_department_organ_id", "ix_whistle_department_whistle_id"):
        op.drop_index(name, "whistle_department")
    for name, table, columns in (("ix_case_opened_by", "case", ["opened_by", "id"]),
                                 ("ix_whistle_order_street", "whistle_order", ["street_id", "id"]),
                                 ("ix_whistle_department_organ", "whistle_department", ["organ_id", "whistle_id"])):
        op.create_index(name, table, columns)
    running, named, unended = sa.text("status = 'running'"), sa.text("party_name IS NOT NULL"), sa.text("ended_at IS NULL")
    for name, table, columns, where in (("ix_case_running", "case", ["stage", "street_id", "id"], running),
                                        ("ix_case_running_at", "case", ["address", "street_id"], running),
                                        ("ix_case_party", "case", ["party_name"], named),
                                        ("ix_whistle_order_running", "whistle_order", ["id"], unended)):
        op.create_index(name, table, columns, sqlite_where=where, postgresql_where=where)


def _index_tasks() -> None:
    is_open, done = sa.text("done_at IS NULL"), sa.text("status = 'done'")
    for name, columns, where in (("ix_work_item_held", ["assignee_id", "due_at", "id"], is_open),
                                 ("ix_work_item_done", ["assignee_id", "done_at", "id"], done)):
        op.drop_index(name, "work_item")
        op.create_index(name, "work_item", columns, sqlite_where=where, postgresql_where=where)
    for name, columns in (("ix_reminder_post", ["organ_id", "role", "id"]), ("ix_reminder_person", ["person_id", "id"])):
        op.drop_index(name, "reminder")
        op.create_index(name, "reminder", columns)
