"""How a case ends before its time: withdrawn, merged, rejected, transferred. The page says what follows; the verb decides."""
from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session

from app.accounts import queries as accounts
from app.cases import operations, queries as cases
from app.cases.model import Case
from app.cases.policy import require_visible
from app.kernel.errors import NotFound, Rejection
from app.web import blueprint, casefile, store


@dataclass(frozen=True)
class Ending:
    title: str
    explain: str
    button: str


ENDINGS = {
    "withdraw": Ending("撤回案件", "登记有误或者诉求人撤回的，撤回后不再办理。已作出的文书和经过都保留。", "撤回，结束本案"),
    "merge": Ending("并案", "同一问题已有在办案件的，并入那一件。本案结束，材料可从那一件查到。", "并入，结束本案"),
    "reject": Ending("不予受理", "不属于本级职责或者不符合受理条件的，不予受理，须把理由答复诉求人。", "不予受理，答复诉求人"),
    "transfer": Ending("移送", "应由其他机关办理的，写明移送给谁和理由。涉嫌犯罪的须移送公安机关。", "移送，结束本案"),
}


@blueprint.route("/cases/<int:case_id>/end/<verb>", methods=["GET", "POST"])
def end_case(case_id: int, verb: str):
    if verb not in ENDINGS:
        raise NotFound()
    if request.method == "GET":
        return _form(case_id, verb)
    try:
        with store.writing() as session:
            case = _end(session, case_id, verb)
    except Rejection as refusal:
        if refusal.status != 422:
            raise
        return _form(case_id, verb, refusal), 422
    flash({"title": f"{case.number} 已{ENDINGS[verb].title.removesuffix('案件')}。", "text": "理由已写入案件经过，未办的环节一并撤销。"})
    return redirect(url_for("web.case_page", case_id=case_id), 303)


def _end(session: Session, case_id: int, verb: str) -> Case:
    given, who = request.form, {"actor": store.actor(), "now": store.now()}
    reason = given.get("reason", "").strip()[:500]
    if verb == "merge":
        return operations.merge_case(session, case_id, _target(session, given.get("into", "")), reason, **who)
    if verb == "transfer":
        return operations.transfer_case(session, case_id, given.get("to", "").strip()[:120], reason, **who)
    return {"withdraw": operations.withdraw_case, "reject": operations.reject_case}[verb](session, case_id, reason, **who)


def _target(session: Session, number: str) -> int:
    """The case that a number names, among those the actor sees."""
    found = [c for c in cases.search(session, store.actor(), q=number.strip()[:80], limit=2).items if number.strip()]
    if len(found) != 1:
        raise Rejection("没有找到要并入的案件，请填写完整案号。", code="merge_target", status=422)
    return found[0].id


def _form(case_id: int, verb: str, refusal: Rejection | None = None):
    with store.reading() as session:
        case = require_visible(session, store.actor(), case_id)
        organs = sorted(o.name for o in accounts.organ_map(session).values() if o.kind in ("department", "street"))
    return render_template("case_end.html", title=ENDINGS[verb].title, nav="cases", case=case, verb=verb, ending=ENDINGS[verb],
                           refusal=refusal, typed=request.form, organs=organs, may=store.actor().may("case.supervise"),
                           supervisors=casefile.supervisors())
