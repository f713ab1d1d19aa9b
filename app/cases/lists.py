"""Lists of cases and whistles, newest first, in pages. A page is read by index, however many cases there are: of all cases for those who see all, of each
organ's cases for everybody else, of the index of terms where words are asked for."""
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, cast, column, func, literal, literal_column, select, table, union
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.orm import Session

from app.accounts import queries as accounts
from app.accounts.model import Actor
from app.cases.model import RUNS, Case, CaseOrgan, Stage, WhistleDepartment, WhistleOrder
from app.cases.policy import visible, visible_by_id
from app.cases.search import Question, official_number
from app.cases.search_index import TERMS
from app.kernel.database import as_id

COUNTED = 999       # so many are counted; more are said to be more
EQUAL = ("kind", "stage", "status", "urgency", "source", "end_state")


@dataclass(frozen=True)
class Page:
    items: list
    next: str | None


def search(session: Session, actor: Actor, *, q: str = "", filters: Mapping[str, str] | None = None, cursor: str | None = None,
           limit: int = 50) -> Page:
    """Cases that the actor may see, newest first. `q`: an official number, or words that all occur in number, place, party or text
    (Simplified and Traditional alike). `filters`: kind, stage, status, urgency, source, street (code), end_state."""
    conditions = list(_conditions(session, filters or {}))
    if (number := official_number(q)) and (exact := _numbered(session, actor, number, conditions)):
        return Page(exact, None)
    question, before = Question.of(q), as_id(cursor)
    if q.strip() and not question:          # nothing but signs, which no index holds
        return Page([], None)
    query = _having(session, actor, question, conditions, before) if question else _listed(actor, conditions, before, limit + 1)
    rows = list(session.scalars(query.limit(limit + 1)))
    return Page(rows[:limit], str(rows[limit - 1].id) if len(rows) > limit else None)


def _conditions(session: Session, filters: Mapping[str, str]) -> Iterable[ColumnElement[bool]]:
    for name in EQUAL:
        if filters.get(name):
            yield getattr(Case, name) == filters[name]
    if filters.get("street"):
        yield Case.street_id == accounts.codes(session).get(filters["street"], -1)


def _numbered(session: Session, actor: Actor, number: str, conditions) -> list[Case]:
    return list(session.scalars(select(Case).where(Case.number == number, visible(actor), *conditions)))


# ---- by words ---------------------------------------------------------------------------------------------------------------
_hits = table("case_search", column("rowid"), column("case_search"))


def _having(session: Session, actor: Actor, question: Question, conditions, before: int | None) -> Select:
    """Cases that have the words, without reading those that have not."""
    sides = [(" " + Case.search_text).contains(phrase) for phrase in question.phrases]
    query = select(Case).where(*conditions, *sides)
    if session.get_bind().dialect.name == "postgresql":
        found = literal_column(TERMS).op("@@")(cast(literal(question.for_postgresql), TSQUERY))
        return _before(query.where(found, visible(actor)), Case.id, before).order_by(Case.id.desc())
    # In the order of the index itself: it gives hits one after the other, and the reader stops when the page is full.
    query = query.join(_hits, _hits.c.rowid == Case.id).where(_hits.c.case_search.op("MATCH")(question.for_sqlite), visible_by_id(actor, _hits.c.rowid))
    return _before(query, _hits.c.rowid, before).order_by(_hits.c.rowid.desc())


def _before(query: Select, key, before: int | None) -> Select:
    return query if before is None else query.where(key < before)


# ---- without words ------------------------------------------------------------------------------------------------------------
def _listed(actor: Actor, conditions, before: int | None, limit: int) -> Select:
    if actor.may("case.view_all"):
        return _before(select(Case).where(*conditions), Case.id, before).order_by(Case.id.desc())
    return select(Case).where(Case.id.in_(_own_ids(actor, conditions, before, limit))).order_by(Case.id.desc())


