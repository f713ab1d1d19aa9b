"""A decision table with a hole is told at upload; it does not stop publication."""
import pytest

from app.definitions.operations import check
from tests.rules.models import row, table


def test_a_table_with_a_gap_is_a_warning_with_an_example():
    problems = check({"D.dmn": table([row("a", "< 1000", "1"), row("b", "> 1000", "2")])})
    assert [(p.level, p.file, p.element, p.code) for p in problems] == [("warning", "D.dmn", "D", "table_gap")]
    assert problems[0].sentence == "“D”当 金额 = 1000 时，没有一行规则适用。请补一行，或者设默认结果。"


def test_a_complete_table_passes_in_silence():
    assert check({"D.dmn": table([row("a", "< 1000", "1"), row("b", ">= 1000", "2")])}) == []


UNIT = dict(outputs=("arrive_unit",))


@pytest.mark.parametrize(("rows", "options", "told"), [
    ([row("a", "<= 5", "1"), row("b", ">= 5", "2")], {}, ("error", "a", "table_overlap")),
    ([row("a", "<= 5", "1"), row("b", ">= 5", "1")], {"policy": "ANY"}, None),
    ([row("a", "<= 5", "1"), row("b", ">= 5", "2")], {"policy": "ANY"}, ("error", "a", "table_overlap")),
    ([row("a", "> 5", "1"), row("b", "> 9", "2"), row("c", "-", "3")], {"policy": "FIRST"}, ("warning", "b", "table_masked_row")),
    ([row("a", "> 5", "1"), row("b", "<= 5", "2"), row("c", "-", "3")], {"policy": "FIRST"}, None),
    ([row("a", "> 5", "1"), row("b", "> 5", "1"), row("c", "-", "3")], {"policy": "FIRST"}, ("warning", "b", "table_double_row")),
    ([row("a", "> 5", "1"), row("b", "[9..8]", "1"), row("c", "-", "3")], {"policy": "FIRST"}, ("warning", "b", "table_dead_row")),
    ([row("a", "-", '"hours"')], UNIT, ("error", "a", "table_unit")),
    ([row("a", "< 5", '"30分钟"'), row("b", ">= 5", '"2小时"')], {}, ("warning", "D", "table_mixed_units")),
    ([row("a", "< 5", '"甲"'), row("b", ">= 5", '"丙"')], {"values": '"甲","乙"'}, ("error", "b", "table_value")),
    ([row("a", "-", "-3")], {"outputs": ("fine_amount",)}, ("warning", "a", "table_range")),
    ([row("a", "< 金钱", "1"), row("b", "-", "2")], {"policy": "FIRST"}, None),
])
def test_what_is_wrong_with_rows_and_columns(rows, options, told):
    found = [(p.level, p.element, p.code) for p in check({"D.dmn": table(rows, **options)}) if p.level != "hint" and p.code.startswith("table")]
    assert found == ([told] if told else [])


def test_a_row_that_says_nothing_can_be_taken_out_by_its_fix():
    found = [p for p in check({"D.dmn": table([row("a", "> 5", "1"), row("b", "> 9", "2"), row("c", "-", "3")], policy="FIRST")}) if p.fix]
    assert [(p.fix.title, p.fix.ops) for p in found] == [("删去第 2 行", (("row_remove", "b"),))]
