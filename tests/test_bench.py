"""The bench measures what it says it does. Its figures are never asserted: a busy machine is no fault."""
import json
import re

import pytest
from lxml import etree
from sqlalchemy import select, text

from app.audit.operations import verify
from app.audit.queries import history
from app.cases.model import Case, Submission
from app.cases.running import LIVE
from app.cli.__main__ import main
from app.cli.bench import CHAIN12, chain, over_http
from app.cli.bench.measuring import KEYS, Bench, Counter, Tally, median
from app.engine import check_files
from app.kernel import logging
from app.kernel.database import Database

SHORT = b"""<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
  xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" id="d" targetNamespace="t">
<bpmn:process id="Two" isExecutable="true">
  <bpmn:startEvent id="s"/><bpmn:sequenceFlow id="f1" sourceRef="s" targetRef="a"/>
  <bpmn:userTask id="a" name="A"><bpmn:documentation>first</bpmn:documentation></bpmn:userTask>
  <bpmn:sequenceFlow id="f2" sourceRef="a" targetRef="b"/>
  <bpmn:userTask id="b" name="B"/><bpmn:sequenceFlow id="f3" sourceRef="b" targetRef="e"/>
  <bpmn:endEvent id="e"/>
</bpmn:process></bpmn:definitions>"""


@pytest.fixture
def bench(tmp_path):
    """A bench over the short chain, prepared."""
    database = Database(f"sqlite:///{tmp_path}/bench.db")
    bench = Bench(database, chain.adapt(SHORT))
    bench.prepare()
    yield bench
    database.dispose()


@pytest.fixture
def short(tmp_path):
    path = tmp_path / "short.bpmn"
    path.write_bytes(SHORT)
    yield path
    logging.unhook()


def conditions(content: bytes) -> list[str]:
    return [c.text for c in etree.fromstring(content).iter(f"{{{chain.BPMN}}}conditionExpression")]


def test_the_chain_that_comes_with_the_product_can_be_published_once_it_says_who_does_its_tasks():
    diagram = chain.adapt(CHAIN12.read_bytes())
    assert (diagram.process_id, diagram.tasks) == ("Process_chain12", 12)
    assert [p for p in check_files(diagram.files) if p.level == "error"] == []


def test_python_spellings_in_conditions_become_feel():
    assert conditions(chain.adapt(CHAIN12.read_bytes()).files["chain.bpmn"]) == ["amount > 1000", "urgent = true", "accepted = true"]


def test_what_a_diagram_already_says_about_a_task_is_kept():
    said = SHORT.replace(b'<bpmn:userTask id="b" name="B"/>', b"""<bpmn:userTask id="b" name="B"><bpmn:extensionElements>
      <s:properties xmlns:s="http://spiffworkflow.org/bpmn/schema/1.0/core"><s:property name="role" value="officer"/></s:properties>
      </bpmn:extensionElements></bpmn:userTask>""")
    root = etree.fromstring(chain.adapt(said).files["chain.bpmn"])
    found = {task.get("id"): {p.get("name"): p.get("value") for p in task.iter(f"{{{chain.SPIFF}}}property")}
             for task in root.iter(f"{{{chain.BPMN}}}userTask")}
    assert found == {"a": {"role": chain.ROLE, "scope": chain.SCOPE}, "b": {"role": "officer", "scope": chain.SCOPE}}


@pytest.mark.parametrize("content, why", [
    (b"<bpmn", "XML"), (SHORT.replace(b"userTask", b"manualTask"), "用户任务"), (SHORT.replace(b"true", b"false"), "可执行")])
def test_a_file_that_is_no_chain_is_refused_with_the_reason(content, why):
    with pytest.raises(chain.NotAChain, match=why):
        chain.adapt(content)


def test_the_payload_of_twelve_tasks_is_that_of_the_method():
    steps = [chain.payload(1, step) for step in range(1, 13)]
    assert all(len(steps[k - 1][f"t{k:02d}"]["note"]) == 100 for k in range(1, 13))
    extra = {name: value for step in steps for name, value in step.items() if not re.fullmatch(r"t\d\d", name)}
    assert extra == {"amount": 1250, "urgent": True, "accepted": True}
    assert sum(len(json.dumps(step)) for step in steps) == 2114


def test_every_measured_case_runs_to_its_end_with_its_submissions_and_an_unbroken_trace(bench):
    bench.run(2)
    with bench.database.read() as session:
        cases = list(session.scalars(select(Case)))
        assert [(c.status, c.end_state) for c in cases] == [("ended", "terminated")] * 3     # one of them to warm up
        assert len(list(session.scalars(select(Submission)))) == 3 * 2
        assert [line.tag for line in history(session, cases[0].id)] == ["case:opened", "task:submitted", "task:submitted", "case:ended"]
        assert verify(session).whole


def test_a_completion_is_one_commit(bench):
    figures = bench.run(10)         # enough that a file of whole pages has grown
    assert tuple(figures) == KEYS
    assert figures["commits_per_completion"] == 1
    assert figures["sql_per_completion"] > 1 and figures["bytes_per_case"] > 0


