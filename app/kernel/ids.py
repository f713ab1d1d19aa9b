"""Ids of rows that are about to be written, so that nobody has to wait for the database to number them."""
from threading import Lock
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine, text

BLOCK = 50      # fetched at a time; a process that ends leaves the rest unused


class Numbers:
    """The ids of one table of PostgreSQL, taken from its counter by the block. Two processes take in turns, so a later row may have a lower
    id: what comes after what is told by instants."""

    def __init__(self, table: str):
        self._fetch = text(f"SELECT nextval(pg_get_serial_sequence('{table}', 'id')) FROM generate_series(1, :n)")
        self._free: WeakKeyDictionary[Engine, list[int]] = WeakKeyDictionary()
        self._lock = Lock()

    def take(self, connection: Connection, count: int) -> list[int]:
        """So many fresh ids, ascending."""
        taken = self._from_stock(connection.engine, count)
        if taken is None:
            with_more = sorted(connection.execute(self._fetch, {"n": count + BLOCK}).scalars())
            taken = with_more[:count]
            with self._lock:
                self._free[connection.engine] = with_more[count:]
        return taken

    def _from_stock(self, engine: Engine, count: int) -> list[int] | None:
        with self._lock:
            free = self._free.get(engine, [])
            if len(free) < count:
                return None
            self._free[engine] = free[count:]
            return free[:count]
