"""Checking in a process of its own. A check of the whole bundle computes for seconds; in the server's own process everybody else's pages
would share their turn with it. The process is begun with the first question, computes with less right to the processor than the server,
remembers what it has seen of files, and ends with the server. Without `begin` (tests, commands) everything is computed where it is asked.
"""
import copyreg
import os
import pickle
import signal
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from hashlib import sha256
from multiprocessing import get_context
from types import MappingProxyType
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

NICE = 5
GLANCE = 2.0        # seconds between two looks whether the server is still there
MADE = 4            # things that were carried over `once` and are remembered there


def _read_only(content: dict) -> MappingProxyType:
    return MappingProxyType(content)


copyreg.pickle(MappingProxyType, lambda mapping: (_read_only, (dict(mapping),)))

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
    """`question(*given, **more)`, which must be a function of a module, and everything given and answered plain data, or given `once`."""
    for _ in range(2):
        pool = _standing()
        if pool is None:
            break
        try:
            return pool.submit(question, *given, **more).result()
        except BrokenProcessPool:       # it was killed, or ran out of memory: another is begun, and after that nobody is risked any more
            _dismiss(pool)
    return question(*(one.value if isinstance(one, _Once) else one for one in given), **more)


class _Once:
    """A thing that goes with many questions. There it is one object as it is here, which what is remembered of it may be kept by."""

    def __init__(self, value: Any):
        self.value, content = value, pickle.dumps(value)
        self.carried = sha256(content).digest(), content

    def __reduce__(self):
        return _made, self.carried


_packed: WeakKeyDictionary[Any, _Once] = WeakKeyDictionary()
_there: OrderedDict[bytes, Any] = OrderedDict()


def once(value: Any) -> _Once:
    """To be given to `ask` in the place of a value that goes with one question after the other."""
    with _lock:
        if value not in _packed:
            _packed[value] = _Once(value)
        return _packed[value]


def _made(digest: bytes, content: bytes) -> Any:
    if digest not in _there:
        _there[digest] = pickle.loads(content)
        while len(_there) > MADE:
            _there.popitem(last=False)
    return _there[digest]


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
