"""Arithmetic functions, in decimal128."""
import re
from decimal import (ROUND_CEILING, ROUND_DOWN, ROUND_FLOOR, ROUND_HALF_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, ROUND_UP, Context,
                     Decimal)

from app.rules.feel.library import builtin
from app.rules.feel.operators import finite
from app.rules.feel.values import DECIMAL128, MISSING, Months, is_number, is_whole

import datetime as dt

_WIDE = Context(prec=80)
_TEXT = re.compile(r"-?(\d+(\.\d+)?|\.\d+)([eE][+-]?\d{1,4})?", re.A)
_SCALE_LIMIT = 6000
_EXACT_LIMIT = 33
_ROUNDINGS = {"decimal": ROUND_HALF_EVEN, "round up": ROUND_UP, "round down": ROUND_DOWN, "round half up": ROUND_HALF_UP,
              "round half down": ROUND_HALF_DOWN, "floor": ROUND_FLOOR, "ceiling": ROUND_CEILING}


@builtin("number", "from,grouping separator,decimal separator")
def number(_env, value, grouping=MISSING, point=MISSING):
    if is_number(value):
        return value
    if type(value) is not str:
        return None
    if grouping is not MISSING or point is not MISSING:
        value = _without_separators(value, None if grouping is MISSING else grouping, None if point is MISSING else point)
    if value is None or not _TEXT.fullmatch(value):
        return None
    return finite(DECIMAL128.create_decimal, value)


def _without_separators(text, grouping, point):
    if grouping not in (None, " ", ",", ".") or point not in (None, ".", ",") or (grouping is not None and grouping == point):
        return None
    text = text.replace(grouping, "") if grouping else text
    return text.replace(point, ".") if point else text


@builtin("abs", "n")
def abs_(_env, value):
    if is_number(value):
        return value.copy_abs()
    if type(value) is Months:
        return Months(abs(value.months))
    return abs(value) if type(value) is dt.timedelta else None


@builtin("sqrt", "number")
def sqrt(_env, value):
    return finite(DECIMAL128.sqrt, value) if is_number(value) else None


@builtin("log", "number")
def log(_env, value):
    return finite(DECIMAL128.ln, value) if is_number(value) and value > 0 else None


@builtin("exp", "number")
def exp(_env, value):
    return finite(DECIMAL128.exp, value) if is_number(value) else None


def _rounding(mode):
    def rounded(_env, value, scale=Decimal(0)):
        if not is_number(value) or not is_number(scale) or abs(scale) > _SCALE_LIMIT:
            return None
        if scale > _EXACT_LIMIT:
            return value
        return finite(lambda: value.quantize(Decimal(1).scaleb(-int(scale)), rounding=mode, context=_WIDE) + 0)
    return rounded


for _name, _mode in _ROUNDINGS.items():
    builtin(_name, "n,scale")(_rounding(_mode))


@builtin("modulo", "dividend,divisor")
def modulo(_env, a, b):
    """Its sign follows the divisor: a - b * floor(a / b)."""
    if not is_number(a) or not is_number(b) or b == 0:
        return None
    return finite(lambda: DECIMAL128.subtract(a, DECIMAL128.multiply(b, DECIMAL128.divide(a, b).to_integral_value(ROUND_FLOOR))))


def _is_odd(value) -> bool | None:
    if not is_whole(value) or abs(value) >= 10**_EXACT_LIMIT:
        return None
    return DECIMAL128.remainder_near(value, Decimal(2)) != 0


@builtin("odd", "number")
def odd(_env, value):
    return _is_odd(value)


@builtin("even", "number")
def even(_env, value):
    is_odd = _is_odd(value)
    return None if is_odd is None else not is_odd
