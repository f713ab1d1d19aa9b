"""From what a timer expression gave to the instant at which it is due. Evaluated once, when the event is armed."""
import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from app.engine.expressions import Failure
from app.engine.limits import Limits
from app.kernel.clock import LOCAL
from app.rules import feel

DURATION = re.compile(r"(?P<sign>-?)P(?=.)(?:(?P<Y>\d+)Y)?(?:(?P<M>\d+)M)?(?:(?P<W>\d+)W)?(?:(?P<D>\d+)D)?"
                      r"(?:T(?=.)(?:(?P<h>\d+)H)?(?:(?P<m>\d+)M)?(?:(?P<s>\d+(?:\.\d+)?)S)?)?\Z")
MOST = 10**9        # of any one unit: what is longer no clock counts
LITERAL = re.compile(r"\s*(P[0-9YMWDTHS.]+|R\d*/\S+|\d{4}-\d\d-\d\d(T[0-9:.]+(Z|[+-]\d\d:?\d\d)?)?)\s*\Z")


@dataclass(frozen=True)
class Span:
    """A length of time: calendar months, and an exact rest."""

    months: int
    rest: timedelta

    def after(self, moment: datetime) -> datetime:
        """`moment` plus this span; the day is cut to the month's last where it has to be, in local time."""
        if not self.months:
            return moment + self.rest
        at = moment.astimezone(LOCAL)
        count = at.year * 12 + at.month - 1 + self.months
        year, month = divmod(count, 12)
        day = min(at.day, monthrange(year, month + 1)[1])
        return at.replace(year=year, month=month + 1, day=day).astimezone(UTC) + self.rest


@dataclass(frozen=True)
class Schedule:
    """When it fires first; for a cycle how often in all (`times`) and `every` what ISO duration, not after `until`."""

    due: datetime
    times: int = 1
    every: str | None = None
    until: datetime | None = None


def schedule(value, now: datetime, limits: Limits) -> Schedule:
    """`value`: a FEEL date, date-time or duration, or an ISO string of one of them or of a cycle R<n>/<duration>.

    Raises Failure(err_timer) for anything else, for cycles that repeat too often or too fast, and beyond the longest wait.
    """
    try:
        made = _cycle(value, now, limits) if isinstance(value, str) and value.startswith("R") else Schedule(moment(value, now))
        if made.due - now > limits.longest_wait:
            raise Failure("err_timer", f"定时 {value!r} 超出允许的最长等待。")
        return made
    except (ValueError, OverflowError, TypeError) as error:
        raise Failure("err_timer", f"定时 {value!r} 不是日期、期间或循环：{error}。") from error


def moment(value, now: datetime) -> datetime:
    if isinstance(value, datetime):
        return (value if value.tzinfo else value.replace(tzinfo=LOCAL)).astimezone(UTC)
    if isinstance(value, date):
        return datetime.combine(value, time(), LOCAL).astimezone(UTC)
    if isinstance(value, timedelta):
        return now + value
    if isinstance(value, feel.Months):
        return Span(value.m, timedelta()).after(now)
    if isinstance(value, str):
        text = value.strip()
        return span(text).after(now) if text.startswith(("P", "-P")) else moment(_date(text), now)
    raise ValueError(type(value).__name__)


def _date(text: str):
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)


def span(text: str) -> Span:
    """An ISO 8601 duration. Raises ValueError."""
    found = DURATION.match(text)
    if not found:
        raise ValueError(text)
    part = {k: float(v) for k, v in found.groupdict().items() if k != "sign" and v}
    if max(part.values(), default=0) > MOST:
        raise ValueError(text)
    rest = timedelta(weeks=part.get("W", 0), days=part.get("D", 0), hours=part.get("h", 0), minutes=part.get("m", 0),
                     seconds=part.get("s", 0))
    months = int(part.get("Y", 0) * 12 + part.get("M", 0))
    if months > 1200 * 10:
        raise ValueError(text)
    return Span(-months, -rest) if found["sign"] else Span(months, rest)


def _cycle(text: str, now: datetime, limits: Limits) -> Schedule:
    head, *parts = text.strip().split("/")
    times = min(int(head[1:]), limits.cycles + 1) if head[1:] else limits.cycles
    every = next(p for p in parts if p.startswith("P")) if any(p.startswith("P") for p in parts) else None
    if every is None or len(parts) > 2 or times > limits.cycles:
        raise Failure("err_timer", f"循环 {text} 应写作 R次数/间隔，次数不超过 {limits.cycles}。")
    if span(every).after(now) - now < limits.shortest_period:
        raise Failure("err_timer", f"循环 {text} 的间隔短于 {limits.shortest_period.total_seconds():g} 秒。")
    first = span(every).after(now)
    start = moment(parts[0], now) if len(parts) == 2 and not parts[0].startswith("P") else None
    until = moment(parts[1], now) if len(parts) == 2 and not parts[1].startswith("P") else None
    return Schedule(start if start is not None and start > now else first, times, every, until)
