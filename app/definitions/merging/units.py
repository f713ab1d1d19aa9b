"""Three versions of a file as units (elements, rows, cells, fields …): which side each comes from, in what order, and where both cannot be had."""
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from app.definitions.merging.result import LAYOUT, Conflict

MINE, THEIRS = "mine", "theirs"
ROOT = ""


@dataclass(frozen=True)
class Unit:
    """`own`: what it says itself, comparable, without the units inside (`inside`: their keys in order); `needs`: keys without which it makes
    no sense; `drawn`: the key of what it draws, for shapes and lines: they come and go with it; `source`: what to build it from."""

    key: str
    parent: str | None
    own: Any
    inside: tuple[str, ...]
    source: Any
    needs: tuple[str, ...] = ()
    drawn: str | None = None
    name: Callable[[], str] = field(default=lambda: "", compare=False)
    text: Callable[[], str] = field(default=lambda: "", compare=False)


Side = Mapping[str, Unit]


def same(one: Unit | None, other: Unit | None) -> bool:
    if one is None or other is None:
        return one is other
    return one.own == other.own and one.parent == other.parent


class Weighing:
    """`picked`: {key: unit} of what the merged file consists of; `conflicts`: what a person has to choose (the picked unit is then any)."""

    def __init__(self, base: Side, mine: Side, theirs: Side, choices: Mapping[str, str]):
        self.base, self.sides, self.choices = base, {MINE: mine, THEIRS: theirs}, choices
        self.conflicts: dict[str, Conflict] = {}
        self.picked: dict[str, Unit] = {}
        self._refused: set[str] = set()
        for key in dict.fromkeys([*base, *mine, *theirs]):
            if (unit := self._weigh(key)) is not None:
                self.picked[key] = unit
        self._hanging = {name: _hanging(side) for name, side in self.sides.items()}
        self._open = deque(self.picked)         # keys still to be looked at: each again only when something that it needs went or came
        for key in [k for k in self.picked if self._taken_away(k)]:
            self._bring_back(key)
        while self._open:
            self._look_after(self._open.popleft())

    def _three(self, key: str) -> tuple[Unit | None, Unit | None, Unit | None]:
        return self.base.get(key), self.sides[MINE].get(key), self.sides[THEIRS].get(key)

    def _weigh(self, key: str) -> Unit | None:
        base, mine, theirs = self._three(key)
        drawn = (mine or theirs or base).drawn
        if drawn is not None:
            gone = [side for side in (MINE, THEIRS) if drawn not in self.sides[side]]
            if len(gone) == 1:          # what it draws was taken away there, and the drawing with it, which says nothing of the drawing
                return {MINE: theirs, THEIRS: mine}[gone[0]]
        if same(mine, theirs) or same(base, theirs):
            return mine
        if same(base, mine):
            return theirs
        return self._chosen(key, LAYOUT if drawn is not None else key)

    def _chosen(self, key: str, unit: str) -> Unit | None:
        """By what a person said; without that a conflict, and for the time being whatever is there."""
        base, mine, theirs = self._three(key)
        if self.choices.get(unit) in self.sides:
            return self.sides[self.choices[unit]].get(key)
        if unit == LAYOUT:
            self._layout_conflict(base or mine or theirs, mine or theirs, theirs or mine)
        else:
            said = (None if one is None else one.text() for one in (base, mine, theirs))
            self.conflicts[unit] = Conflict(unit, (mine or theirs).name(), *said)
        return mine or theirs

    def _layout_conflict(self, *units: Unit) -> None:
        """One for all drawings; each side calls what is drawn as it has it."""
        known = self.conflicts.get(LAYOUT)
        before = (known.base, known.mine, known.theirs) if known else ("", "", "")
        said = ("、".join(dict.fromkeys([*filter(None, names.split("、")), unit.name()])) for names, unit in zip(before, units))
        self.conflicts[LAYOUT] = Conflict(LAYOUT, "图形的位置", *said)

    # ---- nothing hangs in the air ---------------------------------------------------------------------------------------
    def _taken_away(self, key: str) -> bool:
        """Whether one side took away what is kept."""
        return key in self.base and any(key not in side for side in self.sides.values())

    def _bring_back(self, key: str) -> None:
        """What is kept although one side took it away comes with all that went with it: what is in it, its flows, its drawing."""
        waiting = [key]
        while waiting:
            key = waiting.pop()
            side = next(name for name, side in self.sides.items() if key in side)
            for unit in self._hanging[side].get(key, ()):
                if unit.key not in self.picked and unit.key not in self._refused:
                    self.picked[unit.key] = unit
                    self._open.append(unit.key)
                    waiting.append(unit.key)

    def _look_after(self, key: str) -> None:
        """Whether the unit lacks something that one of the sides has."""
        for need in _all_needs(self.picked[key]) if key in self.picked else ():
            if key in self.picked and need not in self.picked and any(need in side for side in self.sides.values()):
                self._settle(self.picked[key], need)

    def _settle(self, unit: Unit, need: str) -> None:
        """Somebody took away what the other goes on using."""
        kept = None if unit.drawn is not None or need in self._refused else self._chosen(need, need)
        if kept is None:
            self._refused |= {need, unit.key}
            del self.picked[unit.key]
            self._open.extend(other.key for side in self._hanging.values() for other in side.get(unit.key, ()))
        else:
            self.picked[need] = kept
            self._open.append(need)
            self._bring_back(need)

    # ---- order ----------------------------------------------------------------------------------------------------------
    @cached_property
    def _rooms(self) -> dict[str | None, set[str]]:
        """{key: keys of the picked units in it}"""
        found: dict[str | None, set[str]] = {}
        for key, unit in self.picked.items():
            found.setdefault(unit.parent, set()).add(key)
        return found

    def inside(self, key: str, strict: bool = False, name: str = "") -> list[str]:
        """Keys of the picked units in this one, in order. `strict`: the order means something; if both changed it, that is a conflict."""
        there = self._rooms.get(key, set())
        base, mine, theirs = ([k for k in unit.inside if k in there] if unit else [] for unit in self._three(key))
        if strict and self._both_moved(base, mine, theirs):
            unit = f"order {key}"
            if self.choices.get(unit) in self.sides:
                first, second = (mine, theirs) if self.choices[unit] == MINE else (theirs, mine)
                return _woven(first, second, there)
            self.conflicts[unit] = Conflict(unit, name, *("、".join(self.picked[k].name() for k in keys) for keys in (base, mine, theirs)))
        return in_order(base, mine, theirs, there)

    def _both_moved(self, base: list[str], mine: list[str], theirs: list[str]) -> bool:
        common = set(base) & set(mine) & set(theirs)
        orders = [[k for k in keys if k in common] for keys in (base, mine, theirs)]
        return orders[0] != orders[1] != orders[2] != orders[0]


