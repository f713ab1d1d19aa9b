"""FEEL (DMN 1.5): the one expression language of diagrams, tables and forms. It can do nothing but compute.

What it costs is bounded (`limits`); what goes wrong is a FeelError that names the expression and the position.
"""
import inspect
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from app.kernel.errors import Rejection
from app.rules.feel import cells, functions, limits, loops, tree  # noqa: F401 because importing them registers what they hold
from app.rules.feel.compiler import Compiler
from app.rules.feel.errors import FeelError, FeelSyntaxError
from app.rules.feel.free import names_in
from app.rules.feel.host import to_host
from app.rules.feel.lexer import NameTable, is_plain
from app.rules.feel.parser import parse_expression, parse_tests
from app.rules.feel.runtime import Env
from app.rules.feel.static import infer, infer_tests
from app.rules.feel.values import Function, Months, Range, arity_of, to_feel

__all__ = ["Compiled", "CompiledTests", "FeelError", "FeelSyntaxError", "Months", "Range", "check", "check_tests", "compile",
           "compile_tests", "evaluate", "function", "infer", "infer_tests", "names", "to_feel", "to_host", "unary_test"]


class _Prepared:
    """Parsed and compiled once; safe to share between threads. `names`: the free variables that it reads."""

    __slots__ = ("source", "names", "_run")
    parse: Callable

    def __init__(self, source: str, known: Sequence[str] = ()):
        try:
            tree = type(self).parse(source, _name_table(known))
            self._run = Compiler()(tree)
        except FeelSyntaxError as error:
            raise _located(error, source) from None
        self.source = source
        self.names = frozenset(names_in(tree))

    def run(self, env: Env, *args) -> Any:
        """Evaluates inside a running evaluation, on its scopes and its budget. Raises FeelError with this source."""
        try:
            return self._run(env, *args)
        except FeelError as error:
            raise _located(error, self.source) from error.__cause__
        except RecursionError as error:
            raise FeelError("计算层次太深", None, self.source) from error
        except (ArithmeticError, ValueError) as error:
            raise FeelError(f"无法计算：{error}", None, self.source) from error


class Compiled(_Prepared):
    """An expression. Call it with scopes, outermost first; `fuel`: steps that it may take; `spent` is told how many it took."""

    __slots__ = ()
    parse = staticmethod(parse_expression)

    def __call__(self, scopes: Sequence[Mapping], *, strict: bool = True, now: datetime | None = None,
                 fuel: int = limits.FUEL, spent: Callable[[int], None] | None = None) -> Any:
        env = Env(list(scopes), strict=strict, now=now, fuel=fuel)
        value = self.run(env)
        if spent is not None:
            spent(fuel - env.left)
        return value


class CompiledTests(_Prepared):
    """The unary tests of a decision table's cell. Call it with scopes and the input."""

    __slots__ = ()
    parse = staticmethod(parse_tests)

    def __call__(self, scopes: Sequence[Mapping], value: Any, *, strict: bool = True, now: datetime | None = None) -> bool | None:
        return self.run(Env(list(scopes), strict=strict, now=now), to_feel(value))


def _located(error: FeelError, source: Any) -> FeelError:
    if error.source is None and type(source) is str:
        error.source = source[:limits.SOURCE]
    return error


@lru_cache(maxsize=64)
def _name_table(known: tuple[str, ...]) -> NameTable | None:
    return NameTable(known) if known else None


_expression = lru_cache(maxsize=limits.CACHE)(Compiled)
_tests = lru_cache(maxsize=limits.CACHE)(CompiledTests)


def _spaced(context: Mapping) -> tuple[str, ...]:
    """Names of the context that the lexer could not find by itself."""
    return tuple(sorted(name for name in context if isinstance(name, str) and not is_plain(name)))


def _cached(cache, prepare, source, known):
    """Long sources are prepared afresh: few are long, and the cache must stay small whatever is uploaded."""
    return (cache if type(source) is str and len(source) <= limits.CACHED_SOURCE else prepare)(source, tuple(known))


def compile(source: str, known: Sequence[str] = ()) -> Compiled:
    """The expression, parsed once and cached. `known`: names with spaces that it may use. Raises FeelSyntaxError."""
    return _cached(_expression, Compiled, source, known)


def compile_tests(source: str, known: Sequence[str] = ()) -> CompiledTests:
    """The unary tests of a cell, parsed once and cached. Raises FeelSyntaxError."""
    return _cached(_tests, CompiledTests, source, known)


def evaluate(source: str, context: Mapping | None = None, *, strict: bool = False, now: datetime | None = None) -> Any:
    """The value of the expression: Decimal, str, bool, None, list, dict, date, time, datetime, timedelta, Months.

    In strict mode an unknown name or a type mismatch raises FeelError; else, as DMN has it, its value is null.
    `now`: the instant that now() and today() give.
    """
    context = context or {}
    return compile(source, _spaced(context))([context], strict=strict, now=now)


def unary_test(source: str, value: Any, context: Mapping | None = None, *, strict: bool = False,
               now: datetime | None = None) -> bool | None:
    """Whether the value passes the unary tests of a decision table's cell; None if they give no answer."""
    context = context or {}
    return compile_tests(source, _spaced(context))([context], value, strict=strict, now=now)


def entries(source: str) -> list[str]:
    """The names of the entries, if the expression is a context; none of any other. Raises FeelSyntaxError."""
    made = parse_expression(source, _name_table(()))
    return [key for key, _value in made.entries] if isinstance(made, tree.ContextOf) else []


def check(source: str, known: Sequence[str] = ()) -> None:
    """Raises FeelSyntaxError with a position if this is not a FEEL expression."""
    compile(source, known)


def check_tests(source: str, known: Sequence[str] = ()) -> None:
    """Raises FeelSyntaxError with a position if these are not unary tests."""
    compile_tests(source, known)


def names(source: str) -> frozenset[str]:
    """The free variables that the expression reads, without FEEL's own functions."""
    return compile(source).names


def function(call: Callable, params: Sequence[str] | None = None) -> Function:
    """A host function for a context. It gets host values (whole numbers as int) and may return any plain data.

    `params`: its parameters' names, for calls by name; by default as Python knows them. A Rejection that it raises becomes
    a FeelError with the same sentence: the expression cannot be computed, and the one who reads it learns why.
    """
    name = getattr(call, "__name__", "host")

    def invoke(_env, *args):
        try:
            return to_feel(call(*[to_host(arg) for arg in args]))
        except Rejection as refusal:
            raise FeelError(f"函数 {name} 没有结果：{refusal.sentence.rstrip('。')}") from refusal
    names = list(params) if params is not None else list(inspect.signature(call).parameters)
    return Function(names, invoke, name=name, arity=arity_of(call))
