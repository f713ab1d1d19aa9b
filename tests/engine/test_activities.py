"""Activities and the ways between them: joins, implicit ends, starts, ad-hoc, commands that do not fit."""

import pytest

from app.engine.contract import EngineError, Start, Submit
from tests.engine.diagram import (ERROR, ESCALATION, MESSAGE, SIGNAL, boundary, each, element, end, event_sub, flow, process, script,
                                  start, sub, timer, user)
from tests.engine.driver import Run

CONDITION = "<conditionalEventDefinition><condition>{}</condition></conditionalEventDefinition>"


def line(*nodes, extra="", **run):
    ids = [n.split('id="')[1].split('"')[0] for n in nodes]
    return Run(process(start(), *nodes, end(), flow("s", *ids, "e"), extra), **run)


# ---- inclusive joins ------------------------------------------------------------------------------------------------
def test_an_inclusive_join_in_a_loop_fires_once_a_round():
    run = Run(process(start(), '<exclusiveGateway id="m"/><inclusiveGateway id="g"/><inclusiveGateway id="j"/><exclusiveGateway id="x" default="out"/>',
                      script("a"), script("b"), script("z", "{n: n + 1}"), end(), flow("s", "m", "g"), flow("g", "a", when="true"), flow("g", "b", when="n != 1"),
                      flow("a", "j"), flow("b", "j"), flow("j", "z", "x"), flow("x", "m", when="n &lt; 3"), flow("x", "e", id="out")), data={"n": 0})
    assert run.log.count("z") == 3 and run.log.count("b") == 2 and run.status == "completed"


def test_an_inclusive_join_waits_for_a_rework_loop_before_it():
    run = Run(process(start(), '<inclusiveGateway id="g"/><exclusiveGateway id="mm"/><inclusiveGateway id="j"/><exclusiveGateway id="x" default="out"/>',
                      user("a"), user("b"), script("z"), end(), flow("s", "g"), flow("g", "mm", when="true"), flow("g", "b", when="true"), flow("mm", "a", "x"),
                      flow("x", "mm", when="again"), flow("x", "j", id="out"), flow("b", "j"), flow("j", "z", "e")))
    run.submit("b").submit("a", again=True)
    assert "z" not in run.log
    run.submit("a", again=False)
    assert run.log.count("z") == 1 and run.status == "completed"


# ---- implicit splits and ends ---------------------------------------------------------------------------------------
def test_several_flows_out_of_a_task_are_all_taken_and_conditions_choose():
    run = Run(process(start(), script("a"), script("b"), script("c"), script("d"), end(), flow("s", "a"), flow("a", "b"), flow("a", "c", when="1 = 2"),
                      flow("a", "d", when="1 = 1"), *(flow(n, "e") for n in "bcd")))
    assert sorted(run.log) == ["a", "b", "d", "e", "e", "s"] and run.status == "completed"


def test_a_process_without_start_and_end_events_ends_where_nothing_follows():
    run = Run(process(script("a"), script("b"), flow("a", "b")))
    assert run.status == "completed" and run.log == ["a", "b"]


def test_a_process_without_start_event_begins_where_nothing_leads_to():
    run = Run(process(user("a"), user("b")))
    assert run.open == ["a", "b"]
    run.submit("a").submit("b")
    assert run.status == "completed"


def test_every_id_that_xml_allows_may_be_used():
    run = Run(process(start("Start"), user("Root"), end("End"), flow("Start", "Root", "End")))
    assert run.submit("Root").status == "completed"


# ---- starting by events ---------------------------------------------------------------------------------------------
def test_a_receive_task_may_start_the_process():
    content = process('<receiveTask id="r" messageRef="msg" instantiate="true"/>', user("u"), end(), flow("r", "u", "e"))
    assert Run(content, message="msg").open == ["u"] and Run(content).bundle.messages_started == {"msg": "p"}


def test_an_event_gateway_may_start_the_process():
    content = process('<eventBasedGateway id="g" instantiate="true"/>', element("intermediateCatchEvent", "a", MESSAGE),
                      element("intermediateCatchEvent", "b", '<messageEventDefinition messageRef="msg2"/>'), user("u"), end(), flow("g", "a", "u", "e"), flow("g", "b", "e"))
    assert Run(content, message="msg").open == ["u"]


def test_a_timer_start_waits_for_its_time():
    run = Run(process(start("s", timer("PT1H")), user("u"), end(), flow("s", "u", "e")))
    assert run.open == []
    assert run.wait(hours=1).open == ["u"]


def test_a_start_by_an_unknown_message_is_refused():
    with pytest.raises(EngineError):
        Run(process(start(), end(), flow("s", "e")), message="nobody")


