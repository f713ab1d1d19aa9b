"""Lists and registers. Everything that differs between places or years stands here as data, with its basis and its span."""
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.kernel import reference
from app.kernel.database import Base, BigId, Json


@reference.kept()
class Problem(Base):
    """问题清单: what a whistle must cite (PG-07). `origin`: sample (样例) or the document that made the list."""

    __tablename__ = "problem"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    title: Mapped[str] = mapped_column(String(120))
    domain: Mapped[str] = mapped_column(String(40))             # 领域: 砂石资源, 城市管理 …
    element: Mapped[str] = mapped_column(String(200), default="")   # 要素: by what it is recognised
    bottom_line: Mapped[str | None] = mapped_column(String(40))     # 风险底线 that it touches (PG-37)
    origin: Mapped[str] = mapped_column(String(120))
    stages: Mapped[list["ProblemStage"]] = relationship(order_by="ProblemStage.seq", lazy="selectin")

    @property
    def departments(self) -> list[str]:
        """Organ codes over all stages, each once, in order."""
        return list(dict.fromkeys(code for stage in self.stages for code in stage.departments))

    @property
    def matter_codes(self) -> list[str]:
        return list(dict.fromkeys(code for stage in self.stages for code in stage.matter_codes))


@reference.kept()
class ProblemStage(Base):
    """环节 of a problem, the departments competent for it and the matters that it may break. A plain problem has one."""

    __tablename__ = "problem_stage"
    __table_args__ = (UniqueConstraint("problem_id", "seq"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    problem_id: Mapped[int] = mapped_column(ForeignKey("problem.id"))
    seq: Mapped[int]
    code: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(40))
    departments: Mapped[list] = mapped_column(Json, default=list)       # organ codes, the leading one first
    matter_codes: Mapped[list] = mapped_column(Json, default=list)


@reference.kept()
class Matter(Base):
    """权责清单: one matter in one version. Who may enforce it stands in Authority."""

    __tablename__ = "matter"
    __table_args__ = (UniqueConstraint("code", "version"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    code: Mapped[str] = mapped_column(String(40), index=True)
    version: Mapped[int] = mapped_column(default=1)
    title: Mapped[str] = mapped_column(String(200))
    domain: Mapped[str] = mapped_column(String(40))
    power_type: Mapped[str] = mapped_column(String(8))          # 检查 处罚 强制
    situation: Mapped[str] = mapped_column(Text, default="")    # 执法情形
    means: Mapped[list] = mapped_column(Json, default=list)     # 执法手段
    basis: Mapped[str] = mapped_column(Text, default="")        # name of the law; the clause is for the legal office to fill in
    penalty_kinds: Mapped[list] = mapped_column(Json, default=list)     # warning fine confiscate_gains …
    fine_citizen: Mapped[list | None] = mapped_column(Json)     # [least, most] yuan, None: no fine
    fine_organisation: Mapped[list | None] = mapped_column(Json)
    first_violation_exempt: Mapped[bool] = mapped_column(default=False)     # 首违不罚 list
    key_domain: Mapped[bool] = mapped_column(default=False)     # 重点领域: no 首违不罚
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    origin: Mapped[str] = mapped_column(String(120))
    authorities: Mapped[list["Authority"]] = relationship(order_by="Authority.id", lazy="selectin", back_populates="matter")


@reference.kept()
class Authority(Base):
    """The legal subject (执法主体) of a matter, and from where it has the power."""

    __tablename__ = "authority"
    __table_args__ = (Index("ix_authority_organ", "organ_id", "matter_id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    matter_id: Mapped[int] = mapped_column(ForeignKey("matter.id"), index=True)
    organ_id: Mapped[int] = mapped_column(ForeignKey("organ.id"))
    executing_organ_id: Mapped[int | None] = mapped_column(ForeignKey("organ.id"))   # 实施主体, if another
    authority_type: Mapped[str] = mapped_column(String(12))     # statutory authorized delegated entrusted borrowed
    document: Mapped[str] = mapped_column(String(120), default="")      # 文号 of the decision that gave it
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    matter: Mapped[Matter] = relationship(back_populates="authorities")


@reference.kept()
class OfficerCertificate(Base):
    """执法证."""

    __tablename__ = "officer_certificate"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    cert_no: Mapped[str] = mapped_column(String(40), unique=True)
    domain: Mapped[str] = mapped_column(String(40))
    valid_from: Mapped[date]
    valid_to: Mapped[date]
    status: Mapped[str] = mapped_column(String(12), default="normal")   # normal suspended expired cancelled


@reference.kept()
class Parameter(Base):
    """A figure with its unit, basis, region, domain and span. status law: read in the law; sample: to be set by the place.
    Periods also say whether their end rolls over a holiday, and whether they count forward or back from the start."""

    __tablename__ = "parameter"
    __table_args__ = (Index("ix_parameter_code", "code", "region", "valid_from"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    code: Mapped[str] = mapped_column(String(60))
    name: Mapped[str] = mapped_column(String(120))
    value: Mapped[Any] = mapped_column(Json)                    # number, text, or a decimal as text
    unit: Mapped[str] = mapped_column(String(12), default="")   # wd d h min m y yuan share count
    basis: Mapped[str] = mapped_column(String(200), default="")
    region: Mapped[str | None] = mapped_column(String(60))      # organ code; None: everywhere
    domain: Mapped[str | None] = mapped_column(String(40))
    binds: Mapped[str | None] = mapped_column(String(8))        # party organ
    roll: Mapped[bool] = mapped_column(default=False)
    direction: Mapped[str] = mapped_column(String(8), default="after")  # after before
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    status: Mapped[str] = mapped_column(String(8))              # law sample

    @property
    def amount(self) -> Decimal:
        """The value as a number; raises decimal.InvalidOperation if it is none."""
        return Decimal(str(self.value))


@reference.kept()
class HolidayYear(Base):
    """A year whose holiday table was entered here, because the built-in table does not know it (or knows it wrongly)."""

    __tablename__ = "holiday_year"

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    source: Mapped[str] = mapped_column(String(200))
    status: Mapped[str] = mapped_column(String(8))              # law sample


@reference.kept()
class Holiday(Base):
    """A day that differs from its weekday (a holiday on a weekday, work on a weekend) or from the built-in table."""

    __tablename__ = "holiday"

    day: Mapped[date] = mapped_column(primary_key=True)
    working: Mapped[bool]
    name: Mapped[str] = mapped_column(String(40))
