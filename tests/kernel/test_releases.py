"""Databases that earlier releases left behind are brought up to date, on both databases, and every case in them can be worked to its
end by the code of today. How their files are made: tests/kernel/releases."""
from collections import Counter
from contextlib import contextmanager
from functools import cache

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import func, select

from app import migrations
from app.audit import queries as trace
from app.cases import operations, queries
from app.cases.model import Case
from app.kernel.database import loads
from app.registry.model import Parameter
from app.tasks.model import WorkItem
from tests.kernel.releases.playing import MISSING, to_the_end
from tests.support import releases
from tests.support.backends import BACKENDS
from tests.support.district import District

pytestmark = pytest.mark.both
VERSIONS = releases.released()


@cache
def brought_up_from(version: str):
    """The state that tests of this version start from; the same function for the same version, so that it is made once a run."""
    def prepare(database) -> None:
        releases.load(version, database)
        assert migrations.upgrade(database) == (releases.header(version)["revision"], migrations.head())
    return prepare


@pytest.fixture(params=VERSIONS)
def version(request) -> str:
    return request.param


@contextmanager
def left_by(version: str, backend):
    """The district that this release left, on the database of today. It goes on where the release stopped."""
    with backend.fresh(brought_up_from(version)) as database:
        with database.read() as session:
            last = session.scalar(select(func.max(WorkItem.opened_at)))
        yield District(database, last)


@pytest.fixture
def left(backend, version):
    with left_by(version, backend) as district:
        yield district


def test_a_release_is_kept():
    assert VERSIONS[:1] == ["0.1.0"]


def test_the_revision_of_a_release_makes_what_it_made_then(empty, backend, version):
    header = releases.header(version)
    migrations.upgrade(empty, to=header["revision"])
    assert releases.schema(empty) == header["schemas"][backend.name]


def test_what_a_release_left_is_brought_to_exactly_the_models_of_today(left):
    with left.database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts=migrations.COMPARED)
        assert compare_metadata(context, migrations.metadata) == []


def test_the_trace_is_whole_and_its_hashes_are_those_of_then(left, version):
    left.verify()
    then = {row["case_id"]: (row["seq"], row["hash"]) for row in releases.rows(version, "chain_head")}
    with left.database.read() as session:
        now = {chain: trace.history(session, chain, limit=1000)[-1] for chain in then}
    assert {chain: (line.seq, line.hash) for chain, line in now.items()} == then


def test_what_was_entered_is_there_as_it_was_entered(left, version):
    then = {row["work_item_id"]: loads(row["data"]) for row in releases.rows(version, "submission")}
    with left.database.read() as session:
        now = {item: queries.submission_of(session, item).data for item in then}
    assert now == then


def test_every_case_that_a_release_left_is_worked_to_its_end(left):
    """Tasks, timers, waiting messages, an incident that was mended, and cases pinned to bundles of then."""
    known = [case.id for case in cases(left)]
    mend(left)
    for days in (1, 30, 1, 1):      # whatever waits for its day gets it
        left.work_off(to_the_end(left), until=lambda: all(c.status == "ended" for c in cases(left) if c.id in known))
        left.turn_clock(days=days)
    assert [(c.id, c.kind, c.stage) for c in cases(left) if c.status != "ended" and c.id in known] == []
    assert Counter(c.end_state for c in cases(left) if c.id in known)["closed"] > len(known) / 2
    with left.database.read() as session:
        assert queries.incidents(session) == [], "nothing failed on the way"
    left.verify()


def cases(district: District) -> list[Case]:
    with district.database.read() as session:
        return list(session.scalars(select(Case).order_by(Case.id)))


def mend(district: District) -> None:
    """The parameter that a script waits for is entered, and the script tried again."""
    with district.database.begin() as session:
        pattern = session.scalar(select(Parameter).where(Parameter.code == "T13"))
        session.add(Parameter(code=MISSING, name="样例期限", value=3, unit="wd", direction=pattern.direction, status="sample",
                              valid_from=pattern.valid_from))
    with district.database.read() as session:
        stuck = queries.incidents(session)
    assert [incident.node for incident in stuck] == ["work_out"]
    with district.database.begin() as session:
        operations.retry_incident(session, stuck[0].id, actor=district.actor("supervisor"), now=district.now)
    assert district.open_items(node="after_mend")


def test_what_is_taken_of_today_fills_the_other_kind_of_database_with_the_same(left, backend, request, tmp_path, monkeypatch):
    """So that the next release can be kept as well."""
    monkeypatch.setattr(releases, "FOLDER", tmp_path)
    other = request.getfixturevalue("postgresql" if backend.name == "sqlite" else "sqlite")
    version = f"9.9.{BACKENDS.index(backend.name)}"
    releases.take(version, left.database, {})
    with other.fresh() as there:
        releases.load(version, there)
        assert counted(there) == counted(left.database)
        District(there, left.now).verify()


def counted(database) -> dict[str, Counter]:
    """Every row of every table, in no order: the databases sort text differently."""
    found: dict[str, Counter] = {}
    for table, row in releases.everything(database):
        found.setdefault(table, Counter())[repr(row)] += 1
    return found