def in_order(base: Sequence[str], mine: Sequence[str], theirs: Sequence[str], there: set[str]) -> list[str]:
    """The order of both: of the side that moved something, with what the other added behind whatever it stood behind there. It does not
    matter which side is called mine."""
    common = set(base) & set(mine) & set(theirs)
    moved = [[k for k in keys if k in common] != [k for k in base if k in common] for keys in (mine, theirs)]
    first, second = sorted((mine, theirs)) if moved[0] == moved[1] else (mine, theirs) if moved[0] else (theirs, mine)
    return _woven(first, second, there)


def _woven(first: Sequence[str], second: Sequence[str], there: set[str]) -> list[str]:
    """`first`, and what only `second` has behind what it stands behind there."""
    known, last = set(first), None
    behind: dict[str | None, list[str]] = {}
    for key in second:
        if key in known:
            last = key
        else:
            behind.setdefault(last, []).append(key)
    result = behind.get(None, []) + [one for key in first for one in (key, *behind.get(key, ()))]
    return result + sorted(there - set(result))


def _all_needs(unit: Unit) -> tuple[str, ...]:
    return unit.needs if unit.parent is None else (unit.parent, *unit.needs)


def _hanging(side: Side) -> dict[str, list[Unit]]:
    """{key: units that cannot be without it}"""
    found: dict[str, list[Unit]] = {}
    for unit in side.values():
        for need in dict.fromkeys(_all_needs(unit)):
            found.setdefault(need, []).append(unit)
    return found
