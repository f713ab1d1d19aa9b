"""What can be read from a stored state."""
from app.engine import positions, visible
from tests.engine.diagram import (MESSAGE, SIGNAL, boundary, each, element, end, event_sub, flow, process, processes, start, sub, timer, user)
from tests.engine.driver import Run


def test_an_instance_stands_where_its_tokens_are():
    content = processes(p=start() + '<parallelGateway id="g"/>' + user("u") + boundary("t", "u", timer("PT1H")) + '<callActivity id="c" calledElement="q"/>' + end() + end("late")
                        + flow("s", "g", "u", "e") + flow("g", "c", "e") + flow("t", "late") + event_sub("es", SIGNAL, end("he"), flow("es_start", "he")),
                        q=start("qs") + user("w", each(count=3)) + end("qe") + flow("qs", "w", "qe"))
    run = Run(content)
    assert positions(run.bundle, run.state) == {"p": {"u": 1, "c": 1}, "q": {"w": 3}}
    assert run.cancel().status == "cancelled" and positions(run.bundle, run.state) == {}


def test_a_task_sees_its_items_data_over_those_of_the_instance():
    body = sub("m", start("ms"), user("u"), end("me"), flow("ms", "u", "me"), loop=each("items", "dept"))
    run = Run(process(start(), body, end(), flow("s", "m", "e")), data={"items": ["水务"], "n": 1})
    assert visible(run.bundle, run.state, run.task("u").id) == {"items": ["水务"], "n": 1, "dept": "水务"}


def test_everything_that_is_waited_for_is_told():
    run = Run(process(start(), '<eventBasedGateway id="g"/>', element("intermediateCatchEvent", "m", MESSAGE), element("intermediateCatchEvent", "t", timer("PT1H")),
                      element("intermediateCatchEvent", "k", SIGNAL), end(), flow("s", "g"), *(flow("g", n, "e") for n in "mtk")))
    stands = run.standing
    assert [r.node for r in stands.receivers] == ["m"] and [t.node for t in stands.timers] == ["t"]
    assert [(r.node, r.message) for r in stands.signals] == [("k", "sig")]
