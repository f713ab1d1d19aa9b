"""Every statement that the product sends while people work, on both databases: none reads a table that grows from end to end.

The statements are collected from pages and verbs at work, so none is forgotten; each is explained as it was sent. SQLite knows no statistics
here and so takes every table for a large one. PostgreSQL looks at the tables, so there each family of cases is multiplied first.
"""
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Connection, event, insert, text

from app import migrations
from app.cases import courier, delivery, operations, queries
from app.cases.model import Message
from app.cli.bench.stencil import case_tables, reference
from tests.support import sand
from tests.support.district import District

pytestmark = pytest.mark.both
GROWING = {t.name for t in case_tables(migrations.metadata)} | {"reminder_read", "idempotency_key"}

PARTIAL = {index.name for table in migrations.metadata.tables.values() for index in table.indexes if index.dialect_options["sqlite"]["where"] is not None}
FILLING = ("whistle_order.ended_at IS NOT NULL",                # most have ended
           'FROM warning JOIN "case"')                          # up to 200: an organ has its share of the newest warnings
TIMES, APART = 300, 1_000_000
# Tables that nothing was written into stay small: nothing is to be read whole only because it is small.
LARGE = ("enable_seqscan = off", "enable_hashjoin = off", "enable_mergejoin = off", "cpu_tuple_cost = 1", "cpu_index_tuple_cost = 1")


class Collected(dict):
    """{statement: its parameters when it was first sent}. `deaf`: what is sent is the test's own."""

    deaf = False

    @contextmanager
    def listening(self, engine) -> Iterator[None]:
        event.listen(engine, "before_cursor_execute", self._note)
        yield
        event.remove(engine, "before_cursor_execute", self._note)

    def _note(self, _connection, _cursor, statement, parameters, _context, executemany) -> None:
        if not self.deaf and re.match(r"\s*(SELECT|UPDATE|DELETE|WITH)", statement):
            self.setdefault(statement, parameters[0] if executemany else parameters)


# ---- what is read from end to end ---------------------------------------------------------------------------------------------
def scanned(connection: Connection, statement: str, parameters) -> set[str]:
    """Tables that grow and that this statement reads from end to end. Reading in the order of an index until a page is full is none."""
    found = (_on_sqlite if connection.dialect.name == "sqlite" else _on_postgresql)(connection, statement, parameters)
    return {table for table in found if table in GROWING and not (connection.dialect.name == "postgresql" and _empty(connection, table))}


def _empty(connection: Connection, table: str) -> bool:
    """Nothing can be said of how PostgreSQL reads what is not there; SQLite does not look."""
    return not connection.exec_driver_sql(f'SELECT EXISTS (SELECT FROM "{table}")').scalar()


def multiply(connection: Connection) -> None:
    """Every row of a case so many times, with ids, references and unique texts of its own."""
    connection.exec_driver_sql("SET session_replication_role = replica")
    for table in case_tables(migrations.metadata):
        quote = connection.dialect.identifier_preparer.quote
        columns = ", ".join(quote(c.name) for c in table.columns)
        values = ", ".join(_another(c, quote(c.name)) for c in table.columns)
        connection.exec_driver_sql(f"INSERT INTO {quote(table.name)} ({columns}) SELECT {values} FROM {quote(table.name)}, generate_series(1, {TIMES}) n")
    connection.commit()
    connection.execution_options(isolation_level="AUTOCOMMIT").exec_driver_sql("VACUUM ANALYZE")


def _another(column, name: str) -> str:
    own = {t.name for t in case_tables(migrations.metadata)}
    if column.name == "id" or reference(column) in own:
        return f"{name} + n * {APART}"
    return f"{name} || '-' || n" if column.name == "number" else name


def _on_sqlite(connection: Connection, statement: str, parameters) -> Iterator[str]:
    rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters).all()
    tables = dict(re.findall(r'(?:FROM|JOIN|,) "?(\w+)"? AS (\w+)', statement))
    alias = {new: old for old, new in tables.items()}
    sorted_under = {parent for _, parent, _, detail in rows if "TEMP B-TREE" in detail}
    for _, parent, _, detail in rows:
        name = re.match(r"SCAN (\w+)(?! VIRTUAL)", detail)
        in_order = "LIMIT" in statement and parent not in sorted_under and _fills(statement, detail)
        if name and "VIRTUAL TABLE" not in detail and not in_order:
            yield alias.get(name[1], name[1])


def _fills(statement: str, detail: str) -> bool:
    """Whether what is read in the order of an index is soon enough for a page: with a condition the table may be gone through in vain."""
    return "WHERE" not in statement.replace("WHERE 1 = 1", "") or any(name in detail for name in PARTIAL) or any(words in statement for words in FILLING)


def _on_postgresql(connection: Connection, statement: str, parameters) -> Iterator[str]:
    plan = connection.exec_driver_sql(f"EXPLAIN (FORMAT JSON) {statement}", parameters).scalar()
    plan = json.loads(plan) if isinstance(plan, str) else plan
    yield from _whole(plan[0]["Plan"], streaming=False)


def _whole(node: dict, streaming: bool) -> Iterator[str]:
    kind = node["Node Type"]
    streaming = kind == "Limit" or streaming and kind not in ("Sort", "Aggregate", "Hash", "Materialize", "WindowAgg")
    ranged = "Index Cond" in node or "Recheck Cond" in node
    if "Scan" in kind and kind != "Bitmap Index Scan" and "Relation Name" in node and not ranged and not (streaming and "Index" in kind):
        yield node["Relation Name"]
    for inner in node.get("Plans", ()):
        yield from _whole(inner, streaming)


