"""What should not come in, comes in: it gets its sentence, and the case stands where it stood."""
import time
from datetime import datetime
from threading import Barrier, Thread
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from app.audit import queries as trace
from app.cases.model import Case, ProcessInstance, Submission, TimerRow
from app.definitions import operations as definitions
from app.definitions.model import Bundle, Revision
from app.kernel.clock import local
from app.tasks.model import WorkItem
from tests.conftest import NOW
from tests.journeys import bombs
from tests.support.outside import Answer, Client

STALL = {"title": "东街路口流动摊贩占道经营", "problem_code": "CS-01", "urgency": "一般", "address": "甲镇东街路口"}
SOON = 20           # seconds; on a quiet machine each of these takes well under one


@pytest.fixture
def item(live) -> WorkItem:
    """A handling opinion that waits for the duty chief of 甲镇."""
    case = live.catch_up().register("intake_clerk", **STALL)
    return live.district.open_items(case_id=case.id)[0]


class Still:
    """Nothing about this case changes within the block."""

    def __init__(self, live, case_id: int):
        self.live, self.case_id = live, case_id

    def __enter__(self):
        self.before = self._picture()

    def __exit__(self, kind, *_):
        if kind is None:
            assert self._picture() == self.before
            self.live.district.verify()

    def _picture(self):
        with self.live.district.database.read() as session:
            items = session.execute(select(WorkItem.id, WorkItem.status, WorkItem.assignee_id).where(WorkItem.case_id == self.case_id)).all()
            return items, [line.hash for line in trace.history(session, self.case_id, limit=500)], _count(session, Submission)


def _count(session, table) -> int:
    return session.scalar(select(func.count()).select_from(table))


def says(answer: Answer, status: int, code: str) -> dict:
    """The problem document, after its status, code and Chinese sentence are checked."""
    assert answer.status == status, answer.text
    assert answer.body["code"] == code and answer.body["detail"].endswith("。"), answer.text
    return answer.body


# ---- uploads ----------------------------------------------------------------------------------------------------------
BROKEN = [("cut off", b'<?xml version="1.0"?><bpmn:definitions xmlns:bpmn="x"><bpmn:process'), ("no XML", b"\x00\x01\x02"), ("nothing", b""),
          ("an entity that grows", b'<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;&b;&b;">]><a>&c;</a>')]


def test_broken_xml_is_refused_with_its_place_and_nothing_is_kept(live, item):
    office = Client(live, "legal_reviewer")
    for what, content in BROKEN:
        with Still(live, item.case_id):
            problem = says(office.upload("/definitions", "five_step_loop.bpmn", content), 422, "bundle_refused")
        assert [p["file"] for p in problem["problems"]] == ["five_step_loop.bpmn"] and problem["problems"][0]["sentence"], what
    with live.district.database.read() as session:
        assert (_count(session, Revision), _count(session, Bundle)) == (0, 1)


def test_a_diagram_that_calls_an_unknown_process_is_kept_as_a_draft_that_says_so(live, item):
    call = '<bpmn:callActivity id="call" name="转入" calledElement="nowhere"/>' + bombs.flow("start", "call", "end")
    with Still(live, item.case_id):
        answer = Client(live, "legal_reviewer").upload("/definitions", "odd.bpmn",
                                                       (bombs.HEAD + bombs.START + bombs.END + call + bombs.TAIL).encode())
    assert answer.status == 201 and any(p["element"] == "call" and "nowhere" in p["sentence"] for p in answer.body["problems"]), answer.text


def test_what_does_not_exist_is_said_not_to_exist(live):
    client = Client(live, "supervisor")
    for path, code in (("/definitions/nowhere/versions", "no_such_definition"), ("/cases/999999999", "case_not_found"),
                       ("/tasks/999999999", "task_not_found"), ("/cases/1/nothing", "not_found")):
        says(client.get(path), 404, code)


# ---- forms that lie -----------------------------------------------------------------------------------------------------
LIES = [("a choice that was not offered", {"route": "pardon"}, "route"), ("a list for one choice", {"route": ["street"]}, "route"),
        ("an option of another list", {"mode": "street"}, "mode"), ("one false among several", {"matter_codes": ["CS-01-1", "PG-99"]}, "matter_codes"),
        ("an object for several", {"matter_codes": {"CS-01-1": True}}, "matter_codes"), ("an object for a text", {"draft_opinion": {"x": 1}}, "draft_opinion"),
        ("a day that is none", {"due_on": "2026-02-30"}, "due_on"), ("a field that is not there", {"approved_by": 1}, "approved_by"),
        ("too short", {"draft_opinion": "同意"}, "draft_opinion"), ("far too long", {"draft_opinion": "同" * 20_000}, "draft_opinion")]


def test_a_form_that_lies_is_refused_at_the_field(live, item):
    chief = Client(live, "duty_chief")
    honest = chief.get(f"/tasks/{item.id}").body["data"] | {"draft_opinion": "请执法队到场核实占道情况，劝离后拍照反馈，当日办结。"}
    for what, lie, field in LIES:
        with Still(live, item.case_id):
            problem = says(chief.post(f"/tasks/{item.id}/submit", {"data": honest | lie}), 422, "field_errors")
        assert problem["errors"].get(field), what
    assert chief.post(f"/tasks/{item.id}/submit", {"data": honest}).status == 200, "the honest form is taken"


def test_a_body_of_ten_megabytes_is_refused_and_the_server_goes_on(live, item):
    chief, office = Client(live, "duty_chief"), Client(live, "legal_reviewer")
    with Still(live, item.case_id):
        problem = says(chief.post(f"/tasks/{item.id}/submit", {"data": {"draft_opinion": "x" * 10_000_000}}), 413, "too_large")
        says(office.upload("/definitions", "five_step_loop.bpmn", b" " * 35_000_000), 413, "too_large")
    assert "最多 1 MB，这次有 10.0 MB" in problem["detail"]
    assert chief.get(f"/tasks/{item.id}").status == 200


