"""Every demand of the standard in `conformance/`, through the function behind `simulate`, and a few through the command itself."""
import json
import re
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.engine import advance
from app.engine import simulate as simulation
from app.engine.live import Live
from app.engine.simulate import simulate
from app.kernel.place import ROOT
from tests.engine.conformance import activities, compensation, corners, data, events, files, gateways, patterns
from tests.engine.conformance.case import Case, check, in_order

ALL: list[Case] = [*gateways.CASES, *activities.CASES, *events.CASES, *compensation.CASES, *data.CASES, *patterns.CASES, *files.CASES,
                   *corners.CASES]


@pytest.mark.parametrize("case", ALL, ids=lambda c: f"{c.clause} {c.name}")
def test_it_is_as_the_standard_has_it(case):
    check(case)


@pytest.mark.parametrize("case", ALL, ids=lambda c: f"{c.clause} {c.name}")
def test_it_is_so_for_instances_that_are_kept_between_commands(case, monkeypatch):
    monkeypatch.setattr(simulation, "advance", partial(advance, live=Live(1_000)))
    check(case)


def test_every_case_has_a_name_of_its_own_and_a_clause():
    names = [c.name for c in ALL]
    assert len(set(names)) == len(names) > 350
    assert all(re.fullmatch(r"\d+(\.\d+)*", c.clause) for c in ALL)


@pytest.mark.parametrize("wrong", [{"done": "b a"}, {"state": "waiting"}, {"waiting": "a"}, {"data": {"x": 1}}, {"done": "a"}, {"cancelled": "a"}])
def test_a_run_that_is_otherwise_is_told(wrong):
    case = Case("a then b", "13.3.1", gateways.line(gateways.task("a"), gateways.task("b")), "a b")
    check(case)
    with pytest.raises(AssertionError):
        check(replace(case, **wrong))


@pytest.mark.parametrize("lines, wanted, fits", [
    ("a b c", "a b c", True), ("a c b", "a (b c)", True), ("c a b", "a (b c)", False), ("a b", "a (b c)", False), ("a b c c", "a (b c)", False),
    ("b a a b", "(a b) (a b)", True), ("", "", True), ("a", "", False)])
def test_an_order_is_kept_between_groups_and_free_inside_them(lines, wanted, fits):
    assert in_order(lines.split(), wanted) is fits


OPTIONS = {"submit": lambda value: f"{value[0]}={json.dumps(value[1])}", "advance": str, "signal": lambda value: f"{value[0]}={json.dumps(value[1])}",
           "message": lambda value: f"{value[0]}={json.dumps(value[2])}"}


@pytest.mark.parametrize("case", ALL[::40], ids=lambda c: c.name)
def test_the_command_says_the_same(case, tmp_path):
    path = tmp_path / "x.bpmn"
    path.write_bytes(case.content)
    options = [part for kind, value in case.do for part in (f"--{kind}", OPTIONS[kind](value))]
    named = ["--process", case.process] if case.process else []
    done = subprocess.run([sys.executable, "-m", "app.cli", "simulate", str(path), "--json", "--now", "2026-01-05T09:00", "--data", json.dumps(case.given),
                           *named, *options], cwd=ROOT, capture_output=True, timeout=60)
    told = json.loads(done.stdout)
    assert done.returncode == 0 and told["state"] == case.state and {k: told["data"].get(k) for k in case.data} == case.data


ANYTHING = st.one_of(
    st.tuples(st.just("submit"), st.fixed_dictionaries({}, optional={"x": st.integers(0, 2), "n": st.none(), "task": st.sampled_from(["a", "u", "e", "nobody"])})),
    st.tuples(st.just("advance"), st.sampled_from(["PT0S", "PT1H", "P1D"])),
    st.tuples(st.just("message"), st.tuples(st.sampled_from(["msg", "msg2", "?"]), st.sampled_from([None, 1]), st.sampled_from([None, {"x": 1}, [1], "text"]))),
    st.tuples(st.just("signal"), st.tuples(st.sampled_from(["sig", "?"]), st.sampled_from([None, {"x": 1}]))))


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(ALL), st.lists(ANYTHING, max_size=6))
def test_whatever_is_done_to_a_diagram_the_simulation_says_how_it_stands(case, actions):
    told = simulate(case.content, process=case.process, data=case.given, actions=actions)
    assert told["state"] in ("completed", "waiting", "error_event", "runtime_error") and (told["error"] is None) == (told["state"] in ("completed", "waiting"))
    assert told["state"] in ("waiting", "runtime_error") or not told["waiting"] and not told["held"]
    entered, left = ([line["id"] for line in told["trace"] if line["event"] == event] for event in ("entered", "completed"))
    assert Counter(left) <= Counter(entered) and [line["at"] for line in told["trace"]] == sorted(line["at"] for line in told["trace"])
    json.dumps(told, default=str)
