"""Over HTTP, from many clients at the same moment, against the production server."""
from collections import Counter

import pytest

from app.accounts.operations import issue_token
from app.audit import operations as audit
from app.factory import create_app
from app.kernel.clock import utcnow
from app.kernel.settings import Settings
from tests.support.served import ask, served
from tests.support.together import DEPARTMENTS, PARALLEL, at_once, establish

CLIENTS = 50


@pytest.fixture
def district(database, tmp_path):
    """(port, tokens): the diagram with twenty parallel tasks, behind the server."""
    now = utcnow()
    establish(database, now, PARALLEL)
    with database.begin() as session:
        token = issue_token(session, "grid_worker", now=now)
    with served(create_app(Settings(data_dir=tmp_path / "data"), database)) as port:
        yield port, token


def test_of_fifty_clients_at_one_task_one_wins_and_49_are_told_who_and_when(district, database):
    port, token = district
    case = ask(port, token, "POST", "/cases", {"title": "多部门同时办理"})[1]
    task = case["open_tasks"][0]["id"]
    answers = at_once(lambda _: ask(port, token, "POST", f"/tasks/{task}/submit", {"data": {}}), range(CLIENTS))
    assert Counter(status for status, _ in answers) == {200: 1, 409: CLIENTS - 1}
    refused = [body for status, body in answers if status == 409]
    assert all(body["code"] in ("task_done", "task_taken") and body["by"] == "张建国" and body["at"] for body in refused)
    assert_whole(database)


def test_twenty_departments_at_one_case_all_succeed(district, database):
    port, token = district
    case = ask(port, token, "POST", "/cases", {"title": "多部门同时办理"})[1]
    tasks = [task["id"] for task in case["open_tasks"]]
    assert len(tasks) == DEPARTMENTS
    answers = at_once(lambda task: ask(port, token, "POST", f"/tasks/{task}/submit", {"data": {}}), tasks)
    assert [status for status, _ in answers] == [200] * DEPARTMENTS
    assert [task["node"] for task in ask(port, token, "GET", f"/cases/{case['id']}")[1]["open_tasks"]] == ["after"]
    assert_whole(database)


def test_fifty_clients_with_the_same_key_get_the_same_answer(district, database):
    port, token = district
    answers = at_once(lambda _: ask(port, token, "POST", "/cases", {"title": "只登记一次"}, **{"Idempotency-Key": "k"}), range(CLIENTS))
    assert {status for status, _ in answers} == {201} and len({body["id"] for _, body in answers}) == 1
    assert len(ask(port, token, "GET", "/cases")[1]["items"]) == 1
    assert_whole(database)


def assert_whole(database) -> None:
    with database.read() as session:
        assert audit.verify(session).broken is None
