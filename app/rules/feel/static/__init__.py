"""What an expression will do, told before it runs: the type of its value, and what is wrong with it.

    found = infer('amount > "3"', {"amount": kinds.NUMBER})
    found.type, found.problems, found.refers, found.sure
"""
from collections.abc import Mapping
from dataclasses import dataclass

from app.rules.feel.errors import FeelError
from app.rules.feel.free import names_in
from app.rules.feel.lexer import is_plain
from app.rules.feel.static import blocks, kinds, operations, words  # noqa: F401 because importing them registers what they check
from app.rules.feel.static.checker import Checker, Tolerant
from app.rules.feel.static.kinds import ANY, BOOLEAN, Kind, Type
from app.rules.feel.static.problems import Problem, nearest
from app.rules.feel.static.signatures import Signature
from app.rules.feel.static.spans import SpannedParser
from app.rules.feel.static.words import describe, plainly, values_of

__all__ = ["Inferred", "Kind", "Problem", "Signature", "Tolerant", "Type", "describe", "infer", "infer_tests", "kinds", "nearest", "plainly",
           "values_of", "words"]


@dataclass(frozen=True)
class Inferred:
    """`problems` in the order of the source; `refers`: the free names that it reads; `sure`: nothing was let through for being unknown."""

    type: Type
    problems: tuple[Problem, ...]
    refers: frozenset[str]
    sure: bool

    @property
    def fails(self) -> bool:
        return any(one.level == "error" for one in self.problems)


def infer(source: str, types: Mapping[str, Type], *, lenient: bool = False) -> Inferred:
    """The type of an expression that sees these names. `types` may be Tolerant: then it sees others too. `lenient`: as forms are read,
    where an unknown name or an empty value is null and no failure."""
    return _inferred(source, types, "expression", lenient)


def infer_tests(source: str, given: Type, types: Mapping[str, Type]) -> Inferred:
    """The same of the unary tests of a cell, whose column gives `given`."""
    outer = Tolerant(types) if isinstance(types, Tolerant) else dict(types)
    outer["?"] = given
    return _inferred(source, outer, "unary_tests", False)


def _inferred(source, types, entrance, lenient) -> Inferred:
    known = [name for name in types if isinstance(name, str) and not is_plain(name) and name != "?"]
    try:
        parser = SpannedParser(source, known)
        tree = getattr(parser, entrance)()
        if entrance == "expression":
            parser.expect_end()
    except FeelError as error:
        return _unreadable(source, error)
    except RecursionError:
        return _unreadable(source, FeelError("嵌套太深", 0))
    checker = Checker([types], parser.span)
    checker.source = source
    found = checker(tree)
    problems = sorted(checker.problems.values(), key=lambda one: (one.start, one.end))
    if lenient:
        problems = [one for one in problems if one.code not in ("maybe_null", "maybe_absent")]
    return Inferred(found, tuple(problems), frozenset(names_in(tree)), checker.sure)


def _unreadable(source: str, error: FeelError) -> Inferred:
    at = min(error.position or 0, len(source))
    end = len(source) if error.position is None else min(len(source), at + 1)
    return Inferred(ANY, (Problem("error", "syntax", at, max(at, end), f"{error.sentence}。"),), frozenset(), False)


def condition(found: Inferred, source: str, what: str = "条件") -> list[Problem]:
    """What is wrong with an expression that has to give yes or no."""
    if found.fails or found.type.unknown or not found.type.kinds:
        return []
    rest = found.type.without("boolean", "null", "absent")
    if rest.kinds:
        level = "warning" if "boolean" in found.type else "error"
        return [Problem(level, "not_boolean", 0, len(source), f"{what}应当得出是或否，这里{'可能' if level == 'warning' else ''}得出{plainly(rest)}。")]
    if "null" in found.type and found.sure:
        return [Problem("warning", "maybe_null", 0, len(source), f"{what}可能得不出结果：里面有可能为空的数据。先写 … != null and …。")]
    return []


def fits(found: Inferred, source: str, wanted: tuple[str, ...], what: str) -> list[Problem]:
    """What is wrong with an expression that has to give a value of one of these kinds."""
    if found.fails or found.type.unknown:
        return []
    rest = found.type.without(*wanted, "null", "absent")
    if not rest.kinds:
        return []
    level = "warning" if found.type.only(*wanted).kinds else "error"
    alternatives = "或".join(dict.fromkeys(plainly(Type((Kind(name),))) for name in wanted))
    return [Problem(level, "wrong_result", 0, len(source), f"{what}应当得出{alternatives}，这里得出{plainly(rest)}。")]
