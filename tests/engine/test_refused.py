"""What cannot run is refused before it does, at its element and for its reason."""
import pytest

from app.engine import check_files, compile_bundle
from app.engine.contract import BundleRefused
from app.engine.limits import Limits
from tests.engine.diagram import (CANCEL, COMPENSATE, ERROR, MESSAGE, SIGNAL, SPACES, TERMINATE, boundary, definitions, each, element,
                                  end, event_sub, flow, process, processes, script, service, start, sub, timer, user)

LINE = start() + user("u") + end() + flow("s", "u", "e")
CATCH = element("intermediateCatchEvent", "c", MESSAGE)


def around(*nodes, extra=""):
    """start → nodes → end"""
    ids = [n.split('id="')[1].split('"')[0] for n in nodes]
    return process(start(), *nodes, end(), flow("s", *ids, "e"), extra)


def throws(definition, id="t"):
    return element("intermediateThrowEvent", id, definition)


def xor(*flows, default=""):
    return f'<exclusiveGateway id="x" {default}/>' + "".join(flows)


ROWS = {
    # ids and references
    "the same id twice": (process(LINE, user("u")), "duplicate_id", "u"),
    "a flow to nowhere": (process(LINE, flow("u", "nowhere", id="f")), "loose_flow", "f"),
    "a flow into a sub-process": (process(LINE, sub("sp", start("ss"), end("se"), flow("ss", "se")), flow("u", "se", id="f")), "flow_crosses_border", "f"),
    "an unknown message": (around(element("intermediateCatchEvent", "c", '<messageEventDefinition messageRef="x"/>')), "unknown_reference", None),
    "an unknown error": (around(user("u"), extra=boundary("b", "u", '<errorEventDefinition errorRef="x"/>') + flow("b", "e")), "unknown_reference", None),
    "a signal that is a message": (around(throws('<signalEventDefinition signalRef="msg"/>')), "wrong_reference", "t"),
    "a boundary at nothing": (process(LINE, boundary("b", "nobody", SIGNAL), flow("b", "e")), "not_attached", "b"),
    "a boundary at a gateway": (process(start(), '<exclusiveGateway id="x"/>', end(), flow("s", "x", "e"), boundary("b", "x", SIGNAL), flow("b", "e")), "not_attached", "b"),
    "a default that is not its own": (process(start(), xor(default='default="f"'), user("u"), end(), flow("s", "x"), flow("x", "u"), flow("u", "e", id="f")), "bad_default", "x"),
    "an unknown called process": (around('<callActivity id="c" calledElement="q"/>'), "unknown_process", "c"),
    "an unknown decision": (around('<businessRuleTask id="r"><extensionElements><spiffworkflow:calledDecisionId>gone</spiffworkflow:calledDecisionId></extensionElements></businessRuleTask>'), "unknown_decision", "r"),
    "a lane with an unknown node": (process('<laneSet id="ls"><lane id="l"><flowNodeRef>x</flowNodeRef></lane></laneSet>', LINE), "unknown_reference", "l"),
    "a list of flows that lies": (process(start(), user("u"), end("e", "<incoming>f1</incoming>"), flow("s", "u", id="f1"), flow("u", "e", id="f2")), "wrong_flow", "e"),
    "a message without a name": (definitions('<message id="m2x"/>', f'<process id="p">{LINE}</process>'), "no_name", "m2x"),
    "two processes of one id": (definitions(f'<process id="p">{LINE}</process><process id="p"/>'), "duplicate", "p"),
    # flows
    "a flow out of an end event": (process(LINE, flow("e", "u")), "flow_from_end", None),
    "a flow into a start event": (process(LINE, flow("u", "s")), "flow_to_start", None),
    "a flow into a boundary event": (process(LINE, boundary("b", "u", SIGNAL), flow("b", "e"), flow("s", "b")), "flow_to_start", None),
    "a condition behind a parallel gateway": (process(start(), '<parallelGateway id="g"/>', user("a"), user("b"), end(), flow("s", "g"), flow("g", "a", when="true"), flow("g", "b"), flow("a", "e"), flow("b", "e")), "condition_not_allowed", None),
    "a choice without a condition": (process(start(), xor(), user("a"), user("b"), end(), flow("s", "x"), flow("x", "a", when="true"), flow("x", "b", id="f"), flow("a", "e"), flow("b", "e")), "no_condition", "f"),
    "a condition on the default": (process(start(), xor(default='default="f"'), user("a"), user("b"), end(), flow("s", "x"), flow("x", "a", when="true"), flow("x", "b", id="f", when="true"), flow("a", "e"), flow("b", "e")), "condition_on_default", "f"),
    "a gateway that leads nowhere": (process(start(), '<exclusiveGateway id="x"/>', flow("s", "x")), "dead_gateway", "x"),
    "a node that nothing leads to": (process(LINE, user("lost"), flow("lost", "e")), "unreachable", "lost"),
    "a ring that nothing leads to": (process(LINE, user("a"), user("b"), flow("a", "b", "a")), "unreachable", "a"),
    # starts
    "two plain start events": (process(LINE, start("s2"), flow("s2", "u")), "many_starts", "p"),
    "an end event without a start event": (process(user("u"), end(), flow("u", "e")), "no_start", "p"),
    "a message start in a sub-process": (around(sub("sp", start("ss", MESSAGE), end("se"), flow("ss", "se"))), "bad_start", "sp"),
    "an error start at the top": (process(start("s", ERROR), end(), flow("s", "e")), "event_not_allowed", "s"),
    "a file without a process": (definitions(), "no_process", "defs"),
    "a file whose process is not executable": (definitions(f'<process id="p" isExecutable="false">{LINE}</process>'), "no_process", "defs"),
    # events
    "a catch event that waits for nothing": (around('<intermediateCatchEvent id="c"/>'), "no_event", "c"),
    "a timer end event": (process(start(), end("e", timer("PT1H")), flow("s", "e")), "event_not_allowed", "e"),
    "an error thrown on the way": (around(throws(ERROR)), "event_not_allowed", "t"),
    "terminate on the way": (around(throws(TERMINATE)), "event_not_allowed", "t"),
    "a cancel end outside a transaction": (process(start(), end("e", CANCEL), flow("s", "e")), "cancel_outside", "e"),
    "a cancel boundary at a task": (process(LINE, boundary("b", "u", CANCEL), flow("b", "e")), "cancel_outside", "b"),
    "an error that does not interrupt": (process(LINE, boundary("b", "u", ERROR, interrupting=False), flow("b", "e")), "must_interrupt", "b"),
    "a boundary event without a way out": (process(LINE, boundary("b", "u", SIGNAL)), "no_way_out", "b"),
    "an event sub-process without an event": (process(LINE, sub("es", start("ess"), end("ese"), flow("ess", "ese"), triggeredByEvent=True)), "bad_event_subprocess", "es"),
    "an event sub-process in the flow": (process(LINE, event_sub("es", SIGNAL, end("ese"), flow("es_start", "ese")), flow("u", "es", id="f")), "flow_not_allowed", "f"),
    "compensation without a handler": (process(LINE, boundary("b", "u", COMPENSATE)), "no_handler", "b"),
    "a handler that nothing calls": (process(LINE, element("scriptTask", "h", "<script>{}</script>", isForCompensation=True)), "no_handler", "h"),
    "compensation of what is not there": (around(throws('<compensateEventDefinition activityRef="x"/>')), "unknown_reference", "t"),
    "a link without a target": (process(LINE, throws('<linkEventDefinition name="L"/>'), flow("s", "t")), "loose_link", "t"),
    "two targets of a link": (process(start(), throws('<linkEventDefinition name="L"/>'), *(element("intermediateCatchEvent", i, '<linkEventDefinition name="L"/>') for i in "ab"), end(), flow("s", "t"), flow("a", "e"), flow("b", "e")), "many_targets", "a"),
    "a task behind an event gateway": (process(start(), '<eventBasedGateway id="g"/>', user("u"), CATCH, end(), flow("s", "g", "u", "e"), flow("g", "c", "e")), "bad_event_gateway", "g"),
    "an event gateway with one event": (process(start(), '<eventBasedGateway id="g"/>', CATCH, end(), flow("s", "g", "c", "e")), "bad_event_gateway", "g"),
    "a condition event without a condition": (around(element("intermediateCatchEvent", "c", "<conditionalEventDefinition><condition/></conditionalEventDefinition>")), "no_condition", "c"),
    "an empty condition": (process(LINE, '<sequenceFlow id="f" sourceRef="u" targetRef="e"><conditionExpression/></sequenceFlow>'), "no_condition", "f"),
    "an error without a name": (process(start(), end("e", "<errorEventDefinition/>"), flow("s", "e")), "no_reference", "e"),
    "a signal without a name": (around(throws("<signalEventDefinition/>")), "no_reference", "t"),
    "a message event without a message": (around(element("intermediateCatchEvent", "c", "<messageEventDefinition/>")), "no_reference", "c"),
    "a receive task without a message": (around('<receiveTask id="r"/>'), "no_reference", "r"),
    # timers
    "a timer without a time": (around(element("intermediateCatchEvent", "c", "<timerEventDefinition/>")), "bad_timer", "c"),
    "a timer every millisecond": (around(element("intermediateCatchEvent", "c", timer("R5/PT0.001S", "timeCycle"))), "bad_timer", "c"),
    "a timer in a million years": (around(element("intermediateCatchEvent", "c", timer("P999999Y"))), "bad_timer", "c"),
    "a time that is past": (around(element("intermediateCatchEvent", "c", timer('"-PT1H"'))), "bad_timer", "c"),
    "a condition that is a number": (process(start(), xor(default='default="d"'), end(), end("e2"), flow("s", "x"), flow("x", "e2", when="1 + 1"), flow("x", "e", id="d")), "bad_condition", None),
    "a million firings": (around(element("intermediateCatchEvent", "c", timer('"R1000000/PT1H"', "timeCycle"))), "bad_timer", "c"),
    "a date as a duration": (around(element("intermediateCatchEvent", "c", timer("2026-01-01"))), "bad_timer", "c"),
    # activities
    "a loop of no rounds": (around(user("u", '<standardLoopCharacteristics loopMaximum="0"/>')), "bad_loop", "u"),
    "a multi-instance of nothing": (around(user("u", each())), "bad_loop", "u"),
    "a million instances": (around(user("u", each(count=1_000_000))), "bad_loop", "u"),
    "minus two instances": (around(user("u", each(count=-2))), "bad_loop", "u"),
    "no tokens to start": (around('<userTask id="u" startQuantity="0"/>'), "bad_quantity", "u"),
    "a behaviour without its event": (around(user("u", '<multiInstanceLoopCharacteristics behavior="One"><loopCardinality>2</loopCardinality></multiInstanceLoopCharacteristics>')), "no_behaviour", "u"),
    "a data store": (process(LINE, '<dataStoreReference id="d"/>'), "not_executed", "d"),
    "a choreography": (definitions('<choreography id="ch"/>', f'<process id="p">{LINE}</process>'), "not_executed", "ch"),
    "an ad-hoc sub-process with a start": (around(sub("ad", start("as"), user("u"), flow("as", "u"), tag="adHocSubProcess")), "bad_ad_hoc", "ad"),
    "a mapping to the read-only case": (definitions(f'<process id="p">{start()}<callActivity id="c" calledElement="q"><extensionElements><zfl:out source="1" target="case"/></extensionElements></callActivity>{end()}{flow("s", "c", "e")}</process><process id="q">{start("qs")}{end("qe")}{flow("qs", "qe")}</process>'), "bad_mapping", "c"),
    "a called process that waits for an event": (processes(p=start() + '<callActivity id="c" calledElement="q"/>' + end() + flow("s", "c", "e"), q=start("qs", MESSAGE) + end("qe") + flow("qs", "qe")), "bad_call", "c"),
    "outputs without an output item": (around(user("u", each("l", output="out"))), "bad_loop", "u"),
    "a script that is no context": (around(script("a", "1 + 1")), "bad_script", "a"),
    "an empty sub-process": (around(sub("sp")), "no_start", "sp"),
    "sub-processes without end in one another": (around("".join(f'<subProcess id="n{i}">' for i in range(25)) + user("u") + "</subProcess>" * 25), "too_deep", "n20"),
    "a data association with nothing": (around(user("u", '<dataOutputAssociation id="da"><targetRef>nothing</targetRef></dataOutputAssociation>')), "unknown_reference", "da"),
    "a message flow to a gateway": (definitions(f'<collaboration id="c"><participant id="pa" processRef="p"/><participant id="pb"/><messageFlow id="mf" sourceRef="pb" targetRef="x"/></collaboration><process id="p">{start()}<exclusiveGateway id="x"/>{end()}{flow("s", "x", "e")}</process>'), "message_flow_end", "mf"),
    "a message flow inside a pool": (definitions(f'<collaboration id="c"><participant id="pa" processRef="p"/><messageFlow id="mf" sourceRef="u" targetRef="v"/></collaboration><process id="p">{start()}{user("u")}{user("v")}{end()}{flow("s", "u", "v", "e")}</process>'), "message_flow_inside", "mf"),
    "a pool of an unknown process": (definitions(f'<collaboration id="c"><participant id="pa" processRef="q"/></collaboration><process id="p">{LINE}</process>'), "unknown_reference", "pa"),
    "a correlation without a key": (around(element("intermediateCatchEvent", "c", MESSAGE.replace("/>", "><extensionElements><zfl:correlation/></extensionElements></messageEventDefinition>"))), "bad_mapping", "c"),
    # loops without a wait, calls without an end
    "gateways that chase each other": (process(start(), '<exclusiveGateway id="m"/><exclusiveGateway id="x" default="d"/>', end(), flow("s", "m", "x"), flow("x", "m", when="true"), flow("x", "e", id="d")), "endless_loop", "m"),
    "a process that calls itself": (process(start(), '<callActivity id="c" calledElement="p"/>', end(), flow("s", "c", "e")), "call_cycle", "c"),
    # expressions
    "Python in a condition": (process(start(), xor(default='default="d"'), user("a"), end(), flow("s", "x"), flow("x", "a", when="__import__('os').system('id')"), flow("x", "e", id="d"), flow("a", "e")), "bad_expression", None),
    "Python in a script": (around(script("a", "import os; os.system('id')")), "bad_expression", "a"),
    "a broken parameter": (around(service("a", "x", p="1 +")), "bad_expression", "a"),
    "a parameter that is no name": (around('<serviceTask id="a"><extensionElements><spiffworkflow:serviceTaskOperator id="x"><spiffworkflow:parameters><spiffworkflow:parameter id="a b" type="any" value="1"/></spiffworkflow:parameters></spiffworkflow:serviceTaskOperator></extensionElements></serviceTask>'), "bad_parameter", "a"),
    # the schema
    "an element that BPMN does not know": (process(LINE, '<magicTask id="m"/>'), "schema", None),
    "an attribute that BPMN does not know": (around('<userTask id="u" magic="1"/>'), "schema", None),
    "a yes that is no boolean": (definitions(f'<process id="p" isExecutable="yes">{LINE}</process>'), "schema", None),
}


