"""A small tree: a district with one department and one street that has a team and a grid."""
from datetime import date

import pytest

from app.accounts import operations
from app.accounts.model import Person

SINCE = date(2026, 1, 1)
PASSWORD = "correct horse"


@pytest.fixture(scope="session")
def password_hash() -> str:
    return operations.hash_password(PASSWORD)


@pytest.fixture
def session(database):
    with database.begin() as session:
        yield session


@pytest.fixture
def organs(session) -> dict:
    district = operations.add_organ(session, "anhe", "安河区", "district")
    street = operations.add_organ(session, "jiazhen", "甲镇", "street", parent=district)
    team = operations.add_organ(session, "jiazhen_team", "甲镇综合行政执法队", "team", parent=street)
    station = operations.add_organ(session, "jiazhen_donghe", "东河村联动站", "station", parent=street)
    grid = operations.add_organ(session, "jiazhen-donghe-03", "东河-03", "grid", parent=station)
    water = operations.add_organ(session, "shuiwu", "水务局", "department", parent=district)
    return {o.code: o for o in (district, street, team, station, grid, water)}


@pytest.fixture
def hire(session, organs, password_hash):
    """hire("zhang", ("officer", "jiazhen_team"), …) -> Person."""
    def make(login: str, *posts: tuple[str, str], **span) -> Person:
        person = Person(login=login, name=f"{login}某", password_hash=password_hash)
        session.add(person)
        session.flush()
        for role, organ in posts:
            operations.appoint(session, person, role, organs[organ], **{"valid_from": SINCE, **span})
        return person
    return make
