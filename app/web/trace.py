"""The trace as a timeline: sentences by day, newest first, each with whether its chain proved whole."""
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy.orm import Session

from app.audit import queries as audit
from app.audit.operations import Verification, verify
from app.audit.queries import Line
from app.audit.tags import Tag
from app.kernel.clock import local
from app.web import filters, store

BREACHES = {Tag.ACT_REFUSED, Tag.WHISTLE_NO_SHOW, Tag.WHISTLE_OBJECTED, Tag.WARNING_RAISED, Tag.INCIDENT_RAISED,
            Tag.CASE_TERMINATED}
PROVED_AT_ONCE = 600        # longer chains are recomputed on the 留痕校验 tab only


@dataclass(frozen=True)
class Told:
    """A sentence with its mark: mood now | bad | "", state whole | kept | bad."""

    line: Line
    mood: str
    state: str


def proof(session: Session, case_id: int, *, always: bool = False) -> Verification | None:
    """The chain recomputed; None where it is too long for a page that asks something else."""
    if not always and audit.length(session, case_id) > PROVED_AT_ONCE:
        return None
    return verify(session, case_id)


def timeline(lines: list[Line], proved: Verification | None, *, first: bool = True) -> list[tuple[str, list[Told]]]:
    """[(今天，10-20 周二, [sentence …])], newest first. `first`: the newest line is the case's newest."""
    told = [Told(line, _mood(line, first and i == 0), _state(line, proved)) for i, line in enumerate(lines)]
    return [(_day(key), list(group)) for key, group in groupby(told, key=lambda t: local(t.line.at).date())]


def _mood(line: Line, newest: bool) -> str:
    if line.tag in BREACHES or line.payload.get("late") is True:
        return "bad"
    return "now" if newest else ""


def _state(line: Line, proved: Verification | None) -> str:
    if proved is None:
        return "kept"
    broken = proved.broken
    return "whole" if broken is None or (broken.seq is not None and line.seq < broken.seq) else "bad"


def _day(day) -> str:
    return f"今天，{filters.day(day)}" if day == store.today() else filters.day(day)
