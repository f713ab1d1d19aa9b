"""The tests as a check of the bundle: one that fails is an error at the element that it is about, so what fails is not published."""
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace

from app.definitions import checks
from app.definitions.checks.finding import ERROR, HINT, Finding, found
from app.definitions.known import NOTHING, Known
from app.definitions.scenarios.closure import needed
from app.definitions.scenarios.model import Difference, Result, Suite
from app.definitions.scenarios.running import LONGEST, Budget, house_of, read_all, results
from app.engine import CompiledBundle
from app.engine.contract import BundleRefused

Judge = Callable[[Mapping[str, bytes], Known], Sequence[Finding]]
WHILE_WAITING = 2.5         # seconds of computing for the tests that one file touches


def inspect(files: Mapping[str, bytes], known: Known = NOTHING, *, only: Collection[str] | None = None) -> list[Finding]:
    """Everything that is wrong with these files together, their tests included. Tests are played where nothing else is in error."""
    said = checks.inspect(files, known, only=only)
    if any(f.level == ERROR for f in said):
        return said
    order = (ERROR, "warning", HINT)
    return sorted([*said, *findings(files, known, only)], key=lambda f: (order.index(f.level), f.file))


def findings(files: Mapping[str, bytes], known: Known = NOTHING, only: Collection[str] | None = None) -> list[Finding]:
    """Of all tests; with `only` of those whose own process, or a table or form that it asks itself, is among these files. Diagrams that
    cannot run give none: the checks say why."""
    suites, problems = read_all(files)
    wanted = [suite for suite in suites if only is None or _touches(suite, files, only)]
    said = [found(problem) for problem in problems if only is None or problem.file in only]
    if not wanted:
        return said
    try:
        house = house_of(files, known)
    except BundleRefused:
        return said
    budget = Budget(LONGEST if only is None else WHILE_WAITING)
    said += [one for suite in wanted for result in results(house, suite, known, budget) for one in _findings(result, house.bundle, only)]
    return said + [_unplayed(file, only) for file in budget.unplayed]


def _unplayed(file: str, only: Collection[str] | None) -> Finding:
    """While somebody waits for one file it is enough to say so; what is to be published has to be played whole."""
    return Finding(ERROR if only is None else "warning", file, None, "tests_not_played", "测试太多或者太慢，没有全部跑完。请把慢的测试拆开，或者减少步骤。")


def _touches(suite: Suite, files: Mapping[str, bytes], only: Collection[str]) -> bool:
    if suite.file in only:
        return True
    around = needed(files, suite.process, deep=False)
    return any(name in around for name in only)


def _findings(result: Result, bundle: CompiledBundle, only: Collection[str] | None) -> list[Finding]:
    said = [_failed(result, difference, bundle, only) for difference in result.differences[:3]]
    if result.passed_by and not said and (only is None or result.file in only):
        names = "、".join(f"“{bundle.processes[process].nodes[node].name or node}”" for process, node in result.passed_by)
        said.append(Finding(HINT, result.file, result.name, "test_passed_by",
                            f"测试“{result.name}”没有写到 {names}，已按填写样例代办。请补上这一步，或者重新录制。", line=result.line))
    return said


def _failed(result: Result, difference: Difference, bundle: CompiledBundle, only: Collection[str] | None) -> Finding:
    """At the element of the diagram; at the test itself where there is none, or where only the test is looked at."""
    info = bundle.processes.get(difference.process or result.process)
    sentence = f"测试“{result.name}”不符：{difference.sentence}"
    at_test = Finding(ERROR, result.file, result.name, "test_failed", sentence, line=result.line)
    if info is None or difference.element not in info.nodes or (only is not None and info.file not in only and result.file in only):
        return at_test
    return replace(at_test, file=info.file, element=difference.element, line=None)
