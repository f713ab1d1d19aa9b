"""What a rehearsal needs of the house: the district's own periods and calendar, and the registers behind the forms' choices."""
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.accounts import queries as accounts
from app.cases.context import SOURCES, Options
from app.deadlines.operations import Book
from app.definitions.scenarios.clockwork import Lend
from app.definitions.scenarios.filling import Register

UNKNOWN_WITHOUT_CASE = frozenset({"own_matters"})       # asks whose case it is


def lend(session: Session, region: str | None = None) -> Lend:
    """The periods as they hold at the instant that the rehearsal has reached."""
    def at(now: datetime):
        book = Book(session, now, region)
        return {"deadline": book.deadline, "period": book.period}
    return at


def registers(session: Session, now: datetime):
    """Option lists as the forms of a real case offer them; for a case that there is not."""
    street = next((o for o in accounts.organ_map(session).values() if o.kind == "street"), None)

    def of(variables: dict[str, Any], item: Any) -> Register:
        options = Options(session, now, None, item, variables, street)
        return lambda key: (SOURCES[key](options) if key in SOURCES and key not in UNKNOWN_WITHOUT_CASE else
                            SOURCES["matters"](options) if key in UNKNOWN_WITHOUT_CASE else None)
    return of
