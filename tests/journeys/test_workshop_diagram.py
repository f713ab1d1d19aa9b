"""A legal officer changes 街乡吹哨 in the browser: 消防 is always called, who has not signed after 30 minutes is escalated, a second person
signs off. Undone, redone, saved by itself, there after reloading, and nothing else of the diagram has changed."""
import re
from time import monotonic, sleep

import pytest
from lxml import etree

from app.accounts import queries as accounts
from app.cases.known import known
from app.definitions import checks, revisions, workshop
from app.engine.markup import bpmn
from tests.workbench.canonical import canonical

pytestmark = [pytest.mark.browser, pytest.mark.scripts]
FILE = "whistle_report.bpmn"
PATIENCE = 60           # seconds; the checks of what was typed may keep the server busy
CALLED = 'requested_depts: union(requested_depts, ["xiaofang"]),'


@pytest.fixture
def officer(live, crew):
    """The legal reviewer at the editor of a fresh revision."""
    district = live.district
    with district.database.begin() as session:
        person = accounts.person_by_login(session, "legal_reviewer")
        actor = accounts.load_actor(session, person.id, today=district.now.date())
        rev = revisions.create(session, "吹哨加消防", actor=actor, now=district.now).id
    return Editor(crew["legal_reviewer"], live, rev)


class Editor:
    """What one does in the diagram editor, in the words on the screen."""

    def __init__(self, desk, live, rev: int):
        self.desk, self.page, self.live, self.rev = desk, desk.page, live, rev

    def open(self, element: str) -> None:
        self.page.goto(f"/workshop/{self.rev}/edit?file={FILE}&element={element}")
        self.page.locator(f'.djs-element.selected[data-element-id="{element}"]').wait_for(state="attached")

    def panel(self, group: str):
        return self.page.locator(f'.zd-panel [data-group="{group}"]')

    def find(self, words: str, element: str) -> None:
        """Ctrl+F, as far as the element is selected."""
        self.page.get_by_role("button", name="在图中查找").click()
        self.page.get_by_role("textbox", name="在图中查找").fill(words)
        self.page.locator(".djs-search-result", has_text=element).first.click()
        self.page.locator(f'.djs-element.selected[data-element-id="{element}"]').wait_for(state="attached")

    def next(self, what: str) -> None:
        """接下一步… or 在这条线上插入…, by searching the menu."""
        self.page.locator(".djs-context-pad .zd-icon-more").click()
        self.page.locator(".djs-popup-search input").fill(what)
        self.page.locator(".djs-popup .entry", has_text=re.compile(f"^{re.escape(what)}$")).first.click()

    def write(self, label: str, text: str) -> None:
        field = self.page.locator(".zd-panel").get_by_label(label, exact=True)
        field.fill(text)
        field.blur()

    def choose(self, label: str, words: str) -> None:
        field = self.page.locator(".zd-panel").get_by_role("combobox", name=label)
        field.click()
        field.fill(words)
        self.page.locator(".zd-options li.on").click()

    def saved(self, words: str) -> str:
        """The text on the server once it has these words and the page says that all is saved."""
        until = monotonic() + PATIENCE
        while words not in self.content() and monotonic() < until:
            sleep(0.2)
        self.page.locator(".zf-w-saved", has_text="已自动保存").wait_for()
        return self.content()

    def content(self) -> str:
        with self.live.district.database.read() as session:
            return workshop.files_of(session, workshop.find(session, self.rev))[FILE].decode()

    def errors(self) -> list[str]:
        with self.live.district.database.read() as session:
            files = workshop.files_of(session, workshop.find(session, self.rev))
            return [f.sentence for f in checks.inspect(files, known(session, self.live.district.now), only=[FILE]) if f.level == "error"]


def test_a_legal_officer_changes_the_whistle(officer, crew):
    before = officer.content()
    always_call_the_fire_brigade(officer)
    escalate_after_half_an_hour(officer)
    sign_off_twice(officer)
    undo_and_redo(officer)
    content = officer.saved('id="ut04_second"')
    officer.open("ut04_issue")
    officer.desk.shoot("workshop-diagram", "1366")
    assert "复核" not in officer.panel("basics").locator("input").input_value() and officer.content() == content
    assert_only_this_changed(before, content)
    assert officer.errors() == []
    crew.nothing_complained()


def always_call_the_fire_brigade(officer):
    officer.open("sc_calls")
    script = officer.panel("script").get_by_role("textbox", name="算出哪些变量")
    script.click()
    officer.page.keyboard.press("Control+Home")
    officer.page.keyboard.press("ArrowRight")
    officer.page.keyboard.type(f" {CALLED}")
    script.blur()


def escalate_after_half_an_hour(officer):
    officer.find("签收哨令", "ut05_sign")
    officer.next("定时边界事件（不打断）")
    officer.write("名称", "三十分钟未签收")
    officer.write("多久以后", "30")
    officer.panel("events").get_by_text("到达这里 30 分钟后。").wait_for()
    officer.next("人工任务")
    officer.write("名称", "督促部门签收")
    officer.choose("岗位", "总调度")
    officer.choose("从单位里选", "总调度")
    officer.write("请办什么", "部门半小时没有签收哨令，请督促。")
    officer.choose("表单", "whistle_urge")
    officer.next("结束事件")
    officer.write("名称", "已督促签收")


def sign_off_twice(officer):
    officer.find("f_x2_issued__sp_issue", "f_x2_issued__sp_issue")
    officer.page.locator(".djs-context-pad .bpmn-icon-user-task").click()
    officer.write("名称", "复核哨令")
    officer.choose("岗位", "常务副队长")
    officer.choose("从单位里选", "case.street")
    officer.choose("回避：办过下列环节的人不能办", "签发哨令")
    officer.choose("表单", "whistle_issue")
    officer.write("请办什么", "请复核已签发的哨令。")
    officer.panel("about").locator("summary").click()
    officer.panel("about").locator("input").fill("ut04_second")
    officer.page.keyboard.press("Enter")


def undo_and_redo(officer):
    head = officer.page.locator(".zd-head")
    officer.page.get_by_role("button", name=re.compile("^撤销")).click()
    officer.page.locator('.djs-element[data-element-id="ut04_second"]').wait_for(state="detached")
    officer.page.get_by_role("button", name=re.compile("^重做")).click()
    officer.page.locator('.djs-element[data-element-id="ut04_second"]').wait_for(state="attached")
    assert "复核哨令" in head.inner_text()


def assert_only_this_changed(before: str, after: str):
    old, new = etree.fromstring(before.encode()), etree.fromstring(after.encode())
    was, is_now = ({e.get("id"): e for e in root.iter(bpmn("*")) if e.get("id")} for root in (old, new))
    assert set(was) <= set(is_now)
    added = sorted(etree.QName(is_now[i]).localname for i in set(is_now) - set(was))
    assert added == ["boundaryEvent", "endEvent", *["sequenceFlow"] * 3, "timerEventDefinition", "userTask", "userTask"]
    leaves = [i for i in was if not was[i].findall(bpmn("*"))]
    changed = {i for i in leaves if canonical(etree.tostring(was[i])) != canonical(etree.tostring(is_now[i]))}
    assert changed == {"f_x2_issued__sp_issue"}
    assert CALLED in is_now["sc_calls"].findtext(bpmn("script"))
