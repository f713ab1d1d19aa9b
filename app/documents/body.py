"""The body of a document: plain JSON that a page prints and a program reads.

Shape: {"addressee": str | None, "sections": [section], "signature": {"organ", "date", "seal"}, "lines": [str]}.
A section is {"heading": str | None, "text": [paragraph]} or {"heading": str | None, "rows": [[label, value]]}; `lines` are
places for signatures by hand. Everything in it is text as printed: dates and money are already written out.
"""
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal

from app.kernel.clock import local

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿", "万亿")


def text(heading: str | None, *paragraphs: str) -> dict:
    """A section of paragraphs; empty ones fall out."""
    return {"heading": heading, "text": [p for p in paragraphs if p]}


def rows(heading: str | None, pairs: Iterable[tuple[str, object]]) -> dict:
    """A section of labelled values; a value that is not there falls out."""
    return {"heading": heading, "rows": [[label, written(value)] for label, value in pairs if value not in (None, "", [])]}


def body(sections: Sequence[dict], *, organ: str, on: date, addressee: str | None = None, seal: bool = False,
         lines: Sequence[str] = ()) -> dict:
    """A whole body; sections without content fall out."""
    return {"addressee": addressee, "sections": [s for s in sections if s.get("text") or s.get("rows")],
            "signature": {"organ": organ, "date": day(on), "seal": seal}, "lines": list(lines)}


def written(value: object) -> str:
    """A value as it is printed in a document."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Decimal):
        return money(value)
    if isinstance(value, datetime):
        return f"{day(local(value).date())}{local(value):%H时%M分}"
    if isinstance(value, date):
        return day(value)
    if isinstance(value, (list, tuple)):
        return "、".join(written(v) for v in value)
    return str(value)


def day(value: date) -> str:
    """2026年11月2日."""
    return f"{value.year}年{value.month}月{value.day}日"


def money(value: Decimal) -> str:
    """人民币贰仟元整（¥2,000.00）, yuan."""
    return f"人民币{capitals(value)}（¥{value:,.2f}）"


def capitals(value: Decimal) -> str:
    """An amount of yuan, 0 or more and below 10^16, in the characters that cannot be altered: 1020.50 → 壹仟零贰拾元伍角."""
    fen = int((value * 100).to_integral_value())
    if fen < 0 or fen >= 10 ** 18:
        raise ValueError("an amount outside 0 … 10^16 yuan cannot be written in capitals")
    yuan, jiao, cent = fen // 100, fen // 10 % 10, fen % 10
    head = f"{_integer(yuan)}元" if yuan or not fen else ""
    if not jiao and not cent:
        return f"{head}整"
    gap = "零" if yuan and not jiao else ""
    return head + gap + (f"{_DIGITS[jiao]}角" if jiao else "") + (f"{_DIGITS[cent]}分" if cent else "")


def _integer(value: int) -> str:
    if value == 0:
        return "零"
    groups = []
    while value:
        value, group = divmod(value, 10_000)
        groups.append(group)
    out, gap = "", False
    for level in range(len(groups) - 1, -1, -1):
        group = groups[level]
        if group:
            # whatever zeros lie between two groups are read as one 零
            out += ("零" if out and (gap or group < 1000) else "") + _four(group) + _GROUPS[level]
        gap = not group
    return out


def _four(value: int) -> str:
    out, gap = "", False
    for place in (3, 2, 1, 0):
        digit = value // 10 ** place % 10
        if digit:
            out += ("零" if gap and out else "") + _DIGITS[digit] + _PLACES[place]
        gap = not digit
    return out
