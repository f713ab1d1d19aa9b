"""Migrating running cases and moving a token, by their pages."""
import pytest
from sqlalchemy import select

from app.cases.migration import working
from app.cases.model import ProcessInstance
from tests.support import second_whistle
from tests.support.sand import PROBLEM, answers


def at(district, node: str) -> int:
    """A new sand case that stands at this node."""
    case = district.register("grid_worker", **{**PROBLEM, "title": f"停在 {node} 的", "address": f"{node} 路口"})     # another place: no duplicate
    for _ in range(40):
        items = district.open_items(case_id=case.id)
        if any(i.node == node for i in items):
            return case.id
        district.complete(district.someone_for(items[0]), items[0], **answers(district)(items[0]))
    raise AssertionError(f"{node} not reached")


def work(district) -> None:
    working.carry_on(district.database, lambda: district.now)


@pytest.fixture
def whistles(site):
    """Two cases: one whose order waits to be signed, one whose departments are called; and the second version, in force."""
    district = site.district
    waiting, called = at(district, "ut04_issue"), at(district, "ut05_sign")
    district.tick()
    return waiting, called, second_whistle.publish(district)


def new_run(browser, district, to: int, **chosen):
    with district.database.read() as session:
        old = session.scalar(select(ProcessInstance.bundle_id).order_by(ProcessInstance.case_id).limit(1))
    browser.get(f"/workshop/migrations/new?from={old}&to={to}")
    form = next(f for f in browser.page.tree.forms if "reason" in f.fields)
    page = browser.post("/workshop/migrations/new", {**dict(form.form_values()), "reason": "吹哨改为审核、签发分开", **chosen})
    assert page.status == 200, page.text
    return int(browser.history[-1].rpartition("/")[2])


def press(browser, run: int, verb: str):
    return browser.post(f"/workshop/migrations/{run}/{verb}", {"csrf_token": browser.page.xpath("//input[@name='csrf_token']/@value")[0]})


@pytest.mark.both
def test_cases_are_mapped_tried_migrated_and_one_taken_back(site, whistles):
    waiting, called, to = whistles
    district, browser = site.district, site.as_("supervisor")
    run = new_run(browser, district, to)
    assert "签发哨令" in browser.page.text and "种类和名称相同" in browser.page.text and "街乡吹哨、部门报到" in browser.page.text
    assert len(browser.page.xpath("//svg | //*[local-name()='svg'][contains(@class,'zf-flow ')]")) >= 2
    mapped = browser.values(f"/workshop/migrations/{run}/mapping")
    assert mapped["map:whistle_report|ut04_issue"] == ["whistle_report|ut04_sign"]
    browser.post(f"/workshop/migrations/{run}/mapping", {**mapped, "map:whistle_report|ut04_issue": "", "then": "check"})
    assert "试算中" in browser.page.text
    work(district)
    page = browser.get(f"/workshop/migrations/{run}")
    assert "案件停在“签发哨令”，新版里没有对应的环节。" in page.text and "已试算" in page.text
    assert "定时不同 1" in page.text
    press(browser, run, "start")
    work(district)
    page = browser.get(f"/workshop/migrations/{run}")
    assert "已完成" in page.text
    assert "由规则包" in browser.get(f"/cases/{called}").text and "迁到" in browser.page.text
    assert {"tb_half_hour"} <= timers(district, called)
    browser.get(f"/workshop/migrations/{run}")
    taken = browser.send(f"/workshop/migrations/{run}/cases/{called}/take_back")
    assert "已经收回" in taken.text and "tb_half_hour" not in timers(district, called)
    assert "收回第" in browser.get(f"/cases/{called}").text


def timers(district, case_id: int) -> set[str]:
    from app.cases.queries import timers as standing
    with district.database.read() as session:
        return {t.node for t in standing(session, case_id)}


def test_cases_are_picked_by_an_element_of_one_process_and_numbers_that_are_not_there_are_told(site, whistles):
    waiting, called, to = whistles
    district, browser = site.district, site.as_("supervisor")
    new_run(browser, district, to, node="whistle_report|ut04_issue", numbers=f"{district.case(waiting).number} 没有这个号")
    said = browser.page.text
    assert "停在“签发哨令”" in said and "共 1 件" in said and "列出的案号有 1 个没有选上：没有这个号" in said


def test_by_the_machines_mapping_everybody_goes(site, whistles):
    waiting, called, to = whistles
    district, browser = site.district, site.as_("supervisor")
    run = new_run(browser, district, to)
    browser.post(f"/workshop/migrations/{run}/mapping", {**browser.values(f"/workshop/migrations/{run}/mapping"), "then": "check"})
    work(district)
    browser.get(f"/workshop/migrations/{run}")         # what was tried may be mapped otherwise and tried again
    again = browser.values(f"/workshop/migrations/{run}/mapping")
    browser.post(f"/workshop/migrations/{run}/mapping", {**again, "then": "check"})
    work(district)
    press(browser, run, "start")
    work(district)
    assert [i.node for i in district.open_items(case_id=waiting)] == ["ut04_sign"]
    press(browser, run, "take_back_all")
    work(district)
    assert [i.node for i in district.open_items(case_id=waiting)] == ["ut04_issue"]


