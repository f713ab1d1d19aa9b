"""Activities: loops, sub-processes, calls, rules, data, functions of the host."""
from datetime import timedelta

import pytest

from app.engine.contract import EngineError, Start, Submit
from tests.engine.diagram import (ERROR, ESCALATION, MESSAGE, SIGNAL, boundary, definitions, each, element, end, event_sub, flow, process,
                                  processes, script, service, start, sub, timer, user)
from tests.engine.driver import MONDAY, Run

CONDITION = "<conditionalEventDefinition><condition>{}</condition></conditionalEventDefinition>"


def line(*nodes, extra="", **run):
    ids = [n.split('id="')[1].split('"')[0] for n in nodes]
    return Run(process(start(), *nodes, end(), flow("s", *ids, "e"), extra), **run)


# ---- multi-instance -------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("sequential", [False, True])
def test_a_cardinality_gives_so_many_rounds_and_each_knows_its_number(sequential):
    run = line(script("a", "{n: loopCounter}", each(count=3, sequential=sequential, output="out", output_item="n")))
    assert run.status == "completed" and run.data == {"out": [1, 2, 3]} and run.log.count("a") == 3


def test_sequential_rounds_come_one_after_the_other():
    run = line(user("u", each("items", sequential=True, output="out", output_item="r")), data={"items": ["x", None, "z"]})
    for answer in (1, 2, 3):
        assert len(run.standing.tasks) == 1
        run.submit("u", r=answer)
    assert run.data["out"] == [1, 2, 3] and run.status == "completed"


def test_the_completion_condition_ends_the_rounds_that_are_left():
    run = line(user("u", each("items", until="numberOfCompletedInstances &gt;= 2 or r = &quot;stop&quot;", output="out", output_item="r")),
               data={"items": [1, 2, 3]})
    run.submit("u", item=3, r="stop")
    assert run.status == "completed" and run.data["out"] == ["stop"] and [c.reason for c in run.last.closed].count("cancelled") == 2


def test_no_items_no_rounds():
    run = line(user("u", each("items", output="out", output_item="r")), data={"items": []})
    assert run.status == "completed" and run.data["out"] == [] and run.events("u") == []


@pytest.mark.parametrize("items", [None, "abc", 5])
def test_a_collection_that_is_no_list_is_an_incident(items):
    run = line(user("u", each("items")), data={"items": items})
    assert run.last.incidents[0].code == "err_collection"


def test_multi_instances_nest_and_each_item_sees_the_outer_one():
    inner = service("c", "note", a="outer", b="inner", inside=each("parts", "inner"))
    body = sub("m", start("ms"), inner, end("me"), flow("ms", "c", "me"), loop=each("wholes", "outer"))
    heard = []
    run = line(body, data={"wholes": [1, 2], "parts": ["x", "y"]}, services={"note": lambda a, b: heard.append((a, b))})
    assert sorted(heard) == [(1, "x"), (1, "y"), (2, "x"), (2, "y")] and run.status == "completed"


def test_what_an_item_writes_is_its_own_unless_the_name_is_known_outside():
    body = script("a", "{mine: item, shared: item}", each("items", sequential=True))
    run = line(body, data={"items": [1, 2], "shared": 0})
    assert run.data == {"items": [1, 2], "shared": 2}


def test_two_hundred_departments_report_in():
    run = line(sub("m", start("ms"), user("u", scope="item"), end("me"), flow("ms", "u", "me"), loop=each("items")),
               data={"items": list(range(200))})
    for task in list(run.standing.tasks):
        run.do(Submit(task.id))
    assert run.status == "completed"


# ---- standard loops -------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("loop, times", [
    ("<standardLoopCharacteristics><loopCondition>n &lt; 3</loopCondition></standardLoopCharacteristics>", 3),
    ('<standardLoopCharacteristics loopMaximum="2"><loopCondition>n &lt; 9</loopCondition></standardLoopCharacteristics>', 2),
    ('<standardLoopCharacteristics testBefore="true"><loopCondition>n &lt; 0</loopCondition></standardLoopCharacteristics>', 0),
    ("<standardLoopCharacteristics><loopCondition>n &lt; 0</loopCondition></standardLoopCharacteristics>", 1),
    ('<standardLoopCharacteristics loopMaximum="4"/>', 4),
])
def test_a_standard_loop_repeats_while_its_condition_holds(loop, times):
    run = line(script("a", "{n: n + 1}", loop), data={"n": 0})
    assert run.data == {"n": times} and run.status == "completed"


