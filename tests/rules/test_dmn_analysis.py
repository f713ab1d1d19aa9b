"""Rows that clash, cover one another or never apply, inputs without a row: exact, and quick for the largest tables."""
import random
import time
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.rules import dmn
from app.rules.dmn.analysis import Analysis, same_outputs
from app.rules.feel.static import kinds
from tests.rules.models import wide_table

AMOUNT, KIND, OPEN = ("金额", "number", None), ("类型", "string", None), ("是否", "boolean", None)


def analysis(inputs, rows, policy="UNIQUE", given=(), **more) -> Analysis:
    return Analysis(dmn.load(wide_table(inputs, rows, policy)).nodes["D"].compute, given, **more)


def first(one: Analysis) -> dict:
    return {row: (1 << row) - 1 for row in range(one.count)}


@pytest.mark.parametrize(("rows", "pairs"), [
    ([("a", "<= 5", "1"), ("b", ">= 5", "2")], [(0, 1)]), ([("a", "< 5", "1"), ("b", ">= 5", "2")], []),
    ([("a", "[1..9]", "1"), ("b", "(9..12]", "2"), ("c", "9", "3")], [(0, 2)]), ([("a", "not(5)", "1"), ("b", "5, 6", "2")], [(0, 1)]),
    ([("a", "< 上限", "1"), ("b", "> 3", "2")], []), ([("a", "-", "1"), ("b", "0.5", "2")], [(0, 1)]), ([("a", "? > 3 and ? < 5", "1"), ("b", "4", "2")], [(0, 1)]),
])
def test_which_rows_surely_apply_together(rows, pairs):
    assert [case.rows for case in analysis([AMOUNT], rows).overlaps()] == pairs


def test_an_overlap_and_a_gap_are_shown_by_the_inputs_that_matter():
    one = analysis([AMOUNT, KIND, OPEN], [("a", "> 5", "-", "-", "1"), ("b", "-", '"甲"', "true", "2"), ("c", "<= 5", 'not("甲")', "-", "3")])
    assert [case.words for case in one.overlaps()] == ["金额 = 6、类型 = 甲、是否 = true"]
    assert [case.words for case in one.gaps()] == ["金额 = 4、类型 = 甲、是否 = false"]


def test_what_the_diagrams_hand_over_bounds_what_can_come():
    rows = [("a", '"甲"', "1"), ("b", '"乙"', "2")]
    assert [case.words for case in analysis([KIND], rows).gaps()] == ["类型 = （其他）"]
    assert analysis([KIND], rows, given=[kinds.one_of(["甲", "乙"])]).gaps() == []
    assert [case.words for case in analysis([KIND], rows, given=[kinds.one_of(["甲", "乙"]) | kinds.NULL]).gaps()] == ["类型 = 空"]
    assert analysis([KIND], rows, given=[kinds.one_of(["甲"])]).dead == [1]


@pytest.mark.parametrize(("rows", "masked"), [
    ([("a", "> 5", "1"), ("b", "> 9", "2")], {1: [0]}), ([("a", "> 5", "1"), ("b", "<= 5", "2"), ("c", "3", "3")], {2: [1]}),
    ([("a", "> 5", "1"), ("b", "<= 5", "2"), ("c", "[3..7]", "3")], {2: [0, 1]}), ([("a", "> 5", "1"), ("b", "> 3", "2")], {}),
    ([("a", "> 上限", "1"), ("b", "> 9", "2")], {}), ([("a", "-", "1"), ("b", "> 上限", "2")], {1: [0]}),
])
def test_a_row_that_earlier_rows_cover_never_decides(rows, masked):
    one = analysis([AMOUNT], rows, "FIRST")
    assert dict(one.masked(first(one))) == masked


def test_columns_that_ask_the_same_are_one_question():
    """Else every table with two columns over one input would seem to have gaps."""
    one = analysis([AMOUNT, AMOUNT], [("a", "> 5", "-", "1"), ("b", "-", "<= 5", "2")])
    assert one.gaps() == [] and list(one.overlaps()) == []


def test_rows_that_say_the_same_are_found_however_they_are_spaced():
    one = analysis([AMOUNT, KIND], [("a", "> 5", '"甲"', "1"), ("b", ">  5", '"甲"', "2"), ("c", "> 5", "-", "1")])
    assert list(one.doubles()) == [(1, 0)]
    assert (same_outputs(one.table, 0, 1), same_outputs(one.table, 0, 2)) == (False, True)


CELLS = st.sampled_from(["-", "< 2", ">= 2", "2", "[1..3)", "(1..3]", "not(2)", "0, 3", "> 3"])
TEXTS = st.sampled_from(["-", '"a"', '"b"', 'not("a")', '"a", "b"'])


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.lists(st.tuples(CELLS, TEXTS), min_size=1, max_size=6))
def test_it_agrees_with_trying_everything(cells):
    """On a grid fine enough for these cells."""
    rows = [(f"r{number}", *pair, "1") for number, pair in enumerate(cells)]
    one, table = analysis([AMOUNT, KIND], rows), dmn.load(wide_table([AMOUNT, KIND], rows, "COLLECT"))
    grid = product([Decimal(n) / 2 for n in range(-2, 10)], ["a", "b", "c"])
    fired = [_fired(table, amount, kind) for amount, kind in grid]
    assert bool(one.gaps()) == any(not rows for rows in fired)
    assert {case.rows for case in one.overlaps()} == {(a, b) for rows in fired for a in rows for b in rows if a < b}
    assert set(dict(one.masked(first(one)))) | set(one.dead) == set(range(len(rows))) - {rows[0] for rows in fired if rows}


def _fired(model, amount, kind) -> list[int]:
    made = model.decide("D", {"金额": amount, "类型": kind}, strict=False)
    return [int(rule[1:]) for rule in made.fired["D"]]


def test_the_largest_table_takes_less_than_a_second_and_says_where_it_stopped():
    pick = random.Random(7)

    def cell(column):
        if pick.random() < 0.5:
            return "-"
        low = pick.randint(0, 300)
        return f"[{low}..{low + pick.randint(1, 200)})" if column % 2 else f'"v{pick.randint(0, 15)}"'

    columns = [(f"c{n}", "number" if n % 2 else "string", None) for n in range(12)]
    table = dmn.load(wide_table(columns, [(f"r{n}", *(cell(c) for c in range(12)), "1") for n in range(500)])).nodes["D"].compute
    begun = time.process_time()
    one = Analysis(table)
    found = list(one.overlaps()), one.gaps(), list(one.masked(first(one)))
    assert time.process_time() - begun < 5
    assert len(found[0]) == 20 and found[1] and not one.full
