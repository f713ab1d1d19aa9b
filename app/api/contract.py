"""How an endpoint is written: its address, what goes in, what comes out, and the view. The OpenAPI document and the checks of a
request are both made from this, so that they cannot disagree.

A view gets a `Call` and the ids of its path, and gives a `Reply` or a plain dict (status of the endpoint's first answer).
"""
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import wraps
from typing import Any

from flask import Blueprint, current_app, g, request
from sqlalchemy.orm import Session

from app.accounts.model import Actor
from app.api import access, idempotency
from app.api.bodies import read_body, read_query
from app.cases import courier
from app.kernel.clock import utcnow
from app.kernel.database import Database, dumps
from app.kernel.errors import Refusal

Schema = Mapping[str, Any]


@dataclass(frozen=True)
class Call:
    """One request, ready to be carried out: the transaction, who asks, the instant, the checked query and body."""

    session: Session
    actor: Actor
    now: datetime
    query: Mapping[str, Any]
    body: Any


@dataclass(frozen=True)
class Reply:
    """`body`: JSON, or (only of reads) the bytes of a file, `name`."""

    body: Mapping[str, Any] | bytes
    status: int
    location: str | None = None
    name: str | None = None


@dataclass(frozen=True)
class Endpoint:
    method: str
    path: str
    summary: str
    tag: str
    answers: Mapping[int, Schema]
    view: Callable
    query: Mapping[str, Schema] = field(default_factory=dict)
    body: Schema | None = None
    media_type: str = "application/json"
    gives: str = "application/json"     # media type of the answers
    more: str = ""
    refused: Callable | None = None     # (call, refusal, **ids): keeps a legal refusal in the trace, in a transaction of its own

    @property
    def writes(self) -> bool:
        return self.method != "GET"

    @property
    def success(self) -> int:
        return next(iter(self.answers))


ENDPOINTS: list[Endpoint] = []


def endpoint(blueprint: Blueprint, method: str, path: str, **about) -> Callable:
    """Register a view at `path`; `about`: summary, tag, answers, query, body, media_type, gives, more (see Endpoint)."""

    def register(view: Callable) -> Callable:
        described = Endpoint(method, path, view=view, **about)
        ENDPOINTS.append(described)
        blueprint.add_url_rule(path, view.__name__, _serving(described), methods=[method])
        return view

    return register


def _serving(described: Endpoint) -> Callable:
    @wraps(described.view)
    def serve(**ids):
        g.actor = access.actor_of_request(writes=described.writes)
        query = read_query(described.query)
        body = read_body(described.body) if described.body is not None and described.media_type == "application/json" else None
        reply = (_write if described.writes else _read)(described, query, body, ids)
        return _respond(described, reply)

    return serve


def _read(described: Endpoint, query, body, ids) -> Reply:
    with _database().read() as session:
        return _as_reply(described, described.view(Call(session, g.actor, utcnow(), query, body), **ids))


def _write(described: Endpoint, query, body, ids) -> Reply:
    """Do it; a legal refusal is a fact too and stays in the trace."""
    try:
        return _commit(described, query, body, ids)
    except Refusal as refusal:
        if described.refused:
            with _database().begin() as session:
                described.refused(Call(session, g.actor, utcnow(), query, body), refusal, **ids)
        raise


def _commit(described: Endpoint, query, body, ids) -> Reply:
    """The deed and the answer remembered for its Idempotency-Key stand in one transaction: both happen, or neither."""
    now, key, actor = utcnow(), idempotency.key_of_request(), g.actor

    def work(session: Session) -> Reply:
        known = idempotency.take(session, actor, key, now)
        if known is not None:
            return Reply(known["body"], known["status"], known["location"])
        reply = _as_reply(described, described.view(Call(session, actor, now, query, body), **ids))
        idempotency.remember(session, actor, key, reply)
        return reply

    return courier.carry_out(_database(), now, work)


def _database() -> Database:
    return current_app.extensions["zfl"].database


def _as_reply(described: Endpoint, result) -> Reply:
    return result if isinstance(result, Reply) else Reply(result, described.success)


def _respond(described: Endpoint, reply: Reply):
    body = reply.body if isinstance(reply.body, bytes) else dumps(reply.body)
    response = current_app.response_class(body, status=reply.status, mimetype=described.gives)
    if reply.name:
        response.headers["Content-Disposition"] = f'attachment; filename="{reply.name}"'
    if reply.location:
        response.headers["Location"] = reply.location
    return response
