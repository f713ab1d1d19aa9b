"""Expressions held against what is known where they stand: unknown names, kinds that do not go together, conditions that are none."""
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace

from app.definitions.checks import variables
from app.definitions.checks.finding import Finding, Fix
from app.definitions.checks.names.expressions import readable
from app.definitions.checks.names.slots import Slot, slots
from app.definitions.checks.names.state import State
from app.definitions.checks.variables import Variables
from app.definitions.checks.whole import Whole
from app.engine.expressions import ASSIGNMENT, as_context
from app.rules import feel
from app.rules.feel import static
from app.rules.feel.static import Problem, Tolerant, Type, kinds

LINE = re.compile(r"[^;\n]+")
SYNTAX = ("syntax",)        # told by the engine's own checks


@dataclass(frozen=True)
class Judged:
    """What an expression gives and what is wrong with it; positions are those of the text as it was written."""

    type: Type
    problems: tuple[Problem, ...]
    refers: frozenset[str]


def judge(source: str, types: Mapping[str, Type], *, mode: str = "value", wants: tuple[str, ...] = (), what: str = "表达式",
          lenient: bool = False) -> Judged:
    """`mode`: value, condition (yes or no), script (a context, or lines `name = value`). `wants`: kinds of value, empty for anything; `what`:
    how sentences call the expression; `lenient`: an unknown name is no failure there."""
    if mode == "script":
        return _script(source, types)
    plain = readable(source)
    found = feel.infer(plain, types, lenient=lenient)
    problems = list(found.problems)
    if mode == "condition":
        problems += [one for one in static.condition(found, plain, what) if not lenient or one.code == "not_boolean"]
    elif wants:
        problems += static.fits(found, plain, wants, what)
    return Judged(found.type, tuple(_shifted(problems, source, plain)), found.refers)


def _shifted(problems, source: str, plain: str) -> Iterator[Problem]:
    """From positions in the expression to positions in what was written; an expression that had to be rewritten has none."""
    at = source.find(plain)
    for one in problems:
        start, end = (one.start + at, one.end + at) if at >= 0 else (0, len(source))
        yield replace(one, start=start, end=end, instead=one.instead if at >= 0 else None)


def _script(source: str, types: Mapping[str, Type]) -> Judged:
    if as_context(source) != source:
        return _lines(source, types)
    judged = judge(source, types)
    if judged.type.unknown or judged.type.names <= {"context"} or any(one.level == "error" for one in judged.problems):
        return judged
    wrong = Problem("error", "wrong_result", 0, len(source), "脚本应当是一组“名称: 值”，写在 { } 里。")
    return Judged(judged.type, (*judged.problems, wrong), judged.refers)


def _lines(source: str, types: Mapping[str, Type]) -> Judged:
    """`a = 1` line by line; what a line has written the next one sees."""
    made, problems, refers = {}, [], set()
    for line in LINE.finditer(source):
        found = ASSIGNMENT.fullmatch(line[0])
        if found is None:
            continue
        seen = Tolerant({**types, **made}) if isinstance(types, Tolerant) else {**types, **made}
        one = judge(found[2], seen)
        at = line.start() + found.start(2)
        problems += [replace(problem, start=problem.start + at, end=problem.end + at) for problem in one.problems]
        made[found[1]] = one.type
        refers |= one.refers - made.keys()
    return Judged(kinds.context_of(made), tuple(problems), frozenset(refers))


# ---- diagrams -------------------------------------------------------------------------------------------------------
def expression_findings(whole: Whole, names: Collection[str]) -> Iterator[Finding]:
    """Of the diagrams among these files."""
    wanted = [name for name in whole.diagrams if name in names]
    if not wanted:
        return
    known = variables.of(whole)
    for file in wanted:
        for process, scope in whole.diagrams[file].processes.items():
            for slot in slots(whole.diagrams[file], scope, whole.known.services):
                yield from _of_slot(file, process, slot, known)


def _of_slot(file: str, process: str, slot: Slot, known: Variables) -> Iterator[Finding]:
    state = known.at(process, slot)
    if state is None:
        return              # nothing leads there, and that is told by itself
    types = known.types(state, slot.more)
    for one in judge(slot.source, types, mode=slot.mode, wants=slot.wants, what=slot.what, lenient=slot.lenient).problems:
        if one.code not in SYNTAX:
            yield _finding(file, process, slot, one, state, known)


def _finding(file, process, slot: Slot, one: Problem, state: State, known: Variables) -> Finding:
    title = slot.node.title if slot.element == slot.node.id else f"{slot.node.title}”之后的“{_flow_title(slot)}"
    sentence = explained(one, slot.source, process, state, known)
    return Finding(one.level, file, slot.element, f"feel_{one.code}", f"“{title}”的{slot.what}：{sentence}", one.start, fix=_fix(slot, one))


def _flow_title(slot: Slot) -> str:
    flow = next((flow for flow in slot.node.outgoing if flow.id == slot.element), None)
    return (flow.name or flow.target.title) if flow is not None else slot.element


def explained(one: Problem, source: str, process: str, state: State, known: Variables) -> str:
    """The sentence with what the diagram knows more: on which path a variable is missing, after which step there is one."""
    name = source[one.start:one.end]
    if one.code == "maybe_absent" and name in state.vars:
        lacking = state.vars[name].lacking
        return f"“{name}”不一定有：{'经' + lacking + '来时' if lacking else '有的路径上'}还没有它，到这里读取就会出错。"
    later = known.later(process, name) if one.code == "unknown_name" else []
    if later:
        return f"到这里还没有“{name}”：它在{'、'.join(f'“{title}”' for title in later[:3])}之后才有。"
    return one.sentence


def _fix(slot: Slot, one: Problem) -> Fix | None:
    if one.instead is None:
        return None
    text = slot.source[:one.start] + one.instead + slot.source[one.end:]
    ops = {"condition": ("condition", slot.element, text), "scope": ("property", slot.element, "scope", text),
           "deadline": ("property", slot.element, "deadline", text)}
    op = ops.get(slot.name) if slot.name != "condition" or slot.element != slot.node.id else None
    return Fix(f"改为 {one.instead}", (op,)) if op else None
