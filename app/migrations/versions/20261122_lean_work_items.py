"""Work items say once what all items of a step have in common, and hold what was submitted at them; the path is a mark on the diagram, not
a row for each token; of an ended instance no state is kept."""
from datetime import UTC, datetime, timedelta
from itertools import groupby

import orjson
import sqlalchemy as sa
from alembic import op

from app.migrations.as_of_0_1_0 import BigId, Json, UtcDateTime

revision = "lean_work_items"
down_revision = "the_trace_in_leaves"
branch_labels = depends_on = None

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
STEP = ("bundle_id", "process_id", "node", "name", "role", "form", "act", "ask")
PORTION = 5000


def upgrade() -> None:
    connection = op.get_bind()
    _make_dictionaries()
    _fill_steps(connection)
    _widen_work_items()
    _refer_to_steps(connection)
    _refer_to_terms(connection)
    _narrow_work_items()
    _give_candidates_their_date(connection)
    _mark_paths(connection)


def _make_dictionaries() -> None:
    op.create_table("work_step", sa.Column("id", BigId, nullable=False),
                    sa.Column("bundle_id", BigId, nullable=False),
                    sa.Column("process_id", sa.String(length=80), nullable=False),
                    sa.Column("node", sa.String(length=80), nullable=False),
                    sa.Column("name", sa.String(length=120), nullable=False),
                    sa.Column("role", sa.String(length=120), nullable=False),
                    sa.Column("form", sa.String(length=80), nullable=True),
                    sa.Column("act", sa.String(length=40), nullable=True),
                    sa.Column("ask", sa.Text(), nullable=True),
                    sa.PrimaryKeyConstraint("id", name="pk_work_step"),
                    sa.UniqueConstraint("bundle_id", "process_id", "node", name="uq_work_step_bundle_id_process_id_node"))
    op.create_table("work_term", sa.Column("id", BigId, nullable=False),
                    sa.Column("rule", sa.Text(), nullable=False),
                    sa.PrimaryKeyConstraint("id", name="pk_work_term"),
                    sa.UniqueConstraint("rule", name="uq_work_term_rule"))


def _fill_steps(connection) -> None:
    common = ", ".join(f"MIN({name})" for name in STEP[3:])
    connection.exec_driver_sql(f"INSERT INTO work_step ({', '.join(STEP)}) SELECT bundle_id, process_id, node, {common} FROM work_item "
                               "GROUP BY bundle_id, process_id, node")


def _widen_work_items() -> None:
    for column in (sa.Column("step_id", BigId, nullable=True), sa.Column("term_id", BigId, nullable=True),
                   sa.Column("term_start", UtcDateTime(), nullable=True), sa.Column("acting_post", sa.String(length=40), nullable=True),
                   sa.Column("acting_organ_id", BigId, nullable=True), sa.Column("data", sa.LargeBinary(), nullable=True)):
        op.add_column("work_item", column)


def _refer_to_steps(connection) -> None:
    """Packed JSON may also be plain JSON in bytes."""
    as_bytes = "CAST(data AS BLOB)" if connection.dialect.name == "sqlite" else "convert_to(data, 'UTF8')"
    connection.exec_driver_sql("""UPDATE work_item SET step_id = (SELECT s.id FROM work_step AS s WHERE s.bundle_id = work_item.bundle_id
                                  AND s.process_id = work_item.process_id AND s.node = work_item.node)""")
    connection.exec_driver_sql("CREATE INDEX submission_of_item ON submission (work_item_id)")
    of_item = "FROM submission AS s WHERE s.work_item_id = work_item.id"
    connection.exec_driver_sql(f"""UPDATE work_item SET acting_post = (SELECT post {of_item}), acting_organ_id = (SELECT organ_id {of_item}),
                                   data = (SELECT {as_bytes.replace('data', 's.data')} {of_item}) WHERE status = 'done'""")
    op.drop_table("submission")


def _refer_to_terms(connection) -> None:
    """A rule without its instants is the same for many; when it began to count is mostly when the item was opened."""
    terms: dict[str, int] = {}
    last = 0
    while rows := connection.execute(sa.text("SELECT id, due_rule, opened_at FROM work_item WHERE id > :last AND due_rule IS NOT NULL "
                                             "ORDER BY id LIMIT :portion"), {"last": last, "portion": PORTION}).all():
        last = rows[-1].id
        connection.execute(sa.text("UPDATE work_item SET term_id = :term, term_start = :start WHERE id = :id"),
                           [_term(connection, terms, row) for row in rows])


