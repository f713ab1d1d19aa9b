"""What every diagram of the five-step loop and the coordination chain must tell, and to whom its tasks go."""
import json

import pytest

from app.accounts.roles import ROLES
from app.acts.catalogue import ACTS
from app.cases.ending import NAMES
from app.cases.model import Stage
from app.cases.services import SERVICES
from app.engine import check_files
from app.rules import feel
from tests.processes.charts import OURS, ROOT, SPIFF, elements, source, user_tasks

ALL_TASKS = [pytest.param(name, task, id=f"{name}.{task.id}") for name in OURS for task in user_tasks(name)]
STREET_HEADS = {"team_head", "exec_deputy_head"}
UNIT = {"dept_liaison", "station_head", "officer"}
# Anybody of the street who comes across a problem registers it.
INTAKE = {"grid_worker", "intake_clerk", "station_head", "officer", "lead_officer", "co_officer", "auxiliary", "duty_chief",
          "exec_deputy_head", "team_head"}
LANES = {                               # who may stand in a lane: lane = role, not person
    "five_step_loop": {"网格与受理": INTAKE, "值班长": {"duty_chief"}, "队领导": STREET_HEADS, "承办人员": {"officer", "station_head"}},
    "instruction_handling": {"受理员": {"intake_clerk", "duty_chief"}, "值班长": {"duty_chief"}, "承办单位": UNIT,
                             "队领导（督办）": STREET_HEADS, "司法局监督": {"supervisor"}},
    "whistle_report": {"街乡（吹哨与指挥）": STREET_HEADS | {"duty_chief"}, "部门（报到）": {"dept_liaison", "officer"},
                       "区总调度": {"chief_dispatcher"}, "司法局监督": {"supervisor"}},
    "lead_dept_coordination": {"街乡": STREET_HEADS, "主责部门": {"dept_head", "dept_liaison", "officer"},
                               "配合部门": {"dept_liaison", "dept_head"}, "司法局监督": {"supervisor"}},
    "dept_requirement_implementation": {
        "主责部门": {"dept_head", "dept_liaison"}, "街乡": STREET_HEADS,
        "网格（巡查与抽核）": {"grid_worker", "officer", "station_head", "dept_liaison", "dept_head"}},
    "three_coordination_chain": {"街乡（队长）": STREET_HEADS},
    "case_closing_archive": {"承办人员": {"officer", "lead_officer", "station_head"},
                             "负责人": {"organ_head", "dept_head", "exec_deputy_head"}, "档案员": {"archivist"}},
}


def fields(form: str) -> set[str]:
    content = json.loads((ROOT / "forms" / f"{form}.form").read_text(encoding="utf-8"))
    return {c.get("key") or c.get("path") for c in content["components"]}


@pytest.mark.parametrize("name", OURS)
def test_the_engine_accepts_the_diagram(name):
    files = {p.name: p.read_bytes() for folder in ("processes", "rules") for p in (ROOT / folder).iterdir()}
    assert [p.sentence for p in check_files(files) if p.file == f"{name}.bpmn"] == []


@pytest.mark.parametrize("name, task", ALL_TASKS)
def test_a_task_says_who_where_with_which_form_and_what_is_asked(name, task):
    assert set(task.properties) >= {"role", "scope", "form", "ask"}
    assert set(task.properties["role"].split("|")) <= set(ROLES)
    feel.check(task.properties["scope"])
    assert (ROOT / "forms" / f"{task.properties['form']}.form").is_file()


@pytest.mark.parametrize("name, task", ALL_TASKS)
def test_a_task_stands_in_the_lane_of_its_role(name, task):
    assert set(task.properties["role"].split("|")) <= LANES[name][task.lane]


@pytest.mark.parametrize("name, task", [p for p in ALL_TASKS if "act" in p.values[1].properties])
def test_an_acts_form_asks_for_all_that_the_act_must_be_given(name, task):
    assert set(ACTS[task.properties["act"]].required) <= fields(task.properties["form"])


@pytest.mark.parametrize("name, task", [p for p in ALL_TASKS if "not_actor_of" in p.values[1].properties])
def test_separation_of_duties_names_tasks_of_the_same_diagram(name, task):
    assert set(task.properties["not_actor_of"].split(",")) <= set(elements(name))


@pytest.mark.parametrize("name", OURS)
def test_every_node_lies_in_one_lane(name):
    assert [e.id for e in elements(name).values() if e.lane is None] == []


@pytest.mark.parametrize("name", OURS)
def test_a_diverging_gateway_is_a_question_and_every_branch_an_answer(name):
    for gateway in (e for e in elements(name).values() if e.tag == "exclusiveGateway" and len(e.outgoing) > 1):
        assert gateway.name.endswith("？"), gateway.id
        assert all(flow.get("name") for flow in gateway.outgoing), gateway.id
        default = gateway.xml.get("default")
        assert [f.get("id") for f in gateway.outgoing if len(f) == 0] == [default], gateway.id


@pytest.mark.parametrize("name", OURS)
def test_gateways_either_split_or_join_and_joins_have_no_name(name):
    for gateway in (e for e in elements(name).values() if e.is_gateway):
        assert (len(gateway.incoming) > 1) + (len(gateway.outgoing) > 1) == 1, gateway.id
        assert len(gateway.outgoing) > 1 or not gateway.name, gateway.id


@pytest.mark.parametrize("name", OURS)
def test_nothing_merges_without_a_gateway(name):
    assert [e.id for e in elements(name).values() if not e.is_gateway and len(e.incoming) > 1] == []


@pytest.mark.parametrize("name", OURS)
def test_names_are_chinese_and_tasks_verb_and_object_in_four_to_nine_characters(name):
    for element in elements(name).values():
        if element.is_gateway and (len(element.outgoing) == 1 or element.tag == "parallelGateway"):
            continue
        low, high = (4, 9) if element.tag.endswith("Task") else (2, 14)
        assert low <= len(element.name) <= high and not element.name.isascii(), (element.id, element.name)


@pytest.mark.parametrize("name", OURS)
def test_service_tasks_call_services_that_the_host_has(name):
    called = {o.get("id") for e in elements(name).values() for o in e.xml.iterfind(f".//{{{SPIFF}}}serviceTaskOperator")}
    assert called <= set(SERVICES)


def test_a_closed_problem_passes_all_five_steps():
    stages = [e.properties["stage"] for e in elements("five_step_loop").values() if "stage" in e.properties]
    assert sorted(stages) == sorted(s.value for s in Stage)


@pytest.mark.parametrize("name, states", [
    ("five_step_loop", {"merged", "rejected", "transferred", "closed"}), ("dept_requirement_implementation", {"stable", "relapsed"})])
def test_a_root_process_ends_in_states_that_the_case_file_knows(name, states):
    ends = [e for e in elements(name).values() if e.tag == "endEvent" and "end_state" in e.properties]
    assert {e.properties["end_state"] for e in ends} == states
    assert states <= set(NAMES)


@pytest.mark.parametrize("name", OURS)
def test_nothing_foreign_stands_in_the_file(name):
    assert b"<!DOCTYPE" not in source(name)
