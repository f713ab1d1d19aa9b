"""A diagram is broken, and whoever broke it reads what is wrong: is led there, sees the way that leads to it, and mends it by a click."""
import pytest

from app.definitions import revisions
from tests.definitions.checks.bundles import Draft, shipped

pytestmark = [pytest.mark.browser, pytest.mark.scripts]
NOTICE, ORDINARY = "prior_notice.bpmn", "ordinary_penalty.bpmn"
PATIENCE = 60_000       # the first check reads the whole bundle


def stuck(draft: Draft) -> Draft:
    """Its joining gateway waits for what was decided otherwise."""
    gateway = draft.node("j4_heard")
    gateway.tag = gateway.tag.replace("exclusive", "parallel")
    return draft


@pytest.fixture
def page(live, crew):
    actor, now = live.district.actor("legal_reviewer"), live.clock.now()
    broken = {NOTICE: stuck(Draft(shipped()[NOTICE])), ORDINARY: Draft(shipped()[ORDINARY]).property("ut06_decide", "not_actor_of", "ut01_file,ut03_report")}
    with live.district.database.begin() as session:
        rev = revisions.create(session, "改坏了看看", actor=actor, now=now).id
        for name, draft in broken.items():
            revisions.save_file(session, rev, name, draft.content(), seq=0, actor=actor, now=now)
    page = crew["legal_reviewer"].page
    page.goto(f"/workshop/{rev}/edit?file={NOTICE}")
    page.locator(f'.zf-w-editor.shown[data-file="{NOTICE}"]').wait_for()
    page.locator("[data-ready]").wait_for()
    page.locator("[data-dock=problems]").click()
    yield page
    crew.nothing_complained()


def test_who_broke_a_diagram_is_led_to_the_place_and_mends_it(page):
    problems = page.locator("[data-panel=problems]")
    deadlock = problems.locator("[data-code=deadlock]")
    deadlock.wait_for(timeout=PATIENCE)
    assert "会卡住" in deadlock.inner_text() and "“确认期满未陈述”" in deadlock.inner_text()
    deadlock.click()
    page.locator(".djs-shape.selected[data-element-id=j4_heard]").wait_for()
    assert page.locator(".zd-way").count() > 5, "the way there is drawn"

    reviewer = problems.locator("li", has=page.locator("[data-code=law-separation]"))
    assert "《行政处罚法》第五十七条" in reviewer.inner_text() and "“审核处罚案件”" in reviewer.inner_text()
    reviewer.get_by_role("button", name="修复").click()
    reviewer.wait_for(state="detached", timeout=PATIENCE)
    page.locator(f'.zf-w-editor.shown[data-file="{ORDINARY}"]').wait_for()
    page.get_by_role("button", name="撤销（Ctrl+Z）").click()
    reviewer.wait_for(timeout=PATIENCE)

    problems.get_by_label("只看当前文件").check()
    deadlock.wait_for(state="detached")
    problems.get_by_label("按文字筛选问题").fill("没有这样的话")
    assert "没有显示" in problems.inner_text()
