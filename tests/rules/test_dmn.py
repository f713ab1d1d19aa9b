"""Decision models: hit policies, requirements, boxed expressions, and what strict mode says of each mistake."""
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from app.rules import dmn
from app.rules.feel import to_host
from tests.rules.models import BOXED, DEPENDENT, NS, decision, model, row, table, table_body


def decide(xml, inputs, name="D", **options):
    return dmn.load(xml).decide(name, inputs, **options)


FINES = [row("r1", "< 1000", '"轻"'), row("r2", "[500..3000)", '"中"'), row("r3", ">= 3000", '"重"')]


@pytest.mark.parametrize(("policy", "amount", "value", "fired"), [
    ("UNIQUE", 100, "轻", ("r1",)),
    ("UNIQUE", 5000, "重", ("r3",)),
    ("FIRST", 700, "轻", ("r1",)),
    ("PRIORITY", 700, "中", ("r1", "r2")),
    ("RULE ORDER", 700, ["轻", "中"], ("r1", "r2")),
    ("OUTPUT ORDER", 700, ["中", "轻"], ("r1", "r2")),
    ("COLLECT", 700, ["轻", "中"], ("r1", "r2")),
])
def test_a_hit_policy_chooses_among_the_rows_that_match(policy, amount, value, fired):
    made = decide(table(FINES, policy=policy, values='"重","中","轻"'), {"金额": amount}, strict=True)
    assert (made.value, made.fired) == (value, {"D": fired})
    assert made.trail == [("D", value)]


@pytest.mark.parametrize(("aggregation", "value"), [("SUM", 7), ("MIN", 2), ("MAX", 5), ("COUNT", 2)])
def test_collected_numbers_are_aggregated(aggregation, value):
    rows = [row("a", "> 0", "2"), row("b", "> 1", "5"), row("c", "> 100", "9")]
    made = decide(table(rows, policy="COLLECT", aggregation=aggregation), {"金额": 10}, strict=True)
    assert made.value == Decimal(value)


def test_any_accepts_rows_that_agree():
    rows = [row("a", "> 0", '"听证"'), row("b", "> 5", '"听证"')]
    assert decide(table(rows, policy="ANY"), {"金额": 10}, strict=True).value == "听证"


@pytest.mark.parametrize(("rows", "policy", "amount", "code"), [
    (FINES, "UNIQUE", 700, "err_several_rules"),
    (FINES[:2], "UNIQUE", 9000, "err_no_rule"),
    (FINES[:2], "FIRST", 9000, "err_no_rule"),
    (FINES[:2], "COLLECT", 9000, "err_no_rule"),
    (FINES[:2], "ANY", 700, "err_rules_differ"),
    (FINES, "FIRST", "700", "err_type"),
])
def test_a_table_that_gives_no_clear_answer_is_an_error_in_strict_mode_and_null_else(rows, policy, amount, code):
    xml = table(rows, policy=policy)
    with pytest.raises(dmn.DmnError) as caught:
        decide(xml, {"金额": amount}, strict=True)
    assert caught.value.code == code
    assert decide(xml, {"金额": amount}).value is None


def test_a_default_output_answers_where_no_row_does():
    made = decide(table(FINES[:1], default='"无"'), {"金额": 9000}, strict=True)
    assert (made.value, made.fired) == ("无", {"D": ()})


def test_several_outputs_make_a_context():
    rows = [row("a", "> 0", '"简易"', "2"), row("b", "<= 0", '"普通"', "5")]
    xml = table(rows, outputs=("程序", "人数"))
    assert to_host(decide(xml, {"金额": 10}, strict=True).value) == {"程序": "简易", "人数": 2}


def test_an_output_may_compute():
    assert decide(table([row("a", "-", "金额 * 2")]), {"金额": 10}, strict=True).value == 20


