"""Results and coverage as JSON, for pages and programs."""
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from app.definitions.scenarios.coverage import Reach, of_processes, of_tables
from app.definitions.scenarios.model import Coverage, Result
from app.definitions.scenarios.running import Report


def told(report: Report, files: Mapping[str, bytes]) -> dict[str, Any]:
    """{passed, results: [...], problems: [...], coverage: {processes: [...], tables: [...]}}"""
    return {"passed": report.passed, "unplayed": list(report.unplayed), "results": [result(one) for one in report.results],
            "problems": [asdict(problem) for problem in report.problems], "coverage": reached(report, files)}


def result(one: Result) -> dict[str, Any]:
    return {"file": one.file, "process": one.process, "name": one.name, "passed": one.passed, "line": one.line,
            "milliseconds": round(one.seconds * 1000, 1), "differences": [asdict(difference) for difference in one.differences],
            "passed_by": [list(pair) for pair in one.passed_by], "covers": marks(one.coverage)}


def marks(coverage: Coverage) -> dict[str, Any]:
    """{nodes: {process: {id: times}}, flows: …, rows: {decision: …}}"""
    return {"nodes": coverage.nodes, "flows": coverage.flows, "rows": coverage.rows}


def reached(report: Report, files: Mapping[str, bytes]) -> dict[str, Any]:
    coverage = report.coverage
    return {"processes": [_reach(one) for one in of_processes(report.bundle, coverage)],
            "tables": [_reach(one) for one in of_tables(report.bundle, coverage, files)], "marks": marks(coverage)}


def _reach(one: Reach) -> dict[str, Any]:
    """`missing`: [[id, name]]; `share` 0…1."""
    return asdict(one) | {"share": round(one.share, 4)}
