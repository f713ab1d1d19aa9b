"""What repeats: multi-instance, standard loops, tokens needed and given, complex gateways."""

import pytest

from app.engine.contract import Submit
from tests.engine.diagram import (ESCALATION, boundary, definitions, each, element, end, flow, process, script, service, start, sub,
                                  timer, user)
from tests.engine.driver import Run


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
