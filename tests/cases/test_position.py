"""The diagram shows where a case stands: current nodes come from the engine's state, not from counting what went by."""
from app.cases import queries
from tests.support.sand import PROBLEM, answers


def test_a_case_stands_where_its_open_tasks_are_and_nowhere_else(district):
    case = district.register("grid_worker", **PROBLEM)
    district.work_off(answers(district), until=lambda: any(i.node == "ut07_draft" for i in district.open_items()) is False
                      and any(i.node == "ut05_sign" for i in district.open_items()))
    with district.database.read() as session:
        current = {t.process_id: t.current for t in queries.taken(session, case)}
    assert current["whistle_report"] == {"mi_dept": 6, "ut05_sign": 6, "ut09_command": 1}
    assert set(current["five_step_loop"]) == {"sp_dispose", "ca_chain"}
    assert "three_coordination_chain" in current


def test_after_the_departments_have_left_the_whistle_is_current_no_more(district):
    case = district.register("grid_worker", **PROBLEM)
    district.work_off(answers(district), until=lambda: any(i.node == "ut02_confirm" for i in district.open_items()))
    with district.database.read() as session:
        current = {t.process_id: t.current for t in queries.taken(session, case)}
    assert current["whistle_report"] == {}
    assert current["lead_dept_coordination"] == {"ut02_confirm": 1}
