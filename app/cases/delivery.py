"""Handing over what messages.py kept: each message in a transaction of its own, after the commit of whoever sent it. Once each; what
the receiver refuses is tried again, then parked for the supervisors."""
from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, or_, select, update
from sqlalchemy.orm import Session

from app.accounts.model import SYSTEM, Actor, Organ
from app.audit.operations import Fact, record
from app.audit.tags import Tag
from app.cases import opening
from app.cases.messages import message_name, started_by_message
from app.cases.model import Case, CaseStatus, IncidentRow, Message, MessageState, ReceiverRow
from app.cases.running import opened_fact, run
from app.engine.contract import Broadcast, Deliver, Start
from app.kernel.backoff import pause
from app.kernel.errors import Rejection

ATTEMPTS = 8                                    # then it is parked: some ten minutes after the first
FIRST, LONGEST = timedelta(seconds=5), timedelta(minutes=10)
UNCLAIMED = timedelta(days=30)                  # a message that nobody came for in this time is told to the supervisors
STUCK, NOBODY = "message_stuck", "message_unclaimed"


# ---- which ---------------------------------------------------------------------------------------------------------------
def deliverable(session: Session, now: datetime, names: Collection[str] | None = None, limit: int = 200) -> list[int]:
    """Messages that wait and have where to go, oldest first; of these names only, if given. One that failed is not among them before
    its time: however many fail, those behind them have their turn."""
    awaited = exists().where(_receives(Message.name, Message.key))
    query = select(Message.id).where(
        Message.state == MessageState.WAITING, or_(Message.next_at.is_(None), Message.next_at <= now),
        or_(Message.kind != "message", awaited, Message.name.in_(list(started_by_message(session, now)))))
    if names is not None:
        query = query.where(Message.name.in_(sorted(names)))
    # By the time, not by the id: in the order of its key SQLite would look through every message there ever was for a few that wait.
    return list(session.scalars(query.order_by(Message.sent_at, Message.id).limit(limit)))


def _receives(name, key) -> ColumnElement[bool]:
    return and_(ReceiverRow.kind == "message", ReceiverRow.message == name, or_(ReceiverRow.key.is_(None), ReceiverRow.key == key))


# ---- handing over ----------------------------------------------------------------------------------------------------------
def deliver(session: Session, message_id: int, *, now: datetime) -> bool:
    """Hand one over. False if it is on its way or settled already, or nobody takes it now. Raises what the receiving case raises."""
    message = session.scalar(select(Message).where(Message.id == message_id).with_for_update(skip_locked=True)
                             .execution_options(populate_existing=True))
    if message is None or message.state != MessageState.WAITING:
        return False
    return _HANDING[message.kind](session, message, now)


def _message(session: Session, message: Message, now: datetime) -> bool:
    """To the case that waits for name and key, one that names the key before one that takes any; else it starts a process."""
    receiver = _receiver(session, message)
    if receiver is None:
        process_id = started_by_message(session, now).get(message.name)
        return process_id is not None and _start(session, message, process_id, now)
    case = session.get_one(Case, receiver.case_id)
    fact = Fact(Tag.MESSAGE_RECEIVED, {"message": message_name(message.name), "code": message.name, "key": message.key,
                                       "from": _sender(session, message)})
    _settle(session, message, case, now)
    run(session, case, Deliver(message.name, message.key, message.payload, receiver.receiver_id), actor=SYSTEM, now=now,
        facts=[fact, *_mended(session, message, now)])
    return True


def _receiver(session: Session, message: Message) -> ReceiverRow | None:
    return session.scalar(select(ReceiverRow).where(_receives(message.name, message.key))
                          .order_by(ReceiverRow.key.is_(None), ReceiverRow.case_id).limit(1))


def _signal(session: Session, message: Message, now: datetime) -> bool:
    """A case that has gone on since, and listens no more, does not get it: a signal is not kept for anybody (10.5.1)."""
    listens = session.scalar(select(ReceiverRow.receiver_id).where(
        ReceiverRow.case_id == message.to_case_id, ReceiverRow.kind == "signal", ReceiverRow.message == message.name).limit(1))
    if listens is None:
        message.state = MessageState.NOT_NEEDED
        return True
    case = session.get_one(Case, message.to_case_id)
    _settle(session, message, case, now)
    run(session, case, Broadcast(message.name, message.payload), actor=SYSTEM, now=now,
        facts=[_caught(session, message), *_mended(session, message, now)])
    return True


def _signal_start(session: Session, message: Message, now: datetime) -> bool:
    return _start(session, message, message.key, now)


def _start(session: Session, message: Message, process_id: str, now: datetime) -> bool:
    """A case of its own, in the chain of the case that gave cause for it."""
    cause = session.get(Case, message.from_case_id) if message.from_case_id else None
    case = opening.by_event(session, process_id, _street(session, message, cause), cause=cause, now=now)
    _settle(session, message, case, now)
    caught = _caught(session, message) if message.kind == "start" else Fact(
        Tag.MESSAGE_RECEIVED, {"message": message_name(message.name), "code": message.name, "key": message.key,
                               "from": cause.number if cause else None})
    run(session, case, Start(process_id, {}, message.name, message.payload), actor=SYSTEM, now=now,
        facts=[opened_fact(case), caught, *_mended(session, message, now)])
    return True


