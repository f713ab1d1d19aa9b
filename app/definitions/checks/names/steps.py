"""What each kind of node does to the variables."""
from collections.abc import Callable, Mapping

from app.definitions.checks.diagram import Flow, Node
from app.definitions.checks.names import sources
from app.definitions.checks.names.expressions import Expressions
from app.definitions.checks.names.state import State, Variable, either
from app.definitions.checks.whole import Whole
from app.engine.data_reader import data_name
from app.engine.markup import SPIFF, ZFL, bpmn, extension, extensions, kid, kids, local, reference, text
from app.rules.feel.static import kinds
from app.rules.feel.static.checker import item_of
from app.rules.feel.static.kinds import ANY, NULL, NUMBER, Type

ATTRIBUTES = dict.fromkeys(("numberOfInstances", "numberOfCompletedInstances", "numberOfActiveInstances", "numberOfTerminatedInstances"), NUMBER)


class Steps:
    """`call(process, entry) -> exit`: how a called process is followed. `payloads`: what was seen to be thrown by (kind, name)."""

    def __init__(self, whole: Whole, process: str, expressions: Expressions, payloads: "Payloads", call: Callable):
        self.whole, self.process, self.x, self.payloads, self.call = whole, process, expressions, payloads, call

    def writer(self, node: Node) -> str:
        return f"{self.process}#{node.id}"

    # ---- flows ----------------------------------------------------------------------------------------------------------
    def facts(self, flow: Flow, state: State) -> Mapping:
        if flow.is_default:
            found: dict = {}
            for other in flow.source.outgoing:
                if other is not flow and other.condition:
                    found |= self.x.facts(other.condition, state, "not_true")
            return found
        return self.x.facts(flow.condition, state, "true") if flow.condition else {}

    # ---- activities -----------------------------------------------------------------------------------------------------
    def done(self, node: Node, came: State) -> State:
        """After a node without an inside."""
        if node.repeats is None:
            return self._after(node, self._work(node, self._begun(node, came)))
        inside = self.entering(node, came)
        ended = self._after(node, self._work(node, inside))
        return self._collected(node, self._rounds(node, came, ended), ended)

    def leaving(self, node: Node, came: State, ended: State) -> State:
        """After a sub-process, which ended so."""
        left = self.outer_part(node, came, ended)
        if node.repeats is None:
            return self._after(node, left)
        return self._collected(node, self._rounds(node, came, ended), ended)

    def entering(self, node: Node, came: State) -> State:
        """Inside the activity: its script before, the item of its loop."""
        state = self._begun(node, came)
        multi = kid(node.element, "multiInstanceLoopCharacteristics")
        if multi is None:
            return state
        item = data_name(kid(multi, "inputDataItem"))
        collection = self.collection(node, state)
        return state.put({item: item_of(collection)}, self.writer(node)) if item and collection is not None else state

    def collection(self, node: Node, state: State) -> Type | None:
        multi = kid(node.element, "multiInstanceLoopCharacteristics")
        source = self.variable(node, text(kid(multi, "loopDataInputRef"))) if multi is not None else None
        return self.x.type(source, state) if source else None

    def outer_part(self, node: Node, came: State, inside: State) -> State:
        """What those outside see of it: an item keeps what is new in it, data that a sub-process declares go with it."""
        multi = kid(node.element, "multiInstanceLoopCharacteristics")
        gone = {e.get("id") for e in kids(node.element, "dataObject")} | {data_name(e) for e in kids(node.element, "property")}
        if multi is not None:
            gone |= {data_name(kid(multi, "inputDataItem"))} | (inside.vars.keys() - came.vars.keys())
        back = {name: came.vars[name] for name in gone if name in came.vars}
        return inside.without(name for name in gone if name not in came.vars).over(back)

    def _rounds(self, node: Node, came: State, ended: State) -> State:
        """After any number of rounds, none among them."""
        left = self.outer_part(node, came, ended)
        loop = node.repeats
        never_none = local(loop) == "standardLoopCharacteristics" and loop.get("testBefore") not in ("true", "1")
        return left if never_none else either([(came, None), (left, None)]) or came

    def _collected(self, node: Node, state: State, ended: State) -> State:
        multi = kid(node.element, "multiInstanceLoopCharacteristics")
        output = self.variable(node, text(kid(multi, "loopDataOutputRef"))) if multi is not None else None
        if not output:
            return state
        each = data_name(kid(multi, "outputDataItem"))
        return state.put({output: kinds.list_of(self.x.type(each, ended) if each else ANY)}, self.writer(node))

    def _begun(self, node: Node, came: State) -> State:
        return self._script(node, text(extension(node.element, SPIFF, "preScript")), came)

    def _after(self, node: Node, state: State) -> State:
        state = self._script(node, text(extension(node.element, SPIFF, "postScript")), state)
        targets = [self.variable(node, text(kid(one, "targetRef"))) for one in kids(node.element, "dataOutputAssociation")]
        return state.put({name: ANY for name in targets if name}, self.writer(node))

    def variable(self, node: Node, ref: str | None) -> str:
        """The variable behind a reference to a data element; an expression stays as it is."""
        return self._references(node).get(reference(ref) or "", ref or "")

    def _references(self, node: Node) -> dict[str, str]:
        root = node.element.getroottree().getroot()
        found = {e.get("id"): reference(e.get("dataObjectRef")) or "" for e in root.iter(bpmn("dataObjectReference"))}
        return found | {e.get("id"): data_name(e) or "" for e in root.iter(bpmn("dataInput"), bpmn("dataOutput"), bpmn("property"))}

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
        return state.put(sources.submitted(form.form, self.whole.known, state.types()), self.writer(node))

    def _scripted(self, node: Node, state: State) -> State:
        return self._script(node, text(kid(node.element, "script")), state)

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
        operator = extension(node.element, SPIFF, "serviceTaskOperator")
        if operator is None:
            return state
        for parameter in operator.iter(f"{{{SPIFF}}}parameter"):
            self.payloads.note("service", f"{operator.get('id')}.{parameter.get('id')}", self.x.type(parameter.get("value") or "null", state))
        name = operator.get("resultVariable")
        service = self.whole.known.services.get(operator.get("id") or "")
        return state.put({name: sources.answered(service)}, self.writer(node)) if name else state

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
        given, back = extensions(node.element, ZFL, "in"), extensions(node.element, ZFL, "out")
        mapped = bool(given or back)
        entry = State().put({one.get("target"): self.x.type(one.get("source"), state) for one in given if one.get("target")}, self.writer(node)) \
            if mapped else state
        ended = self.call(node.calls or "", entry, f"“{node.title}”调用时")
        if ended is None:
            return State(state.vars, True)
        if not mapped:
            return State({**state.vars, **ended.vars}, state.open or ended.open)
        return state.put({one.get("target"): self.x.type(one.get("source"), ended) for one in back if one.get("target")}, self.writer(node))


