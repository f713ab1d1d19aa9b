"""What somebody has claimed is not in the way of those who look for something to claim; colours are counted in the index."""
import sqlalchemy as sa
from alembic import op

revision = "what_is_taken_is_out_of_the_way"
down_revision = "closed_items_leave_the_desk"
branch_labels = depends_on = None

TAKEN = "UPDATE work_item_candidate SET claimed = (NEW.assignee_id IS NOT NULL) WHERE work_item_id = NEW.id;"
TAKES = "NEW.done_at IS NULL AND (NEW.assignee_id IS NULL) <> (OLD.assignee_id IS NULL)"
TRIGGERS = {
    "sqlite": [f"CREATE TRIGGER work_item_taken AFTER UPDATE OF assignee_id ON work_item\nWHEN {TAKES}\nBEGIN\n  {TAKEN}\nEND"],
    "postgresql": [
        f"CREATE FUNCTION take_from_desk() RETURNS trigger LANGUAGE plpgsql AS $$\nBEGIN\n  {TAKEN}\n  RETURN NULL;\nEND $$",
        f"CREATE TRIGGER work_item_taken AFTER UPDATE OF assignee_id ON work_item\nFOR EACH ROW WHEN ({TAKES}) EXECUTE FUNCTION take_from_desk()"]}


def upgrade() -> None:
    connection = op.get_bind()
    op.drop_index("ix_work_item_candidate_post", "work_item_candidate")
    op.add_column("work_item_candidate", sa.Column("claimed", sa.Boolean(), server_default=sa.false(), nullable=False))
    connection.execute(sa.text("UPDATE work_item_candidate SET claimed = :yes WHERE work_item_id IN "
                               "(SELECT id FROM work_item WHERE assignee_id IS NOT NULL AND done_at IS NULL)"), {"yes": True})
    op.create_index("ix_work_item_candidate_free", "work_item_candidate", ["organ_id", "role", "due_at", "work_item_id"],
                    sqlite_where=sa.text("claimed = 0"), postgresql_where=sa.text("NOT claimed"))
    op.drop_index("ix_work_item_held", "work_item")
    still_open = sa.text("done_at IS NULL")
    op.create_index("ix_work_item_held", "work_item", ["assignee_id", "due_at", "id", "opened_at"],
                    sqlite_where=still_open, postgresql_where=still_open)
    for statement in TRIGGERS[connection.dialect.name]:
        connection.exec_driver_sql(statement)
