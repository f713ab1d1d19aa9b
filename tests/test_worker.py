"""The worker: due timers and waiting messages, each case its own transaction; it survives what fails and stops cleanly."""
from datetime import timedelta
from threading import Event

import pytest
from sqlalchemy import func, select

from app.accounts import queries as accounts
from app.cases import courier, operations, timing
from app.cases.model import Case, IdempotencyKey, IncidentRow
from app.cli.working import Worker
from app.kernel.clock import local, utcnow
from app.kernel.database import Database
from app.kernel.errors import Rejection
from app.tasks.model import Status, WorkItem


@pytest.fixture
def installed(small):
    return small


def act(database, login: str, do):
    with courier.command(database, utcnow()) as session:
        actor = accounts.load_actor(session, accounts.person_by_login(session, login).id, today=local(utcnow()).date())
        return do(session, actor)


def verified_late(database) -> int:
    """A case whose verification has a timer of two hours running; its id."""
    def go(session, actor):
        case = operations.open_case(session, title="河道内采砂", source="巡查", actor=actor, now=utcnow())
        item = session.scalar(select(WorkItem).where(WorkItem.case_id == case.id))
        operations.submit_task(session, item.id, {"title": "河道内采砂", "source": "巡查"}, actor=actor, now=utcnow())
        return case.id

    return act(database, "grid_worker", go)


def open_nodes(database, case_id: int) -> set[str]:
    with database.read() as session:
        return set(session.scalars(select(WorkItem.node).where(WorkItem.case_id == case_id, WorkItem.status == Status.OFFERED)))


def test_a_timer_fires_when_it_is_due_and_only_once(installed):
    case_id, worker = verified_late(installed), Worker(installed)
    assert worker.round(utcnow() + timedelta(hours=1)) == (0, 0)
    assert worker.round(utcnow() + timedelta(hours=3)) == (1, 0)
    assert worker.round(utcnow() + timedelta(hours=3)) == (0, 0)
    assert open_nodes(installed, case_id) == {"verify", "record", "urge"}


def test_one_broken_case_does_not_hold_up_the_others(installed, monkeypatch):
    broken, sound = verified_late(installed), verified_late(installed)
    fire = timing.fire

    def fire_or_fail(session, taken, *, now):
        if taken.case_id == broken:
            raise RuntimeError("state cannot be read")
        return fire(session, taken, now=now)

    monkeypatch.setattr(timing, "fire", fire_or_fail)
    assert Worker(installed).round(utcnow() + timedelta(hours=3)) == (1, 0)
    assert "urge" in open_nodes(installed, sound) and "urge" not in open_nodes(installed, broken)


@pytest.mark.parametrize("error, incidents", [
    (RuntimeError("state cannot be read"), 1), (Rejection("没有办理单位。", code="no_organ"), 1), (Rejection("…", code="stale_case"), 0)])
def test_what_falls_due_and_cannot_be_done_is_told_once_until_it_is_done(installed, monkeypatch, error, incidents):
    case_id, later = verified_late(installed), utcnow() + timedelta(hours=3)

    def fail(*_args, **_kwargs):
        raise error

    def standing() -> int:
        with installed.read() as session:
            return session.scalar(select(func.count()).select_from(IncidentRow)
                                  .where(IncidentRow.case_id == case_id, IncidentRow.resolved_at.is_(None)))

    with monkeypatch.context() as broken:
        broken.setattr(timing, "run", fail)
        Worker(installed).round(later)
        Worker(installed).round(later + timing.LONGEST_PAUSE)
        assert standing() == incidents
    assert Worker(installed).round(later + 3 * timing.LONGEST_PAUSE) == (1, 0) and standing() == 0


def test_two_workers_fire_a_timer_once(installed, tmp_path):
    case_id = verified_late(installed)
    second = Database(installed.url)
    later = utcnow() + timedelta(hours=3)
    assert Worker(installed).round(later)[0] + Worker(second).round(later)[0] == 1
    second.dispose()
    assert open_nodes(installed, case_id) == {"verify", "record", "urge"}


def test_a_failing_round_is_followed_by_the_next_with_growing_pauses(installed, monkeypatch):
    worker, reached, rounds = Worker(installed, interval=0.001), Event(), []

    def fail(*_):
        rounds.append(worker.failures)
        if len(rounds) == 4:
            reached.set()
        raise OSError("the database is away")

    monkeypatch.setattr(courier, "fire_all", fail)
    worker.start()
    assert reached.wait(5)
    worker.stop()
    assert rounds[:4] == [0, 1, 2, 3] and not worker._thread.is_alive()


def test_old_answers_to_idempotency_keys_are_swept(installed):
    now = utcnow()
    with installed.begin() as session:
        for key, age in (("old", 8), ("young", 6)):
            session.add(IdempotencyKey(person_id=1, key=key, request="r", status=200, answer={}, at=now - timedelta(days=age)))
    Worker(installed).round(now)
    with installed.read() as session:
        assert session.scalars(select(IdempotencyKey.key)).all() == ["young"]


def test_a_stopped_worker_does_not_start_another_round(installed):
    case_id, worker = verified_late(installed), Worker(installed, interval=0.01)
    worker.start()
    worker.stop()
    with installed.read() as session:
        assert session.get(Case, case_id).status == "running"
    assert not worker._thread.is_alive()


@pytest.mark.parametrize("behind, failures, pause", [(False, 0, 1), (True, 0, 0), (False, 3, 8), (True, 3, 8), (True, 10, 60)])
def test_a_worker_that_is_behind_hurries_unless_its_rounds_fail(tmp_path, behind, failures, pause):
    worker = Worker(Database(f"sqlite:///{tmp_path}/idle.db"))
    worker.behind, worker.failures = behind, failures
    assert worker.pause == pause
    worker.database.dispose()
