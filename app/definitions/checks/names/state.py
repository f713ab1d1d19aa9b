"""What is known of the variables at one place of a diagram: which steps may have written each, and what they wrote."""
import threading
from collections.abc import Callable, Collection, Iterable, Mapping

from app.rules.feel.static import kinds
from app.rules.feel.static.kinds import ABSENT, Type, join

MOST_FACTS, FEW = 4, 4
NOBODY = ""         # the writer of a name on the paths on which nobody has written it
CASE, START, DECLARED, ENTRY = "case", "start", "declared", "entry"      # ENTRY: whoever wrote it before the process was called


class Variable:
    """`written`: {writer: type}; a writer is `process#element`, or one of the words above. `lacking`: a path on which it is not there."""

    __slots__ = ("written", "lacking", "_type")

    def __init__(self, written: Mapping[str, Type], lacking: str | None = None):
        self.written, self.lacking, self._type = dict(written), lacking, None

    def __eq__(self, other):
        return self is other or self.written == other.written

    __hash__ = None

    @property
    def type(self) -> Type:
        if self._type is None:
            self._type = kinds.clipped(join(self.written.values()))
        return self._type

    @property
    def certain(self) -> bool:
        return NOBODY not in self.written

    def frozen(self) -> tuple:
        return tuple(sorted(self.written.items(), key=lambda pair: pair[0])) if len(self.written) > 1 else tuple(self.written.items())

    def changed(self, change: Callable[[Type], Type]) -> "Variable":
        made = {writer: change(kind) for writer, kind in self.written.items()}
        kept = {writer: kind for writer, kind in made.items() if kind.kinds}
        return Variable(kept, self.lacking) if kept and kept != self.written else self

    def entering(self) -> "Variable":
        written = {ENTRY: self.type.without("absent")}
        return Variable(written if self.certain else {**written, NOBODY: ABSENT}, self.lacking)

    def returning(self, before: "Variable | None") -> "Variable":
        if ENTRY not in self.written or before is None:
            return self
        if self.written.keys() <= {ENTRY, NOBODY}:
            return before.narrowed_to(self.written[ENTRY]) if self.certain == before.certain else before
        own = {writer: kind for writer, kind in self.written.items() if writer != ENTRY}
        return Variable({**{writer: kind for writer, kind in before.written.items() if writer != NOBODY}, **own}, self.lacking or before.lacking)

    def narrowed_to(self, kind: Type) -> "Variable":
        """The same, if a condition in the called process made sure of more."""
        if kind == self.type.without("absent"):
            return self
        return Variable({writer: one if writer == NOBODY else kind for writer, one in self.written.items()}, self.lacking)

    def perhaps(self, lacking: str | None, ways: tuple = ()) -> "Variable":
        """Not there on some other path, of which `ways` is known (Kind.unless)."""
        return Variable({**self.written, NOBODY: self.written.get(NOBODY, kinds.NEVER) | kinds.absent(ways)}, self.lacking or lacking)

    def filled(self, writer: str, kind: Type) -> "Variable":
        """Where nobody has written it, this one has."""
        return Variable({**{one: held for one, held in self.written.items() if one != NOBODY}, writer: kind})

    def knowing(self, facts: tuple) -> "Variable":
        """Where it is absent, these hold too."""
        ways = self.written[NOBODY].kinds[0].unless or ((),)
        told = tuple(tuple({path: kind for path, kind in (*facts, *way)}.items())[:MOST_FACTS] for way in ways)
        return Variable({**self.written, NOBODY: kinds.absent(told)}, self.lacking)

    @property
    def leans_on(self) -> frozenset[str]:
        """Names of which something is known where this one is absent."""
        missing = self.written.get(NOBODY)
        return frozenset(path[0] for way in missing.kinds[0].unless for path, _ in way) if missing is not None else frozenset()

    def unleaning(self, names: Collection[str]) -> "Variable":
        """What was known of these names where this one is absent holds no more: they have been written over."""
        if not self.leans_on & set(names):
            return self
        kept = [tuple(fact for fact in way if fact[0][0] not in names) for way in self.written[NOBODY].kinds[0].unless]
        return Variable({**self.written, NOBODY: kinds.absent(tuple(kept) if all(kept) else ())}, self.lacking)