def test_a_round_knows_its_number_also_inside_a_sub_process():
    loop = '<standardLoopCharacteristics loopMaximum="3"/>'
    heard = []
    run = line(sub("m", start("ms"), service("a", "note", n="loopCounter"), end("me"), flow("ms", "a", "me"), loop=loop), services={"note": lambda n: heard.append(n)})
    assert heard == [1, 2, 3] and run.data == {}


def test_a_loop_of_five_thousand_turns_ends_and_its_state_does_not_grow():
    run = Run(process(start(), '<exclusiveGateway id="m"/><exclusiveGateway id="x" default="out"/>', script("a", "{n: n + 1}"), end(),
                      flow("s", "m", "a", "x"), flow("x", "m", when="n &lt; 5000"), flow("x", "e", id="out")), data={"n": 0})
    assert run.status == "completed" and run.data == {"n": 5000} and len(run.state) < 250


def test_a_loop_through_a_person_costs_the_same_at_every_turn():
    run = Run(process(start(), '<exclusiveGateway id="m"/><exclusiveGateway id="x" default="out"/>', user("u"), script("a", "{n: n + 1}"), end(),
                      flow("s", "m", "u", "a", "x"), flow("x", "m", when="n &lt; 300"), flow("x", "e", id="out")), data={"n": 0})
    sizes = []
    while run.status == "running":
        run.submit("u")
        sizes.append(len(run.state))
    assert max(sizes[100:-1]) <= 1.3 * sizes[5]


def test_a_loop_that_never_ends_is_stopped_as_an_incident():
    run = Run(process(start(), '<exclusiveGateway id="m"/><exclusiveGateway id="x" default="d"/>', script("a", "{n: 1}"), end(), flow("s", "m", "a", "x"),
                      flow("x", "m", when="n = 1"), flow("x", "e", id="d")))
    assert run.last.incidents[0].code == "err_endless" and run.status == "running"


def test_a_loop_without_a_condition_goes_on_until_it_is_interrupted():
    run = Run(process(start(), user("u", "<standardLoopCharacteristics/>"), boundary("t", "u", timer("PT1H")), end(), flow("s", "u", "e"), flow("t", "e")))
    run.submit("u").submit("u")
    assert run.open == ["u"] and run.wait(hours=1).status == "completed"


def test_an_activity_may_need_and_give_several_tokens():
    needs = Run(process(start(), '<parallelGateway id="g"/>', element("scriptTask", "a", "<script>{}</script>", startQuantity=2), end(), flow("s", "g", "a", "e"), flow("g", "a")))
    assert needs.log.count("a") == 1 and needs.status == "completed"
    gives = Run(process(start(), element("scriptTask", "a", "<script>{}</script>", completionQuantity=3), script("b"), end(), flow("s", "a", "b", "e")))
    assert gives.log.count("b") == 3 and gives.status == "completed"
    lacks = Run(process(start(), element("scriptTask", "a", "<script>{}</script>", startQuantity=2), end(), flow("s", "a", "e")))
    assert lacks.status == "running" and "a" not in lacks.log


def behaving(kind, more=""):
    return (f'<multiInstanceLoopCharacteristics behavior="{kind}" {kind.lower()}BehaviorEventRef="thrown">'
            f"<loopCardinality>3</loopCardinality>{more}</multiInstanceLoopCharacteristics>")


@pytest.mark.parametrize("loop, times", [
    (behaving("None"), 3), (behaving("One"), 1),
    ('<multiInstanceLoopCharacteristics behavior="Complex"><loopCardinality>3</loopCardinality><complexBehaviorDefinition><condition>numberOfCompletedInstances &gt; 1'
     '</condition><event id="ev"><escalationEventDefinition escalationRef="esc"/></event></complexBehaviorDefinition></multiInstanceLoopCharacteristics>', 2)])
