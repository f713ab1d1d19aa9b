"""Decision tables against what the diagrams hand them: every input is there, of the declared kind, and cells ask for values that occur."""
from collections.abc import Collection, Iterator, Mapping

from app.definitions.checks import variables
from app.definitions.checks.diagram import Node
from app.definitions.checks.finding import Finding, Fix
from app.definitions.checks.names import sources
from app.definitions.checks.names.state import State
from app.definitions.checks.names.telling import entry
from app.definitions.checks.typing import judge
from app.definitions.checks.whole import Whole
from app.rules import feel
from app.rules.dmn.table import Table
from app.rules.feel.static import Problem, Tolerant, Type, kinds, plainly
from app.rules.feel.static.kinds import ANY, NULL

FROM_TEXT = frozenset({"date", "time", "date and time"})        # declared so, a text is read as one (dmn/types.py)


def callers(whole: Whole, known: variables.Variables, decision: str) -> Iterator[tuple[str, Node, State]]:
    """(file, task, what is known there) of every rule task that runs the decision."""
    for file, node in whole.nodes():
        if node.decides == decision:
            state = known.before(node.scope.process.id, node.id)
            if state is not None:
                yield file, node, state


def given(whole: Whole, decision: str) -> Mapping[str, Type]:
    """{input: what it may be}: as the tasks that run it hand it over, within what the table declares. Tolerant where nobody runs it."""
    known = variables.of(whole)
    _file, model = whole.decisions[decision]
    states = [state for _, _, state in callers(whole, known, decision)]
    handed = [known.types(state, {}) for state in states]
    found: dict[str, Type] = {}
    for name in model.reads(decision):
        declared = _declared(model, name)
        seen = [types.get(name, ANY if isinstance(types, Tolerant) else NULL) for types in handed]
        found[name] = _within(kinds.join(seen).without("absent") if seen else declared, declared)
    lent = {name: kind for name, kind in known.x.lent.items() if name not in found}
    tolerant = not states or any(isinstance(types, Tolerant) for types in handed)
    return (Tolerant if tolerant else dict)({**lent, **found})


def _declared(model, name: str) -> Type:
    node = next((node for node in model.nodes.values() if node.kind == "inputData" and node.name == name), None)
    kind = sources.declared(node.type, model) if node is not None else ANY
    return kind if kind.unknown else kind | NULL


def _within(seen: Type, declared: Type) -> Type:
    """What the table gets: what comes, as far as it is of the declared kind."""
    if declared.unknown or seen.unknown:
        return declared if seen.unknown else seen
    kept = seen.only(*declared.names)
    return kept if kept.without("null").kinds else declared


def check(whole: Whole, names: Collection[str]) -> Iterator[Finding]:
    """Tables and the tasks that run them, of these files."""
    yield from input_findings(whole, names)
    yield from cell_findings(whole, names)


# ---- where the diagram runs it ----------------------------------------------------------------------------------------
def input_findings(whole: Whole, names: Collection[str]) -> Iterator[Finding]:
    """Of rule tasks in these files: an input that is not there stops the case."""
    wanted = [(file, node) for file, node in whole.nodes() if file in names and node.decides in whole.decisions]
    known = variables.of(whole) if wanted else None
    for file, node in wanted:
        state = known.before(node.scope.process.id, node.id)
        if state is not None:
            yield from _of_task(whole, known, file, node, state)


def _of_task(whole: Whole, known, file: str, node: Node, state: State) -> Iterator[Finding]:
    model = whole.decisions[node.decides][1]
    types = known.types(state, {})
    for name in sorted(model.reads(node.decides)):
        if name not in types:
            if not isinstance(types, Tolerant):
                later = known.later(node.scope.process.id, name)
                after = f"它在{'、'.join(f'“{title}”' for title in later[:3])}之后才有。" if later else "请在前面的表单、脚本里得出它。"
                yield _finding("error", file, node, "missing_input", f"规则要用“{model.label(name)}”（{name}），到这里还没有。{after}")
        elif "absent" in types[name]:
            lacking = state.vars[name].lacking
            yield _finding("warning", file, node, "maybe_absent",
                           f"规则要用的“{model.label(name)}”（{name}）不一定有：{'经' + lacking + '来时' if lacking else '有的路径上'}还没有它，到这里就会出错。")
        else:
            yield from _of_kind(file, node, model, name, types[name])


