"""JSON that a page's own script sends."""
from typing import Any

from flask import Response, request
from werkzeug.datastructures import MultiDict

from app.kernel.database import dumps
from app.kernel.errors import Rejection

TYPES = {str: "文字", int: "整数", bool: "true 或 false", dict: "对象", list: "列表"}


def told(**wanted: type | tuple) -> dict[str, Any]:
    """The members of the JSON body with these names and types; one whose type allows None may be missing. Raises Rejection(bad_body)."""
    try:
        body = request.get_json(silent=True)
    except RecursionError:          # nested deeper than anything that a page sends
        body = None
    if not isinstance(body, dict):
        raise Rejection("请求正文应当是一个 JSON 对象。", code="bad_body", status=400)
    return {name: _member(body.get(name), name, kinds if isinstance(kinds, tuple) else (kinds,)) for name, kinds in wanted.items()}


def _member(value: Any, name: str, kinds: tuple) -> Any:
    good = value is None and None in kinds or isinstance(value, tuple(k for k in kinds if k is not None))
    if not good or (type(value) is bool and bool not in kinds):
        words = "或".join(TYPES.get(k, "空") for k in kinds if k is not None)
        raise Rejection(f"请求的 {name} 应当是{words}。", code="bad_body", status=400)
    return value


def pairs(value: Any) -> MultiDict:
    """What stands in a form, [[field, value] …] of texts, as if it had been posted; of None nothing. Raises Rejection(bad_body)."""
    given = value or []
    if not isinstance(given, list) or not all(isinstance(p, list) and len(p) == 2 and all(isinstance(t, str) for t in p) for p in given):
        raise Rejection("表单的内容要写成 [[栏目, 值], …]。", code="bad_body", status=400)
    return MultiDict((name, value) for name, value in given)


def answer(value: Any, status: int = 200) -> Response:
    return Response(dumps(value), status, mimetype="application/json")
