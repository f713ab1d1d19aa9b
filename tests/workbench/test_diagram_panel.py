"""What is chosen and typed in the diagram's panel stands in the file as the engine reads it, and goes again by undoing."""
import pytest
from lxml import etree

from app.engine import check_files
from tests.workbench.scripts import ROOT

pytestmark = [pytest.mark.browser, pytest.mark.scripts]
WHISTLE = (ROOT / "processes" / "whistle_report.bpmn").read_text(encoding="utf-8")
SPACES = {"b": "http://www.omg.org/spec/BPMN/20100524/MODEL", "s": "http://spiffworkflow.org/bpmn/schema/1.0/core", "z": "http://zhifalian/schema/bpmn/1.0"}
KNOWN = {
    "roles": [{"code": "officer", "name": "执法人员"}, {"code": "supervisor", "name": "执法监督员"}], "scopes": [], "messages": [], "acts": [],
    "organs": [{"code": "dispatch", "name": "区总调度办", "kind": "office"}], "end_states": [{"code": "closed", "name": "办结"}],
    "stages": [{"code": "result_feedback", "name": "结果反馈"}], "forms": [{"key": "whistle_urge", "title": "督促"}],
    "deadlines": [{"code": "T02", "name": "报到时限", "value": "30", "unit": "min", "basis": "样例", "status": "sample"}],
    "services": [{"name": "remind", "title": "提醒", "inputs": [{"name": "role", "label": "岗位"}, {"name": "organ", "label": "单位"}, {"name": "text", "label": "内容"}], "outputs": []},
                 {"name": "raise_warning", "title": "发出警示", "inputs": [{"name": "level", "label": "等级", "required": True}], "outputs": []}],
    "processes": [{"id": "legal_review", "name": "法制审核", "file": "legal_review.bpmn"}], "decisions": [{"id": "D06_report_deadline", "name": "报到时限", "file": "D06_report_deadline.dmn"}],
}


class Panel:
    """The panel's fields by their labels."""

    def __init__(self, page, element: str):
        self.page, self.box = page, page.locator(".zd-panel")
        page.evaluate("(id) => editor.select(id)", element)
        page.wait_for_function("(id) => document.querySelector('.zd-groups') && get('selection').get()[0]?.id === id", arg=element)
        page.evaluate("() => { editor.panel.draw(); document.querySelectorAll('.zd-group:not([open]) > summary').forEach((one) => one.click()); editor.panel.draw(); }")

    def choose(self, label: str, words: str) -> None:
        field = self.box.get_by_role("combobox", name=label, exact=True)
        field.fill(words)
        field.press("Enter")

    def write(self, label: str, text: str) -> None:
        field = self.box.get_by_role("textbox", name=label, exact=True)
        field.fill(text)
        field.blur()

    def press(self, words: str) -> None:
        self.box.get_by_text(words, exact=True).click()


def work(page) -> None:
    task = Panel(page, "ut_urge")
    task.choose("岗位", "监督员")
    task.choose("回避：办过下列环节的人不能办", "签发哨令")
    task.press("时限表")
    task.choose("进入哪一步", "反馈")
    service = Panel(page, "st_warn")
    service.write("内容", '"快到期了"')
    timer = Panel(page, "tb_sign")
    timer.press("时限表")
    timer.press("80%")
    loop = Panel(page, "ut14_counter")
    loop.press("逐个，依次")
    loop.write("提前结束的条件", "count(called_depts) > 3")
    Panel(page, "rc_result").choose("哪个消息", "处置回告")
    Panel(page, "th_no_show").write("带去什么", "{ dept: dept.code }")
    call = Panel(page, "ca_instruction")
    call.press("添加一项传入")
    call.write("那边叫", "reason")
    call.write("这边的值", '"不属吹哨"')
    Panel(page, "e_resolved").choose("案件以什么状态结束", "办结")
    Panel(page, "pool_whistle_report").press("声明一个变量")
    Panel(page, "f_x8_standing__e_standing").write("条件", 'need_standing != "no"')
    Panel(page, "br03_deadline").write("名称", "核定时限")


