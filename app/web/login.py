"""Logging in and out."""
from datetime import timedelta
from urllib.parse import urlsplit

from flask import flash, g, redirect, render_template, request, session as cookie, url_for
from flask_login import UserMixin, login_user, logout_user

from app.accounts import operations as accounts
from app.kernel.errors import Rejection
from app.web import blueprint, store

OPEN_ENDPOINTS = {"web.login", "web.static"}


class LoggedIn(UserMixin):
    """What Flask-Login keeps of a person: the id, nothing else. Posts are read anew with every request."""

    def __init__(self, person_id: int):
        self.id = person_id


@blueprint.before_request
def require_login():
    """Every page but the log-in asks who is there; a reader comes back to where he wanted to go."""
    if request.endpoint in OPEN_ENDPOINTS or getattr(g, "actor", None) is not None:
        return None
    if request.headers.get("HX-Request"):
        # A fragment must not be replaced by the log-in page: htmx is told to go there as a whole.
        return "", 401, {"HX-Redirect": url_for("web.login")}
    if request.headers.get("Accept") == "application/json":
        raise Rejection("登录已过期。请在另一个窗口登录后再试，这里的内容都还在。", code="not_logged_in", status=401)
    if request.method != "GET":
        flash({"title": "登录已过期，请重新登录。", "text": "刚才的操作没有办理；已保存的草稿都还在。", "kind": "bad"})
        return redirect(url_for("web.login"))
    return redirect(url_for("web.login", next=request.full_path.rstrip("?")))


def safe_target(target: str | None) -> str | None:
    """A path of this product, or None: a link in a mail must not make our log-in lead elsewhere. Backslashes and control
    characters are refused because browsers read `/\\evil` and `/<tab>/evil` as another host."""
    if not target or not target.startswith("/") or target.startswith("//"):
        return None
    if any(c == "\\" or ord(c) < 33 for c in target):
        return None
    parts = urlsplit(target)
    return target if not parts.scheme and not parts.netloc else None


@blueprint.route("/login", methods=["GET", "POST"])
def login():
    target = safe_target(request.values.get("next"))
    if getattr(g, "actor", None) is not None:
        return redirect(target or url_for("web.inbox_page"))
    if request.method == "GET":
        return _form(target)
    name = request.form.get("login", "").strip()[:60]
    try:
        person_id = _authenticate(name, request.form.get("password", "")[:200])
    except Rejection as refusal:
        return _form(target, name=name, refusal=refusal), refusal.status
    cookie.clear()      # a new identity never inherits what an earlier session left in the browser
    login_user(LoggedIn(person_id))
    cookie.permanent = True
    return redirect(target or url_for("web.inbox_page"), 303)


def _authenticate(name: str, password: str) -> int:
    """The person's id. A refusal is raised after the transaction, so that the failure it counted is kept."""
    refusal = None
    with store.reading() as session:
        accounts.refuse_unknown(session, name, password)
    with store.writing() as session:
        try:
            return accounts.authenticate(session, name, password, now=store.now(), rule=_lock_rule()).id
        except Rejection as refused:
            refusal = refused
    raise refusal


def _lock_rule() -> accounts.LockRule:
    settings = store.settings()
    return accounts.LockRule(settings.lock_failures, timedelta(minutes=settings.lock_minutes))


def _form(target, **more):
    return render_template("login.html", title="登录", target=target, demo=store.settings().demo, **more)


@blueprint.post("/logout")
def logout():
    logout_user()
    cookie.clear()
    flash({"title": "已退出。"})
    return redirect(url_for("web.login"), 303)


@blueprint.errorhandler(OverflowError)
def no_such_number(_error: OverflowError):
    """A number in an address that is larger than any id: the database driver refuses it before it looks."""
    return error_page(404, "没有找到，或者不在您可以查看的范围内。")


def error_page(status: int, sentence: str | None = None, refusal: Rejection | None = None, trace: str | None = None):
    """The page for something that did not happen; a fragment of it for htmx. `trace`: the number to quote to an administrator."""
    title = ERROR_STATUSES.get(status, "没有办成")
    return render_template("error.html", title=title, status=status, sentence=sentence, refusal=refusal, trace=trace), status


ERROR_STATUSES = {
    400: "请求看不懂", 401: "需要登录", 403: "您的岗位不能这样做", 404: "没有找到", 405: "不能这样做", 409: "没有办成", 413: "内容太大",
    422: "有内容要改", 429: "太频繁了", 500: "没有办成", 503: "暂时不能办",
}
