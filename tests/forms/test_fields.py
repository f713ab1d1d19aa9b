"""What a page gets to show of a form."""
import datetime as dt
from decimal import Decimal

import pytest

from app.forms import fields
from app.forms.schema import FormError
from app.forms.validation import validate
from tests.forms.samples import CONTEXT, NOW, TODAY, choices, field, form, group, options, rows


def build(*components, **context):
    return fields.build(form(*components), {**CONTEXT, **context}, options)


def one(component, **context):
    return build(component, **context)[0]


def test_an_untouched_form_is_prefilled():
    view = one(field("textfield", properties={"prefill": "case.title", "help": "一句话"}, description="{{case.street}} 的案件"))
    assert (view.value, view.help, view.description) == ("盗采砂石", "一句话", "jiazhen 的案件")


def test_what_was_typed_wins_over_the_prefill_but_not_in_a_read_only_field():
    component = field("textfield", properties={"prefill": "case.title"})
    assert one(component, data={"x": "改"}).value == "改"
    assert one({**component, "readonly": True}, data={"x": "改"}).value == "盗采砂石"
    assert one({**component, "readonly": True}).readonly


def test_an_accepted_submission_shows_what_was_kept_in_read_only_fields():
    component = field("textfield", readonly=True, properties={"prefill": "case.title"})
    kept = fields.build(form(component), {"data": {"x": "当时的标题"}}, options, trusted=True)
    assert (kept[0].value, kept[0].readonly) == ("当时的标题", True)


def test_a_draft_that_stored_dates_as_texts_shows_dates():
    assert one(field("datetime"), data={"x": "2026-10-09"}).value == TODAY
    assert one(field("datetime", subtype="datetime"), data={"x": "2026-10-09T02:30:00Z"}).value == NOW


def test_what_could_not_be_read_is_shown_as_it_was_typed_with_its_sentence():
    loaded = form(field("number"))
    errors = validate(loaded, {"x": "三千"}, CONTEXT, options).errors
    view = fields.build(loaded, {**CONTEXT, "data": {"x": "三千"}, "errors": errors}, options)[0]
    assert (view.value, view.errors) == ("三千", ["请填写数字"])


def test_hidden_fields_are_left_out_unless_asked_for():
    components = choices("radio", "a", ("yes", "no")), field("textfield", "b", conditional={"hide": '=a != "yes"'})
    assert [view.name for view in build(*components)] == ["a"]
    assert [view.name for view in build(*components, data={"a": "yes"})] == ["a", "b"]
    hidden = fields.build(form(*components), CONTEXT, options, with_hidden=True)
    assert [(view.name, view.hidden) for view in hidden] == [("a", False), ("b", True)]


@pytest.mark.parametrize(("component", "attributes"), [
    (field("number", min=1, max="=2 * 5", increment="0.5", decimalDigits=1, required=True),
     {"min": 1, "max": 10, "step": Decimal("0.5"), "decimal_digits": 1, "required": True}),
    (field("textfield", minLength="2", maxLength=80, pattern="^a", validationType="email"),
     {"min_length": 2, "max_length": 80, "pattern": "^a", "validation_type": "email"}),
    (field("filepicker", accept=".jpg, .PDF,image/*", multiple=True), {"accept": ".jpg, .PDF,image/*", "multiple": True}),
    (field("datetime", subtype="time", label="", dateLabel="日期"), {"subtype": "time", "label": "日期"}),
    (field("number", appearance={"prefixAdorner": "¥", "suffixAdorner": "元"}, layout={"row": "r1", "columns": 8}),
     {"prefix": "¥", "suffix": "元", "row": "r1", "width": 8}),
    (choices("taglist"), {"multiple": True}),
    (field("datetime", properties={"earliest": "today", "latest": "today + duration(\"P1D\")"}),
     {"min": TODAY, "max": TODAY + dt.timedelta(days=1)}),
])
def test_a_field_tells_what_its_control_needs(component, attributes):
    view = one(component)
    assert {name: getattr(view, name) for name in attributes} == attributes