def test_a_multi_instance_throws_events_as_its_rounds_end(loop, times):
    content = definitions('<escalationEventDefinition id="thrown" escalationRef="esc"/>',
                          f'<process id="p">{start()}{script("a", "{}", loop)}{boundary("b", "a", ESCALATION, interrupting=False)}{script("heard")}{end()}{end("e2")}'
                          f'{flow("s", "a", "e")}{flow("b", "heard", "e2")}</process>')
    run = Run(content)
    assert run.log.count("heard") == times and run.log.count("a") == 3 and run.status == "completed"


@pytest.mark.parametrize("order", [["a", "b", "c"], ["c", "b", "a"]])
def test_a_complex_gateway_passes_when_enough_have_come_and_then_uses_up_the_rest(order):
    run = Run(process(start(), '<parallelGateway id="g"/><complexGateway id="j"><activationCondition>activationCount &gt;= 2</activationCondition></complexGateway>',
                      user("a"), user("b"), user("c"), user("z"), end(), flow("s", "g"), *(flow("g", n, "j") for n in "abc"), flow("j", "z", "e")))
    run.submit(order[0])
    assert "z" not in run.open
    run.submit(order[1])
    assert "z" in run.open
    run.submit("z")
    assert run.status == "running"
    run.submit(order[2])
    assert run.status == "completed" and run.log.count("z") == 1


def test_a_complex_gateway_whose_condition_fails_is_an_incident():
    run = Run(process(start(), '<parallelGateway id="g"/><complexGateway id="j"><activationCondition>enough</activationCondition></complexGateway>',
                      user("a"), user("b"), end(), flow("s", "g"), *(flow("g", n, "j") for n in "ab"), flow("j", "e")))
    run.submit("a")
    assert [i.node for i in run.last.incidents] == ["j"] and run.open == ["b"]
    run.submit("b", enough=True).retry("j")
    assert run.status == "completed"


def test_declared_data_are_there_from_the_start():
    run = Run(process('<dataObject id="D"/><property id="P1" name="found"/>', start(), script("a", "{x: D = null and found = null}"), end(), flow("s", "a", "e")))
    assert run.data == {"D": None, "found": None, "x": True}


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


# ---- calls ----------------------------------------------------------------------------------------------------------
MAPPED = ('<extensionElements><zfl:in source="x + 1" target="n"/><zfl:out source="n * 2" target="y"/></extensionElements>')


def test_a_called_process_gets_and_gives_what_is_mapped_and_nothing_else():
    content = processes(p=start() + element("callActivity", "c", MAPPED, calledElement="q") + end() + flow("s", "c", "e"),
                        q=start("qs") + script("a", "{secret: 1, n: n + 1}") + end("qe") + flow("qs", "a", "qe"))
    run = Run(content, data={"x": 1})
    assert run.data == {"x": 1, "y": 6}


def test_a_called_process_takes_and_gives_only_what_it_declares():
    io = ('<ioSpecification><dataInput id="i" name="i"/><dataOutput id="o" name="o"/><inputSet><dataInputRefs>i</dataInputRefs></inputSet>'
          '<outputSet><dataOutputRefs>o</dataOutputRefs></outputSet></ioSpecification>')
    content = processes(p=start() + '<callActivity id="c" calledElement="q"/>' + end() + flow("s", "c", "e"),
                        q=io + start("qs") + script("a", "{o: i + 1, secret: 1}") + end("qe") + flow("qs", "a", "qe"))
    assert Run(content, data={"i": 1, "other": 2}).data == {"i": 1, "other": 2, "o": 2}
    assert Run(content).last.incidents[0].code == "err_missing_input"


def test_a_call_maps_its_data_by_associations():
    io = ('<ioSpecification><dataInput id="ci" name="i"/><dataOutput id="co" name="o"/><inputSet><dataInputRefs>ci</dataInputRefs></inputSet><outputSet><dataOutputRefs>co</dataOutputRefs></outputSet></ioSpecification>'
          '<dataInputAssociation id="x1"><targetRef>ci</targetRef><assignment><from>a * 10</from><to>i</to></assignment></dataInputAssociation>'
          '<dataOutputAssociation id="x2"><sourceRef>co</sourceRef><targetRef>R</targetRef></dataOutputAssociation>')
    content = processes(p='<dataObject id="D"/><dataObjectReference id="R" dataObjectRef="D"/>' + start() + element("callActivity", "c", io, calledElement="q") + end() + flow("s", "c", "e"),
                        q=start("qs") + script("a", "{o: i + 1}") + end("qe") + flow("qs", "a", "qe"))
    assert Run(content, data={"a": 1}).data == {"a": 1, "D": 11}


