"""What may be done with a revision now, by whom, and why a button is missing."""
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.accounts import policy
from app.accounts.model import Actor
from app.accounts.roles import role_name
from app.definitions import approval, publishing, workshop
from app.definitions.model import Revision, Status

EDIT, APPROVE, PUBLISH = "definitions.edit", "definitions.approve", "definitions.publish"


@dataclass(frozen=True)
class Standing:
    """`can`: verbs whose buttons are shown: edit, submit, approve, return, publish, reopen, withdraw, remark; `why`: sentences for those that
    somebody would look for and does not find; `turn`: whose move it is."""

    can: frozenset[str]
    why: tuple[str, ...]
    turn: str


def standing(session: Session, revision: Revision, actor: Actor, changed: int, open_remarks: int) -> Standing:
    """`changed`: how many files differ from the base; `open_remarks`: how many are not dealt with."""
    status = Status(revision.status)
    if status == Status.EDITING:
        return _editing(actor, changed)
    if status == Status.SUBMITTED:
        return _submitted(session, revision, actor, open_remarks)
    if status == Status.APPROVED:
        return _approved(session, revision, actor)
    return Standing(frozenset(), (), "已经结束，只供查看")


def _editing(actor: Actor, changed: int) -> Standing:
    if not actor.may(EDIT):
        return Standing(_remarks(actor), (f"修改和提交由{who_may(EDIT)}办理，您可以查看。",), "修改人改好后提交审批")
    can = {"edit", "withdraw", "remark", "upload"} | ({"submit"} if changed else set())
    why = () if changed else ("还没有改动任何文件，改好以后才能提交审批。",)
    return Standing(frozenset(can), why, "改好后提交审批")


def _submitted(session: Session, revision: Revision, actor: Actor, open_remarks: int) -> Standing:
    can, why = set(_remarks(actor)), []
    own = approval.why_not_approve(session, revision, actor)
    if not actor.may(APPROVE):
        why.append(f"批准和退回由{who_may(APPROVE)}办理。")
    elif own:
        why.append(own)
    else:
        can |= {"return"} | ({"approve"} if not open_remarks else set())
        why += [f"还有 {open_remarks} 条意见没有处理完，处理完才能批准；也可以退回修改。"] if open_remarks else []
    if actor.may(EDIT):
        can |= {"reopen", "withdraw"}
    return Standing(frozenset(can), tuple(why), f"等{who_may(APPROVE)}中没有参与修改的一位审批")


def _approved(session: Session, revision: Revision, actor: Actor) -> Standing:
    can, why = set(_remarks(actor)), []
    if actor.may(PUBLISH):
        newest = workshop.newest(session)
        behind = newest is not None and newest.id != revision.base_id and publishing.clashes_with(session, revision, newest)
        can |= {"rebase"} if behind else {"publish"}
    else:
        why.append(f"发布由{who_may(PUBLISH)}办理。")
    if actor.may(APPROVE) and not approval.why_not_approve(session, revision, actor):
        can.add("return")
    if actor.may(EDIT):
        can |= {"reopen", "withdraw"}
    return Standing(frozenset(can), tuple(why), f"等{who_may(PUBLISH)}发布")


def _remarks(actor: Actor) -> frozenset[str]:
    return frozenset({"remark"}) if actor.may(EDIT) or actor.may(APPROVE) else frozenset()


def who_may(permission: str) -> str:
    """执法监督员、法制审核员"""
    return "、".join(role_name(role) for role in sorted(policy.holders(permission)))
