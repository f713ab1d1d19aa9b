"""Revisions over the API, from a zip to a bundle in force: by those who keep their processes in git, and never past the second pair of eyes."""
import io
import zipfile
from datetime import timedelta

import pytest

from app.kernel.clock import local, utcnow
from tests.api.test_definitions import upload
from tests.definitions.test_revisions import MINE, NOTE, THEIRS
from tests.support.small import files


@pytest.fixture
def office(as_):
    return as_("legal_reviewer")


@pytest.fixture
def colleague(as_):
    return as_("guizi.legal_reviewer")


@pytest.fixture
def revision(office):
    made = office.post("/revisions", 201, {"title": "备注改为说明"})["id"]
    office.ask("PUT", f"/revisions/{made}/files/note.form", json={"seq": 0, "content": MINE.decode(), "note": "第一稿"})
    return f"/revisions/{made}"


def day(**span) -> str:
    return (local(utcnow()).date() + timedelta(**span)).isoformat()


def zipped(**forms: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for key, content in forms.items():
            archive.writestr(f"forms/{key}.form", content)
    return packed.getvalue()


def unzipped(person, path: str) -> dict[str, bytes]:
    answer = person.client.get(f"/api/v1{path}", headers={"Authorization": f"Bearer {person.token}"})
    assert answer.status_code == 200 and answer.mimetype == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        return {name.rpartition("/")[2]: archive.read(name) for name in archive.namelist()}


def test_from_a_zip_to_a_bundle_in_force(office, colleague, as_):
    made = upload(office, 201, "our.zip", zipped(note=MINE, other=NOTE))
    path = f"/revisions/{made['id']}"
    assert {f["name"]: (f["changed"], f["added"]) for f in made["files"]} == {"note.form": (True, False), "other.form": (True, True)}
    assert unzipped(office, f"{path}/zip") == files() | {"note.form": MINE, "other.form": NOTE}
    assert office.post(f"{path}/submit", body={"text": "请审", "effective_from": day(days=2)})["status"] == "submitted"
    assert office.post(f"{path}/approve", 403, {})["code"] == "own_work"
    sent = colleague.post(f"{path}/send-back", body={"text": "再想想", "remarks": [{"text": "太长", "file": "note.form", "element": "f_note"}]})
    assert [(c["file"], c["element"]) for c in sent["comments"]] == [("note.form", "f_note")] and sent["status"] == "editing"
    office.post(f"{path}/comments/{sent['comments'][0]['id']}", body={"resolved": True})
    office.post(f"{path}/submit", body={})
    assert colleague.post(f"{path}/approve", body={"text": "同意"})["status_name"] == "已批准"
    assert colleague.post(f"{path}/publish", 403, {"effective_from": day()})["code"] == "may_not_publish"
    done = as_("supervisor").post(f"{path}/publish", body={"effective_from": day(), "label": "2026.冬"})
    assert (done["status"], done["bundle"]) == ("published", "2026.冬")
    newest = office.get("/bundles")["items"][0]
    assert newest["label"] == "2026.冬" and unzipped(office, f"/definitions/bundles/{newest['id']}/zip")["note.form"] == MINE
    assert [e["kind"] for e in done["events"]] == ["created", "submitted", "returned", "submitted", "approved", "published"]


def test_a_zip_may_be_submitted_at_once_and_stand_for_all_files(office):
    form = {"file": (io.BytesIO(zipped(note=MINE)), "all.zip"), "submit": "true", "title": "只改备注"}
    assert office.post("/definitions", 201, data=form, content_type="multipart/form-data")["status"] == "submitted"
    form = {"file": (io.BytesIO(zipped(note=MINE)), "all.zip"), "only": "true", "submit": "true"}
    made = office.post("/definitions", 201, data=form, content_type="multipart/form-data")
    assert made["status"] == "submitted" and set(unzipped(office, f"/revisions/{made['id']}/zip")) == {"note.form"}


def test_what_has_errors_is_not_submitted_at_once(office):
    broken = files()["five_step_loop.bpmn"].replace(b'value="team_head"', b'value="emperor"', 1)
    form = {"file": (io.BytesIO(broken), "five_step_loop.bpmn"), "submit": "true"}
    made = office.post("/definitions", 201, data=form, content_type="multipart/form-data")
    assert made["status"] == "editing"
    assert office.post(f"/revisions/{made['id']}/submit", 422, {})["problems"][0]["code"] == "no_such_role"
    assert "no_such_role" in {p["code"] for p in office.get(f"/revisions/{made['id']}/problems")["items"]}


def test_versions_are_listed_and_read(office, revision):
    office.ask("PUT", f"{revision}/files/note.form", json={"seq": 1, "content": THEIRS.decode()})
    saves = office.get(f"{revision}/files/note.form/saves")["items"]
    assert [(s["seq"], s["person"], s["note"]) for s in saves] == [(2, "legal_reviewer", None), (1, "legal_reviewer", "第一稿")]
    assert [office.get(f"{revision}/files/note.form/saves/{n}")["content"] for n in (0, 1, 2)] == [c.decode() for c in (NOTE, MINE, THEIRS)]
    assert office.get(f"{revision}/files/note.form") == {"name": "note.form", "seq": 2, "content": THEIRS.decode()}


def test_a_stale_save_is_409_with_both_together(office, colleague, revision):
    problem = colleague.ask("PUT", f"{revision}/files/note.form", 409, json={"seq": 0, "content": THEIRS.decode()})
    assert (problem["code"], problem["seq"], problem["theirs"]) == ("stale_save", 1, MINE.decode())
    assert [c["name"] for c in problem["conflicts"]] == ["栏目“备注”"] and problem["merged"] is None
    both = NOTE.replace(b'"default"', b'"default", "executionPlatform": "x"')
    merged = colleague.ask("PUT", f"{revision}/files/note.form", 409, json={"seq": 0, "content": both.decode()})["merged"]
    assert "说明" in merged and "executionPlatform" in merged


def test_a_file_goes_and_the_revision_with_it(office, revision):
    left = office.ask("DELETE", f"{revision}/files/note.form?seq=1")
    assert next(f for f in left["files"] if f["name"] == "note.form")["deleted"]
    assert office.ask("DELETE", f"{revision}/files/note.form", 422)["errors"] == {"seq": "必须填写。"}
    assert office.post(f"{revision}/withdraw", body={"text": "不改了"})["status"] == "withdrawn"
    assert office.ask("PUT", f"{revision}/files/note.form", 409, json={"seq": 2, "content": "{}"})["code"] == "revision_closed"


def test_lists_go_on_by_key(office):
    ids = [office.post("/revisions", 201, {"title": f"第 {n} 个"})["id"] for n in range(3)]
    first = office.get("/revisions?limit=2&state=under_way")
    assert [r["id"] for r in first["items"]] == ids[:0:-1]
    rest = office.get(f"/revisions?limit=2&cursor={first['next']}")
    assert [r["id"] for r in rest["items"]] == ids[:1] and rest["next"] is None
    assert office.get("/revisions?state=ended")["items"] == []


def test_who_is_no_member_of_the_staff_sees_no_revision(as_, revision):
    for path in ("/revisions", revision, f"{revision}/files/note.form"):
        assert as_("party").get(path, 403)["code"] == "may_not_see"


def test_checks_and_tests_are_for_those_who_work_on_processes(as_, revision):
    """They compute for seconds."""
    assert as_("grid_worker").get(revision)["files"]
    for path in ("problems", "tests"):
        assert as_("grid_worker").get(f"{revision}/{path}", 403)["code"] == "may_not_edit"


@pytest.mark.parametrize(("path", "code"), [("/revisions/99", "no_such_revision"), ("/definitions/bundles/99/zip", "no_such_bundle")])
def test_what_is_not_there_is_404(office, path, code):
    assert office.get(path, 404)["code"] == code


def test_a_diagram_of_more_than_a_megabyte_can_be_saved_and_one_past_its_limit_is_told_so(office, revision):
    diagram = files()["five_step_loop.bpmn"].decode()
    large = diagram + "<!-- " + "界" * 450_000 + " -->"
    assert office.ask("PUT", f"{revision}/files/five_step_loop.bpmn", json={"seq": 0, "content": large})["seq"] == 1
    problem = office.ask("PUT", f"{revision}/files/five_step_loop.bpmn", 422, json={"seq": 1, "content": large * 2})
    assert problem["code"] == "too_large"
