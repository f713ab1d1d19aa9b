"""What the acts wrote: one table an act (or two acts that say the same thing). Guards read these rows and nothing else.

Rows are only added: a second notice, a second review is a second row. Codes in the columns are those of the catalogue.
"""
from datetime import date
from decimal import Decimal

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.acts.columns import Written, Yuan
from app.kernel.database import BigId, Json


class Assignment(Written):
    """指派: these persons act as officers of the case from now on; a later row replaces the earlier."""

    __tablename__ = "act_assignment"
    officers: Mapped[list] = mapped_column(Json)                # person ids, first = 主办


class Filing(Written):
    """立案审批表, as the handlers prepared it."""

    __tablename__ = "act_filing"
    cause: Mapped[str] = mapped_column(String(200))
    gist: Mapped[str] = mapped_column(Text)
    matter_code: Mapped[str] = mapped_column(String(60))
    party_type: Mapped[str] = mapped_column(String(24))
    party_name: Mapped[str] = mapped_column(String(120))
    party_id_no: Mapped[str | None] = mapped_column(String(40))
    party_address: Mapped[str | None] = mapped_column(String(200))
    act_date: Mapped[date]
    act_ended_on: Mapped[date | None]
    discovered_on: Mapped[date]
    continuous: Mapped[bool]
    harm: Mapped[str] = mapped_column(String(16))
    life_health_finance: Mapped[bool]
    standards: Mapped[list] = mapped_column(Json)
    officers: Mapped[list] = mapped_column(Json)


class FilingDecision(Written):
    """立案审批: agree or refuse."""

    __tablename__ = "act_filing_decision"
    approved: Mapped[str] = mapped_column(String(8))
    refuse_reason: Mapped[str | None] = mapped_column(Text)


class Circumstances:
    """What decides whether somebody is punished at all (30, 33), as the officers found it."""

    minor: Mapped[bool]
    corrected_in_time: Mapped[bool]
    harm: Mapped[str | None] = mapped_column(String(16))
    times_same_act: Mapped[int | None]
    no_fault_proved: Mapped[bool]
    age: Mapped[int | None]


class Identity(Circumstances, Written):
    """表明身份、现场查证 (简易程序)."""

    __tablename__ = "act_identity"
    officers: Mapped[list] = mapped_column(Json)
    certificates_shown: Mapped[bool]
    recording_on: Mapped[bool]
    act: Mapped[str] = mapped_column(Text)
    act_date: Mapped[date]
    act_place: Mapped[str] = mapped_column(String(200))
    party_type: Mapped[str] = mapped_column(String(24))
    party_name: Mapped[str] = mapped_column(String(120))
    party_id_no: Mapped[str | None] = mapped_column(String(40))
    party_address: Mapped[str | None] = mapped_column(String(200))
    matter_code: Mapped[str] = mapped_column(String(60))
    evidence_note: Mapped[str] = mapped_column(Text)
    fact_certain: Mapped[bool]
    needs_tests: Mapped[bool]
    party_disputes: Mapped[bool]
    crime_suspected: Mapped[bool]
    penalty_kind: Mapped[str] = mapped_column(String(32))
    amount: Mapped[Decimal | None] = mapped_column(Yuan)


class Investigation(Circumstances, Written):
    """案件调查终结报告."""

    __tablename__ = "act_investigation"
    facts_found: Mapped[str] = mapped_column(Text)
    evidence_list: Mapped[str] = mapped_column(Text)
    nature: Mapped[str] = mapped_column(Text)
    legal_basis: Mapped[str] = mapped_column(Text)
    discretion_factors: Mapped[str] = mapped_column(Text)
    suggestion: Mapped[str] = mapped_column(String(16))
    penalty_kinds: Mapped[list] = mapped_column(Json)
    amount: Mapped[Decimal | None] = mapped_column(Yuan)
    crime_suspected: Mapped[bool]
    norm_branches: Mapped[int | None]
    public_interest: Mapped[bool]
    complex_case: Mapped[bool]


class CorrectionOrder(Written):
    """责令改正, or why none was needed; also written by the decisions that order correction."""

    __tablename__ = "act_correction_order"
    ordered: Mapped[bool]
    items: Mapped[list] = mapped_column(Json)
    correction_due: Mapped[date | None]
    no_correction_reason: Mapped[str | None] = mapped_column(Text)


class Recheck(Written):
    """整改复查."""

    __tablename__ = "act_recheck"
    result: Mapped[str] = mapped_column(String(8))
    recheck_note: Mapped[str] = mapped_column(Text)
    officers: Mapped[list] = mapped_column(Json)


class Notice(Written):
    """事先告知, on paper or on the spot."""

    __tablename__ = "act_notice"
    facts_told: Mapped[str] = mapped_column(Text)
    reasons_told: Mapped[str] = mapped_column(Text)
    basis_told: Mapped[str] = mapped_column(Text)
    rights_told: Mapped[str] = mapped_column(Text)
    penalty_kinds: Mapped[list] = mapped_column(Json)
    amount: Mapped[Decimal | None] = mapped_column(Yuan)
    hearing_right: Mapped[bool]
    new_facts_reason: Mapped[str | None] = mapped_column(Text)
    on_spot: Mapped[bool]


