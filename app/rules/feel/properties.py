"""`value.name` and `list[n]`: the only ways into a value."""
import datetime as dt
from decimal import Decimal
from zoneinfo import ZoneInfo

from app.rules.feel.temporal import microseconds
from app.rules.feel.values import Months, Range, is_whole, to_feel

_ZERO = Decimal(0)


def read(value, name: str, meter):
    """The property, or None. Of a list: the list of its elements' properties. Never an attribute of a Python object."""
    kind = type(value)
    if kind is dict:
        return to_feel(value.get(name))
    if kind is list:
        meter.spend(len(value))
        return [read(to_feel(item), name, meter) for item in value]
    reader = _READERS.get(kind)
    return None if reader is None else reader(value, name)


def has(value, name: str) -> bool:
    """Whether the value is of a kind that has this property (its content may be null)."""
    kind = type(value)
    if kind is dict:
        return name in value
    if kind is list:
        return not value or any(has(to_feel(item), name) for item in value)
    return name in _NAMES.get(kind, ())


def element(items: list, position) -> object:
    """FEEL's index: from 1, or from -1 backwards; None outside."""
    if not is_whole(position) or position == 0 or abs(position) > len(items):
        return None
    index = int(position)
    return to_feel(items[index - 1 if index > 0 else index])


def _of_date(value, name):
    if name == "weekday":
        return Decimal(value.isoweekday())
    if name in ("year", "month", "day"):
        return Decimal({"year": value.year, "month": value.month, "day": value.day}[name])
    if name in ("hour", "minute", "second"):
        return _ZERO
    return dt.timedelta(0) if name == "time offset" else None


def _of_time(value, name):
    if name in ("hour", "minute", "second"):
        return Decimal({"hour": value.hour, "minute": value.minute, "second": value.second}[name])
    if name == "time offset":
        return value.utcoffset()
    if name == "timezone":
        return value.tzinfo.key if isinstance(value.tzinfo, ZoneInfo) else None
    return None


def _of_datetime(value, name):
    return _of_date(value, name) if name in ("year", "month", "day", "weekday") else _of_time(value, name)


def _of_months(value, name):
    sign = -1 if value.months < 0 else 1
    years, months = divmod(abs(value.months), 12)
    return Decimal(sign * {"years": years, "months": months}[name]) if name in ("years", "months") else None


def _of_span(value, name):
    total = microseconds(value)
    sign, seconds = (-1 if total < 0 else 1), abs(total) // 10**6
    parts = {"days": seconds // 86400, "hours": seconds % 86400 // 3600, "minutes": seconds % 3600 // 60, "seconds": seconds % 60}
    return Decimal(sign * parts[name]) if name in parts else None


def _of_range(value, name):
    return {"start": value.low, "end": value.high, "start included": value.low_in, "end included": value.high_in}.get(name)


_READERS = {dt.date: _of_date, dt.time: _of_time, dt.datetime: _of_datetime, Months: _of_months, dt.timedelta: _of_span,
            Range: _of_range}
_CLOCK_NAMES = {"hour", "minute", "second", "time offset", "timezone"}
_NAMES = {dt.date: {"year", "month", "day", "weekday", "hour", "minute", "second", "time offset"},
          dt.time: _CLOCK_NAMES, dt.datetime: {"year", "month", "day", "weekday"} | _CLOCK_NAMES,
          Months: {"years", "months"}, dt.timedelta: {"days", "hours", "minutes", "seconds"},
          Range: {"start", "end", "start included", "end included"}}
