"""How often rows fired is counted up from the runs, once each, and told with the newest added."""
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.cases import heat
from app.cases.model import RuleHeat, RuleRun

pytestmark = pytest.mark.both


def run(session, at, bundle=1, **fired):
    session.add(RuleRun(case_id=1, bundle_id=bundle, node="n", decision_id=next(iter(fired), "D"), inputs={}, fired=fired, value=None, at=at))
    session.flush()


@pytest.fixture
def session(database, now):
    with database.begin() as session:
        for minute in range(6):
            run(session, now - timedelta(hours=1) + timedelta(minutes=minute), D=["r1"], E=["x"])
        run(session, now - timedelta(hours=1), bundle=2, D=["r1", "r2"])
        run(session, now, bundle=2, D=["r2"])
        yield session


def told(session, decision="D"):
    found = heat.of(session, decision)
    return dict(found.total), dict(found.runs)


def test_the_answer_is_the_same_before_while_and_after_counting(session, now):
    expected = {"r1": 7, "r2": 2}, {1: 6, 2: 2}
    assert told(session) == expected
    while heat.fold(session, now, most=3):
        assert told(session) == expected
    assert told(session) == expected and heat.of(session, "D").since == now - timedelta(hours=1)


def test_what_is_younger_than_a_command_may_take_is_not_counted_up_yet(session, now):
    assert heat.fold(session, now) == 7
    assert heat.fold(session, now) == 0
    assert heat.fold(session, now + heat.SETTLED) == 1


def test_a_row_is_counted_where_it_fired_and_a_table_that_never_ran_tells_nothing(session, now):
    heat.fold(session, now + heat.SETTLED)
    counted = {(one.bundle, one.decision, one.rule): one.count for one in session.scalars(select(RuleHeat))}
    assert counted == {(1, "D", ""): 6, (1, "D", "r1"): 6, (1, "E", ""): 6, (1, "E", "x"): 6, (2, "D", ""): 2, (2, "D", "r1"): 1, (2, "D", "r2"): 2}
    nothing = heat.of(session, "F")
    assert told(session, "F") == ({}, {}) and nothing.since is None and nothing.full
