"""The database itself takes candidates, bars and drafts away when a work item is closed."""
from alembic import op

revision = "closed_items_leave_the_desk"
down_revision = "an_outbox"
branch_labels = depends_on = None

TABLES = ("work_item_candidate", "work_item_barred", "draft")
CLEAR = "".join(f"\n  DELETE FROM {table} WHERE work_item_id = NEW.id;" for table in TABLES)
CLOSED = "NEW.done_at IS NOT NULL AND OLD.done_at IS NULL"


def upgrade() -> None:
    connection = op.get_bind()
    for table in TABLES:
        connection.exec_driver_sql(f"DELETE FROM {table} WHERE work_item_id IN (SELECT id FROM work_item WHERE done_at IS NOT NULL)")
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"CREATE TRIGGER work_item_closed AFTER UPDATE OF done_at ON work_item\nWHEN {CLOSED}\nBEGIN{CLEAR}\nEND")
        return
    connection.exec_driver_sql(f"CREATE FUNCTION clear_desk() RETURNS trigger LANGUAGE plpgsql AS $$\nBEGIN{CLEAR}\n  RETURN NULL;\nEND $$")
    connection.exec_driver_sql(f"CREATE TRIGGER work_item_closed AFTER UPDATE OF done_at ON work_item\nFOR EACH ROW WHEN ({CLOSED}) "
                               "EXECUTE FUNCTION clear_desk()")
