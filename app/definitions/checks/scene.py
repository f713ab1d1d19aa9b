"""What an expression sees at a place of a file, for whoever is just writing it: as types to check it by, and in words to choose from."""
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.definitions.checks import forms, inputs, variables
from app.definitions.checks.diagram import Diagram, Node
from app.definitions.checks.names.facts import facts
from app.definitions.checks.names.slots import ROUNDS, Slot, of_flow, of_node
from app.definitions.checks.names.state import State
from app.definitions.checks.names.telling import Teller
from app.definitions.checks.typing import Judged, explained, judge
from app.definitions.checks.variables import Variables
from app.definitions.checks.whole import Whole
from app.rules import feel
from app.rules.feel.static import Type
from app.rules.feel.static.kinds import NUMBER


@dataclass(frozen=True)
class Scene:
    """`types` by name; `told`: the variables as JSON; `given`: the input that unary tests are about; `lenient`: unknown names are no failure."""

    types: Mapping[str, Type]
    told: list[dict[str, Any]]
    given: Type | None = None
    lenient: bool = False
    state: State | None = None
    process: str = ""


EMPTY = Scene({}, [])


def at(whole: Whole, file: str, element: str | None) -> Scene:
    """What is seen at this element of the file; of an element that nobody knows, nothing."""
    if file.endswith(".bpmn"):
        return _in_diagram(whole, whole.diagrams.get(file), element)
    if file.endswith(".form"):
        return forms.scene(whole, file, element)
    return inputs.scene(whole, file, element) if file.endswith(".dmn") else EMPTY


def check(whole: Whole, file: str, element: str | None, source: str, mode: str, slot: str | None = None) -> Judged:
    """The expression held against the place. `mode`: expression, unary, script; `slot`: which expression of the element it is, if known."""
    scene = at(whole, file, element)
    if mode == "unary":
        found = feel.infer_tests(source, scene.given or feel.static.kinds.ANY, scene.types)
        return Judged(found.type, found.problems, found.refers)
    wanted = _slot(whole, file, element, slot)
    kind = "script" if mode == "script" else wanted.mode if wanted else "value"
    judged = judge(source, scene.types, mode=kind, wants=wanted.wants if wanted else (), what=wanted.what if wanted else "表达式", lenient=scene.lenient)
    return _explained(whole, judged, source, scene)


def _explained(whole: Whole, judged: Judged, source: str, scene: Scene) -> Judged:
    if scene.state is None:
        return judged
    known = variables.of(whole)
    told = (feel.static.Problem(one.level, one.code, one.start, one.end, explained(one, source, scene.process, scene.state, known), one.instead)
            for one in judged.problems)
    return Judged(judged.type, tuple(told), judged.refers)


def _slot(whole: Whole, file: str, element: str | None, name: str | None) -> Slot | None:
    """Which expression of the element is meant; a flow has only one."""
    diagram = whole.diagrams.get(file)
    if diagram is None:
        return None
    if element in diagram.flows:
        return next(of_flow(diagram.flows[element]), Slot(element, "condition", "条件", "", diagram.flows[element].source, "after", "condition"))
    node = diagram.nodes.get(element or "")
    return next((one for one in of_node(diagram, node, whole.known.services) if one.name == name), None) if node is not None and name else None


# ---- diagrams -------------------------------------------------------------------------------------------------------
def _in_diagram(whole: Whole, diagram: Diagram | None, element: str | None) -> Scene:
    if diagram is None:
        return EMPTY
    known = variables.of(whole)
    flow = diagram.flows.get(element or "")
    node = flow.source if flow is not None else diagram.nodes.get(element or "")
    if node is None:
        return _of_process(whole, diagram, element, known)
    process = node.scope.process.id
    state = known.at(process, Slot(node.id, "", "", "", node, "after" if flow is not None else "armed"))
    state = state if state is not None else State({}, True)         # nothing leads there yet: whatever is named may be meant for later
    return _scene(whole, known, process, _with_the_rest(known, process, node, state), _more(node))


def _of_process(whole, diagram, element, known) -> Scene:
    process = element if element in diagram.processes else next(iter(diagram.processes), None)
    found = known.processes.get(process or "")
    return EMPTY if found is None else _scene(whole, known, process, known.around(process), {})


def _scene(whole: Whole, known: Variables, process: str, state: State, more: Mapping[str, Type]) -> Scene:
    told = Teller(whole, known).variables(process, state)
    return Scene(known.types(state, more), told, state=state, process=process)


def _with_the_rest(known: Variables, process: str, node: Node, state: State) -> State:
    """What is known at the end of a round, or of a called process, for the expressions that are asked then."""
    if node.calls:
        ended = known.end(node.calls)
        return state if ended is None else State({**ended.vars, **state.vars}, state.open or ended.open)
    if facts(node).repeat is None:
        return state
    after = known.after(process, node.id)
    return state if after is None else State({**after.vars, **state.vars}, state.open)


def _more(node: Node) -> dict[str, Type]:
    repeat = facts(node).repeat
    if repeat is None:
        return {"activationCount": NUMBER} if node.kind == "complexGateway" else {}
    return dict(ROUNDS) if repeat.multi else {"loopCounter": NUMBER}
