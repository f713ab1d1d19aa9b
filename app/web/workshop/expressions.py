"""What the editors ask while somebody writes an expression: which data there are at that place, and whether it is right so far."""
from typing import Any

from app.cases import heat
from app.cases.known import known
from app.definitions import queries, workshop
from app.definitions.checks import Whole, scene
from app.definitions.checks.names.blanks import blanked
from app.definitions.errors import require_part
from app.definitions.files import split_name
from app.definitions.texts import bytes_of
from app.engine.pieces import Kept
from app.kernel.errors import Rejection
from app.rules.dmn.table import Table
from app.rules.feel.static import Problem, describe, guide
from app.web import blueprint, store
from app.web.workshop.bodies import answer, told

MODES = ("expression", "unary", "script")
LONGEST = 20_000
MOST_KEPT = 600_000
_begun = Kept(60)
MOST_ELEMENTS = 400


@blueprint.get("/workshop/<int:rev>/feel/functions")
def feel_functions(rev: int):
    """All functions with what they do, in Chinese."""
    require_part(store.actor(), "流程修订")
    return answer({"functions": guide.functions()})


@blueprint.post("/workshop/<int:rev>/variables")
def feel_variables(rev: int):
    """{name, content, element?} as typed: the data known at the element, at every element of the file without one."""
    require_part(store.actor(), "流程修订")
    given = told(name=str, content=str, element=(str, None))
    whole = _whole(rev, given)
    wanted = [given["element"]] if given["element"] is not None else _elements(whole, given["name"])
    return answer({"elements": {element: scene.at(whole, given["name"], element).told for element in wanted}})


@blueprint.post("/workshop/<int:rev>/feel")
def feel_check(rev: int):
    """{source, mode, element, name, content, slot?}: what the expression gives and what is wrong with it."""
    require_part(store.actor(), "流程修订")
    given = told(source=str, mode=str, element=(str, None), name=str, content=str, slot=(str, None))
    if given["mode"] not in MODES:
        raise Rejection(f"mode 应当是 {'、'.join(MODES)} 之一。", code="bad_body", status=400)
    if len(given["source"]) > LONGEST:
        raise Rejection(f"表达式太长：最多 {LONGEST} 字。", code="too_long", status=422)
    judged = scene.check(_whole(rev, given), given["name"], given["element"], given["source"], given["mode"], given["slot"])
    problems = [_problem(one) for one in judged.problems]
    return answer({"ok": not any(one.level == "error" for one in judged.problems), "type": describe(judged.type), "problems": problems,
                   "refers": sorted(judged.refers)})


def _problem(one: Problem) -> dict[str, Any]:
    fix = {"title": f"改为 {one.instead}", "from": one.start, "to": one.end, "text": one.instead} if one.instead is not None else None
    return {"level": one.level, "code": one.code, "from": one.start, "to": one.end, "sentence": one.sentence, "fix": fix}


def _whole(rev: int, given: dict[str, Any]) -> Whole:
    """The revision's files with this one as it stands in the editor."""
    split_name(given["name"])
    with store.reading() as session:
        files = workshop.files_of(session, workshop.find(session, rev))
        knows = known(session, store.now())
    files[given["name"]] = _steady(rev, given["name"], given["element"], bytes_of(given["content"]))
    return Whole(files, knows)


def _steady(rev: int, name: str, element: str | None, content: bytes) -> bytes:
    """What an element sees does not depend on what is being typed into its own expressions: while only they differ, the text that it began
    with stands for all, and nothing has to be followed anew at every letter."""
    blank = blanked(content, element) if element is not None and name.endswith(".bpmn") else None
    return content if blank is None else _begun.get((rev, name, element, blank), lambda: content, len(content) <= MOST_KEPT)


def _elements(whole: Whole, name: str) -> list[str]:
    diagram = whole.diagrams.get(name)
    if diagram is None:
        return []
    return [*diagram.processes, *diagram.nodes, *diagram.flows][:MOST_ELEMENTS]


@blueprint.get("/workshop/<int:rev>/heat/<decision>")
def decision_heat(rev: int, decision: str):
    """How often each row of the decision's table fired in real cases: over all bundles, and of each bundle that ran it."""
    require_part(store.actor(), "流程修订")
    with store.reading() as session:
        files = workshop.files_of(session, workshop.find(session, rev))
        found, labels = heat.of(session, decision), {b.id: b.label for b in queries.bundles(session)}
    total = found.total
    return answer({"rows": dict(total), "runs": sum(found.runs.values()), "since": found.since, "full": found.full,
                   "never": [rule for rule in _rules(Whole(files), decision) if rule not in total],
                   "versions": [{"bundle": bundle, "label": labels.get(bundle, str(bundle)), "runs": runs, "rows": dict(found.rows.get(bundle, {}))}
                                for bundle, runs in sorted(found.runs.items(), reverse=True)]})


def _rules(whole: Whole, decision: str) -> list[str]:
    """The rows of the table as it stands in the revision."""
    found = whole.decisions.get(decision)
    table = found[1].nodes[decision].compute if found else None
    return [rule.id for rule in table.rules] if isinstance(table, Table) else []
