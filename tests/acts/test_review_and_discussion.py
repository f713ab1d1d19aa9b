"""Legal review and collective discussion (57, 58), and that handler, reviewer and approver are three."""
import pytest

from app.accounts.model import Post
from tests.acts.support import POINTS, refused


def ready(office, **report):
    """Told and heard, so that only review and discussion are open."""
    office.file()
    office.report(**report)
    office.tell()
    office.hear()


# ---- when review is required (58) -------------------------------------------------------------------------------------
STATUTE = [
    ("an ordinary case", {}, False),
    ("great public interest", dict(public_interest=True), True),
    ("a difficult case", dict(complex_case=True), True),
    ("norms of two branches", dict(norm_branches=2), True),
    ("norms of one branch", dict(norm_branches=1), False),
]


@pytest.mark.parametrize("words, report, required", STATUTE, ids=[row[0] for row in STATUTE])
@pytest.mark.parametrize("ruled", [None, False], ids=["no rule was run", "the rule said no"])
def test_the_statute_asks_for_review_whatever_the_diagram_leaves_out(office, words, report, required, ruled):
    office.require(review=ruled)
    ready(office, **report)
    office.discuss()
    if required:
        with refused("E-58-1", "还没有做"):
            office.decide()
        office.review()
    assert office.decide()


def test_a_rule_can_ask_for_more_than_the_statute(office):
    office.require(review=True)
    ready(office)
    with refused("E-58-1"):
        office.decide()


OPINIONS = ["supplement", "correct", "change", "disagree", "transfer"]


@pytest.mark.parametrize("opinion", OPINIONS)
def test_only_agreement_passes(office, opinion):
    office.require(review=True)
    ready(office)
    office.review(opinion=opinion, points=POINTS[:3])
    with refused("E-58-1", "还没有通过"):
        office.decide()
    office.review()
    assert office.record.review.round == 2
    assert office.decide()


def test_a_later_disagreement_undoes_an_earlier_agreement(office):
    office.require(review=True)
    ready(office)
    office.review()
    office.review(opinion="correct", points=POINTS[:7])
    with refused("E-58-1"):
        office.decide()


def test_a_new_report_needs_a_new_review(office):
    office.require(review=True)
    ready(office)
    office.review()
    office.report()
    with refused("E-58-1", "情况有变"):
        office.decide()


def test_a_hearing_makes_review_necessary_and_comes_before_it(office):
    ready(office)
    office.review()
    office.act("hearing_chair", "hold_hearing", held_on="2026-11-23", chair_opinion="事实清楚", record_signed=True)
    with refused("E-58-1", "情况有变"):
        office.decide()
    office.review()
    assert office.decide()


def test_sparing_somebody_is_no_penalty_and_needs_no_review(office):
    """58 speaks of 行政处罚的决定; a place may still draw the review into its diagram."""
    office.require(review=True)
    office.file()
    office.report(minor=True, corrected_in_time=True, harm="none", suggestion="no_penalty")
    assert office.act("organ_head", "decide_no_penalty", approved="agree", clause="33-1", reason="轻微", education="已教育")


@pytest.mark.parametrize("missing", POINTS)
def test_agreeing_takes_all_eight_points(office, missing):
    ready(office)
    with refused("E-58-2"):
        office.review(points=[p for p in POINTS if p != missing])


# ---- separation -------------------------------------------------------------------------------------------------------
def test_who_handles_does_not_review(office):
    ready(office)
    for handler in ("officer", "officer2"):
        hold_too(office, handler, "legal_reviewer")
        with refused("E-58-3"):
            office.review(who=handler, by="legal_reviewer")


def test_only_the_reviewers_post_reviews(office):
    ready(office)
    with refused("E-58-4"):
        office.review(who="dept_liaison")


def test_only_the_head_decides(office):
    ready(office)
    with refused("E-57-6"):
        office.decide(who="dept_liaison")


def test_who_prepared_does_not_approve(office):
    office.prepare(who="organ_head")
    with refused("E-54-3"):
        office.act("organ_head", "file_case", approved="agree")
    office.act("dept_head", "file_case", approved="agree")
    office.report()
    office.tell()
    office.hear()
    with refused("E-57-3", "办理过本案"):
        office.decide()


def hold_too(office, who: str, role: str) -> None:
    """This person gets a second post, and acts by it."""
    person, organ = office.login(who), office.login("organ_head").posts[0]
    office.session.add(Post(person_id=person.person_id, role=role, organ_id=organ.organ_id, valid_from=office.today))
    office.session.flush()


def test_who_reviewed_does_not_approve(office):
    ready(office)
    hold_too(office, "organ_head", "legal_reviewer")
    office.review(who="organ_head", by="legal_reviewer")
    with refused("E-57-3", "审核过本案"):
        office.decide()


def test_who_handles_is_no_member_of_the_panel(office):
    ready(office)
    with refused("E-57-4"):
        office.discuss(members=office.ids("officer", "panel_member", "panel_member2"))


def test_a_panel_of_two_is_too_small_in_the_sample(office):
    ready(office)
    with refused("E-57-4", "不足"):
        office.discuss(members=office.ids("panel_member", "panel_member2"))


# ---- when discussion is required (57) ---------------------------------------------------------------------------------
GRAVE = [
    ("below the sample amount", dict(penalty_kinds=["fine"], amount=99999), {}, False),
    ("at the sample amount", dict(penalty_kinds=["fine"], amount=100000), {}, True),
    ("closing down", dict(penalty_kinds=["suspend_business"]), {}, True),
    ("complex circumstances", dict(penalty_kinds=["fine"], amount=500), dict(complex_case=True), True),
    ("a warning", dict(penalty_kinds=["warning"]), {}, False),
]


@pytest.mark.parametrize("words, penalty, report, required", GRAVE, ids=[row[0] for row in GRAVE])
@pytest.mark.parametrize("ruled", [None, False], ids=["no rule was run", "the rule said no"])
def test_grave_or_complex_cases_are_discussed(office, words, penalty, report, required, ruled):
    office.require(discussion=ruled)
    office.file()
    office.report(**report)
    office.tell(**{"amount": None, **penalty}, hearing_right=True)
    office.hear()
    office.review()
    decision = {"amount": None, **penalty}
    if required:
        with refused("E-57-2"):
            office.decide(**decision)
        office.discuss()
    assert office.decide(**decision)


CONCLUSIONS = ["change", "return", "defer"]


@pytest.mark.parametrize("conclusion", CONCLUSIONS)
def test_only_approval_frees_the_decision(office, conclusion):
    office.require(discussion=True)
    ready(office)
    office.discuss(conclusion=conclusion)
    with refused("E-57-2"):
        office.decide()


def test_a_new_report_needs_a_new_discussion(office):
    office.require(discussion=True)
    ready(office)
    office.discuss()
    office.report()
    with refused("E-57-2"):
        office.decide()