def _street(session: Session, message: Message, cause: Case | None) -> Organ:
    if cause is not None and cause.street_id:
        return session.get_one(Organ, cause.street_id)
    return require_street(session, message.payload)


def require_street(session: Session, payload: Any) -> Organ:
    """The street that a message from outside names, as every one that begins a case has to. Raises Rejection(no_street)."""
    given = payload.get("street") if isinstance(payload, dict) else None
    if not isinstance(given, str):
        raise Rejection("这条消息会启动一件新案件，请在 payload 里写明 street（街道、乡镇的代码）。", code="no_street", status=422)
    return opening.street_of(session, SYSTEM, given)


_HANDING: dict[str, Callable[[Session, Message, datetime], bool]] = {"message": _message, "signal": _signal, "start": _signal_start}


def _settle(session: Session, message: Message, case: Case, now: datetime) -> None:
    message.state, message.delivered_at, message.to_case_id, message.error = MessageState.DELIVERED, now, case.id, None
    session.flush()


def _caught(session: Session, message: Message) -> Fact:
    return Fact(Tag.SIGNAL_CAUGHT, {"signal": message.name, "from": _sender(session, message)})


def _sender(session: Session, message: Message) -> str | None:
    return session.scalar(select(Case.number).where(Case.id == message.from_case_id)) if message.from_case_id else None


# ---- what cannot be handed over ----------------------------------------------------------------------------------------------
def note_failure(session: Session, message_id: int, sentence: str, *, now: datetime) -> None:
    """The receiving case refused it. It is tried again, later each time, and parked in the end; the supervisors are told at once, and
    once, because what is wrong with a diagram or a rule does not mend itself."""
    message = session.scalar(select(Message).where(Message.id == message_id).with_for_update())
    if message is None or message.state != MessageState.WAITING:
        return
    message.attempts += 1
    message.error = sentence
    message.next_at = now + pause(message.attempts, first=FIRST, longest=LONGEST)
    if message.attempts >= ATTEMPTS:
        message.state = MessageState.PARKED
    if message.attempts == 1:
        receiver = _receiver(session, message) if message.kind == "message" else None
        case_id = receiver.case_id if receiver else message.to_case_id or message.from_case_id
        _raise_incident(session, case_id, message, receiver.node if receiver else "message", STUCK, sentence, now)


def _raise_incident(session: Session, case_id: int | None, message: Message, node: str, code: str, sentence: str, now: datetime) -> None:
    if case_id is None:             # from outside and for nobody yet: no case's trace could tell of it, the list of the parked does
        return
    name = f"{'消息' if message.kind == 'message' else '信号'} {message_name(message.name)}"
    session.add(IncidentRow(case_id=case_id, engine_task=mark(message.id), node=node, name=name, code=code, sentence=sentence, at=now))
    record(session, case_id, [Fact(Tag.INCIDENT_RAISED, {"node": node, "name": name, "text": sentence})], actor=SYSTEM, now=now)


def mark(message_id: int) -> str:
    """Stands for the message in its incident, where others have the engine's task."""
    return f"message:{message_id}"


def _mended(session: Session, message: Message, now: datetime) -> list[Fact]:
    done = session.execute(update(IncidentRow).where(IncidentRow.engine_task == mark(message.id), IncidentRow.resolved_at.is_(None))
                           .values(resolved_at=now)) if message.attempts else None
    return [Fact(Tag.INCIDENT_RESOLVED, {"name": message_name(message.name)})] if done is not None and done.rowcount else []


def send_again(session: Session, incident: IncidentRow, *, actor: Actor, now: datetime) -> None:
    """After the mend. Raises what the receiving case raises, or Rejection(no_receiver): nothing is changed then."""
    message = session.get_one(Message, int(incident.engine_task.partition(":")[2]))
    if message.state == MessageState.PARKED:
        message.state = MessageState.WAITING
    message.next_at = None
    record(session, incident.case_id, [Fact(Tag.MESSAGE_SENT_AGAIN, {"message": message_name(message.name), "code": message.name})],
           actor=actor, now=now)
    session.flush()
    if not deliver(session, message.id, now=now):
        raise Rejection(f"“{message_name(message.name)}”还没有环节在等，没有重发。等到有环节来接，系统会自动送达。", code="no_receiver")
    incident.resolved_at = incident.resolved_at or now


def sweep(session: Session, now: datetime) -> int:
    """Close what waits for a case that has ended, tell of what nobody came for; how many were closed."""
    ended = select(Case.id).where(Case.status == CaseStatus.ENDED)
    closed = session.execute(update(Message).where(Message.state == MessageState.WAITING, Message.to_case_id.in_(ended))
                             .values(state=MessageState.NOT_NEEDED).execution_options(synchronize_session=False)).rowcount
    lonely = session.scalars(select(Message).where(Message.state == MessageState.WAITING, Message.kind == "message",
                                                   Message.error.is_(None), Message.sent_at < now - UNCLAIMED).limit(200))
    for message in lonely.all():
        message.error = f"发出 {UNCLAIMED.days} 天，没有环节来接。请检查双方流程图里的消息名称和关联键。"
        _raise_incident(session, message.from_case_id, message, "message", NOBODY, message.error, now)
    return closed
