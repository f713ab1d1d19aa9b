"""街乡吹哨、部门报到 in small: the three dangerous faults of the library meet in it."""
import pytest

from tests.engine.diagram import (ESCALATION, SIGNAL, boundary, each, end, event_sub, flow, process, script, start, sub, timer, user)
from tests.engine.driver import Run

PAYLOAD = "<extensionElements><spiffworkflow:payloadExpression>dept</spiffworkflow:payloadExpression></extensionElements>"
VARIABLE = "<extensionElements><spiffworkflow:variableName>absent</spiffworkflow:variableName></extensionElements>"


def escalation(inside):
    return ESCALATION.replace("/>", f">{inside}</escalationEventDefinition>")


DEPARTMENT = sub(
    "mi_dept", start("ds"), user("ut05_sign", scope="dept"),
    boundary("t03", "ut05_sign", timer("PT30M"), interrupting=False), script("urge_sign", "{urged: true}"), end("e_urged"),
    '<exclusiveGateway id="x_accept" default="f_accept"/>', end("e_objected"), user("ut06_report", scope="dept"),
    boundary("t02_warn", "ut06_report", timer("PT48M"), interrupting=False), script("warn"), end("e_warned"),
    boundary("t02_due", "ut06_report", timer("PT60M")), end("e_no_show", escalation(PAYLOAD)), user("ut07_onsite", scope="dept"), end("e_left"),
    flow("ds", "ut05_sign", "x_accept"), flow("t03", "urge_sign", "e_urged"), flow("x_accept", "ut06_report", id="f_accept"),
    flow("x_accept", "e_objected", when='result = "object"'), flow("ut06_report", "ut07_onsite", "e_left"), flow("t02_warn", "warn", "e_warned"),
    flow("t02_due", "e_no_show"), loop=each("requested_depts", "dept", output="answers", output_item="result"))
WHISTLE = process(
    start(), user("ut01_draft"), '<parallelGateway id="split"/><parallelGateway id="join"/>', DEPARTMENT, user("ut09_command"),
    boundary("no_show", "mi_dept", escalation(VARIABLE), interrupting=False), user("ut_urge", scope="absent"), end("e_warning"),
    user("ut13_rate"), end("e_resolved"),
    flow("s", "ut01_draft", "split", "mi_dept", "join", "ut13_rate", "e_resolved"), flow("split", "ut09_command", "join"), flow("no_show", "ut_urge", "e_warning"),
    event_sub("es_cancel", SIGNAL, script("recall"), end("e_cancelled"), flow("es_cancel_start", "recall", "e_cancelled")))


@pytest.fixture
def run():
    return Run(WHISTLE).submit("ut01_draft", requested_depts=["水务", "规自", "公安"])


def test_the_whistle_reaches_every_department_at_once(run):
    assert sorted(t.scope for t in run.last.opened if t.node == "ut05_sign") == ["公安", "水务", "规自"]
    assert run.open.count("ut05_sign") == 3 and "ut09_command" in run.open


def test_departments_report_in_are_warned_fail_to_come_and_object_each_for_itself(run):
    run.submit("ut05_sign", "公安", result="object")
    run.submit("ut05_sign", "水务", result="accept").submit("ut05_sign", "规自", result="accept")
    run.submit("ut06_report", "水务", officers=["甲", "乙"])
    run.wait(minutes=50)
    assert run.log.count("warn") == 1 and run.open == ["ut06_report", "ut07_onsite", "ut09_command"]
    run.wait(minutes=10)
    assert run.task("ut_urge").scope == "规自" and run.open == ["ut07_onsite", "ut09_command", "ut_urge"]
    run.submit("ut09_command", order="到场处置").submit("ut07_onsite", "水务")
    assert run.data["order"] == "到场处置" and run.data["answers"] == ["accept", "accept", "object"]
    run.submit("ut_urge").submit("ut13_rate")
    assert run.status == "completed" and [s.node for s in run.last.end_nodes] == ["e_resolved"]


def test_nobody_signs_and_every_department_is_urged_once(run):
    run.wait(minutes=45)
    assert run.log.count("urge_sign") == 3 and run.open.count("ut05_sign") == 3 and "urged" not in run.data


def test_a_recalled_whistle_takes_everything_back_at_any_moment(run):
    run.submit("ut05_sign", "水务", result="accept")
    run.signal()
    assert run.status == "completed" and run.open == [] and run.standing.timers == [] and run.log[-2:] == ["e_cancelled", "es_cancel"]
    assert [s.node for s in run.last.end_nodes] == ["e_cancelled"]


def test_two_hundred_departments_may_be_called():
    run = Run(WHISTLE).submit("ut01_draft", requested_depts=[f"部门{n}" for n in range(200)])
    run.wait(minutes=31)
    assert run.log.count("urge_sign") == 200
    run.signal()
    assert run.status == "completed"


def test_a_late_signal_finds_nobody(run):
    run.signal()
    assert run.events("ut09_command") == ["entered", "cancelled"]