def _of_kind(file, node, model, name: str, seen: Type) -> Iterator[Finding]:
    declared = _declared(model, name)
    wrong = seen.without(*declared.names, *(("string",) if declared.names & FROM_TEXT else ()))
    if declared.unknown or seen.unknown or not wrong.kinds:
        return
    level = "warning" if seen.only(*declared.names).without("null").kinds else "error"
    comes = f"这里{'可能' if level == 'warning' else ''}给的是{plainly(wrong)}"
    yield _finding(level, file, node, "wrong_type", f"规则的输入“{model.label(name)}”应当是{plainly(declared.without('null'))}，{comes}。")


def _finding(level, file, node, code, sentence) -> Finding:
    return Finding(level, file, node.id, f"feel_{code}", f"“{node.title}”：{sentence}")


# ---- inside the table -------------------------------------------------------------------------------------------------
def cell_findings(whole: Whole, names: Collection[str]) -> Iterator[Finding]:
    """Of the cells of the tables in these files."""
    for id, (file, model) in whole.decisions.items():
        table = model.nodes[id].compute
        if file in names and isinstance(table, Table):
            yield from _of_table(file, id, table, model, given(whole, id))


def _of_table(file: str, decision: str, table: Table, model, types: Mapping[str, Type]) -> Iterator[Finding]:
    columns = []
    for column in table.inputs:
        judged = judge(column.source, types, what="输入列")
        yield from _told(file, column.element, f"输入列“{column.title}”", judged.problems)
        columns.append(column_type(column, judged.type, model))
    for number, rule in enumerate(table.rules, 1):
        for index, test in rule.cells:
            found = feel.infer_tests(test.source, columns[index], types)
            yield from _told(file, test.element, f"第 {number} 行“{table.inputs[index].title}”", found.problems, (rule.id, table.inputs[index].element))
        for output, cell in zip(table.outputs, rule.outputs):
            if cell is not None:
                yield from _of_output(file, model, number, rule, output, cell, types)


def column_type(column, computed: Type, model) -> Type:
    """What the cells of an input column are held against: what its expression gives, within its declared type."""
    declared = sources.declared(column.type, model)
    return _within(computed.without("absent"), declared if declared.unknown else declared | NULL)


def _of_output(file, model, number, rule, output, cell, types) -> Iterator[Finding]:
    judged = judge(cell.source, types)
    where = f"第 {number} 行“{output.title}”"
    yield from _told(file, cell.element, where, judged.problems, (rule.id, output.element))
    wanted = sources.declared(output.type, model)
    wrong = judged.type.without(*wanted.names, "null", *(("string",) if wanted.names & FROM_TEXT else ()))
    if not (wanted.unknown or judged.type.unknown) and wrong.kinds:
        yield Finding("error", file, cell.element, "table_output_type", f"{where}应当是{plainly(wanted)}，这里是{plainly(wrong)}。")


def _told(file, element, where: str, problems: tuple[Problem, ...], cell: tuple | None = None) -> Iterator[Finding]:
    for one in problems:
        fix = Fix(f"改为 {one.instead}", (("cell", *cell, one.instead),)) if cell and one.instead and one.start == 0 else None
        yield Finding(one.level, file, element, f"feel_{one.code}", f"{where}：{one.sentence}", one.start, fix=fix)


# ---- for whoever writes a cell ----------------------------------------------------------------------------------------
def scene(whole: Whole, file: str, element: str | None):
    """What the cells, columns and decisions of a file see."""
    from app.definitions.checks.scene import EMPTY, Scene

    for id, (name, model) in whole.decisions.items():
        table = model.nodes[id].compute
        if name == file and (element == id or isinstance(table, Table) and element in _elements(table)):
            types = given(whole, id)
            column = _column(table, element) if isinstance(table, Table) else None
            asked = column_type(column, judge(column.source, types).type, model) if column is not None else None
            told = [entry(name, kind, source="规则的输入", title=model.label(name)) | {"certain": True, "lacking": None}
                    for name, kind in types.items() if "function" not in kind]
            told += [entry("?", asked, source="本列", title=column.title) | {"certain": True, "lacking": None}] if asked is not None else []
            return Scene(types, told, given=asked)
    return EMPTY


def _elements(table: Table) -> set[str | None]:
    cells = {cell.element for rule in table.rules for cell in (*(test for _, test in rule.cells), *rule.outputs) if cell is not None}
    columns = {one.element for one in (*table.inputs, *table.outputs)} | {column.expression.element for column in table.inputs}
    return cells | columns | {table.element, *table.empty_cells}


def _column(table: Table, element: str | None):
    """The input column of this element: the column itself, or the one of the cell."""
    for number, column in enumerate(table.inputs):
        if element == column.element or any(test.element == element and index == number for rule in table.rules for index, test in rule.cells):
            return column
    index = table.empty_cells.get(element)
    return table.inputs[index] if index is not None else None
