"""Files that were uploaded before there were revisions are revisions after the migration."""
import pytest
from sqlalchemy import bindparam, text

from app import migrations
from app.definitions import happenings, workshop
from app.kernel.database import UtcDateTime
from tests.conftest import NOW

pytestmark = pytest.mark.both
BEFORE = "running_cases_migrate"
PERSON = "INSERT INTO person (id, login, name, password_hash, active, failures) VALUES (7, 'he', '何长河', 'x', :yes, 0)"
BUNDLE = "INSERT INTO bundle (id, hash, label, effective_from, published_at) VALUES (3, 'h', '2026.11-\"1\"', '2026-11-01', :at)"
CONTENT = "INSERT INTO file_content (sha256, content) VALUES ('abc', :content)"
DRAFT = """INSERT INTO definition_draft (id, kind, key, name, sha256, problems, author_id, created_at)
VALUES (:id, 'form', 'note', '备注', 'abc', '[]', :author, :at)"""


def test_each_draft_is_a_revision_with_its_file_its_version_and_its_author(empty):
    migrations.upgrade(empty, to=BEFORE)
    moment = bindparam("at", type_=UtcDateTime)
    with empty.begin() as session:
        session.execute(text(PERSON), {"yes": True})
        session.execute(text(BUNDLE).bindparams(moment), {"at": NOW})
        session.execute(text(CONTENT), {"content": b"{}"})
        for id, author in ((1, 7), (2, None)):
            session.execute(text(DRAFT).bindparams(moment), {"id": id, "author": author, "at": NOW})
    migrations.upgrade(empty)
    with empty.read() as session:
        found = workshop.revisions(session)
        assert [(r.title, r.base_id, r.status, r.author_id, r.created_at) for r in found] == [
            ("上传 备注", 3, "editing", None, NOW), ("上传 备注", 3, "editing", 7, NOW)]
        for revision, name in zip(found, ("系统", "何长河")):
            assert workshop.files_of(session, revision) == {"note.form": b"{}"}
            assert [(s.seq, s.person_id, s.at) for s in workshop.saves(session, revision.id, "note.form")] == [(1, revision.author_id, NOW)]
            [event] = workshop.events(session, revision.id)
            assert (event.person_name, happenings.said(event)) == (name, '新建修订，以规则包 2026.11-"1" 为底')
