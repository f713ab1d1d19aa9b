"""Which element of the new version takes the place of which of the old one, as far as a machine can tell. Whoever migrates completes it."""
from collections.abc import Iterable
from dataclasses import dataclass, replace

from app.engine import CompiledBundle, NodeInfo, ProcessInfo

Key = tuple[str, str]
HUMAN = frozenset(("userTask", "manualTask"))


@dataclass(frozen=True)
class Pair:
    """An element of the old version and what it becomes. `sure`: 0 … 1; `why` in words; `to` None: nothing that fits was found."""

    process: str
    node: str
    name: str
    kind: str
    to: Key | None
    to_name: str
    sure: float
    why: str

    @property
    def same(self) -> bool:
        return self.to == (self.process, self.node)

    @property
    def key(self) -> Key:
        return self.process, self.node


def propose(old: CompiledBundle, new: CompiledBundle) -> list[Pair]:
    """Every element of the old processes, in the order of their files, each with its counterpart."""
    found: list[Pair] = []
    for id, process in old.processes.items():
        there = new.processes.get(id) or _renamed(process, new)
        found += [_gone(process, node, f"新版里没有流程“{process.name}”") for node in process.nodes.values()] if there is None else _pairs(process, there)
    return found


def _renamed(process: ProcessInfo, new: CompiledBundle) -> ProcessInfo | None:
    """A process of another id: the same name, or nearly the same elements."""
    for other in new.processes.values():
        common = process.nodes.keys() & other.nodes.keys()
        if other.name == process.name and common or len(common) * 5 >= len(process.nodes) * 4:
            return other
    return None


class _Matching:
    """One process against its new version: the surest pairs first, each element taken once."""

    def __init__(self, old: ProcessInfo, new: ProcessInfo):
        self.old, self.new = old, new
        self.taken: dict[str, Pair] = {}
        self.used: set[str] = set()

    def take(self, node: NodeInfo, other: NodeInfo, sure: float, why: str):
        if node.id not in self.taken and other.id not in self.used:
            self.taken[node.id] = Pair(self.old.id, node.id, node.name, node.kind, (self.new.id, other.id), other.name, sure, why)
            self.used.add(other.id)

    def left(self) -> tuple[list[NodeInfo], list[NodeInfo]]:
        return ([n for n in self.old.nodes.values() if n.id not in self.taken], [n for n in self.new.nodes.values() if n.id not in self.used])


def _pairs(old: ProcessInfo, new: ProcessInfo) -> list[Pair]:
    matching = _Matching(old, new)
    for node in old.nodes.values():
        other = new.nodes.get(node.id)
        if other is not None and alike(node, other):
            matching.take(node, other, 1.0, "编号相同")
    for sure, why, trait in ((0.9, "种类和名称相同", _name), (0.8, "执法行为相同", _property("act")), (0.75, "表单相同", _property("form"))):
        _by_trait(matching, sure, why, trait)
    _by_neighbours(matching)
    return [matching.taken.get(n.id) or _gone(old, n, _why_not(n, new)) for n in old.nodes.values()]


def alike(a: NodeInfo, b: NodeInfo) -> bool:
    return a.kind == b.kind or {a.kind, b.kind} <= HUMAN


def _name(node: NodeInfo) -> str:
    return node.name


def _property(key: str):
    return lambda node: node.properties.get(key, "")


def _by_trait(matching: _Matching, sure: float, why: str, trait) -> None:
    """Only where it tells the elements apart: one of each."""
    olds, news = matching.left()
    for node in olds:
        value = trait(node)
        rivals = [n for n in olds if trait(n) == value and alike(n, node)]
        fitting = [n for n in news if trait(n) == value and alike(n, node)]
        if value and len(rivals) == len(fitting) == 1:
            matching.take(node, fitting[0], sure, why)


def _by_neighbours(matching: _Matching) -> None:
    """Between the same elements before and after: again, until nothing more is found, because each pair is a neighbour to others."""
    while True:
        before = len(matching.taken)
        olds, news = matching.left()
        for node in olds:
            around = _around(matching.old, node.id)
            known = tuple(frozenset(matching.taken[n].to[1] for n in side if n in matching.taken) for side in around)
            fitting = [n for n in news if alike(n, node) and all(a & b for a, b in zip(known, _around(matching.new, n.id)) if a) and any(known)]
            if len(fitting) == 1 and all(known):
                matching.take(node, fitting[0], 0.6, "前后环节相同")
        if len(matching.taken) == before:
            return


def _around(process: ProcessInfo, node: str) -> tuple[frozenset[str], frozenset[str]]:
    return (frozenset(a for a, b in process.flows.values() if b == node), frozenset(b for a, b in process.flows.values() if a == node))


def _why_not(node: NodeInfo, new: ProcessInfo) -> str:
    return "新版里同一编号的是另一种环节" if node.id in new.nodes else "新版里没有相像的环节"


def _gone(process: ProcessInfo, node: NodeInfo, why: str) -> Pair:
    return Pair(process.id, node.id, node.name, node.kind, None, "", 0.0, why)


# ---- as it is stored ------------------------------------------------------------------------------------------------------
def rows(pairs: Iterable[Pair]) -> list[list[str | None]]:
    """What differs from the same id: [[process, node, process, node] …], null for no counterpart."""
    return [[p.process, p.node, *(p.to or (None, None))] for p in pairs if not p.same]


def as_mapping(stored: list[list[str | None]]) -> dict[Key, Key | None]:
    """For the engine. A process whose elements all went to another is told by that too."""
    found: dict[Key, Key | None] = {(p, n): (q, m) if q else None for p, n, q, m in stored}
    moved = {(p, q) for p, _n, q, _m in stored if q and q != p}
    for old in {p for p, _q in moved}:
        homes = [q for p, q in moved if p == old]
        if len(homes) == 1:
            found[old, ""] = (homes[0], "")
    return found


def completed(pairs: list[Pair], stored: list[list[str | None]], new: CompiledBundle) -> list[Pair]:
    """The proposal with what was chosen by hand."""
    chosen = as_mapping(stored)
    return [_chosen(pair, chosen.get(pair.key, pair.key), new) for pair in pairs]


def _chosen(pair: Pair, to: Key | None, new: CompiledBundle) -> Pair:
    if to == pair.to:
        return pair
    node = new.processes[to[0]].nodes.get(to[1]) if to and to[0] in new.processes else None
    return replace(pair, to=to if node else None, to_name=node.name if node else "", sure=1.0 if node else 0.0, why="人工指定" if node else "人工指定：没有对应")
