"""Deadlines from parameters, and what people read of them."""
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from app.deadlines.calendar import WorkCalendar
from app.deadlines.errors import BadPeriod
from app.deadlines.operations import Book
from app.deadlines.queries import badge, colour, explain, remaining, share_used
from app.kernel.clock import LOCAL, local
from app.kernel.database import dumps, loads
from app.registry.errors import MissingParameter
from app.registry.model import Holiday, HolidayYear, Parameter

START = datetime(2026, 9, 30, 16, 40, tzinfo=LOCAL)


@pytest.fixture
def session(database):
    with database.begin() as session:
        def add(code, value, unit, **more):
            session.add(Parameter(**{"code": code, "name": code, "value": value, "unit": unit, "valid_from": date(2026, 1, 1),
                                     "status": "law", "basis": "行政处罚法", **more}))
        add("T13", 2, "wd", status="sample")
        add("T13", 3, "wd", region="jiazhen", status="sample")
        add("T16", 15, "d", roll=True)
        add("T02", 4, "h")
        add("T12", 7, "wd", direction="before")
        add("old", 1, "d", valid_to=date(2026, 8, 31))
        add("turned", 5, "wd", valid_to=date(2026, 9, 30))
        add("turned", 9, "wd", valid_from=date(2026, 10, 1))
        session.flush()
        yield session


@pytest.fixture
def book(session) -> Book:
    return Book(session, START)


def shown(moment) -> str:
    return f"{local(moment):%Y-%m-%d %H:%M}"


def test_a_deadline_comes_from_its_parameter(book):
    assert shown(book.deadline("T13")) == "2026-10-09 18:00"
    assert shown(book.deadline("T02")) == "2026-09-30 20:40"
    assert shown(book.deadline("T16")) == "2026-10-15 23:59"


def test_a_region_s_own_parameter_goes_first(session):
    assert shown(Book(session, START, "jiazhen").deadline("T13")) == "2026-10-10 18:00"
    assert shown(Book(session, START, "yijie").deadline("T13")) == "2026-10-09 18:00"


def test_the_parameter_in_force_on_the_start_day_counts(session):
    assert shown(Book(session, START).deadline("turned")) == "2026-10-13 18:00"
    assert shown(Book(session, START + timedelta(days=1)).deadline("turned")) == "2026-10-19 18:00"


@pytest.mark.parametrize("code", ["nothing", "old"])
def test_without_a_parameter_in_force_nothing_is_computed(book, code):
    with pytest.raises(MissingParameter, match=code):
        book.deadline(code)


def test_a_deadline_counted_backwards_is_not_counted_forwards(book):
    with pytest.raises(BadPeriod, match="往前推"):
        book.deadline("T12")


def test_a_share_gives_the_instant_at_which_it_is_used(book):
    assert shown(book.deadline("T02", Decimal("0.5"))) == "2026-09-30 18:40"
    assert shown(book.period(10, "h", 0.8)) == "2026-10-01 00:40"


@pytest.mark.parametrize("amount, unit, due", [
    (Decimal("0.25"), "h", "2026-09-30 16:55"), (10, "min", "2026-09-30 16:50"), (2, "wd", "2026-10-09 18:00"), (3, "d", "2026-10-03 23:59"),
])
def test_a_period_that_a_rule_gave_is_counted_the_same_way(book, amount, unit, due):
    assert shown(book.period(amount, unit)) == due


@pytest.mark.parametrize("amount", [None, "soon", True, Decimal("NaN"), float("inf"), [2]])
def test_what_is_no_number_makes_no_period(book, amount):
    with pytest.raises(BadPeriod, match="不是数字"):
        book.period(amount, "wd")


def test_holidays_entered_by_hand_count(session):
    session.add_all([HolidayYear(year=2027, source="国办发明电", status="law"), Holiday(day=date(2027, 1, 1), working=False, name="元旦")])
    session.flush()
    assert shown(Book(session, datetime(2026, 12, 31, 9, tzinfo=LOCAL)).period(1, "wd")) == "2027-01-04 18:00"


def test_the_office_closes_when_the_parameter_says(session):
    session.add(Parameter(code="workday_end", name="下班", value="17:00", unit="", valid_from=date(2026, 1, 1), status="sample"))
    session.flush()
    assert shown(Book(session, START).period(1, "wd")) == "2026-10-08 17:00"


# ---- explanation ------------------------------------------------------------------------------------------------------
def kept(rule):
    """As it comes back from the work item's JSON column."""
    return loads(dumps(rule))


def test_the_book_remembers_how_it_came_to_an_instant(book):
    due = book.deadline("T13")
    assert kept(book.explain(due)) == {
        "code": "T13", "name": "T13", "basis": "行政处罚法", "status": "sample", "amount": "2", "unit": "wd", "roll": False,
        "start": START.isoformat(), "due_at": due.isoformat(), "region": None}
    assert book.explain(due + timedelta(seconds=1)) is None


def test_an_instant_that_lost_its_fraction_of_a_second_is_still_known(session):
    book = Book(session, START.replace(microsecond=123456))
    due = book.deadline("T02")
    assert book.explain(due.replace(microsecond=0)) == book.explain(due) is not None


