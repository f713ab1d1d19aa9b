"""A legal officer tries 街乡吹哨 out in the browser: fills the handlers' forms, sees the row that decided, turns the clock, steps back, keeps
the walk as a test, changes the diagram, sees the test fail at its element, and brings it to what happens now."""
import json

import pytest

from app.accounts import queries as accounts
from app.definitions import revisions, workshop

pytestmark = [pytest.mark.browser, pytest.mark.scripts]
FILE = "whistle_report.bpmn"


@pytest.fixture
def trial(live, crew):
    district = live.district
    with district.database.begin() as session:
        person = accounts.person_by_login(session, "legal_reviewer")
        actor = accounts.load_actor(session, person.id, today=district.now.date())
        rev = revisions.create(session, "试走", actor=actor, now=district.now).id
    return Trial(crew["legal_reviewer"], live, rev)


class Trial:
    """What one does in the panel, in the words on the screen."""

    def __init__(self, desk, live, rev: int):
        self.desk, self.page, self.live, self.rev = desk, desk.page, live, rev

    def open(self) -> None:
        self.page.goto(f"/workshop/{self.rev}/edit?file={FILE}")
        self.page.get_by_role("tab", name="试走").click()
        self.task("ut01_draft").wait_for()

    def task(self, node: str):
        return self.page.locator(f".zf-sim-task[data-task={node}]")

    def tab(self, name: str) -> None:
        self.page.locator(".zf-sim-tabs").get_by_role("tab", name=name).click()

    @property
    def form(self):
        return self.page.frame_locator(".zf-sim-frame iframe")

    def fill(self, node: str, **chosen: str) -> None:
        """Samples for what is required, these choices, and submitted."""
        self.open_task(node)
        for name, value in chosen.items():
            self.form.locator(f"[name={name}][value={value}]").check(force=True)
            self.form.locator(f"[name={name}][value={value}]:checked").wait_for(state="attached")
        with self.page.expect_response(lambda answer: answer.url.endswith("/simulate")):
            self.page.get_by_role("button", name="样例填写").click()
        with self.page.expect_response(lambda answer: answer.url.endswith("/simulate")):
            self.form.get_by_role("button", name="提交").click()
        self.page.locator(".zf-sim-hint", has_text="请在左边点一件待办").wait_for()

    def open_task(self, node: str) -> None:
        with self.page.expect_response(lambda answer: answer.url.endswith("/simulate")):
            self.task(node).first.click()
        self.page.wait_for_timeout(200)         # the frame takes its new document
        self.form.locator("#task-form").wait_for()

    def badge(self, node: str) -> str:
        """The count on an element of the diagram."""
        return self.page.locator(f'.djs-overlays[data-container-id="{node}"] .zfl-badge').inner_text()

    def files(self) -> dict[str, bytes]:
        with self.live.district.database.read() as session:
            return workshop.files_of(session, workshop.find(session, self.rev))


def test_a_process_is_tried_out_kept_as_a_test_and_the_test_guards_it(trial):
    page = trial.page
    page.emulate_media(reduced_motion="reduce")
    trial.open()

    # A form that is not filled in is refused as in the house.
    trial.open_task("ut01_draft")
    trial.form.get_by_role("button", name="提交").click()
    trial.form.locator("#errors").wait_for()
    assert "处要改" in trial.form.locator("#errors").inner_text()

    trial.fill("ut01_draft", evidence="yes", own_power="no", street_tried="yes", need_dept="yes")
    trial.tab("决策")
    lit = page.locator(".zf-sim-table tr.lit")
    lit.wait_for()
    assert "7" in lit.inner_text() and "有效" in lit.inner_text()

    trial.fill("ut04_issue")
    assert trial.task("ut05_sign").count() == 2 and "部门联络员" in trial.task("ut05_sign").first.inner_text()
    assert trial.badge("ut05_sign") == "2"
    assert page.locator('.djs-container [data-element-id="f_x1_valid__ut04_issue"].zfl-taken').count()

    # The phone's frame is as wide as a phone.
    trial.open_task("ut09_command")
    page.get_by_role("button", name="手机").click()
    assert page.locator(".zf-sim-frame iframe").evaluate("f => f.contentWindow.innerWidth") <= 360
    page.get_by_role("button", name="电脑").click()

    # Time passes to the next timer, and back again.
    before = page.locator(".zf-sim-clock").inner_text()
    page.get_by_role("button", name="到下一个定时").click()
    page.locator('.djs-container [data-element-id="st_urge_sign"].zfl-taken').first.wait_for(state="attached")
    assert page.locator(".zf-sim-clock").inner_text() > before
    page.get_by_role("button", name="退一步").click()
    page.locator('.djs-container [data-element-id="st_urge_sign"]:not(.zfl-taken)').first.wait_for(state="attached")
    assert page.locator(".zf-sim-clock").inner_text() == before

    # Kept as a test.
    page.get_by_role("button", name="保存为测试").click()
    page.get_by_label("测试的名称").fill("两个部门签发")
    page.get_by_role("button", name="存进测试").click()
    page.locator(".zf-sim-tests li", has_text="两个部门签发").wait_for()
    kept = json.loads(trial.files()["whistle_report.test"])["scenarios"][-1]
    assert kept["name"] == "两个部门签发" and kept["expect"]["open"] == ["ut05_sign", "ut05_sign", "ut09_command"]
    assert page.locator('.djs-container [data-element-id="ut05_sign"].zfl-covered').count()

    # The diagram changes, the test says where.
    with trial.live.district.database.begin() as session:
        actor = accounts.load_actor(session, accounts.person_by_login(session, "legal_reviewer").id, today=trial.live.district.now.date())
        changed = trial.files()[FILE].replace(b'value="team_head|exec_deputy_head"', b'value="team_head"', 1)
        line = workshop.file_line(session, workshop.find(session, trial.rev), FILE, now=trial.live.clock.now())
        revisions.save_file(session, trial.rev, FILE, changed, seq=line.seq, actor=actor, now=trial.live.clock.now())
    trial.open()
    trial.tab("测试与覆盖")
    page.get_by_role("button", name="跑全部测试").click()
    failed = page.locator(".zf-sim-tests li.bad", has_text="两个部门签发")
    failed.wait_for()
    assert "岗位" in failed.inner_text()
    failed.get_by_role("button", name="采纳现在的结果").click()
    page.locator(".zf-sim-tests li.good", has_text="两个部门签发").wait_for()


def test_the_page_of_coverage_fits_a_phone(trial):
    trial.desk.open(f"/workshop/{trial.rev}/coverage")
    assert "测试覆盖" in trial.desk.text()
