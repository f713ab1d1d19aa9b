"""What the editors ask while somebody writes an expression: data at an element, problems at their characters, how often rows fired."""
from types import SimpleNamespace

import pytest

from app.accounts import queries as accounts
from app.cases.model import RuleRun
from app.definitions import revisions
from app.kernel.clock import local
from tests.definitions.checks.bundles import ROOT

WHISTLE = (ROOT / "processes" / "whistle_report.bpmn").read_text(encoding="utf-8")
FORM = (ROOT / "forms" / "whistle_sign.form").read_text(encoding="utf-8")
TABLE = (ROOT / "rules" / "D09_leniency.dmn").read_text(encoding="utf-8")


@pytest.fixture
def ask(site):
    """ask(method, path, body, login) → (status, body)"""
    district = site.district
    with district.database.begin() as session:
        person = accounts.person_by_login(session, "legal_reviewer")
        actor = accounts.load_actor(session, person.id, today=local(district.now).date())
        rev = revisions.create(session, "改条件", actor=actor, now=district.now).id

    def send(method, path, body=None, login="legal_reviewer"):
        browser = site.as_(login)
        token = browser.page.xpath("//input[@name='csrf_token']/@value")[0]
        answer = browser.client.open(f"/workshop/{rev}/{path}", method=method, json=body, headers={"X-CSRFToken": token, "Accept": "application/json"})
        return SimpleNamespace(status=answer.status_code, body=answer.get_json())
    return send


def feel(ask, source, *, element="f_x3_accept__sc_objected", mode="expression", name="whistle_report.bpmn", content=WHISTLE, **more):
    return ask("POST", "feel", {"source": source, "mode": mode, "element": element, "name": name, "content": content, **more}).body


def test_data_at_an_element_are_told_with_type_source_and_choices(ask):
    elements = ask("POST", "variables", {"name": "whistle_report.bpmn", "content": WHISTLE, "element": "x3_accept"}).body["elements"]
    known = {one["name"]: one for one in elements["x3_accept"]}
    assert known["result"]["source"] == "表单“签收哨令”" and known["result"]["title"] == "签收意见"
    assert known["result"]["values"] == [{"value": "accept", "label": "签收，按时到场"}, {"value": "object", "label": "提出异议"}]
    assert [one["name"] for one in known["dept"]["entries"]] == ["code", "matter_codes"] and known["dept"]["certain"]
    perhaps = [one for one in known.values() if not one["certain"]]
    assert perhaps and all(one["lacking"] for one in perhaps)


@pytest.mark.parametrize(("source", "told"), [
    ('result = "object"', None), ('resul = "object"', ("unknown_name", 0, 5, "result")), ('result = "objekt"', ("never_holds", 9, 17, '"object"')),
    ("dept.cod", ("unknown_property", 0, 8, "dept.code")), ("count(requested_depts)", ("not_boolean", 0, 22, None)), ("result =", ("syntax", 8, 8, None)),
])
def test_a_condition_is_checked_as_one_types(ask, source, told):
    answer = feel(ask, source)
    found = [(one["code"], one["from"], one["to"], one["fix"] and one["fix"]["text"]) for one in answer["problems"]]
    assert (told in found) if told else answer == {"ok": True, "type": "是否", "problems": [], "refers": ["result"]}


def test_cells_scripts_and_forms_are_checked_by_what_they_see(ask):
    cell = feel(ask, '"yse"', element="D05_whistle_validity_r1_i1", mode="unary", name="D05_whistle_validity.dmn",
                content=(ROOT / "rules" / "D05_whistle_validity.dmn").read_text(encoding="utf-8"))
    assert [one["code"] for one in cell["problems"]] == ["never_holds"]
    script = feel(ask, "{ a: 1, b: a + whistle }", element="sc_objected", mode="script")
    assert [one["code"] for one in script["problems"]] == ["wrong_type"]
    form = feel(ask, 'result = "objekt"', element="f_objection_reason", name="whistle_sign.form", content=FORM)
    assert [one["code"] for one in form["problems"]] == ["never_holds"]


def test_a_broken_file_or_an_unknown_element_is_answered_all_the_same(ask):
    assert feel(ask, "1 + 1", content="<bpmn:definitions")["problems"] == []
    assert feel(ask, "1 + ", element="nobody")["problems"][0]["code"] == "syntax"
    assert ask("POST", "feel", {"source": "1", "mode": "python", "name": "a.bpmn", "content": "", "element": None}).status == 400
    assert ask("POST", "feel", {"source": "1" * 20_001, "mode": "expression", "name": "a.bpmn", "content": "", "element": None}).status == 422


def test_functions_are_told_with_their_help(ask):
    told = {one["name"]: one for one in ask("GET", "feel/functions").body["functions"]}
    assert told["deadline"]["help"].startswith("期限参数表") and told["count"]["params"] == [{"name": "list", "help": "列表", "optional": False, "many": False}]


def test_how_often_rows_fired_is_told_with_those_that_never_did(ask, site):
    with site.district.database.begin() as session:
        session.add(RuleRun(case_id=1, bundle_id=1, node="n", decision_id="D09_leniency", inputs={}, fired={"D09_leniency": ["D09_leniency_r2"]}, value=None,
                            at=site.district.now))
    told = ask("GET", "heat/D09_leniency").body
    assert told["rows"] == {"D09_leniency_r2": 1} and told["runs"] == 1 and told["since"] and told["full"]
    assert "D09_leniency_r1" in told["never"] and "D09_leniency_r2" not in told["never"]
    assert [one["runs"] for one in told["versions"]] == [1]


def test_only_who_may_edit_or_approve_is_answered(ask):
    for method, path, body in (("GET", "feel/functions", None), ("GET", "heat/D09_leniency", None), ("POST", "variables", {"name": "a.bpmn", "content": ""})):
        assert ask(method, path, body, login="officer").status == 403
