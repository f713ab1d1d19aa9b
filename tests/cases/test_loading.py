"""What a command has read of its case is what stands when it holds the lock."""
from threading import Event, Thread

import pytest
from sqlalchemy import text

from app.accounts import queries as accounts
from app.cases import courier, loading, operations
from app.cases.model import ProcessInstance
from app.cases.running import run
from app.engine.contract import Cancel, Submit
from app.kernel.clock import local
from app.kernel.errors import NotFound, Rejection
from app.tasks.model import Status
from tests.conftest import NOW
from tests.support.together import PARALLEL, establish

SOON = 20


@pytest.fixture
def actor(database):
    establish(database, NOW, PARALLEL)
    with database.read() as session:
        return accounts.load_actor(session, accounts.person_by_login(session, "grid_worker").id, today=local(NOW).date())


@pytest.fixture
def items(database, actor) -> list[int]:
    with courier.command(database, NOW) as session:
        case = operations.open_case(session, title="多部门同时办理", source="巡查", actor=actor, now=NOW)
        return list(session.scalars(text("SELECT id FROM work_item WHERE case_id = :case ORDER BY id"), {"case": case.id}))


def while_another_submits(database, actor, theirs: int, ours: int, look):
    """What `look(session)` gives in a transaction that begins to load the item `ours` while another one holds the case's lock."""
    holding, seen = Event(), []

    def second() -> None:
        holding.wait(SOON)
        try:
            with database.begin() as session:
                seen.append(look(session))
        except Exception as error:              # the test's to look at
            seen.append(error)

    thread = Thread(target=second)
    thread.start()
    with database.begin() as session:
        loading.task(session, theirs, actor=actor)
        holding.set()
        thread.join(0.5)                        # it stands before the lock now
        assert seen == []
        operations.submit_task(session, theirs, {}, actor=actor, now=NOW).case.title = "改过的标题"
    thread.join(SOON)
    return seen[0]


def test_who_waited_for_the_case_goes_on_with_all_of_it_as_it_is_now(database, actor, items):
    def look(session):
        loaded = loading.task(session, items[1], actor=actor)
        head = tuple(session.execute(text("SELECT seq, hash FROM chain_head WHERE case_id = :case"), {"case": loaded.case.id}).one())
        return loaded.instance.revision, loaded.case.title, loaded.head == head, loaded.item.status, loaded.desk.post(actor) is not None

    assert while_another_submits(database, actor, items[0], items[1], look) == (2, "改过的标题", True, Status.OFFERED, True)


def test_who_waited_for_the_task_itself_learns_who_has_done_it(database, actor, items):
    answer = while_another_submits(database, actor, items[0], items[0],
                                   lambda session: operations.submit_task(session, items[0], {}, actor=actor, now=NOW))
    assert isinstance(answer, Rejection) and answer.code == "task_done" and answer.detail["by"] == actor.name


def test_claiming_another_task_of_the_case_meanwhile_disturbs_nobody(database, actor, items):
    claimed = while_another_submits(database, actor, items[0], items[1],
                                    lambda session: operations.claim_task(session, items[1], actor=actor, now=NOW).status)
    assert claimed == Status.CLAIMED
    with database.begin() as session:
        assert operations.submit_task(session, items[1], {}, actor=actor, now=NOW).item.claimed_at == NOW


def test_a_stale_revision_is_never_written_over(database, actor, items):
    with pytest.raises(Rejection) as refused, database.begin() as session:
        loaded = loading.task(session, items[0], actor=actor)
        session.execute(text("UPDATE process_instance SET revision = revision + 1"))
        run(session, loaded.case, Submit(loaded.item.engine_task), actor=actor, now=NOW, loaded=loaded)
    assert refused.value.code == "stale_case"


def test_an_ended_case_keeps_no_state_and_takes_no_command(database, actor, items):
    for item in items:
        with database.begin() as session:
            done = operations.submit_task(session, item, {}, actor=actor, now=NOW)
    with database.begin() as session:
        done = operations.submit_task(session, done.opened[0].id, {}, actor=actor, now=NOW)
        assert done.case.status == "ended"
    with database.begin() as session:
        assert session.get_one(ProcessInstance, done.case.id).state == b""
        with pytest.raises(Rejection) as refused:
            run(session, done.case, Cancel(), actor=actor, now=NOW)
    assert refused.value.code == "finished"


def test_a_task_that_is_not_there_is_not_known(database, actor, items):
    with database.begin() as session, pytest.raises(NotFound):
        loading.task(session, 10**9, actor=actor)
