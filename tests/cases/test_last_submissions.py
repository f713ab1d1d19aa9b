"""What forms read of earlier submissions by `last.FORM`."""
from datetime import timedelta

from sqlalchemy import text

from app.accounts.model import HeldPost
from app.cases.context import last_submissions
from app.kernel import packing
from app.tasks import operations as tasks
from app.tasks.model import WorkItem

POST = HeldPost("officer", 7, "x", "x", frozenset({7}))


class Somebody:
    person_id = 1


def submit(session, now, form: str | None, data: dict, case_id: int = 1) -> None:
    count = session.scalar(text("SELECT count(*) FROM work_item"))
    step = {"bundle_id": 1, "process_id": "p", "node": f"ut_{form}", "name": "核查", "role": "officer", "form": form, "act": None, "ask": None}
    values = {"case_id": case_id, "case_number": "n", "case_title": "t", "place": "", "source": "", "urgency": "一般", "organ_id": 7,
              "engine_task": str(count), "item": None, "from_person_id": None, "opened_at": now, "due_at": None}
    made, = tasks.offer(session, [tasks.Offer(step, values, None, {("officer", 7)})])
    tasks.complete(session, session.get_one(WorkItem, made.id), data, actor=Somebody, post=POST, now=now)


def test_the_newest_of_each_form_that_is_asked_for_is_given(database, now):
    with database.begin() as session:
        for n, form in enumerate(("a", "b", "a", "c", None, "a")):
            submit(session, now + timedelta(minutes=n), form, {"n": n})
        submit(session, now, "a", {"n": 99}, case_id=2)
        assert last_submissions(session, 1, ["a", "b", "never"]) == {"a": {"n": 5}, "b": {"n": 1}}


def test_of_two_at_the_same_instant_the_later_item_counts(database, now):
    with database.begin() as session:
        submit(session, now, "a", {"n": 1})
        submit(session, now, "a", {"n": 2})
        assert last_submissions(session, 1, {"a"}) == {"a": {"n": 2}}


def test_older_ones_are_not_opened_however_many_a_loop_has_left(database, now, monkeypatch):
    with database.begin() as session:
        for n in range(40):
            submit(session, now + timedelta(minutes=n), "a", {"n": n})
        opened, unpack = [], packing.unpack
        monkeypatch.setattr(packing, "unpack", lambda stored, words: opened.append(stored) or unpack(stored, words))
        assert last_submissions(session, 1, {"a"}) == {"a": {"n": 39}} and len(opened) == 1
