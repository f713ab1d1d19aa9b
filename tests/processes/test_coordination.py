"""三协同执法链: whistle, lead department, standing requirement, told as cases."""
from datetime import UTC, datetime

from app.engine.contract import Broadcast
from tests.processes.stories import Story

DEPTS = ("guizi", "shuiwu", "jiaotong")


def whistle() -> Story:
    """A whistle to three departments, just issued."""
    return Story("whistle_report").fill("ut01_draft", "ut04_issue")


def on_site(story: Story, *depts: str) -> Story:
    for dept in depts:
        story.fill("ut05_sign", "ut06_report", "ut07_task", "ut08_leave", dept=dept)
    return story


def test_a_whistle_without_evidence_goes_back_to_the_drafter():
    assert Story("whistle_report").fill("ut01_draft", evidence="no").open == ["ut01_draft"]


def test_a_problem_that_the_street_can_solve_is_no_whistle():
    story = Story("whistle_report", mode="直办", responsible_unit="jiazhen", handling_deadline={"sign_h": 8, "finish": 2, "unit": "d"})
    story.fill("ut01_draft", own_power="yes", street_tried="no")
    assert story.open == ["ut01_register"]
    assert story.fill("ut01_register", "ut02_direct", "ut10_review").ended == "不属吹哨已转办"


def test_a_problem_with_an_open_whistle_joins_it():
    assert Story("whistle_report").fill("ut01_draft", same_whistle_open="yes").ended == "并入未结哨令"


def test_every_department_called_gets_its_own_sub_case_and_its_own_tasks():
    story = whistle()
    assert [c["dept"] for c in story.services_asked("open_sub_case")] == list(DEPTS)
    assert sorted(t.scope for t in story.standing.tasks if t.node == "ut05_sign") == sorted(DEPTS)


def test_the_assembly_time_rules_when_an_enforcement_whistle_is_to_be_answered():
    story = Story("whistle_report").fill("ut01_draft").fill("ut04_issue", assemble_at="2026-11-23T14:00:00+08:00")
    story.fill("ut05_sign", dept="guizi")
    assert story.task("ut06_report").due_at == datetime(2026, 11, 23, 6, 0, tzinfo=UTC)


def test_a_department_near_its_time_is_warned_and_stays_expected():
    story = whistle().fill("ut05_sign", dept="guizi").pass_time(hours=3, minutes=15)
    assert any("八成" in r["text"] and r["organ"] == "guizi" for r in story.services_asked("remind"))
    assert "ut06_report" in story.open


def test_a_no_show_is_warned_in_red_reported_to_the_chief_and_may_still_come():
    story = on_site(whistle(), "shuiwu", "jiaotong").fill("ut05_sign", dept="guizi").pass_time(hours=5)
    warning, = story.services_asked("raise_warning")
    assert (warning["organ"], warning["level"], warning["class"]) == ("guizi", "red", "non_action")
    assert story.open == ["ut06_late", "ut09_command", "ut_urge"]
    story.fill("ut_urge", "ut06_late", "ut07_task", "ut08_leave", "ut09_command")
    assert story.open == [] and story.sent[-1][0] == "msg_disposal_start"


def test_a_department_that_never_signs_is_urged_and_then_a_no_show():
    story = on_site(whistle(), "shuiwu", "jiaotong").pass_time(hours=2, minutes=1)
    assert [r["organ"] for r in story.services_asked("remind")] == ["guizi"]
    story.pass_time(hours=3)
    assert story.open == ["ut06_late", "ut09_command", "ut_urge"]


def test_a_department_that_stays_away_does_not_hold_up_the_others():
    story = on_site(whistle(), "shuiwu", "jiaotong").fill("ut09_command", responsible_depts=["shuiwu"]).pass_time(hours=5)
    story.fill("ut_urge").pass_time(hours=5)
    assert [key for name, key, _ in story.sent if name == "msg_disposal_start"] == ["101", "102", "103"]


def test_two_no_shows_are_two_reports_to_the_chief():
    story = on_site(whistle(), "jiaotong").pass_time(hours=5)
    assert story.open.count("ut_urge") == 2
    assert story.data["no_show_depts"] == ["guizi", "shuiwu"]


def test_when_all_object_the_justice_bureau_names_the_responsible():
    story = whistle()
    for dept in DEPTS:
        story.fill("ut05_sign", dept=dept, result="object")
    story.fill("ut09_command")
    assert story.open == ["ut_dispute"]
    story.fill("ut_dispute", responsible_depts=["shuiwu"], statutory_subject="shuiwu")
    assert story.services_asked("set_lead") == [{"lead": "shuiwu", "supports": []}]


def test_only_the_responsible_department_disposes_and_the_others_are_released():
    story = on_site(whistle(), *DEPTS).fill("ut09_command", responsible_depts=["shuiwu"])
    told = {key: payload["division"] for name, key, payload in story.sent if name == "msg_disposal_start"}
    assert told == {"101": "release", "102": "handle", "103": "release"}
    story.answer("guizi", "withdrawn").answer("jiaotong", "withdrawn").answer("shuiwu")
    results = [p["dept"] for p in story.services_asked("record_performance") if p["kind"] == "处置结果"]
    assert results == ["shuiwu"]


def test_both_sides_rate_each_other_before_the_standing_question():
    story = on_site(whistle(), *DEPTS).fill("ut09_command")
    for dept in DEPTS:
        story.answer(dept)
    story.fill("ut13_rate")
    assert story.open == ["ut14_counter"] * 3
    for dept in DEPTS:
        story.fill("ut14_counter", dept=dept)
    assert story.fill("ut15_standing", need_standing="yes").ended == "转常态管理"


