"""Reads of the registers as of a day."""
from datetime import date, timedelta

import pytest

from app.accounts import operations as accounts, queries
from app.accounts.model import Person
from app.kernel.errors import NotFound
from app.registry import queries as registry
from app.registry.errors import MissingParameter
from app.registry.model import Authority, OfficerCertificate, Parameter

TODAY = date(2026, 11, 23)


@pytest.fixture
def codes(session):
    return queries.codes(session)


@pytest.mark.parametrize("organ, matter, competent", [
    ("guizi", "PG-34-1", True), ("shuiwu", "PG-34-1", False), ("jiazhen", "PG-34-1", False), ("shuiwu", "PG-34-3", True),
    ("jiazhen", "CS-01-1", True), ("yijie", "CS-01-1", True), ("chengguan", "CS-01-1", True), ("shijian", "CS-01-1", False),
    ("jiazhen", "CS-07-1", True), ("yijie", "CS-07-1", False), ("guizi", "no-such", False),
])
def test_competence_follows_the_list(session, codes, organ, matter, competent):
    found = registry.is_competent(session, codes[organ], matter, on=TODAY)
    assert (found is not None) is competent and (found is None or found.code == matter)


def test_competence_ends_with_the_authority(session, codes):
    held = session.get(Authority, registry.authority(session, codes["jiazhen"], "CS-01-1", on=TODAY).id)
    held.valid_to = TODAY - timedelta(days=1)
    session.flush()
    assert registry.is_competent(session, codes["jiazhen"], "CS-01-1", on=TODAY) is None
    assert codes["jiazhen"] not in registry.competent_organs(session, ["CS-01-1"], on=TODAY)["CS-01-1"]
    assert codes["yijie"] in registry.competent_organs(session, ["CS-01-1"], on=TODAY)["CS-01-1"]


def test_a_matter_nobody_may_enforce_has_no_organ(session):
    assert registry.competent_organs(session, ["no-such"], on=TODAY) == {"no-such": set()}


@pytest.mark.parametrize("day, version, law", [
    (date(2026, 8, 14), 1, "大气污染防治法"), (date(2026, 8, 15), 2, "生态环境法典"),
])
def test_the_version_of_the_day_cites_the_law_of_the_day(session, codes, day, version, law):
    found = registry.is_competent(session, codes["shengtai"], "PG-34-4", on=day)
    assert found.version == version and law in found.basis
    assert registry.matter(session, "PG-34-4", on=day).version == version


def test_the_list_shows_each_matter_once(session):
    listed = [m.code for m in registry.matters(session)]
    assert len(listed) == len(set(listed)) and listed == sorted(listed)


@pytest.mark.parametrize("read, word", [(registry.problem, "问题清单"), (registry.matter, "权责清单")])
def test_what_is_not_on_a_list_is_named_in_the_refusal(session, read, word):
    with pytest.raises(NotFound, match=f"{word}里没有“X-1”"):
        read(session, "X-1")


# ---- certificates -----------------------------------------------------------------------------------------------------
@pytest.fixture
def holder(session, codes):
    """holder(role, (from, to, status), …) -> the certificate status today of a new person."""
    def make(role, *papers):
        person = Person(login="new", name="新某", password_hash="-")
        session.add(person)
        session.flush()
        accounts.appoint(session, person, role, queries.organ_by_code(session, "jiazhen_team"), valid_from=date(2024, 1, 1))
        for n, (since, until, status) in enumerate(papers):
            session.add(OfficerCertificate(person_id=person.id, cert_no=f"X-{n}", domain="综合执法", valid_from=since, valid_to=until, status=status))
        session.flush()
        return registry.certificates(session, [person.id], on=TODAY)[person.id]
    return make


PAST, SOON = date(2025, 1, 1), date(2027, 1, 1)


