"""What leaves the system is written with the deed, arrives at least once under one key, and is parked where a person sees it."""
import hashlib
import hmac
import json
from dataclasses import replace
from datetime import timedelta
from time import monotonic

import pytest
from sqlalchemy import func, select

from app.accounts import queries as accounts
from app.audit import queries as trace
from app.cases import courier, operations
from app.cases.model import Message, MessageState
from app.kernel.clock import local
from app.kernel.errors import Forbidden, Rejection
from app.outbox import outlets, postman, queries
from app.outbox.model import Parcel, State
from tests.conftest import NOW
from tests.support.receiver import receiving
from tests.support.together import at_once, diagram, ended, establish, flows, process, task

SECRET = "s" * 32
CALLER = diagram('<bpmn:message id="o" name="to_outside"/>', process(
    "five_step_loop", '<bpmn:startEvent id="start"/>',
    '<bpmn:sendTask id="call" name="call" messageRef="o"><bpmn:extensionElements><spiffworkflow:messagePayload>{ said: "好" }'
    '</spiffworkflow:messagePayload><zfl:correlation key="&quot;K&quot;"/></bpmn:extensionElements></bpmn:sendTask>',
    task("after"), ended(), flows("start call after end")))


@pytest.fixture
def receiver():
    with receiving() as receiver:
        yield receiver


class Post:
    """A district with webhooks, and its postman."""

    def __init__(self, database, *urls: str):
        self.database, self.now = database, NOW
        self.outlets = outlets.Outlets(webhooks=urls, events=("case:*", "outgoing:*"), secret=SECRET, seconds=0.5, attempts=4)
        outlets.attach(database, self.outlets)
        establish(database, NOW, CALLER)

    def actor(self, login: str):
        with self.database.read() as session:
            return accounts.load_actor(session, accounts.person_by_login(session, login).id, today=local(NOW).date())

    def open(self) -> int:
        worker = self.actor("grid_worker")
        return courier.carry_out(self.database, self.now, lambda session: operations.open_case(
            session, title="有人要知道的案件", source="其他", actor=worker, now=self.now).id)

    def send(self, **later) -> int:
        self.now += timedelta(**later)
        return postman.send_due(self.database, self.outlets, lambda: self.now)

    def parcels(self, state: State | None = None) -> list[Parcel]:
        with self.database.read() as session:
            return queries.parcels(session, state)


@pytest.fixture
def post(database, receiver):
    return Post(database, receiver.url)


def test_what_happens_in_a_case_is_told_to_those_who_subscribed_signed_and_once(post, receiver):
    case_id = post.open()
    assert receiver.heard == []                         # nothing leaves before the commit, or in its course
    assert post.send() == 2 and post.send(days=1) == 0
    told = {h.headers["X-Zhifalian-Event"]: json.loads(h.body) for h in receiver.heard}
    assert set(told) == {"case:opened", "outgoing:to_outside"} and len(set(receiver.keys)) == 2
    assert told["case:opened"]["case"]["id"] == case_id and "有人要知道的案件" in told["case:opened"]["text"]
    assert (told["outgoing:to_outside"]["key"], told["outgoing:to_outside"]["payload"]) == ("K", {"said": "好"})
    for heard in receiver.heard:
        moment, digest = (part.partition("=")[2] for part in heard.headers["X-Zhifalian-Signature"].split(","))
        assert hmac.new(SECRET.encode(), moment.encode() + b"." + heard.body, hashlib.sha256).hexdigest() == digest


def test_what_is_rolled_back_is_not_sent(post):
    worker = post.actor("grid_worker")
    with pytest.raises(RuntimeError), post.database.begin() as session:
        operations.open_case(session, title="没有发生", source="其他", actor=worker, now=NOW)
        session.flush()
        assert session.scalar(select(func.count()).select_from(Parcel)) == 2
        raise RuntimeError
    assert post.parcels() == []


def test_without_anybody_to_tell_nothing_is_kept(database):
    establish(database, NOW, CALLER)
    worker = Post.actor(type("", (), {"database": database})(), "grid_worker")
    with database.begin() as session:
        operations.open_case(session, title="案", source="其他", actor=worker, now=NOW)
        assert session.scalar(select(func.count()).select_from(Parcel)) == 0


# ---- failures --------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("failure", [500, 503, 429, 408, "die", "hang", "drip"])
def test_what_fails_is_sent_again_later_under_the_same_key(post, receiver, failure):
    receiver.plan = [failure]
    post.open()
    begun = monotonic()
    assert post.send() <= 1 and monotonic() - begun < 10
    failed = next(p for p in post.parcels(State.WAITING) if p.attempts)
    assert failed.error and failed.next_at > post.now
    assert post.send(minutes=5) >= 1 and post.parcels(State.WAITING) == []
    assert receiver.keys.count(failed.key) == 2 and len(set(receiver.keys)) == 2


def test_a_receiver_that_hangs_keeps_nobody_elses_post_and_is_asked_once_a_round(database, receiver):
    with receiving() as other:
        post = Post(database, receiver.url, other.url)
        receiver.plan = ["hang"] * 10
        post.open()
        assert post.send() == 2 and len(other.heard) == 2 and len(receiver.heard) == 1


def test_the_pauses_grow_and_after_the_last_attempt_it_is_parked(post, receiver):
    receiver.plan = [500] * 100
    post.open()
    pauses = []
    while post.parcels(State.WAITING):
        before = post.now
        post.send(seconds=1)
        if waiting := [p.next_at - post.now for p in post.parcels(State.WAITING) if p.next_at > post.now]:
            pauses.append(max(waiting))
            post.now = max(before, max(p.next_at for p in post.parcels(State.WAITING)))
    assert pauses == sorted(pauses) and len(pauses) == post.outlets.attempts - 1
    assert [(p.state, p.attempts, p.status) for p in post.parcels()] == [(State.PARKED, 4, 500)] * 2
    assert post.send(days=1) == 0


