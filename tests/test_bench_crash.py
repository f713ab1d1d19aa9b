"""`bench crash` finds what a crash could do: each check is shown the damage that it is there for."""
import json
from datetime import timedelta

import pytest
from sqlalchemy import delete, insert, select, update

from app.accounts import queries as accounts
from app.audit.model import ChainHead
from app.cases import courier, delivery, operations
from app.cases.model import IncidentRow, Message, TimerRow
from app.cli.__main__ import main
from app.cli.bench.crash import checks
from app.cli.bench.crash.clients import Answer, Deed, Ledger
from app.cli.bench.crash.ground import DIAGRAM
from app.kernel.clock import local, utcnow
from app.tasks.model import Status, WorkItem
from tests.support.together import establish


def test_one_round_of_the_real_thing_finds_nothing_wrong(capsys):
    assert main(["bench", "crash", "--rounds", "1", "--seed", "7", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["rounds"] == 1 and found["cases"] >= 1 and found["entries_verified"] > 5 and found["webhooks"] >= 1
    assert not any(found["wrong"].values())


class Scene:
    """One case of the bench's diagram, registered: two tasks, two timers and a message to come."""

    def __init__(self, database):
        self.database, self.now = database, utcnow()
        establish(database, self.now, DIAGRAM.read_bytes())
        with database.read() as session:
            self.actor = accounts.load_actor(session, accounts.person_by_login(session, "grid_worker").id, today=local(self.now).date())
        self.opening = Deed("open", "grid_worker", "/cases", {"title": "案 m1", "source": "巡查"}, "m1")
        case = self.do(lambda session: operations.open_case(session, **self.opening.body, actor=self.actor, now=self.now))
        self.case_id, self.opened = case.id, Answer(201, {"id": case.id, "number": case.number})
        self.item = self.read(lambda session: session.scalar(select(WorkItem.id).where(WorkItem.case_id == self.case_id)))
        self.deed = Deed("submit", "grid_worker", f"/tasks/{self.item}/submit", {"data": {"mark": "m2"}}, "m2", self.item)
        self.do(lambda session: operations.submit_task(session, self.item, self.deed.body["data"], actor=self.actor, now=self.now))

    def do(self, work):
        return courier.carry_out(self.database, self.now, work)

    def read(self, question):
        with self.database.read() as session:
            return question(session)

    def damage(self, *statements) -> None:
        with self.database.begin() as session:
            for statement in statements:
                session.execute(statement)

    @property
    def acknowledged(self):
        return [(self.opening, self.opened), (self.deed, Answer(200, {"case": {"id": self.case_id}}))]

    def cases(self) -> set[int]:
        return self.read(lambda session: checks.chain_of(session, {self.case_id}))


@pytest.fixture
def scene(database) -> Scene:
    return Scene(database)


def test_a_sound_case_passes_every_check(scene):
    assert len(scene.cases()) == 2                              # the question has begun a case of its own
    for check in (lambda s: checks.lost(s, scene.acknowledged), lambda s: checks.doubled(s, scene.cases()),
                  lambda s: checks.bent(s, scene.cases()), lambda s: checks.torn(s, scene.cases())[1], checks.stuck):
        assert scene.read(check) == []
    assert scene.read(lambda s: checks.done_in_silence(s, scene.deed)) and scene.read(lambda s: checks.done_in_silence(s, scene.opening))
    assert scene.read(lambda s: checks.next_task(s, scene.case_id)) is not None and scene.read(lambda s: checks.to_do(s, scene.now)) == 0


def test_a_lost_opening_submission_or_claim_is_found(scene):
    other = Answer(201, {"id": scene.case_id + 99, "number": "x"})
    claim = Deed("claim", "grid_worker", "", {}, "m3", scene.read(lambda s: checks.next_task(s, scene.case_id))[0])
    assert scene.read(lambda s: checks.lost(s, [(scene.opening, other), (claim, Answer(200, {}))])) == ["open m1", "claim m3"]
    scene.damage(update(WorkItem).where(WorkItem.id == scene.item).values(status=Status.OFFERED))
    assert scene.read(lambda s: checks.lost(s, scene.acknowledged)) == ["submit m2"]


def test_a_doubled_case_is_found(scene):
    scene.do(lambda session: operations.open_case(session, **scene.opening.body, actor=scene.actor, now=scene.now))
    assert scene.read(lambda s: checks.doubled(s, scene.cases())) == ["案件 案 m1"]


def test_a_message_delivered_twice_is_found(scene):
    scene.damage(update(Message).where(Message.name == "crash_ask").values(state="waiting"))
    assert courier.deliver_all(scene.database, scene.now) == 1
    assert scene.read(lambda s: checks.doubled(s, scene.cases())) == ["案件 答：案 m1"]


@pytest.mark.parametrize("statement", [
    delete(TimerRow), update(TimerRow).values(due_at=utcnow() + timedelta(days=1)), update(WorkItem).values(engine_task="x")])
def test_rows_that_do_not_say_what_the_state_says_are_found(scene, statement):
    table = statement.table
    key = table.c.case_id == scene.case_id
    if table.name == "work_item":
        key &= table.c.id == scene.read(lambda s: checks.next_task(s, scene.case_id))[0]
    scene.damage(statement.where(key))
    assert scene.read(lambda s: checks.bent(s, [scene.case_id])) != []


def test_a_chain_without_its_end_and_an_incident_are_found(scene):
    seq = scene.read(lambda s: s.scalar(select(ChainHead.seq).where(ChainHead.case_id == scene.case_id)))
    scene.damage(insert(IncidentRow).values(case_id=scene.case_id, engine_task="", node="n", name="某处", code="c", sentence="坏了", at=scene.now))
    assert scene.read(checks.stuck) == [f"案件 {scene.case_id} 某处：坏了"]
    with scene.database.begin() as session:         # the database lets nobody remove an entry, so the head is made to say more
        session.execute(update(ChainHead).where(ChainHead.case_id == scene.case_id).values(seq=seq + 1))
    assert len(scene.read(lambda s: checks.torn(s, [scene.case_id])[1])) == 1


def test_what_is_not_delivered_is_seen(scene, monkeypatch):
    scene.damage(update(Message).values(state="waiting"))
    assert scene.read(lambda s: checks.to_do(s, scene.now)) == 1 and scene.read(lambda s: delivery.deliverable(s, scene.now)) != []
    assert scene.read(lambda s: checks.running(s)) and scene.read(checks.unsent) == 0


def test_the_ledger_keeps_yes_no_and_surprises_apart(scene):
    ledger = Ledger()
    for status in (200, 409, 500):
        ledger.note(scene.deed, Answer(status, {"case": {"id": 1}, "code": "x"}))
    assert (len(ledger.acknowledged), ledger.refused, len(ledger.surprising)) == (1, 1, 1) and "500" in ledger.surprising[0]
    assert ledger.cases() == {1}
