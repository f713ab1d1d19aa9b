"""The case as the acts see it, with what the rules of this case have asked for."""
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts import queries as accounts
from app.acts import queries as acts
from app.acts.contract import CaseFacts, Required
from app.cases.model import Case, CaseStatus, RuleRun
from app.kernel.clock import local
from app.tasks.model import WorkItem

NOT_NEEDED = "无须"
REVIEW, DISCUSSION, LENIENCY, PROCEDURE = "D12", "D13", "D09", "D08"


def case_facts(session: Session, case: Case, item: WorkItem | None = None) -> CaseFacts:
    """Everything a guard may ask of the case room. The organ that acts is the case's legal subject."""
    subject = accounts.organ_map(session).get(case.legal_subject_id)
    runs = _last_runs(session, case.id)
    return CaseFacts(
        case_id=case.id, number=case.number, title=case.title, kind=case.kind, legal_subject_id=case.legal_subject_id,
        legal_subject_code=subject.code if subject else None, legal_subject_name=subject.name if subject else None,
        street_id=case.street_id, opened_on=local(case.opened_at).date(), matter_codes=tuple(case.matter_codes),
        address=case.address, party_name=case.party_name, party_type=case.party_type, party_id_no=case.facts.get("party_id_no"),
        party_address=case.facts.get("party_address"), parent_id=case.parent_id, procedure=_result(runs.get(PROCEDURE)),
        source=case.source, bottom_line=case.bottom_line, leniency=_result(runs.get(LENIENCY)),
        required=Required(review=_asked(runs.get(REVIEW)), discussion=_asked(runs.get(DISCUSSION))),
        transfer_pending=_transfer_pending(session, case))


def _last_runs(session: Session, case_id: int) -> dict[str, RuleRun]:
    """The newest run of each decision, by the number that its id begins with (D12_legal_review_required → D12)."""
    newest = select(func.max(RuleRun.id)).where(RuleRun.case_id == case_id).group_by(RuleRun.decision_id)
    rows = session.scalars(select(RuleRun).where(RuleRun.id.in_(newest)).order_by(RuleRun.id))
    return {row.decision_id.split("_")[0]: row for row in rows}


def _asked(run: RuleRun | None) -> bool | None:
    """A collecting table gave reasons, or only its last row (无须…), or was never run."""
    reasons = (run.value or {}).get("value") if run else None
    return None if run is None else any(not str(reason).startswith(NOT_NEEDED) for reason in reasons or [])


def _result(run: RuleRun | None) -> str | None:
    value: Any = (run.value or {}).get("value") if run else None
    return value.get("result") if isinstance(value, dict) else value if isinstance(value, str) else None


def _transfer_pending(session: Session, case: Case) -> bool:
    """A criminal transfer of the case above it that still runs binds the sub-cases too (行政处罚法27)."""
    parent = session.get(Case, case.parent_id) if case.parent_id else None
    if parent is None or parent.status == CaseStatus.ENDED:
        return False
    transfer = acts.record_of(session, parent.id).transfer
    return bool(transfer and transfer.criminal)
