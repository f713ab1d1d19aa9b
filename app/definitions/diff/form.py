"""Two versions of a form: fields added, removed, moved, changed. By id, else by key."""
import json
from dataclasses import dataclass
from typing import Any

from app.definitions.diff import facts, matching
from app.definitions.diff.changes import ADDED, CHANGED, MOVED, REMOVED, Change, Detail, Diff, details
from app.definitions.diff.unreadable import Unreadable

TYPES = {"textfield": "单行文字", "textarea": "多行文字", "number": "数字", "datetime": "日期时间", "checkbox": "勾选", "radio": "单选", "select": "下拉选择",
         "checklist": "多选", "taglist": "标签多选", "filepicker": "文件", "group": "分组", "dynamiclist": "可增减的行", "text": "说明文字", "table": "表格",
         "separator": "分隔线", "spacer": "空白", "button": "按钮"}
LABELS = {"label": "名称", "description": "提示", "key": "变量名", "path": "变量名", "type": "类型", "subtype": "日期还是时间", "text": "文字",
          "valuesKey": "选项来源", "valuesExpression": "选项表达式", "defaultValue": "默认值", "readonly": "只读", "disabled": "停用",
          "validate.required": "必填", "validate.minLength": "最少字数", "validate.maxLength": "最多字数", "validate.min": "最小值",
          "validate.max": "最大值", "validate.pattern": "格式", "validate.validationType": "格式种类", "conditional.hide": "何时隐藏",
          "properties.prefill": "预填", "properties.help": "填写帮助", "properties.earliest": "最早", "properties.latest": "最晚",
          "properties.min_rows": "最少行数", "properties.max_rows": "最多行数", "dateLabel": "日期名称", "timeLabel": "时间名称",
          "multiple": "可多个文件", "accept": "文件种类", "increment": "步长", "decimalDigits": "小数位", "allowAddRemove": "可增减行",
          "defaultRepetitions": "起始行数", "appearance.prefixAdorner": "前缀", "appearance.suffixAdorner": "单位", "dataSource": "表格数据",
          "disallowPassedDates": "不许选过去的日期", "timeInterval": "时间间隔"}
SWITCHES = {"validate.required", "readonly", "disabled", "multiple"}
WORDS = {"true": "是", "false": "否"}


@dataclass(frozen=True)
class Field:
    id: str
    raw: dict[str, Any]
    parent: str

    @property
    def what(self) -> str:
        return {"group": "分组", "dynamiclist": "可增减的行", "text": "说明文字", "separator": "分隔线", "spacer": "空白"}.get(self.raw.get("type"), "栏目")

    @property
    def name(self) -> str:
        said = next((self.raw[k] for k in ("label", "dateLabel", "key", "path") if isinstance(self.raw.get(k), str) and self.raw[k]), "")
        return said or (str(self.raw.get("text", ""))[:20] or self.id if self.raw.get("type") == "text" else "")


def form(old: bytes, new: bytes) -> Diff:
    """The semantic difference. Raises Unreadable when one of them is no form."""
    before, after = read(old), read(new)
    pairs = _pair(before, after)
    back = {n: o for o, n in pairs.items()}
    moved = _moved(before, after, pairs)
    found = [_whole(REMOVED, f) for one, f in before.items() if one not in pairs]
    for one, field in after.items():
        if one not in back:
            found.append(_whole(ADDED, field))
        elif (change := _changed(before[back[one]], field, before, after, pairs, moved)) is not None:
            found.append(change)
    return Diff(tuple(found))


def read(content: bytes) -> dict[str, Field]:
    try:
        raw = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"不是有效的 JSON：{error}") from error
    if facts.is_deep(raw):
        raise Unreadable(facts.TOO_DEEP)
    if not isinstance(raw, dict) or not isinstance(raw.get("components"), list):
        raise Unreadable("不是表单：没有 components。")
    found: dict[str, Field] = {}
    _collect(raw["components"], "", found)
    return found


