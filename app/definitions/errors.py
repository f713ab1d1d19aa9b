"""Refusals of the workshop."""
from datetime import datetime
from typing import Any

from app.accounts import policy
from app.accounts.model import Actor
from app.accounts.roles import role_name
from app.kernel.errors import Forbidden, Rejection

PARTS = ("definitions.edit", "definitions.approve", "definitions.publish")

class NotSaved(Rejection):
    """A save that would write over somebody else's, or comes past somebody who has the file open. Nothing is lost: it carries what stands
    there (`theirs`, at `seq`), and `merged`, both together where they go together (None where they do not: then `conflicts` says why)."""

    def __init__(self, sentence: str, *, code: str, by: str | None, at: datetime | None, seq: int, theirs: str | None, merged: str | None,
                 conflicts: list[dict[str, Any]]):
        super().__init__(sentence, code=code, by=by, at=at.isoformat() if at else None, seq=seq, theirs=theirs, merged=merged,
                         conflicts=conflicts)


def require_staff(actor: Actor) -> None:
    """Raises Forbidden for parties and complainants: what is not in force yet is not for them."""
    if not actor.organ_ids:
        raise Forbidden("修订还没有施行，只供单位工作人员查看。", code="may_not_see")


def require(actor: Actor, permission: str, what: str) -> None:
    """Raises Forbidden, which names the posts that may."""
    if not actor.may(permission):
        raise _not_theirs((permission,), what)


def require_part(actor: Actor, what: str) -> None:
    """Raises Forbidden, which names the posts that may, for whoever neither edits nor approves nor publishes."""
    if not any(map(actor.may, PARTS)):
        raise _not_theirs(PARTS, what)


def _not_theirs(permissions: tuple[str, ...], what: str) -> Forbidden:
    roles = sorted(set().union(*map(policy.holders, permissions)))
    return Forbidden(f"{what}由{'、'.join(map(role_name, roles))}办理，您现在没有这样的岗位。", code="may_not_" + permissions[0].rpartition(".")[2])
