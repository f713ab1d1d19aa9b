"""Decision tables as tables: rows that clash, cover one another or never apply, inputs without a row, columns that say nothing."""
import re
from collections.abc import Collection, Iterator

from app.definitions.checks import inputs
from app.definitions.checks.finding import Finding, Fix
from app.definitions.checks.names.facts import WORD, words
from app.definitions.checks.names.sources import UNITS, constants, declared
from app.definitions.checks.typing import judge
from app.definitions.checks.whole import Whole
from app.rules.dmn.analysis import Analysis, constant_output, same_outputs
from app.rules.dmn.table import Table
from app.rules.feel.render import render
from app.rules.feel.static import Tolerant
from app.rules.feel.values import MISSING, Decimal

AMOUNT = re.compile(r"\s*-?\d+(?:\.\d+)?\s*(万元|元|个工作日|工作日|个月|小时|分钟|天|日|月|年|%)\s*")
SAME = {"个工作日": "工作日", "日": "天", "个月": "月"}


def check(whole: Whole, names: Collection[str]) -> Iterator[Finding]:
    for id, (file, model) in whole.decisions.items():
        table = model.nodes[id].compute
        if file in names and isinstance(table, Table):
            one = OneTable(whole, file, id, model, table)
            for found in (one.rows, one.overlaps, one.gaps, one.columns, one.outputs):
                yield from found()