@pytest.mark.parametrize("row", ROWS)
def test_it_is_refused(row):
    content, code, place = ROWS[row]
    with pytest.raises(BundleRefused) as refused:
        compile_bundle({"test.bpmn": content})
    problems = refused.value.problems
    assert code in {p.code for p in problems}, problems
    if place:
        assert place in {p.element for p in problems if p.code == code}, problems
    assert all(p.file == "test.bpmn" and p.sentence for p in problems)


# ---- hostile files --------------------------------------------------------------------------------------------------
BOMB = b'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL">&b;</definitions>'
OUTSIDE = b'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL">&x;</definitions>'
HOSTILE = {
    "an entity bomb": (BOMB, "dtd"), "an external entity": (OUTSIDE, "dtd"), "not XML": (b"<definitions", "not_xml"), "nothing": (b"", "not_xml"),
    "an external DTD": (b'<!DOCTYPE d SYSTEM "http://127.0.0.1/x.dtd"><d/>', "dtd"),
    "a bomb in another encoding": (BOMB.decode().replace('version="1.0"', 'version="1.0" encoding="utf-16"').encode("utf-16"), "dtd"),
    "too deep": (b"<a>" * 100 + b"</a>" * 100, "too_deep"), "too wide": (b"<a>" + b"<b/>" * 30_000 + b"</a>", "too_many"),
    "too large": (b"<a>" + b" " * 3_000_000 + b"</a>", "too_large"), "another language": (b"<html/>", "not_bpmn"),
    "a null byte": (process(LINE).replace(b"name", b"na\0me"), "not_xml"),
}


