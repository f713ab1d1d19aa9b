"""Tokens along flows: chains, gateways, data."""
import pytest

from tests.engine.diagram import boundary, each, end, flow, process, processes, script, service, start, sub, timer, user
from tests.engine.driver import Run


def test_a_chain_of_tasks_runs_to_its_end():
    run = Run(process(start(), user("a"), user("b"), end(), flow("s", "a", "b", "e")))
    assert run.open == ["a"]
    run.submit("a", x=1)
    assert run.open == ["b"]
    run.submit("b", y="乙")
    assert run.status == "completed" and run.data == {"x": 1, "y": "乙"} and run.log == ["s", "a", "b", "e"]


@pytest.mark.parametrize("amount, way", [(50, "small"), (5000, "big"), (500, "middle")])
def test_an_exclusive_gateway_takes_the_first_flow_that_holds_else_the_default(amount, way):
    run = Run(process(start(), '<exclusiveGateway id="x" default="d"/>', script("small"), script("big"), script("middle"), end(),
                      flow("s", "x"), flow("x", "small", when="amount &lt; 100"), flow("x", "big", when="amount &gt; 1000"),
                      flow("x", "middle", id="d"), *(flow(n, "e") for n in ("small", "big", "middle"))), data={"amount": amount})
    assert run.log == ["s", "x", way, "e"]


def test_parallel_branches_share_their_data_and_lose_nothing_at_the_join():
    run = Run(process(start(), '<parallelGateway id="g"/><parallelGateway id="j"/>', user("a"), user("b"), end(),
                      flow("s", "g", "a", "j", "e"), flow("g", "b", "j")), data={"k": "old"})
    assert run.open == ["a", "b"]
    run.submit("a", k="new", x=1)
    run.submit("b", y=2)
    assert run.status == "completed" and run.data == {"k": "new", "x": 1, "y": 2}


def test_an_inclusive_join_waits_for_the_branches_that_were_taken():
    run = Run(process(start(), '<inclusiveGateway id="g"/><inclusiveGateway id="j"/>', user("a"), user("b"), user("c"), script("z"),
                      end(), flow("s", "g"), flow("g", "a", when="true"), flow("g", "b", when="true"), flow("g", "c", when="false"),
                      flow("a", "j"), flow("b", "j"), flow("c", "j"), flow("j", "z", "e")))
    assert run.open == ["a", "b"]
    run.submit("a")
    assert "z" not in run.log
    run.submit("b")
    assert run.log.count("z") == 1 and run.status == "completed"


def test_a_timer_is_due_when_it_says_and_not_before():
    run = Run(process(start(), user("u"), boundary("t", "u", timer('duration("PT2H")')), user("late"), end(), end("e2"),
                      flow("s", "u", "e"), flow("t", "late", "e2")))
    run.wait(hours=1)
    assert run.open == ["u"]
    run.wait(hours=1)
    assert run.open == ["late"] and run.last.closed[0].reason == "cancelled"


def test_a_service_gets_its_parameters_and_gives_its_result():
    run = Run(process(start(), service("a", "double", "twice", n="amount + 1"), end(), flow("s", "a", "e")), data={"amount": 4},
              services={"double": lambda n: n * 2})
    assert run.data == {"amount": 4, "twice": 10}


def test_a_failing_service_parks_its_element_and_the_rest_goes_on():
    mood = {"ok": False}

    def moody():
        if not mood["ok"]:
            raise ValueError("断网")
        return "好"
    run = Run(process(start(), '<parallelGateway id="g"/><parallelGateway id="j"/>', service("a", "moody", "r"), user("b"), end(),
                      flow("s", "g", "a", "j", "e"), flow("g", "b", "j")), services={"moody": moody})
    assert [i.node for i in run.last.incidents] == ["a"] and "断网" in run.last.incidents[0].sentence
    run.submit("b")
    assert run.status == "running"
    mood["ok"] = True
    run.retry("a")
    assert run.status == "completed" and run.data["r"] == "好" and run.last.incidents_cleared


def test_a_called_process_has_its_own_data_and_everything_comes_back_without_mappings():
    content = processes(p=start() + '<callActivity id="c" calledElement="q"/>' + end() + flow("s", "c", "e"),
                        q=start("qs") + user("w") + end("qe") + flow("qs", "w", "qe"))
    run = Run(content, data={"x": 1})
    assert run.task("w").process_id == "q"
    run.submit("w", y=2)
    assert run.status == "completed" and run.data == {"x": 1, "y": 2}


def test_each_item_of_a_multi_instance_has_its_own_data_and_the_results_keep_the_order_of_the_items():
    body = sub("m", start("ms"), user("u", scope="item"), end("me"), flow("ms", "u", "me"),
               loop=each("items", output="out", output_item="opinion"))
    run = Run(process(start(), body, end(), flow("s", "m", "e")), data={"items": ["甲", "乙"]})
    assert sorted(t.scope for t in run.last.opened) == ["乙", "甲"] and {t.item for t in run.last.opened} == {"甲", "乙"}
    run.submit("u", "乙", opinion="二")
    run.submit("u", "甲", opinion="一")
    assert run.status == "completed" and run.data == {"items": ["甲", "乙"], "out": ["一", "二"]}
