"""Logging in: passwords, locks, tokens."""
from datetime import timedelta

import pytest

from app.accounts import operations, queries
from app.accounts.model import ApiToken, Person
from app.kernel.errors import NotFound, Rejection
from tests.accounts.conftest import PASSWORD
from tests.support.thrift import SHIPPED

RULE = operations.LockRule(failures=3, lasts=timedelta(minutes=10))


def attempt(session, login, password, now):
    try:
        return operations.authenticate(session, login, password, now=now, rule=RULE)
    except Rejection as refusal:
        return refusal.code


def test_the_right_password_opens(session, hire, now):
    person = hire("zhang")
    assert operations.authenticate(session, "zhang", PASSWORD, now=now) is person


@pytest.mark.parametrize("login, password", [("zhang", "wrong"), ("zhang", ""), ("nobody", PASSWORD), ("ZHANG", PASSWORD)])
def test_a_wrong_login_or_password_is_refused_with_the_same_words(session, hire, now, login, password):
    hire("zhang")
    with pytest.raises(Rejection) as refusal:
        operations.authenticate(session, login, password, now=now)
    assert (refusal.value.code, refusal.value.status, refusal.value.sentence) == ("bad_credentials", 401, "登录名或密码不对。")


def test_somebody_who_left_cannot_log_in(session, hire, now):
    hire("zhang").active = False
    assert attempt(session, "zhang", PASSWORD, now) == "bad_credentials"


def test_the_third_failure_locks_and_the_right_password_no_longer_helps(session, hire, now):
    hire("zhang")
    assert [attempt(session, "zhang", "wrong", now) for _ in range(3)] == ["bad_credentials", "bad_credentials", "locked"]
    assert attempt(session, "zhang", PASSWORD, now + timedelta(minutes=9)) == "locked"


def test_the_lock_opens_after_its_time(session, hire, now):
    person = hire("zhang")
    for _ in range(3):
        attempt(session, "zhang", "wrong", now)
    assert attempt(session, "zhang", PASSWORD, now + timedelta(minutes=10)) is person
    assert person.locked_until is None


def test_a_success_forgets_earlier_failures(session, hire, now):
    hire("zhang")
    for password in ("wrong", "wrong", PASSWORD, "wrong", "wrong"):
        last = attempt(session, "zhang", password, now)
    assert last == "bad_credentials"


def test_a_failure_caught_inside_the_transaction_is_kept(database, now):
    with database.begin() as session:
        session.add(Person(login="zhang", name="张某", password_hash=operations.hash_password(PASSWORD)))
    with database.begin() as session:
        attempt(session, "zhang", "wrong", now)
    with database.read() as session:
        assert queries.person_by_login(session, "zhang").failures == 1


def test_the_password_itself_is_not_stored(session, hire):
    person = hire("zhang")
    operations.set_password(session, person, "another horse")
    assert "another" not in person.password_hash and person.password_hash.startswith("$argon2id$")


def test_a_guess_at_a_stolen_hash_costs_memory_and_time():
    """What tests hash with is quick; what is shipped is not (RFC 9106, second recommended option, or more)."""
    assert SHIPPED.memory_cost >= 64 * 1024 and SHIPPED.time_cost >= 3 and SHIPPED.type.name == "ID"


def test_a_short_password_is_refused_with_its_length(session, hire):
    with pytest.raises(Rejection, match="现有 5 个"):
        operations.set_password(session, hire("zhang"), "short")


def test_a_token_speaks_for_its_owner(session, hire, now):
    hire("zhang", ("officer", "jiazhen_team"))
    token = operations.issue_token(session, "zhang", now=now)
    assert token.startswith("zfl_")
    assert queries.actor_by_token(session, token, today=now.date()).login == "zhang"


def test_a_token_is_kept_as_a_digest_only(session, hire, now):
    hire("zhang")
    token = operations.issue_token(session, "zhang", now=now)
    assert token not in repr(vars(session.query(ApiToken).one()))


@pytest.mark.parametrize("spoil", ["revoked", "left", "altered", "foreign"])
def test_a_token_that_no_longer_holds_is_nobody(session, hire, now, spoil):
    person = hire("zhang")
    token = operations.issue_token(session, "zhang", now=now)
    if spoil == "revoked":
        operations.revoke_token(session, session.query(ApiToken).one().id, now=now)
    person.active = spoil != "left"
    token = {"altered": token[:-1] + ("a" if token[-1] != "a" else "b"), "foreign": "ghp_123"}.get(spoil, token)
    assert queries.actor_by_token(session, token, today=now.date()) is None


def test_a_token_for_nobody_cannot_be_issued(session, now):
    with pytest.raises(NotFound):
        operations.issue_token(session, "nobody", now=now)
