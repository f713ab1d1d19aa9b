"""Relations between points and ranges (DMN 1.5, table 78). A point is a range of one where that makes sense."""
from app.rules.feel import tree
from app.rules.feel.compiler import Compiler
from app.rules.feel.errors import FeelError
from app.rules.feel.library import builtin
from app.rules.feel.operators import equal, less, within
from app.rules.feel.parser import parse_expression
from app.rules.feel.runtime import Env
from app.rules.feel.values import Range

_CONSTANTS = (tree.Literal, tree.Negation, tree.Call)


def _span(value) -> Range:
    return value if type(value) is Range else Range(value, value, True, True)


def _relation(name, params, holds):
    """Registers a relation. Each parameter called `range…` takes only a range: else there is no answer."""
    ranged = [param.startswith("range") for param in params.split(",")]

    def answer(_env, *args):
        fits = all(arg is not None and (type(arg) is Range or not wanted) for arg, wanted in zip(args, ranged))
        return holds(*args) if fits else None
    builtin(name, params, arity=(2, 2))(answer)


def before(a, b) -> bool | None:
    a, b = _span(a), _span(b)
    result = less(a.high, b.low)
    if result is None:
        return None
    return result or (equal(a.high, b.low) is True and not (a.high_in and b.low_in))


def meets(a, b):
    return a.high_in and b.low_in and equal(a.high, b.low)


def starts_first(a, b):
    """a begins before b: lower, or at the same point that only a includes."""
    return less(a.low, b.low) or (equal(a.low, b.low) and a.low_in and not b.low_in)


def overlaps(a, b):
    return not before(a, b) and not before(b, a)


def overlaps_before(a, b):
    ends_first = less(a.high, b.high) or (equal(a.high, b.high) and (not a.high_in or b.high_in))
    reaches = less(b.low, a.high) or (equal(b.low, a.high) and b.low_in and a.high_in)
    return not before(a, b) and starts_first(a, b) and ends_first and reaches


def finishes(a, b):
    if type(a) is not Range:
        return equal(a, b.high) and b.high_in
    same_end = equal(a.high, b.high) and a.high_in == b.high_in
    return same_end and bool(less(b.low, a.low) or (equal(a.low, b.low) and (b.low_in or not a.low_in)))


def starts(a, b):
    if type(a) is not Range:
        return equal(a, b.low) and b.low_in
    same_start = equal(a.low, b.low) and a.low_in == b.low_in
    return same_start and bool(less(a.high, b.high) or (equal(a.high, b.high) and (b.high_in or not a.high_in)))


def during(a, b):
    if type(a) is not Range:
        return within(a, b)
    begins = less(b.low, a.low) or (equal(b.low, a.low) and (b.low_in or not a.low_in))
    ends = less(a.high, b.high) or (equal(a.high, b.high) and (b.high_in or not a.high_in))
    return bool(begins and ends)


def coincides(a, b):
    return a == b if type(a) is Range else equal(a, b)


def _turned(holds):
    return lambda a, b: holds(b, a)


_relation("before", "point1,point2", before)
_relation("after", "point1,point2", _turned(before))
_relation("meets", "range1,range2", meets)
_relation("met by", "range1,range2", _turned(meets))
_relation("overlaps", "range1,range2", overlaps)
_relation("overlaps before", "range1,range2", overlaps_before)
_relation("overlaps after", "range1,range2", _turned(overlaps_before))
_relation("finishes", "point,range", finishes)
_relation("finished by", "range,value", _turned(finishes))
_relation("starts", "point,range", starts)
_relation("started by", "range,value", _turned(starts))
_relation("during", "value,range", during)
_relation("includes", "range,value", _turned(during))
_relation("coincides", "value1,value2", coincides)


@builtin("range", "from")
def range_(env, text):
    """The range that the text writes, such as "[1..10)"; its ends are constants."""
    if type(text) is not str:
        return None
    env.spend(len(text))
    try:
        node = parse_expression(text)
    except FeelError:  # not a range: FEEL's answer is null
        return None
    if not isinstance(node, tree.RangeOf) or not all(isinstance(end, _CONSTANTS) for end in (node.low, node.high)):
        return None
    return Compiler()(node)(Env([{}]))
