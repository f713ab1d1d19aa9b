"""The tables D01–D07 and D16, row by row: the policy in words, what goes in, what comes out. Numbers are samples."""
import pytest

from app.definitions.layout.names import parse_xml
from app.rules import dmn
from tests.processes.charts import ROOT

MODELS = {}


def decide(table: str, **inputs):
    if table not in MODELS:
        MODELS[table] = dmn.load((ROOT / "rules" / f"{table}.dmn").read_bytes())
    decision = MODELS[table].decide(table, inputs, strict=True)
    return decision.value, decision.fired[table]


def row(table: str, n: int) -> tuple[str, ...]:
    return (f"{table}_r{n}",)


TRIAGE = dict(duplicate=False, emergency_line=False, statutory_channel=False, outside_region=False, major_or_urgent=False,
              street_has_power=False, competent_count=1)


@pytest.mark.parametrize("policy, n, inputs, route", [
    ("重复的问题并案", 1, dict(duplicate=True, major_or_urgent=True), "merge"),
    ("属110、119、120的转紧急电话", 2, dict(emergency_line=True, statutory_channel=True), "forward_emergency_line"),
    ("另有法定途径的告知途径", 3, dict(statutory_channel=True, outside_region=True), "inform_statutory_channel"),
    ("区外管辖的移送", 4, dict(outside_region=True, major_or_urgent=True), "transfer_out"),
    ("重大突发的联合执法", 5, dict(major_or_urgent=True, competent_count=3), "joint_enforcement"),
    ("两个以上部门有权的走三协同链", 6, dict(competent_count=2, street_has_power=True), "multi_dept"),
    ("本街乡清单内的由街乡办", 7, dict(street_has_power=True, competent_count=1), "street"),
    ("只有一个部门有权的交办该部门", 8, dict(competent_count=1), "single_dept"),
    ("谁都无权的不予受理并答复", 9, dict(competent_count=0), "not_accept"),
])
def test_triage(policy, n, inputs, route):
    value, fired = decide("D01_triage_route", **{**TRIAGE, **inputs})
    assert (value["route"], fired) == (route, row("D01_triage_route", n)), policy


def test_triage_leaves_unknown_facts_to_the_duty_chief():
    value, fired = decide("D01_triage_route", **{**TRIAGE, "competent_count": None})
    assert value["note"].endswith("由值班长判断") and fired == row("D01_triage_route", 10)


MODE = dict(bottom_line_risk="none", superior_order=False, complexity="简易", units=1, street_has_power=True, reopened_count=0,
            complaint_persons=1)


@pytest.mark.parametrize("policy, n, inputs, mode, level", [
    ("底线风险由队长督办", 1, dict(bottom_line_risk="生态保护"), "督办", "队长"),
    ("上级交办由区总调度督办", 2, dict(superior_order=True), "督办", "区总调度"),
    ("复杂问题督办", 3, dict(complexity="复杂"), "督办", "常务副队长"),
    ("两个以上单位承办的督办", 4, dict(units=2), "督办", "常务副队长"),
    ("重办两次以上的督办", 5, dict(reopened_count=2), "督办", "常务副队长"),
    ("十人以上反映的督办", 6, dict(complaint_persons=10), "督办", "常务副队长"),
    ("本街乡能办的简易问题直办", 7, dict(), "直办", "无"),
    ("反映人数没有填的按一人", 7, dict(complaint_persons=None), "直办", "无"),
    ("单独性问题交办一个单位", 8, dict(complexity="单独", reopened_count=1), "交办", "无"),
    ("简易问题但本街乡无权的交办", 9, dict(street_has_power=False), "交办", "无"),
])
def test_mode_of_handling(policy, n, inputs, mode, level):
    value, fired = decide("D02_instruction_mode", **{**MODE, **inputs})
    assert (value, fired) == ({"mode": mode, "level": level}, row("D02_instruction_mode", n)), policy


