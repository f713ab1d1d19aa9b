"""Scenario tests: what is played, what is compared, what is said when it differs."""
import pytest

from app.definitions.scenarios import run
from app.definitions.scenarios.coverage import of_processes, of_tables
from tests.definitions.scenarios.little import files

PAID = {"message": "msg_paid"}
TO_THE_END = [{"submit": "ask", "data": {"area": 50}}, "sign", PAID, "store"]


def said(*scenarios: dict, **shared) -> list[str]:
    """Every difference of the tests, in order."""
    report = run(files(*scenarios, **shared))
    assert report.problems == ()
    return [difference.sentence for result in report.results for difference in result.differences]


def test_a_scenario_that_goes_as_expected_passes():
    assert said({"actions": TO_THE_END, "expect": {
        "state": "completed", "end": "closed", "path": ["ask", "rule", "sign", "filing:store", "e_done"], "not_path": ["e_no", "late"],
        "open": [], "documents": ["decide"], "tasks": [{"node": "sign", "role": "organ_head", "organ": "jiazhen", "due": "2026-11-26T18:00"}],
        "decisions": [{"decision": "D_permit", "rows": ["small"], "value": {"answer": "yes"}}], "services": [{"name": "look_up", "with": {"area": 50}}],
        "data": {"permit": {"why": "面积小"}}}}) == []


@pytest.mark.parametrize("expect, sentence", [
    ({"state": "waiting"}, "结束时应当停在待办处，实际走完了。"),
    ({"end": "e_no"}, "应当以 e_no 结束，实际：“办结”。"),
    ({"path": ["sign", "ask"]}, "应当经过“提出申请”，在“签发许可”之后，没有走到。"),
    ({"path": ["nowhere"]}, "应当经过“nowhere”（流程里没有这个环节），没有走到。"),
    ({"not_path": ["sign"]}, "不应当经过“签发许可”，却走到了。"),
    ({"open": ["sign"]}, "结束时“签发许可”应当有 1 件待办，实际 0 件。"),
    ({"tasks": [{"node": "sign", "role": "officer"}]}, "待办“签发许可”：岗位应当是 officer，实际是 organ_head。"),
    ({"tasks": [{"node": "sign", "organ": "guizi"}]}, "待办“签发许可”：办理单位应当是 guizi，实际是 jiazhen。"),
    ({"tasks": [{"node": "sign", "due": "2026-11-25T18:00"}]}, "待办“签发许可”：到期应当是 2026-11-25 18:00，实际是 2026-11-26 18:00。"),
    ({"tasks": [{"node": "late"}]}, "应当有待办“late”，没有。"),
    ({"decisions": [{"decision": "D_permit", "rows": ["large"]}]}, "决策表 D_permit：应当命中 large，实际命中 small。"),
    ({"decisions": [{"decision": "D_other"}]}, "应当用决策表 D_other 判定，没有用到。"),
    ({"documents": ["decide", "serve"]}, "应当依次作出执法行为 decide → serve，serve 没有作出或者次序不对。"),
    ({"services": [{"name": "remind"}]}, "应当请求服务 remind，没有请求。"),
    ({"messages": [{"name": "msg_out"}]}, "应当发出消息 msg_out，实际：没有发出。"),
    ({"data": {"permit": {"answer": "no"}}}, "变量 permit 应当是 {'answer': 'no'}，实际是 {'answer': 'yes', 'why': '面积小'}。"),
    ({"data": {"nothing": 1}}, "结束时应当有变量 nothing，没有。"),
    ({"incidents": ["look"]}, "应当在“查询”出故障，没有出。"),
])
def test_every_kind_of_difference_is_told_in_a_sentence(expect, sentence):
    assert said({"actions": TO_THE_END, "expect": expect}) == [sentence]


