"""The same Idempotency-Key twice does the thing once and answers the same."""
from datetime import timedelta
from threading import Barrier, Thread

from app.api.idempotency import forget_old
from app.kernel.clock import utcnow

KEY = {"Idempotency-Key": "hotline-4711"}
BODY = {"title": "河道内夜间采砂", "source": "巡查"}


def test_a_case_is_opened_once(worker):
    first = worker.post("/cases", 201, BODY, KEY)
    assert worker.post("/cases", 201, BODY, KEY) == first
    assert len(worker.get("/cases")["items"]) == 1


def test_a_task_is_submitted_once_and_the_second_is_no_conflict(worker, opened):
    path, body = f"/tasks/{opened['open_tasks'][0]['id']}/submit", {"data": BODY}
    assert worker.post(path, 200, body, KEY) == worker.post(path, 200, body, KEY)
    assert worker.post(path, 409, body)["code"] == "task_done"


def test_the_same_key_with_another_request_is_refused(worker):
    worker.post("/cases", 201, BODY, KEY)
    assert worker.post("/cases", 422, {**BODY, "title": "别的问题"}, KEY)["code"] == "idempotency_key_reused"
    assert len(worker.get("/cases")["items"]) == 1


def test_a_key_belongs_to_its_sender(worker, as_):
    first = worker.post("/cases", 201, BODY, KEY)
    assert as_("intake_clerk").post("/cases", 201, BODY, KEY)["id"] != first["id"]


def test_a_refused_request_may_be_mended_and_sent_again_with_the_same_key(worker, opened):
    path = f"/tasks/{opened['open_tasks'][0]['id']}/submit"
    worker.post(path, 422, {"data": {}}, KEY)
    worker.post(path, 200, {"data": BODY}, KEY)


def test_the_same_request_sent_twice_at_once_is_done_once(worker):
    barrier, answers = Barrier(2), []

    def send():
        barrier.wait()
        answer = worker.app.test_client().post("/api/v1/cases", json=BODY, headers={"Authorization": f"Bearer {worker.token}", **KEY})
        answers.append((answer.status_code, answer.get_json()["id"]))

    threads = [Thread(target=send) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers[0] == answers[1] and answers[0][0] == 201
    assert len(worker.get("/cases")["items"]) == 1


def test_an_overlong_key_is_refused(worker):
    assert worker.post("/cases", 422, BODY, {"Idempotency-Key": "k" * 121})["code"] == "bad_idempotency_key"


def test_answers_are_forgotten_after_a_week(worker, database):
    worker.post("/cases", 201, BODY, KEY)
    with database.begin() as session:
        assert forget_old(session, utcnow() + timedelta(days=6)) == 0
        assert forget_old(session, utcnow() + timedelta(days=8)) == 1
