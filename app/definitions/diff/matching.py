"""Which unit of the older version is which of the newer: by id, and where ids differ by what makes a unit recognisable."""
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence

Pairs = dict[str, str]      # older id → newer id


def by_id(old: Iterable[str], new: Iterable[str]) -> Pairs:
    there = set(new)
    return {one: one for one in old if one in there}


def by_trait(pairs: Pairs, old: Sequence, new: Sequence, trait: Callable[[object, bool], Hashable | None], id_of: Callable[[object], str]) -> Pairs:
    """`pairs` and those of the rest that alone on both sides share a trait. `trait(unit, older)`: None never matches."""
    taken = set(pairs.values())
    older = _grouped((u for u in old if id_of(u) not in pairs), lambda u: trait(u, True))
    newer = _grouped((u for u in new if id_of(u) not in taken), lambda u: trait(u, False))
    found = dict(pairs)
    for key, units in older.items():
        if len(units) == 1 and len(newer.get(key, ())) == 1:
            found[id_of(units[0])] = id_of(newer[key][0])
    return found


def _grouped(units, trait) -> dict:
    found = defaultdict(list)
    for unit in units:
        key = trait(unit)
        if key is not None:
            found[key].append(unit)
    return found


def out_of_order(old: Sequence[str], new: Sequence[str], pairs: Pairs) -> set[str]:
    """Newer ids that have to be moved to get from the older order to the newer one: as few as can be (all but a longest run in order)."""
    place = {one: i for i, one in enumerate(new)}
    run = [pairs[one] for one in old if one in pairs and pairs[one] in place]
    kept = _longest_rising([place[one] for one in run])
    return {one for i, one in enumerate(run) if i not in kept}


def _longest_rising(numbers: Sequence[int]) -> set[int]:
    """Indexes of a longest rising subsequence."""
    lasts: list[int] = []           # the smallest last number of a run of each length …
    ends: list[int] = []            # … and its index
    before: list[int | None] = []
    for i, number in enumerate(numbers):
        at = bisect_left(lasts, number)
        before.append(ends[at - 1] if at else None)
        lasts[at:at + 1], ends[at:at + 1] = [number], [i]
    kept: set[int] = set()
    at = ends[-1] if ends else None
    while at is not None:
        kept.add(at)
        at = before[at]
    return kept
