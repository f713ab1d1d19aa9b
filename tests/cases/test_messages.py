"""Messages and signals between cases: wait for whoever is not there yet, are handed over once, and stand in both traces."""
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.accounts import queries as accounts
from app.audit import operations as audit
from app.audit import queries as trace
from app.cases import courier, delivery, messages, operations, queries
from app.cases.model import Case, IncidentRow, Message, MessageState
from app.kernel.clock import local
from app.kernel.errors import Rejection
from app.tasks.model import Status, WorkItem
from tests.conftest import NOW
from tests.support.together import at_once, diagram, ended, establish, flows, process, task

NAMES = '<bpmn:message id="m" name="word"/><bpmn:message id="o" name="to_outside"/><bpmn:message id="b" name="begin"/><bpmn:signal id="s" name="alarm"/>'


def about(id: str, message: str, key: str, tag: str = "bpmn:sendTask") -> str:
    return (f'<{tag} id="{id}" name="{id}" messageRef="{message}"><bpmn:extensionElements><spiffworkflow:messagePayload>{{ said: "好" }}'
            f'</spiffworkflow:messagePayload><zfl:correlation key="{key}"/></bpmn:extensionElements></{tag}>')


def line(id: str, first: str, *rest: str) -> str:
    """start → first → … → end"""
    ids = [e.split('id="')[1].split('"')[0] for e in (first, *rest)]
    return process(id, f'<bpmn:startEvent id="{id}_start"/>', first, *rest, ended(f"{id}_end"), flows(" ".join([f"{id}_start", *ids, f"{id}_end"])))


THROW = '<bpmn:intermediateThrowEvent id="throw"><bpmn:signalEventDefinition signalRef="s"/></bpmn:intermediateThrowEvent>'
CATCH = '<bpmn:intermediateCatchEvent id="catch"><bpmn:signalEventDefinition signalRef="s"/></bpmn:intermediateCatchEvent>'
STARTED = '<bpmn:startEvent id="{0}_start"><bpmn:{1}EventDefinition {1}Ref="{2}"/></bpmn:startEvent>'
WORLD = diagram(
    NAMES,
    line("sender", task("ready"), about("send", "m", "&quot;K&quot;")),
    line("taker", task("before"), about("take", "m", "&quot;K&quot;", "bpmn:receiveTask"), task("after")),
    line("caller", about("call", "o", "1")),
    line("alarmer", THROW),
    line("listener", CATCH, task("alarmed")),
    line("deaf", task("idle")),
    line("starter", about("invite", "b", "1")),
    process("by_message", STARTED.format("by_message", "message", "b"), task("invited"), ended("me"), flows("by_message_start invited me")),
    process("by_signal", STARTED.format("by_signal", "signal", "s"), task("roused"), ended("se"), flows("by_signal_start roused se")))


class World:
    """The cases of a small district."""

    def __init__(self, database):
        self.database, self.now = database, NOW
        establish(database, NOW, WORLD)
        with database.read() as session:
            self.actor = accounts.load_actor(session, accounts.person_by_login(session, "grid_worker").id, today=local(NOW).date())
            self.supervisor = accounts.load_actor(session, accounts.person_by_login(session, "supervisor").id, today=local(NOW).date())

    def do(self, work: Callable):
        return courier.carry_out(self.database, self.now, work)

    def open(self, process_id: str) -> int:
        return self.do(lambda session: operations.open_case(session, title=process_id, source="其他", actor=self.actor, now=self.now,
                                                            process_id=process_id).id)

    def submit(self, case_id: int) -> None:
        item = self.read(lambda s: s.scalar(select(WorkItem.id).where(WorkItem.case_id == case_id, WorkItem.status == Status.OFFERED)))
        self.do(lambda session: operations.submit_task(session, item, {}, actor=self.actor, now=self.now))

    def read(self, question: Callable):
        with self.database.read() as session:
            return question(session)

    def nodes(self, case_id: int) -> set[str]:
        return self.read(lambda s: {i.node for i in queries.open_tasks(s, case_id)})

    def told(self, case_id: int) -> str:
        return "\n".join(self.read(lambda s: [line.text for line in trace.history(s, case_id, limit=100)]))

    def messages(self) -> list[Message]:
        return self.read(lambda s: list(s.scalars(select(Message).order_by(Message.id))))

    def incidents(self, case_id: int) -> list[IncidentRow]:
        return self.read(lambda s: queries.incidents(s, case_id))

    def later(self, **span) -> int:
        self.now += timedelta(**span)
        return courier.deliver_all(self.database, self.now)

    def number(self, case_id: int) -> str:
        return self.read(lambda s: s.get_one(Case, case_id).number)

    def whole(self) -> bool:
        return self.read(audit.verify).whole


@pytest.fixture
def world(database) -> World:
    return World(database)


