"""`simulate`: what may be written on the command line, and what it prints."""
import io
import json
import subprocess
import sys

import pytest

from app.cli.__main__ import main
from app.kernel.place import ROOT
from tests.engine.diagram import (MESSAGE, SIGNAL, boundary, element, end, flow, process, script, start, timer, user)

CATCHES = process(start(), element("intermediateCatchEvent", "m", MESSAGE), element("intermediateCatchEvent", "g", SIGNAL), user("u"), user("v"),
                  end(), flow("s", "m", "g", "u", "v", "e"))


@pytest.fixture
def simulate(tmp_path, capsys):
    """Runs the command on a diagram: (status, outcome or what was printed, standard error)."""
    def run(content: bytes, *options: str):
        path = tmp_path / "x.bpmn"
        path.write_bytes(content)
        capsys.readouterr()
        try:
            status = main(["simulate", str(path), *options])
        except SystemExit as left:
            status = left.code
        said = capsys.readouterr()
        return status, json.loads(said.out) if "--json" in options and said.out else said.out, said.err
    return run


def test_messages_signals_submits_and_time_come_in_the_order_written(simulate):
    _status, outcome, err = simulate(CATCHES, "--json", "--message", 'msg={"a": 1}', "--signal", 'sig={"b": 2}', "--submit", 'u={"c": 3}', "--submit", "v")
    assert outcome["state"] == "completed" and outcome["data"] == {"a": 1, "b": 2, "c": 3} and err == ""


def test_a_message_waits_for_its_receiver_and_a_signal_does_not(simulate):
    _status, outcome, _err = simulate(CATCHES, "--json", "--signal", "sig", "--message", "msg")
    assert [w["id"] for w in outcome["waiting"]] == ["g"]


def test_a_submit_names_its_task_in_any_of_three_ways(simulate):
    content = process(start(), '<parallelGateway id="g"/>', user("a"), user("b"), end(), flow("s", "g", "a", "e"), flow("g", "b", "e"))
    for written in ('b={"x": 1}', '{"task": "b", "data": {"x": 1}}', '{"task": "b", "x": 1}'):
        outcome = simulate(content, "--json", "--submit", written)[1]
        assert [w["id"] for w in outcome["waiting"]] == ["a"] and outcome["data"] == {"x": 1}


def test_several_submits_may_follow_one_option_and_the_file_may_come_last(simulate, tmp_path, capsys):
    content = process(start(), user("a"), user("b"), end(), flow("s", "a", "b", "e"))
    assert simulate(content, "--json", "--submit", '{"x": 1}', '{"y": 2}')[1]["data"] == {"x": 1, "y": 2}
    path = tmp_path / "last.bpmn"
    path.write_bytes(content)
    assert main(["simulate", "--json", "--submit", '{"x": 1}', '{"y": 2}', str(path)]) == 0
    assert json.loads(capsys.readouterr().out)["data"] == {"x": 1, "y": 2}


def test_without_a_file_there_is_nothing_to_run(capsys):
    assert main(["simulate", "--json"]) == 1 and ".bpmn" in capsys.readouterr().err


def test_what_is_submitted_to_nobody_is_said(simulate):
    status, outcome, err = simulate(process(start(), end(), flow("s", "e")), "--json", "--submit", '{"x": 1}')
    assert status == 0 and outcome["state"] == "completed" and '{"x": 1}' in err


def test_a_date_that_is_past_happens_at_once_and_a_later_one_when_the_clock_is_turned(simulate):
    content = process(start(), element("intermediateCatchEvent", "t", timer("2026-03-01T12:00:00Z", "timeDate")), end(), flow("s", "t", "e"))
    assert simulate(content, "--json", "--now", "2026-03-02")[1]["state"] == "completed"
    waits = simulate(content, "--json", "--now", "2026-03-01T11:00:00+00:00")[1]
    assert (waits["state"], waits["waiting"][0]["due_at"]) == ("waiting", "2026-03-01T12:00:00+00:00")
    assert simulate(content, "--json", "--now", "2026-03-01T11:00:00+00:00", "--advance", "PT1H")[1]["state"] == "completed"


