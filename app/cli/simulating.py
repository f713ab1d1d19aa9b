"""`simulate`: run a diagram without a database and print its trace."""
import argparse
import json
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from app.cli.output import Failure, columns, problems, say
from app.kernel.clock import LOCAL, utcnow

STATES = {"completed": "走完了", "waiting": "停在等待处", "error_event": "以错误事件结束", "runtime_error": "运行出错"}
KINDS = {"task": "待办", "timer": "定时", "message": "消息", "signal": "信号", "conditional": "条件", "incident": "故障"}
EVENTS = {"entered": "进入", "completed": "完成", "cancelled": "取消"}


class InOrder(argparse.Action):
    """Collects what is to be done into one list, in the order in which it was written. A file that follows is still a file."""

    def __call__(self, _parser, namespace, values, option=None):
        for value in values:
            if value.endswith((".bpmn", ".dmn", ".xml")):
                namespace.files = [*(namespace.files or []), Path(value)]
            else:
                namespace.actions = [*(namespace.actions or []), (option.lstrip("-"), value)]


class Files(argparse.Action):
    """The files, wherever they stand between the options."""

    def __call__(self, parser, namespace, values, option=None):
        namespace.files = [*(namespace.files or []), *values]


def simulate(_settings, args) -> int:
    from app.engine.contract import BundleRefused, EngineError
    from app.engine.simulate import simulate as run

    if not args.files:
        raise Failure("请写明要试走的 .bpmn 文件。")
    first, *others = args.files
    actions = [(kind, READ[kind](value)) for kind, value in args.actions or []]
    now = _instant(args.now) if args.now else utcnow().astimezone(LOCAL).replace(microsecond=0)
    try:
        outcome = run(_read(first), process=args.process, data=_object("--data", args.data), actions=actions,
                      others={path.name: _read(path) for path in others}, now=now)
    except BundleRefused as refused:
        problems([replace(p, file=first.name if p.file == "diagram.bpmn" else p.file,
                          sentence=p.sentence.removeprefix("diagram.bpmn：")) for p in refused.problems])
        return 1
    except EngineError as error:
        print(f"{first.name}: [{error.code}] {error.sentence}", file=sys.stderr)
        return 1
    for unused in outcome["unused"]:
        print(f"没有等到可以提交的任务：{_dumps(unused)}", file=sys.stderr)
    (_as_json if args.json else _as_text)(outcome)
    return 0


# ---- what was written on the command line ---------------------------------------------------------------------------
def _read(path: Path) -> bytes:
    try:
        return sys.stdin.buffer.read() if str(path) == "-" else path.read_bytes()
    except OSError as error:
        raise Failure(f"不能读取 {path}：{error.strerror}。") from error


def _json(option: str, text: str) -> Any:
    """JSON; `@path` takes it from a file."""
    try:
        return json.loads(_read(Path(text[1:])) if text.startswith("@") else text)
    except (ValueError, RecursionError) as error:
        raise Failure(f"{option} 的内容不是 JSON，或嵌套太深：{error}。") from error


def _object(option: str, text: str) -> dict[str, Any]:
    value = _json(option, text)
    if not isinstance(value, dict):
        raise Failure(f"{option} 要是一个 JSON 对象，如 {{\"金额\": 200}}。")
    return value


def _submit(text: str) -> Any:
    """`{…}` for whoever is first, `node={…}` or `node` for that task."""
    if text.lstrip().startswith(("{", "@", "[", '"')):
        return _object("--submit", text)
    node, equals, data = text.partition("=")
    return node.strip(), _object("--submit", data) if equals else {}


def _message(text: str) -> tuple[str, Any, Any]:
    """`name`, `name={…}`, `name@key={…}`; the key is JSON or else plain text."""
    head, equals, payload = text.partition("=")
    name, at, key = head.partition("@")
    try:
        key = json.loads(key) if at else None
    except ValueError:
        pass                                    # a key that is no JSON is meant as it stands
    return name.strip(), key, _json("--message", payload) if equals else None


def _signal(text: str) -> tuple[str, Any]:
    name, equals, payload = text.partition("=")
    return name.strip(), _json("--signal", payload) if equals else None


def _duration(text: str) -> str:
    from app.engine.timers import span

    try:
        span(text)
        if text.startswith("-"):
            raise ValueError(text)
    except (ValueError, OverflowError):
        raise Failure(f"--advance 的“{text}”不是 ISO 8601 的时长，如 PT1H、P3D。") from None
    return text


def _instant(text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise Failure(f"--now 的“{text}”不是日期时间，如 2026-01-05T09:00。") from None
    return at if at.tzinfo else at.replace(tzinfo=LOCAL)


READ = {"submit": _submit, "advance": _duration, "message": _message, "signal": _signal}


# ---- what is printed ------------------------------------------------------------------------------------------------
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
    _list("等待", outcome["waiting"], _waiting)
    _list("另外听着", outcome["listening"], _waiting)
    _list("等其他分支", outcome["held"], str)
    _list("没有人收的消息", outcome["undelivered"], lambda m: m["message"] if m["key"] is None else f"{m['message']}（{_dumps(m['key'])}）")
    _list("变量", list(outcome["data"].items()), lambda pair: f"{pair[0]} = {_dumps(pair[1])}")


def _waiting(line: dict[str, Any]) -> str:
    said = next((line[k] for k in ("name", "message", "due_at", "condition", "error") if line.get(k)), "")
    return f"{line['id']}（{KINDS[line['kind']]}{'：' if said else ''}{said}）"


def _list(title: str, items: list, shown: Callable[[Any], str]) -> None:
    if items:
        say(f"{title}：")
        for item in items:
            say(f"  {shown(item)}")
