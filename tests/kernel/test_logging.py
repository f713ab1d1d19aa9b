"""One event a line, with the request id of the request in whose course it happened."""
import io
import json
import logging as stdlib

import pytest

from app.kernel import logging
from app.kernel.settings import Settings


@pytest.fixture
def lines():
    """The JSON log lines written so far."""
    level = stdlib.getLogger().level
    stream = io.StringIO()
    logging.configure(Settings(log_format="json"), stream)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    logging.clear()
    logging.unhook()
    stdlib.getLogger().setLevel(level)


def test_events_of_ours_and_of_libraries_carry_the_bound_request_id(lines):
    logging.bind(request_id="abc123")
    logging.get("zfl").info("已办结", case=7)
    stdlib.getLogger("some.library").warning("slow %s", "disk")
    ours, theirs = lines()
    assert (ours["event"], ours["case"], ours["request_id"], ours["level"]) == ("已办结", 7, "abc123", "info")
    assert (theirs["event"], theirs["request_id"]) == ("slow disk", "abc123")


def test_after_clear_no_request_id_leaks_into_the_next_request(lines):
    logging.bind(request_id="abc123")
    logging.clear()
    logging.get("zfl").info("next")
    assert "request_id" not in lines()[0]


def test_what_is_below_the_level_is_not_written(lines):
    logging.get("zfl").debug("detail")
    assert lines() == []


def test_an_exception_is_written_with_its_traceback(lines):
    try:
        raise ValueError("broken")
    except ValueError:
        logging.get("zfl").exception("failed")
    assert "ValueError: broken" in lines()[0]["exception"]
