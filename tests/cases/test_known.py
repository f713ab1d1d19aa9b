"""What the checks and editors are told to be known is what there is."""
from datetime import UTC, date, datetime, timedelta
from inspect import Parameter as Taken
from inspect import signature

import pytest
from sqlalchemy import select

from app.accounts.model import Organ
from app.acts.catalogue import ACTS
from app.cases import context
from app.cases.known import CASE_FIELDS, SERVICES, known
from app.cases.model import Case
from app.cases.services import SERVICES as NAMES
from app.cases.services import Host
from app.definitions import queries as definitions
from app.definitions.checks import inspect
from app.kernel.clock import local
from app.registry.model import Parameter

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


def parameter(code: str, starts: date, region: str | None = None, value: int = 5) -> Parameter:
    return Parameter(code=code, name=code, value=value, unit="d", basis="样例", region=region, valid_from=starts, status="sample")


def test_it_is_the_same_object_until_something_changes(small):
    with small.read() as session:
        assert known(session, NOW) is known(session, NOW + timedelta(minutes=1))
        before = known(session, NOW)
    with small.begin() as session:
        session.add(parameter("T98", local(NOW).date()))
    with small.read() as session:
        assert known(session, NOW) is not before and "T98" in known(session, NOW).deadlines


def test_what_changes_beside_it_leaves_it_the_same_object(small):
    """What the checks found with it is kept by it."""
    with small.read() as session:
        before = known(session, NOW)
    with small.begin() as session:
        session.add(Organ(code="x1", name="某处", short_name="某处", kind="dept", path="/x1/"))
    with small.read() as session:
        assert known(session, NOW) is not before
    with small.begin() as session:
        session.delete(session.scalar(select(Organ).where(Organ.code == "x1")))
    with small.read() as session:
        assert known(session, NOW) is before and known(session, NOW + timedelta(days=1)) is before


def test_a_figure_of_one_region_and_one_that_is_to_come_are_known_but_the_general_one_in_force_goes_first(small):
    today = local(NOW).date()
    with small.begin() as session:
        session.add_all([parameter("T98", today, "jiazhen", 1), parameter("T98", today, None, 2), parameter("T99", today + timedelta(days=40)),
                         parameter("T97", today, "jiazhen")])
    with small.read() as session:
        deadlines = known(session, NOW).deadlines
    assert deadlines["T98"].value == 2 and {"T97", "T99"} <= deadlines.keys()


def test_acts_are_told_with_what_they_need_and_what_their_guards_say(small):
    with small.read() as session:
        acts = known(session, NOW).acts
    assert acts.keys() == ACTS.keys()
    assert {f.key for f in acts["decide"].needs if f.required} == set(ACTS["decide"].required)
    assert set(acts["decide"].guards) == {g.code for g in ACTS["decide"].guards}


@pytest.mark.parametrize("name", NAMES)
def test_a_service_is_told_with_the_parameters_that_it_takes(name):
    taken = {p.name: p for p in signature(getattr(Host, name)).parameters.values() if p.name != "self"}
    told = {p.name: p.required for p in SERVICES[name].inputs}
    free = any(p.kind is Taken.VAR_KEYWORD for p in taken.values())
    named = {p.name: p.default is Taken.empty for p in taken.values() if p.kind is not Taken.VAR_KEYWORD}
    assert named.items() <= told.items() and (free or named.keys() == told.keys())


def test_every_service_is_told_and_no_other():
    assert set(SERVICES) == set(NAMES)


def test_the_fields_of_a_case_are_those_that_expressions_see(district):
    with district.database.read() as session:
        case = session.query(Case).first() or Case(matter_codes=[], opened_at=district.now)
        assert context.case_context(session, case).keys() == CASE_FIELDS.keys()


def test_the_shipped_bundle_has_neither_errors_nor_warnings_by_what_the_district_knows(district):
    with district.database.read() as session:
        bundle = definitions.current(session, local(district.now).date())
        files, knows = definitions.contents(session, bundle.id), known(session, district.now)
    assert [f"{f.file} {f.element} {f.sentence}" for f in inspect(files, knows, quick=True) if f.level != "hint"] == []
