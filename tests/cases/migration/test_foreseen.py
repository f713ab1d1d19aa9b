"""Which cases a migration means, what is told beforehand, by whom and from when it goes, and what is told when something is in the way."""
from contextlib import nullcontext
from datetime import timedelta

import pytest

from app.audit.model import HOUSE
from app.cases.migration import operations
from app.cases.migration.model import MigrationRun
from app.kernel.errors import Rejection
from tests.cases.migration.small import SECOND, version
from tests.support.together import ended, flows, task

LOOP = "five_step_loop"


def told_here(world, run, case) -> list[str]:
    return [c["text"] for c in world.row(run.id, case).told["changes"]]


@pytest.mark.parametrize(("to", "kind"), [((LOOP, "countersign"), Rejection), ((LOOP, "write"), None), (None, None)], ids=["elsewhere", "itself", "nowhere"])
def test_an_element_that_is_still_there_leads_to_itself_or_nowhere(world, to, kind):
    """By a mapping one person could else put a case where he likes, which takes two."""
    world.open()
    run = world.draft(world.publish(SECOND))
    with (pytest.raises(kind, match="由另一人同意") if kind else nullcontext()), world.database.begin() as session:
        operations.choose(session, run.id, [((LOOP, "write"), to)], retime=False, actor=world.actor("supervisor"), now=world.now)


def test_whoever_did_a_task_under_its_former_id_is_still_barred_from_the_later_ones(world):
    """A task that was drawn anew has another id; what `not_actor_of` names now, this case has passed under the old one."""
    [case] = world.open()
    world.submit(case, "write")
    run = world.draft(world.publish(version(task("compose"), barring(task("middle", role="duty_chief")), barring(task("last")), ended(),
                                            flows("start compose middle last end"))))
    with world.database.begin() as session:
        operations.choose(session, run.id, {(LOOP, "write"): (LOOP, "compose"), (LOOP, "sign"): (LOOP, "middle")}.items(), retime=False,
                          actor=world.actor("supervisor"), now=world.now)
    world.run_through(run)
    grid = world.actor("grid_worker").person_id
    assert world.barred(case) == {grid}
    world.submit(case, "middle", login="duty_chief")
    assert world.item(case).node == "last" and world.barred(case) == {grid}


def barring(task: str) -> str:
    return task.replace("</spiffworkflow:properties>", '<spiffworkflow:property name="not_actor_of" value="compose"/></spiffworkflow:properties>')


def test_an_element_is_meant_in_its_own_process_though_another_has_the_same_id(world):
    from tests.support.together import diagram, process, publish
    world.tick()
    publish(world.database, world.now,
            version(task("write"), '<bpmn:callActivity id="call" name="call" calledElement="other"/>', ended(), flows("start write call end")),
            diagram(process("other", '<bpmn:startEvent id="begin"/>', task("write"), ended("over"), flows("begin write over"))))
    before, inside = world.open(2)
    world.submit(inside, "write")
    to = world.publish(SECOND)
    assert set(world.states(world.draft(to, node="write").id)) == {before, inside}
    assert set(world.states(world.draft(to, node="write", node_process=LOOP).id)) == {before}
    assert set(world.states(world.draft(to, node="write", node_process="other").id)) == {inside}


STOPPED = version(task("write"), '<bpmn:boundaryEvent id="stop" attachedToRef="write"><bpmn:conditionalEventDefinition><bpmn:condition>true</bpmn:condition>'
                  "</bpmn:conditionalEventDefinition></bpmn:boundaryEvent>", task("sign"), ended(), flows("start write sign end", "stop end"))


def test_the_check_says_that_a_case_would_end_and_not_come_back(world):
    [case] = world.open()
    run = world.checked(world.publish(STOPPED))
    assert told_here(world, run, case) == ["撤销待办“write”", "案件就此结束，不再有待办"]
    assert world.row(run.id, case).told["warned"] == ["迁移时案件就会自动往前走，迁了以后收不回。"]
    world.verb("start", run.id)
    world.carry_on()
    assert world.case(case).status == "ended"


def test_the_check_finds_a_task_that_no_organ_would_have(world):
    [case] = world.open()
    nowhere = task("write").replace('value="case.street"', 'value="&quot;nowhere&quot;"')
    run = world.checked(world.publish(version(nowhere, task("sign"), ended(), flows("start write sign end"))))
    row = world.row(run.id, case)
    assert row.state == "refused" and "“write”没有办理单位" in row.sentence and "“nowhere”" in row.sentence


def test_what_entered_a_step_of_the_five_is_not_taken_back(world):
    """The step stays entered in the case's record: back in the old version it would stand at a step that it never came to."""
    [case] = world.open()
    box = ('<bpmn:subProcess id="box" name="box"><bpmn:extensionElements><spiffworkflow:properties><spiffworkflow:property name="stage" value="problem_collection"/>'
           f'</spiffworkflow:properties></bpmn:extensionElements><bpmn:startEvent id="in"/>{task("write")}<bpmn:endEvent id="out"/>{flows("in write out")}</bpmn:subProcess>')
    run = world.migrated(world.publish(version(box, task("sign"), ended(), flows("start box sign end"))))
    assert world.states(run.id) == {case: "migrated"} and world.case(case).stage == "problem_collection"
    with pytest.raises(Rejection) as refused:
        world.verb("take_back", run.id, case_id=case)
    assert refused.value.code == "moved_on"


