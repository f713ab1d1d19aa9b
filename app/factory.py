"""Wiring: the Flask application from settings and a database. What guards every request stands here, once."""
import secrets
from dataclasses import dataclass
from datetime import timedelta
from time import perf_counter

from flask import Flask, current_app, g, request
from flask.sessions import SecureCookieSessionInterface
from flask_login import LoginManager, current_user, logout_user
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import IntegerConverter

from app import api, failures, web
from app.accounts import queries as accounts
from app.kernel import logging, settings as settings_
from app.kernel.clock import local, utcnow
from app.kernel.database import LARGEST_ID, Database
from app.kernel.errors import NotFound, Rejection
from app.kernel.settings import Settings
from app.web.login import LoggedIn

MB = 10**6
WHOLE_FILES, WHOLE_FILES_MB = ("/workshop/", "/api/v1/revisions/"), 10      # there diagrams and tables travel as JSON, up to their own limits
CONTENT_SECURITY_POLICY = "; ".join((
    "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:", "font-src 'self'", "connect-src 'self'",
    "manifest-src 'self'", "form-action 'self'", "frame-ancestors 'none'", "base-uri 'none'"))
HEADERS = {"Content-Security-Policy": CONTENT_SECURITY_POLICY, "X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY",
           "Referrer-Policy": "same-origin", "Cross-Origin-Opener-Policy": "same-origin",
           "Permissions-Policy": "camera=(self), geolocation=(self), microphone=()"}
WITHOUT_ACTOR = {"web.static", "health.alive", "health.ready"}


@dataclass(frozen=True)
class Installation:
    """What `current_app.extensions["zfl"]` holds: the one way for pages and API to reach the outside."""

    settings: Settings
    database: Database


class Id(IntegerConverter):
    """An id in an address. One larger than any is not found; the database's driver would fail on it."""

    def __init__(self, url_map, max: int = LARGEST_ID, **options):
        super().__init__(url_map, max=max, **options)


class Sessions(SecureCookieSessionInterface):
    """The log-in cookie. It is Secure whenever the request came by https, and a page that only polls (an htmx GET) does not
    keep a session alive: a board left open over night would never time out."""

    def __init__(self):
        self.signer = None

    def get_signing_serializer(self, app: Flask):
        """One for all requests: its key and salt do not change while the application lives."""
        if self.signer is None:
            self.signer = super().get_signing_serializer(app)
        return self.signer

    def get_cookie_secure(self, app: Flask) -> bool:
        return super().get_cookie_secure(app) or request.is_secure

    def should_set_cookie(self, app: Flask, session) -> bool:
        polls = request.method == "GET" and "HX-Request" in request.headers and "HX-Boosted" not in request.headers
        return session.modified or (super().should_set_cookie(app, session) and not polls)


def create_app(settings: Settings, database: Database) -> Flask:
    """The whole product behind one WSGI callable. The database must be migrated; the settings are checked already."""
    app = Flask("app", static_folder=None)
    app.extensions["zfl"] = Installation(settings, database)
    app.url_map.converters["int"] = Id
    _configure(app, settings)
    app.before_request(_start_clock)
    app.before_request(_limit_body)
    app.before_request(_refuse_nul)
    app.before_request(_identify)
    app.after_request(_finish)
    app.teardown_request(lambda _error: logging.clear())
    _protect(app)
    app.register_blueprint(web.blueprint)
    web.init_app(app)
    failures.register(app)
    return app


def _configure(app: Flask, settings: Settings) -> None:
    app.config.update(
        SECRET_KEY=settings_.session_key(settings), SESSION_COOKIE_NAME="zfl_session", SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax", SESSION_COOKIE_SECURE=settings.secure_cookies,
        PERMANENT_SESSION_LIFETIME=timedelta(minutes=settings.session_minutes), WTF_CSRF_TIME_LIMIT=None,
        MAX_CONTENT_LENGTH=settings.upload_mb * MB, MAX_FORM_MEMORY_SIZE=settings.json_mb * MB, MAX_FORM_PARTS=5000)
    app.session_interface = Sessions()
    app.json.ensure_ascii = False
    if settings.proxies:
        hops = settings.proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)


def _protect(app: Flask) -> None:
    """Log-in sessions; CSRF tokens on every form. The API is exempt: it takes no write on the strength of a cookie."""
    login = LoginManager(app)
    login.user_loader(lambda person_id: LoggedIn(int(person_id)))
    csrf = CSRFProtect(app)
    for blueprint in api.BLUEPRINTS:
        csrf.exempt(blueprint)
        app.register_blueprint(blueprint)


def _start_clock() -> None:
    g.started = perf_counter()
    g.request_id = secrets.token_hex(6)
    logging.bind(request_id=g.request_id)


def _limit_body() -> None:
    """Refuse a body that is too large before anybody reads it."""
    settings = settings_of()
    form = request.mimetype == "multipart/form-data"
    limit = settings.upload_mb if form else max(settings.json_mb, WHOLE_FILES_MB if request.path.startswith(WHOLE_FILES) else 0)
    if (request.content_length or 0) > limit * MB:
        what = "上传的文件" if form else "提交的内容"
        raise Rejection(f"{what}太大：最多 {limit} MB，这次有 {request.content_length / MB:.1f} MB。", code="too_large", status=413)


def _refuse_nul() -> None:
    """The NUL character has no place in a text: PostgreSQL fails on it, and what ends at it is read as something else."""
    given = [request.path, *(text for pair in request.args.items(multi=True) for text in pair)]
    if request.blueprint == web.blueprint.name:         # the API reads raw bodies, which parsing a form would use up
        given += (text for pair in request.form.items(multi=True) for text in pair)
    if any("\0" in text for text in given):
        raise Rejection("提交的内容里有空字符（U+0000），没有办理。", code="bad_text", status=400)


def settings_of() -> Settings:
    return current_app.extensions["zfl"].settings


def _identify() -> None:
    """`g.actor`: who acts in this request with the posts of today, by log-in session; None for nobody. The API looks at its
    bearer token itself."""
    g.actor = None
    if request.endpoint in WITHOUT_ACTOR or not current_user.is_authenticated:
        return
    try:
        with current_app.extensions["zfl"].database.look() as session:
            g.actor = accounts.load_actor(session, current_user.id, today=local(utcnow()).date())
    except NotFound:                # the person was deactivated while logged in: the session ends here
        logout_user()


def _finish(response):
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if request.endpoint != "web.static":
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers["X-Request-Id"] = g.get("request_id", "")
        _log(response)
    elif "v" in request.args or "/vendor/workshop/parts/" in request.path:      # the latter have a hash in their names
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    if request.is_secure:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    return response


def _log(response) -> None:
    if request.endpoint in ("health.alive", "health.ready"):
        return
    actor = g.get("actor")
    logging.get("zfl.request").info("request", method=request.method, path=request.path, status=response.status_code,
                                    ms=round((perf_counter() - g.started) * 1000, 1), login=actor.login if actor else None)
