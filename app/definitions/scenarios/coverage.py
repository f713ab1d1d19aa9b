"""What the tests of a bundle walk of it, and what none of them reaches."""
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.definitions.scenarios.model import Coverage, Result
from app.engine import CompiledBundle
from app.engine.contract import Decided, Step


def walked(steps: Iterable[Step], decisions: Iterable[Decided]) -> Coverage:
    found = Coverage()
    for step in steps:
        if step.event != "cancelled":
            _count(found.nodes, step.process_id, step.node, step.event == "entered")
        if step.flow:
            _count(found.flows, step.process_id, step.flow)
    for decided in decisions:
        for table, rows in decided.fired.items():
            for row in rows:
                _count(found.rows, table, row)
    return found


def _count(among: dict[str, dict[str, int]], owner: str, id: str, more: int = 1):
    counts = among.setdefault(owner, {})
    counts[id] = counts.get(id, 0) + more


def together(results: Iterable[Result]) -> Coverage:
    found = Coverage()
    for result in results:
        found.add(result.coverage)
    return found


@dataclass(frozen=True)
class Reach:
    """Of one process, or of one decision table: how much there is, how much the tests reach, and what they do not: [(id, name)]."""

    key: str
    name: str
    file: str
    total: int
    reached: int
    missing: tuple[tuple[str, str], ...]
    flows_total: int = 0
    flows_reached: int = 0
    flows_missing: tuple[tuple[str, str], ...] = ()

    @property
    def share(self) -> float:
        """0…1; of nothing all is reached."""
        return self.reached / self.total if self.total else 1.0


def of_processes(bundle: CompiledBundle, coverage: Coverage) -> list[Reach]:
    return [_process(info, coverage) for info in sorted(bundle.processes.values(), key=lambda p: p.id)]


def _process(info, coverage: Coverage) -> Reach:
    nodes, flows = coverage.nodes.get(info.id, {}), coverage.flows.get(info.id, {})
    missing = tuple((n.id, n.name or n.id) for n in info.nodes.values() if n.id not in nodes)
    unused = tuple((id, _between(info, *ends)) for id, ends in info.flows.items() if id not in flows)
    return Reach(info.id, info.name, info.file, len(info.nodes), len(info.nodes) - len(missing), missing,
                 len(info.flows), len(info.flows) - len(unused), unused)


def _between(info, source: str, target: str) -> str:
    first, last = (info.nodes[id].name or id if id in info.nodes else id for id in (source, target))
    return f"{first} → {last}"


def of_tables(bundle: CompiledBundle, coverage: Coverage, files: Mapping[str, bytes]) -> list[Reach]:
    """Decision tables that have rows; literal expressions and the like are left out."""
    found = []
    for id in sorted(bundle.decisions):
        model, _variable, _reads = bundle.decision(id)
        rows, fired = model.rows(id), coverage.rows.get(id, {})
        if rows:
            missing = tuple((row, f"第 {n} 行") for n, row in enumerate(rows, 1) if row not in fired)
            found.append(Reach(id, model.title(id), file_of(id, files), len(rows), len(rows) - len(missing), missing))
    return found


def file_of(decision: str, files: Mapping[str, bytes]) -> str:
    """The file that a decision stands in: its own, or the one that names it."""
    own, sign = f"{decision}.dmn", f'id="{decision}"'.encode()
    return own if own in files else next((name for name, content in files.items() if name.endswith(".dmn") and sign in content), own)