def test_the_receiver_may_ask_for_a_longer_pause(post, receiver):
    receiver.plan = [(503, {"Retry-After": "3600"})] * 2
    post.open()
    post.send()
    assert all(p.next_at == NOW + timedelta(hours=1) for p in post.parcels(State.WAITING))


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 413, 422])
def test_what_the_receiver_will_not_have_is_parked_at_once(post, receiver, status):
    receiver.plan = [status] * 2
    post.open()
    assert post.send() == 0
    assert [(p.state, p.attempts, p.error) for p in post.parcels()] == [(State.PARKED, 1, f"对方答复 {status}")] * 2


def test_a_redirect_is_not_followed(post, receiver):
    with receiving() as elsewhere:
        receiver.plan = [(302, {"Location": elsewhere.url}), (307, {"Location": elsewhere.url})]
        post.open()
        assert post.send() == 0 and elsewhere.heard == [] and {p.state for p in post.parcels()} == {State.PARKED}


def test_nothing_goes_to_an_address_that_is_no_longer_configured(post, receiver):
    post.open()
    post.outlets = replace(post.outlets, webhooks=())
    assert post.send() == 0 and receiver.heard == []
    assert {(p.state, p.error) for p in post.parcels()} == {(State.PARKED, "这个地址已经不在设置里，没有发送。")}


def test_a_receiver_that_is_not_there_is_tried_again(database):
    with receiving() as gone:
        url = gone.url
    post = Post(database, url)
    post.open()
    assert post.send() == 0
    assert sorted(p.attempts for p in post.parcels(State.WAITING)) == [0, 1]


# ---- many and dead postmen ---------------------------------------------------------------------------------------------------
def test_several_postmen_send_each_thing_once(post, receiver):
    for _ in range(5):
        post.open()
    assert sum(at_once(lambda _: post.send(), range(4))) == 10
    assert len(receiver.keys) == len(set(receiver.keys)) == 10


def test_what_a_postman_took_who_died_is_sent_by_another_when_his_time_is_over(post, receiver, monkeypatch):
    post.open()
    with monkeypatch.context() as dying:
        dying.setattr(postman, "_keep", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            post.send()
    assert len(receiver.heard) == 1
    assert post.send() == 1                                             # the other parcel; the first may still be under way
    assert post.send(seconds=postman.LEASE * post.outlets.seconds + 1) == 1
    assert receiver.keys.count(receiver.keys[0]) == 2 and len(set(receiver.keys)) == 2      # at least once


# ---- a person ----------------------------------------------------------------------------------------------------------------
def test_a_supervisor_sends_a_parked_one_again_under_its_key_and_the_trace_says_so(post, receiver):
    receiver.plan = [404, 404]
    case_id = post.open()
    post.send()
    parked = post.parcels(State.PARKED)[0]
    with pytest.raises(Forbidden), post.database.begin() as session:
        operations.send_parcel_again(session, parked.id, actor=post.actor("grid_worker"), now=post.now)
    with post.database.begin() as session:
        operations.send_parcel_again(session, parked.id, actor=post.actor("supervisor"), now=post.now)
    with post.database.begin() as session, pytest.raises(Rejection, match="没有停发"):
        operations.send_parcel_again(session, parked.id, actor=post.actor("supervisor"), now=post.now)
    assert post.send() == 1 and receiver.keys.count(parked.key) == 2
    with post.database.read() as session:
        assert any(f"重新发送“{parked.topic}”，发往 {receiver.url}" in line.text for line in trace.history(session, case_id))


def test_what_arrived_long_ago_is_forgotten_what_is_parked_is_not(post, receiver):
    receiver.plan = [404]
    post.open()
    post.send()
    with post.database.begin() as session:
        assert postman.forget_old(session, NOW + timedelta(days=29)) == 0 and postman.forget_old(session, NOW + timedelta(days=31)) == 1
    assert [p.state for p in post.parcels()] == [State.PARKED]


# ---- other districts ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("key, peer", [
    (str(13 << 40 | 7), True), (f"{13 << 40 | 7}/guizi", True), (str(14 << 40), False), ("7", False), ("guizi", False), ("", False), (None, False),
    ("-1", False), ("１３", False), ("9" * 30, False)])
def test_a_key_that_begins_with_the_id_of_another_districts_case_is_for_that_district(key, peer):
    known = outlets.Outlets(peers={13: "https://peer.example/api/v1/messages"})
    assert (known.peer_of(key) is not None) is peer


def test_a_message_for_a_case_of_another_district_goes_there_with_its_token(database, receiver):
    post = Post(database)
    post.outlets = outlets.Outlets(peers={13: receiver.url}, tokens={receiver.url: "t0ken"}, seconds=1)
    outlets.attach(database, post.outlets)
    from app.cases import messages
    from app.cases.model import Case
    case_id = post.open()
    with database.begin() as session:
        messages.send(session, "msg_result", 13 << 40 | 7, {"ok": True}, sender=session.get_one(Case, case_id), now=NOW)
    assert post.send() == 1
    heard = receiver.heard[0]
    assert heard.headers["Authorization"] == "Bearer t0ken"
    assert json.loads(heard.body) == {"name": "msg_result", "key": str(13 << 40 | 7), "payload": {"ok": True}}
    with database.read() as session:
        assert session.scalar(select(Message.state).where(Message.name == "msg_result")) == MessageState.OUTSIDE
