"""The FEEL functions `deadline` and `period` without a database, for tests that run where none is: from figures and a calendar."""
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from app.deadlines.calendar import WorkCalendar, compute, share_of
from app.deadlines.errors import BadPeriod
from app.definitions.known import Figure, Known
from app.engine.contract import Functions
from app.registry.samples import parameters

Lend = Callable[[datetime], Functions]


def lend(figures: Mapping[str, Figure], calendar: WorkCalendar) -> Lend:
    """Working days that no table knows raise OutsideCalendar."""
    def at(now: datetime) -> Functions:
        def deadline(code, share=None):
            figure = figures.get(code)
            if figure is None:
                raise BadPeriod(f"没有名为 {code} 的期限参数。")
            if figure.direction != "after":
                raise BadPeriod(f"{code}（{figure.name}）从届满日往前推，不能从现在往后算。")
            return _due(now, figure.value, figure.unit, figure.roll, share, calendar)

        def period(amount, unit, share=None):
            return _due(now, amount, unit, False, share, calendar)

        return {"deadline": deadline, "period": period}
    return at


def _due(now, amount, unit, roll, share, calendar) -> datetime:
    try:
        number = Decimal(str(amount))
    except InvalidOperation as error:
        raise BadPeriod(f"期限“{amount}”不是数字。") from error
    due = compute(now, number, unit, roll=roll, calendar=calendar).due_at
    return due if share is None else share_of(now, due, share)


def sample_calendar() -> WorkCalendar:
    """The built-in table, and the sample years that a fresh district starts with."""
    days = {date(year, month, day): (False, name) for year, off in parameters.HOLIDAY_YEARS for month, day, name in off}
    return WorkCalendar(days, {year: "sample" for year, _off in parameters.HOLIDAY_YEARS})


def sample_lend() -> Lend:
    """What a fresh district starts with (样例)."""
    figures = (Figure(row.code, row.name, row.value, row.unit, row.basis, row.status, row.direction, row.roll) for row in parameters.PERIODS)
    return lend({figure.code: figure for figure in figures}, sample_calendar())


def lend_of(known: Known) -> Lend:
    """As it holds here; the samples where nothing is known."""
    return lend(known.deadlines, known.calendar or sample_calendar()) if known.deadlines else sample_lend()
