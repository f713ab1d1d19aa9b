"""`bench timers` with few timers: what it prints was found in the database afterwards, on both kinds."""
import json
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from app.cases import courier
from app.cases.model import Case, TimerRow
from app.cli.__main__ import main
from app.cli.bench import firing, timers
from app.cli.output import Failure
from app.kernel import logging
from app.kernel.database import Database
from app.tasks.model import WorkItem


@pytest.fixture(autouse=True)
def _no_lead(monkeypatch):
    monkeypatch.setattr(timers, "LEAD", timedelta())
    yield
    logging.unhook()


@pytest.mark.both
def test_two_worker_processes_fire_each_timer_once_and_leave_the_others_standing(backend, capsys):
    server = [] if backend.name == "sqlite" else ["--database", backend.server]
    assert main(["bench", "timers", "--cases", "20", "--due", "20", "--workers", "2", "--json", *server]) == 0
    result = json.loads(capsys.readouterr().out)
    assert result["found"] == {"once": 20, "never": 0, "twice": 0, "early": 0, "verified": 20, "broken": 0}
    assert [q["timers"] for q in result["quiet"]] == [0, 40] and result["quiet"][0]["sql"] == result["quiet"][1]["sql"]
    assert result["last_s"] >= result["half_s"] >= result["first_s"] >= 0


def test_the_table_says_what_was_found(capsys):
    assert main(["bench", "timers", "--cases", "1", "--due", "2", "--workers", "1"]) == 0
    assert "恰好一次 2，没有发生 0，不止一次 0" in capsys.readouterr().out


@pytest.fixture
def fallen_due(tmp_path):
    """(database, due_at, opened_at) of four timers that have fired."""
    from app import migrations
    database = Database(f"sqlite:///{tmp_path}/due.db")
    migrations.upgrade(database)
    with timers.template() as (scratch, began):
        line = timers.Line(database, scratch, began)
        line.fill(4, lambda _: timedelta())
        line.fill(3, lambda _: timers.MONTH)
        line.end()
    assert courier.fire_all(database, began + timers.TERM) == 4
    yield database, began + timers.TERM, began
    database.dispose()


def test_what_is_not_as_it_should_be_is_counted(fallen_due):
    database, due_at, opened_at = fallen_due
    assert vars(firing.look(*fallen_due)) == {"once": 4, "never": 0, "twice": 0, "early": 0, "verified": 4, "broken": 0}
    with database.begin() as session:
        one, two, *_ = session.scalars(select(Case.id).where(Case.opened_at == opened_at).order_by(Case.id))
        early = session.scalar(select(Case.id).where(Case.opened_at != opened_at).limit(1))
        session.execute(update(WorkItem).where(WorkItem.case_id == one).values(case_id=two, engine_task="again"))
        session.execute(update(TimerRow).where(TimerRow.case_id == early).values(due_at=due_at))
    found = firing.look(*fallen_due)
    assert (found.never, found.twice, found.once) == (1, 1, 2) and not found.whole


def test_a_worker_that_does_not_start_is_told_with_its_own_words(tmp_path):
    nowhere = Database(f"sqlite:///{tmp_path}/no/such/folder.db")
    with pytest.raises(Failure, match="没有起来"):
        with timers.Workers(nowhere, tmp_path, 1):
            raise AssertionError("it cannot have started")
