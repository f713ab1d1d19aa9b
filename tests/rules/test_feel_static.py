"""What an expression gives and what is wrong with it, told before it runs: at which characters, in which words, with what instead."""
import pytest

from app.rules import feel
from app.rules.feel import static
from app.rules.feel.static import describe, guide, kinds
from app.rules.feel.static.kinds import ABSENT, BOOLEAN, DATE, MOMENT, NULL, NUMBER, STRING
from app.rules.feel.static.signatures import SIGNATURES

TYPES = {
    "amount": NUMBER | NULL, "count_": NUMBER, "answer": kinds.one_of(["accept", "object"]) | NULL, "ready": BOOLEAN, "day": DATE, "moment": MOMENT,
    "case": kinds.context_of({"id": NUMBER, "street": STRING, "grid": STRING | NULL}), "late": STRING | ABSENT, "名称": STRING,
    "depts": kinds.list_of(kinds.context_of({"code": STRING, "codes": kinds.list_of(STRING)})), "anything": kinds.ANY,
    "deadline": kinds.Type((kinds.Kind("function", call=static.Signature(lambda types: MOMENT, (("string",),), null=False, least=1, most=1, params=("code",))),)),
}


def problems(source, **more):
    return [(one.level, one.code, source[one.start:one.end], one.instead) for one in feel.infer(source, TYPES | more).problems]


@pytest.mark.parametrize(("source", "words"), [
    ("1 + 2", "数字"), ('"a" + 名称', "文字"), ("day + duration(\"P3D\")", "日期"), ("moment - now()", "时长"), ("count_ > 1", "是否"),
    ("amount", "数字，可为空"), ("if amount = null then 0 else amount * 2", "数字"), ("amount != null and amount + 1 > 3", "是否"),
    ("depts.code", "列表（文字）"), ("depts[1].code", "文字，可为空"), ('depts[code = "x"]', "列表（一组数据）"), ("for d in depts return d.codes", "列表（列表）"),
    ("some d in depts satisfies d.code = \"x\"", "是否"), ("{ a: 1, b: a + 1 }.b", "数字"), ("min(moment, now())", "日期时间"),
    ("sort(depts, function(a, b) a.code < b.code)[1].code", "文字，可为空"), ("get value(case, \"street\")", "文字，可为空"), ("deadline(\"T13\")", "日期时间"),
    ("if answer in (\"accept\") then 1 else 2", "数字"), ("not(ready)", "是否"), ("case.grid != null and string length(case.grid) > 1", "是否"),
    ("is defined(late) and late = \"x\"", "是否"), ("anything.x + 1", "任意"), ("[1, \"a\"][item instance of number]", "列表（数字或文字）"),
    ("function(a) a + 1", "函数"), ("count(depts) between 1 and 3", "是否"), ("date(day.year, 1, 1)", "日期"), ("flatten([[1], [2]])", "列表（数字）"),
])
def test_what_it_gives(source, words):
    found = feel.infer(source, TYPES)
    assert (describe(found.type), found.problems) == (words, ())


@pytest.mark.parametrize(("source", "told"), [
    ("amout > 1", ("error", "unknown_name", "amout", "amount")),
    ("case.stret", ("error", "unknown_property", "case.stret", "case.street")),
    ("cont(depts)", ("error", "unknown_function", "cont", "count")),
    ("substring(名称)", ("error", "wrong_arity", "substring(名称)", None)),
    ("substring(text: 名称, start: 1)", ("error", "wrong_arity", "substring(text: 名称, start: 1)", None)),
    ("名称 + 1", ("error", "wrong_type", "名称 + 1", None)),
    ("day + 3", ("error", "wrong_type", "day + 3", None)),
    ("day > duration(\"P1D\")", ("error", "wrong_type", "day > duration(\"P1D\")", None)),
    ("count(depts) = \"2\"", ("error", "wrong_type", "count(depts) = \"2\"", None)),
    ("amount + 1", ("warning", "maybe_null", "amount", None)),
    ("late = \"x\"", ("warning", "maybe_absent", "late", None)),
    ("answer = \"acept\"", ("warning", "never_holds", '"acept"', '"accept"')),
    ("answer in (\"accept\", \"objekt\")", ("warning", "never_holds", '"objekt"', '"object"')),
    ("if 名称 then 1 else 2", ("error", "wrong_type", "名称", None)),
    ("ready and count_", ("error", "wrong_type", "count_", None)),
    ("date(\"2026-13-01\")", ("error", "bad_constant", "date(\"2026-13-01\")", None)),
    ("duration(\"3 days\")", ("error", "bad_constant", "duration(\"3 days\")", None)),
    ("depts[名称]", ("warning", "filter_test", "名称", None)),
    ("for n in 名称..3 return n", ("error", "wrong_type", "名称", None)),
    ("ready < true", ("error", "wrong_type", "ready", None)),
    ("amount > ", ("error", "syntax", "", None)),
    ("case.id instance of nummer", ("error", "unknown_type", "case.id instance of nummer", None)),
    ("string join(depts, \"、\")", ("error", "wrong_type", "depts", None)),
    ("deadline(3)", ("error", "wrong_type", "3", None)),
])
def test_what_is_wrong_with_it(source, told):
    assert told in problems(source)


