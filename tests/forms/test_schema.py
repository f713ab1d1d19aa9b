"""A form that cannot keep its word is refused at load, with every problem and its place."""
import json
from pathlib import Path

import pytest

from app.forms import schema
from tests.forms.samples import CONTEXT, choices, field, form, group, options, rows, source

FORMS = sorted((Path(__file__).resolve().parents[2] / "forms").glob("*.form"))


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.stem)
def test_every_published_form_loads(path):
    assert schema.load(path.read_bytes()).components


@pytest.mark.parametrize(("components", "element", "sentence"), [
    ([{"type": "html", "id": "h", "content": "<b>"}], "h", "类型 html 不能用：不允许内嵌 HTML"),
    ([{"type": "iframe", "id": "h", "url": "https://example.invalid"}], "h", "不允许内嵌网页"),
    ([{"type": "image", "id": "h", "source": "https://example.invalid"}], "h", "不允许引用图片地址"),
    ([{"type": "nonsense", "id": "h"}], "h", "没有这种栏目"),
    ([{"id": "h"}], "h", "缺少 type"),
    (["text"], None, "栏目应当是 JSON 对象"),
    ([field("textfield", ""), ], "f_", "缺少 key"),
    ([field("textfield", "a b")], "f_a b", "只能用文字、数字、下划线"),
    ([field("textfield", "_x")], "f__x", "不能以下划线开头"),
    ([field("textfield", "a"), {**field("textfield", "a"), "id": "other"}], "a", "栏目键“a”重复"),
    ([field("textfield", "a"), {**field("textfield", "b"), "id": "f_a"}], "f_a", "编号“f_a”重复"),
    ([field("textfield", "a"), field("textfield", "a.b")], "a.b", "放在另一个栏目“a”的值里面"),
    ([field("select")], "f_x", "选项应当恰有一个来源"),
    ([choices("select", valuesKey="departments")], "f_x", "选项应当恰有一个来源"),
    ([field("select", values=[{"label": "无值"}])], "f_x", "第 1 个选项没有值"),
    ([choices("radio", values=("a", "a"))], "f_x", "选项的值“a”重复"),
    ([field("textfield", conditional={"hide": "=a ="})], "f_x", "隐藏条件不是 FEEL"),
    ([field("textfield", readonly="=(")], "f_x", "只读条件不是 FEEL"),
    ([field("textfield", properties={"prefill": "1 +"})], "f_x", "预填不是 FEEL"),
    ([field("select", valuesExpression="=for")], "f_x", "选项表达式不是 FEEL"),
    ([field("textfield", label="{{1 +}}")], "f_x", "标签不是 FEEL"),
    ([field("textfield", pattern="(?=a)")], "f_x", "pattern 不能用"),
    ([field("number", min="x")], "f_x", "min 应当是数字"),
    ([field("textfield", min=1)], "f_x", "没有 validate.min 这个属性"),
    ([{"id": "f_x", "type": "datetime", "key": "x", "label": "x", "timeInterval": 90}], "f_x", "timeInterval 应当是 1 至 60 分钟"),
    ([{"id": "f_x", "type": "select", "key": "x", "label": "x", "valuesKey": "grids", "defaultValue": "a"}], "f_x",
     "选项来自 valuesKey 的，不能写 defaultValue"),
    ([{"id": "f_x", "type": "dynamiclist", "path": "x", "label": "x", "description": "说明", "components": [field("textfield")]}], "f_x",
     "没有 description 这个属性"),
    ([field("textarea", pattern="a")], "f_x", "没有 validate.pattern 这个属性"),
    ([field("textfield", onclick="alert()")], "f_x", "没有 onclick 这个属性"),
    ([field("textfield", validationType="url")], "f_x", "validationType"),
    ([field("number", decimalDigits="2")], "f_x", "decimalDigits 的类型不对"),
    ([field("datetime", subtype="year")], "f_x", "subtype 应当是"),
    ([{"type": "table", "id": "t", "dataSource": "=x"}], "t", "columns 与 columnsExpression"),
    ([{"type": "dynamiclist", "id": "l", "components": []}], "l", "缺少 path"),
    ([rows("l", field("textfield", "a"), {**field("textfield", "a"), "id": "z"})], "l[].a", "栏目键“l[].a”重复"),
    ([field("datetime", properties={"latest": "today +"})], "f_x", "最晚日期不是 FEEL"),
    ([field("textfield", properties={"help": 3})], "f_x", "properties.help 应当是文字"),
])
def test_a_form_that_lies_is_refused(components, element, sentence):
    with pytest.raises(schema.FormError) as caught:
        form(*components)
    problem = caught.value.problems[0]
    assert sentence in problem.sentence
    assert problem.element == element


