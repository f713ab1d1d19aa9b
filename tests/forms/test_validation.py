"""What a submission must be, a row a rule; the sentences are those that people read."""
import datetime as dt
from decimal import Decimal
from types import SimpleNamespace

import pytest

from app.forms.validation import validate
from app.kernel.clock import LOCAL
from tests.forms.samples import CONTEXT, TODAY, choices, field, form, group, options, rows


def check(component, value):
    made = validate(form(component), {"x": value}, CONTEXT, options)
    return made.data.get("x"), made.errors.get("x")


FILE, PICTURE = SimpleNamespace(filename="a.exe"), SimpleNamespace(filename="现场.JPG")

REFUSED = [
    (field("textfield", required=True), "  ", "请填写“栏目”"),
    (field("textfield", required=True), None, "请填写“栏目”"),
    (field("textarea", minLength=20), "八个字的一段文字", "现有 8 字，还差 12 字"),
    (field("textarea", maxLength=4), "八个字的一段文字", "现有 8 字，超出 4 字"),
    (field("textfield", minLength="=2 + 2"), "三个字", "现有 3 字，还差 1 字"),
    (field("textfield", pattern="^\\d+$"), "12a", "格式不对"),
    (field("textfield", validationType="email"), "a@b", "请填写电子邮箱，例如 name@example.cn"),
    (field("textfield", validationType="phone"), "23800000000", "请填写电话号码，例如 13800000000 或 010-12345678"),
    (field("textfield"), ["a"], "应当是文字"),
    (field("textfield"), {"a": 1}, "应当是文字"),
    (field("number", required=True), "", "请填写“栏目”"),
    (field("number"), "三千", "请填写数字"),
    (field("number"), "1e400", "请填写数字"),
    (field("number"), float("nan"), "请填写数字"),
    (field("number"), True, "请填写数字"),
    (field("number"), "9" * 40, "请填写数字"),
    (field("number", min=1), 0, "不能小于 1，现在是 0"),
    (field("number", max=100), "100.5", "不能大于 100，现在是 100.5"),
    (field("number", decimalDigits=2), "1.234", "小数最多 2 位，现有 3 位"),
    (field("number", decimalDigits=0), "1.5", "只能填写整数"),
    (field("number", increment=50, min=100), 120, "应当按 50 递增"),
    (field("datetime", required=True), "", "请填写“栏目”"),
    (field("datetime"), "10/09", "请填写日期，例如 2026-10-09"),
    (field("datetime"), "2026-02-30", "请填写日期，例如 2026-10-09"),
    (field("datetime", disallowPassedDates=True), "2026-10-08", "不能早于现在"),
    (field("datetime", subtype="datetime", disallowPassedDates=True), "2026-10-09T10:29", "不能早于现在"),
    (field("datetime", properties={"latest": "today"}), "2026-10-10", "不能晚于 2026-10-09"),
    (field("datetime", properties={"earliest": 'date("2026-10-01")'}), "2026-09-30", "不能早于 2026-10-01"),
    (field("datetime", subtype="datetime", properties={"latest": "now"}), "2026-10-09T10:31", "不能晚于 2026-10-09 10:30"),
    (field("datetime", subtype="datetime"), "明天", "请填写日期和时间，例如 2026-10-09 09:30"),
    (field("datetime", subtype="time"), "25:00", "请填写时间，例如 09:30"),
    (field("datetime", subtype="time", timeInterval=15), "09:20", "分钟应当是 15 的倍数"),
    (field("checkbox", required=True), False, "请勾选“栏目”"),
    (field("checkbox"), "也许", "请勾选或者不勾选"),
    (choices("radio", required=True), None, "请选择“栏目”"),
    (choices("radio"), "c", "“c”不在可选范围内"),
    (choices("select"), ["a"], "只能选一项"),
    (field("select", valuesKey="departments"), "chengguan", "“chengguan”不在可选范围内"),
    (field("select", valuesKey="nowhere"), "x", "没有可选的项，请联系管理员维护选项"),
    (choices("checklist", required=True), [], "请选择“栏目”"),
    (choices("checklist"), ["a", "z"], "“z”不在可选范围内"),
    (choices("taglist"), ["a", "a"], "有重复的选项"),
    (field("taglist", valuesExpression="=vars.depts"), ["jiaotong"], "“jiaotong”不在可选范围内"),
    (field("filepicker", required=True), [], "请上传“栏目”"),
    (field("filepicker"), ["1", "2"], "只能上传一个文件"),
    (field("filepicker", accept=".jpg,.pdf"), [FILE], "不能上传“a.exe”，可以上传 .jpg .pdf"),
]


