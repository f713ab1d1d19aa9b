"""Two versions of a form, and of a file of tests; two sets of files."""
import copy
import json
from pathlib import Path

import pytest

from app.definitions import diff
from tests.support.district import ROOT

SIGN = json.loads(Path(ROOT, "forms/whistle_sign.form").read_text(encoding="utf-8"))


def edited(change) -> diff.Diff:
    new = copy.deepcopy(SIGN)
    change(new["components"])
    return diff.form(json.dumps(SIGN).encode(), json.dumps(new).encode())


@pytest.mark.parametrize("path", sorted(Path(ROOT, "forms").glob("*.form")), ids=lambda p: p.stem)
def test_a_form_does_not_differ_from_itself_however_it_is_written(path):
    raw = path.read_bytes()
    assert diff.form(raw, json.dumps(json.loads(raw), sort_keys=True).encode()).changes == ()


@pytest.mark.parametrize("change, sentence", [
    (lambda c: c[0].update(label="意见"), "栏目“意见”：名称由“签收意见”改为“意见”。"),
    (lambda c: c[0]["values"].append({"value": "later", "label": "稍后"}), "栏目“签收意见”：加上选项“稍后”。"),
    (lambda c: c[0]["values"].pop(), "栏目“签收意见”：去掉选项“提出异议”。"),
    (lambda c: c[0]["values"][0].update(label="签收"), "栏目“签收意见”：选项 accept由“签收，按时到场”改为“签收”。"),
    (lambda c: c[0]["values"].reverse(), "栏目“签收意见”：选项次序由“签收，按时到场、提出异议”改为“提出异议、签收，按时到场”。"),
    (lambda c: c[0]["validate"].clear(), "栏目“签收意见”：必填由“是”改为“否”。"),
    (lambda c: c[3]["validate"].update(minLength=20), "栏目“异议理由”：最少字数由“10”改为“20”。"),
    (lambda c: c[3]["conditional"].update(hide="=false"), "栏目“异议理由”：何时隐藏由“=result != \"object\"”改为“=false”。"),
    (lambda c: c[5].pop("properties"), "栏目“带队联系人”：去掉预填“me.name”。"),
    (lambda c: c[4].update(valuesKey="streets"), "栏目“建议到场的部门”：选项来源由“departments”改为“streets”。"),
    (lambda c: c[2].update(type="textarea"), "栏目“清单依据”：类型由“单行文字”改为“多行文字”。"),
    (lambda c: c.append({"id": "n", "key": "people", "type": "number", "label": "人数"}), "新增栏目“人数”（数字）。"),
    (lambda c: c.pop(1), "删去栏目“异议类型”（下拉选择）。"),
    (lambda c: c.insert(0, c.pop(5)), "栏目“带队联系人”：只移动了位置。"),
    (lambda c: c[0].update(id="f_other"), None),
    (lambda c: c[4].update(own={"seal": 1}), "栏目“建议到场的部门”：加上属性 own.seal“1”。"),
])
def test_each_kind_of_change_is_one_sentence(change, sentence):
    assert [c.sentence for c in edited(change).changes] == ([sentence] if sentence else [])


def test_a_field_that_goes_into_a_group_says_so():
    def into_group(components):
        components.append({"id": "g", "type": "group", "label": "异议", "components": [components.pop(3)]})
    assert [c.sentence for c in edited(into_group).changes] == ["新增分组“异议”。", "栏目“异议理由”：所在分组由“表单顶层”改为“异议”。"]


def test_marks_are_for_the_two_previews():
    found = edited(lambda c: (c.pop(1), c.append({"id": "n", "key": "people", "type": "number", "label": "人数"})))
    assert found.old_marks == {"f_objection_code": "removed"} and found.new_marks == {"n": "added"}


# ---- tests of processes -----------------------------------------------------------------------------------------------------
def scenario(**given) -> bytes:
    return json.dumps({"process": "p", "scenarios": [{"name": "一般", "data": {"fine": 2000}, "expect": {"end": "closed"}} | given]}).encode()


