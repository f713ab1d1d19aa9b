"""Counters for official numbers: one row a series and year, serial without gaps inside a transaction."""
from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.kernel.database import Base


class Sequence(Base):
    __tablename__ = "sequence"

    series: Mapped[str] = mapped_column(String(80), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int] = mapped_column(default=0)


def next_number(session: Session, series: str, year: int) -> int:
    """The next serial of this series in this year, from 1. Holds the row until the transaction ends."""
    row = session.scalar(select(Sequence).where(Sequence.series == series, Sequence.year == year).with_for_update())
    if row is None:
        row = Sequence(series=series, year=year, last=0)
        session.add(row)
    row.last += 1
    session.flush()
    return row.last
