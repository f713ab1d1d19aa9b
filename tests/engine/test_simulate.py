"""A diagram without a host."""
import pytest

from app.engine.contract import BundleRefused, EngineError
from app.engine.simulate import simulate
from tests.engine.diagram import (ERROR, MESSAGE, SIGNAL, boundary, definitions, element, end, flow, process, script, service, start, timer,
                                  user)


def done(result):
    return [t["id"] for t in result["trace"] if t["event"] == "completed"]


def test_submits_go_to_the_open_tasks_in_turn():
    result = simulate(process(start(), user("a"), user("b"), end(), flow("s", "a", "b", "e")), submits=[{"x": 1}, {"y": 2}])
    assert result["state"] == "completed" and result["data"] == {"x": 1, "y": 2} and done(result) == ["s", "a", "b", "e"]


def test_a_submit_may_name_its_task():
    content = process(start(), '<parallelGateway id="g"/><parallelGateway id="j"/>', user("a"), user("b"), end(),
                      flow("s", "g", "a", "j", "e"), flow("g", "b", "j"))
    result = simulate(content, submits=[{"task": "b", "x": 1}])
    assert result["state"] == "waiting" and [w["id"] for w in result["waiting"]] == ["a"] and result["data"] == {"x": 1}


def test_time_passes_timer_by_timer_and_a_submit_waits_for_its_task():
    content = process(start(), element("intermediateCatchEvent", "t1", timer("PT1H")), element("intermediateCatchEvent", "t2", timer("PT1H")),
                      user("a"), end(), flow("s", "t1", "t2", "a", "e"))
    assert simulate(content, advances=["PT90M"])["waiting"][0]["id"] == "t2"
    result = simulate(content, submits=[{}], advances=["PT2H"])
    assert result["state"] == "completed"
    assert [t["at"][11:16] for t in result["trace"] if t["id"] == "t2"] == ["10:00", "11:00"]


def test_a_clock_that_stands_still_is_not_waited_for():
    content = process(start(), '<exclusiveGateway id="m"/><exclusiveGateway id="x" default="again"/>', element("intermediateCatchEvent", "c", timer("PT0S")), end(),
                      flow("s", "m", "c", "x"), flow("x", "e", when="false"), flow("x", "m", id="again"))
    with pytest.raises(EngineError) as refused:
        simulate(content, advances=["PT1M"])
    assert refused.value.code == "too_large"


def test_actions_keep_their_order():
    content = process(start(), user("u"), boundary("t", "u", timer("PT1H")), end(), end("late"), flow("s", "u", "e"), flow("t", "late"))
    assert "late" in done(simulate(content, actions=[("advance", "PT1H"), ("submit", {})]))
    assert "late" not in done(simulate(content, actions=[("submit", {}), ("advance", "PT1H")]))


def test_a_service_without_a_host_changes_nothing():
    result = simulate(process(start(), service("a", "look_up", "found"), end(), flow("s", "a", "e")), data={"found": 7})
    assert result["state"] == "completed" and result["data"] == {"found": 7}


def test_messages_between_the_processes_of_a_file_arrive():
    send = element("sendTask", "ask", messageRef="msg")
    content = definitions(
        f'<process id="p" isExecutable="true">{start()}{send}<receiveTask id="wait" messageRef="msg2"/>{end()}{flow("s", "ask", "wait", "e")}</process>',
        f'<process id="q" isExecutable="true">{start("qs", MESSAGE)}<sendTask id="answer" messageRef="msg2"/>{end("qe")}{flow("qs", "answer", "qe")}</process>')
    result = simulate(content)
    assert result["state"] == "completed" and done(result)[-2:] == ["wait", "e"]


def test_a_signal_reaches_every_process_of_the_file_and_starts_what_it_starts():
    throw = element("intermediateThrowEvent", "th", SIGNAL)
    content = definitions(f'<process id="p">{start()}{throw}{end()}{flow("s", "th", "e")}</process>',
                          f'<process id="q">{start("qs", SIGNAL)}{end("qe")}{flow("qs", "qe")}</process>')
    assert {"e", "qs", "qe"} <= set(done(simulate(content)))


def test_equal_instances_that_begin_at_one_moment_are_two():
    throws = [element("intermediateThrowEvent", id, SIGNAL) for id in ("t1", "t2")]
    content = definitions(f'<process id="p">{start()}{throws[0]}{throws[1]}{end()}{flow("s", "t1", "t2", "e")}</process>',
                          f'<process id="q">{start("qs", SIGNAL)}{user("u")}{end("qe")}{flow("qs", "u", "qe")}</process>')
    result = simulate(content)
    assert [w["id"] for w in result["waiting"]] == ["u", "u"] and [i["process"] for i in result["instances"]] == ["p", "q", "q"]


def test_a_message_that_nobody_takes_is_told():
    result = simulate(process(start(), element("sendTask", "t", messageRef="msg"), end(), flow("s", "t", "e")))
    assert (result["state"], result["undelivered"]) == ("completed", [{"message": "msg", "key": None}])


def test_every_pool_of_a_collaboration_takes_part():
    content = definitions('<collaboration id="col"><participant id="pa" processRef="p"/><participant id="pb" processRef="q"/></collaboration>',
                          f'<process id="p">{start()}<sendTask id="ask" messageRef="msg"/>{end()}{flow("s", "ask", "e")}</process>',
                          f'<process id="q">{start("qs")}<receiveTask id="hear" messageRef="msg"/>{end("qe")}{flow("qs", "hear", "qe")}</process>')
    result = simulate(content)
    assert result["state"] == "completed" and {"e", "qe"} <= set(done(result))


def test_an_uncaught_error_and_a_failing_expression_are_told_apart():
    assert simulate(process(start(), end("e", ERROR), flow("s", "e")))["state"] == "error_event"
    failed = simulate(process(start(), script("a", "{x: unknown + 1}"), end(), flow("s", "a", "e")))
    assert failed["state"] == "runtime_error" and "unknown" in failed["error"]


def test_a_diagram_that_cannot_run_is_refused():
    with pytest.raises(BundleRefused):
        simulate(process(start(), '<dataStoreReference id="c"/>', end(), flow("s", "e")))
