"""What the acts have written about one case: CaseRecord, for pages, prefill and guards."""
from collections.abc import Callable, Iterable
from functools import cached_property
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.acts import model as m
from app.acts.columns import Written

Row = TypeVar("Row", bound=Written)


def record_of(session: Session, case_id: int) -> "CaseRecord":
    """The case's record. Each table is read when it is first asked for."""
    return CaseRecord(lambda table: list(session.scalars(
        select(table).where(table.case_id == case_id).order_by(table.id))))


def decision_numbers(session: Session, case_ids: Iterable[int]) -> dict[int, str]:
    """{case id: number of its last decision} of those cases that have been decided with a number."""
    rows = session.execute(select(m.PenaltyDecision.case_id, m.PenaltyDecision.number)
                           .where(m.PenaltyDecision.case_id.in_(list(case_ids))).order_by(m.PenaltyDecision.id))
    return {case_id: number for case_id, number in dict(rows.all()).items() if number}


class CaseRecord:
    """Everything the acts wrote about a case. Lists are in the order of writing; singular names give the last row or None."""

    def __init__(self, load: Callable[[type[Row]], list[Row]]):
        self._load = load
        self._rows: dict[type, list] = {}

    @classmethod
    def holding(cls, rows: Iterable[Written]) -> "CaseRecord":
        """A record of rows in memory, in the order given."""
        kept = list(rows)
        return cls(lambda table: [row for row in kept if type(row) is table])

    def rows(self, table: type[Row]) -> list[Row]:
        """All rows of one table, oldest first."""
        if table not in self._rows:
            self._rows[table] = self._load(table)
        return self._rows[table]

    def last(self, table: type[Row]) -> Row | None:
        found = self.rows(table)
        return found[-1] if found else None

    @cached_property
    def filing(self) -> m.Filing | None:
        return self.last(m.Filing)

    @cached_property
    def filed(self) -> m.FilingDecision | None:
        """The approval by which the case was filed (立案); None if it was not, or if the last word was a refusal."""
        decision = self.last(m.FilingDecision)
        return decision if decision and decision.approved == "agree" else None

    @cached_property
    def identity(self) -> m.Identity | None:
        return self.last(m.Identity)

    @cached_property
    def investigation(self) -> m.Investigation | None:
        return self.last(m.Investigation)

    @cached_property
    def circumstances(self) -> m.Circumstances | None:
        """What was found on the circumstances: by the investigation, else on the spot."""
        return self.investigation or self.identity

    @cached_property
    def correction(self) -> m.CorrectionOrder | None:
        return self.last(m.CorrectionOrder)

    @cached_property
    def recheck(self) -> m.Recheck | None:
        return self.last(m.Recheck)

    @cached_property
    def notices(self) -> list[m.Notice]:
        return self.rows(m.Notice)

    @cached_property
    def notice(self) -> m.Notice | None:
        return self.last(m.Notice)

    @cached_property
    def pleading(self) -> m.Pleading | None:
        """The last word of the party after the last notice: a pleading before a new notice does not answer that notice."""
        pleading = self.last(m.Pleading)
        return pleading if pleading and self.notice and pleading.at >= self.notice.at else None

    @cached_property
    def hearing_requested(self) -> bool:
        return any(p.hearing_requested for p in self.rows(m.Pleading))

    @cached_property
    def hearing(self) -> m.Hearing | None:
        return self.last(m.Hearing)

    @cached_property
    def reviews(self) -> list[m.Review]:
        return self.rows(m.Review)

    @cached_property
    def review(self) -> m.Review | None:
        return self.last(m.Review)

    @cached_property
    def discussion(self) -> m.Discussion | None:
        return self.last(m.Discussion)

    @cached_property
    def decision(self) -> m.PenaltyDecision | None:
        """The last decision of any kind, no_penalty among them."""
        return self.last(m.PenaltyDecision)

    @cached_property
    def education(self) -> m.Education | None:
        return self.last(m.Education)

    @cached_property
    def withdrawal(self) -> m.Withdrawal | None:
        return self.last(m.Withdrawal)

    @cached_property
    def transfer(self) -> m.Transfer | None:
        return self.last(m.Transfer)

    @cached_property
    def services(self) -> list[m.ServiceRecord]:
        return self.rows(m.ServiceRecord)

    @cached_property
    def collections(self) -> list[m.Collection]:
        return self.rows(m.Collection)

    @cached_property
    def closing(self) -> m.Closing | None:
        """The approved closing, or None."""
        closing = self.last(m.Closing)
        return closing if closing and closing.approved == "agree" else None

    @cached_property
    def archive(self) -> m.Archive | None:
        return self.last(m.Archive)

    # ---- what follows from the rows ----------------------------------------------------------------------------------
    @cached_property
    def officers(self) -> list[int]:
        """Person ids of the officers of the case now: the last of assignment, filing, identity. First = 主办."""
        named = [row for row in (self.last(m.Assignment), self.filing, self.identity) if row]
        return list(max(named, key=lambda row: row.at).officers) if named else []

    @cached_property
    def handlers(self) -> frozenset[int]:
        """Everyone who ever investigated or prepared: they may neither review nor approve (查审分离)."""
        named = [p for table in (m.Assignment, m.Filing, m.Identity) for row in self.rows(table) for p in row.officers]
        wrote = [row.actor_id for table in (m.Filing, m.Identity, m.Investigation) for row in self.rows(table)]
        return frozenset(p for p in (*named, *wrote) if p is not None)

    @cached_property
    def reviewers(self) -> frozenset[int]:
        return frozenset(row.actor_id for row in self.reviews if row.actor_id is not None)

    @cached_property
    def matter_code(self) -> str | None:
        """The matter that the case was filed or checked for."""
        source = self.filing or self.identity
        return source.matter_code if source else None

    def served(self, document_id: int | None) -> m.ServiceRecord | None:
        """The successful service of this document, or None."""
        return next((s for s in reversed(self.services) if s.served_document_id == document_id and s.result == "success"), None)