@pytest.mark.parametrize("policy, n, urgency, mode, source, finish, unit", [
    ("特急：24小时办结", 1, "特急", "督办", "12345热线", 24, "h"),
    ("紧急：2个工作日办结", 2, "紧急", "交办", "网格员上报", 2, "wd"),
    ("一般直办：2个工作日", 3, "一般", "直办", "网格员上报", 2, "wd"),
    ("热线工单：未载明的按5个工作日", 4, "一般", "交办", "12345热线", 5, "wd"),
    ("一般交办：5个工作日", 5, "一般", "交办", "执法巡查", 5, "wd"),
    ("一般督办：10个工作日", 6, "一般", "督办", "执法巡查", 10, "wd"),
    ("紧急程度不明的按一般交办", 7, None, "交办", "其他", 5, "wd"),
])
def test_handling_deadline(policy, n, urgency, mode, source, finish, unit):
    value, fired = decide("D03_handling_deadline", urgency=urgency, handling_mode={"mode": mode}, source=source)
    assert (value["finish"], value["unit"], value["feedback_days"], fired) == (finish, unit, 3, row("D03_handling_deadline", n)), policy


LEAD = dict(responsible_depts=["shuiwu", "guizi", "jiaotong"], statutory_subject=None, agreement_lead=None, licence_dept=None,
            first_filer=None, problem_code="CS-01")
SAND = "PG-34"


@pytest.mark.parametrize("policy, facts, ground, dept", [
    ("法律只规定一个主体的由它主责，先于一切", dict(statutory_subject="guizi", agreement_lead="shuiwu", first_filer="jiaotong"), "法定唯一主体", "guizi"),
    ("协议有约定的从约定，先于许可和先立案", dict(agreement_lead="jiaotong", licence_dept="shuiwu", first_filer="guizi"), "协作协议约定", "jiaotong"),
    ("许可活动中的由许可主管部门主责", dict(licence_dept="shuiwu", first_filer="guizi"), "许可主管部门", "shuiwu"),
    ("都有权的由先立案的主责，先于链条分工", dict(first_filer="jiaotong", problem_code=SAND), "先行立案", "jiaotong"),
    ("砂石链条总体由规自主责", dict(problem_code=SAND), "砂石链条分工", "guizi"),
    ("砂石链条没有规自的由首个责任部门主责", dict(problem_code=SAND, responsible_depts=["shuiwu", "jiaotong"]), "砂石链条分工", "shuiwu"),
    ("都不符合的暂行主责并送协调", dict(), "暂行主责", "shuiwu"),
])
def test_lead_department(policy, facts, ground, dept):
    inputs = {**LEAD, **facts}
    value, _ = decide("D04_lead_dept", **inputs)
    assert (value["ground"], value["dept"]) == (ground, dept), policy
    assert value["supports"] == [d for d in inputs["responsible_depts"] if d != dept]


def test_nobody_responsible_has_no_lead():
    value, _ = decide("D04_lead_dept", **{**LEAD, "responsible_depts": []})
    assert value["dept"] is None and value["supports"] == []


WHISTLE = dict(emergency="no", same_whistle_open="no", own_power="no", street_tried="yes", matter_codes=["PG-34-1"],
               problem_code=SAND, need_dept="yes", evidence="yes")


@pytest.mark.parametrize("policy, n, inputs, result", [
    ("应急的直接有效，手续24小时内补", 1, dict(emergency="yes", matter_codes=[], evidence="no"), "valid"),
    ("同一问题已有哨令的并入", 2, dict(same_whistle_open="yes"), "merge"),
    ("自己有权还没处理的不吹哨", 3, dict(own_power="yes", street_tried="no"), "not_a_whistle"),
    ("没有引权责清单的补正", 4, dict(matter_codes=[]), "needs_fix"),
    ("没有引问题清单的补正", 4, dict(problem_code=None), "needs_fix"),
    ("不需要部门到场的不吹哨", 5, dict(need_dept="no"), "not_a_whistle"),
    ("没有证据的补正", 6, dict(evidence="no"), "needs_fix"),
    ("自己有权且已处理过、仍需部门的可以吹哨", 7, dict(own_power="yes"), "valid"),
    ("要素不全的补正", 8, dict(emergency=None), "needs_fix"),
])
def test_whistle_validity(policy, n, inputs, result):
    value, fired = decide("D05_whistle_validity", **{**WHISTLE, **inputs})
    assert (value["result"], fired) == (result, row("D05_whistle_validity", n)), policy


