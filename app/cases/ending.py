"""The end of a case: its end state, and the word to the parent that waits for it."""
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.model import Organ
from app.acts import queries as acts
from app.audit.operations import Fact
from app.cases import messages, statements
from app.cases.model import Case, CaseStatus, Stage, StageEntry, STAGE_NAMES, WhistleDepartment
from app.kernel.errors import Rejection

NAMES = {"closed": "办结归档", "merged": "并案", "rejected": "不予受理", "transferred": "移送", "withdrawn": "撤销", "terminated": "终止",
         "relapsed": "复发，转下一轮", "stable": "稳定销号", "extended": "延长", "not_filed": "不予立案", "exempt": "不予处罚",
         "informed": "已告知法定途径", "released": "无需处置"}


def close_file(session: Session, case: Case, state: str, *, now: datetime) -> list[Fact]:
    """Set the end state; a closed case has gone through all five steps (YZ-34). Tells a waiting parent: the facts of that."""
    if state == "closed" and case.kind != "standing":
        _require_all_steps(session, case)
    case.status, case.end_state, case.ended_at = CaseStatus.ENDED, state, now
    statements.end(session, case.id, now)
    return [_tell_parent(session, case, now)] if case.kind == "department" and case.parent_id else []


def _require_all_steps(session: Session, case: Case) -> None:
    entered = set(session.scalars(select(StageEntry.stage).where(StageEntry.case_id == case.id)))
    missing = [STAGE_NAMES[s] for s in Stage if s not in entered]
    if missing:
        raise Rejection(f"不能办结：还没有经过“{'、'.join(missing)}”。五步闭环不得跳步。", code="step_skipped")


def _tell_parent(session: Session, case: Case, now: datetime) -> Fact:
    dept = session.get_one(Organ, case.legal_subject_id)
    decision = acts.record_of(session, case.id).decision
    number = getattr(decision, "number", None) if decision else None
    summary = case.facts.get("result_summary") or NAMES.get(case.end_state, case.end_state)
    payload = {"dept": dept.code, "case_id": case.id, "number": case.number, "end_state": case.end_state,
               "decision_no": number, "summary": summary}
    row = session.scalar(select(WhistleDepartment).where(WhistleDepartment.sub_case_id == case.id))
    if row is not None:
        row.result = f"{summary}{'，' + number if number else ''}"
    return messages.send(session, "msg_result", f"{case.parent_id}/{dept.code}", payload, sender=case, now=now,
                         addressee=session.get_one(Case, case.parent_id))
