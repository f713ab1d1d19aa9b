"""What falls due: once each however many workers there are, in any weather of the clock, and nothing waits behind what fails."""
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, func, insert, select

from app.accounts import operations as organs, queries as accounts
from app.audit import operations as audit
from app.audit import queries as trace
from app.audit.tags import Tag
from app.cases import courier, operations, queries, timing
from app.cases.model import IncidentRow, ProcessInstance, TimerRow
from app.cli import working
from app.cli.working import Worker
from app.kernel.clock import local
from app.kernel.database import Database
from app.tasks.model import WorkItem
from tests.conftest import NOW, tables
from tests.support.together import at_once, diagram, ended, establish, flows, process, task

HOUR = timedelta(hours=1)
LATER = NOW + 2 * HOUR


def timer(id: str, when: str, tag: str = "bpmn:intermediateCatchEvent", more: str = "", kind: str = "timeDuration") -> str:
    return f'<{tag} id="{id}" name="{id}" {more}><bpmn:timerEventDefinition><bpmn:{kind}>{when}</bpmn:{kind}></bpmn:timerEventDefinition></{tag}>'


def waiting_process(id: str, next_task: str) -> str:
    return process(id, f'<bpmn:startEvent id="{id}_s"/>', timer(f"{id}_t", "PT1H"), next_task, ended(f"{id}_e"),
                   flows(f"{id}_s {id}_t {next_task.split('id=')[1].split(chr(34))[1]} {id}_e"))


# `lost` goes on to a task of an organ that nobody has founded yet: firing its timer fails.
WORLD = diagram(
    waiting_process("waiter", task("look")),
    waiting_process("lost", task("nowhere").replace("case.street", "&quot;nowhere&quot;")),
    process("cycler", '<bpmn:startEvent id="c_s"/>', task("work"),
            timer("again", "R3/PT1H", "bpmn:boundaryEvent", 'attachedToRef="work" cancelActivity="false"', "timeCycle"),
            task("nudge"), ended("c_e"), ended("c_n"), flows("c_s work c_e", "again nudge c_n")))


@pytest.fixture
def actor(database):
    establish(database, NOW, WORLD)
    return actor_of(database)


def actor_of(database, login: str = "grid_worker"):
    with database.read() as session:
        return accounts.load_actor(session, accounts.person_by_login(session, login).id, today=local(NOW).date())


def begin(database, actor, process_id: str, now: datetime = NOW) -> int:
    with database.begin() as session:
        return operations.open_case(session, title=process_id, source="巡查", actor=actor, now=now, process_id=process_id).id


def fired(database, case_id: int) -> int:
    with database.read() as session:
        return [line.tag for line in trace.history(session, case_id)].count(Tag.TIMER_FIRED)


def failures(database, case_id: int) -> tuple[int, datetime]:
    with database.read() as session:
        return session.execute(select(TimerRow.failures, TimerRow.ready_at).where(TimerRow.case_id == case_id)).one()


def open_incidents(database) -> int:
    with database.read() as session:
        return session.scalar(select(func.count()).select_from(IncidentRow).where(IncidentRow.resolved_at.is_(None)))


# ---- once each --------------------------------------------------------------------------------------------------------
@pytest.mark.both
def test_four_workers_at_once_fire_each_timer_once(database, actor):
    cases = [begin(database, actor, "waiter") for _ in range(40)]
    workers = [Database(database.url.render_as_string(hide_password=False)) for _ in range(4)]
    moved = at_once(lambda worker: courier.fire_all(worker, LATER), workers)
    for worker in workers:
        worker.dispose()
    left = courier.fire_all(database, LATER)        # what one found held by another is for the next round
    assert [m for m in moved if isinstance(m, Exception)] == [] and sum(moved) + left == 40
    assert [fired(database, case_id) for case_id in cases] == [1] * 40
    with database.read() as session:
        assert audit.verify(session).whole


def test_a_case_that_somebody_works_on_is_passed_by_and_has_its_turn_later(postgresql):
    with postgresql.fresh(tables) as database:
        establish(database, NOW, WORLD)
        held, free = (begin(database, actor_of(database), "waiter") for _ in range(2))
        with database.begin() as session:
            session.scalar(select(ProcessInstance).where(ProcessInstance.case_id == held).with_for_update())
            assert courier.fire_all(database, LATER) == 1
            assert (fired(database, held), fired(database, free)) == (0, 1)
        assert courier.fire_all(database, LATER) == 1 and fired(database, held) == 1


