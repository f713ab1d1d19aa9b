"""The parsed expression. `at` is the position in the source that an error about this node should point to."""
from dataclasses import dataclass
from typing import Any


@dataclass(slots=True)
class Literal:
    value: Any


@dataclass(slots=True)
class Name:
    name: str
    at: int


@dataclass(slots=True)
class Logic:
    """`or` or `and` of two or more."""

    op: str
    parts: list
    at: int


@dataclass(slots=True)
class Comparison:
    op: str
    left: Any
    right: Any
    at: int


@dataclass(slots=True)
class Chain:
    """Arithmetic of one rank, from left to right: first, then (operator, operand, position) …"""

    first: Any
    rest: list


@dataclass(slots=True)
class Negation:
    operand: Any
    at: int


@dataclass(slots=True)
class Between:
    value: Any
    low: Any
    high: Any
    at: int


@dataclass(slots=True)
class In:
    value: Any
    tests: list
    at: int


@dataclass(slots=True)
class If:
    condition: Any
    then: Any
    otherwise: Any
    at: int


@dataclass(slots=True)
class ListOf:
    items: list


@dataclass(slots=True)
class ContextOf:
    entries: list       # (key, expression)


@dataclass(slots=True)
class RangeOf:
    low: Any
    high: Any
    low_in: bool
    high_in: bool
    at: int


@dataclass(slots=True)
class OpenRange:
    """`(>= 5)` used as a value."""

    op: str
    bound: Any


@dataclass(slots=True)
class Path:
    of: Any
    name: str
    at: int


@dataclass(slots=True)
class Filter:
    of: Any
    test: Any
    at: int


@dataclass(slots=True)
class Call:
    function: Any
    args: list
    named: dict
    at: int


@dataclass(slots=True)
class For:
    iterators: list     # (name, domain, end of the domain or None)
    body: Any
    at: int


@dataclass(slots=True)
class Quantified:
    kind: str           # some | every
    iterators: list
    body: Any
    at: int


@dataclass(slots=True)
class Lambda:
    params: list        # (name, type or None)
    body: Any


@dataclass(slots=True)
class InstanceOf:
    value: Any
    type: "Type"


@dataclass(slots=True)
class Type:
    """`list<number>`, `context<a: string>`, `function<number> -> string`; `inner` is a type, a dict of types or a list of them."""

    name: str
    inner: Any = None
    at: int = 0


# ---- unary tests: the cells of decision tables ----------------------------------------------------------------------
@dataclass(slots=True)
class AnyValue:
    """The cell `-`."""


@dataclass(slots=True)
class OperatorTest:
    op: str
    bound: Any
    at: int


@dataclass(slots=True)
class ValueTest:
    """An expression; if it reads `?` it is itself the answer, else the input is compared with its value."""

    expression: Any
    reads_input: bool
    at: int


@dataclass(slots=True)
class Tests:
    tests: list
    negated: bool