def test_the_strip_shows_each_day_and_why_days_are_skipped(session, book):
    explained = explain(session, kept(book.explain(book.deadline("T13"))))
    assert [(c.kind, c.head, c.days, c.note) for c in explained.days] == [
        ("zero", "周三", "9-30", "不计"), ("no", "国庆节放假", "10-1 至 10-7", "跳过 7 天"), ("cnt", "周四", "10-8", "第 1 日"),
        ("end", "周五", "10-9", "第 2 日")]
    assert explained.sentence == "9-30 起算，当日不计；跳过休息日 7 天；第 2 个工作日是 10-9 周五，18:00 届满。"
    assert explained.parameter == "参数 T13 T13 = 2 个工作日；样例，由地方设定。"


def test_long_runs_share_a_cell_and_a_roll_over_is_told(session):
    book = Book(session, datetime(2026, 9, 16, 9, tzinfo=LOCAL))
    explained = explain(session, kept(book.explain(book.deadline("T16"))))
    assert [(c.kind, c.head, c.note) for c in explained.days] == [
        ("zero", "周三", "不计"), ("cnt", "第 1—14 日", "计入"), ("cnt", "周四", "第 15 日，顺延"), ("no", "国庆节放假", "跳过 6 天"), ("end", "周四", "到期")]
    assert "届满日 10-1 逢休息日，顺延" in explained.sentence and "当日 24:00 届满" in explained.sentence


def test_a_weekend_reads_as_one_and_a_worked_saturday_is_marked(session):
    book = Book(session, datetime(2026, 10, 15, 9, tzinfo=LOCAL))
    heads = [c.head for c in explain(session, kept(book.explain(book.period(3, "wd")))).days]
    assert heads == ["周四", "周五", "周末", "周一", "周二"]
    book = Book(session, datetime(2026, 10, 9, 9, tzinfo=LOCAL))
    assert "周六（调休上班）" in [c.head for c in explain(session, kept(book.explain(book.period(2, "wd")))).days]


def test_hours_have_a_sentence_and_no_strip(session, book):
    explained = explain(session, kept(book.explain(book.period(Decimal("0.25"), "h"))))
    assert explained.days == [] and explained.parameter is None
    assert explained.sentence == "09-30 16:40 起算，连续计 0.25 小时，09-30 周三 16:55 届满。"


def test_the_explanation_ends_at_the_instant_it_explains(session, book):
    for due in (book.deadline("T13"), book.deadline("T16"), book.period(1, "m"), book.period(5, "wd")):
        rule = kept(book.explain(due))
        assert explain(session, rule).days[-1].days == f"{local(due).month}-{local(due).day}"


# ---- what remains -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("now, due, unit, words", [
    ("10-12 09:00", "10-14 18:00", "wd", "余 2 个工作日"),
    ("10-09 09:00", "10-12 18:00", "wd", "余 2 个工作日"),
    ("10-14 10:20", "10-14 18:00", "wd", "余 7 小时 40 分"),
    ("10-14 17:59", "10-14 18:00", "wd", "余 1 分"),
    ("10-15 09:00", "10-14 18:00", "wd", "超期 1 个工作日"),
    ("10-14 20:30", "10-14 18:00", "wd", "超期 2 小时 30 分"),
    ("10-18 12:00", "10-16 18:00", "wd", "超期 1 日 18 小时"),
    ("10-01 09:00", "10-04 23:59", "d", "余 3 日"),
    ("10-09 09:00", "10-09 16:40", "h", "余 7 小时 40 分"),
    ("10-09 09:00", "10-10 11:00", "h", "余 1 日 2 小时"),
    ("10-14 18:00", "10-14 18:00", "wd", "超期 不到 1 分"),
])
def test_what_remains_is_told_in_the_period_s_own_unit(now, due, unit, words):
    assert remaining(moment(now), moment(due), unit) == words


def moment(text: str) -> datetime:
    return datetime.strptime(f"2026-{text}", "%Y-%m-%d %H:%M").replace(tzinfo=LOCAL)


def test_what_remains_into_a_year_without_table_is_told_in_natural_days():
    due = datetime(2027, 1, 6, 18, tzinfo=LOCAL)
    assert remaining(datetime(2026, 12, 31, 9, tzinfo=LOCAL), due, "wd") == "余 6 日"
    assert remaining(datetime(2026, 12, 31, 9, tzinfo=LOCAL), due, "wd", calendar=WorkCalendar(years={2027: "law"})) == "余 4 个工作日"


@pytest.mark.parametrize("used, level", [(0, "g"), (0.499, "g"), (0.5, "y"), (0.799, "y"), (0.8, "o"), (0.999, "o"), (1, "r"), (3, "r")])
def test_the_colour_follows_the_share_used(used, level):
    assert colour(used) == level


def test_the_badge_has_word_text_and_share():
    start, due = moment("10-12 08:00"), moment("10-16 18:00")
    shown = badge(moment("10-15 18:00"), start, due)
    assert (shown.level, shown.word, shown.text, shown.percent) == ("y", "过半", "余 1 个工作日", 77)
    assert badge(moment("10-19 09:00"), start, due).percent == 100


def test_an_item_due_when_it_opened_is_overdue_at_once():
    assert share_used(START, START, START) == 1.0
