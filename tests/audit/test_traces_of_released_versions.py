"""The trace that earlier releases wrote: it reads as before and still proves whole; what was forged before the migration is found after it."""
from datetime import UTC, datetime

import pytest

from app import migrations
from app.audit.model import HOUSE
from app.audit.operations import verify
from app.audit.queries import history
from app.kernel.database import loads
from tests.support import releases
from tests.support.forging import forge

pytestmark = pytest.mark.both
VERSION = "0.1.0"


@pytest.fixture
def old(empty):
    releases.load(VERSION, empty)
    return empty


def written() -> list[dict]:
    return releases.rows(VERSION, "entry")


def proof(database, case_id=None):
    with database.read() as session:
        return verify(session, case_id)


def test_every_entry_reads_as_it_was_written_and_the_whole_proves(old):
    migrations.upgrade(old)
    found = proof(old)
    assert found.whole and found.checked == len(written()) > 100
    for case_id in {row["case_id"] for row in written()} - {HOUSE}:
        expected = sorted((row for row in written() if row["case_id"] == case_id), key=lambda row: row["seq"])
        with old.read() as session:
            lines = history(session, case_id, limit=10_000)
        assert [(line.seq, line.hash, line.actor, line.tag, line.role, line.organ, line.payload) for line in lines] == [
            (row["seq"], row["hash"], row["actor_name"], row["tag"], row.get("post"), row.get("organ_name"), loads(row["payload"]))
            for row in expected]
        assert [line.at for line in lines] == [datetime.fromisoformat(row["at"]).replace(tzinfo=UTC) for row in expected]


CASE = "WHERE case_id = (SELECT max(case_id) FROM entry)"


@pytest.mark.parametrize("forgery, seq", [
    (f"UPDATE entry SET payload = '{{}}' {CASE} AND seq = 2", 2),
    (f"UPDATE entry SET actor_name = '别人' {CASE} AND seq = 3", 3),
    (f"UPDATE entry SET hash = 'f00' {CASE} AND seq = 2", 2),
    (f"UPDATE entry SET hash = repeat_g {CASE} AND seq = 2", 2),
    (f"DELETE FROM entry {CASE} AND seq = 2", 3),
    (f"UPDATE chain_head SET hash = 'f00' {CASE}", None),
    (f"UPDATE chain_head SET seq = seq + 1 {CASE}", None),
])
def test_what_was_forged_before_the_migration_is_found_after_it(old, forgery, seq):
    forge(old, forgery.replace("repeat_g", f"'{'g' * 64}'"))
    migrations.upgrade(old)
    case_id = max(row["case_id"] for row in written())
    broken = proof(old).broken
    assert broken.case_id == case_id
    assert broken.seq == (seq or max(row["seq"] for row in written() if row["case_id"] == case_id) + 1)
