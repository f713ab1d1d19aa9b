"""What `bench flat` measures is what it says. Its figures are never asserted: a busy machine is no fault."""
import json

import pytest

from app.cli.__main__ import main
from app.cli.bench import flat, long
from app.kernel import logging


def test_every_question_is_asked_in_both_databases_and_nothing_is_left(tmp_path, capsys):
    command = ["bench", "flat", "--sizes", "200,400", "--plays", "12", "--rounds", "2", "--only", "pages", "--folder", str(tmp_path), "--json"]
    assert main(command) == 0
    result = json.loads(capsys.readouterr().out)["sizes"]
    assert set(result) == set(flat.QUESTIONS)
    assert all(set(by_size) == {"200", "400"} and all(f["p95_ms"] >= f["p50_ms"] > 0 for f in by_size.values()) for by_size in result.values())
    assert {path.name for path in tmp_path.glob("*.sqlite3")} == {"flat-200.sqlite3", "flat-400.sqlite3"}
    logging.unhook()


def test_a_loop_runs_to_its_end_and_its_state_does_not_grow(monkeypatch, capsys):
    monkeypatch.setattr(long, "TURNS", 30)
    monkeypatch.setattr(long, "AT", (5, 20, 30))
    monkeypatch.setattr(long, "WIDE", 7)
    result = long.measure()
    assert list(result["loop"]) == ["5", "20", "30"] and result["wide"]["departments"] == 7
    assert abs(result["loop"]["20"]["state_bytes"] - result["loop"]["5"]["state_bytes"]) <= 4
    long.table(result)
    assert "7 个部门" in capsys.readouterr().out


@pytest.mark.parametrize("values, share, wanted", [([1, 2, 3, 4], 0.5, 2), ([5, 1, 4, 2, 3], 0.95, 5), ([7], 0.95, 7)])
def test_percentiles_are_by_the_nearest_rank(values, share, wanted):
    assert flat._percentile(values, share) == wanted


def test_sizes_are_whole_numbers_above_nothing(capsys):
    with pytest.raises(SystemExit):
        main(["bench", "flat", "--sizes", "10,none"])
    assert "sizes" in capsys.readouterr().err
