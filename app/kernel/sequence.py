"""Counters for official numbers: one row a series and year, serial without gaps inside a transaction."""
from sqlalchemy import String
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.kernel.database import Base


class Sequence(Base):
    __tablename__ = "sequence"

    series: Mapped[str] = mapped_column(String(80), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int] = mapped_column(default=0)


def _next(dialect):
    """One statement: two who take the year's first number at once must not both find that there is no row yet."""
    first = dialect.insert(Sequence.__table__)
    return first.on_conflict_do_update(index_elements=["series", "year"], set_={"last": Sequence.last + 1}).returning(Sequence.last)


_NEXT = {"sqlite": _next(sqlite), "postgresql": _next(postgresql)}


def next_number(session: Session, series: str, year: int) -> int:
    """The next serial of this series in this year, from 1. Holds the row until the transaction ends."""
    return session.connection().execute(_NEXT[session.get_bind().dialect.name], {"series": series, "year": year, "last": 1}).scalar_one()
