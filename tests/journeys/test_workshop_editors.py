"""The editors in a browser: a table whose overlap is found, a form that old cases keep as it was, two people on one file, a closed window."""
import json
import re

import pytest

from app.definitions import operations, revisions, workshop
from app.definitions import queries as definitions
from app.definitions.texts import text_of
from app.kernel.clock import local
from tests.workbench.canonical import difference
from tests.workbench.test_tables import meaning

pytestmark = [pytest.mark.browser, pytest.mark.scripts]
OVERLAP = re.compile("重叠|同时")
TABLE, FORM = "D09_leniency.dmn", "handling_opinion.form"


class Workshop:
    """A revision and the editors that people have open on it."""

    def __init__(self, live, crew):
        self.live, self.crew = live, crew
        with self.database.begin() as session:
            self.rev = revisions.create(session, "首违不罚改一行", actor=live.district.actor("legal_reviewer"), now=live.clock.now()).id

    @property
    def database(self):
        return self.live.district.database

    def open(self, login: str, file: str, page=None, *, checked: bool = False):
        """The editor of a file in somebody's browser. Unless it is about them, the checks of the whole bundle are left out: they take longer
        than all the rest."""
        page = page or self.crew[login].page
        page.set_default_timeout(60_000)
        if not checked:
            page.route("**/check", lambda route: route.fulfill(json={"findings": []}))
        page.goto(f"/workshop/{self.rev}/edit?file={file}")
        page.locator(f'.zf-w-editor.shown[data-file="{file}"]').wait_for()
        page.locator("[data-ready]").wait_for()
        return page

    def saved(self, file: str) -> str:
        """The file as the server has it."""
        with self.database.read() as session:
            revision = workshop.find(session, self.rev)
            return text_of(workshop.files_of(session, revision)[file])

    def publish(self, on) -> None:
        """The revision's files as a bundle. The way through approval has tests of its own."""
        with self.database.begin() as session:
            files = workshop.files_of(session, workshop.find(session, self.rev))
            operations.publish(session, files, effective_from=on, now=self.live.clock.now())


@pytest.fixture
def shop(live, crew) -> Workshop:
    return Workshop(live, crew)


def note_of_row(page, rule: str):
    """The field in the panel for the note of a row, after a click at its number."""
    page.locator(f'td.rule-index[data-element-id="{rule}"]').click()
    return page.locator(".zf-dt-side section").first.get_by_label("说明", exact=True)


def rename_row(page, rule: str, text: str) -> None:
    field = note_of_row(page, rule)
    field.fill(text)
    field.press("Tab")


def wait_saved(page) -> None:
    page.locator(".zf-w-saved").get_by_text(re.compile("已自动保存")).wait_for()


def test_an_overlap_in_a_table_is_found_while_it_is_edited_and_undone(shop):
    page = shop.open("legal_reviewer", TABLE, checked=True)
    page.locator(".zf-dt-side").get_by_label("命中方式", exact=True).select_option("UNIQUE")
    page.locator("[data-dock=problems]").click()
    overlap = page.locator("[data-panel=problems]").get_by_text(OVERLAP).first
    overlap.wait_for()
    wait_saved(page)
    assert 'hitPolicy="FIRST"' not in shop.saved(TABLE)
    page.get_by_role("button", name="撤销（Ctrl+Z）").click()
    overlap.wait_for(state="detached")
    page.wait_for_function("() => document.querySelector('[data-workshop]').workshop.unsaved === false")
    with shop.database.read() as session:
        assert workshop.changes(session, workshop.find(session, shop.rev)) == {}, "undone, it is what it was to the letter"
    shop.crew.nothing_complained()


def test_rows_of_a_spreadsheet_and_fixes_of_findings_are_one_step_of_undo_each(shop):
    page = shop.open("legal_reviewer", TABLE)
    said = page.evaluate(PASTED, ["D09_leniency_r9_i6", "轻微\t2\n严重、一般\t> 3"])
    assert said["pasted"] == [['"轻微"', "2"], ['"严重", "一般"', "> 3"]], "the row that was missing is there"
    fixed = page.evaluate(FIXED, [["cell", "D09_leniency_r4", "D09_leniency_i7", "> 9"], ["row_remove", "D09_leniency_r8"]])
    assert (fixed["done"], fixed["after"]) == (True, [True, False]) and fixed["undone"] == [False, True]
    assert page.evaluate(FIXED, [["cell", "D09_leniency_r4", "no_such_column", "1"]])["done"] is False
    page.get_by_role("button", name="撤销（Ctrl+Z）").click()
    page.wait_for_function("() => document.querySelector('[data-workshop]').workshop.unsaved === false")
    with shop.database.read() as session:
        assert workshop.changes(session, workshop.find(session, shop.rev)) == {}
    shop.crew.nothing_complained()


def test_a_changed_form_is_for_new_cases_and_the_old_one_keeps_its_own(shop, live):
    old = live.district.register("intake_clerk", title="沿街商铺占道经营", problem_code="CS-01")
    page = shop.open("legal_reviewer", FORM)
    page.locator(".zf-fm-kind[data-field-type=textfield]").click()
    name = page.locator(".zf-fm-side").get_by_label("名称", exact=True)
    name.fill("消防提示")
    name.press("Tab")
    key = page.locator(".zf-fm-side").get_by_label("栏目键", exact=True)
    key.fill("fire_hint")
    key.press("Tab")
    wait_saved(page)
    page.get_by_role("tab", name="预览：手机").click()
    page.frame_locator("iframe").get_by_label("消防提示").wait_for()
    assert json.loads(shop.saved(FORM))["components"][-1]["label"] == "消防提示"
    page.goto("/")
    shop.publish(local(live.clock.now()).date())
    new = live.catch_up().register("intake_clerk", title="东河滩夜间盗采砂石", problem_code="PG-34", address="东河村 3 号桥下游")
    shown = {case.id: fields_of_task(live, shop.crew["duty_chief"], case) for case in (old, new)}
    assert "消防提示" in shown[new.id] and "消防提示" not in shown[old.id]
    shop.crew.nothing_complained()


