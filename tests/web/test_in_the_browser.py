"""What only a browser can tell: every kind of page on a wide screen and on a phone, drafts kept while typing, a board that renews
itself."""
from time import sleep

import pytest

from tests.support import live as live_server
from tests.support.browser import Crew
from tests.support.hand import fill_in

pytestmark = pytest.mark.browser
PAGES = ("/", "/?view=claimable", "/?view=done", "/?view=started", "/register", "/cases", "/cases/1", "/cases/1?tab=history",
         "/cases/1?tab=lists", "/cases/1?tab=documents", "/cases/1?tab=files", "/cases/1?tab=deadlines", "/cases/1?tab=rules",
         "/cases/1?tab=links", "/cases/1?tab=trace", "/cases/1/end/withdraw", "/cases/1/end/merge", "/cases/1/end/transfer",
         "/whistles", "/whistles/1", "/whistles/1/cancel", "/supervision", "/lists/problems", "/lists/matters", "/definitions",
         "/definitions/bpmn/whistle_report", "/definitions/dmn/D05_whistle_validity", "/definitions/form/joint_plan", "/notices",
         "/me", "/api/docs")


@pytest.fixture
def crew(chromium, district, tmp_path, monkeypatch):
    with live_server.serving(district, tmp_path / "data", monkeypatch) as live:
        crew = Crew(chromium, live.url)
        yield crew
        crew.dismiss()


@pytest.fixture
def case(district):
    """A sand case whose whistle has been issued."""
    case = district.register("grid_worker", title="东河滩夜间盗采砂石", problem_code="PG-34", address="东河村 3 号桥下游")
    for form in ("handling_opinion", "handling_issue", "whistle_draft", "whistle_issue"):
        item = next(i for i in district.open_items(case_id=case.id) if i.form == form)
        district.complete(district.someone_for(item), item)
    return case


def sign(district, case, dept: str) -> None:
    item = next(i for i in district.open_items(case_id=case.id) if i.form == "whistle_sign" and i.item["code"] == dept)
    district.complete(f"{dept}.dept_liaison", item)


def test_no_page_complains_or_is_wider_than_a_phone(case, crew):
    desk = crew["team_head"]
    for path in PAGES:
        desk.open(path, kind=path)
    crew.nothing_complained()


def test_what_is_typed_is_kept_without_pressing_anything(district, crew):
    case = district.register("intake_clerk", title="沿街商铺占道经营", problem_code="CS-01")
    item = district.open_items(case_id=case.id)[0]
    desk = crew["duty_chief"]
    desk.open(f"/tasks/{item.id}")
    desk.page.locator("#f-draft_opinion").fill("写到一半的意见")
    desk.page.locator("[data-draft]").get_by_text("草稿已存").wait_for(timeout=10_000)
    desk.page.reload()
    assert desk.page.locator("#f-draft_opinion").input_value() == "写到一半的意见"
    crew.nothing_complained()


def test_no_draft_follows_the_form_that_was_sent(district, crew):
    """It would find the task done, and complain: the answer to a form may take longer than the two seconds that a draft waits."""
    case = district.register("intake_clerk", title="沿街商铺占道经营", problem_code="CS-01")
    item = district.open_items(case_id=case.id)[0]
    desk = crew["duty_chief"]
    page, drafts = desk.page, []

    def late(route) -> None:
        answer = route.fetch(max_redirects=0)
        sleep(3)
        route.fulfill(response=answer)

    page.goto(f"/tasks/{item.id}")
    fill_in(desk, district.now, {})
    page.locator("[data-draft]").get_by_text("草稿已存").wait_for()
    page.on("request", lambda request: drafts.append(request.url) if request.url.endswith("/draft") else None)
    page.route(f"**/tasks/{item.id}", late)
    page.locator("#f-draft_opinion").fill("经现场核实，情况属实，拟依法依规处理，并做好全过程记录。")
    with page.expect_navigation():
        page.locator("#task-form .zf-submit .btn-primary").click()
    assert "已提交" in desk.text() and drafts == []
    crew.nothing_complained()


def test_the_board_shows_a_signature_without_a_reload(district, case, crew):
    desk = crew["team_head"]
    desk.page.clock.install()
    desk.open("/whistles/1")
    desk.page.evaluate("window.stayed = true")
    assert "待签收" in desk.page.locator("tr[data-dept=guizi]").inner_text()
    sign(district, case, "guizi")
    desk.page.clock.fast_forward("00:15")
    desk.page.locator("tr[data-dept=guizi]").get_by_text("按时").wait_for(timeout=25_000)
    assert desk.page.evaluate("window.stayed") is True
    crew.nothing_complained()


def test_a_long_list_is_searched_and_keeps_what_was_chosen_in_sight(crew):
    desk = crew["grid_worker"]
    desk.open("/register")
    box = desk.page.locator("[data-field=matter_codes]")
    box.get_by_text("PG-34-1 ").click()
    box.get_by_role("searchbox").fill("占道")
    shown = [t for t in box.locator("label").all() if t.is_visible()]
    assert any("占道" in t.inner_text() for t in shown) and any("PG-34-1" in t.inner_text() for t in shown)
    assert all("占道" in t.inner_text() or "PG-34-1" in t.inner_text() for t in shown)
