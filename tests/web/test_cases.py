"""The case page and its tabs, the list with its search, and early ends."""
import pytest
from sqlalchemy import func, select

from app.audit.model import Leaf
from app.web.case_tabs import TABS
from tests.support.forging import forge


@pytest.fixture
def case(site):
    return site.district.register("grid_worker", title="东河滩夜间盗采砂石", problem_code="PG-34", urgency="紧急",
                                  address="东河村 3 号桥下游", party_name="某砂石经营部")


@pytest.mark.parametrize("tab, words", [
    ("overview", "街乡吹哨、部门报到"), ("history", "登记立卷"), ("lists", "盗采砂石（盗采、运输、堆放、加工、经营）"),
    ("documents", "还没有文书"), ("files", "还没有证据和附件"), ("deadlines", "第 2 个工作日"), ("rules", "分流交办"),
    ("links", "没有关联的案件"), ("trace", "链完整"),
])
def test_every_tab_says_what_it_has_or_that_it_is_empty(site, case, tab, words):
    assert words in site.as_("duty_chief").get(f"/cases/{case.id}?tab={tab}").text


def test_the_tabs_tested_are_all_there_are():
    tested = test_every_tab_says_what_it_has_or_that_it_is_empty.pytestmark[0].args[1]
    assert {tab for tab, _ in tested} == set(TABS)


def test_an_unknown_tab_leads_to_the_overview(site, case):
    browser = site.as_("duty_chief")
    browser.get(f"/cases/{case.id}?tab=nonsense")
    assert browser.history[-1] == f"/cases/{case.id}"


def test_the_head_answers_who_commands_who_leads_who_keeps_it_up_and_what_is_next(site, case):
    page = site.as_("duty_chief").get(f"/cases/{case.id}")
    assert all(question in page.text for question in ("谁指挥", "谁主责", "谁长管"))
    assert page.xpath("//ol[@class='zf-steps']/li[@aria-current='step']")[0].text_content().startswith("2分流交办")
    assert "下一步：甲镇值班长 拟定办理意见" in page.text


def test_a_case_of_another_street_is_not_even_known(site, case):
    page = site.as_("yijie.duty_chief").get(f"/cases/{case.id}")
    assert page.status == 404 and case.title not in page.text and "回工作台" in page.text


def test_a_supervisor_of_the_district_sees_it(site, case):
    assert case.title in site.as_("supervisor").get(f"/cases/{case.id}").text


@pytest.mark.parametrize("question, found", [
    ("0001", True), ("砂石经营部", True), ("3 号桥", True), ("盜採砂石", True), ("盗采 东河", True), ("盗采 西沟", False), ("%", False)])
def test_cases_are_found_by_number_party_place_and_text_in_either_script(site, case, question, found):
    page = site.as_("duty_chief").get("/cases?" + f"q={question}")
    assert (case.title in page.text) is found
    assert found or "没有找到符合条件的案件" in page.text


def test_the_list_filters_by_step(site, case):
    browser = site.as_("duty_chief")
    assert case.title in browser.get("/cases?stage=triage_assignment&status=running").text
    assert case.title not in browser.get("/cases?stage=result_feedback").text


def test_who_may_withdraws_a_case_with_a_reason(site, case):
    browser = site.as_("team_head")
    browser.get(f"/cases/{case.id}/end/withdraw")
    page = browser.post(f"/cases/{case.id}/end/withdraw", {**token(browser), "reason": "诉求人撤回，现场已恢复。"})
    assert "已撤回" in page.text and "诉求人撤回，现场已恢复。" in page.text
    assert not site.district.open_items(case_id=case.id)


def token(browser) -> dict:
    return {"csrf_token": browser.page.xpath("//input[@name='csrf_token']")[0].get("value")}


def test_a_reason_that_says_nothing_is_asked_for_again_and_kept(site, case):
    browser = site.as_("team_head")
    browser.get(f"/cases/{case.id}/end/reject")
    page = browser.post(f"/cases/{case.id}/end/reject", {**token(browser), "reason": "不管"})
    assert page.status == 422 and "不少于 4 个字" in page.text and page.by_id("reason").text_content() == "不管"
    assert site.district.case(case.id).status == "running"


def test_a_case_is_merged_by_the_number_of_the_other(site, case):
    other = site.district.register("grid_worker", title="西沟路堆料", problem_code="CS-03", address="西沟路")
    browser = site.as_("team_head")
    browser.get(f"/cases/{other.id}/end/merge")
    page = browser.post(f"/cases/{other.id}/end/merge", {**token(browser), "into": case.number, "reason": "同一堆料点的两次上报"})
    assert f"并入 {case.number}" in page.text


def test_who_may_not_end_a_case_reads_who_may(site, case):
    page = site.as_("duty_chief").get(f"/cases/{case.id}/end/withdraw")
    assert "撤回案件由" in page.text and "队长" in page.text and not page.xpath("//textarea")


def test_a_changed_entry_is_named_on_the_page(site, case):
    forge(site.district.database, "UPDATE trace_leaf SET content = :b WHERE case_id = :c AND seq = (SELECT max(seq) FROM trace_leaf "
          "WHERE case_id = :c)", c=case.id, b='[["task:claimed",{"name":"别的"}]]'.encode())
    with site.district.database.read() as session:
        changed = session.scalar(select(func.max(Leaf.seq)).where(Leaf.case_id == case.id))
    page = site.as_("supervisor").get(f"/cases/{case.id}?tab=trace")
    assert f"第 {changed} 条校验不符" in page.text
    assert "校验不符" in site.as_("supervisor").get(f"/cases/{case.id}").text
