"""Column types and the common columns of the fact tables."""
from datetime import datetime
from decimal import Decimal

from sqlalchemy import BigInteger, String
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

from app.kernel.database import Base, BigId, UtcDateTime


class Yuan(TypeDecorator):
    """An amount of money as Decimal yuan, kept exactly as whole fen in every database."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value, dialect):
        if value is None:
            return None
        fen = Decimal(value) * 100
        if fen != fen.to_integral_value():
            raise ValueError(f"{value} yuan is not a whole number of fen")
        return int(fen)

    def process_result_value(self, value, dialect):
        return None if value is None else Decimal(value) / 100


class Written(Base):
    """What every row tells: which case, when, who, by which post, of which organ. Rows are added, never changed."""

    __abstract__ = True

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    case_id: Mapped[int] = mapped_column(BigId, index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor_id: Mapped[int | None] = mapped_column(BigId)
    post: Mapped[str | None] = mapped_column(String(40))
    organ_id: Mapped[int | None] = mapped_column(BigId)
    document_id: Mapped[int | None] = mapped_column(BigId)
