"""哨令: issued, signed, reported in, on site, left, rated. The rows behind the board; written from the same submissions that move
the process, in the same transaction."""
from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.model import Actor, Organ
from app.audit.operations import Fact
from app.audit.tags import Tag
from app.cases import numbers
from app.cases.model import Case, WhistleDepartment, WhistleOrder
from app.kernel.clock import LOCAL
from app.tasks.model import WorkItem
from app.tasks.operations import Offered


def issue(session: Session, case: Case, depts: list[Organ], whistle_class: str, assemble_at: Any, place: str | None, *,
          actor: Actor, now: datetime) -> WhistleOrder:
    """签发哨令: number it, call the departments. Whoever issues it commands (PG-11)."""
    street = session.get_one(Organ, case.street_id)
    order = WhistleOrder(case_id=case.id, number=numbers.take(session, "whistle", street, now), street_id=street.id,
                         whistle_class=whistle_class, assemble_at=moment(assemble_at), place=(place or case.address)[:200],
                         issued_at=now, issued_by=actor.person_id)
    session.add(order)
    session.flush()
    session.add_all(WhistleDepartment(whistle_id=order.id, organ_id=d.id) for d in depts)
    session.flush()
    case.commander_organ_id, case.commander = street.id, actor.name
    return order


def moment(value: Any) -> datetime | None:
    """A form's date-time as an instant; without a zone it is local time."""
    if value in (None, ""):
        return None
    parsed = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=LOCAL)


def current(session: Session, case_id: int) -> WhistleOrder | None:
    return session.scalar(select(WhistleOrder).where(WhistleOrder.case_id == case_id).order_by(WhistleOrder.id.desc()).limit(1))


def row(session: Session, case: Case, organ_id: int) -> WhistleDepartment | None:
    order = current(session, case.id)
    return department(session, order, organ_id) if order else None


def department(session: Session, order: WhistleOrder, organ_id: int) -> WhistleDepartment | None:
    """This department's row on this order, None if it was not called."""
    return session.scalar(select(WhistleDepartment).where(WhistleDepartment.whistle_id == order.id,
                                                          WhistleDepartment.organ_id == organ_id))


def attach_sub_case(session: Session, case: Case, dept: Organ, child: Case) -> None:
    called = row(session, case, dept.id)
    if called is not None:
        called.sub_case_id, called.matter_codes = child.id, child.matter_codes


# ---- what the tasks of a whistle write -----------------------------------------------------------------------------------
def _sign(called: WhistleDepartment, data: dict, dept: str, now: datetime) -> Fact:
    called.signed_at = now
    if data.get("result") in ("object", "objected"):
        called.objection = str(data.get("objection_reason") or "提出异议")
        return Fact(Tag.WHISTLE_OBJECTED, {"dept": dept, "reason": called.objection})
    return Fact(Tag.WHISTLE_SIGNED, {"dept": dept})


def _report_in(called: WhistleDepartment, data: dict, dept: str, now: datetime) -> Fact:
    called.arrived_at = moment(data.get("arrived_at")) or now
    called.persons = list(data.get("persons") or [])
    late = int((called.arrived_at - called.arrive_by).total_seconds() // 60) if called.arrive_by else 0
    return Fact(Tag.WHISTLE_REPORTED_IN, {"dept": dept, "persons": len(called.persons), "late_minutes": late if late > 0 else None})


def _leave(called: WhistleDepartment, data: dict, dept: str, now: datetime) -> Fact:
    called.left_at = now
    return Fact(Tag.WHISTLE_LEFT, {"dept": dept})


BY_DEPARTMENT: dict[str, Callable[[WhistleDepartment, dict, str, datetime], Fact]] = {
    "whistle_sign": _sign, "whistle_report_in": _report_in, "whistle_late_report": _report_in, "whistle_leave": _leave}


def submitted(session: Session, case: Case, item: WorkItem, data: dict, now: datetime) -> list[Fact]:
    """Bring a submission of one of the whistle's tasks to the board. Other forms: nothing."""
    if item.form in BY_DEPARTMENT:
        called = row(session, case, item.organ_id)
        dept = session.get_one(Organ, item.organ_id).name
        return [BY_DEPARTMENT[item.form](called, data, dept, now)] if called else []
    if item.form == "whistle_rate":
        return _rate(session, case, data)
    return []


def _rate(session: Session, case: Case, data: dict) -> list[Fact]:
    """街乡评价, a line a department (PG-13)."""
    organs = {o.code: o for o in session.scalars(select(Organ).where(Organ.kind == "department"))}
    facts = []
    for line in data.get("ratings") or []:
        organ = organs.get(line.get("dept"))
        called = row(session, case, organ.id) if organ else None
        if called is not None:
            called.rating = {k: v for k, v in line.items() if k != "dept"}
            facts.append(Fact(Tag.WHISTLE_RATED, {"dept": organ.name, "rating": called.rating}))
    return facts


def offered(session: Session, case: Case, items: list[Offered]) -> None:
    """The due dates of signing and reporting in are what the board counts down to."""
    for item in items:
        if item.form in ("whistle_sign", "whistle_report_in") and (called := row(session, case, item.organ_id)):
            setattr(called, "accept_by" if item.form == "whistle_sign" else "arrive_by", item.due_at)


def cancelled(session: Session, case: Case, items: list[WorkItem]) -> list[Fact]:
    """A report-in task that its deadline took away is a no-show (D23 row 3)."""
    facts = []
    for item in items:
        called = row(session, case, item.organ_id) if item.form == "whistle_report_in" else None
        if called is not None and called.arrived_at is None:
            called.no_show = True
            facts.append(Fact(Tag.WHISTLE_NO_SHOW, {"dept": session.get_one(Organ, item.organ_id).name}))
    return facts