class Pleading(Written):
    """陈述申辩: made and re-checked, waived, or the term expired."""

    __tablename__ = "act_pleading"
    pleading: Mapped[str] = mapped_column(String(8))
    pleading_text: Mapped[str | None] = mapped_column(Text)
    adopted: Mapped[bool | None]
    adopt_reason: Mapped[str | None] = mapped_column(Text)
    hearing_requested: Mapped[bool]


class Hearing(Written):
    """听证."""

    __tablename__ = "act_hearing"
    held_on: Mapped[date]
    chair_opinion: Mapped[str] = mapped_column(Text)
    record_signed: Mapped[bool]


class ReviewRequest(Written):
    """提请法制审核."""

    __tablename__ = "act_review_request"
    package_note: Mapped[str] = mapped_column(Text)


class Review(Written):
    """法制审核意见; `round` counts from 1."""

    __tablename__ = "act_review"
    round: Mapped[int]
    points: Mapped[list] = mapped_column(Json)                  # the passed points
    opinion: Mapped[str] = mapped_column(String(12))
    opinion_text: Mapped[str] = mapped_column(Text)


class ReviewAnswer(Written):
    """审核整改答复."""

    __tablename__ = "act_review_answer"
    response: Mapped[str] = mapped_column(Text)


class Discussion(Written):
    """集体讨论."""

    __tablename__ = "act_discussion"
    members: Mapped[list] = mapped_column(Json)                 # person ids
    member_opinions: Mapped[str] = mapped_column(Text)
    conclusion: Mapped[str] = mapped_column(String(8))
    dissent: Mapped[str | None] = mapped_column(Text)


class PenaltyDecision(Written):
    """处罚决定: kind is ordinary, on_spot or no_penalty; the six items of 行政处罚法59 as decided."""

    __tablename__ = "act_penalty_decision"
    kind: Mapped[str] = mapped_column(String(12))
    number: Mapped[str | None] = mapped_column(String(60))
    penalty_kinds: Mapped[list] = mapped_column(Json)
    amount: Mapped[Decimal | None] = mapped_column(Yuan)
    party_name: Mapped[str | None] = mapped_column(String(120))
    party_address: Mapped[str | None] = mapped_column(String(200))
    facts_found: Mapped[str] = mapped_column(Text)
    legal_basis: Mapped[str] = mapped_column(Text)
    performance: Mapped[str | None] = mapped_column(Text)
    remedy: Mapped[str | None] = mapped_column(Text)
    discretion_statement: Mapped[str | None] = mapped_column(Text)
    clause: Mapped[str | None] = mapped_column(String(12))      # no_penalty: 33-1, 33-1-2, 33-2, 30, 31
    decided_on: Mapped[date]
    delivered: Mapped[str | None] = mapped_column(String(8))    # on_spot: signed or refused
    refusal_note: Mapped[str | None] = mapped_column(Text)
    signers: Mapped[list] = mapped_column(Json)                 # person ids of the officers (on_spot)


class Education(Written):
    """教育告诫."""

    __tablename__ = "act_education"
    education: Mapped[str] = mapped_column(Text)


class Withdrawal(Written):
    """撤案."""

    __tablename__ = "act_withdrawal"
    reason: Mapped[str] = mapped_column(Text)


class Transfer(Written):
    """移送. `criminal`: to the police for a suspected crime."""

    __tablename__ = "act_transfer"
    to_organ: Mapped[str] = mapped_column(String(120))
    reason: Mapped[str] = mapped_column(Text)
    criminal: Mapped[bool]


class ServiceRecord(Written):
    """送达. `served_document_id`: the document that was served."""

    __tablename__ = "act_service"
    served_document_id: Mapped[int] = mapped_column(BigId)
    served_kind: Mapped[str] = mapped_column(String(8))
    way: Mapped[str] = mapped_column(String(16))
    receiver: Mapped[str | None] = mapped_column(String(120))
    served_on: Mapped[date]
    served_place: Mapped[str | None] = mapped_column(String(200))
    servers: Mapped[list] = mapped_column(Json)
    witness: Mapped[str | None] = mapped_column(String(120))
    result: Mapped[str] = mapped_column(String(8))
    consent_form: Mapped[bool]


class Collection(Written):
    """收缴罚款."""

    __tablename__ = "act_collection"
    paid: Mapped[str] = mapped_column(String(8))
    amount: Mapped[Decimal] = mapped_column(Yuan)
    receipt_no: Mapped[str] = mapped_column(String(60))
    paid_on: Mapped[date]
    on_spot_reason: Mapped[str | None] = mapped_column(Text)


class Publication(Written):
    """公示."""

    __tablename__ = "act_publication"
    publish: Mapped[bool]
    masked: Mapped[bool]
    no_publish_reason: Mapped[str | None] = mapped_column(Text)


class Closing(Written):
    """结案: agree or return."""

    __tablename__ = "act_closing"
    approved: Mapped[str] = mapped_column(String(8))
    ground: Mapped[str] = mapped_column(String(12))
    close_note: Mapped[str | None] = mapped_column(Text)


class Archive(Written):
    """归档."""

    __tablename__ = "act_archive"
    checks: Mapped[list] = mapped_column(Json)
    retention: Mapped[str] = mapped_column(String(12))
