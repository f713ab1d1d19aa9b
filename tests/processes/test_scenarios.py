"""The scenario tests that ship with the processes: all pass, and together they reach every element and every row that a form can reach."""
import pytest

from app.definitions.scenarios import run
from app.definitions.scenarios.coverage import of_processes, of_tables
from tests.processes.charts import ROOT

FILES = {p.name: p.read_bytes() for folder in ("processes", "rules", "forms") for p in (ROOT / folder).iterdir()}
# Rows that no form leads to, and why they stand in the table all the same.
UNREACHED = {
    "D01_triage_route": {1: "并案的在分流之前已经结束", 10: "登记表必填的栏目不会不全"}, "D03_handling_deadline": {7: "紧急程度和办理方式都有表单选项，兜底行"},
    "D05_whistle_validity": {4: "吹哨单必须引用两份清单", 8: "吹哨单必填的栏目不会不全"}, "D06_report_deadline": {7: "哨声类别只有三种，兜底行"},
    "D16_patrol_frequency": {8: "点位类型只有七种，兜底行"}}


@pytest.fixture(scope="module")
def report():
    return run(FILES)


def test_every_process_has_tests_of_its_own():
    assert {n.removesuffix(".test") for n in FILES if n.endswith(".test")} == {n.removesuffix(".bpmn") for n in FILES if n.endswith(".bpmn")}


@pytest.mark.parametrize("file", sorted(name for name in FILES if name.endswith(".test")))
def test_all_scenarios_pass(report, file):
    assert [p.sentence for p in report.problems if p.file == file] == []
    assert {(r.name, d.sentence) for r in report.results if r.file == file for d in r.differences} == set()
    assert any(r.file == file for r in report.results)


def test_every_element_is_reached(report):
    assert {(reach.key, id) for reach in of_processes(report.bundle, report.coverage) for id, _name in reach.missing} == set()


def test_every_flow_is_passed(report):
    assert {(reach.key, id) for reach in of_processes(report.bundle, report.coverage) for id, _name in reach.flows_missing} == set()


def test_every_row_fires_but_those_that_no_form_leads_to(report):
    missing = {(reach.key, int(id.rpartition("_r")[2])) for reach in of_tables(report.bundle, report.coverage, FILES) for id, _name in reach.missing}
    assert missing == {(table, row) for table, rows in UNREACHED.items() for row in rows}


def test_every_scenario_expects_something(report):
    from app.definitions.scenarios import load
    assert [s.name for name in FILES if name.endswith(".test") for s in load(name, FILES[name])[0].scenarios if not s.expect] == []


def test_playing_them_all_takes_a_few_seconds_at_most(report):
    assert sum(result.seconds for result in report.results) < 10
