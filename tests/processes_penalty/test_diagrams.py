"""What every diagram of the penalty procedures must tell, to whom its tasks go, and where what was decided leads."""
import json

import pytest

from app.accounts.roles import ROLES
from app.acts.catalogue import ACTS
from app.cases.services import SERVICES
from app.definitions.layout import check, layout
from app.engine import check_files
from app.rules import feel
from tests.processes.charts import ROOT, SPIFF, elements, source, user_tasks

OFFICERS, HEADS = {"officer", "lead_officer"}, {"organ_head", "dept_head", "exec_deputy_head", "team_head"}
LANES = {                               # who may stand in a lane: lane = role, not person
    "single_dept_disposal": {"部门执法人员": OFFICERS | {"dept_liaison"}, "部门负责人": HEADS},
    "summary_penalty": {"执法人员": OFFICERS, "财务（非税）": {"fine_cashier"}},
    "ordinary_penalty": {"机关负责人": {"organ_head"}},
    "penalty_filing": {"执法人员": OFFICERS, "机关负责人": HEADS},
    "penalty_investigation": {"执法人员": OFFICERS},
    "prior_notice": {"执法人员": OFFICERS, "听证主持人": {"hearing_chair"}},
    "decision_review": {},
    "penalty_not_imposed": {"机关负责人": HEADS},
    "penalty_execution": {"执法人员": OFFICERS, "公示审核": {"legal_reviewer", "dept_head"}, "财务（非税）": {"fine_cashier"}},
    "legal_review": {"执法人员": OFFICERS, "法制审核员": {"legal_reviewer"}, "机关负责人": {"organ_head"}},
    "collective_discussion": {"执法人员": OFFICERS, "集体讨论成员": {"panel_member"}, "机关负责人": {"organ_head"}},
    "document_service": {"送达人": OFFICERS | {"server"}, "机关负责人": HEADS},
    "rectification": {"执法人员": OFFICERS},
}
OURS = tuple(LANES)
ALL_TASKS = [pytest.param(name, task, id=f"{name}.{task.id}") for name in OURS for task in user_tasks(name)]
TASKS = {task.id: (name, task) for name in OURS for task in user_tasks(name)}
ONE_WAY_ACTS = {                        # act → the roles of the people who may be asked to do it
    "file_case": HEADS, "review": {"legal_reviewer"}, "discuss": {"organ_head"}, "decide": {"organ_head"}, "decide_no_penalty": HEADS,
    "withdraw_filing": HEADS, "transfer": HEADS, "hold_hearing": {"hearing_chair"}}


def fields(form: str) -> set[str]:
    content = json.loads((ROOT / "forms" / f"{form}.form").read_text(encoding="utf-8"))
    return {c.get("key") or c.get("path") for c in content["components"]}


def targets(name: str, gateway: str) -> dict[str, str]:
    """{answer on the branch: node it leads to}."""
    return {flow.get("name"): flow.get("targetRef") for flow in elements(name)[gateway].outgoing}


def reachable(name: str, start: str) -> set[str]:
    nodes, found, todo = elements(name), set(), [start]
    while todo:
        node = todo.pop()
        if node not in found:
            found.add(node)
            todo += [flow.get("targetRef") for flow in nodes[node].outgoing]
    return found


# ---- what each task says ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", OURS)
def test_the_engine_accepts_the_diagram(name):
    files = {p.name: p.read_bytes() for folder in ("processes", "rules") for p in (ROOT / folder).iterdir()}
    assert [p.sentence for p in check_files(files) if p.file == f"{name}.bpmn"] == []


@pytest.mark.parametrize("name, task", ALL_TASKS)
def test_a_task_says_who_where_with_which_form_and_what_is_asked(name, task):
    assert set(task.properties) >= {"role", "scope", "form", "ask"}
    assert set(task.properties["role"].split("|")) <= set(ROLES)
    assert task.properties["scope"] == "case.legal_subject"
    feel.check(task.properties["scope"])
    assert (ROOT / "forms" / f"{task.properties['form']}.form").is_file()


@pytest.mark.parametrize("name, task", [p for p in ALL_TASKS if p.values[1].lane in LANES[p.values[0]]])
def test_a_task_stands_in_the_lane_of_its_role(name, task):
    assert set(task.properties["role"].split("|")) <= LANES[name][task.lane]