def test_rules_without_ids_are_named_by_their_number():
    rows = [row(None, "< 0", "1"), row(None, "> 0", "2")]
    assert decide(table(rows), {"金额": 10}).fired == {"D": ("2",)}


def test_a_missing_input_is_named():
    with pytest.raises(dmn.DmnError, match="罚款金额") as caught:
        dmn.load(DEPENDENT).decide("听证", {"类型": "吊销"}, strict=True)
    assert (caught.value.code, caught.value.element) == ("err_missing_input", "d_fine")


def test_a_table_without_drawn_inputs_names_the_variable_that_is_missing():
    with pytest.raises(dmn.DmnError, match="没有“金额”这个名称"):
        decide(table(FINES), {"数额": 1}, strict=True)


UNDRAWN = "<literalExpression><text>罚款金额</text></literalExpression>"


@pytest.mark.parametrize(("drawn", "strict", "value"), [("", False, 5), ("", True, 5), ('<inputData id="i" name="其他"/>', False, None)])
def test_a_decision_sees_what_is_drawn_or_if_nothing_is_drawn_everything(drawn, strict, value):
    assert decide(model(drawn + decision("D", "D", UNDRAWN)), {"罚款金额": 5}, strict=strict).value == value


def test_required_decisions_come_first_and_stand_in_the_trail():
    made = dmn.load(DEPENDENT).decide("d_hearing", {"罚款金额": 20000, "类型": "罚款"}, strict=True)
    assert made.value == "应当告知听证"
    assert [name for name, _ in made.trail] == ["d_fine", "d_hearing"]
    assert made.fired == {"d_fine": ("f2",), "d_hearing": ("h1",)}


def test_a_decision_is_found_by_name_or_id_and_tells_its_variable_and_what_it_reads():
    loaded = dmn.load(DEPENDENT)
    assert loaded.decisions == ["d_fine", "d_hearing"]
    assert loaded.variable("听证") == loaded.variable("d_hearing") == "听证结论"
    assert loaded.reads("d_hearing") == {"罚款金额", "类型"}
    with pytest.raises(dmn.DmnError, match="没有“无”这个决策"):
        loaded.decide("无", {})


@pytest.mark.parametrize(("name", "value"), [
    ("上下文", 12), ("列表", [1, 4]), ("关系", [{"名": "甲", "数": 4}, {"名": "乙", "数": 2}]), ("调用", 9), ("函数", 16), ("条件", "大"),
    ("循环", [2, 4, 6]), ("有", True), ("全", False), ("筛选", [3, 4]), ("取一", 4),
])
def test_a_boxed_expression_gives_its_value(name, value):
    assert to_host(dmn.load(BOXED).decide(name, {"n": 4}).value) == value


@pytest.mark.parametrize(("type_ref", "given", "value"), [
    ("number", 5, 5), ("number", [5], 5), ("date", "2026-10-09", date(2026, 10, 9)), ("date", date(2026, 10, 9), date(2026, 10, 9)),
    ("Any", "x", "x"), ("integer", 5, 5), ("feel:string", "x", "x"), ("程度", "轻", "轻"), ("程度单", ["轻", "重"], ["轻", "重"]),
])
def test_a_value_conforms_to_its_declared_type(type_ref, given, value):
    assert dmn.load(typed(type_ref)).decide("D", {"x": given}, strict=True).value == value


@pytest.mark.parametrize(("type_ref", "given"), [("number", "5"), ("date", "昨天"), ("boolean", 1), ("程度", "极重"), ("程度单", ["极重"])])
def test_a_value_that_does_not_conform_is_an_error_in_strict_mode_and_null_else(type_ref, given):
    loaded = dmn.load(typed(type_ref))
    with pytest.raises(dmn.DmnError) as caught:
        loaded.decide("D", {"x": given}, strict=True)
    assert caught.value.code == "err_type"
    assert loaded.decide("D", {"x": given}).value is None


