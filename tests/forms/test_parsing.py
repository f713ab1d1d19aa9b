"""Posted HTML fields become the data that validation takes."""
from types import SimpleNamespace

import pytest
from werkzeug.datastructures import MultiDict

from app.forms.parsing import flatten, from_http
from app.forms.validation import validate
from tests.forms.samples import CONTEXT, choices, field, form, group, options, rows


@pytest.mark.parametrize(("component", "posted", "value"), [
    (field("textfield"), [("x", "a")], "a"),
    (field("textfield"), [], None),
    (field("checkbox"), [], False),
    (field("checkbox"), [("x", "on")], True),
    (field("checkbox"), [("x", "false"), ("x", "true")], True),
    (field("checkbox"), [("x", "false")], False),
    (choices("checklist"), [("x", "a"), ("x", "b")], ["a", "b"]),
    (choices("taglist"), [("x", "")], []),
    (field("number"), [("x", "12")], "12"),
])
def test_a_control_gives_its_raw_value(component, posted, value):
    assert from_http(form(component), MultiDict(posted)) == {"x": value}


def test_names_are_paths_and_foreign_names_are_not_looked_at():
    loaded = form(field("textfield", "party.name"), group(field("textfield", "street"), path="place"))
    posted = MultiDict([("party.name", "甲"), ("place.street", "乙"), ("csrf_token", "t"), ("typename", "x")])
    assert from_http(loaded, posted) == {"party": {"name": "甲"}, "place": {"street": "乙"}}


def test_rows_keep_their_order_and_empty_ones_do_not_count():
    loaded = form(rows("r", field("textfield", "a"), field("number", "n")))
    posted = MultiDict([("r[10].a", "c"), ("r[2].a", "b"), ("r[2].n", "2"), ("r[3].a", ""), ("r[3].n", ""), ("r[x].a", "z"), ("r[1]", "z")])
    assert from_http(loaded, posted) == {"r": [{"a": "b", "n": "2"}, {"a": "c", "n": None}]}


def test_rows_that_stand_for_something_keep_their_places():
    loaded = form(rows("r", field("textfield", "dept", readonly=True), field("textfield", "why"),
                       properties={"prefill": "for d in vars.depts return {dept: d}"}))
    raw = from_http(loaded, MultiDict([("r[0].why", ""), ("r[1].why", "迟到")]))
    assert validate(loaded, raw, CONTEXT, options).data == {"r": [{"dept": "shuiwu", "why": None}, {"dept": "gongan", "why": "迟到"}]}


def test_a_flood_of_rows_is_cut():
    posted = MultiDict([(f"r[{n}].a", "x") for n in range(5000)])
    assert len(from_http(form(rows("r", field("textfield", "a"))), posted)["r"]) == 201


def test_files_stand_behind_the_references_that_were_kept():
    photo, empty = SimpleNamespace(filename="a.jpg"), SimpleNamespace(filename="")
    loaded = form(field("filepicker", multiple=True))
    assert from_http(loaded, MultiDict([("x", "12")]), MultiDict([("x", photo), ("x", empty)])) == {"x": ["12", photo]}


def test_lists_in_lists_are_read():
    loaded = form(rows("a", rows("b", field("textfield", "c"))))
    assert from_http(loaded, MultiDict([("a[0].b[1].c", "x"), ("a[0].b[0].c", "y")])) == {"a": [{"b": [{"c": "y"}, {"c": "x"}]}]}


def test_nested_data_are_flattened_to_the_names_of_controls():
    data = {"party": {"name": "甲"}, "r": [{"a": 1}, {"a": 2}], "tags": ["x", "y"], "none": []}
    assert flatten(data) == {"party.name": "甲", "r[0].a": 1, "r[1].a": 2, "tags": ["x", "y"], "none": []}


def test_what_is_posted_untyped_validates_to_typed_data():
    loaded = form(field("number", "n"), field("datetime", "d"), field("taglist", "o", valuesKey="officers"), field("checkbox", "c"))
    raw = from_http(loaded, MultiDict([("n", "3"), ("d", "2026-10-09"), ("o", "7"), ("o", "8")]))
    assert validate(loaded, raw, CONTEXT, options).data == {"n": 3, "d": CONTEXT["today"], "o": [7, 8], "c": False}
