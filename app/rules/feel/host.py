"""The way out: FEEL values as the host's plain data."""
import datetime as dt
from decimal import Decimal

from app.rules.feel.errors import FeelError
from app.rules.feel.render import iso_duration
from app.rules.feel.values import Function, Meter, Months, Range, to_feel


def to_host(value, meter: Meter | None = None):
    """Plain data: whole numbers below 10^15 become int, durations ISO texts; a function or range raises FeelError."""
    meter = meter or Meter()
    meter.spend()
    kind = type(value)
    if kind is Decimal:
        return int(value) if abs(value) < 10**15 and value == value.to_integral_value() else value
    if kind is list:
        return [to_host(to_feel(item), meter) for item in value]
    if kind is dict:
        return {key: to_host(to_feel(item), meter) for key, item in value.items()}
    if kind is Function or kind is Range:
        raise FeelError("函数或区间不能作为结果")
    if kind is Months or kind is dt.timedelta:
        return iso_duration(value)
    return value
