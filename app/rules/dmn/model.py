"""A loaded DMN file: decisions and what they require, compiled once, shared between threads."""
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.rules import feel
from app.rules.dmn.boxed import box, boxed_child, function_of
from app.rules.dmn.errors import DmnError
from app.rules.dmn.review import Finding, review
from app.rules.dmn.run import FUEL, Expression, Run, located
from app.rules.dmn.service import Service
from app.rules.dmn.table import Table
from app.rules.dmn.types import Types, allowed_values
from app.rules.dmn.xml import child, children, label, local_name, parse, target, text_of
from app.rules.feel.errors import FeelError
from app.rules.feel.lexer import is_plain
from app.rules.feel.values import MISSING, to_feel

_NAMED = ("decision", "businessKnowledgeModel", "inputData", "decisionService")
_DECIDABLE = ("decision", "decisionService")
_LONGEST_CHAIN = 40
_NAME_GIVERS = {*_NAMED, "itemComponent", "variable", "formalParameter", "contextEntry", "column", "output"}


@dataclass(frozen=True)
class Decision:
    """`fired`: {decision or knowledge model id: ids of the rules that fired} for every table that ran; a rule without id is
    named by its number. `trail`: [(decision id, value)] in the order in which they were decided, the asked one last."""

    value: Any
    fired: dict[str, tuple[str, ...]]
    trail: list[tuple[str, Any]]
    steps: int = 0          # of computing that it took


@dataclass(slots=True)
class _Node:
    """A decision, an input, a knowledge model: what it is called, what it needs, how it is computed."""

    id: str
    name: str
    kind: str
    type: str | None
    variable: str
    requires: list[str]
    compute: Any = None
    fault: DmnError | None = None
    reads: frozenset = frozenset()
    label: str | None = None


