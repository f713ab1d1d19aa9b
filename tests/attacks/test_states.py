"""States that somebody has damaged or forged in the database are told as such: no memory is taken for them, nothing is built from them."""
import random

import orjson
import pytest
import zstandard

from app.engine import advance, standing
from app.engine.codec import MAGIC, VERSION
from app.engine.contract import EngineError, FireTimers, Submit
from tests.engine.diagram import each, end, flow, process, start, user
from tests.engine.driver import MONDAY, Run

RUN = Run(process(start(), user("a"), user("u", each("l")), end(), flow("s", "a", "u", "e")), data={"l": [1, 2], "text": "甲"})
STATE = RUN.submit("a").state
PICTURE = orjson.loads(zstandard.ZstdDecompressor().decompress(STATE[3:]))


def forged(change) -> bytes:
    picture = orjson.loads(orjson.dumps(PICTURE))
    change(picture)
    return MAGIC + bytes([VERSION]) + zstandard.ZstdCompressor().compress(orjson.dumps(picture))


def put(path, value):
    """Sets one place of the picture: r.0.5 is the tokens of the first room."""
    def change(picture):
        place = picture
        for part in path[:-1]:
            place = place[part]
        place[path[-1]] = value
    return lambda: forged(change)


FORGED = {
    "nothing": lambda: b"", "another kind of file": lambda: b"PK\x03\x04" + STATE, "only its head": lambda: STATE[:3], "half of it": lambda: STATE[:len(STATE) // 2], "a pickle": lambda: b"\x80\x04\x95\x1b\x00\x00\x00\x00\x00\x00\x00\x8c\x05posix\x8c\x06system\x93\x8c\x02id\x85R.",
    "a later version": lambda: MAGIC + bytes([VERSION + 1]) + STATE[3:], "JSON without a frame": lambda: MAGIC + bytes([VERSION]) + orjson.dumps(PICTURE), "a frame that says it holds 2^60 bytes": lambda: MAGIC + bytes([VERSION]) + b"\x28\xb5\x2f\xfd\xe0" + (2**60).to_bytes(8, "little") + b"\x01\x00\x00",
    "a bomb of 200 MB": lambda: MAGIC + bytes([VERSION]) + zstandard.ZstdCompressor().compress(b" " * 200_000_000), "a list": lambda: MAGIC + bytes([VERSION]) + zstandard.ZstdCompressor().compress(b"[]"), "1,000 levels": lambda: MAGIC + bytes([VERSION]) + zstandard.ZstdCompressor().compress(b'{"p":' + b"[" * 1000 + b"]" * 1000 + b"}"),
    "another process": put(("p",), "gone"), "a process that is a list": put(("p",), ["p"]), "a counter that is text": put(("n",), "9"), "no scopes": put(("v",), []), "variables that are a list": put(("v", 0, 3), ["x"]), "a scope around itself that is not there": put(("v", 0, 1), 99), "an unknown kind of value": put(("v", 0, 3), {"x": {"\x01": ["q", "os.system"]}}), "a value that is no date": put(("v", 0, 3), {"x": {"\x01": ["d", "today"]}}),
    "a number that is none": put(("v", 0, 3), {"x": {"\x01": ["n", "abc"]}}), "a mark without a value": put(("v", 0, 3), {"x": {"\x01": []}}), "a token of an unknown element": put(("r", 0, 5, 0, 1), "gone"), "a token in a state that is none": put(("r", 0, 5, 0, 3), 12345), "a token whose state is text": put(("r", 0, 5, 0, 3), "READY"), "a token of nobody": put(("r", 0, 5, 0, 2), 99), "notes that are a list": put(("r", 0, 5, 0, 4), []),
    "a wait for what the element does not wait for": put(("r", 0, 5, 0, 4), {"a": [[1], [2], [3]]}), "an incident that is a number": put(("r", 0, 5, 0, 4), {"inc": 7}), "a room in a scope that is not there": put(("r", 0, 2), 77), "no rooms": put(("r",), [[9, "p", 0, 0, [], []]]),
}


@pytest.mark.parametrize("name", FORGED)
def test_a_forged_state_is_told_as_such(name):
    state = FORGED[name]()
    for use in (lambda: standing(RUN.bundle, state), lambda: advance(RUN.bundle, state, FireTimers(), now=MONDAY), lambda: advance(RUN.bundle, state, Submit("1"), now=MONDAY)):
        with pytest.raises(EngineError) as refused:
            use()
        assert refused.value.code in ("bad_state", "no_such_task", "no_such_process") and refused.value.sentence


def test_bytes_that_were_damaged_on_the_disk_are_told_or_harmless():
    chance = random.Random(20261122)
    for _ in range(2_000):
        state = bytearray(STATE)
        for _ in range(chance.randint(1, 3)):
            state[chance.randrange(len(state))] = chance.randrange(256)
        try:
            standing(RUN.bundle, bytes(state))
        except EngineError as refused:
            assert refused.code == "bad_state"
