"""Events of every kind, where they are attached, and what they interrupt: the faults of the library that could harm a case first."""
from decimal import Decimal

import pytest

from app.engine.contract import BpmnError, EngineError
from tests.engine.diagram import (ERROR, ESCALATION, MESSAGE, SIGNAL, TERMINATE, boundary, definitions, each, element, end, event_sub,
                                  flow, process, processes, script, service, start, sub, timer, user)
from tests.engine.driver import Run

HANDLER = script("handler") + end("he") + flow("es_start", "handler", "he")


def inner(*nodes, throw):
    """A sub-process sp: user task u, then an end event that throws."""
    return sub("sp", start("ss"), user("u"), end("se", throw), flow("ss", "u", "se"), *nodes)


# ---- interruption ---------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("sequential, first", [(False, ["u", "u", "u"]), (True, ["u"])])
def test_a_boundary_timer_withdraws_a_whole_multi_instance_sub_process(sequential, first):
    body = sub("sp", start("ss"), user("u"), end("se"), flow("ss", "u", "se"), loop=each(count=3, sequential=sequential))
    run = Run(process(start(), body, boundary("t", "sp", timer("PT1H")), script("late"), end(), end("e2"), flow("s", "sp", "e"),
                      flow("t", "late", "e2")))
    assert run.open == first
    run.submit("u")
    run.wait(hours=1)
    assert run.status == "completed" and run.log[-3:] == ["t", "late", "e2"] and run.open == []


def test_nothing_of_an_interrupted_scope_runs_after_the_interrupting_throw():
    body = sub("sp", start("ss"), element("intermediateThrowEvent", "th", ESCALATION), script("must_not"), end("se"),
               flow("ss", "th", "must_not", "se"))
    run = Run(process(start(), body, boundary("b", "sp", ESCALATION), script("caught"), script("normal"), end(), end("e2"),
                      flow("s", "sp", "normal", "e"), flow("b", "caught", "e2")))
    assert "caught" in run.log and "must_not" not in run.log and "normal" not in run.log and "th" in run.log


def test_an_error_in_one_branch_stops_the_other_branches_of_its_scope():
    body = sub("sp", start("ss"), '<parallelGateway id="g"/>', user("slow"), end("se"), end("bad", ERROR), flow("ss", "g", "slow", "se"),
               flow("g", "bad"))
    run = Run(process(start(), body, boundary("b", "sp", ERROR), user("mend"), end(), end("e2"), flow("s", "sp", "e"),
                      flow("b", "mend", "e2")))
    assert run.open == ["mend"] and run.events("slow") in ([], ["entered", "cancelled"])


# ---- who catches ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("throw", [ERROR, ESCALATION])
def test_only_the_boundary_of_the_activity_that_throws_catches(throw):
    def two(n, last):
        return (sub(f"sp{n}", start(f"s{n}"), user(f"u{n}"), end(f"se{n}", last), flow(f"s{n}", f"u{n}", f"se{n}"))
                + boundary(f"b{n}", f"sp{n}", throw) + script(f"caught{n}") + end(f"e{n}") + end(f"k{n}")
                + flow(f"sp{n}", f"e{n}") + flow(f"b{n}", f"caught{n}", f"k{n}"))
    run = Run(process(start(), '<parallelGateway id="g"/>', two(1, throw), two(2, ""), flow("s", "g", "sp1"), flow("g", "sp2")))
    run.submit("u1")
    assert "caught1" in run.log and run.open == ["u2"]


def test_an_error_beside_a_task_is_not_caught_by_that_tasks_boundary():
    run = Run(process(start(), '<parallelGateway id="g"/>', user("a"), boundary("b", "a", ERROR), script("caught"), user("v"), end(),
                      end("e2"), end("ee", ERROR), flow("s", "g", "a", "e"), flow("b", "caught", "e2"), flow("g", "v", "ee")))
    run.submit("v")
    assert "caught" not in run.log and run.status == "error" and run.open == []


@pytest.mark.parametrize("catch, status", [("<errorEventDefinition/>", "completed"),
                                           ('<errorEventDefinition errorRef="err2"/>', "error"), (ERROR, "completed")])
def test_an_error_is_caught_by_its_code_or_by_a_catch_all_and_else_ends_the_instance(catch, status):
    run = Run(process(start(), inner(throw=ERROR), boundary("b", "sp", catch), script("caught"), end(), end("e2"),
                      flow("s", "sp", "e"), flow("b", "caught", "e2")))
    run.submit("u")
    assert run.status == status and ("caught" in run.log) == (status == "completed")