def test_all_problems_are_told_at_once():
    with pytest.raises(schema.FormError) as caught:
        form(field("select", "a"), field("textfield", "b", readonly="=("), {"type": "html"})
    assert len(caught.value.problems) == 3


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b"null", b'{"type": "x", "components": []}', b'{"type": "default"}',
                                     b"[" * 100_000, b" " * 2_000_000, b'{"schemaVersion": "x", "components": []}'])
def test_what_is_no_form_is_refused(content):
    with pytest.raises(schema.FormError):
        schema.load(content)


def test_nesting_and_number_are_bounded():
    deep = field("textfield")
    for _ in range(20):
        deep = group(deep)
        deep.pop("id")
    with pytest.raises(schema.FormError, match="嵌套太深"):
        form(deep)
    with pytest.raises(schema.FormError, match="栏目太多"):
        form(*[{"type": "text", "text": "a"} for _ in range(501)])


def test_the_same_key_may_stand_in_two_lists():
    loaded = form(rows("a", {**field("textfield", "name"), "id": "1"}), rows("b", {**field("textfield", "name"), "id": "2"}))
    assert [component.path for component in loaded.inputs()] == [("a",), ("b",)]


def test_the_json_for_form_js_has_every_option_list_resolved():
    made = schema.to_json(form(field("select", "dept", valuesKey="departments"),
                               field("radio", "own", valuesExpression="=vars.depts"),
                               group(rows("list", field("taglist", "officers", valuesKey="officers")))), CONTEXT, options)
    dept, own, outer = made["components"]
    assert dept["values"] == [{"value": "shuiwu", "label": "水务局"}, {"value": "gongan", "label": "公安分局"}]
    assert [option["value"] for option in own["values"]] == ["shuiwu", "gongan"]
    assert outer["components"][0]["components"][0]["values"][0] == {"value": 7, "label": "张三"}
    assert "valuesKey" not in json.dumps(made)
    assert "valuesExpression" not in json.dumps(made)


@pytest.mark.parametrize(("content", "title"), [
    (b'{"title": "\xe7\xab\x8b\xe6\xa1\x88", "components": []}', "立案"), (source(), None), (b"{", None), (b"[]", None), (b'{"title": 3}', None),
])
def test_a_title_is_read_from_files_that_may_be_broken(content, title):
    assert schema.title(content) == title


@pytest.mark.parametrize(("component", "value"), [
    (field("textfield", properties={"prefill": "case.title"}), "盗采砂石"),
    (field("textfield", properties={"prefill": "=case.title + \"案\""}), "盗采砂石案"),
    (field("textfield", properties={"prefill": "facts.nothing"}), None),
    (field("textfield", properties={"prefill": "facts.nothing"}, defaultValue="无"), "无"),
    (field("number", properties={"prefill": "2 + 3"}), 5),
    (field("datetime", properties={"prefill": "today"}), CONTEXT["today"]),
    (field("datetime", subtype="datetime", properties={"prefill": "now"}), CONTEXT["now"]),
    (field("taglist", valuesKey="departments", properties={"prefill": "vars.depts"}), ["shuiwu", "gongan"]),
    (field("checkbox"), False),
    (field("checkbox", defaultValue=True), True),
    (field("number", properties={"prefill": '"abc"'}), None),
    (rows("x", field("textfield", "dept", properties={"prefill": '"无"'}), field("number", "n"),
          properties={"prefill": "for d in vars.depts return {dept: d}"}), [{"dept": "shuiwu", "n": None}, {"dept": "gongan", "n": None}]),
    (rows("x", field("textfield", "dept", properties={"prefill": '"无"'})), [{"dept": "无"}]),
    (rows("x", field("textfield", "dept"), defaultRepetitions=0), []),
])
def test_a_form_is_prefilled_from_the_context(component, value):
    assert schema.prefill(form(component), CONTEXT) == {"x": value}


def test_dotted_keys_and_group_paths_nest_the_data():
    loaded = form(field("textfield", "party.name", defaultValue="甲"), group(field("textfield", "street", defaultValue="乙"), path="place"))
    assert schema.prefill(loaded, CONTEXT) == {"party": {"name": "甲"}, "place": {"street": "乙"}}


def test_a_form_knows_every_word_that_its_expressions_could_name():
    form = schema.load(json.dumps({"type": "default", "id": "f", "components": [
        {"type": "textfield", "id": "t", "key": "place", "label": "处所", "properties": {"prefill": "if case.kind = \"x\"\nthen\nrecord.filing.gist else null"}},
        {"type": "text", "id": "u", "text": "最近一次：{{last.visit.note}}"}]}))
    assert {"record", "filing", "gist", "last", "visit", "case"} <= form.words and "notice" not in form.words
