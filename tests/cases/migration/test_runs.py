"""A migration of running cases, from its preparation to its end and back."""
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from time import sleep

import pytest
from sqlalchemy import func, select, update

from app import engine
from app.cases.migration.model import MigrationRun
from app.cases.model import ProcessInstance, TimerRow
from app.definitions import queries as definitions
from app.kernel.errors import Forbidden, Rejection
from app.tasks.model import WorkItem
from tests.cases.migration.small import SECOND, WITHOUT_SIGN, version
from tests.support.together import ended, flows, task


@pytest.mark.both
def test_cases_go_to_the_new_version_with_their_tasks_and_finish_there(world):
    first, second = world.open(2)
    world.submit(second, "write")
    to = world.publish(SECOND)
    before = world.item(first)
    run = world.migrated(to)
    assert set(world.states(run.id).values()) == {"migrated"}
    after = world.item(first)
    assert (after.id, after.engine_task, after.due_at, after.opened_at) == (before.id, before.engine_task, before.due_at, before.opened_at)
    assert after.bundle_id == to and world.instance(first).bundle_id == to
    assert [t.node for t in world.timers(first)] == ["late"] and world.timers(second) == []
    world.submit(first, "write")
    world.submit(first, "countersign")
    for case_id in (first, second):
        world.submit(case_id, "sign", login="duty_chief")
        assert world.case(case_id).status == "ended"
    assert any("改用规则包" in line and "试行第二版" in line for line in world.history(first))
    world.verify()


def test_the_check_changes_nothing_and_says_what_would_change(world):
    [case] = world.open()
    world.submit(case, "write")
    before = world.instance(case)
    run = world.checked(world.publish(SECOND))
    after = world.instance(case)
    assert (before.revision, before.state, before.bundle_id) == (after.revision, after.state, after.bundle_id)
    told = world.row(run.id, case).told
    assert [c["text"] for c in told["changes"]] == ["“sign”由甲镇网格员改由甲镇值班长办理"]


def test_a_case_whose_place_is_gone_stays_and_says_why(world):
    here, there = world.open(2)
    world.submit(there, "write")
    run = world.migrated(world.publish(WITHOUT_SIGN))
    assert world.states(run.id) == {here: "migrated", there: "refused"}
    assert world.row(run.id, there).sentence == "案件停在“sign”，新版里没有对应的环节。"
    assert world.instance(there).bundle_id == run.from_bundle_id
    world.submit(there, "sign")
    assert world.case(there).status == "ended"


def test_one_is_taken_back_while_it_stands_and_not_after_it_went_on(world):
    stays, goes = world.open(2)
    before = world.instance(stays)
    to = world.publish(SECOND)
    run = world.migrated(to)
    world.submit(goes, "write")
    with pytest.raises(Rejection) as refused:
        world.verb("take_back", run.id, case_id=goes)
    assert refused.value.code == "moved_on"
    world.verb("take_back", run.id, case_id=stays)
    after = world.instance(stays)
    assert (after.state, after.bundle_id, after.path) == (before.state, before.bundle_id, before.path) and after.revision > before.revision
    assert world.timers(stays) == [] and world.item(stays).bundle_id == before.bundle_id
    world.submit(stays, "write")
    assert world.item(stays).node == "sign"
    assert any("收回迁移" in line for line in world.history(stays))


@pytest.mark.both
def test_all_are_taken_back_but_those_that_went_on(world):
    cases = world.open(5)
    run = world.migrated(world.publish(SECOND))
    world.submit(cases[0], "write")
    world.verb("take_back_all", run.id)
    world.carry_on()
    assert [world.states(run.id)[c] for c in cases] == ["moved_on", *["taken_back"] * 4]
    with world.database.read() as session:
        assert session.get_one(MigrationRun, run.id).status == "done"


