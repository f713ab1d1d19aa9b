"""One process followed from its start: the state before and after each node, until nothing changes any more.

Each branch, loop and sub-process is looked at as docs/engine.md says: an embedded sub-process shares its surroundings' variables, an item of
a multi-instance keeps what is new in it to itself, parallel branches have both happened where they meet.
"""
from collections.abc import Iterator
from functools import cached_property

from app.definitions.checks.diagram import GATEWAYS, Flow, Node, Scope
from app.definitions.checks.names import reach
from app.definitions.checks.names.facts import declared, facts
from app.definitions.checks.names.state import DECLARED, State, all_of, beside, either, widened
from app.definitions.checks.names.steps import Steps
from app.rules.feel.static.kinds import NULL

USUAL_ROUNDS, MOST_ROUNDS = 4, 40


class Walk:
    """`before`, `after`: {node: state}; of a node that nothing reaches, none."""

    def __init__(self, steps: Steps, process: Scope, entry: State):
        self.steps, self.process, self.entry = steps, process, entry
        self.before: dict[Node, State] = {}
        self.after: dict[Node, State] = {}
        self._asides: dict[Scope, set[Node]] = {}
        self.clock, self.looked, self.changed = 0, {}, {}       # when each node was last looked at, and last gave something new
        self.order = [node for scope in process.all() for node in scope.nodes.values()]

    def run(self) -> State:
        """What stands at the end."""
        for number in range(MOST_ROUNDS):
            if not self._round(number >= USUAL_ROUNDS):
                break
        return self.end_of(self.process) or self.entry

    def _round(self, widens: bool) -> bool:
        """Looks at every node once more; whether any gave something new. `widens`: what still changes is taken together with what it was."""
        moved = False
        for node in self.order:
            if not self._may_differ(node):
                continue
            self.looked[node] = self.clock
            came = self._arriving(node)
            if widens and came is not None and node in self.before:
                came = widened(self.before[node], came)
            if came is not None and (node.inside is not None or self.before.get(node) != came or node not in self.after):
                self.before[node] = came
                moved = self._left(node, self._leaving(node, came)) or moved
        return moved

    def _may_differ(self, node: Node) -> bool:
        """Whether something that the node follows from has changed since it was last looked at."""
        if node not in self.looked or node.inside is not None or not node.incoming or node.kind == "boundaryEvent" or node.compensates:
            return True
        return any(self.changed.get(flow.source, -1) >= self.looked[node] for flow in node.incoming)

    def _left(self, node: Node, left: State | None) -> bool:
        if left is None or self.after.get(node) == left:
            return False
        self.after[node] = left
        self.clock += 1
        self.changed[node] = self.clock
        return True

    # ---- arriving -------------------------------------------------------------------------------------------------------
    def _arriving(self, node: Node) -> State | None:
        if node.kind == "boundaryEvent":
            return self._at_boundary(node)
        if node.by_event or node.compensates:
            return self.any_time(node.scope)
        if not node.incoming:
            return self._first(node.scope)
        states = [(state, _way(flow)) for flow in node.incoming if (state := self._along(flow)) is not None]
        if node.kind == "parallelGateway" and len(states) > 1:
            return self._meeting(node, states)
        return either(states)

    def _meeting(self, node: Node, states) -> State:
        sources = [flow.source for flow in node.incoming if flow.source in self.after]
        ways = self._reach[node.scope]

        def killed(writer: str, branch: int) -> bool:
            by = ways.writer(writer, self.process.id)
            return by is not None and ways.leads(by, sources[branch]) and not ways.leads(sources[branch], by)
        return all_of([state for state, _ in states], killed)

    @cached_property
    def _reach(self) -> dict[Scope, "reach.Ways"]:
        return {scope: reach.Ways(scope) for scope in self.process.all()}

    def _along(self, flow: Flow) -> State | None:
        """After the flow's condition was found true; of the default flow, after no other's was."""
        state = self.after.get(flow.source)
        if state is None or flow.source.kind not in ("exclusiveGateway", "inclusiveGateway"):
            return state
        return self.steps.taking(flow, state)

    def _first(self, scope: Scope) -> State | None:
        if scope.outer is None:
            return self._declared(scope, self.entry)
        owner = scope.outer.nodes.get(scope.id)
        around = self.before.get(owner)
        if around is None:
            return None
        inside = self.steps.entering(owner, around)
        ended = self.end_of(scope) if facts(owner).repeat is not None else None
        again = None if ended is None else self.steps.entering(owner, self.steps.outer_part(owner, around, ended))
        return self._declared(scope, either([(inside, None)] + ([(again, None)] if again is not None else [])))

    def _declared(self, scope: Scope, state: State) -> State:
        """Data objects and properties are there from the start, empty."""
        names = declared(scope.element)
        fresh = {name: NULL for name in names if scope.outer is not None or name not in state.vars}
        filled = {name: state.vars[name].filled(DECLARED, NULL) for name in names if name not in fresh and not state.vars[name].certain}
        return (state.put(fresh, DECLARED) if fresh else state).over(filled)

    def _at_boundary(self, node: Node) -> State | None:
        host = node.scope.nodes.get(node.attached or "")
        if host is None or host not in self.before:
            return None
        inside = host.inside
        seen = self.any_time(inside) if inside is not None else None
        states = [(self.before[host], None)] + ([(self.steps.outer_part(host, self.before[host], seen), None)] if seen is not None else [])
        return either(states)

    def any_time(self, scope: Scope) -> State | None:
        """Whatever may stand while the scope runs: for those who listen all the time."""
        found = []
        for node in scope.nodes.values():
            if node.by_event or node.compensates:
                continue
            found += [(state, f"“{node.title}”那里") for state in (self.before.get(node), self.after.get(node)) if state is not None]
            inside = self.any_time(node.inside) if node.inside is not None else None
            if inside is not None:
                found.append((self.steps.outer_part(node, self.before[node], inside), f"“{node.title}”里面"))
        return either(found)

    # ---- leaving --------------------------------------------------------------------------------------------------------
    def _leaving(self, node: Node, came: State) -> State | None:
        if node.inside is None:
            return self.steps.done(node, came)
        ended = self.end_of(node.inside)
        return None if ended is None else self.steps.leaving(node, came, ended)

    def end_of(self, scope: Scope) -> State | None:
        """After whatever lets the scope come to its end. What has been started beside its course does not end it, but may have written."""
        aside = self._aside(scope)
        ends = list(self._ends(scope))
        found = either((state, f"“{node.title}”那里") for node, state in ends if node not in aside)
        if found is None:
            return either((state, None) for _, state in ends)
        for node, state in ends:
            if node in aside:
                found = beside(found, state)
        return found

    def _ends(self, scope: Scope) -> Iterator[tuple[Node, State]]:
        for node in scope.nodes.values():
            if node.by_event:
                ended = self.end_of(node.inside) if node.inside is not None else None
                if ended is not None:
                    yield node, ended
            elif not node.outgoing and node in self.after and not node.compensates:
                yield node, self.after[node]

    def _aside(self, scope: Scope) -> set[Node]:
        """Nodes that only events reach which interrupt nothing."""
        if scope not in self._asides:
            events = [event for node in scope.nodes.values() for event in node.boundary if not event.interrupting]
            subs = {node for node in scope.nodes.values() if node.by_event and node.inside and not any(s.interrupting for s in node.inside.starts)}
            main = [node for node in scope.nodes.values() if not node.incoming and node not in events and node not in subs]
            self._asides[scope] = (reach.reached(events, None) - self._reached_by(main, events)) | subs
        return self._asides[scope]

    def _reached_by(self, starts: list[Node], barred: list[Node]) -> set[Node]:
        found, todo = set(), list(starts)
        while todo:
            node = todo.pop()
            if node not in found and node not in barred:
                found.add(node)
                todo.extend(reach.following(node))
        return found


def _way(flow: Flow) -> str:
    said = f"“{flow.source.title}”的“{flow.name}”" if flow.name else f"“{flow.source.title}”"
    return f"{said}那条路" if flow.source.kind in GATEWAYS else f"{said}之后"
