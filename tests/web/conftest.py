"""Pages as a browser sees them: log in, read, fill in the forms that stand there, press their buttons. No token is made up: what is
posted comes from the page."""
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from lxml import html

from app.factory import create_app
from app.kernel.settings import Settings
from tests.support.district import PASSWORD, District


class Page:
    """An answer, read as HTML."""

    def __init__(self, answer):
        self.status, self.location, self.headers = answer.status_code, answer.headers.get("Location"), answer.headers
        self.source = answer.get_data(as_text=True)
        self.tree = html.fromstring(self.source) if self.source.strip() else html.Element("html")
        self.text = " ".join(self.tree.text_content().split())

    def by_id(self, name: str):
        return self.tree.get_element_by_id(name)

    def xpath(self, path: str) -> list:
        return self.tree.xpath(path)

    def form(self, action: str):
        return next(f for f in self.tree.forms if (f.get("action") or "").split("#")[0] == action)

    def link(self, text: str) -> str:
        return next(a.get("href") for a in self.tree.iter("a") if text in a.text_content())


@dataclass
class Browser:
    """One person's browser. Redirects are followed."""

    client: FlaskClient
    page: Page | None = None
    history: list[str] = field(default_factory=list)

    def get(self, path: str, **headers) -> Page:
        self.history.append(path)
        self.page = Page(self.client.get(path, headers=headers))
        return self.get(self.page.location) if self.page.status in (301, 302, 303) else self.page

    def post(self, path: str, data: dict, follow: bool = True, **headers) -> Page:
        self.page = Page(self.client.post(path, data=data, headers=headers))
        return self.get(self.page.location) if follow and self.page.status in (301, 302, 303) else self.page

    def send(self, action: str, do: str | None = None, files: dict | None = None, **changes) -> Page:
        """Fill in the form with this action as it stands on the page, change some fields, press the button `do`."""
        return self.post(action, self.values(action, do, files, **changes))

    def values(self, action: str, do: str | None = None, files: dict | None = None, **changes) -> dict:
        data: dict[str, list] = {}
        for name, value in self.page.form(action).form_values():
            data.setdefault(name, []).append(value)
        data.pop("do", None)
        data |= {name: value if isinstance(value, list) else [value] for name, value in changes.items()}
        if do:
            data["do"] = [do]
        for name, (filename, content) in (files or {}).items():
            data[name] = [(BytesIO(content), filename)]
        return data


@dataclass
class Site:
    """The product with the demonstration district, its clock that of the district."""

    district: District
    app: object

    def anonymous(self) -> Browser:
        return Browser(self.app.test_client())

    def as_(self, login: str, password: str = PASSWORD) -> Browser:
        browser = self.anonymous()
        browser.get("/login")
        browser.send("/login", login=login, password=password)
        assert browser.page.status == 200, browser.page.text
        return browser


def installed(district: District, data_dir: Path, monkeypatch) -> Site:
    for module in ("app.web.store", "app.factory"):
        monkeypatch.setattr(f"{module}.utcnow", lambda: district.now)
    return Site(district, create_app(Settings(data_dir=data_dir, demo=True), district.database))


@pytest.fixture
def site(district, tmp_path, monkeypatch) -> Site:
    return installed(district, tmp_path / "data", monkeypatch)
