"""RFC 9457 problem documents: a stable `code`, a Chinese sentence, errors by field, and what a legal guard found."""
from dataclasses import asdict, is_dataclass
from typing import Any

from flask import Response, current_app, g

from app.kernel.database import dumps
from app.kernel.errors import FieldErrors, Refusal, Rejection

TITLES = {400: "请求看不懂", 401: "需要令牌", 403: "不能这样做", 404: "没有找到", 405: "不支持的请求", 409: "没有办成", 413: "内容太大",
          415: "正文类型不对", 422: "有内容要改", 429: "太频繁了", 500: "没有办成", 503: "暂时不能办"}
MEDIA_TYPE = "application/problem+json"


def document(refusal: Rejection) -> dict[str, Any]:
    """The problem document: {type, title, status, code, detail, request_id[, errors][, refusal][, more]}."""
    found = {"type": f"urn:zhifalian:problem:{refusal.code}", "title": TITLES.get(refusal.status, "没有办成"), "status": refusal.status,
             "code": refusal.code, "detail": refusal.sentence, "request_id": g.get("request_id")}
    if isinstance(refusal, FieldErrors):
        return found | {"errors": refusal.errors}
    if isinstance(refusal, Refusal):
        return found | {"refusal": _refusal(refusal)}
    return found | _plain(refusal.detail)


def _refusal(refusal: Refusal) -> dict[str, Any]:
    return {"title": refusal.title, "article": refusal.article, "quote": refusal.quote.replace("**", ""),
            "findings": [asdict(f) for f in refusal.findings], "advice": [asdict(a) for a in refusal.advice]}


def _plain(detail: dict[str, Any]) -> dict[str, Any]:
    """Details as JSON can carry them; the names of the standard members are never overwritten."""
    reserved = {"type", "title", "status", "code", "detail", "request_id"}
    return {name: _value(value) for name, value in detail.items() if name not in reserved}


def _value(value: Any) -> Any:
    if isinstance(value, list):
        return [_value(v) for v in value]
    return asdict(value) if is_dataclass(value) and not isinstance(value, type) else value


def problem_of(refusal: Rejection) -> Response:
    response = current_app.response_class(dumps(document(refusal)), status=refusal.status, mimetype=MEDIA_TYPE)
    if refusal.status == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    return response
