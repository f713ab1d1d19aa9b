"""A compiled bundle: diagrams and tables, parsed and checked once, shared by all instances, never stored with them."""
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256

from app.engine import checks, events, pieces
from app.engine.contract import BundleRefused, Problem
from app.engine.event_nodes import Catching
from app.engine.limits import DEFAULT, Limits
from app.engine.process import ROOT, ProcessSpec


@dataclass(frozen=True)
class NodeInfo:
    """What other rooms may know of an element of a diagram."""

    id: str
    name: str
    kind: str
    lane: str | None
    properties: Mapping[str, str]


@dataclass(frozen=True)
class ProcessInfo:
    """`flows`: {id: (source, target)}, those inside sub-processes too."""

    id: str
    name: str
    file: str
    nodes: dict[str, NodeInfo]
    flows: dict[str, tuple[str, str]]


@dataclass
class CompiledBundle:
    """`specs`: every room by name; `names_read`: variables that some expression reads; `messages_started`: message → process;
    `signals_started`: signal → processes; `caught`: (message or signal …, name) that some element waits for."""

    hash: str
    specs: dict[str, ProcessSpec]
    processes: dict[str, ProcessInfo]
    names_read: frozenset[str]
    messages_started: dict[str, str]
    signals_started: dict[str, list[str]]
    limits: Limits
    _decisions: dict[str, tuple] = field(repr=False, default_factory=dict)

    def __post_init__(self):
        nodes = [n for spec in self.specs.values() for n in spec.nodes]
        self.has_inclusive = any(spec.inclusive_joins for spec in self.specs.values())
        self.has_conditions = any(d.kind == "conditional" for n in nodes for d in getattr(n, "definitions", ()))
        self.caught = frozenset((d.kind, d.name) for n in nodes if isinstance(n, Catching) for d in n.definitions)
        self.has_loops = any(getattr(n, "loop", None) for n in nodes)
        self.check_conditions = events.check_conditions
        self.caught_as_error = events.caught_as_error

    @property
    def decisions(self) -> tuple[str, ...]:
        return tuple(self._decisions)

    def decision(self, decision_id: str) -> tuple:
        """(model, variable that gets the value, names the model reads)"""
        return self._decisions[decision_id]


def compile_bundle(files: Mapping[str, bytes], *, limits: Limits = DEFAULT) -> CompiledBundle:
    """Parses and checks all files; the result is cached by content. Raises BundleRefused with every error found."""
    return _compile(tuple(sorted(files.items())), limits)


@lru_cache(maxsize=64)
def _compile(files: tuple, limits: Limits) -> CompiledBundle:
    bundle, problems = _build(files, limits)
    errors = [p for p in problems if p.level == "error"]
    if errors:
        raise BundleRefused(errors)
    return bundle


def check_files(files: Mapping[str, bytes], *, limits: Limits = DEFAULT) -> list[Problem]:
    """Everything that is wrong with the files, warnings too; empty if they can be published."""
    return _build(tuple(sorted(files.items())), limits)[1]


def _build(files: tuple, limits: Limits) -> tuple[CompiledBundle | None, list[Problem]]:
    if len(files) > limits.files:
        return None, [Problem("error", files[0][0], None, "too_many", f"文件超过 {limits.files} 个。")]
    opened = [pieces.opened(name, content, limits) for name, content in files]
    decisions, problems = _decisions(opened)
    diagrams = {piece.name: piece for piece in opened if piece.root is not None}
    problems += _examined(diagrams, opened, decisions, limits)
    wrong = {p.file for p in problems if p.level == "error"}
    read = [pieces.read(piece, limits) for name, piece in diagrams.items() if name not in wrong]
    specs = {name: room for one in read for name, room in one.rooms.items()}
    problems += [p for one in read for p in one.problems] + checks.specs(specs)
    if any(p.level == "error" for p in problems):
        return None, problems
    names = {n for one in read for n in one.names} | {n for _model, _variable, reads in decisions.values() for n in reads}
    return _bundle(files, specs, names, decisions, limits), problems


def _decisions(opened) -> tuple[dict[str, tuple], list[Problem]]:
    """All decisions of the files, and what is wrong with each file by itself."""
    decisions, problems = {}, []
    for piece in opened:
        problems += piece.problems
        problems += [Problem("error", piece.name, id, "duplicate", f"决策 {id} 在本次发布的文件中重复。") for id in piece.decisions if id in decisions]
        decisions |= piece.decisions
    return decisions, problems


def _examined(diagrams, opened, decisions, limits) -> list[Problem]:
    processes, problems = checks.processes({name: piece.root for name, piece in diagrams.items()})
    around = pieces.Around(opened, decisions, processes)
    for piece in diagrams.values():
        problems += pieces.examined(piece, around, limits)
    return problems + [p for piece in diagrams.values() for p in piece.odd]


def _bundle(files, specs, names, decisions, limits) -> CompiledBundle:
    digest = sha256()
    for name, content in files:
        digest.update(name.encode() + b"\0" + sha256(content).digest())
    rooms: dict[str, list[ProcessSpec]] = {}
    for spec in specs.values():
        rooms.setdefault(spec.process_id, []).append(spec)
    infos = {id: _info(specs[id], inside) for id, inside in rooms.items()}
    roots = [s for s in specs.values() if "/" not in s.name]
    messages = {name: s.name for s in roots for kind, name in s.event_starts if kind == "message"}
    signals: dict[str, list[str]] = {}
    for spec in roots:
        for kind, name in spec.event_starts:
            if kind == "signal":
                signals.setdefault(name, []).append(spec.name)
    return CompiledBundle(digest.hexdigest(), specs, infos, frozenset(names), messages, signals, limits, decisions)


def _info(spec, inside) -> ProcessInfo:
    nodes = {n.bpmn_id: NodeInfo(n.bpmn_id, n.bpmn_name, n.kind, n.lane, n.properties)
             for s in inside for n in s.nodes if n.name != ROOT}
    flows = {f.id: (f.source, f.target.name) for s in inside for n in s.nodes for f in n.outgoing if f.id}
    return ProcessInfo(spec.name, spec.description or spec.name, spec.file, nodes, flows)
