"""The whole product, running, with its district; and people who use it from outside."""
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest

from app.tasks.model import Status, WorkItem
from tests.support import live as live_server
from tests.support.browser import Crew, Desk, launched
from tests.support.hand import fill_in
from tests.support.live import Live


@pytest.fixture
def live(district, tmp_path, monkeypatch) -> Live:
    with live_server.serving(district, tmp_path / "data", monkeypatch) as running:
        yield running


@pytest.fixture(scope="session")
def chromium():
    with launched() as browser:
        yield browser


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
        """Find the task in one's inbox, open it, fill in its form, send it."""
        desk = self[login]
        desk.open("/?view=mine" if item.status == Status.CLAIMED else "/?view=claimable")
        with desk.page.expect_navigation():
            desk.page.locator(f'tr[data-task="{item.id}"] td.what a').click()
        desk.look(f"task-{item.form}")
        self._fill_and_send(desk, said)
        assert urlsplit(desk.page.url).path == "/", f"{login} {item.node} {item.form}: {desk.said()}"
        assert f"已提交“{item.name}”" in desk.text()

    def _fill_and_send(self, desk: Desk, said: dict) -> None:
        fill_in(desk, self.live.clock.now(), said)
        with desk.page.expect_navigation():
            desk.page.locator("#task-form .zf-submit .btn-primary").click()

    def work_off(self, answers, *, until, limit: int = 200) -> list[WorkItem]:
        """Do open tasks, oldest first, each by somebody who may, until `until()` is true. `answers(item)`: what its form is to say."""
        done: list[WorkItem] = []
        while not until():
            district = self.live.catch_up()
            assert len(done) < limit, "no end in sight"
            items = district.open_items()
            assert items, "nobody has anything to do and the end is not reached"
            self.do(items[0], district.someone_for(items[0]), **answers(items[0]))
            done.append(items[0])
        return done


@pytest.fixture
def office(live, crew) -> Office:
    return Office(live, crew)