def test_a_completion_is_at_most_eight_statements_and_a_finished_case_of_twelve_tasks_at_most_six_thousand_bytes(tmp_path):
    database = Database(f"sqlite:///{tmp_path}/bench.db")
    bench = Bench(database, chain.adapt(CHAIN12.read_bytes()))
    bench.prepare()
    figures = bench.run(20)
    assert figures["sql_per_completion"] <= 8 and figures["bytes_per_case"] <= 6000
    database.dispose()


def test_warm_runs_keep_live_instances_and_cold_ones_none(short, monkeypatch):
    kept = []
    monkeypatch.setattr(Bench, "run", lambda self, cases: kept.append(LIVE.limit) or dict.fromkeys(KEYS, 1.0))
    assert main(["bench", "chain12", "--file", str(short), "--cases", "1", "--runs", "2", "--json"]) == 0
    assert kept == [256, 256, 0, 0] and LIVE.limit == 256


def test_statements_are_counted_without_begin_and_an_executemany_once(tmp_path):
    database = Database(f"sqlite:///{tmp_path}/counted.db")
    counter, tally = Counter(database), Tally()
    with tally.step(counter), database.begin() as session:
        session.execute(text("CREATE TABLE t (a INTEGER)"))
        session.execute(text("INSERT INTO t VALUES (:a)"), [{"a": 1}, {"a": 2}, {"a": 3}])
    assert (tally.sql, tally.commits, len(tally.wall)) == (2, 1, 1)
    database.dispose()


def test_percentiles_are_by_the_nearest_rank():
    tally = Tally(wall=[ms / 1000 for ms in range(20, 0, -1)])
    assert (tally.percentile(0.5), tally.percentile(0.95)) == (pytest.approx(10), pytest.approx(19))


def test_the_median_is_taken_of_each_figure_by_itself():
    runs = [dict.fromkeys(KEYS, 1.0) | {"p50_ms": 9.0}, dict.fromkeys(KEYS, 3.0) | {"p50_ms": 1.0}, dict.fromkeys(KEYS, 2.0)]
    assert median(runs) == dict.fromkeys(KEYS, 2.0)


def test_json_has_exactly_the_figures_asked_for(short, capsys):
    assert main(["bench", "chain12", "--file", str(short), "--cases", "1", "--runs", "1", "--json"]) == 0
    result = json.loads(capsys.readouterr().out)
    assert set(result) == {"median", "cold", "runs"}
    assert all(set(result[mode]) == set(KEYS) for mode in ("median", "cold"))
    assert [run["mode"] for run in result["runs"]] == ["median", "cold"]


def test_the_table_has_the_peers_and_the_wanted_figures_beside(short, capsys):
    assert main(["bench", "chain12", "--file", str(short), "--cases", "1", "--runs", "1"]) == 0
    out = capsys.readouterr().out
    line = next(line for line in out.splitlines() if line.startswith("办完 项/秒"))
    assert all(figure in line for figure in ("≥ 400", "≥ 250", "10.8"))


def test_over_http_the_same_cases_run_to_their_end_through_the_api_and_the_page(short, capsys):
    assert main(["bench", "chain12", "--file", str(short), "--cases", "1", "--runs", "1", "--http", "--json"]) == 0
    result = json.loads(capsys.readouterr().out)
    assert set(result["http"]) == {"api", "page", "page_and_inbox"}
    assert all(set(figures) == set(over_http.KEYS) and figures["completions_per_s"] > 0 for figures in result["http"].values())


def test_what_a_browser_types_is_the_payload():
    typed = [chain.typed(7, step) for step in range(1, 13)]
    assert all(set(one) <= set(chain.FIELDS) for one in typed)
    assert typed[2]["amount"] == "1250" and typed[5]["urgent"] == typed[0]["ok"] == "on" and typed[0]["case_no"] == "A-0000007"


def test_on_postgresql_the_bench_leaves_no_database_behind(postgresql_server, short, capsys):
    command = ["bench", "chain12", "--file", str(short), "--cases", "1", "--runs", "1", "--database", postgresql_server, "--json"]
    assert main(command) == 0
    assert json.loads(capsys.readouterr().out)["median"]["commits_per_completion"] == 1
    server = Database(postgresql_server)
    with server.read() as session:
        assert session.scalar(text("SELECT count(*) FROM pg_database WHERE datname LIKE 'zfl_bench%'")) == 0
    server.dispose()


@pytest.mark.parametrize("argv, said", [(["--database", "sqlite:///somewhere.db"], "PostgreSQL"), (["--file", "nowhere.bpmn"], "nowhere.bpmn")])
def test_what_cannot_be_measured_is_said_in_a_sentence(argv, said, capsys):
    assert main(["bench", "chain12", *argv]) == 1
    err = capsys.readouterr().err
    assert said in err and "Traceback" not in err
    logging.unhook()
