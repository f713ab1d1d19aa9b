"""Every published process is driven along every sequence flow and every boundary event to every end event."""
from datetime import UTC, datetime

import pytest

from tests.support.walker import CODES, ROOT, Walker

DEADLINE = {"sign_h": 4, "first_contact_h": 24, "finish": 5, "unit": "wd", "feedback_days": 3}
PARTS = [{"dept": c, "code": c, "id": i, "number": f"样〔2026〕{i}号", "matter_codes": ["M1"], "accepted": True, "outcome": "left"}
         for i, c in enumerate(CODES[:3], 2)]

NO_YES = [False, True]
REPORTED = {"public_interest": NO_YES, "hearing_requested": NO_YES, "complex_case": NO_YES, "norm_branches": [1, 2], "sensitive": NO_YES,
            "penalty_kinds": [["warning"], ["fine"], ["fine", "revoke_license"]], "amount": [None, 2000, 60000, 200000],
            "party_type": ["citizen", "organisation"], "deviation": NO_YES, "review_dispute": [None, "again"], "mitigated": NO_YES,
            "crime_suspected": NO_YES}
FOUND = {"age": [None, 13, 40], "no_fault_proved": NO_YES, "key_domain": NO_YES, "minor": NO_YES, "corrected_in_time": NO_YES,
         "harm": ["none", "slight", "more"], "times_same_act": [1, 3], "suggestion": ["punish", "no_penalty", "withdraw", "transfer"],
         "crime_suspected": [False, False, True], "approved": ["agree", "refuse", "return"]}

# What the calling process hands over: variable → values that it may have.
GIVEN = {
    "decision_review": REPORTED,
    "penalty_execution": {"penalty_kinds": [["warning"], ["fine"], ["fine", "suspend_business"]]},
    "penalty_investigation": {"correction_ordered": [None, True], "decide_early": [datetime(2026, 11, 25, tzinfo=UTC)]},
    "penalty_not_imposed": {"suggestion": ["punish", "no_penalty", "withdraw", "transfer"], "crime_suspected": NO_YES,
                            "review_dispute": [None, "stop"]},
    "case_closing_archive": {"simple_case": [True, False]},
    "dept_requirement_implementation": {"lead_dept": ["guizi"], "whistle_number": ["样吹〔2026〕1号"], "requested_effect": ["样例"]},
    "instruction_handling": {"handling_deadline": [DEADLINE], "mode": ["直办", "交办", "督办"], "responsible_unit": ["guizi", "jiazhen"]},
    "lead_dept_coordination": {"sub_cases": [PARTS], "responsible_depts": [CODES[:2], CODES[:3]], "statutory_subject": ["guizi", None],
                               "agreement_lead": [None], "licence_dept": [None], "first_filer": [None, "shuiwu"],
                               "problem_code": ["P1"], "matter_codes": [["M1"]], **{name: [False, True] for name in (
                                   "major_or_urgent", "organ_interface", "several_inspections", "campaign", "expected_resistance")}},
}
# What called processes hand back.
RETURNED = {
    "ordinary_penalty": {**FOUND, "penalty_result": ["exempt", "withdrawn", "transferred", "punish"],
                         "conclusion": [None, "approve", "change", "return"], "review_dispute": [None, None, "stop", "return"]},
    "decision_review": {"review_dispute": [None, "again", "stop", "return"]},
    "five_step_loop": {"summary_result": ["done", "to_ordinary"]},
    "single_dept_disposal": {"summary_result": ["done", "to_ordinary"], "correction_ordered": NO_YES, "result": ["pass", "fail"]},
    "three_coordination_chain": {"whistle_validity": [{"result": "valid", "code": "ok"}, {"result": "merge", "code": "m"}],
                                 "whistle_cancelled": [False, False, True], "whistle": [{"number": "样吹〔2026〕1号", "id": 1}],
                                 "responsible_depts": [CODES[:1], CODES[:3]], "sub_cases": [PARTS], "need_standing": ["yes", "no"],
                                 "lead_dept": ["guizi"], "standing_reason": ["样例"]},
}
WALKS = 4000


@pytest.mark.parametrize("key", sorted(p.stem for p in (ROOT / "processes").glob("*.bpmn")))
def test_every_flow_boundary_event_and_end_of_the_process_is_reached(key):
    walker = Walker(key, GIVEN.get(key, {}), RETURNED.get(key, {}))
    outcomes = set()
    for _ in range(WALKS):
        outcomes.add(walker.explore())
        if not walker.goals.missing(walker.seen):
            break
    assert walker.incidents == {}
    assert walker.goals.missing(walker.seen) == []
    assert "stuck" not in outcomes
