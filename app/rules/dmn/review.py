"""Is a decision table complete, and do its rows exclude each other? Answered by examples, so a finding is never a false alarm.

Every column gives the values at which its cells change their mind (each constant, what lies between two, below and above all),
every combination of them is looked at. What no example reaches is not claimed to be right.
"""
import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from decimal import Decimal
from itertools import product
from math import prod
from typing import Any

from app.rules.dmn.errors import DmnError
from app.rules.dmn.run import Run
from app.rules.dmn.types import allowed_values
from app.rules.feel import tree
from app.rules.feel.compiler import Compiler
from app.rules.feel.errors import FeelError
from app.rules.feel.free import names_in
from app.rules.feel.parser import parse_tests
from app.rules.feel.render import render
from app.rules.feel.runtime import Env
from app.rules.feel.types import TYPES
from app.rules.feel.values import MISSING, Range, to_feel

MOST_COMBINATIONS = 200_000
MOST_FINDINGS = 5
OTHER = "（其他）"
_TYPES = {name: TYPES[name] for name in ("number", "string", "boolean", "date")}


@dataclass(frozen=True)
class Finding:
    """`kind` gap: no row matches these inputs; overlap: a unique table has several rows for them (`rules`: their ids)."""

    kind: str
    inputs: dict[str, Any]
    rules: tuple[str, ...]

    @property
    def sentence(self) -> str:
        case = "、".join(f"{name} = {render(value)}" for name, value in self.inputs.items()) or "输入任意"
        if self.kind == "gap":
            return f"当 {case} 时，没有一行规则适用"
        return f"当 {case} 时，{'、'.join(self.rules)} 同时适用，而命中策略要求唯一"


def review(table) -> list[Finding]:
    """At most five gaps and five overlaps of a table; none if its cells read other variables or it is too large to look through."""
    columns = [_column(table, index) for index in range(len(table.inputs))]
    if any(column is None for column in columns) or prod(len(column) for column in columns) > MOST_COMBINATIONS:
        return []
    gaps, overlaps = [], []
    answers_anyway = any(output.default for output in table.outputs) or table.aggregation == "count"
    wants_gaps, wants_overlaps = not answers_anyway, table.policy == "U"
    for combination in product(*columns):
        matching = (1 << len(table.rules)) - 1
        for _, passing in combination:
            matching &= passing
        if not matching and wants_gaps and len(gaps) < MOST_FINDINGS:
            gaps.append(_finding("gap", table, combination, matching))
        elif matching & (matching - 1) and wants_overlaps and not _known(overlaps, table, matching):
            overlaps.append(_finding("overlap", table, combination, matching))
    return gaps + overlaps[:MOST_FINDINGS]


def _finding(kind, table, combination, matching) -> Finding:
    inputs = {given.source: value for given, (value, _) in zip(table.inputs, combination) if value is not MISSING}
    return Finding(kind, inputs, _rules(table, matching))


def _rules(table, matching: int) -> tuple[str, ...]:
    return tuple(rule.id for number, rule in enumerate(table.rules) if matching >> number & 1)


def _known(overlaps, table, matching) -> bool:
    """The same rows clash for many inputs: one example is enough."""
    return any(finding.rules == _rules(table, matching) for finding in overlaps)


def _column(table, index: int) -> list[tuple[Any, int]] | None:
    """Each value worth looking at with the rows (as bits) that let it pass; None if that cannot be told from the cells."""
    given = table.inputs[index]
    cells = {number: test for number, rule in enumerate(table.rules) for place, test in rule.cells if place == index}
    if not cells:
        return [(MISSING, (1 << len(table.rules)) - 1)]
    if any(test.compiled.names for test in cells.values()):
        return None
    values_here = values(table, given, [parse_tests(test.source) for test in cells.values()])
    return [(value, _passing(table, cells, value)) for value in values_here] or None


def _passing(table, cells, value) -> int:
    passing = 0
    for number in range(len(table.rules)):
        if number not in cells or holds(cells[number], value):
            passing |= 1 << number
    return passing


