"""What did not happen, told once: as a page to a browser, as an RFC 9457 problem document to a program.

A refusal (`kernel.errors`) keeps its status, code and sentence. Anything unforeseen is logged with its trace and shown as a
sentence with the request number; nothing is swallowed and nothing internal is shown.
"""
from flask import Flask, Response, g, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError, TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException

from app.api.problems import document, problem_of
from app.engine.contract import BundleRefused, EngineError
from app.forms.errors import FormError
from app.kernel import logging
from app.kernel.database import dumps
from app.kernel.errors import Rejection
from app.web.login import error_page

SENTENCES = {
    400: "请求的格式看不懂，没有办理。", 401: "请先登录。", 404: "没有找到，或者不在您可以查看的范围内。", 405: "这个地址不支持这样的请求。",
    406: "不能按要求的格式给出。", 413: "提交的内容太大，没有办理。", 415: "请求正文的类型不对。", 429: "太频繁了，请稍后再试。",
}
BUSY = "数据库正忙，没有办成。已填写的内容都还在，请稍后重新提交，不会重复办理。"
UNFORESEEN = "没有办成，什么都没有改变。请稍后再试；还是不行，请把编号告诉管理员。"
LOCKED = ("locked", "busy", "deadlock", "could not serialize", "connection")


def register(app: Flask) -> None:
    app.register_error_handler(Rejection, _answer)
    app.register_error_handler(EngineError, lambda error: _answer(Rejection(error.sentence, code=error.code)))
    app.register_error_handler(BundleRefused, lambda error: _answer(
        Rejection(str(error), code="bundle_refused", status=422, problems=error.problems)))
    app.register_error_handler(FormError, lambda error: _answer(Rejection(
        f"这一步的表单不能用，没有办理：{error}。请告诉法制机构改正表单。", code="form_broken")))
    app.register_error_handler(CSRFError, lambda _error: _answer(
        Rejection("页面停留太久或者已重新登录，这次提交没有办理。请返回刷新后再提交。", code="csrf", status=400)))
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(OperationalError, _database)
    app.register_error_handler(PoolTimeout, _no_connection)
    app.register_error_handler(Exception, _unforeseen)


def for_program() -> bool:
    return request.path.startswith("/api/") and request.path != "/api/docs"


def for_script() -> bool:
    """A page's own script asked, which reads JSON: the editors of the workshop."""
    return request.headers.get("Accept") == "application/json"


def _answer(refusal: Rejection):
    if for_program():
        return problem_of(refusal)
    if for_script():
        return Response(dumps(document(refusal) | {"sentence": refusal.sentence}), refusal.status, mimetype="application/json")
    return error_page(refusal.status, refusal.sentence, refusal, trace=g.get("request_id"))


def _http(error: HTTPException):
    if error.response is not None or (error.code or 500) < 400:
        return error                # a redirect that werkzeug raises (a slash too many) is an answer
    status = error.code or 500
    return _answer(Rejection(SENTENCES.get(status, UNFORESEEN), code=error.name.lower().replace(" ", "_"), status=status))


def _database(error: OperationalError):
    if not any(word in str(error.orig).lower() for word in LOCKED):
        return _unforeseen(error)
    logging.get("zfl.database").warning("database busy", error=str(error.orig))
    return _answer(Rejection(BUSY, code="busy", status=503))


def _no_connection(error: PoolTimeout):
    """More at once than the database has connections for, for longer than anybody should wait."""
    logging.get("zfl.database").warning("no connection free", error=str(error))
    return _answer(Rejection(BUSY, code="busy", status=503))


def _unforeseen(error: Exception):
    logging.get("zfl.error").error("unforeseen error", path=request.path, exc_info=error)
    return _answer(Rejection(UNFORESEEN, code="internal", status=500))