@pytest.mark.parametrize("code", [None, "err_expression"])
def test_a_failing_script_may_be_caught_by_the_boundary_of_its_task(code):
    catch = '<errorEventDefinition errorRef="broken"/>' if code else "<errorEventDefinition/>"
    content = definitions('<error id="broken" errorCode="err_expression"/>',
                          f'<process id="p">{start()}{script("a", "{x: unknown}")}{boundary("b", "a", catch)}{user("mend")}{end()}{end("e2")}{flow("s", "a", "e")}{flow("b", "mend", "e2")}</process>')
    run = Run(content)
    assert run.open == ["mend"] and not run.last.incidents


def test_a_failing_result_mapping_is_an_incident_that_can_be_tried_again():
    broken = MAPPED.replace("n * 2", "answer")
    content = processes(p=start() + element("callActivity", "c", broken, calledElement="q") + end() + flow("s", "c", "e"),
                        q=start("qs") + end("qe") + flow("qs", "qe"))
    run = Run(content, data={"x": 1})
    assert run.last.incidents[0].node == "c"
    run.retry("c")
    assert run.last.incidents[0].node == "c" and run.status == "running"


def test_a_timer_takes_a_called_process_away_with_everything_in_it():
    content = processes(p=start() + '<callActivity id="c" calledElement="q"/>' + boundary("b", "c", timer("PT1H")) + user("late") + end() + end("e2")
                        + flow("s", "c", "e") + flow("b", "late", "e2"), q=start("qs") + user("w") + end("qe") + flow("qs", "w", "qe"))
    assert Run(content).wait(hours=1).open == ["late"]


def test_steps_in_a_called_process_carry_its_id():
    content = processes(p=start() + '<callActivity id="c" calledElement="q"/>' + end() + flow("s", "c", "e"), q=start("qs") + end("qe") + flow("qs", "qe"))
    run = Run(content)
    assert {s.node: s.process_id for s in run.steps} == {"s": "p", "c": "p", "e": "p", "qs": "q", "qe": "q"}
    assert [s.node for s in run.last.end_nodes] == ["e"]


def test_a_task_in_a_called_process_knows_the_item_it_was_called_for():
    call = element("callActivity", "c", '<extensionElements><zfl:in source="dept" target="organ"/></extensionElements>' + each("depts", "dept"), calledElement="q")
    content = processes(p=start() + call + end() + flow("s", "c", "e"), q=start("qs") + user("w", scope="organ") + end("qe") + flow("qs", "w", "qe"))
    run = Run(content, data={"depts": ["水务", "规自"]})
    assert sorted((t.item, t.scope) for t in run.last.opened) == [("水务", "水务"), ("规自", "规自")]


# ---- rules ----------------------------------------------------------------------------------------------------------
TABLE = b"""<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="n"><decision id="D1" name="route">
<variable name="route"/><decisionTable hitPolicy="UNIQUE"><input id="i"><inputExpression><text>amount</text></inputExpression></input>
<output id="o1" name="way"/><output id="o2" name="level"/>
<rule id="small"><inputEntry><text>&lt; 100</text></inputEntry><outputEntry><text>"short"</text></outputEntry><outputEntry><text>1</text></outputEntry></rule>
<rule id="big"><inputEntry><text>[100..999]</text></inputEntry><outputEntry><text>"long"</text></outputEntry><outputEntry><text>2</text></outputEntry></rule>
</decisionTable></decision></definitions>"""
RULED = {"p.bpmn": process(start(), '<businessRuleTask id="r"><extensionElements><spiffworkflow:calledDecisionId>D1</spiffworkflow:calledDecisionId>'
                           "</extensionElements></businessRuleTask>", end(), flow("s", "r", "e")), "d.dmn": TABLE}


