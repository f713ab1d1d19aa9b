"""How commands speak."""
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from time import perf_counter


class Failure(Exception):
    """A command cannot go on. The message says what failed and how to mend it; it ends with status 1."""


def say(text: str = "") -> None:
    print(text, flush=True)


@contextmanager
def step(number: int, total: int, name: str) -> Iterator[list[str]]:
    """`步骤 4/6 数据库 … 已升级（0.4 秒）`. What the body appends to the list is the outcome shown."""
    print(f"步骤 {number}/{total} {name} … ", end="", flush=True)
    started, outcome = perf_counter(), []
    try:
        yield outcome
    except BaseException:
        print("没有完成", flush=True)
        raise
    print(f"{'，'.join(outcome) or '完成'}（{perf_counter() - started:.1f} 秒）", flush=True)


def columns(rows: Sequence[Sequence[str]]) -> None:
    """Rows in columns that line up on a terminal, where a Chinese character is two cells wide."""
    widths = [max(_width(row[i]) for row in rows) for i in range(len(rows[0]) - 1)] if rows else []
    for row in rows:
        say("  ".join([text + " " * (width - _width(text)) for text, width in zip(row, widths)] + [row[-1]]))


def _width(text: str) -> int:
    return sum(2 if ord(c) > 0x2E7F else 1 for c in text)


def problems(found) -> None:
    """The problems of refused definitions, on standard error, one a line: `file:line element: [rule] 中文句子 (clause: rule in English)`."""
    from app.engine.checks.catalogue import RULES

    for problem in found:
        place = f"{problem.file}:{problem.line}" if problem.line else problem.file
        rule = RULES.get(problem.code)
        told = f" ({'BPMN ' if rule.clause[:1].isdigit() else ''}{rule.clause}: {rule.english})" if rule else ""
        print(f"{' '.join(filter(None, (place, problem.element)))}: [{problem.code}] {problem.sentence}{told}", file=sys.stderr)
