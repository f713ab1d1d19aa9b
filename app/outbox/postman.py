"""Empties the outbox. A parcel is taken in one transaction, sent outside of any, and its outcome kept in another: whoever dies between
leaves it to be sent again, so it arrives at least once."""
import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.kernel.backoff import pause
from app.kernel.database import Database, dumps
from app.outbox import queries, wire
from app.outbox.model import Parcel, State
from app.outbox.outlets import Outlets

log = logging.getLogger(__name__)
FIRST, LONGEST = timedelta(seconds=5), timedelta(hours=6)
LEASE = 6                   # times the time-out: then whoever took it counts as dead
AGENT = "Zhifalian"
# The receiver has read it and will not have it: trying again would not change that.
REFUSALS = frozenset({400, 401, 403, 404, 405, 406, 410, 411, 413, 414, 415, 422, 501}) | frozenset(range(300, 400))


def send_due(database: Database, outlets: Outlets, clock: Callable[[], datetime]) -> int:
    """Send what is due; returns how many arrived. A receiver that did not answer is left alone for the rest of the round. Sending takes
    its time, so the clock is asked for each."""
    with database.read() as session:
        due = queries.due(session, clock())
    arrived, silent = 0, set()
    for parcel_id in due:
        taken = _take(database, parcel_id, outlets, clock(), silent)
        if taken is None:
            continue
        answer = _send(taken, outlets, clock())
        if answer is None:
            silent.add(taken.target)
        arrived += _keep(database, taken, answer, outlets, clock())
    return arrived


def _take(database: Database, parcel_id: int, outlets: Outlets, now: datetime, silent: set[str]) -> Parcel | None:
    """Ours until the lease is over; None if another has taken it, or its receiver is silent."""
    with database.begin() as session:
        parcel = session.get(Parcel, parcel_id, with_for_update={"skip_locked": True})
        if parcel is None or parcel.state != State.WAITING or parcel.next_at > now or parcel.target in silent:
            return None
        if parcel.target not in outlets.targets:
            parcel.state, parcel.error = State.PARKED, "这个地址已经不在设置里，没有发送。"
            return None
        parcel.attempts += 1
        parcel.next_at = now + timedelta(seconds=LEASE * outlets.seconds)
        return parcel


def _send(parcel: Parcel, outlets: Outlets, now: datetime) -> wire.Answer | None:
    body = dumps(parcel.body)
    headers = {"Content-Type": "application/json", "User-Agent": AGENT, "Idempotency-Key": parcel.key, "X-Zhifalian-Event": parcel.topic}
    if outlets.secret:
        headers["X-Zhifalian-Signature"] = wire.signature(outlets.secret, int(now.timestamp()), body)
    if token := outlets.tokens.get(parcel.target):
        headers["Authorization"] = f"Bearer {token}"
    try:
        return wire.post(parcel.target, body, headers, outlets.seconds)
    except wire.NoAnswer as error:
        log.warning("parcel %s not sent: %s", parcel.id, error)
        parcel.error = str(error)
        return None


def _keep(database: Database, taken: Parcel, answer: wire.Answer | None, outlets: Outlets, now: datetime) -> bool:
    with database.begin() as session:
        parcel = session.get(Parcel, taken.id, with_for_update=True)
        if parcel.state != State.WAITING or parcel.attempts != taken.attempts:
            return False                    # ours took so long that another has sent it meanwhile: his word counts
        parcel.status = answer.status if answer else None
        if answer and 200 <= answer.status < 300:
            parcel.state, parcel.sent_at, parcel.error = State.SENT, now, None
            return True
        parcel.error = f"对方答复 {answer.status}" if answer else taken.error
        if answer and answer.status in REFUSALS or parcel.attempts >= outlets.attempts:
            parcel.state = State.PARKED
            log.error("parcel %s parked after %s attempts: %s", parcel.id, parcel.attempts, parcel.error)
        else:
            parcel.next_at = now + _pause(parcel.attempts, answer)
        return False


def _pause(attempts: int, answer: wire.Answer | None) -> timedelta:
    own = pause(attempts, first=FIRST, longest=LONGEST)
    return max(own, timedelta(seconds=answer.retry_after)) if answer and answer.retry_after else own


def forget_old(session: Session, now: datetime) -> int:
    """Drop what arrived more than 30 days ago; the number dropped."""
    return session.execute(delete(Parcel).where(Parcel.state == State.SENT, Parcel.sent_at < now - timedelta(days=30))).rowcount
