"""Dates, times and durations. `now` and `today` come from the host, never from the machine unless the host gave none."""
import datetime as dt

from app.kernel import clock
from app.rules.feel.library import builtin
from app.rules.feel.temporal import parse_date, parse_datetime, parse_duration, parse_time, zone
from app.rules.feel.values import Decimal, Months, is_number

_DATES = (dt.date, dt.datetime)
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
           "December")


@builtin("date", "from,month,day", aliases={"year": "from"})
def date(_env, value, month=None, day=None):
    if month is not None or day is not None:
        return _made(dt.date, value, month, day)
    if type(value) is str:
        return parse_date(value)
    if type(value) is dt.datetime:
        return value.date()
    return value if type(value) is dt.date else None


def _made(kind, *numbers):
    if not all(is_number(number) for number in numbers):
        return None
    try:
        return kind(*[int(number) for number in numbers])
    except (ValueError, OverflowError):
        return None


@builtin("time", "from,minute,second,offset", aliases={"hour": "from"})
def time(_env, value, minute=None, second=None, offset=None):
    if minute is not None:
        return _time_of(value, minute, second, offset)
    if type(value) is str:
        return parse_time(value)
    if type(value) is dt.datetime:
        return value.timetz()
    if type(value) is dt.date:
        return dt.time(0, 0, tzinfo=dt.UTC)
    return value if type(value) is dt.time else None


def _time_of(hour, minute, second, offset):
    if not all(is_number(part) for part in (hour, minute, second)) or not (offset is None or type(offset) is dt.timedelta):
        return None
    try:
        place = None if offset is None else dt.timezone(offset)
        return dt.time(int(hour), int(minute), int(second), int(second % 1 * 10**6), place)
    except (ValueError, OverflowError):
        return None


@builtin("date and time", "from,time")
def date_and_time(_env, value, other=None):
    """From a text; from a date and a time; from a date and time and the name of a zone to see it in."""
    if other is not None:
        return _combined(value, other)
    if type(value) is str:
        return parse_datetime(value)
    if type(value) is dt.date:
        return dt.datetime(value.year, value.month, value.day, tzinfo=dt.UTC)
    return value if type(value) is dt.datetime else None


def _combined(value, other):
    if type(other) is str and type(value) is dt.datetime:
        try:
            return value.astimezone(zone("@" + other))
        except (ValueError, OverflowError):
            return None
    if type(value) in _DATES and type(other) is dt.time:
        return dt.datetime.combine(value.date() if type(value) is dt.datetime else value, other)
    return None


@builtin("duration", "from")
def duration(_env, value):
    if type(value) is str:
        return parse_duration(value)
    return value if type(value) in (Months, dt.timedelta) else None


@builtin("years and months duration", "from,to")
def years_and_months_duration(_env, start, end):
    """The whole months between two dates; the fraction of a month is cut."""
    if type(start) not in _DATES or type(end) not in _DATES:
        return None
    count = (end.year - start.year) * 12 + end.month - start.month
    if count > 0 and end.day < start.day:
        count -= 1
    if count < 0 and end.day > start.day:
        count += 1
    return Months(count)


@builtin("now")
def now(env):
    """The host's present instant, as people here read it (Asia/Shanghai)."""
    return clock.local(env.now or clock.utcnow())


@builtin("today")
def today(env):
    """The host's present day in Asia/Shanghai."""
    return now(env).date()


def _of_date(name, read):
    builtin(name, "date")(lambda _env, value: read(value) if type(value) in _DATES else None)


_of_date("day of year", lambda day: Decimal(day.timetuple().tm_yday))
_of_date("day of week", lambda day: _DAYS[day.weekday()])
_of_date("month of year", lambda day: _MONTHS[day.month - 1])
_of_date("week of year", lambda day: Decimal(day.isocalendar()[1]))