class State:
    """`vars` by name; `open`: there may be others, because a step writes what cannot be told. Never changed once it is made."""

    __slots__ = ("vars", "open")

    def __init__(self, vars: Mapping[str, Variable] | None = None, open: bool = False):
        self.vars, self.open = vars if vars is not None else {}, open

    def __eq__(self, other):
        return self is other or other is not None and self.open == other.open and self.vars == other.vars

    __hash__ = None

    def types(self) -> dict[str, Type]:
        return {name: variable.type for name, variable in self.vars.items()}

    def put(self, written: Mapping[str, Type], writer: str, *, open: bool = False) -> "State":
        """After this step has written these; `case` is never written."""
        fresh = {name: Variable({writer: kinds.clipped(kind)}) for name, kind in written.items() if name != "case"}
        return self.over(fresh, open=open)

    def over(self, changed: Mapping[str, Variable], *, open: bool = False) -> "State":
        """With these variables in place of what there was."""
        if not changed:
            return State(self.vars, True) if open and not self.open else self
        kept = {name: one.unleaning(changed) if NOBODY in one.written else one for name, one in self.vars.items() if name not in changed}
        return State({**kept, **changed}, self.open or open)

    def without(self, names: Iterable[str]) -> "State":
        gone = set(names) & self.vars.keys()
        return State({name: one.unleaning(gone) for name, one in self.vars.items() if name not in gone}, self.open) if gone else self

    def entering(self, names: Collection[str]) -> "State":
        """What a called process takes with it: of the names that it uses, who wrote them does not matter to it."""
        return State({name: one.entering() for name, one in self.vars.items() if name in names or not name.isidentifier()}, self.open)

    def returning(self, ended: "State") -> dict[str, Variable]:
        """What has come back at the end of it; whatever it left alone is as before."""
        return {name: one.returning(self.vars.get(name)) for name, one in ended.vars.items()}

    def frozen(self) -> tuple:
        return self.open, tuple(sorted((name, variable.frozen()) for name, variable in self.vars.items()))


def either(states: Iterable[tuple[State, str | None]]) -> State | None:
    """One or another of these has come about; the words say by which way. None if there is none."""
    found, label = None, None
    for state, way in states:
        found, label = (state, way) if found is None else (_either(found, label, state, way), None)
    return found


def widened(before: State, now: State) -> State:
    """Both together, the ways of being absent forgotten where they still change: so that following a loop comes to an end."""
    found = {}
    for name, one in now.vars.items():
        old = before.vars.get(name)
        found[name] = one if old is None or old is one else old if old == one else _wide(old, one)
    return State({**{name: one.perhaps(None) for name, one in before.vars.items() if name not in now.vars}, **found}, before.open or now.open)


def _wide(old: Variable, one: Variable) -> Variable:
    merged = _merged(old, one)
    changes = NOBODY in merged.written and old.written.get(NOBODY) != one.written.get(NOBODY)
    return Variable({**merged.written, NOBODY: ABSENT}, merged.lacking) if changes else merged


def _either(a: State, way_a: str | None, b: State, way_b: str | None) -> State:
    if a is b or a.vars is b.vars and a.open == b.open:
        return a
    merged, apart = {}, None
    for name, one in a.vars.items():
        other = b.vars.get(name)
        if other is one:
            merged[name] = one
            continue
        if other is None or NOBODY in one.written or NOBODY in other.written:
            apart = apart if apart is not None else _apart(a, b)
        merged[name] = _lacked(one, way_b, apart[1]) if other is None else _both(*_told_apart(one, other, apart))
    for name, other in b.vars.items():
        if name not in a.vars:
            apart = apart if apart is not None else _apart(a, b)
            merged[name] = _lacked(other, way_a, apart[0])
    return State(merged, a.open or b.open)


