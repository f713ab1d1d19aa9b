"""What the guards of an act say already now, before anybody has filled in its form: for whoever leads a case to that act by another way
than the diagram's. What depends on the form, on who performs the act or on the day is left to the act itself."""
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.acts import sources
from app.acts.catalogue import ACTS
from app.acts.contract import CaseFacts
from app.acts.guards import GuardView
from app.acts.guards.base import GUARDS
from app.acts.queries import record_of
from app.kernel.clock import local


class _NotYet(Exception):
    """A guard has asked for what only the act itself will know."""


class _Unknown(Mapping):
    """Whatever is asked of it: not yet."""

    def __getitem__(self, key: str) -> Any:
        raise _NotYet

    def __iter__(self) -> Iterator:
        raise _NotYet

    def __len__(self) -> int:
        raise _NotYet

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        raise _NotYet

    def get(self, key, default=None):
        raise _NotYet

    def __contains__(self, key) -> bool:
        raise _NotYet

    def __bool__(self) -> bool:
        raise _NotYet


@dataclass(frozen=True)
class Foreseen:
    """A guard that would refuse as things stand: what is missing, by which article."""

    code: str
    article: str
    sentence: str


def foresee(session: Session, code: str, facts: CaseFacts, *, now: datetime) -> list[Foreseen]:
    """Guards of the act `code` that would refuse it in this case now, whatever the form says."""
    act = ACTS.get(code)
    if act is None:
        return []
    unknown, record, today = _Unknown(), record_of(session, facts.case_id), local(now).date()
    view = GuardView(facts=facts, record=record, payload=unknown, actor=unknown, post=unknown, now=now,
                     limits=sources.limits(session, today, facts.region), officers=unknown, competence=unknown,
                     defence_ends=sources.defence_ends(session, facts, record), served_kind=unknown)
    return [found for guard in GUARDS if code in guard.acts if (found := _asked(guard, view)) is not None]


def _asked(guard, view) -> Foreseen | None:
    try:
        why = guard.ask(view)
    except _NotYet:
        return None
    return None if why is None else Foreseen(guard.code, guard.article, why.missing)
