"""Who acted, interned: each stand is one row of trace_actor, whose id the process remembers once its transaction is committed."""
from collections.abc import Iterable, Iterator
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, event, insert, select
from sqlalchemy.orm import Session

from app.audit.leaf import Stand
from app.audit.model import TraceActor

_FIELDS = [getattr(TraceActor, name) for name in Stand._fields]
_KNOWN: WeakKeyDictionary[Engine, dict[Stand, int]] = WeakKeyDictionary()
_NEW = "zfl_stands"     # in session.info: those that this transaction found or added; nobody else may rely on them before the commit
MOST = 50_000           # remembered at most: far more than a district has


def id_of(session: Session, stand: Stand) -> int:
    """The row of this stand; it is added if there is none."""
    known = _KNOWN.setdefault(session.get_bind(), {})
    new = session.info.setdefault(_NEW, {})
    found = known.get(stand) or new.get(stand)
    if found is None:
        found = new[stand] = _find(session, stand) or _add(session, stand)
    return found


def _find(session: Session, stand: Stand) -> int | None:
    return session.scalar(select(TraceActor.id).where(*(field.is_not_distinct_from(value) for field, value in zip(_FIELDS, stand)))
                          .order_by(TraceActor.id).limit(1))


def _add(session: Session, stand: Stand) -> int:
    return session.execute(insert(TraceActor.__table__).values(stand._asdict())).inserted_primary_key[0]


@event.listens_for(Session, "after_commit")
def _remember(session: Session) -> None:
    new = session.info.pop(_NEW, None)
    if new:
        known = _KNOWN.setdefault(session.get_bind(), {})
        if len(known) + len(new) > MOST:
            known.clear()
        known.update(new)


@event.listens_for(Session, "after_soft_rollback")
def _forget(session: Session, _previous) -> None:
    """Also at the end of a savepoint: what it added is gone."""
    session.info.pop(_NEW, None)


def load(session: Session, ids: Iterable[int] | None = None) -> dict[int, Stand]:
    """{row id: stand} of these rows, or of all."""
    query = select(TraceActor.id, *_FIELDS)
    rows = session.execute(query if ids is None else query.where(TraceActor.id.in_(list(ids))))
    return {row[0]: Stand(*row[1:]) for row in rows}


def named_in(by: int, content: list) -> Iterator[int]:
    """The row ids that a leaf refers to."""
    yield by
    yield from (fact[2] for fact in content if len(fact) > 2)
