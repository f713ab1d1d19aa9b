"""Equality, order, arithmetic and three-valued logic over FEEL values. None is FEEL's null: no answer, or a type mismatch.

`meter` pays for the walk through nested values; an evaluation passes itself.
"""
import datetime as dt
from decimal import Decimal, DivisionByZero, InvalidOperation, Overflow

from app.rules.feel import limits
from app.rules.feel.errors import FeelError
from app.rules.feel.temporal import add_months, at_midnight, microseconds
from app.rules.feel.values import DECIMAL128, Meter, Months, Range, to_feel

# A time of day has no order of its own across offsets; on one fixed day it has.
_SOME_DAY = dt.date(2000, 1, 1)
_ORDERED = frozenset({Decimal, str, dt.date, dt.timedelta})


# ---- order and equality ---------------------------------------------------------------------------------------------
def comparable(a, b):
    """The two as Python values that Python can order, or None if FEEL has no order between them."""
    kind_a, kind_b = type(a), type(b)
    if kind_a is not kind_b:
        return _date_and_datetime(a, b) if {kind_a, kind_b} == {dt.date, dt.datetime} else None
    if kind_a in _ORDERED:
        return a, b
    if kind_a is Months:
        return a.months, b.months
    if kind_a is dt.datetime or kind_a is dt.time:
        return _moments(a, b)
    return None


def _date_and_datetime(a, b):
    return (at_midnight(a, b), b) if type(a) is dt.date else (a, at_midnight(b, a))


def _moments(a, b):
    if (a.tzinfo is None) != (b.tzinfo is None):
        return None
    if type(a) is dt.time and a.tzinfo is not None:
        return dt.datetime.combine(_SOME_DAY, a), dt.datetime.combine(_SOME_DAY, b)
    return a, b


def less(a, b) -> bool | None:
    pair = comparable(a, b)
    return None if pair is None else pair[0] < pair[1]


def at_most(a, b) -> bool | None:
    pair = comparable(a, b)
    return None if pair is None else pair[0] <= pair[1]


def equal(a, b, meter=None, depth: int = 0) -> bool | None:
    """Null equals only null; values of different types have no answer."""
    if a is None or b is None:
        return a is b
    kind = type(a)
    if kind is not type(b):
        pair = comparable(a, b)
        return None if pair is None else pair[0] == pair[1]
    if kind is list or kind is dict:
        return _equal_nested(a, b, meter or Meter(), depth)
    if kind is dt.datetime or kind is dt.time:
        pair = _moments(a, b)
        return False if pair is None else pair[0] == pair[1]
    return a == b


def _equal_nested(a, b, meter, depth):
    meter.spend()
    if depth > limits.VALUE_DEPTH:
        raise FeelError("嵌套太深")
    if type(a) is list:
        pairs = zip(a, b) if len(a) == len(b) else None
    else:
        pairs = ((a[key], b[key]) for key in a) if a.keys() == b.keys() else None
    if pairs is None:
        return False
    for x, y in pairs:
        meter.spend()
        if equal(to_feel(x), to_feel(y), meter, depth + 1) is not True:
            return False
    return True


def compare(op: str, a, b, meter=None) -> bool | None:
    if op == "=":
        return equal(a, b, meter)
    if op == "!=":
        return negate(equal(a, b, meter))
    if a is None or b is None:
        return None
    if op == "<":
        return less(a, b)
    if op == "<=":
        return at_most(a, b)
    return less(b, a) if op == ">" else at_most(b, a)


def within(value, span: Range) -> bool | None:
    """Whether the value lies in the range; an open end always lets it in."""
    if value is None:
        return None
    above = True if span.low is None else (at_most if span.low_in else less)(span.low, value)
    if above is False:
        return False
    below = True if span.high is None else (at_most if span.high_in else less)(value, span.high)
    return conjunction(above, below)


# ---- three-valued logic (DMN 1.5, table 50) -------------------------------------------------------------------------
def conjunction(a, b) -> bool | None:
    if a is False or b is False:
        return False
    return True if a is True and b is True else None


def disjunction(a, b) -> bool | None:
    if a is True or b is True:
        return True
    return False if a is False and b is False else None


