"""What a hostile diagram may cost: work, tokens, data and time are bounded, and the case stands where it stood."""
import pytest

from app.engine.contract import EngineError
from app.engine.limits import Limits
from tests.engine.diagram import SIGNAL, boundary, each, element, end, event_sub, flow, process, processes, script, start, sub, timer, user
from tests.engine.driver import Run

TIGHT = Limits(steps=2_000, tokens=500, instances=50, state_bytes=20_000)
COUNTING = ('<exclusiveGateway id="m"/><exclusiveGateway id="x" default="d"/>' + script("a", "{l: concatenate(l, l)}") + end()
            + flow("s", "m", "a", "x") + flow("x", "m", when="count(l) &lt; 100000") + flow("x", "e", id="d"))
FLOODS = {
    "a fork bomb": process(start(), '<exclusiveGateway id="m"/><parallelGateway id="g"/>', script("a"), end(), flow("s", "m", "a", "g"), flow("g", "m"), flow("g", "m"), flow("g", "e")),
    "tokens by quantity": process(start(), element("task", "a", completionQuantity=50), element("task", "b", completionQuantity=50), end(), flow("s", "a", "b", "e")),
    "instances in instances": process(start(), sub("m", start("ms"), user("u", each(count=40)), end("me"), flow("ms", "u", "me"), loop=each(count=40)), end(), flow("s", "m", "e")),
    "data that double": process(start(), COUNTING),
}


@pytest.mark.parametrize("flood", FLOODS)
def test_a_flood_is_refused_as_a_whole(flood):
    with pytest.raises(EngineError) as refused:
        Run(FLOODS[flood], data={"l": ["甲乙丙"]}, limits=TIGHT)
    assert refused.value.code == "too_large" and refused.value.sentence


def test_signals_that_call_one_another_come_to_rest():
    echo = event_sub("es", SIGNAL, element("intermediateThrowEvent", "t2", SIGNAL), end("he"), flow("es_start", "t2", "he"), interrupting=False)
    run = Run(process(start(), element("intermediateThrowEvent", "t", SIGNAL), user("u"), end(), flow("s", "t", "u", "e"), echo), limits=TIGHT)
    assert run.open == ["u"] and {i.code for i in run.last.incidents} == {"err_endless"}


def test_a_timer_that_is_always_due_is_stopped():
    run = Run(process(start(), '<exclusiveGateway id="m"/><exclusiveGateway id="x" default="again"/>', element("intermediateCatchEvent", "c", timer("PT0S")), end(),
                      flow("s", "m", "c", "x"), flow("x", "e", when="false"), flow("x", "m", id="again")), limits=TIGHT)
    run.wait(seconds=1)
    assert run.status == "running" and len(run.last.steps) < 5_000


def test_a_backlog_of_timers_is_worked_off_in_portions():
    body = sub("m", start("ms"), user("u"), boundary("t", "u", timer("R100/PT1M", "timeCycle"), interrupting=False), script("remind"), end("e2"), end("me"),
               flow("ms", "u", "me"), flow("t", "remind", "e2"), loop=each(count=20))
    run = Run(process(start(), body, end(), flow("s", "m", "e")), limits=TIGHT)
    run.wait(days=1)
    portions = 1
    while run.standing.timers:
        run.wait()
        portions += 1
    assert run.log.count("remind") == 2_000 and portions > 3


def test_too_many_instances_are_an_incident_before_any_of_them_begins():
    run = Run(process(start(), user("u", each("l")), end(), flow("s", "u", "e")), data={"l": list(range(51))}, limits=TIGHT)
    assert run.last.incidents[0].code == "err_too_many" and run.open == []


def test_calls_nest_only_so_deep():
    chain = {f"p{i}": start(f"s{i}") + f'<callActivity id="c{i}" calledElement="p{i + 1}"/>' + end(f"e{i}") + flow(f"s{i}", f"c{i}", f"e{i}") for i in range(8)}
    content = processes(**chain, p8=start("s8") + end("e8") + flow("s8", "e8"))
    assert Run(content, "p0").status == "completed"
    assert Run(content, "p0", limits=Limits(calls=5)).last.incidents[0].code == "err_depth"
