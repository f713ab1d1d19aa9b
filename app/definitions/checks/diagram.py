"""A diagram as the checks see it: nodes and flows of every scope, read from the XML of any BPMN 2.0 file, also one that cannot run."""
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from app.engine.limits import DEFAULT
from app.engine.markup import SPIFF, Element, Unreadable, bpmn, extension, flag, kid, kids, local, parse, reference, text
from app.engine.pieces import Kept
from app.engine.reader import NODES, SCOPES, properties

TASKS = frozenset({"task", "userTask", "manualTask", "serviceTask", "scriptTask", "businessRuleTask", "sendTask", "receiveTask"})
SUBS = frozenset(SCOPES)
ACTIVITIES = TASKS | SUBS | {"callActivity"}
EVENTS = frozenset({"startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent"})
GATEWAYS = frozenset({"exclusiveGateway", "parallelGateway", "inclusiveGateway", "complexGateway", "eventBasedGateway"})
GATEWAY_NAMES = {"exclusiveGateway": "排他网关", "parallelGateway": "并行网关", "inclusiveGateway": "包容网关", "complexGateway": "复杂网关",
                 "eventBasedGateway": "事件网关"}
LARGEST = 600_000


@dataclass(eq=False)
class Flow:
    """A sequence flow between two nodes of one scope. `condition`: its FEEL, "" if it is there and empty, None without one."""

    id: str
    name: str
    source: "Node" = field(repr=False)
    target: "Node" = field(repr=False)
    condition: str | None
    element: Element = field(repr=False)

    @property
    def is_default(self) -> bool:
        return self.source.default == self.id


@dataclass(eq=False)
class Node:
    """A flow node. `events`: kinds of its event definitions; `attached`: id of the activity that a boundary event stands at."""

    id: str
    kind: str
    name: str
    scope: "Scope" = field(repr=False)
    element: Element = field(repr=False)
    events: tuple[str, ...] = ()
    default: str | None = None
    attached: str | None = None
    outgoing: list[Flow] = field(default_factory=list, repr=False)
    incoming: list[Flow] = field(default_factory=list, repr=False)

    @cached_property
    def properties(self) -> dict[str, str]:
        """Its spiffworkflow properties: role, act, form …"""
        return properties(self.element)

    @property
    def interrupting(self) -> bool:
        return flag(self.element, "cancelActivity" if self.kind == "boundaryEvent" else "isInterrupting", True)

    @property
    def by_event(self) -> bool:
        """Whether it is an event sub-process."""
        return flag(self.element, "triggeredByEvent")

    @property
    def compensates(self) -> bool:
        return flag(self.element, "isForCompensation")

    @property
    def calls(self) -> str | None:
        return reference(self.element.get("calledElement")) if self.kind == "callActivity" else None

    @property
    def decides(self) -> str | None:
        return text(extension(self.element, SPIFF, "calledDecisionId")) if self.kind == "businessRuleTask" else None

    @property
    def inside(self) -> "Scope | None":
        return self.scope.inner.get(self.id)

    @property
    def repeats(self) -> Element | None:
        return kid(self.element, "multiInstanceLoopCharacteristics", "standardLoopCharacteristics")

    @property
    def title(self) -> str:
        return " ".join(self.name.split()) or self.id

    @property
    def called(self) -> str:
        """How sentences call it: “提交材料”; a gateway without a name by what it leads to."""
        after = next((f.target.title for f in self.outgoing if f.target.name), None)
        if not self.name.strip() and self.kind in GATEWAY_NAMES and after:
            return f"通往“{after[:40]}”的{GATEWAY_NAMES[self.kind]}"
        return f"“{self.title[:60]}”"

    @property
    def boundary(self) -> list["Node"]:
        return self.scope.hosts.get(self.id, [])


@dataclass(eq=False)
class Scope:
    """A process or sub-process. `inner`: {id of a sub-process in it: its scope}; `hosts`: boundary events by activity."""

    element: Element
    outer: "Scope | None" = None
    nodes: dict[str, Node] = field(default_factory=dict)
    flows: list[Flow] = field(default_factory=list)
    inner: dict[str, "Scope"] = field(default_factory=dict)
    hosts: dict[str, list[Node]] = field(default_factory=dict)

    @property
    def id(self) -> str:
        return self.element.get("id") or ""

    @property
    def kind(self) -> str:
        return local(self.element)

    @property
    def process(self) -> "Scope":
        return self if self.outer is None else self.outer.process

    @property
    def runs(self) -> bool:
        """Whether the process is to be run, and not only drawn as a partner."""
        return flag(self.process.element, "isExecutable", True)

    def all(self) -> Iterator["Scope"]:
        yield self
        for scope in self.inner.values():
            yield from scope.all()

    @property
    def starts(self) -> list[Node]:
        return [n for n in self.nodes.values() if n.kind == "startEvent"]


