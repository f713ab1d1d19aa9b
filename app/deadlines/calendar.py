"""Count periods. Pure: a calendar and a start in, a due instant and its arithmetic out.

Units: `wd` working days, `d` natural days, `m` months, `y` years, `h` hours, `min` minutes. The start day is not counted
(民事诉讼法85). Working days end when the office closes, natural days, months and years at the end of the day (民法典203). Hours run by the
clock, holidays included.
"""
import calendar as months
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from itertools import islice

import chinese_calendar

from app.deadlines.errors import BadPeriod, OutsideCalendar
from app.kernel.clock import LOCAL, local

# The longest period of each unit, about a hundred years: a rule's slip of the pen must not keep the server counting.
LONGEST = {"wd": 26_000, "d": 36_500, "m": 1_200, "y": 100, "h": 876_000, "min": 52_560_000}
UNITS = tuple(LONGEST)
CLOSE = time(18, 0)             # parameter workday_end
TERMS_KEPT = 2_000              # ends of periods that a calendar remembers
MIDNIGHT = time(23, 59, 59)
_ONE_DAY = timedelta(days=1)
_WEEKDAYS = "周一 周二 周三 周四 周五 周六 周日".split()


@dataclass(frozen=True)
class WorkCalendar:
    """Which days are worked. `days`: {day: (working, name)} entered by hand, before all else; `years`: years whose table was
    entered by hand, {year: law | sample}. Other years: the built-in table, 2004 to 2026."""

    days: Mapping[date, tuple[bool, str]] = field(default_factory=dict)
    years: Mapping[int, str] = field(default_factory=dict)
    close: time = CLOSE
    # What was found out before. A calendar does not change, and a busy one is asked the same a thousand times a day.
    _known: dict[date, tuple[bool, str]] = field(default_factory=dict, init=False, repr=False, compare=False)
    _terms: dict[tuple, "Due"] = field(default_factory=dict, init=False, repr=False, compare=False)

    def is_working(self, day: date) -> bool:
        """Raises OutsideCalendar for a year that no table knows."""
        return self.look_up(day)[0]

    def look_up(self, day: date) -> tuple[bool, str]:
        """(working, why): why is the holiday's name, 周六, 周日, 调休上班 or "". Raises OutsideCalendar."""
        known = self._known.get(day)
        if known is None:
            known = self._known[day] = self._look_up(day)
        return known

    def _look_up(self, day: date) -> tuple[bool, str]:
        if day in self.days:
            return self.days[day]
        if day.year in self.years:
            return (True, "") if day.weekday() < 5 else (False, _WEEKDAYS[day.weekday()])
        try:
            off, name = chinese_calendar.get_holiday_detail(day)
        except NotImplementedError:
            raise OutsideCalendar(day.year) from None
        if off:
            return False, chinese_calendar.Holiday(name).chinese + "放假" if name else _WEEKDAYS[day.weekday()]
        return True, "调休上班" if name or day.weekday() >= 5 else ""

    def term(self, first: date, count: int, unit: str, roll: bool) -> "Due":
        """The end of a period of days, months or years without excluded days."""
        key = (first, count, unit, roll)
        if key not in self._terms:
            if len(self._terms) >= TERMS_KEPT:
                self._terms.clear()
            self._terms[key] = _by_days(first, count, unit, roll, self, [])
        return self._terms[key]

    def next_working(self, day: date) -> date:
        """The day itself if it is worked, else the first working day after it."""
        while not self.is_working(day):
            day += _ONE_DAY
        return day

    def count_working(self, after: date, until: date) -> int:
        """Working days later than `after`, up to and with `until`."""
        return sum(self.is_working(after + timedelta(days=n)) for n in range(1, (until - after).days + 1))

    def depends_on_sample(self, first: date, last: date) -> bool:
        """Whether a year in this span has only a sample table."""
        return any(self.years.get(year) == "sample" for year in range(first.year, last.year + 1))


@dataclass(frozen=True)
class Day:
    """One day of the arithmetic. kind: zero (不计), counted (第 n 日), skipped (跳过, why says what for), rolled (届满日顺延), due (到期)."""

    date: date
    kind: str
    why: str = ""
    n: int | None = None


@dataclass(frozen=True)
class Due:
    """When a period ends, aware in UTC, and how that was counted. `days` is empty for hours and minutes.
    `warning`: a sentence where the arithmetic had to leave something open, else None."""

    due_at: datetime
    days: tuple[Day, ...]
    warning: str | None = None


def compute(start: datetime, amount: Decimal | int | float, unit: str, *, roll: bool = False,
            calendar: WorkCalendar | None = None, exclude: Iterable[tuple[date, date]] = ()) -> Due:
    """The end of the period that starts at `start` (aware).

    `roll`: if the last day is no working day, the next working day is the last. `exclude`: spans of days, both ends included,
    that do not count (appraisal, suspension); overlaps count once. Raises BadPeriod for an amount or unit that makes no sense,
    OutsideCalendar where working days reach into a year without table.
    """
    if unit not in UNITS:
        raise BadPeriod(f"期限单位“{unit}”不认识，可用：{'、'.join(UNITS)}。")
    if not 0 <= amount <= LONGEST[unit]:
        raise BadPeriod(f"期限 {amount} {unit} 须在 0 到 {LONGEST[unit]} 之间。")
    calendar = calendar or WorkCalendar()
    spans = merge(exclude)
    if unit in ("h", "min"):
        return _by_clock(start, amount, unit, spans)
    count, first = _whole(amount, unit), local(start).date()
    return _by_days(first, count, unit, roll, calendar, spans) if spans else calendar.term(first, count, unit, roll)