def test_an_error_climbs_out_of_a_called_process():
    content = processes(p=start() + '<callActivity id="c" calledElement="q"/>' + boundary("b", "c", ERROR) + user("mend") + end()
                        + end("e2") + flow("s", "c", "e") + flow("b", "mend", "e2"),
                        q=start("qs") + user("w") + end("qe", ERROR) + flow("qs", "w", "qe"))
    run = Run(content)
    run.submit("w")
    assert run.open == ["mend"]


def test_a_service_may_raise_an_error_that_its_boundary_catches():
    def refuse():
        raise BpmnError("E1", "不予受理")
    run = Run(process(start(), service("a", "refuse"), boundary("b", "a", ERROR), user("mend"), end(), end("e2"), flow("s", "a", "e"),
                      flow("b", "mend", "e2")), services={"refuse": refuse})
    assert run.open == ["mend"] and not run.last.incidents


def test_an_escalation_that_nobody_catches_is_ignored():
    run = Run(process(start(), element("intermediateThrowEvent", "th", ESCALATION), script("on"), end(), flow("s", "th", "on", "e")))
    assert run.status == "completed" and "on" in run.log


def test_each_item_of_a_multi_instance_may_escalate_without_stopping_the_others():
    throw = ('<escalationEventDefinition escalationRef="esc"><extensionElements><spiffworkflow:payloadExpression>dept'
             '</spiffworkflow:payloadExpression></extensionElements></escalationEventDefinition>')
    catch = ('<escalationEventDefinition escalationRef="esc"><extensionElements><spiffworkflow:variableName>absent'
             '</spiffworkflow:variableName></extensionElements></escalationEventDefinition>')
    body = sub("sp", start("ss"), user("report"), boundary("due", "report", timer("PT1H")), end("se"), end("no_show", throw),
               flow("ss", "report", "se"), flow("due", "no_show"), loop=each("depts", "dept"))
    run = Run(process(start(), body, boundary("b", "sp", catch, interrupting=False), user("urge", scope="absent"), end(), end("e2"),
                      flow("s", "sp", "e"), flow("b", "urge", "e2")), data={"depts": ["水务", "规自", "公安"]})
    run.submit("report", "水务")
    run.wait(hours=1)
    assert sorted(t.scope for t in run.last.opened) == ["公安", "规自"] and run.open == ["urge", "urge"]
    run.submit("urge")
    run.submit("urge")
    assert run.status == "completed"


# ---- timers ---------------------------------------------------------------------------------------------------------
def test_a_task_is_warned_at_eighty_per_cent_and_withdrawn_at_the_end():
    run = Run(process(start(), user("u"), boundary("warn", "u", timer("PT48M"), interrupting=False), script("reminded"),
                      boundary("due", "u", timer("PT60M")), script("overdue"), end(), end("e2"), end("e3"), flow("s", "u", "e"),
                      flow("warn", "reminded", "e2"), flow("due", "overdue", "e3")))
    assert {t.node for t in run.last.timers_set} == {"warn", "due"}
    run.wait(minutes=50)
    assert run.log[-3:] == ["warn", "reminded", "e2"] and run.open == ["u"]
    run.wait(minutes=10)
    assert run.status == "completed" and run.log[-3:] == ["due", "overdue", "e3"]


def test_finishing_the_task_clears_its_timers():
    run = Run(process(start(), user("u"), boundary("due", "u", timer("PT60M")), user("v"), end(), end("e3"), flow("s", "u", "v", "e"),
                      flow("due", "e3")))
    armed = [t.id for t in run.last.timers_set]
    run.submit("u")
    assert run.last.timers_cleared == armed and run.standing.timers == []


def test_a_cycle_reminds_as_often_as_it_says_and_keeps_its_id():
    run = Run(process(start(), user("u"), boundary("t", "u", timer("R3/PT10M", "timeCycle"), interrupting=False), script("remind"),
                      end(), end("e2"), flow("s", "u", "e"), flow("t", "remind", "e2")))
    first = run.last.timers_set[0]
    run.wait(minutes=10)
    assert run.log.count("remind") == 1 and run.last.timers_set[0].id == first.id and run.last.timers_cleared == []
    run.wait(hours=5)
    assert run.log.count("remind") == 3 and run.last.timers_cleared == [first.id] and run.open == ["u"]


