"""A diagram as plain objects: nodes, edges, lanes, scopes (a process or a sub-process), pools."""
from __future__ import annotations

from dataclasses import dataclass, field

from app.definitions.layout.names import DATA, EVENTS, GATEWAYS


@dataclass
class Node:
    """A drawable node; x, y are its top-left corner in the frame of its scope."""

    id: str
    tag: str
    elem: object
    name: str
    order: int
    w: float = 0
    h: float = 0
    x: float = 0
    y: float = 0
    lane: int = 0
    col: int = 0
    row: int = 0
    host: str | None = None
    scope: "Scope | None" = None
    expanded: bool = False
    floating: bool = False
    label: tuple | None = None

    @property
    def cx(self) -> float:
        return self.x + self.w / 2

    @property
    def cy(self) -> float:
        return self.y + self.h / 2

    @property
    def box(self) -> tuple:
        return self.x, self.y, self.x + self.w, self.y + self.h

    @property
    def is_artifact(self) -> bool:
        return self.tag == "textAnnotation" or self.tag in DATA

    @property
    def kind(self) -> str:
        for kind, tags in (("event", EVENTS), ("gateway", GATEWAYS)):
            if self.tag in tags:
                return kind
        return "artifact" if self.is_artifact else "task"


@dataclass
class Edge:
    """A connection: kind is 'seq', 'assoc', 'data' or 'msg'."""

    id: str
    kind: str
    src: str
    dst: str
    name: str
    elem: object
    points: list = field(default_factory=list)
    label: tuple | None = None
    back: bool = False
    main: bool = False


@dataclass
class Lane:
    """A lane; `first`..`last` are the leaf indices it covers."""

    id: str
    name: str
    depth: int
    first: int = 0
    last: int = 0
    leaf: bool = True


@dataclass
class Scope:
    """A process or the inside of an expanded sub-process."""

    id: str
    elem: object
    nodes: dict[str, Node] = field(default_factory=dict)
    edges: list[Edge] = field(default_factory=list)
    lanes: list[Lane] = field(default_factory=list)
    leaves: list[Lane] = field(default_factory=list)
    lane_depth: int = 0
    w: float = 0
    h: float = 0
    lane_bounds: list = field(default_factory=list)


@dataclass
class Pool:
    id: str
    name: str
    process: str | None
    elem: object
    scope: Scope | None = None
    x: float = 0
    y: float = 0
    w: float = 0
    h: float = 0

    @property
    def box(self) -> tuple:
        return self.x, self.y, self.x + self.w, self.y + self.h


@dataclass
class Model:
    root: object
    pools: list[Pool] = field(default_factory=list)
    scopes: list[Scope] = field(default_factory=list)      # top-level processes without a pool
    loose: list[Edge] = field(default_factory=list)        # message flows, cross-scope associations
    notes: list[Node] = field(default_factory=list)        # artifacts of the collaboration itself
    collaboration: str | None = None
    attrs: dict = field(default_factory=dict)              # old DI: bpmnElement -> foreign attributes
    collapsed: set = field(default_factory=set)

    def all_scopes(self) -> list[Scope]:
        """Every scope, outer before inner."""
        todo = [p.scope for p in self.pools if p.scope] + self.scopes
        for scope in todo:
            todo.extend(n.scope for n in scope.nodes.values() if n.scope)
        return todo
