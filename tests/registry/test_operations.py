"""Parameters and holidays change from a day on, by those who may, with a trace."""
from datetime import date, timedelta

import pytest

from app.accounts import queries as accounts
from app.audit.model import HOUSE
from app.audit.operations import verify
from app.audit.queries import recent
from app.deadlines.operations import work_calendar
from app.kernel.clock import local
from app.kernel.errors import FieldErrors, Forbidden, Rejection
from app.registry import operations, queries as registry
from app.registry.errors import MissingParameter
from tests.registry.conftest import NOW

TODAY = local(NOW).date()
NEXT_YEAR = date(2027, 1, 1)


@pytest.fixture
def as_(session):
    return lambda login: accounts.load_actor(session, accounts.person_by_login(session, login).id, today=TODAY)


def change(session, actor, **more):
    asked = {"code": "T10", "value": 5, "valid_from": NEXT_YEAR, "reason": "省厅规定", "actor": actor, "now": NOW, **more}
    return operations.change_parameter(session, asked.pop("code"), asked.pop("value"), **asked)


def test_a_new_value_holds_from_its_day_and_the_old_one_until_then(session, as_):
    change(session, as_("supervisor"), basis="省规章12", status="law")
    old, new = (registry.parameter(session, "T10", on=day) for day in (NEXT_YEAR - timedelta(days=1), NEXT_YEAR))
    assert (old.value, old.status) == (3, "sample")
    assert (new.value, new.status, new.basis, new.unit, new.name) == (5, "law", "省规章12", "wd", old.name)


def test_a_region_s_own_value_leaves_the_general_one_alone(session, as_):
    change(session, as_("supervisor"), region="jiazhen", valid_from=TODAY)
    assert registry.parameter(session, "T10", on=TODAY, region="jiazhen").value == 5
    assert registry.parameter(session, "T10", on=TODAY).value == 3


def test_the_change_stands_in_the_house_s_trace(session, as_):
    change(session, as_("supervisor"))
    line = recent(session, HOUSE, limit=1)[0]
    assert (line.who, line.text) == ("司法局执法监督员", "修改参数 T10，由 3 改为 5，理由：省厅规定。")
    assert verify(session, HOUSE).whole


@pytest.mark.parametrize("more, refusal", [
    ({"code": "no-such"}, MissingParameter), ({"valid_from": date(2024, 1, 1)}, Rejection), ({"valid_from": date(2023, 1, 1)}, Rejection),
])
def test_a_change_that_does_not_fit_is_refused(session, as_, more, refusal):
    with pytest.raises(refusal):
        change(session, as_("supervisor"), **more)


@pytest.mark.parametrize("login", ["duty_chief", "legal_reviewer", "party", "chief_dispatcher"])
def test_only_those_who_may_change_the_registers(session, as_, login):
    with pytest.raises(Forbidden, match="执法监督员、系统管理员"):
        change(session, as_(login))
    with pytest.raises(Forbidden):
        operations.enter_holidays(session, 2027, {}, source="x", actor=as_(login), now=NOW)


def test_an_entered_year_replaces_the_sample_one(session, as_):
    days = {date(2027, 1, 1): (False, "元旦"), date(2027, 1, 3): (True, "调休上班")}
    operations.enter_holidays(session, 2027, days, source="国办发明电〔2026〕样例号", actor=as_("system_admin"), now=NOW)
    calendar = work_calendar(session, NOW)
    assert calendar.years[2027] == "law" and calendar.is_working(date(2027, 1, 3)) and calendar.is_working(date(2027, 2, 8))
    assert not calendar.depends_on_sample(NEXT_YEAR, NEXT_YEAR)
    assert recent(session, HOUSE, limit=1)[0].text.startswith("修改假日表 2027 年")


def test_days_of_another_year_are_refused_one_by_one(session, as_):
    with pytest.raises(FieldErrors) as refusal:
        operations.enter_holidays(session, 2027, {date(2026, 12, 31): (False, "除夕")}, source="x", actor=as_("system_admin"), now=NOW)
    assert list(refusal.value.errors) == ["2026-12-31"]
