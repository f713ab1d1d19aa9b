"""Moving a token of a case: choose what and where to on the diagram, see what it would bring, propose it; another agrees or does not."""
from flask import flash, redirect, render_template, request, url_for
from markupsafe import Markup
from sqlalchemy.orm import Session

from app.accounts import queries as accounts
from app.cases import queries as cases
from app.cases.migration import moves
from app.cases.migration.model import MOVE_NAMES, MoveStatus
from app.cases.model import Case, ProcessInstance
from app.cases.policy import require_visible
from app.definitions import queries as definitions
from app.kernel.errors import Rejection
from app.web import blueprint, diagram, store

WHOLE = ("callActivity", "subProcess", "transaction", "adHocSubProcess", "eventSubProcess")


@blueprint.route("/cases/<int:case_id>/move", methods=["GET", "POST"])
def move_case(case_id: int):
    """GET: the form; POST with `look`: what it would bring; with `more`: room for one more target; else the proposal."""
    if request.method == "GET":
        return _form(case_id)
    chosen, to = request.form.getlist("task"), [tuple(v.split("|", 1)) for v in request.form.getlist("to") if "|" in v]
    if request.form.get("do") == "more":
        return _form(case_id, rooms=len(request.form.getlist("to")) + 1)
    try:
        if request.form.get("do") == "look":
            return _form(case_id, looked=_look(case_id, chosen, to))
        with store.writing() as session:
            moves.propose(session, case_id, chosen, to, request.form.get("reason", ""), actor=store.actor(), now=store.now())
    except Rejection as refusal:
        if refusal.status in (403, 404):
            raise
        return _form(case_id, refusal=refusal)
    flash({"title": "已提出移动，等另一人同意。", "text": "同意以前案件照常办理。"})
    return redirect(url_for("web.case_page", case_id=case_id), 303)


def _look(case_id: int, chosen: list[str], to: list[tuple[str, str]]) -> dict:
    with store.reading() as session:
        case = require_visible(session, store.actor(), case_id)
        moves.require_mover(store.actor(), case)
        return moves.rehearse(session, case, chosen, to, now=store.now())


def _form(case_id: int, looked: dict | None = None, refusal: Rejection | None = None, rooms: int = 1):
    """`rooms`: for how many targets there is to be room at least."""
    with store.reading() as session:
        case = require_visible(session, store.actor(), case_id)
        view = {"case": case, "why": _why_not(case), "waits": moves.pending(session, case.id)}
        if view["why"] is None:
            places = sorted(moves.places(session, case), key=lambda p: (p.kind in WHOLE, -len(p.room)))     # what people do before what it lies in
            view |= {"places": places, "targets": _by_process(session, case), "pictures": _pictures(session, case, places)}
    chosen = list(dict.fromkeys(filter(None, request.form.getlist("to"))))
    view["chosen_to"] = (chosen + [""] * rooms)[:min(max(len(chosen), rooms), moves.MOST)]
    page = render_template("case_move.html", title="移动环节", nav="cases", looked=looked, refusal=refusal, typed=request.form, **view)
    return (page, refusal.status) if refusal else page


def _why_not(case: Case) -> str | None:
    """A sentence for whoever may not, None for who may."""
    try:
        moves.require_mover(store.actor(), case)
    except Rejection as refusal:
        return refusal.sentence
    return "案件已经结束，没有可以移动的环节。" if case.status == "ended" else None


def _by_process(session: Session, case: Case) -> list[tuple[str, list]]:
    """[(process name, [(value, name, lane)])] of where a token may be put."""
    instance = session.get_one(ProcessInstance, case.id)
    bundle, found = definitions.compiled(session, instance.bundle_id), {}
    for process_id, node in moves.targets(session, case):
        if node.name:
            found.setdefault(bundle.processes[process_id].name, []).append((f"{process_id}|{node.id}", node.name))
    return list(found.items())


def _pictures(session: Session, case: Case, places: list) -> list[tuple[str, str, Markup]]:
    """(process, name, drawing) of every process in which something stands; elements carry ids, so that they can be clicked."""
    instance = session.get_one(ProcessInstance, case.id)
    bundle = definitions.compiled(session, instance.bundle_id)
    return [(t.process_id, bundle.processes[t.process_id].name, _drawn(session, instance.bundle_id, bundle.processes[t.process_id], t))
            for t in reversed(cases.taken(session, case)) if t.process_id in {p.process_id for p in places}]


def _drawn(session: Session, bundle_id: int, process, taken) -> Markup:
    content = definitions.content(session, definitions.file(session, bundle_id, "bpmn", process.file.removesuffix(".bpmn")).sha256)
    return Markup(diagram.draw(content, process_id=process.id, taken_nodes=taken.nodes, taken_flows=taken.flows, current=taken.current, anchor=f"at-{process.id}"))


# ---- deciding -------------------------------------------------------------------------------------------------------------
@blueprint.get("/cases/<int:case_id>/moves/<int:move_id>")
def move_page(case_id: int, move_id: int):
    return _decision(case_id, move_id)


def _decision(case_id: int, move_id: int, refusal: Rejection | None = None):
    with store.reading() as session:
        move = moves.move(session, store.actor(), move_id)
        case = require_visible(session, store.actor(), move.case_id)
        ids = {i for i in (move.proposed_by_person_id, move.decided_by_person_id) if i}
        now_told, now_why = _as_of_now(session, case, move) if move.status == MoveStatus.PROPOSED else (None, None)
        view = {"move": move, "case": case, "people": accounts.people(session, ids), "why": _why_not(case), "told": now_told or move.told, "stale": now_why}
    page = render_template("case_move_decide.html", title="移动环节", nav="cases", status=MOVE_NAMES[MoveStatus(move.status)], refusal=refusal,
                           own=move.proposed_by_person_id == store.actor().person_id, typed=request.form, **view)
    return (page, refusal.status) if refusal else page


def _as_of_now(session: Session, case: Case, move) -> tuple[dict | None, str | None]:
    """What it would bring as the case stands now, not as it stood when it was proposed; or why it cannot be done any more."""
    try:
        return moves.rehearse(session, case, [t["task"] for t in move.tasks], [(t["process"], t["node"]) for t in move.targets], now=store.now()), None
    except Rejection as refusal:
        return None, refusal.sentence


@blueprint.post("/cases/<int:case_id>/moves/<int:move_id>")
def decide_move(case_id: int, move_id: int):
    verb, who = request.form.get("do", ""), {"actor": store.actor(), "now": store.now()}
    try:
        if verb == "agree":
            store.carry_out(lambda session: moves.agree(session, move_id, **who))
        else:
            with store.writing() as session:
                moves.refuse(session, move_id, request.form.get("note", ""), **who) if verb == "refuse" else moves.withdraw(session, move_id, **who)
    except Rejection as refusal:
        if refusal.status == 404:
            raise
        return _decision(case_id, move_id, refusal)
    flash({"title": {"agree": "已经移动。", "refuse": "没有同意，案件照原样办理。"}.get(verb, "提议已经撤回。")})
    return redirect(url_for("web.case_page", case_id=case_id), 303)
