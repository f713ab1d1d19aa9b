"""A file that was uploaded as a draft is a revision with that one file: by the same person, of the same moment, on the bundle of then."""
import json

import sqlalchemy as sa
from alembic import op

revision = "uploads_are_revisions"
down_revision = "running_cases_migrate"
branch_labels = depends_on = None

BASE = """SELECT id FROM bundle WHERE published_at <= (SELECT created_at FROM definition_draft WHERE id = :draft)
ORDER BY published_at DESC, id DESC LIMIT 1"""
REVISION = """INSERT INTO revision (title, base_id, status, author_id, created_at, changed_at)
SELECT substr('上传 ' || name, 1, 120), :base, 'editing', author_id, created_at, created_at FROM definition_draft WHERE id = :draft RETURNING id"""
FILE = """INSERT INTO revision_file (revision_id, name, title, sha256, seq)
SELECT :revision, key || '.' || kind, name, sha256, 1 FROM definition_draft WHERE id = :draft"""
SAVE = """INSERT INTO revision_save (revision_id, name, seq, sha256, at, person_id)
SELECT :revision, key || '.' || kind, 1, sha256, created_at, author_id FROM definition_draft WHERE id = :draft"""
EVENT = """INSERT INTO revision_event (revision_id, kind, at, person_id, person_name, detail)
SELECT :revision, 'created', d.created_at, d.author_id, coalesce(p.name, '系统'), :detail
FROM definition_draft d LEFT JOIN person p ON p.id = d.author_id WHERE d.id = :draft"""


def upgrade() -> None:
    connection = op.get_bind()
    for draft in connection.execute(sa.text("SELECT id FROM definition_draft ORDER BY id")).scalars().all():
        base = connection.execute(sa.text(BASE), {"draft": draft}).scalar()
        label = connection.execute(sa.text("SELECT label FROM bundle WHERE id = :base"), {"base": base}).scalar()
        made = connection.execute(sa.text(REVISION), {"draft": draft, "base": base}).scalar()
        for statement in (FILE, SAVE):
            connection.execute(sa.text(statement), {"draft": draft, "revision": made})
        connection.execute(sa.text(EVENT), {"draft": draft, "revision": made, "detail": json.dumps({"base": label}, ensure_ascii=False)})
    op.drop_index("ix_definition_draft_key", "definition_draft")
    op.drop_table("definition_draft")
