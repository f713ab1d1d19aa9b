"""What an expression gives that reads nothing: it can be known before anything runs."""
from datetime import UTC, datetime
from typing import Any

from app.rules import feel

SOME_DAY = datetime(2026, 1, 5, tzinfo=UTC)


def constant(source: str | None) -> Any:
    """The value of an expression without variables; None for any other, and for one that does not parse: the reader reports it."""
    try:
        return None if not source or feel.names(source) else feel.evaluate(source, {}, now=SOME_DAY)
    except feel.FeelError:
        return None
