"""What cases say to each other: messages and signals, written in the transaction of the command that sends them. Handing them over,
after its commit, is delivery.py."""
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audit.operations import Fact
from app.audit.tags import Tag
from app.cases.model import Case, CaseStatus, Message, MessageState, ReceiverRow
from app.definitions import queries as definitions
from app.engine.contract import Advance
from app.kernel.clock import local
from app.kernel.errors import Rejection
from app.outbox import operations as outbox
from app.outbox import outlets

TOUCHED = "messages touched"        # key of session.info: names that were sent or are now waited for in this transaction
NAMES = {"msg_result": "处置结果", "msg_disposal_start": "处置安排", "msg_whistle": "哨令", "msg_whistle_cancelled": "撤销哨令",
         "msg_requirement": "部门要求"}


def message_name(code: str) -> str:
    """How people call a message of the catalogue."""
    return NAMES.get(code, code)


def key_text(key: Any) -> str | None:
    """A correlation key as stored: numbers and texts compare by what they look like."""
    if key is None:
        return None
    if isinstance(key, Decimal) and key == key.to_integral_value():
        return str(int(key))
    return str(key)[:200]


def touch(session: Session, name: str) -> None:
    """Somebody sends this or begins to wait for it: whoever commits has to look whether two have met. Only after the commit can the
    later of the two see both."""
    session.info.setdefault(TOUCHED, set()).add(name)


# ---- what a command has thrown ---------------------------------------------------------------------------------------------
def post(session: Session, case: Case, bundle_id: int, advance: Advance, *, now: datetime) -> list[Fact]:
    """Keep what the engine reports as sent and broadcast; the facts for the sender's trace."""
    if not (advance.messages or advance.signals):
        return []
    caught = definitions.compiled(session, bundle_id).caught
    facts = [send(session, out.name, out.key, out.payload, sender=case, awaited=("message", out.name) in caught, now=now)
             for out in advance.messages]
    return facts + [broadcast(session, out.name, out.payload, sender=case, now=now) for out in advance.signals]


def send(session: Session, name: str, key: Any, payload: Any, *, sender: Case, now: datetime, addressee: Case | None = None,
         awaited: bool = True) -> Fact:
    """One message; `awaited` False: nothing in the sender's bundle ever waits for it. What nobody here waits for, and what is for a case
    of another district, leaves by the outbox. The fact that it was sent."""
    text = key_text(key)
    awaited = outlets.of(session).peer_of(text) is None and (awaited or _waited_for(session, name))
    addressee = addressee or (_addressee(session, text, sender) if awaited else None)
    state = MessageState.WAITING if awaited else MessageState.OUTSIDE
    if addressee is not None and addressee.status == CaseStatus.ENDED:
        state = MessageState.NOT_NEEDED
    session.add(Message(name=name, key=text, payload=payload, from_case_id=sender.id, to_case_id=addressee.id if addressee else None,
                        sent_at=now, state=state))
    if awaited:
        touch(session, name)
    else:
        outbox.offer_message(session, sender, name, text, payload, now=now)
    return Fact(Tag.MESSAGE_SENT, {"message": message_name(name), "code": name, "key": addressee.number if addressee else None})


def keep(session: Session, name: str, key: Any, payload: Any, *, now: datetime) -> Message:
    """One that came from outside the system."""
    message = Message(name=name, key=key_text(key), payload=payload, sent_at=now)
    session.add(message)
    session.flush()
    touch(session, name)
    return message


def awaited(session: Session, name: str, now: datetime) -> bool:
    """Whether an element of the bundle in force ever waits for this message, or a running case does now."""
    bundle = _in_force(session, now)
    return bundle is not None and ("message", name) in bundle.caught or _waited_for(session, name)


def _waited_for(session: Session, name: str) -> bool:
    """By a case that runs on another bundle than the sender's."""
    return session.scalar(select(ReceiverRow.case_id).where(ReceiverRow.message == name, ReceiverRow.kind == "message")
                          .limit(1)) is not None


def _addressee(session: Session, key: str | None, sender: Case) -> Case | None:
    """A key that begins with the id of another case of the sender's chain, "12" or "12/guizi", is meant for that case."""
    number = (key or "").partition("/")[0]
    if not (number.isascii() and number.isdecimal() and len(number) < 19) or int(number) == sender.id:
        return None
    return session.scalar(select(Case).where(Case.id == int(number), Case.chain_id == sender.chain_id))


def broadcast(session: Session, name: str, payload: Any, *, sender: Case | None, now: datetime) -> Fact:
    """A signal that a diagram throws, or a person: a copy for every other running case that listens for it now, whatever bundle it runs
    on, and one for every process that it starts. What nobody hears is lost, as BPMN says (10.5.1); that it was thrown is not."""
    listening = select(ReceiverRow.case_id).where(ReceiverRow.message == name, ReceiverRow.kind == "signal").distinct()
    if sender is not None:
        listening = listening.where(ReceiverRow.case_id != sender.id)
    cases, starts = list(session.scalars(listening.order_by(ReceiverRow.case_id))), started_by_signal(session, name, now)
    common = {"name": name, "payload": payload, "from_case_id": sender.id if sender else None, "sent_at": now}
    session.add_all([*(Message(kind="signal", to_case_id=case_id, **common) for case_id in cases),
                     *(Message(kind="start", key=process_id, **common) for process_id in starts)])
    if cases or starts:
        touch(session, name)
    told = "、".join(filter(None, (cases and f"{len(cases)} 件案件收到", starts and f"启动 {len(starts)} 个流程")))
    return Fact(Tag.SIGNAL_BROADCAST, {"signal": name, "text": told or "没有案件在等它"})


# ---- what starts a process -------------------------------------------------------------------------------------------------
def started_by_signal(session: Session, name: str, now: datetime) -> list[str]:
    """Processes of the bundle in force that begin by this signal. A message starts one, a signal all (10.5.2)."""
    bundle = _in_force(session, now)
    return bundle.signals_started.get(name, []) if bundle else []


def started_by_message(session: Session, now: datetime) -> dict[str, str]:
    """{message: process} of the bundle in force."""
    bundle = _in_force(session, now)
    return bundle.messages_started if bundle else {}


def _in_force(session: Session, now: datetime):
    try:
        return definitions.compiled(session, definitions.current(session, local(now).date()).id)
    except Rejection:               # nothing published yet: there is nothing to start
        return None
