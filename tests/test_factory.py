"""What guards every request: headers, cookies, CSRF, time-out, lock, limits, and how failures are told to a browser."""
import re
from dataclasses import replace
from datetime import timedelta
from time import time

import pytest
from sqlalchemy.exc import OperationalError

from app.factory import create_app
from app.kernel.settings import Settings
from tests.support.small import PASSWORD


@pytest.fixture
def settings(tmp_path):
    return Settings(data_dir=tmp_path / "data", session_minutes=30, lock_failures=3, lock_minutes=15)


@pytest.fixture
def app(small, settings):
    return create_app(settings, small)


def csrf(client, path: str = "/login") -> str:
    return re.search(r'name="csrf_token" value="([^"]+)"', client.get(path).get_data(as_text=True)).group(1)


def log_in(client, login: str = "duty_chief", password: str = PASSWORD, **more):
    return client.post("/login", data={"login": login, "password": password, "csrf_token": csrf(client), **more})


def cookie_of(answer) -> str:
    return next((c for c in answer.headers.getlist("Set-Cookie") if c.startswith("zfl_session=")), "")


@pytest.mark.parametrize("path", ["/login", "/api/docs", "/healthz", "/nothing/here"])
def test_every_answer_carries_the_strict_headers(app, path):
    headers = app.test_client().get(path).headers
    policy = headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy and "style-src 'self'" in policy and "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff" and headers["X-Frame-Options"] == "DENY"
    assert headers["Cache-Control"] == "no-store"


def test_the_log_in_cookie_is_out_of_reach_of_scripts_and_other_sites(app):
    cookie = cookie_of(log_in(app.test_client()))
    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie and "Secure" not in cookie


def test_over_https_the_cookie_is_secure_and_the_browser_is_told_to_stay(app):
    client = app.test_client()
    answer = client.get("/login", base_url="https://localhost")
    assert "Secure" in cookie_of(answer) and "max-age" in answer.headers["Strict-Transport-Security"]


def test_behind_a_trusted_proxy_https_is_recognised(small, settings):
    for hops, secure in ((0, False), (1, True)):
        client = create_app(replace(settings, proxies=hops), small).test_client()
        assert ("Secure" in cookie_of(client.get("/login", headers={"X-Forwarded-Proto": "https"}))) is secure


def test_a_form_without_csrf_token_is_refused_with_a_page(app):
    answer = app.test_client().post("/login", data={"login": "duty_chief", "password": PASSWORD})
    assert answer.status_code == 400 and "没有办理" in answer.get_data(as_text=True)


def test_a_session_that_rests_too_long_ends(app, monkeypatch):
    client = app.test_client()
    log_in(client)
    assert client.get("/me").status_code == 200
    later = int(time() + timedelta(minutes=31).total_seconds())
    monkeypatch.setattr("itsdangerous.timed.TimestampSigner.get_timestamp", lambda _self: later)
    answer = client.get("/me")
    assert answer.status_code == 302 and answer.headers["Location"].startswith("/login")


def test_a_page_that_only_polls_does_not_keep_a_session_alive(app):
    client = app.test_client()
    log_in(client)
    assert cookie_of(client.get("/me"))
    assert not cookie_of(client.get("/me", headers={"HX-Request": "true"}))


def test_after_too_many_failures_even_the_right_password_waits(app):
    client = app.test_client()
    for _ in range(3):
        log_in(client, password="wrong")
    answer = log_in(client)
    assert answer.status_code == 429 and "已锁定" in answer.get_data(as_text=True)


TARGETS = [("/cases", "/cases"), ("https://evil.example/", None), ("//evil.example/", None), ("/\\evil.example", None),
           ("/\t/evil.example", None), ("javascript:alert(1)", None)]


@pytest.mark.parametrize(("target", "expected"), TARGETS)
def test_after_log_in_one_goes_on_only_inside_the_product(app, target, expected):
    answer = log_in(app.test_client(), next=target)
    assert answer.status_code == 303 and "evil" not in answer.headers["Location"]
    assert answer.headers["Location"] == (expected or "/")


def test_an_upload_over_the_limit_is_refused_before_it_is_read(app):
    answer = app.test_client().post("/login", content_type="multipart/form-data; boundary=x",
                                    environ_overrides={"CONTENT_LENGTH": "30000001"})
    assert answer.status_code == 413 and "最多 30 MB" in answer.get_data(as_text=True)


def test_an_unforeseen_error_shows_its_number_and_nothing_internal(app, monkeypatch):
    client = app.test_client()
    log_in(client)
    monkeypatch.setattr("app.tasks.queries.inbox", lambda *_a, **_k: 1 / 0)
    answer = client.get("/")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 500 and answer.headers["X-Request-Id"] in page
    assert "ZeroDivisionError" not in page and "Traceback" not in page


def test_a_busy_database_is_503_and_safe_to_resend(app, monkeypatch):
    def locked(*_args, **_kwargs):
        raise OperationalError("BEGIN IMMEDIATE", {}, Exception("database is locked"))

    client = app.test_client()
    log_in(client)
    monkeypatch.setattr("app.tasks.queries.inbox", locked)
    answer = client.get("/")
    assert answer.status_code == 503 and "重新提交" in answer.get_data(as_text=True)


def test_a_versioned_static_file_is_kept_by_the_browser_and_needs_no_log_in(app):
    answer = app.test_client().get("/static/css/tokens.css?v=1")
    assert answer.status_code == 200 and "immutable" in answer.headers["Cache-Control"]
    answer.close()


def test_a_browser_is_led_from_an_address_that_is_not_there_to_a_page_not_to_a_problem_document(app):
    answer = app.test_client().get("/nothing/here")
    assert answer.status_code == 404 and answer.mimetype == "text/html"


def test_a_nul_in_a_form_is_refused_before_anybody_reads_it(app):
    answer = log_in(app.test_client(), login="duty\0chief")
    assert answer.status_code == 400 and "空字符" in answer.get_data(as_text=True)


@pytest.mark.parametrize("path", [f"/cases/{10**30}", f"/tasks/{2**63}", f"/attachments/{10**25}", f"/whistles/{10**25}"])
def test_an_id_larger_than_any_is_not_found(app, path):
    client = app.test_client()
    log_in(client)
    assert client.get(path).status_code == 404


def test_a_guess_at_a_login_does_not_wait_for_the_writer_nor_hold_it(app, small):
    client = app.test_client()
    token = csrf(client)
    with small.begin():          # somebody writes; a command would queue behind this for half a minute
        begun = time()
        answer = client.post("/login", data={"login": "nobody", "password": "guess", "csrf_token": token})
    assert answer.status_code == 401 and time() - begun < 10
