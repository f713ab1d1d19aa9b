"""Instances kept for their next command: nobody can tell the difference, and nothing goes stale."""
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from app.engine import Live, advance, compile_bundle
from app.engine.contract import EngineError, Start, Submit
from tests.engine.diagram import definitions, end, flow, start
from tests.engine.driver import MONDAY, Run
from tests.engine.test_random import MOST_STEPS, diagrams, next_step

CHAIN = definitions("<process id='p'>" + start() + "<userTask id='a'/><userTask id='b'/>" + end()
                    + flow("s", "a") + flow("a", "b") + flow("b", "e") + "</process>")


@pytest.fixture
def chain():
    bundle = compile_bundle({"test.bpmn": CHAIN})
    return bundle, advance(bundle, None, Start("p"), now=MONDAY).state


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck), print_blob=True)
@given(diagrams(), st.data())
def test_a_live_instance_does_on_any_path_what_one_read_from_its_state_does(content, data):
    run, live = Run(content, data={"n": 0}), Live(4)
    for _step in range(MOST_STEPS):
        if run.status != "running":
            break
        before, command = run.state, next_step(run, data.draw)
        cold = run.do(command).last
        warm = advance(run.bundle, before, command, now=run.now, live=live)
        assert replace(warm, data={}) == replace(cold, data={}) and warm.data == cold.data


def test_the_next_command_finds_the_instance_and_takes_it_away(chain):
    bundle, state = chain
    live = Live(2)
    after = advance(bundle, state, Submit("2", {"x": 1}), now=MONDAY, live=live)
    assert len(live) == 1
    top = live.take(bundle, after.state)
    assert top.scopes.root.vars["x"] == 1 and top.services == {} and top.record is None
    assert live.take(bundle, after.state) is None and len(live) == 0


def test_an_instance_is_kept_for_its_bundle_only(chain):
    bundle, state = chain
    live = Live(2)
    after = advance(bundle, state, Submit("2"), now=MONDAY, live=live)
    other = compile_bundle({"test.bpmn": CHAIN.replace(b"id='b'", b"id='b' name='other'")})
    assert live.take(other, after.state) is None


def test_a_refused_command_leaves_nothing_behind(chain):
    bundle, state = chain
    live = Live(2)
    after = advance(bundle, state, Submit("2", {"x": 1}), now=MONDAY, live=live)
    with pytest.raises(EngineError):
        advance(bundle, after.state, Submit("99", {"x": 2}), now=MONDAY, live=live)
    again = advance(bundle, after.state, Submit(after.opened[0].id), now=MONDAY, live=live)
    assert again.status == "completed" and again.data == {"x": 1} and len(live) == 0


def test_those_used_last_are_kept_and_none_where_none_is_wanted(chain):
    bundle, state = chain
    live = Live(3)
    states = [advance(bundle, state, Submit("2", {"x": n}), now=MONDAY, live=live).state for n in range(5)]
    assert [live.take(bundle, s) is not None for s in states] == [False, False, True, True, True]
    live.resize(0)
    advance(bundle, state, Submit("2"), now=MONDAY, live=live)
    assert len(live) == 0