def test_a_term_that_the_new_version_does_not_set_stays_and_is_told_so(world):
    with_term = version(task("write").replace('<spiffworkflow:property name="scope"', '<spiffworkflow:property name="deadline" value="deadline(&quot;T13&quot;)"/><spiffworkflow:property name="scope"'),
                        task("sign"), ended(), flows("start write sign end"))
    world.publish(with_term)
    [case] = world.open()
    before = world.item(case).due_at
    run = world.draft(world.publish(version(task("write"), task("sign"), ended(), flows("start write sign end"))), retime=True)
    world.run_through(run)
    assert told_here(world, run, case) == ["新版没有给“write”定期限，仍按原来的期限"] and world.item(case).due_at == before


def test_numbers_that_were_listed_and_not_taken_are_told(world):
    from app.cases.migration import queries
    running, ended_before = world.open(2)
    world.submit(ended_before, "write"), world.submit(ended_before, "sign")
    run = world.draft(world.publish(SECOND), numbers=[world.case(running).number, world.case(ended_before).number, "没有这个号"])
    with world.database.read() as session:
        assert queries.left_out(session, session.get_one(MigrationRun, run.id)) == [world.case(ended_before).number, "没有这个号"]


# ---- by whom, from when -----------------------------------------------------------------------------------------------------
def test_nothing_is_migrated_before_the_new_version_is_in_force(world):
    [case] = world.open()
    run = world.checked(world.publish(SECOND, days=2))
    assert world.states(run.id) == {case: "fits"}
    with pytest.raises(Rejection) as refused:
        world.verb("start", run.id)
    assert refused.value.code == "not_in_force" and "起施行" in refused.value.sentence
    world.now += timedelta(days=2)
    world.verb("start", run.id)
    assert world.carry_on() == 1 and world.states(run.id) == {case: "migrated"}


def test_the_trace_names_whoever_started_it_and_not_whoever_prepared_it(world):
    [case] = world.open()
    run = world.checked(world.publish(SECOND))
    world.verb("start", run.id, login="system_admin")
    world.carry_on()
    world.verb("take_back_all", run.id, login="supervisor")
    world.carry_on()
    done = {line.tag: line.actor_id for line in world.lines(case)}
    assert done["case:migrated"] == world.actor("system_admin").person_id
    assert done["case:migration_taken_back"] == world.actor("supervisor").person_id


def test_a_verb_pressed_twice_is_told_once(world):
    world.open(2)
    run = world.checked(world.publish(SECOND))
    for verb in ("start", "start", "pause", "pause", "start", "start"):
        world.verb(verb, run.id)
    world.carry_on()
    for verb in ("cancel", "take_back_all", "take_back_all"):
        world.verb(verb, run.id)
    tags = [line.tag.partition(":")[2] for line in world.lines(HOUSE) if line.tag.startswith("migration:")]
    assert tags == ["started", "paused", "resumed", "ended", "taking_back"]


def test_an_error_while_taking_back_is_told_as_such(world, monkeypatch):
    from app.cases.migration import one_case
    [case] = world.open()
    run = world.migrated(world.publish(SECOND))
    monkeypatch.setattr(one_case.restepping, "restep", lambda *args, **kwargs: 1 / 0)
    world.verb("take_back_all", run.id)
    world.carry_on()
    assert world.row(run.id, case).sentence.startswith("收回时出错") and world.instance(case).bundle_id == run.to_bundle_id
    monkeypatch.undo()
    assert world.verb("take_back", run.id, case_id=case).state == "taken_back"      # what stood in the way is mended


def test_two_migrations_are_taken_back_one_after_the_other(world):
    [case] = world.open()
    before = world.instance(case)
    first = world.migrated(world.publish(SECOND))
    second = world.migrated(world.publish(version(task("write"), task("sign"), task("more"), ended(), flows("start write sign more end"))))
    with pytest.raises(Rejection) as refused:
        world.verb("take_back", first.id, case_id=case)
    assert refused.value.code == "moved_on"
    world.verb("take_back", second.id, case_id=case)
    world.verb("take_back", first.id, case_id=case)
    after = world.instance(case)
    assert (after.bundle_id, after.state) == (before.bundle_id, before.state)
    world.submit(case, "write"), world.submit(case, "sign")
    assert world.case(case).status == "ended"
    world.verify()


def test_a_database_that_is_busy_is_asked_again_at_the_next_round_and_not_at_once(world, monkeypatch):
    from sqlalchemy.exc import OperationalError
    from app.cases.migration import one_case
    world.open(2)
    run = world.checked(world.publish(SECOND))
    world.verb("start", run.id)
    calls, real = [], one_case.record

    def busy(*args, **kwargs):
        calls.append(1)
        if len(calls) < 40:
            raise OperationalError("INSERT", None, Exception("database or disk is full"))
        return real(*args, **kwargs)

    monkeypatch.setattr(one_case, "record", busy)
    assert world.carry_on() == 0 and len(calls) == 1
    calls += [1] * 40
    assert world.carry_on() == 2
