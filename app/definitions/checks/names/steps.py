"""What each kind of node does to the variables."""
from collections.abc import Callable, Collection, Mapping

from app.definitions.checks.diagram import ACTIVITIES, Flow, Node
from app.definitions.checks.names import sources
from app.definitions.checks.names.expressions import Expressions
from app.definitions.checks.names.facts import facts, references
from app.definitions.checks.names.state import State, Variable, either, narrowed
from app.definitions.checks.whole import Whole
from app.engine.markup import reference
from app.rules.feel.static import kinds
from app.rules.feel.static.checker import item_of
from app.rules.feel.static.kinds import ANY, NULL, Type


class Steps:
    """`call(node, entry, mapped) -> exit`: how the process that a node calls is followed. `payloads`: what was seen to be thrown by (kind, name)."""

    def __init__(self, whole: Whole, process: str, expressions: Expressions, payloads: "Payloads", call: Callable):
        self.whole, self.process, self.x, self.payloads, self.call = whole, process, expressions, payloads, call

    def writer(self, node: Node) -> str:
        return f"{self.process}#{node.id}"

    # ---- flows ----------------------------------------------------------------------------------------------------------
    def taking(self, flow: Flow, state: State) -> State:
        """With what taking this flow makes sure of: its condition held, or on the default flow no other's did."""
        if flow.is_default:
            for other in flow.source.outgoing:
                if other is not flow and other.condition:
                    state = narrowed(state, self.x.facts(other.condition, state, "not_true"))
            return state
        return narrowed(state, self.x.facts(flow.condition, state, "true")) if flow.condition else state

    # ---- activities -----------------------------------------------------------------------------------------------------
    def done(self, node: Node, came: State) -> State:
        """After a node without an inside."""
        if node.kind not in ACTIVITIES:
            return self._work(node, came)
        ended = self.one_round(node, came)
        return ended if facts(node).repeat is None else self._collected(node, self._rounds(node, came, ended), ended)

    def one_round(self, node: Node, came: State) -> State:
        """At the end of the task, of one round of it if it repeats."""
        return self._after(node, self._work(node, self.entering(node, came)))

    def leaving(self, node: Node, came: State, ended: State) -> State:
        """After a sub-process, which ended so."""
        if facts(node).repeat is None:
            return self._after(node, self.outer_part(node, came, ended))
        return self._collected(node, self._rounds(node, came, ended), ended)

    def entering(self, node: Node, came: State) -> State:
        """Inside the activity: its script before, the item of its loop."""
        state = self._script(node, facts(node).before, came)
        item, collection = self.item(node), self.collection(node, state)
        return state.put({item: item_of(collection)}, self.writer(node)) if item and collection is not None else state

    def item(self, node: Node) -> str | None:
        repeat = facts(node).repeat
        return repeat.item if repeat else None

    def collection(self, node: Node, state: State) -> Type | None:
        repeat = facts(node).repeat
        source = self.variable(repeat.collection) if repeat else None
        return self.x.type(source, state) if source else None

    def outer_part(self, node: Node, came: State, inside: State) -> State:
        """What those outside see of it: an item keeps what is new in it, data that a sub-process declares go with it."""
        gone = set(facts(node).declares)
        if facts(node).repeat is not None and facts(node).repeat.multi:
            gone |= {facts(node).repeat.item} | (inside.vars.keys() - came.vars.keys())
        if not gone:
            return inside
        back = {name: came.vars[name] for name in gone if name in came.vars}
        return inside.without(name for name in gone if name not in came.vars).over(back)

    def _rounds(self, node: Node, came: State, ended: State) -> State:
        """After any number of rounds, none among them."""
        left = self.outer_part(node, came, ended)
        return left if facts(node).repeat.first else either([(came, None), (left, None)]) or came

    def _collected(self, node: Node, state: State, ended: State) -> State:
        repeat = facts(node).repeat
        output = self.variable(repeat.output)
        made = kinds.list_of(self.x.type(repeat.each, ended) if repeat.each else ANY)
        return state.put({output: made}, self.writer(node)) if output else state

    def _after(self, node: Node, state: State) -> State:
        state = self._script(node, facts(node).after, state)
        return state.put({self.variable(name): ANY for name in facts(node).fills}, self.writer(node))

    def variable(self, ref: str | None) -> str:
        """The variable behind a reference to a data element; an expression stays as it is."""
        return references(self.x.diagram).get(reference(ref) or "", ref or "")

    # ---- what the kinds of nodes do -------------------------------------------------------------------------------------
    def _work(self, node: Node, state: State) -> State:
        work = _WORK.get(node.kind)
        return work(self, node, state) if work else state

    def _person(self, node: Node, state: State) -> State:
        if node.kind == "manualTask" and not node.properties.get("role"):
            return state
        form = self.whole.forms.get(node.properties.get("form") or "")
        if form is None or form.form is None:
            return State(state.vars, True)
        filled = sources.submitted(form.form, self.whole.known, state.types())
        act = self.whole.known.acts.get(node.properties.get("act") or "")
        results = {name: sources.port(kind) for name, kind in act.results.items()} if act is not None else {}
        return self._each(node, kinds.context_of({**filled, **results}).kinds[0], state)

    def _scripted(self, node: Node, state: State) -> State:
        return self._script(node, facts(node).script, state)

    def _script(self, node: Node, source: str | None, state: State) -> State:
        if not source:
            return state
        return self._entries(node, self.x.script(source, state), state)

    def _entries(self, node: Node, given: Type, state: State) -> State:
        """The entries of a context become variables."""
        found = state
        for one in given.kinds:
            if one.name == "context":
                found = self._each(node, one, found)
        return State(found.vars, True) if given.unknown or any(one.open for one in given.kinds) else found

    def _each(self, node, context: kinds.Kind, state: State) -> State:
        written = state.put({name: kind.without("absent") for name, kind in context.fields}, self.writer(node))
        perhaps = [name for name, kind in context.fields if "absent" in kind]
        return written.over({name: _perhaps(written.vars[name], state.vars.get(name)) for name in perhaps if name in written.vars})

    def _served(self, node: Node, state: State) -> State:
        said = facts(node)
        for name, value in said.parameters:
            self.payloads.note("service", f"{said.service}.{name}", self.x.type(value or "null", state))
        service = self.whole.known.services.get(said.service or "")
        return state.put({said.result: sources.answered(service)}, self.writer(node)) if said.result else state

    def _decided(self, node: Node, state: State) -> State:
        file_and_model = self.whole.decisions.get(node.decides or "")
        if file_and_model is None:
            return State(state.vars, True)
        model = file_and_model[1]
        made = sources.decided(model, node.decides, self.x.seen(state), self.x.remembered)
        return state.put({model.variable(node.decides): made}, self.writer(node))

    def _caught(self, node: Node, state: State) -> State:
        for kind, name, variable in self.x.caught(node):
            payload = self.payloads.of(kind, name)
            if variable:
                state = state.put({variable: payload}, self.writer(node))
            elif kind in ("message", "signal", "error", "escalation"):
                state = self._entries(node, payload.without("null"), state)
        return state

    def _thrown(self, node: Node, state: State) -> State:
        for kind, name, source in self.x.thrown(node):
            self.payloads.note(kind, name, self.x.type(source, state) if source else NULL)
        return state

    def _called(self, node: Node, state: State) -> State:
        said = facts(node)
        mapped = bool(said.given or said.back)
        entry = State().put({target: self.x.type(source, state) for source, target in said.given}, self.writer(node)) if mapped else state
        ended = self.call(node, entry, mapped)
        if ended is None:
            return State(state.vars, True)
        if not mapped:
            changed = {name: one for name, one in ended.vars.items() if state.vars.get(name) is not one}
            return State({**state.vars, **ended.vars}, state.open or ended.open) if not changed else _returned(state, ended, changed)
        return state.put({target: self.x.type(source, ended) for source, target in said.back}, self.writer(node))