class Model:
    """`problems`: what is wrong with single expressions or references. The file loads, but a decision that has one raises it."""

    def __init__(self, xml: bytes | str):
        root = parse(xml)
        self.known = _spaced_names(root)
        self.problems: list[DmnError] = []
        self._refused: DmnError | None = None
        self._reading: set[str] = set()
        self._tests: dict = {}
        self.types = Types({item.get("name"): item for item in children(root, "itemDefinition")}, self._tests.get)
        for item in root.iter("{*}itemDefinition", "{*}itemComponent"):
            if allowed_values(item):
                self._tests[item] = self.tests(item, allowed_values(item))
        self.nodes: dict[str, _Node] = {}
        for element in children(root, *_NAMED):
            self._add(self._node(element))
        self.problems += [DmnError("不能引用其他文件，请把所需的内容放进本文件", element=label(one)) for one in children(root, "import")]
        self._draws_inputs = any(node.kind == "inputData" for node in self.nodes.values())
        self._check_requirements()
        if self._refused:
            self._refused.problems = self.problems
            raise self._refused

    # ---- compiling --------------------------------------------------------------------------------------------------
    def expression(self, element, source: str | None = None) -> Expression:
        """The compiled expression of an element. Its fault, if it has one, joins the problems."""
        return self._compiled(feel.compile, element, source)

    def tests(self, element, source: str | None = None) -> Expression:
        """The compiled unary tests of a cell."""
        return self._compiled(feel.compile_tests, element, source)

    def _compiled(self, prepare, element, source):
        made = Expression(prepare, source or text_of(element) or "", self.known, label(element))
        if made.fault:
            self.problems.append(made.fault)
        else:
            self._reading |= made.compiled.names
        return made

    def _add(self, node: _Node) -> None:
        if node.id in self.nodes:
            self.problems.append(DmnError(f"编号“{node.id}”重复", element=node.id))
        self.nodes.setdefault(node.id, node)

    def _node(self, element) -> _Node:
        variable, name = child(element, "variable"), element.get("name")
        identity = element.get("id") or name
        if not identity:
            raise DmnError(f"有一个 {local_name(element)} 没有编号")
        needs = children(element, "informationRequirement", "knowledgeRequirement")
        drawn = [element] if local_name(element) == "decisionService" else needs
        requires = [one for requirement in drawn for one in target(requirement)]
        node = _Node(identity, name or identity, local_name(element), variable.get("typeRef") if variable is not None else None,
                     (variable.get("name") if variable is not None else None) or name or identity, requires)
        node.label = element.get("label")
        self._reading = set()
        try:
            node.compute = self._compute(element, node)
        except DmnError as error:
            node.fault = error
            self.problems += [] if error in self.problems else [error]
            self._refused = self._refused or (child(element, "decisionTable") is not None and error)
        node.reads = frozenset(self._reading)
        return node

    def _compute(self, element, node):
        if node.kind == "decisionService":
            return Service(element, self, node.id)
        if node.kind == "businessKnowledgeModel":
            logic = child(element, "encapsulatedLogic")
            return function_of(logic, self, node.id) if logic is not None else None
        boxed = boxed_child(element) if node.kind == "decision" else None
        return box(boxed, self, node.id) if boxed is not None else None

    def _check_requirements(self):
        for node in self.nodes.values():
            for missing in [one for one in node.requires if one not in self.nodes]:
                self.problems.append(DmnError(f"“{node.name}”所依赖的“{missing}”不在这个文件里", element=node.id))
            if node.id in self._reachable(node.requires):
                self.problems.append(DmnError(f"“{node.name}”的依赖绕成了圈", element=node.id, code="err_circular"))

    def _reachable(self, ids) -> set[str]:
        found, todo = set(), list(ids)
        while todo:
            identity = todo.pop()
            if identity in self.nodes and identity not in found:
                found.add(identity)
                todo.extend(self.nodes[identity].requires)
        return found

    # ---- what stands in it ------------------------------------------------------------------------------------------
    @property
    def decisions(self) -> list[str]:
        """The ids of its decisions, in document order."""
        return [node.id for node in self.nodes.values() if node.kind == "decision"]

    def variable(self, name_or_id: str) -> str:
        """The name of the variable that takes the decision's value."""
        return self._find(name_or_id).variable

    def reads(self, name_or_id: str) -> frozenset[str]:
        """Every name that the decision and what it requires may read from the inputs (names local to a box included)."""
        start = self._find(name_or_id)
        nodes = [start, *(self.nodes[one] for one in self._reachable(start.requires))]
        inputs = {node.name for node in nodes if node.kind == "inputData"}
        computed = {name for node in nodes if node.kind != "inputData" for name in (node.name, node.variable)}
        return frozenset(inputs | (set().union(*(node.reads for node in nodes)) - computed))

    def review(self, name_or_id: str) -> list[Finding]:
        """Inputs for which the decision's table has no row, or (unique) several: warnings for whoever edits it."""
        table = self._find(name_or_id).compute
        return review(table) if isinstance(table, Table) else []

    def rows(self, name_or_id: str) -> list[str]:
        """The ids of the rows of the decision's table, in their order, as `Decision.fired` tells them; [] if it is no table."""
        table = self._find(name_or_id).compute
        return [rule.id for rule in table.rules] if isinstance(table, Table) else []

    def label(self, name: str) -> str:
        """How people call the input of this name."""
        return next((node.label for node in self.nodes.values() if node.kind == "inputData" and node.name == name and node.label), name)

    def title(self, name_or_id: str) -> str:
        return self._find(name_or_id).name

    def _find(self, name_or_id) -> _Node:
        """The decision or decision service; an id is looked for before a name, a decision before a service."""
        by_name = [node for kind in _DECIDABLE for node in self.nodes.values() if node.kind == kind and node.name == name_or_id]
        by_id = self.nodes.get(name_or_id)
        found = by_id if by_id is not None and by_id.kind in _DECIDABLE else next(iter(by_name), None)
        if found is None:
            raise DmnError(f"没有“{name_or_id}”这个决策", code="err_no_decision")
        return found

    # ---- deciding ---------------------------------------------------------------------------------------------------
    def decide(self, name_or_id: str, inputs: Mapping, *, strict: bool = False, now: datetime | None = None) -> Decision:
        """The decision's value, with whatever it requires decided first. Raises DmnError.

        Strict: a missing input, a value of the wrong type, a table of which no row (or, if unique, more than one) matches raise.
        Lenient, as DMN has it: all of these give null.
        """
        run = Run(inputs, strict=strict, now=now)
        node = self._find(name_or_id)
        try:
            value = self.decide_node(run, node) if node.kind == "decision" else node.compute.decide(run)
        except FeelError as error:
            raise located(error, None) from error
        except RecursionError as error:
            raise DmnError("计算层次太深", element=name_or_id, code="err_expression") from error
        return Decision(value, run.fired, run.trail, FUEL - run.left)

    def decide_node(self, run: Run, node: _Node):
        """The value of one decision inside a run, from what was decided before if it was."""
        if node.id in run.decided:
            return run.decided[node.id]
        self._enter(run, node)
        scope = self._scope(run, node)
        value = run.inside([scope], node.compute) if node.compute else None
        run.open = run.open[:-1]
        value = self.types.conform(run, value, node.type, f"“{node.name}”的结果", node.id)
        run.decided[node.id] = value
        run.trail.append((node.id, value))
        return value

    def _enter(self, run, node):
        if node.fault:
            raise node.fault.again()
        if node.id in run.open or len(run.open) > _LONGEST_CHAIN:
            raise DmnError(f"“{node.name}”的依赖绕成了圈，或者太长", element=node.id, code="err_circular")
        run.open = (*run.open, node.id)

    def _scope(self, run, node) -> dict:
        """What the node sees: what it requires. Where no inputs are drawn at all, as many modellers leave it, and in strict
        mode, where a wrong name is an error anyway, a decision sees every input."""
        sees_all = node.kind == "decision" and (run.strict or not self._draws_inputs)
        scope = dict(run.inputs) if sees_all else {}
        for identity in node.requires:
            needed = self.nodes.get(identity)
            if needed is not None:
                scope[needed.name] = value = self._required(run, needed, node)
                scope.setdefault(needed.variable, value)
        return scope

    def _required(self, run, needed, node):
        if needed.kind == "decision":
            return self.decide_node(run, needed)
        if needed.kind in ("businessKnowledgeModel", "decisionService"):
            return self._knowledge(run, needed)
        return self._input(run, needed, node) if needed.kind == "inputData" else None

    def _knowledge(self, run, node):
        if node.id not in run.decided:
            self._enter(run, node)
            scope = self._scope(run, node)
            run.decided[node.id] = run.inside([scope], node.compute) if node.compute else None
            run.open = run.open[:-1]
        return run.decided[node.id]

    def _input(self, run, needed, node):
        value = run.inputs.get(needed.name, MISSING)
        if value is MISSING:
            if run.strict:
                raise DmnError(f"缺少输入“{needed.name}”", element=node.id, code="err_missing_input")
            value = None
        return self.types.conform(run, to_feel(value), needed.type, f"输入“{needed.name}”", needed.id)


def _spaced_names(root) -> tuple[str, ...]:
    """Names in the model that are not plain words: the lexer has to know them."""
    names = {element.get("name") for element in root.iter("{*}*") if local_name(element) in _NAME_GIVERS}
    return tuple(sorted(name for name in names if name and not is_plain(name)))
