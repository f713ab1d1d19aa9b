"""Definitions over the API: what is in force, its versions, and uploads, which become revisions with their problems."""
import io

import pytest

from tests.support.small import files

DIAGRAM = files()["five_step_loop.bpmn"]


def upload(person, status: int, name: str, content: bytes):
    return person.post("/definitions", status, data={"file": (io.BytesIO(content), name)}, content_type="multipart/form-data")


@pytest.fixture
def office(as_):
    return as_("legal_reviewer")


def test_what_is_in_force_is_listed_by_kind(worker):
    assert {(d["kind"], d["key"], d["version"]) for d in worker.get("/definitions")["items"]} == {
        ("bpmn", "five_step_loop", 1), ("form", "note", 1), ("form", "problem_register", 1)}
    assert [d["name"] for d in worker.get("/definitions?kind=bpmn")["items"]] == ["最小流程"]


def test_versions_of_a_definition(worker):
    assert [v["version"] for v in worker.get("/definitions/five_step_loop/versions")["items"]] == [1]
    assert worker.get("/definitions/nothing/versions", 404)["code"] == "no_such_definition"


def errors(uploaded) -> list:
    return [p for p in uploaded["problems"] if p["level"] == "error"]


def test_a_sound_diagram_becomes_a_revision_without_errors(office):
    made = upload(office, 201, "five_step_loop.bpmn", DIAGRAM)
    assert (made["key"], made["kind"], errors(made)) == ("five_step_loop", "bpmn", [])
    assert (made["status"], made["files"][0]["name"], made["files"][0]["changed"]) == ("editing", "five_step_loop.bpmn", False)


BROKEN = [
    ("an unknown form", b'name="form" value="problem_register"', b'name="form" value="nowhere"', "no_such_form", "register"),
    ("an unknown role", b'value="team_head"', b'value="emperor"', "no_such_role", "urge"),
    ("an unknown act", b'value="assign_officers"', b'value="pardon"', "no_such_act", "assign"),
]


@pytest.mark.parametrize(("what", "old", "new", "code", "element"), BROKEN)
def test_an_upload_with_problems_is_kept_and_each_is_named_with_its_element(office, what, old, new, code, element):
    draft = upload(office, 201, "five_step_loop.bpmn", DIAGRAM.replace(old, new, 1))
    assert [(p["code"], p["element"]) for p in errors(draft)] == [(code, element)], what
    assert all(p["sentence"] for p in draft["problems"])


UNREADABLE = [
    ("five_step_loop.bpmn", b"<definitions><process></definitions>"),
    ("five_step_loop.bpmn", b""),
    ("five_step_loop.bpmn", b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'),
    ("D01_triage_route.dmn", b"not xml at all"),
    ("problem_register.form", b"{"),
]


@pytest.mark.parametrize(("name", "content"), UNREADABLE)
def test_what_cannot_be_read_is_422_with_where_and_why_and_is_not_kept(office, database, name, content):
    from app.definitions.model import Revision
    problem = upload(office, 422, name, content)
    assert problem["problems"] and all(p["file"] == name and p["sentence"] for p in problem["problems"])
    assert "root:" not in str(problem)
    with database.read() as session:
        assert session.query(Revision).count() == 0


@pytest.mark.parametrize("name", ["evil.py", "../../etc/x.bpmn", ".bpmn", "x.svg"])
def test_a_file_name_that_cannot_be_used_is_refused(office, name):
    assert upload(office, 422, name, DIAGRAM)["code"] == "bad_file_name"


def test_an_upload_without_a_file_is_a_field_error(office):
    assert "file" in office.post("/definitions", 422, data={}, content_type="multipart/form-data")["errors"]


def test_only_legal_posts_may_upload(worker):
    assert upload(worker, 403, "five_step_loop.bpmn", DIAGRAM)["code"] == "may_not_edit"
