"""Logging in, and where a browser may be sent afterwards."""
import pytest

from app.web.login import safe_target


@pytest.mark.parametrize("target, allowed", [
    ("/cases/1?tab=history", True),
    ("/", True),
    ("https://evil.example/", False),
    ("//evil.example/", False),
    ("/\\evil.example", False),
    ("/\t/evil.example", False),
    ("/\n//evil.example", False),
    ("javascript:alert(1)", False),
    ("cases", False),
    ("", False),
    (None, False),
])
def test_only_paths_of_this_product_are_followed_after_logging_in(target, allowed):
    assert (safe_target(target) is not None) is allowed


def test_a_reader_comes_back_to_where_he_wanted_to_go(site):
    browser = site.anonymous()
    assert "登录" in browser.get("/lists/problems?q=砂石").text
    browser.send("/login", login="duty_chief", password="演示district-2026")
    assert browser.history[-1].startswith("/lists/problems")
    assert "盗采砂石" in browser.page.text


def test_a_foreign_address_is_dropped_from_the_form(site):
    browser = site.anonymous()
    assert not browser.get("/login?next=//evil.example/").xpath("//input[@name='next']")


def test_a_wrong_password_says_so_and_keeps_the_login_name(site):
    browser = site.anonymous()
    browser.get("/login")
    page = browser.send("/login", login="duty_chief", password="nonsense")
    assert page.status == 401
    assert "没有登录：登录名或密码不对" in page.text
    assert page.by_id("login").get("value") == "duty_chief"


def test_repeated_failures_lock_the_login_and_say_until_when(site):
    browser = site.anonymous()
    browser.get("/login")
    for _ in range(5):
        page = browser.send("/login", login="duty_chief", password="nonsense")
    assert page.status == 429 and "已锁定" in page.text
    assert "已锁定" in browser.send("/login", login="duty_chief", password="演示district-2026").text


def test_logging_out_ends_the_session(site):
    browser = site.as_("duty_chief")
    browser.get("/")
    browser.send("/logout")
    assert "登录名" in browser.get("/").text


def test_a_form_without_its_token_is_refused(site):
    browser = site.as_("duty_chief")
    page = browser.post("/logout", {})
    assert page.status == 400 and "没有办理" in page.text


def test_a_fragment_asked_for_after_the_session_ended_sends_the_whole_page_to_the_login(site):
    page = site.anonymous().get("/whistles/1/board", **{"HX-Request": "true"})
    assert page.status == 401 and page.headers["HX-Redirect"] == "/login"


def test_the_demonstration_hint_never_shows_a_password(site):
    page = site.anonymous().get("/login")
    assert "示范区（样例数据）" in page.text and "演示district-2026" not in page.source
