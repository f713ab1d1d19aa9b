"""What the acts are told of a case, and what they answer. The case room builds CaseFacts; everything here is plain data."""
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from app.audit.operations import Fact
from app.documents.model import Document

# 处罚种类 (行政处罚法第九条); 责令改正 is not one of them.
PENALTY_KINDS: dict[str, str] = {
    "warning": "警告",
    "public_criticism": "通报批评",
    "fine": "罚款",
    "confiscate_gains": "没收违法所得",
    "confiscate_goods": "没收非法财物",
    "suspend_license": "暂扣许可证件",
    "downgrade_qualification": "降低资质等级",
    "revoke_license": "吊销许可证件",
    "restrict_activity": "限制开展生产经营活动",
    "suspend_business": "责令停产停业",
    "close_down": "责令关闭",
    "restrict_practice": "限制从业",
    "detention": "行政拘留",
    "other": "法律、行政法规规定的其他行政处罚",
}

PARTY_TYPES = {"citizen": "公民", "individual_business": "个体工商户", "organisation": "法人或者其他组织"}


@dataclass(frozen=True)
class Required:
    """What rule runs of this case asked for (D12 法制审核, D13 集体讨论, D11 听证). None: that rule was not run.

    True binds. False and None do not free an act from what the statute itself asks for: the guards compute that minimum.
    """

    review: bool | None = None
    discussion: bool | None = None
    hearing: bool | None = None


@dataclass(frozen=True)
class CaseFacts:
    """The case as the acts see it. Organs by id; dates are local. `joint_organ_ids`: organs that act jointly with the subject.

    `leniency` is the last D09 result: must_not_punish, may_not_punish, must_mitigate, … or None.
    `transfer_pending`: a criminal transfer of this case, or of the case above it, waits for the police (行政处罚法27).
    """

    case_id: int
    number: str
    title: str
    kind: str
    legal_subject_id: int | None
    legal_subject_code: str | None
    legal_subject_name: str | None
    street_id: int | None
    opened_on: date
    matter_codes: tuple[str, ...] = ()
    address: str = ""
    party_name: str | None = None
    party_type: str | None = None
    party_id_no: str | None = None
    party_address: str | None = None
    parent_id: int | None = None
    procedure: str | None = None
    source: str = ""
    bottom_line: str | None = None
    leniency: str | None = None
    required: Required = field(default_factory=Required)
    joint_organ_ids: tuple[int, ...] = ()
    transfer_pending: bool = False
    region: str | None = None


@dataclass
class ActResult:
    """What an act did: entries for the trace, the few variables that gateways read, the documents that it issued."""

    facts: list[Fact] = field(default_factory=list)
    variables: dict[str, Any] = field(default_factory=dict)
    documents: list[Document] = field(default_factory=list)


@dataclass(frozen=True)
class OfficerStanding:
    """One person on the day that matters: does he count as an officer (行政处罚法42), and whose officer is he.

    `why_not` is None for one who counts, else the reason in Chinese; `organ_ids` are his posts' organs and all above them.
    """

    person_id: int
    name: str
    certificate: str | None
    valid_to: date | None
    why_not: str | None
    organ_ids: frozenset[int]

    @property
    def counts(self) -> bool:
        return self.why_not is None


@dataclass(frozen=True)
class Competence:
    """What the 权责清单 says of one matter for the legal subject on the day."""

    matter_code: str
    title: str | None                   # None: the list does not know the matter
    held: bool
    holders: tuple[str, ...] = ()       # names of the organs that hold it, for the advice


@dataclass(frozen=True)
class Limits:
    """The numbers that guards compare with, from the parameter table; yuan, years. `samples`: names that are samples (样例)."""

    summary_citizen: Decimal
    summary_organisation: Decimal
    on_spot: Decimal
    limitation_years: int
    limitation_years_grave: int
    hearing_citizen: Decimal
    hearing_organisation: Decimal
    discussion_citizen: Decimal
    discussion_organisation: Decimal
    individual_business_as: str
    defence_days: int
    officers: int
    panel_quorum: int
    review_all: bool
    samples: frozenset[str] = frozenset()

    def for_party(self, name: str, party_type: str | None) -> Decimal:
        """The amount of `summary`, `hearing` or `discussion` for this type of party. Unknown types count as citizens:
        the lower amount protects the party."""
        return getattr(self, self._field(name, party_type))

    def note(self, name: str, party_type: str | None = None) -> str:
        """（样例） where the number is a sample, nothing where it is the law's."""
        known = name if hasattr(self, name) else self._field(name, party_type)
        return "（样例）" if known in self.samples else ""

    def _field(self, name: str, party_type: str | None) -> str:
        kind = self.individual_business_as if party_type == "individual_business" else party_type
        return f"{name}_organisation" if kind == "organisation" else f"{name}_citizen"