def test_options_say_what_is_chosen_in_words():
    view = one(field("taglist", "x", valuesKey="officers"), data={"x": [7]})
    assert [(option.text, option.label, option.note) for option in view.options] == [("7", "张三", "持证"), ("8", "李四", None)]
    assert (view.chosen, view.shown) == (["7"], "张三")


@pytest.mark.parametrize(("component", "value", "words"), [
    (field("checkbox"), True, "是"), (field("number"), "2.50", "2.50"), (field("textfield"), None, ""),
    (choices("radio"), "gone", "gone"), (field("datetime"), "2026-10-09", "2026-10-09"),
])
def test_a_value_is_told_in_words(component, value, words):
    assert one(component, data={"x": value}).shown == words


def test_a_group_holds_its_fields_and_a_path_names_them():
    view = one(group(field("textfield", "name"), path="party"))
    assert (view.kind, [child.name for child in view.children]) == ("group", ["party.name"])


def test_a_list_shows_its_rows_and_one_blank():
    component = rows("division", field("select", "dept", valuesKey="departments"), field("number", "n", defaultValue=2),
                     properties={"prefill": "for d in vars.depts return {dept: d}", "min_rows": "1"})
    view = one(component, errors={"division[1].n": "不能小于 1", "division": "行太少"})
    assert [[cell.name for cell in row] for row in view.rows] == [["division[0].dept", "division[0].n"], ["division[1].dept", "division[1].n"]]
    assert [row[0].shown for row in view.rows] == ["水务局", "公安分局"]
    assert [cell.name for cell in view.blank] == ["division[__row__].dept", "division[__row__].n"]
    assert view.blank[1].value == 2
    assert view.rows[1][1].errors == ["不能小于 1"]
    assert (view.errors, view.min_rows, view.max_rows, view.can_add) == (["行太少"], 1, 200, True)


def test_a_row_hides_by_its_own_fields():
    component = rows("r", choices("radio", "a"), field("textfield", "b", conditional={"hide": '=a = "a"'}))
    view = one(component, data={"r": [{"a": "a"}, {"a": "b"}]})
    assert [[cell.key for cell in row] for row in view.rows] == [["a"], ["a", "b"]]


def test_a_table_shows_data_of_the_context():
    table = {"type": "table", "id": "t", "label": "清单", "dataSource": "=vars.list",
             "columns": [{"key": "dept", "label": "部门"}, {"key": "a.b", "label": "数"}]}
    view = one(table, vars={"list": [{"dept": "水务局", "a": {"b": 2}}, {"dept": "公安分局"}]})
    assert view.columns == [("dept", "部门"), ("a.b", "数")]
    assert view.rows == [["水务局", 2], ["公安分局", None]]


def test_a_text_may_quote_values_and_buttons_are_not_shown():
    views = build({"type": "text", "id": "a", "text": "案件：{{case.title}}，共 {{count(vars.depts)}} 家"}, {"type": "button", "label": "提交"},
                  {"type": "separator"}, {"type": "spacer", "height": 10}, {"type": "text", "text": "=case.title"})
    assert [view.text for view in views] == ["案件：盗采砂石，共 2 家", "", "", "盗采砂石"]


@pytest.mark.parametrize("more", [
    {"properties": {"prefill": "string join(for i in 1..90000 return case.title)"}},
    {"properties": {"prefill": "[1..2]"}},
    {"properties": {"prefill": "function(x) x"}},
    {"label": "{{function(x) x}}"},
    {"conditional": {"hide": "=count(for i in 1..90000 return 1) = 1"}},
])
def test_an_expression_that_cannot_be_computed_names_its_field(more):
    broken = form(field("textfield", **more))
    with pytest.raises(FormError) as caught:
        fields.build(broken, {**CONTEXT, "case": {"title": "长" * 100}}, options)
    assert caught.value.problems[0].element == "f_x"


def test_time_values_are_typed():
    assert one(field("datetime", subtype="time"), data={"x": "09:30"}).value == dt.time(9, 30)
