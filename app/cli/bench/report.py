"""The figures as a table, beside the closest public peer's on the same work and those that are wanted."""
from typing import Any

# Measured on a machine of this size (2 shared cores) with the same model and payload; the wanted ones are for the same machine.
PEER = {"sqlite": (11.4, 10.8, 94, 113, 88, 79, 5, 52_429), "postgresql": (8.0, 7.9, 125, 154, 98, 79, 5, 52_429)}
WANTED = {"sqlite": ("", "≥ 400", "", "", "≤ 2.2", "≤ 8", "≤ 1", "≤ 6000"), "postgresql": ("", "≥ 300", "", "", "", "≤ 8", "≤ 1", "")}
WANTED_COLD = {"sqlite": ("", "≥ 250", "", "", "≤ 3.5", "≤ 8", "≤ 1", "≤ 6000"),
               "postgresql": ("", "", "", "", "", "≤ 8", "≤ 1", "")}
NAMES = {"starts_per_s": "开始 件/秒", "completions_per_s": "办完 项/秒", "p50_ms": "p50 毫秒", "p95_ms": "p95 毫秒",
         "cpu_ms_per_completion": "CPU 毫秒/项", "sql_per_completion": "SQL 语句/项", "commits_per_completion": "提交/项",
         "bytes_per_case": "字节/办结案件"}
HTTP_KEYS = ("completions_per_s", "p50_ms", "p95_ms", "cpu_ms_per_completion")
HTTP_HEAD = ("经网页服务，一个进程", "接口（JSON）", "网页（表单）", "加随后的工作台", "目标", "同类产品")
HTTP_WANTED, HTTP_PEER = ("≥ 150", "", "", ""), ("7.3", "138", "173", "–")
HEAD = ("", "实测", "目标", "实测（无活实例缓存）", "目标", "同类产品")
NOTE = "“无活实例缓存”一栏每一步都从数据库读出整件案件（ZFL_LIVE_CASES=0）；编译好的规则包不会变，始终缓存。CPU 只计本进程（经网页服务时计服务进程），不计数据库服务。"


def table(result: dict[str, Any], backend: str, tasks: int, args) -> str:
    """Figures a row, sources a column."""
    title = f"{args.what}：{backend}，{args.cases} 件 × {tasks} 项任务，{args.runs} 轮的中位数"
    rows = [HEAD, *zip(NAMES.values(), _shown(result["median"]), WANTED[backend], _shown(result["cold"]), WANTED_COLD[backend],
                       (f"{value:,}" for value in PEER[backend]))]
    lines = [title, "", *_aligned(rows)]
    if "http" in result:
        names = [NAMES[key] for key in HTTP_KEYS]
        over_http = [_shown(result["http"][way], HTTP_KEYS) for way in ("api", "page", "page_and_inbox")]
        lines += ["", *_aligned([HTTP_HEAD, *zip(names, *over_http, HTTP_WANTED, HTTP_PEER)])]
    return "\n".join((*lines, "", NOTE))


def _shown(figures: dict[str, float | None], keys=tuple(NAMES)) -> list[str]:
    return ["–" if figures[key] is None else f"{figures[key]:,.{0 if key == 'bytes_per_case' else 1}f}" for key in keys]


def _aligned(rows: list[tuple[str, ...]]) -> list[str]:
    widths = [max(_width(row[i]) for row in rows) for i in range(len(rows[0]))]
    return ["  ".join(_padded(cell, width, left=i == 0) for i, (cell, width) in enumerate(zip(row, widths))) for row in rows]


def _width(text: str) -> int:
    return sum(2 if ord(c) > 0x2E7F else 1 for c in text)


def _padded(text: str, width: int, left: bool) -> str:
    space = " " * (width - _width(text))
    return text + space if left else space + text
