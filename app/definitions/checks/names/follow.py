"""All processes of a bundle followed from where the system or an event starts them, through every call."""
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256

from app.definitions.checks.diagram import Node, Scope
from app.definitions.checks.names import sources
from app.definitions.checks.names.expressions import Expressions, readable
from app.definitions.checks.names.facts import words
from app.definitions.checks.names.state import START, State, either, memory
from app.definitions.checks.names.steps import Payloads, Steps
from app.definitions.checks.names.walk import Walk
from app.definitions.checks.whole import THROWING, Whole
from app.engine.pieces import Kept

ROUNDS, DEEPEST, MOST_WALKS = 4, 12, 600
MOST_NODES = 1_500      # of one process: following every way of a larger one would keep whoever uploads it waiting


class Remembered(Kept):
    """Processes followed before: while somebody draws, all that does not call what he draws is as it was."""

    def put(self, key, entered) -> None:
        self.get(key, lambda: entered)


_entered = Remembered(500)


def digest(files) -> bytes:
    made = sha256()
    for name, content in files:
        made.update(name.encode() + b"\0" + sha256(content).digest())
    return made.digest()


@dataclass
class Found:
    """What is known in one process, entered in one or several ways (`entries`), each followed by a walk, with the way it came."""

    scope: Scope
    entries: list["Call"] = field(default_factory=list)
    walks: list[tuple[Walk, str]] = field(default_factory=list)
    states: dict[tuple[str, Node], State | None] = field(default_factory=dict)

    @cached_property
    def nodes(self) -> dict[str, Node]:
        """By id, those that something leads to."""
        return {node.id: node for walk, _ in self.walks for node in walk.before}

    def state(self, side: str, node: Node) -> State | None:
        """Before or after the node, over all walks; put together when somebody asks."""
        key = (side, node)
        if key not in self.states:
            self.states[key] = either((state, way or None) for walk, way in self.walks if (state := getattr(walk, side).get(node)) is not None)
        return self.states[key]


@dataclass(eq=False)
class Entered:
    """A process followed from one entry. `asked`: payloads that it depends on, as they were, `noted`: those that it throws; `calls`: how it
    entered others."""

    process: str
    walk: Walk | None = None
    ended: State | None = None
    asked: dict = field(default_factory=dict)
    noted: dict = field(default_factory=dict)
    calls: dict[str, "Call"] = field(default_factory=dict)        # the last one of each calling node


@dataclass(frozen=True, eq=False)
class Call:
    """How a process is entered. `given`: all that the caller (None: the system) has; `mapped`: it hands over only what it names."""

    entered: Entered
    given: State
    way: str
    caller: str | None
    mapped: bool


