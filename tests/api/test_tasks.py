"""Tasks over the API: who gets what, who may do what, what happens twice."""
from datetime import timedelta
from threading import Barrier, Thread

import pytest

from app.cases import courier
from app.kernel.clock import utcnow


def only(items):
    assert len(items) == 1, items
    return items[0]


def task_at(person, node: str, view: str = "claimable") -> dict:
    return only([t for t in person.get(f"/tasks?view={view}")["items"] if t["node"] == node])


def test_a_task_is_claimable_then_mine_then_done(as_, registered):
    chief = as_("duty_chief")
    task = task_at(chief, "verify")
    assert task["case_id"] == registered["id"] and task["assignee"] is None
    assert chief.post(f"/tasks/{task['id']}/claim")["assignee"] == "duty_chief"
    assert task_at(chief, "verify", "mine")["id"] == task["id"]
    done = chief.post(f"/tasks/{task['id']}/submit", body={"data": {}})
    assert done["task"]["id"] == task["id"] and done["case"]["stage"] == "triage_assignment" and done["opened"] == []
    assert task_at(chief, "verify", "done")["assignee"] == "duty_chief"


def test_tasks_can_be_asked_for_one_case(as_, worker, registered):
    other = worker.post("/cases", 201, {"title": "另一个问题"})
    assert [t["case_id"] for t in worker.get(f"/tasks?view=claimable&case_id={other['id']}")["items"]] == [other["id"]]
    assert len(as_("duty_chief").get(f"/tasks?view=claimable&case_id={registered['id']}")["items"]) == 2


def test_the_form_comes_with_every_option_list_resolved(worker, opened):
    task = worker.get(f"/tasks/{opened['open_tasks'][0]['id']}")
    fields = {c["key"]: c for c in task["form"]["components"]}
    assert {"value": "jiazhen-donghe-03", "label": "东河-03"} in fields["grid"]["values"]
    assert "valuesKey" not in fields["grid"]
    assert {c["role"] for c in task["candidates"]} == {"grid_worker", "intake_clerk"}


@pytest.mark.parametrize(("source", "prefilled"), [("巡查", "巡查"), ("卫星监测", None)])
def test_a_reported_value_that_the_form_does_not_offer_is_left_for_a_person_to_choose(worker, source, prefilled):
    case = worker.post("/cases", 201, {"title": "河道内采砂", "source": source})
    assert worker.get(f"/tasks/{case['open_tasks'][0]['id']}")["data"]["source"] == prefilled


def test_a_done_task_shows_what_was_submitted(worker, opened, registered):
    task = worker.get(f"/tasks/{opened['open_tasks'][0]['id']}")
    assert (task["status"], task["form"], task["data"]["source"]) == ("done", None, "巡查")


FIELD_ERRORS = [
    ({"source": "巡查"}, "title"),
    ({"title": "短", "source": "巡查"}, "title"),
    ({"title": "河道内采砂", "source": "听说"}, "source"),
    ({"title": "河道内采砂", "source": "巡查", "grid": "yijie-01"}, "grid"),
    ({"title": "河道内采砂", "source": "巡查", "secret": 1}, "secret"),
]


@pytest.mark.parametrize(("data", "field"), FIELD_ERRORS)
def test_a_field_error_is_422_by_field_and_the_case_stands_where_it_stood(worker, opened, data, field):
    task = opened["open_tasks"][0]["id"]
    problem = worker.post(f"/tasks/{task}/submit", 422, {"data": data})
    assert problem["code"] == "field_errors" and field in problem["errors"]
    again = worker.get(f"/cases/{opened['id']}")
    assert [t["id"] for t in again["open_tasks"]] == [task] and again["open_tasks"][0]["assignee"] is None


def test_a_task_that_somebody_else_took_is_409_naming_who_and_when(as_, worker, opened):
    task = opened["open_tasks"][0]["id"]
    worker.post(f"/tasks/{task}/claim")
    for way, body in (("claim", None), ("submit", {"data": {"title": "河道内采砂", "source": "巡查"}})):
        problem = as_("intake_clerk").post(f"/tasks/{task}/{way}", 409, body)
        assert problem["code"] == "task_taken" and problem["by"] in problem["detail"] and problem["at"]


def test_a_task_that_is_done_is_409_naming_who_and_when(as_, worker, opened, registered):
    problem = as_("intake_clerk").post(f"/tasks/{opened['open_tasks'][0]['id']}/claim", 409)
    assert problem["code"] == "task_done" and problem["by"] in problem["detail"]


def test_claiming_ones_own_task_again_changes_nothing(worker, opened):
    task = opened["open_tasks"][0]["id"]
    assert worker.post(f"/tasks/{task}/claim") == worker.post(f"/tasks/{task}/claim")


def test_a_released_task_is_before_its_candidates_again(as_, worker, opened):
    task = opened["open_tasks"][0]["id"]
    worker.post(f"/tasks/{task}/claim")
    assert as_("intake_clerk").post(f"/tasks/{task}/release", 403)["code"] == "not_assignee"
    assert worker.post(f"/tasks/{task}/release")["assignee"] is None
    assert as_("intake_clerk").post(f"/tasks/{task}/claim")["assignee"] == "intake_clerk"


def test_a_task_is_handed_on_to_somebody_who_may_do_it_and_the_trace_tells(as_, worker, opened):
    task = opened["open_tasks"][0]["id"]
    worker.post(f"/tasks/{task}/claim")
    assert worker.post(f"/tasks/{task}/delegate", body={"to": "intake_clerk"})["assignee"] == "intake_clerk"
    assert task_at(as_("intake_clerk"), "register", "mine")["id"] == task
    assert worker.get(f"/cases/{opened['id']}/history")["items"][-1]["tag"] == "task:delegated"


