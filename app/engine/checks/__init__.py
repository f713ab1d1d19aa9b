"""What is refused before anything runs: each problem with its file, its element and a sentence that says how to mend it.

`diagram` looks at the XML, file by file; `specs` at the connected picture. Clauses in brackets are of BPMN 2.0.2. What BPMN forbids is
asked of every process; what only an engine needs, of those that are to run.
"""
from collections import Counter

from app.engine.checks import activities, collaboration, cycles, data, drawing, events, expressions, references, scopes
from app.engine.checks.examiner import Examiner
from app.engine.contract import Problem
from app.engine.markup import kids

__all__ = ["diagram", "processes", "specs"]
MOST = 200      # problems told of one file


def processes(files) -> tuple[dict, list[Problem]]:
    """{id: (file, element)} of all processes, and those that are there twice. `files`: {name: root element}."""
    found, problems = {}, []
    for file, root in files.items():
        for process in kids(root, "process"):
            id = process.get("id")
            if id in found:
                problems.append(Problem("error", file, id, "duplicate", f"流程 {id} 在 {found[id][0]} 中已有，请改 id。",
                                        line=process.sourceline))
            found[id] = (file, process)
    return found, problems


def diagram(file, root, decisions, processes, limits, files=frozenset()) -> list[Problem]:
    """What is wrong with one file. `decisions`: {id: anything}; `processes`: as `processes` gives them; `files`: names of all diagrams."""
    return _told(_examine(Examiner(file, root, decisions, processes, limits, files)), file)


def _told(problems: list[Problem], file: str) -> list[Problem]:
    """Nobody reads fifteen thousand sentences: two hundred of a file, errors first and something of each rule, and how many more
    there are."""
    if len(problems) <= MOST:
        return problems
    count: Counter = Counter()
    ranked = []
    for problem in problems:
        count[problem.code] += 1
        ranked.append((problem.level != "error", count[problem.code], problem))
    worst = [problem for _level, _nth, problem in sorted(ranked, key=lambda row: row[:2])]
    rest = Problem(worst[MOST].level, file, None, "too_many", f"{file}：还有 {len(problems) - MOST} 处问题没有列出。请先改好以上各处。")
    return [*worst[:MOST], rest]


def _examine(one: Examiner) -> list[Problem]:
    references.check(one)
    for rules in (collaboration, data, expressions, drawing):
        rules.check(one)
    events.shared(one)
    for process in kids(one.root, "process"):
        for scope in one.scopes(process):
            scopes.check(one, scope)
            for element in scope.nodes.values():
                events.check(one, scope, element)
                activities.check(one, scope, element)
    return one.problems


def specs(rooms) -> list[Problem]:
    """Loops that never wait, calls that come back to their caller."""
    return cycles.idle(rooms) + cycles.calls(rooms)
