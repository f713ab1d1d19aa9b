"""How dates, money and remaining time are written."""
from datetime import date, datetime, timedelta
from types import SimpleNamespace

import pytest
from flask import g

from app.kernel.clock import LOCAL
from app.web import filters, route
from app.web.names import few, test_words as in_test_words

FRIDAY = datetime(2026, 10, 9, 10, 20, tzinfo=LOCAL)


@pytest.fixture(autouse=True)
def friday(site):
    """A request on Friday 2026-10-09 at 10:20."""
    with site.app.test_request_context():
        g.now = FRIDAY
        yield


@pytest.mark.parametrize("value, written", [
    (datetime(2026, 10, 9, 18, 0, tzinfo=LOCAL), "10-09 周五 18:00"),
    (datetime(2025, 1, 1, 9, 5, tzinfo=LOCAL), "2025-01-01 周三 09:05"),
    (None, ""),
])
def test_a_moment_names_its_weekday_and_the_year_only_if_it_is_another(value, written):
    assert filters.moment(value) == written


@pytest.mark.parametrize("days, written", [(0, "今天 18:00"), (1, "明天 18:00"), (-1, "昨天 18:00"), (3, "10-12 18:00")])
def test_narrow_columns_say_today(days, written):
    assert filters.brief(datetime(2026, 10, 9, 18, 0, tzinfo=LOCAL) + timedelta(days=days)) == written


@pytest.mark.parametrize("value, written", [(2000, "2,000 元"), ("2000.50", "2,000.5 元"), (0, "0 元"), (None, ""), ("", "")])
def test_money_is_written_with_its_thousands(value, written):
    assert filters.money(value) == written


def test_a_day_may_come_as_text():
    assert filters.day("2026-10-09") == filters.day(date(2026, 10, 9)) == "10-09 周五"


@pytest.mark.parametrize("used, level, word", [(0.1, "g", "正常"), (0.5, "y", "过半"), (0.8, "o", "临期"), (1.0, "r", "超期")])
def test_the_colour_of_a_badge_is_the_share_of_the_period_used(used, level, word):
    start = FRIDAY - timedelta(hours=10 * used)
    badge = filters.due(start, start + timedelta(hours=10), FRIDAY, "h")
    assert (badge.level, badge.word) == (level, word)


def test_an_overdue_badge_does_not_say_overdue_twice():
    badge = filters.due(FRIDAY - timedelta(hours=3), FRIDAY - timedelta(hours=2, minutes=20), FRIDAY, "h")
    assert badge.word == "超期" and badge.text == "2 小时 20 分"


def test_what_has_no_term_has_no_badge():
    assert filters.due(FRIDAY, None, FRIDAY) is None


@pytest.mark.parametrize("seconds, written", [(59, "0 分"), (25 * 60, "25 分"), (3 * 3600 + 300, "3 小时 5 分"), (30 * 3600, "30 小时"),
                                              (4 * 86400, "4 日")])
def test_spans_are_written_in_two_units_at_most(seconds, written):
    assert filters.span(seconds) == written


def test_three_working_days_skip_the_weekend():
    assert filters.working_days_on(FRIDAY, 3) == date(2026, 10, 13), "10-10 is worked instead of a holiday, 10-11 is a Sunday"


def test_the_decisive_words_of_an_article_are_marked_and_the_rest_escaped():
    assert filters.law("未经审核的，**不得作出决定**<x>") == "未经审核的，<mark>不得作出决定</mark>&lt;x&gt;"


@pytest.mark.parametrize("words, written", [([], ""), (["a"], "a"), (["a", "b"], "a、b"), (["a", "b", "c"], "a、b 等 3 项")])
def test_long_lists_are_counted(words, written):
    assert few(words) == written


@pytest.mark.parametrize("cell, written", [("-", "不限"), ("", "不限"), ("true", "是"), (">= 2", ">= 2")])
def test_cells_of_a_table_read_as_words(cell, written):
    assert in_test_words(cell) == written


# ---- where a submission goes ----------------------------------------------------------------------------------------------
def process(kinds: dict[str, str], flows: list[tuple[str, str]]):
    nodes = {n: SimpleNamespace(id=n, name=n, kind=k, properties={"role": "team_head"}) for n, k in kinds.items()}
    return SimpleNamespace(nodes=nodes, flows={f"f{i}": pair for i, pair in enumerate(flows)})


@pytest.mark.parametrize("kinds, flows, button", [
    ({"a": "userTask", "签发": "userTask"}, [("a", "签发")], "提交，交队长签发"),
    ({"a": "userTask", "s": "serviceTask", "签发": "userTask"}, [("a", "s"), ("s", "签发")], "提交，交队长签发"),
    ({"a": "userTask", "x": "exclusiveGateway", "b": "userTask", "c": "userTask"}, [("a", "x"), ("x", "b"), ("x", "c")],
     "提交，按所选意见流转"),
    ({"a": "userTask", "x": "exclusiveGateway", "b": "userTask", "e": "endEvent"}, [("a", "x"), ("x", "b"), ("x", "e")],
     "提交，按所选意见流转"),
    ({"a": "userTask", "吹哨报到": "callActivity"}, [("a", "吹哨报到")], "提交，转入吹哨报到"),
    ({"a": "userTask", "e": "endEvent"}, [("a", "e")], "提交，结束这一段办理"),
    ({"a": "userTask", "x": "exclusiveGateway"}, [("a", "x"), ("x", "a")], "提交，结束这一段办理"),
])
def test_a_button_says_where_it_goes(kinds, flows, button):
    bundle = SimpleNamespace(processes={"p": process(kinds, flows)})
    assert route.button(bundle, SimpleNamespace(process_id="p", node="a")) == button


@pytest.mark.parametrize("ahead, written", [({"hours": 7, "minutes": 40}, "余 7 小时 40 分"), ({"days": 90, "hours": 14}, "余 91 日")])
def test_a_period_without_a_rule_counts_hours_when_short_and_days_when_long(ahead, written):
    assert filters.due(FRIDAY - timedelta(hours=1), FRIDAY + timedelta(**ahead), FRIDAY).text == written
