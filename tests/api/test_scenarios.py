"""Scenario tests over the API: those of a revision and those in force."""
import json

import pytest

from tests.support.small import files

PROCESS = next(name for name in files() if name.endswith(".bpmn")).removesuffix(".bpmn")


@pytest.fixture
def office(as_):
    return as_("legal_reviewer")


def suite(**scenario) -> str:
    return json.dumps({"process": PROCESS, "scenarios": [{"name": "开始", "actions": [], **scenario}]}, ensure_ascii=False)


def revision_with(office, content: str) -> str:
    made = office.post("/revisions", 201, {"title": "加一个测试"})["id"]
    office.ask("PUT", f"/revisions/{made}/files/{PROCESS}.test", json={"seq": 0, "content": content})
    return f"/revisions/{made}/tests"


def test_a_revisions_tests_are_played_with_what_they_reach(office):
    told = office.ask("GET", revision_with(office, suite(expect={"state": "waiting"})), 200)
    assert (told["passed"], [r["name"] for r in told["results"]], told["problems"]) == (True, ["开始"], [])
    own = next(reach for reach in told["coverage"]["processes"] if reach["key"] == PROCESS)
    assert 0 < own["reached"] < own["total"] and own["missing"]


def test_what_differs_is_told(office):
    told = office.ask("GET", revision_with(office, suite(expect={"end": "nowhere"})), 200)
    assert told["passed"] is False and "应当以 nowhere 结束" in told["results"][0]["differences"][0]["sentence"]


def test_a_bundle_without_tests_passes_and_reaches_nothing(office):
    told = office.ask("GET", "/definitions/tests", 200)
    assert told["passed"] and told["results"] == [] and {reach["reached"] for reach in told["coverage"]["processes"]} == {0}


def test_only_who_works_on_processes_may_ask(as_):
    assert as_("officer").ask("GET", "/definitions/tests", 403)["code"]
