"""Two versions of a diagram: each kind of change is told by the sentence that a legal officer reads."""
import re
from functools import cache
from pathlib import Path
from time import perf_counter

import pytest

from app.definitions import diff
from app.engine.markup import Unreadable
from tests.support.district import ROOT

WORDS = {"role": {"team_head": "队长", "exec_deputy_head": "常务副队长", "supervisor": "执法监督员"}, "act": {"notify": "事先告知"},
         "stage": {"result_feedback": "结果反馈"}}
FILES = sorted(Path(ROOT, "processes").glob("*.bpmn"))


@cache
def whistle() -> str:
    return Path(ROOT, "processes/whistle_report.bpmn").read_text(encoding="utf-8")


def told(old: str, new: str) -> list[str]:
    return [c.sentence for c in diff.diagram(old.encode(), new.encode(), WORDS).changes]


def changed(*swaps: tuple[str, str]) -> list[str]:
    new = whistle()
    for before, after in swaps:
        assert before in new, before
        new = new.replace(before, after, 1)
    return told(whistle(), new)


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_a_diagram_does_not_differ_from_itself_nor_from_the_same_written_otherwise(path):
    text = path.read_text(encoding="utf-8")
    otherwise = re.sub(r">\s+<", "><", text).replace("bpmn:", "semantic:").replace("xmlns:bpmn=", "xmlns:semantic=")
    assert told(text, text) == [] == told(text, otherwise)


@pytest.mark.parametrize("before, after, sentence", [
    ('name="签发哨令"', 'name="签发并编号"', "人工任务“签发并编号”：名称由“签发哨令”改为“签发并编号”。"),
    ('name="role" value="team_head|exec_deputy_head"', 'name="role" value="team_head"', "人工任务“签发哨令”：岗位由“队长或常务副队长”改为“队长”。"),
    ('name="scope" value="case.street"', 'name="scope" value="&quot;justice&quot;"', "人工任务“起草吹哨单”：单位由“case.street”改为“\"justice\"”。"),
    ('<spiffworkflow:property name="form" value="whistle_issue"/>', '<spiffworkflow:property name="form" value="whistle_sign"/>',
     "人工任务“签发哨令”：表单由“whistle_issue”改为“whistle_sign”。"),
    ('<spiffworkflow:property name="form" value="whistle_issue"/>',
     '<spiffworkflow:property name="form" value="whistle_issue"/><spiffworkflow:property name="deadline" value="deadline(&quot;T13&quot;)"/>',
     "人工任务“签发哨令”：加上时限“deadline(\"T13\")”。"),
    ('<spiffworkflow:property name="form" value="whistle_issue"/>',
     '<spiffworkflow:property name="form" value="whistle_issue"/><spiffworkflow:property name="act" value="notify"/>',
     "人工任务“签发哨令”：加上执法行为“事先告知”。"),
    ('<spiffworkflow:property name="form" value="whistle_issue"/>',
     '<spiffworkflow:property name="form" value="whistle_issue"/><spiffworkflow:property name="not_actor_of" value="ut01_draft"/>',
     "人工任务“签发哨令”：加上回避“起草吹哨单”。"),
    ("<spiffworkflow:calledDecisionId>D05_whistle_validity<", "<spiffworkflow:calledDecisionId>D06_report_deadline<",
     "规则判定“校验吹哨有效性”：决策表由“D05_whistle_validity”改为“D06_report_deadline”。"),
    ('calledElement="instruction_handling"', 'calledElement="legal_review"', "调用流程“转指令办理”：调用的流程由“instruction_handling”改为“legal_review”。"),
    ('whistle_validity.result = "needs_fix"', 'whistle_validity.result = "wrong"',
     "连线“需补正：吹哨是否有效？ → 汇合（起草吹哨单之前）”：条件由“whistle_validity.result = \"needs_fix\"”改为“whistle_validity.result = \"wrong\"”。"),
    ('default="f_x1_valid__ut04_issue"', 'default="f_x1_valid__e_joined"', "判断“吹哨是否有效？”：默认走向由“有效”改为“已有未结哨令”。"),
    (">accept_by<", '>duration("PT30M")<', "定时边界事件（不打断）“到期未签收”：时间由“accept_by”改为“duration(\"PT30M\")”。"),
    ("<bpmn:loopDataInputRef>called_depts<", "<bpmn:loopDataInputRef>sub_cases<",
     "子流程（同时办理）“部门报到（逐个部门并行）”：对哪些逐一办理由“called_depts”改为“sub_cases”。"),
    ("<bpmn:flowNodeRef>ut04_issue</bpmn:flowNodeRef>", "", "人工任务“签发哨令”：去掉泳道“街乡（吹哨与指挥）”。"),
    ('<bpmn:message id="msg_whistle" name="msg_whistle"/>', '<bpmn:message id="msg_whistle" name="msg_call"/>',
     "消息“msg_call”：名称由“msg_whistle”改为“msg_call”。"),
    ('value="requested_depts"', 'value="called_depts"', "系统服务“登记哨令文号”：参数 depts由“requested_depts”改为“called_depts”。"),
    ('<bpmn:userTask id="ut04_issue"', '<bpmn:userTask camunda:asyncBefore="true" xmlns:camunda="http://camunda.org/schema/1.0/bpmn" id="ut04_issue"',
     "人工任务“签发哨令”：加上扩展 camunda:asyncBefore“是”。"),
    ("<bpmn:property id=\"sub_cases\" name=\"sub_cases\"/>", "", "流程“街乡吹哨、部门报到”：去掉流程数据 sub_cases。"),
])
def test_what_changed_is_told_in_the_words_of_the_panel(before, after, sentence):
    assert sentence in changed((before, after))