def test_a_rule_gives_its_variable_and_says_which_row_fired():
    run = Run(RULED, data={"amount": 500})
    assert run.data["route"] == {"way": "long", "level": 2}
    decided = run.last.decisions[0]
    assert decided.fired == {"D1": ("big",)} and decided.inputs == {"amount": 500} and decided.value == {"way": "long", "level": 2}


def test_a_table_without_a_matching_row_is_an_incident():
    run = Run(RULED, data={"amount": 5000})
    assert run.last.incidents[0].code == "err_no_rule" and run.last.incidents[0].node == "r"


# ---- data and functions ---------------------------------------------------------------------------------------------
def test_case_is_readable_everywhere_even_in_a_called_process_and_nothing_overwrites_it():
    content = processes(p=start() + element("callActivity", "c", MAPPED, calledElement="q") + end() + flow("s", "c", "e"),
                        q=start("qs") + user("u", scope="case.street") + script("a", '{case: "gone"}') + end("qe") + flow("qs", "u", "a", "qe"))
    run = Run(content, data={"x": 1, "case": {"street": "jiazhen"}})
    assert run.task("u").scope == "jiazhen"
    run.submit("u", case={"street": "yijie"})
    assert run.status == "completed" and "case" not in run.data


def test_a_task_opens_with_its_organ_and_its_deadline():
    def deadline(code, share=1):
        return MONDAY + timedelta(hours=10) * float(share)
    run = line(user("u", role="team_head|duty_chief", scope='["a", "b"]', deadline='deadline("T13", 0.5)', not_actor_of="x, y", form="f", act="file_case"),
               functions={"deadline": deadline})
    task = run.last.opened[0]
    assert (task.role, task.scope, task.form, task.act) == ("team_head|duty_chief", ["a", "b"], "f", "file_case")
    assert task.due_at == MONDAY + timedelta(hours=5) and task.not_actor_of == ("x", "y") and task.deadline == 'deadline("T13", 0.5)'


def test_a_scope_that_cannot_be_computed_is_an_incident_and_the_timer_of_the_task_still_runs():
    run = line(user("u", boundary_scope="", scope="lead"), extra=boundary("b", "u", timer("PT1H")) + flow("b", "e"))
    assert run.last.incidents[0].node == "u" and run.open == [] and run.standing.timers
    assert run.wait(hours=1).status == "completed" and run.standing.incidents == []


def test_dates_decimals_and_durations_keep_their_kind_in_the_stored_state():
    run = line(script("a", '{d: date("2026-11-23"), t: date and time("2026-11-23T08:00:00Z"), n: 1.10, p: duration("P1DT2H"), m: duration("P2M"), w: 3}'), user("u"))
    first = {k: (type(v), v) for k, v in run.data.items()}
    run.submit("u")
    assert {k: (type(v), v) for k, v in run.data.items()} == first and run.data["w"] == 3


def test_data_objects_are_variables():
    content = process('<dataObject id="D"/><dataObjectReference id="R" dataObjectRef="D"/>', start(),
                      '<scriptTask id="a"><ioSpecification><dataOutput id="O" name="O"/><inputSet/><outputSet><dataOutputRefs>O</dataOutputRefs></outputSet></ioSpecification>'
                      '<dataOutputAssociation id="x"><sourceRef>O</sourceRef><targetRef>R</targetRef></dataOutputAssociation><script>{O: 1}</script></scriptTask>', end(), flow("s", "a", "e"))
    assert Run(content).data["D"] == 1


def test_a_global_script_task_can_be_called():
    content = definitions('<globalScriptTask id="g"><script>{n: n + 1}</script></globalScriptTask>',
                          f'<process id="p">{start()}<callActivity id="c" calledElement="g"/>{end()}{flow("s", "c", "e")}</process>')
    assert Run(content, data={"n": 1}).data == {"n": 2}


@pytest.mark.parametrize("data", [{"x": object()}, {"x": float("nan")}, {1: 2}, {"\x01": ["d", "x"]}])
def test_data_that_cannot_be_kept_are_refused_before_anything_happens(data):
    with pytest.raises(EngineError) as refused:
        Run(process(start(), end(), flow("s", "e")), data=data)
    assert refused.value.code == "bad_data"


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
