"""Verbs on the registers: a figure changes from a day on, a year's holidays are entered. Each change stands in the house's trace."""
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import delete, extract, select
from sqlalchemy.orm import Session

from app.accounts import policy
from app.accounts.model import Actor
from app.accounts.roles import role_name
from app.audit.model import HOUSE
from app.audit.operations import Fact, record
from app.audit.tags import Tag
from app.kernel.errors import FieldErrors, Forbidden, Rejection
from app.registry.errors import MissingParameter
from app.registry.model import Holiday, HolidayYear, Parameter

MANAGE = "registry.manage"


def change_parameter(session: Session, code: str, value: Any, *, valid_from: date, reason: str, basis: str | None = None,
                     status: str | None = None, region: str | None = None, domain: str | None = None, actor: Actor,
                     now: datetime) -> Parameter:
    """A new value from `valid_from` on; the old one ends the day before and stays for what was computed with it. A value for a
    region or domain that has none yet takes name and unit from the general one.

    Raises Forbidden, MissingParameter, Rejection(parameter_order) if a value from that day or later is there already."""
    _require(actor, "修改参数")
    rows = list(session.scalars(select(Parameter).where(Parameter.code == code).order_by(Parameter.valid_from)))
    own = [p for p in rows if (p.region, p.domain) == (region, domain)]
    pattern = (own or [p for p in rows if p.region is None and p.domain is None] or [None])[-1]
    if pattern is None:
        raise MissingParameter(code, valid_from, region)
    if own and own[-1].valid_from >= valid_from:
        raise Rejection(f"参数“{code}”已有 {own[-1].valid_from} 起的值，新值须晚于这一天。", code="parameter_order")
    if own:
        own[-1].valid_to = valid_from - timedelta(days=1)
    changed = Parameter(code=code, name=pattern.name, value=value, unit=pattern.unit, basis=basis or pattern.basis, region=region,
                        domain=domain, binds=pattern.binds, roll=pattern.roll, direction=pattern.direction, valid_from=valid_from,
                        status=status or pattern.status)
    session.add(changed)
    session.flush()
    fact = Fact(Tag.PARAMETER_CHANGED, {"code": code, "before": pattern.value, "after": value, "reason": reason, "region": region,
                                        "domain": domain, "valid_from": valid_from})
    record(session, HOUSE, [fact], actor=actor, now=now)
    return changed


def enter_holidays(session: Session, year: int, days: Mapping[date, tuple[bool, str]], *, source: str, status: str = "law",
                   actor: Actor, now: datetime) -> None:
    """The year's table as the State Council's notice gives it: {day: (working, name)}, only days that differ from their weekday.
    It replaces what was entered for the year before, and goes before the built-in table.

    Raises Forbidden, FieldErrors for days of another year."""
    _require(actor, "修改假日表")
    foreign = {day.isoformat(): f"不是 {year} 年的日子。" for day in days if day.year != year}
    if foreign:
        raise FieldErrors(foreign)
    session.execute(delete(Holiday).where(extract("year", Holiday.day) == year))
    session.merge(HolidayYear(year=year, source=source, status=status))
    session.add_all(Holiday(day=day, working=working, name=name) for day, (working, name) in days.items())
    session.flush()
    fact = Fact(Tag.CALENDAR_CHANGED, {"year": year, "text": source, "days": {d.isoformat(): name for d, (_, name) in days.items()}})
    record(session, HOUSE, [fact], actor=actor, now=now)


def _require(actor: Actor, what: str) -> None:
    if not actor.may(MANAGE):
        who = "、".join(role_name(role) for role in sorted(policy.holders(MANAGE)))
        raise Forbidden(f"{what}由{who}办理，您现在没有这样的岗位。")
