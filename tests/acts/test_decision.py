"""What a decision holds (28, 59), whom it spares (30, 33), what may be decided on the spot (51, 52)."""
import pytest

from app.acts.papers.common import stop
from tests.acts.support import refused


def ready(office, **report):
    office.file()
    office.report(**report)
    office.tell()
    office.hear()


def test_returning_a_decision_is_no_decision(office):
    result = office.decide(approved="return")
    assert result.variables == {"decided": False}
    assert office.record.decision is None


def test_one_act_is_not_fined_twice(office):
    ready(office)
    office.decide()
    with refused("E-29-1"):
        office.decide(amount=100)


# ---- correction (28) --------------------------------------------------------------------------------------------------
CORRECTION = [
    ("ordered in the decision", dict(correction_ordered=True), True),
    ("its absence explained", dict(correction_ordered=False, no_correction_reason="已经自行拆除"), True),
    ("neither", dict(correction_ordered=False), False),
]


@pytest.mark.parametrize("words, decision, passes", CORRECTION, ids=[row[0] for row in CORRECTION])
def test_correction_is_ordered_or_its_absence_explained(office, words, decision, passes):
    ready(office)
    if passes:
        assert office.decide(**decision)
        assert office.record.correction.document_id == office.record.decision.document_id
    else:
        with refused("E-28-1"):
            office.decide(**decision)


def test_an_earlier_order_counts(office):
    office.act("dept_head", "order_correction", correction_ordered=True, items=["停止采砂"])
    ready(office)
    assert office.decide(correction_ordered=False)


# ---- the six items (59) -----------------------------------------------------------------------------------------------
def test_an_address_is_one_of_the_six_items(office):
    office.know(party_address=None)
    office.file(party_address=None)
    office.report()
    office.tell()
    office.hear()
    with refused("E-59-1", "地址"):
        office.decide(party_address=None)


REMEDIES = [("六十日内申请行政复议", False), ("六个月内提起行政诉讼", False), ("可以申请行政复议，也可以提起行政诉讼", False),
            ("六十日内申请行政复议，或者六个月内提起行政诉讼", True), ("60日内申请行政复议，6个月内提起行政诉讼", True)]


@pytest.mark.parametrize("remedy, passes", REMEDIES, ids=[row[0] for row in REMEDIES])
def test_both_remedies_are_named_with_their_terms(office, remedy, passes):
    ready(office)
    if passes:
        assert office.decide(remedy=remedy)
    else:
        with refused("E-59-1", "诉讼"):
            office.decide(remedy=remedy)


DATES = [("tomorrow", "2026-11-24"), ("before the case was filed", "2026-11-20")]


@pytest.mark.parametrize("words, day", DATES, ids=[row[0] for row in DATES])
def test_a_decision_is_dated_when_it_was_made(office, words, day):
    ready(office)
    with refused("E-59-2"):
        office.decide(decided_on=day)


# ---- leniency (30, 33) ------------------------------------------------------------------------------------------------
SPARED = [
    ("slight, mended, no harm", dict(minor=True, corrected_in_time=True, harm="none"), "E-33-1", "33-1"),
    ("no fault, proved", dict(no_fault_proved=True), "E-33-2", "33-2"),
    ("thirteen years old", dict(age=13), "E-30-1", "30"),
]


@pytest.mark.parametrize("words, report, code, clause", SPARED, ids=[row[0] for row in SPARED])
def test_who_must_not_be_punished(office, words, report, code, clause):
    ready(office, **report)
    with refused(code):
        office.decide()
    result = office.act("organ_head", "decide_no_penalty", approved="agree", clause=clause, reason="依法", education="已经教育")
    assert result.variables["decision_kind"] == "no_penalty"
    assert office.record.education.education == "已经教育", "whoever is spared is taught (33)"


ON_SPOT_SPARED = [(words, found, code) for words, found, code, _ in SPARED]


@pytest.mark.parametrize("words, seen, code", ON_SPOT_SPARED, ids=[row[0] for row in ON_SPOT_SPARED])
def test_who_must_not_be_punished_on_the_spot_either(street, words, seen, code):
    street.show(**seen)
    street.tell_on_spot()
    with refused(code):
        street.decide_on_spot()


PUNISHABLE = [
    ("slight but not mended", dict(minor=True, harm="none")),
    ("slight and mended, but some harm", dict(minor=True, corrected_in_time=True, harm="slight")),
    ("fourteen years old", dict(age=14)),
    ("a first violation may be punished", dict(times_same_act=1, corrected_in_time=True, harm="slight")),
]


@pytest.mark.parametrize("words, report", PUNISHABLE, ids=[row[0] for row in PUNISHABLE])
def test_who_may_be_punished(office, words, report):
    ready(office, **report)
    assert office.decide()


