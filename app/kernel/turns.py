"""Writers of several processes on one SQLite file take turns.

SQLite lets a writer wait by looking again and again with ever longer sleeps: whoever has just written and writes again is there first, and
a person's click waits for seconds beside four busy workers. Here the system wakes the one that waits. A process that dies has given up its
turn; one that knows nothing of this still meets SQLite's own lock.
"""
import os

try:
    import fcntl
except ImportError:         # not on Windows: there SQLite's own waiting has to do
    fcntl = None


class Turnstile:
    """`with turnstile:` one process at a time. Whoever waits for the room holds the gate, so who leaves and comes back stands behind him."""

    def __init__(self, path: str | None):
        self.path = path if fcntl and path and path != ":memory:" else None
        self._gate = self._room = -1

    def __enter__(self) -> None:
        if self.path is None or not self._open():
            return
        fcntl.flock(self._gate, fcntl.LOCK_EX)
        try:
            fcntl.flock(self._room, fcntl.LOCK_EX)
        finally:
            fcntl.flock(self._gate, fcntl.LOCK_UN)

    def __exit__(self, *_) -> None:
        if self._room >= 0:
            fcntl.flock(self._room, fcntl.LOCK_UN)

    def _open(self) -> bool:
        if self._room < 0:
            try:
                self._gate, self._room = (os.open(f"{self.path}-{name}", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600) for name in ("gate", "room"))
            except OSError:     # no such folder, no right to write: SQLite says it better
                return False
        return True

    def close(self) -> None:
        for file in (self._gate, self._room):
            if file >= 0:
                os.close(file)
        self._gate = self._room = -1
