"""Counting periods: the vectors of the law notes, every unit, roll-over, exclusions, years without a table."""
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, strategies as st

from app.deadlines.calendar import WorkCalendar, add_months, compute, compute_before, merge, share_of
from app.deadlines.errors import BadPeriod, OutsideCalendar
from app.kernel.clock import LOCAL, local


def at(day: str, clock: str = "10:00") -> datetime:
    return datetime.combine(date.fromisoformat(day), time.fromisoformat(clock), LOCAL)


def end(start: str, amount, unit, **options) -> str:
    return local(compute(at(start), amount, unit, **options).due_at).date().isoformat()


@pytest.mark.parametrize("start, amount, unit, roll, last, what", [
    ("2026-02-12", 5, "wd", False, "2026-02-26", "hearing request; Saturday 02-14 is worked"),
    ("2026-02-10", 7, "wd", False, "2026-02-26", "registered evidence"),
    ("2026-04-30", 3, "wd", False, "2026-05-08", "over Labour Day"),
    ("2026-09-28", 7, "wd", False, "2026-10-13", "service; Saturday 10-10 is worked"),
    ("2026-09-30", 2, "wd", False, "2026-10-09", "cash handed in"),
    ("2026-09-25", 10, "wd", False, "2026-10-15", "reconsideration reply, started on a holiday"),
    ("2026-01-30", 3, "wd", False, "2026-02-04", "publication withdrawn"),
    ("2026-09-16", 15, "d", True, "2026-10-08", "payment rolls over National Day"),
    ("2026-08-05", 60, "d", True, "2026-10-08", "reconsideration, a party's right, rolls"),
    ("2026-07-06", 90, "d", False, "2026-10-04", "decision, binds the organ, does not roll"),
    ("2026-09-03", 30, "d", False, "2026-10-03", "seizure, binds the organ, does not roll"),
    ("2026-01-20", 30, "d", False, "2026-02-19", "public notice, not rolled"),
    ("2026-01-20", 30, "d", True, "2026-02-24", "public notice, rolled"),
    ("2025-01-24", 3, "wd", False, "2025-02-05", "Sunday 01-26 is worked, then Spring Festival"),
    ("2026-11-30", 3, "m", False, "2027-02-28", "no 30th in February: its last day"),
    ("2024-01-31", 1, "m", False, "2024-02-29", "leap year"),
    ("2026-03-31", 6, "m", True, "2026-09-30", "suit within six months"),
    ("2024-02-29", 2, "y", False, "2026-02-28", "limitation of two years from a leap day"),
])
def test_a_period_ends_where_the_law_s_count_ends(start, amount, unit, roll, last, what):
    assert end(start, amount, unit, roll=roll) == last, what


@pytest.mark.parametrize("start, amount, unit, due", [
    ("2026-10-01 23:30", 24, "h", "2026-10-02 23:30"),
    ("2026-10-01 08:00", 12, "h", "2026-10-01 20:00"),
    ("2026-10-09 10:00", Decimal("0.25"), "h", "2026-10-09 10:15"),
    ("2026-10-09 10:00", 30, "min", "2026-10-09 10:30"),
    ("2026-10-09 10:00", 0, "min", "2026-10-09 10:00"),
])
def test_hours_and_minutes_run_by_the_clock_over_holidays(start, amount, unit, due):
    assert f"{local(compute(at(*start.split()), amount, unit).due_at):%Y-%m-%d %H:%M}" == due


@pytest.mark.parametrize("unit, clock", [("wd", "18:00:00"), ("d", "23:59:59"), ("m", "23:59:59"), ("y", "23:59:59")])
def test_working_days_end_with_the_office_natural_ones_with_the_day(unit, clock):
    assert f"{local(compute(at('2026-03-02'), 1, unit).due_at):%H:%M:%S}" == clock


def test_the_office_may_close_at_another_hour():
    assert local(compute(at("2026-03-02"), 1, "wd", calendar=WorkCalendar(close=time(17, 30))).due_at).time() == time(17, 30)


def test_the_start_day_is_that_of_the_place_not_of_greenwich():
    late = datetime(2026, 3, 2, 16, 30, tzinfo=UTC)        # 00:30 on 3 March here
    assert local(compute(late, 1, "d").due_at).date() == date(2026, 3, 4)