def test_a_claim_and_a_draft_stay_and_a_claim_by_somebody_who_may_no_longer_is_released(world):
    from app.cases.operations import claim_task
    from app.tasks.operations import save_draft
    kept, lost = world.open(2)
    world.submit(lost, "write")
    grid = world.actor("grid_worker")
    with world.database.begin() as session:
        for case_id in (kept, lost):
            claim_task(session, world.item(case_id).id, actor=grid, now=world.now)
            save_draft(session, world.item(case_id).id, {"text": "写到一半"}, actor=grid, now=world.now)
    world.migrated(world.publish(SECOND))
    assert world.item(kept).assignee_id == grid.person_id
    assert world.item(lost).assignee_id is None and world.item(lost).status == "offered"
    assert world.someone_for(world.item(lost)) == "duty_chief"


def test_it_is_paused_and_resumed_and_ended_early(world):
    world.open(3)
    run = world.checked(world.publish(SECOND))
    world.verb("start", run.id)
    world.verb("pause", run.id)
    assert world.carry_on() == 0
    world.verb("start", run.id)
    assert world.carry_on() == 3
    with pytest.raises(Rejection):
        world.verb("pause", run.id)


def test_it_takes_those_that_were_chosen(world):
    a, b, c = world.open(3)
    world.submit(b, "write")
    to = world.publish(SECOND)
    at_sign = world.checked(to, node="sign")
    assert set(world.states(at_sign.id)) == {b}
    listed = world.checked(to, numbers=[world.case(c).number, "没有这个号"])
    assert set(world.states(listed.id)) == {c}
    assert set(world.states(world.checked(to, organ="jiazhen").id)) == {a, b, c}
    with pytest.raises(Rejection) as refused:
        world.checked(to, organ="yijie")
    assert refused.value.code == "no_cases"


@pytest.mark.parametrize("login", ["grid_worker", "legal_reviewer", "exec_deputy_head"])
def test_nobody_else_may(world, login):
    to = world.publish(SECOND)
    world.open()
    with pytest.raises(Forbidden):
        world.draft(to, login=login)


def test_a_case_that_ends_or_moves_between_check_and_migration_is_looked_at_again(world):
    goes, ends = world.open(2)
    run = world.checked(world.publish(WITHOUT_SIGN))
    world.submit(goes, "write")
    world.submit(ends, "write"), world.submit(ends, "sign")
    world.verb("start", run.id)
    world.carry_on()
    assert world.states(run.id) == {goes: "refused", ends: "refused"}
    assert world.row(run.id, ends).sentence == "案件已经办结。"


def test_a_failing_case_stays_whole_and_holds_nobody_up(world, monkeypatch):
    bad, good = world.open(2)
    run = world.checked(world.publish(SECOND))
    with world.database.begin() as session:
        session.execute(update(ProcessInstance).where(ProcessInstance.case_id == bad).values(state=b"nothing of the kind"))
    world.verb("start", run.id)
    world.carry_on()
    assert world.states(run.id) == {bad: "refused", good: "migrated"}


def test_a_crash_in_the_middle_of_a_case_leaves_it_as_it_was_and_the_rest_goes_on(world, monkeypatch):
    from app.cases.migration import one_case
    cases = world.open(4)
    run = world.checked(world.publish(SECOND))
    world.verb("start", run.id)
    calls = []

    def dies(*args, **kwargs):
        calls.append(1)
        if len(calls) == 3:
            raise KeyboardInterrupt
        return real(*args, **kwargs)

    real = one_case.record
    monkeypatch.setattr(one_case, "record", dies)
    with pytest.raises(KeyboardInterrupt):
        world.carry_on()
    assert sorted(world.states(run.id).values()) == ["fits", "fits", "migrated", "migrated"]
    monkeypatch.setattr(one_case, "record", real)
    assert world.carry_on() == 2
    for case in cases:
        assert [line for line in world.history(case) if "改用规则包" in line].__len__() == 1
        stands = engine.standing(_compiled(world, case), world.instance(case).state)
        assert [t.node for t in stands.tasks] == ["write"]
    with world.database.read() as session:
        assert session.scalar(select(func.count()).select_from(TimerRow)) == 4
        assert session.scalar(select(func.count()).select_from(WorkItem)) == 4
    world.verify()


