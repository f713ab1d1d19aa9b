"""Hostile decision models and forms are refused as they are loaded, or stopped as they are used; hostile answers are sentences at their fields."""
import pytest

from tests.attacks.confined import outcomes
from tests.attacks.forms import ANSWERS, FORMS, HARMLESS, STOPPED
from tests.attacks.tables import TABLES

SLOTS = ("a condition", "a label", "a prefill", "options", "a read-only switch", "a bound", "the latest date", "a text", "a template", "a table")
DECIDED = {"2^40 paths to one decision", "2,000 columns", "an aggregation of texts", "boxed lists 60 deep", "boxed lists 95 deep", "10**10**10", "a type that holds itself", "a name of 100 kB", "2,000 decisions", "a surrogate", "100,000 names with spaces", "a table at its bound"}


@pytest.mark.parametrize("name", TABLES)
def test_a_hostile_decision_model_is_refused_or_gives_an_error(name):
    """Or its value, where it is only large."""
    outcome = outcomes("tables")[name][0]
    assert outcome in (("refused", "error", "value") if name in DECIDED else ("refused", "error"))


@pytest.mark.parametrize("name", FORMS)
def test_a_hostile_form_is_refused_or_stopped(name):
    outcome = outcomes("forms")[name][0]
    in_a_slot = any(name.endswith(f" in {slot}") for slot in SLOTS)
    allowed = ("errors",) if name in STOPPED else ("shown",) if name in HARMLESS else ("shown", "errors", "refused") if in_a_slot else ("refused",)
    assert outcome in allowed


def test_a_submission_of_many_rows_with_heavy_conditions_is_stopped():
    assert outcomes("forms")["200 rows of 100 heavy fields"][0] == "stopped"


@pytest.mark.parametrize("name", ANSWERS)
def test_a_hostile_answer_is_a_sentence_at_its_field_or_is_kept_as_text(name):
    assert outcomes("forms")[f"answer: {name}"][0] in ("shown", "errors")


def test_all_of_them_together_take_little_memory():
    assert outcomes("tables")[""] < 400 and outcomes("forms")[""] < 400
