"""A payload that does not fit its act is refused at its fields, whoever sends it."""
from datetime import date, datetime
from decimal import Decimal

import pytest

from app.acts import payload as p
from app.acts.catalogue import ACTS
from app.acts.operations import perform, read_payload
from app.kernel.errors import FieldErrors, Rejection

FITTING = [
    (p.text("甲"), " 文 ", "文"), (p.flag("甲"), True, True), (p.choice("甲", "a", "b"), "b", "b"),
    (p.some_of("甲", ["a", "b"]), ["a", "a"], ["a"]), (p.people("甲"), ["3", 4, 3], [3, 4]), (p.people("甲"), 5, [5]),
    (p.yuan("甲"), "99.50", Decimal("99.50")), (p.yuan("甲"), 200, Decimal(200)), (p.yuan("甲"), 0.1, Decimal("0.1")),
    (p.day("甲"), "2026-11-22", date(2026, 11, 22)), (p.day("甲"), "2026-11-22T10:00", date(2026, 11, 22)),
    (p.day("甲"), datetime(2026, 11, 22, 23), date(2026, 11, 22)), (p.number("甲"), "2", 2), (p.listing("甲"), ["一", {"名": "二", "量": "3"}], "一\n二，3"),
    (p.items("甲"), "一件", ["一件"]),
]


@pytest.mark.parametrize("field, raw, value", FITTING)
def test_what_fits_becomes_its_type(field, raw, value):
    assert p.check({"k": field.need()}, {"k": raw}) == ({"k": value}, {})


UNFIT = [
    (p.text("甲"), 3), (p.text("甲", 2), "三个字"), (p.flag("甲"), "yes"), (p.flag("甲"), 1), (p.choice("甲", "a"), "c"), (p.choice("甲", "a"), ["a"]),
    (p.some_of("甲", ["a"]), "a"), (p.some_of("甲", ["a"]), ["b"]), (p.some_of("甲", ["a"]), [{}]), (p.people("甲", 2), [1, 1]), (p.people("甲"), ["x"]),
    (p.people("甲"), [True]), (p.yuan("甲"), -1), (p.yuan("甲"), "1.001"), (p.yuan("甲"), "NaN"), (p.yuan("甲"), "Infinity"), (p.yuan("甲"), True),
    (p.yuan("甲"), "1e20"), (p.yuan("甲"), [1]), (p.day("甲"), "2026-02-30"), (p.day("甲"), 5), (p.number("甲"), -1), (p.number("甲"), "1.5"), (p.items("甲"), [5]),
    (p.listing("甲"), 5),
]


@pytest.mark.parametrize("field, raw", UNFIT)
def test_what_does_not_fit_is_told_at_its_field(field, raw):
    values, errors = p.check({"k": field}, {"k": raw})
    assert list(errors) == ["k"] and errors["k"].endswith("。")
    assert values["k"] == field.empty


@pytest.mark.parametrize("raw", [None, "", "  ", []])
def test_nothing_is_not_an_answer(raw):
    assert p.check({"k": p.text("甲").need()}, {"k": raw})[1] == {"k": "请填写甲。"}


def test_no_is_an_answer():
    assert p.check({"k": p.asked("甲").need()}, {"k": False})[1] == {}


CONDITIONAL = [
    ("decide", {"approved": "return"}, set()),
    ("hear_pleading", {"pleading": "made"}, {"pleading_text", "adopted", "adopt_reason"}),
    ("hear_pleading", {"pleading": "waived"}, set()),
    ("file_case", {"approved": "refuse"}, {"refuse_reason"}),
    ("order_correction", {"correction_ordered": True}, {"items"}),
    ("order_correction", {"correction_ordered": False}, {"no_correction_reason"}),
    ("publish", {"publish": False}, {"no_publish_reason"}),
    ("publish", {"publish": True}, set()),
]


@pytest.mark.parametrize("code, payload, missing", CONDITIONAL)
def test_some_keys_are_asked_only_in_some_cases(code, payload, missing):
    assert set(p.check(ACTS[code].schema, payload)[1]) == missing


def test_no_term_expires_on_the_spot():
    assert "pleading" in p.check(ACTS["hear_on_spot"].schema, {"pleading": "expired"})[1]


def test_nothing_is_discovered_before_it_happened(office):
    with pytest.raises(FieldErrors) as refused:
        office.prepare(act_date="2026-11-11", discovered_on="2026-11-10", act_ended_on="2026-11-01", continuous=True)
    assert set(refused.value.errors) == {"discovered_on", "act_ended_on"}


def test_a_fine_has_an_amount(office):
    office.file()
    with pytest.raises(FieldErrors) as refused:
        office.report(amount=None)
    assert set(refused.value.errors) == {"amount"}


def test_a_warning_has_none():
    notice = dict(facts_told="甲", reasons_told="乙", basis_told="丙", rights_told="丁", penalty_kinds=["warning"], amount=500)
    assert read_payload(ACTS["notify"], notice)["amount"] is None


def test_an_empty_payload_is_refused_by_every_act():
    for act in ACTS.values():
        with pytest.raises(FieldErrors) as refused:
            read_payload(act, {})
        assert set(act.required) <= set(refused.value.errors), act.code


def test_an_act_that_nobody_knows_is_refused(office):
    with pytest.raises(Rejection) as refused:
        office.act("officer", "pardon")
    assert refused.value.code == "unknown_act"


def test_nobody_acts_without_a_post(office):
    with pytest.raises(Rejection) as refused:
        perform(office.session, "educate", office.facts, {"education": "甲"}, actor=office.login("officer"), post=None, now=office.now)
    assert refused.value.code == "no_post"
