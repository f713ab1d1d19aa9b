"""What the inference lets through without a word does not fail for its types, and gives a value of the type that was told.

Random expressions over typed data, some of them well typed, most not: the strict evaluation is the judge.
"""
import datetime as dt
import re
from decimal import Decimal

from hypothesis import event, given, settings
from hypothesis import strategies as st

from app.rules import feel
from app.rules.feel.static import kinds
from app.rules.feel.static.kinds import ABSENT, BOOLEAN, DATE, MOMENT, MONTHS, NULL, NUMBER, SPAN, STRING, Type
from app.rules.feel.static.signatures import SIGNATURES
from app.rules.feel.values import Months, Range, to_feel

small = st.integers(-9, 9)
days = st.dates(dt.date(2020, 1, 1), dt.date(2030, 1, 1))
moments = st.datetimes(dt.datetime(2020, 1, 1), dt.datetime(2030, 1, 1), timezones=st.just(dt.UTC))
spans = st.integers(-500, 500).map(lambda hours: dt.timedelta(hours=hours))
options = st.sampled_from(["yes", "no", "maybe"])
GONE = object()
# name → its type, and what it may hold. GONE: the name is not there at all.
NAMES = {
    "n": (NUMBER, small), "n0": (NUMBER | NULL, small | st.none()), "s": (kinds.one_of(["yes", "no", "maybe"]), options),
    "s0": (STRING | NULL, st.text("abc", max_size=3) | st.none()), "b": (BOOLEAN, st.booleans()), "b0": (BOOLEAN | NULL, st.booleans() | st.none()),
    "d": (DATE, days), "d0": (DATE | NULL, days | st.none()), "t": (MOMENT, moments), "h": (SPAN, spans),
    "y": (MONTHS, st.integers(-30, 30).map(Months)), "ns": (kinds.list_of(NUMBER), st.lists(small, max_size=3)),
    "mix": (NUMBER | STRING, small | st.text("ab", max_size=2)), "gone": (NUMBER | ABSENT, small | st.just(GONE)),
    "c": (kinds.context_of({"a": NUMBER, "k": STRING | NULL}), st.fixed_dictionaries({"a": small, "k": options | st.none()})),
    "cs": (kinds.list_of(kinds.context_of({"a": NUMBER, "z": STRING | ABSENT})),
           st.lists(st.fixed_dictionaries({"a": small}, optional={"z": options}), max_size=3)),
    "ls0": (kinds.list_of(STRING | NULL) | NULL, st.lists(options | st.none(), max_size=3) | st.none()),
}
TYPES = {name: kind for name, (kind, _) in NAMES.items()}
contexts = st.fixed_dictionaries({name: values for name, (_, values) in NAMES.items()}).map(
    lambda made: {name: value for name, value in made.items() if value is not GONE})

atoms = st.sampled_from([*NAMES, "c.a", "c.k", "cs.a", "cs.z", "1", "0", "2.5", '"yes"', '"odd"', "true", "null", "[]", "[1..5]", "[d..d]",
                         'duration("P1D")', 'date("2026-01-01")', "now()", "today()", "ns[1]", "cs[1].a", "unheard"])
ONE = ("count({})", "not({})", "-({})", "string({})", "sum({})", "max({})", "string length({})", "abs({})", "day of week({})", "({}).a", "({})[1]",
       "({})[item > 1]", "({})[a = 1]", "for q in {} return q", "some q in {} satisfies q = 1", "{{e: {}, f: e}}.f", "{} instance of number",
       "is defined({})", "({}).year", "flatten({})", "distinct values({})", "sort({}, function(p, q) p < q)", "[{}]", "upper case({})",
       "{{g: function(p) p, e: g({})}}.e", "reverse({})", "any({})", "string join({})", "({}) in (1, 2)", '({}) in ("yes", "other")', "get value({}, \"a\")")
TWO = ("{} + {}", "{} - {}", "{} * {}", "{} / {}", "{} = {}", "{} != {}", "{} < {}", "{} >= {}", "{} and {}", "{} or {}", "[{}, {}]", "append({}, {})",
       "list contains({}, {})", "{} in ({})", "concatenate({}, {})", "min({}, {})", "for q in {} return {}", "{} in [{}..9]",
       "every q in {} satisfies q = {}", "contains({}, {})", "count({}) > {}", "({})[{}]", "union({}, {})", "get value({}, {})")
