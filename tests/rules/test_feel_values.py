"""What FEEL expressions give, a row an expression. The right column is the value as FEEL's own string() writes it."""
from datetime import UTC, datetime

import pytest

from app.kernel.errors import Rejection
from app.rules import feel
from app.rules.feel.render import render

NOW = datetime(2026, 11, 22, 18, 0, tzinfo=UTC)

TABLE = [
    # arithmetic: decimal128, left to right, power before product
    ('1 + 2 * 3', '7'),
    ('(1 + 2) * 3', '9'),
    ('0.1 + 0.2 = 0.3', 'true'),
    ('10 / 4', '2.5'),
    ('10 / 3', '3.333333333333333333333333333333333'),
    ('2 ** 3 ** 2', '64'),
    ('-2 ** 2', '4'),
    ('- -3', '3'),
    ('7 - 2 - 1', '4'),
    ('1e3 + .5', '1000.5'),
    ('1 / 0', 'null'),
    ('9999999999999999999999999999999999 + 1', '10000000000000000000000000000000000'),
    ('modulo(-10, 3)', '2'),
    ('modulo(10, -3)', '-2'),
    ('decimal(2.5, 0)', '2'),
    ('decimal(1.115, 2)', '1.12'),
    ('round up(1.121, 2)', '1.13'),
    ('round half up(2.5, 0)', '3'),
    ('round half down(2.5, 0)', '2'),
    ('floor(-1.5)', '-2'),
    ('ceiling(-1.5)', '-1'),
    ('abs(-3)', '3'),
    ('sqrt(16)', '4'),
    ('odd(3)', 'true'),
    ('even(3)', 'false'),
    ('exp(0)', '1'),
    ('log(1)', '0'),
    ('number("1,000.5", ",", ".")', '1000.5'),
    ('number("1 000", " ")', '1000'),
    ('number("abc")', 'null'),
    # texts
    ('"证据" + "确凿"', '证据确凿'),
    ('"a" + 1', 'null'),
    ('string length("罚款决定书")', '5'),
    ('substring("行政处罚法", 3)', '处罚法'),
    ('substring("行政处罚法", 3, 2)', '处罚'),
    ('substring("行政处罚法", -3, 2)', '处罚'),
    ('upper case("abc")', 'ABC'),
    ('contains("无证经营", "无证")', 'true'),
    ('starts with("安综执罚", "安")', 'true'),
    ('ends with("号", "号")', 'true'),
    ('substring before("安河区·甲镇", "·")', '安河区'),
    ('substring after("安河区·甲镇", "·")', '甲镇'),
    ('replace("2026-10-09", "(\\d+)-(\\d+)-(\\d+)", "$1年$2月$3日")', '2026年10月09日'),
    ('matches("13800000000", "^1[3-9]\\d{9}$")', 'true'),
    ('matches("ABC", "abc", "i")', 'true'),
    ('split("甲;乙;丙", ";")', '["甲", "乙", "丙"]'),
    ('string join(["甲", null, "乙"], "、")', '甲、乙'),
    ('string(12.50)', '12.5'),
    ('string([1, "a", null])', '[1, "a", null]'),
    ('string({a: 1, b: "x"})', '{a: 1, b: "x"}'),
    ('trim("  a ")', 'a'),
    ('"\\u4e2d\\"" = "中\\""', 'true'),
    # comparison and three-valued logic
    ('1 = 1.0', 'true'),
    ('"a" < "b"', 'true'),
    ('1 = "1"', 'null'),
    ('null = null', 'true'),
    ('1 = null', 'false'),
    ('null > 1', 'null'),
    ('[1, 2] = [1, 2]', 'true'),
    ('{a: 1} = {a: 1.0}', 'true'),
    ('1 != 2', 'true'),
    ('true and null', 'null'),
    ('false and null', 'false'),
    ('true or null', 'true'),
    ('false or null', 'null'),
    ('not(null)', 'null'),
    ('3 between 1 and 3', 'true'),
    ('3 in [1..3)', 'false'),
    ('3 in (1, 2, 3)', 'true'),
    ('3 in > 2', 'true'),
    ('"吊销" in ["停产停业", "吊销"]', 'true'),
    ('5 in (> 3, < 2)', 'true'),
    # dates and durations
    ('date("2026-01-31") + duration("P1M")', '2026-02-28'),
    ('date("2024-02-29") + duration("P1Y")', '2025-02-28'),
    ('date("2026-10-09") - date("2026-10-01")', 'P8D'),
    ('date("2026-10-09") > date("2026-10-01")', 'true'),
    ('date and time("2026-10-09T08:00:00+08:00") = date and time("2026-10-09T00:00:00Z")', 'true'),
    ('date and time("2026-10-09T23:30:00") + duration("PT45M")', '2026-10-10T00:15:00'),
    ('time("10:00:00") - time("09:15:00")', 'PT45M'),
    ('duration("P1D") * 2', 'P2D'),
    ('duration("P1Y") / 4', 'P3M'),
    ('duration("PT36H").days', '1'),
    ('duration("PT36H").hours', '12'),
    ('years and months duration(date("2025-03-15"), date("2026-10-09"))', 'P1Y6M'),
    ('date("2026-10-09").weekday', '5'),
    ('day of week(date("2026-10-09"))', 'Friday'),
    ('week of year(date("2026-10-09"))', '41'),
    ('day of year(date("2026-02-01"))', '32'),
    ('month of year(date("2026-10-09"))', 'October'),
    ('date("2026-02-30")', 'null'),
    ('duration("P1Y1D")', 'null'),
    ('@"2026-10-09".month', '10'),
    ('@"PT2H" < @"P1D"', 'true'),
    ('date(2026, 10, 9)', '2026-10-09'),
    ('time(10, 30, 0)', '10:30:00'),
    ('date and time(date("2026-10-09"), time("08:30:00"))', '2026-10-09T08:30:00'),
    ('date and time(@"2026-10-09T08:00:00+08:00", "Z")', '2026-10-09T00:00:00Z'),
    ('today()', '2026-11-23'),
    ('now()', '2026-11-23T02:00:00@Asia/Shanghai'),
    # lists
    ('[1, 2, 3][2]', '2'),
    ('[1, 2, 3][-1]', '3'),
    ('[1, 2, 3][4]', 'null'),
    ('[1, 2, 3][item > 1]', '[2, 3]'),
    ('[{a: 1}, {a: 2}][a = 2].a', '[2]'),
    ('[{部门: "水务局", 到场: true}, {部门: "公安分局", 到场: false}][到场 = false].部门', '["公安分局"]'),
    ('count([1, 2])', '2'),
    ('count(null)', '0'),
    ('sum([1, 2, 3])', '6'),
    ('sum(1, 2, 3)', '6'),
    ('sum([])', 'null'),
    ('min(3, 1, 2)', '1'),
    ('max("a", "b")', 'b'),
    ('mean([1, 2, 3])', '2'),
    ('median([1, 2, 3, 4])', '2.5'),
    ('mode([1, 2, 2])', '[2]'),
    ('stddev([2, 4, 6])', '2'),
    ('product([2, 3])', '6'),
    ('all([true, null])', 'null'),
    ('any([false, true])', 'true'),
    ('list contains([1, 2], 2)', 'true'),
    ('append([1], 2, 3)', '[1, 2, 3]'),
    ('concatenate([1], [2, 3])', '[1, 2, 3]'),
    ('insert before([1, 3], 2, 2)', '[1, 2, 3]'),
    ('remove([1, 2, 3], 2)', '[1, 3]'),
    ('reverse([1, 2, 3])', '[3, 2, 1]'),
    ('index of([1, 2, 1], 1)', '[1, 3]'),
    ('union([1, 2], [2, 3])', '[1, 2, 3]'),
    ('distinct values([1, 2, 1])', '[1, 2]'),
    ('flatten([[1, [2]], 3])', '[1, 2, 3]'),
    ('sublist([1, 2, 3], 2)', '[2, 3]'),
    ('sublist([1, 2, 3], -2, 1)', '[2]'),
    ('sort([3, 1, 2], function(a, b) a < b)', '[1, 2, 3]'),
    ('sort([3, 1, 2])', '[1, 2, 3]'),
    ('list replace([1, 2, 3], 2, 9)', '[1, 9, 3]'),
    ('list replace([1, 2, 3], function(x, new) x > 1, 0)', '[1, 0, 0]'),
    # loops
    ('for i in 1..3 return i * i', '[1, 4, 9]'),
    ('for i in 3..1 return i', '[3, 2, 1]'),
    ('for i in [1, 2], j in [10, 20] return i + j', '[11, 21, 12, 22]'),
    ('for i in 1..4 return if i = 1 then 1 else partial[-1] * i', '[1, 2, 6, 24]'),
    ('for d in [@"2026-10-01"..@"2026-10-03"] return d.day', '[1, 2, 3]'),
    ('some x in [1, 2, 3] satisfies x > 2', 'true'),
    ('every x in [1, 2, 3] satisfies x > 2', 'false'),
    ('every x in [] satisfies x > 2', 'true'),
    # contexts and functions
    ('{a: 1, b: a + 1}.b', '2'),
    ('{金额: 2000, 罚款: 金额 * 2}', '{金额: 2000, 罚款: 4000}'),
    ('{"应缴 金额": 5, x: 应缴 金额 + 1}.x', '6'),
    ('get value({a: {b: 2}}, ["a", "b"])', '2'),
    ('get entries({a: 1})', '[{key: "a", value: 1}]'),
    ('context put({a: 1}, "b", 2)', '{a: 1, b: 2}'),
    ('context put({a: {b: 1}}, ["a", "b"], 2)', '{a: {b: 2}}'),
    ('context merge([{a: 1}, {b: 2}])', '{a: 1, b: 2}'),
    ('context([{key: "a", value: 1}])', '{a: 1}'),
    ('(function(x) x * 2)(4)', '8'),
    ('{双倍: function(x) x * 2, y: 双倍(4)}.y', '8'),
    ('decimal(n: 2.345, scale: 1)', '2.3'),
    ('if 3000 >= 3000 then "听证" else "不听证"', '听证'),
    ('if null then 1 else 2', '2'),
    # types
    ('1 instance of number', 'true'),
    ('"a" instance of string', 'true'),
    ('[1, 2] instance of list<number>', 'true'),
    ('[1, "a"] instance of list<number>', 'false'),
    ('{a: 1} instance of context<a: number>', 'true'),
    ('@"P1Y" instance of years and months duration', 'true'),
    ('null instance of Any', 'false'),
    ('[1..3] instance of range<number>', 'true'),
    # ranges
    ('before(1, [2..3])', 'true'),
    ('after([5..6], 4)', 'true'),
    ('meets([1..3], [3..5])', 'true'),
    ('overlaps([1..3], [2..5])', 'true'),
    ('overlaps before([1..3], [2..5])', 'true'),
    ('overlaps after([2..5], [1..3])', 'true'),
    ('finishes(3, [1..3])', 'true'),
    ('starts([1..2], [1..3])', 'true'),
    ('during(2, [1..3])', 'true'),
    ('includes([1..3], 2)', 'true'),
    ('coincides([1..3], [1..3])', 'true'),
    ('[1..3].start included', 'true'),
    ('(1..3).end', '3'),
    ('range("[1..3)")', '[1..3)'),
    ('is(1, 1.0)', 'true'),
    ('is defined(无此名)', 'false'),
    ('is defined({a: null}.a)', 'true'),
    # comments
    ('1 /* 一 */ + 2 // 二', '3'),
]


