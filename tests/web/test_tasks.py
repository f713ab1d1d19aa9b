"""The task page: what it asks, what it keeps, and what it says when something stands in the way."""
import pytest

from app.tasks import queries as tasks
from app.tasks.model import Status


@pytest.fixture
def item(site):
    """A handling opinion that waits for the duty chief of 甲镇."""
    case = site.district.register("intake_clerk", title="沿街商铺占道经营", problem_code="CS-01", urgency="一般")
    return site.district.open_items(case_id=case.id)[0]


def address(item) -> str:
    return f"/tasks/{item.id}"


def test_a_candidate_reads_what_is_asked_why_him_and_until_when(site, item):
    page = site.as_("duty_chief").get(address(item))
    assert item.ask in page.text
    assert "为什么是您：您是甲镇综合行政执法队值班长" in page.text
    assert "规则建议" in page.text and "行命中" in page.text
    assert "什么时候到期" in page.text and page.xpath("//ol[contains(@class,'zf-days')]/li[@class='end']")


def test_the_button_says_where_the_submission_goes(site, item):
    page = site.as_("duty_chief").get(address(item))
    assert "提交，交常务副队长或队长签发办理意见" in page.text


def test_claiming_moves_the_item_from_claimable_to_mine(site, item):
    browser = site.as_("duty_chief")
    page = browser.get("/?view=claimable")
    assert item.case_number in page.text
    browser.send(f"/tasks/{item.id}/claim")
    assert "已签收" in browser.page.text
    assert item.case_number in browser.get("/").text
    assert item.case_number not in browser.get("/?view=claimable").text


def test_a_field_error_stands_at_the_field_and_what_was_typed_is_kept(site, item):
    browser = site.as_("duty_chief")
    browser.get(address(item))
    page = browser.send(address(item), do="submit", draft_opinion="请相关部门查处。")
    assert page.status == 422
    assert page.by_id("f-draft_opinion").text_content() == "请相关部门查处。"
    assert "现有 8 字，还差 12 字" in page.by_id("f-draft_opinion-e").text_content()
    assert page.xpath("//*[@id='errors']//a[@href='#f-draft_opinion']")
    assert site.district.open_items(case_id=item.case_id)[0].status == Status.OFFERED, "nothing was done, not even claimed"


def test_a_submission_goes_on_and_says_to_whom(site, item):
    browser = site.as_("duty_chief")
    browser.get(address(item))
    page = browser.send(address(item), do="submit", draft_opinion="请执法队到场核实占道情况，劝离后拍照反馈，当日办结。")
    assert page.status == 200, page.text
    assert f"已提交“{item.name}”，转" in page.text and "签发办理意见" in page.text


def test_a_draft_is_kept_while_typing_and_seen_by_nobody_else(site, item):
    browser = site.as_("duty_chief")
    browser.get(address(item))
    data = browser.values(address(item), draft_opinion="写到一半的意见")
    assert "草稿已存" in browser.post(f"{address(item)}/draft", data).text
    assert browser.get(address(item)).by_id("f-draft_opinion").text_content() == "写到一半的意见"


def test_a_draft_can_be_kept_without_script(site, item):
    browser = site.as_("duty_chief")
    browser.get(address(item))
    page = browser.send(address(item), do="draft", draft_opinion="写到一半的意见")
    assert "草稿已存，仅您可见" in page.text
    assert page.by_id("f-draft_opinion").text_content() == "写到一半的意见"


def test_choosing_otherwise_than_the_rule_asks_for_a_reason_before_anything_is_sent(site, item):
    browser = site.as_("duty_chief")
    assert not browser.get(address(item)).xpath("//*[@name='override_reason']")
    page = browser.post(f"{address(item)}/form", browser.values(address(item), route="single_dept", draft_opinion="先写着"))
    assert page.xpath("//*[@name='override_reason']") and page.by_id("f-draft_opinion").text_content() == "先写着"


def test_the_same_reason_is_asked_for_without_script(site, item):
    browser = site.as_("duty_chief")
    browser.get(address(item))
    page = browser.send(address(item), do="refresh", route="single_dept")
    assert page.status == 200 and page.xpath("//*[@name='override_reason']")
    assert not page.xpath("//*[@id='errors']"), "nothing is judged before it is sent"


def test_who_comes_second_reads_who_was_first_and_keeps_what_he_typed(site, item):
    site.district.complete("duty_chief", item)
    item = site.district.open_items(case_id=item.case_id)[0]
    slow, quick = site.as_("team_head"), site.as_("exec_deputy_head")
    slow.get(address(item))
    quick.get(address(item))
    quick.send(f"/tasks/{item.id}/claim")
    page = slow.send(address(item), do="submit", sign_opinion="同意")
    assert page.status == 409
    assert f"没有提交：“{item.name}”已被{site.district.actor('exec_deputy_head').name}于" in page.text


def test_who_has_no_such_post_reads_who_does_it(site, item):
    page = site.as_("intake_clerk").get(address(item))
    assert "这一步由" in page.text and "值班长办理" in page.text
    assert not page.xpath("//form[@id='task-form']")


def test_a_task_of_a_foreign_case_is_not_there(site, item):
    page = site.as_("yijie.duty_chief").get(address(item))
    assert page.status == 404 and item.case_title not in page.text


def test_a_task_that_was_done_shows_what_was_submitted(site, item):
    site.district.complete("duty_chief", item, draft_opinion="请执法队到场核实占道情况，劝离后拍照反馈，当日办结。")
    page = site.as_("exec_deputy_head").get(address(item))
    assert "办完。" in page.text and "请执法队到场核实占道情况" in page.text
    assert not page.xpath("//form[@id='task-form']")


