"""What a page needs of its surroundings: the database, the clock, who is logged in."""
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, datetime

from flask import current_app, g
from sqlalchemy.orm import Session

from app.accounts.model import Actor
from app.cases import courier
from app.cases.courier import Answer, command
from app.kernel.clock import local, utcnow


def reading() -> AbstractContextManager[Session]:
    return current_app.extensions["zfl"].database.read()


def looking() -> AbstractContextManager[Session]:
    """For a statement or two, each by itself."""
    return current_app.extensions["zfl"].database.look()


def writing() -> AbstractContextManager[Session]:
    """The one transaction of a command; the messages that it sent are handed over after its commit."""
    return command(current_app.extensions["zfl"].database, now())


def carry_out(work: Callable[[Session], Answer]) -> Answer:
    """The same for a step of a case: done anew if somebody else moved the case meanwhile. `work` must bear being called twice."""
    return courier.carry_out(current_app.extensions["zfl"].database, now(), work)


def now() -> datetime:
    """The instant of this request: the same for everything that one page shows or does."""
    if "now" not in g:
        g.now = utcnow()
    return g.now


def today() -> date:
    return local(now()).date()


def actor() -> Actor:
    return g.actor


def settings():
    return current_app.extensions["zfl"].settings
