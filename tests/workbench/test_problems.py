"""Checking as one types: the server is asked when typing rests, what it says of an older text is not shown, and nothing is lost offline."""
import pytest

from tests.workbench import scripts


@pytest.fixture(scope="module")
def told(tmp_path_factory) -> dict:
    return scripts.run("problems.mjs", {}, tmp_path_factory.mktemp("scripts"))


def test_the_server_is_asked_once_when_typing_rests(told):
    assert told["typing"] == {"asked": ["123", "123 whole"], "codes": ["a:x"], "busy": False, "failed": False}


def test_what_was_said_of_an_older_text_is_not_shown(told):
    assert told["stale"]["asked"] == ["old", "new", "new whole"] and told["stale"]["codes"] == ["a:of-new"]


def test_files_are_checked_beside_each_other(told):
    assert sorted(told["several"]["asked"]) == ["1", "1 whole", "2", "2 whole"] and told["several"]["codes"] == ["a:x", "b:x"]


def test_what_one_file_makes_unlawful_in_another_comes_and_goes_with_it(told):
    assert told["lawful_again"] == {"before": ["other:law-term", "other:x"], "broken": ["other:law-order", "other:x"], "mended": ["other:x"]}


def test_without_a_server_it_is_said_and_asked_again(told):
    assert told["offline"]["during"]["failed"] and told["offline"]["after"]["codes"] == ["a:x"] and not told["offline"]["after"]["failed"]


def test_what_takes_longer_is_asked_for_when_all_is_quiet_and_stays_until_then(told):
    assert told["slowly"] == {"first": ["a:at-once", "a:slow"], "typing": ["a:at-once", "a:slow"], "asked": ["1", "1 whole", "2", "2 whole"]}


def test_the_whole_revision_does_not_overwrite_what_is_being_typed(told):
    assert told["whole"]["codes"] == ["a:typed", "b:saved"]


def test_the_list_is_counted_filtered_and_grouped(told):
    assert told["lists"] == {"counts": {"error": 1, "warning": 1, "hint": 1}, "shown": ["law-order", "deadlock"], "words": ["law-order"],
                             "mine": ["deadlock"], "groups": [["b", 2], ["a", 1]], "kinds": ["运行", "法定程序", "走向"]}