# ---- at once ------------------------------------------------------------------------------------------------------------
def test_of_many_submissions_at_once_one_is_taken_and_nothing_is_doubled(live, item):
    clients = [Client(live, "duty_chief") for _ in range(4)]
    data = clients[0].get(f"/tasks/{item.id}").body["data"] | {"draft_opinion": "请执法队到场核实占道情况，劝离后拍照反馈，当日办结。"}
    barrier, answers = Barrier(len(clients)), []

    def submit(client):
        barrier.wait()
        answers.append(client.post(f"/tasks/{item.id}/submit", {"data": data}))

    threads = [Thread(target=submit, args=(c,)) for c in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    won, lost = [a for a in answers if a.status == 200], [a for a in answers if a.status == 409]
    assert (len(won), len(lost)) == (1, 3), [a.text for a in answers]
    name = live.district.actor("duty_chief").name
    assert all(a.body["code"] == "task_done" and name in a.body["detail"] and a.body["at"] for a in lost)
    assert [i.node for i in live.district.open_items(case_id=item.case_id)] == ["ut08_sign"]
    with live.district.database.read() as session:
        assert len(session.scalars(select(Submission).where(Submission.work_item_id == item.id)).all()) == 1
        assert [line.tag for line in trace.history(session, item.case_id, limit=500)].count("task:submitted") == 2, "登记, and this one"
    live.district.verify()


# ---- time zones ---------------------------------------------------------------------------------------------------------
@pytest.fixture
def machine_in(monkeypatch):
    """Move the machine to another time zone."""
    def move(zone: str):
        monkeypatch.setenv("TZ", zone)
        time.tzset()

    yield move
    monkeypatch.undo()
    time.tzset()


def instants(district, now: datetime, address: str) -> list[datetime]:
    """Every instant that a case registered now holds: when things were done, when they fall due."""
    district.now = now
    case = district.register("intake_clerk", **STALL | {"address": address})
    with district.database.read() as session:
        row = session.get_one(Case, case.id)
        timers = session.scalars(select(TimerRow.due_at).where(TimerRow.case_id == case.id).order_by(TimerRow.due_at)).all()
        items = session.execute(select(WorkItem.opened_at, WorkItem.due_at).where(WorkItem.case_id == case.id).order_by(WorkItem.id)).all()
        lines = [line.at for line in trace.history(session, case.id)]
    return [row.opened_at, *timers, *(moment for pair in items for moment in pair if moment), *lines]


@pytest.mark.parametrize("zone", ["America/New_York", "Pacific/Kiritimati", "Asia/Shanghai"])
def test_the_same_instants_come_of_it_wherever_the_machine_stands(district, machine_in, zone):
    late = datetime(2026, 11, 23, 16, 30, tzinfo=ZoneInfo("UTC"))       # already Tuesday in Shanghai
    machine_in("UTC")
    here = instants(district, late, "东街 1 号")
    machine_in(zone)
    assert instants(district, late.astimezone(ZoneInfo(zone)), "西街 2 号") == here
    assert max(here) > late and all(moment.tzinfo is not None for moment in here)


@pytest.mark.parametrize("zone", ["America/New_York", "Pacific/Kiritimati"])
def test_people_and_programs_read_the_same_hour_wherever_the_machine_stands(live, item, machine_in, zone):
    client, path = Client(live, "duty_chief"), f"/tasks/{item.id}"
    before = client.get(path).body["due_at"]
    machine_in(zone)
    assert client.get(path).body["due_at"] == before
    assert local(datetime.fromisoformat(before)).hour == 18, "the office closes at six in Shanghai"


# ---- expressions that never end -----------------------------------------------------------------------------------------
def put_in_force(live, files: dict[str, bytes]) -> None:
    with live.district.database.begin() as session:
        definitions.publish(session, files, effective_from=local(NOW).date(), now=live.clock.now())


def test_an_endless_diagram_is_stopped_where_it_does_not_end(live):
    for what, (name, why, _) in bombs.DIAGRAMS.items():
        put_in_force(live, bombs.diagram(what))
        client = Client(live, "grid_worker")
        case = client.post("/cases", {"title": "河道内采砂"}).body
        started = time.monotonic()
        answer = client.post(f"/tasks/{case['open_tasks'][0]['id']}/submit", {"data": {"title": "河道内采砂", "source": "巡查"}})
        assert answer.status == 200 and time.monotonic() - started < SOON, what
        assert (answer.body["case"]["status"], answer.body["opened"]) == ("running", []), what
        last = client.get(f"/cases/{case['id']}/history").body["items"][-1]
        assert last["tag"] == "incident:raised" and f"“{name}”" in last["text"] and why in last["text"], what
    with live.district.database.read() as session:
        for path in session.scalars(select(ProcessInstance.path)):
            assert sum(len(nodes) + len(flows) for nodes, flows in path.values()) < 20, "who goes round and round leaves one track"
    live.district.verify()


def test_an_endless_form_is_refused_and_the_case_stands_where_it_stood(live):
    put_in_force(live, bombs.form())
    client = Client(live, "grid_worker")
    case = client.post("/cases", {"title": "河道内采砂"}).body
    started, task = time.monotonic(), case["open_tasks"][0]["id"]
    with Still(live, case["id"]):
        problem = says(client.post(f"/tasks/{task}/submit", {"data": {"title": "河道内采砂", "source": "巡查"}}), 409, "form_broken")
    assert "计算步数太多" in problem["detail"] and time.monotonic() - started < SOON
