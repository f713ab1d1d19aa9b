"""What people read of a period: its arithmetic, what remains, and its colour."""
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import groupby
from typing import Any

from sqlalchemy.orm import Session

from app.deadlines.calendar import Day, Due, WorkCalendar, compute
from app.deadlines.errors import OutsideCalendar
from app.deadlines.operations import work_calendar
from app.kernel.clock import local

UNIT_NAMES = {"wd": "个工作日", "d": "日", "m": "个月", "y": "年", "h": "小时", "min": "分钟"}
_WEEKDAYS = "周一 周二 周三 周四 周五 周六 周日".split()


# ---- the strip --------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Cell:
    """One cell of the strip, a day or a run of days. `kind` is the CSS class of the mock-up: zero cnt no end; `wide` for runs."""

    kind: str
    head: str           # 周三, 国庆节放假
    days: str           # 9-30, 10-1 至 10-7
    note: str           # 不计, 第 1 日, 跳过 7 天, 到期
    wide: bool = False


@dataclass(frozen=True)
class Explanation:
    """How a due instant came about. `parameter`: one line on the parameter behind it, None if a rule gave the amount."""

    days: list[Cell]
    sentence: str
    parameter: str | None
    term: str           # 10 个工作日
    warning: str | None = None


def explain(session: Session, due_rule: Mapping[str, Any]) -> Explanation:
    """The arithmetic of a due_rule that `Book.explain` gave, computed anew with the calendar of today's tables."""
    start = datetime.fromisoformat(due_rule["start"])
    amount, unit = Decimal(due_rule["amount"]), due_rule["unit"]
    due = compute(start, amount, unit, roll=due_rule.get("roll", False),
                  calendar=work_calendar(session, start, due_rule.get("region")))
    return Explanation(cells(due.days), sentence(start, due, amount, unit), _parameter_line(due_rule, amount, unit), term(amount, unit),
                       due.warning)


def cells(days: Sequence[Day]) -> list[Cell]:
    """Skipped days of one kind and long runs of counted days share a cell."""
    strip = []
    for (kind, why), group in groupby(days, key=lambda d: (d.kind, d.why if d.kind == "skipped" else "")):
        run = list(group)
        if kind == "skipped":
            strip.append(_skipped(run, why))
        elif kind == "counted" and len(run) > 3:
            strip.append(Cell("cnt", f"第 {run[0].n}—{run[-1].n} 日", _span(run), "计入", wide=True))
        else:
            strip += [_single(day) for day in run]
    return _weekends_joined(strip)


def _skipped(run: list[Day], why: str) -> Cell:
    return Cell("no", why, _span(run), f"跳过 {len(run)} 天" if len(run) > 1 else "跳过", wide=len(run) > 1)


def _single(day: Day) -> Cell:
    kind, note = {"zero": ("zero", "不计"), "counted": ("cnt", f"第 {day.n} 日"), "rolled": ("cnt", f"第 {day.n} 日，顺延"),
                  "due": ("end", f"第 {day.n} 日" if day.n else "到期")}[day.kind]
    head = f"{_weekday(day.date)}（调休上班）" if day.why == "调休上班" else _weekday(day.date)
    return Cell(kind, head, _day(day.date), note)


def _weekends_joined(strip: list[Cell]) -> list[Cell]:
    """Saturday and Sunday side by side read as one weekend."""
    joined: list[Cell] = []
    for cell in strip:
        if joined and cell.head == "周日" and joined[-1].head == "周六" and cell.kind == joined[-1].kind == "no":
            joined[-1] = Cell("no", "周末", f"{joined[-1].days} 至 {cell.days}", "跳过 2 天", wide=True)
        else:
            joined.append(cell)
    return joined


def _span(run: list[Day]) -> str:
    return _day(run[0].date) if len(run) == 1 else f"{_day(run[0].date)} 至 {_day(run[-1].date)}"


def _day(day: date) -> str:
    return f"{day.month}-{day.day}"


def _weekday(day: date) -> str:
    return _WEEKDAYS[day.weekday()]


def term(amount: Decimal, unit: str) -> str:
    """10 个工作日, 0.25 小时."""
    return f"{amount.normalize():f} {UNIT_NAMES[unit]}"