@pytest.mark.parametrize("spans, last", [
    ([], "2026-03-12"),
    ([(date(2026, 3, 4), date(2026, 3, 6))], "2026-03-15"),
    ([(date(2026, 3, 4), date(2026, 3, 6)), (date(2026, 3, 5), date(2026, 3, 8))], "2026-03-17"),
    ([(date(2026, 2, 1), date(2026, 3, 3))], "2026-03-13"),
    ([(date(2026, 3, 12), date(2026, 3, 13)), (date(2026, 3, 15), date(2026, 3, 15))], "2026-03-14"),
    ([(date(2026, 4, 1), date(2026, 4, 9))], "2026-03-12"),
])
def test_excluded_days_do_not_count_and_overlaps_count_once(spans, last):
    assert end("2026-03-02", 10, "d", exclude=spans) == last


@pytest.mark.parametrize("amount, unit, spans, due", [
    (2, "wd", [(date(2026, 3, 3), date(2026, 3, 4))], "2026-03-06 18:00"),
    (24, "h", [(date(2026, 3, 3), date(2026, 3, 3))], "2026-03-04 10:00"),
    (1, "m", [(date(2026, 3, 10), date(2026, 3, 12))], "2026-04-05 23:59"),
])
def test_an_exclusion_stretches_every_unit(amount, unit, spans, due):
    assert f"{local(compute(at('2026-03-02'), amount, unit, exclude=spans).due_at):%Y-%m-%d %H:%M}" == due


@pytest.mark.parametrize("amount, unit", [(0, "wd"), (-1, "d"), (1.5, "wd"), (Decimal("2.5"), "m"), (-1, "h"), (1, "week"), (1, ""), (10**9, "wd"), (10**9, "d"),
                                          (10**9, "h"), (10**6, "y")])
def test_an_amount_or_unit_that_makes_no_period_is_refused(amount, unit):
    with pytest.raises(BadPeriod):
        compute(at("2026-03-02"), amount, unit)


# ---- the calendar -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("day, working, why", [
    ("2026-10-09", True, ""), ("2026-10-10", True, "调休上班"), ("2026-10-11", False, "周日"), ("2026-10-01", False, "国庆节放假"),
    ("2026-02-14", True, "调休上班"), ("2026-02-23", False, "春节放假"), ("2026-09-25", False, "中秋放假"), ("2026-09-20", True, "调休上班"),
])
def test_the_calendar_says_why_a_day_is_off_or_worked(day, working, why):
    assert WorkCalendar().look_up(date.fromisoformat(day)) == (working, why)


def test_working_days_are_never_guessed_for_a_year_without_table():
    with pytest.raises(OutsideCalendar, match="2027 年的假日表还没有录入") as refusal:
        compute(at("2026-12-28"), 5, "wd")
    assert refusal.value.detail["year"] == 2027


def test_natural_days_may_reach_into_such_a_year():
    assert end("2026-12-28", 10, "d") == "2027-01-07"


def test_a_roll_over_in_such_a_year_is_left_open_and_said_so():
    due = compute(at("2026-12-28"), 10, "d", roll=True)
    assert local(due.due_at).date() == date(2027, 1, 7) and "2027 年假日表还没有录入" in due.warning


def test_a_year_entered_by_hand_is_counted_with_its_days():
    calendar = WorkCalendar(days={date(2027, 1, 1): (False, "元旦"), date(2027, 1, 2): (True, "调休上班")}, years={2027: "law"})
    assert end("2026-12-31", 2, "wd", calendar=calendar) == "2027-01-04"


def test_a_sample_year_is_named_as_such():
    calendar = WorkCalendar(years={2027: "sample"})
    assert "样例年份" in compute(at("2026-12-30"), 5, "wd", calendar=calendar).warning
    assert compute(at("2026-11-02"), 5, "wd", calendar=calendar).warning is None


def test_a_day_entered_by_hand_goes_before_the_built_in_table():
    typhoon = WorkCalendar(days={date(2026, 9, 2): (False, "台风停工")})
    assert end("2026-09-01", 1, "wd", calendar=typhoon) == "2026-09-03"


@pytest.mark.parametrize("day, amount, unit, last", [
    ("2026-10-15", 7, "wd", "2026-09-30"), ("2026-03-12", 7, "wd", "2026-03-03"), ("2026-03-12", 7, "d", "2026-03-05"),
])
def test_what_must_be_done_before_a_day_is_counted_back_from_it(day, amount, unit, last):
    assert compute_before(date.fromisoformat(day), amount, unit).isoformat() == last


@pytest.mark.parametrize("day, count, expected", [
    ("2026-01-31", 1, "2026-02-28"), ("2026-12-15", 1, "2027-01-15"), ("2026-11-30", 15, "2028-02-29"), ("2026-05-31", 12, "2027-05-31"),
])
def test_months_keep_the_day_or_end_with_the_month(day, count, expected):
    assert add_months(date.fromisoformat(day), count).isoformat() == expected


