"""A drawing that a person would sign: the lint finds nothing but crossings that are explained here."""
import pytest

from app.definitions.layout import check, layout
from tests.processes.charts import OURS, source

EXPLAINED = {           # process → pairs of flows that cross, and why they must
    "five_step_loop": {
        ("f_ut10_feedback__ut11_check", "f_sc_again__j2_dispose"): "the way back to disposal passes the way up to the check"},
    "instruction_handling": {
        ("f_x2_accept__ut_coordinate", "f_ut_coordinate__j1_sign"): "the dispute goes to the justice bureau and comes back",
        ("f_ut02_direct__j4_review", "f_j6_again__j2_work"): "the way back to work passes the short way of direct handling"},
    "case_closing_archive": {
        ("f_x1_complete__j0_supplement", "f_x2_explained__j1_check"): "papers that came are checked again from the start"},
    "dept_requirement_implementation": {
        ("f_sp_period__j4_state", "f_tb_end__sc_over"): "the term's end leaves below what leaves at the side"},
}


@pytest.mark.parametrize("name", OURS)
def test_the_drawing_has_no_finding_that_is_not_explained(name):
    allowed = {frozenset(pair) for pair in EXPLAINED.get(name, {})}
    found = [f for f in check(source(name)) if f.code != "edge-crossing" or frozenset(f.elements) not in allowed]
    assert [f.text for f in found] == []


@pytest.mark.parametrize("name", OURS)
def test_no_explanation_outlives_its_crossing(name):
    crossing = {frozenset(f.elements) for f in check(source(name)) if f.code == "edge-crossing"}
    assert {frozenset(pair) for pair in EXPLAINED.get(name, {})} <= crossing


@pytest.mark.parametrize("name", OURS)
def test_the_file_is_drawn_as_the_layout_would_draw_it(name):
    assert [f.code for f in check(layout(source(name)))] == [f.code for f in check(source(name))]
