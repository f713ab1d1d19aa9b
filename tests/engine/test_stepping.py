"""One case walked by hand: services that answer what they are told, a clock that is turned, called processes that are over at once."""
from datetime import datetime, timedelta

import pytest

from app.engine import compile_bundle
from app.engine.contract import EngineError
from app.engine.stand_ins import StandIns, filled
from app.engine.stepping import Walk
from app.kernel.clock import LOCAL
from tests.engine.diagram import boundary, definitions, element, end, flow, process, script, service, start, timer, user

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=LOCAL)


def walk(content, data=None, **stand_ins) -> Walk:
    made = Walk(compile_bundle({"t.bpmn": content} if isinstance(content, bytes | str) else content), NOON,
                lambda now: {"deadline": lambda code: now + timedelta(days=1)}, StandIns(**stand_ins), {"street": "jiazhen"})
    made.start("p", data or {})
    return made


def open_nodes(made: Walk) -> list[str]:
    return sorted(task.node for task in made.tasks.values())


def submit(made: Walk, node: str, **data):
    made.submit(next(t.id for t in made.tasks.values() if t.node == node), data)


def test_each_action_is_a_turn_with_what_it_brought():
    made = walk(process(start(), user("a"), user("b"), end(), flow("s", "a", "b", "e")))
    submit(made, "a", x=1)
    assert [[s.node for s in turn.steps if s.event == "entered"] for turn in made.turns] == [["s", "a"], ["b"]]
    assert open_nodes(made) == ["b"] and made.positions() == {"p": {"b": 1}}
    submit(made, "b")
    assert (made.status, made.tasks, made.next_due()) == ("completed", {}, None)


def test_timers_fire_at_their_own_instants_while_the_clock_is_turned():
    made = walk(process(start(), user("a"), boundary("t", "a", timer("PT1H"), interrupting=False), user("late"), end(), end("e2"),
                        flow("s", "a", "e"), flow("t", "late", "e2")))
    made.advance_to(NOON + timedelta(hours=3))
    assert made.now == NOON + timedelta(hours=3) and open_nodes(made) == ["a", "late"]
    assert [s.at for s in made.steps() if s.node == "late"] == [NOON + timedelta(hours=1)]


def test_a_clock_does_not_go_back():
    made = walk(process(start(), user("a"), end(), flow("s", "a", "e")))
    made.advance_to(NOON - timedelta(days=1))
    assert made.now == NOON


def test_a_timer_that_never_lets_time_pass_is_refused():
    content = process(start(), '<exclusiveGateway id="m"/><exclusiveGateway id="x" default="again"/>', element("intermediateCatchEvent", "c", timer("PT0S")), end(),
                      flow("s", "m", "c", "x"), flow("x", "e", when="false"), flow("x", "m", id="again"))
    with pytest.raises(EngineError) as refused:
        walk(content).advance_to(NOON + timedelta(hours=1))
    assert refused.value.code == "too_large"


def test_services_are_remembered_with_what_they_were_asked_and_answered():
    content = process(start(), service("look", "look_up", result="found", area="5"), service("quiet", "nothing"), user("a"), end(), flow("s", "look", "quiet", "a", "e"))
    made = walk(content, answers={"look_up": {"twice": "=area * 2", "times": "=call", "street": "=case.street"}}, sight={"case": {"street": "jiazhen"}})
    assert made.data["found"] == {"twice": 10, "times": 1, "street": "jiazhen"}
    assert [(a.service, a.given, a.answer is None) for a in made.stand_ins.asked] == [("look_up", {"area": 5}, False), ("nothing", {}, True)]


def test_a_list_of_answers_is_one_a_call_and_the_last_stays():
    stand_ins = StandIns({"s": [1, 2]})
    assert [stand_ins["s"]() for _ in range(4)] == [1, 2, 2, 2]


def test_an_answer_may_be_an_error_that_the_diagram_catches():
    content = process(start(), service("look", "look_up"), boundary("b", "look", '<errorEventDefinition id="d"/>'), user("caught"), end(), end("e2"),
                      flow("s", "look", "e"), flow("b", "caught", "e2"))
    assert open_nodes(walk(content, answers={"look_up": {"error": "err_x"}})) == ["caught"]


def test_a_called_process_that_is_stood_in_for_is_not_walked_and_hands_back_what_it_is_told():
    called = '<process id="q" isExecutable="true"><startEvent id="qs"/><userTask id="qa"/><endEvent id="qe"/>' + flow("qs", "qa", "qe") + "</process>"
    caller = '<process id="p" isExecutable="true"><startEvent id="s"/><callActivity id="c" calledElement="q"/><userTask id="a"/><endEvent id="e"/>' + flow("s", "c", "a", "e") + "</process>"
    files = {"t.bpmn": definitions(caller + called)}
    assert open_nodes(walk(files)) == ["qa"]
    made = walk(files, {"n": 1}, processes={"q": [{"n": "=n + 1"}]})
    assert open_nodes(made) == ["a"] and made.data["n"] == 2
    assert "qa" not in {s.node for s in made.steps()}


def test_a_failure_is_retried_when_what_it_lacks_is_there():
    made = walk(process(start(), script("x", "{ y: found.n + 1 }"), user("a"), end(), flow("s", "x", "a", "e")))
    assert [i.node for i in made.incidents.values()] == ["x"]
    with pytest.raises(EngineError):
        made.retry("a")
    made.retry("x")
    assert len([i for turn in made.turns for i in turn.incidents]) == 2


@pytest.mark.parametrize("value, given", [("=a + 1", 3), ({"x": ["=a", "b"]}, {"x": [2, "b"]}), ("plain", "plain"), (None, None), ("=\"=\" + \"x\"", "=x")])
def test_texts_that_begin_with_a_sign_of_equality_are_computed(value, given):
    assert filled(value, {"a": 2}) == given


def test_an_expression_that_cannot_be_computed_says_which():
    with pytest.raises(EngineError) as refused:
        filled("=nothing", {})
    assert "“=nothing”算不出来" in refused.value.sentence
