"""The files of a bundle one by one. What depends on one file alone is done once for its content, however many bundles share it: while
somebody draws, one file of a hundred changes, and whoever runs a diagram has mostly run the others."""
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from app.engine import checks, markup, schema
from app.engine.contract import Problem
from app.engine.limits import Limits
from app.engine.process import ProcessSpec
from app.engine.reader import Reader, global_tasks_as_processes
from app.rules import dmn

MOST, LARGEST = 160, 600_000        # files kept, and bytes of one: what is larger is read anew, so that nobody fills the memory


class Kept:
    """The newest answers by key."""

    def __init__(self, most: int = MOST):
        self.most, self.lock = most, Lock()
        self.answers: OrderedDict[Any, Any] = OrderedDict()

    def get(self, key: Any, make: Callable[[], Any], keep: bool = True) -> Any:
        with self.lock:
            if key in self.answers:
                self.answers.move_to_end(key)
                return self.answers[key]
        made = make()
        if keep:
            with self.lock:
                self.answers[key] = made
                while len(self.answers) > self.most:
                    self.answers.popitem(last=False)
        return made


@dataclass(frozen=True, eq=False)
class Piece:
    """One file, opened. `root`: of a diagram; `decisions`: {id: (model, variable that gets the value, names it reads)} of tables; `odd`:
    what the schema of BPMN does not allow."""

    name: str
    content: bytes
    root: markup.Element | None = None
    decisions: Mapping[str, tuple] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    odd: tuple[Problem, ...] = ()

    @property
    def is_small(self) -> bool:
        return len(self.content) <= LARGEST


@dataclass(frozen=True, eq=False)
class Specs:
    """The rooms of one diagram, what is wrong with its expressions, and the names they read. Shared by every bundle with this file."""

    rooms: Mapping[str, ProcessSpec]
    problems: tuple[Problem, ...]
    names: frozenset[str]


_opened, _examined, _read = Kept(), Kept(), Kept()


def opened(name: str, content: bytes, limits: Limits) -> Piece:
    return _opened.get((name, content, limits), lambda: _open(name, content, limits), len(content) <= LARGEST)


def _open(name: str, content: bytes, limits: Limits) -> Piece:
    try:
        root = markup.parse(content, name, limits)
    except markup.Unreadable as unreadable:
        return Piece(name, content, problems=(unreadable.problem,))
    if name.endswith(".dmn"):
        return _tables(name, content)
    if root.tag != markup.bpmn("definitions"):
        return Piece(name, content, problems=(Problem("error", name, None, "not_bpmn", f"{name}：根元素不是 BPMN 2.0 的 definitions。"),))
    odd = tuple(schema.check(root, name))
    global_tasks_as_processes(root)
    return Piece(name, content, root, odd=odd)


def _tables(name: str, content: bytes) -> Piece:
    try:
        model = dmn.load(content)
    except dmn.DmnError as error:
        return Piece(name, content, problems=tuple(_faulty(name, problem) for problem in error.problems))
    decisions = {id: (model, model.variable(id), model.reads(id)) for id in model.decisions}
    return Piece(name, content, decisions=decisions, problems=tuple(_faulty(name, error) for error in model.problems))


def _faulty(file, error) -> Problem:
    return Problem("error", file, error.element, "bad_dmn", f"{file}：{error.sentence}。", error.position)


def examined(piece: Piece, around: "Around", limits: Limits) -> tuple[Problem, ...]:
    """What is wrong with a diagram, given what stands around it."""
    def examine() -> tuple[Problem, ...]:
        return tuple(checks.diagram(piece.name, piece.root, around.decisions, around.processes, limits, around.files))
    called = {markup.reference(e.get("calledElement")) for e in piece.root.iter(markup.bpmn("callActivity"))}
    called_from = tuple((id, around.owners[id]) for id in sorted(called - {None}) if id in around.owners)
    return _examined.get((piece.name, piece.content, limits, around.names, called_from), examine, piece.is_small)


def read(piece: Piece, limits: Limits) -> Specs:
    """The rooms of a diagram that has no errors."""
    def reading() -> Specs:
        reader = Reader(piece.name)
        return Specs(reader.read(piece.root), tuple(reader.problems), frozenset(reader.names))
    return _read.get((piece.name, piece.content, limits), reading, piece.is_small)


class Around:
    """What a file may refer to: the other files' names, decisions and processes. `owners`: {process: its file and that file's content}."""

    def __init__(self, pieces: list[Piece], decisions: Mapping[str, tuple], processes: Mapping[str, tuple[str, Any]]):
        contents = {p.name: p.content for p in pieces}
        self.files = frozenset(p.name for p in pieces if p.root is not None)
        self.decisions, self.processes = decisions, processes
        self.owners = {id: (file, contents[file]) for id, (file, _process) in processes.items()}
        self.names = frozenset(decisions), self.files
