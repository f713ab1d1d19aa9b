"""The diagram editor in Chromium: what it opens it can save unchanged, what it changes can be undone, and it speaks Chinese only."""
import re

import pytest
from lxml import etree

from app.definitions.layout import layout
from tests.workbench import scripts
from tests.workbench.canonical import canonical, difference

pytestmark = [pytest.mark.browser, pytest.mark.scripts]
OURS = sorted((scripts.ROOT / "processes").glob("*.bpmn"))
FOREIGN = sorted((scripts.HERE / "diagrams").glob("*.bpmn"))
NOTICE = (scripts.ROOT / "processes" / "prior_notice.bpmn").read_text(encoding="utf-8")
CAMUNDA = (scripts.HERE / "diagrams" / "camunda.bpmn").read_text(encoding="utf-8")
WHISTLE = (scripts.ROOT / "processes" / "whistle_report.bpmn").read_text(encoding="utf-8")
PROPERTIES = """(e) => Object.fromEntries((e.businessObject.extensionElements?.values ?? [])
  .flatMap((box) => box.properties ?? []).map((one) => [one.name, one.value]))"""
PASTE = """([id, x, y]) => { get('copyPaste').copy([find(id)]);
  get('copyPaste').paste({ element: get('canvas').getRootElement(), point: { x, y } }); }"""
CHOICE = """() => { const all = get('elementRegistry').filter(() => true), choice = all.find((e) => e.businessObject.default);
  return [choice.id, choice.businessObject.default.id, all.find((e) => e.type === 'bpmn:UserTask').id]; }"""


def content(page) -> str:
    return page.evaluate("editor.content()")


def ids(xml: str) -> set[str]:
    return {e.get("id") for e in etree.fromstring(xml.encode()).iter() if isinstance(e.tag, str) and e.get("id")}


def test_what_is_opened_and_drawn_is_saved_with_the_same_meaning(opened):
    lost = {}
    for path in OURS + FOREIGN:
        xml = path.read_text(encoding="utf-8")
        page = opened(xml)
        assert content(page) == xml, path.name
        written = page.evaluate("editor.modeler.saveXML({ format: true }).then(({ xml }) => xml)")
        if path.name != "chinese_ids.bpmn":
            lost[path.name] = difference(canonical(xml), canonical(written))
    assert {name: found for name, found in lost.items() if found} == {}


def test_a_change_of_a_chinese_id_file_is_saved_under_its_own_ids(opened):
    xml = (scripts.HERE / "diagrams" / "chinese_ids.bpmn").read_text(encoding="utf-8")
    page = opened(xml, element="审批")
    page.get_by_label("名称", exact=True).fill("复核")
    assert difference(canonical(xml.replace('name="审批"', 'name="复核"')), canonical(content(page))) is None


def test_fixes_are_done_together_and_undone_together(opened):
    page = opened(NOTICE)
    gateway, flow, task = page.evaluate(CHOICE)
    ops = [["property", task, "role", "officer|supervisor"], ["property", task, "stage", None], ["name", task, "告知"],
           ["default", gateway, flow], ["condition", flow, "x > 3"], ["attribute", task, "isForCompensation", "true"]]
    assert page.evaluate("(ops) => editor.apply(ops)", ops) is True
    after = content(page)
    assert 'value="officer|supervisor"' in after and 'name="告知"' in after and "x &gt; 3" in after and 'isForCompensation="true"' in after
    page.evaluate("editor.undo()")
    assert content(page) == NOTICE
    assert page.evaluate("editor.apply([['name', 'nobody', 'x']])") is False and content(page) == NOTICE


def test_foreign_content_stays_with_an_element_that_is_copied_or_replaced(opened):
    page = opened(CAMUNDA)
    page.evaluate("get('bpmnReplace').replaceElement(find('approve'), { type: 'bpmn:ManualTask' })")
    replaced = content(page)
    assert all(kept in replaced for kept in ("<bpmn:manualTask", "org.example.Notify", 'camunda:assignee="${boss}"', "甲"))
    page.evaluate("editor.undo()")
    page.evaluate(PASTE, ["approve", 700, 500])
    assert content(page).count("org.example.Notify") == 2 and content(page).count('camunda:candidateGroups="hr,legal"') == 2


def test_what_is_copied_is_pasted_into_another_diagram(opened):
    page = opened(WHISTLE)
    page.evaluate("() => get('copyPaste').copy(['mi_result', 'ut05_sign', 'tb_sign'].map((id) => find(id)))")
    page = opened(CAMUNDA)
    page.evaluate("() => { get('copyPaste').paste({ element: get('canvas').getRootElement(), point: { x: 1500, y: 900 } }); }")
    pasted = content(page)
    assert {"msg_disposal_start", "msg_result", "sub_cases", "mi_result", "rc_result", "tb_sign"} <= ids(pasted)
    came = ("<bpmn:loopDataInputRef>sub_cases<", 'value="whistle_sign"', 'key="string(part.id)"', "accept_by</")
    assert [words for words in came if words not in pasted] == []


def test_a_layout_moves_everything_in_one_step_and_is_undone_in_one(opened):
    squeezed = re.sub(r' x="[\d.]+"', ' x="300"', NOTICE.split("<bpmndi:BPMNDiagram")[1])
    page = opened(NOTICE.split("<bpmndi:BPMNDiagram")[0] + "<bpmndi:BPMNDiagram" + squeezed, layout=layout(NOTICE.encode()).decode())
    before = content(page)
    page.evaluate("editor.tools.find((tool) => tool.id === 'layout').run()")
    page.wait_for_function("notes.some(([kind]) => kind === 'ok')")
    assert difference(canonical(layout(NOTICE.encode())), canonical(content(page))) is None
    page.evaluate("editor.undo()")
    assert content(page) == before


