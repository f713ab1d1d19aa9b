"""Cases: the list with its search, and one case with all its tabs."""
from flask import redirect, render_template, request, url_for
from sqlalchemy.orm import Session

from app.accounts import queries as accounts
from app.cases import queries as cases
from app.cases.model import STAGE_NAMES
from app.cases.policy import require_visible
from app.web import blueprint, case_tabs, casefile, store

LIST_FILTERS = ("status", "stage", "kind", "urgency", "street", "end_state", "source")
PAGE = 50


@blueprint.get("/cases")
def case_list():
    with store.reading() as session:
        content = found(session)
    return render_template("cases.html", title="案件", nav="cases", **content)


def found(session: Session) -> dict:
    """One page of the search, and what its filters may be set to."""
    q = request.args.get("q", "").strip()[:80]
    chosen = {key: request.args[key][:60] for key in LIST_FILTERS if request.args.get(key)}
    page = cases.search(session, store.actor(), q=q, filters=chosen, cursor=request.args.get("cursor"), limit=PAGE)
    organs = accounts.organ_map(session)
    return {"q": q, "chosen": chosen, "cases": page.items, "next": page.next, "organs": organs, "stages": STAGE_NAMES,
            "streets": [o for o in organs.values() if o.kind == "street"]}


@blueprint.get("/cases/<int:case_id>")
def case_page(case_id: int):
    tab = request.args.get("tab", "overview")
    if tab not in case_tabs.TABS:
        return redirect(url_for("web.case_page", case_id=case_id))
    with store.reading() as session:
        case = require_visible(session, store.actor(), case_id)
        view = {**casefile.head(session, case), **case_tabs.content(session, case, tab)}
    short = case.number.rpartition("〕")[2] or case.number
    return render_template(f"case/{tab}.html", title=f"案件 {case.number}", phone_title=f"{short} 案件", nav="cases", tab=tab,
                           tabs=case_tabs.TABS, **view)
