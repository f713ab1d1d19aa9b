"""The whistle process in a second version, and the running cases taken over: mapped on two diagrams, tried, migrated with its progress,
one taken back, and a step moved back by two people."""
import pytest

from tests.support import second_whistle
from tests.web.test_migrations import at

pytestmark = pytest.mark.browser


def test_running_whistles_go_to_the_second_version(live, crew):
    district = live.catch_up()
    waiting, called = at(district, "ut04_issue"), at(district, "ut05_sign")
    second_whistle.publish(live.catch_up())
    desk = crew["supervisor"]
    desk.open("/workshop/migrations")
    desk.page.get_by_role("link", name="新的迁移").click()
    desk.look("migration-new")
    desk.page.get_by_label("理由").fill("吹哨改为审核、签发分开")
    press(desk, "下一步，对环节")
    map_by_hand(desk)
    desk.look("migration-mapping")
    press(desk, "存好，试算 8 件")         # the two, and the six departments' own
    desk.page.get_by_role("button", name="迁移可以迁的 8 件").wait_for()
    desk.look("migration-checked")
    press(desk, "迁移可以迁的 8 件")
    desk.page.get_by_role("button", name="全部收回").wait_for()
    assert "已迁移 8" in desk.text()
    desk.look("migration-done")
    desk.page.locator(f"tr:has(a[href='/cases/{called}'])").get_by_role("button", name="收回").click()
    desk.page.get_by_text("这件案件已经收回").wait_for()
    assert [i.node for i in live.catch_up().open_items(case_id=waiting)] == ["ut04_check"]
    move_back(crew, waiting)
    assert [i.node for i in live.catch_up().open_items(case_id=waiting)] == ["ut01_draft"]
    desk.open(f"/cases/{waiting}", kind="case-that-was-migrated-and-moved")
    crew.nothing_complained()
    live.district.verify()


def map_by_hand(desk):
    """The machine proposed the signing; whoever migrates wants them checked again, and clicks so."""
    chosen = desk.page.get_by_label("“签发哨令”对应")
    assert chosen.input_value() == "whistle_report|ut04_sign"
    desk.page.locator("#old-whistle_report-ut04_issue").click()
    desk.page.locator("#new-whistle_report-ut04_check").click()
    assert chosen.input_value() == "whistle_report|ut04_check"


def press(desk, name: str):
    with desk.page.expect_navigation():
        desk.page.get_by_role("button", name=name, exact=True).click()


def move_back(crew, case_id: int):
    one, other = crew["supervisor"], crew["exec_deputy_head"]
    one.open(f"/cases/{case_id}/move", kind="move")
    one.page.locator("#at-whistle_report-ut04_check").click()
    one.page.locator("#at-whistle_report-ut01_draft").click()
    one.page.get_by_label("理由").fill("事实写错了，重新起草")
    press(one, "先试一试")
    one.look("move-looked")
    assert "撤销的待办" in one.text()
    press(one, "提出，请另一人同意")
    other.open(f"/cases/{case_id}")
    other.page.get_by_role("link", name="去看").first.click()
    other.look("move-decide")
    press(other, "同意，移动")