def _own_ids(actor: Actor, conditions, before: int | None, limit: int) -> Select:
    """The first ids of each organ's cases, and of those that the actor opened: a range of an index each."""
    ranges = [_before(select(Case.id).where(Case.opened_by == actor.person_id, *conditions), Case.id, before).order_by(Case.id.desc())]
    for organ_id in sorted(actor.organ_ids):
        query = select(CaseOrgan.case_id.label("id")).where(CaseOrgan.organ_id == organ_id)
        if conditions:
            query = query.join(Case, Case.id == CaseOrgan.case_id).where(*conditions)
        ranges.append(_before(query, CaseOrgan.case_id, before).distinct().order_by(CaseOrgan.case_id.desc()))
    first = union(*(select(query.limit(limit).subquery()) for query in ranges)).subquery()
    return select(first.c.id).order_by(first.c.id.desc()).limit(limit)


def started_by(session: Session, actor: Actor, *, limit: int = 50) -> list[Case]:
    return list(session.scalars(select(Case).where(Case.opened_by == actor.person_id).order_by(Case.id.desc()).limit(limit)))


def count_started(session: Session, actor: Actor) -> int:
    """Up to COUNTED + 1."""
    return _at_most(session, select(Case.id).where(Case.opened_by == actor.person_id))


def unfinished(session: Session, actor: Actor) -> dict[str, int]:
    """Running cases by stage, each up to COUNTED + 1: of all streets for those who see all, else of the actor's own."""
    running = select(Case.id).where(Case.status == RUNS)
    if not actor.may("case.view_all"):
        running = running.where(Case.street_id.in_(actor.organ_ids))
    counted = {stage: _at_most(session, running.where(Case.stage == stage)) for stage in Stage}
    return {stage: n for stage, n in counted.items() if n}


def _at_most(session: Session, query: Select) -> int:
    return session.scalar(select(func.count()).select_from(query.limit(COUNTED + 1).subquery()))


# ---- whistles --------------------------------------------------------------------------------------------------------------------
def whistles(session: Session, actor: Actor, *, limit: int = 100) -> list[tuple[WhistleOrder, Case]]:
    """哨令 that the actor's streets issued or that call his departments (all for those who see all): running ones first, newest first."""
    running = _orders(session, actor, WhistleOrder.ended_at.is_(None), limit)
    ended = _orders(session, actor, WhistleOrder.ended_at.isnot(None), limit - len(running)) if len(running) < limit else []
    return running + ended


def _orders(session: Session, actor: Actor, condition: ColumnElement[bool], limit: int) -> list[tuple[WhistleOrder, Case]]:
    query = select(WhistleOrder, Case).join(Case, Case.id == WhistleOrder.case_id).where(condition, visible(actor))
    if not actor.may("case.view_all"):
        query = query.where(WhistleOrder.id.in_(_own_orders(actor, condition, limit)))
    return [tuple(row) for row in session.execute(query.order_by(WhistleOrder.id.desc()).limit(limit))]


def _own_orders(actor: Actor, condition: ColumnElement[bool], limit: int) -> Select:
    """The newest of each organ, as the issuer's street or as a department called: a range of an index each."""
    ranges = [select(WhistleOrder.id).where(WhistleOrder.id < 0)]
    for organ_id in sorted(actor.organ_ids):
        ranges.append(select(WhistleOrder.id).where(WhistleOrder.street_id == organ_id, condition).order_by(WhistleOrder.id.desc()))
        ranges.append(select(WhistleDepartment.whistle_id.label("id")).join(WhistleOrder, WhistleOrder.id == WhistleDepartment.whistle_id)
                      .where(WhistleDepartment.organ_id == organ_id, condition).order_by(WhistleDepartment.whistle_id.desc()))
    first = union(*(select(query.limit(limit).subquery()) for query in ranges)).subquery()
    return select(first.c.id).order_by(first.c.id.desc()).limit(limit)
