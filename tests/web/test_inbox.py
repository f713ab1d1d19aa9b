"""我的工作台: views, counts, colours, groups, filters, empty states."""
from datetime import timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.exc import OperationalError

from app.cases import operations
from app.tasks.model import WorkItem


@pytest.fixture
def items(site):
    """Three handling opinions that the duty chief holds."""
    found = []
    for title, urgency in (("沿街商铺占道", "一般"), ("后厨存放燃气瓶", "特急"), ("建筑垃圾倾倒", "紧急")):
        case = site.district.register("intake_clerk", title=title, problem_code="CS-01", urgency=urgency, address=title)
        found.append(site.district.open_items(case_id=case.id)[0])
    with site.district.database.begin() as session:
        for item in found:
            operations.claim_task(session, item.id, actor=site.district.actor("duty_chief"), now=site.district.now)
    return found


def due(site, item, **ago) -> None:
    """Let the item have opened ten hours ago and fall due `ago` before now (negative: after)."""
    with site.district.database.begin() as session:
        session.execute(update(WorkItem).where(WorkItem.id == item.id).values(
            opened_at=site.district.now - timedelta(hours=10), due_at=site.district.now - timedelta(**ago)))


def titles(page) -> list[str]:
    return [a.text_content() for a in page.xpath("//td[contains(@class,'what')]/a")]


def test_what_is_overdue_comes_first_under_its_own_heading(site, items):
    due(site, items[1], hours=1)
    due(site, items[2], hours=-2)
    page = site.as_("duty_chief").get("/")
    heads = [" ".join(td.text_content().split()) for td in page.xpath("//tr[@class='grp']/td")]
    assert heads[0].startswith("已超期1 件") and heads[1].startswith("今天到期1 件")
    assert titles(page)[0] == "后厨存放燃气瓶"


def test_the_strip_counts_by_colour_and_filters(site, items):
    due(site, items[0], hours=1)
    browser = site.as_("duty_chief")
    strip = browser.get("/").xpath("//div[@class='zf-counts']/a[@class='r']")[0]
    assert strip.xpath("./strong")[0].text == "1"
    assert titles(browser.get(strip.get("href"))) == ["沿街商铺占道"]


@pytest.mark.parametrize("question, found", [
    ("q=燃气", ["后厨存放燃气瓶"]), ("urgency=紧急", ["建筑垃圾倾倒"]), ("name=不存在的环节", []), ("q=%", [])])
def test_filters_narrow_the_view(site, items, question, found):
    page = site.as_("duty_chief").get(f"/?{question}")
    assert titles(page) == found
    assert found or "没有符合条件的事项" in page.text


def test_the_phone_gets_the_same_items_as_cards(site, items):
    page = site.as_("duty_chief").get("/")
    assert len(page.xpath("//a[@class='zf-card']")) == len(items)


def test_an_empty_inbox_says_what_else_waits(site):
    site.district.register("intake_clerk", title="沿街商铺占道", problem_code="CS-01")
    page = site.as_("duty_chief").get("/")
    assert "没有待您办理的事项" in page.text and "可签收的还有 1 件" in page.text


@pytest.mark.parametrize("view, words", [("claimable", "没有可签收的事项"), ("done", "您还没有办完的事项"),
                                         ("started", "您还没有登记过问题")])
def test_every_empty_view_says_so(site, view, words):
    assert words in site.as_("duty_chief").get(f"/?view={view}").text


def test_an_unknown_view_leads_to_the_usual_one(site):
    browser = site.as_("duty_chief")
    browser.get("/?view=nonsense")
    assert browser.history[-1] == "/"


def test_done_items_stand_in_their_own_view(site, items):
    site.district.complete("duty_chief", items[0])
    assert "沿街商铺占道" in titles(site.as_("duty_chief").get("/?view=done"))


# ---- when something breaks ------------------------------------------------------------------------------------------------
def broken(monkeypatch, error: Exception) -> None:
    def fail(*_args, **_kwargs):
        raise error

    monkeypatch.setattr("app.web.inbox.tasks.inbox", fail)


def test_an_unforeseen_error_gets_a_page_with_a_number_and_nothing_internal(site, monkeypatch):
    browser = site.as_("duty_chief")
    broken(monkeypatch, RuntimeError("secret detail"))
    page = browser.get("/")
    assert page.status == 500 and "编号" in page.text and "secret detail" not in page.source and "回工作台" in page.text


def test_a_busy_database_asks_to_try_again(site, monkeypatch):
    browser = site.as_("duty_chief")
    broken(monkeypatch, OperationalError("SELECT 1", {}, Exception("database is locked")))
    page = browser.get("/")
    assert page.status == 503 and "重复提交不会办两次" in page.text
