"""哨令: the list, and the board of one order. The board renews itself every 15 seconds without a reload."""
from dataclasses import dataclass
from datetime import datetime

from flask import flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session

from app.accounts import queries as accounts
from app.accounts.model import Organ
from app.audit import queries as audit
from app.cases import operations, queries as cases
from app.cases.model import Case, WhistleDepartment, WhistleOrder
from app.registry import queries as registry
from app.tasks import queries as tasks
from app.tasks.model import Status, WorkItem
from app.web import blueprint, filters, store, tables, trace

OFFICERS_EACH = 2       # 行政处罚法42: a department that enforces needs two certified officers on the spot
LINES = 12
BASIS = ("D05", "D06")


@dataclass(frozen=True)
class Called:
    """One department on the board. state: withdrawn | left | there | late | missing | waiting."""

    row: WhistleDepartment
    organ: Organ
    state: str
    due: filters.Badge | None
    late: str
    signed_late: bool
    short_of: int
    task: WorkItem | None
    lead: bool


@dataclass(frozen=True)
class Summary:
    """The strip above the board, counted over the departments that are to come."""

    expected: int
    withdrawn: int
    there: int
    on_time: int
    late: int
    missing: int
    officers: int
    gathering: str
    minutes: str


@blueprint.get("/whistles")
def whistle_list():
    with store.reading() as session:
        found = cases.whistles(session, store.actor())
        called = cases.called_by(session, [order.id for order, _ in found])
        orders = [(order, case, [seen(c, case, order, {}) for c in called.get(order.id, ())]) for order, case in found]
        organs = accounts.organ_map(session)
    return render_template("whistles.html", title="哨令", nav="whistles", orders=orders, organs=organs)


@blueprint.get("/whistles/<int:whistle_id>")
def whistle_page(whistle_id: int):
    with store.reading() as session:
        view = board(session, whistle_id)
    number = view["order"].number
    return render_template("whistle.html", title=f"哨令 {number}", phone_title=number, nav="whistles", **view)


@blueprint.get("/whistles/<int:whistle_id>/board")
def whistle_board(whistle_id: int):
    with store.reading() as session:
        view = board(session, whistle_id)
    return render_template("_board.html", **view)


def board(session: Session, whistle_id: int) -> dict:
    order, case = cases.whistle(session, store.actor(), whistle_id)
    items = {i.organ_id: i for i in tasks.items_of(session, case.id) if i.item and i.status in (Status.OFFERED, Status.CLAIMED)}
    called = sorted((seen(c, case, order, items) for c in cases.called(session, order.id)), key=_most_pressing)
    return {"order": order, "case": case, "organs": accounts.organ_map(session), "called": called,
            "summary": summary(order, called), "site_tasks": site_tasks(session, case, order), "live": _live(order),
            "days": trace.timeline(_whistle_lines(session, case), None), "basis": basis(session, case),
            "problem": registry.problem(session, case.problem_code) if case.problem_code else None,
            "may_command": store.actor().may("whistle.command"), "may_cancel": store.actor().may("whistle.convene")}


def _live(order: WhistleOrder) -> bool:
    return order.ended_at is None and order.cancelled_at is None


def seen(called: cases.Called, case: Case, order: WhistleOrder, items: dict[int, WorkItem]) -> Called:
    row, now = called.row, store.now()
    by = row.arrive_by or order.assemble_at
    due = filters.due(order.issued_at, by, now) if row.arrived_at is None and _live(order) else None
    short = 0 if row.arrived_at is None else max(0, OFFICERS_EACH - len(row.persons))
    return Called(row, called.organ, _state(row, by, now), due, _late(row.arrived_at, by),
                  bool(row.signed_at and row.accept_by and row.signed_at > row.accept_by), short, items.get(row.organ_id),
                  row.organ_id == case.lead_organ_id)


def _state(row: WhistleDepartment, by: datetime | None, now: datetime) -> str:
    if row.objection and row.arrived_at is None:
        return "withdrawn"
    if row.left_at:
        return "left"
    if row.arrived_at:
        return "late" if by and row.arrived_at > by else "there"
    return "missing" if row.no_show or (by and now >= by) else "waiting"


def _late(arrived: datetime | None, by: datetime | None) -> str:
    return filters.span((arrived - by).total_seconds()) if arrived and by and arrived > by else ""


def _most_pressing(c: Called) -> int:
    return ("missing", "waiting", "late", "there", "left", "withdrawn").index(c.state)


def summary(order: WhistleOrder, called: list[Called]) -> Summary:
    coming = [c for c in called if c.state != "withdrawn"]
    there = [c for c in coming if c.row.arrived_at]
    late = [c for c in there if c.late]
    return Summary(len(coming), len(called) - len(coming), len(there), len(there) - len(late), len(late),
                   sum(c.state == "missing" for c in coming), sum(len(c.row.persons) for c in there), *_countdown(order))


def _countdown(order: WhistleOrder) -> tuple[str, str]:
    """(集合 14:00，3 号桥，还有, 25 分)."""
    if order.assemble_at is None:
        return "签发后已过", filters.span((store.now() - order.issued_at).total_seconds())
    gap = (order.assemble_at - store.now()).total_seconds()
    return f"集合 {filters.brief(order.assemble_at)}，{'还有' if gap > 0 else '已过'}", filters.span(abs(gap))


def site_tasks(session: Session, case: Case, order: WhistleOrder) -> list[WorkItem]:
    """What the departments do on the spot: the tasks of the whistle besides signing and reporting in."""
    return [i for i in tasks.items_of(session, case.id) if i.item and i.opened_at >= order.issued_at
            and i.form not in ("whistle_sign", "whistle_report_in", "whistle_late_report")]


def _whistle_lines(session: Session, case: Case) -> list[audit.Line]:
    lines = audit.recent(session, case.id, limit=200)
    return [line for line in lines if line.tag.startswith(("whistle:", "lead:"))][:LINES]


def basis(session: Session, case: Case) -> list[tables.Told]:
    """The rules that made the whistle valid and set its time."""
    runs = [r for r in cases.rule_runs(session, case.id) if r.decision_id.startswith(BASIS)]
    return [told for run in runs[-2:] for told in tables.reader(session, run.bundle_id).told(run)[:1]]


@blueprint.post("/whistles/<int:whistle_id>/urge")
def urge(whistle_id: int):
    organ_id = request.form.get("organ", type=int)
    with store.writing() as session:
        operations.urge(session, whistle_id, organ_id, actor=store.actor(), now=store.now())
        name = accounts.organ_map(session)[organ_id].name
    flash({"title": f"已催{name}报到。", "text": "对方联络员的通知里已有提醒，本次催到已留痕。"})
    return redirect(url_for("web.whistle_page", whistle_id=whistle_id), 303)


@blueprint.route("/whistles/<int:whistle_id>/cancel", methods=["GET", "POST"])
def cancel_whistle(whistle_id: int):
    if request.method == "GET":
        with store.reading() as session:
            order, case = cases.whistle(session, store.actor(), whistle_id)
        return render_template("whistle_cancel.html", title="撤销哨令", nav="whistles", order=order, case=case)
    with store.writing() as session:
        order, case = cases.whistle(session, store.actor(), whistle_id)
        operations.cancel_whistle(session, case.id, request.form.get("reason", "").strip(), actor=store.actor(), now=store.now())
    flash({"title": f"已撤销哨令 {order.number}。", "text": "已通知各部门，未办的报到任务一并撤销。"})
    return redirect(url_for("web.whistle_page", whistle_id=whistle_id), 303)
