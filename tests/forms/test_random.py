"""Whatever is uploaded as a form or sent to one, nothing but a FormError or sentences come out."""
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.forms import fields, schema
from app.forms.validation import validate
from tests.forms.samples import CONTEXT, options

FORMS = [schema.load(path.read_bytes()) for path in sorted((Path(__file__).resolve().parents[2] / "forms").glob("*.form"))]
PARTS = {"type": st.sampled_from(["textfield", "number", "select", "group", "dynamiclist", "datetime", "table", "html", "text", 3]),
         "key": st.sampled_from(["a", "a.b", "", None, 1, "_x"]), "path": st.sampled_from(["p", "", 3]),
         "values": st.sampled_from([[], [{"value": "1", "label": "一"}], [{}], "x", None]), "valuesKey": st.sampled_from(["k", 1]),
         "validate": st.sampled_from([{}, {"required": True}, {"min": "=x"}, {"pattern": "("}, [], None]),
         "conditional": st.sampled_from([{"hide": "=a = 1"}, {"hide": 3}, {"hide": "=("}, 7]), "readonly": st.sampled_from([True, "=a", 5]),
         "components": st.sampled_from([[], [{"type": "textfield", "key": "q"}], [3], None]), "id": st.sampled_from(["i", "j", 9])}
components = st.fixed_dictionaries({}, optional=PARTS)
junk = st.recursive(st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=6),
                    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["dept", "a", "x"]), inner, max_size=3),
                    max_leaves=6)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.lists(components, max_size=4), junk)
def test_a_form_loads_and_works_or_tells_its_problems(parts, raw):
    content = json.dumps({"type": "default", "components": parts}).encode()
    try:
        form = schema.load(content)
    except schema.FormError as error:
        assert all(problem.sentence for problem in error.problems)
        return
    made = validate(form, raw if isinstance(raw, dict) else {"a": raw}, CONTEXT, options)
    assert all(isinstance(sentence, str) for sentence in made.errors.values())
    assert fields.build(form, {**CONTEXT, "data": {"a": raw}, "errors": made.errors}, options) is not None


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.id)
def test_a_published_form_takes_anything_and_answers_in_sentences(form):
    @settings(max_examples=15, deadline=None, derandomize=True)
    @given(st.fixed_dictionaries({}, optional={component.path[0]: junk for component in form.inputs()}))
    def anything(raw):
        made = validate(form, raw, CONTEXT, options)
        assert set(made.data) <= {component.path[0] for component in form.inputs()}
        assert len(fields.build(form, {**CONTEXT, "data": raw, "errors": made.errors}, options, with_hidden=True)) == len(form.components)
    anything()


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.id)
def test_validated_data_validate_again_to_themselves(form):
    once = validate(form, schema.prefill(form, CONTEXT), CONTEXT, options)
    again = validate(form, once.data, CONTEXT, options)
    assert (again.data, again.errors) == (once.data, once.errors)
