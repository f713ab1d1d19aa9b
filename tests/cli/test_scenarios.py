"""`scenarios`: plays the tests of a folder, says what differs, ends with 1 when one fails."""
import json

import pytest

from app.cli.__main__ import main
from tests.definitions.scenarios.little import files

GOOD = {"actions": [{"submit": "ask", "data": {"area": 5}}], "expect": {"open": ["sign"]}}
BAD = {"actions": [{"submit": "ask", "data": {"area": 500}}], "expect": {"open": ["sign"]}}


@pytest.fixture
def scenarios(tmp_path, capsys):
    """(status, what was printed, standard error) of the command on a folder with these tests."""
    def play(*tests: dict, options: tuple[str, ...] = (), change: dict[str, bytes] | None = None):
        for name, content in {**files(*tests), **(change or {})}.items():
            (tmp_path / name).write_bytes(content)
        status = main(["scenarios", str(tmp_path), *options])
        said = capsys.readouterr()
        return status, said.out, said.err
    return play


def test_tests_that_pass_end_with_0(scenarios):
    assert scenarios(GOOD) == (0, "1 个测试，全部通过。\n", "")


def test_a_test_that_fails_ends_with_1_and_says_what_differs(scenarios):
    status, out, _err = scenarios(GOOD, BAD)
    assert status == 1
    assert out.splitlines() == ["不符  permit.test  第2个", "      结束时“签发许可”应当有 1 件待办，实际 0 件。", "2 个测试，1 个不符。"]


def test_coverage_lists_what_no_test_reaches(scenarios):
    _status, out, _err = scenarios(GOOD, options=("--coverage", "--verbose"))
    assert "通过  permit.test  第1个" in out and "第 2 行" in out and "签发许可 → 等待缴费" in out


def test_programs_get_json(scenarios):
    status, out, _err = scenarios(GOOD, BAD, options=("--json",))
    told = json.loads(out)
    assert status == 1 and [one["passed"] for one in told["results"]] == [True, False]
    assert told["results"][1]["differences"][0]["element"] == "sign"
    assert {reach["key"]: reach["share"] for reach in told["coverage"]["tables"]} == {"D_permit": 1.0}


@pytest.mark.parametrize("change, said", [({"permit.test": b"{"}, "不是 JSON"), ({"permit.bpmn": b"<x/>"}, "permit.bpmn")])
def test_what_cannot_be_read_is_told_on_standard_error(scenarios, change, said):
    status, _out, err = scenarios(GOOD, change=change)
    assert status == 1 and said in err


def test_a_folder_without_tests_is_told(scenarios, tmp_path, capsys):
    (tmp_path / "empty").mkdir()
    assert main(["scenarios", str(tmp_path / "empty")]) == 1
    assert "没有场景测试" in capsys.readouterr().err


def test_one_file_may_be_played_alone(scenarios):
    assert scenarios(BAD, options=("--only", "other"), change={"other.test": b'{"process": "permit", "scenarios": []}'})[0] == 0