def test_a_case_that_moved_while_it_was_taken_is_left_alone(database, actor, monkeypatch):
    case_id = begin(database, actor, "waiter")
    monkeypatch.setattr(timing.loading, "held", lambda *_: None)
    assert courier.fire_all(database, LATER) == 0 and failures(database, case_id) == (0, NOW + HOUR)


def test_a_worker_that_is_behind_goes_on_without_a_pause(database, actor, monkeypatch):
    cases = [begin(database, actor, "waiter") for _ in range(5)]
    monkeypatch.setattr(working, "SPELL", 0.001)
    monkeypatch.setattr(courier, "PORTION", 1)
    worker, rounds = Worker(database), 0
    worker.round(LATER)
    while worker.behind:
        worker.round(LATER)
        rounds += 1
    assert rounds > 0 and [fired(database, case_id) for case_id in cases] == [1] * 5


# ---- what it costs ------------------------------------------------------------------------------------------------------
@pytest.mark.both
def test_while_nothing_is_due_a_round_asks_one_question_of_an_index(database, actor):
    begin(database, actor, "waiter")
    with database.begin() as session:
        session.execute(insert(TimerRow), [{"case_id": 10**6 + n, "timer_id": "t", "node": "n", "name": "", "due_at": NOW + n * HOUR,
                                            "ready_at": NOW + n * HOUR, "failures": 0} for n in range(2000)])
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE")
    seen = []
    event.listen(database.engine, "before_cursor_execute", lambda _c, _cu, statement, *_: seen.append(statement))
    assert courier.fire_all(database, NOW - HOUR) == 0
    assert len([s for s in seen if not s.startswith("BEGIN")]) == 1
    assert "ix_timer_ready" in plan(database, timing._ANY, {"now": NOW})


@pytest.mark.both
def test_the_next_in_line_is_found_by_the_index(database, actor):
    for _ in range(200):
        begin(database, actor, "waiter")
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE")
    found = plan(database, timing._NEXT, {"now": LATER, "ready_at": NOW + HOUR, "case_id": 100, "limit": 10})
    assert "ix_timer_ready" in found and "SORT" not in found.upper() and "TEMP B-TREE" not in found


def plan(database, query, given) -> str:
    ask = "EXPLAIN QUERY PLAN" if database.is_sqlite else "EXPLAIN"
    with database.read() as session:
        connection = session.connection()
        if not database.is_sqlite:
            connection.exec_driver_sql("SET LOCAL enable_seqscan = off")      # so few rows are read whole sooner than looked up
        made = query.compile(database.engine, compile_kwargs={"render_postcompile": True})
        values = made.construct_params(given)
        bound = {name: made._bind_processors[name](value) if name in made._bind_processors else value for name, value in values.items()}
        rows = connection.exec_driver_sql(f"{ask} {made.string}", tuple(bound[n] for n in made.positiontup) if made.positiontup else bound)
        return "\n".join(str(row[-1]) for row in rows)


# ---- what fails -----------------------------------------------------------------------------------------------------------
@pytest.mark.both
def test_cases_that_fail_neither_hold_up_the_others_nor_come_again_at_once(database, actor, monkeypatch):
    monkeypatch.setattr(courier, "PORTION", 4)
    lost = [begin(database, actor, "lost", NOW - HOUR) for _ in range(3)]
    sound = [begin(database, actor, "waiter") for _ in range(3)] + [begin(database, actor, "waiter", NOW - 2 * HOUR)]
    assert courier.fire_all(database, LATER) == 4
    assert [fired(database, case_id) for case_id in sound] == [1] * 4 and [fired(database, case_id) for case_id in lost] == [0] * 3
    assert open_incidents(database) == 3
    assert all(failures(database, case_id)[0] == 1 for case_id in lost)
    with database.read() as session:
        assert not timing.anything_ready(session, LATER)


