"""Decision tables and their runs in words."""
import pytest

from app.cases import queries as cases
from app.web import tables
from tests.support.district import starter_files


@pytest.fixture
def runs(district):
    """The rules that a sand case has gone through up to its whistle."""
    case = district.register("grid_worker", title="东河滩夜间盗采砂石", problem_code="PG-34")
    for form in ("handling_opinion", "handling_issue", "whistle_draft", "whistle_issue"):
        item = next(i for i in district.open_items(case_id=case.id) if i.form == form)
        district.complete(district.someone_for(item), item)
    with district.database.read() as session:
        found = cases.rule_runs(session, case.id)
        reader = tables.reader(session, found[0].bundle_id)
        return {run.decision_id: reader.told(run)[0] for run in found}


def test_every_table_of_the_starter_set_has_inputs_outputs_and_rows():
    for name, content in starter_files().items():
        if name.endswith(".dmn"):
            for table in tables.tables(content):
                assert table.inputs and table.outputs and table.rows, name
                assert all(len(row.tests) == len(table.inputs) and len(row.results) == len(table.outputs) for row in table.rows)


def test_a_run_says_which_row_fired_and_what_came_out_in_chinese(runs):
    told = runs["D01_triage_route"]
    assert told.rows and "路线 两个以上部门协同" in told.result


def test_a_run_shows_what_the_row_asked_and_sums_up_what_it_did_not(runs):
    told = runs["D01_triage_route"]
    asked = {a.label: a for a in told.asked}
    assert asked["有权部门数"].met and asked["有权部门数"].wanted.startswith(">=")
    assert told.asked[-1].wanted == "不限" and "、" in told.asked[-1].label


def test_a_run_says_why_the_next_row_was_not_reached(runs):
    assert runs["D01_triage_route"].missed.startswith("第 7 行未到：它要求")


def test_organs_are_named_and_not_coded(district, runs):
    with district.database.read() as session:
        bundle_id = cases.rule_runs(session, 1)[0].bundle_id
        reader = tables.reader(session, bundle_id)
    assert reader.word("lead", "guizi") == "规自分局"
    assert reader.word("supports", ["shuiwu", "gongan"]) == "水务局、公安分局"


@pytest.mark.parametrize("value, words", [(True, "是"), (False, "否"), (None, "无"), ([], "无"), ("yes", "是"), (3, "3")])
def test_plain_values_read_as_words(value, words):
    assert tables.Reader({}, {}, {}).word("x", value) == words


@pytest.mark.parametrize("cell, words", [('"yes"', "是"), ('not("yes")', "是以外"), ("true", "是"), (">= 2", ">= 2"), ('"甲", "乙"', "甲, 乙")])
def test_cells_lose_their_quotes(cell, words):
    assert tables.Reader({}, {}, {}).wanted("x", cell) == words
