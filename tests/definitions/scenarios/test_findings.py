"""Tests as a check: what fails is told at its element and is not published."""
import pytest

from app.definitions.known import Figure, Known
from app.definitions.scenarios import Play, Scenario, run
from app.definitions.scenarios.findings import findings, inspect
from tests.definitions.scenarios.little import files

GOOD = {"actions": [{"submit": "ask", "data": {"area": 5}}], "expect": {"open": ["sign"]}}
BAD = {"actions": [{"submit": "ask", "data": {"area": 500}}], "expect": {"open": ["sign"]}}


def told(found) -> list[tuple]:
    return [(f.level, f.file, f.element, f.code) for f in found]


def test_tests_that_pass_say_nothing():
    assert findings(files(GOOD)) == []


def test_a_failing_test_is_an_error_at_the_element():
    assert told(findings(files(GOOD, BAD))) == [("error", "permit.bpmn", "sign", "test_failed")]
    assert findings(files(BAD))[0].sentence == "测试“第1个”不符：结束时“签发许可”应当有 1 件待办，实际 0 件。"


def test_whoever_edits_the_test_is_told_at_the_test():
    assert told(findings(files(BAD), only=["permit.test"])) == [("error", "permit.test", "第1个", "test_failed")]


@pytest.mark.parametrize("name, plays", [("permit.bpmn", True), ("D_permit.dmn", True), ("ask.form", True), ("permit.test", True), ("filing.bpmn", False)])
def test_a_change_plays_the_tests_that_it_touches(name, plays):
    assert bool(findings(files(BAD), only=[name])) == plays


def test_a_broken_test_file_is_an_error_of_its_own():
    broken = {**files(GOOD), "permit.test": b"{"}
    assert told(findings(broken)) == [("error", "permit.test", None, "bad_test")]


def test_diagrams_that_cannot_run_have_no_tests_played():
    broken = {**files(BAD), "permit.bpmn": b"<x/>"}
    assert findings(broken) == []
    assert {f.code for f in inspect(broken)} != set() and "test_failed" not in {f.code for f in inspect(broken)}


def test_due_dates_follow_the_periods_that_are_known_here():
    due = {"actions": GOOD["actions"], "expect": {"tasks": [{"node": "sign", "due": "2026-11-24T18:00"}]}}
    one_day = Known(deadlines={"T01": Figure("T01", "反馈", 1, "wd", "样例", "sample")})
    assert findings(files(due), one_day) == []
    assert told(findings(files(due))) == [("error", "permit.bpmn", "sign", "test_failed")]


def test_a_task_that_came_later_is_filled_in_for_the_test_and_told_as_a_hint():
    later = files({"actions": ["ask", "sign"], "fill": {"ask": {"area": 5}}, "expect": {"path": ["ask", "sign", "paid"]}})
    task = b'<userTask id="second" name="\xe5\xa4\x8d\xe6\xa0\xb8"><extensionElements>'
    task += later["permit.bpmn"].split(b'<userTask id="sign"')[1].split(b"<extensionElements>")[1].split(b"</userTask>")[0] + b"</userTask>"
    later["permit.bpmn"] = later["permit.bpmn"].replace(b"<receiveTask", task + b"<receiveTask").replace(
        b'<sequenceFlow id="f_yes" sourceRef="x" targetRef="sign">', b'<sequenceFlow id="f_2" sourceRef="second" targetRef="sign"/><sequenceFlow id="f_yes" sourceRef="x" targetRef="second">')
    hint, = findings(later)
    assert (hint.level, hint.file, hint.element) == ("hint", "permit.test", "第1个") and "“复核”" in hint.sentence


def test_tests_that_take_too_long_are_told_and_not_published(monkeypatch):
    monkeypatch.setattr("app.definitions.scenarios.findings.LONGEST", 0.0)
    monkeypatch.setattr("app.definitions.scenarios.findings.WHILE_WAITING", 0.0)
    slow = {"actions": GOOD["actions"], "data": {"fresh": "so that it was not played before"}, "expect": GOOD["expect"]}
    assert told(findings(files(slow))) == [("error", "permit.test", None, "tests_not_played")]
    assert told(findings(files(slow), only=["permit.bpmn"])) == [("warning", "permit.test", None, "tests_not_played")]
    assert not run(files(slow), seconds=0.0).passed


def test_a_department_more_in_a_loop_is_passed_by_and_one_that_the_test_acts_for_is_not():
    one = Scenario("甲", "", Play("p", actions=({"submit": "sign", "item": "guizi"}, {"submit": "rate"})), {"open": ["end"]})
    assert one.mentioned == {"end": None, "sign": ["guizi"], "rate": None}
