"""五步闭环, 指令办理, 结案归档: what happens on the way, told as cases."""
import pytest

from tests.processes.stories import Story

TO_SIGN = ("ut01_register", "ut07_draft", "ut08_sign")


def told(**given) -> Story:
    return Story("five_step_loop", **given)


def test_a_single_street_case_by_summary_procedure_needs_seven_tasks_besides_the_penalty_itself():
    story = told(competent_depts=[])
    done = []
    for node, data in (("ut01_register", {}), ("ut07_draft", {"disposal": "summary"}), ("ut08_sign", {}),
                       ("stand_in", {"summary_result": "done"}), ("ut10_feedback", {}), ("ut11_check", {}), ("ut02_approve", {}),
                       ("ut04_archive", {})):
        assert story.open == [node]
        done.append(node)
        story.fill(node, **data)
    assert story.ended == "closed"
    assert len([n for n in done if n != "stand_in"]) == 7
    assert story.services_asked("build_case_file") == [{}]


def test_a_case_that_turns_to_the_ordinary_procedure_has_its_file_assembled_by_hand():
    story = told().fill(*TO_SIGN[:1]).fill("ut07_draft", disposal="summary").fill("ut08_sign")
    story.fill("stand_in", summary_result="to_ordinary")
    assert story.open == ["stand_in"]
    story.fill("stand_in", "ut10_feedback", "ut11_check", "ut02_approve")
    assert story.open == ["ut03_assemble"]


def test_a_duplicate_is_merged_into_the_running_case():
    story = told(duplicate_id=55).fill("ut01_register").fill("ut02_merge", merge_decision="merge")
    assert (story.ended, story.services_asked("merge_case")) == ("merged", [{"into": 55}])


def test_what_only_looks_like_a_duplicate_goes_on():
    assert told(duplicate_id=55).fill("ut01_register").fill("ut02_merge", merge_decision="separate").open == ["ut07_draft"]


def test_a_flagged_problem_is_verified_first():
    story = told().fill("ut01_register", needs_verify=True)
    assert story.open == ["ut03_verify"]
    assert story.fill("ut03_verify").open == ["ut07_draft"]


@pytest.mark.parametrize("route, task, end", [
    ("not_accept", "ut_reply", "rejected"), ("inform_statutory_channel", "ut_reply", "rejected"),
    ("forward_emergency_line", "ut_reply", "rejected"), ("transfer_out", "ut_transfer", "transferred")])
def test_what_is_not_ours_ends_with_an_answer(route, task, end):
    story = told().fill("ut01_register").fill("ut07_draft", route=route).fill("ut08_sign")
    assert story.open == [task]
    assert story.fill(task).ended == end


def test_the_signer_sends_the_draft_back():
    story = told().fill("ut01_register", "ut07_draft").fill("ut08_sign", sign_decision="return")
    assert story.open == ["ut07_draft"]


def test_the_third_day_without_feedback_brings_a_reminder_and_the_task_stays():
    story = told().fill(*TO_SIGN, "ut01_register", "ut02_direct", "ut10_review").pass_time(days=4)
    assert story.open == ["ut10_feedback"]
    assert "三日" in story.services_asked("remind")[-1]["text"]


def test_a_case_returned_twice_is_supervised():
    story = told().fill(*TO_SIGN, "ut01_register", "ut02_direct", "ut10_review", "ut10_feedback")
    story.fill("ut11_check", check_result="return")
    assert story.data["mode"] == "直办"
    story.fill("ut01_register", "ut02_direct", "ut10_review", "ut10_feedback").fill("ut11_check", check_result="return")
    assert (story.data["mode"], story.data["returned_count"]) == ("督办", 2)


def test_a_penalty_is_not_repeated_when_the_case_is_handled_again():
    story = told().fill("ut01_register").fill("ut07_draft", disposal="summary").fill("ut08_sign").fill("stand_in", summary_result="done")
    story.fill("ut10_feedback").fill("ut11_check", check_result="return")
    assert story.data["disposal"] == "handling" and story.open == ["ut01_register"]


