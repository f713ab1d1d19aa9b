"""Tokens put elsewhere by hand: earlier, later, in branches, in instances, into and out of sub-processes."""
import pytest

from app.engine import places, rehearse
from app.engine.contract import EngineError, Move
from tests.engine.diagram import (SIGNAL, boundary, each, end, event_sub, flow, process, processes, script, service, start, sub, timer, user)
from tests.engine.driver import Run

LINE = process(start(), user("a"), user("b"), user("c"), end(), flow("s", "a", "b", "c", "e"))
BRANCHES = process(start(), '<parallelGateway id="g"/><parallelGateway id="j"/>', user("a"), user("b"), user("x"), user("c"), end(),
                   flow("s", "x", "g", "a", "j"), flow("g", "b", "j", "c", "e"))
INSIDE = process(start(), user("a"), sub("sp", start("ss"), user("i1"), user("i2"), end("se"), flow("ss", "i1", "i2", "se")), boundary("late", "sp", timer("PT1H")),
                 user("b"), end(), end("le"), flow("s", "a", "sp", "b", "e"), flow("late", "le"))


def at(run, node, rounds=False):
    return next(p.task for p in places(run.bundle, run.state) if p.node == node and bool(p.rounds) == rounds)


def move(run, nodes, *to, process_id="p"):
    return run.do(Move(tuple(at(run, n) for n in nodes), tuple((process_id, t) for t in to)))


@pytest.mark.parametrize("node, to", [("b", "a"), ("b", "c"), ("b", "b")])
def test_a_token_goes_back_forward_or_begins_again(node, to):
    run = Run(LINE).submit("a")
    before = run.task("b").id
    move(run, [node], to)
    assert run.open == [to] and run.task(to).id != before
    assert [(c.id, c.reason) for c in run.last.closed] == [(before, "cancelled")]
    while run.status == "running":
        run.submit(run.open[0])
    assert run.status == "completed"


def test_all_branches_may_go_back_to_before_they_parted():
    run = Run(BRANCHES).submit("x")
    move(run, ["a", "b"], "x")
    assert run.open == ["x"]
    run.submit("x").submit("a").submit("b").submit("c")
    assert run.status == "completed"


def test_a_branch_that_leaves_alone_leaves_a_join_waiting_and_that_is_told_before():
    run = Run(BRANCHES).submit("x")
    made = rehearse(run.bundle, run.state, Move((at(run, "a"),), (("p", "x"),)), now=run.now)
    assert [w.node for w in made.warned] == ["j"]       # b comes twice then, a once
    made = rehearse(run.bundle, run.state, Move((at(run, "a"),), (("p", "c"),)), now=run.now)
    assert [w.node for w in made.warned] == ["j"] and "“a”" in made.warned[0].sentence


def test_one_branch_may_be_moved_inside_its_own():
    content = process(start(), '<parallelGateway id="g"/><parallelGateway id="j"/>', user("a1"), user("a2"), user("b"), end(),
                      flow("s", "g", "a1", "a2", "j", "e"), flow("g", "b", "j"))
    run = Run(content)
    made = rehearse(run.bundle, run.state, Move((at(run, "a1"),), (("p", "a2"),)), now=run.now)
    assert made.warned == [] and [t.node for t in made.advance.opened] == ["a2"]
    move(run, ["a1"], "a2").submit("a2").submit("b")
    assert run.status == "completed"


def test_out_of_a_sub_process_takes_its_boundary_along_and_into_it_arms_it():
    run = Run(INSIDE).submit("a")
    assert [t.node for t in run.standing.timers] == ["late"]
    move(run, ["i1"], "b")
    assert run.open == ["b"] and run.standing.timers == []
    move(run, ["b"], "i2")
    assert run.open == ["i2"] and [t.node for t in run.standing.timers] == ["late"]
    run.submit("i2").submit("b")
    assert run.status == "completed"


def test_inside_a_sub_process_its_room_stays():
    run = Run(INSIDE).submit("a")
    timer_before = run.standing.timers
    move(run, ["i1"], "i2")
    assert run.open == ["i2"] and run.standing.timers == timer_before


def test_one_of_several_instances_is_withdrawn_and_the_others_finish():
    run = Run(process(start(), user("m", each("items", "dept")), user("b"), end(), flow("s", "m", "b", "e")), data={"items": ["水务", "规自", "交通"]})
    first = run.task("m", item="规自").id
    run.do(Move((first,), (("p", "b"),)))
    assert run.open == ["b", "m", "m"] and {t.item for t in run.standing.tasks if t.node == "m"} == {"水务", "交通"}
    run.submit("m").submit("m")
    assert run.open == ["b", "b"]


