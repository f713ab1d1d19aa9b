"""The tables D08, D09, D12 and D13, row by row: the policy in words, what goes in, what comes out. Numbers called 样例 are samples."""
import pytest

from app.definitions.layout.names import parse_xml
from app.rules import dmn
from tests.processes.charts import ROOT

MODELS = {}
TABLES = ("D08_procedure_type", "D09_leniency", "D12_legal_review_required", "D13_collective_discussion_required")


def decide(table: str, **inputs):
    if table not in MODELS:
        MODELS[table] = dmn.load((ROOT / "rules" / f"{table}.dmn").read_bytes())
    decision = MODELS[table].decide(table, inputs, strict=True)
    return decision.value, decision.fired[table]


def rows(table: str, *numbers: int) -> tuple[str, ...]:
    return tuple(f"{table}_r{n}" for n in numbers)


# ---- D08: summary or ordinary (51) ------------------------------------------------------------------------------------
SIMPLE = dict(crime_suspected=False, fact_certain=True, needs_tests=False, party_disputes=False, penalty_kind="fine",
              party_type="citizen", amount=100)


@pytest.mark.parametrize("policy, n, facts, procedure", [
    ("涉嫌犯罪的一律普通程序，先于一切", 1, dict(crime_suspected=True, penalty_kind="warning", amount=None), "ordinary"),
    ("事实不确凿的普通程序，警告也一样", 2, dict(fact_certain=False, penalty_kind="warning"), "ordinary"),
    ("要检验鉴定的普通程序", 3, dict(needs_tests=True), "ordinary"),
    ("当事人有争议的普通程序", 3, dict(party_disputes=True), "ordinary"),
    ("警告可以当场", 4, dict(penalty_kind="warning", amount=None), "summary"),
    ("组织的警告也可以当场", 4, dict(penalty_kind="warning", party_type="organisation"), "summary"),
    ("公民罚款正好二百元可以当场", 5, dict(amount=200), "summary"),
    ("公民罚款二百零一元不可以", 7, dict(amount=201), "ordinary"),
    ("个体工商户按公民计算（样例）", 7, dict(party_type="individual_business", amount=201), "ordinary"),
    ("组织罚款正好三千元可以当场", 6, dict(party_type="organisation", amount=3000), "summary"),
    ("组织罚款三千零一元不可以", 7, dict(party_type="organisation", amount=3001), "ordinary"),
    ("通报批评不属于警告", 7, dict(penalty_kind="public_criticism", amount=None), "ordinary"),
    ("没收须普通程序", 7, dict(penalty_kind="confiscate_goods", amount=None), "ordinary"),
    ("没有拟定处罚种类的普通程序", 7, dict(penalty_kind=None, amount=None), "ordinary"),
])
def test_procedure_type(policy, n, facts, procedure):
    value, fired = decide("D08_procedure_type", **{**SIMPLE, **facts})
    assert (value["result"], fired) == (procedure, rows("D08_procedure_type", n)), policy


def test_facts_that_nobody_stated_never_make_a_summary_case():
    value, _ = decide("D08_procedure_type", **dict.fromkeys(SIMPLE))
    assert value["result"] == "ordinary"


# ---- D09: exempt, first, second, strict (30, 32, 33) -------------------------------------------------------------------
ORDINARY = dict(age=40, no_fault_proved=False, key_domain=False, minor=False, corrected_in_time=False, harm="more", times_same_act=1)


@pytest.mark.parametrize("policy, n, facts, result, article", [
    ("不满十四周岁不予处罚", 1, dict(age=13), "must_not_punish", "30"),
    ("证明没有主观过错不予处罚", 2, dict(no_fault_proved=True, times_same_act=5), "must_not_punish", "33第二款"),
    ("轻微、及时改正、没有后果不予处罚", 3, dict(minor=True, corrected_in_time=True, harm="none"), "must_not_punish", "33第一款"),
    ("重点领域也一样：这是应当不罚", 3, dict(minor=True, corrected_in_time=True, harm="none", key_domain=True), "must_not_punish", "33第一款"),
    ("首违、后果轻微、及时改正可以不罚", 4, dict(corrected_in_time=True, harm="slight"), "may_not_punish", "33第一款"),
    ("第二次从轻", 5, dict(corrected_in_time=True, harm="slight", times_same_act=2), "lighter", "32"),
    ("三次以上从严，改正了也一样", 6, dict(corrected_in_time=True, harm="slight", times_same_act=3), "strict", "样例"),
    ("十四周岁起可以处罚，应当从轻减轻", 7, dict(age=14), "must_mitigate", "30"),
    ("十七周岁仍从轻减轻", 7, dict(age=17), "must_mitigate", "30"),
    ("十八周岁不再从轻", 9, dict(age=18), "normal", "裁量基准"),
    ("重点领域没有首违不罚", 8, dict(key_domain=True, corrected_in_time=True, harm="slight"), "normal", "重点领域"),
    ("没有改正的首违照常处罚", 9, dict(harm="slight"), "normal", "裁量基准"),
    ("后果不轻微的首违照常处罚", 9, dict(corrected_in_time=True), "normal", "裁量基准"),
])
def test_leniency(policy, n, facts, result, article):
    value, fired = decide("D09_leniency", **{**ORDINARY, **facts})
    assert (value["result"], fired) == (result, rows("D09_leniency", n)), policy
    assert article in value["basis"], policy


def test_nobody_is_spared_on_facts_that_nobody_stated():
    value, _ = decide("D09_leniency", **dict.fromkeys(ORDINARY))
    assert value["result"] == "normal"