# ---- messages --------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("first", ["sender", "taker"])
def test_whoever_comes_first_waits_for_the_other_and_the_message_is_taken_once(world, first):
    sender, taker, other = world.open("sender"), world.open("taker"), world.open("taker")
    world.submit(sender if first == "sender" else taker)
    assert world.nodes(taker) == ({"before"} if first == "sender" else set())
    world.submit(taker if first == "sender" else sender)
    assert world.nodes(taker) == {"after"}
    world.submit(other)
    assert world.nodes(other) == set() and world.later(hours=1) == 0
    assert [(m.state, m.to_case_id) for m in world.messages()] == [(MessageState.DELIVERED, taker)]
    assert "发出消息“word”" in world.told(sender) and f"收到消息“word”，来自 {world.number(sender)}" in world.told(taker)
    assert world.whole()


def test_sender_and_receiver_that_come_at_the_same_moment_find_each_other(world):
    pairs = [(world.open("sender"), world.open("taker")) for _ in range(8)]
    outcomes = at_once(world.submit, [case_id for pair in pairs for case_id in pair])
    assert outcomes == [None] * 16
    assert [m.state for m in world.messages()] == [MessageState.DELIVERED] * 8
    assert all(world.nodes(taker) == {"after"} for _, taker in pairs) and world.whole()


def test_what_nothing_in_the_bundle_waits_for_goes_outside_and_does_not_wait_for_ever(world):
    case_id = world.open("caller")
    assert [(m.name, m.state) for m in world.messages()] == [("to_outside", MessageState.OUTSIDE)]
    assert "发出消息“to_outside”" in world.told(case_id)


def test_a_message_starts_the_process_that_begins_by_it_as_a_case_of_the_same_chain(world):
    cause = world.open("starter")
    started = world.messages()[0].to_case_id
    assert world.nodes(started) == {"invited"} and f"来自 {world.number(cause)}" in world.told(started)
    assert world.read(lambda s: [c.id for c in queries.chain(s, s.get_one(Case, cause))]) == [cause, started]
    assert world.later(hours=1) == 0 and len(world.messages()) == 1


def broken(monkeypatch, world, *case_ids: int) -> None:
    """These cases refuse whatever is brought to them."""
    run = delivery.run

    def refuse(session, case, command, **given):
        if case.id in case_ids:
            raise Rejection("没有办理单位。", code="no_organ")
        return run(session, case, command, **given)

    monkeypatch.setattr(delivery, "run", refuse)


def waiting_taker(world) -> int:
    case_id = world.open("taker")
    world.submit(case_id)
    return case_id


def test_what_its_receiver_refuses_is_told_once_tried_again_and_parked_in_the_end(world, monkeypatch):
    taker, sender = waiting_taker(world), world.open("sender")
    with monkeypatch.context() as patch:
        broken(patch, world, taker)
        world.submit(sender)
        assert [(m.attempts, m.state) for m in world.messages()] == [(1, MessageState.WAITING)]
        assert world.later(seconds=1) == 0 and world.messages()[0].attempts == 1       # not before its time
        for _ in range(2 * delivery.ATTEMPTS):
            world.later(minutes=20)
        assert [(m.attempts, m.state, m.error) for m in world.messages()] == [(delivery.ATTEMPTS, MessageState.PARKED, "没有办理单位。")]
        assert [(i.code, i.node, i.sentence) for i in world.incidents(taker)] == [(delivery.STUCK, "take", "没有办理单位。")]
        assert world.told(taker).count("受阻") == 1
    assert world.later(days=1) == 0 and world.nodes(taker) == set()       # parked: it is up to a person
    incident = world.incidents(taker)[0]
    world.do(lambda s: operations.retry_incident(s, incident.id, actor=world.supervisor, now=world.now))
    assert world.nodes(taker) == {"after"} and world.incidents(taker) == []
    assert "重新发送“word”" in world.told(taker) and "排除受阻" in world.told(taker) and world.whole()


def test_a_receiver_that_is_mended_in_time_gets_it_without_anybody_asking(world, monkeypatch):
    taker, sender = waiting_taker(world), world.open("sender")
    with monkeypatch.context() as patch:
        broken(patch, world, taker)
        world.submit(sender)
    assert world.later(minutes=1) == 1
    assert world.nodes(taker) == {"after"} and world.incidents(taker) == []


def test_a_retry_of_what_is_still_broken_changes_nothing(world, monkeypatch):
    taker, sender = waiting_taker(world), world.open("sender")
    broken(monkeypatch, world, taker)
    world.submit(sender)
    incident = world.incidents(taker)[0]
    with pytest.raises(Rejection, match="没有办理单位"):
        world.do(lambda s: operations.retry_incident(s, incident.id, actor=world.supervisor, now=world.now))
    assert [i.id for i in world.incidents(taker)] == [incident.id] and world.messages()[0].state == MessageState.WAITING


