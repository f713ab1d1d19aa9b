"""Which variables are known at each element of a diagram, of what type, from where: data-flow over all processes of a bundle together.

    found = of(whole)
    found.at("whistle_report", "ut05_sign")            # {name: Variable} as an expression of that element sees them
"""
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from app.definitions.checks.diagram import Diagram, Node, Scope
from app.definitions.checks.names import reach, sources
from app.definitions.checks.names.expressions import Expressions
from app.definitions.checks.names.facts import words
from app.definitions.checks.names.state import CASE, NOBODY, START, State, Variable, either
from app.definitions.checks.names.steps import Payloads, Steps
from app.definitions.checks.names.walk import Walk
from app.definitions.checks.whole import Whole
from app.engine.pieces import Kept
from app.rules.feel.static.kinds import ABSENT, Type

ROUNDS, DEEPEST, MOST_WALKS = 3, 12, 600
_kept = Kept(6)


@dataclass
class Found:
    """What is known in one process: states before and after each node, over all ways in which the process is entered."""

    scope: Scope
    before: dict[Node, State] = field(default_factory=dict)
    after: dict[Node, State] = field(default_factory=dict)
    entries: list[tuple[State, str]] = field(default_factory=list)

    @cached_property
    def around(self) -> State:
        """What every caller brings along, used here or not."""
        return either((state, way or None) for state, way in self.entries) or State()

    def resolved(self, state: State) -> State:
        """With what passes by, and with those who wrote what came from outside."""
        return State({**self.around.vars, **self.around.returning(state)}, state.open)


