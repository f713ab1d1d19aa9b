"""FEEL (DMN 1.5): the one expression language of diagrams, tables and forms. It can do nothing but compute."""
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from app.kernel import clock
from app.rules import _core
from app.rules._core import YM as Months  # noqa: N811 because this is its public name
from app.rules._core import FeelError, FeelSyntaxError, Range, to_host

__all__ = ["Compiled", "FeelError", "FeelSyntaxError", "Months", "Range", "check", "compile", "evaluate", "function",
           "names", "to_host", "unary_test"]


class Compiled:
    """A checked expression. Call it with scopes, outermost first; `names` are the free variables it reads."""

    __slots__ = ("names", "source", "_run")

    def __init__(self, source: str, special: Sequence[str] = ()):
        _core.check(source, names=special)
        self.source, self.names = source, names(source)
        self._run = _core._get("e", source, special)

    def __call__(self, scopes: Sequence[Mapping], *, strict: bool = True, now: datetime | None = None) -> Any:
        return _core._run(self._run, _core.Env(list(scopes), strict=strict, clock=_clock(now)))


def _clock(now):
    return None if now is None else lambda: clock.local(now)


def compile(source: str) -> Compiled:
    """The expression, parsed once. Raises FeelSyntaxError."""
    return Compiled(source)


def evaluate(source: str, context: Mapping | None = None, *, strict: bool = False, now: datetime | None = None) -> Any:
    """The value of the expression; in strict mode unknown names and type mismatches raise FeelError."""
    return _core.evaluate(source, context, strict=strict, names=tuple(context or ()), clock=_clock(now))


def unary_test(source: str, value, context: Mapping | None = None, *, strict: bool = False) -> bool | None:
    """Whether `value` passes the unary tests of a decision table's cell."""
    return _core.unary(source, _core.to_feel(value), context, strict=strict, names=tuple(context or ()))


def check(source: str) -> None:
    """Raises FeelSyntaxError if the source is not FEEL."""
    _core.check(source)


def function(call: Callable, params: Sequence[str]):
    """A host function that expressions may call, positionally or by the names in `params`; missing arguments are left out."""
    def invoke(_env, *args):
        return _core.to_feel(call(*args))
    return _core.Fn(list(params), invoke, arity=(0, len(params)))


def names(source: str) -> frozenset[str]:
    """The free variables that the expression reads."""
    tree = _core.Parser(source).whole()
    found = set()
    _collect(tree, frozenset(), found)
    return frozenset(found - set(_core.BUILTINS))


def _collect(node, bound, found):
    if isinstance(node, tuple) and node and node[0] == "var":
        if node[1] not in bound:
            found.add(node[1])
    elif isinstance(node, (tuple, list)):
        for part in node:
            _collect(part, bound, found)
    elif isinstance(node, dict):
        for part in node.values():
            _collect(part, bound, found)
