"""How people here write dates, money, numbers and remaining time. Registered as Jinja filters."""
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from flask import Flask, g
from markupsafe import Markup, escape
from sqlalchemy.orm import Session

from app.audit.tags import title
from app.cases import lists as cases
from app.cases.messages import message_name
from app.deadlines import queries as deadlines
from app.deadlines.calendar import WorkCalendar, compute
from app.deadlines.errors import OutsideCalendar
from app.deadlines.operations import work_calendar
from app.deadlines.queries import Badge, Explanation
from app.forms.fields import FieldView
from app.forms.options import as_text
from app.kernel.clock import local
from app.tasks.model import WorkItem
from app.web import store

WEEKDAYS = "一二三四五六日"


def moment(value: datetime | None) -> str:
    """10-09 周五 18:00; the year is added when it is not this one."""
    if value is None:
        return ""
    here = local(value)
    return f"{day(here.date())} {here:%H:%M}"


def brief(value: datetime | None) -> str:
    """今天 18:00, 明天 09:00, else 10-09 18:00: for narrow columns."""
    if value is None:
        return ""
    here = local(value)
    gap = (here.date() - store.today()).days
    word = {0: "今天", 1: "明天", -1: "昨天"}.get(gap)
    return f"{word or _month_day(here.date())} {here:%H:%M}"


def day(value: date | datetime | str | None) -> str:
    """10-09 周五."""
    value = _as_date(value)
    return f"{_month_day(value)} 周{WEEKDAYS[value.weekday()]}" if value else ""


def short_day(value: date | datetime | str | None) -> str:
    """10-09."""
    value = _as_date(value)
    return _month_day(value) if value else ""


def _as_date(value) -> date | None:
    if isinstance(value, str):
        return date.fromisoformat(value[:10]) if value else None
    return local(value).date() if isinstance(value, datetime) else value


def _month_day(value: date) -> str:
    return f"{value:%m-%d}" if value.year == store.today().year else f"{value:%Y-%m-%d}"


def clock(value: datetime) -> str:
    return f"{local(value):%H:%M}"


def iso(value: datetime) -> str:
    """For <time datetime>."""
    return local(value).isoformat(timespec="minutes")


def number(value) -> str:
    """1,234 and 1,234.5: thousands separated, no useless zeros."""
    if value is None or value == "":
        return ""
    amount = Decimal(str(value))
    text = f"{amount:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def money(value) -> str:
    """2,000 元."""
    return f"{number(value)} 元" if value not in (None, "") else ""


def short_hash(value: str) -> str:
    """9c41…e07b."""
    return f"{value[:4]}…{value[-4:]}"


def file_size(value: int) -> str:
    """312 KB, 2.4 MB."""
    return f"{value / 1e6:.1f} MB" if value >= 1e6 else f"{max(1, round(value / 1e3))} KB"


def law(quote: str) -> Markup:
    """An article's words; what stands between ** is decisive and underlined."""
    parts = str(escape(quote)).split("**")
    return Markup("".join(f"<mark>{part}</mark>" if i % 2 else part for i, part in enumerate(parts)))


# ---- form fields ----------------------------------------------------------------------------------------------------
def as_typed(view: FieldView) -> str:
    """A value as its HTML control takes it; what could not be read comes back as it was typed."""
    value = view.value
    if isinstance(value, datetime):
        return f"{local(value):%Y-%m-%dT%H:%M}"
    return "" if value is None else as_text(value)


def length_hint(view: FieldView) -> str:
    """20 至 500 字."""
    if view.kind not in ("textfield", "textarea") or view.readonly:
        return ""
    if (view.min_length or 0) > 4 and view.max_length:
        return f"{view.min_length} 至 {view.max_length} 字"
    return f"不少于 {view.min_length} 字" if (view.min_length or 0) > 4 else ""


# ---- periods ---------------------------------------------------------------------------------------------------------
def due(start: datetime | None, end: datetime | None, now: datetime, unit: str | None = None) -> Badge | None:
    """The badge of a period from `start` to `end` as it stands at `now`; None where nothing is due."""
    if end is None:
        return None
    # Where no rule tells the period's unit, a long one is counted in days.
    unit = unit or ("d" if abs(end - now) > timedelta(days=2) else "h")
    badge = deadlines.badge(now, start or now, end, unit, calendar=_calendar())
    # The badge's word says 超期 already.
    return replace(badge, text=badge.text.removeprefix("超期 "))


def due_of(item: WorkItem) -> Badge | None:
    """The badge of a work item: of a done one, as it stood when it was done."""
    return due(item.opened_at, item.due_at, item.done_at or store.now(), (item.due_rule or {}).get("unit"))


def _calendar() -> WorkCalendar:
    """The holidays in force, read once a request."""
    if "work_calendar" not in g:
        with store.reading() as session:
            g.work_calendar = work_calendar(session, store.now())
    return g.work_calendar


def working_days_on(now: datetime, amount: int) -> date:
    """The day so many working days from now; natural days where the holidays are not known, because this only sorts a list."""
    try:
        return local(compute(now, Decimal(amount), "wd", roll=False, calendar=_calendar()).due_at).date()
    except OutsideCalendar:
        return local(now).date() + timedelta(days=amount)


def explain(session: Session, item: WorkItem) -> Explanation | None:
    """How the due instant of an item came about; None if no rule gave it, or the holidays are no longer known."""
    if not item.due_rule:
        return None
    try:
        return deadlines.explain(session, item.due_rule)
    except OutsideCalendar:
        return None


def span(seconds: float) -> str:
    """25 分, 3 小时 5 分, 4 日."""
    minutes = int(seconds // 60)
    days, rest = divmod(minutes, 24 * 60)
    hours, minutes = divmod(rest, 60)
    if days >= 2:
        return f"{days} 日"
    hours += days * 24
    if hours:
        return f"{hours} 小时 {minutes} 分" if minutes and hours < 24 else f"{hours} 小时"
    return f"{minutes} 分"


def counted(n: int, most: int = cases.COUNTED) -> str:
    """Where it was only counted so far: 999+."""
    return f"{most}+" if n > most else str(n)


def topic(value: str) -> str:
    """What a parcel of the outbox tells: a fact by its tag, or a message to another system by its name."""
    kind, _, name = value.partition(":")
    return f"送出消息“{message_name(name)}”" if kind == "outgoing" else title(value)


FILTERS = {f.__name__: f for f in (counted, moment, brief, day, short_day, clock, iso, number, money, short_hash, span, file_size,
                                   law, as_typed, length_hint, topic)}


def register(app: Flask) -> None:
    app.jinja_env.filters.update(FILTERS)
    app.jinja_env.globals["now"] = store.now