def test_a_cancelled_whistle_takes_all_its_tasks_away():
    story = whistle().do(Broadcast("sig_whistle_cancelled", {"reason": "现场已消除"}))
    assert (story.open, story.status) == ([], "completed")
    assert story.data["whistle_cancelled"] is True
    assert [(key, payload["division"]) for name, key, payload in story.sent if name == "msg_disposal_start"] == [
        ("101", "release"), ("102", "release"), ("103", "release")]
    assert [r["organ"] for r in story.services_asked("remind")] == list(DEPTS)


def test_a_whistle_cancelled_while_it_is_drafted_calls_nobody_back():
    story = Story("whistle_report").do(Broadcast("sig_whistle_cancelled"))
    assert (story.status, story.sent) == ("completed", [])


# ---- 三协同链 ----------------------------------------------------------------------------------------------------------
def test_two_responsible_departments_go_on_to_a_lead_and_each_decides_for_itself():
    story = on_site(Story("three_coordination_chain", major_or_urgent=False).fill("ut01_draft", "ut04_issue"), *DEPTS)
    story.fill("ut09_command", responsible_depts=["shuiwu", "guizi"], statutory_subject="guizi").fill("ut13_rate")
    for dept in DEPTS:
        story.fill("ut14_counter", dept=dept)
    assert story.task("ut02_confirm").scope == "guizi"
    story.fill("ut02_confirm", "ut03_plan")
    assert [t.scope for t in story.standing.tasks] == ["shuiwu"]
    story.fill("ut04_support")
    told = {key: payload["division"] for name, key, payload in story.sent if name == "msg_disposal_start"}
    assert told == {"101": "handle", "102": "handle", "103": "release"}
    for dept in DEPTS:
        story.answer(dept)
    story.fill("ut06_evidence", "ut07_summary").fill("ut08_verify", need_standing="yes", standing_reason="三个月无复发")
    asked = story.services_asked("open_standing_case")[0]["requirement"]
    assert (asked["lead_dept"], asked["requested_effect"]) == ("guizi", "三个月无复发")
    assert story.fill("ut_review").ended == "本轮执法链完成"


def test_a_cancelled_whistle_makes_no_chain():
    story = Story("three_coordination_chain").fill("ut01_draft", "ut04_issue")
    assert story.do(Broadcast("sig_whistle_cancelled")).ended == "未成链"


# ---- 一门主责 ----------------------------------------------------------------------------------------------------------
def lead() -> Story:
    parts = [{"dept": d, "id": 101 + i, "number": f"子案{i}"} for i, d in enumerate(DEPTS)]
    return Story("lead_dept_coordination", sub_cases=parts, responsible_depts=["shuiwu", "guizi"], statutory_subject=None,
                 agreement_lead=None, licence_dept=None, first_filer=None, problem_code="PG-34", matter_codes=["PG-34-1"],
                 major_or_urgent=False, organ_interface=False, several_inspections=False, campaign=False, expected_resistance=False)


def test_the_table_names_the_lead_and_it_is_asked_to_confirm():
    assert lead().task("ut02_confirm").scope == "guizi"


def test_a_disputed_lead_is_decided_by_the_justice_bureau():
    story = lead().fill("ut02_confirm", lead_answer="object").fill("ut_dispute", lead_dept="shuiwu")
    assert story.services_asked("set_lead") == [{"lead": "shuiwu", "supports": ["guizi"]}]
    assert story.task("ut03_plan").scope == "shuiwu"


def test_a_lead_that_keeps_silent_is_urged():
    assert lead().pass_time(days=4).services_asked("remind")[0]["organ"] == "guizi"


# ---- 部门要求 ----------------------------------------------------------------------------------------------------------
def standing() -> Story:
    return Story("dept_requirement_implementation", lead_dept="guizi", requested_effect="无复发").fill("ut01_require", "ut02_accept")


def test_the_keeper_and_the_patrol_point_are_registered():
    story = standing()
    assert story.services_asked("set_standing") == [{"organ": "jiazhen", "person": "队长", "text": "常态巡查"}]
    assert story.services_asked("mark_patrol_point") == [{"kind": "管控点", "address": "3号桥"}]


def test_the_next_feedback_is_asked_for_after_the_interval():
    story = standing().fill("ut05_feedback", "ut06_check")
    assert story.open == []
    assert story.pass_time(days=8).open == ["ut05_feedback"]


def test_a_relapse_opens_the_next_turn_of_the_chain():
    story = standing().fill("ut05_feedback", relapse_facts="夜间又有车辆盗采").fill("ut06_check", check_state="relapse")
    assert story.ended == "relapsed"
    assert story.services_asked("open_next_turn") == [{"reason": "常态复发", "facts": "夜间又有车辆盗采"}]


def test_the_end_of_the_term_leads_to_acceptance_whatever_is_open():
    story = standing().pass_time(days=60)
    assert story.open == ["ut07_accept"]
    assert story.fill("ut07_accept").ended == "stable"
    assert story.services_asked("clear_patrol_point") == [{"kind": "管控点"}]


def test_a_term_may_end_early():
    assert standing().fill("ut05_feedback", period_over="yes").fill("ut06_check").open == ["ut07_accept"]


def test_an_extended_term_goes_on():
    story = standing().fill("ut05_feedback", period_over="yes").fill("ut06_check")
    assert story.fill("ut07_accept", acceptance="extend", period_to="2027-03-31").open == ["ut05_feedback"]


def test_a_relapse_found_at_acceptance_opens_the_next_turn_too():
    story = standing().pass_time(days=60).fill("ut07_accept", acceptance="relapse", relapse_facts="又见堆料")
    assert (story.ended, len(story.services_asked("open_next_turn"))) == ("relapsed", 1)
