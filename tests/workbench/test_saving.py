"""Saving by itself: what was typed is in the browser before it is sent, goes again when the network comes back, and never over somebody
else's."""
import pytest

from tests.workbench import scripts


@pytest.fixture(scope="module")
def told(tmp_path_factory) -> dict:
    return scripts.run("saving.mjs", {}, tmp_path_factory.mktemp("scripts"))


def texts(log: dict) -> list[str]:
    return [body["content"] for body in log["sent"]]


def test_when_typing_rests_the_last_text_is_sent_once_upon_the_save_it_was_typed_on(told):
    log = told["saved"]
    assert (texts(log), log["sent"][0]["seq"], log["seq"], log["state"]) == (["abc"], 3, 4, "saved")
    assert log["states"] == ["changed", "saving", "saved"]


def test_the_text_is_in_the_browser_before_it_is_sent_and_goes_from_there_once_it_is_saved(told):
    assert told["saved"]["keptBefore"] == [True] and told["saved"]["journal"] is None
    assert told["kept_at_once"]["journal"] == "ab" and told["kept_at_once"]["sent"] == []


def test_what_is_as_the_server_has_it_is_not_sent(told):
    assert told["unchanged"]["sent"] == [] and told["unchanged"]["state"] == "saved"


def test_without_network_it_is_kept_and_tried_again_until_it_goes(told):
    during, after = told["offline"]["during"], told["offline"]["after"]
    assert (during["state"], during["journal"]) == ("offline", "ab")
    assert (texts(after), after["state"], after["journal"]) == (["ab"] * 3, "saved", None)


def test_when_the_network_is_back_nobody_waits_for_the_next_attempt(told):
    assert texts(told["back_online"]) == ["ab", "ab"] and told["back_online"]["state"] == "saved"


def test_who_was_overtaken_is_asked_and_nothing_more_is_sent_until_then(told):
    log = told["overtaken"]
    assert (log["overtaken"], texts(log), log["state"], log["journal"]) == (["stale_save", "ab"], ["ab"], "conflict", "abc")


def test_after_a_merge_it_goes_on_from_what_the_server_has(told):
    log = told["merged"]
    assert (log["sent"][-1]["seq"], log["sent"][-1]["content"], log["seq"], log["state"]) == (9, "abxy", 10, "saved")


def test_a_refusal_is_not_repeated_and_the_text_stays_in_the_browser(told):
    log = told["refused"]
    assert (len(log["sent"]), log["state"], log["journal"]) == (1, "stopped", "ab")


def test_what_is_typed_while_a_request_is_under_way_follows_it(told):
    log = told["typed_meanwhile"]
    assert (texts(log), [b["seq"] for b in log["sent"]], log["state"]) == (["ab", "abc"], [3, 4], "saved")


def test_a_version_can_be_named_without_a_change(told):
    assert told["named"]["sent"] == [{"seq": 3, "content": "a", "note": "送审前"}]


def test_a_browser_without_room_does_not_stop_the_saving(told):
    assert texts(told["full"])[0] == "ab" and told["full"]["state"] == "offline"
