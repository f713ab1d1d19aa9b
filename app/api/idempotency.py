"""The same Idempotency-Key twice does the thing once and answers the same."""
import hashlib
from datetime import datetime, timedelta
from typing import Any

from flask import request
from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
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


# Written once: they are part of nearly every write.
_TAKE = {name: dialect.insert(IdempotencyKey.__table__).on_conflict_do_nothing().execution_options(preserve_rowcount=True)
         for name, dialect in (("sqlite", sqlite), ("postgresql", postgresql))}
_OURS = (IdempotencyKey.person_id == bindparam("person"), IdempotencyKey.key == bindparam("name"))
_KNOWN = select(IdempotencyKey.request, IdempotencyKey.status, IdempotencyKey.answer).where(*_OURS)
_ANSWERED = update(IdempotencyKey.__table__).where(*_OURS).values(status=bindparam("code"), answer=bindparam("told"))


def take(session: Session, actor: Actor, key: tuple[str, str] | None, now: datetime) -> dict[str, Any] | None:
    """Take the key before the deed is done; the answer given before, {body, status, location}, if somebody has: the same key at the same
    moment waits here until the first has committed. Raises Rejection(idempotency_key_reused) for another request."""
    if key is None:
        return None
    name, digest = key
    connection = session.connection()
    row = {"person_id": actor.person_id, "key": name, "request": digest, "status": 0, "answer": {}, "at": now}
    if connection.execute(_TAKE[connection.dialect.name], row).rowcount:
        return None
    known = connection.execute(_KNOWN, {"person": actor.person_id, "name": name}).one()
    if known.request != digest:
        raise Rejection("这个 Idempotency-Key 已经用于另一个请求，请换一个。", code="idempotency_key_reused", status=422)
    return known.answer | {"status": known.status}


def remember(session: Session, actor: Actor, key: tuple[str, str] | None, reply) -> None:
    """The answer to the request that took the key."""
    if key is not None:
        session.connection().execute(_ANSWERED, {"person": actor.person_id, "name": key[0], "code": reply.status,
                                                 "told": {"body": dict(reply.body), "location": reply.location}})


def forget_old(session: Session, now: datetime) -> int:
    """Drop answers older than a week; the number dropped."""
    return session.execute(delete(IdempotencyKey).where(IdempotencyKey.at < now - KEPT)).rowcount