def test_who_may_not_sees_why_and_no_button(site, whistles):
    browser = site.as_("legal_reviewer")
    assert "迁移在办案件由执法监督员或者系统管理员办理" in browser.get("/workshop/migrations").text
    assert "您现在没有这样的岗位" in browser.get("/workshop/migrations/new").text
    run = new_run(site.as_("supervisor"), site.district, whistles[2])
    page = browser.get(f"/workshop/migrations/{run}")
    assert page.status == 200 and not page.xpath("//main//form[@method='post']//button[not(@name)]") and "您可以查看" in page.text
    assert press(browser, run, "check").status == 403


def test_the_progress_asks_again_only_while_there_is_work(site, whistles):
    district, browser = site.district, site.as_("supervisor")
    run = new_run(browser, district, whistles[2])
    browser.post(f"/workshop/migrations/{run}/mapping", {**browser.values(f"/workshop/migrations/{run}/mapping"), "then": "check"})
    assert browser.page.by_id("progress").get("hx-get")
    assert browser.get(f"/workshop/migrations/{run}/progress").headers.get("HX-Refresh") is None
    work(district)
    assert browser.get(f"/workshop/migrations/{run}/progress").headers["HX-Refresh"] == "true"
    assert not browser.get(f"/workshop/migrations/{run}").by_id("progress").get("hx-get")


def test_a_token_is_moved_by_two_people_and_the_page_shows_it_for_ever(site):
    district = site.district
    case = at(district, "ut04_issue")
    one, other = site.as_("supervisor"), site.as_("exec_deputy_head")
    page = one.get(f"/cases/{case}/move")
    task = page.xpath("//input[@name='task'][@data-at='at-whistle_report-ut04_issue']/@value")[0]
    form = {"csrf_token": page.xpath("//input[@name='csrf_token']/@value")[0], "task": task, "to": "whistle_report|ut01_draft", "reason": "事实写错了，重新起草"}
    looked = one.post(f"/cases/{case}/move", {**form, "do": "look"})
    assert "移动以后" in looked.text and "撤销的待办签发哨令" in looked.text.replace(" ", "") and "起草吹哨单" in looked.text
    assert "已提出移动" in one.post(f"/cases/{case}/move", {**form, "do": "propose"}).text
    page = other.get(f"/cases/{case}")
    assert "有人提出把签发哨令移到“起草吹哨单”" in page.text
    other.get(page.link("去看"))
    done = other.post(other.history[-1], {"csrf_token": other.page.xpath("//input[@name='csrf_token']/@value")[0], "do": "agree"})
    assert "已经移动" in done.text and "移动过环节：签发哨令 → 起草吹哨单" in done.text
    assert [i.node for i in district.open_items(case_id=case)] == ["ut01_draft"]


def test_a_token_is_moved_to_several_places_at_once(site):
    case = at(site.district, "ut04_issue")
    one, other = site.as_("supervisor"), site.as_("exec_deputy_head")
    page = one.get(f"/cases/{case}/move")
    task = page.xpath("//input[@name='task'][@data-at='at-whistle_report-ut04_issue']/@value")[0]
    form = next(f for f in page.tree.forms if "reason" in f.fields)
    assert len(form.xpath(".//select[@name='to']")) == 1
    one.post(f"/cases/{case}/move", {**dict(form.form_values()), "task": task, "to": "whistle_report|ut01_draft", "reason": "两处都要重办", "do": "more"})
    form = next(f for f in one.page.tree.forms if "reason" in f.fields)
    asked = [s.value for s in form.xpath(".//select[@name='to']")]
    assert asked == ["whistle_report|ut01_draft", ""] and form.fields["reason"] == "两处都要重办"
    sent = {**dict(form.form_values()), "to": ["whistle_report|ut01_draft", "whistle_report|ut09_command"], "do": "propose"}
    assert "已提出移动" in one.post(f"/cases/{case}/move", sent).text
    page = other.get(f"/cases/{case}")
    other.get(page.link("去看"))
    other.post(other.history[-1], {"csrf_token": other.page.xpath("//input[@name='csrf_token']/@value")[0], "do": "agree"})
    assert sorted(i.node for i in site.district.open_items(case_id=case)) == ["ut01_draft", "ut09_command"]


def test_who_may_not_move_is_told_who_may(site):
    case = site.district.register("grid_worker", **PROBLEM)
    assert "常务副队长、执法监督员提出、另一人同意" in site.as_("duty_chief").get(f"/cases/{case.id}/move").text.replace("执法监督员、常务副队长", "常务副队长、执法监督员")
