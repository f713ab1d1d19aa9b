"""The values of FEEL and the door by which host data come in (`host.to_host` is the way out).

| FEEL | here |
|---|---|
| number | Decimal |
| string, boolean, null | str, bool, None |
| date, time, date and time | datetime.date, .time, .datetime |
| days and time duration | timedelta |
| years and months duration | Months |
| list, context | list, dict (converted element by element when read) |
| range, function | Range, Function |
"""
import datetime as dt
import inspect
import math
from collections.abc import Callable, Mapping
from decimal import ROUND_HALF_EVEN, Context, Decimal, DivisionByZero, InvalidOperation, Overflow

from app.rules.feel import limits
from app.rules.feel.errors import FeelError

# DMN 1.5, 10.3.2.3.1: IEEE 754-2008 decimal128.
DECIMAL128 = Context(prec=34, rounding=ROUND_HALF_EVEN, Emax=6144, Emin=-6143, traps=[InvalidOperation, DivisionByZero, Overflow])

MISSING = object()


class Months:
    """A years and months duration, counted in months (negative: backwards)."""

    __slots__ = ("months",)

    def __init__(self, months: int):
        self.months = months

    @property
    def m(self) -> int:
        """The count of months, as those who store it call it."""
        return self.months

    def __eq__(self, other):
        return type(other) is Months and other.months == self.months

    def __hash__(self):
        return hash(("months", self.months))

    def __repr__(self):
        return f"Months({self.months})"


class Range:
    """`low`..`high`, either may be None (open); `low_in`, `high_in`: whether the end itself belongs to it."""

    __slots__ = ("low", "high", "low_in", "high_in")
    __hash__ = None

    def __init__(self, low, high, low_in: bool, high_in: bool):
        self.low, self.high, self.low_in, self.high_in = low, high, low_in, high_in

    def __eq__(self, other):
        return type(other) is Range and (self.low, self.high, self.low_in, self.high_in) == (
            other.low, other.high, other.low_in, other.high_in)


class Function:
    """Something that expressions may call: `call(env, *args)`. `built_in`: a null result of good arguments is a mismatch."""

    __slots__ = ("params", "call", "name", "least", "most", "aliases", "built_in")

    def __init__(self, params, call: Callable, *, name="function", arity=None, aliases=None, built_in=False):
        self.params, self.call, self.name, self.built_in = tuple(params), call, name, built_in
        self.aliases = aliases or {}
        self.least, self.most = arity or arity_of(call, skip=1)


def arity_of(call: Callable, skip: int = 0) -> tuple[int, int]:
    """How many positional arguments it takes, at least and at most, not counting the first `skip`."""
    params = list(inspect.signature(call).parameters.values())[skip:]
    many = any(p.kind is p.VAR_POSITIONAL for p in params)
    plain = [p for p in params if p.kind in (p.POSITIONAL_OR_KEYWORD, p.POSITIONAL_ONLY)]
    return sum(p.default is p.empty for p in plain), 10**6 if many else len(plain)


class Meter:
    """A budget for walking nested values: [a,a] of [b,b] of … is small in memory and endless to walk."""

    __slots__ = ("left",)

    def __init__(self, left: int = limits.NODES):
        self.left = left

    def spend(self, steps: int = 1) -> None:
        self.left -= steps
        if self.left < 0:
            raise FeelError("数据太大")


_PLAIN = frozenset({str, bool, type(None), Decimal, Months, Range, Function, dt.datetime, dt.date, dt.time, dt.timedelta, list,
                    dict})
_SUBCLASSES = ((str, str.__str__), (int, lambda v: Decimal(int(v))), (dict, dict), (list, list), (dt.datetime, lambda v: v),
               (dt.date, lambda v: v), (Mapping, dict))


def to_feel(value):
    """The host's value as FEEL sees it. Lists and contexts are not walked: their elements are converted when read.

    Raises FeelError for anything that is not plain data: no object of the host is ever reachable from an expression.
    """
    kind = type(value)
    if kind in _PLAIN:
        return value
    if kind is int:
        return Decimal(value)
    if kind is float:
        return Decimal(repr(value)) if math.isfinite(value) else None
    if kind is tuple:
        return list(value)
    for base, convert in _SUBCLASSES:
        if isinstance(value, base):
            return convert(value)
    raise FeelError(f"表达式里不能使用 {kind.__name__} 类型的数据")


def is_number(value) -> bool:
    return type(value) is Decimal


def is_whole(value) -> bool:
    return type(value) is Decimal and value == value.to_integral_value()


def as_list(value) -> list:
    """FEEL's singleton rule: a value where a list is wanted is a list of one, null a list of none."""
    return value if type(value) is list else [] if value is None else [value]


KINDS = {Decimal: "数字", str: "文字", bool: "是否值", dt.date: "日期", dt.datetime: "日期时间", dt.time: "时间", Months: "年月时长",
         dt.timedelta: "时长", list: "列表", dict: "上下文", Range: "区间", Function: "函数"}


def kind_of(value) -> str:
    """What the value is, in words for a sentence."""
    return KINDS.get(type(value), "空值")