def test_behind_an_event_gateway_only_the_earliest_of_two_due_timers_fires():
    run = Run(process(start(), '<eventBasedGateway id="g"/>', element("intermediateCatchEvent", "t1", timer("PT1M")),
                      element("intermediateCatchEvent", "t2", timer("PT2M")), element("intermediateCatchEvent", "c", MESSAGE), script("x1"),
                      script("x2"), end(), flow("s", "g"), flow("g", "t2", "x2", "e"), flow("g", "t1", "x1", "e"), flow("g", "c", "e")))
    run.wait(hours=1)
    assert run.status == "completed" and "x1" in run.log and "x2" not in run.log and run.events("c") == ["entered", "cancelled"]


@pytest.mark.parametrize("source", ["R/PT0S", "R100000/PT1H", "R2/P1", "PT", "P99999Y", "每天"])
def test_a_timer_that_cannot_be_is_an_incident_or_refused(source):
    from app.engine.contract import BundleRefused
    content = process(start(), user("u"), boundary("t", "u", timer(source, "timeCycle")), end(), end("e2"), flow("s", "u", "e"), flow("t", "e2"))
    try:
        run = Run(content)
    except BundleRefused:
        return
    assert [i.node for i in run.last.incidents] == ["t"] and run.open == ["u"]


# ---- event sub-processes --------------------------------------------------------------------------------------------
TRIGGERS = {"message": (MESSAGE, lambda run: run.deliver("msg")), "signal": (SIGNAL, lambda run: run.signal("sig")),
            "timer": (timer("PT1H"), lambda run: run.wait(hours=1)),
            "conditional": ("<conditionalEventDefinition><condition>go</condition></conditionalEventDefinition>",
                            lambda run: run.submit("w", go=True))}


@pytest.mark.parametrize("nested", [False, True])
@pytest.mark.parametrize("interrupting", [False, True])
@pytest.mark.parametrize("kind", TRIGGERS)
def test_an_event_sub_process_listens_while_its_scope_lives(kind, interrupting, nested):
    definition, happen = TRIGGERS[kind]
    body = user("u") + user("w") + '<parallelGateway id="g"/>' + end("ee") + flow("g", "u", "ee") + flow("g", "w", "ee")
    listener = event_sub("es", definition, HANDLER, interrupting=interrupting)
    if nested:
        run = Run(process(start(), sub("sp", start("ss"), body, flow("ss", "g"), listener), script("after"), end(),
                          flow("s", "sp", "after", "e")))
    else:
        run = Run(process(start(), body, flow("s", "g"), listener))
    assert "handler" not in run.log
    happen(run)
    assert run.log.count("handler") == 1 and ("u" in run.open) == (not interrupting)
    for node in run.open:
        run.submit(node)
    assert run.status == "completed" and run.log.count("handler") == 1


def test_a_non_interrupting_message_is_caught_every_time_it_comes():
    run = Run(process(start(), user("u"), boundary("b", "u", MESSAGE, interrupting=False), script("m"), end(), end("e2"),
                      flow("s", "u", "e"), flow("b", "m", "e2")))
    run.deliver().deliver()
    assert run.log.count("m") == 2 and run.open == ["u"]


def test_an_error_start_waits_for_its_error_and_takes_the_scope_over():
    run = Run(process(start(), '<parallelGateway id="g"/>', user("u"), user("v"), end(), end("ee", ERROR), flow("s", "g", "u", "e"),
                      flow("g", "v", "ee"), event_sub("es", ERROR, HANDLER)))
    assert "handler" not in run.log
    run.submit("v")
    assert run.log.count("handler") == 1 and run.open == [] and run.status == "completed"


def test_a_listening_event_sub_process_does_not_keep_its_scope_open():
    run = Run(process(start(), user("u"), end(), flow("s", "u", "e"), event_sub("es", timer("PT60M"), HANDLER)))
    run.submit("u")
    assert run.status == "completed" and len(run.last.timers_cleared) == 1 and "handler" not in run.log


# ---- ends -----------------------------------------------------------------------------------------------------------
def test_terminate_ends_its_own_scope_and_not_the_one_around_it():
    body = sub("sp", start("ss"), '<parallelGateway id="g"/>', user("u"), end("se"), end("te", TERMINATE), flow("ss", "g", "u", "se"),
               flow("g", "te"))
    run = Run(process(start(), body, user("after"), end(), flow("s", "sp", "after", "e")))
    assert run.open == ["after"]