def holds(test, value) -> bool:
    try:
        return test(Run({}, strict=False), value) is True
    except DmnError:  # a test that cannot be computed for this value lets nothing pass
        return False


def values(table, given, tests: list) -> list[Any]:
    """The values worth trying in a column: of its declared type, and such as its own list of values allows."""
    kind = (given.type or "").rpartition(":")[2]
    wanted = _TYPES.get(kind)
    if wanted is None and any(_reads_input(test) for test in tests):
        return []  # what the cells compute from an input of unknown type cannot be foreseen
    item = table.types.items.get(given.type)
    lists = [given.allowed.source if given.allowed is not None else None, allowed_values(item) if item is not None else None]
    allowed = [parse_tests(source) for source in lists if source]
    constants = [value for test in tests + allowed for value in _constants(test) if wanted is None or type(value) is wanted]
    candidates = _around(constants, wanted)
    return [value for value in candidates if fits(table, given, value)]


def fits(table, given, value) -> bool:
    run = Run({}, strict=False)
    return table.types.conform(run, value, given.type, "", None) is not None and (given.allowed is None or holds(given.allowed, value))


def _constants(node: Any) -> Iterator[Any]:
    """The constant parts of a cell: literals, and expressions that read nothing, such as date("2026-01-01")."""
    if is_dataclass(node) and not isinstance(node, _TESTS) and not names_in(node) and not _reads_input(node):
        value = computed(node)
        if value is not None:
            yield from (value.low, value.high) if type(value) is Range else value if type(value) is list else (value,)
            return
    if is_dataclass(node):
        node = [getattr(node, part.name) for part in fields(node)]
    if isinstance(node, (list, tuple)):
        for part in node:
            yield from _constants(part)


_TESTS = (tree.Tests, tree.AnyValue, tree.OperatorTest, tree.ValueTest, tree.Type)


def _reads_input(node: Any) -> bool:
    if isinstance(node, tree.Name):
        return node.name == "?"
    if is_dataclass(node):
        node = [getattr(node, part.name) for part in fields(node)]
    return isinstance(node, (list, tuple)) and any(_reads_input(part) for part in node)


def is_constant(node: Any) -> bool:
    """Whether it reads nothing, neither a name nor the input."""
    return not names_in(node) and not _reads_input(node)


def computed(node):
    """The value of a constant; None if it has none."""
    try:
        return to_feel(Compiler()(node)(Env([{}])))
    except FeelError:  # not a constant after all: its parts may be
        return None


def _around(constants: list[Any], wanted: type | None) -> list[Any]:
    """The constants and what lies beside them."""
    kinds = {type(value) for value in constants} or {wanted}
    found: list[Any] = []
    if bool in kinds:
        found += [True, False]
    if Decimal in kinds:
        found += _numbers(sorted({value for value in constants if type(value) is Decimal}))
    if dt.date in kinds:
        found += [day + dt.timedelta(days=shift) for day in _of(constants, dt.date) for shift in (-1, 0, 1)]
    if str in kinds:
        found += [*_of(constants, str), OTHER]
    return found + [near for value in constants if type(value) in _NEAR for near in _beside(value)]


_NEAR = (dt.time, dt.datetime, dt.timedelta)


def _beside(value: Any) -> list[Any]:
    """A moment or duration, a second less and a second more."""
    second = dt.timedelta(seconds=1)
    if type(value) is dt.time:
        day = dt.datetime.combine(dt.date(2000, 1, 2), value)
        return [(day - second).timetz(), value, (day + second).timetz()]
    try:
        return [value - second, value, value + second]
    except OverflowError:
        return [value]


def _of(constants, kind) -> list:
    return list(dict.fromkeys(value for value in constants if type(value) is kind))


def _numbers(numbers: list[Decimal]) -> list[Decimal]:
    """Each number, one between each two, one below and one above all."""
    if not numbers:
        return [Decimal(0)]
    between = [(low + high) / 2 for low, high in zip(numbers, numbers[1:])]
    below = [numbers[0] - 1] if numbers[0] > 0 or numbers[0] < 0 else []  # 0 is where amounts and counts begin
    return sorted({*numbers, *between, *below, numbers[-1] + 1})
