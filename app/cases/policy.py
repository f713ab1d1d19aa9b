"""Who may see and steer a case."""
from sqlalchemy import ColumnElement, bindparam, exists, or_, select, true
from sqlalchemy.orm import Session, aliased

from app.accounts.model import Actor
from app.accounts.policy import holders
from app.cases.model import Case, CaseOrgan
from app.kernel.errors import Forbidden, NotFound
from app.tasks.model import WorkItem
from app.tasks.policy import Desk, desk

# Who complained is nobody's business but the intake's: the informant is protected.
PRIVATE = frozenset({"complainant_name", "complainant_phone", "complainant"})
INTAKE = ("intake_clerk", "station_head")
WITHHELD = "（已保密）"


def visible(actor: Actor) -> ColumnElement[bool]:
    """A condition on Case: nobody sees a case outside his organs unless his post says so. Asked of each case by itself: a list of all
    that an organ sees would be long."""
    if actor.may("case.view_all"):
        return true()
    own = exists().where(CaseOrgan.case_id == Case.id, CaseOrgan.organ_id.in_(actor.organ_ids))
    return or_(own, Case.opened_by == actor.person_id)


def visible_by_id(actor: Actor, id: ColumnElement[int]) -> ColumnElement[bool]:
    """The same of a case's id, where most of what is found is somebody else's and need not be read."""
    if actor.may("case.view_all"):
        return true()
    opened = aliased(Case)
    return or_(exists().where(CaseOrgan.case_id == id, CaseOrgan.organ_id.in_(actor.organ_ids)),
               exists().where(opened.id == id, opened.opened_by == actor.person_id))


_SEEN = select(Case.id).where(Case.id == bindparam("case"), or_(
    exists().where(CaseOrgan.case_id == Case.id, CaseOrgan.organ_id.in_(bindparam("organs", expanding=True))),
    Case.opened_by == bindparam("person")))


def sees(session: Session, actor: Actor, case_id: int) -> bool:
    """`visible` of one case that is there; asked at most pages and after every step, so by a statement that is built once."""
    if actor.may("case.view_all"):
        return True
    session.flush()
    asked = {"case": case_id, "organs": list(actor.organ_ids), "person": actor.person_id}
    return session.connection().execute(_SEEN, asked).first() is not None


def require_visible(session: Session, actor: Actor, case_id: int) -> Case:
    """The case, or NotFound: a foreign case is not even known to exist."""
    case = session.get(Case, case_id) if sees(session, actor, case_id) else None
    if case is None:
        raise NotFound("没有这件案件，或者它不在您可以查看的范围内。", code="case_not_found")
    return case


def require_task(session: Session, actor: Actor, item_id: int) -> WorkItem:
    """The item if it is the actor's or offered to him, or its case is his to see; else NotFound: not even its name is told."""
    item = session.get(WorkItem, item_id)
    return require_visible_task(session, actor, item, item and desk(session, actor, item))


def require_visible_task(session: Session, actor: Actor, item: WorkItem | None, before: Desk | None) -> WorkItem:
    known = item is not None and (item.assignee_id == actor.person_id or before.post(actor) is not None
                                  or sees(session, actor, item.case_id))
    if not known:
        raise NotFound("没有这项待办，或者它不在您可以查看的范围内。", code="task_not_found")
    return item


def knows_informant(actor: Actor, case: Case) -> bool:
    """The intake of the case's street, who answers the complainant, and the supervisor of the district."""
    return actor.holds("supervisor") is not None or any(actor.holds(role, case.street_id) for role in INTAKE)


def withheld(data: dict, actor: Actor, case: Case) -> dict:
    """The data with who complained made unreadable to everybody else. That somebody did stays: expressions ask for it."""
    if knows_informant(actor, case):
        return data
    return {k: WITHHELD if k in PRIVATE and v not in (None, "") else v for k, v in data.items()}


def require_supervision(actor: Actor, what: str) -> None:
    if not actor.may("case.supervise"):
        raise Forbidden(f"{what}由常务副队长、队长或执法监督岗位办理，您现在没有这样的岗位。", code="not_a_supervisor")


def require_command(actor: Actor, permission: str, organ_id: int | None, refusal: str, code: str) -> None:
    """The permission by a post in or under this organ, or by one for the whole district. A post in one street commands nothing in
    another, and a street ends no case of a department, however much of it it may see."""
    if not (may_in(actor, permission, organ_id) or actor.may(permission) and actor.may("case.view_all")):
        raise Forbidden(refusal, code=code)


def may_in(actor: Actor, permission: str, organ_id: int | None) -> bool:
    return any(organ_id in post.above for post in actor.posts if post.role in holders(permission))
