"""`simulate`: run a diagram without a database and print its trace."""
import argparse
import json
import sys
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from app.cli.output import Failure, columns, problems, say

STATES = {"completed": "走完了", "waiting": "停在等待处", "error_event": "以错误事件结束", "runtime_error": "运行出错"}
EVENTS = {"entered": "进入", "completed": "完成", "cancelled": "取消"}


class InOrder(argparse.Action):
    """Collects --submit and --advance into one list, in the order in which they were written."""

    def __call__(self, _parser, namespace, value, option=None):
        namespace.actions = [*(namespace.actions or []), (option.lstrip("-"), value)]


def simulate(_settings, args) -> int:
    from app.engine.contract import BundleRefused, EngineError
    from app.engine.simulate import simulate as run

    first, *others = args.files
    actions = [(kind, _json("--submit", value) if kind == "submit" else _duration(value)) for kind, value in args.actions or []]
    try:
        outcome = run(_read(first), process=args.process, data=_json("--data", args.data), actions=actions,
                      others={path.name: _read(path) for path in others})
    except BundleRefused as refused:
        problems([replace(p, file=first.name if p.file == "diagram.bpmn" else p.file,
                          sentence=p.sentence.removeprefix("diagram.bpmn：")) for p in refused.problems])
        return 1
    except EngineError as error:
        print(f"{first.name}: [{error.code}] {error.sentence}", file=sys.stderr)
        return 1
    (_as_json if args.json else _as_text)(outcome)
    return 0


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Failure(f"不能读取 {path}：{error.strerror}。") from error


def _json(option: str, text: str) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except ValueError as error:
        raise Failure(f"{option} 的内容不是 JSON：{error}。") from error
    if not isinstance(value, dict):
        raise Failure(f"{option} 要是一个 JSON 对象，如 {{\"金额\": 200}}。")
    return value


def _duration(text: str) -> str:
    from app.engine.timers import span

    try:
        span(text)
    except ValueError:
        raise Failure(f"--advance 的“{text}”不是 ISO 8601 的时长，如 PT1H、P3D。") from None
    return text


def _as_json(outcome: dict[str, Any]) -> None:
    say(_dumps(outcome))


def _dumps(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=_plain)


def _plain(value: Any) -> Any:
    """FEEL values that JSON lacks: numbers as JSON numbers, dates and durations as FEEL's own text for them."""
    from app.rules import feel

    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return feel.evaluate("string(value)", {"value": value})


def _as_text(outcome: dict[str, Any]) -> None:
    columns([(line["at"][:19].replace("T", " "), EVENTS.get(line["event"], line["event"]), line["id"]) for line in outcome["trace"]])
    say(f"\n{STATES[outcome['state']]}{'：' + outcome['error'] if outcome['error'] else ''}")
    _list("等待", outcome["waiting"], lambda w: f"{w['id']}（{w.get('name') or w.get('message') or w.get('due_at') or w['kind']}）")
    _list("变量", list(outcome["data"].items()), lambda pair: f"{pair[0]} = {_dumps(pair[1])}")


def _list(title: str, items: list, shown: Callable[[Any], str]) -> None:
    if items:
        say(f"{title}：")
        for item in items:
            say(f"  {shown(item)}")
