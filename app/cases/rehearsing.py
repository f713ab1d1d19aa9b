"""What a rehearsal needs of the house: the district's own periods and calendar, and the registers behind the forms' choices."""
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.accounts import queries as accounts
from app.cases.context import SOURCES, Options
from app.cases.known import known
from app.definitions.scenarios.clockwork import Lend, lend_of
from app.definitions.scenarios.filling import Register

WITHOUT_CASE = {"own_matters": "matters"}       # whose case it is, nobody knows here


def lend(session: Session, now: datetime) -> Lend:
    """The periods and the calendar as they hold here on this day."""
    return lend_of(known(session, now))


def registers(session: Session, now: datetime):
    """Option lists as the forms of a real case offer them; for a case that there is not."""
    street = next((o for o in accounts.organ_map(session).values() if o.kind == "street"), None)

    def of(variables: dict[str, Any], item: Any) -> Register:
        options = Options(session, now, None, item, variables, street)
        return lambda key: SOURCES[WITHOUT_CASE.get(key, key)](options) if WITHOUT_CASE.get(key, key) in SOURCES else None
    return of
