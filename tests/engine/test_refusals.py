"""The catalogue of what is refused: every invalid model names its rule and its element, every valid twin passes."""
import re
from pathlib import Path

import pytest

from app.engine import check_files
from app.engine.checks.catalogue import RULES
from tests.engine.refusals import data, events, flows, others, references

ROOT = Path(__file__).resolve().parents[2]
TABLES = {"flows": flows.ROWS, "references": references.ROWS, "events": events.ROWS, "data": data.ROWS, "others": others.ROWS}
ROWS = {f"{table}: {name}": row for table, rows in TABLES.items() for name, row in rows.items()}


def errors(content):
    return [p for p in check_files({"model.bpmn": content}) if p.level == "error"]


@pytest.mark.parametrize("name", ROWS)
def test_an_invalid_model_is_refused_at_its_element_and_its_twin_is_not(name):
    row = ROWS[name]
    found = errors(row.wrong)
    assert row.code in {p.code for p in found if row.place in (None, p.element)}, found
    assert errors(row.right) == []


def test_the_catalogue_says_of_every_rule_what_it_is_and_where_it_is_written():
    missing = {row.code for row in ROWS.values()} - RULES.keys()
    assert not missing
    assert all(rule.clause and rule.english and rule.english[0].islower() for rule in RULES.values())


def test_every_rule_that_the_checks_use_is_in_the_catalogue():
    used = set()
    for path in sorted(ROOT.glob("app/engine/**/*.py")):
        used |= set(re.findall(r'(?:say|warn|refuse|problem)\((?:[\w.()\[\]]+, )?"([a-z_]+)"', path.read_text()))
        used |= set(re.findall(r'Problem\("\w+", [^,]+, [^,]+, "([a-z_]+)"', path.read_text()))
    assert used - RULES.keys() == set() and len(used) > 80


def test_every_rule_of_the_standard_has_an_invalid_model():
    """Ours are tried in test_refused, test_bounds and the attacks; a warning is no refusal."""
    tried, warnings = {row.code for row in ROWS.values()}, {"drawn_twice"}
    elsewhere = {"wrong_import", "duplicate"}
    assert {code for code, rule in RULES.items() if rule.clause[:1].isdigit()} - tried - warnings - elsewhere == set()


def test_there_are_several_hundred_invalid_models():
    assert len(ROWS) > 600 and len({row.wrong for row in ROWS.values()}) > 600
