"""Short JSON packed with the words that such JSON contains."""
import zlib

import pytest
from hypothesis import given, strategies as st

from app.kernel.packing import pack, unpack

FIRST, SECOND = b'"officers":"matter":', b'{"amount":"officers":"party_name":"penalty_kinds":'
WORDS = (FIRST, SECOND)
FINE = b'{"amount":2000,"officers":[1,2],"party_name":"X","penalty_kinds":["fine"]}'


@given(st.binary())
def test_bytes_of_any_json_text_come_back(tail):
    content = b"{" + tail
    assert unpack(pack(content, WORDS), WORDS) == content


def test_known_words_make_a_short_text_shorter():
    assert len(pack(FINE, WORDS)) < len(pack(FINE, (b"",))) <= len(FINE)


def test_what_packing_would_lengthen_is_stored_as_it_is():
    assert pack(b"{}", WORDS) == b"{}"


def test_what_older_words_packed_is_read_by_later_releases():
    assert unpack(pack(FINE, (FIRST,)), WORDS) == FINE


def test_plain_json_is_read_as_it_is():
    assert unpack(FINE, WORDS) == FINE and unpack(b"", WORDS) == b""


def test_words_that_this_release_does_not_have_are_named():
    with pytest.raises(ValueError, match="version 2"):
        unpack(pack(FINE, WORDS), (FIRST,))


@pytest.mark.parametrize("damage", [lambda p: p[:-1], lambda p: p[:1] + b"\xff" + p[2:]])
def test_damage_is_an_error_and_not_another_value(damage):
    with pytest.raises((ValueError, zlib.error)):
        unpack(damage(pack(FINE, WORDS)), WORDS)


def test_a_bomb_is_not_unpacked(monkeypatch):
    bomb = pack(b"[" + b"0" * 10_000, WORDS)
    monkeypatch.setattr("app.kernel.packing.LARGEST", 5_000)
    with pytest.raises(ValueError, match="too large"):
        unpack(bomb, WORDS)