def _lacked(one: Variable, way: str | None, facts: tuple) -> Variable:
    ways = (facts,) if facts else ()
    return memory.of(one, (way, facts), lambda: one.perhaps(way, ways), key=(id(one), way, id(facts)))


def _told_apart(one: Variable, other: Variable, apart: tuple | None) -> tuple[Variable, Variable]:
    """Each with what its side knows added to the ways in which it may be absent there."""
    if apart is None or not any(apart):
        return one, other
    return tuple(memory.of(side, facts, lambda side=side, facts=facts: side.knowing(facts), key=("knowing", id(side), id(facts)))
                 if facts and NOBODY in side.written else side for side, facts in zip((one, other), apart))


def _apart(a: State, b: State) -> tuple[tuple, tuple]:
    """What is known in a and need not be so in b, and the other way round: variables, or entries of them, that have one value only."""
    mine, theirs = [], []
    for name in memory.asked:
        one, other = a.vars.get(name), b.vars.get(name)
        if one is not None and other is not None and other is not one and NOBODY not in one.written and NOBODY not in other.written:
            found = memory.of(one, other, lambda name=name, one=one, other=other: _differing(name, one.type, other.type),
                              key=("apart", id(one), id(other), name))
            mine += found[0]
            theirs += found[1]
    return memory.same(tuple(mine[:MOST_FACTS])), memory.same(tuple(theirs[:MOST_FACTS]))


def _differing(name: str, a: Type, b: Type) -> tuple[list, list]:
    pairs = [((name,), a, b)]
    one, other = a.get("context"), b.get("context")
    if one is not None and other is not None and len(a.kinds) == len(b.kinds) == 1:
        theirs = other.entries()
        pairs += [((name, entry), kind, theirs[entry]) for entry, kind in one.fields if entry in theirs and kind != theirs[entry]]
    return [(path, x) for path, x, y in pairs if _tells(x, y)], [(path, y) for path, x, y in pairs if _tells(y, x)]


def _tells(kind: Type, other: Type) -> bool:
    """Whether it has few values, and the other may have others."""
    if len(kind.kinds) != 1 or kind == other:
        return False
    held = kind.kinds[0].values
    few = kind.kinds[0].name == "null" or held is not None and len(held) <= FEW
    return few and (held is None or len(held) == 1 or kinds.disjoint(kind, other))


class Memory(threading.local):
    """Merges that were made before, while one analysis runs: the same two variables meet again and again, and what was merged to the same
    object is known to be the same."""

    def __init__(self):
        self.made: dict[tuple, tuple] = {}
        self.facts: dict[tuple, tuple] = {}
        self.asked: tuple[str, ...] = ()        # names that some condition reads: only what is known of these can ever be asked

    def begin(self, asked: Iterable[str] = ()) -> None:
        self.made.clear()
        self.facts.clear()
        self.asked = tuple(sorted(asked))

    def same(self, facts: tuple) -> tuple:
        """Equal facts as one object."""
        return self.facts.setdefault(facts, facts)

    def of(self, a, b, make, key=None):
        key = key or (id(a), id(b))
        if key not in self.made:
            self.made[key] = (a, b, make())
        return self.made[key][2]


memory = Memory()


def _both(one: Variable, other: Variable) -> Variable:
    return memory.of(one, other, lambda: _merged(one, other))


def _merged(one: Variable, other: Variable) -> Variable:
    if one.written == other.written:
        return one
    written = dict(one.written)
    for writer, kind in other.written.items():
        written[writer] = written[writer] | kind if writer in written else kind
    return one if written == one.written else Variable(written, one.lacking or other.lacking)


def all_of(states: list[State], killed: Callable[[str, int], bool]) -> State:
    """All of these have come about: branches that ran side by side meet. `killed(writer, branch)`: this branch came after the writer, so
    what it has not kept it has written over."""
    names = dict.fromkeys(name for state in states for name in state.vars)
    changed = {name for name in names if any(state.vars.get(name) is not states[0].vars.get(name) for state in states)}
    return State({name: _met(name, states, killed).unleaning(changed) for name in names}, any(state.open for state in states))