def sentence(start: datetime, due: Due, amount: Decimal, unit: str) -> str:
    """9-30 收到，当日不计；跳过休息日 7 天；第 2 个工作日是 10-9 周五，18:00 届满。"""
    end = local(due.due_at)
    if unit in ("h", "min"):
        return f"{local(start):%m-%d %H:%M} 起算，连续计 {term(amount, unit)}，{end:%m-%d} {_weekday(end.date())} {end:%H:%M} 届满。"
    parts = [f"{_day(local(start).date())} 起算，当日不计"]
    skipped = sum(d.kind == "skipped" and d.why != "扣除期间" for d in due.days)
    excluded = sum(d.why == "扣除期间" for d in due.days)
    rolled = next((d for d in due.days if d.kind == "rolled"), None)
    if excluded:
        parts.append(f"扣除期间 {excluded} 天不计")
    if rolled:
        parts.append(f"届满日 {_day(rolled.date)} 逢休息日，顺延到其后第一个工作日")
    elif skipped:
        parts.append(f"跳过休息日 {skipped} 天")
    closing = f"{end:%H:%M} 届满" if unit == "wd" else "当日 24:00 届满"
    ordinal = f"第 {amount.normalize():f} 个工作日" if unit == "wd" else f"满 {term(amount, unit)}"
    return "；".join(parts) + f"；{ordinal}是 {_day(end.date())} {_weekday(end.date())}，{closing}。"


def _parameter_line(rule: Mapping[str, Any], amount: Decimal, unit: str) -> str | None:
    if "code" not in rule:
        return None
    origin = "样例，由地方设定" if rule.get("status") == "sample" else f"依据：{rule.get('basis', '')}"
    return f"参数 {rule['code']} {rule['name']} = {term(amount, unit)}；{origin}。"


# ---- what remains -----------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Badge:
    """The due badge: level g y o r, its word, the remainder in the period's own unit, the share used in percent (100 at most)."""

    level: str
    word: str
    text: str
    percent: int


WORDS = {"g": "正常", "y": "过半", "o": "临期", "r": "超期"}


def badge(now: datetime, start: datetime, due_at: datetime, unit: str = "wd", *, calendar: WorkCalendar | None = None) -> Badge:
    """Everything the badge shows of an open item that opened at `start`."""
    used = share_used(now, start, due_at)
    level = colour(used)
    return Badge(level, WORDS[level], remaining(now, due_at, unit, calendar=calendar), min(100, max(0, int(used * 100))))


def share_used(now: datetime, start: datetime, due_at: datetime) -> float:
    """How much of the period has passed; 1.0 and more: overdue."""
    total = (due_at - start).total_seconds()
    return (now - start).total_seconds() / total if total > 0 else float(now >= due_at)


def colour(used: float) -> str:
    """正常 under 50 %, 过半 from 50 %, 临期 from 80 %, 超期 from 100 %."""
    return "r" if used >= 1 else "o" if used >= 0.8 else "y" if used >= 0.5 else "g"


def remaining(now: datetime, due_at: datetime, unit: str = "wd", *, calendar: WorkCalendar | None = None) -> str:
    """余 2 个工作日, 余 7 小时 40 分, 超期 1 个工作日. Within a day, and for hours, by the clock."""
    ahead = due_at > now
    word, first, last = ("余", now, due_at) if ahead else ("超期", due_at, now)
    if unit in ("h", "min") or local(first).date() == local(last).date():
        return f"{word} {_clock(last - first)}"
    count, name = _days_between(local(first).date(), local(last).date(), unit, calendar or WorkCalendar())
    # Late on a Friday evening, looked at on Sunday: no working day has passed, but hours have.
    return f"{word} {count} {name}" if count else f"{word} {_clock(last - first)}"


def _days_between(first: date, last: date, unit: str, calendar: WorkCalendar) -> tuple[int, str]:
    if unit == "wd":
        try:
            return calendar.count_working(first, last), "个工作日"
        except OutsideCalendar:
            pass        # natural days are sure where working days are not known, and the unit says which it is
    return (last - first).days, "日"


def _clock(span: timedelta) -> str:
    minutes = int(span.total_seconds()) // 60
    days, hours, rest = minutes // 1440, minutes // 60 % 24, minutes % 60
    parts = [(days, "日"), (hours, "小时"), (0 if days else rest, "分")]
    return " ".join(f"{n} {name}" for n, name in parts if n) or "不到 1 分"
