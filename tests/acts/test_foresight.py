"""What the guards say before anybody has filled in the form: only what the record decides already."""
import pytest

from app.acts.catalogue import ACTS
from app.acts.foresight import foresee
from app.cases.facts import case_facts
from app.cases.model import Case
from tests.conftest import NOW, demonstration_district
from tests.support.district import District
from tests.support.sand import PROBLEM


def fresh(database) -> None:
    demonstration_district(database)
    District(database, NOW).register("grid_worker", **PROBLEM)


@pytest.fixture
def facts(backend):
    with backend.fresh(fresh) as database, database.read() as session:
        yield session, case_facts(session, session.query(Case).order_by(Case.id).first())


@pytest.mark.parametrize("act", sorted(ACTS))
def test_every_act_can_be_asked_and_whatever_it_says_has_an_article(facts, act):
    for found in foresee(*facts[:1], act, facts[1], now=NOW):
        assert found.code and found.article and found.sentence


@pytest.mark.parametrize("act, sure", [("decide", True), ("close", None), ("register", False)])
def test_a_decision_without_filing_and_notice_is_foreseen_as_refused_and_what_is_no_act_says_nothing(facts, act, sure):
    session, case = facts
    found = foresee(session, act, case, now=NOW)
    assert sure is None or bool(found) is sure
