"""Plays the tests of a bundle."""
import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from time import perf_counter, thread_time

from app.definitions.files import is_model
from app.definitions.known import NOTHING, Known
from app.definitions.scenarios import judging
from app.definitions.scenarios.clockwork import lend_of
from app.definitions.scenarios.closure import needed
from app.definitions.scenarios.coverage import together, walked
from app.definitions.scenarios.filling import FormRefused
from app.definitions.scenarios.model import Coverage, Difference, Result, Scenario, Suite
from app.definitions.scenarios.playing import House, Player
from app.definitions.scenarios.reading import load
from app.engine import CompiledBundle, compile_bundle
from app.engine.contract import EngineError, Problem
from app.engine.pieces import Kept
from app.forms.errors import FormError

_played = Kept(200)
STOPPED = (EngineError, FormRefused, FormError)
LONGEST = 60.0          # seconds of computing for all tests of a bundle


@dataclass
class Budget:
    """How much longer tests may be played, in seconds of this thread's computing: a file that somebody uploads must not keep the server
    busy. `unplayed`: the files whose tests were not all played for want of it."""

    seconds: float
    unplayed: list[str] = field(default_factory=list)

    def __post_init__(self):
        self._ends = thread_time() + self.seconds

    @property
    def is_spent(self) -> bool:
        return thread_time() > self._ends


class OutOfTime(Exception):
    """`played`: the results until then."""

    def __init__(self, played: list[Result]):
        super().__init__("out of time")
        self.played = played


@dataclass(frozen=True)
class Report:
    """`problems`: what is wrong with the test files themselves; `unplayed`: files whose tests took too long to play them all."""

    results: tuple[Result, ...]
    problems: tuple[Problem, ...]
    bundle: CompiledBundle
    unplayed: tuple[str, ...] = ()

    @property
    def passed(self) -> bool:
        return not self.problems and not self.unplayed and all(result.passed for result in self.results)

    @property
    def coverage(self) -> Coverage:
        return together(self.results)


def run(files: Mapping[str, bytes], known: Known = NOTHING, *, only: Collection[str] | None = None, seconds: float = LONGEST) -> Report:
    """Every test of these files; `only`: names of test files. `known` gives the calendar and the periods, else the samples hold.
    Raises BundleRefused if the diagrams and tables cannot run."""
    house, budget = house_of(files, known), Budget(seconds)
    suites, problems = read_all(files, only)
    played = tuple(result for suite in suites for result in results(house, suite, known, budget))
    return Report(played, tuple(problems), house.bundle, tuple(budget.unplayed))


def house_of(files: Mapping[str, bytes], known: Known) -> House:
    """Raises BundleRefused."""
    return House(compile_bundle({name: content for name, content in files.items() if is_model(name)}), files, lend_of(known))


def results(house: House, suite: Suite, known: Known, budget: Budget) -> list[Result]:
    """Played once for the same files: of a bundle of twenty processes, a change touches three or four."""
    digest = hashlib.sha256(house.forms.get(suite.file, b""))
    for name, content in sorted(needed(house.forms, suite.process).items()):
        digest.update(name.encode() + b"\0" + hashlib.sha256(content).digest())
    try:
        return _played.get((digest.hexdigest(), _times(known)), lambda: _play_all(house, suite, budget))
    except OutOfTime as out:
        budget.unplayed.append(suite.file)
        return out.played


def _play_all(house: House, suite: Suite, budget: Budget) -> list[Result]:
    found: list[Result] = []
    for scenario in suite.scenarios:
        if budget.is_spent:
            raise OutOfTime(found)
        found.append(play(house, suite, scenario))
    return found


def _times(known: Known) -> str:
    """Everything that due dates depend on."""
    calendar = known.calendar
    return repr((sorted((f.code, str(f.value), f.unit, f.direction, f.roll) for f in known.deadlines.values()),
                 calendar and (sorted(calendar.days.items()), sorted(calendar.years.items()), calendar.close)))


def read_all(files: Mapping[str, bytes], only: Collection[str] | None = None) -> tuple[list[Suite], list[Problem]]:
    suites, problems = [], []
    for name in sorted(n for n in files if n.endswith(".test") and (only is None or n in only)):
        suite, wrong = load(name, files[name])
        suites += [suite] if suite is not None else []
        problems += wrong
    return suites, problems


def play(house: House, suite: Suite, scenario: Scenario) -> Result:
    """One scenario, from its start to its last action, and what differs."""
    begun = perf_counter()
    player = Player(house, scenario.play, scenario.mentioned)
    differences = list(_walk(player)) or judging.judged(player, scenario.expect) and _after_all(player, scenario)
    coverage = walked(player.walk.steps(), player.walk.decisions())
    return Result(suite.file, scenario.play.process, scenario.name, tuple(differences), coverage, perf_counter() - begun, scenario.line,
                  tuple(dict.fromkeys(player.passed_by)))


def _after_all(player: Player, scenario: Scenario) -> list[Difference]:
    """The differences that stay when tasks that the test does not know of are passed by at its end too: they may keep a join from what it
    expects. Where the test says what is left open, nothing is passed by."""
    before, passed = judging.judged(player, scenario.expect), list(player.passed_by)
    if "open" in scenario.expect or scenario.expect.get("state") == "waiting":
        return before
    try:
        player.pass_rest_by()
    except STOPPED:
        player.passed_by = passed
        return before
    return judging.judged(player, scenario.expect) and before


def _walk(player: Player) -> Iterable[Difference]:
    """Nothing, or why it could not go on."""
    try:
        player.run()
    except STOPPED as error:
        yield stuck(player, error)


def stuck(player: Player, error: Exception) -> Difference:
    """The sentence for an action that could not be carried out, at the element that it was about."""
    number = player.given
    if number < 0:
        return Difference(f"不能开始：{_said(error)}", None, player.play.process)
    action = player.play.actions[number]
    node = action.get("submit") or action.get("retry")
    failed = next((i for turn in player.walk.turns for i in turn.incidents), None)
    before = f"（此前“{failed.name or failed.node}”出了故障：{failed.sentence}）" if failed is not None else ""
    process = next((t.process_id for t in player.walk.tasks.values() if t.node == node), None)
    return Difference(f"第 {number + 1} 步{_title(player, action, node)}做不了：{_said(error)}{before}",
                      node or (failed.node if failed else None), process or player.play.process, number)


def _title(player: Player, action: Mapping, node: str | None) -> str:
    if node is None:
        return ""
    named = next((p.nodes[node].name for p in player.house.bundle.processes.values() if node in p.nodes), "")
    return f"“{named or node}”"


def _said(error: Exception) -> str:
    if isinstance(error, FormRefused):
        return "；".join(f"{path} {sentence}" for path, sentence in list(error.errors.items())[:4]) + "。"
    return getattr(error, "sentence", None) or str(error)