@pytest.mark.parametrize("actions, sentence", [
    (["sign"], "第 1 步“签发许可”做不了：“签发许可”现在不是待办任务，待办的是：提出申请。"),
    (["nowhere"], "第 1 步“nowhere”做不了：流程中没有环节 nowhere。"),
    ([{"submit": "ask", "data": {"area": 0}}], "第 1 步“提出申请”做不了：area 不能小于 1，现在是 0。"),
    ([{"submit": "ask", "data": {"area": 1, "colour": "red"}}], "第 1 步“提出申请”做不了：colour 表单没有这个栏目。"),
    ([{"submit": "ask", "data": {"area": 1, "kind": "boat"}}], "第 1 步“提出申请”做不了：kind “boat”不在可选范围内。"),
    ([{"advance": "next"}], "第 1 步做不了：现在没有在等的定时，时钟不用拨。"),
    ([{"advance": "soon"}], "第 1 步做不了：“soon”不是时长、时刻或者 next。"),
    ([{"advance": "-5wd"}], "第 1 步做不了：期限 -5 wd 须在 0 到 26000 之间。"),
    ([{"advance": "P9000Y"}], "第 1 步做不了：“P9000Y”不是可以拨快的时长，要写成 PT1H、P3D 这样。"),
    ([{"retry": "look"}], "第 1 步“查询”做不了：环节 look 现在没有故障，不用重试。"),
    ([{"submit": "ask", "data": {"area": "=nothing"}}], "第 1 步“提出申请”做不了：“=nothing”算不出来："),
])
def test_an_action_that_cannot_be_done_says_which_and_why(actions, sentence):
    assert said({"actions": actions, "expect": {"not_path": ["nowhere:ask"]}})[0].startswith(sentence)


def test_a_failing_element_that_nobody_expected_is_a_difference_at_it():
    without = files({"actions": [{"submit": "ask", "data": {"area": 5}}]})
    without["D_permit.dmn"] = without["D_permit.dmn"].replace(b"&lt;= 100", b"&lt;= 1")
    difference, = run(without).results[0].differences
    assert difference.element == "rule" and difference.sentence.startswith("“判定”出了故障：")


def test_a_timer_that_is_due_on_the_way_fires():
    assert said({"actions": [TO_THE_END[0], {"advance": "4wd"}], "expect": {"end": "e_late", "path": ["sign", "late"]}}) == []
    assert said({"actions": [TO_THE_END[0], {"advance": "next"}], "expect": {"end": "e_late"}}) == []
    assert said({"actions": [TO_THE_END[0], {"advance": "2026-11-26T17:59"}], "expect": {"open": ["sign"]}}) == []


def test_a_called_process_may_be_stood_in_for():
    assert said({"actions": TO_THE_END[:3], "stand_ins": {"filing": {"volume": 2}}, "expect": {"end": "closed", "data": {"volume": 2}}}) == []


def test_services_answer_what_the_test_says_each_call_in_turn():
    report = run(files({"services": {"look_up": {"twice": "=area * 2", "n": "=call"}}, "actions": TO_THE_END[:1],
                        "expect": {"data": {"known": {"twice": 100, "n": 1}}}}))
    assert report.passed, report.results


def test_what_a_file_shares_is_overridden_by_a_scenario():
    assert said({"actions": ["ask"], "expect": {"end": "e_no"}}, {"fill": {"ask": {"area": 5}}, "actions": ["ask"], "expect": {"open": ["sign"]}},
                fill={"ask": {"area": 500}}) == []


def test_a_message_that_comes_early_waits_until_somebody_waits_for_it():
    assert said({"actions": [PAID, *TO_THE_END[:2]], "expect": {"open": ["store"]}}) == []


def test_coverage_tells_what_no_test_reaches():
    report = run(files({"actions": TO_THE_END[:2]}))
    found = files()
    processes = {reach.key: reach for reach in of_processes(report.bundle, report.coverage)}
    assert [id for id, _name in processes["permit"].missing] == ["late", "call", "e_done", "e_no", "e_late"]
    assert ("f_no", "是否许可？ → 不予许可") in processes["permit"].flows_missing
    table, = of_tables(report.bundle, report.coverage, found)
    assert (table.file, table.reached, table.total, table.missing) == ("D_permit.dmn", 1, 2, (("large", "第 2 行"),))


def test_several_tests_cover_together():
    report = run(files({"actions": TO_THE_END}, {"actions": [{"submit": "ask", "data": {"area": 500}}]}))
    assert [(reach.key, [m[0] for m in reach.missing]) for reach in of_processes(report.bundle, report.coverage)] == [
        ("filing", []), ("permit", ["late", "e_late"])]
