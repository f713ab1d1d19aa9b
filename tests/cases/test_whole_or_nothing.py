"""What a command does stands whole or not at all; what comes after its commit cannot take it back."""
import pytest
from sqlalchemy import select

from app.cases import courier, delivery, messages, operations, queries, timing, whistles
from app.cases.model import Case
from app.cases.services import Host
from app.kernel.errors import Rejection
from tests.support.sand import PROBLEM


@pytest.fixture
def case(district):
    return district.register("grid_worker", **PROBLEM)


def host_of(district, session, case) -> Host:
    return Host(session, session.get_one(Case, case.id), district.actor("team_head"), district.now, [])


def explode(*_args, **_kwargs):
    raise RuntimeError("halfway")


def test_a_service_that_fails_halfway_leaves_nothing_of_itself(district, case, monkeypatch):
    monkeypatch.setattr(whistles, "attach_sub_case", explode)       # after the new case is written
    with district.database.begin() as session:
        host = host_of(district, session, case)
        with pytest.raises(RuntimeError):
            host.services()["open_sub_case"](dept="guizi", matter_codes=[])
        assert host.starts == [] and host.facts == []
    with district.database.read() as session:
        assert queries.sub_cases(session, case.id) == []


def test_a_service_that_fails_takes_nothing_of_the_one_before_it(district, case, monkeypatch):
    with district.database.begin() as session:
        host = host_of(district, session, case)
        host.services()["open_sub_case"](dept="guizi", matter_codes=[])
        monkeypatch.setattr(whistles, "attach_sub_case", explode)
        with pytest.raises(RuntimeError):
            host.services()["open_sub_case"](dept="shuiwu", matter_codes=[])
        assert len(host.starts) == len(host.facts) == 1
        assert [c.id for c in queries.sub_cases(session, case.id)] == [host.starts[0][0].id]


def test_a_case_is_not_merged_into_one_of_another_street(district, case):
    with district.database.begin() as session:
        foreign = operations.open_case(session, title="夜市油烟扰民", source="其他", actor=district.actor("yijie.intake_clerk"), now=district.now)
    with district.database.begin() as session, pytest.raises(Rejection, match="不在本街道"):
        host_of(district, session, case).services()["merge_case"](into=foreign.id)


def test_a_command_stands_although_its_messages_could_not_be_handed_over(district, case, monkeypatch):
    monkeypatch.setattr(delivery, "deliverable", explode)
    with courier.command(district.database, district.now) as session:
        messages.touch(session, "msg_result")
        session.scalar(select(Case).where(Case.id == case.id)).title = "改过的标题"
    assert district.case(case.id).title == "改过的标题"


def test_two_cases_that_write_to_each_other_without_end_are_reported(district, monkeypatch, caplog):
    monkeypatch.setattr(delivery, "deliverable", lambda *_, **__: [1])
    monkeypatch.setattr(courier, "_deliver", lambda *_: True)
    assert courier.deliver_all(district.database, district.now) == courier.ROUNDS
    assert "without end" in caplog.text


def test_a_supervisor_tries_what_fell_due_again(district, case):
    with district.database.begin() as session:
        timing.note_failure(session, case.id, "没有办理单位。", now=district.now)
    with district.database.read() as session:
        incident = queries.incidents(session, case.id)[0]
    with district.database.begin() as session:
        assert operations.retry_incident(session, incident.id, actor=district.actor("supervisor"), now=district.now).case.id == case.id
    with district.database.read() as session:
        assert queries.incidents(session, case.id) == []
    assert any("没有办理单位" in line for line in district.history(case.id))
    district.verify()
