"""The files under check together with what is known: parsed once, looked up by every check."""
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

from app.definitions.checks import diagram
from app.definitions.checks.diagram import Diagram, Node, Scope
from app.definitions.known import NOTHING, Known
from app.engine import check_files
from app.engine.contract import Problem
from app.engine.limits import DEFAULT
from app.engine.pieces import Kept, opened
from app.forms import schema

_forms = Kept(400)
LARGEST_FORM = 100_000      # bytes of a form that is kept parsed
THROWING = ("sendTask", "intermediateThrowEvent", "endEvent")


class Whole:
    """`files`: all of the bundle by name."""

    def __init__(self, files: Mapping[str, bytes], known: Known = NOTHING):
        self.files, self.known = files, known

    def named(self, kind: str) -> list[str]:
        """Names of the files of one kind."""
        return [name for name in self.files if name.endswith(f".{kind}")]

    def of_kind(self, kind: str) -> dict[str, bytes]:
        return {name: self.files[name] for name in self.named(kind)}

    # ---- diagrams -------------------------------------------------------------------------------------------------------
    @cached_property
    def diagrams(self) -> dict[str, Diagram]:
        """Those that can be read at all."""
        read = {name: diagram.read(name, content) for name, content in self.of_kind("bpmn").items()}
        return {name: one for name, one in read.items() if one is not None}

    @cached_property
    def processes(self) -> dict[str, tuple[str, Scope]]:
        """{process: (file, scope)}"""
        return {id: (name, scope) for name, one in self.diagrams.items() for id, scope in one.processes.items()}

    def nodes(self) -> Iterator[tuple[str, Node]]:
        """(file, node) of everything drawn."""
        return ((name, node) for name, one in self.diagrams.items() for node in one.nodes.values())

    @cached_property
    def tasks(self) -> set[str]:
        """Ids of all tasks for people."""
        return {node.id for _file, node in self.nodes() if node.kind in ("userTask", "manualTask")}

    @cached_property
    def messages(self) -> tuple[set[str], set[str]]:
        """(names that some element sends, names that some element waits for)"""
        thrown, caught = set(), set()
        for one in self.diagrams.values():
            for node in one.nodes.values():
                (thrown if node.kind in THROWING else caught).update(one.messages_of(node))
        return thrown, caught

    # ---- what the engine says -------------------------------------------------------------------------------------------
    @cached_property
    def problems(self) -> list[Problem]:
        """What the engine's own checks say of diagrams and tables."""
        return check_files({name: self.files[name] for kind in ("bpmn", "dmn") for name in self.named(kind)})

    @cached_property
    def refused(self) -> set[tuple[str, str | None, str]]:
        """(file, element, code) of each."""
        return {(p.file, p.element, p.code) for p in self.problems}

    # ---- tables ---------------------------------------------------------------------------------------------------------
    @cached_property
    def decisions(self) -> dict[str, tuple[str, Any]]:
        """{decision: (file, dmn.Model)} of all that load."""
        pieces = [opened(name, content, DEFAULT) for name, content in self.of_kind("dmn").items()]
        return {id: (piece.name, made[0]) for piece in pieces for id, made in piece.decisions.items()}

    # ---- forms ----------------------------------------------------------------------------------------------------------
    @cached_property
    def forms(self) -> dict[str, "FormFile"]:
        """By key, broken ones too."""
        return {name.removesuffix(".form"): _form(content) for name, content in self.of_kind("form").items()}


class FormFile:
    """`form` None: `problems` say why. `fields`: {data path: component as JSON}, those in groups too."""

    def __init__(self, content: bytes):
        self.problems: list[Any] = []
        self.form: schema.Form | None = None
        try:
            self.form = schema.load(content)
        except schema.FormError as error:
            self.problems = error.problems

    @cached_property
    def fields(self) -> dict[str, dict]:
        return dict(_fields(self.form.raw["components"])) if self.form else {}


def _fields(components: list[dict]) -> Iterator[tuple[str, dict]]:
    for component in components:
        if component.get("key"):
            yield component["key"], component
        elif component.get("type") == "dynamiclist" and component.get("path"):
            yield component["path"], component
        elif component.get("components"):
            yield from _fields(component["components"])


def _form(content: bytes) -> FormFile:
    return _forms.get(content, lambda: FormFile(content), len(content) <= LARGEST_FORM)
