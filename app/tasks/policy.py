"""Who may take and complete a work item."""
from dataclasses import dataclass

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from app.accounts.model import Actor, HeldPost
from app.accounts.roles import role_name
from app.kernel.errors import Forbidden
from app.tasks.model import Barred, Candidate, WorkItem


@dataclass(frozen=True)
class Desk:
    """Before whom an open item lies: (role, organ id) pairs; `barred`: the asking person may not take it whatever the post."""

    candidates: tuple[tuple[str, int], ...]
    barred: bool = False

    @classmethod
    def read(cls, text: str | None, barred: bool) -> "Desk":
        """From two fields of a SELECT; text: "officer:12 lead_officer:12"."""
        pairs = (pair.split(":") for pair in (text or "").split())
        return cls(tuple((role, int(organ)) for role, organ in pairs), bool(barred))

    def post(self, actor: Actor) -> HeldPost | None:
        """The post by which this actor is a candidate, or None. Substitution and posting count: they are posts of today."""
        return next((post for role, organ in self.candidates if (post := actor.holds(role, organ))), None)

    def require(self, actor: Actor, item: WorkItem) -> HeldPost:
        """The post by which the actor takes the item; raises Forbidden with the reason."""
        if self.barred and self.candidates:
            raise Forbidden(f"您办理过本案的前面环节，“{item.name}”须由其他人员办理（办案、审核、决定相互分离）。", code="separation_of_duties")
        post = self.post(actor)
        if post is None:
            posts = "、".join(role_name(r) for r in item.role.split("|"))
            raise Forbidden(f"“{item.name}”由{posts}岗位办理，您现在没有这个岗位。", code="not_a_candidate")
        return post


def desk(session: Session, actor: Actor, item: WorkItem) -> Desk:
    barred = exists().where(Barred.work_item_id == Candidate.work_item_id, Barred.person_id == actor.person_id)
    rows = session.execute(select(Candidate.role, Candidate.organ_id, barred).where(Candidate.work_item_id == item.id)
                           .order_by(Candidate.role, Candidate.organ_id)).all()
    return Desk(tuple((role, organ) for role, organ, _ in rows), any(barred for *_, barred in rows))


def require_candidate(session: Session, actor: Actor, item: WorkItem) -> HeldPost:
    """The post by which the actor takes the item; raises Forbidden with the reason."""
    return desk(session, actor, item).require(actor, item)