# ---- D12: legal review (58) ----------------------------------------------------------------------------------------------
PLAIN = dict(public_interest=False, hearing_requested=False, norm_branches=1, complex_case=False, penalty_kinds=["fine"], amount=500,
             party_type="citizen", sensitive=False)


@pytest.mark.parametrize("policy, numbers, facts, reasons", [
    ("重大公共利益", (1,), dict(public_interest=True), ["重大公共利益"]),
    ("经过听证", (2,), dict(hearing_requested=True), ["经过听证程序"]),
    ("疑难复杂", (3,), dict(complex_case=True), ["疑难复杂或者涉及多个法律关系"]),
    ("两个法律关系即是多个", (3,), dict(norm_branches=2), ["疑难复杂或者涉及多个法律关系"]),
    ("吊销许可证件", (4,), dict(penalty_kinds=["fine", "revoke_license"]), ["吊销、停产、关闭、限制从业等处罚"]),
    ("责令停产停业", (4,), dict(penalty_kinds=["suspend_business"], amount=None), ["吊销、停产、关闭、限制从业等处罚"]),
    ("公民罚款三千元起为较大（样例）", (5,), dict(amount=3000), ["较大数额罚款（样例数额）"]),
    ("公民罚款不到三千元不为较大", (7,), dict(amount=2999), ["无须审核"]),
    ("组织罚款五万元起为较大（样例）", (5,), dict(party_type="organisation", amount=50000), ["较大数额罚款（样例数额）"]),
    ("组织罚款不到五万元不为较大", (7,), dict(party_type="organisation", amount=49999), ["无须审核"]),
    ("敏感领域（地方规定）", (6,), dict(sensitive=True), ["敏感领域：拆迁拆违、专项行动（地方规定，样例）"]),
    ("都没有的无须审核", (7,), dict(), ["无须审核"]),
])
def test_legal_review_required(policy, numbers, facts, reasons):
    value, fired = decide("D12_legal_review_required", **{**PLAIN, **facts})
    assert (value, fired) == (reasons, rows("D12_legal_review_required", *numbers)), policy


def test_every_reason_for_review_is_collected():
    value, fired = decide("D12_legal_review_required", public_interest=True, hearing_requested=True, norm_branches=3, complex_case=True,
                          penalty_kinds=["close_down"], amount=80000, party_type="organisation", sensitive=True)
    assert fired == rows("D12_legal_review_required", 1, 2, 3, 4, 5, 6)
    assert len(value) == 6 and "无须审核" not in value


# ---- D13: collective discussion (57) ---------------------------------------------------------------------------------------
SMALL = dict(complex_case=False, amount=500, party_type="citizen", deviation=False, review_dispute=None, mitigated=False,
             crime_suspected=False)


@pytest.mark.parametrize("policy, numbers, facts, reasons", [
    ("情节复杂", (1,), dict(complex_case=True), ["情节复杂"]),
    ("公民罚款一万元起为重大（样例）", (2,), dict(amount=10000), ["重大违法行为：较大数额罚款（样例数额）"]),
    ("公民罚款不到一万元不为重大", (7,), dict(amount=9999), ["无须讨论"]),
    ("组织罚款十万元起为重大（样例）", (2,), dict(party_type="organisation", amount=100000), ["重大违法行为：较大数额罚款（样例数额）"]),
    ("组织罚款不到十万元不为重大", (7,), dict(party_type="organisation", amount=99999), ["无须讨论"]),
    ("偏离裁量基准", (3,), dict(deviation=True), ["偏离裁量基准"]),
    ("法制审核有分歧", (4,), dict(review_dispute="again"), ["法制审核有分歧"]),
    ("减轻处罚", (5,), dict(mitigated=True), ["减轻处罚，低于法定最低幅度"]),
    ("曾涉嫌犯罪而不移送", (6,), dict(crime_suspected=True), ["曾涉嫌犯罪而内部不移送"]),
    ("都没有的无须讨论", (7,), dict(amount=None), ["无须讨论"]),
])
def test_collective_discussion_required(policy, numbers, facts, reasons):
    value, fired = decide("D13_collective_discussion_required", **{**SMALL, **facts})
    assert (value, fired) == (reasons, rows("D13_collective_discussion_required", *numbers)), policy


def test_every_reason_for_discussion_is_collected():
    value, _ = decide("D13_collective_discussion_required", complex_case=True, amount=200000, party_type="organisation", deviation=True,
                      review_dispute="again", mitigated=True, crime_suspected=False)
    assert value == ["情节复杂", "重大违法行为：较大数额罚款（样例数额）", "偏离裁量基准", "法制审核有分歧", "减轻处罚，低于法定最低幅度"]


# ---- the files --------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("table", TABLES)
def test_sample_numbers_are_called_samples(table):
    decision = parse_xml((ROOT / "rules" / f"{table}.dmn").read_bytes()).find("{*}decision")
    assert "样例" in decision.findtext("{*}description")


@pytest.mark.parametrize("table", TABLES)
def test_every_row_says_its_policy_and_every_input_is_drawn(table):
    root = parse_xml((ROOT / "rules" / f"{table}.dmn").read_bytes())
    assert all(rule.findtext("{*}description") for rule in root.iter("{*}rule"))
    drawn = {shape.get("dmnElementRef") for shape in root.iter("{*}DMNShape")}
    assert drawn == {e.get("id") for tag in ("decision", "inputData") for e in root.findall(f"{{*}}{tag}")}
