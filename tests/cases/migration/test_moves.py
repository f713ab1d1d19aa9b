"""A token of a case moved by hand: proposed by one, agreed to by another, in the trace for ever."""
import pytest

from app.cases.migration import moves
from app.kernel.errors import Forbidden, Rejection
from app.cases.model import Case
from tests.cases.migration.small import Migrating, version
from tests.support.together import ended, flows, task


def places(world: Migrating, case_id: int) -> dict[str, str]:
    with world.database.read() as session:
        return {p.node: p.task for p in moves.places(session, session.get_one(Case, case_id))}


def propose(world, case_id, node, to, login="supervisor", reason="送错了环节"):
    with world.database.begin() as session:
        return moves.propose(session, case_id, [places(world, case_id)[node]], [("five_step_loop", to)], reason, actor=world.actor(login), now=world.now)


def decide(world, verb, move, login, **given):
    with world.database.begin() as session:
        return getattr(moves, verb)(session, move.id, actor=world.actor(login), now=world.now, **given)


@pytest.mark.both
def test_another_agrees_and_the_case_stands_elsewhere(world):
    [case] = world.open()
    world.submit(case, "write")
    move = propose(world, case, "sign", "write")
    assert [i.node for i in world.open_items(case_id=case)] == ["sign"]
    decide(world, "agree", move, "exec_deputy_head")
    assert [i.node for i in world.open_items(case_id=case)] == ["write"]
    told = world.history(case)
    assert any("提出把“sign”移到“write”" in line and "送错了环节" in line for line in told)
    assert any("同意由" in line and "提出的移动" in line for line in told)
    world.submit(case, "write"), world.submit(case, "sign")
    assert world.case(case).status == "ended"
    with world.database.read() as session:
        [kept] = moves.of_case(session, case)
        assert kept.status == "done" and kept.told["opens"] == ["write"] and kept.told["closes"] == ["sign"]
    world.verify()


def test_nobody_agrees_to_his_own(world):
    [case] = world.open()
    move = propose(world, case, "write", "sign")
    with pytest.raises(Forbidden) as refused:
        decide(world, "agree", move, "supervisor")
    assert refused.value.code == "own_move"


@pytest.mark.parametrize("login, code", [("grid_worker", "may_not_move"), ("yijie.exec_deputy_head", None)])
def test_nobody_else_proposes(world, login, code):
    [case] = world.open()
    with pytest.raises(Exception) as refused:
        propose(world, case, "write", "sign", login=login)
    assert refused.value.code in (code, "case_not_found", "not_ones_case")


def test_it_needs_a_reason_and_only_one_waits_at_a_time(world):
    [case] = world.open()
    with pytest.raises(Rejection):
        propose(world, case, "write", "sign", reason="错")
    move = propose(world, case, "write", "sign")
    with pytest.raises(Rejection) as refused:
        propose(world, case, "write", "sign")
    assert refused.value.code == "move_pending"
    decide(world, "withdraw", move, "supervisor")
    again = propose(world, case, "write", "sign")
    decide(world, "refuse", again, "exec_deputy_head", note="应当照常办理")
    with pytest.raises(Rejection) as refused:
        decide(world, "agree", again, "exec_deputy_head")
    assert refused.value.code == "move_decided"


def test_what_has_gone_on_since_is_not_moved(world):
    [case] = world.open()
    move = propose(world, case, "write", "sign")
    world.submit(case, "write")
    with pytest.raises(Rejection) as refused:
        decide(world, "agree", move, "exec_deputy_head")
    assert refused.value.code == "moved_on"


def test_a_target_that_is_something_else_since_the_case_was_migrated_is_not_moved_to(world):
    [case] = world.open()
    move = propose(world, case, "write", "sign")
    world.migrated(world.publish(version(task("write"), task("sign").replace('name="sign"', 'name="公示"'), ended(), flows("start write sign end"))))
    with pytest.raises(Rejection) as refused:
        decide(world, "agree", move, "exec_deputy_head")
    assert refused.value.code == "moved_on" and [i.node for i in world.open_items(case_id=case)] == ["write"]


def test_a_case_that_has_ended_has_nothing_to_move(world):
    [case] = world.open()
    task = places(world, case)["write"]
    world.submit(case, "write"), world.submit(case, "sign")
    with world.database.begin() as session, pytest.raises(Rejection) as refused:
        moves.propose(session, case, [task], [("five_step_loop", "write")], "想重新来过", actor=world.actor("supervisor"), now=world.now)
    assert refused.value.code == "case_ended"


def test_an_act_at_the_target_says_beforehand_that_its_guards_will_refuse(district):
    case = district.register("grid_worker", title="河滩堆砂", problem_code="PG-34", source="网格员上报")
    with district.database.read() as session:
        row = session.get_one(Case, case.id)
        [place] = moves.places(session, row)
        known = {node.id: (process, node) for process, node in moves.targets(session, row)}
        acts = [(process, id) for id, (process, node) in known.items() if node.properties.get("act")]
        told = moves.rehearse(session, row, [place.task], acts[:1], now=district.now)
    assert acts and told["opens"] and told["closes"]
    assert all("（" in sentence for sentence in told["guards"])
