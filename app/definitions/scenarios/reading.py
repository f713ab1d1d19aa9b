"""A `.test` file: JSON in, a Suite out, or every problem with the place where it stands.

    {"process": "whistle_report", "clock"?, "case"?, "data"?, "services"?, "stand_ins"?, "fill"?,          what all scenarios share
     "scenarios": [{"name", "note"?, and any of the above for this one, "actions": [...], "expect": {...}}]}

Actions, one key each names them: {"submit": task, "item"?, "process"?, "data"?, "act"?} or just "task" · {"advance": "PT1H" | "1wd" | "next" |
an instant} · {"message": name, "key"?, "payload"?} · {"signal": name, "payload"?} · {"answer": service, "with": answer from now on} ·
{"case": {changes}} · {"retry": node} · {"cancel": true}.

Expected, all of it optional: "state" completed | waiting | cancelled | error · "end" (end_state or id of the end event) · "path" nodes in this
order, gaps allowed · "not_path" · "open" tasks open at the end · "tasks" [{node, role?, organ?, item?, due?}] opened on the way · "decisions"
[{decision, rows?, value?}] · "documents" acts performed, in order · "services" [{name, with?}] · "messages" [{name, key?, payload?}] ·
"data" variables at the end · "incidents" [nodes].
"""
import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

from app.definitions.scenarios.model import CASE, MONDAY, Play, Scenario, Suite
from app.engine.contract import Problem
from app.kernel.clock import LOCAL

MOST_SCENARIOS, MOST_ACTIONS, LONGEST_NAME = 300, 400, 80
MOST_BYTES, MOST_DEPTH = 1_000_000, 40
STATES = ("completed", "waiting", "cancelled", "error")

Check = Callable[[Any], str | None]         # a sentence's end that says what it should be, or None


def _is(kind, what: str) -> Check:
    return lambda value: None if isinstance(value, kind) and not (kind is not bool and isinstance(value, bool)) else f"要是{what}"


_text, _object, _true = _is(str, "文字"), _is(dict, "对象 {…}"), _is(bool, "true")


def _any(value: Any) -> None:
    return None


def _texts(value: Any) -> str | None:
    return None if isinstance(value, list) and all(isinstance(v, str) for v in value) else "要是文字的列表"


def _instant(value: Any) -> str | None:
    try:
        instant(value)
    except (TypeError, ValueError):
        return "要是日期时间，如 2026-11-23T09:00"
    return None


def _state(value: Any) -> str | None:
    return None if value in STATES else f"要是 {'、'.join(STATES)} 之一"


def _objects(value: Any) -> str | None:
    return None if isinstance(value, dict) and all(isinstance(v, dict) for v in value.values()) else "要是 {名称: {…}}"


SHARED: dict[str, Check] = {"clock": _instant, "case": _object, "data": _object, "services": _object, "stand_ins": _object, "fill": _objects}
ACTIONS: dict[str, dict[str, Check]] = {
    "submit": {"submit": _text, "item": _any, "process": _text, "data": _object, "act": _object}, "advance": {"advance": _text},
    "message": {"message": _text, "key": _any, "payload": _any}, "signal": {"signal": _text, "payload": _any},
    "answer": {"answer": _text, "with": _any}, "case": {"case": _object}, "retry": {"retry": _text}, "cancel": {"cancel": _true}}
LISTED: dict[str, dict[str, Check]] = {
    "tasks": {"node": _text, "role": _text, "organ": _any, "item": _any, "due": _instant, "process": _text},
    "decisions": {"decision": _text, "rows": _texts, "value": _any}, "services": {"name": _text, "with": _any},
    "messages": {"name": _text, "key": _any, "payload": _any}}
EXPECT: dict[str, Check] = {
    "state": _state, "end": _text, "path": _texts, "not_path": _texts, "open": _texts, "documents": _texts, "data": _object,
    "incidents": _texts, **dict.fromkeys(LISTED, _is(list, "列表 […]"))}
MUST = {"tasks": "node", "decisions": "decision", "services": "name", "messages": "name"}


def instant(text: str) -> datetime:
    """Local time where no zone is written. Raises ValueError, TypeError."""
    at = datetime.fromisoformat(text)
    return at if at.tzinfo else at.replace(tzinfo=LOCAL)


def _deeper_than(most: int, value: Any) -> bool:
    level = [value]
    for _ in range(most):
        level = [inner for one in level if isinstance(one, (dict, list)) for inner in (one.values() if isinstance(one, dict) else one)]
        if not level:
            return False
    return True


def load(name: str, content: bytes) -> tuple[Suite | None, list[Problem]]:
    """The suite in the file `name`, and what is wrong with it; without a suite if it cannot be played at all."""
    return _Reader(name).read(content)


