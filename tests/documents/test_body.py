"""Dates and money as documents write them."""
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.documents import body

AMOUNTS = [
    ("0", "零元整"), ("0.05", "伍分"), ("0.50", "伍角"), ("0.55", "伍角伍分"), ("1", "壹元整"), ("10", "壹拾元整"), ("100", "壹佰元整"),
    ("105", "壹佰零伍元整"), ("110", "壹佰壹拾元整"), ("200", "贰佰元整"), ("1020.50", "壹仟零贰拾元伍角"), ("3000", "叁仟元整"),
    ("1005.05", "壹仟零伍元零伍分"), ("10000", "壹万元整"), ("10500", "壹万零伍佰元整"), ("20000", "贰万元整"), ("100000", "壹拾万元整"),
    ("100001", "壹拾万零壹元整"), ("1000000", "壹佰万元整"), ("100000000", "壹亿元整"), ("100010000", "壹亿零壹万元整"),
    ("100001000", "壹亿零壹仟元整"), ("123456789.12", "壹亿贰仟叁佰肆拾伍万陆仟柒佰捌拾玖元壹角贰分"),
]


@pytest.mark.parametrize("amount, words", AMOUNTS)
def test_money_in_capitals(amount, words):
    assert body.capitals(Decimal(amount)) == words


def read(words: str) -> int:
    """Capitals back to fen: the way a bank clerk reads them."""
    digits, places, groups = "零壹贰叁肆伍陆柒捌玖", {"拾": 10, "佰": 100, "仟": 1000}, {"万": 10 ** 4, "亿": 10 ** 8}
    total = section = digit = fen = 0
    for c in words.replace("整", ""):
        if c in digits:
            digit = digits.index(c)
        elif c in places:
            section, digit = section + digit * places[c], 0
        elif c in groups:
            total, section, digit = total + (section + digit) * groups[c], 0, 0
        elif c == "元":
            fen, total, section, digit = (total + section + digit) * 100, 0, 0, 0
        else:
            fen, digit = fen + digit * (10 if c == "角" else 1), 0
    return fen


@given(st.integers(0, 10 ** 12))
def test_capitals_say_the_amount(fen):
    assert read(body.capitals(Decimal(fen) / 100)) == fen


def test_a_negative_amount_has_no_capitals():
    with pytest.raises(ValueError):
        body.capitals(Decimal(-1))


def test_money_is_written_twice():
    assert body.money(Decimal("20000")) == "人民币贰万元整（¥20,000.00）"


def test_a_body_has_only_what_there_is():
    made = body.body([body.text("甲", ""), body.rows("乙", [("一", None), ("二", True), ("三", date(2026, 1, 2))])], organ="某局",
                     on=date(2026, 11, 23))
    assert made["sections"] == [{"heading": "乙", "rows": [["二", "是"], ["三", "2026年1月2日"]]}]
    assert made["signature"] == {"organ": "某局", "date": "2026年11月23日", "seal": False}
