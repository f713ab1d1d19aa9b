"""What happens to a revision, as rows that stay: who did it, by which post, as of then."""
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.accounts.model import Actor
from app.accounts.queries import organ_map
from app.definitions.model import Revision, RevisionEvent

# kind: what people read after the name of who did it; {detail} of the event in braces, its text follows after a colon
SENTENCES = {
    "created": "新建修订，以规则包 {base} 为底", "renamed": "改名为“{title}”", "submitted": "提交审批", "approved": "批准", "returned": "退回修改",
    "reopened": "取回修改", "changed": "提交之后又有改动，回到编辑", "withdrawn": "撤销", "rebased": "改以规则包 {base} 为底",
    "published": "发布为规则包 {label}，{effective_from} 起施行", "taken_over": "接手编辑 {file}，原来由{from}编辑",
}


def note(session: Session, revision: Revision, kind: str, *, actor: Actor, now: datetime, text: str | None = None, **detail: Any) -> RevisionEvent:
    """Keep that it happened; the revision counts as changed now. `detail`: what the sentence of this kind asks for, and more."""
    held = next(iter(actor.posts), None)
    organ = organ_map(session)[held.organ_id].short_name if held else None
    happened = RevisionEvent(revision_id=revision.id, kind=kind, at=now, person_id=actor.person_id, person_name=actor.name,
                             post=held.role if held else None, organ_name=organ, text=text or None, detail=detail)
    revision.changed_at = now
    session.add(happened)
    session.flush()
    return happened


def said(event: RevisionEvent) -> str:
    """提交审批：请于周五前审完"""
    sentence = SENTENCES[event.kind].format_map({name: "（无）" if value is None else value for name, value in event.detail.items()})
    return f"{sentence}：{event.text}" if event.text else sentence
