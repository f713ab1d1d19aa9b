"""Trying a process out from the editors' page, and the tests of a revision: what the page's script gets."""
import json
from types import SimpleNamespace

import pytest

from app.definitions import revisions, workshop
from app.accounts import queries as accounts
from app.kernel.clock import local

WHISTLE = {"process": "whistle_report", "services": {
    "issue_whistle": {"number": "甲吹〔2026〕1号", "id": 1}, "open_sub_case": {"id": "=100 + call", "number": "=\"子案\" + string(call)", "dept": "=dept"}}}
DRAFT = {"submit": "ut01_draft", "data": {"requested_depts": ["guizi", "shuiwu"], "evidence": "yes", "own_power": "no", "street_tried": "yes",
                                          "need_dept": "yes", "same_whistle_open": "no", "emergency": "no"}}
ISSUE = {"submit": "ut04_issue", "data": {"issue_decision": "issue"}}


@pytest.fixture
def shop(site):
    """A legal reviewer at a new revision: `.post(path, **json)` gives (status, answer)."""
    district = site.district
    with district.database.begin() as session:
        person = accounts.person_by_login(session, "legal_reviewer")
        actor = accounts.load_actor(session, person.id, today=local(district.now).date())
        rev = revisions.create(session, "试走", actor=actor, now=district.now).id
    browser = site.as_("legal_reviewer")
    token = browser.page.xpath("//input[@name='csrf_token']/@value")[0]

    def post(path, **body):
        answer = browser.client.post(f"/workshop/{rev}/{path}", json=body, headers={"X-CSRFToken": token, "Accept": "application/json"})
        return SimpleNamespace(**{**(answer.get_json() or {}), "status": answer.status_code})

    def files():
        with district.database.read() as session:
            return workshop.files_of(session, workshop.find(session, rev))

    return SimpleNamespace(post=post, files=files, rev=rev, browser=browser, site=site)


def walk(shop, *actions, **more):
    found = shop.post("simulate", **WHISTLE, actions=list(actions), **more)
    assert found.status == 200, found
    return found


def pairs(html: str, **said) -> list[list[str]]:
    """What a browser would send of the form, with these fields filled in."""
    from lxml import html as markup

    form = markup.fromstring(html).get_element_by_id("task-form")
    values = [[name, value] for name, value in form.form_values() if name not in said]
    return values + [[name, value] for name, given in said.items() for value in (given if isinstance(given, list) else [given])]


def test_a_walk_is_replayed_and_tells_where_it_stands(shop):
    found = walk(shop, DRAFT, ISSUE)
    assert found.state == "waiting" and found.refused is None
    assert sorted(t["node"] for t in found.open) == ["ut05_sign", "ut05_sign", "ut09_command"]
    assert found.tokens["whistle_report"]["ut05_sign"] == 2 and found.taken["flows"]["whistle_report"]["f_x1_valid__ut04_issue"] == 1
    assert [d["decision"] for d in found.decisions][0] == "D05_whistle_validity" and found.decisions[0]["rows"]
    assert [step["node"] for step in found.steps][0] == "ut04_issue"
    assert {t["due_at"] for t in found.open if t["node"] == "ut05_sign"} != {None}


def test_the_clock_is_turned_by_working_days_and_to_the_next_timer(shop):
    signed = walk(shop, DRAFT, ISSUE, {"advance": "next"})
    assert signed.clock > "2026-11-23T01:00" and any(s["node"] == "st_urge_sign" for s in signed.steps)
    later = walk(shop, {"advance": "1wd"})
    assert later.clock.startswith("2026-11-24")


def test_the_handlers_form_is_shown_and_checked_as_in_the_house(shop):
    begun = walk(shop)
    task = begun.open[0]["task"]
    shown = walk(shop, show=task).form
    assert "起草吹哨单" in shown["html"] and "task-form" in shown["html"]
    refused = walk(shop, submitting={"task": task, "pairs": pairs(shown["html"], requested_depts=[])})
    assert refused.form["errors"]["requested_depts"] == "请选择“拟请报到的部门”" or refused.form["errors"]
    assert "有 " in refused.form["html"] and "处要改" in refused.form["html"]
    assert not hasattr(refused, "action")