def _compiled(world, case_id):
    with world.database.read() as session:
        return definitions.compiled(session, world.instance(case_id).bundle_id)


@pytest.mark.both
def test_two_workers_never_take_the_same_case(world):
    from tests.support.together import at_once
    cases = world.open(12)
    run = world.checked(world.publish(SECOND))
    world.verb("start", run.id)
    outcomes = at_once(lambda _n: world.carry_on(), range(4))
    assert not [o for o in outcomes if isinstance(o, Exception)], outcomes
    world.carry_on()
    assert set(world.states(run.id).values()) == {"migrated"}
    for case in cases:
        assert len([line for line in world.history(case) if "改用规则包" in line]) == 1
    world.verify()


@pytest.mark.both
@pytest.mark.parametrize("verb", ["submit", "claim", "save_draft"])
def test_who_waits_for_a_migration_to_be_done_with_his_task_still_finds_it(world, monkeypatch, verb):
    """PostgreSQL looks at the row anew when its lock is free, and found no more that the step it had joined beforehand belongs to it."""
    from app.cases.migration import one_case
    [case] = world.open()
    run = world.checked(world.publish(SECOND))
    world.verb("start", run.id)
    real, under_way, may_end = one_case.migrate, Event(), Event()

    def long(*args, **kwargs):
        real(*args, **kwargs)
        under_way.set()
        assert may_end.wait(20)

    monkeypatch.setattr(one_case, "migrate", long)
    with ThreadPoolExecutor(2) as pool:
        moving = pool.submit(world.carry_on)
        assert under_way.wait(20)
        acting = pool.submit(ACTS[verb], world, world.item(case))
        sleep(0.5)
        may_end.set()
        assert moving.result() == 1
        acting.result()
    assert world.states(run.id) == {case: "migrated"}


def _claim(world, item):
    from app.cases.operations import claim_task
    with world.database.begin() as session:
        claim_task(session, item.id, actor=world.actor("grid_worker"), now=world.now)


def _draft(world, item):
    from app.tasks.operations import save_draft
    with world.database.begin() as session:
        save_draft(session, item.id, {"text": "写到一半"}, actor=world.actor("grid_worker"), now=world.now)


ACTS = {"submit": lambda world, item: world.submit(item.case_id, "write"), "claim": _claim, "save_draft": _draft}


def test_a_term_that_is_counted_anew_is_explained_by_the_parameter_it_came_from(world):
    from tests.cases.migration.small import version
    from tests.support.together import ended, flows, task
    [case] = world.open()
    with_term = version(task("write").replace('<spiffworkflow:property name="scope"', '<spiffworkflow:property name="deadline" value="deadline(&quot;T13&quot;)"/><spiffworkflow:property name="scope"'),
                        task("sign"), ended(), flows("start write sign end"))
    kept = world.migrated(world.publish(with_term))
    before = world.item(case)
    world.verb("take_back", kept.id, case_id=case)
    with world.database.begin() as session:
        from app.cases.migration import operations
        run = operations.draft(session, from_id=kept.from_bundle_id, to_id=kept.to_bundle_id, selection={}, reason="期限重算", retime=True, actor=world.actor("supervisor"), now=world.now)
    world.verb("check", run.id)
    world.carry_on()
    world.verb("start", run.id)
    world.carry_on()
    after = world.item(case)
    assert after.due_at != before.due_at and after.due_rule["code"] == "T13"
    world.verb("take_back", run.id, case_id=case)
    back = world.item(case)
    assert (back.due_at, back.due_rule) == (before.due_at, before.due_rule)