class Variables:
    """The analysis of one bundle. `full`: whether everything was looked at; a bundle that calls itself in too many ways is not."""

    def __init__(self, whole: Whole):
        self.whole, self.x, self.payloads = whole, Expressions(whole.known), Payloads(whole)
        self.processes: dict[str, Found] = {}
        self.full = True
        for _ in range(ROUNDS):
            self.processes, self._memo, self._names, self._walks = {}, {}, {}, 0
            self._follow_all()
            if not self.payloads.turn():
                break

    # ---- following ------------------------------------------------------------------------------------------------------
    def _follow_all(self) -> None:
        for process in self._roots():
            self._enter(process, self._start(process), "", ())
        for process in self.whole.processes:            # what only calls itself, or is called where nothing leads to
            if process not in self.processes:
                self._enter(process, State(), "", ())

    def _roots(self) -> list[str]:
        """Processes that no other calls, and those that the system or an event starts."""
        called = {node.calls for _file, node in self.whole.nodes() if node.calls}
        return [id for id, (_file, scope) in self.whole.processes.items()
                if id not in called or id in self.whole.known.starts or any(start.events for start in scope.starts)]

    def _start(self, process: str) -> State:
        """What the host starts the process with."""
        given = dict(self.whole.known.starts.get(process, {}))
        service = given.pop("*", None)
        state = State().put({name: sources.port(kind) for name, kind in given.items()}, START)
        if service is None:
            return state
        handed = self.payloads.seen.get(("service", service))
        entries = {name: kind for one in handed.kinds for name, kind in one.fields} if handed is not None else {}
        return state.put(entries, START, open=handed is None or handed.unknown)

    def _enter(self, process: str, entry: State, way: str, stack: tuple[str, ...]) -> State | None:
        """The state at the end of the process, entered so; None if it is unknown or calls itself. What the process does not name passes it
        by, so that calls that differ only in that are followed once."""
        if process not in self.whole.processes or process in stack or len(stack) >= DEEPEST:
            return None
        inside = entry.entering(self._touched(process))
        key = (process, inside.frozen())
        if key not in self._memo:
            self._memo[key] = None
            self._memo[key] = self._walk(process, inside, way, stack)
        found = self.processes.get(process)
        if found is not None and not any(entry.vars is known.vars for known, _ in found.entries):
            found.entries.append((entry, way))
        ended = self._memo[key]
        return None if ended is None else State(entry.returning(ended), ended.open)

    def _walk(self, process: str, entry: State, way: str, stack) -> State | None:
        self._walks += 1
        if self._walks > MOST_WALKS:
            self.full = False
            return None
        file, scope = self.whole.processes[process]
        steps = Steps(self.whole, process, self.x.of(self.whole.diagrams[file]), self.payloads,
                      lambda called, given, label: self._enter(called, given, f"{scope_title(scope)}的{label}", (*stack, process)))
        walk = Walk(steps, scope, entry)
        ended = walk.run()
        found = self.processes.setdefault(process, Found(scope))
        for mine, theirs in ((found.before, walk.before), (found.after, walk.after)):
            for node, state in theirs.items():
                mine[node] = either([(mine[node], None), (state, way or None)]) if node in mine else state
        return ended

    def _touched(self, process: str) -> frozenset[str]:
        """Every name that the process may read or write, those of the processes that it calls included."""
        if process not in self._names:
            self._names[process] = frozenset()
            _file, scope = self.whole.processes[process]
            nodes = [node for inner in scope.all() for node in inner.nodes.values()]
            called = [self._touched(node.calls) for node in nodes if node.calls in self.whole.processes]
            self._names[process] = words(scope).union(*called, *(self._named_outside(node) for node in nodes))
        return self._names[process]

    def _named_outside(self, node: Node) -> set[str]:
        """Names that the node's form or decision uses."""
        form = self.whole.forms.get(node.properties.get("form") or "")
        if form is not None and form.form is not None:
            return set(sources.fields_of(form.form, self.whole.known))
        decided = self.whole.decisions.get(node.decides or "")
        return {decided[1].variable(node.decides), *decided[1].reads(node.decides)} if decided else set()

    # ---- asking ---------------------------------------------------------------------------------------------------------
    def before(self, process: str, element: str) -> State | None:
        return self._state(process, element, "before")

    def after(self, process: str, element: str) -> State | None:
        return self._state(process, element, "after")

    def _state(self, process: str, element: str, side: str) -> State | None:
        found = self.processes.get(process)
        node = next((node for node in getattr(found, side) if node.id == element), None) if found else None
        if node is None:
            return None
        state = found.resolved(getattr(found, side)[node])
        return state.over({name: _also(state.vars.get(name), written) for name, written in self._beside(process).get(node, {}).items()})

    def _beside(self, process: str) -> Mapping[Node, Mapping[str, dict[str, Type]]]:
        """{node: {name: {writer: type}}} of what others write while the node may be running."""
        cached = self.__dict__.setdefault("_side_by_side", {})
        if process not in cached:
            cached[process] = self._side_by_side_of(process)
        return cached[process]

    def _side_by_side_of(self, process: str):
        found: dict[Node, dict[str, dict[str, Type]]] = {}
        writes = self.writes(process)
        for scope in self.processes[process].scope.all():
            for writers, readers in reach.side_by_side(scope):
                made = [(node.id, written) for one in writers for node in reach.nodes_in(one) if (written := writes.get(node.id))]
                for reader in (inner for one in readers for inner in reach.nodes_in(one)):
                    for id, written in made:
                        for name, kind in written.items():
                            found.setdefault(reader, {}).setdefault(name, {})[f"{process}#{id}"] = kind
        return found

    def writes(self, process: str) -> dict[str, dict[str, Type]]:
        """{element: {name: type}} of what each element of the process writes."""
        found: dict[str, dict[str, Type]] = {}
        prefix = f"{process}#"
        for state in self.processes[process].after.values():
            for name, variable in state.vars.items():
                for writer, kind in variable.written.items():
                    if writer.startswith(prefix):
                        found.setdefault(writer[len(prefix):], {})[name] = kind
        return found


def _also(variable: Variable | None, written: Mapping[str, Type]) -> Variable:
    if variable is None:
        return Variable({**written, NOBODY: ABSENT}, "与它同时进行的步骤还没办完时")
    return Variable({**{writer: kind for writer, kind in written.items() if writer not in variable.written}, **variable.written}, variable.lacking)


def scope_title(scope: Scope) -> str:
    return f"“{scope.element.get('name') or scope.id}”"


def of(whole: Whole) -> Variables:
    """The analysis, kept by the contents of diagrams, tables and forms: asking again while one types costs nothing if nothing changed."""
    key = (whole.known, tuple(sorted((name, content) for name, content in whole.files.items() if not name.endswith(".test"))))
    return _kept.get(key, lambda: Variables(whole))


__all__ = ["CASE", "Diagram", "Found", "Variables", "of", "scope_title"]
