"""Live instances kept for their next command, so that the state of a busy case need not be read again at each step.

One is kept under the exact bytes of its state, and given away once: whoever takes it holds an instance that says what those bytes say, or
none. So nothing can go stale: a transaction that rolled back, another process that moved the case, a restored backup all mean other bytes.
"""
from collections import OrderedDict
from threading import Lock

from app.engine.instance import Instance


class Live:
    """At most `limit` instances, those used last; 0 keeps none."""

    def __init__(self, limit: int):
        self.limit, self._kept, self._lock = limit, OrderedDict(), Lock()

    def resize(self, limit: int):
        with self._lock:
            self.limit = limit
            self._shrink()

    def take(self, bundle, state: bytes) -> Instance | None:
        with self._lock:
            top = self._kept.pop(state, None)
        return top if top is not None and top.bundle is bundle else None

    def keep(self, state: bytes, top: Instance):
        """Nobody else may hold `top` any more."""
        if not self.limit:
            return
        top.idle()
        with self._lock:
            self._kept[state] = top
            self._shrink()

    def _shrink(self):
        while len(self._kept) > self.limit:
            self._kept.popitem(last=False)

    def __len__(self) -> int:
        return len(self._kept)
