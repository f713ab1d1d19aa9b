"""Who may see and steer a case."""
from sqlalchemy import ColumnElement, or_, select, true
from sqlalchemy.orm import Session

from app.accounts.model import Actor
from app.cases.model import Case, CaseOrgan
from app.kernel.errors import Forbidden, NotFound


def visible(actor: Actor) -> ColumnElement[bool]:
    """A condition on Case: nobody sees a case outside his organs unless his post says so."""
    if actor.may("case.view_all"):
        return true()
    own = select(CaseOrgan.case_id).where(CaseOrgan.organ_id.in_(actor.organ_ids))
    return or_(Case.id.in_(own), Case.opened_by == actor.person_id)


def require_visible(session: Session, actor: Actor, case_id: int) -> Case:
    """The case, or NotFound: a foreign case is not even known to exist."""
    case = session.scalar(select(Case).where(Case.id == case_id, visible(actor)))
    if case is None:
        raise NotFound("没有这件案件，或者它不在您可以查看的范围内。", code="case_not_found")
    return case


def require_supervision(actor: Actor, what: str) -> None:
    if not actor.may("case.supervise"):
        raise Forbidden(f"{what}由常务副队长、队长或执法监督岗位办理，您现在没有这样的岗位。", code="not_a_supervisor")
