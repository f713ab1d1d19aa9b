"""Who asks: a bearer token, or for reading the log-in session of a browser."""
from flask import current_app, g, request

from app.accounts import queries as accounts
from app.accounts.model import Actor
from app.kernel.clock import local, utcnow
from app.kernel.errors import Rejection


def actor_of_request(*, writes: bool) -> Actor:
    """The actor; raises Rejection 401. A write needs a token: a cookie goes along with requests that nobody meant."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return _by_token(token.strip())
    if scheme:
        raise Rejection("只认 Authorization: Bearer 令牌。", code="token_required", status=401)
    if g.get("actor") is None:
        raise Rejection("没有令牌。python run.py token 登录名 可以签发一个，放在请求头 Authorization: Bearer 之后。",
                        code="token_required", status=401)
    if writes:
        raise Rejection("用网页登录只能读；要写请在请求头 Authorization: Bearer 之后放令牌。", code="token_required", status=401)
    return g.actor


def _by_token(token: str) -> Actor:
    with current_app.extensions["zfl"].database.look() as session:
        actor = accounts.actor_by_token(session, token, today=local(utcnow()).date())
    if actor is None:
        raise Rejection("令牌不对，或者已经作废。", code="bad_token", status=401)
    return actor
