"""Told before the decision, heard, never heavier for having pleaded, a hearing for who asks (44, 45, 62–65)."""
import pytest

from tests.acts.support import refused


@pytest.fixture
def investigated(office):
    office.file()
    office.report()
    return office


def test_no_decision_without_notice(investigated):
    with refused("E-44-1"):
        investigated.decide()


def test_no_decision_before_the_party_was_heard(investigated):
    investigated.tell()
    with refused("E-62-1"):
        investigated.decide()


HEARD = [("waived", dict(pleading="waived")),
         ("made and re-checked", dict(pleading="made", pleading_text="只采了一天", adopted=False, adopt_reason="与证据不符"))]


@pytest.mark.parametrize("words, pleading", HEARD, ids=[row[0] for row in HEARD])
def test_heard_or_waived_frees_the_decision(investigated, words, pleading):
    investigated.tell()
    investigated.hear(**pleading)
    assert investigated.decide().variables["decided"]


def test_a_pleading_does_not_answer_a_later_notice(investigated):
    investigated.tell()
    investigated.hear()
    investigated.tell(fine=10000)
    with refused("E-62-1"):
        investigated.decide(amount=10000)


# ---- the term of defence (T10: 3 working days in the sample, from service) ---------------------------------------------
EXPIRY = [("the notice was not served", None, False), ("the last day", 3, False), ("the day after", 4, True)]


@pytest.mark.parametrize("words, days, passes", EXPIRY, ids=[row[0] for row in EXPIRY])
def test_expired_means_that_the_term_is_over(investigated, words, days, passes):
    investigated.tell()
    if days is not None:
        investigated.serve()
        investigated.days_pass(days)        # Monday to Thursday, Friday: all working days
    if passes:
        assert investigated.hear(pleading="expired")
    else:
        with refused("E-62-2"):
            investigated.hear(pleading="expired")


def test_nothing_expires_before_a_notice(investigated):
    with refused("E-62-2", "还没有告知"):
        investigated.hear(pleading="expired")


# ---- never heavier (45) -----------------------------------------------------------------------------------------------
CEILINGS = [
    # told fines in order (fine, new facts), decided, passes
    ("the notified amount", [(20000, None)], 20000, True),
    ("less than notified", [(20000, None)], 15000, True),
    ("one fen more", [(20000, None)], "20000.01", False),
    ("the least of two notices binds", [(20000, None), (15000, None)], 16000, False),
    ("the least of two notices", [(20000, None), (15000, None)], 15000, True),
    ("raised on new facts", [(15000, None), (20000, "另查明 200 立方米")], 20000, True),
    ("raised on new facts, but not beyond", [(15000, None), (20000, "另查明 200 立方米")], 20001, False),
    ("lowered again after new facts", [(15000, None), (20000, "另查明 200 立方米"), (18000, None)], 19000, False),
]


@pytest.mark.parametrize("words, told, amount, passes", CEILINGS, ids=[row[0] for row in CEILINGS])
def test_never_heavier_than_told(investigated, words, told, amount, passes):
    investigated.discuss()
    for fine, new in told:
        investigated.tell(fine=fine, new_facts_reason=new)
    investigated.hear()
    if passes:
        assert investigated.decide(amount=amount)
    else:
        with refused("E-45-1", "重于事先告知"):
            investigated.decide(amount=amount)


def test_a_kind_that_was_not_told_is_heavier(investigated):
    investigated.tell()
    investigated.hear()
    with refused("E-45-1") as caught:
        investigated.decide(penalty_kinds=["fine", "confiscate_goods"])
    assert any("没收非法财物" in f.text for f in caught[0].findings)


def test_a_heavier_notice_needs_new_facts(investigated):
    investigated.tell(fine=15000)
    with refused("E-45-2"):
        investigated.tell(fine=20000)


# ---- hearing (63–65) --------------------------------------------------------------------------------------------------
RIGHTS = [
    ("a fine below the sample threshold", dict(fine=99999), True),
    ("a fine at the sample threshold", dict(fine=100000), False),
    ("closing down at any amount", dict(penalty_kinds=["suspend_business"], amount=None), False),
    ("revoking a licence", dict(penalty_kinds=["revoke_license"], amount=None), False),
    ("a warning", dict(penalty_kinds=["warning"], amount=None), True),
]


@pytest.mark.parametrize("words, notice, may_be_silent", RIGHTS, ids=[row[0] for row in RIGHTS])
def test_who_must_be_told_of_the_hearing_right(investigated, words, notice, may_be_silent):
    if may_be_silent:
        assert investigated.tell(**notice).documents[0].title == "行政处罚事先告知书"
    else:
        with refused("E-63-1"):
            investigated.tell(**notice)
        paper = investigated.tell(**notice, hearing_right=True).documents[0]
        assert paper.title == "行政处罚事先（听证）告知书" and "五个工作日" in str(paper.body)


def test_the_threshold_for_a_citizen_is_the_citizens(office):
    office.file(party_type="citizen")
    office.report()
    with refused("E-63-1"):
        office.tell(fine=10000)


def test_who_was_never_told_of_the_right_is_not_punished(office):
    office.file(party_type="citizen")
    office.report()
    office.tell(fine=9999)
    office.hear()
    office.require(hearing=True)
    with refused("E-63-1"):
        office.decide(amount=9999)


def test_telling_on_the_spot_is_no_way_around_the_hearing(investigated):
    with refused("E-63-1"):
        investigated.tell_on_spot(fine=100000)


def test_a_rule_can_give_the_right_below_the_threshold(investigated):
    investigated.require(hearing=True)
    with refused("E-63-1"):
        investigated.tell(fine=5000)


def request(office):
    office.tell(hearing_right=True)
    office.hear(pleading="made", pleading_text="要求听证", adopted=False, adopt_reason="待听证", hearing_requested=True)


def hold(office, **changes):
    office.act("hearing_chair", "hold_hearing", **{**dict(held_on="2026-11-23", chair_opinion="事实清楚", record_signed=True), **changes})


def test_who_asks_for_a_hearing_gets_it_before_the_decision(investigated):
    request(investigated)
    with refused("E-63-2", "还没有举行"):
        investigated.decide()
    hold(investigated)
    investigated.review()
    assert investigated.decide()


def test_an_unsigned_hearing_record_is_no_hearing(investigated):
    request(investigated)
    hold(investigated, record_signed=False)
    investigated.review()
    with refused("E-63-2", "没有签字"):
        investigated.decide()


def test_a_request_without_the_right_does_not_bind(investigated):
    investigated.tell()
    investigated.hear(pleading="made", pleading_text="要求听证", adopted=False, adopt_reason="不在听证范围", hearing_requested=True)
    assert investigated.decide()


def test_the_chair_did_not_investigate(investigated):
    request(investigated)
    with refused("E-64-1"):
        investigated.act("officer", "hold_hearing", held_on="2026-11-23", chair_opinion="事实清楚", record_signed=True)
