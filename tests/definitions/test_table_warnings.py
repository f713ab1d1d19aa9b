"""A decision table with a hole is told at upload; it does not stop publication."""
from app.definitions.operations import check
from tests.rules.models import row, table


def test_a_table_with_a_gap_is_a_warning_with_an_example():
    problems = check({"D.dmn": table([row("a", "< 1000", "1"), row("b", "> 1000", "2")])})
    assert [(p.level, p.file, p.element, p.code) for p in problems] == [("warning", "D.dmn", "D", "table_gap")]
    assert problems[0].sentence == "决策 D：当 金额 = 1000 时，没有一行规则适用。"


def test_a_complete_table_passes_in_silence():
    assert check({"D.dmn": table([row("a", "< 1000", "1"), row("b", ">= 1000", "2")])}) == []