@pytest.mark.parametrize("name, task", ALL_TASKS)
def test_no_task_for_people_stands_in_the_lane_of_the_system(name, task):
    assert task.lane in LANES[name]


@pytest.mark.parametrize("name, task", [p for p in ALL_TASKS if "act" in p.values[1].properties])
def test_an_acts_form_asks_for_all_that_the_act_must_be_given(name, task):
    assert set(ACTS[task.properties["act"]].required) <= fields(task.properties["form"])


@pytest.mark.parametrize("act, roles", ONE_WAY_ACTS.items())
def test_who_handles_a_case_is_never_asked_to_approve_review_or_judge_it(act, roles):
    asked = [task for _, task in TASKS.values() if task.properties.get("act") == act]
    assert asked and all(set(task.properties["role"].split("|")) <= roles for task in asked)


@pytest.mark.parametrize("node, barred", [
    ("ut02_approve", {"ut01_file"}), ("ut02_review", {"ut01_file", "ut03_report", "ut01_submit"}), ("ut03_discuss", {"ut01_file", "ut03_report"}),
    ("ut_hearing", {"ut01_file", "ut03_report"}), ("ut06_decide", {"ut01_file", "ut03_report", "ut02_review"}),
    ("ut_withdraw", {"ut01_file", "ut03_report"}), ("ut_exempt", {"ut01_file", "ut03_report"})])
def test_separation_of_duties_is_drawn(node, barred):
    assert barred <= set(TASKS[node][1].properties["not_actor_of"].split(","))


@pytest.mark.parametrize("name, task", [p for p in ALL_TASKS if "not_actor_of" in p.values[1].properties])
def test_separation_of_duties_names_tasks_that_there_are(name, task):
    assert set(task.properties["not_actor_of"].split(",")) <= set(TASKS)


@pytest.mark.parametrize("name", OURS)
def test_service_tasks_call_services_that_the_host_has(name):
    called = {o.get("id") for e in elements(name).values() for o in e.xml.iterfind(f".//{{{SPIFF}}}serviceTaskOperator")}
    assert called <= set(SERVICES)


@pytest.mark.parametrize("name", OURS)
def test_called_processes_and_decisions_are_there(name):
    for element in elements(name).values():
        if called := element.xml.get("calledElement"):
            assert (ROOT / "processes" / f"{called}.bpmn").is_file(), element.id
        for decision in element.xml.iterfind(f"*/{{{SPIFF}}}calledDecisionId"):
            assert (ROOT / "rules" / f"{decision.text}.dmn").is_file(), element.id


# ---- how it is drawn ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", OURS)
def test_a_diverging_gateway_is_a_question_and_every_branch_an_answer(name):
    for gateway in (e for e in elements(name).values() if e.tag == "exclusiveGateway" and len(e.outgoing) > 1):
        assert gateway.name.endswith("？"), gateway.id
        assert all(flow.get("name") for flow in gateway.outgoing), gateway.id
        assert [f.get("id") for f in gateway.outgoing if len(f) == 0] == [gateway.xml.get("default")], gateway.id


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
        if element.is_gateway and len(element.outgoing) == 1:
            continue
        low, high = (4, 9) if element.tag.endswith("Task") else (2, 14)
        assert low <= len(element.name) <= high and not element.name.isascii(), (element.id, element.name)


@pytest.mark.parametrize("name", OURS)
def test_every_node_lies_in_one_lane(name):
    assert [e.id for e in elements(name).values() if e.lane is None] == []


@pytest.mark.parametrize("name", OURS)
def test_nothing_foreign_stands_in_the_file(name):
    assert b"<!DOCTYPE" not in source(name)


