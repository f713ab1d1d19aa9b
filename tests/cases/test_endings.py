"""A case may be merged, rejected, transferred or withdrawn with a reason (JS-33), and by nobody else than those whose post says so."""
import pytest

from app.accounts import queries as accounts
from app.accounts.model import Post
from app.cases import operations, queries
from app.kernel.clock import local
from app.kernel.errors import Forbidden, NotFound, Rejection
from tests.support.sand import PROBLEM, answers

REASON = "与在办案件系同一事实"


def end(district, login, verb, case_id, *args):
    with district.database.begin() as session:
        return getattr(operations, verb)(session, case_id, *args, actor=district.actor(login), now=district.now)


@pytest.mark.parametrize("verb, args, state, word", [
    ("withdraw_case", (REASON,), "withdrawn", "撤"),
    ("reject_case", (REASON,), "rejected", "不予受理"),
    ("transfer_case", ("邻区水务局", REASON), "transferred", "移送")])
def test_a_case_ends_early_with_its_reason_and_nothing_of_it_stays_open(district, verb, args, state, word):
    case = district.register("grid_worker", **PROBLEM)
    end(district, "exec_deputy_head", verb, case.id, *args)
    ended = district.case(case.id)
    assert (ended.status, ended.end_state, ended.end_reason) == ("ended", state, REASON)
    assert district.open_items(case_id=case.id) == []
    assert any(word in line and REASON in line for line in district.history(case.id))
    district.verify()


def test_a_case_is_merged_into_another_and_says_into_which(district):
    kept = district.register("grid_worker", **PROBLEM)
    double = district.register("grid_worker", **{**PROBLEM, "address": "别处"})
    end(district, "exec_deputy_head", "merge_case", double.id, kept.id, REASON)
    merged = district.case(double.id)
    assert (merged.end_state, merged.merged_into_id) == ("merged", kept.id)
    assert any(kept.number in line for line in district.history(double.id))
    with pytest.raises(Rejection, match="目标案件"):
        end(district, "exec_deputy_head", "merge_case", kept.id, double.id, REASON)


def test_without_a_reason_nothing_is_ended(district):
    case = district.register("grid_worker", **PROBLEM)
    with pytest.raises(Rejection, match="写明理由"):
        end(district, "exec_deputy_head", "withdraw_case", case.id, " 无 ")
    assert district.case(case.id).status == "running"


@pytest.mark.parametrize("login, error", [("grid_worker", Forbidden), ("officer", Forbidden), ("yijie.exec_deputy_head", NotFound)])
def test_whoever_has_no_such_post_or_is_of_another_street_cannot_end_the_case(district, login, error):
    case = district.register("grid_worker", **PROBLEM)
    with pytest.raises(error):
        end(district, login, "withdraw_case", case.id, REASON)
    assert district.case(case.id).status == "running"


def test_a_case_whose_departments_still_work_cannot_be_withdrawn_over_their_heads(district):
    case = district.register("grid_worker", **PROBLEM)
    district.work_off(answers(district), until=lambda: any(i.node == "ut06_report" for i in district.open_items()))
    with pytest.raises(Rejection, match="子案"):
        end(district, "exec_deputy_head", "withdraw_case", case.id, REASON)


@pytest.fixture
def whistled(district):
    """A case whose departments have been called: (case, sub-case of 规自分局)."""
    case = district.register("grid_worker", **PROBLEM)
    district.work_off(answers(district), until=lambda: any(i.node == "ut06_report" for i in district.open_items()))
    with district.database.read() as session:
        children = queries.sub_cases(session, case.id)
        organ = accounts.organ_by_code(session, "guizi")
    return case, next(c for c in children if c.legal_subject_id == organ.id)


def test_a_street_cannot_end_the_case_of_a_department(district, whistled):
    _case, child = whistled
    with pytest.raises(Forbidden, match="别的单位"):
        end(district, "exec_deputy_head", "withdraw_case", child.id, REASON)
    end(district, "chief_dispatcher", "withdraw_case", child.id, REASON)
    assert district.case(child.id).end_state == "withdrawn"


def also_team_head_in(district, login, organ):
    """The person holds a post of another street besides his own."""
    with district.database.begin() as session:
        session.add(Post(person_id=district.actor(login).person_id, role="team_head", valid_from=local(district.now).date(),
                         organ_id=accounts.organ_by_code(session, organ).id))


def test_who_commands_in_one_street_does_not_command_in_another(district, whistled):
    case, _child = whistled
    also_team_head_in(district, "guizi.officer", "yijie")       # sees the whistle as a department, commands elsewhere
    with district.database.read() as session:
        order = queries.whistle_of(session, case.id)
        organ = accounts.organ_by_code(session, "guizi")
    with pytest.raises(Forbidden, match="本街道"):
        end(district, "guizi.officer", "cancel_whistle", case.id, "现场已消除")
    with pytest.raises(Forbidden, match="本街道"):
        end(district, "guizi.officer", "urge", order.id, organ.id)


def test_a_whistle_is_cancelled_with_a_reason_only_and_then_nobody_is_urged(district, whistled):
    case, _child = whistled
    with district.database.read() as session:
        order = queries.whistle_of(session, case.id)
        organ = accounts.organ_by_code(session, "guizi")
    with pytest.raises(Rejection, match="写明理由"):
        end(district, "team_head", "cancel_whistle", case.id, "  ")
    end(district, "team_head", "cancel_whistle", case.id, "现场已消除")
    with pytest.raises(Rejection, match="不用再催"):
        end(district, "team_head", "urge", order.id, organ.id)