def test_a_file_without_a_drawing_is_laid_out_as_it_opens(opened):
    bare = re.sub(r"(?s)<bpmndi:BPMNDiagram.*</bpmndi:BPMNDiagram>", "", NOTICE)
    page = opened(bare, layout=layout(bare.encode()).decode())
    assert page.evaluate("notes.map(([, sentence]) => sentence)") == ["这个文件里只有流程，没有画出来的图，已自动排版。"]
    assert page.locator(".djs-shape").count() > 10 and difference(canonical(layout(bare.encode())), canonical(content(page))) is None


def test_what_is_not_drawn_is_said_and_drawn_by_a_layout(opened):
    task = re.search(r'<bpmn:userTask id="(\w+)"', NOTICE)[1]
    partly = re.sub(rf'(?s)<bpmndi:BPMNShape id="{task}_di".*?</bpmndi:BPMNShape>', "", NOTICE)
    page = opened(partly, layout=layout(NOTICE.encode()).decode())
    assert "有 1 个环节没有画出来" in page.evaluate("notes[0][1]")
    page.evaluate("editor.tools.find((tool) => tool.id === 'layout').run()")
    page.wait_for_function("notes.some(([kind]) => kind === 'ok')")
    assert page.evaluate("(id) => Boolean(find(id))", task) and f'bpmnElement="{task}"' in content(page)


def test_a_task_for_an_act_comes_set_up(opened):
    page = opened(NOTICE)
    page.locator(".djs-palette .zd-icon-act").click()
    assert page.locator(".djs-popup .entry").all_inner_texts() == ["事先告知\n行政处罚法44"]
    page.keyboard.press("Escape")
    page.evaluate("(id) => editor.select(id)", page.evaluate("get('elementRegistry').find((e) => e.type === 'bpmn:UserTask').id"))
    page.locator(".djs-context-pad .zd-icon-more").click()
    page.locator(".djs-popup-search input").fill("事先")
    page.locator(".djs-popup .entry").first.click()
    assert page.evaluate(f"({PROPERTIES})(get('selection').get()[0])") == {"role": "officer", "form": "prior_notice", "act": "notify"}
    assert page.evaluate("get('selection').get()[0].businessObject.name") == "制作告知书"


def test_who_may_only_look_has_no_tools_to_change(opened):
    page = opened(NOTICE, readOnly=True)
    assert page.locator(".djs-palette, .djs-context-pad").count() == 0
    page.evaluate("editor.select(get('elementRegistry').find((e) => e.type === 'bpmn:UserTask').id)")
    page.locator(".zd-panel [data-group=who]").wait_for()
    assert page.evaluate("[...document.querySelectorAll('.zd-panel input, .zd-panel textarea')].every((field) => field.disabled)")
    assert page.evaluate("editor.apply([['name', 'x', 'y']])") is False and content(page) == NOTICE


def test_findings_are_marked_at_their_elements(opened):
    page = opened(NOTICE)
    task = page.evaluate("get('elementRegistry').find((e) => e.type === 'bpmn:UserTask').id")
    said = [("error", task, "没有岗位"), ("hint", task, "没有说明"), ("hint", "gone", "")]
    page.evaluate("(all) => editor.show(all)", [{"level": level, "element": element, "sentence": text} for level, element, text in said])
    mark = page.locator(".zd-mark")
    assert mark.count() == 1 and mark.inner_text() == "2" and mark.get_attribute("title") == "没有岗位\n没有说明"
    page.evaluate("editor.show([])")
    assert mark.count() == 0


SPOKEN = """() => [...document.querySelectorAll('.zd-editor *, .djs-popup *')].flatMap((e) => [
  ...['title', 'aria-label', 'placeholder'].map((name) => e.getAttribute(name)), ...[...e.childNodes].filter((n) => n.nodeType === 3).map((n) => n.data),
]).filter((text) => text && /[A-Za-z]{3}/.test(text))"""
LOOKED_AT = ("ut05_sign", "x1_valid", "f_x1_valid__j1_draft", "st_warn", "tb_sign", "mi_dept", "sd_whistle", "ca_instruction", "th_no_show",
             "sc_calls", "lane_dept")
MAKERS = "Powered by bpmn.io"        # their licence wants the mark as it is
NOTATION = {"BPMN", "FEEL", "ISO", "PT30M", "result", "object", "dispatch", "feel"}


def test_no_english_is_left_on_the_screen(opened):
    page = opened(WHISTLE)
    said = set()
    for element in LOOKED_AT:
        page.evaluate("(id) => editor.select(id)", element)
        page.wait_for_timeout(60)
        said |= set(page.evaluate(SPOKEN))
        for button in (".bpmn-icon-screw-wrench", ".zd-icon-more"):
            if page.locator(f".djs-context-pad {button}").count():
                page.locator(f".djs-context-pad {button}").click()
                if page.locator(".djs-popup-search input").count():
                    said |= set(page.evaluate(SPOKEN))
                    page.locator(".djs-popup-search input").fill("事件")
                said |= set(page.evaluate(SPOKEN))
                page.keyboard.press("Escape")
    page.evaluate("editor.find()")
    page.evaluate("get('minimap').toggle()")
    said |= set(page.evaluate(SPOKEN))
    names = NOTATION | set(re.findall(r"[A-Za-z]\w{2,}", WHISTLE))
    strange = {text for text in said - {MAKERS} if not set(re.findall(r"[A-Za-z]\w{2,}", text)) <= names}
    assert MAKERS in said and strange == set()
