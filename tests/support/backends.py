"""The two kinds of database that the product runs on, for tests: each makes empty databases, and copies of prepared ones in no time."""
import itertools
import os
import shutil
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import make_url

from app.kernel.database import Database
from tests.support import postgresql

BACKENDS = ("sqlite", "postgresql")


class Backend(ABC):
    """`with backend.fresh() as database`: empty. `backend.fresh(prepare)`: as `prepare(database)` leaves it, prepared once a session."""

    name: str

    def __init__(self):
        self._prepared: dict[Callable, str] = {}
        self._count = itertools.count(1)

    @contextmanager
    def fresh(self, prepare: Callable[[Database], None] | None = None, **options) -> Iterator[Database]:
        if prepare and prepare not in self._prepared:
            self._prepared[prepare] = self._prepare(prepare)
        place = self._make(f"t{next(self._count)}", self._prepared.get(prepare))
        database = Database(self._url(place), **options)
        try:
            yield database
        finally:
            database.dispose()
            self._remove(place)

    def _prepare(self, prepare: Callable[[Database], None]) -> str:
        place = self._make(f"prepared{next(self._count)}", None)
        database = Database(self._url(place))
        prepare(database)
        self._settle(database)
        database.dispose()
        return place

    def _settle(self, database: Database) -> None:
        """All of it is in the place that will be copied."""

    @abstractmethod
    def _make(self, name: str, like: str | None) -> str: ...

    @abstractmethod
    def _remove(self, place: str) -> None: ...

    @abstractmethod
    def _url(self, place: str) -> str: ...


class Sqlite(Backend):
    name = "sqlite"

    def __init__(self, folder: Path):
        super().__init__()
        self.folder = folder

    def _make(self, name: str, like: str | None) -> str:
        path = self.folder / f"{name}.db"
        if like:
            shutil.copy(like, path)
        return str(path)

    def _settle(self, database: Database) -> None:
        with database.engine.connect() as connection:
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")

    def _remove(self, place: str) -> None:
        for path in (place, f"{place}-wal", f"{place}-shm"):
            Path(path).unlink(missing_ok=True)

    def _url(self, place: str) -> str:
        return f"sqlite:///{place}"


class Postgresql(Backend):
    """Databases on one server, which several processes of a test run share."""

    name = "postgresql"

    def __init__(self, url: str):
        super().__init__()
        self.server = url
        self.mine = f"zfl_{os.getpid()}"

    def _make(self, name: str, like: str | None) -> str:
        postgresql.run(self.server, f'CREATE DATABASE "{self.mine}_{name}" TEMPLATE "{like or "template0"}"')
        return f"{self.mine}_{name}"

    def _remove(self, place: str) -> None:
        postgresql.run(self.server, f'DROP DATABASE "{place}" WITH (FORCE)')

    def _url(self, place: str) -> str:
        return make_url(self.server).set(database=place).render_as_string(hide_password=False)
