"""Writers of several processes: one at a time, nobody overtakes who waits, nobody waits for the dead."""
import fcntl
import os
import signal
import subprocess
import sys
from pathlib import Path
from threading import Thread
from time import sleep

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from app.kernel.database import Database
from app.kernel.turns import Turnstile

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def path(tmp_path) -> str:
    return str(tmp_path / "file.db")


def until_somebody_waits(path: str) -> None:
    """Whoever waits for the room holds the gate."""
    with open(f"{path}-gate", "w") as gate:
        for _ in range(10_000):
            try:
                fcntl.flock(gate, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return
            fcntl.flock(gate, fcntl.LOCK_UN)
            sleep(0.001)
    raise AssertionError("nobody waits")


def test_who_leaves_and_comes_back_stands_behind_who_waits(path):
    here, there, order = Turnstile(path), Turnstile(path), []

    def wait():
        with there:
            order.append("there")

    with here:
        order.append("here")
        waiting = Thread(target=wait)
        waiting.start()
        until_somebody_waits(path)
    with here:
        order.append("here")
    waiting.join()
    assert order == ["here", "there", "here"]
    here.close(), there.close()


def test_one_at_a_time(path):
    turnstiles, inside, most = [Turnstile(path) for _ in range(6)], [], []

    def work(mine):
        for _ in range(20):
            with mine:
                inside.append(1)
                most.append(len(inside))
                inside.pop()

    threads = [Thread(target=work, args=(t,)) for t in turnstiles]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert max(most) == 1 and len(most) == 120
    for turnstile in turnstiles:
        turnstile.close()


def test_a_process_that_is_killed_in_its_turn_has_given_it_up(path):
    code = f"import time; from app.kernel.turns import Turnstile; t = Turnstile({path!r}); t.__enter__(); print('in', flush=True); time.sleep(600)"
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, cwd=ROOT) as other:
        assert other.stdout.readline() == b"in\n"
        os.kill(other.pid, signal.SIGKILL)
        other.wait()
    with (mine := Turnstile(path)):
        pass
    mine.close()


def test_writers_of_four_processes_lose_nothing(path):
    database = Database(f"sqlite:///{path}")
    with database.begin() as session:
        session.execute(text("CREATE TABLE counter (n INTEGER)"))
        session.execute(text("INSERT INTO counter VALUES (0)"))
    code = f"""
from app.kernel.database import Database
from sqlalchemy import text
database = Database("sqlite:///{path}")
for _ in range(50):
    with database.begin() as session:
        n = session.execute(text("SELECT n FROM counter")).scalar()
        session.execute(text("UPDATE counter SET n = :n"), {{"n": n + 1}})
"""
    others = [subprocess.Popen([sys.executable, "-c", code], cwd=ROOT) for _ in range(4)]
    assert [other.wait(timeout=120) for other in others] == [0] * 4
    with database.read() as session:
        assert session.execute(text("SELECT n FROM counter")).scalar() == 200
    database.dispose()


def test_where_there_is_no_folder_the_database_says_so(tmp_path):
    database = Database(f"sqlite:///{tmp_path}/no/such/folder.db")
    with pytest.raises(OperationalError, match="unable to open"):
        with database.begin():
            raise AssertionError("there is nothing to write to")
    database.dispose()


def test_a_database_in_memory_has_nobody_to_take_turns_with():
    database = Database("sqlite://")
    with database.begin() as session:
        assert session.execute(text("SELECT 1")).scalar() == 1
    database.dispose()