@pytest.mark.parametrize("role, papers, status, valid", [
    ("officer", [(PAST, SOON, "normal")], "normal", True),
    ("officer", [(PAST, TODAY, "normal")], "normal", True),
    ("officer", [(TODAY, SOON, "normal")], "normal", True),
    ("officer", [(PAST, TODAY - timedelta(days=1), "normal")], "expired", False),
    ("officer", [(TODAY + timedelta(days=1), SOON, "normal")], "not_yet", False),
    ("officer", [(PAST, SOON, "suspended")], "suspended", False),
    ("officer", [(PAST, SOON, "cancelled")], "cancelled", False),
    ("officer", [(PAST, SOON, "expired")], "expired", False),
    ("officer", [], "none", False),
    ("officer", [(PAST, TODAY - timedelta(days=1), "normal"), (TODAY, SOON, "normal")], "normal", True),
    ("officer", [(PAST, TODAY + timedelta(days=9), "normal"), (PAST, SOON, "cancelled")], "normal", True),
    ("auxiliary", [(PAST, SOON, "normal")], "normal", False),
])
def test_a_certificate_counts_only_if_it_is_normal_that_day_and_its_holder_an_officer(holder, role, papers, status, valid):
    found = holder(role, *papers)
    assert (found.status, found.valid) == (status, valid)


def test_an_auxiliary_is_told_apart_whatever_paper_is_carried(holder):
    assert holder("auxiliary", (PAST, SOON, "normal")).sentence == "辅助人员，不计入执法人员"


def test_unknown_people_have_no_entry(session):
    assert registry.certificates(session, [10**9], on=TODAY) == {}


def test_officers_are_listed_once_and_auxiliaries_on_request(session, codes):
    listed = registry.officers(session, codes["jiazhen"], on=TODAY)
    assert len({o.person_id for o in listed}) == len(listed) and not any(o.role == "auxiliary" for o in listed)
    everyone = registry.officers(session, codes["jiazhen"], on=TODAY, with_auxiliaries=True)
    assert [o.role for o in everyone].count("auxiliary") == 2


def test_a_stationed_officer_is_found_in_both_organs(session, codes):
    person = queries.person_by_login(session, "shijian.jiazhen_officer")
    assert all(person.id in {o.person_id for o in registry.officers(session, codes[c], on=TODAY)} for c in ("shijian", "jiazhen"))


# ---- parameters -------------------------------------------------------------------------------------------------------
def add(session, **more):
    session.add(Parameter(**{"code": "x", "name": "x", "unit": "yuan", "valid_from": date(2026, 1, 1), "status": "sample", **more}))
    session.flush()


def test_the_most_particular_parameter_wins(session):
    add(session, value=1)
    add(session, value=2, region="jiazhen")
    add(session, value=3, domain="住建")
    add(session, value=4, region="jiazhen", domain="住建")

    def value(**asked):
        return registry.parameter(session, "x", on=TODAY, **asked).value
    assert [value(), value(region="jiazhen"), value(domain="住建"), value(region="jiazhen", domain="住建"), value(region="yijie")] == [1, 2, 3, 4, 1]


def test_a_later_value_replaces_an_open_ended_one(session):
    add(session, value=1)
    add(session, value=2, valid_from=date(2026, 11, 23))
    assert registry.parameter(session, "x", on=TODAY).value == 2
    assert registry.parameter(session, "x", on=TODAY - timedelta(days=1)).value == 1


@pytest.mark.parametrize("span", [{"valid_from": TODAY + timedelta(days=1)}, {"valid_to": TODAY - timedelta(days=1)}, {"region": "yijie"}])
def test_a_parameter_outside_its_span_or_place_is_missing(session, span):
    add(session, value=1, **span)
    with pytest.raises(MissingParameter, match="“x”"):
        registry.parameter(session, "x", on=TODAY)


def test_holidays_come_with_the_years_they_were_entered_for(session):
    days, years = registry.holidays(session)
    assert days[date(2027, 1, 1)] == (False, "元旦") and years == {2027: "sample", 2028: "sample"}
