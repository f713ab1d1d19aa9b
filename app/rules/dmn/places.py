"""The places of a column and which rows pass at each. Cells of constants are read as intervals over the sorted places, so that five hundred
rows with as many bounds need no quarter of a million tests; any other cell is tried at every place."""
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from typing import Any

from app.rules.dmn import review
from app.rules.feel import tree
from app.rules.feel.parser import parse_tests
from app.rules.feel.values import Decimal, Range

import datetime as dt

ORDERED = (Decimal, dt.date, dt.timedelta)


def in_order(values: list[Any]) -> list[Any]:
    """Each once, sorted where they can be."""
    kinds = {type(value) for value in values}
    if kinds in ({Decimal}, {dt.date}, {dt.timedelta}):
        return sorted(set(values))
    return list(dict.fromkeys(values)) if kinds <= {str, bool, dt.datetime, dt.time, *ORDERED} else values


def passing(places: list[Any], cells: Iterable[tuple[int, Any]], everyone: int, opaque: set[int]) -> tuple[list[int], list[int]]:
    """(rows that may pass, rows that surely do) at each place. `cells`: (row, compiled cell); rows without one pass everywhere."""
    asked = list(cells)
    free = everyone
    for row, _ in asked:
        free &= ~(1 << row)
    by_row: dict[int, list] = {}
    for row, test in asked:
        by_row.setdefault(row, []).append(test)
    toggles, closed = [0] * (len(places) + 1), 0
    for row, tests in by_row.items():
        clear = [test for test in tests if id(test) not in opaque]
        closed |= (1 << row) if len(clear) < len(tests) else 0
        for start, stop in _common([_spans(places, test) for test in clear], len(places)):
            toggles[start] ^= 1 << row
            toggles[stop] ^= 1 << row
    may, now = [], free
    for number in range(len(places)):
        now ^= toggles[number]
        may.append(now)
    return may, [rows & ~closed for rows in may]


def _spans(places: list[Any], test) -> list[tuple[int, int]]:
    """The stretches of places (from, up to) at which the cell holds."""
    read = _accepts(parse_tests(test.source))
    known = places[:-1] if places and places[-1] is None else places
    if read is None or not known or not _comparable(known, read[1]):
        return _joined([(number, number + 1) for number, value in enumerate(places) if review.holds(test, value)])
    negated, bounds = read
    spans = _joined([span for one in bounds if (span := _span(known, one)) is not None])
    if negated:
        spans = _others(spans, len(known))
    if len(known) < len(places) and review.holds(test, None):
        spans = _joined([*spans, (len(known), len(places))])
    return spans


def _comparable(places: list[Any], bounds) -> bool:
    kinds = {type(value) for value in places}
    return len(kinds) == 1 and next(iter(kinds)) in ORDERED and all(type(end) in kinds for low, _, high, _ in bounds for end in (low, high) if end is not None)


def _span(places, bound) -> tuple[int, int] | None:
    low, low_in, high, high_in = bound
    start = 0 if low is None else (bisect_left if low_in else bisect_right)(places, low)
    stop = len(places) if high is None else (bisect_right if high_in else bisect_left)(places, high)
    return (start, stop) if start < stop else None


def _accepts(cell) -> tuple[bool, list[tuple]] | None:
    """(negated, [(low, low_in, high, high_in)]) of a cell of constants; None for any other."""
    if not isinstance(cell, tree.Tests):
        return None
    bounds = [_bound(one) for one in cell.tests]
    return None if None in bounds else (cell.negated, bounds)


def _bound(test) -> tuple | None:
    value = review.computed(test.bound if isinstance(test, tree.OperatorTest) else test.expression) if _is_constant(test) else None
    if isinstance(test, tree.OperatorTest):
        ends = {"<": (None, False, value, False), "<=": (None, False, value, True), ">": (value, False, None, False), ">=": (value, True, None, False),
                "=": (value, True, value, True)}
        return ends.get(test.op) if type(value) in ORDERED else None
    if type(value) is Range:
        return value.low, value.low_in, value.high, value.high_in
    return (value, True, value, True) if type(value) in ORDERED else None


def _is_constant(test) -> bool:
    part = test.bound if isinstance(test, tree.OperatorTest) else test.expression if isinstance(test, tree.ValueTest) and not test.reads_input else None
    return part is not None and review.is_constant(part)


def _joined(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for start, stop in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(stop, found[-1][1]))
        else:
            found.append((start, stop))
    return found


def _others(spans, length: int) -> list[tuple[int, int]]:
    edges = [0, *(edge for span in spans for edge in span), length]
    return [(start, stop) for start, stop in zip(edges[::2], edges[1::2]) if start < stop]


def _common(all_spans: list[list[tuple[int, int]]], length: int) -> list[tuple[int, int]]:
    """The stretches that lie in all of these lists; everything if there is none."""
    found = [(0, length)] if length else []
    for spans in all_spans:
        found = [(max(a, c), min(b, d)) for a, b in found for c, d in spans if max(a, c) < min(b, d)]
    return found
