"""Called processes, rules, data and the functions of the host."""
from datetime import timedelta

import pytest

from app.engine.contract import EngineError
from tests.engine.diagram import boundary, definitions, each, element, end, flow, process, processes, script, start, timer, user
from tests.engine.driver import MONDAY, Run


def line(*nodes, extra="", **run):
    ids = [n.split('id="')[1].split('"')[0] for n in nodes]
    return Run(process(start(), *nodes, end(), flow("s", *ids, "e"), extra), **run)


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