@pytest.mark.parametrize(("to", "status", "code"), [
    ("team_head", 403, "not_a_candidate"), ("yijie.intake_clerk", 403, "not_a_candidate"), ("nobody", 404, "no_login")])
def test_a_task_cannot_be_handed_to_somebody_who_may_not_do_it(worker, opened, to, status, code):
    task = opened["open_tasks"][0]["id"]
    worker.post(f"/tasks/{task}/claim")
    assert worker.post(f"/tasks/{task}/delegate", status, {"to": to})["code"] == code


def test_only_the_holder_hands_a_task_on(as_, worker, opened):
    task = opened["open_tasks"][0]["id"]
    assert worker.post(f"/tasks/{task}/delegate", 409, {"to": "intake_clerk"})["code"] == "task_not_claimed"
    worker.post(f"/tasks/{task}/claim")
    assert as_("intake_clerk").post(f"/tasks/{task}/delegate", 403, {"to": "intake_clerk"})["code"] == "not_assignee"


def test_without_the_post_a_task_cannot_be_taken(as_, opened):
    assert as_("team_head").post(f"/tasks/{opened['open_tasks'][0]['id']}/claim", 403)["code"] == "not_a_candidate"


@pytest.mark.parametrize("way", ["", "/claim", "/release", "/submit"])
def test_a_task_of_a_foreign_case_is_not_there(as_, opened, way):
    foreign, path = as_("yijie.intake_clerk"), f"/tasks/{opened['open_tasks'][0]['id']}{way}"
    body = {"data": {}} if way == "/submit" else None
    problem = foreign.post(path, 404, body) if way else foreign.get(path, 404)
    assert problem["code"] == "task_not_found"


def test_of_two_submissions_at_once_one_wins(as_, worker, opened):
    """Both people hold the form open; the second hears who was first."""
    task, barrier, statuses = opened["open_tasks"][0]["id"], Barrier(2), []
    people = [worker, as_("intake_clerk")]

    def submit(person):
        barrier.wait()
        answer = person.client.post(f"/api/v1/tasks/{task}/submit", json={"data": {"title": "河道内采砂", "source": "巡查"}},
                                    headers={"Authorization": f"Bearer {person.token}"})
        statuses.append(answer.status_code)

    threads = [Thread(target=submit, args=(p,)) for p in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [200, 409]


def test_two_people_on_parallel_tasks_of_one_case_both_succeed(as_, registered):
    chiefs = [as_("duty_chief"), as_("duty_chief")]
    barrier, answers = Barrier(2), []

    def submit(person, task):
        barrier.wait()
        answers.append(person.client.post(f"/api/v1/tasks/{task}/submit", json={"data": {}},
                                          headers={"Authorization": f"Bearer {person.token}"}).get_json())

    threads = [Thread(target=submit, args=(c, t["id"])) for c, t in zip(chiefs, registered["open_tasks"], strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(len(a["opened"]) for a in answers) == [0, 1]      # the later one opens what follows the join


def assign_task(as_, registered) -> int:
    chief = as_("duty_chief")
    for task in registered["open_tasks"]:
        chief.post(f"/tasks/{task['id']}/submit", body={"data": {}})
    return task_at(as_("team_head"), "assign")["id"]


def test_a_legal_refusal_names_article_findings_and_advice_and_stays_in_the_trace(as_, worker, registered):
    head, task = as_("team_head"), assign_task(as_, registered)
    without_certificate = [as_(login).get("/me")["id"] for login in ("grid_worker", "duty_chief")]
    problem = head.post(f"/tasks/{task}/submit", 422, {"data": {"officers": without_certificate}})
    assert problem["code"] == "E-42-1" and "四十二条" in problem["refusal"]["article"]
    assert problem["refusal"]["findings"] and problem["refusal"]["quote"]
    assert worker.get(f"/cases/{registered['id']}")["open_tasks"][0]["id"] == task
    lines = worker.get(f"/cases/{registered['id']}/history")["items"]
    assert lines[-1]["tag"] == "act:refused"


def test_what_does_not_fit_the_act_is_a_field_error(as_, registered):
    head, task = as_("team_head"), assign_task(as_, registered)
    assert "officers" in head.post(f"/tasks/{task}/submit", 422, {"data": {}})["errors"]


def test_a_timer_that_falls_due_opens_its_task_while_the_first_stays_open(as_, database, registered):
    assert courier.fire_all(database, utcnow() + timedelta(hours=1)) == 0
    assert courier.fire_all(database, utcnow() + timedelta(hours=3)) == 1
    nodes = [t["node"] for t in as_("team_head").get(f"/cases/{registered['id']}")["open_tasks"]]
    assert sorted(nodes) == ["record", "urge", "verify"]


@pytest.mark.parametrize(("body", "code", "status"), [
    (b"{", "bad_json", 400), (b"[" * 50_000, "bad_json", 400), (b'{"data": []}', "field_errors", 422), (b"", "field_errors", 422),
    (b'{"data": {}, "more": 1}', "field_errors", 422)])
def test_a_body_that_cannot_be_meant_gets_its_sentence(worker, opened, body, code, status):
    problem = worker.post(f"/tasks/{opened['open_tasks'][0]['id']}/submit", status, data=body, content_type="application/json")
    assert problem["code"] == code and problem["detail"]
