"""The clock that a command lends to expressions: `deadline("T13")`, `deadline("T13", 0.8)`, `period(4, "h")`."""
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from functools import cached_property
from typing import Any

from sqlalchemy.orm import Session

from app.deadlines.calendar import CLOSE, WorkCalendar, compute, share_of
from app.deadlines.errors import BadPeriod
from app.kernel import reference
from app.kernel.clock import local
from app.registry import queries as registry
from app.registry.errors import MissingParameter
from app.registry.model import Parameter


def work_calendar(session: Session, now: datetime, region: str | None = None) -> WorkCalendar:
    """The holidays entered by hand over the built-in table, and when the office closes here."""
    return _calendar(session, _close(session, local(now).date(), region))


@reference.section
def _calendar(session: Session, close: time) -> WorkCalendar:
    return WorkCalendar(*registry.holidays(session), close)


@reference.section
def _close(session: Session, day: date, region: str | None) -> time:
    try:
        return time.fromisoformat(registry.parameter(session, "workday_end", on=day, region=region).value)
    except MissingParameter:
        return CLOSE        # a district without this parameter keeps usual office hours


class Book:
    """Computes due instants for one command, counted from its `now`, and remembers how, so that each can be explained later.
    `region`: organ code whose own parameters go first."""

    def __init__(self, session: Session, now: datetime, region: str | None = None):
        self.session, self.now, self.region = session, now, region
        self._rules: dict[datetime, dict[str, Any]] = {}

    @cached_property
    def calendar(self) -> WorkCalendar:
        return work_calendar(self.session, self.now, self.region)

    def deadline(self, code: str, share: Decimal | float | None = None) -> datetime:
        """When the period of this deadline code is over, or a share (0…1) of it is used. Raises MissingParameter, BadPeriod,
        OutsideCalendar."""
        parameter = registry.parameter(self.session, code, on=local(self.now).date(), region=self.region)
        if parameter.direction != "after":
            raise BadPeriod(f"{parameter.code}（{parameter.name}）从届满日往前推，不能从现在往后算。")
        return self._due(_number(parameter.value), parameter.unit, parameter.roll, share, _source(parameter))

    def period(self, amount: Decimal | int | float, unit: str, share: Decimal | float | None = None) -> datetime:
        """The same for an amount that a rule gave. Natural days, months and years do not roll over."""
        return self._due(_number(amount), unit, False, share, {})

    def _due(self, amount: Decimal, unit: str, roll: bool, share: Decimal | float | None, source: dict[str, Any]) -> datetime:
        due = compute(self.now, amount, unit, roll=roll, calendar=self.calendar)
        at = due.due_at if share is None else share_of(self.now, due.due_at, share)
        self._rules[_second(at)] = {**source, "amount": str(amount), "unit": unit, "roll": roll, "start": self.now.isoformat(),
                           "due_at": due.due_at.isoformat(), "region": self.region}
        return at

    def rules(self) -> dict[str, dict[str, Any]]:
        """{instant as ISO text, to the second: rule} of everything computed so far, oldest first."""
        return {at.isoformat(): rule for at, rule in self._rules.items()}

    def explain(self, due_at: datetime) -> dict[str, Any] | None:
        """The rule that gave this instant, as WorkItem.due_rule keeps it: {code, name, basis, status, amount, unit, roll, start,
        due_at, region}; None if this book did not compute it."""
        return self._rules.get(_second(due_at))


def _second(moment: datetime) -> datetime:
    """Expressions may carry an instant through text and drop its fraction of a second."""
    return moment.replace(microsecond=0)


def _number(value: Any) -> Decimal:
    """An expression may hand over anything, null among it."""
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        raise BadPeriod(f"期限“{value}”不是数字。")
    return number


def _source(parameter: Parameter) -> dict[str, Any]:
    return {"code": parameter.code, "name": parameter.name, "basis": parameter.basis, "status": parameter.status}
