"""Which rows of a decision table apply together, which never do, and for which inputs there is none: for all inputs at once, not by trying.

Each column is cut into the places between which no cell changes its mind (each constant, what lies between two, below and above all, each
value of an enumeration, null). A row is a box of places; whole sets of rows are integers, a bit a row. A cell that reads other variables, or
computes on an input of unknown type, is opaque: it may hold anywhere and surely holds nowhere, so what is told is never a false alarm.
"""
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from app.rules.dmn import review
from app.rules.dmn.places import in_order, passing
from app.rules.dmn.table import Table
from app.rules.feel.errors import FeelError
from app.rules.feel.parser import parse_tests
from app.rules.feel.render import render
from app.rules.feel.static.kinds import Type
from app.rules.feel.static.words import values_of
from app.rules.feel.values import MISSING

MOST_STEPS = 60_000        # of looking for inputs without a row, over the whole table
MOST_FOUND = 20             # overlaps, and gaps, that are told


@dataclass(frozen=True)
class Column:
    """Columns that ask the same expression are one. `places`: a value for each; `may`, `must`: at each place the rows whose cells let it
    pass perhaps, surely."""

    index: int
    title: str
    places: list[Any]
    may: list[int]
    must: list[int]


@dataclass(frozen=True)
class Case:
    """An example of inputs, by the titles of their columns; an input that does not matter is left out. `rows`: numbers, from 0."""

    inputs: dict[str, Any]
    rows: tuple[int, ...] = ()

    @property
    def words(self) -> str:
        return "、".join(f"{title} = {'空' if value is None else render(value)}" for title, value in self.inputs.items()) or "输入任意"


