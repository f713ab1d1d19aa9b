"""Where there is no browser its tests are skipped and say why; where one is required, that is a failure."""
import pytest

from tests.support import browser


@pytest.fixture
def without_browser(monkeypatch):
    monkeypatch.delenv("ZFL_CHROMIUM", raising=False)
    monkeypatch.setattr(browser.shutil, "which", lambda _name: None)


@pytest.mark.parametrize(("required", "outcome"), [("1", pytest.fail.Exception), ("0", pytest.skip.Exception), ("", pytest.skip.Exception)])
def test_a_missing_browser_is_a_reason_or_a_failure(without_browser, monkeypatch, required, outcome):
    monkeypatch.setenv("ZFL_REQUIRE_BROWSER", required)
    with pytest.raises(outcome, match="Chromium"):
        browser.require()


def test_the_browser_that_is_named_is_used(without_browser, monkeypatch):
    monkeypatch.setenv("ZFL_CHROMIUM", "/opt/chromium")
    assert browser.require() == "/opt/chromium"
