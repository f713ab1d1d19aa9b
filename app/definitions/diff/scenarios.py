"""Two versions of a file of scenario tests: by the scenarios' names."""
import json
from typing import Any

from app.definitions.diff import facts
from app.definitions.diff.changes import ADDED, CHANGED, REMOVED, Change, Diff, details
from app.definitions.diff.unreadable import Unreadable

LABELS = {"note": "说明", "data": "起始数据", "clock": "起始时间", "actions": "步骤", "services": "服务的回答", "expect.state": "应到的状态",
          "expect.end": "应到的结束", "expect.path": "应经过", "expect.not_path": "不应经过", "expect.tasks": "应有的环节",
          "expect.decisions": "应有的判定", "expect.documents": "应有的文书", "expect.data": "应有的数据"}


def scenarios(old: bytes, new: bytes) -> Diff:
    """The semantic difference. Raises Unreadable when one of them is no file of tests."""
    before, after = read(old), read(new)
    found = [Change(REMOVED, name, "测试", name) for name in before if name not in after]
    for name, one in after.items():
        if name not in before:
            found.append(Change(ADDED, name, "测试", name))
        elif changed := details(_facts(before[name]), _facts(one)):
            found.append(Change(CHANGED, name, "测试", name, changed))
    return Diff(tuple(found))


def read(content: bytes) -> dict[str, dict]:
    try:
        raw = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"不是有效的 JSON：{error}") from error
    if facts.is_deep(raw):
        raise Unreadable(facts.TOO_DEEP)
    listed = raw.get("scenarios") if isinstance(raw, dict) else None
    if not isinstance(listed, list):
        raise Unreadable("不是测试文件：没有 scenarios。")
    return {str(one.get("name", number)): one for number, one in enumerate(listed, 1) if isinstance(one, dict)}


def _facts(scenario: dict[str, Any]) -> dict[str, tuple[str, str]]:
    return {_label(path): (value, value) for path, value in facts.of_json(scenario, lambda path: path == "name").items()}


def _label(path: str) -> str:
    """应有的环节 [2].role: the longest part that has a name, then the rest."""
    known = next((k for k in sorted(LABELS, key=len, reverse=True) if path == k or path.startswith((f"{k}.", f"{k}["))), "")
    rest = path[len(known):].lstrip(".")
    return f"{LABELS[known]} {rest}".strip() if known else path