class Analysis:
    """`given`: what is known of each input column beyond its declared type, in order; None where nothing is. `empty`: any input may also
    be null. `full`: whether the bound was
    not met: what is not told is then not so."""

    def __init__(self, table: Table, given: Sequence[Type | None] = (), *, empty: bool = False):
        self.table, self.count, self.empty = table, len(table.rules), empty
        self.everyone = (1 << self.count) - 1
        self.steps, self.full = 0, True
        self.columns = list(self._columns([*given, *[None] * (len(table.inputs) - len(given))]))

    # ---- columns --------------------------------------------------------------------------------------------------------
    def _columns(self, given) -> Iterator[Column]:
        grouped: dict[str, list[int]] = {}
        for index, column in enumerate(self.table.inputs):
            grouped.setdefault(" ".join(column.source.split()), []).append(index)
        for indexes in grouped.values():
            found = self._column(indexes, given[indexes[0]])
            if found is not None:
                yield _merged(found)

    def _column(self, indexes: list[int], given: Type | None) -> Column | None:
        column = self.table.inputs[indexes[0]]
        cells = [(number, test) for number, rule in enumerate(self.table.rules) for place, test in rule.cells if place in indexes]
        if not cells:
            return None
        opaque = {id(test) for _, test in cells if test.compiled.names}
        plain = [test for _, test in cells if id(test) not in opaque]
        places = self._places(column, [parse_tests(test.source) for test in plain], given)
        if not places:
            opaque, places = {id(test) for _, test in cells}, [MISSING]
        may, must = passing(places, cells, self.everyone, opaque)
        return Column(indexes[0], column.title, places, may, must)

    def _places(self, column, tests: list, given: Type | None) -> list[Any]:
        values = values_of(given) if given is not None else []
        found = [value for value in values if review.fits(self.table, column, value)] if values else review.values(self.table, column, tests)
        found = in_order(found)
        if found and (self.empty or given is not None and "null" in given):
            found.append(None)
        return found

    # ---- asking ---------------------------------------------------------------------------------------------------------
    @cached_property
    def dead(self) -> list[int]:
        """Rows for which there is no input at all."""
        return [row for row in range(self.count) if any(not any(at >> row & 1 for at in column.may) for column in self.columns)]

    def overlaps(self) -> Iterator[Case]:
        """Pairs of rows that surely apply together."""
        found = 0
        for row in range(self.count):
            for other in _bits(self._beside(row) >> row + 1):
                yield self._both(row, row + 1 + other)
                found += 1
                if found >= MOST_FOUND:
                    return

    def _beside(self, row: int) -> int:
        """The rows that share a place with this one in every column."""
        met = self.everyone if all(self._surely(column, row) for column in self.columns) else 0
        for column in self.columns:
            here = 0
            for at in column.must:
                if at >> row & 1:
                    here |= at
            met &= here
        return met

    def _surely(self, column: Column, row: int) -> bool:
        return any(at >> row & 1 for at in column.must)

    def _both(self, row: int, other: int) -> Case:
        inputs, pair = {}, 1 << row | 1 << other
        for column in self.columns:
            if any(at & pair != pair for at in column.must):
                inputs[column.title] = next(value for value, at in zip(column.places, column.must) if at & pair == pair)
        return Case(inputs, (row, other))

    def gaps(self, most: int = 5) -> list[Case]:
        """Inputs for which surely no row applies."""
        found: dict[str, Case] = {}
        for case in self._uncovered(self.everyone, None):
            short = self._shortened(case)
            found.setdefault(short.words, short)
            if len(found) == most:
                break
        return list(found.values())

    def _shortened(self, case: Case) -> Case:
        """Without the inputs that do not matter: no row applies whatever they are."""
        kept = {column.title: column for column in self.columns if column.title in case.inputs}
        for title in list(kept):
            rows = self.everyone
            for other, column in kept.items():
                if other != title:
                    rows &= column.may[column.places.index(case.inputs[other])]
            if not rows:
                del kept[title]
        return Case({title: case.inputs[title] for title in kept}, case.rows)

    def masked(self, before: dict[int, int]) -> Iterator[tuple[int, list[int]]]:
        """(row, those that cover it) of rows that never decide, because wherever they may apply one of the rows `before` (bits) does."""
        for row, others in before.items():
            if row in self.dead or not others:
                continue
            if next(self._uncovered(others, row), None) is None and self.full:
                yield row, self._needed(row, others)

    def _needed(self, row: int, others: int) -> list[int]:
        """Of the rows that cover it those that are not there for nothing."""
        kept = others
        for one in _bits(others):
            rest = kept & ~(1 << one)
            if rest and next(self._uncovered(rest, row), None) is None:
                kept = rest
        return list(_bits(kept))

    def _uncovered(self, rows: int, within: int | None) -> Iterator[Case]:
        """Inputs that none of these rows surely takes in (of a gap: may take in), inside the box of a row if one is given."""
        columns = [self._levels(column, within) for column in self.columns]
        free = [self._free(number) for number in range(len(columns) + 1)]
        yield from self._search(columns, free, 0, rows, {}, set())

    def _levels(self, column: Column, within: int | None) -> tuple[str, list[tuple[Any, int]]]:
        at = column.may if within is None else column.must
        places = zip(column.places, at, column.may)
        return column.title, [(value, rows) for value, rows, may in places if within is None or may >> within & 1]

    def _free(self, start: int) -> int:
        """Rows that ask nothing from this column on."""
        found = self.everyone
        for column in self.columns[start:]:
            for at in column.must:
                found &= at
        return found

    def _search(self, columns, free, number: int, rows: int, chosen: dict, seen: set) -> Iterator[Case]:
        self.steps += 1
        if self.steps > MOST_STEPS:
            self.full = False
            return
        if not rows:
            yield Case(dict(chosen))
            return
        if number == len(columns) or rows & free[number] or (number, rows) in seen:
            return
        title, places = columns[number]
        known: dict[int, Any] = {}
        for value, at in places:
            known.setdefault(rows & at, value)
        for left, value in sorted(known.items(), key=lambda pair: pair[0].bit_count()):
            inner = chosen if len(known) == 1 or value is MISSING else {**chosen, title: value}
            yield from self._search(columns, free, number + 1, left, inner, seen)
        seen.add((number, rows))

    def doubles(self) -> Iterator[tuple[int, int]]:
        """(row, an earlier one) of rows that ask the same."""
        first: dict[tuple, int] = {}
        for row, rule in enumerate(self.table.rules):
            asked = tuple(sorted((index, " ".join(test.source.split())) for index, test in rule.cells))
            if asked in first:
                yield row, first[asked]
            first.setdefault(asked, row)


def _merged(column: Column) -> Column:
    """Places at which the same rows pass are one."""
    known: dict[tuple[int, int], int] = {}
    for number, at in enumerate(zip(column.may, column.must)):
        known.setdefault(at, number)
    kept = list(known.values())
    return Column(column.index, column.title, [column.places[n] for n in kept], [column.may[n] for n in kept], [column.must[n] for n in kept])


def _bits(rows: int) -> Iterator[int]:
    while rows:
        low = rows & -rows
        yield low.bit_length() - 1
        rows ^= low


def constant_output(rule, index: int) -> Any:
    """What the cell of an output gives, if it is a constant; MISSING if it computes."""
    cell = rule.outputs[index]
    if cell is None:
        return None
    if cell.compiled.names:
        return MISSING
    try:
        return cell.compiled([{}])
    except FeelError:
        return MISSING


def same_outputs(table: Table, row: int, other: int) -> bool | None:
    """Whether two rows give the same; None if that cannot be told."""
    pairs = [(constant_output(table.rules[row], n), constant_output(table.rules[other], n)) for n in range(len(table.outputs))]
    return None if any(MISSING in pair for pair in pairs) else all(a == b for a, b in pairs)