def test_a_rule_that_says_must_not_punish_binds(office):
    office.know(leniency="must_not_punish")
    ready(office)
    with refused("E-33-1"):
        office.decide()


CLAUSES = [
    ("33-1", dict(minor=True, corrected_in_time=True, harm="none"), True),
    ("33-1", dict(minor=True, corrected_in_time=True, harm="slight"), False),
    ("33-1-2", dict(corrected_in_time=True, harm="slight", times_same_act=1), True),
    ("33-1-2", dict(corrected_in_time=True, harm="slight", times_same_act=2), False),
    ("33-1-2", dict(corrected_in_time=False, harm="slight", times_same_act=1), False),
    ("33-1-2", dict(corrected_in_time=True, harm="more", times_same_act=1), False),
    ("33-2", dict(), False),
    ("30", dict(age=14), False),
]


@pytest.mark.parametrize("clause, report, passes", CLAUSES)
def test_the_clause_fits_the_facts(office, clause, report, passes):
    office.file()
    office.report(**{"harm": None, **report})
    spare = dict(approved="agree", clause=clause, reason="依法", education="已经教育")
    if passes:
        assert office.act("organ_head", "decide_no_penalty", **spare)
    else:
        with refused("E-33-3"):
            office.act("organ_head", "decide_no_penalty", **spare)


def test_a_bottom_line_risk_is_no_first_violation(office):
    office.know(bottom_line="安全生产")
    office.file()
    office.report(corrected_in_time=True, harm="slight", times_same_act=1)
    with refused("E-33-3"):
        office.act("organ_head", "decide_no_penalty", approved="agree", clause="33-1-2", reason="首违", education="已经教育")


# ---- on the spot (51, 52) ---------------------------------------------------------------------------------------------
LIMITS = [("citizen", 200, True), ("citizen", "200.01", False), ("organisation", 3000, True), ("organisation", 3001, False),
          ("individual_business", 200, True), ("individual_business", 201, False)]


@pytest.mark.parametrize("party, amount, passes", LIMITS)
def test_the_limits_of_an_on_spot_fine(street, party, amount, passes):
    street.show(party_type=party, amount=amount)
    street.tell_on_spot(fine=amount)
    if passes:
        assert street.decide_on_spot(fine=amount).documents[0].kind == "W26"
    else:
        with refused("E-51-1", "超出当场处罚的范围"):
            street.decide_on_spot(fine=amount)


def test_only_warning_and_fine_are_decided_on_the_spot(street):
    street.show()
    street.tell_on_spot(penalty_kinds=["public_criticism"], amount=None)
    with refused("E-51-1"):
        street.decide_on_spot(penalty_kind="public_criticism", amount=None)


UNFIT = [("facts are not certain", dict(fact_certain=False)), ("tests are needed", dict(needs_tests=True)),
         ("the party disputes", dict(party_disputes=True)), ("a crime is suspected", dict(crime_suspected=True))]


@pytest.mark.parametrize("words, seen", UNFIT, ids=[row[0] for row in UNFIT])
def test_the_doubtful_is_not_decided_on_the_spot(street, words, seen):
    street.show(**seen)
    street.tell_on_spot()
    with refused("E-51-2"):
        street.decide_on_spot()


def test_on_the_spot_too_the_party_is_told_first(street):
    street.show()
    with refused("E-44-1"):
        street.decide_on_spot()


def test_on_the_spot_too_it_is_never_heavier_than_told(street):
    street.show()
    street.tell_on_spot(fine=50)
    with refused("E-45-1"):
        street.decide_on_spot(fine=60)


ON_SPOT_REMEDIES = [
    ("可以申请行政复议，也可以自收到之日起六个月内直接提起行政诉讼", False), ("可以提起行政诉讼", False),
    ("应当先申请行政复议，对行政复议决定不服的，再依法提起行政诉讼", True),
]


@pytest.mark.parametrize("remedy, passes", ON_SPOT_REMEDIES, ids=[row[0] for row in ON_SPOT_REMEDIES])
def test_reconsideration_comes_first_after_an_on_spot_decision(street, remedy, passes):
    street.show()
    street.tell_on_spot()
    if passes:
        assert street.decide_on_spot(remedy=remedy)
    else:
        with refused("E-FY-23"):
            street.decide_on_spot(remedy=remedy)


@pytest.mark.parametrize("written", ["停止违法行为，恢复原状", "停止违法行为，恢复原状。", "停止违法行为，恢复原状。。", "停止违法行为，恢复原状； "])
def test_a_sentence_in_a_document_ends_with_one_full_stop(written):
    assert stop(written) == "停止违法行为，恢复原状。"
