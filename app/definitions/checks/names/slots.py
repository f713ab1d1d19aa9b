"""Where FEEL stands in a diagram: every place, what it is for, what it has to give, and what it sees."""
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from app.definitions.checks import diagram as drawn
from app.definitions.checks.diagram import Diagram, Flow, Node, Scope
from app.definitions.checks.names.facts import facts
from app.engine.markup import SPIFF, ZFL, Element, extension, kid, local, text
from app.engine.timers import LITERAL
from app.rules.feel.static import kinds
from app.rules.feel.static.kinds import NUMBER, Type

WHEN = ("date and time", "date", "string", *kinds.SPANS)
PLACE = ("string", "list")
PORTS = {"text": ("string",), "number": ("number",), "boolean": ("boolean",), "list": ("list",), "context": ("context",)}
ROUNDS = dict.fromkeys(("numberOfInstances", "numberOfCompletedInstances", "numberOfActiveInstances", "numberOfTerminatedInstances"), NUMBER)
PAYLOADS = ("messagePayload", "payloadExpression")


@dataclass(frozen=True)
class Slot:
    """`node`: the one whose variables it sees, `side` before, inside (with the item of its loop), after, or called (at the end of the process
    that it calls). `wants`: kinds of value, empty for anything. `lenient`: an unknown name is no failure there."""

    element: str
    name: str
    what: str
    source: str
    node: Node = field(repr=False)
    side: str = "inside"
    mode: str = "value"         # value | condition | script
    wants: tuple[str, ...] = ()
    more: Mapping[str, Type] = field(default_factory=dict)
    lenient: bool = False


def slots(diagram: Diagram, process: Scope, services: Mapping) -> Iterator[Slot]:
    """All of one process, in the order of the file. `services`: {name: ServiceInfo}, for the parameters' types."""
    for scope in process.all():
        for node in scope.nodes.values():
            yield from of_node(diagram, node, services)
        for flow in scope.flows:
            yield from of_flow(flow)


def of_flow(flow: Flow) -> Iterator[Slot]:
    if flow.condition and not flow.is_default:
        yield Slot(flow.id, "condition", "条件", flow.condition, flow.source, "after", "condition")


def of_node(diagram: Diagram, node: Node, services: Mapping) -> Iterator[Slot]:
    said = facts(node)
    found = [*_person(node), *_scripts(node, said), *_repeat(node, said), *_service(node, said, services), *_events(diagram, node),
             *_call(node, said), *_conditions(node)]
    for slot in found:
        if slot.source and slot.source.strip():
            yield slot


def _person(node: Node):
    if node.kind in ("userTask", "manualTask"):
        yield Slot(node.id, "scope", "办理单位", node.properties.get("scope", ""), node, wants=PLACE)
        yield Slot(node.id, "deadline", "到期时间", node.properties.get("deadline", ""), node, wants=WHEN)


def _scripts(node: Node, said):
    yield Slot(node.id, "preScript", "前置脚本", said.before or "", node, "before", "script")
    if node.kind == "scriptTask":
        yield Slot(node.id, "script", "脚本", said.script or "", node, mode="script")
    yield Slot(node.id, "postScript", "后置脚本", said.after or "", node, "after", "script")


def _repeat(node: Node, said):
    loop = said.repeat
    if loop is None:
        return
    if not loop.multi:
        yield Slot(node.id, "loopCondition", "循环条件", loop.until or "", node, "after", "condition", more={"loopCounter": NUMBER})
        return
    yield Slot(node.id, "collection", "逐项办理的列表", loop.collection or "", node, "before", wants=("list",))
    yield Slot(node.id, "count", "办理几次", loop.count or "", node, "before", wants=("number",))
    yield Slot(node.id, "each", "每一项的结果", loop.each or "", node, "done")
    results = {loop.output: kinds.list_of(kinds.ANY)} if loop.output else {}
    yield Slot(node.id, "until", "提前结束的条件", loop.until or "", node, "done", "condition", more={**ROUNDS, **results})


def _service(node: Node, said, services):
    ports = {port.name: port for port in services[said.service].inputs} if said.service in services else {}
    for name, value in said.parameters:
        port = ports.get(name)
        label = f"“{port.label}”" if port else f"参数 {name}"
        yield Slot(node.id, f"parameter:{name}", label, value, node, wants=PORTS.get(port.type, ()) if port else ())


def _call(node: Node, said):
    for source, target in said.given:
        yield Slot(node.id, f"in:{target}", f"传入的 {target}", source, node)
    for source, target in said.back:
        yield Slot(node.id, f"out:{target}", f"传出的 {target}", source, node, "called")


def _conditions(node: Node):
    if node.kind == "adHocSubProcess":
        yield Slot(node.id, "completion", "完成条件", text(kid(node.element, "completionCondition")) or "", node, "done", "condition", lenient=True)
    if node.kind == "complexGateway":
        yield Slot(node.id, "activation", "激活条件", text(kid(node.element, "activationCondition")) or "", node, "before", "condition",
                   more={"activationCount": NUMBER}, lenient=True)


# ---- events ---------------------------------------------------------------------------------------------------------
def _events(diagram: Diagram, node: Node) -> Iterator[Slot]:
    own = [node.element] if node.kind in ("sendTask", "receiveTask") else []
    for definition in own + drawn.event_definitions(diagram.root, node.element):
        yield from _event(node, definition)


def _event(node: Node, definition: Element) -> Iterator[Slot]:
    kind = local(definition).removesuffix("EventDefinition")
    payload = next((found for place in (definition, node.element) for name in PAYLOADS if (found := text(extension(place, SPIFF, name)))), "")
    yield Slot(node.id, "payload", "发出的内容", payload, node)
    correlation = extension(definition, ZFL, "correlation")
    correlation = correlation if correlation is not None else extension(node.element, ZFL, "correlation")
    yield Slot(node.id, "key", "消息键", "" if correlation is None else correlation.get("key") or "", node, "armed")
    if kind == "timer":
        when = text(kid(definition, "timeDate", "timeDuration", "timeCycle")) or ""
        yield Slot(node.id, "timer", "定时", "" if LITERAL.match(when) else when, node, "armed", wants=WHEN)
    if kind == "conditional":
        yield Slot(node.id, "condition", "触发条件", text(kid(definition, "condition")) or "", node, "armed", "condition", lenient=True)
