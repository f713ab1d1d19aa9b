"""The diagrams in the demonstration district: database, acts, registers and clock are the real ones."""
import pytest
from sqlalchemy import select

from app.cases import operations
from app.cases.model import Case, IncidentRow, PatrolPoint, Performance, Warning_, WhistleDepartment

SAND = dict(title="东河河滩盗采砂石", source="网格员上报", problem_code="PG-34", complexity="复杂", address="东河滩3号桥",
            bottom_line_risk="none", party_name="张某")
DEPTS = ("guizi", "shuiwu")
FOUR = ["authentic", "complete", "usable", "safe"]


@pytest.fixture
def whistle(district) -> Case:
    """A whistle for sand mining to two departments, issued and not yet signed."""
    case = district.register("grid_worker", **SAND)
    district.do("duty_chief", "ut07_draft")
    district.do("exec_deputy_head", "ut08_sign", sign_decision="agree")
    district.do("duty_chief", "ut01_draft", requested_depts=list(DEPTS), street_tried="yes", same_whistle_open="no", need_dept="yes",
                evidence="yes")
    district.do("team_head", "ut04_issue")
    return case


def of(district, node: str, dept: str):
    """The open item of this department's part of the whistle."""
    return next(i for i in district.open_items(node=node) if i.item and i.item.get("code") == dept)


def attend(district, *depts: str):
    for dept in depts:
        district.complete(f"{dept}.dept_liaison", of(district, "ut05_sign", dept), result="accept")
        for node in ("ut06_report", "ut07_task", "ut08_leave"):
            district.complete(f"{dept}.officer", of(district, node, dept))


def rows(district, model, **where) -> list:
    with district.database.read() as session:
        return list(session.scalars(select(model).filter_by(**where).order_by(model.id)))


def sub_case(district, whistle, dept: str) -> Case:
    return next(c for c in rows(district, Case, parent_id=whistle.id) if c.number.startswith({"guizi": "规自", "shuiwu": "水"}[dept]))


def settle_without_violation(district, whistle, dept: str):
    """The department's own case, ended on a finding of no violation."""
    case = sub_case(district, whistle, dept)
    for login, node, data in (("officer", "ut01_way", {"disposal_way": "no_violation"}), ("officer", "ut02_result", {}),
                              ("organ_head", "ut02_approve", {"approved": "agree", "ground": "resolved"}),
                              ("officer", "ut03_assemble", {}), ("archivist", "ut04_archive", {"checks": FOUR})):
        if district.open_items(node=node, case_id=case.id):
            district.do(f"{dept}.{login}", node, case_id=case.id, **data)


@pytest.mark.parametrize("decision, next_task", [("agree", "ut01_draft"), ("modify", "ut01_register")])
def test_only_who_modifies_a_draft_changes_what_it_says(district, decision, next_task):
    case = district.register("grid_worker", **SAND)
    district.do("duty_chief", "ut07_draft", route="multi_dept", mode="督办", disposal="chain")
    district.do("exec_deputy_head", "ut08_sign", sign_decision=decision, disposal="handling")
    assert [i.node for i in district.open_items(case_id=case.id)] == [next_task]


def test_a_no_show_stands_on_the_board_and_in_the_warning_list(district, whistle):
    attend(district, "shuiwu")
    district.complete("guizi.dept_liaison", of(district, "ut05_sign", "guizi"), result="accept")
    district.turn_clock(hours=6)
    assert [(w.level, w.kind) for w in rows(district, Warning_, case_id=whistle.id)] == [("red", "non_action")]
    board = {d.sub_case_id: d.no_show for d in rows(district, WhistleDepartment)}
    assert board == {sub_case(district, whistle, "guizi").id: True, sub_case(district, whistle, "shuiwu").id: False}
    district.do("chief_dispatcher", "ut_urge")
    district.complete("guizi.officer", of(district, "ut06_late", "guizi"), late_result="arrived")
    assert of(district, "ut07_task", "guizi")


def test_a_cancelled_whistle_ends_the_sub_cases_it_opened(district, whistle):
    with district.database.begin() as session:
        operations.cancel_whistle(session, whistle.id, "现场已消除", actor=district.actor("team_head"), now=district.now)
    district.turn_clock(minutes=1)
    assert [c.end_state for c in rows(district, Case, parent_id=whistle.id)] == ["released", "released"]
    assert [i.node for i in district.open_items(case_id=whistle.id)] == ["ut10_feedback"]


def test_a_department_without_responsibility_is_released_and_has_no_result_on_its_list(district, whistle):
    attend(district, *DEPTS)
    district.do("team_head", "ut09_command", responsible_depts=["guizi"])
    assert sub_case(district, whistle, "shuiwu").end_state == "released"
    settle_without_violation(district, whistle, "guizi")
    assert sub_case(district, whistle, "guizi").end_state == "closed"
    assert [p.kind for p in rows(district, Performance, case_id=whistle.id)] == ["报到", "报到", "处置结果"]
    assert [i.node for i in district.open_items(case_id=whistle.id)] == ["ut13_rate"]


def test_two_departments_decide_each_for_itself_and_a_relapse_opens_the_next_turn(district, whistle):
    attend(district, *DEPTS)
    district.do("team_head", "ut09_command", responsible_depts=list(DEPTS))
    district.do("team_head", "ut13_rate")
    for dept in DEPTS:
        district.complete(f"{dept}.dept_liaison", of(district, "ut14_counter", dept))
    district.do("guizi.dept_head", "ut02_confirm", lead_answer="accept")
    district.do("guizi.dept_head", "ut03_plan")
    district.do("shuiwu.dept_liaison", "ut04_support", support_answer="accept")
    for dept in DEPTS:
        settle_without_violation(district, whistle, dept)
    for login, node, data in (("guizi.dept_head", "ut06_evidence", {}), ("guizi.dept_head", "ut07_summary", {}),
                              ("team_head", "ut08_verify", {"verify_result": "all", "need_standing": "yes"}),
                              ("guizi.dept_head", "ut01_require", {}), ("team_head", "ut02_accept", {"acceptance_answer": "accept"})):
        district.do(login, node, **data)
    assert [p.kind for p in rows(district, PatrolPoint)] == ["常态治理点位"]
    district.do("grid_worker", "ut05_feedback", met="no", relapse_found="yes", relapse_facts="夜间又有车辆到河滩盗采。")
    district.do("guizi.dept_liaison", "ut06_check", check_state="relapse")
    following = rows(district, Case, chain_id=whistle.chain_id, turn=2)
    assert [(c.kind, c.source, c.problem_code, c.address) for c in following] == [("problem", "常态复发", "PG-34", "东河滩3号桥")]
    district.do("grid_worker", "ut01_register", case_id=following[0].id)
    assert [i.node for i in district.open_items(case_id=following[0].id)] == ["ut07_draft"]
    assert rows(district, IncidentRow) == []
