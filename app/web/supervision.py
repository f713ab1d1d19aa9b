"""督查: what stands where, what is stuck, what was warned of, and every case to search."""
from flask import flash, redirect, render_template, url_for
from sqlalchemy.orm import Session

from app.cases import operations, queries as cases
from app.kernel.errors import Forbidden
from app.outbox.model import State
from app.web import blueprint, casefile, context, store
from app.web.cases import found

SHOWN = 20


@blueprint.get("/supervision")
def supervision_page():
    if not any(store.actor().may(p) for p in context.SUPERVISES):
        raise Forbidden(f"督查由{casefile.supervisors()}等岗位使用，您现在没有这样的岗位。", code="not_a_supervisor")
    with store.reading() as session:
        warnings, incidents = cases.warnings(session, store.actor()), cases.stuck(session, store.actor())
        parcels = cases.parcels(session, store.actor(), State.PARKED)
        content = {"warnings": warnings[:SHOWN], "by_level": _by_level(warnings), "incidents": incidents, "parcels": parcels,
                   "unfinished": cases.unfinished(session, store.actor()),
                   "numbers": cases.numbers(session, {shown.case_id for shown in (*warnings[:SHOWN], *incidents, *parcels)}), **found(session)}
    return render_template("supervision.html", title="督查", nav="supervision", **content)


def _by_level(warnings) -> dict[str, int]:
    return {level: sum(w.level == level for w in warnings) for level in ("red", "orange", "yellow")}


@blueprint.post("/incidents/<int:incident_id>/retry")
def retry_incident(incident_id: int):
    def retry(session: Session):
        run = operations.retry_incident(session, incident_id, actor=store.actor(), now=store.now())
        return run, cases.incidents(session, run.case.id)

    run, still = store.carry_out(retry)
    if still:
        flash({"title": f"还没有排除：{still[0].sentence}", "kind": "bad", "text": "原因没有变。请先改好规则或者数据，再重试。"})
    else:
        flash({"title": f"{run.case.number} 已排除受阻，继续办理。"})
    return redirect(url_for("web.supervision_page"), 303)


@blueprint.post("/outbox/<int:parcel_id>/send")
def send_parcel_again(parcel_id: int):
    with store.writing() as session:
        operations.send_parcel_again(session, parcel_id, actor=store.actor(), now=store.now())
    flash({"title": "已排入重发，稍后送出。"})
    return redirect(url_for("web.supervision_page"), 303)
