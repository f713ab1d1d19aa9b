"""Whatever is typed, an expression gives a value or a FeelError, and strict and lenient agree where both give a value."""
from hypothesis import given, settings
from hypothesis import strategies as st

from app.rules import feel

TOKENS = ['1', '"a"', 'x', '金额', '(', ')', '[', ']', '{', '}', ',', ':', '..', '.', '+', '-', '*', '**', '/', '=', '!=', '<', '>=', 'and',
          'or', 'not', 'if', 'then', 'else', 'for', 'in', 'return', 'some', 'every', 'satisfies', 'between', 'instance of', 'function',
          'date(', '@', '"2026-01-01"', 'null', 'true', '?', 'item', 'partial', 'sort(', 'time offset', '/*', '//', '\\', '"', '，', '\ud800']
CONTEXT = {"x": [{"a": 1}, {"b": "z"}, 3, None], "金额": 5}

texts = st.one_of(st.lists(st.sampled_from(TOKENS), max_size=14).map(" ".join), st.text(max_size=40))
values = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5), st.dates(), st.lists(st.integers(), max_size=3))


def outcome(evaluate):
    try:
        return evaluate()
    except feel.FeelError as error:
        assert error.sentence
        return FeelErrorSeen


FeelErrorSeen = object()


@settings(max_examples=300, deadline=None, derandomize=True)
@given(texts)
def test_any_text_gives_a_value_or_an_error(source):
    lenient = outcome(lambda: feel.to_host(feel.evaluate(source, CONTEXT)))
    strict = outcome(lambda: feel.to_host(feel.evaluate(source, CONTEXT, strict=True)))
    assert strict is FeelErrorSeen or strict == lenient


@settings(max_examples=300, deadline=None, derandomize=True)
@given(texts, values)
def test_any_cell_gives_true_false_null_or_an_error(source, value):
    assert outcome(lambda: feel.unary_test(source, value, CONTEXT)) in (True, False, None, FeelErrorSeen)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.recursive(values, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3), max_leaves=8))
def test_plain_data_come_out_as_they_went_in(value):
    assert feel.evaluate("x = x", {"x": value}, strict=True) in (True, False)
    assert feel.evaluate("[x][1]", {"x": value}) == feel.evaluate("x", {"x": value})
