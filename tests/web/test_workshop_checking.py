"""Checking as one types, and the editors' choices, over the page's own requests."""
from types import SimpleNamespace

import pytest

from app.definitions import revisions
from tests.definitions.checks.bundles import Draft, shipped

NAME = "ordinary_penalty.bpmn"


@pytest.fixture
def ask(site):
    """ask(method, path, login, **body) → (status, answer)"""
    district = site.district
    with district.database.begin() as session:
        rev = revisions.create(session, "检查", actor=district.actor("legal_reviewer"), now=district.now).id

    def send(method, path, login="legal_reviewer", **body):
        browser = site.as_(login)
        token = browser.page.xpath("//input[@name='csrf_token']/@value")[0]
        answer = browser.client.open(f"/workshop/{rev}/{path}", method=method, json=body if method == "POST" else None,
                                     headers={"X-CSRFToken": token, "Accept": "application/json"})
        return SimpleNamespace(status=answer.status_code, body=answer.get_json())

    return send


def changed() -> str:
    return Draft(shipped()[NAME]).bridge("ca_notice").property("ut06_decide", "role", "nobody").content().decode()


def test_the_text_in_the_editor_is_checked_though_it_is_not_saved(ask):
    told = ask("POST", "check", name=NAME, content=changed())
    codes = {(f["file"], f["element"], f["code"]) for f in told.body["findings"]}
    assert told.status == 200 and {(NAME, "ut06_decide", "no_such_role"), (NAME, "ut06_decide", "law-order")} <= codes
    assert not [f for f in ask("POST", "check").body["findings"] if f["level"] == "error"], "what is saved is as it was"


def test_a_finding_brings_its_article_its_fix_and_its_way(ask):
    found = ask("POST", "check", name=NAME, content=changed()).body["findings"]
    law = next(f for f in found if f["code"] == "law-order" and f["element"] == "ut06_decide")
    assert "第四十四条" in law["article"] and law["more"][0] == "start" and law["more"][-1] == "ut06_decide"
    assert law.keys() == {"level", "file", "element", "code", "sentence", "position", "line", "article", "fix", "more"}


@pytest.mark.parametrize("content", ["", "<a", "{}", "x" * 2000])
def test_what_is_no_diagram_is_told_and_harms_nobody(ask, content):
    told = ask("POST", "check", name=NAME, content=content)
    assert told.status == 200 and [f["line"] is None or f["line"] > 0 for f in told.body["findings"] if f["file"] == NAME and f["level"] == "error"]


@pytest.mark.parametrize(("body", "status"), [({"name": 5}, 400), ({"name": "../x.bpmn", "content": ""}, 422), ({"name": "x.exe", "content": ""}, 422)])
def test_what_is_no_question_is_refused(ask, body, status):
    assert ask("POST", "check", **body).status == status


def test_the_choices_are_what_the_server_and_the_revision_know(ask):
    told = ask("GET", "known").body
    assert {"code": "legal_reviewer", "name": "法制审核员"} in told["roles"]
    assert any(o["code"] == "guizi" for o in told["organs"]) and any(d["code"] == "T06" and d["unit"] == "d" for d in told["deadlines"])
    act = next(a for a in told["acts"] if a["code"] == "decide")
    assert act["preset"]["form"] == "penalty_decision" and any(n["key"] == "approved" and n["required"] for n in act["needs"])
    assert {f["key"] for f in told["forms"]} == {name.removesuffix(".form") for name in shipped() if name.endswith(".form")}
    assert {"D09_leniency"} <= {d["id"] for d in told["decisions"]} and {"legal_review"} <= {p["id"] for p in told["processes"]}
    assert {m["name"] for m in told["messages"] if m["system"]} == {"msg_result"}


def test_only_those_of_the_workshop_are_told(ask):
    assert ask("POST", "check", login="officer", name=NAME, content="x").status == 403
    assert ask("GET", "known", login="officer").status == 403
