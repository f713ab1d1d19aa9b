"""Who is told what about a revision: in the bell of those whose move it is, and of those who worked on it."""
from datetime import datetime

from sqlalchemy.orm import Session

from app.accounts import policy
from app.accounts import queries as accounts
from app.accounts.model import Actor
from app.definitions import workshop
from app.definitions.model import Revision
from app.kernel.clock import local
from app.tasks import operations as tasks

SUBMITTED, APPROVED, RETURNED, PUBLISHED = "submitted", "approved", "returned", "published"
SENTENCES = {SUBMITTED: "修订“{title}”提交审批，请审。", APPROVED: "修订“{title}”已经批准，可以发布。", RETURNED: "修订“{title}”退回修改，请看意见。",
             PUBLISHED: "修订“{title}”已经发布。"}


def announce(session: Session, revision: Revision, what: str, *, actor: Actor, now: datetime) -> Revision:
    """A line in the bell of everybody concerned, but of who did it; gives the revision on."""
    text = SENTENCES[what].format(title=revision.title)
    for person_id in sorted(_concerned(session, revision, what, actor, now) - {actor.person_id}):
        tasks.remind(session, text, now=now, person_id=person_id, link=f"/workshop/{revision.id}")
    return revision


def _concerned(session: Session, revision: Revision, what: str, actor: Actor, now: datetime) -> set[int]:
    """Approvers of the submitter's own organ and whoever publishes; not every head of an organ of the district."""
    writers = workshop.savers(session, revision.id) | ({revision.author_id} if revision.author_id else set())
    if what == SUBMITTED:
        near = {post.organ_id for post in actor.posts}
        return (_holders(session, "definitions.publish", now) | _holders(session, "definitions.approve", now, near)) - writers
    return writers | _holders(session, "definitions.publish", now) if what == APPROVED else writers


def _holders(session: Session, permission: str, now: datetime, organs: set[int] | None = None) -> set[int]:
    held = accounts.holders(session, policy.holders(permission), today=local(now).date())
    return {person.id for person, post in held if organs is None or post.organ_id in organs}
