"""Periods that cannot be counted."""
from app.kernel.errors import Rejection


class OutsideCalendar(Rejection):
    """Working days reach into a year whose holidays are not known: nothing is guessed."""

    status = 422

    def __init__(self, year: int):
        super().__init__(f"{year} 年的假日表还没有录入，不能推算工作日；请在假日表中录入 {year} 年后重试。", code="outside_calendar", year=year)
        self.year = year


class BadPeriod(Rejection):
    """An amount, unit or share that makes no period."""

    status = 422

    def __init__(self, sentence: str):
        super().__init__(sentence, code="bad_period")