@pytest.mark.parametrize(("component", "value", "sentence"), REFUSED)
def test_a_value_that_breaks_a_rule_is_told_in_one_sentence(component, value, sentence):
    assert check(component, value)[1] == sentence


@pytest.mark.parametrize(("component", "value", "clean"), [
    (field("textfield"), " 甲镇\r\n东河 ", "甲镇\n东河"),
    (field("textfield"), "a\x00b", "ab"),
    (field("textfield", required=True), "0", "0"),
    (field("number", required=True), "0", 0),
    (field("number"), "3,000.50", Decimal("3000.50")),
    (field("number"), "１２", 12),
    (field("number"), 2.5, Decimal("2.5")),
    (field("number", increment="0.01"), "12.34", Decimal("12.34")),
    (field("number", increment=50, min=100), 150, 150),
    (field("datetime"), "2026-10-09", TODAY),
    (field("datetime"), TODAY, TODAY),
    (field("datetime", disallowPassedDates=True), "2026-10-09", TODAY),
    (field("datetime", properties={"earliest": "now", "latest": "now"}), "2026-10-09", TODAY),
    (field("datetime", properties={"latest": "facts.unknown"}), "2026-10-09", TODAY),
    (field("datetime", subtype="datetime"), "2026-10-09T02:30:00Z", dt.datetime(2026, 10, 9, 10, 30, tzinfo=LOCAL)),
    (field("datetime", subtype="datetime"), "2026-10-09T10:30", dt.datetime(2026, 10, 9, 10, 30, tzinfo=LOCAL)),
    (field("datetime", subtype="time"), "09:30", dt.time(9, 30)),
    (field("checkbox"), "on", True),
    (field("checkbox"), None, False),
    (choices("radio"), "a", "a"),
    (choices("radio", values=(1, 2)), "2", 2),
    (field("taglist", valuesKey="officers"), ["7", 8], [7, 8]),
    (choices("checklist"), "a", ["a"]),
    (choices("checklist"), None, []),
    (field("filepicker", accept=".jpg", multiple=True), [PICTURE, "12"], [PICTURE, "12"]),
    (field("textfield", validationType="phone"), "010-12345678", "010-12345678"),
    (field("textfield", validationType="phone"), "+86 13800000000", "+86 13800000000"),
    (field("textfield", validationType="phone"), "12345", "12345"),
    (field("textfield", validationType="email"), "a@b.cn", "a@b.cn"),
    (field("textfield"), "", None),
])
def test_a_good_value_is_kept_as_its_type(component, value, clean):
    assert check(component, value) == (clean, None)


REASON = field("textarea", "reason", required=True, conditional={"hide": '=answer != "object"'})
ANSWER = choices("radio", "answer", ("agree", "object"))


@pytest.mark.parametrize(("raw", "data", "errors"), [
    ({"answer": "agree"}, {"answer": "agree"}, {}),
    ({"answer": "agree", "reason": "不该有"}, {"answer": "agree"}, {}),
    ({"answer": "object"}, {"answer": "object", "reason": None}, {"reason": "请填写“栏目”"}),
    ({"answer": "object", "reason": "不归本单位"}, {"answer": "object", "reason": "不归本单位"}, {}),
    ({}, {"answer": None}, {}),
])
def test_a_hidden_field_is_neither_required_nor_accepted(raw, data, errors):
    made = validate(form(ANSWER, REASON), raw, CONTEXT, options)
    assert (made.data, made.errors) == (data, errors)


def test_what_a_hidden_field_was_sent_with_hides_nothing_else():
    """A required field cannot be slipped past by sending a value for a field that is not even shown."""
    sly = form(choices("radio", "a", ("yes", "no")), field("textfield", "b", conditional={"hide": '=a = "yes"'}),
               field("textfield", "c", required=True, conditional={"hide": '=b = "skip"'}))
    made = validate(sly, {"a": "yes", "b": "skip"}, CONTEXT, options)
    assert made.errors == {"c": "请填写“栏目”"}


def test_hiding_runs_through_a_chain():
    chain = form(choices("radio", "a", ("yes", "no")), field("textfield", "b", conditional={"hide": '=a = "no"'}),
                 field("textfield", "c", required=True, conditional={"hide": "=b = null"}))
    assert validate(chain, {"a": "no", "b": "x"}, CONTEXT, options).data == {"a": "no"}