def test_the_pause_grows_with_each_failure_up_to_an_hour_and_a_half(database, actor):
    case_id, now, pauses = begin(database, actor, "lost"), LATER, []
    for count in range(1, 15):
        assert courier.fire_all(database, now) == 0
        failed, again = failures(database, case_id)
        assert failed == count
        pauses.append(again - now)
        now = again
    for pause, doubled in zip(pauses, (timing.FIRST_PAUSE * 2**n for n in range(14))):
        assert min(doubled, timing.LONGEST_PAUSE) <= pause <= min(doubled, timing.LONGEST_PAUSE) * 1.5
    assert open_incidents(database) == 1


def found_nowhere(database) -> None:
    with database.begin() as session:
        organs.add_organ(session, "nowhere", "新设单位", "department")


def test_what_was_mended_fires_at_its_next_try_and_the_incident_is_over(database, actor):
    case_id = begin(database, actor, "lost")
    courier.fire_all(database, LATER)
    found_nowhere(database)
    assert courier.fire_all(database, LATER) == 0
    assert courier.fire_all(database, failures(database, case_id)[1]) == 1
    assert fired(database, case_id) == 1 and open_incidents(database) == 0


def test_a_supervisor_need_not_wait_for_the_next_try(database, actor):
    case_id = begin(database, actor, "lost")
    courier.fire_all(database, LATER)
    found_nowhere(database)
    with database.read() as session:
        incident = queries.incidents(session, case_id)[0]
    with database.begin() as session:
        operations.retry_incident(session, incident.id, actor=actor_of(database, "supervisor"), now=LATER)
    assert fired(database, case_id) == 1 and open_incidents(database) == 0


def test_if_the_database_is_away_no_case_is_blamed(database, actor, monkeypatch):
    case_id = begin(database, actor, "waiter")

    def away(*_args, **_more):
        raise ConnectionError("the database is away")

    with monkeypatch.context() as patch:
        patch.setattr(timing, "take", away)
        with pytest.raises(ConnectionError):
            courier.fire_all(database, LATER)
    assert failures(database, case_id) == (0, NOW + HOUR) and open_incidents(database) == 0
    assert courier.fire_all(database, LATER) == 1


# ---- the clock --------------------------------------------------------------------------------------------------------
def test_a_clock_that_is_turned_by_years_fires_what_it_passes_once(database, actor):
    case_id = begin(database, actor, "waiter")
    assert courier.fire_all(database, NOW + timedelta(days=3650)) == 1
    assert courier.fire_all(database, NOW + timedelta(days=7300)) == 0 and fired(database, case_id) == 1


def test_a_clock_that_is_put_back_delays_and_neither_repeats_nor_skips(database, actor):
    case_id = begin(database, actor, "waiter", NOW + 10 * HOUR)      # begun by a clock that was fast
    assert courier.fire_all(database, NOW) == 0
    assert courier.fire_all(database, NOW + 11 * HOUR) == 1
    assert courier.fire_all(database, NOW) == courier.fire_all(database, NOW + 11 * HOUR) == 0 and fired(database, case_id) == 1


def test_the_trace_keeps_the_order_of_what_happened_when_the_clock_goes_back(database, actor):
    case_id = begin(database, actor, "waiter", NOW)
    courier.fire_all(database, LATER)
    with database.begin() as session:
        item = session.scalar(select(WorkItem).where(WorkItem.case_id == case_id))
        operations.submit_task(session, item.id, {}, actor=actor, now=NOW - HOUR)
    with database.read() as session:
        lines = trace.history(session, case_id)
        assert [line.tag for line in lines][:3] == [Tag.CASE_OPENED, Tag.TIMER_FIRED, Tag.TASK_SUBMITTED]
        assert [line.seq for line in lines] == list(range(1, len(lines) + 1)) and lines[2].at < lines[1].at
        assert audit.verify(session).whole


@pytest.mark.both
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=st.lists(st.integers(-600, 600), min_size=1, max_size=8))
def test_whatever_the_clock_does_each_round_of_a_cycle_happens_once(database, actor, moves):
    case_id, now, farthest = begin(database, actor, "cycler"), NOW, NOW
    for minutes in moves:
        now += timedelta(minutes=minutes)
        farthest = max(farthest, now)
        while courier.fire_all(database, now):
            pass
        assert fired(database, case_id) == min(3, (farthest - NOW) // HOUR)
