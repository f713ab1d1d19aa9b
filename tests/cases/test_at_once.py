"""Many at one moment: one wins, or all do; nothing is lost and nobody is shown a failure."""
import pytest
from sqlalchemy import func, select

from app.accounts import queries as accounts
from app.audit import operations as audit
from app.cases import courier, operations
from app.cases.model import Case, ProcessInstance
from app.kernel.clock import local
from app.kernel.errors import Rejection
from app.tasks.model import Status, WorkItem
from tests.conftest import NOW
from tests.support.together import DEPARTMENTS, PARALLEL, at_once, diagram, ended, establish, flows, process, task

CLIENTS = 50


@pytest.fixture
def actor(database):
    establish(database, NOW, PARALLEL)
    with database.read() as session:
        return accounts.load_actor(session, accounts.person_by_login(session, "grid_worker").id, today=local(NOW).date())


def opened(database, actor) -> tuple[int, list[int]]:
    def work(session):
        case = operations.open_case(session, title="多部门同时办理", source="巡查", actor=actor, now=NOW)
        return case.id, list(session.scalars(select(WorkItem.id).where(WorkItem.case_id == case.id).order_by(WorkItem.id)))

    return courier.carry_out(database, NOW, work)


def submit(database, actor, item_id: int):
    return courier.carry_out(database, NOW, lambda session: operations.submit_task(session, item_id, {}, actor=actor, now=NOW))


def test_of_fifty_who_submit_one_task_one_wins_and_the_others_read_who_and_when(database, actor):
    case_id, items = opened(database, actor)
    outcomes = at_once(lambda _: submit(database, actor, items[0]), range(CLIENTS))
    refused = [o for o in outcomes if isinstance(o, Rejection)]
    assert len(outcomes) - len(refused) == 1 and len(refused) == CLIENTS - 1
    assert {(o.status, o.detail["by"], o.detail["at"]) for o in refused} == {(409, actor.name, NOW)}
    assert {o.code for o in refused} <= {"task_done", "task_taken"}
    assert all(actor.name in o.sentence and "11-23 09:00" in o.sentence for o in refused)
    assert_stands(database, case_id, revision=2, open_tasks=DEPARTMENTS - 1)


def test_who_claims_while_another_completes_reads_that_it_is_done_and_not_that_the_post_is_missing(database, actor):
    """A completed item has no candidates left; whoever looked at it a moment before must not be told that he is none."""
    _, items = opened(database, actor)

    def both(n: int):
        def claim(session):
            return operations.claim_task(session, items[n // 2], actor=actor, now=NOW)
        return submit(database, actor, items[n // 2]) if n % 2 else courier.carry_out(database, NOW, claim)

    outcomes = at_once(both, range(2 * DEPARTMENTS))
    assert {o.code for o in outcomes if isinstance(o, Exception)} <= {"task_done"}


def test_twenty_departments_that_submit_their_parts_of_one_case_at_once_all_succeed(database, actor):
    case_id, items = opened(database, actor)
    assert len(items) == DEPARTMENTS
    outcomes = at_once(lambda item_id: submit(database, actor, item_id), items)
    assert [o for o in outcomes if isinstance(o, Exception)] == []
    assert sum(len(o.opened) for o in outcomes) == 1        # the step after the join is opened once, by whoever came last
    assert_stands(database, case_id, revision=1 + DEPARTMENTS, open_tasks=1)


def test_twenty_cases_are_opened_at_once_each_with_a_number_of_its_own(database, actor):
    outcomes = at_once(lambda _: opened(database, actor), range(DEPARTMENTS))
    assert [o for o in outcomes if isinstance(o, Exception)] == []
    with database.read() as session:
        numbers = list(session.scalars(select(Case.number)))
    assert len(set(numbers)) == DEPARTMENTS


def assert_stands(database, case_id: int, *, revision: int, open_tasks: int) -> None:
    with database.read() as session:
        instance = session.get_one(ProcessInstance, case_id)
        still = session.scalar(select(func.count()).select_from(WorkItem).where(
            WorkItem.case_id == case_id, WorkItem.status.in_([Status.OFFERED, Status.CLAIMED])))
        assert (instance.revision, still) == (revision, open_tasks)
        assert audit.verify(session).broken is None


TWO = diagram(process(
    "five_step_loop", '<bpmn:startEvent id="start"/><bpmn:parallelGateway id="fork"/>', task("left"), task("right"),
    '<bpmn:parallelGateway id="join"/>', task("after"), ended(), flows("start fork left join after end", "fork right join")))


def test_who_finds_the_case_moved_on_does_it_anew_on_what_it_has_become(database, monkeypatch):
    """The other comes in just between this one's reading and writing: a bounded number of tries, then a sentence."""
    establish(database, NOW, TWO)
    with database.read() as session:
        actor = accounts.load_actor(session, accounts.person_by_login(session, "grid_worker").id, today=local(NOW).date())
    _case_id, items = opened(database, actor)
    tried = []

    def work(session):
        tried.append(1)
        if len(tried) < 4:
            raise Rejection("…", code="stale_case")
        return operations.submit_task(session, items[0], {}, actor=actor, now=NOW)

    assert courier.carry_out(database, NOW, work).item.node == "left" and len(tried) == 4
    tried[:] = [1] * -courier.TRIES
    with pytest.raises(Rejection) as refused:
        courier.carry_out(database, NOW, lambda _: (_ for _ in ()).throw(Rejection("…", code="stale_case")))
    assert refused.value.code == "stale_case"