def typed(type_ref):
    return model('<itemDefinition name="程度"><typeRef>string</typeRef><allowedValues><text>"轻","重"</text></allowedValues>'
                 '</itemDefinition><itemDefinition name="程度单" isCollection="true"><typeRef>程度</typeRef></itemDefinition>'
                 f'<inputData id="i" name="x"><variable name="x" typeRef="{type_ref}"/></inputData>'
                 + decision("D", "D", "<literalExpression><text>x</text></literalExpression>", inputs=["i"]))


SERVICE = model(
    '<inputData id="i" name="金额"><variable name="金额" typeRef="number"/></inputData>'
    '<decisionService id="s" name="裁量"><outputDecision href="#out"/><encapsulatedDecision href="#out"/><inputDecision href="#given"/>'
    '<inputData href="#i"/></decisionService>'
    + decision("given", "倍数", "<literalExpression><text>100</text></literalExpression>", type_ref="number")
    + decision("out", "罚款", "<literalExpression><text>金额 * 倍数</text></literalExpression>", inputs=["i"], decisions=["given"])
    + decision("call", "调用", "<literalExpression><text>裁量(5, 2) + 裁量(倍数: 3, 金额: 1)</text></literalExpression>", knowledge=["s"]))


@pytest.mark.parametrize(("name", "inputs", "value"), [
    ("call", {}, 13), ("裁量", {"金额": 5, "倍数": 2}, 10), ("s", {"金额": 5}, 500), ("罚款", {"金额": 5, "倍数": 2}, 500),
])
def test_a_decision_service_is_a_function_with_its_own_inputs(name, inputs, value):
    assert dmn.load(SERVICE).decide(name, inputs).value == value


def test_today_is_the_hosts():
    xml = model(decision("D", "D", "<literalExpression><text>today()</text></literalExpression>"))
    assert decide(xml, {}, now=datetime(2026, 11, 22, 17, tzinfo=UTC)).value == date(2026, 11, 23)


@pytest.mark.parametrize(("xml", "sentence"), [
    (b"<not", "XML"),
    (b"<definitions/>", "不是 DMN"),
    (f'<!DOCTYPE x [<!ENTITY a "b">]><definitions xmlns="{NS}">&a;</definitions>'.encode(), "DOCTYPE"),
    (f'<!DOCTYPE x SYSTEM "http://example.invalid/x.dtd"><definitions xmlns="{NS}"/>'.encode(), "DOCTYPE"),
    (f'<definitions xmlns="{NS}">'.encode() + b"<a>" * 1000 + b"</a>" * 1000 + b"</definitions>", "XML|嵌套"),
    (b"x" * 10_000_000, "太大"),
    (table([row("a", "> ", "1")]), "“> ”|“>”"),
    (table([row("a", "> 3", "1")], policy="LAST"), "LAST"),
    (table([row("a", "> 3", "1", "2")]), "格数"),
])
def test_a_file_that_is_no_model_is_refused(xml, sentence):
    with pytest.raises(dmn.DmnError, match=sentence):
        dmn.load(xml)


def test_entities_never_expand():
    bomb = ('<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa">' + "".join(f'<!ENTITY a{n} "{f"&a{n - 1 or str()};" * 10}">' for n in range(1, 10))
            + f']><definitions xmlns="{NS}"><decision id="d" name="&a9;"/></definitions>')
    with pytest.raises(dmn.DmnError):
        dmn.load(bomb.encode())


def test_a_bad_cell_is_named_by_its_element():
    with pytest.raises(dmn.DmnError) as caught:
        dmn.load(table([row("a", "> 3", "1"), row("b", "= = 3", "2")]))
    assert (caught.value.element, caught.value.code, caught.value.position) == ("b_in", "err_expression", 2)


