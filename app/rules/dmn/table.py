"""Decision tables: rows of cells, seven hit policies, four aggregations (DMN 1.5, 8.2)."""
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from app.kernel.limits import limit
from app.rules.dmn.errors import DmnError
from app.rules.dmn.run import Run
from app.rules.dmn.xml import child, children, label, text_of
from app.rules.feel.functions.lists import distinct
from app.rules.feel.library import FUNCTIONS
from app.rules.feel.operators import equal
from app.rules.feel.values import to_feel

POLICIES = {"UNIQUE": "U", "FIRST": "F", "PRIORITY": "P", "ANY": "A", "COLLECT": "C", "RULE ORDER": "R", "OUTPUT ORDER": "O"}
AGGREGATIONS = {None: None, "SUM": "sum", "COUNT": "count", "MIN": "min", "MAX": "max"}
_LISTS = frozenset("ROC")
MAX_RULES = limit("DMN_RULES")


@dataclass(slots=True)
class Input:
    expression: Any
    type: str | None
    allowed: Any            # compiled unary tests, or None
    source: str
    element: str | None
    title: str = ""         # as people read it


@dataclass(slots=True)
class Output:
    name: str | None
    type: str | None
    order: Any              # compiled list of output values, best first, or None
    default: Any            # compiled default, or None
    element: str | None
    title: str = ""


@dataclass(slots=True)
class Rule:
    id: str
    cells: list             # (input index, compiled tests); cells that take anything are left out
    outputs: list           # compiled expressions, None for an empty one


class Table:
    """One decision table. `model` compiles its expressions and knows its types; `owner` is the decision's id, for the trace."""

    def __init__(self, element, model, owner: str):
        self.element, self.owner, self.types = label(element) or owner, owner, model.types
        self.policy = POLICIES.get(element.get("hitPolicy", "UNIQUE"))
        if self.policy is None or element.get("aggregation") not in AGGREGATIONS:
            raise DmnError(f"没有“{element.get('hitPolicy')} {element.get('aggregation') or ''}”这种命中策略", element=self.element)
        self.aggregation = AGGREGATIONS[element.get("aggregation")]
        self.inputs = [_input(node, model) for node in children(element, "input")]
        self.outputs = [_output(node, model) for node in children(element, "output")]
        if not self.outputs:
            raise DmnError("决策表没有输出列", element=self.element)
        self._bounded(children(element, "rule"))
        self.empty_cells: dict[str, int] = {}       # input cells that let everything pass, by id → column
        self.rules = [self._rule(number, node, model) for number, node in enumerate(children(element, "rule"), 1)]
        self._raise_first_fault()

    def _bounded(self, rows):
        if len(rows) > MAX_RULES:
            raise DmnError(f"决策表有 {len(rows)} 行，最多 {MAX_RULES} 行", element=self.element)

    def _rule(self, number, node, model) -> Rule:
        cells, outputs = children(node, "inputEntry"), children(node, "outputEntry")
        if len(cells) != len(self.inputs) or len(outputs) != len(self.outputs):
            raise DmnError(f"第 {number} 行的格数与表头不符", element=node.get("id") or self.element)
        tests = [(index, model.tests(cell)) for index, cell in enumerate(cells) if text_of(cell) not in (None, "", "-")]
        self.empty_cells |= {cell.get("id"): index for index, cell in enumerate(cells) if cell.get("id") and text_of(cell) in (None, "", "-")}
        results = [model.expression(cell) if text_of(cell) not in (None, "", "-") else None for cell in outputs]
        return Rule(node.get("id") or str(number), tests, results)

    def _raise_first_fault(self):
        """A table with a cell that does not parse is no table: nobody could tell which row it means."""
        expressions = [part for one in self.inputs for part in (one.expression, one.allowed)]
        expressions += [part for one in self.outputs for part in (one.order, one.default)]
        expressions += [part for rule in self.rules for part in (*(test for _, test in rule.cells), *rule.outputs)]
        for expression in expressions:
            if expression is not None and expression.fault:
                raise expression.fault

    def __call__(self, run: Run):
        values = []
        for given in self.inputs:
            value = self.types.conform(run, given.expression(run), given.type, f"输入“{given.source}”", given.element)
            if not _allowed(run, given, value):
                return None
            values.append(value)
        rows = self._matching(run, values)
        return self._result(run, rows) if rows else self._without_rule(run)

    def _matching(self, run, values) -> list[list]:
        """The output rows of the rules that match, in rule order; the ids go to the trace."""
        fired, rows = [], []
        for rule in self.rules:
            run.spend()
            if all(test(run, values[index]) is True for index, test in rule.cells):
                fired.append(rule.id)
                rows.append([self._output_value(run, *pair) for pair in zip(rule.outputs, self.outputs)])
                if self.policy == "F":
                    break
        run.note_fired(self.owner, tuple(fired))
        return rows

    def _output_value(self, run, expression, output):
        if expression is None:
            return None
        return self.types.conform(run, expression(run), output.type, f"输出“{output.name or ''}”", output.element)

    def _shape(self, row: list):
        return row[0] if len(self.outputs) == 1 else {output.name: value for output, value in zip(self.outputs, row)}

    def _without_rule(self, run):
        if any(output.default for output in self.outputs):
            value = self._shape([output.default(run) if output.default else None for output in self.outputs])
            return [value] if self.policy in _LISTS and not self.aggregation else value
        if self.aggregation == "count":
            return Decimal(0)
        if run.strict:
            raise DmnError("没有一行规则适用于这些输入", element=self.owner, code="err_no_rule")
        return None

    def _result(self, run, rows):
        if self.policy in "PO":
            rows = self._ordered(run, rows)
        values = [self._shape(row) for row in rows]
        if self.policy == "U" and len(values) > 1:
            return self._undecided(run, "有多行规则同时适用，而命中策略要求唯一", "err_several_rules")
        if self.policy == "A" and any(equal(values[0], value, run) is not True for value in values):
            return self._undecided(run, "适用的几行规则结论不一致", "err_rules_differ")
        if self.policy not in _LISTS:
            return values[0]
        return _aggregate(run, self.aggregation, values)

    def _ordered(self, run, rows):
        """Best first: by the place of each output in the column's list of output values."""
        orders = [output.order(run) if output.order else None for output in self.outputs]
        return sorted(rows, key=lambda row: [_place(run, value, order) for value, order in zip(row, orders)])

    def _undecided(self, run, sentence, code):
        if run.strict:
            raise DmnError(sentence, element=self.owner, code=code)
        return None


