"""Strict mode: what a diagram gets wrong is an error that says where, never a silent null."""
import pytest

from app.rules import feel

CONTEXT = {"金额": 3000, "名称": "甲", "空": None, "部门": [{"code": "水务局", "到场": True}, {"code": "公安分局"}], "件": {"a": None}}


@pytest.mark.parametrize(("source", "sentence", "position"), [
    ("金额 > 无此名", "没有“无此名”这个名称", 5),
    ("金额 > \"3000\"", "> 不能用于数字和文字", 3),
    ("金额 = 名称", "= 不能用于数字和文字", 3),
    ("金额 + 空", "+ 不能用于数字和空值", 3),
    ("-名称", "- 不能用于文字", 0),
    ("金额 / 0", "不能除以零", 3),
    ("9 ** 金额 ** 金额", "结果超出范围", 8),
    ("1 / 空", "/ 不能用于数字和空值", 2),
    ("if 金额 then 1 else 2", "if 不能用于数字", 0),
    ("金额 or true", "or 不能用于数字", 0),
    ("件.b", "上下文里没有“b”", 1),
    ("部门.name", "列表里没有“name”", 2),
    ("部门[级别 = 1]", "没有“级别”这个名称", 3),
    ("金额(1)", "这不是函数，不能调用", 2),
    ("upper case(金额)", "函数 upper case 不能用于数字", 10),
    ("upper case(x: 1)", "函数 upper case 没有这样的参数：x", 10),
    ("upper case()", "函数 upper case 的参数个数不对：给了 0 个", 10),
    ('date("2026-02-30")', "函数 date 不能用于文字", 4),
    ("名称 between 1 and 2", "between 不能用于文字和数字和数字", 3),
    ("[1..\"a\"]", ".. 不能用于数字和文字", 0),
    ("for x in 金额..名称 return x", "循环 不能用于数字", 0),
    ("some x in [1] satisfies x", "some 不能用于数字", 0),
])
def test_a_mistake_is_an_error_that_names_the_expression_and_the_place(source, sentence, position):
    with pytest.raises(feel.FeelError) as caught:
        feel.evaluate(source, CONTEXT, strict=True)
    assert (caught.value.sentence, caught.value.position, caught.value.source) == (sentence, position, source)


@pytest.mark.parametrize(("source", "value"), [
    ("空 > 3", None),
    ("空 = null", True),
    ("件.a", None),
    ("空.a", None),
    ("部门[到场 = true].code", ["水务局"]),
    ("部门[到场 = null].code", ["公安分局"]),
    ("is defined(无此名)", False),
    ("get value(件, \"z\")", None),
    ("if 空 > 1 then 1 else 2", 2),
    ("sum([])", None),
])
def test_null_is_data_and_no_mistake(source, value):
    assert feel.to_host(feel.evaluate(source, CONTEXT, strict=True)) == value


@pytest.mark.parametrize("source", ["金额 > 无此名", "金额 + 名称", "件.b", "金额(1)", "upper case(金额)"])
def test_leniently_a_mistake_is_null(source):
    assert feel.evaluate(source, CONTEXT) is None


@pytest.mark.parametrize(("cell", "value"), [("> 3", "5"), ('"a"', 5), ("[1..3]", "b"), ("? + 1", 5)])
def test_a_cell_of_another_type_than_the_input_is_an_error(cell, value):
    with pytest.raises(feel.FeelError):
        feel.unary_test(cell, value, {}, strict=True)


@pytest.mark.parametrize(("source", "position"), [
    ("1 +", 3), ("金额 >", 4), ("(1", 2), ("a b", 2), ("1 2", 2), ("金额 ＞ 3", 3), ("if a then b", 11), ("[1, 2", 5), ("{a: 1, a: 2}", 7),
    ("\"无结尾", 0), ("1a", 0), ("", 0), ("金额 == 3", 4), ("a.__class__", 2), ("1e99999", 0),
])
def test_a_syntax_error_says_where(source, position):
    with pytest.raises(feel.FeelSyntaxError) as caught:
        feel.check(source)
    assert caught.value.position == position
    assert caught.value.source == source


def test_a_long_expression_is_quoted_around_the_place():
    source = "a + " * 50 + "?? + 1"
    with pytest.raises(feel.FeelSyntaxError) as caught:
        feel.check(source)
    assert len(str(caught.value)) < 200
    assert "…" in str(caught.value)


@pytest.mark.parametrize("source", [None, 5, b"1"])
def test_what_is_no_text_is_no_expression(source):
    with pytest.raises(feel.FeelSyntaxError):
        feel.check(source)
