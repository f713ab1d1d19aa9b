"""Perform a statutory act: the payload is checked, the guards are asked, the facts are written. Nobody gets by."""
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.accounts.model import Actor, HeldPost
from app.acts import sources
from app.acts.catalogue import ACTS, Act
from app.acts.contract import ActResult, CaseFacts
from app.acts.effects.base import Hand
from app.acts.effects.ending import document_to_serve
from app.acts.guards import GuardView, examine
from app.acts.payload import check
from app.acts.queries import CaseRecord, record_of
from app.kernel.clock import local
from app.kernel.errors import FieldErrors, Rejection

MONEY_KINDS = frozenset({"fine", "confiscate_gains", "confiscate_goods"})


def perform(session: Session, code: str, facts: CaseFacts, payload: Mapping[str, Any], *, actor: Actor, post: HeldPost | None,
            now: datetime) -> ActResult:
    """Performs the act `code` in the case of `facts` and returns entries for the trace, variables for gateways, documents.

    `post` is the post by which the actor acts. Raises FieldErrors (the payload does not fit), Refusal (a guard says no),
    Rejection(unknown_act | no_post). Nothing is written before the last guard has passed.
    """
    act = ACTS.get(code)
    if act is None:
        raise Rejection(f"没有“{code}”这个法定动作，流程图需要改正。", code="unknown_act", status=422)
    if post is None:
        raise Rejection(f"“{act.name}”应当由在岗的人办理，您没有相应的岗位。", code="no_post", status=403)
    values = read_payload(act, payload)
    record = record_of(session, facts.case_id)
    view = view_of(session, act, facts, record, values, actor=actor, post=post, now=now)
    refusal = examine(code, act.name, view, decides=act.has_effect(values))
    if refusal is not None:
        raise refusal
    hand = Hand(session, act.name, facts, record, values, actor, post, now)
    act.effect(hand)
    session.flush()
    return hand.result


def read_payload(act: Act, payload: Mapping[str, Any]) -> dict[str, Any]:
    """The payload in the act's types. Raises FieldErrors."""
    values, errors = check(act.schema, payload)
    values = act.settle(values)
    errors = act.cross(values) | errors
    kinds = values.get("penalty_kinds") or []
    if "fine" in kinds and values.get("amount") is None:
        errors.setdefault("amount", "处罚种类有罚款，请填写罚款金额。")
    if errors:
        raise FieldErrors(errors)
    # an amount left over from a kind that was unticked is no penalty
    if "penalty_kinds" in values and not MONEY_KINDS & set(kinds):
        values["amount"] = None
    return values


def view_of(session: Session, act: Act, facts: CaseFacts, record: CaseRecord, values: dict[str, Any], *, actor: Actor,
            post: HeldPost, now: datetime) -> GuardView:
    """Everything the guards of this act may look at, read once."""
    today = local(now).date()
    served = document_to_serve(session, facts.case_id, record, values["document"]) if act.code == "serve" else None
    return GuardView(
        facts=facts, record=record, payload=values, actor=actor, post=post, now=now,
        limits=sources.limits(session, today, facts.region),
        officers=sources.standing(session, act.officers(values, record), act.on(record) or today),
        competence=sources.competence(session, facts, act.matters(values, record, facts), today),
        defence_ends=sources.defence_ends(session, facts, record) if act.code == "hear_pleading" else None,
        served_kind=served.kind if served else None)
