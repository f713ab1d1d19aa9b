"""Between browser and form: a field that was not on the page is prefilled when it appears."""
import json

import pytest
from flask import Flask

from app.cases.forms import TaskForm
from app.forms import schema
from app.web import fieldset

FORM = schema.load(json.dumps({"type": "default", "id": "f", "schemaVersion": 16, "components": [
    {"type": "radio", "id": "a", "key": "approved", "label": "审批意见", "values": [{"value": "agree", "label": "同意"},
                                                                            {"value": "return", "label": "退回"}]},
    {"type": "textfield", "id": "b", "key": "basis", "label": "依据", "conditional": {"hide": "=approved != \"agree\""},
     "properties": {"prefill": "noted"}},
    {"type": "checkbox", "id": "c", "key": "urgent", "label": "紧急", "properties": {"prefill": "true"}}]}).encode())


def shown(posted: dict) -> dict:
    with Flask("t").test_request_context("/", method="POST", data=posted):
        data = fieldset.read(FORM)
        view = fieldset.build(TaskForm(FORM, {"noted": "第五十一条"}, None), fieldset.Typed(data, reshaped=True))
    return {v.name: v.value for v in fieldset.walk([v for row in view.rows for v in row])}


@pytest.mark.parametrize("posted, expected", [
    ({"approved": "agree", "_on_page": ["approved", "urgent"]}, {"approved": "agree", "basis": "第五十一条", "urgent": False}),
    ({"approved": "agree", "basis": "", "_on_page": ["approved", "basis", "urgent"]},
     {"approved": "agree", "basis": None, "urgent": False}),
    ({"approved": "return", "_on_page": ["approved", "urgent"], "urgent": "true"}, {"approved": "return", "urgent": True})])
def test_a_field_that_appears_is_prefilled_and_one_that_was_emptied_stays_empty(posted, expected):
    assert shown(posted) == expected