def _met(name: str, states: list[State], killed) -> Variable:
    having = [(number, state.vars[name]) for number, state in enumerate(states) if name in state.vars]
    if all(one is having[0][1] for _, one in having):
        return having[0][1]
    certain = any(one.certain for _, one in having)
    written: dict[str, Type] = {}
    for _, one in having:
        for writer, kind in one.written.items():
            gone = writer == NOBODY and certain or any(writer not in other.written and killed(writer, number) for number, other in having)
            if not gone:
                written[writer] = written[writer] | kind if writer in written else kind
    lacking = next((one.lacking for _, one in having if not one.certain), None)
    return Variable(written or having[0][1].written, lacking)


def beside(main: State, aside: State) -> State:
    """The course of things, beside which something else may have come to its end: what only that wrote is perhaps there."""
    changed = {}
    for name, other in aside.vars.items():
        mine = main.vars.get(name)
        if mine is None:
            changed[name] = other.perhaps(None)
        elif mine is not other:
            more = {writer: kind for writer, kind in other.written.items() if writer not in mine.written and writer not in (NOBODY, ENTRY, DECLARED)}
            if more:
                changed[name] = Variable({**more, **mine.written}, mine.lacking)
    return main.over(changed, open=aside.open)


# ---- what a condition makes sure of ---------------------------------------------------------------------------------
def narrowed(state: State, facts: Mapping[tuple[str, ...], Type]) -> State:
    """After a condition over a variable, or over an entry of one, has been found true."""
    changed = {}
    for path, fact in facts.items():
        variable = changed.get(path[0]) or state.vars.get(path[0])
        if variable is not None and len(path) <= 2:
            changed[path[0]] = variable.changed(lambda kind, path=path, fact=fact: _restricted(kind, path[1:], fact))
    return _settled(State({**state.vars, **changed}, state.open)) if changed else state


def _settled(state: State) -> State:
    """Of variables that may be absent: without the ways of being absent that do not agree with what is known now."""
    changed = {}
    for name, one in state.vars.items():
        ways = one.written[NOBODY].kinds[0].unless if NOBODY in one.written else ()
        left = tuple(way for way in ways if not any(_contradicts(state, path, kind) for path, kind in way))
        if len(left) < len(ways):
            rest = {writer: kind for writer, kind in one.written.items() if writer != NOBODY}
            changed[name] = Variable({**rest, NOBODY: kinds.absent(left)} if left else rest, one.lacking)
    return State({**state.vars, **changed}, state.open) if changed else state


def _contradicts(state: State, path: tuple[str, ...], kind: Type) -> bool:
    variable = state.vars.get(path[0])
    if variable is None:
        return False
    held = variable.type.without("absent")
    if len(path) > 1:       # a value of an entry is asked for, so there is a context
        context = held.get("context")
        held = context.entries().get(path[1]) if context is not None and not held.without("context", "null").kinds else None
    return held is not None and kinds.disjoint(held, kind)


def _restricted(kind: Type, path: tuple[str, ...], fact: Type) -> Type:
    if path:
        return Type(tuple(_entry(one, path[0], fact) for one in kind.kinds))
    if kind.unknown or fact.unknown:
        return kind if fact.unknown else fact
    common = (_common(one, fact.get(one.name)) for one in kind.kinds if one.name in fact)
    return Type(tuple(one for one in common if one.values != frozenset()))


def _common(one: kinds.Kind, fact: kinds.Kind) -> kinds.Kind:
    if fact.values is None:
        return one
    return kinds.Kind(one.name, fact.values if one.values is None else one.values & fact.values)


def _entry(one: kinds.Kind, name: str, fact: Type) -> kinds.Kind:
    fields = one.entries()
    if one.name != "context" or name not in fields:
        return one
    inner = _restricted(fields[name], (), fact)
    return kinds.Kind("context", fields=tuple(sorted({**fields, name: inner if inner.kinds else fields[name]}.items())), open=one.open)
