"""E-42-1, E-42-2, E-55-1, E-52-1: who acts for the organ."""
from datetime import date

import pytest

from app.registry.model import OfficerCertificate
from tests.acts.support import refused


def certificate(office, name) -> OfficerCertificate:
    person = office.login(name).person_id
    return office.session.query(OfficerCertificate).filter_by(person_id=person).one()


NOT_COUNTED = [
    ("an officer without certificate", "officer4", "未持执法证"),
    ("an officer whose certificate has expired", "officer5", "已到期"),
    ("an auxiliary", "auxiliary", "辅助人员"),
]


@pytest.mark.parametrize("who, login, reason", NOT_COUNTED, ids=[row[0] for row in NOT_COUNTED])
def test_who_is_never_counted(street, who, login, reason):
    with refused("E-42-1", "不足两人，现有 1 人") as caught:
        street.act("team_head", "assign_officers", officers=street.ids("officer", login))
    assert [(a.link) for a in caught[0].advice] == ["#f-officers", None, "/cases/7"]
    assert [(f.passed, reason in f.text) for f in caught[0].findings[:2]] == [(True, False), (False, True)]


def test_a_suspended_officer_is_never_counted(office):
    certificate(office, "officer2").status = "suspended"
    with refused("E-42-1"):
        office.act("dept_head", "assign_officers", officers=office.ids("officer", "officer2"))


def test_two_certified_officers_are_enough(office):
    result = office.act("dept_head", "assign_officers", officers=office.ids("officer", "officer2"))
    assert office.record.officers == office.ids("officer", "officer2")
    assert result.documents[0].kind == "W48"


def test_the_same_officer_twice_is_one(office):
    with refused("E-42-1"):
        office.prepare(officers=office.ids("officer") * 2)


DAYS = [("on the last day", date(2026, 11, 23), True), ("a day after", date(2026, 11, 22), False)]


@pytest.mark.parametrize("when, valid_to, passes", DAYS, ids=[row[0] for row in DAYS])
def test_the_certificate_must_be_valid_on_the_day(office, when, valid_to, passes):
    certificate(office, "officer2").valid_to = valid_to
    if passes:
        office.prepare()
    else:
        with refused("E-42-1"):
            office.prepare()


def test_a_certificate_that_expires_after_the_investigation_does_not_spoil_the_decision(office):
    certificate(office, "officer2").valid_to = office.today
    office.file()
    office.report()
    office.tell()
    office.hear()
    office.days_pass(2)
    assert office.decide().variables["decided"]


def test_nobody_investigates_without_officers_of_the_case(office):
    office.file()
    certificate(office, "officer").status = "cancelled"
    with refused("E-42-1"):
        office.report()


def test_officers_of_another_organ_do_not_act_for_this_subject(office):
    strangers = office.ids("shuiwu.officer", "shuiwu.officer2")
    with refused("E-42-2", "不属于"):
        office.prepare(officers=strangers)


def test_joint_enforcement_needs_one_officer_of_the_subject(office):
    water = office.login("shuiwu.officer")
    office.know(joint_organ_ids=(water.posts[0].organ_id,))
    with refused("E-42-2"):
        office.prepare(officers=office.ids("shuiwu.officer", "shuiwu.officer2"))
    office.prepare(officers=office.ids("officer", "shuiwu.officer"))


def test_certificates_must_be_shown_before_asking(street):
    with refused("E-55-1"):
        street.show(certificates_shown=False)


def test_an_on_spot_decision_needs_identity_first(street):
    street.know(party_type="citizen")
    with refused("E-42-1") as caught:
        street.decide_on_spot()
    assert any("E-52-1" in f.text for f in caught[0].findings), "what else is missing is told at once"


def test_service_needs_two_officers(office):
    office.file()
    office.report()
    office.tell()
    with refused("E-42-1"):
        office.serve(servers=office.ids("officer", "auxiliary"))
