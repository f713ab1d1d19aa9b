"""Checks are computed in a process of their own, which may be killed at any time and leaves with the server."""
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from app.cases.known import known
from app.definitions.known import Known
from app.definitions.scenarios.findings import inspect
from app.web.workshop import aside

ROOT = Path(__file__).parents[2]
SERVER = """
import os, sys
from app.web.workshop import aside
if __name__ == "__main__":
    with aside.begun():
        print(aside.ask(os.getpid), flush=True)
        sys.stdin.read()
"""


def gone(pid: int) -> bool:
    """Killed, or a zombie that nobody has fetched yet."""
    try:
        status = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):     # the second: it went between opening and reading
        return True
    return status.rsplit(")", 1)[1].split()[0] == "Z"


def wait_until(true, seconds: float = 30) -> None:
    until = time.monotonic() + seconds
    while not true() and time.monotonic() < until:
        time.sleep(0.05)
    assert true()


def test_without_a_beginning_the_answer_is_computed_where_it_is_asked():
    assert aside.ask(os.getpid) == os.getpid()


def test_the_answer_comes_from_another_process_that_steps_back_for_the_server():
    with aside.begun():
        pid = aside.ask(os.getpid)
        assert pid != os.getpid() and aside.ask(os.getpid) == pid
        assert aside.ask(os.getpriority, os.PRIO_PROCESS, 0) >= os.getpriority(os.PRIO_PROCESS, 0)
    wait_until(lambda: gone(pid))


def test_what_the_question_raises_is_raised_to_who_asks():
    with aside.begun(), pytest.raises(ValueError, match="invalid literal"):
        aside.ask(int, "三")


def test_a_killed_process_is_begun_anew():
    with aside.begun():
        pid = aside.ask(os.getpid)
        os.kill(pid, signal.SIGKILL)
        wait_until(lambda: gone(pid))
        assert aside.ask(os.getpid) not in (pid, os.getpid())


def test_who_kills_the_process_with_every_question_is_answered_in_the_server():
    with aside.begun():
        assert aside.ask(_fatal, os.getpid()) == "here"


def _fatal(server: int) -> str:
    if os.getpid() != server:
        os.kill(os.getpid(), signal.SIGKILL)
    return "here"


def test_what_goes_with_every_question_is_one_object_there(district):
    with district.database.read() as session:
        knows = aside.once(known(session, district.now))
    with aside.begun():
        assert aside.ask(_seen, knows) == aside.ask(_seen, knows) != id(knows.value)
    assert aside.ask(_seen, knows) == id(knows.value)


def _seen(knows: Known) -> int:
    assert knows.roles["officer"] == "执法人员" and knows.precedence.requirements
    return id(knows)


def test_the_checks_say_the_same_there_as_here(district):
    files = {"a.bpmn": b"<not a diagram"} | {"d.test": b"{}"}
    with district.database.read() as session:
        knows = known(session, district.now)
    with aside.begun():
        there = aside.ask(inspect, files, aside.once(knows))
    assert there == inspect(files, knows) and there


def test_the_process_leaves_when_the_server_is_killed(tmp_path):
    script = tmp_path / "server.py"
    script.write_text(SERVER)
    server = subprocess.Popen([sys.executable, str(script)], cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)}, text=True,
                              stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    pid = int(server.stdout.readline())
    assert not gone(pid)
    server.kill()
    server.communicate()
    wait_until(lambda: gone(pid))
