"""Schemas as people read them: one row a member, for the page that shows the API."""
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from app.api.bodies import TYPES

Schema = Mapping[str, Any]


@dataclass(frozen=True)
class Member:
    """`name` with the path to it (sub_cases[].id), `kind` in words, whether it is always there, and what else is to be known."""

    name: str
    kind: str
    required: bool
    note: str


def members(schema: Schema, prefix: str = "") -> Iterator[Member]:
    """Every member of an object schema, inner ones after the one that holds them."""
    for name, one in schema.get("properties", {}).items():
        yield Member(prefix + name, kind(one), name in schema.get("required", ()), note(one))
        inner = one.get("items", one)
        yield from members(inner, f"{prefix}{name}{'[]' if 'items' in one else ''}.")


def kind(schema: Schema) -> str:
    if "anyOf" in schema:
        return " 或 ".join(kind(one) for one in schema["anyOf"])
    types = [schema["type"]] if isinstance(schema["type"], str) else schema["type"]
    said = "或 ".join(TYPES[t] for t in types)
    if "items" in schema:
        said += f"，每项是{kind(schema['items'])}"
    return said + {"date-time": "（ISO 8601 时刻）", "date": "（ISO 8601 日期）", "binary": "（文件）"}.get(schema.get("format"), "")


def note(schema: Schema) -> str:
    said = [schema["description"]] if "description" in schema else []
    if "enum" in schema:
        said.append("只能是 " + "、".join(schema["enum"]))
    if "minimum" in schema:
        said.append(f"{schema['minimum']} 到 {schema['maximum']}")
    lengths = [f"{word} {schema[limit]} 字" for limit, word in (("minLength", "至少"), ("maxLength", "最多")) if limit in schema]
    said += lengths
    if "default" in schema:
        said.append(f"默认 {schema['default']}")
    return "，".join(said)
