"""Rows that many others have in common, found by what they say. They are written once and never changed, so the process remembers
their ids."""
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Insert, Select, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

KEPT = 20_000       # ids; a process that comes to know more begins anew


class Interned:
    """The rows of one model, by the columns of `key`, which must have a unique constraint."""

    def __init__(self, model: type, *key: str):
        self._table, self._key = model.__table__, key
        self._known: WeakKeyDictionary[Engine, dict[tuple, int]] = WeakKeyDictionary()

    def id_of(self, session: Session, **values: Any) -> int:
        """The id of the row with these values, written if it is new. Values must be hashable."""
        known = self._known.setdefault(session.get_bind().engine, {})
        key = tuple(values[name] for name in self._key)
        return known.get(key) or self._find(session, known, key, values)

    def _find(self, session: Session, known: dict, key: tuple, values: dict[str, Any]) -> int:
        """What this transaction wrote itself is not remembered: it may still roll back."""
        own = session.info.setdefault(self, set())
        found = session.scalar(self._select(key))
        if found is None:
            own.add(key)
            session.execute(self._insert(session, values))
            found = session.scalar(self._select(key))       # another may have been first
        elif key not in own:
            if len(known) >= KEPT:
                known.clear()
            known[key] = found
        return found

    def _select(self, key: tuple) -> Select:
        return select(self._table.c.id).where(*(self._table.c[name] == value for name, value in zip(self._key, key)))

    def _insert(self, session: Session, values: dict[str, Any]) -> Insert:
        dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
        return dialect.insert(self._table).values(values).on_conflict_do_nothing()
