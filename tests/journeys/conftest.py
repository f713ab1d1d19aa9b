"""The whole product, running, with its district; and people who use it from outside."""
from dataclasses import dataclass, field
from time import monotonic, sleep
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select

from app.cases.model import IncidentRow
from app.tasks.model import Status, WorkItem
from tests.support import live as live_server
from tests.support.browser import Crew, Desk
from tests.support.hand import fill_in
from tests.support.live import Live

PATIENCE = 10           # seconds that the worker has for messages on their way


@pytest.fixture
def live(district, tmp_path, monkeypatch) -> Live:
    with live_server.serving(district, tmp_path / "data", monkeypatch) as running:
        yield running


@pytest.fixture
def crew(chromium, live) -> Crew:
    crew = Crew(chromium, live.url)
    yield crew
    crew.dismiss()


@dataclass
class Office:
    """The district's people at their browsers."""

    live: Live
    crew: Crew
    done: list[tuple[WorkItem, str]] = field(default_factory=list)

    def __getitem__(self, login: str) -> Desk:
        return self.crew[login]

    def register(self, login: str, **said) -> int:
        """登记问题 in the browser; the id of the case that it opened."""
        desk = self[login]
        desk.open("/register")
        self._fill_and_send(desk, said)
        path = urlsplit(desk.page.url).path
        assert path.startswith("/cases/"), desk.said()
        desk.look("case")
        return int(path.removeprefix("/cases/"))

    def do(self, item: WorkItem, login: str, **said) -> None:
        """A minute later: find the task in one's inbox, open it, fill in its form, send it."""
        self.live.clock.turn(minutes=1)
        desk = self[login]
        desk.open("/?view=mine" if item.status == Status.CLAIMED else "/?view=claimable")
        with desk.page.expect_navigation():
            desk.page.locator(f'tr[data-task="{item.id}"] td.what a').click()
        desk.look(f"task-{item.form}")
        self._fill_and_send(desk, said)
        assert urlsplit(desk.page.url).path == "/", f"{login} {item.node} {item.form}: {desk.said()}"
        assert f"已提交“{item.name}”" in desk.text()
        self.done.append((item, login))

    def _fill_and_send(self, desk: Desk, said: dict) -> None:
        fill_in(desk, self.live.clock.now(), said)
        with desk.page.expect_navigation():
            desk.page.locator("#task-form .zf-submit .btn-primary").click()

    def work_off(self, answers, *, until, limit: int = 200) -> None:
        """Do open tasks, oldest first, each by somebody who may, until `until()` is true. `answers(item)`: what its form is to say."""
        for _ in range(limit):
            if until():
                return
            item = self._next()
            self.do(item, self.live.district.someone_for(item), **answers(item))
        assert until(), f"not reached after {limit} tasks: {[(i.case_number, i.node) for i, _ in self.done]}"

    def _next(self) -> WorkItem:
        """The oldest open task. The worker may just be handing over the message that opens it."""
        waited_until = monotonic() + PATIENCE
        while monotonic() < waited_until:
            if items := self.live.catch_up().open_items():
                return items[0]
            sleep(0.1)
        with self.live.district.database.read() as session:
            stuck = [f"{row.node}: {row.sentence}" for row in session.scalars(select(IncidentRow))]
        raise AssertionError(f"nobody has anything to do and the end is not reached; incidents: {stuck}")

    def nodes_done(self, process_id: str) -> list[str]:
        return [item.node for item, _ in self.done if item.process_id == process_id]


@pytest.fixture
def office(live, crew) -> Office:
    return Office(live, crew)
