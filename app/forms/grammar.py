"""The shape of form-js components (schema of form-js 1.x): which properties a type may have, and of what JSON type."""
import re
from typing import Any

from app.forms.component import CHOICES, CONTAINERS, INPUTS, SOME_OF

KEY = re.compile(r"\w+(\.\w+)*")
MAX_OPTIONS, MAX_KEY, MAX_PARTS = 500, 200, 10

_TEXT, _FLAG, _NUMBER, _OBJECT, _LIST = (str,), (bool,), (int, float), (dict,), (list,)
_FLAG_OR_TEXT, _NUMBER_OR_TEXT = (bool, str), (int, float, str)
_WHOLE = (int,)

# Every component
_COMMON = {"id": _TEXT, "type": _TEXT, "layout": _OBJECT, "conditional": _OBJECT, "properties": _OBJECT, "label": _TEXT,
           "appearance": _OBJECT}
_INPUT = {"key": _TEXT, "description": _TEXT, "disabled": _FLAG_OR_TEXT, "readonly": _FLAG_OR_TEXT, "validate": _OBJECT,
          "defaultValue": (str, bool, int, float, list)}
_CHOICE = {"values": _LIST, "valuesKey": _TEXT, "valuesExpression": _TEXT}
_CONTAINER = {"components": _LIST, "path": _TEXT, "showOutline": _FLAG, "verticalAlignment": _TEXT}
_OWN = {
    "number": {"increment": _NUMBER_OR_TEXT, "decimalDigits": _WHOLE, "serializeToString": _FLAG},
    "datetime": {"subtype": _TEXT, "dateLabel": _TEXT, "timeLabel": _TEXT, "use24h": _FLAG, "timeSerializingFormat": _TEXT,
                 "timeInterval": _WHOLE, "disallowPassedDates": _FLAG},
    "select": {"searchable": _FLAG},
    "filepicker": {"accept": _TEXT, "multiple": _FLAG_OR_TEXT},
    "dynamiclist": {"isRepeating": _FLAG, "defaultRepetitions": _WHOLE, "allowAddRemove": _FLAG, "disableCollapse": _FLAG,
                    "nonCollapsedItems": _WHOLE},
    "text": {"text": _TEXT}, "spacer": {"height": _NUMBER}, "button": {"action": _TEXT},
    "table": {"columns": _LIST, "columnsExpression": _TEXT, "rowCount": _NUMBER, "dataSource": _TEXT},
}
_RULES = {
    "textfield": {"minLength": _NUMBER_OR_TEXT, "maxLength": _NUMBER_OR_TEXT, "pattern": _TEXT,
                  "validationType": (str, type(None))},
    "textarea": {"minLength": _NUMBER_OR_TEXT, "maxLength": _NUMBER_OR_TEXT},
    "number": {"min": _NUMBER_OR_TEXT, "max": _NUMBER_OR_TEXT},
}
_CLOSED = {"subtype": ("date", "time", "datetime"), "action": ("submit", "reset"),
           "timeSerializingFormat": ("utc_offset", "utc_normalized", "no_timezone")}
_VALIDATION_TYPES = ("email", "phone", "custom", "", None)


def allowed(kind: str) -> dict[str, tuple]:
    """The properties of a type, each with the JSON types that it may have."""
    found = dict(_COMMON)
    if kind in INPUTS:
        found |= _INPUT
    if kind in CHOICES:
        found |= _CHOICE
    if kind in CONTAINERS:
        found |= _CONTAINER
    return found | _OWN.get(kind, {})


def problems(raw: dict[str, Any], kind: str) -> list[str]:
    """What is wrong with the shape of a component, one sentence each."""
    found = _properties(raw, allowed(kind), "")
    if found:
        return found
    found += _closed(raw) + _key(raw, kind)
    found += _properties(raw.get("validate") or {}, {"required": _FLAG} | _RULES.get(kind, {}), "validate.")
    found += _properties(raw.get("conditional") or {}, {"hide": _FLAG_OR_TEXT}, "conditional.")
    found += _notes(raw)
    if kind in CHOICES:
        found += _options(raw)
    if kind == "table":
        found += _table(raw)
    return found


def _properties(given: dict, known: dict[str, tuple], prefix: str) -> list[str]:
    found = []
    for name, value in given.items():
        if name not in known:
            found.append(f"没有 {prefix}{name} 这个属性")
        elif not _is(value, known[name]):
            found.append(f"{prefix}{name} 的类型不对")
    return found


def _is(value, kinds: tuple) -> bool:
    """True and false are no numbers, whatever Python says."""
    return isinstance(value, kinds) and (type(value) is not bool or bool in kinds)


def _closed(raw) -> list[str]:
    found = [f"{name} 应当是 {'、'.join(values)} 之一" for name, values in _CLOSED.items() if raw.get(name, values[0]) not in values]
    if not 1 <= raw.get("timeInterval", 15) <= 60:
        found.append("timeInterval 应当是 1 至 60 分钟")
    if raw.get("valuesKey") and "defaultValue" in raw:
        found.append("选项来自 valuesKey 的，不能写 defaultValue")
    if (raw.get("validate") or {}).get("validationType", "") not in _VALIDATION_TYPES:
        found.append("validate.validationType 应当是 email、phone 或 custom")
    return found


def _key(raw, kind) -> list[str]:
    name = "key" if kind in INPUTS else "path"
    value = raw.get(name)
    needed = kind in INPUTS or kind == "dynamiclist"
    if not value:
        return [f"缺少 {name}"] if needed else []
    if len(value) > MAX_KEY or value.count(".") > MAX_PARTS:
        return [f"{name} 太长：最多 {MAX_KEY} 字，{MAX_PARTS} 层"]
    if not KEY.fullmatch(value):
        return [f"{name}“{value}”只能用文字、数字、下划线，以点分隔"]
    return [f"{name} 不能以下划线开头：{value}"] if any(part.startswith("_") for part in value.split(".")) else []


def _notes(raw) -> list[str]:
    """The custom properties that this house reads are texts."""
    notes = raw.get("properties") or {}
    return [f"properties.{name} 应当是文字" for name in ("prefill", "help", "earliest", "latest") if not isinstance(notes.get(name, ""), str)]


def _options(raw) -> list[str]:
    values = raw.get("values") or []
    if len(values) > MAX_OPTIONS:
        return [f"选项太多：最多 {MAX_OPTIONS} 个"]
    found = []
    for number, option in enumerate(values, 1):
        if not isinstance(option, dict) or not _is(option.get("value"), (str, int, float)) or option["value"] == "":
            found.append(f"第 {number} 个选项没有值")
        elif not isinstance(option.get("label", ""), str):
            found.append(f"第 {number} 个选项的名称应当是文字")
    if raw.get("type") in SOME_OF and not isinstance(raw.get("defaultValue", []), list):
        found.append("defaultValue 应当是列表")
    return found


def _table(raw) -> list[str]:
    if not raw.get("dataSource"):
        return ["缺少 dataSource"]
    if bool(raw.get("columns")) == bool(raw.get("columnsExpression")):
        return ["columns 与 columnsExpression 应当恰有一个"]
    good = all(isinstance(column, dict) and isinstance(column.get("key"), str) for column in raw.get("columns") or [])
    return [] if good else ["每一列应当有 key"]