def test_however_many_are_stuck_those_behind_them_have_their_turn(world, monkeypatch):
    taker, listener = waiting_taker(world), world.open("listener")
    with world.database.begin() as session:
        session.add_all(Message(name="word", key="K", sent_at=NOW) for _ in range(250))
    broken(monkeypatch, world, taker)
    world.open("alarmer")
    assert world.later(seconds=1) + world.later(seconds=1) >= 0
    assert world.nodes(listener) == {"alarmed"}
    with world.database.begin() as session:
        session.add(Message(name="word", key="other", sent_at=NOW))     # nobody waits for it: no hindrance either
    assert world.later(seconds=1) == 0


def test_what_waits_for_a_case_that_has_ended_is_closed_and_what_nobody_came_for_is_told(world):
    sender, taker = world.open("sender"), world.open("taker")
    with world.database.begin() as session:
        fact = messages.send(session, "word", f"{taker}/x", {}, sender=session.get_one(Case, sender), now=NOW,
                             addressee=session.get_one(Case, taker))
        messages.send(session, "word", "nobody", {}, sender=session.get_one(Case, sender), now=NOW)
    assert fact.payload["key"] == world.number(taker)
    world.do(lambda s: operations.withdraw_case(s, taker, "重复登记的案件", actor=world.supervisor, now=world.now))
    with world.database.begin() as session:
        assert delivery.sweep(session, NOW) == 1
    assert [m.state for m in world.messages()] == [MessageState.NOT_NEEDED, MessageState.WAITING] and world.incidents(sender) == []
    for _ in range(2):
        with world.database.begin() as session:
            assert delivery.sweep(session, NOW + timedelta(days=31)) == 0
    assert [i.code for i in world.incidents(sender)] == [delivery.NOBODY]
    with pytest.raises(Rejection, match="还没有环节在等"):
        world.do(lambda s: operations.retry_incident(s, world.incidents(sender)[0].id, actor=world.supervisor, now=world.now))


def test_what_is_sent_to_a_case_that_has_ended_already_is_not_kept_waiting(world):
    sender, taker = world.open("sender"), world.open("taker")
    world.do(lambda s: operations.withdraw_case(s, taker, "重复登记的案件", actor=world.supervisor, now=world.now))
    with world.database.begin() as session:
        messages.send(session, "word", None, {}, sender=session.get_one(Case, sender), now=NOW, addressee=session.get_one(Case, taker))
    assert [m.state for m in world.messages()] == [MessageState.NOT_NEEDED]


# ---- signals ---------------------------------------------------------------------------------------------------------------
def test_a_signal_reaches_every_case_that_listens_once_and_starts_what_begins_by_it(world):
    listeners, deaf = [world.open("listener") for _ in range(3)], world.open("deaf")
    thrower = world.open("alarmer")
    assert [world.nodes(c) for c in listeners] == [{"alarmed"}] * 3 and world.nodes(deaf) == {"idle"}
    assert "发布信号“alarm”：3 件案件收到、启动 1 个流程" in world.told(thrower)
    for case_id in listeners:
        assert world.told(case_id).count(f"收到信号“alarm”，来自 {world.number(thrower)}") == 1
    started = [m.to_case_id for m in world.messages() if m.kind == "start"]
    assert len(started) == 1 and world.nodes(started[0]) == {"roused"} and "收到信号“alarm”" in world.told(started[0])
    assert world.later(hours=1) == 0 and {m.state for m in world.messages()} == {MessageState.DELIVERED}
    late = world.open("listener")
    assert world.nodes(late) == set() and world.whole()         # a signal is not kept for those who come later


def test_who_goes_on_before_the_signal_arrives_does_not_get_it(world, monkeypatch):
    listener = world.open("listener")
    monkeypatch.setattr(courier, "_hand_over", lambda *_: None)
    world.open("alarmer")
    world.do(lambda s: operations.withdraw_case(s, listener, "重复登记的案件", actor=world.supervisor, now=world.now))
    assert world.later(seconds=1) == 2                          # the other is the process that the signal starts
    assert {m.kind: m.state for m in world.messages()} == {"signal": MessageState.NOT_NEEDED, "start": MessageState.DELIVERED}
    assert "收到信号" not in world.told(listener)


def test_a_broadcast_to_many_is_answered_soon_and_finished_by_the_worker(world, monkeypatch):
    monkeypatch.setattr(courier, "AT_ONCE", 3)
    listeners = [world.open("listener") for _ in range(8)]
    world.open("alarmer")
    assert sum(world.nodes(c) == {"alarmed"} for c in listeners) == 3
    assert world.later(seconds=1) == 6 and all(world.nodes(c) == {"alarmed"} for c in listeners)     # and the process that begins by it
    assert all(world.told(c).count("收到信号") == 1 for c in listeners)