def test_a_refused_file_tells_everything_that_is_wrong_with_it():
    body = table_body([row("a", "> ", "1"), row("b", "= 3", "2 +")])
    with pytest.raises(dmn.DmnError) as caught:
        dmn.load(model(decision("D", "D", body) + decision("E", "E", "<literalExpression id='e'><text>1 +</text></literalExpression>")))
    assert [problem.element for problem in caught.value.problems] == ["a_in", "b", "e"]


def test_one_bad_expression_is_a_problem_and_the_other_decisions_still_decide():
    xml = model(decision("A", "甲", "<literalExpression id='x1'><text>1 +</text></literalExpression>")
                + decision("B", "乙", "<literalExpression><text>1 + 1</text></literalExpression>"))
    loaded = dmn.load(xml)
    assert [problem.element for problem in loaded.problems] == ["x1"]
    assert loaded.decide("乙", {}).value == 2
    with pytest.raises(dmn.DmnError):
        loaded.decide("甲", {})


@pytest.mark.parametrize("body", [
    '<functionDefinition kind="Java"><context/></functionDefinition>',
    '<literalExpression expressionLanguage="http://www.w3.org/1999/XPath"><text>1</text></literalExpression>',
])
def test_only_feel_is_spoken(body):
    loaded = dmn.load(model(decision("D", "D", body)))
    assert "只支持" in loaded.problems[0].sentence
    with pytest.raises(dmn.DmnError, match="只支持"):
        loaded.decide("D", {})


def test_requirements_that_lead_nowhere_or_round_in_circles_are_problems():
    body = "<literalExpression><text>1</text></literalExpression>"
    loaded = dmn.load(model(decision("A", "A", body, decisions=["B"]) + decision("B", "B", body, decisions=["A"])
                            + decision("C", "C", body, decisions=["Z"])))
    assert [(problem.element, problem.code) for problem in loaded.problems] == [
        ("A", "err_circular"), ("B", "err_circular"), ("C", "err_dmn")]
    with pytest.raises(dmn.DmnError) as caught:
        loaded.decide("A", {})
    assert caught.value.code == "err_circular"


def test_an_id_that_stands_twice_is_a_problem_and_the_first_counts():
    one, two = ("<literalExpression><text>%d</text></literalExpression>" % n for n in (1, 2))
    loaded = dmn.load(model(decision("D", "甲", one) + decision("D", "乙", two)))
    assert [problem.sentence for problem in loaded.problems] == ["编号“D”重复"]
    assert loaded.decide("D", {}).value == 1


def test_another_file_cannot_be_imported():
    loaded = dmn.load(model('<import id="other" namespace="n" importType="t" name="x"/>'))
    assert [(problem.element, problem.sentence[:8]) for problem in loaded.problems] == [("other", "不能引用其他文件")]


def test_a_lattice_of_knowledge_models_is_built_once_each():
    body = "<encapsulatedLogic><literalExpression><text>1</text></literalExpression></encapsulatedLogic>"
    layers = "".join(f'<businessKnowledgeModel id="k{n}{s}" name="k{n}{s}">'
                     + "".join(f'<knowledgeRequirement><requiredKnowledge href="#k{n + 1}{t}"/></knowledgeRequirement>' for t in "ab" if n < 30)
                     + body + "</businessKnowledgeModel>" for n in range(31) for s in "ab")
    xml = model(layers + decision("D", "D", "<literalExpression><text>k0a()</text></literalExpression>", knowledge=["k0a", "k0b"]))
    assert decide(xml, {}).value == 1


def test_a_hundred_rows_take_less_than_a_few_milliseconds():
    import time
    rows = [row(f"r{n}", f"[{n * 10}..{n * 10 + 10})", f'"R{n}"') for n in range(100)]
    loaded, best = dmn.load(table(rows)), 1.0
    for _ in range(20):
        started = time.perf_counter()
        assert loaded.decide("D", {"金额": 995}, strict=True).fired == {"D": ("r99",)}
        best = min(best, time.perf_counter() - started)
    assert best < 0.005
