"""Service, collection, publication, closing, archive (47, 48, 61, 66–70)."""
import pytest

from app.kernel.errors import FieldErrors
from tests.acts.support import refused


@pytest.fixture
def decided(office):
    office.file()
    office.report()
    office.tell()
    office.serve()
    office.hear()
    office.decide()
    return office


@pytest.fixture
def fined(street):
    """A citizen fined 100 yuan on the spot."""
    street.show()
    street.tell_on_spot()
    street.decide_on_spot()
    return street


# ---- service ----------------------------------------------------------------------------------------------------------
def test_nothing_issued_nothing_to_serve(office):
    with refused("E-61-1"):
        office.serve()


def test_the_newest_unserved_document_is_meant(decided):
    decided.serve()
    assert decided.record.services[-1].served_kind == "W25"


def test_a_document_of_another_case_cannot_be_served(decided):
    with refused("E-61-1"):
        decided.serve(document="999999")


def test_service_is_not_dated_ahead(decided):
    with refused("E-61-1", "晚于今天"):
        decided.serve(served_on="2026-12-01")


WAYS = [
    ("electronic without consent", dict(way="electronic"), "E-61-2"),
    ("electronic with consent", dict(way="electronic", consent_form=True), None),
    ("left without witness", dict(way="leaving"), "E-SD-89"),
    ("left before a witness", dict(way="leaving", witness="村委会李某"), None),
    ("by post", dict(way="postal"), None),
]


@pytest.mark.parametrize("words, service, code", WAYS, ids=[row[0] for row in WAYS])
def test_each_way_of_service_has_its_condition(decided, words, service, code):
    if code:
        with refused(code):
            decided.serve(**service)
    else:
        assert decided.serve(**service).variables["service_result"] == "success"


def test_a_failed_service_does_not_reach_the_party(decided):
    decided.serve(result="failed")
    decision = decided.record.decision
    assert decided.record.served(decision.document_id) is None


# ---- collection -------------------------------------------------------------------------------------------------------
def test_nothing_is_collected_without_a_decision(office):
    with refused("E-67-1", "没有罚款决定"):
        office.collect()


def test_no_more_is_collected_than_was_decided(decided):
    decided.collect(amount=15000)
    with refused("E-67-1", "超过"):
        decided.collect(amount="5000.01")
    assert decided.collect(amount=5000).variables["paid_in_full"]


def test_a_receipt_number_is_needed(decided):
    with pytest.raises(FieldErrors) as info:
        decided.collect(receipt_no=" ")
    assert set(info.value.errors) == {"receipt_no"}


def test_cash_needs_a_receipt_of_the_treasury(fined):
    with refused("E-70-1"):
        fined.collect(100, who="officer", paid="on_spot", receipt_no=None)


def test_a_hundred_yuan_may_be_collected_on_the_spot(fined):
    assert fined.collect(100, who="officer", paid="on_spot").variables["paid_in_full"]


def on_spot_150(street):
    street.show(amount=150)
    street.tell_on_spot(fine=150)
    street.decide_on_spot(fine=150)


def test_more_than_a_hundred_needs_a_ground(street):
    on_spot_150(street)
    with refused("E-68-1"):
        street.collect(150, who="officer", paid="on_spot")
    assert street.collect(150, who="officer", paid="on_spot", on_spot_reason="流动摊贩，事后难以执行")


def test_an_ordinary_fine_is_not_collected_by_the_officers(decided):
    with refused("E-68-1"):
        decided.collect(paid="on_spot")


# ---- publication ------------------------------------------------------------------------------------------------------
def test_only_a_decision_is_published(office):
    with refused("E-48-1"):
        office.act("officer", "publish", publish=True)


# ---- closing ----------------------------------------------------------------------------------------------------------
def test_executed_means_decided_served_and_paid(decided):
    with refused("E-66-1", "送达"):
        decided.close()
    decided.serve()
    with refused("E-66-1", "还差 20,000 元"):
        decided.close()
    decided.collect()
    assert decided.close().variables["close_ground"] == "executed"


def test_a_return_is_no_closing(office):
    office.close(approved="return")
    assert office.record.closing is None


GROUNDS = ["executed", "no_penalty", "withdrawn", "transferred"]


@pytest.mark.parametrize("ground", GROUNDS)
def test_no_ground_holds_without_its_facts(office, ground):
    with refused("E-66-1"):
        office.close(ground)


def test_a_spared_party_was_taught(street):
    street.show()
    with refused("E-66-1", "教育告诫"):
        street.close("no_penalty")
    street.act("officer", "educate", education="已经教育")
    assert street.close("no_penalty")


def test_a_punished_case_is_not_closed_as_spared(fined):
    fined.act("officer", "educate", education="已经教育")
    with refused("E-66-1", "没有处罚决定"):
        fined.close("no_penalty")


def test_a_filed_case_is_not_closed_as_resolved(office):
    office.file()
    with refused("E-66-1", "已立案的都有结果"):
        office.close("resolved")
    office.act("organ_head", "withdraw_filing", reason="违法事实不能成立")
    assert office.close("withdrawn")


def test_an_ordered_correction_is_rechecked_before_closing_as_resolved(office):
    office.act("dept_head", "order_correction", correction_ordered=True, items=["恢复河道"], correction_due="2026-11-30")
    with refused("E-66-1", "复查合格"):
        office.close("resolved")
    office.act("officer", "recheck", result="pass", recheck_note="已经清理", officers=office.ids("officer", "officer2"))
    assert office.close("resolved")


def test_a_termination_says_why(office):
    with pytest.raises(FieldErrors) as info:
        office.close("terminated")
    assert "close_note" in info.value.errors
    assert office.close("terminated", close_note="当事人死亡")


# ---- archive ----------------------------------------------------------------------------------------------------------
def test_closing_comes_before_the_archive(office):
    with refused("E-47-1", "还没有结案"):
        office.archive()


CHECKS = ["authentic", "complete", "usable", "safe"]


@pytest.mark.parametrize("missing", CHECKS)
def test_the_four_checks_are_all_needed(office, missing):
    office.close("resolved")
    with refused("E-47-1", "四项检查"):
        office.archive(checks=[c for c in CHECKS if c != missing])


def test_an_archived_case_has_its_catalogue(office):
    office.close("resolved")
    result = office.archive()
    assert result.documents[0].kind == "W40"
    assert result.variables["archive_no"].startswith("规自执法档〔2026〕")