THREE = ("if {} then {} else {}", "{} between {} and {}", "if {} != null then {} else {}", "if is defined({}) then {} else {}")
GUARDED = ("n0 != null and n0 {} 1", "if n0 = null then 0 else n0 {} 1", "gone = null or n0 = null or n0 {} n", "is defined(gone) and gone {} 1",
           'if s0 = "a" then s0 + "b" else {}', "not(n0 = null) and n0 {} 2", "d0 != null and d0 {} d", "c.k != null and string length(c.k) {} 1",
           "if mix instance of number then mix {} 1 else 0", "b0 != null and b0 and n {} 1")


def _deeper(inner):
    one = st.builds(lambda form, a: form.format(a), st.sampled_from(ONE), inner)
    two = st.builds(lambda form, a, b: form.format(a, b), st.sampled_from(TWO), inner, inner)
    three = st.builds(lambda form, a, b, c: form.format(a, b, c), st.sampled_from(THREE), inner, inner, inner)
    return one | two | two | three


guarded = st.builds(lambda form, op: form.format(op), st.sampled_from(GUARDED), st.sampled_from(["<", ">=", "=", "+"]))
expressions = st.recursive(atoms | guarded, _deeper, max_leaves=5)


def holds(kind: Type, value) -> bool:
    """Whether the value is one of the type's."""
    value = to_feel(value)
    return any(_is(one, value) for one in kind.kinds)


def _is(one: kinds.Kind, value) -> bool:
    if one.name == "any":
        return True
    if kinds.of_value(value).names != {one.name}:
        return False
    if one.values is not None:
        return value in one.values
    if one.name == "list":
        return all(holds(one.item, item) for item in value)
    if one.name == "range":
        return all(end is None or holds(one.item, end) for end in (value.low, value.high))
    if one.name == "context":
        fields = one.entries()
        return all(name in fields and holds(fields[name], inner) for name, inner in value.items()) and all(
            name in value or "absent" in kind for name, kind in fields.items())
    return True


PARTIAL = {name for name, one in SIGNATURES.items() if one.partial}
OF_VALUES = ("不能除以零", "结果超出范围", "计算步数太多", "太长", "太大", "太深")


def is_of_the_value(error: feel.FeelError) -> bool:
    """Failures that no type foretells: a division by zero, a function that has no answer for this very value."""
    said = re.match(r"函数 (.+?) 不能用于", error.sentence)
    return bool(said and said[1] in PARTIAL) or any(words in error.sentence for words in OF_VALUES)


@settings(max_examples=500, deadline=None, derandomize=True)
@given(expressions, contexts)
def test_what_passes_without_complaint_neither_fails_nor_surprises(source, context):
    found = feel.infer(source, TYPES)
    if found.problems:
        return
    try:
        value = feel.evaluate(source, context, strict=True, now=dt.datetime(2026, 11, 22, tzinfo=dt.UTC))
    except feel.FeelError as error:
        assert not found.sure or is_of_the_value(error), error
        return
    event(f"sure: {found.sure}")
    assert not found.sure or holds(found.type, value), (value, found.type)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(expressions)
def test_a_name_is_called_unknown_only_where_nothing_makes_it_known(source):
    told = [one for one in feel.infer(source, TYPES).problems if one.code == "unknown_name"]
    assert all(source[one.start:one.end] in {"unheard", "q", "a", "e", "item", "p"} for one in told), told


@settings(max_examples=400, deadline=None, derandomize=True)
@given(expressions, st.sampled_from(sorted(NAMES)), contexts)
def test_a_cell_that_passes_without_complaint_neither_fails_nor_surprises(source, column, context):
    found = feel.infer_tests(source, TYPES[column].without("absent"), TYPES)
    if column not in context or found.problems or not found.sure:
        return
    try:
        value = feel.unary_test(source, context[column], context, strict=True, now=dt.datetime(2026, 11, 22, tzinfo=dt.UTC))
    except feel.FeelError as error:
        assert is_of_the_value(error), error
        return
    assert holds(found.type, value), (value, found.type)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.text("ab1 +-*/()[]{}.,=<>\"?nds", max_size=30))
def test_any_text_is_told_and_positions_lie_inside_it(source):
    found = feel.infer(source, TYPES)
    assert all(0 <= one.start <= one.end <= len(source) for one in found.problems)


def test_the_judge_itself_knows_values():
    assert holds(NUMBER | NULL, None) and holds(kinds.one_of([1, 2]), Decimal(2)) and not holds(kinds.one_of([1]), Decimal(2))
    assert not holds(STRING, True) and holds(kinds.range_of(NUMBER), Range(Decimal(1), None, True, False))
