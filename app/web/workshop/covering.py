"""What the tests of a revision reach, drawn: each diagram with the path that they take, and the list of what none of them reaches."""
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from app.definitions.scenarios import Report
from app.definitions.scenarios.coverage import Reach, of_processes, of_tables
from app.web import diagram


@dataclass(frozen=True)
class Drawn:
    """A process and its diagram; `percent` of its nodes, `flow_percent` of its flows."""

    reach: Reach
    svg: Markup
    percent: int
    flow_percent: int


def view(report: Report, files: Mapping[str, bytes]) -> dict[str, Any]:
    coverage = report.coverage
    tables = of_tables(report.bundle, coverage, files)
    processes = of_processes(report.bundle, coverage)
    failed = [result for result in report.results if not result.passed]
    return {"processes": [_drawn(reach, coverage, files) for reach in sorted(processes, key=lambda r: (r.share, r.key))],
            "tables": tables, "failed": failed, "count": len(report.results), "problems": report.problems,
            "nodes": _whole(processes), "rows": _whole(tables)}


def _whole(reaches: list[Reach]) -> int:
    """Percent of all that there is."""
    total = sum(reach.total for reach in reaches)
    return sum(reach.reached for reach in reaches) * 100 // total if total else 100


def _drawn(reach: Reach, coverage, files: Mapping[str, bytes]) -> Drawn:
    path = {"taken_nodes": list(coverage.nodes.get(reach.key, ())), "taken_flows": list(coverage.flows.get(reach.key, ())), "process_id": reach.key}
    share = reach.flows_reached * 100 // reach.flows_total if reach.flows_total else 100
    return Drawn(reach, Markup(diagram.draw(files[reach.file], **path)), int(reach.share * 100), share)