def fields_of_task(live, desk, case) -> str:
    item = next(i for i in live.catch_up().open_items(case_id=case.id) if f"{i.form}.form" == FORM)
    desk.open(f"/tasks/{item.id}")
    return desk.page.locator("#form-body").inner_text()


def test_two_people_on_one_file_lose_nothing(shop):
    first, second = shop.open("legal_reviewer", TABLE), shop.open("supervisor", TABLE)
    second.locator(".zf-w-banner").get_by_text("正在编辑").wait_for()
    assert second.locator(".zf-w-saved").inner_text() == "只读"
    second.get_by_role("button", name="接手编辑").click()
    second.locator(".zf-w-banner").wait_for(state="detached")
    rename_row(second, "D09_leniency_r4", "后来的人改的")
    wait_saved(second)
    rename_row(first, "D09_leniency_r4", "原来的人改的")
    first.locator(".zf-w-banner").get_by_text("接手编辑").wait_for()
    first.get_by_role("button", name="接手回来").click()
    first.get_by_role("button", name="恢复这些修改").click()
    dialog = first.get_by_role("dialog")
    dialog.get_by_text("后来的人改的").first.wait_for()
    dialog.locator("input[value=mine]").first.check()
    for choice in dialog.locator("fieldset").all():
        choice.locator("input[value=mine]").check()
    dialog.get_by_role("button", name="按所选合并并保存").click()
    wait_saved(first)
    assert "原来的人改的" in shop.saved(TABLE) and "后来的人改的" not in shop.saved(TABLE)
    assert "后来的人改的" in everything_saved(shop), "what was not chosen is still a version"


def everything_saved(shop) -> str:
    with shop.database.read() as session:
        digests = [save.sha256 for save in workshop.saves(session, shop.rev, TABLE)]
        return "\n".join(text_of(definitions.content(session, digest)) for digest in digests)


def test_a_lost_network_and_a_closed_window_lose_nothing(shop):
    desk = shop.crew["legal_reviewer"]
    page = shop.open("legal_reviewer", TABLE)
    desk.page.context.set_offline(True)
    rename_row(page, "D09_leniency_r4", "断网时写的")
    page.locator(".zf-w-saved").get_by_text(re.compile("已存在这台电脑上")).wait_for()
    context = page.context
    page.close()
    context.set_offline(False)
    again = shop.open("legal_reviewer", TABLE, page=context.new_page())
    assert "断网时写的" not in shop.saved(TABLE)
    again.get_by_role("button", name="恢复这些修改").click()
    wait_saved(again)
    assert "断网时写的" in shop.saved(TABLE)


def test_every_form_and_table_means_the_same_after_the_editor_wrote_it(shop):
    """The text that the editor would store, had something been changed and changed back."""
    page = shop.open("legal_reviewer", TABLE)
    forms = page.evaluate(WRITTEN, ["form", FORM])
    tables = page.evaluate(WRITTEN, ["dmn", TABLE])
    assert len(forms) == 85 and len(tables) == 12
    for name, (before, after) in forms.items():
        assert json.loads(after) == json.loads(before), name
    for name, (before, after) in tables.items():
        assert difference(meaning(before), meaning(after)) is None, name


# What a spreadsheet put on the clipboard, pasted at a cell: the two cells of the last two rows then.
PASTED = """([cell, text]) => {
  const { editor } = document.querySelector('[data-workshop]').workshop.current;
  const clipboardData = new DataTransfer();
  clipboardData.setData('text/plain', text);
  document.querySelector(`td[data-element-id="${cell}"]`).dispatchEvent(new ClipboardEvent('paste', {clipboardData, bubbles: true, cancelable: true}));
  const rows = editor.view.element.decisionLogic.rule.slice(-2);
  return {pasted: rows.map((row) => row.inputEntry.slice(5, 7).map((entry) => entry.text))};
}"""
# Operations carried out and taken back: whether r4 has the new condition, whether r8 is there.
FIXED = """async (ops) => {
  const { editor } = document.querySelector('[data-workshop]').workshop.current;
  const look = () => {
    const rules = editor.view.element.decisionLogic.rule;
    return [rules.find((rule) => rule.id === 'D09_leniency_r4').inputEntry[6].text === '> 9', rules.some((rule) => rule.id === 'D09_leniency_r8')];
  };
  const done = await editor.apply(ops);
  const after = look();
  if (done) editor.undo();
  return {done, after, undone: look()};
}"""
# One editor of the kind reads every file and writes it.
WRITTEN = """async ([kind, first]) => {
  const shop = document.querySelector('[data-workshop]').workshop;
  const { editor } = await shop.open(first);
  const found = {};
  for (const file of shop.state.files.filter((each) => each.kind === kind)) {
    const { content } = await shop.call('GET', `files/${file.name}`);
    await editor.load(content);
    Object.assign(editor, {touched: true, baseline: null});
    found[file.name] = [content, await editor.content()];
    editor.touched = false;
  }
  return found;
}"""