def test_what_was_typed_becomes_the_next_action_and_replays_alike(shop):
    begun = walk(shop, DRAFT)
    task = begun.open[0]
    html = walk(shop, DRAFT, show=task["task"]).form["html"]
    said = {"issue_decision": "issue", "assemble_at": "2026-11-23T15:00", "assemble_place": "3号桥", "force_place": "stationed", "time_of_day": "work"}
    gone = walk(shop, DRAFT, submitting={"task": task["task"], "pairs": pairs(html, **said)})
    assert gone.form is None, gone.form
    assert gone.action["submit"] == "ut04_issue" and gone.action["data"]["assemble_place"] == "3号桥"
    again = walk(shop, DRAFT, gone.action)
    assert (again.tokens, again.clock, again.data) == (gone.tokens, gone.clock, gone.data)


def test_an_action_that_cannot_be_done_is_told_with_the_walk_until_there(shop):
    found = walk(shop, DRAFT, {"submit": "ut13_rate"})
    assert found.refused["action"] == 1 and found.refused["element"] == "ut13_rate"
    assert [t["node"] for t in found.open] == ["ut04_issue"]


@pytest.mark.parametrize("body, status, code", [
    ({"process": "nowhere"}, 200, None), ({"process": 5}, 400, "bad_body"), ({"process": "whistle_report", "actions": [{"fly": 1}]}, 422, "bad_play"),
    ({"process": "whistle_report", "name": "whistle_report.bpmn", "content": "<x"}, 200, None)])
def test_a_request_that_makes_no_sense_is_told_so(shop, body, status, code):
    found = shop.post("simulate", **body)
    assert (found.status, getattr(found, "code", None)) == (status, code)
    if status == 200:
        assert "规则包里没有流程" in found.refused["sentence"]


def test_a_diagram_that_cannot_run_says_why(shop):
    broken = shop.files()["whistle_report.bpmn"].decode().replace('default="f_x1_valid__ut04_issue"', 'default="nowhere"')
    found = shop.post("simulate", process="whistle_report", name="whistle_report.bpmn", content=broken)
    assert (found.status, found.code) == (422, "cannot_run")


def test_unsaved_changes_are_walked_and_nothing_is_stored(shop):
    changed = shop.files()["whistle_report.bpmn"].decode().replace('name="起草吹哨单"', 'name="写吹哨单"')
    assert walk(shop, name="whistle_report.bpmn", content=changed).open[0]["name"] == "写吹哨单"
    assert "写吹哨单" not in shop.files()["whistle_report.bpmn"].decode()


def test_a_walk_begins_with_sample_data(shop):
    found = shop.post("simulate/begin", name="whistle_report.bpmn")
    assert found.process == "whistle_report" and "issue_whistle" in found.services and found.case["street"] == "jiazhen"
    assert "sig_whistle_cancelled" in found.signals and "instruction_handling" in found.calls


def test_a_walk_is_recorded_saved_as_a_test_and_run(shop):
    recorded = shop.post("scenarios/record", **WHISTLE, actions=[DRAFT, ISSUE], title="两个部门", note="试走得来").scenario
    assert recorded["expect"]["open"] == ["ut05_sign", "ut05_sign", "ut09_command"]
    saved = shop.post("scenarios/save", process="whistle_report", scenario=recorded, file="mine.test")
    assert (saved.status, saved.file) == (200, "mine.test")
    report = shop.post("scenarios/run", only=["mine.test"])
    assert report.passed and [r["name"] for r in report.results] == ["两个部门"]
    changed = recorded | {"expect": {"open": []}}
    shop.post("scenarios/save", process="whistle_report", scenario=changed, file="mine.test")
    report = shop.post("scenarios/run", only=["mine.test"])
    assert not report.passed and report.results[0]["differences"][0]["element"] == "ut05_sign"
    assert len(json.loads(shop.files()["mine.test"])["scenarios"]) == 1


