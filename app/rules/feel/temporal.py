"""Dates, times and durations from text, and months added to dates. A text that is none gives None."""
import datetime as dt
import re
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from app.rules.feel.values import Months

_DURATION = re.compile(r"(-)?P(?:(\d{1,9})Y)?(?:(\d{1,9})M)?(?:(\d{1,9})D)?"
                       r"(?:T(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,9})(?:\.(\d{1,9}))?S)?)?\Z", re.A)
_DATE = re.compile(r"(-?\d{4})-(\d\d)-(\d\d)\Z", re.A)
_TIME = re.compile(r"(\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?"
                   r"(Z|[+-]\d\d:\d\d(?::\d\d)?|@[A-Za-z_+\-0-9]+(?:/[A-Za-z_+\-0-9]+)*)?\Z", re.A)


def parse_duration(text: str) -> Months | dt.timedelta | None:
    """P1Y2M gives Months, P1DT2H a timedelta; the two kinds do not mix (DMN 1.5, 10.3.2.3.7 and .8)."""
    match = _DURATION.match(text)
    if not match or text[-1] in "PT":
        return None
    sign, years, months, *rest = match.groups()
    factor = -1 if sign else 1
    if years is not None or months is not None:
        mixed = any(part is not None for part in rest)
        return None if mixed else Months(factor * (int(years or 0) * 12 + int(months or 0)))
    days, hours, minutes, seconds, fraction = rest
    try:
        return factor * dt.timedelta(days=int(days or 0), hours=int(hours or 0), minutes=int(minutes or 0),
                                     seconds=int(seconds or 0), microseconds=_micros(fraction))
    except OverflowError:
        return None


def _micros(fraction: str | None) -> int:
    return int((fraction or "0").ljust(6, "0")[:6])


def parse_date(text: str) -> dt.date | None:
    match = _DATE.match(text)
    try:
        return dt.date(int(match[1]), int(match[2]), int(match[3])) if match else None
    except ValueError:
        return None


def zone(text: str | None) -> dt.tzinfo | None:
    """The zone of `Z`, `+08:00` or `@Asia/Shanghai`. Raises ValueError for one that does not exist."""
    if text is None:
        return None
    if text in ("Z", "@Z"):
        return dt.UTC
    if text[0] == "@":
        return _named_zone(text[1:])
    hours, minutes, seconds = ([int(part) for part in text[1:].split(":")] + [0])[:3]
    if hours > 18 or minutes > 59 or seconds > 59:
        raise ValueError("offset")
    offset = dt.timedelta(hours=hours, minutes=minutes, seconds=seconds)
    return dt.timezone(-offset if text[0] == "-" else offset)


def _named_zone(key: str) -> ZoneInfo:
    try:
        return ZoneInfo(key)
    except (ZoneInfoNotFoundError, OSError) as error:  # OSError: the key names a directory of the zone database
        raise ValueError("zone") from error


def parse_time(text: str) -> dt.time | None:
    match = _TIME.match(text)
    try:
        return dt.time(int(match[1]), int(match[2]), int(match[3]), _micros(match[4]), zone(match[5])) if match else None
    except ValueError:
        return None


def parse_datetime(text: str) -> dt.datetime | None:
    """A date alone is its midnight; 24:00:00 is the next day's."""
    if "T" not in text:
        day = parse_date(text)
        return dt.datetime(day.year, day.month, day.day) if day else None
    date_text, time_text = text.split("T", 1)
    day = parse_date(date_text)
    if day is None:
        return None
    if time_text[:8] == "24:00:00":
        time_text = "00" + time_text[2:]
        try:
            day += dt.timedelta(days=1)
        except OverflowError:
            return None
    time = parse_time(time_text)
    return None if time is None else dt.datetime.combine(day, time)


def parse_at(text: str):
    """The value of an at-literal, @"2026-11-22" or @"P10D", told by its shape."""
    if text[:1] in ("-", "P") and "P" in text[:2]:
        return parse_duration(text)
    if "T" in text[:20] and text[4:5] == "-":
        return parse_datetime(text)
    if text[2:3] == ":":
        return parse_time(text)
    return parse_date(text)


def add_months(day: dt.date | dt.datetime, months: int):
    """The same day so many months on, the month's last day where it is shorter; None outside the years 1 to 9999."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    month += 1
    if not 1 <= year <= 9999:
        return None
    return day.replace(year=year, month=month, day=min(day.day, last_day(year, month)))


def last_day(year: int, month: int) -> int:
    if month == 12:
        return 31
    return (dt.date(year, month + 1, 1) - dt.timedelta(days=1)).day


def microseconds(span: dt.timedelta) -> int:
    return (span.days * 86400 + span.seconds) * 10**6 + span.microseconds


def at_midnight(day: dt.date, like: dt.datetime) -> dt.datetime:
    """The date as a date and time in the zone of `like`, to be compared with it."""
    return dt.datetime(day.year, day.month, day.day, tzinfo=like.tzinfo)