def _term(connection, terms: dict[str, int], row) -> dict:
    rule = orjson.loads(row.due_rule)
    start = datetime.fromisoformat(rule["start"])
    text = orjson.dumps({k: v for k, v in rule.items() if k not in ("start", "due_at")}, option=orjson.OPT_SORT_KEYS).decode()
    if text not in terms:
        terms[text] = len(terms) + 1
        connection.execute(sa.text("INSERT INTO work_term (rule) VALUES (:rule)"), {"rule": text})
        terms[text] = connection.execute(sa.text("SELECT id FROM work_term WHERE rule = :rule"), {"rule": text}).scalar()
    sqlite = connection.dialect.name == "sqlite"
    opened = EPOCH + timedelta(microseconds=row.opened_at) if sqlite else row.opened_at.replace(tzinfo=UTC)
    stored = (start - EPOCH) // timedelta(microseconds=1) if sqlite else start.astimezone(UTC).replace(tzinfo=None)
    return {"id": row.id, "term": terms[text], "start": None if start == opened else stored}


def _narrow_work_items() -> None:
    for index in ("ix_work_item_assignee", "ix_work_item_case"):
        op.drop_index(index, "work_item")
    with op.batch_alter_table("work_item") as table:
        table.alter_column("step_id", existing_type=BigId, nullable=False)
        for column in (*STEP, "due_rule"):
            table.drop_column(column)
        table.create_foreign_key("fk_work_item_step_id_work_step", "work_step", ["step_id"], ["id"])
        table.create_foreign_key("fk_work_item_term_id_work_term", "work_term", ["term_id"], ["id"])
    still_open, closed = sa.text("done_at IS NULL"), sa.text("done_at IS NOT NULL")
    for name, columns, where in (("ix_work_item_open", ["case_id"], still_open), ("ix_work_item_held", ["assignee_id", "due_at"], still_open),
                                 ("ix_work_item_done", ["assignee_id", "done_at", "id"], closed)):
        op.create_index(name, "work_item", columns, sqlite_where=where, postgresql_where=where)


def _give_candidates_their_date(connection) -> None:
    never = 253370764800000000 if connection.dialect.name == "sqlite" else "timestamp '9999-01-01'"
    connection.exec_driver_sql(f"""CREATE TABLE candidate_before AS SELECT c.work_item_id, c.role, c.organ_id,
                                   COALESCE(i.due_at, {never}) AS due_at FROM work_item_candidate AS c JOIN work_item AS i ON i.id = c.work_item_id""")
    op.drop_table("work_item_candidate")
    op.create_table("work_item_candidate", sa.Column("work_item_id", BigId, nullable=False),
                    sa.Column("role", sa.String(length=40), nullable=False),
                    sa.Column("organ_id", BigId, nullable=False),
                    sa.Column("due_at", UtcDateTime(), nullable=False),
                    sa.ForeignKeyConstraint(["work_item_id"], ["work_item.id"], name="fk_work_item_candidate_work_item_id_work_item"),
                    sa.PrimaryKeyConstraint("work_item_id", "role", "organ_id", name="pk_work_item_candidate"), sqlite_with_rowid=False)
    op.create_index("ix_work_item_candidate_post", "work_item_candidate", ["organ_id", "role", "due_at", "work_item_id"])
    connection.exec_driver_sql("INSERT INTO work_item_candidate (work_item_id, role, organ_id, due_at) "
                               "SELECT work_item_id, role, organ_id, due_at FROM candidate_before")
    connection.exec_driver_sql("DROP TABLE candidate_before")


# ---- the path -----------------------------------------------------------------------------------------------------------
def _mark_paths(connection) -> None:
    op.add_column("process_instance", sa.Column("path", sa.LargeBinary(), nullable=True))
    _rules_as_bytes(connection)
    rows = connection.execute(sa.text("SELECT case_id, process_id, node, flow, event FROM path_step ORDER BY case_id, id"))
    paths = [{"case": case_id, "path": _path(steps)} for case_id, steps in groupby(rows, key=lambda row: row.case_id)]
    if paths:
        connection.execute(sa.text("UPDATE process_instance SET path = :path WHERE case_id = :case"), paths)
    connection.execute(sa.text("UPDATE process_instance SET state = :nothing WHERE status NOT IN ('running', 'new')"), {"nothing": b""})
    op.drop_table("path_step")


def _path(steps) -> bytes:
    """{process id: [nodes, flows]}, each once; what was only taken away was not passed."""
    path: dict[str, list[dict]] = {}
    for step in steps:
        nodes, flows = path.setdefault(step.process_id, [{}, {}])
        if step.event != "cancelled":
            nodes[step.node] = None
        if step.flow:
            flows[step.flow] = None
    return orjson.dumps({process_id: [list(nodes), list(flows)] for process_id, (nodes, flows) in path.items()})


def _rules_as_bytes(connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("ALTER TABLE process_instance ALTER COLUMN due_rules TYPE bytea USING convert_to(due_rules, 'UTF8')")
        return
    with op.batch_alter_table("process_instance") as table:
        table.alter_column("due_rules", existing_type=Json(), type_=sa.LargeBinary())
    connection.exec_driver_sql("UPDATE process_instance SET due_rules = CAST(due_rules AS BLOB)")
