"""The catalogue of what is refused: every invalid model names its rule and its element, every valid twin passes."""
import pytest

from app.engine import check_files
from tests.engine.refusals import data, events, flows, others, references

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
