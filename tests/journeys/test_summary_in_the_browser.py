"""An ordinary case of one street, 占道经营, by 简易程序 with the fine paid on the spot: from the first report to the archive."""
import pytest

pytestmark = pytest.mark.browser
STALL = {"title": "东街路口流动摊贩占道经营", "source": "执法巡查", "problem_code": "CS-01", "urgency": "一般",
         "address": "甲镇东街路口", "description": "一名摊贩在路口人行道上售卖水果，占道约四平方米，劝离后仍不撤摊。"}
ANSWERS = {
    "handling_opinion": {"disposal": "summary"},
    "summary_identity": {"party_name": "赵某", "party_type": "citizen", "penalty_kind": "fine", "amount": 100,
                         "corrected_in_time": False, "fact_certain": True},
    "on_spot_decision": {"penalty_kind": "fine", "amount": 100, "collect_on_spot": True},
}


def test_a_street_vendor_is_fined_on_the_spot_in_under_twelve_tasks(office, live):
    case_id = office.register("grid_worker", **STALL)
    office.work_off(lambda item: ANSWERS.get(item.form, {}), until=lambda: live.district.case(case_id).status == "ended", limit=12)
    assert office.nodes_done("summary_penalty") == ["ut01_identity", "ut05_tell", "ut06_decide", "ut09_collect"]
    assert 1 + len(office.done) <= 11, "登记 counts too"
    case = live.district.case(case_id)
    assert (case.end_state, case.stage) == ("closed", "case_closing_archive")
    the_clerk_reads_how_it_went(office["intake_clerk"], case_id)
    office.crew.nothing_complained()
    live.district.verify()


def the_clerk_reads_how_it_went(desk, case_id):
    desk.open(f"/cases/{case_id}?tab=documents")
    assert "当场行政处罚决定书" in desk.text()
    desk.open(f"/cases/{case_id}?tab=history")
    assert "罚款 100 元" in desk.text()
    assert desk.page.locator("ol.zf-steps li.done").count() == 5
    desk.open("/cases?q=赵某")
    assert desk.page.locator(f'a[href="/cases/{case_id}"]').count(), "found by the party that was identified on the spot"