def negate(a) -> bool | None:
    return (not a) if type(a) is bool else None


# ---- arithmetic -----------------------------------------------------------------------------------------------------
_DAYS = (dt.date, dt.datetime)
_SPANS = (Months, dt.timedelta)


def finite(operation, *operands) -> Decimal | None:
    """The operation's result, or None where decimal128 has none (overflow, 0/0, log of a negative)."""
    try:
        result = operation(*operands)
    except (InvalidOperation, DivisionByZero, Overflow, ValueError, OverflowError):
        return None
    return result if result.is_finite() else None


def months(count: int) -> Months | None:
    return Months(count) if abs(count) < 10**11 else None


def add(a, b):
    kind_a, kind_b = type(a), type(b)
    if kind_a is Decimal and kind_b is Decimal:
        return finite(DECIMAL128.add, a, b)
    if kind_a is str and kind_b is str:
        if len(a) + len(b) > limits.TEXT:
            raise FeelError("文字太长")
        return a + b
    if kind_a in _SPANS and kind_b not in _SPANS:
        a, b = b, a
    try:
        return _add_span(a, b)
    except (OverflowError, ValueError):
        return None


def _add_span(a, b):
    kind = type(a)
    if type(b) is Months:
        if kind is Months:
            return months(a.months + b.months)
        return add_months(a, b.months) if kind in _DAYS else None
    if type(b) is not dt.timedelta:
        return None
    if kind is dt.timedelta or kind is dt.datetime:
        return a + b
    if kind is dt.date:
        return (dt.datetime(a.year, a.month, a.day) + b).date()
    return (dt.datetime.combine(_SOME_DAY, a) + b).timetz() if kind is dt.time else None


def minus(a):
    kind = type(a)
    if kind is Decimal:
        return DECIMAL128.minus(a)
    if kind is Months:
        return Months(-a.months)
    return -a if kind is dt.timedelta else None


def subtract(a, b):
    kind_a, kind_b = type(a), type(b)
    if kind_a is Decimal and kind_b is Decimal:
        return finite(DECIMAL128.subtract, a, b)
    if kind_b in _SPANS:
        return add(a, minus(b)) if kind_a in (*_SPANS, *_DAYS, dt.time) else None
    return _between_moments(a, b)


def _between_moments(a, b) -> dt.timedelta | None:
    if type(a) not in (*_DAYS, dt.time):
        return None
    pair = comparable(a, b)
    if pair is None:
        return None
    if type(pair[0]) is dt.time:
        pair = [dt.datetime.combine(_SOME_DAY, time) for time in pair]
    return pair[0] - pair[1]


def multiply(a, b):
    kind_a, kind_b = type(a), type(b)
    if kind_a is Decimal and kind_b is Decimal:
        return finite(DECIMAL128.multiply, a, b)
    if kind_b is Decimal:
        a, b = b, a
    return _scale(b, lambda count: DECIMAL128.multiply(Decimal(count), a)) if type(a) is Decimal else None


def divide(a, b):
    kind_a, kind_b = type(a), type(b)
    if kind_b is Decimal:
        if b == 0:
            return None
        if kind_a is Decimal:
            return finite(DECIMAL128.divide, a, b)
        return _scale(a, lambda count: DECIMAL128.divide(Decimal(count), b))
    if kind_a is kind_b and kind_a in _SPANS:
        divisor = _count(b)
        return DECIMAL128.divide(Decimal(_count(a)), Decimal(divisor)) if divisor else None
    return None


def _count(span) -> int:
    return span.months if type(span) is Months else microseconds(span)


def _scale(span, operation):
    """The duration with `operation` applied to its count of months or microseconds, cut to a whole one."""
    try:
        if type(span) is Months:
            return months(int(operation(span.months)))
        if type(span) is dt.timedelta:
            return dt.timedelta(microseconds=int(operation(microseconds(span))))
    except (OverflowError, ValueError, Overflow, InvalidOperation):
        return None
    return None


def power(a, b):
    return finite(DECIMAL128.power, a, b) if type(a) is Decimal and type(b) is Decimal else None


ARITHMETIC = {"+": add, "-": subtract, "*": multiply, "/": divide, "**": power}
