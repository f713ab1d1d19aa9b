"""Which variables are known at each element of a diagram, of what type, from where: data-flow over all processes of a bundle together.

    found = of(whole)
    found.before("whistle_report", "ut05_sign").vars            # {name: Variable} as they are when a token comes there
"""
from collections.abc import Mapping

from app.definitions.checks.diagram import Node
from app.definitions.checks.names import reach
from app.definitions.checks.names.facts import facts, references
from app.definitions.checks.names.follow import Following
from app.definitions.checks.names.slots import Slot
from app.definitions.checks.names.state import ENTRY, NOBODY, State, Variable, either
from app.definitions.checks.names.steps import Steps
from app.definitions.checks.whole import Whole
from app.engine.markup import reference
from app.engine.pieces import Kept
from app.rules.feel.static import Tolerant
from app.rules.feel.static.checker import item_of
from app.rules.feel.static.kinds import ABSENT, Type

_kept = Kept(6)


class Variables(Following):
    """What was found, asked by place."""

    def __init__(self, whole: Whole):
        super().__init__(whole)
        self._side_by_side: dict[str, Mapping[Node, Mapping[str, dict[str, Type]]]] = {}

    # ---- asking ---------------------------------------------------------------------------------------------------------
    def at(self, process: str, slot: Slot) -> State | None:
        """What an expression at this place sees."""
        before = self.before(process, slot.node.id)
        if slot.side == "after":
            return self.after(process, slot.node.id)
        if slot.side == "called":
            return self.end(slot.node.calls or "")
        if slot.side == "armed" and slot.node.attached:
            return self.before(process, slot.node.attached)
        if before is None or slot.side == "before":
            return before
        inside = self._item(process, slot.node, before)
        after = self._round_done(process, slot.node, before) if slot.side == "done" else None
        return inside if after is None else State({**after.vars, **{n: v for n, v in inside.vars.items() if n not in after.vars}}, after.open)

    def _round_done(self, process: str, node: Node, before: State) -> State | None:
        """At the end of one round: inside a sub-process, where it comes to its end."""
        if node.inside is None:
            diagram = self.whole.diagrams[self.whole.processes[process][0]]
            return Steps(self.whole, process, self.x.of(diagram), self.payloads, lambda *_: None).one_round(node, before)
        return either((walk.end_of(node.inside) or walk.entry, None) for walk, _ in self.processes[process].walks)

    def _item(self, process: str, node: Node, state: State) -> State:
        repeat = facts(node).repeat
        if repeat is None or not repeat.item or not repeat.collection:
            return state
        file = self.whole.processes[process][0]
        source = references(self.whole.diagrams[file]).get(reference(repeat.collection) or "", repeat.collection)
        return state.put({repeat.item: item_of(self.x.type(source, state))}, f"{process}#{node.id}")

    def types(self, state: State, more: Mapping[str, Type]) -> Mapping[str, Type]:
        """By name, `case` and the host's functions among them."""
        seen = self.x.seen(state)
        return (Tolerant if isinstance(seen, Tolerant) else dict)({**seen, **more})

    def end(self, process: str) -> State | None:
        """At the end of a process, whoever called it."""
        found = self.processes.get(process)
        return either((walk.end_of(found.scope) or walk.entry, None) for walk, _ in found.walks) if found else None

    def later(self, process: str, name: str) -> list[str]:
        """Titles of the steps of the process that write this variable."""
        writes = self.writes(process) if process in self.processes else {}
        return [self.processes[process].nodes[id].title for id, names in writes.items() if name in names and id in self.processes[process].nodes]

    # ---- the states -----------------------------------------------------------------------------------------------------
    def before(self, process: str, element: str) -> State | None:
        return self._state(process, element, "before")

    def after(self, process: str, element: str) -> State | None:
        return self._state(process, element, "after")

    def _state(self, process: str, element: str, side: str) -> State | None:
        found = self.processes.get(process)
        node = found.nodes.get(element) if found else None
        state = found.state(side, node) if node is not None else None
        if state is None:
            return None
        state = State({**self.around(process).vars, **state.vars}, state.open)
        return state.over({name: _also(state.vars.get(name), written) for name, written in self._beside(process).get(node, {}).items()})

    def writers(self, process: str, name: str, variable: Variable) -> list[str]:
        """Who may have written it, those before the call of the process included."""
        found: dict[str, None] = {}
        self._add_writers(process, name, variable, found, set())
        return list(found)

    def _add_writers(self, process, name, variable, found, met) -> None:
        for writer in variable.written:
            if writer != ENTRY:
                found.setdefault(writer)
            elif process not in met:
                met.add(process)
                for call in self.processes[process].entries:
                    if call.caller is not None and name in call.given.vars:
                        self._add_writers(call.caller, name, call.given.vars[name], found, met)

    def _beside(self, process: str) -> Mapping[Node, Mapping[str, dict[str, Type]]]:
        """{node: {name: {writer: type}}} of what others write while the node may be running."""
        if process not in self._side_by_side:
            self._side_by_side[process] = self._side_by_side_of(process)
        return self._side_by_side[process]

    def _side_by_side_of(self, process: str):
        found: dict[Node, dict[str, dict[str, Type]]] = {}
        writes = self.writes(process)
        for scope in self.processes[process].scope.all():
            pairs = list(reach.side_by_side(scope))
            for writers, readers in pairs + [(b, a) for a, b in pairs]:
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
        for state in (state for walk, _ in self.processes[process].walks for state in walk.after.values()):
            for name, variable in state.vars.items():
                for writer, kind in variable.written.items():
                    if writer.startswith(prefix):
                        found.setdefault(writer[len(prefix):], {})[name] = kind
        return found


def _also(variable: Variable | None, written: Mapping[str, Type]) -> Variable:
    if variable is None:
        return Variable({**written, NOBODY: ABSENT}, "与它同时进行的步骤还没办完时")
    return Variable({**{writer: kind for writer, kind in written.items() if writer not in variable.written}, **variable.written}, variable.lacking)


def of(whole: Whole) -> Variables:
    """The analysis, kept by the contents of diagrams, tables and forms: asking again while one types costs nothing if nothing changed."""
    key = (whole.known, tuple(sorted((name, content) for name, content in whole.files.items() if not name.endswith(".test"))))
    return _kept.get(key, lambda: Variables(whole))
