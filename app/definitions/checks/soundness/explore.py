"""All positions that the tokens of a net can come to, up to a bound.

If the bound is hit the search begins again with fewer orders: of the branches that run beside each other only one is moved at a time.
In nets without inclusive joins that still finds every deadlock (the choices of one place do not touch those of another); what it may
miss are two tokens that meet.
"""
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field

from app.definitions.checks.soundness.net import Edge, Net, Step

Position = frozenset[int]
MOST = 6_000


@dataclass
class Search:
    """`came`: {position: (position before, step)}; `meets`: [(position, step, place)] where a step puts a second token into a place;
    `cuts`: [(position, step)] where a terminating end takes others' tokens away;
    `stuck`: positions in which nothing moves though tokens are left; `endless`: positions from which no end is reached."""

    net: Net
    came: dict[Position, tuple[Position | None, Step | None]] = field(default_factory=dict)
    after: dict[Position, list[Position]] = field(default_factory=dict)
    meets: list[tuple[Position, Step, int]] = field(default_factory=list)
    cuts: list[tuple[Position, Step]] = field(default_factory=list)
    stuck: list[Position] = field(default_factory=list)
    endless: list[Position] = field(default_factory=list)
    ended: list[Position] = field(default_factory=list)
    taken: set[Step] = field(default_factory=set)
    normal: bool = False            # some end is reached otherwise than by an error
    bound: bool = False
    coarse: bool = False
    reaches: dict[tuple[int, str], set[int]] = field(default_factory=dict)

    def run(self, first: tuple[Edge, ...], most: int) -> "Search":
        begin = Step("", frozenset(), tuple(self.net.place_of[id(e)] for e in first), first)
        start = self._put(frozenset(), begin)
        if start is None:
            self.came[frozenset()] = (None, None)       # two tokens meet at once
            return self
        self.came[start] = (None, begin)
        self.normal = start <= self.net.sinks
        todo = deque([start])
        while todo:
            if len(self.came) > most:
                self.bound = True
                return self
            position = todo.popleft()
            todo.extend(self._next(position))
        self._look_for_ends()
        return self

    def _next(self, position: Position) -> list[Position]:
        found, fresh, moved = [], [], False
        for step in self._steps(position):
            moved = True
            self.taken.add(step)
            if step.clears and "terminate" in self._events(step) and position - step.takes:
                self.cuts.append((position, step))
            there = self._put(position, step)
            if there is None:
                continue
            found.append(there)
            if there not in self.came:
                self.came[there] = (position, step)
                fresh.append(there)
            self.normal |= there <= self.net.sinks and (not step.clears or "terminate" in self._events(step))
        self.after[position] = found
        if not moved:
            (self.ended if position <= self.net.sinks else self.stuck).append(position)
        return fresh

    def _events(self, step: Step) -> tuple[str, ...]:
        return self.net.scope.nodes[step.node].events

    def _put(self, position: Position, step: Step) -> Position | None:
        """The position after the step; None if two tokens meet in it. A token that runs to its end by itself is not kept."""
        if step.clears:
            return frozenset()
        left = set(position - step.takes)
        for place in step.gives:
            if place in left:
                self.meets.append((position, step, place))
                return None
            left.add(place)
        return frozenset(left - self.net.passing)

    def _steps(self, position: Position) -> Iterator[Step]:
        moved = False
        for place in position:
            for step in self.net.steps.get(place, ()):
                if min(step.takes) == place and step.takes <= position:
                    moved = True
                    yield step
            if moved and self.coarse:
                return
        for node, places, steps in self.net.ors:
            if self._may_gather(position, places, node.id):
                takes = frozenset(places) & position
                yield from (Step(s.node, takes, s.gives, s.edges) for s in steps)

    # ---- inclusive joins (13.4.3) -------------------------------------------------------------------------------------
    def _may_gather(self, position: Position, places: dict[int, Edge], join: str) -> bool:
        """A token is there, and none elsewhere could still come to an empty flow otherwise than by one that has a token already."""
        have = places.keys() & position
        lacking = places.keys() - have
        for place in position - places.keys() if have else ():
            reach = self._reach(place, join)
            if reach & lacking and not reach & have:
                return False
        return bool(have)

    def _reach(self, place: int, join: str) -> set[int]:
        """Places to which a token may come without passing the join."""
        if (place, join) not in self.reaches:
            self.reaches[place, join] = self._walk(place, join)
        return self.reaches[place, join]

    def _walk(self, place: int, join: str) -> set[int]:
        found, todo = {place}, [place]
        while todo:
            here = todo.pop()
            steps = [*self.net.steps.get(here, ())]
            steps += [s for node, places, some in self.net.ors if node.id != join and here in places for s in some]
            new = {p for s in steps for p in s.gives} - found
            found |= new
            todo += new
        return found

    # ---- ends ---------------------------------------------------------------------------------------------------------
    def _look_for_ends(self) -> None:
        """Positions from which neither an end nor a stuck position is reached: the tokens go round for ever."""
        before: dict[Position, list[Position]] = {}
        for position, following in self.after.items():
            for there in following:
                before.setdefault(there, []).append(position)
        reached, todo = set(), [*self.ended, *self.stuck, *(p for p, _step, _place in self.meets)]
        while todo:
            position = todo.pop()
            if position not in reached:
                reached.add(position)
                todo += before.get(position, [])
        self.endless = [p for p in self.came if p not in reached]

    def way(self, position: Position) -> list[Step]:
        """The steps that lead to a position, the first first."""
        steps = []
        here: Position | None = position
        while here is not None:
            here, step = self.came[here]
            if step is not None:
                steps.append(step)
        return steps[::-1]


def explore(net: Net, first: tuple[Edge, ...], most: int = MOST) -> Search:
    """`most`: positions; fewer where every one of them asks many inclusive joins."""
    most = most // (1 + len(net.ors) // 4)
    search = Search(net).run(first, most)
    if search.bound:
        search = Search(net, coarse=True).run(first, most)
        search.coarse = True
    return search
