"""What the registration of a problem says about the case, and what the registers and earlier cases add."""
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app.accounts import queries as accounts
from app.acts import queries as acts
from app.cases import opening
from app.cases.model import RUNS, Case, CaseStatus, Submission
from app.deadlines.calendar import CLOSE, add_months
from app.documents import queries as documents
from app.kernel.clock import LOCAL, local
from app.registry import queries as registry

DIRECT = ("title", "description", "source", "urgency", "grid", "address", "external_id", "problem_code", "party_type")
# What a decision's file must hold, by the kind of decision (案卷评查: a missing document is a veto).
PAPERS = {"ordinary": ("W20", "W25", "W28"), "on_spot": ("W26",), "no_penalty": ("W27",)}
TITLES = {"W20": "行政处罚事先告知书", "W25": "行政处罚决定书", "W28": "送达回证", "W26": "当场行政处罚决定书", "W27": "不予行政处罚决定书"}


def register(session: Session, case: Case) -> dict:
    """Bring the newest registration form into the case file: known fields to their columns, the rest to `facts`."""
    data = session.scalar(select(Submission.data).where(Submission.case_id == case.id, Submission.form == "problem_register")
                          .order_by(Submission.at.desc(), Submission.id.desc()).limit(1)) or {}
    for name in DIRECT:
        if data.get(name):
            setattr(case, name, data[name])
    case.party_name = data.get("party_name") or data.get("party_guess") or case.party_name
    case.bottom_line = _text(data.get("bottom_line_risk")) or case.bottom_line
    _cite_matters(session, case, data)
    case.facts = {**case.facts, **{k: v for k, v in data.items() if k not in DIRECT and v not in (None, "", [])}}
    opening.index(case)
    session.flush()
    return {}


def note(case: Case, form: str | None, data: dict) -> None:
    """What single forms say about the case as a whole: until when it is to be handled, whom it concerns, what came of it."""
    if form == "handling_opinion" and data.get("due_on"):
        case.due_at = datetime.combine(data["due_on"], CLOSE, LOCAL)
    if data.get("party_name"):      # who was a guess at the report is known once somebody has asked for his papers
        case.party_name, case.party_type = data["party_name"], data.get("party_type") or case.party_type
        opening.index(case)
    if data.get("result_summary") or data.get("what_done"):
        case.facts = {**case.facts, "result_summary": str(data.get("result_summary") or data["what_done"])[:200]}


def _text(value: Any) -> str | None:
    if value in (None, False, "", "none", "no", []):
        return None
    return "、".join(value)[:40] if isinstance(value, list) else "是" if value is True else str(value)[:40]


def _cite_matters(session: Session, case: Case, data: dict) -> None:
    """The matters of the problem that was picked, unless the form names its own."""
    given = data.get("matter_codes") or []
    problem = registry.problem(session, case.problem_code) if case.problem_code and not given else None
    case.matter_codes = list(given) or (sorted({m for s in problem.stages for m in s.matter_codes}) if problem else case.matter_codes)


def history(session: Session, case: Case, now: datetime) -> dict:
    """For D01, D02, D09: a possible duplicate, earlier violations of the party, who is competent, whether the street is."""
    same = _duplicate(session, case, now)
    competent = registry.competent_organs(session, case.matter_codes, on=local(now).date())
    organs = accounts.organ_map(session)
    ids = {i for subjects in competent.values() for i in subjects}
    depts = sorted(organs[i].code for i in ids if organs[i].kind == "department")
    return {"duplicate_id": same.id if same else None, "duplicate_number": same.number if same else None,
            "earlier_violations": _earlier(session, case, now), "competent_depts": depts,
            "street_has_power": any(organs[i].kind == "street" for i in ids) and case.street_id in ids,
            "reopened_count": max(case.turn - 1, 0)}


def _duplicate(session: Session, case: Case, now: datetime) -> Case | None:
    """A running case of the same street with the same address and problem; another turn of the same chain is no duplicate."""
    if not case.address:
        return None
    span = timedelta(days=int(registry.parameter(session, "duplicate_window_days", on=local(now).date()).amount))
    return session.scalar(select(Case).where(
        Case.id != case.id, Case.street_id == case.street_id, Case.kind == "problem", Case.status == RUNS,
        Case.address == case.address, Case.chain_id != case.chain_id, Case.opened_at >= now - span,
        or_(Case.problem_code == case.problem_code, Case.problem_code.is_(None))).order_by(Case.id).limit(1))


def _earlier(session: Session, case: Case, now: datetime) -> int:
    """How many ended cases of the same party cite one of the same matters, within the window."""
    if not case.party_name:
        return 0
    months = int(registry.parameter(session, "earlier_violation_window_months", on=local(now).date()).amount)
    since = datetime.combine(add_months(local(now).date(), -months), time(), LOCAL)
    rows = session.scalars(select(Case.matter_codes).where(Case.party_name == case.party_name, Case.id != case.id,
                                                           Case.status == CaseStatus.ENDED, Case.chain_id != case.chain_id,
                                                           Case.opened_at >= since))
    wanted = set(case.matter_codes)
    return sum(bool(wanted & set(codes or [])) for codes in rows)


def required(session: Session, case: Case) -> list[tuple[str, bool]]:
    """Titles of what this case's file must hold before it is closed, each with whether it is there."""
    kinds = {d.kind for d in documents.documents(session, case.id)}
    record = acts.record_of(session, case.id)
    needed = [("登记与核查记录", _submitted(session, case.id) > 0)]
    if record.filed:
        needed += [("立案审批表", "W02" in kinds), ("调查终结报告", record.investigation is not None)]
    needed += [(TITLES[kind], kind in kinds) for kind in PAPERS.get(record.decision.kind if record.decision else None, ())]
    return needed


def _submitted(session: Session, case_id: int) -> int:
    return session.scalar(select(func.count()).select_from(Submission).where(Submission.case_id == case_id))
