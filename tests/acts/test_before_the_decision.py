"""Competence, filing, limitation, criminal transfer: whether there is a case at all."""
import pytest

from tests.acts.support import refused


# ---- who signs (PG-08) and who holds the power ----------------------------------------------------------------------
def test_a_street_does_not_decide_for_a_department(office):
    office.file()
    office.report()
    office.tell()
    office.hear()
    with refused("E-17-1", "不能代"):
        office.decide(who="yijie.organ_head")


SIGNED = ["file_case", "notify", "withdraw_filing"]


@pytest.mark.parametrize("code", SIGNED)
def test_another_organ_signs_nothing_in_this_case(office, code):
    office.file()
    payloads = {"file_case": dict(approved="agree"), "withdraw_filing": dict(reason="不成立"),
                "notify": dict(facts_told="甲", reasons_told="乙", basis_told="丙", rights_told="丁", penalty_kinds=["warning"])}
    with refused("E-17-1"):
        office.act("yijie.organ_head", code, **payloads[code])


def test_another_organ_does_not_even_send_back(office):
    office.prepare()
    with refused("E-17-1"):
        office.act("yijie.organ_head", "file_case", approved="refuse", refuse_reason="不属于本机关管辖")
    with refused("E-17-1"):
        office.decide(who="yijie.organ_head", approved="return")


def test_a_case_without_subject_is_signed_by_nobody(office):
    office.know(legal_subject_id=None, legal_subject_name=None)
    with refused("E-17-1", "还没有确定执法主体"):
        office.act("organ_head", "file_case", approved="agree")


def test_the_subject_must_hold_the_matter_of_the_power_list(office):
    with refused("E-38-1", "没有处罚权") as caught:
        office.prepare(matter_code="PG-34-3")
    assert any("水务" in f.text for f in caught[0].findings), "the refusal says who holds it"


def test_a_matter_that_the_list_does_not_know_is_nobodys(office):
    with refused("E-38-1"):
        office.prepare(matter_code="XX-00-0")


# ---- filing -----------------------------------------------------------------------------------------------------------
BEFORE_FILING = [("report_investigation", lambda o: o.report()), ("notify", lambda o: o.tell()), ("decide", lambda o: o.decide()),
                 ("withdraw_filing", lambda o: o.act("organ_head", "withdraw_filing", reason="不成立"))]


@pytest.mark.parametrize("code, act", BEFORE_FILING, ids=[row[0] for row in BEFORE_FILING])
def test_nothing_of_the_ordinary_procedure_goes_before_filing(office, code, act):
    office.prepare()
    with refused("E-54-1", "还没有立案"):
        act(office)


def test_a_refused_filing_is_no_filing(office):
    office.prepare()
    office.act("organ_head", "file_case", approved="refuse", refuse_reason="不属于本机关管辖")
    with refused("E-54-1"):
        office.report()


STANDARDS = ["fact", "punishable", "jurisdiction", "limitation"]


@pytest.mark.parametrize("missing", STANDARDS)
def test_each_filing_standard_is_needed(office, missing):
    office.prepare(standards=[s for s in STANDARDS if s != missing])
    with refused("E-54-2"):
        office.act("organ_head", "file_case", approved="agree")


def test_a_filing_needs_its_form(office):
    with refused("E-42-1") as caught:
        office.act("organ_head", "file_case", approved="agree")
    assert any("E-54-2" in f.text for f in caught[0].findings)
    assert caught[0].advice[0].link == "/cases/7", "the approval has no field for officers"


def test_the_decision_needs_the_investigation_report(office):
    office.file()
    with refused("E-57-1"):
        office.tell()


# ---- limitation (36) --------------------------------------------------------------------------------------------------
LIMITATION = [
    ("two years to the day", dict(act_date="2024-11-10", discovered_on="2026-11-10"), True),
    ("two years and a day", dict(act_date="2024-11-09", discovered_on="2026-11-10"), False),
    ("five years where life is touched and harm was done",
     dict(act_date="2021-11-10", discovered_on="2026-11-10", life_health_finance=True, harm="more"), True),
    ("five years and a day", dict(act_date="2021-11-09", discovered_on="2026-11-10", life_health_finance=True, harm="more"), False),
    ("life is touched but nothing happened",
     dict(act_date="2023-11-10", discovered_on="2026-11-10", life_health_finance=True, harm="none"), False),
    ("a continuous act counts from its end",
     dict(act_date="2020-01-01", continuous=True, act_ended_on="2025-01-01", discovered_on="2026-11-10"), True),
    ("a continuous act that ended long ago",
     dict(act_date="2020-01-01", continuous=True, act_ended_on="2024-01-01", discovered_on="2026-11-10"), False),
    ("a continuous act that goes on", dict(act_date="2020-01-01", continuous=True, discovered_on="2026-11-10"), True),
    ("from a 29th of February", dict(act_date="2024-02-29", discovered_on="2026-02-28"), True),
    ("the day after, from a 29th of February", dict(act_date="2024-02-29", discovered_on="2026-03-01"), False),
]


@pytest.mark.parametrize("words, dates, passes", LIMITATION, ids=[row[0] for row in LIMITATION])
def test_limitation(office, words, dates, passes):
    if passes:
        assert office.prepare(**dates)
    else:
        with refused("E-36-1", "追责时效"):
            office.prepare(**dates)


def test_an_act_long_past_is_not_punished_on_the_spot(street):
    with refused("E-36-1"):
        street.show(act_date="2024-01-01")


# ---- criminal transfer (27) -------------------------------------------------------------------------------------------
def ready(office, **report):
    office.file()
    office.report(**report)
    office.tell()
    office.hear()


def test_no_penalty_while_the_police_look_at_the_case_above(office):
    office.know(transfer_pending=True)
    ready(office)
    with refused("E-27-1", "正在移送"):
        office.decide()


def test_no_penalty_in_place_of_a_transfer(office):
    ready(office, crime_suspected=True, suggestion="transfer")
    with refused("E-27-1", "应当先移送"):
        office.decide()


def test_after_the_police_refuse_a_new_report_frees_the_decision(office):
    office.file()
    office.report(crime_suspected=True, suggestion="transfer")
    office.act("organ_head", "transfer", to_organ="区公安分局", reason="涉嫌非法采矿")
    assert office.record.transfer.criminal
    office.tell()
    office.hear()
    with refused("E-27-1"):
        office.decide()
    office.report(crime_suspected=False)
    assert office.decide().variables["decision_no"]


def test_a_transfer_of_competence_is_not_criminal(office):
    office.act("organ_head", "transfer", to_organ="shuiwu", reason="属于水务职权")
    assert not office.record.transfer.criminal
    assert "水务" in office.record.transfer.to_organ, "an organ given by code is written by name"


def test_a_decided_case_is_not_withdrawn(office):
    ready(office)
    office.decide()
    with refused("E-57-5"):
        office.act("organ_head", "withdraw_filing", reason="改主意")
