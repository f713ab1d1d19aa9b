"""Put things into the outbox, and send again what was parked."""
import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy.orm import Session

from app.accounts.model import Actor
from app.audit.model import HOUSE
from app.audit.operations import Fact, record
from app.audit.tags import Tag, sentence
from app.kernel.errors import NotFound, Rejection
from app.outbox import outlets
from app.outbox.model import Parcel, State


class Named(Protocol):
    """A case, as far as this room knows one."""

    id: int
    number: str


def offer(session: Session, case: Named, facts: Sequence[Fact], *, now: datetime) -> None:
    """What happened in a case, for those outside who have subscribed to it."""
    known = outlets.of(session)
    if not known.webhooks:
        return
    for fact in facts:
        if known.wants(fact.tag):
            body = {"event": str(fact.tag), "at": now.isoformat(), "case": _told(case), "payload": dict(fact.payload),
                    "text": sentence(fact.tag, fact.payload)}
            for url in known.webhooks:
                _put(session, case.id, str(fact.tag), url, body, now)


def offer_message(session: Session, case: Named, name: str, key: str | None, payload: Any, *, now: datetime) -> None:
    """A message that no case of this district takes: to the district that its key names, else to the webhooks."""
    known, topic = outlets.of(session), f"outgoing:{name}"
    body = {"name": name, "key": key, "payload": payload}
    if peer := known.peer_of(key):
        _put(session, case.id, topic, peer, body, now)
    elif known.wants(topic):
        for url in known.webhooks:
            _put(session, case.id, topic, url, {"event": topic, "at": now.isoformat(), "case": _told(case), **body}, now)


def _told(case: Named) -> dict[str, Any]:
    return {"id": case.id, "number": case.number}


def _put(session: Session, case_id: int | None, topic: str, target: str, body: dict, now: datetime) -> None:
    session.add(Parcel(case_id=case_id, topic=topic[:120], target=target, body=body, key=secrets.token_hex(16), created_at=now,
                       next_at=now))


def parcel(session: Session, parcel_id: int) -> Parcel:
    """To be changed: held until the transaction ends. Raises NotFound."""
    found = session.get(Parcel, parcel_id, with_for_update=True)
    if found is None:
        raise NotFound("没有这件发件。", code="no_parcel")
    return found


def send_again(session: Session, parcel_id: int, *, actor: Actor, now: datetime) -> Parcel:
    """A parked one takes its place in the outbox anew, with the key that it had. Raises NotFound, Rejection(not_parked)."""
    again = parcel(session, parcel_id)
    if again.state != State.PARKED:
        raise Rejection("这件发件没有停发：已经送达，或者系统正在重试。", code="not_parked")
    again.state, again.attempts, again.next_at = State.WAITING, 0, now
    record(session, again.case_id or HOUSE, [Fact(Tag.MESSAGE_SENT_AGAIN, {"message": again.topic, "to": again.target})], actor=actor, now=now)
    return again