def _input(node, model) -> Input:
    expression, values = child(node, "inputExpression"), child(node, "inputValues")
    if not text_of(expression):
        raise DmnError("输入列没有表达式", element=label(node))
    allowed = model.tests(values) if text_of(values) else None
    return Input(model.expression(expression), expression.get("typeRef"), allowed, text_of(expression), label(node),
                 node.get("label") or text_of(expression))


def _output(node, model) -> Output:
    values, default = child(node, "outputValues"), child(node, "defaultOutputEntry")
    order = model.expression(values, f"[{text_of(values)}]") if text_of(values) else None
    otherwise = model.expression(default) if text_of(default) else None
    return Output(node.get("name"), node.get("typeRef"), order, otherwise, label(node), node.get("label") or node.get("name") or "结果")


def _allowed(run, given: Input, value) -> bool:
    if given.allowed is None or value is None or given.allowed(run, value) is True:
        return True
    if run.strict:
        raise DmnError(f"输入“{given.source}”的值不在允许范围内", element=given.element, code="err_value")
    return False


def _place(run, value, order) -> int:
    if order is None:
        return 0
    return next((place for place, other in enumerate(order) if equal(to_feel(other), value, run) is True), len(order))


def _aggregate(run, aggregation, values):
    """COUNT counts distinct outputs (DMN 1.5, 8.2.8, table 48)."""
    if aggregation is None:
        return values
    if aggregation == "count":
        return Decimal(len(distinct(run, values)))
    return FUNCTIONS[aggregation].call(run, values)