def test_a_type_is_changed_under_the_same_id():
    part = re.search(r'<bpmn:userTask id="ut04_issue".*?</bpmn:userTask>', whistle(), re.S)[0]
    new = whistle().replace(part, part.replace("userTask", "manualTask"))
    assert "线下办理“签发哨令”：类型由“人工任务”改为“线下办理”。" in told(whistle(), new)


TASK = ('<bpmn:userTask id="ut_second" name="第二人签发"><bpmn:incoming>f_a</bpmn:incoming><bpmn:outgoing>f_b</bpmn:outgoing></bpmn:userTask>'
        '<bpmn:sequenceFlow id="f_b" sourceRef="ut_second" targetRef="x2_issued"/>')


def with_second_signature() -> str:
    new = whistle().replace('<bpmn:exclusiveGateway id="x2_issued"', TASK + '<bpmn:exclusiveGateway id="x2_issued"')
    return new.replace('id="f_ut04_issue__x2_issued" sourceRef="ut04_issue" targetRef="x2_issued"',
                       'id="f_ut04_issue__x2_issued" sourceRef="ut04_issue" targetRef="ut_second"')


def test_an_added_task_is_told_and_the_line_that_comes_with_it_is_minor():
    found = diff.diagram(whistle().encode(), with_second_signature().encode(), WORDS)
    assert [c.sentence for c in found.major] == [
        "新增人工任务“第二人签发”。", "连线“签发哨令 → 第二人签发”：终点由“是否签发？”改为“第二人签发”。"]
    assert [c.sentence for c in found.minor] == ["新增连线“第二人签发 → 是否签发？”。"]
    assert found.brief == "新增 1，修改 1"


def test_backwards_what_was_added_is_removed():
    found = diff.diagram(with_second_signature().encode(), whistle().encode(), WORDS)
    assert found.counts == {"removed": 1, "changed": 1}
    assert found.old_marks["ut_second"] == "removed" and "ut_second" not in found.new_marks


def test_an_added_line_with_a_condition_is_never_minor():
    flow = ('<bpmn:sequenceFlow id="f_new" name="加急" sourceRef="x1_valid" targetRef="e_new"><bpmn:conditionExpression>urgent</bpmn:conditionExpression>'
            '</bpmn:sequenceFlow><bpmn:endEvent id="e_new" name="完"/>')
    new = whistle().replace('<bpmn:exclusiveGateway id="x2_issued"', flow + '<bpmn:exclusiveGateway id="x2_issued"')
    found = diff.diagram(whistle().encode(), new.encode())
    assert "新增连线“加急：吹哨是否有效？ → 完”（条件：urgent）。" in [c.sentence for c in found.major]


def test_what_was_only_moved_is_told_as_such_and_a_shifted_drawing_has_not_moved():
    bounds = re.search(r'bpmnElement="ut04_issue"[^>]*>\s*<dc:Bounds x="([\d.]+)"', whistle())
    one = whistle()[:bounds.start(1)] + str(float(bounds[1]) + 40) + whistle()[bounds.end(1):]
    found = diff.diagram(whistle().encode(), one.encode()).changes
    assert [(c.kind, c.id, c.minor) for c in found] == [("moved", "ut04_issue", True)]
    all_of_it = re.sub(r'\bx="([\d.]+)"', lambda m: f'x="{float(m[1]) + 40}"', whistle())
    assert told(whistle(), all_of_it) == []


def test_the_order_in_which_a_gateway_asks_its_ways_is_told():
    flows = re.findall(r'<bpmn:sequenceFlow id="f_x1_valid__.*?(?:/>|</bpmn:sequenceFlow>)', whistle(), re.S)
    new = whistle()
    for one, other in zip(flows, reversed(flows)):
        new = new.replace(one, f"@{flows.index(other)}@")
    for number, flow in enumerate(flows):
        new = new.replace(f"@{number}@", flow)
    assert [s.partition("由“")[0] for s in told(whistle(), new)] == ["判断“吹哨是否有效？”：判断的先后"]


def test_a_diagram_whose_ids_another_tool_renamed_is_still_compared_part_by_part():
    ids = set(re.findall(r'\bid="([^"]+)"', whistle())) - {"depts", "dept", "role", "organ", "text", "kind"}
    swap = re.compile(r'(?<=[">])(' + "|".join(sorted(map(re.escape, ids), key=len, reverse=True)) + r')(?=["<])')
    renamed = "\n".join(swap.sub(r"n_\1", line) if "property name" not in line else line for line in whistle().splitlines())
    found = diff.diagram(whistle().encode(), renamed.encode(), WORDS)
    lost = [c for c in found.changes if c.kind in ("added", "removed")]
    assert len(lost) <= 10 and {c.what for c in lost} <= {"消息", "信号", "升级", "错误", "协作"}, [c.sentence for c in lost]
    task = next(c for c in found.changes if c.id == "n_ut04_issue")
    assert task.old_id == "ut04_issue" and [d.label for d in task.details] == ["编号"]


def test_what_is_no_safe_xml_is_not_compared():
    with pytest.raises(Unreadable):
        diff.diagram(whistle().encode(), b"<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>")


def test_what_is_large_and_has_no_names_is_compared_in_seconds():
    """A nameless process was once asked for its kind, and so all its elements, by each of them."""
    def row(prefix: str, count: int = 1500) -> bytes:
        tasks = "".join(f'<task id="{prefix}{i}"/><sequenceFlow id="{prefix}f{i}" sourceRef="{prefix}{i}" targetRef="{prefix}{i + 1}"/>' for i in range(count))
        return f'<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"><process id="p">{tasks}</process></definitions>'.encode()
    begun = perf_counter()
    assert diff.diagram(row("a"), row("b")).counts == {"added": 1500, "removed": 1500}
    assert perf_counter() - begun < 8
