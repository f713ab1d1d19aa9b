"""The same Idempotency-Key twice does the thing once and answers the same."""
import hashlib
from datetime import datetime, timedelta
from typing import Any

from flask import request
from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.accounts.model import Actor
from app.cases.model import IdempotencyKey
from app.kernel.errors import Rejection

KEPT = timedelta(days=7)
LONGEST = 120


def key_of_request() -> tuple[str, str] | None:
    """(the key, sha256 of method, path, query and body) or None; raises Rejection(bad_idempotency_key)."""
    key = request.headers.get("Idempotency-Key")
    if key is None:
        return None
    if not 1 <= len(key) <= LONGEST:
        raise Rejection(f"Idempotency-Key 要有 1 到 {LONGEST} 个字符。", code="bad_idempotency_key", status=422)
    digest = hashlib.sha256(f"{request.method} {request.full_path}\n".encode())
    digest.update(request.get_data(cache=True, parse_form_data=False))
    return key, digest.hexdigest()


def recall(session: Session, actor: Actor, key: tuple[str, str] | None) -> dict[str, Any] | None:
    """The answer given before: {body, status, location}. Raises Rejection(idempotency_key_reused) for another request."""
    row = session.get(IdempotencyKey, (actor.person_id, key[0])) if key else None
    if row is None:
        return None
    if row.request != key[1]:
        raise Rejection("这个 Idempotency-Key 已经用于另一个请求，请换一个。", code="idempotency_key_reused", status=422)
    return row.answer | {"status": row.status}


def reserve(session: Session, actor: Actor, key: tuple[str, str] | None, now: datetime) -> IdempotencyKey | None:
    """Take the key before the deed is done: the same key at the same moment waits here, and raises IntegrityError once the first
    has committed."""
    if key is None:
        return None
    row = IdempotencyKey(person_id=actor.person_id, key=key[0], request=key[1], status=0, answer={}, at=now)
    session.add(row)
    session.flush()
    return row


def remember(row: IdempotencyKey | None, reply) -> None:
    if row is not None:
        row.status, row.answer = reply.status, {"body": dict(reply.body), "location": reply.location}


def forget_old(session: Session, now: datetime) -> int:
    """Drop answers older than a week; the number dropped."""
    return session.execute(delete(IdempotencyKey).where(IdempotencyKey.at < now - KEPT)).rowcount
