"""One file under examination, and the scopes in it."""
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from app.engine.contract import Problem
from app.engine.limits import Limits
from app.engine.markup import Element, flag, kids, local, reference
from app.engine.reader import NODES, SCOPES


@dataclass
class Scope:
    """A process or sub-process: `nodes` by id, `flows` between them, `outgoing` and `incoming` flows by node id."""

    element: Element
    outer: "Scope | None"
    nodes: dict[str, Element]
    flows: list[Element]
    outgoing: dict[str, list[Element]] = field(default_factory=dict)
    incoming: dict[str, list[Element]] = field(default_factory=dict)
    hosts: dict[str, list[Element]] = field(default_factory=dict)               # boundary events by activity
    associations: dict[str, list[str]] = field(default_factory=dict)            # targets by source
    associated: set[str] = field(default_factory=set)                           # those targets
    links: dict[tuple[str, str], int] = field(default_factory=Counter)          # (kind of event, link name) → how many

    def __post_init__(self):
        for event in kids(self.element, "boundaryEvent"):
            self.hosts.setdefault(reference(event.get("attachedToRef")), []).append(event)
        for association in kids(self.element, "association"):
            source, target = (reference(association.get(a)) for a in ("sourceRef", "targetRef"))
            self.associations.setdefault(source, []).append(target)
            self.associated.add(target)
        for event in kids(self.element, "intermediateThrowEvent", "intermediateCatchEvent"):
            self.links.update((local(event), name) for name in link_names(event))
        for flow in self.flows:
            self.outgoing.setdefault(reference(flow.get("sourceRef")), []).append(flow)
            self.incoming.setdefault(reference(flow.get("targetRef")), []).append(flow)

    @property
    def kind(self) -> str:
        return "eventSubProcess" if flag(self.element, "triggeredByEvent") else local(self.element)

    def out_of(self, node) -> list[Element]:
        return self.outgoing.get(node.get("id"), [])

    def into(self, node) -> list[Element]:
        return self.incoming.get(node.get("id"), [])


@dataclass
class Examiner:
    """Gathers the problems of one file. `processes`: {id: (file, element)} of the whole bundle."""

    file: str
    root: Element
    decisions: dict
    processes: dict
    limits: Limits
    problems: list[Problem] = field(default_factory=list)
    by_id: dict[str, Element] = field(default_factory=dict)

    def say(self, element, code: str, sentence: str, level: str = "error"):
        name = element.get("name") or element.get("id") or local(element)
        self.problems.append(Problem(level, self.file, element.get("id"), code, f"“{name}”：{sentence}"))

    def warn(self, element, code: str, sentence: str):
        self.say(element, code, sentence, "warning")

    def scopes(self, element: Element, outer: Scope | None = None) -> Iterator[Scope]:
        """The scope of this element and all inside it."""
        nodes = {e.get("id"): e for e in kids(element, *NODES) if e.get("id")}
        here = Scope(element, outer, nodes, kids(element, "sequenceFlow"))
        yield here
        for inner in kids(element, *SCOPES):
            yield from self.scopes(inner, here)


def executable(process: Element) -> bool:
    """Only isExecutable="false" says no: editors leave the attribute out (10.3.1)."""
    return flag(process, "isExecutable", True)


def event_kinds(element: Element) -> list[str]:
    """Kinds of the event definitions written in the element: timer, message …"""
    return [local(e).removesuffix("EventDefinition") for e in kids(element) if local(e).endswith("EventDefinition")]


def has_event(element: Element) -> bool:
    return bool(event_kinds(element)) or bool(kids(element, "eventDefinitionRef"))


def link_names(element: Element) -> list[str]:
    return [e.get("name") or "" for e in kids(element, "linkEventDefinition")]
