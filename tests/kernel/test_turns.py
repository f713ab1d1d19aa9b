"""Writers of one process on SQLite come in the order in which they ask."""
from concurrent.futures import ThreadPoolExecutor
from threading import Event, Thread
from time import sleep

import pytest

from app.kernel.database import Database, Turns


def test_whoever_comes_first_is_served_first():
    turns, served, threads = Turns(), [], []
    with turns:
        for number in range(20):
            came = len(turns._waiting)
            threads.append(Thread(target=lambda n=number: take(turns, served, n)))
            threads[-1].start()
            while len(turns._waiting) == came:
                sleep(0.001)
        assert served == []
    for thread in threads:
        thread.join()
    assert served == list(range(20)) and not turns._taken


def take(turns, served, number):
    with turns:
        served.append(number)


def test_a_turn_is_passed_on_by_whoever_fails_in_his():
    turns = Turns()
    with pytest.raises(ValueError), turns:
        raise ValueError
    with turns:
        assert turns._taken
    assert not turns._taken


def test_one_turn_at_a_time_whoever_asks():
    turns, inside, most = Turns(), [], []

    def work(_):
        with turns:
            inside.append(1)
            most.append(len(inside))
            sleep(0.001)
            inside.pop()

    with ThreadPoolExecutor(16) as pool:
        list(pool.map(work, range(64)))
    assert most == [1] * 64


def test_a_reader_does_not_wait_for_a_writer(tmp_path):
    database, inside, over = Database(f"sqlite:///{tmp_path}/t.db"), Event(), Event()

    def write():
        with database.begin():
            inside.set()
            over.wait(10)

    writer = Thread(target=write)
    writer.start()
    assert inside.wait(10)
    with database.read() as session:
        assert session.connection().exec_driver_sql("SELECT 1").scalar() == 1
    over.set()
    writer.join()
    database.dispose()
