"""What can be told of a value before it is there: a type is a set of kinds, each at most once.

`null` and `absent` (the name may not be there at all) are kinds like others, so that “maybe empty” needs no flag. `any` is a value of
which nothing is known: whatever is done with it is let through, and what follows from it is not promised.
"""
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import reduce
from typing import Any

from app.rules.feel import tree
from app.rules.feel.values import Function, Months, Range

import datetime as dt

SCALARS = ("number", "string", "boolean")
SPANS = ("years and months duration", "days and time duration")
DAYS = ("date", "date and time")
NAMES = (*SCALARS, "date", "time", "date and time", *SPANS, "list", "context", "range", "function", "null", "absent", "any")
MOST_VALUES, MOST_FIELDS, DEEPEST = 60, 200, 6
LONGEST_VALUE = 80
MOST_WAYS = 6       # of being absent that are told apart


@dataclass(frozen=True, slots=True)
class Kind:
    """`values`: the only ones it has, if known (numbers, texts, yes and no); `item`: of lists and ranges; `fields` of a context, by name;
    `open`: it may have further ones. `call`: of a function. `unless`: of a name that may be absent, what is then known of others, as
    ((path, type) …) for each way in which it may be; none: nothing is."""

    name: str
    values: frozenset | None = None
    item: "Type | None" = None
    fields: tuple[tuple[str, "Type"], ...] = ()
    open: bool = False
    unless: tuple = ()
    call: "Callable | None" = field(default=None, compare=False)

    def entries(self) -> dict[str, "Type"]:
        return dict(self.fields)


@dataclass(frozen=True, slots=True)
class Type:
    """Kinds in the order of NAMES. No kind at all: a value that never comes about, such as an item of an empty list."""

    kinds: tuple[Kind, ...]

    def get(self, name: str) -> Kind | None:
        return next((kind for kind in self.kinds if kind.name == name), None)

    def __contains__(self, name: str) -> bool:
        return any(kind.name == name for kind in self.kinds)

    @property
    def names(self) -> frozenset[str]:
        return frozenset(kind.name for kind in self.kinds)

    @property
    def unknown(self) -> bool:
        return "any" in self

    def without(self, *names: str) -> "Type":
        kept = tuple(kind for kind in self.kinds if kind.name not in names)
        return self if len(kept) == len(self.kinds) else Type(kept)

    def only(self, *names: str) -> "Type":
        return Type(tuple(kind for kind in self.kinds if kind.name in names))

    def __or__(self, other: "Type") -> "Type":
        return join((self, other))


def _simple(name: str) -> Type:
    return Type((Kind(name),))


NEVER = Type(())
ANY, NULL, ABSENT = _simple("any"), _simple("null"), _simple("absent")
NUMBER, STRING, BOOLEAN, DATE, TIME = map(_simple, ("number", "string", "boolean", "date", "time"))
MOMENT, SPAN, MONTHS = map(_simple, ("date and time", "days and time duration", "years and months duration"))


def list_of(item: Type) -> Type:
    return Type((Kind("list", item=item),))


def range_of(item: Type) -> Type:
    return Type((Kind("range", item=item),))


def context_of(fields: Mapping[str, Type], *, open: bool = False) -> Type:
    kept = dict(list(fields.items())[:MOST_FIELDS])
    return Type((Kind("context", fields=tuple(sorted(kept.items())), open=open or len(kept) < len(fields)),))


def absent(ways: tuple) -> Type:
    """A name that may be missing; see Kind.unless."""
    return Type((Kind("absent", unless=ways),))


def disjoint(a: Type, b: Type) -> bool:
    """Whether no value can be of both types."""
    if a.unknown or b.unknown:
        return False
    return not any(_common(one, other) for one in a.kinds for other in b.kinds if one.name == other.name)


def _common(a: Kind, b: Kind) -> bool:
    return a.values is None or b.values is None or bool(a.values & b.values)


OPEN_CONTEXT = context_of({}, open=True)


def one_of(values: Iterable[Any]) -> Type:
    """The type of exactly these plain values: an enumeration."""
    return join(of_value(value) for value in values)


# ---- joining --------------------------------------------------------------------------------------------------------
def join(types: Iterable[Type]) -> Type:
    """What is one or another of these. `any` takes in everything but `absent`."""
    return reduce(_join, types, NEVER)


def _join(a: Type, b: Type) -> Type:
    if a is b or not b.kinds or a == b:
        return a
    if not a.kinds:
        return b
    merged = {kind.name: kind for kind in a.kinds}
    for kind in b.kinds:
        merged[kind.name] = _merge(merged[kind.name], kind) if kind.name in merged else kind
    if "any" in merged:
        merged = {name: kind for name, kind in merged.items() if name in ("any", "absent")}
    return Type(tuple(merged[name] for name in NAMES if name in merged))