def compute_before(day: date, amount: Decimal | int, unit: str, *, calendar: WorkCalendar | None = None) -> date:
    """The last day on which something that must be done so many days *before* `day` is in time (听证七个工作日前通知)."""
    count = _whole(amount, unit)
    if unit == "d":
        return day - timedelta(days=count)
    if unit != "wd":
        raise BadPeriod(f"单位“{unit}”不能倒推。")
    calendar = calendar or WorkCalendar()
    while count:
        day -= _ONE_DAY
        count -= calendar.is_working(day)
    return day


def merge(spans: Iterable[tuple[date, date]]) -> list[tuple[date, date]]:
    """Spans of days in order, those that overlap or touch made one."""
    merged: list[tuple[date, date]] = []
    for first, last in sorted(spans):
        if merged and first <= merged[-1][1] + _ONE_DAY:
            merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
        else:
            merged.append((first, last))
    return merged


def share_of(start: datetime, due_at: datetime, share: Decimal | float) -> datetime:
    """The instant at which this share of the period is used, by the clock: the same measure as the colours."""
    if not 0 <= share <= 1:
        raise BadPeriod(f"期限份额 {share} 不在 0 到 1 之间。")
    return start + timedelta(seconds=round((due_at - start).total_seconds() * float(share)))


# ---- how each unit counts ---------------------------------------------------------------------------------------------
def _whole(amount: Decimal | int | float, unit: str) -> int:
    if amount != int(amount) or amount < 1:
        raise BadPeriod(f"期限 {amount} {unit} 须是 1 以上的整数。")
    return int(amount)


def _by_clock(start: datetime, amount: Decimal | int | float, unit: str, spans: list[tuple[date, date]]) -> Due:
    due = start + timedelta(seconds=round(float(amount) * (3600 if unit == "h" else 60)))
    for first, last in spans:       # in order: each moves the end, so that a later one may now fall inside
        begins, ends = _at(first, time(0)), _at(last + _ONE_DAY, time(0))
        if begins < due and ends > start:
            due += ends - max(begins, start)
    return Due(due.astimezone(UTC), ())


def _by_days(first: date, count: int, unit: str, roll: bool, calendar: WorkCalendar, spans: list[tuple[date, date]]) -> Due:
    if unit == "wd":
        return _working_days(first, count, calendar, spans)
    return _natural_days(first, _natural_end(first, count, unit, spans), roll, calendar, spans)


def _working_days(first: date, count: int, calendar: WorkCalendar, spans: list[tuple[date, date]]) -> Due:
    days, day = [Day(first, "zero")], first
    n = 0
    while n < count:
        day += _ONE_DAY
        working, why = calendar.look_up(day)
        if not working or _inside(day, spans):
            days.append(Day(day, "skipped", why if not working else "扣除期间"))
            continue
        n += 1
        days.append(Day(day, "due" if n == count else "counted", why, n))
    return Due(_at(day, calendar.close), tuple(days), _sample_warning(calendar, first, day))


def _natural_end(first: date, count: int, unit: str, spans: list[tuple[date, date]]) -> date:
    if unit in ("m", "y"):
        return _stretch(first, add_months(first, count if unit == "m" else 12 * count), spans)
    return next(islice((d for d in _after(first) if not _inside(d, spans)), count - 1, None))


def _after(day: date) -> Iterator[date]:
    while True:
        day += _ONE_DAY
        yield day


def _stretch(first: date, last: date, spans: list[tuple[date, date]]) -> date:
    """Move the end by the excluded days that fall into the period."""
    for begins, ends in spans:
        if begins <= last and ends > first:
            last += ends - max(begins, first + _ONE_DAY) + _ONE_DAY
    return last


def add_months(day: date, count: int) -> date:
    """The same day so many months on; the last day of the month where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    return date(year, month + 1, min(day.day, months.monthrange(year, month + 1)[1]))


def _natural_days(first: date, last: date, roll: bool, calendar: WorkCalendar, spans: list[tuple[date, date]]) -> Due:
    end, warning = last, None
    if roll:
        try:
            end = calendar.next_working(last)
            warning = _sample_warning(calendar, last, end)
        except OutsideCalendar as outside:
            warning = f"{outside.year} 年假日表还没有录入，届满日是否顺延未能判断。"
    days, n = [Day(first, "zero")], 0
    for day in (first + timedelta(days=i) for i in range(1, (last - first).days + 1)):
        if _inside(day, spans):
            days.append(Day(day, "skipped", "扣除期间"))
            continue
        n += 1
        days.append(Day(day, "due" if day == end else "rolled" if day == last else "counted", "", n))
    days += [Day(day, "due") if day == end else Day(day, "skipped", calendar.look_up(day)[1])
             for day in (last + timedelta(days=i) for i in range(1, (end - last).days + 1))]
    return Due(_at(end, MIDNIGHT), tuple(days), warning)


def _inside(day: date, spans: list[tuple[date, date]]) -> bool:
    return any(first <= day <= last for first, last in spans)


def _at(day: date, moment: time) -> datetime:
    return datetime.combine(day, moment, LOCAL).astimezone(UTC)


def _sample_warning(calendar: WorkCalendar, first: date, last: date) -> str | None:
    return "所用假日表含样例年份，请以国务院办公厅通知为准。" if calendar.depends_on_sample(first, last) else None
