"""The OpenAPI document is made from the endpoints, is valid, and is shown without foreign scripts."""
import re

import pytest
from jsonschema import Draft202012Validator

from app.api import shapes
from app.api.contract import ENDPOINTS
from app.api.explained import kind, members, note
from app.api.openapi import document, path_of


def test_every_endpoint_is_described(app):
    routes = {(m, re.sub(r"<(?:int:)?(\w+)>", r"{\1}", r.rule.removeprefix("/api/v1")))
              for r in app.url_map.iter_rules() if r.endpoint.startswith("api.") and r.endpoint != "api.openapi_json"
              for m in r.methods & {"GET", "POST", "PUT", "DELETE", "PATCH"}}
    described = {(method.upper(), path) for path, item in document()["paths"].items() for method in item}
    assert described == routes and len(described) == len(ENDPOINTS)


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=lambda e: f"{e.method} {path_of(e)}")
def test_every_schema_is_a_schema(endpoint):
    for schema in [*endpoint.answers.values(), *endpoint.query.values(), *([endpoint.body] if endpoint.body else [])]:
        Draft202012Validator.check_schema(schema)


def test_every_path_parameter_is_declared_and_operation_ids_are_unique():
    ids = []
    for path, item in document()["paths"].items():
        for operation in item.values():
            ids.append(operation["operationId"])
            assert {p["name"] for p in operation["parameters"] if p["in"] == "path"} == set(re.findall(r"\{(\w+)\}", path))
    assert len(ids) == len(set(ids))


def test_the_document_is_served_to_anybody(app):
    answer = app.test_client().get("/api/v1/openapi.json")
    assert answer.get_json()["openapi"] == "3.1.0" and answer.get_json() == document()


def test_the_page_shows_every_endpoint_and_no_foreign_or_inline_script(app):
    page = app.test_client().get("/api/docs").get_data(as_text=True)
    assert all(f"{e.method} {path_of(e)}" in page for e in ENDPOINTS)
    assert not re.search(r"<script(?![^>]*\bsrc=\"/static/)|https?://|style=\"|onclick", page)


KINDS = [
    (shapes.TEXT, "文字"), (shapes.nullable(shapes.ID), "整数或 null"), (shapes.listing(shapes.ID), "列表，每项是整数"),
    (shapes.MOMENT, "文字（ISO 8601 时刻）"), ({"anyOf": [shapes.TEXT, shapes.ANYTHING]}, "文字 或 对象"),
]


@pytest.mark.parametrize(("schema", "said"), KINDS)
def test_types_are_told_in_words(schema, said):
    assert kind(schema) == said


def test_limits_and_defaults_are_told():
    assert note(shapes.CURSOR["limit"]) == "1 到 200，默认 50"
    assert note(shapes.text(200, minLength=2)) == "至少 2 字，最多 200 字"


def test_inner_members_follow_the_one_that_holds_them():
    names = [m.name for m in members(shapes.CASE)]
    assert names.index("open_tasks") + 1 == names.index("open_tasks[].id")