@pytest.fixture
def collected(monkeypatch) -> Collected:
    """Empty. The district's own look for open items, which no page and no verb makes, is not collected."""
    found, look = Collected(), District.open_items

    def unheard(*args, **kwargs):
        found.deaf = True
        try:
            return look(*args, **kwargs)
        finally:
            found.deaf = False

    monkeypatch.setattr(District, "open_items", unheard)
    return found


@pytest.fixture
def explained(site):
    """Ask the database how it would carry out what was collected."""
    def explain(collected: Collected) -> dict[str, set[str]]:
        with site.district.database.engine.connect() as connection:
            if connection.dialect.name == "postgresql":
                multiply(connection)
                for setting in LARGE:
                    connection.exec_driver_sql(f"SET {setting}")
            plans = {statement: scanned(connection, statement, parameters) for statement, parameters in collected.items()}
            connection.rollback()
        return {statement: tables for statement, tables in plans.items() if tables}
    return explain


# ---- at work ----------------------------------------------------------------------------------------------------------------------
PAGES = ("/", "/?view=claimable", "/?view=done", "/?view=started", "/?colour=r", "/?urgency=一般&source=网格员上报&q=砂石", "/cases",
         "/cases?q=东河村河滩", "/cases?q=砂", "/cases?q=甲综执〔2026〕0001", "/cases?status=running&stage=triage_assignment&street=jiazhen",
         "/cases?cursor=900", "/whistles", "/notices")
PAGED = "2026-11-23T01:00:00+00:00_1"
TABS = ("overview", "history", "lists", "documents", "files", "deadlines", "rules", "links", "trace")


def tour(site, login: str, case_id: int) -> None:
    browser = site.as_(login)
    for path in (*PAGES, *(f"/cases/{case_id}?tab={tab}" for tab in TABS), *(f"/?view={view}&cursor={PAGED}" for view in ("mine", "claimable", "done"))):
        assert browser.get(path).status == 200, path


def whistled(site) -> int:
    """A case whose whistle has been issued, with the departments' own cases."""
    district = site.district
    case = district.register("grid_worker", **sand.PROBLEM)
    answers = sand.answers(district)
    district.work_off(answers, until=lambda: bool(district.open_items(node="ut06_report")), limit=60)
    return case.id


def test_nothing_that_grows_is_read_from_end_to_end(site, collected, explained):
    district = site.district
    with collected.listening(district.database.engine):
        case_id = whistled(site)
        for login in ("duty_chief", "supervisor", "team_head", "guizi.dept_liaison"):
            tour(site, login, case_id)
        _whistle_pages(site, case_id)
        _tasks(site, case_id)
        district.work_off(sand.answers(district), limit=12)
        district.turn_clock(days=2)
    assert len(collected) > 100
    assert explained(collected) == {}


def _whistle_pages(site, case_id: int) -> None:
    with site.district.database.read() as session:
        order = queries.whistle_of(session, case_id)
    for login in ("team_head", "supervisor"):
        browser = site.as_(login)
        for path in (f"/whistles/{order.id}", f"/whistles/{order.id}/board", "/supervision"):
            assert browser.get(path).status == 200


def _tasks(site, case_id: int) -> None:
    """Looked at, claimed, given back, handed on, with a draft; and everything that the worker asks every second."""
    district = site.district
    item = district.open_items(case_id=case_id)[0]
    login = district.someone_for(item)
    assert site.as_(login).get(f"/tasks/{item.id}").status == 200
    who = {"actor": district.actor(login), "now": district.now}
    with district.database.begin() as session:
        operations.claim_task(session, item.id, **who)
    assert site.as_(login).get(f"/tasks/{item.id}").status == 200
    with district.database.begin() as session:
        operations.release_task(session, item.id, **who)
    courier.deliver_all(district.database, district.now)
    courier.fire_all(district.database, district.now)


@pytest.mark.parametrize("statement, whole", [
    ('SELECT * FROM work_item WHERE place = \'x\'', {"work_item"}), ('SELECT * FROM "case" WHERE number = \'x\'', set()),
    ('SELECT count(*) FROM "case" WHERE title = \'x\'', {"case"}), ('SELECT * FROM "case" ORDER BY id DESC LIMIT 5', set()),
    ('SELECT * FROM "case" ORDER BY title LIMIT 5', {"case"})])
def test_what_is_read_from_end_to_end_is_found_out(site, explained, statement, whole):
    """The test above could otherwise see nothing and be content."""
    site.district.register("intake_clerk", title="沿街商铺占道", problem_code="CS-01")
    assert explained(Collected({statement: ()})).get(statement, set()) == whole


def test_a_page_that_a_condition_may_keep_from_filling_is_found_out(site, explained):
    if site.district.database.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL weighs this by its statistics")
    statement = 'SELECT * FROM "case" WHERE title = \'x\' ORDER BY id LIMIT 5'
    assert explained(Collected({statement: ()})) == {statement: {"case"}}


def test_the_few_messages_that_wait_are_not_looked_for_among_all_there_ever_were(site, collected):
    """Where the database knows how many there are of each state, SQLite would go through all in the order of their ids."""
    database, now = site.district.database, site.district.now
    with database.begin() as session:
        session.execute(insert(Message), [{"name": "msg_result", "sent_at": now, "state": state, "kind": "message"} for state in ("delivered", "outside")] * 10_000)
        session.execute(text("ANALYZE"))
    database.engine.dispose()       # SQLite reads the statistics when it opens the file
    with collected.listening(database.engine), database.read() as session:
        delivery.deliverable(session, now)
        delivery.deliverable(session, now, ["sig_whistle_cancelled"])
    with database.engine.connect() as connection:
        asked = {statement: scanned(connection, statement, given) for statement, given in collected.items() if "FROM message" in statement}
    assert len(asked) == 2 and not any(asked.values())
