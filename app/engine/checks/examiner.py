"""One file under examination, and the scopes in it."""
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from app.engine.contract import Problem
from app.engine.limits import Limits
from app.engine.markup import Element, bpmn, flag, kids, local, reference, text
from app.engine.reader import NODES, SCOPES


@dataclass
class Scope:
    """A process or sub-process: `nodes` by id, `flows` between them, `outgoing` and `incoming` flows by node id. `runs`: False in a
    process that says of itself that it is not executable; what only matters for running is not asked there."""

    element: Element
    outer: "Scope | None"
    nodes: dict[str, Element]
    flows: list[Element]
    runs: bool = True
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
    """Gathers the problems of one file. `processes`: {id: (file, element)} of the whole bundle; `files`: names of all its files."""

    file: str
    root: Element
    decisions: dict
    processes: dict
    limits: Limits
    files: frozenset[str] = frozenset()
    problems: list[Problem] = field(default_factory=list)
    by_id: dict[str, Element] = field(default_factory=dict)

    def say(self, element, code: str, sentence: str, level: str = "error"):
        place = named(element)
        name = element.get("name") or place.get("id") or local(element)
        self.problems.append(Problem(level, self.file, place.get("id"), code, f"“{name[:80]}”：{sentence}", line=element.sourceline))

    def warn(self, element, code: str, sentence: str):
        self.say(element, code, sentence, "warning")

    def target(self, qname: str | None) -> Element | None:
        """What a reference means in this file."""
        return self.by_id.get(reference(qname))

    def definitions(self, event) -> list[Element]:
        """The event definitions of an event: written in it, or referred to."""
        inside = [e for e in kids(event) if is_definition(e)]
        referred = [self.target(text(e)) for e in kids(event, "eventDefinitionRef")]
        return inside + [e for e in referred if e is not None and is_definition(e)]

    def event_kinds(self, event) -> list[str]:
        """Kinds of the event's definitions, those referred to included: timer, message …"""
        return [kind_of(e) for e in self.definitions(event)]

    @cached_property
    def links_are_paired(self) -> bool:
        """Whether links of this file name their sources and targets; most editors leave that to the links' names."""
        return any(kids(link, "source", "target") for link in self.root.iter(bpmn("linkEventDefinition")))

    def scopes(self, element: Element, outer: Scope | None = None) -> Iterator[Scope]:
        """The scope of this element and all inside it."""
        nodes = {e.get("id"): e for e in kids(element, *NODES) if e.get("id")}
        runs = outer.runs if outer else executable(element)
        here = Scope(element, outer, nodes, kids(element, "sequenceFlow"), runs)
        yield here
        for inner in kids(element, *SCOPES):
            yield from self.scopes(inner, here)


def named(element: Element) -> Element:
    """The element, or the nearest around it that has an id."""
    return next((e for e in (element, *element.iterancestors()) if e.get("id")), element)


def executable(process: Element) -> bool:
    """Only isExecutable="false" says no: editors leave the attribute out (10.3.1)."""
    return flag(process, "isExecutable", True)


def is_definition(element: Element) -> bool:
    return local(element).endswith("EventDefinition")


def kind_of(definition: Element) -> str:
    return local(definition).removesuffix("EventDefinition")


def event_kinds(element: Element) -> list[str]:
    """Kinds of the event definitions written in the element: timer, message …"""
    return [kind_of(e) for e in kids(element) if is_definition(e)]


def has_event(element: Element) -> bool:
    return bool(event_kinds(element)) or bool(kids(element, "eventDefinitionRef"))


def link_names(element: Element) -> list[str]:
    return [e.get("name") or "" for e in kids(element, "linkEventDefinition")]