# ---- several events at one place ------------------------------------------------------------------------------------
def test_any_of_several_events_is_enough_and_all_of_a_parallel_multiple_are_needed():
    any_of = line(element("intermediateCatchEvent", "c", MESSAGE + SIGNAL))
    assert any_of.signal().status == "completed"
    all_of = line(element("intermediateCatchEvent", "c", MESSAGE + SIGNAL, parallelMultiple=True))
    assert all_of.signal().status == "running" and all_of.signal().status == "running"
    assert all_of.deliver().status == "completed"


def test_a_condition_that_becomes_true_takes_the_task_away():
    run = Run(process(start(), '<parallelGateway id="g"/>', user("u"), user("w"), boundary("b", "u", CONDITION.format("done")), script("gone"), end(), end("e2"),
                      flow("s", "g", "u", "e"), flow("g", "w", "e"), flow("b", "gone", "e2")))
    assert run.open == ["u", "w"]
    run.submit("w", done=True)
    assert run.status == "completed" and "gone" in run.log


# ---- ad-hoc ---------------------------------------------------------------------------------------------------------
def test_an_ad_hoc_sub_process_offers_all_its_tasks():
    run = line(sub("ad", user("a"), user("b"), tag="adHocSubProcess"))
    assert run.open == ["a", "b"]
    run.submit("b").submit("a")
    assert run.status == "completed"


def test_an_ad_hoc_sub_process_is_over_when_its_condition_holds():
    run = line(sub("ad", user("a"), user("b"), "<completionCondition>enough</completionCondition>", tag="adHocSubProcess"), data={"enough": False})
    run.submit("a", enough=True)
    assert run.status == "completed" and run.events("b") == ["entered", "cancelled"]


def test_a_sequential_ad_hoc_sub_process_offers_one_task_at_a_time():
    run = line(sub("ad", user("a"), user("b"), "<completionCondition>false</completionCondition>", tag="adHocSubProcess", ordering="Sequential"))
    assert run.open == ["a"]
    assert run.submit("a").open == ["b"]
    assert run.submit("b").status == "completed"


def test_an_ad_hoc_condition_that_fails_is_an_incident_at_the_sub_process():
    run = line(sub("ad", user("a"), user("b"), "<completionCondition>enough</completionCondition>", tag="adHocSubProcess"))
    run.submit("a")
    assert run.last.incidents[0].node == "ad" and run.open == ["b"]
    run.submit("b", enough=True)
    assert run.status == "completed"


# ---- commands that do not fit ---------------------------------------------------------------------------------------
def test_commands_that_do_not_fit_the_state_are_refused_with_their_code():
    run = line(user("a"), user("b"), sub("inner", user("c")))
    first = run.task("a").id
    run.submit("a")
    for command, code in ((Submit(first), "no_such_task"), (Submit("x"), "no_such_task"), (Start("nobody"), "no_such_process"), (Start("p/inner"), "no_such_process")):
        with pytest.raises(EngineError) as refused:
            run.do(command)
        assert refused.value.code == code
    run.submit("b").submit("c")
    with pytest.raises(EngineError) as refused:
        run.cancel()
    assert refused.value.code == "finished"


@pytest.mark.parametrize("state", [b"", b"ZF", b"ZF\x01xxxx", b"XX\x01", b"ZF\x63" + b"0" * 20])
def test_bytes_that_are_no_state_are_refused(state):
    run = line(user("a"))
    run.state = state
    with pytest.raises(EngineError) as refused:
        run.wait(hours=1)
    assert refused.value.code == "bad_state"


def test_cancelling_withdraws_everything():
    run = Run(process(start(), '<parallelGateway id="g"/>', sub("sp", start("ss"), user("u"), end("se"), flow("ss", "u", "se")), user("v"), boundary("t", "v", timer("PT1H")),
                      end(), flow("s", "g", "sp", "e"), flow("g", "v", "e"), flow("t", "e")))
    run.cancel()
    assert run.status == "cancelled" and {c.node for c in run.last.closed} == {"u", "v"} and len(run.last.timers_cleared) == 1
    assert {s.node for s in run.last.steps if s.event == "cancelled"} == {"sp", "u", "v"}


def test_a_round_that_throws_an_error_takes_all_rounds_away():
    body = sub("m", start("ms"), user("u"), '<exclusiveGateway id="x" default="ok"/>', end("me"), end("bad", ERROR), flow("ms", "u", "x"), flow("x", "bad", when="r = 1"),
               flow("x", "me", id="ok"), loop=each(count=3))
    run = Run(process(start(), body, boundary("b", "m", ERROR), user("mend"), end(), end("e2"), flow("s", "m", "e"), flow("b", "mend", "e2")))
    assert run.submit("u", r=1).open == ["mend"]


def test_a_non_interrupting_event_sub_process_hears_an_escalation_of_its_scope():
    run = Run(process(start(), element("intermediateThrowEvent", "th", ESCALATION), user("on"), end(), flow("s", "th", "on", "e"),
                      event_sub("es", ESCALATION, script("handler"), end("he"), flow("es_start", "handler", "he"), interrupting=False)))
    assert "handler" in run.log and run.open == ["on"]
