"""What was typed, as typed values: number → int or Decimal, date → date, date and time → aware datetime, checkbox → bool.

`read` never judges: what cannot be read comes back as Unreadable with a sentence, an empty field as None (lists: []).
"""
import datetime as dt
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, DecimalException
from typing import Any

from app.forms.component import SOME_OF, TEXTS, Component
from app.kernel.clock import LOCAL

MAX_DIGITS = 30
MAX_TEXT = 200_000
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)", re.A)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")      # and halves of characters, which nothing can store
_TRUE, _FALSE = ("true", "on", "1", "yes"), ("false", "off", "0", "no", "")


@dataclass(frozen=True)
class Unreadable:
    """`given` as it came, to be shown again; `sentence` says what it should have been."""

    given: Any
    sentence: str


def read(component: Component, given: Any) -> Any:
    """The typed value of what came in for an input."""
    kind = component.kind
    if kind == "checkbox":
        return _flag(given)
    if kind in SOME_OF or kind == "filepicker":
        return _many(given)
    if given is None or given == "" or isinstance(given, str) and not given.strip():
        return None
    if kind in TEXTS:
        return _text(given)
    if kind == "number":
        return _number(given)
    if kind == "datetime":
        return _READ_TIME[component.subtype](given)
    return Unreadable(given, "只能选一项") if isinstance(given, (list, Mapping)) else given


def _flag(given):
    if given is None or isinstance(given, bool):
        return bool(given)
    text = str(given).strip().lower()
    return True if text in _TRUE else False if text in _FALSE else Unreadable(given, "请勾选或者不勾选")


def _many(given):
    if given is None or given == "":
        return []
    if isinstance(given, (list, tuple)):
        return [item for item in given if item not in (None, "")]
    return Unreadable(given, "应当是列表") if isinstance(given, Mapping) else [given]


def _text(given):
    if isinstance(given, bool) or not isinstance(given, (str, int, Decimal)):
        return Unreadable(given, "应当是文字")
    text = str(given)
    if len(text) > MAX_TEXT:
        return Unreadable(text[:100], f"文字太长，最多 {MAX_TEXT} 字")
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip() or None


def _half_width(given) -> str:
    """Chinese input methods write full-width digits and signs: １２，０００ is 12,000."""
    return unicodedata.normalize("NFKC", str(given)).strip()


def _number(given):
    if isinstance(given, bool) or not isinstance(given, (str, int, float, Decimal)):
        return Unreadable(given, "请填写数字")
    text = _half_width(given).replace(",", "") if isinstance(given, str) else format(Decimal(str(given)), "f")
    if not _NUMBER.fullmatch(text) or len(text) > MAX_DIGITS:
        return Unreadable(given, "请填写数字")
    try:
        number = Decimal(text)
    except DecimalException:
        return Unreadable(given, "请填写数字")
    return int(number) if number == number.to_integral_value() else number


def _date(given):
    if isinstance(given, dt.datetime):
        return given.astimezone(LOCAL).date() if given.tzinfo else given.date()
    if isinstance(given, dt.date):
        return given
    try:
        return dt.date.fromisoformat(_half_width(given))
    except ValueError:
        return Unreadable(given, "请填写日期，例如 2026-10-09")


def _time(given):
    if isinstance(given, dt.time):
        return given
    try:
        return dt.time.fromisoformat(_half_width(given))
    except ValueError:
        return Unreadable(given, "请填写时间，例如 09:30")


def _moment(given):
    if isinstance(given, dt.date) and not isinstance(given, dt.datetime):
        given = dt.datetime.combine(given, dt.time())
    try:
        moment = given if isinstance(given, dt.datetime) else dt.datetime.fromisoformat(_half_width(given))
    except ValueError:
        return Unreadable(given, "请填写日期和时间，例如 2026-10-09 09:30")
    return (moment if moment.tzinfo else moment.replace(tzinfo=LOCAL)).astimezone(LOCAL)


_READ_TIME = {"date": _date, "time": _time, "datetime": _moment}