class OneTable:
    """One table and what the diagrams hand to it."""

    def __init__(self, whole: Whole, file: str, decision: str, model, table: Table):
        self.whole, self.file, self.decision, self.model, self.table = whole, file, decision, model, table
        self.types = inputs.given(whole, decision)
        handed = not isinstance(self.types, Tolerant)
        given = [inputs.column_type(column, judge(column.source, self.types).type, model) for column in table.inputs] if handed else []
        self.analysis, self.alone = Analysis(table, given), Analysis(table, empty=True)

    def _row(self, number: int) -> str:
        return f"第 {number + 1} 行"

    def _id(self, number: int) -> str:
        return self.table.rules[number].id

    def _said(self, level, code, sentence, number: int | None = None, *, more=(), fix=None) -> Finding:
        element = self.decision if number is None else self._id(number)
        told = f"“{self.model.title(self.decision)}”{sentence}"
        return Finding(level, self.file, element, f"table_{code}", told, more=tuple(map(self._id, more)), fix=fix)

    # ---- rows -----------------------------------------------------------------------------------------------------------
    def rows(self) -> Iterator[Finding]:
        doubles = dict(self.analysis.doubles())
        for number, first in doubles.items():
            yield self._double(number, first)
        yield from self._dead(doubles)
        yield from self._masked(doubles)
        if not (self.analysis.full and self.alone.full):
            yield self._said("hint", "not_all_seen", "很大，没有把所有行都两两看遍；没有提示的不等于没有问题。")

    def _dead(self, doubles) -> Iterator[Finding]:
        """Rows that cannot apply at all; those that only what the diagrams hand over keeps from applying are told as hints."""
        never = set(self.alone.dead)
        for number in sorted(never):
            yield self._said("warning", "dead_row", f"{self._row(number)}永远不会适用：它的条件自相矛盾，或者要的值不在允许的值里。", number, fix=self._without(number))
        for number in sorted(set(self.analysis.dead) - never):
            yield self._said("hint", "idle_row", f"{self._row(number)}现在不会适用：流程和表单给不出它要的值。", number)

    def _masked(self, doubles) -> Iterator[Finding]:
        before = {row: others for row, others in self._before().items() if self.table.rules[row].cells and row not in doubles}
        covered = dict(self.alone.masked(before))
        for number, others in covered.items():
            yield self._said("warning", "masked_row", f"{self._row(number)}永远轮不到：凡是它适用的情况，{self._rows_of(others)}已经先适用。", number, more=others,
                             fix=self._without(number))
        idle = {*covered, *self.analysis.dead}
        for number, others in self.analysis.masked({row: rows for row, rows in before.items() if row not in idle}):
            yield self._said("hint", "idle_row", f"{self._row(number)}现在轮不到：凡是流程和表单给得出、它又适用的情况，{self._rows_of(others)}已经先适用。", number,
                             more=others)

    def _rows_of(self, numbers: list[int]) -> str:
        return "、".join(self._row(one) for one in numbers[:6]) + (" 等" if len(numbers) > 6 else "")

    def _before(self) -> dict[int, int]:
        """The rows that go before each: by the hit policy, earlier ones or those with a better output."""
        if self.table.policy == "F":
            return {row: (1 << row) - 1 for row in range(self.analysis.count)}
        return {row: self._better(row) for row in range(self.analysis.count)} if self.table.policy == "P" else {}

    def _better(self, row: int) -> int:
        order = constants(self.table.outputs[0].order.source.strip()[1:-1]) if self.table.outputs[0].order is not None else None
        places = [order.index(value) if order and (value := constant_output(rule, 0)) in order else None for rule in self.table.rules]
        mine = places[row]
        return sum(1 << other for other, place in enumerate(places) if place is not None and mine is not None and place < mine)

    def _double(self, number: int, first: int) -> Finding:
        same = same_outputs(self.table, number, first)
        fires_all = self.table.policy in "CRO"
        clashes = self.table.policy == "U" or self.table.policy == "A" and same is False
        level = "hint" if fires_all and same is False else "error" if clashes else "warning"
        what = "条件和结果都一样" if same else "条件一样，结果不同" if same is False else "条件一样"
        return self._said(level, "double_row", f"{self._row(number)}与{self._row(first)}{what}。", number, more=(first,), fix=self._without(number))

    def _without(self, number: int) -> Fix:
        return Fix(f"删去{self._row(number)}", (("row_remove", self._id(number)),))

    # ---- which apply together, which inputs have none -------------------------------------------------------------------
    def overlaps(self) -> Iterator[Finding]:
        if self.table.policy not in "UA":
            return
        doubles = {frozenset(pair) for pair in self.analysis.doubles()}
        for case in self.analysis.overlaps():
            first, second = case.rows
            same = same_outputs(self.table, first, second)
            if frozenset(case.rows) in doubles or self.table.policy == "A" and same is not False:
                continue
            wants = "命中策略要求唯一" if self.table.policy == "U" else "结果不同，命中策略要求一致"
            yield self._said("error", "overlap", f"当 {case.words} 时，{self._row(first)}和{self._row(second)}同时适用，而{wants}。", first, more=(second,))

    def gaps(self) -> Iterator[Finding]:
        if any(output.default for output in self.table.outputs) or self.table.aggregation == "count":
            return
        for case in self.analysis.gaps():
            yield self._said("warning", "gap", f"当 {case.words} 时，没有一行规则适用。请补一行，或者设默认结果。")

    # ---- columns --------------------------------------------------------------------------------------------------------
    def columns(self) -> Iterator[Finding]:
        asked = {index for rule in self.table.rules for index, _ in rule.cells}
        for index, column in enumerate(self.table.inputs):
            if self.table.rules and index not in asked:
                yield self._column("hint", column, "idle_column", f"输入列“{column.title}”每行都不限，可以删去。")
            if column.type is None:
                yield self._column("hint", column, "untyped", f"输入列“{column.title}”没有写明类型。")
        read = {name for column in self.table.inputs for name in column.expression.compiled.names} if self._compiled() else set()
        for node in self.model.nodes.values():
            if node.kind == "inputData" and node.id in self.model.nodes[self.decision].requires and node.name not in read | self._read_by_cells():
                yield Finding("hint", self.file, node.id, "table_idle_input", f"输入“{node.label or node.name}”没有用到。")

    def _compiled(self) -> bool:
        return all(column.expression.compiled is not None for column in self.table.inputs)

    def _read_by_cells(self) -> set[str]:
        cells = [cell for rule in self.table.rules for cell in (*(test for _, test in rule.cells), *rule.outputs) if cell is not None]
        return {name for cell in cells for name in cell.compiled.names}

    def _column(self, level, column, code, sentence) -> Finding:
        return Finding(level, self.file, column.element or self.decision, f"table_{code}", f"“{self.model.title(self.decision)}”的{sentence}")

    # ---- outputs --------------------------------------------------------------------------------------------------------
    def outputs(self) -> Iterator[Finding]:
        for index, output in enumerate(self.table.outputs):
            values = [(number, constant_output(rule, index)) for number, rule in enumerate(self.table.rules)]
            written = [(number, value) for number, value in values if value is not MISSING and value is not None]
            yield from self._allowed(output, written)
            yield from self._units(output, written)
            yield from self._negative(output, written)
        yield from self._unread()

    def _allowed(self, output, written) -> Iterator[Finding]:
        """Values beyond those that the column, or its type, lists."""
        listed = constants(output.order.source.strip()[1:-1]) if output.order is not None else None
        kind = declared(output.type, self.model).get("string")
        allowed = listed or (sorted(kind.values) if kind is not None and kind.values else None)
        for number, value in written if allowed else ():
            if value not in allowed:
                yield self._said("error", "value", f"{self._row(number)}“{output.title}”的“{render(value)}”不在允许的值里："
                                                   f"{'、'.join(render(one) for one in allowed[:8])}。", number)

    def _units(self, output, written) -> Iterator[Finding]:
        """Amounts in one column are in one unit; a column of units has only those that periods are counted in."""
        found = {SAME.get(said[1], said[1]) for _, value in written if isinstance(value, str) and (said := AMOUNT.fullmatch(value))}
        if len(found) > 1:
            yield self._column("warning", output, "mixed_units", f"输出列“{output.title}”里单位不一样：{'、'.join(sorted(found))}。请统一单位，或者另设一列写单位。")
        if (output.name or "").endswith("_unit") or output.name == "unit":
            for number, value in written:
                if value not in UNITS:
                    yield self._said("error", "unit", f"{self._row(number)}“{output.title}”的“{render(value)}”不是期限的单位：{'、'.join(UNITS)}。", number)

    def _negative(self, output, written) -> Iterator[Finding]:
        if (output.name or "").endswith(("amount", "days", "hours", "count")):
            for number, value in written:
                if type(value) is Decimal and value < 0:
                    yield self._said("warning", "range", f"{self._row(number)}“{output.title}”是 {render(value)}：数量不应小于 0。", number)

    def _unread(self) -> Iterator[Finding]:
        """Outputs that no expression of the bundle reads; people may still see them in the case's record of decisions."""
        used = _words(self.whole)
        for output in self.table.outputs if len(self.table.outputs) > 1 else ():
            if output.name and output.name not in used and self.decision in _run(self.whole):
                yield self._column("hint", output, "unread_output", f"输出列“{output.title}”（{output.name}）没有被流程和表单用到，只会记在案卷里。")


def _run(whole: Whole) -> set[str | None]:
    return {node.decides for _file, node in whole.nodes()}


def _words(whole: Whole) -> set[str]:
    """Every word of the diagrams, forms and tables' expressions."""
    found: set[str] = set()
    for _file, scope in whole.processes.values():
        found |= words(scope)
    for form in whole.forms.values():
        found |= form.form.words if form.form is not None else set()
    for _file, model in whole.decisions.values():
        for node in model.nodes.values():
            for name in node.reads:
                found.update(WORD.findall(name))
    return found