@pytest.mark.parametrize("row", HOSTILE)
def test_a_hostile_file_is_refused(row):
    content, code = HOSTILE[row]
    assert [p.code for p in check_files({"x.bpmn": content})][:1] == [code]


def test_a_diagram_with_thousands_of_gateways_is_checked_in_time():
    """A row of diamonds: 3,000 splits and 3,000 joins."""
    many = "".join(f'<parallelGateway id="g{i}"/>' for i in range(6000)) + flow("s", "g0")
    many += "".join(flow(f"g{i}", f"g{i + 1}") + flow(f"g{i}", f"g{i + 1}") + (flow(f"g{i + 1}", f"g{i + 2}") if i < 5998 else flow("g5999", "e"))
                    for i in range(0, 6000, 2))
    assert check_files({"x.bpmn": process(start(), end(), many)}) == []


def test_too_many_flows_at_one_node_are_refused():
    fan = "".join(flow("g", "e") for _ in range(50))
    problems = check_files({"x.bpmn": process(start(), '<parallelGateway id="g"/>', end(), flow("s", "g"), fan)}, limits=Limits(flows=40))
    assert {p.code for p in problems} == {"too_many"}


def test_markup_in_names_is_only_text():
    content = process(start(), '<userTask id="u" name="&lt;script&gt;alert(1)&lt;/script&gt;"/>', end(), flow("s", "u", "e"))
    assert compile_bundle({"x.bpmn": content}).processes["p"].nodes["u"].name == "<script>alert(1)</script>"


def test_what_another_engine_would_do_is_told_as_ignored():
    content = process(start(), '<userTask id="u"><extensionElements><camunda:formData xmlns:camunda="http://camunda.org/schema/1.0/bpmn"/></extensionElements></userTask>', end(), flow("s", "u", "e"))
    assert [(p.level, p.code) for p in check_files({"x.bpmn": content})] == [("warning", "ignored")]


def test_the_order_in_which_an_editor_writes_elements_does_not_matter():
    content = process('<userTask id="u"><multiInstanceLoopCharacteristics><loopCardinality>2</loopCardinality></multiInstanceLoopCharacteristics><incoming>f1</incoming></userTask>',
                      start(), end(), flow("s", "u", id="f1"), flow("u", "e"))
    assert check_files({"x.bpmn": content}) == [] and SPACES