@pytest.mark.parametrize("policy, n, kind, force, time, accept, arrive, persons", [
    ("应急、驻点力量：30分钟到场", 1, "应急", "stationed", "off", "10 min", "30 min", 2),
    ("应急、模块力量：60分钟到场", 2, "应急", "module", "work", "10 min", "60 min", 2),
    ("综合执法、驻点：4小时到场", 3, "综合执法", "stationed", "work", "2 h", "4 h", 2),
    ("综合执法、模块：下一工作日到场", 4, "综合执法", "module", "work", "4 h", "1 wd", 2),
    ("工作时间外的综合执法哨：下一工作日", 5, "综合执法", "stationed", "off", "1 wd", "1 wd", 2),
    ("民生：2个工作日内会商", 6, "民生", "module", "work", "1 wd", "2 wd", 1),
    ("其他类别按民生", 7, "专项", "stationed", "work", "1 wd", "2 wd", 1),
])
def test_report_deadline(policy, n, kind, force, time, accept, arrive, persons):
    value, fired = decide("D06_report_deadline", whistle_class=kind, force_place=force, time_of_day=time)
    told = f"{value['accept_amount']} {value['accept_unit']}", f"{value['arrive_amount']} {value['arrive_unit']}"
    assert (*told, value["min_persons"], fired) == (accept, arrive, persons, row("D06_report_deadline", n)), policy


@pytest.mark.parametrize("kind", ["应急", "综合执法", "民生", "专项", None])
@pytest.mark.parametrize("force", ["stationed", "module", None])
@pytest.mark.parametrize("time", ["work", "off", None])
def test_exactly_one_report_deadline_applies_whatever_the_whistle(kind, force, time):
    _, fired = decide("D06_report_deadline", whistle_class=kind, force_place=force, time_of_day=time)
    assert len(fired) == 1


JOINT = dict(responsible_depts=["guizi"], major_or_urgent=False, organ_interface=False, several_inspections=False, campaign=False,
             expected_resistance=False)


@pytest.mark.parametrize("policy, n, inputs, needed, police", [
    ("重大突发的联合执法并请公安", 1, dict(major_or_urgent=True), True, True),
    ("两个以上部门的联合", 2, dict(responsible_depts=["guizi", "shuiwu"]), True, False),
    ("职责交叉的联合", 3, dict(organ_interface=True), True, False),
    ("多项检查综合查一次", 4, dict(several_inspections=True), True, False),
    ("专项行动的联合", 5, dict(campaign=True, expected_resistance=True), True, False),
    ("只是预计有阻力的请公安协助", 6, dict(expected_resistance=True), False, True),
    ("其他情形单独执法", 7, dict(campaign=None), False, False),
])
def test_joint_enforcement(policy, n, inputs, needed, police):
    value, fired = decide("D07_joint_enforcement", **{**JOINT, **inputs})
    assert (value["needed"], value["police"], fired) == (needed, police, row("D07_joint_enforcement", n)), policy


@pytest.mark.parametrize("policy, n, kind, visits, days, all_weather", [
    ("两违高发区每日必到", 1, "两违高发区", 1, 1, True), ("管控点每日必到", 2, "管控点", 1, 1, True),
    ("叫停整改户每日必到", 3, "叫停整改户", 1, 1, True), ("重点区域每日两次", 4, "重点区域", 2, 1, False),
    ("次重点区域每日一次", 5, "次重点区域", 1, 1, False), ("一般区域两日一次", 6, "一般区域", 1, 2, False),
    ("常态治理点位按部门要求", 7, "常态治理点位", 3, 7, False), ("其他点位按一般区域", 8, "河道", 1, 2, False),
])
def test_patrol_frequency(policy, n, kind, visits, days, all_weather):
    value, fired = decide("D16_patrol_frequency", point_kind=kind, required_visits=3, required_days=7)
    assert (value, fired) == ({"visits": visits, "days": days, "all_weather": all_weather}, row("D16_patrol_frequency", n)), policy


TABLES = [pytest.param(path, id=path.stem) for path in sorted((ROOT / "rules").glob("D*.dmn"))
          if path.stem.split("_")[0] in {"D01", "D02", "D03", "D04", "D05", "D06", "D07", "D16"}]


@pytest.mark.parametrize("path", [p for p in TABLES if p.id != "D07_joint_enforcement"])
def test_sample_numbers_are_called_samples(path):
    decision = parse_xml(path.read_bytes()).find("{*}decision")
    assert "样例" in decision.findtext("{*}description")


@pytest.mark.parametrize("path", TABLES)
def test_every_row_says_its_policy_and_every_input_is_drawn(path):
    root = parse_xml(path.read_bytes())
    assert all(rule.findtext("{*}description") for rule in root.iter("{*}rule"))
    drawn = {shape.get("dmnElementRef") for shape in root.iter("{*}DMNShape")}
    assert drawn == {e.get("id") for tag in ("decision", "inputData") for e in root.findall(f"{{*}}{tag}")}