class Following:
    """All processes of one bundle, followed. `full`: whether everything was looked at; a bundle that calls itself in too many ways is not."""

    def __init__(self, whole: Whole):
        self.whole, self.x, self.full = whole, Expressions(whole.known), True
        conditions = [flow.condition for one in whole.diagrams.values() for flow in one.flows.values() if flow.condition]
        memory.begin(name for source in conditions for name in self.x.names_in(readable(source)))
        self.payloads = Payloads(whole, {(kind, name) for file, node in whole.nodes() if node.kind in THROWING
                                         for kind, name, _ in self.x.of(whole.diagrams[file]).thrown(node)})
        self._memo: dict[tuple, Entered] = {}
        self._around_of: dict[str, tuple] = {}
        self._asked = memory.asked
        self._names: dict[str, frozenset[str]] = {}
        self._around: dict[str, State] = {}
        self._walks = 0
        for _ in range(ROUNDS):
            before = dict(self.payloads.seen)
            roots = [self._root(process) for process in self._roots()]
            if before == self.payloads.seen:
                break
        self.processes = self._gathered(roots)
        memory.begin()

    # ---- following ------------------------------------------------------------------------------------------------------
    def _roots(self) -> list[str]:
        """Processes that no other calls, and those that the system or an event starts; of those that only call each other, all."""
        called = {node.calls: file for file, node in self.whole.nodes() if node.calls}
        roots = [id for id, (_file, scope) in self.whole.processes.items()
                 if id not in called or id in self.whole.known.starts or any(start.events for start in scope.starts)]
        reached, todo = set(), list(roots)
        while todo:
            process = todo.pop()
            if process in self.whole.processes and process not in reached:
                reached.add(process)
                todo += [node.calls for scope in self.whole.processes[process][1].all() for node in scope.nodes.values() if node.calls]
        return roots + [id for id in self.whole.processes if id not in reached]

    def _root(self, process: str) -> "Call":
        given = self._start(process)
        return Call(self._enter(process, given, ()), given, "", None, False)

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

    def _enter(self, process: str, entry: State, stack: tuple[str, ...]) -> "Entered":
        """The process, entered so. What it does not name passes it by, so calls that differ only in that are followed once."""
        inside = entry.entering(self._touched(process))
        key = (process, inside.frozen(), self._surroundings(process))
        known = self._memo.get(key) or _entered.get(key, lambda: None, False)
        if known is None or any(self.payloads.current(name) != payload for name, payload in known.asked.items()):
            known = self._memo[key] = Entered(process)
            self._follow(known, inside, stack)
            _entered.put(key, known)
        elif key not in self._memo:
            self._memo[key] = known
            for name, payload in known.noted.items():
                self.payloads.add(name, payload)
        for asked in self.payloads.asked:
            asked.update(known.asked)
        return known

    def _surroundings(self, process: str) -> tuple:
        """All that the following of a process depends on beside its entry and the payloads it asks for: its file and those of the processes
        it calls, the forms and tables that stand in these."""
        if process not in self._around_of:
            todo, met = [process], set()
            while todo:
                one = todo.pop()
                if one in self.whole.processes and one not in met:
                    met.add(one)
                    todo += [node.calls for scope in self.whole.processes[one][1].all() for node in scope.nodes.values() if node.calls]
            diagrams = [self.whole.diagrams[file] for file in sorted({self.whole.processes[one][0] for one in met})]
            used = {name for diagram in diagrams for node in diagram.nodes.values() for name in self._files_used(node)}
            self._around_of[process] = (self.whole.known, self._asked, *diagrams, digest((name, self.whole.files[name]) for name in sorted(used)))
        return self._around_of[process]

    def _files_used(self, node: Node) -> list[str]:
        """The form and the decision table of a node, as far as they are there."""
        form, decided = f"{node.properties.get('form')}.form", self.whole.decisions.get(node.decides or "")
        return [name for name in (form, decided[0] if decided else None) if name in self.whole.files]

    def _follow(self, entered: Entered, entry: State, stack: tuple[str, ...]) -> None:
        self._walks += 1
        file, scope = self.whole.processes[entered.process]
        if self._walks > MOST_WALKS or sum(len(inner.nodes) for inner in scope.all()) > MOST_NODES:
            self.full = False
            return

        def call(node: Node, given: State, mapped: bool) -> State | None:
            """The state after the call; None if the process is unknown or calls itself."""
            called = node.calls or ""
            if called not in self.whole.processes or called in (*stack, entered.process) or len(stack) >= DEEPEST:
                return None
            found = self._enter(called, given, (*stack, entered.process))
            entered.calls[node.id] = Call(found, given, f"{scope_title(scope)}的“{node.title}”调用时", entered.process, mapped)
            return None if found.ended is None else State(given.returning(found.ended), found.ended.open)
        self.payloads.asked.append(entered.asked)
        self.payloads.noted.append(entered.noted)
        entered.walk = Walk(Steps(self.whole, entered.process, self.x.of(self.whole.diagrams[file]), self.payloads, call), scope, entry)
        entered.ended = entered.walk.run()
        self.payloads.asked.pop()
        self.payloads.noted.pop()

    def _gathered(self, roots: list["Call"]) -> dict[str, Found]:
        """All that was found on the ways from the roots."""
        found: dict[str, Found] = {}
        todo, met = list(roots), set()
        while todo:
            call = todo.pop()
            if call.entered.walk is None:
                continue
            one = found.setdefault(call.entered.process, Found(call.entered.walk.process))
            if not any(call.given.vars is known.given.vars for known in one.entries):
                one.entries.append(call)
            if id(call.entered) not in met:
                met.add(id(call.entered))
                one.walks.append((call.entered.walk, call.way))
                todo += call.entered.calls.values()
        return found

    def around(self, process: str, stack: tuple[str, ...] = ()) -> State:
        """What every caller brings along, used in the process or not."""
        if process not in self._around and process not in stack:
            states = [(self._brought(call, (*stack, process)), call.way or None) for call in self.processes[process].entries]
            self._around[process] = either(states) or State()
        return self._around.get(process, State())

    def _brought(self, call: "Call", stack) -> State:
        if call.mapped or call.caller is None:
            return call.given
        return State({**self.around(call.caller, stack).vars, **call.given.vars}, call.given.open)

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


def scope_title(scope: Scope) -> str:
    return f"“{scope.element.get('name') or scope.id}”"