def _collect(components: list, parent: str, found: dict[str, Field]) -> None:
    """Depth is bounded by the JSON reader."""
    for number, raw in enumerate(components, 1):
        if not isinstance(raw, dict):
            continue
        one = str(raw.get("id") or raw.get("key") or f"{parent}/{number}")
        one = one if one not in found else f"{parent}/{one}#{number}"
        found[one] = Field(one, raw, parent)
        if isinstance(raw.get("components"), list):
            _collect(raw["components"], one, found)


def _pair(before: dict[str, Field], after: dict[str, Field]) -> matching.Pairs:
    pairs = matching.by_id(before, after)
    for trait in (_key, _label):
        pairs = matching.by_trait(pairs, list(before), list(after), lambda one, older: trait((before if older else after)[one]), str)
    return pairs


def _key(field: Field):
    key = field.raw.get("key") or field.raw.get("path")
    return key if isinstance(key, str) else None


def _label(field: Field):
    return (field.raw.get("type"), field.name) if isinstance(field.raw.get("type"), str) and field.name else None


def _moved(before, after, pairs) -> set[str]:
    """Within their group; what went into another group is told as such."""
    found: set[str] = set()
    inside: dict[str, tuple[list[str], list[str]]] = {}
    for one, field in after.items():
        inside.setdefault(field.parent, ([], []))[1].append(one)
    for one, field in before.items():
        parent = pairs.get(field.parent, "")
        if one in pairs and after[pairs[one]].parent == parent:
            inside[parent][0].append(one)
    for old, new in inside.values():
        found |= matching.out_of_order(old, new, pairs)
    return found


def _whole(kind: str, field: Field) -> Change:
    return Change(kind, field.id, field.what, field.name, note=TYPES.get(field.raw.get("type"), "") if field.what == "栏目" else "")


def _changed(old: Field, new: Field, before, after, pairs, moved) -> Change | None:
    found = details(_facts(old), _facts(new)) + _options(old.raw, new.raw)
    if pairs.get(old.parent, "") != new.parent:
        found = (Detail("所在分组", _group(before, old), _group(after, new)), *found)
    arranged = new.id in moved or old.raw.get("layout") != new.raw.get("layout")
    if not found and not arranged:
        return None
    return Change(CHANGED if found else MOVED, new.id, new.what, new.name, found, old.id if old.id != new.id else None,
                  minor=not found and new.id not in moved)


def _group(fields: dict[str, Field], field: Field) -> str:
    return fields[field.parent].name or field.parent if field.parent else "表单顶层"


def _facts(field: Field) -> dict[str, tuple[str, str]]:
    own = facts.of_json(field.raw, lambda path: path in ("components", "values", "layout", "id"))
    own = {path: "false" for path in SWITCHES} | own if field.raw.get("key") else own
    return {LABELS.get(path, f"属性 {path}"): (value, _shown(path, value)) for path, value in own.items()}


def _shown(path: str, value: str) -> str:
    return TYPES.get(value, value) if path == "type" else WORDS.get(value, value)


def _options(old: dict, new: dict) -> tuple[Detail, ...]:
    """Options by value: added, removed, named otherwise, in another order."""
    before, after = _offered(old), _offered(new)
    found = [Detail(f"选项 {v}" if v in before and v in after else "选项", before.get(v), after.get(v))
             for v in dict.fromkeys([*before, *after]) if before.get(v) != after.get(v)]
    kept = [v for v in before if v in after]
    if kept != [v for v in after if v in before]:
        found.append(Detail("选项次序", "、".join(before.values()), "、".join(after.values())))
    return tuple(found)


def _offered(raw: dict) -> dict[str, str]:
    values = raw.get("values") if isinstance(raw.get("values"), list) else []
    return {str(o["value"]): str(o.get("label") or o["value"]) for o in values if isinstance(o, dict) and "value" in o}
