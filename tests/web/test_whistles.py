"""The board of a 哨令: who signed, who is there, who is late; urging and calling off."""
from datetime import timedelta

import pytest


@pytest.fixture
def case(site):
    """A sand case whose whistle has been issued."""
    district = site.district
    case = district.register("grid_worker", title="东河滩夜间盗采砂石", problem_code="PG-34", address="东河村 3 号桥下游")
    for form in ("handling_opinion", "handling_issue", "whistle_draft", "whistle_issue"):
        item = next(i for i in district.open_items(case_id=case.id) if i.form == form)
        district.complete(district.someone_for(item), item)
    return case


def sign(site, case, dept: str) -> None:
    item = next(i for i in site.district.open_items(case_id=case.id) if i.form == "whistle_sign" and i.item["code"] == dept)
    site.district.complete(f"{dept}.dept_liaison", item)


def report(site, case, dept: str, **data) -> None:
    item = next(i for i in site.district.open_items(case_id=case.id) if i.form == "whistle_report_in" and i.item["code"] == dept)
    site.district.complete(f"{dept}.dept_liaison", item, **data)


def row(page, dept: str) -> str:
    return " ".join(page.xpath(f"//tr[@data-dept='{dept}']")[0].text_content().split())


def test_the_list_counts_who_is_to_come(site, case):
    page = site.as_("team_head").get("/whistles")
    assert "甲吹〔2026〕1号" in page.text and "应到 6，到场 0" in page.text


def test_the_board_tells_signed_from_waiting(site, case):
    sign(site, case, "guizi")
    page = site.as_("team_head").get("/whistles/1")
    assert "按时" in row(page, "guizi") and "待签收" in row(page, "shuiwu")


def test_one_officer_alone_may_not_enforce_and_the_board_says_so(site, case):
    sign(site, case, "guizi")
    report(site, case, "guizi", persons=[{"name": "执法人员寅", "cert_no": "GZ-110-0244"}])
    page = site.as_("team_head").get("/whistles/1")
    assert "差 1 人，暂不能执法" in row(page, "guizi") and "GZ-110-0244" in row(page, "guizi")


def test_who_is_late_stands_first_and_in_words(site, case):
    sign(site, case, "guizi")
    report(site, case, "guizi")
    site.district.now += timedelta(hours=6)
    page = site.as_("team_head").get("/whistles/1")
    rows = [r.get("data-dept") for r in page.xpath("//tr[@data-dept]")]
    assert rows[-1] == "guizi" and "未到" in row(page, rows[0])
    assert "5个部门，可以催到" in page.text


def test_the_board_renews_itself_with_the_same_content(site, case):
    browser = site.as_("team_head")
    board = browser.get("/whistles/1").by_id("board")
    assert board.get("hx-get") == "/whistles/1/board" and board.get("hx-trigger") == "every 15s"
    fragment = browser.get("/whistles/1/board", **{"HX-Request": "true"})
    assert "部门报到" in fragment.text and "<html" not in fragment.source


def test_a_department_is_urged_and_its_liaison_finds_it_in_the_bell(site, case):
    browser = site.as_("team_head")
    browser.get("/whistles/1")
    form = next(f for f in browser.page.tree.forms if f.get("action") == "/whistles/1/urge")
    organ = form.fields["organ"]
    page = browser.send("/whistles/1/urge", organ=organ)
    assert "报到。" in page.text and "催到一次" in page.text
    urged = browser.page.xpath("//tr[.//*[contains(text(),'催到一次')]]")[0].get("data-dept")
    bell = site.as_(f"{urged}.dept_liaison").get("/notices")
    assert "催到：请立即报到" in bell.text


def test_the_bell_counts_unread_lines_until_they_are_read(site, case):
    browser = site.as_("team_head")
    browser.get("/whistles/1")
    browser.send("/whistles/1/urge")
    urged = browser.page.xpath("//tr[.//*[contains(text(),'催到一次')]]")[0].get("data-dept")
    liaison = site.as_(f"{urged}.dept_liaison")
    assert liaison.get("/notices").xpath("//a[@class='zf-bell']/i")
    liaison.send("/notices/read")
    assert not liaison.page.xpath("//a[@class='zf-bell']/i")


def test_who_does_not_command_sees_no_urge_button(site, case):
    page = site.as_("guizi.dept_liaison").get("/whistles/1")
    assert page.status == 200 and not [f for f in page.tree.forms if (f.get("action") or "").endswith("/urge")]


def test_the_order_is_called_off_with_a_reason(site, case):
    browser = site.as_("team_head")
    browser.get("/whistles/1/cancel")
    data = {"csrf_token": browser.page.xpath("//input[@name='csrf_token']")[0].get("value"), "reason": "现场已自行停止，不需集结"}
    page = browser.post("/whistles/1/cancel", data)
    assert "已撤销哨令" in page.text and not page.by_id("board").get("hx-get")


def test_a_foreign_street_does_not_see_the_order(site, case):
    assert site.as_("yijie.team_head").get("/whistles/1").status == 404
    assert "没有哨令" in site.as_("yijie.team_head").get("/whistles").text