def test_a_complainant_who_is_not_satisfied_is_served_once_more_and_not_for_ever():
    story = told().fill(*TO_SIGN, "ut01_register", "ut02_direct", "ut10_review", "ut10_feedback").fill("ut11_check", satisfied="no")
    assert story.open == ["ut01_register"]
    story.fill("ut01_register", "ut02_direct", "ut10_review", "ut10_feedback").fill("ut11_check", satisfied="no")
    assert story.open == ["ut02_approve"]


# ---- 指令办理 ----------------------------------------------------------------------------------------------------------
def instruction(mode: str) -> Story:
    deadline = {"sign_h": 8, "finish": 5, "unit": "d"}
    return Story("instruction_handling", mode=mode, responsible_unit="guizi", handling_deadline=deadline).fill("ut01_register")


def test_an_assigned_instruction_is_signed_done_reported_and_reviewed():
    story = instruction("交办").fill("ut03_sign", "ut04_work", "ut05_report")
    assert story.fill("ut10_review").ended == "指令已办结"


def test_an_objection_is_coordinated_and_the_unit_that_is_named_signs():
    story = instruction("交办").fill("ut03_sign", sign_answer="object").fill("ut_coordinate", responsible_unit="shuiwu")
    assert story.task("ut03_sign").scope == "shuiwu"


def test_a_supervised_instruction_reports_every_milestone_and_is_inspected_before_it_is_struck_off():
    story = instruction("督办").fill("ut03_sign", "ut06_plan")
    assert [t.item["name"] for t in story.standing.tasks] == ["清运"]
    story.fill("ut07_progress", "ut07_progress", "ut05_report", "ut10_review", "ut08_inspect", "ut09_close")
    assert story.ended == "督办已销号"


def test_an_instruction_not_up_to_the_mark_is_not_struck_off():
    story = instruction("督办").fill("ut03_sign", "ut06_plan", "ut07_progress", "ut07_progress", "ut05_report")
    assert story.fill("ut10_review", "ut08_inspect").fill("ut09_close", close_decision="unmet").open == ["ut06_plan"]


def test_the_second_return_makes_an_instruction_supervised_and_warns():
    story = instruction("交办").fill("ut03_sign")
    for _ in range(2):
        assert story.services_asked("raise_warning") == []
        story.fill("ut04_work", "ut05_report").fill("ut10_review", review_result="return")
    assert story.open == ["ut06_plan"]
    assert [w["organ"] for w in story.services_asked("raise_warning")] == ["guizi"]


def test_an_instruction_that_nobody_signs_is_urged():
    story = instruction("交办").pass_time(hours=9)
    assert "到期未签收" in story.services_asked("remind")[0]["text"]
    assert story.open == ["ut03_sign"]


def test_an_instruction_near_its_term_is_announced_and_past_it_warned():
    story = instruction("交办").fill("ut03_sign").pass_time(days=4, hours=1)
    assert (len(story.services_asked("remind")), story.services_asked("raise_warning")) == (1, [])
    story.pass_time(days=1)
    assert story.services_asked("raise_warning")[0]["level"] == "orange"
    assert story.open == ["ut04_work"]


# ---- 结案归档 ----------------------------------------------------------------------------------------------------------
def test_missing_papers_are_supplied_before_the_case_is_closed():
    story = Story("case_closing_archive", missing=["送达回证"], simple_case=True)
    assert story.open == ["ut_supplement"]
    story.fill("ut_supplement", supplement_result="done")
    assert story.open == ["ut_supplement"]
    story.facts["missing"] = []
    assert story.fill("ut_supplement", supplement_result="done").open == ["ut02_approve"]


def test_papers_that_cannot_be_had_are_explained():
    story = Story("case_closing_archive", missing=["送达回证"], simple_case=True).fill("ut_supplement", supplement_result="explained")
    assert story.open == ["ut02_approve"]


def test_an_ordinary_case_has_its_file_assembled_by_hand():
    assert Story("case_closing_archive", simple_case=False).fill("ut02_approve").open == ["ut03_assemble"]


def test_a_refused_closing_goes_back_to_the_handlers():
    assert Story("case_closing_archive", simple_case=True).fill("ut02_approve", approved="return").open == ["ut_supplement"]
