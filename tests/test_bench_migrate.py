"""`bench migrate` with few cases: what it prints was found in the database afterwards."""
import json

import pytest

from app.cli.__main__ import main
from app.cli.bench import migrating
from app.kernel import logging


@pytest.fixture(autouse=True)
def _unhooked():
    yield
    logging.unhook()


def test_killed_workers_migrate_every_case_once_and_take_all_back_as_they_were(backend, capsys):
    server = [] if backend.name == "sqlite" else ["--database", backend.server]
    assert main(["bench", "migrate", "--cases", "12", "--workers", "2", "--kills", "1", "--json", *server]) == 0
    result = json.loads(capsys.readouterr().out)
    assert result["cases"] >= 12 and result["migrated"] + result["refused"] == result["cases"]
    assert (result["doubled"], result["misplaced"], result["changed"]) == (0, 0, 0) and result["once"] == result["migrated"] > 0


def test_what_was_doubled_or_lost_is_not_whole():
    good = dict(cases=2, workers=1, kills=0, checked_s=1, migrated_s=1, taken_back_s=1, migrated=2, refused=0, once=2, doubled=0, misplaced=0, restored=2, changed=0)
    assert migrating.Result(**good).whole
    for wrong in ({"once": 1}, {"doubled": 1}, {"misplaced": 1}, {"changed": 1}, {"refused": 1}):
        assert not migrating.Result(**(good | wrong)).whole