WRITTEN = [
    ("//*[@id='ut_urge']//s:property[@name='role']/@value", ["chief_dispatcher|supervisor"]),
    ("//*[@id='ut_urge']//s:property[@name='not_actor_of']/@value", ["ut04_issue"]),
    ("//*[@id='ut_urge']//s:property[@name='deadline']/@value", ['deadline("T02")']),
    ("//*[@id='ut_urge']//s:property[@name='stage']/@value", ["result_feedback"]),
    ("//*[@id='st_warn']//s:parameter[@id='text']/@value", ['"快到期了"']),
    ("//*[@id='tb_sign']//b:timeDate/text()", ['deadline("T02", 0.8)']),
    ("//*[@id='ut14_counter']/b:multiInstanceLoopCharacteristics/@isSequential", ["true"]),
    ("//*[@id='ut14_counter']//b:loopDataInputRef/text()", ["called_depts"]),
    ("//*[@id='ut14_counter']//b:inputDataItem/@name", ["dept"]),
    ("//*[@id='ut14_counter']//b:completionCondition/text()", ["count(called_depts) > 3"]),
    ("//b:message[@id=//*[@id='rc_result']/@messageRef]/@name", ["处置回告"]),
    ("//*[@id='th_no_show']//s:payloadExpression/text()", ["{ dept: dept.code }"]),
    ("//*[@id='ca_instruction']//z:in/@target", ["reason"]),
    ("//*[@id='ca_instruction']//z:in/@source", ['"不属吹哨"']),
    ("//*[@id='e_resolved']//s:property[@name='end_state']/@value", ["closed"]),
    ("//b:process/b:property[last()]/@name", ["new_variable"]),
    ("//*[@id='f_x8_standing__e_standing']/b:conditionExpression/text()", ['need_standing != "no"']),
    ("//*[@id='br03_deadline']/@name", ["核定时限"]),
]


def test_what_the_panel_writes_is_what_the_engine_reads(opened):
    page = opened(WHISTLE, known=KNOWN)
    work(page)
    after = page.evaluate("editor.content()")
    root = etree.fromstring(after.encode())
    assert [(path, root.xpath(path, namespaces=SPACES)) for path, _ in WRITTEN] == WRITTEN
    files = {path.name: path.read_bytes() for folder in ("processes", "rules") for path in (ROOT / folder).iterdir() if path.suffix in (".bpmn", ".dmn")}
    assert [p.sentence for p in check_files({**files, "whistle_report.bpmn": after.encode()}) if p.level == "error"] == []
    for _ in range(60):
        page.evaluate("editor.undo()")
    assert page.evaluate("editor.content()") == WHISTLE


# The field goes with the element whose id it changed: in one go with Enter the browser tells that it was left.
ENTER_AND_LEAVE = """(field) => {
  field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }));
  editor.panel.flush();
  field.dispatchEvent(new FocusEvent('blur'));
}"""


@pytest.mark.parametrize("leave", [ENTER_AND_LEAVE, "() => editor.panel.flush() || editor.panel.flush()"], ids=["enter", "saved meanwhile"])
def test_what_is_typed_is_told_once_however_often_the_field_is_left(opened, leave):
    page = opened(WHISTLE, known=KNOWN)
    panel = Panel(page, "ut04_issue")
    field = panel.box.get_by_role("textbox", name="编号", exact=True)
    field.fill("ut04_first")
    before = page.evaluate("get('commandStack')._stackIdx")
    field.evaluate(leave)
    page.evaluate("editor.panel.draw()")
    assert 'id="ut04_first"' in page.evaluate("editor.content()")
    assert 'id="ut04_first"' not in page.evaluate("editor.undo() || editor.content()")
    assert page.evaluate("get('commandStack')._stackIdx") == before
