"""The OpenAPI 3.1 document, made from the endpoints themselves, and the page that shows it."""
import re
from functools import cache
from typing import Any

from flask import Blueprint, jsonify, render_template

from app.api import shapes
from app.api.contract import ENDPOINTS, Endpoint
from app.api.explained import members
from app.api.routes import v1

blueprint = Blueprint("docs", __name__, url_prefix="/api", template_folder="templates")
PATH_ID = re.compile(r"<(?:(int):)?(\w+)>")
PROBLEMS = {400: "请求看不懂", 401: "没有令牌或令牌不对", 403: "岗位不能这样做", 404: "没有，或者不可见", 409: "已被别人办理，或状态已变",
            413: "内容太大", 422: "有内容要改，或法定条件不满足"}
INTRODUCTION = """所有写入都要 Bearer 令牌（`python run.py token 登录名`）；读也可以用网页登录。
每个 POST 可带 `Idempotency-Key`：同一个键重发，事情只办一次，答复相同。分页用 `cursor`，取上一页的 `next`。
时间是 ISO 8601 的 UTC；单位用代码。错误是 RFC 9457 problem 文档，`code` 稳定，`detail` 是一句中文。"""


@cache
def document() -> dict[str, Any]:
    paths: dict[str, dict] = {}
    for endpoint in ENDPOINTS:
        paths.setdefault(path_of(endpoint), {})[endpoint.method.lower()] = _operation(endpoint)
    return {"openapi": "3.1.0",
            "info": {"title": "执法链 API", "version": "1", "description": INTRODUCTION},
            "servers": [{"url": v1.url_prefix}], "security": [{"bearer": []}], "paths": paths,
            "components": {"securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}},
                           "schemas": {"Problem": shapes.PROBLEM_DOCUMENT}}}


def path_of(endpoint: Endpoint) -> str:
    return PATH_ID.sub(r"{\2}", endpoint.path)


def _operation(endpoint: Endpoint) -> dict[str, Any]:
    found: dict[str, Any] = {"operationId": endpoint.view.__name__, "summary": endpoint.summary, "tags": [endpoint.tag],
                             "parameters": _parameters(endpoint), "responses": _responses(endpoint)}
    if endpoint.more:
        found["description"] = endpoint.more
    if endpoint.body is not None:
        found["requestBody"] = {"required": bool(endpoint.body.get("required")),
                                "content": {endpoint.media_type: {"schema": endpoint.body}}}
    return found


def _parameters(endpoint: Endpoint) -> list[dict[str, Any]]:
    ids = [{"name": name, "in": "path", "required": True, "schema": {"type": "integer" if kind else "string"}}
           for kind, name in PATH_ID.findall(endpoint.path)]
    queries = [{"name": name, "in": "query", "schema": schema} for name, schema in endpoint.query.items()]
    key = [{"name": "Idempotency-Key", "in": "header", "schema": shapes.text(120)}] if endpoint.writes else []
    return ids + queries + key


def _responses(endpoint: Endpoint) -> dict[str, Any]:
    good = {str(status): {"description": "办成了", "content": {endpoint.gives: {"schema": schema}}}
            for status, schema in endpoint.answers.items()}
    problem = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    expected = [401, 404, 422] + ([400, 403, 409, 413] if endpoint.writes else [])
    return good | {str(status): {"description": PROBLEMS[status], "content": problem} for status in sorted(expected)}


@v1.get("/openapi.json")
def openapi_json():
    return jsonify(document())


@blueprint.get("/docs")
def page():
    by_tag = [(tag, [e for e in ENDPOINTS if e.tag == tag]) for tag in dict.fromkeys(e.tag for e in ENDPOINTS)]
    return render_template("api_docs.html", document=document(), groups=by_tag, members=members, path_of=path_of, problems=PROBLEMS)
