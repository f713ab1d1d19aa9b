"""FEEL's `string()`: any value as text, within a budget of characters."""
import datetime as dt
from decimal import Decimal
from zoneinfo import ZoneInfo

from app.rules.feel import limits
from app.rules.feel.errors import FeelError
from app.rules.feel.temporal import microseconds
from app.rules.feel.values import Meter, Months, Range, to_feel


def render(value, meter=None) -> str:
    """The text of a value; numbers without exponent, dates and durations in ISO 8601. Raises FeelError when it gets too long."""
    return _Writer(meter or Meter()).write(value)


class _Writer:
    def __init__(self, meter):
        self.meter, self.left = meter, limits.TEXT

    def write(self, value, depth=0) -> str:
        self.meter.spend()
        if depth > limits.VALUE_DEPTH:
            raise FeelError("嵌套太深")
        return self._count(self._compose(value, depth))

    def _compose(self, value, depth):
        kind = type(value)
        if kind is list:
            return "[" + ", ".join([self._inner(item, depth) for item in value]) + "]"
        if kind is dict:
            return "{" + ", ".join([f"{key}: {self._inner(item, depth)}" for key, item in value.items()]) + "}"
        if kind is Range:
            low, high = self._inner(value.low, depth), self._inner(value.high, depth)
            return f"{'[' if value.low_in else '('}{low}..{high}{']' if value.high_in else ')'}"
        return scalar(value)

    def _inner(self, value, depth):
        value = to_feel(value)
        if type(value) is str:
            return self._count('"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"')
        return self.write(value, depth + 1)

    def _count(self, text):
        self.left -= len(text)
        if self.left < 0:
            raise FeelError("文字太长")
        return text


def scalar(value) -> str:
    kind = type(value)
    if kind is str:
        return value
    if value is None:
        return "null"
    if kind is bool:
        return "true" if value else "false"
    if kind is Decimal:
        return _number(value)
    if kind is Months or kind is dt.timedelta:
        return iso_duration(value)
    if kind is dt.date:
        return value.isoformat()
    if isinstance(value, (dt.datetime, dt.time)):
        return _moment(value)
    raise FeelError("这个值没有文字形式")


def _number(value: Decimal) -> str:
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _moment(value: dt.datetime | dt.time) -> str:
    text = value.replace(tzinfo=None).isoformat()
    if "." in text:
        text = text.rstrip("0")
    place = value.tzinfo
    if place is None:
        return text
    if isinstance(place, ZoneInfo):
        return f"{text}@{place.key}"
    return text + _offset(place.utcoffset(None))


def _offset(offset: dt.timedelta | None) -> str:
    if not offset:
        return "Z"
    seconds = abs(int(offset.total_seconds()))
    text = f"{'-' if offset < dt.timedelta(0) else '+'}{seconds // 3600:02d}:{seconds % 3600 // 60:02d}"
    return text + (f":{seconds % 60:02d}" if seconds % 60 else "")


def iso_duration(value: Months | dt.timedelta) -> str:
    """P1Y2M, P3DT4H, PT0S; negative ones with a leading minus."""
    return _months(value.months) if type(value) is Months else _span(microseconds(value))


def _months(months: int) -> str:
    years, rest = divmod(abs(months), 12)
    return ("-" if months < 0 else "") + "P" + (f"{years}Y" if years else "") + (f"{rest}M" if rest or not years else "")


def _span(micros: int) -> str:
    sign, micros = ("-", -micros) if micros < 0 else ("", micros)
    seconds, micros = divmod(micros, 10**6)
    days, seconds = divmod(seconds, 86400)
    hours, seconds = divmod(seconds, 3600)
    minutes, seconds = divmod(seconds, 60)
    fraction = f".{micros:06d}".rstrip("0") if micros else ""
    time = (f"{hours}H" if hours else "") + (f"{minutes}M" if minutes else "")
    time += f"{seconds}{fraction}S" if seconds or fraction else ""
    text = "P" + (f"{days}D" if days else "") + ("T" + time if time else "")
    return sign + (text if text != "P" else "PT0S")