def test_terminate_at_the_top_withdraws_everything():
    body = sub("sp", start("ss"), user("u"), end("se"), flow("ss", "u", "se"))
    run = Run(process(start(), '<parallelGateway id="g"/>', body, user("v"), end("e1"), end("te", TERMINATE), flow("s", "g", "sp", "e1"),
                      flow("g", "v", "te")))
    run.submit("v")
    assert run.status == "completed" and run.open == [] and run.last.end_nodes[0].node == "te"


def test_a_link_goes_on_at_its_target():
    run = Run(process(start(), element("intermediateThrowEvent", "l1", '<linkEventDefinition name="L"/>'),
                      element("intermediateCatchEvent", "l2", '<linkEventDefinition name="L"/>'), end(), flow("s", "l1"), flow("l2", "e")))
    assert run.log == ["s", "l1", "l2", "e"]


# ---- messages and signals -------------------------------------------------------------------------------------------
def test_a_message_reaches_the_receiver_with_its_key_and_no_other():
    catch = ('<messageEventDefinition messageRef="msg"><extensionElements><zfl:correlation key="item"/>'
             '<spiffworkflow:messageVariable>answer</spiffworkflow:messageVariable></extensionElements></messageEventDefinition>')
    body = sub("m", start("ms"), element("intermediateCatchEvent", "c", catch), end("me"), flow("ms", "c", "me"),
               loop=each("items", output="out", output_item="answer"))
    run = Run(process(start(), body, end(), flow("s", "m", "e")), data={"items": ["甲", "乙"]})
    assert {r.key for r in run.last.receivers_set} == {"甲", "乙"}
    run.deliver(key="乙", payload={"n": 2})
    with pytest.raises(EngineError) as refused:
        run.deliver(key="丙")
    assert refused.value.code == "no_receiver"
    run.deliver(key="甲", payload={"n": 1})
    assert run.status == "completed" and run.data["out"] == [{"n": 1}, {"n": 2}]


CONVERSATION = ('<message id="ask" name="ask"/><message id="answer" name="answer"/><correlationProperty id="cid">'
                + "".join(f'<correlationPropertyRetrievalExpression messageRef="{m}"><messagePath>cid</messagePath></correlationPropertyRetrievalExpression>' for m in ("ask", "answer"))
                + '</correlationProperty><collaboration id="col"><correlationKey id="ck"><correlationPropertyRef>cid</correlationPropertyRef></correlationKey></collaboration>')


def test_messages_of_a_conversation_agree_on_its_key():
    throw = '<messageEventDefinition messageRef="ask"><extensionElements><spiffworkflow:messagePayload>{cid: number}</spiffworkflow:messagePayload></extensionElements></messageEventDefinition>'
    body = (start() + element("intermediateThrowEvent", "t", throw) + element("intermediateCatchEvent", "c", '<messageEventDefinition messageRef="answer"/>')
            + end() + flow("s", "t", "c", "e"))
    run = Run(definitions(CONVERSATION, f'<process id="p">{body}</process>'), data={"number": 7})
    assert run.last.messages[0].key == 7 and run.last.receivers_set[0].key == 7
    with pytest.raises(EngineError):
        run.deliver("answer", payload={"cid": 8})
    assert run.deliver("answer", payload={"cid": 7, "text": "好"}).status == "completed"


def test_the_first_message_of_a_conversation_sets_its_key():
    body = (start() + element("intermediateCatchEvent", "c1", '<messageEventDefinition messageRef="ask"/>')
            + element("intermediateCatchEvent", "c2", '<messageEventDefinition messageRef="answer"/>') + end() + flow("s", "c1", "c2", "e"))
    run = Run(definitions(CONVERSATION, f'<process id="p">{body}</process>'))
    run.deliver("ask", payload={"cid": "甲"})
    with pytest.raises(EngineError):
        run.deliver("answer", payload={"cid": "乙"})
    assert run.deliver("answer", payload={"cid": "甲"}).status == "completed"