@dataclass(eq=False)
class Diagram:
    """One file. `processes`: by id, in order; those that say they are not executable too. `is_small`: what was found out about it may be kept."""

    file: str
    root: Element
    processes: dict[str, Scope]
    is_small: bool = True

    @cached_property
    def scopes(self) -> list[Scope]:
        return [s for process in self.processes.values() for s in process.all()]

    @cached_property
    def nodes(self) -> dict[str, Node]:
        return {n.id: n for s in self.scopes for n in s.nodes.values()}

    @cached_property
    def flows(self) -> dict[str, Flow]:
        return {f.id: f for s in self.scopes for f in s.flows}

    @cached_property
    def lanes(self) -> dict[str, Element]:
        """{node: the innermost lane that it lies in}"""
        return {reference(text(ref)) or "": lane for lane in self.root.iter(bpmn("lane")) for ref in kids(lane, "flowNodeRef")}

    @cached_property
    def definitions(self) -> dict[str, Element]:
        """Elements beside the processes by id: messages, signals, errors, escalations."""
        return {e.get("id"): e for e in kids(self.root) if e.get("id")}

    def messages_of(self, node: Node) -> list[str]:
        """Names of the messages that the node throws or waits for; a send or receive task without a messageRef means its own name."""
        if node.kind in ("sendTask", "receiveTask"):
            refs = [reference(node.element.get("messageRef"))]
            return [self._message(ref) if ref else node.name for ref in refs]
        refs = [reference(d.get("messageRef")) for d in event_definitions(self.root, node.element) if local(d) == "messageEventDefinition"]
        return [self._message(ref) for ref in refs if ref] if node.kind in EVENTS else []

    def _message(self, id: str) -> str:
        element = self.definitions.get(id)
        return (element.get("name") if element is not None else None) or id


_kept = Kept()


def read(file: str, content: bytes) -> Diagram | None:
    """The diagram, None for what is no BPMN that we read. Kept by content; nobody changes it."""
    return _kept.get((file, content), lambda: _read(file, content), len(content) <= LARGEST)


def _read(file: str, content: bytes) -> Diagram | None:
    try:
        root = parse(content, file, DEFAULT)
    except Unreadable:
        return None             # the engine's own check tells why
    if root.tag != bpmn("definitions"):
        return None
    return Diagram(file, root, {p.get("id") or "": _scope(root, p, None) for p in kids(root, "process")}, len(content) <= LARGEST)


def _scope(root: Element, element: Element, outer: Scope | None) -> Scope:
    scope = Scope(element, outer)
    for e in kids(element, *NODES):
        node = Node(e.get("id") or "", local(e), e.get("name") or "", scope, e, _kinds(root, e), e.get("default"),
                    reference(e.get("attachedToRef")))
        scope.nodes[node.id] = node
        if node.attached:
            scope.hosts.setdefault(node.attached, []).append(node)
    for e in kids(element, "sequenceFlow"):
        _flow(scope, e)
    scope.inner = {e.get("id") or "": _scope(root, e, scope) for e in kids(element, *SCOPES)}
    return scope


def _flow(scope: Scope, e: Element) -> None:
    source, target = (scope.nodes.get(reference(e.get(end)) or "") for end in ("sourceRef", "targetRef"))
    if source is None or target is None:
        return                  # the engine's own check tells that an end is missing
    condition = kid(e, "conditionExpression")
    flow = Flow(e.get("id") or "", e.get("name") or "", source, target, None if condition is None else text(condition) or "", e)
    scope.flows.append(flow)
    source.outgoing.append(flow)
    target.incoming.append(flow)


def event_definitions(root: Element, element: Element) -> list[Element]:
    """Event definitions written in the event, or referred to by it."""
    refs = {reference(text(e)) for e in kids(element, "eventDefinitionRef")}
    return [e for e in kids(element) if local(e).endswith("EventDefinition")] + \
           [e for e in kids(root) if e.get("id") in refs and local(e).endswith("EventDefinition")]


def _kinds(root: Element, element: Element) -> tuple[str, ...]:
    return tuple(local(d).removesuffix("EventDefinition") for d in event_definitions(root, element)) if local(element) in EVENTS else ()