def test_a_test_is_opened_as_a_walk_and_its_expectation_brought_to_what_happens(shop):
    wrong = {"name": "起草", "actions": [DRAFT, ISSUE], "services": WHISTLE["services"], "expect": {"open": ["ut13_rate"], "not_path": ["ut_urge"]}}
    shop.post("scenarios/save", process="whistle_report", scenario=wrong, file="mine.test")
    opened = shop.post("scenarios/open", file="mine.test", title="起草")
    assert (opened.process, opened.actions, opened.clock) == ("whistle_report", [DRAFT, ISSUE], "2026-11-23T09:00")
    renewed = shop.post("scenarios/renew", file="mine.test", title="起草")
    assert renewed.expect == {"not_path": ["ut_urge"], "open": ["ut05_sign", "ut05_sign", "ut09_command"]}
    assert shop.post("scenarios/run", only=["mine.test"]).passed
    assert shop.post("scenarios/open", file="mine.test", title="没有").status == 404


def test_steps_that_are_no_longer_possible_go_when_a_test_is_renewed(shop):
    stuck = {"name": "走不通", "actions": [DRAFT, {"submit": "ut13_rate"}, ISSUE], "services": WHISTLE["services"], "expect": {"open": []}}
    shop.post("scenarios/save", process="whistle_report", scenario=stuck, file="mine.test")
    renewed = shop.post("scenarios/renew", file="mine.test", title="走不通")
    assert (renewed.dropped, renewed.expect) == (2, {"open": ["ut04_issue"]}) and "评价部门履职" in renewed.why
    assert shop.post("scenarios/run", only=["mine.test"]).passed


def test_a_test_is_removed_and_a_case_that_there_is_not_makes_none(shop):
    for name in ("甲", "乙"):
        shop.post("scenarios/save", process="whistle_report", file="mine.test", scenario={"name": name, "actions": [], "expect": {}})
    assert shop.post("scenarios/remove", file="mine.test", title="甲").status == 200
    assert [one["name"] for one in json.loads(shop.files()["mine.test"])["scenarios"]] == ["乙"]
    assert (shop.post("scenarios/of-case", number="没有〔2026〕9号").status, shop.post("scenarios/remove", file="mine.test", title="甲").status) == (404, 404)


def test_who_may_not_edit_may_not_try(shop):
    officer = shop.site.as_("officer")
    token = officer.page.xpath("//input[@name='csrf_token']/@value")[0]
    answer = officer.client.post(f"/workshop/{shop.rev}/simulate", json=WHISTLE, headers={"X-CSRFToken": token, "Accept": "application/json"})
    assert answer.status_code == 403
    assert "法制审核员、机关负责人、执法监督员、系统管理员" in answer.json["sentence"], "all who may are named, also those who only approve"


def test_the_page_of_coverage_draws_what_no_test_reaches(shop):
    shop.post("scenarios/save", process="whistle_report", file="mine.test", scenario={"name": "起草", "actions": [], "expect": {}})
    page = shop.browser.get(f"/workshop/{shop.rev}/coverage")
    assert page.status == 200 and "测试覆盖" in page.text and "指挥现场处置" in page.text
    assert page.xpath("//svg")


def test_what_is_missing_in_a_form_is_filled_in_with_samples(shop):
    task = walk(shop).open[0]["task"]
    html = walk(shop, show=task).form["html"]
    filled = walk(shop, submitting={"task": task, "press": "sample", "pairs": pairs(html, whistle_facts="东河3号桥下的河滩上有人夜间盗采砂石，货车外运")}).form
    assert "东河3号桥下的河滩上有人夜间盗采砂石，货车外运" in filled["html"] and filled["errors"] == {}
    gone = walk(shop, submitting={"task": task, "pairs": pairs(filled["html"])})
    assert gone.form is None, gone.form and gone.form["errors"]
    assert gone.action["submit"] == "ut01_draft"