def _perhaps(written: Variable, before: Variable | None) -> Variable:
    """An entry that is not always there: then the variable stays what it was."""
    return written.perhaps(None) if before is None else Variable({**before.written, **written.written}, before.lacking)


class Payloads:
    """What is thrown by kind and name, over the whole bundle; one round's findings feed the next. What nobody here throws comes from outside."""

    def __init__(self, whole: Whole):
        self.outside = {("message", name): kinds.context_of({entry: sources.port(kind) for entry, kind in entries.items()})
                        for name, entries in whole.known.payloads.items()}
        self.seen: dict[tuple[str, str], Type] = {}
        self.now: dict[tuple[str, str], Type] = {}

    def note(self, kind: str, name: str, payload: Type) -> None:
        key = (kind, name)
        self.now[key] = self.now[key] | payload if key in self.now else payload

    def of(self, kind: str, name: str) -> Type:
        found = [one for one in (self.seen.get((kind, name)), self.outside.get((kind, name))) if one is not None]
        made = kinds.clipped(kinds.join(found)) if found else ANY
        return sources.as_json(made) if kind == "message" else made

    def turn(self) -> bool:
        """The next round begins; whether it would see anything new."""
        changed, self.seen, self.now = self.now != self.seen, self.now, {}
        return changed


_WORK = {"userTask": Steps._person, "manualTask": Steps._person, "scriptTask": Steps._scripted, "serviceTask": Steps._served,
         "businessRuleTask": Steps._decided, "receiveTask": Steps._caught, "startEvent": Steps._caught, "boundaryEvent": Steps._caught,
         "intermediateCatchEvent": Steps._caught, "sendTask": Steps._thrown, "intermediateThrowEvent": Steps._thrown, "endEvent": Steps._thrown,
         "callActivity": Steps._called}
