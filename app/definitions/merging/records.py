"""Files in JSON: forms, whose components lie in each other and have ids, and tests, whose scenarios have names."""
import json
from collections.abc import Iterator, Mapping
from typing import Any

import orjson

from app.definitions.diff import facts
from app.definitions.diff.form import LABELS as FORM_LABELS
from app.definitions.diff.scenarios import LABELS as TEST_LABELS
from app.definitions.merging.result import Conflict, Unmergeable
from app.definitions.merging.units import ROOT, Side, Unit, Weighing

# kind of file: (member that holds the units, members that name one, the first that it has, label of each path)
GRAMMAR = {"form": ("components", ("id",), FORM_LABELS), "test": ("scenarios", ("id", "name"), TEST_LABELS)}
WHOLE = {"form": "表单的总设置", "test": "测试文件的总设置"}


def side(kind: str, content: bytes) -> Side:
    """{key: unit}. Raises Unmergeable."""
    try:
        raw = orjson.loads(content)
    except orjson.JSONDecodeError as error:
        raise Unmergeable(f"不是有效的 JSON：第 {error.lineno} 行。") from error
    if facts.is_deep(raw):
        raise Unmergeable(facts.TOO_DEEP)
    if not isinstance(raw, dict):
        raise Unmergeable("JSON 的最外层不是对象。")
    found: dict[str, Unit] = {}
    for key, record, parent, inside in _walk(kind, raw, ROOT, None):
        if key in found:
            raise Unmergeable(f"“{key}”在文件里重复。")
        found[key] = _unit(kind, key, record, parent, inside)
    return found


def _walk(kind: str, record: dict, key: str, parent: str | None) -> Iterator[tuple[str, dict, str | None, tuple[str, ...]]]:
    member, naming, _ = GRAMMAR[kind]
    listed = record.get(member, [])
    if not isinstance(listed, list) or not all(isinstance(one, dict) for one in listed):
        raise Unmergeable(f"{member} 不是对象的列表。")
    inside = [(_key(one, naming), one) for one in listed]
    yield key, record, parent, tuple(k for k, _ in inside)
    for k, one in inside:
        yield from _walk(kind, one, k, key)


def _key(record: dict, naming: tuple[str, ...]) -> str:
    found = next((record[name] for name in naming if isinstance(record.get(name), str) and record[name]), None)
    if found is None:
        raise Unmergeable(f"有一项没有{'或'.join(naming)}，分不清两边改的是不是同一项。")
    return found


def _unit(kind: str, key: str, record: dict, parent: str | None, inside: tuple[str, ...]) -> Unit:
    own = orjson.dumps({k: v for k, v in record.items() if k != GRAMMAR[kind][0]}, option=orjson.OPT_SORT_KEYS)
    return Unit(key, parent, (own, GRAMMAR[kind][0] in record), inside, record, name=lambda: _name(kind, key, record),
                text=lambda: _text(kind, record))


def _name(kind: str, key: str, record: dict) -> str:
    if key == ROOT:
        return WHOLE[kind]
    said = next((record[k] for k in ("label", "dateLabel", "name", "key", "path") if isinstance(record.get(k), str) and record[k]), key)
    return f"{'栏目' if kind == 'form' else '测试'}“{said}”"


def _text(kind: str, record: dict) -> str:
    member, _, labels = GRAMMAR[kind]
    said = facts.of_json(record, lambda path: path in (member, "id", "layout.row"))
    return "\n".join(f"{labels.get(path, path)}：{value}" for path, value in said.items())


# ---- together -------------------------------------------------------------------------------------------------------------
def together(kind: str, base: bytes, mine: bytes, theirs: bytes, choices: Mapping[str, str]) -> tuple[bytes, list[Conflict]]:
    """The file of both, and what somebody has to choose (then it is one of several). Raises Unmergeable."""
    weighed = Weighing(*(side(kind, content) for content in (base, mine, theirs)), choices)
    whole = _build(kind, weighed, ROOT)
    return json.dumps(whole, ensure_ascii=False, indent=2).encode() + b"\n", list(weighed.conflicts.values())


def _build(kind: str, weighed: Weighing, key: str) -> dict[str, Any]:
    member = GRAMMAR[kind][0]
    record = weighed.picked[key].source
    return {k: [_build(kind, weighed, one) for one in weighed.inside(key)] if k == member else v for k, v in record.items()}