@pytest.mark.parametrize("given, sentence", [
    ({"data": {"fine": 3000}}, "测试“一般”：起始数据 fine由“2000”改为“3000”。"),
    ({"expect": {"end": "merged"}}, "测试“一般”：应到的结束由“closed”改为“merged”。"),
])
def test_a_scenario_says_what_was_expected_before(given, sentence):
    assert [c.sentence for c in diff.scenarios(scenario(), scenario(**given)).changes] == [sentence]


def test_scenarios_are_known_by_their_names():
    assert {c.sentence for c in diff.scenarios(scenario(), scenario(name="听证")).changes} == {"删去测试“一般”。", "新增测试“听证”。"}


# ---- files ------------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name, content", [("a.bpmn", b"<a"), ("a.dmn", b"\xff\xfe<"), ("a.form", b"[1]"), ("a.form", b"[" * 100_000),
                                           ("a.test", b'{"scenarios": 1}'), ("a.form", b"\xff")])
def test_what_cannot_be_read_is_said_and_its_lines_can_be_compared(name, content):
    found = diff.compare(name, b"x", content)
    assert found.unreadable and found.brief == "读不懂，只能逐行比较"
    assert diff.lines(b"x", content)[0] == diff.Line("removed", "x", 1)


def test_two_sets_of_files_tell_which_are_new_gone_and_changed():
    sign, changed = json.dumps(SIGN).encode(), json.dumps(SIGN | {"components": SIGN["components"][:-1]}).encode()
    found = diff.compare_all({"a.form": sign, "b.form": sign, "c.form": sign}, {"a.form": changed, "b.form": sign, "d.form": sign})
    assert [(f.name, f.diff.brief) for f in found] == [("a.form", "删去 1"), ("c.form", "删去文件"), ("d.form", "新文件")]


@pytest.mark.parametrize("old, new, expected", [
    ('result = "needs_fix"', 'result = "late"', [("removed", 'result = "needs_fix"'), ("added", 'result = "late"')]),
    ('whistle_validity.result = "x"', 'whistle_validity.result = "y"',
     [("same", 'whistle_validity.result = "'), ("removed", "x"), ("added", "y"), ("same", '"')]),
    ("deadline(T13) + duration(PT30M)", "deadline(T13, 0.8) + duration(PT30M)",
     [("same", "deadline(T13"), ("added", ", 0.8"), ("same", ") + duration(PT30M)")]),
    ("", "队长", [("added", "队长")]), ("a" * 30, "b" * 30, [("removed", "a" * 30), ("added", "b" * 30)]),
])
def test_a_value_is_shown_with_its_change_in_it(old, new, expected):
    assert diff.words(old, new) == expected


def test_lines_far_from_a_change_are_left_out_and_too_many_are_not_compared():
    old = [f"line {i}" for i in range(40)]
    new = [*old[:20], "changed", *old[21:]]
    found = diff.lines("\n".join(old).encode(), "\n".join(new).encode())
    assert [x.kind for x in found] == ["gap", *["same"] * 3, "removed", "added", *["same"] * 3]
    assert diff.lines(b"x\n" * 5000, b"y") is None


# ---- what remarks are pinned to ---------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name, one, called", [
    ("processes/whistle_report.bpmn", "ut04_issue", "人工任务“签发哨令”"), ("processes/whistle_report.bpmn", "msg_whistle", "消息“msg_whistle”"),
    ("rules/D09_leniency.dmn", "D09_leniency_r3", "第 3 行"), ("rules/D09_leniency.dmn", "D09_leniency_i6", "输入列“危害后果”"),
    ("rules/D09_leniency.dmn", "D09_leniency", "决策“免罚与首违、次违、从严”"), ("forms/whistle_sign.form", "f_result", "栏目“签收意见”"),
])
def test_the_parts_of_a_file_are_called_as_people_call_them(name, one, called):
    assert diff.units(name, Path(ROOT, name).read_bytes())[one] == called


@pytest.mark.parametrize("name", ["a.bpmn", "a.dmn", "a.form", "a.test"])
def test_a_file_that_cannot_be_read_has_no_parts(name):
    assert diff.units(name, b"\x00") == {}