EXPLAINED = {           # process → pairs of flows that cross, and why they must
    "single_dept_disposal": {
        ("f_x4_corrected__j2_done", "f_x4_corrected__j1_ordinary"): "who did not correct joins the ordinary procedure from below",
        ("f_x4_corrected__j2_done", "f_x1_way__j2_done"): "four ways end at the same place"},
    "summary_penalty": {
        ("f_x4_collect__j0_payment", "f_x3_fine__j1_paid"): "a warning passes the payment on the system's line"},
    "ordinary_penalty": {
        ("f_x4_other__e_exempt", "f_x4_other__e_withdrawn"): "three ends of one gateway",
        ("f_x4_other__j5_punish", "f_x5_reviewed__j1_other"): "what is taken back into the penalty meets what leaves it",
        ("f_x5_reviewed__j8_again", "f_x9_decided__j8_again"): "two ways back to the investigation"},
    "penalty_not_imposed": {("f_x1_way__ut_exempt", "f_x1_way__ut_withdraw"): "three ways from one gateway"},
    "legal_review": {("f_x1_opinion__j2_answer", "f_x2_head__j2_answer"): "the head's answer meets the reviewer's at the officer"},
    "rectification": {
        ("f_x1_result__st_clear", "f_x1_result__sc_extend"): "three ways from one gateway into the system's lane",
        ("f_x1_result__st_clear", "f_sc_extend__j1_wait"): "the way back of the extension"},
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


# ---- where it leads ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("policy, name, gateway, answers", [
    ("拒收的接着留置，没有送到的不算送达", "document_service", "x1_result",
     {"已送达": "j2_served", "拒收": "ut03_leave", "换方式再送": "j1_try", "申请公告": "ut_notice"}),
    ("审核不同意的由负责人决定，不能直接通过", "legal_review", "x1_opinion",
     {"同意": "review_passed", "补充、纠正、变更": "j2_answer", "不同意或者建议移送": "ut04_report"}),
    ("暂缓的再次讨论，不算通过", "collective_discussion", "x1_end",
     {"同意": "e_approved", "变更": "e_change", "退回": "e_returned", "暂缓": "j1_discuss"}),
    ("审核讨论没有通过的不能决定", "ordinary_penalty", "x5_reviewed",
     {"可以决定": "ut06_decide", "变更告知": "j5_punish", "补充调查": "j8_again", "撤案": "j1_other"}),
    ("负责人退回的补充调查", "ordinary_penalty", "x9_decided", {"同意": "ca_execute", "退回": "j8_again"}),
    ("逾期不改正的转入普通程序", "single_dept_disposal", "x4_corrected", {"是": "j2_done", "否": "j1_ordinary"}),
    ("简易程序不符合条件的转普通程序", "single_dept_disposal", "x3_converted", {"是": "j1_ordinary", "否": "j2_done"}),
    ("整改只延期一次", "rectification", "x1_result", {"全部通过": "st_clear", "延期一次": "sc_extend", "没有改正": "e_failed"}),
    ("没有缴清的继续登记", "penalty_execution", "x11_paid", {"是": "j10_paid", "否": "j9_pay"}),
])
def test_what_was_decided_leads_where_the_law_wants_it(policy, name, gateway, answers):
    assert targets(name, gateway) == answers, policy


def test_no_decision_without_notice_and_review_before_it():
    nodes = elements("ordinary_penalty")
    assert [f.get("sourceRef") for f in nodes["ut06_decide"].incoming] == ["x5_reviewed"]
    assert [f.get("sourceRef") for f in nodes["x5_reviewed"].incoming] == ["ca_review"]
    assert [f.get("sourceRef") for f in nodes["ca_review"].incoming] == ["ca_notice"]


def test_a_spot_penalty_with_cash_takes_four_human_tasks():
    path = ["ut01_identity", "br02_procedure", "x1_procedure", "br03_leniency", "x2_exempt", "ut05_tell", "ut06_decide", "st11_record",
            "x3_fine", "x4_collect", "ut09_collect", "j1_paid", "x5_correction", "j3_done", "sc_done", "e_done"]
    nodes = elements("summary_penalty")
    for here, there in zip(path, path[1:], strict=False):
        assert there in {f.get("targetRef") for f in nodes[here].outgoing}, (here, there)
    assert [n for n in path if nodes[n].tag == "userTask"] == ["ut01_identity", "ut05_tell", "ut06_decide", "ut09_collect"]


@pytest.mark.parametrize("name", OURS)
def test_from_every_node_an_end_can_be_reached(name):
    nodes = elements(name)
    ends = {n for n, e in nodes.items() if e.tag == "endEvent"}
    assert [n for n in nodes if not reachable(name, n) & ends] == []


def test_a_sub_case_ends_released_or_closed():
    ends = {e.properties.get("end_state") for e in elements("single_dept_disposal").values() if e.tag == "endEvent"}
    assert ends == {"released", "closed"}
