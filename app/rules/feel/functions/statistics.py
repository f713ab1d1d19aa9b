"""Functions over a list of numbers, given as one list or as arguments."""
from collections import Counter
from decimal import Decimal

from app.rules.feel.functions.logic import spread
from app.rules.feel.library import builtin
from app.rules.feel.operators import comparable, less
from app.rules.feel.values import DECIMAL128, is_number


def numbers(args: tuple) -> list[Decimal] | None:
    """The numbers, or None if something among them is none."""
    values = spread(args)
    return values if all(is_number(value) for value in values) else None


def total(values) -> Decimal:
    result = Decimal(0)
    for value in values:
        result = DECIMAL128.add(result, value)
    return result


def average(values) -> Decimal:
    return DECIMAL128.divide(total(values), Decimal(len(values)))


def _extreme(args, precedes):
    values = spread(args)
    if not values or comparable(values[0], values[0]) is None:
        return None
    best = values[0]
    for value in values[1:]:
        better = precedes(value, best)
        if better is None:
            return None
        best = value if better else best
    return best


@builtin("min", "list")
def min_(_env, *values):
    return _extreme(values, less)


@builtin("max", "list")
def max_(_env, *values):
    return _extreme(values, lambda a, b: less(b, a))


@builtin("sum", "list")
def sum_(_env, *args):
    values = numbers(args)
    return total(values) if values else None


@builtin("mean", "list")
def mean(_env, *args):
    values = numbers(args)
    return average(values) if values else None


@builtin("median", "list")
def median(_env, *args):
    values = numbers(args)
    if not values:
        return None
    values, middle = sorted(values), len(values) // 2
    return values[middle] if len(values) % 2 else average(values[middle - 1:middle + 1])


@builtin("stddev", "list", may_be_null=True)
def stddev(_env, *args):
    """Of a sample (n - 1); null for fewer than two numbers."""
    values = numbers(args)
    if not values or len(values) < 2:
        return None
    middle = average(values)
    deviations = [DECIMAL128.subtract(value, middle) for value in values]
    squares = total(DECIMAL128.multiply(deviation, deviation) for deviation in deviations)
    return DECIMAL128.sqrt(DECIMAL128.divide(squares, Decimal(len(values) - 1)))


@builtin("mode", "list")
def mode(_env, *args):
    values = numbers(args)
    if not values:
        return values
    counts = Counter(values)
    most = max(counts.values())
    return sorted(value for value, count in counts.items() if count == most)


@builtin("product", "list")
def product(_env, *args):
    values = numbers(args)
    if not values:
        return None
    result = Decimal(1)
    for value in values:
        result = DECIMAL128.multiply(result, value)
    return result