@pytest.mark.parametrize(("source", "expected"), TABLE)
def test_an_expression_gives_its_value(source, expected):
    assert render(feel.evaluate(source, {}, now=NOW)) == expected


def test_a_thousand_texts_may_be_joined_by_or():
    condition = " or ".join(f'类型 = "{n}"' for n in range(500))
    assert feel.evaluate(condition, {"类型": "499"}) is True


def test_names_with_spaces_come_from_the_context():
    assert feel.evaluate("Monthly Salary * 12", {"Monthly Salary": 10}) == 120


def test_a_variable_hides_a_function_of_the_same_name():
    assert feel.evaluate("count + 1", {"count": 1}) == 2


@pytest.mark.parametrize("source", ["count([1, 2]) = count", "today() = today", "sum(sum, 1) = 3"])
def test_data_named_like_a_function_do_not_hide_the_function_where_it_is_called(source):
    context = {"count": 2, "today": datetime(2026, 11, 23).date(), "sum": 2}
    assert feel.evaluate(source, context, strict=True, now=NOW) is True


def test_a_function_handed_in_wins_over_one_of_the_same_name():
    assert feel.evaluate("count(1)", {"count": feel.function(lambda n: n + 41)}) == 42


@pytest.mark.parametrize(("cell", "value", "passes"), [
    ("-", None, True),
    ("> 3", 4, True),
    ("> 3", 3, False),
    ("[2..6)", 6, False),
    ("1, 2, 3", 2, True),
    ("not(1, 2)", 3, True),
    ("not(1, 2)", 2, False),
    ('"吊销","停产停业"', "吊销", True),
    ("? * 2 > 6", 4, True),
    ('starts with(?, "安")', "安河区", True),
    ("< 最高", 2, True),
    ("null", None, True),
    ("> 3", None, None),
    ("[1, 2]", 2, True),
    ('"a"', ["a", "b"], None),
    ('["a", "b"]', ["a"], False),
    ('date("2026-01-01")', datetime(2026, 1, 1).date(), True),
])
def test_a_cell_lets_a_value_pass(cell, value, passes):
    assert feel.unary_test(cell, value, {"最高": 3}) is passes