def test_a_hidden_group_hides_what_it_holds():
    hidden = form(group(field("textfield", "inner", required=True), conditional={"hide": "=case.urgency = \"特急\""}))
    made = validate(hidden, {"inner": "x"}, CONTEXT, options)
    assert (made.data, made.errors) == ({}, {})


@pytest.mark.parametrize("readonly", [True, "=case.urgency = \"特急\""])
def test_a_read_only_field_keeps_its_prefilled_value_whatever_is_sent(readonly):
    locked = form(field("textfield", "x", readonly=readonly, properties={"prefill": "case.title"}))
    assert validate(locked, {"x": "改过的"}, CONTEXT, options).data == {"x": "盗采砂石"}


def test_a_disabled_field_is_read_only():
    assert check(field("number", disabled=True, defaultValue=3), 9) == (3, None)


@pytest.mark.parametrize(("raw", "where"), [
    ({"y": 1}, "y"), ({"party": {"name": "a", "id": 1}}, "party.id"), ({"list": [{"n": 1}, {"m": 1}]}, "list[1].m"), ({"typename": "x"}, "typename"),
])
def test_a_field_that_the_form_does_not_have_is_an_error(raw, where):
    loaded = form(field("textfield", "party.name"), rows("list", field("number", "n")))
    assert validate(loaded, raw, CONTEXT, options).errors == {where: "表单没有这个栏目"}


RATINGS = rows("ratings", field("textfield", "dept", readonly=True), choices("radio", "grade", required=True),
               field("textarea", "why", required=True, conditional={"hide": '=grade != "b"'}),
               properties={"prefill": "for d in vars.depts return {dept: d}"})


def test_rows_are_checked_one_by_one_and_errors_name_the_row():
    raw = {"ratings": [{"dept": "shuiwu", "grade": "a"}, {"dept": "gongan", "grade": "b"}, {"dept": "gongan"}]}
    made = validate(form(RATINGS), raw, CONTEXT, options)
    assert made.errors == {"ratings[1].why": "请填写“栏目”", "ratings[2].grade": "请选择“栏目”"}
    assert made.data["ratings"][0] == {"dept": "shuiwu", "grade": "a"}


def test_a_row_is_known_by_its_read_only_value_even_when_an_earlier_row_was_taken_out():
    made = validate(form(RATINGS), {"ratings": [{"dept": "gongan", "grade": "a"}]}, CONTEXT, options)
    assert made.data == {"ratings": [{"dept": "gongan", "grade": "a"}]}


def test_a_read_only_value_in_a_row_cannot_be_invented():
    made = validate(form(RATINGS), {"ratings": [{"dept": "jiaotong", "grade": "a"}, {"grade": "a"}]}, CONTEXT, options)
    assert [row["dept"] for row in made.data["ratings"]] == ["shuiwu", "gongan"]


@pytest.mark.parametrize(("count", "sentence"), [(0, "“清单”至少填 1 行，还差 1 行"), (1, None), (3, "“清单”最多填 2 行，多了 1 行")])
def test_a_list_has_so_many_rows(count, sentence):
    bounded = form(rows("x", field("number", "n"), properties={"min_rows": "1", "max_rows": "2"}))
    assert validate(bounded, {"x": [{"n": 1}] * count}, CONTEXT, options).errors.get("x") == sentence


@pytest.mark.parametrize("value", ["text", {"a": 1}, [1, 2], 5])
def test_what_is_no_list_of_rows_is_an_error(value):
    made = validate(form(rows("x", field("number", "n"))), {"x": value}, CONTEXT, options)
    assert made.errors == {"x": "应当是若干行"}
    assert made.data == {"x": []}


def test_a_flood_of_rows_is_cut_and_told():
    made = validate(form(rows("x", field("number", "n"))), {"x": [{"n": 1}] * 5000}, CONTEXT, options)
    assert made.errors == {"x": "“清单”最多填 200 行，多了 4800 行"}


def test_the_host_is_asked_once_for_a_list_that_many_rows_show():
    asked = []

    def counting(key):
        asked.append(key)
        return options(key)
    many = form(rows("x", field("select", "dept", valuesKey="departments")))
    validate(many, {"x": [{"dept": "shuiwu"}] * 50}, CONTEXT, counting)
    assert asked == ["departments"]