def _merge(a: Kind, b: Kind) -> Kind:
    if a == b:
        return a
    values = a.values | b.values if a.values is not None and b.values is not None else None
    if values is not None and len(values) > MOST_VALUES:
        values = None
    if a.name == "context":
        return _merge_contexts(a, b)
    if a.name == "absent":
        ways = tuple(dict.fromkeys((*a.unless, *b.unless))) if a.unless and b.unless else ()
        return Kind("absent", unless=ways if len(ways) <= MOST_WAYS else ())
    item = a.item | b.item if a.item is not None and b.item is not None else a.item or b.item
    return Kind(a.name, values, item, call=a.call if a.call is b.call else None)


def _merge_contexts(a: Kind, b: Kind) -> Kind:
    left, right = a.entries(), b.entries()
    fields = {name: _field(left, name, a.open) | _field(right, name, b.open) for name in {**left, **right}}
    return context_of(fields, open=a.open or b.open).kinds[0]


def _field(fields: dict, name: str, is_open: bool) -> Type:
    return fields.get(name) or (ANY | ABSENT if is_open else ABSENT)


def clipped(kind: Type, depth: int = DEEPEST) -> Type:
    """The type with what lies too deep in it forgotten: loops that wrap a value again and again come to an end."""
    if not any(one.item is not None or one.fields for one in kind.kinds):
        return kind
    if depth == 0:
        return Type(tuple(Kind(one.name, item=ANY if one.item is not None else None, open=one.name == "context") for one in kind.kinds))
    return Type(tuple(_clipped(one, depth - 1) for one in kind.kinds))


def _clipped(one: Kind, depth: int) -> Kind:
    item = clipped(one.item, depth) if one.item is not None else None
    fields = tuple((name, clipped(inner, depth)) for name, inner in one.fields)
    return Kind(one.name, one.values, item, fields, one.open, one.unless, one.call)


# ---- from values and names ------------------------------------------------------------------------------------------
_PLAIN = {dt.datetime: MOMENT, dt.date: DATE, dt.time: TIME, dt.timedelta: SPAN, Months: MONTHS, type(None): NULL}


def of_value(value: Any, depth: int = DEEPEST) -> Type:
    """The type of a FEEL value. Of lists and contexts what lies deeper than `depth` is any."""
    kind = type(value)
    if kind in (Decimal, bool, str, int):
        return _literal(Decimal(value) if kind is int else value)
    if kind in _PLAIN:
        return _PLAIN[kind]
    if depth == 0:
        return ANY
    if kind is list:
        return list_of(join(of_value(item, depth - 1) for item in value))
    if kind is dict:
        return context_of({str(name): of_value(inner, depth - 1) for name, inner in value.items()})
    if kind is Range:
        ends = [of_value(end) for end in (value.low, value.high) if end is not None]
        return range_of(join(_wide(end) for end in ends))
    return _simple("function") if kind is Function else ANY


def _literal(value: Any) -> Type:
    name = {Decimal: "number", bool: "boolean", str: "string"}[type(value)]
    short = not (isinstance(value, str) and len(value) > LONGEST_VALUE)
    return Type((Kind(name, frozenset((value,)) if short else None),))


def _wide(kind: Type) -> Type:
    return Type(tuple(Kind(one.name) if one.values is not None else one for one in kind.kinds))


wide = _wide      # the type with its single values forgotten

_BY_NAME = {"number": NUMBER, "string": STRING, "boolean": BOOLEAN, "date": DATE, "time": TIME, "date and time": MOMENT, "dateTime": MOMENT,
            "days and time duration": SPAN, "dayTimeDuration": SPAN, "years and months duration": MONTHS, "yearMonthDuration": MONTHS,
            "integer": NUMBER, "long": NUMBER, "double": NUMBER, "text": STRING, "Any": ANY, "any": ANY, "null": NULL, "Null": NULL,
            "list": list_of(ANY), "context": OPEN_CONTEXT, "range": range_of(ANY), "function": _simple("function")}


def named(name: str) -> Type | None:
    """The type of this name, as FEEL, DMN or the house writes it; None if there is none."""
    return _BY_NAME.get(name.rpartition(":")[2] if ":" in name else name)


def of_tree(kind: tree.Type) -> Type | None:
    """The type that an expression writes: `list<number>`, `context<a: string>`; None for an unknown name."""
    if kind.inner is None or kind.name not in ("list", "range", "context"):
        return named(kind.name)
    if kind.name == "context":
        inner = {name: of_tree(one) for name, one in kind.inner.items()}
        return None if None in inner.values() else context_of({name: one | NULL for name, one in inner.items()}, open=True)
    item = of_tree(kind.inner)
    return None if item is None else (list_of if kind.name == "list" else range_of)(item | NULL)
