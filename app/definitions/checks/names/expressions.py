"""FEEL of diagrams as the following of variables needs it: what it gives where these variables are known. Remembered by what it reads."""
from collections.abc import Iterator, Mapping
from copy import copy

from app.definitions.checks import diagram as drawn
from app.definitions.checks.diagram import Diagram, Node
from app.definitions.checks.names import sources
from app.definitions.checks.names.state import State
from app.definitions.known import Known
from app.engine.expressions import DIALECT, as_context, in_feel
from app.engine.markup import SPIFF, extension, local, reference, text
from app.rules import feel
from app.rules.feel.parser import parse_expression
from app.rules.feel.static import Tolerant
from app.rules.feel.static.checker import Checker
from app.rules.feel.static.kinds import ANY, Type
from app.rules.feel.static.narrowing import narrowed

VARIABLES, PAYLOADS = ("messageVariable", "variableName"), ("messagePayload", "payloadExpression")
CODES = {"error": "errorCode", "escalation": "escalationCode"}


def readable(source: str) -> str:
    """The expression as FEEL has it: without a leading `=`, and where it is none, as SpiffWorkflow's own diagrams write comparisons."""
    plain = source.strip()
    plain = plain[1:].strip() if plain.startswith("=") else plain
    if _is_feel(plain):
        return plain
    other = DIALECT.sub(lambda found: in_feel(found[0], "(" in plain), plain)
    return other if other != plain and _is_feel(other) else plain


def _is_feel(source: str) -> bool:
    try:
        feel.check(source)
    except feel.FeelError:
        return False
    return True


class Expressions:
    """`known`: for `case` and the host's functions. `of(diagram)`: the same with the events of that diagram; what was inferred is shared."""

    diagram: Diagram

    def __init__(self, known: Known):
        self.lent = {**sources.host_functions(known), "case": sources.case_type(known)}
        self._types: dict = {}
        self._names: dict[str, frozenset[str]] = {}

    def of(self, diagram: Diagram) -> "Expressions":
        made = copy(self)
        made.diagram = diagram
        return made

    def seen(self, state: State) -> Mapping[str, Type]:
        """Everything that an expression sees where this stands."""
        types = {**self.lent, **state.types()}
        return Tolerant(types) if state.open else types

    def names_in(self, source: str) -> frozenset[str]:
        if source not in self._names:
            try:
                self._names[source] = feel.names(source)
            except feel.FeelError:
                self._names[source] = frozenset()
        return self._names[source]

    def type(self, source: str, state: State) -> Type:
        plain = readable(source)
        types = {name: self.lent[name] if name in self.lent else state.vars[name].type for name in self.names_in(plain)
                 if name in state.vars or name in self.lent}
        return self._remembered(plain, types, state.open)

    def remembered(self, source: str, types: Mapping[str, Type]) -> Type:
        return self._remembered(source, {name: types[name] for name in self.names_in(source) if name in types}, isinstance(types, Tolerant))

    def _remembered(self, source: str, types: dict, is_open: bool) -> Type:
        key = (source, tuple(sorted(types.items(), key=lambda pair: pair[0])), is_open)
        if key not in self._types:
            self._types[key] = feel.infer(source, Tolerant(types) if is_open else types).type
        return self._types[key]

    def script(self, source: str, state: State) -> Type:
        """What a script writes: the entries of its context."""
        found = self.type(as_context(source), state)
        return found if found.unknown or "context" in found else ANY

    def facts(self, source: str, state: State, answer: str) -> Mapping:
        """What a condition with this answer makes sure of."""
        plain = readable(source)
        try:
            tree = parse_expression(plain)
        except feel.FeelError:
            return {}
        return narrowed(Checker([self.seen(state)], lambda node: (0, 0)), tree, answer)

    # ---- events ---------------------------------------------------------------------------------------------------------
    def caught(self, node: Node) -> Iterator[tuple[str, str, str | None]]:
        """(kind, name, variable that takes the payload) of each event that the node waits for."""
        for kind, name, element in self._events(node):
            yield kind, name, _extension(element, node.element, VARIABLES)

    def thrown(self, node: Node) -> Iterator[tuple[str, str, str | None]]:
        """(kind, name, FEEL of the payload)"""
        for kind, name, element in self._events(node):
            yield kind, name, _extension(element, node.element, PAYLOADS)

    def _events(self, node: Node):
        if node.kind in ("sendTask", "receiveTask"):
            return [("message", name, node.element) for name in self.diagram.messages_of(node)]
        return [(kind, self._name(kind, element, node), element) for element in drawn.event_definitions(self.diagram.root, node.element)
                if (kind := local(element).removesuffix("EventDefinition"))]

    def _name(self, kind: str, element, node: Node) -> str:
        ref = reference(element.get(f"{kind}Ref"))
        referred = self.diagram.definitions.get(ref)
        if referred is None:
            return ref or node.title
        return referred.get(CODES.get(kind, "name")) or referred.get("name") or ref or node.title


def _extension(element, around, names) -> str | None:
    return next((found for place in (element, around) for name in names if (found := text(extension(place, SPIFF, name)))), None)