@pytest.mark.parametrize(("value", "host"), [
    ("12", 12), ("12.50", feel.to_feel(12.5)), ('"a"', "a"), ("[1, {a: 2}]", [1, {"a": 2}]), ('@"P1Y2M"', "P1Y2M"),
    ('@"P1DT2H"', "P1DT2H"), ("null", None), ("true", True),
])
def test_a_value_leaves_as_plain_data(value, host):
    assert feel.to_host(feel.evaluate(value)) == host


def test_a_host_function_gets_host_values_and_is_called_by_place_or_name():
    seen = []

    def deadline(code, share=None):
        seen.append((code, share))
        return NOW
    context = {"deadline": feel.function(deadline)}
    assert feel.evaluate('deadline("T13", 0.5)', context) == NOW
    assert feel.evaluate('deadline(code: "T14")', context) == NOW
    assert seen == [("T13", feel.to_feel(0.5)), ("T14", None)]


def test_a_host_function_that_refuses_says_why_in_the_expression():
    def deadline(code):
        raise Rejection(f"参数 {code} 没有设定。", code="missing_parameter")
    with pytest.raises(feel.FeelError) as caught:
        feel.evaluate('deadline("T99")', {"deadline": feel.function(deadline)}, strict=True)
    assert caught.value.sentence == "函数 deadline 没有结果：参数 T99 没有设定"
    assert caught.value.source == 'deadline("T99")'


@pytest.mark.parametrize(("source", "names"), [
    ("金额 >= 上限", {"金额", "上限"}),
    ("for x in 列表 return x + 税", {"列表", "税"}),
    ("{a: b, c: a + d}", {"b", "d"}),
    ("function(x) x + y", {"y"}),
    ("部门清单[到场 = false].名称", {"部门清单", "到场"}),
    ("some x in xs satisfies x > 限", {"xs", "限"}),
    ("count(xs) + deadline(1)", {"xs", "deadline"}),
    ("range.start", {"range"}),
    ("for i in 1..3 return partial", set()),
    ("case.street", {"case"}),
])
def test_the_names_that_an_expression_reads_are_known(source, names):
    assert feel.names(source) == names