def test_durations_leave_the_instance_as_text():
    payload = '<extensionElements><spiffworkflow:messagePayload>{d: [duration("P2D")], m: duration("P1Y2M"), n: 1.5}</spiffworkflow:messagePayload></extensionElements>'
    run = Run(process(start(), element("sendTask", "t", payload, messageRef="msg"), end(), flow("s", "t", "e")))
    assert run.last.messages[0].payload == {"d": ["P2D"], "m": "P1Y2M", "n": Decimal("1.5")}


def test_a_signal_thrown_inside_is_caught_inside_and_told_to_the_host():
    run = Run(process(start(), '<parallelGateway id="g"/>', element("intermediateCatchEvent", "c", SIGNAL), user("u"),
                      element("intermediateThrowEvent", "th", SIGNAL), end(), flow("s", "g", "c", "e"), flow("g", "u", "th", "e")))
    run.submit("u")
    assert run.status == "completed" and run.last.signals[0].name == "sig"


def test_a_message_start_is_entered_by_its_name():
    run = Run(process(start("s1"), start("s2", MESSAGE), script("a"), script("b"), end(), flow("s1", "a", "e"), flow("s2", "b", "e")),
              message="msg")
    assert run.log == ["s2", "b", "e"] and run.bundle.messages_started == {"msg": "p"}


@pytest.mark.parametrize("inside, payload, data", [
    ("<extensionElements><spiffworkflow:messageVariable>said</spiffworkflow:messageVariable></extensionElements>", 7, {"said": 7}),
    ("", {"n": 1}, {"n": 1}), ("", 7, {}), ("", None, {})])
def test_what_a_message_brings_is_taken_by_the_start_event_that_it_enters(inside, payload, data):
    message = f'<messageEventDefinition messageRef="msg">{inside}</messageEventDefinition>'
    run = Run(process(start("s", message), user("u"), end(), flow("s", "u", "e")), message="msg", payload=payload)
    assert run.open == ["u"] and {k: v for k, v in run.data.items() if k != "case"} == data


# ---- events in called processes -------------------------------------------------------------------------------------
def test_an_event_sub_process_of_a_called_process_hears_messages_and_stops_only_it():
    content = processes(p=start() + '<callActivity id="c" calledElement="q"/>' + user("after") + end() + flow("s", "c", "after", "e"),
                        q=start("qs") + user("w") + end("qe") + flow("qs", "w", "qe") + event_sub("es", MESSAGE, HANDLER))
    run = Run(content)
    run.deliver()
    assert run.open == ["after"] and "handler" in run.log


def test_terminate_in_a_called_process_ends_only_it():
    content = processes(p=start() + '<callActivity id="c" calledElement="q"/>' + user("after") + end() + flow("s", "c", "after", "e"),
                        q=start("qs") + '<parallelGateway id="g"/>' + user("w") + end("te", TERMINATE) + end("qe") + flow("qs", "g", "w", "qe") + flow("g", "te"))
    run = Run(content)
    assert run.open == ["after"] and run.last.end_nodes == []


def test_an_escalation_climbs_to_the_first_who_catches_and_no_further():
    inner_sub = sub("in", start("is"), element("intermediateThrowEvent", "th", ESCALATION), end("ie"), flow("is", "th", "ie"))
    outer = sub("out", start("os"), inner_sub, boundary("b1", "in", ESCALATION, interrupting=False), script("first"), end("oe"), end("oe2"), flow("os", "in", "oe"), flow("b1", "first", "oe2"))
    run = Run(process(start(), outer, boundary("b2", "out", ESCALATION, interrupting=False), script("second"), end(), end("e2"), flow("s", "out", "e"), flow("b2", "second", "e2")))
    assert "first" in run.log and "second" not in run.log


def test_the_inner_boundary_with_another_code_lets_an_error_pass_two_calls_up():
    content = processes(p=start() + '<callActivity id="c1" calledElement="q"/>' + boundary("b1", "c1", ERROR) + script("caught") + end() + end("e2") + flow("s", "c1", "e") + flow("b1", "caught", "e2"),
                        q=start("qs") + '<callActivity id="c2" calledElement="r"/>' + boundary("b2", "c2", '<errorEventDefinition errorRef="err2"/>') + script("wrong") + end("qe") + end("qe2") + flow("qs", "c2", "qe") + flow("b2", "wrong", "qe2"),
                        r=start("rs") + end("re", ERROR) + flow("rs", "re"))
    run = Run(content)
    assert "caught" in run.log and "wrong" not in run.log and run.status == "completed"