def test_an_item_goes_back_before_its_candidates(site, item):
    browser = site.as_("duty_chief")
    browser.get(address(item))
    browser.send(f"/tasks/{item.id}/claim")
    page = browser.send(f"/tasks/{item.id}/release")
    assert "已退回" in page.text
    assert item.case_number in browser.get("/?view=claimable").text


# ---- rows that grow without script, and the law that says no --------------------------------------------------------------
@pytest.fixture
def report_in(site):
    """A department's report-in, which asks for a list of persons."""
    district = site.district
    case = district.register("grid_worker", title="东河滩夜间盗采砂石", problem_code="PG-34")
    for form in ("handling_opinion", "handling_issue", "whistle_draft", "whistle_issue", "whistle_sign"):
        item = next(i for i in district.open_items(case_id=case.id) if i.form == form)
        district.complete(district.someone_for(item), item)
    return next(i for i in district.open_items(case_id=case.id) if i.form == "whistle_report_in")


def rows(page) -> int:
    return len(page.xpath("//div[@class='row1']"))


def test_a_row_is_added_and_removed_by_buttons_and_nothing_typed_is_lost(site, report_in):
    browser = site.as_(site.district.someone_for(report_in))
    before = rows(browser.get(address(report_in)))
    page = browser.send(address(report_in), do="add:persons", arrive_place="三号桥头")
    assert page.status == 200 and rows(page) == before + 1
    assert page.by_id("f-arrive_place").get("value") == "三号桥头"
    page = browser.send(address(report_in), do="remove:persons:0", **{"persons[1].name": "执法人员乙"})
    assert rows(page) == before
    assert page.xpath("//input[@name='persons[0].name']")[0].get("value") == "执法人员乙"


def test_rows_that_were_filled_in_arrive_as_a_list(site, report_in):
    browser = site.as_(site.district.someone_for(report_in))
    browser.get(address(report_in))
    browser.send(address(report_in), do="add:persons")
    people = {f"persons[{n}].{key}": f"{value}{n}" for n in (0, 1) for key, value in (("name", "执法人员"), ("cert_no", "JZ-"))}
    page = browser.send(address(report_in), do="submit", arrive_place="三号桥头", **people)
    assert f"已提交“{report_in.name}”" in page.text, page.text
    assert "姓名 执法人员1" in browser.get(address(report_in)).text


@pytest.fixture
def on_the_spot(site):
    """An on-the-spot decision about a street vendor who was told of a fine of 50 yuan."""
    district = site.district
    case = district.register("intake_clerk", title="店外经营", problem_code="CS-02", party_name="王记五金店")
    while True:
        item = district.open_items(case_id=case.id)[0]
        if item.act == "decide_on_spot":
            return item
        more = {"disposal": "summary"} if item.form == "handling_opinion" else {}
        more |= {"penalty_kind": "fine", "amount": 50} if item.act == "show_identity" else {"amount": 50} if item.act else {}
        district.complete(district.someone_for(item), item, **more)


def test_a_guard_that_says_no_shows_article_findings_and_what_to_do_and_keeps_the_form(site, on_the_spot):
    browser = site.as_(site.district.someone_for(on_the_spot))
    browser.get(address(on_the_spot))
    page = browser.send(address(on_the_spot), do="submit", penalty_kind="fine", amount="150")
    assert page.status == 422
    refusal = page.xpath("//section[@class='zf-refuse']")[0]
    words = " ".join(refusal.text_content().split())
    assert refusal.get("role") == "alert" and "E-45-1" in words
    assert "《行政处罚法》第四十五条" in words and "查到的情况" in words and "接下来怎么办" in words
    assert page.by_id("f-amount").get("value") == "150"


def test_a_refused_attempt_stands_in_the_history(site, on_the_spot):
    browser = site.as_(site.district.someone_for(on_the_spot))
    browser.get(address(on_the_spot))
    browser.send(address(on_the_spot), do="submit", penalty_kind="fine", amount="150")
    page = browser.get(f"/cases/{on_the_spot.case_id}?tab=history")
    assert "未放行“" in page.xpath("//li[@class='bad']")[0].text_content()


@pytest.mark.parametrize("login, sees", [
    ("grid_worker", True), ("intake_clerk", True), ("station_head", True), ("supervisor", True), ("duty_chief", False), ("officer", False)])
def test_who_complained_is_shown_to_the_intake_only(site, login, sees):
    case = site.district.register("grid_worker", title="餐馆油烟扰民", problem_code="ST-02", complainant_name="诉求人某甲",
                                  complainant_phone="13800001234")
    with site.district.database.read() as session:
        first = tasks.items_of(session, case.id)[0]
    page = site.as_(login).get(f"/tasks/{first.id}")
    assert "提交的内容" in page.text
    assert ("诉求人某甲" in page.text and "13800001234" in page.text) is sees
    if not sees:
        assert "诉求人某甲" not in site.as_(login).get(f"/cases/{case.id}?tab=history").text


@pytest.mark.parametrize("verb", ["", "/claim", "/release", "/draft", "/form"])
def test_to_a_stranger_a_task_is_not_there_whatever_he_tries(site, item, verb):
    browser = site.as_("yijie.duty_chief")
    token = browser.get("/").xpath("//input[@name='csrf_token']/@value")[0]
    page = browser.post(address(item) + verb, {"csrf_token": token, "do": "submit"})
    assert page.status == 404 and item.name not in page.text
    assert browser.get(address(item)).status == 404