def test_the_last_of_several_instances_takes_the_activity_along():
    run = Run(process(start(), user("m", each(count=2)), user("b"), end(), flow("s", "m", "b", "e")))
    run.submit("m")
    run.do(Move((at(run, "m"),), (("p", "b"),)))
    assert run.open == ["b"]
    run.submit("b")
    assert run.status == "completed"


def test_in_an_instance_that_is_a_sub_process_only_that_instance_is_moved():
    body = sub("m", start("ms"), user("u1"), user("u2"), end("me"), flow("ms", "u1", "u2", "me"), loop=each("items", "dept"))
    run = Run(process(start(), body, user("b"), end(), flow("s", "m", "b", "e")), data={"items": ["水务", "规自"]})
    run.do(Move((run.task("u1", item="规自").id,), (("p", "u2"),)))
    assert [(t.node, t.item) for t in sorted(run.standing.tasks, key=lambda t: t.node)] == [("u1", "水务"), ("u2", "规自")]
    run.submit("u2").submit("u1").submit("u2").submit("b")
    assert run.status == "completed"


def test_the_next_in_a_sequence_begins_when_the_one_before_is_withdrawn():
    run = Run(process(start(), user("m", each("items", "dept", sequential=True)), user("b"), end(), flow("s", "m", "b", "e")), data={"items": ["水务", "规自"]})
    run.do(Move((at(run, "m"),), (("p", "b"),)))
    assert [(t.node, t.item) for t in run.standing.tasks] == [("m", "规自"), ("b", None)] or {(t.node, t.item) for t in run.standing.tasks} == {("m", "规自"), ("b", None)}


def test_the_whole_of_a_multi_instance_can_be_moved():
    run = Run(process(start(), user("m", each(count=3)), user("b"), end(), flow("s", "m", "b", "e")))
    run.do(Move((at(run, "m", rounds=True),), (("p", "b"),)))
    assert run.open == ["b"]


def test_out_of_a_called_process_to_its_caller():
    run = Run(processes(p=start() + '<callActivity id="c" calledElement="q"/>' + user("b") + end() + flow("s", "c", "b", "e"),
                        q=start("qs") + user("w") + end("qe") + flow("qs", "w", "qe")))
    move(run, ["w"], "b")
    assert run.open == ["b"]


def test_a_room_that_an_event_took_over_goes_on_when_its_work_is_put_back():
    run = Run(process(start(), user("a"), end(), event_sub("es", SIGNAL, user("h"), end("he"), flow("es_start", "h", "he")), flow("s", "a", "e")))
    run.signal()
    assert run.open == ["h"]
    move(run, ["h"], "a")
    assert run.open == ["a"] and [r.node for r in run.standing.signals] == ["es"]


REFUSED = [
    (BRANCHES, ["x"], "j", "汇合处"), (INSIDE, ["a"], "late", "边界事件"), (LINE, ["a"], "nowhere", "没有环节"),
    (process(start(), user("a"), sub("m", start("ms"), user("u"), end("me"), flow("ms", "u", "me"), loop=each(count=2)), end(), flow("s", "a", "m", "e")), ["a"], "u", "从外面进不去"),
    (process(start(), user("a"), end(), event_sub("es", SIGNAL, user("h"), end("he"), flow("es_start", "h", "he")), flow("s", "a", "e")), ["a"], "es", "事件子流程"),
]


@pytest.mark.parametrize("content, nodes, to, why", REFUSED)
def test_where_no_token_can_be_put_says_why_and_nothing_happens(content, nodes, to, why):
    run = Run(content)
    state = run.state
    with pytest.raises(EngineError) as refused:
        move(run, nodes, to)
    assert why in refused.value.sentence and run.state == state


def test_a_rehearsal_calls_no_service_and_says_which_it_would_call():
    called = []
    run = Run(process(start(), user("a"), service("do", "work"), user("b"), end(), flow("s", "a", "do", "b", "e")), services={"work": lambda: called.append(1)})
    made = rehearse(run.bundle, run.state, Move((at(run, "a"),), (("p", "do"),)), now=run.now)
    assert called == [] and [i.node for i in made.calls] == ["do"] and made.advance.incidents == []
    move(run, ["a"], "do")
    assert called == [1] and run.open == ["b"]


def test_what_the_old_place_had_armed_is_disarmed_and_told():
    run = Run(process(start(), user("a"), boundary("t", "a", timer("PT1H"), interrupting=False), script("z"), user("b"), end(), end("te"), flow("s", "a", "b", "e"), flow("t", "z", "te")))
    [armed] = run.standing.timers
    move(run, ["a"], "b")
    assert run.last.timers_cleared == [armed.id] and run.standing.timers == []
