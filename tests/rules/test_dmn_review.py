"""Gaps and overlaps of decision tables are found by example; what is complete raises no alarm."""
import pytest

from app.rules import dmn
from tests.rules.models import wide_table

AMOUNT, KIND, LEVEL = ("金额", "number", None), ("类型", "string", None), ("程度", "程度", None)


def found(inputs, rows, policy="UNIQUE"):
    return [(one.kind, one.rules, one.sentence) for one in dmn.load(wide_table(inputs, rows, policy)).review("D")]


@pytest.mark.parametrize(("inputs", "rows", "policy"), [
    ([AMOUNT], [("a", "< 1000", "1"), ("b", ">= 1000", "2")], "UNIQUE"),
    ([AMOUNT], [("a", "[0..1000)", "1"), ("b", ">= 1000", "2")], "UNIQUE"),
    ([AMOUNT], [("a", "> 5", "1"), ("b", "-", "2")], "FIRST"),
    ([AMOUNT, KIND], [("a", "> 5", '"甲"', "1"), ("b", "<= 5", '"甲"', "2"), ("c", "-", 'not("甲")', "3")], "UNIQUE"),
    ([("类型", "string", '"甲","乙"')], [("a", '"甲"', "1"), ("b", '"乙"', "2")], "UNIQUE"),
    ([LEVEL], [("a", '"轻"', "1"), ("b", '"重"', "2")], "UNIQUE"),
    ([("是否", "boolean", None)], [("a", "true", "1"), ("b", "false", "2")], "UNIQUE"),
    ([("日期", "date", None)], [("a", '< date("2026-07-15")', "1"), ("b", '>= date("2026-07-15")', "2")], "UNIQUE"),
    ([("时刻", "time", None)], [("a", '< time("18:00:00")', "1"), ("b", '>= time("18:00:00")', "2")], "UNIQUE"),
    ([("部门", None, None)], [("a", 'list contains(?, "水务局")', "1"), ("b", 'not(list contains(?, "水务局"))', "2")], "UNIQUE"),
    ([("单位", None, None)], [("a", "count(?) > 1", "1"), ("b", "count(?) <= 1", "2")], "UNIQUE"),
    ([AMOUNT], [("a", "< 上限", "1")], "UNIQUE"),
])
def test_a_sound_table_or_one_that_cannot_be_judged_raises_no_alarm(inputs, rows, policy):
    assert found(inputs, rows, policy) == []


@pytest.mark.parametrize(("inputs", "rows", "finding"), [
    ([AMOUNT], [("a", "< 1000", "1"), ("b", "> 1000", "2")], ("gap", (), "当 金额 = 1000 时，没有一行规则适用")),
    ([AMOUNT], [("a", "<= 1000", "1"), ("b", ">= 1000", "2")], ("overlap", ("a", "b"), "当 金额 = 1000 时，a、b 同时适用，而命中策略要求唯一")),
    ([AMOUNT], [("a", "[0..5]", "1"), ("b", "[9..20]", "2")], ("gap", (), "当 金额 = 7 时，没有一行规则适用")),
    ([KIND], [("a", '"甲"', "1")], ("gap", (), "当 类型 = （其他） 时，没有一行规则适用")),
    ([("是否", "boolean", None)], [("a", "true", "1")], ("gap", (), "当 是否 = false 时，没有一行规则适用")),
    ([LEVEL], [("a", '"轻"', "1")], ("gap", (), "当 程度 = 重 时，没有一行规则适用")),
    ([("类型", "string", '"甲","乙"')], [("a", '"甲"', "1")], ("gap", (), "当 类型 = 乙 时，没有一行规则适用")),
    ([("日期", "date", None)], [("a", '< date("2026-07-15")', "1"), ("b", '> date("2026-07-15")', "2")],
     ("gap", (), "当 日期 = 2026-07-15 时，没有一行规则适用")),
    ([AMOUNT, KIND], [("a", "> 5", "-", "1"), ("b", "-", '"甲"', "2")],
     ("overlap", ("a", "b"), "当 金额 = 6、类型 = 甲 时，a、b 同时适用，而命中策略要求唯一")),
    ([KIND], [("a", 'starts with(?, "安")', "1")], ("gap", (), "当 类型 = （其他） 时，没有一行规则适用")),
])
def test_a_gap_or_overlap_is_shown_by_an_example(inputs, rows, finding):
    assert finding in found(inputs, rows)


@pytest.mark.parametrize("policy", ["FIRST", "ANY", "PRIORITY", "COLLECT", "RULE ORDER"])
def test_rows_may_overlap_where_the_policy_says_who_wins(policy):
    assert found([AMOUNT], [("a", "-", "1"), ("b", "> 5", "1")], policy) == []


def test_an_example_really_fails_when_it_is_decided():
    loaded = dmn.load(wide_table([AMOUNT, KIND], [("a", "< 10", '"甲"', "1"), ("b", "> 10", "-", "2")]))
    for finding in loaded.review("D"):
        with pytest.raises(dmn.DmnError) as caught:
            loaded.decide("D", finding.inputs, strict=True)
        assert caught.value.code == {"gap": "err_no_rule", "overlap": "err_several_rules"}[finding.kind]


def test_a_table_too_large_to_look_through_is_left_alone():
    inputs = [(f"n{n}", "number", None) for n in range(12)]
    assert found(inputs, [("a", *["[1..2]"] * 12, "1")]) == []


def test_what_is_no_table_has_nothing_to_review():
    from tests.rules.models import decision, model
    assert dmn.load(model(decision("D", "D", "<literalExpression><text>1</text></literalExpression>"))).review("D") == []