@pytest.mark.parametrize(("source", "codes"), [
    ("ready", []), ("amount > 3", ["maybe_null"]), ("名称", ["not_boolean"]), ("anything", []), ("amount != null and amount > 3", []), ("nobody", []),
])
def test_a_condition_gives_yes_or_no_and_surely_one_of_them(source, codes):
    found = feel.infer(source, TYPES)
    assert [one.code for one in static.condition(found, source)] == codes


@pytest.mark.parametrize(("cell", "given", "codes"), [
    ("> 5", NUMBER, []), ('"accept"', TYPES["answer"], []), ('"acept"', TYPES["answer"], ["never_holds"]), ("> 5", STRING, ["wrong_type"]),
    ("[1..5]", NUMBER, []), ("[1..5]", DATE, ["wrong_type"]), ('not("accept", "x")', TYPES["answer"], ["never_holds"]), ("? > 3 and ? < 9", NUMBER, []),
    ("count(?) > 1", kinds.list_of(STRING), []), ("count(?)", kinds.list_of(STRING), ["wrong_type"]), ("-", NUMBER, []), ("null", NUMBER | NULL, []),
    ("> amuont", NUMBER, ["unknown_name"]), ("true", BOOLEAN, []), ("true", STRING, ["wrong_type"]),
])
def test_a_cell_is_held_against_its_column(cell, given, codes):
    assert [one.code for one in feel.infer_tests(cell, given, TYPES).problems] == codes


def test_a_name_that_is_absent_only_where_something_else_is_known_may_be_read_where_that_is_not_so():
    """The value of a gateway and what was written behind it go together."""
    way = ((("kind",), kinds.one_of(["other"])),)
    types = {"kind": kinds.one_of(["mine", "other"]), "mine": STRING | kinds.absent((way,))}
    assert not feel.infer('kind = "mine" and mine = "x"', types).problems
    assert [one.code for one in feel.infer('kind = "other" and mine = "x"', types).problems] == ["maybe_absent"]


def test_where_names_cannot_be_known_none_is_called_unknown():
    found = feel.infer("whatever + 1", static.Tolerant({}))
    assert not found.problems and not found.sure


def test_read_as_forms_are_an_empty_value_is_no_fault():
    assert not feel.infer("amount + 1", TYPES, lenient=True).problems


def test_every_function_is_explained_and_has_a_signature():
    from app.rules.feel.library import FUNCTIONS

    assert set(SIGNATURES) == set(FUNCTIONS) == set(guide.GUIDE) | {"and", "or"}      # these two are words of the language and cannot be called
    for one in guide.functions(host=False):
        least, most = FUNCTIONS[one["name"]].least, FUNCTIONS[one["name"]].most
        needed = [param for param in one["params"] if not param["optional"]]
        assert least <= max(len(needed), least) and (len(one["params"]) <= most), one["name"]


@pytest.mark.parametrize("one", guide.functions(host=False), ids=lambda one: one["name"])
def test_the_example_of_a_function_is_feel(one):
    source = one["example"].split(" 得 ")[0]
    assert not [problem for problem in feel.infer(source, static.Tolerant({})).problems if problem.level == "error"]
