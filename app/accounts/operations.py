"""Verbs on accounts: log in, set a password, give and revoke API tokens, appoint to a post."""
import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.model import ApiToken, Organ, Person, Post
from app.accounts.roles import ROLES
from app.kernel.clock import local
from app.kernel.errors import NotFound, Rejection

TOKEN_PREFIX = "zfl_"
_hasher = PasswordHasher()
# Verified when the login does not exist, so that the time of the answer does not tell which logins do.
_NOBODY = _hasher.hash(secrets.token_urlsafe(12))


@dataclass(frozen=True)
class LockRule:
    """After so many failures in a row the login is locked for so long (settings lock_failures, lock_minutes)."""

    failures: int = 5
    lasts: timedelta = timedelta(minutes=15)


def hash_password(password: str) -> str:
    return _hasher.hash(password)


def authenticate(session: Session, login: str, password: str, *, now: datetime, rule: LockRule = LockRule()) -> Person:
    """The person who knows this password. Raises Rejection(bad_credentials | locked); the count of failures is in the session
    then, so the caller must catch the refusal *inside* the transaction and let it commit."""
    person = refuse_unknown(session, login, password)
    if person.locked_until and person.locked_until > now:
        raise _locked(person.locked_until)
    if not _matches(person.password_hash, password):
        raise _failed(session, person, now, rule)
    person.failures, person.locked_until = 0, None
    if _hasher.check_needs_rehash(person.password_hash):
        person.password_hash = hash_password(password)
    return person


def refuse_unknown(session: Session, login: str, password: str) -> Person:
    """The person of this login; raises Rejection(bad_credentials) after as much work as a wrong password costs. Writes nothing, so
    that guesses of logins, which nothing locks, can be turned away without the database's one writer waiting for their hashes."""
    person = session.scalar(select(Person).where(Person.login == login))
    if person is None or not person.active:
        _matches(_NOBODY, password)
        raise _bad_credentials()
    return person


def _failed(session: Session, person: Person, now: datetime, rule: LockRule) -> Rejection:
    person.failures += 1
    refusal = _bad_credentials()
    if person.failures >= rule.failures:
        person.failures, person.locked_until = 0, now + rule.lasts
        refusal = _locked(person.locked_until)
    session.flush()
    return refusal


def _matches(digest: str, password: str) -> bool:
    try:
        return _hasher.verify(digest, password)
    except (VerificationError, InvalidHashError):
        return False


def _bad_credentials() -> Rejection:
    return Rejection("登录名或密码不对。", code="bad_credentials", status=401)


def _locked(until: datetime) -> Rejection:
    return Rejection(f"连续输错密码，此登录名已锁定，{local(until):%m-%d %H:%M} 后可再试。", code="locked", status=429, until=until)


def set_password(session: Session, person: Person, password: str) -> None:
    """A new password; it also unlocks. Raises Rejection(weak_password) under 8 characters."""
    if len(password) < 8:
        raise Rejection(f"密码至少 8 个字符，现有 {len(password)} 个。", code="weak_password", status=422)
    person.password_hash, person.failures, person.locked_until = hash_password(password), 0, None
    session.flush()


# ---- tokens -----------------------------------------------------------------------------------------------------------
def issue_token(session: Session, login: str, *, now: datetime, label: str = "") -> str:
    """A bearer token for the API, shown once: only its digest is kept. Raises NotFound."""
    person = session.scalar(select(Person).where(Person.login == login, Person.active))
    if person is None:
        raise NotFound(f"没有登录名“{login}”。", code="no_login")
    token = TOKEN_PREFIX + secrets.token_urlsafe(32)
    session.add(ApiToken(person_id=person.id, digest=digest(token), label=label, created_at=now))
    session.flush()
    return token


def revoke_token(session: Session, token_id: int, *, now: datetime) -> None:
    token = session.get(ApiToken, token_id)
    if token is None:
        raise NotFound("没有这个令牌。", code="no_token")
    token.revoked_at = token.revoked_at or now


def digest(token: str) -> str:
    """Tokens are long and random, so a plain hash is enough to keep them useless to a reader of the database."""
    return sha256(token.encode()).hexdigest()


# ---- organs and posts -------------------------------------------------------------------------------------------------
def add_organ(session: Session, code: str, name: str, kind: str, *, parent: Organ | None = None, **more) -> Organ:
    """An organ below `parent`, its path written; more: short_name, code_word, pattern, posting_type."""
    more.setdefault("short_name", name)
    organ = Organ(code=code, name=name, kind=kind, parent_id=parent.id if parent else None,
                  path=f"{parent.path if parent else '/'}{code}/", **more)
    session.add(organ)
    session.flush()
    return organ


def appoint(session: Session, person: Person, role: str, organ: Organ, *, valid_from: date, valid_to: date | None = None,
            substitute_for: Person | None = None) -> Post:
    """Give a post for a span of days, both ends included. Raises Rejection(unknown_role | bad_span)."""
    if role not in ROLES:
        raise Rejection(f"没有代码为“{role}”的岗位。", code="unknown_role", status=422)
    if valid_to and valid_to < valid_from:
        raise Rejection("岗位的止日早于起日。", code="bad_span", status=422)
    post = Post(person_id=person.id, role=role, organ_id=organ.id, valid_from=valid_from, valid_to=valid_to,
                substitute_for=substitute_for.id if substitute_for else None)
    session.add(post)
    session.flush()
    return post
