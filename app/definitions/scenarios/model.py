"""What a scenario test says and what came of it. Plain data; `reading.py` makes it from JSON, `playing.py` plays it, `judging.py` judges."""
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from app.kernel.clock import LOCAL

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=LOCAL)
CASE = {"id": 1, "number": "甲〔2026〕1号", "chain_id": 1, "turn": 1, "parent_id": None, "kind": "problem", "source": "网格员上报",
        "street": "jiazhen", "legal_subject": "jiazhen", "grid": None, "urgency": "一般", "title": "河滩盗采砂石", "lead": None,
        "opened_on": "2026-11-23"}


@dataclass(frozen=True)
class Play:
    """A process, what it is given, and what is done. `services`: {service: its answer, or a list, one a call}; `stand_ins`: {called process:
    variables that it hands back, so that it is not walked}; `fill`: {task: what is filled in unless the action says otherwise}."""

    process: str
    data: dict[str, Any] = field(default_factory=dict)
    case: dict[str, Any] = field(default_factory=dict)
    clock: datetime = MONDAY
    services: dict[str, Any] = field(default_factory=dict)
    stand_ins: dict[str, Any] = field(default_factory=dict)
    fill: dict[str, dict] = field(default_factory=dict)
    actions: tuple[dict, ...] = ()


@dataclass(frozen=True)
class Scenario:
    """`expect` as the file says it, its form checked."""

    name: str
    note: str
    play: Play
    expect: dict[str, Any]
    line: int | None = None

    @property
    def mentioned(self) -> dict[str, list | None]:
        """Ids of the tasks that it speaks of, in any way, with the items of a loop for which it acts there; None: for any."""
        expected = [*self.expect.get("path", []), *self.expect.get("not_path", []), *self.expect.get("open", []), *self.play.fill,
                    *(line["node"] for line in self.expect.get("tasks", []))]
        found: dict[str, list | None] = {node.rpartition(":")[2]: None for node in expected}
        for node in {action["submit"] for action in self.play.actions if "submit" in action}:
            items = [action.get("item") for action in self.play.actions if action.get("submit") == node]
            found[node] = None if None in items else items
        return found


@dataclass(frozen=True)
class Suite:
    """The tests of one file."""

    file: str
    process: str
    scenarios: tuple[Scenario, ...]


@dataclass(frozen=True)
class Difference:
    """What was expected and is not so. `element`: where in the diagram `process`, or the decision's id; `action`: which one it came of."""

    sentence: str
    element: str | None = None
    process: str | None = None
    action: int | None = None


@dataclass
class Coverage:
    """What was walked: {process: {node or flow: how often}}, {decision: {row: how often}}."""

    nodes: dict[str, dict[str, int]] = field(default_factory=dict)
    flows: dict[str, dict[str, int]] = field(default_factory=dict)
    rows: dict[str, dict[str, int]] = field(default_factory=dict)

    def add(self, other: "Coverage") -> "Coverage":
        for mine, theirs in ((self.nodes, other.nodes), (self.flows, other.flows), (self.rows, other.rows)):
            for owner, counts in theirs.items():
                kept = mine.setdefault(owner, {})
                for id, count in counts.items():
                    kept[id] = kept.get(id, 0) + count
        return self


@dataclass(frozen=True)
class Result:
    """One scenario played. `seconds`: of the machine's time; `passed_by`: [(process, task)] that the test does not know of and that were
    filled in for it."""

    file: str
    process: str
    name: str
    differences: tuple[Difference, ...]
    coverage: Coverage
    seconds: float
    line: int | None = None
    passed_by: tuple[tuple[str, str], ...] = ()

    @property
    def passed(self) -> bool:
        return not self.differences
