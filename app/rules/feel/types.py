"""FEEL's type names and `instance of`."""
import datetime as dt
from decimal import Decimal

from app.rules.feel import tree
from app.rules.feel.errors import FeelError
from app.rules.feel.values import Function, Months, Range, to_feel

TYPES = {"number": Decimal, "string": str, "boolean": bool, "date": dt.date, "date and time": dt.datetime, "dateTime": dt.datetime,
         "time": dt.time, "years and months duration": Months, "yearMonthDuration": Months, "days and time duration": dt.timedelta,
         "dayTimeDuration": dt.timedelta, "list": list, "context": dict, "function": Function, "range": Range}


def is_instance(value, kind: tree.Type) -> bool:
    """Whether the value is of the type; null fits inside lists, ranges and contexts. Raises FeelError for an unknown type."""
    if kind.name == "Any":
        return value is not None
    if kind.name in ("null", "Null"):
        return value is None
    wanted = TYPES.get(kind.name)
    if wanted is None:
        raise FeelError(f"没有“{kind.name}”这个类型", kind.at)
    if type(value) is not wanted:
        return False
    if kind.inner is None:
        return True
    inner = {"list": _list, "range": _range, "context": _context}.get(kind.name)
    return inner is None or inner(value, kind.inner)


def _fits(value, kind) -> bool:
    value = to_feel(value)
    return value is None or is_instance(value, kind)


def _list(value, kind):
    return all(_fits(item, kind) for item in value)


def _range(value, kind):
    return _fits(value.low, kind) and _fits(value.high, kind)


def _context(value, fields):
    return all(name in value and _fits(value[name], kind) for name, kind in fields.items())