# ---- what holds for all -----------------------------------------------------------------------------------------------
DAYS = st.dates(date(2004, 2, 1), date(2026, 6, 30))


@given(DAYS, st.integers(1, 60))
def test_the_last_of_n_working_days_is_worked_and_n_working_days_away(day, n):
    calendar = WorkCalendar()
    due = compute(datetime.combine(day, time(9), LOCAL), n, "wd")
    last = local(due.due_at).date()
    assert calendar.is_working(last) and calendar.count_working(day, last) == n
    assert [d.n for d in due.days if d.n] == list(range(1, n + 1))


@given(DAYS, st.integers(1, 90))
def test_a_rolled_period_ends_on_the_first_working_day_not_before_its_natural_end(day, n):
    start, calendar = datetime.combine(day, time(9), LOCAL), WorkCalendar()
    natural, rolled = (local(compute(start, n, "d", roll=roll).due_at).date() for roll in (False, True))
    assert natural == day + timedelta(days=n) and calendar.is_working(rolled)
    assert not any(calendar.is_working(natural + timedelta(days=i)) for i in range((rolled - natural).days))


@given(DAYS, st.integers(1, 40), st.lists(st.tuples(st.integers(0, 60), st.integers(0, 10)), max_size=5))
def test_counted_and_excluded_days_make_up_the_whole_period(day, n, offsets):
    spans = [(day + timedelta(days=a), day + timedelta(days=a + length)) for a, length in offsets]
    days = compute(datetime.combine(day, time(9), LOCAL), n, "d", exclude=spans).days
    counted = [d.date for d in days if d.n]
    assert len(counted) == n and not any(first <= d <= last for d in counted for first, last in spans)
    assert [d.date for d in days] == [day + timedelta(days=i) for i in range(len(days))]


@given(st.lists(st.tuples(DAYS, st.integers(0, 20)), max_size=8))
def test_merged_spans_cover_the_same_days_without_touching(raw):
    spans = [(day, day + timedelta(days=length)) for day, length in raw]
    merged = merge(spans)
    assert all(b[0] - a[1] > timedelta(days=1) for a, b in zip(merged, merged[1:]))
    covered = {first + timedelta(days=i) for first, last in spans for i in range((last - first).days + 1)}
    assert covered == {first + timedelta(days=i) for first, last in merged for i in range((last - first).days + 1)}


ENTERED = {date(2026, 3, 3): (False, "样例假日"), date(2026, 3, 7): (True, "")}
TERMS = st.tuples(st.dates(date(2026, 1, 1), date(2026, 6, 30)), st.integers(1, 15), st.sampled_from(["d", "wd", "m"]), st.booleans(), st.booleans())


@given(st.lists(TERMS, min_size=1, max_size=30))
def test_a_calendar_that_remembers_answers_like_one_that_was_never_asked(terms):
    remembering = WorkCalendar(ENTERED, {}, time(17, 30))
    for day, amount, unit, roll, excluded in terms:
        start, spans = datetime.combine(day, time(9), LOCAL), [(day, day + timedelta(days=3))] if excluded else []
        fresh = compute(start, amount, unit, roll=roll, calendar=WorkCalendar(ENTERED, {}, time(17, 30)), exclude=spans)
        assert compute(start, amount, unit, roll=roll, calendar=remembering, exclude=spans) == fresh


def test_what_a_calendar_remembers_does_not_grow_for_ever(monkeypatch):
    monkeypatch.setattr("app.deadlines.calendar.TERMS_KEPT", 10)
    calendar = WorkCalendar()
    for n in range(1, 40):
        assert local(compute(at("2026-03-02"), n, "d", calendar=calendar).due_at).date() == date(2026, 3, 2) + timedelta(days=n)
    assert len(calendar._terms) <= 10


@pytest.mark.parametrize("share, hours", [(0, 0), (Decimal("0.5"), 12), (0.8, 19.2), (1, 24)])
def test_a_share_of_a_period_is_measured_by_the_clock(share, hours):
    start = at("2026-03-02")
    assert share_of(start, start + timedelta(hours=24), share) == start + timedelta(hours=hours)


@pytest.mark.parametrize("share", [-0.1, 1.1])
def test_a_share_outside_the_period_is_refused(share):
    with pytest.raises(BadPeriod):
        share_of(at("2026-03-02"), at("2026-03-03"), share)
