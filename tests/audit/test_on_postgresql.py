"""The trace and the registers on PostgreSQL, which checks lengths and types that SQLite lets pass."""
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.accounts import queries as accounts
from app.audit.operations import Fact, record, verify
from app.audit.tags import Tag
from app.deadlines.operations import Book
from app.kernel.clock import local
from app.registry import demonstration, queries as registry
from tests.conftest import tables


@pytest.fixture
def loaded(postgresql, now):
    with postgresql.fresh(tables) as database:
        with database.begin() as session:
            demonstration.load(session, password="sample password", now=now)
        yield database


def test_the_district_loads_and_works_the_same(loaded, now):
    today = local(now).date()
    with loaded.begin() as session:
        chief = accounts.load_actor(session, accounts.person_by_login(session, "duty_chief").id, today=today)
        record(session, 1, [Fact(Tag.TASK_CLAIMED, {"name": "拟办意见"})] * 3, actor=chief, now=now)
        record(session, 1, [Fact(Tag.CASE_ENDED, {})], actor=chief, now=now)
    with loaded.read() as session:
        proof = verify(session)
        assert proof.whole and proof.checked == 4
        assert registry.is_competent(session, accounts.codes(session)["jiazhen"], "CS-01-1", on=today)
        assert len(accounts.people_with(session, "panel_member", accounts.codes(session)["guizi"], today=today)) == 3
        assert local(Book(session, now).deadline("T13")).isoformat() == "2026-12-07T18:00:00+08:00"
    for change in ("UPDATE trace_leaf SET actor = 2", "DELETE FROM trace_leaf", "TRUNCATE trace_leaf", "DELETE FROM chain_head",
                   "TRUNCATE chain_head", "UPDATE chain_head SET seq = 1", "UPDATE trace_actor SET actor_name = 'x'",
                   "DELETE FROM trace_actor", "TRUNCATE trace_actor CASCADE",
                   "INSERT INTO trace_leaf SELECT case_id, 9, size, at, actor, content, hash FROM trace_leaf LIMIT 1"):
        with pytest.raises(DBAPIError, match="append-only"), loaded.begin() as session:
            session.execute(text(change))
