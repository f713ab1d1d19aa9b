"""Headless Chromium: one browser, a context for each login. Every page that is visited is watched: no error on its console, nothing
that the content security policy refused, no sideways scrolling on a phone, no control without a label."""
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.support.district import PASSWORD

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
         "--no-first-run"]
DESK, PHONE = {"width": 1366, "height": 900}, {"width": 360, "height": 740}
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
UNLABELLED = """() => [...document.querySelectorAll('main input:not([type=hidden]), main select, main textarea')]
  .filter(e => !(e.labels && e.labels.length) && !e.getAttribute('aria-label')).map(e => e.name || e.outerHTML.slice(0, 80))"""
WIDER = "() => document.documentElement.scrollWidth - window.innerWidth"


def executable() -> str | None:
    """The browser to use: ZFL_CHROMIUM, else the one of this machine."""
    return os.environ.get("ZFL_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)


def require() -> str:
    """The browser, or the test is skipped; where ZFL_REQUIRE_BROWSER is 1 a missing browser is a failure."""
    return executable() or _do_without("没有 Chromium：apt install chromium fonts-noto-cjk，或者设置 ZFL_CHROMIUM")


def _do_without(why: str):
    if os.environ.get("ZFL_REQUIRE_BROWSER") == "1":
        pytest.fail(why)
    pytest.skip(why)


@contextmanager
def launched() -> Iterator:
    path = require()
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        _do_without("没有 playwright：pip install -r requirements-test.txt")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@dataclass
class Crew:
    """Everybody's open browser windows. `seen`: kinds of page that were looked at on a phone's width already."""

    browser: object
    url: str
    desks: dict = field(default_factory=dict)
    complaints: list[str] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)

    def __getitem__(self, login: str) -> "Desk":
        if login not in self.desks:
            self.desks[login] = Desk(self, login)
        return self.desks[login]

    def dismiss(self) -> None:
        for desk in self.desks.values():
            desk.page.context.close()

    def nothing_complained(self) -> None:
        assert not self.complaints, "\n".join(self.complaints)


class Desk:
    """One person's browser, logged in."""

    def __init__(self, crew: Crew, login: str):
        self.crew, self.login = crew, login
        context = crew.browser.new_context(viewport=DESK, locale="zh-CN", timezone_id="Asia/Shanghai", base_url=crew.url)
        context.set_default_timeout(20_000)
        self.page = context.new_page()
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self._complain(f"script: {error}"))
        self._log_in()

    def _log_in(self) -> None:
        self.open("/login", kind="login")
        self.page.get_by_label("登录名").fill(self.login)
        self.page.get_by_label("密码").fill(PASSWORD)
        with self.page.expect_navigation():
            self.page.get_by_role("button", name="登录").click()
        assert urlsplit(self.page.url).path == "/", self.text()

    def _console(self, message) -> None:
        if message.type == "error":
            self._complain(message.text)

    def _complain(self, what: str) -> None:
        self.crew.complaints.append(f"{self.login} {self.page.url}: {what}")

    def open(self, path: str, *, kind: str | None = None) -> None:
        """Go there, and look at this kind of page closely the first time."""
        answer = self.page.goto(path)
        assert answer.status == 200, f"{self.login} {path}: {answer.status}"
        self.look(kind or re.sub(r"\d+", "N", path))

    def look(self, kind: str) -> None:
        """Check what stands on the screen, once for each kind of page, and keep its picture if pictures are wanted."""
        if kind in self.crew.seen:
            return
        self.crew.seen.add(kind)
        for name in self.page.evaluate(UNLABELLED):
            self._complain(f"no label: {name}")
        self.shoot(kind, "1366")
        self.page.set_viewport_size(PHONE)
        wider = self.page.evaluate(WIDER)
        if wider > 0:
            self._complain(f"{kind} is {wider} px wider than a phone")
        self.shoot(kind, "360")
        self.page.set_viewport_size(DESK)

    def shoot(self, kind: str, width: str) -> None:
        if folder := os.environ.get("ZFL_SHOTS"):
            Path(folder).mkdir(parents=True, exist_ok=True)
            name = re.sub(r"[^\w.-]+", "-", kind).strip("-") or "inbox"
            self.page.screenshot(path=f"{folder}/{name}-{width}.png")

    def text(self) -> str:
        return " ".join(self.page.inner_text("body").split())

    def said(self) -> str:
        """What the page says went wrong, else all of it."""
        wrong = self.page.locator("#errors, .zf-refuse, .zf-notes, .zf-empty")
        return " ".join(" ".join(wrong.all_inner_texts()).split()) or self.text()
