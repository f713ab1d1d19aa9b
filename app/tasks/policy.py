"""Who may take and complete a work item."""
from collections.abc import Iterable

from sqlalchemy import Row, exists, select
from sqlalchemy.orm import Session

from app.accounts.model import Actor, HeldPost
from app.accounts.roles import role_name
from app.kernel.errors import Forbidden
from app.tasks.model import Barred, Candidate, WorkItem


def candidate_post(session: Session, actor: Actor, item: WorkItem) -> HeldPost | None:
    """The post by which this actor is a candidate, or None. Substitution and posting count: they are posts of today."""
    return _post(actor, session.execute(select(Candidate.role, Candidate.organ_id).where(Candidate.work_item_id == item.id)))


def _post(actor: Actor, candidates: Iterable[Row]) -> HeldPost | None:
    return next((post for c in candidates if (post := actor.holds(c.role, c.organ_id))), None)


def require_candidate(session: Session, actor: Actor, item: WorkItem) -> HeldPost:
    """The post by which the actor takes the item; raises Forbidden with the reason."""
    barred = exists().where(Barred.work_item_id == Candidate.work_item_id, Barred.person_id == actor.person_id)
    rows = session.execute(select(Candidate.role, Candidate.organ_id, barred.label("barred"))
                           .where(Candidate.work_item_id == item.id)).all()
    if any(row.barred for row in rows):
        raise Forbidden(f"您办理过本案的前面环节，“{item.name}”须由其他人员办理（办案、审核、决定相互分离）。", code="separation_of_duties")
    post = _post(actor, rows)
    if post is None:
        posts = "、".join(role_name(r) for r in item.role.split("|"))
        raise Forbidden(f"“{item.name}”由{posts}岗位办理，您现在没有这个岗位。", code="not_a_candidate")
    return post