def test_a_boundary_event_listens_and_does_not_wait(simulate):
    content = process(start(), user("u"), boundary("t", "u", timer("PT1H")), end(), end("e2"), flow("s", "u", "e"), flow("t", "e2"))
    outcome = simulate(content, "--json")[1]
    assert ([w["id"] for w in outcome["waiting"]], [w["id"] for w in outcome["listening"]]) == (["u"], ["t"])


def test_a_join_that_lacks_a_token_is_told_as_held(simulate):
    content = process(start(), '<exclusiveGateway id="x" default="f"/><parallelGateway id="j"/>', script("a"), script("b"), end(),
                      flow("s", "x"), flow("x", "a", id="f"), flow("x", "b", when="false"), flow("a", "j"), flow("b", "j", "e"))
    outcome = simulate(content, "--json")[1]
    assert (outcome["state"], outcome["waiting"], outcome["held"]) == ("waiting", [], ["j"])


def test_data_may_come_from_a_file_and_the_diagram_from_standard_input(simulate, tmp_path, monkeypatch, capsys):
    (tmp_path / "data.json").write_text('{"n": 2}')
    content = process(start(), script("a", "{n: n * 2}"), end(), flow("s", "a", "e"))
    assert simulate(content, "--json", "--data", f"@{tmp_path / 'data.json'}")[1]["data"] == {"n": 4}
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(content)))
    assert main(["simulate", "-", "--json", "--data", '{"n": 1}']) == 0
    assert json.loads(capsys.readouterr().out)["data"] == {"n": 2}


@pytest.mark.parametrize("options, said", [
    (["--advance=-PT1H"], "--advance"), (["--advance", "1h"], "--advance"), (["--now", "yesterday"], "--now"), (["--submit", "m=1"], "JSON 对象"),
    (["--submit", "nobody"], "nobody"), (["--message", "msg={"], "不是 JSON"), (["--process", "q"], "q"), (["--data", "@gone.json"], "不能读取")])
def test_what_cannot_be_understood_is_refused_with_a_sentence(simulate, options, said):
    status, out, err = simulate(CATCHES, *options)
    assert status == 1 and out == "" and said in err


def test_the_command_itself_answers_with_one_line_of_json(tmp_path):
    path = tmp_path / "x.bpmn"
    path.write_bytes(CATCHES)
    done = subprocess.run([sys.executable, "-m", "app.cli", "simulate", str(path), "--json", "--message", "msg"], cwd=ROOT, capture_output=True, timeout=60)
    assert done.returncode == 0 and json.loads(done.stdout)["waiting"][0]["id"] == "g" and len(done.stdout.splitlines()) == 1


def test_a_refused_diagram_prints_nothing_but_its_problems(tmp_path):
    path = tmp_path / "x.bpmn"
    path.write_bytes(process(start(), user("u"), flow("s", "nobody")))
    done = subprocess.run([sys.executable, "-m", "app.cli", "simulate", str(path), "--json"], cwd=ROOT, capture_output=True, timeout=60)
    assert (done.returncode, done.stdout) == (1, b"") and b"x.bpmn" in done.stderr


@pytest.mark.parametrize(("option", "value"), [("--advance", "P3000000D"), ("--advance", "PT" + "9" * 400 + "S"), ("--advance", "P99999999999Y"), ("--advance", "soon"), ("--data", "{"), ("--data", "[1]"),
                                               ("--data", '{"a":' * 5000 + "1" + "}" * 5000), ("--data", '{"x": "\\ud800"}'), ("--data", '{"x": "a\\u0000"}'), ("--data", '{"\\u0001": 1}'), ("--data", '{"n": 1e999}'), ("--process", "nobody")])
def test_what_cannot_be_meant_is_a_sentence_and_no_traceback(option, value, tmp_path):
    diagram = tmp_path / "x.bpmn"
    diagram.write_bytes(process(start(), user("u"), end(), flow("s", "u", "e")))
    done = subprocess.run([sys.executable, "run.py", "simulate", str(diagram), f"{option}={value}"], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.returncode == 1 and "Traceback" not in done.stderr and done.stderr.strip()
