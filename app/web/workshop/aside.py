"""Checking in a process of its own. A check of the whole bundle computes for seconds; in the server's own process everybody else's pages
would share their turn with it. The process is begun with the first question, computes with less right to the processor than the server,
remembers what it has seen of files, and ends with the server. Without `begin` (tests, commands) everything is computed where it is asked.
"""
import os
import signal
import threading
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import get_context
from typing import Any, TypeVar

NICE = 5
GLANCE = 2.0        # seconds between two looks whether the server is still there

Answer = TypeVar("Answer")
_lock = threading.Lock()
_wanted = False
_pool: ProcessPoolExecutor | None = None


@contextmanager
def begun():
    """While this lasts, questions are answered aside."""
    global _wanted
    _wanted = True
    try:
        yield
    finally:
        _wanted = False
        _dismiss(_pool)


def ask(question: Callable[..., Answer], *given: Any, **more: Any) -> Answer:
    """`question(*given, **more)`, which must be a function of a module, and everything given and answered plain data."""
    for _ in range(2):
        pool = _standing()
        if pool is None:
            break
        try:
            return pool.submit(question, *given, **more).result()
        except BrokenProcessPool:       # it was killed, or ran out of memory: another is begun, and after that nobody is risked any more
            _dismiss(pool)
    return question(*given, **more)


def _standing() -> ProcessPoolExecutor | None:
    global _pool
    with _lock:
        if _wanted and _pool is None:
            _pool = ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=_settle, initargs=(os.getpid(),))
        return _pool


def _dismiss(pool: ProcessPoolExecutor | None) -> None:
    global _pool
    with _lock:
        if pool is not None and pool is _pool:
            pool.shutdown(wait=False, cancel_futures=True)
            _pool = None


def _settle(server: int) -> None:
    """In the new process: Ctrl+C is the server's to hear, and nothing is left when the server is killed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.nice(NICE)
    threading.Thread(target=_leave_with, args=(server,), daemon=True).start()


def _leave_with(server: int) -> None:
    while os.getppid() == server:
        time.sleep(GLANCE)
    os._exit(0)