def _returned(state: State, ended: State, changed: Mapping[str, Variable]) -> State:
    """After a call that takes everything along and brings everything back. What the called process knows of absences it knows of the end."""
    kept = {name: one.unleaning(changed) for name, one in state.vars.items() if name not in ended.vars}
    return State({**kept, **ended.vars}, state.open or ended.open)


def _perhaps(written: Variable, before: Variable | None) -> Variable:
    """An entry that is not always there: then the variable stays what it was."""
    return written.perhaps(None) if before is None else Variable({**before.written, **written.written}, before.lacking)


class Payloads:
    """What is thrown, by kind and name, over the whole bundle. It is gathered while the processes are followed; they are followed again until
    nothing new comes. `thrown`: what some element throws; what nobody throws comes from outside."""

    def __init__(self, whole: Whole, thrown: Collection[tuple[str, str]]):
        self.outside = {(way, name): kinds.context_of({entry: sources.port(kind) for entry, kind in entries.items()})
                        for name, entries in whole.known.payloads.items() for way in ("message", "signal")}
        self.thrown = frozenset(thrown)
        self.seen: dict[tuple[str, str], Type] = {}
        self.asked: list[dict[tuple[str, str], Type]] = [{}]     # innermost last: what the processes under way have asked for,
        self.noted: list[dict[tuple[str, str], Type]] = [{}]     # and what they have thrown

    def note(self, kind: str, name: str, payload: Type) -> None:
        self.add((kind, name), payload)
        for noted in self.noted:
            noted[kind, name] = noted.get((kind, name), kinds.NEVER) | payload

    def add(self, key: tuple[str, str], payload: Type) -> None:
        self.seen[key] = kinds.clipped(self.seen[key] | payload) if key in self.seen else payload

    def of(self, kind: str, name: str) -> Type:
        found = self.current(key := (kind, name))
        for asked in self.asked:
            asked[key] = found
        return found

    def current(self, key: tuple[str, str]) -> Type:
        found = [one for one in (self.seen.get(key), self.outside.get(key)) if one is not None]
        made = kinds.join(found) if found or key in self.thrown else ANY
        return sources.as_json(made) if key[0] == "message" else made


_WORK = {"userTask": Steps._person, "manualTask": Steps._person, "scriptTask": Steps._scripted, "serviceTask": Steps._served,
         "businessRuleTask": Steps._decided, "receiveTask": Steps._caught, "startEvent": Steps._caught, "boundaryEvent": Steps._caught,
         "intermediateCatchEvent": Steps._caught, "sendTask": Steps._thrown, "intermediateThrowEvent": Steps._thrown, "endEvent": Steps._thrown,
         "callActivity": Steps._called}