class _Reader:
    """Problems gather while it reads."""

    def __init__(self, file: str):
        self.file, self.problems, self.source = file, [], ""

    def wrong(self, where: str, sentence: str, element: str | None = None, line: int | None = None):
        said = f"{where}：{sentence}" if where else sentence
        self.problems.append(Problem("error", self.file, element, "bad_test", f"{said}。", line=line))

    def read(self, content: bytes) -> tuple[Suite | None, list[Problem]]:
        raw = self._json(content)
        if raw is None:
            return None, self.problems
        self._keys("", raw, {**SHARED, "title": _text, "process": _text, "scenarios": _is(list, "列表 […]")}, ("process", "scenarios"))
        if self.problems:
            return None, self.problems
        if len(raw["scenarios"]) > MOST_SCENARIOS:
            self.wrong("scenarios", f"一个文件里的测试最多 {MOST_SCENARIOS} 个")
            return None, self.problems
        made = [self._scenario(raw, number, one) for number, one in enumerate(raw["scenarios"])]
        self._no_doubles(made)
        good = tuple(one for one in made if one is not None)
        return (None if self.problems else Suite(self.file, raw["process"], good)), self.problems

    def _json(self, content: bytes) -> dict | None:
        if len(content) > MOST_BYTES:
            self.wrong("", f"文件超过 {MOST_BYTES // 1000} kB")
            return None
        try:
            self.source = content.decode("utf-8-sig")
            raw = json.loads(self.source)
        except UnicodeDecodeError:
            self.wrong("", "文件不是 UTF-8 编码的文字")
            return None
        except json.JSONDecodeError as error:
            self.wrong("", f"不是 JSON：第 {error.lineno} 行第 {error.colno} 个字处写错了", line=error.lineno)
            return None
        except (RecursionError, ValueError):
            self.wrong("", "不是 JSON，或者嵌套太深")
            return None
        if not isinstance(raw, dict):
            self.wrong("", "最外层要是对象 {…}")
        elif _deeper_than(MOST_DEPTH, raw):
            self.wrong("", f"嵌套超过 {MOST_DEPTH} 层")
        else:
            return raw
        return None

    def _keys(self, where: str, raw: dict, known: dict[str, Check], must: tuple[str, ...] = (), element: str | None = None):
        line = self._line(element)
        for key in must:
            if key not in raw:
                self.wrong(where, f"缺“{key}”", element, line)
        for key, value in raw.items():
            if key not in known:
                self.wrong(where, f"“{key}”不认识，可以写 {'、'.join(known)}", element, line)
            elif sentence := known[key](value):
                self.wrong(f"{where}.{key}".lstrip("."), sentence, element, line)

    def _line(self, name: str | None) -> int | None:
        if not name:
            return None
        at = next((self.source.find(text) for text in (json.dumps(name, ensure_ascii=False), json.dumps(name)) if text in self.source), -1)
        return self.source.count("\n", 0, at) + 1 if at >= 0 else None

    def _scenario(self, suite: dict, number: int, raw: Any) -> Scenario | None:
        where = f"scenarios[{number}]"
        if not isinstance(raw, dict) or not isinstance(raw.get("name"), str) or not 0 < len(raw["name"]) <= LONGEST_NAME:
            self.wrong(where, f"每个测试是一个对象，“name”要写名称，不超过 {LONGEST_NAME} 字")
            return None
        name, before = raw["name"], len(self.problems)
        known = {**SHARED, "name": _text, "note": _text, "actions": _is(list, "列表 […]"), "expect": _object}
        self._keys(where, raw, known, element=name)
        actions = [self._action(f"{where}.actions[{n}]", one, name) for n, one in enumerate(raw.get("actions") or [])]
        if len(actions) > MOST_ACTIONS:
            self.wrong(where, f"一个测试最多 {MOST_ACTIONS} 步", name)
        self._expect(f"{where}.expect", raw.get("expect") or {}, name)
        if len(self.problems) > before:
            return None
        return Scenario(name, raw.get("note") or "", play(suite, raw, actions), raw.get("expect") or {}, self._line(name))

    def _action(self, where: str, raw: Any, element: str) -> dict:
        if isinstance(raw, str):
            return {"submit": raw}
        kinds = [kind for kind in ACTIONS if isinstance(raw, dict) and kind in raw]
        if len(kinds) != 1:
            self.wrong(where, f"一步只做一件事：{'、'.join(ACTIONS)} 之一", element, self._line(element))
            return {}
        self._keys(where, raw, ACTIONS[kinds[0]], (kinds[0],), element)
        return raw

    def _expect(self, where: str, raw: Any, element: str):
        if not isinstance(raw, dict):
            return
        self._keys(where, raw, EXPECT, element=element)
        for key in LISTED:
            for number, line in enumerate(raw.get(key) if isinstance(raw.get(key), list) else []):
                place = f"{where}.{key}[{number}]"
                if not isinstance(line, dict):
                    self.wrong(place, "要是对象 {…}", element, self._line(element))
                else:
                    self._keys(place, line, LISTED[key], (MUST[key],), element)

    def _no_doubles(self, made: list[Scenario | None]):
        seen = set()
        for one in made:
            if one is not None and one.name in seen:
                self.wrong("", f"有两个测试都叫“{one.name}”", one.name, one.line)
            seen.add(one and one.name)


def play(suite: dict, raw: dict, actions: list[dict]) -> Play:
    """What the scenario is given: the file's, with its own on top."""
    def both(key: str) -> dict:
        return {**suite.get(key, {}), **raw.get(key, {})}

    fill = {node: {**suite.get("fill", {}).get(node, {}), **raw.get("fill", {}).get(node, {})} for node in both("fill")}
    clock = raw.get("clock") or suite.get("clock")
    return Play(raw.get("process") or suite["process"], both("data"), {**CASE, **both("case")}, instant(clock) if clock else MONDAY,
                both("services"), both("stand_ins"), fill, tuple(actions))
