"""Query strings and JSON bodies, checked against the schemas that the OpenAPI document shows."""
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

import orjson
from flask import request
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from app.kernel.errors import FieldErrors, Rejection

INTEGER = re.compile(r"-?[0-9]{1,18}")
DEEPEST = 40        # no form of ours nests further; what is deeper is an attack on whoever walks through it
TYPES = {"string": "文字", "integer": "整数", "number": "数字", "boolean": "true 或 false", "array": "列表", "object": "对象", "null": "null"}


def read_query(schemas: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """The known query parameters with their defaults; raises FieldErrors. Unknown ones are errors: a misspelt filter that is
    silently dropped would show too much."""
    errors = {name: "没有这个参数。" for name in request.args if name not in schemas}
    values = {name: schema.get("default") for name, schema in schemas.items()}
    for name in set(request.args) & set(schemas):
        try:
            values[name] = _query_value(schemas[name], request.args[name])
        except ValueError as error:
            errors[name] = str(error)
    if errors:
        raise FieldErrors(errors, "请求的参数有不对的，已逐个标出。")
    return values


def _query_value(schema: Mapping[str, Any], text: str) -> Any:
    value: Any = text
    if schema["type"] == "integer":
        if not INTEGER.fullmatch(text):
            raise ValueError("要写成整数。")
        value = int(text)
    for error in Draft202012Validator(schema).iter_errors(value):
        raise ValueError(sentence(error))
    return value


def read_body(schema: Mapping[str, Any]) -> Any:
    """The JSON body; raises Rejection 400/415 for what is no JSON, FieldErrors for what does not fit the schema."""
    raw = request.get_data(cache=True)
    if raw and request.mimetype not in ("application/json", ""):
        raise Rejection("请求正文要用 application/json。", code="not_json", status=415)
    try:
        body = orjson.loads(raw or b"{}")
    except orjson.JSONDecodeError as error:
        raise Rejection(f"请求正文不是 JSON：第 {error.lineno} 行第 {error.colno} 列。", code="bad_json", status=400) from None
    _require_plain(body)
    errors = {_place(e): sentence(e) for e in _validator(_frozen(schema)).iter_errors(body)}
    if errors:
        raise FieldErrors(errors)
    return body


def _require_plain(body: Any) -> None:
    """Refuse what is nested without measure, and the NUL character, which no database keeps. Level by level, not by recursion."""
    level = [body]
    for _ in range(DEEPEST):
        if any("\0" in text for text in _texts(level)):
            raise Rejection("请求正文里有空字符（U+0000），不能保存。", code="bad_json", status=400)
        level = [v for x in level if isinstance(x, (dict, list)) for v in (x.values() if isinstance(x, dict) else x)]
        if not level:
            return
    raise Rejection(f"请求正文嵌套太深：最多 {DEEPEST} 层。", code="bad_json", status=400)


def _texts(values: list) -> Iterator[str]:
    for value in values:
        if isinstance(value, str):
            yield value
        elif isinstance(value, dict):
            yield from value


def uploaded_file(missing: str) -> tuple[str, bytes]:
    """Name and bytes of the multipart field `file`; raises FieldErrors with the sentence `missing`."""
    file = request.files.get("file")
    if file is None or not file.filename:
        raise FieldErrors({"file": missing})
    with file.stream:       # a large upload lies in a temporary file
        return file.filename, file.read()


def _frozen(schema: Mapping[str, Any]) -> bytes:
    return orjson.dumps(schema, option=orjson.OPT_SORT_KEYS)


@lru_cache(maxsize=64)
def _validator(schema: bytes) -> Draft202012Validator:
    return Draft202012Validator(orjson.loads(schema))


def _place(error: ValidationError) -> str:
    """The dotted path of the field meant. For a missing or surplus field, that field and not the object around it."""
    path = [str(p) for p in error.absolute_path]
    if error.validator == "required":
        path.append(next(n for n in error.validator_value if n not in error.instance))
    if error.validator == "additionalProperties":
        path.append(next(n for n in error.instance if n not in error.schema.get("properties", {})))
    return ".".join(path) or "body"


def sentence(error: ValidationError) -> str:
    """One Chinese sentence for a breach of a schema."""
    wanted, found = error.validator_value, error.instance
    if error.validator == "type":
        kinds = [wanted] if isinstance(wanted, str) else wanted
        return f"要是{'或'.join(TYPES[k] for k in kinds)}。"
    return {
        "required": lambda: "必须填写。", "additionalProperties": lambda: "没有这个栏目。",
        "enum": lambda: f"只能是 {'、'.join(map(str, wanted))}。", "maxLength": lambda: f"最多 {wanted} 字，现有 {len(found)} 字。",
        "minLength": lambda: f"至少 {wanted} 字，现有 {len(found)} 字。", "minimum": lambda: f"不能小于 {wanted}。",
        "maximum": lambda: f"不能大于 {wanted}。", "maxItems": lambda: f"最多 {wanted} 项。",
        "minItems": lambda: f"至少 {wanted} 项。", "pattern": lambda: "格式不对。",
    }.get(error.validator, lambda: "不符合要求。")()
