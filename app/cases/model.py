"""The case file: the case and its lineage, its process instance, submissions, whistle orders, messages, timers, incidents,
rule runs, and the two lists that cases write (绩效清单, 警示清单)."""
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, literal_column, select, text
from sqlalchemy.orm import Mapped, mapped_column

from app.cases import search_index
from app.kernel.database import Base, BigId, Blob, Json, PackedJson, UtcDateTime
from app.tasks.model import Status, WorkItem, WorkStep


class Stage(StrEnum):
    """五步闭环."""

    PROBLEM_COLLECTION = "problem_collection"
    TRIAGE_ASSIGNMENT = "triage_assignment"
    INVESTIGATION_DISPOSAL = "investigation_disposal"
    RESULT_FEEDBACK = "result_feedback"
    CASE_CLOSING_ARCHIVE = "case_closing_archive"


STAGE_NAMES = dict(zip(Stage, ("问题收集", "分流交办", "调查处置", "结果反馈", "结案归档")))


class CaseStatus(StrEnum):
    RUNNING = "running"
    ENDED = "ended"


# No parameters in the condition of an index: the planner must see that it fits.
RUNNING, NAMED, UNENDED = text("status = 'running'"), text("party_name IS NOT NULL"), text("ended_at IS NULL")
RUNS = literal_column("'running'")      # to compare with, where such an index is meant


class Case(Base):
    """案件. kind: problem (五步闭环), department (子案), standing (常态治理). Organs by id; `street` is the territory."""

    __tablename__ = "case"
    __table_args__ = (Index("ix_case_chain", "chain_id", "turn"), Index("ix_case_parent", "parent_id"),
                      Index("ix_case_opened_by", "opened_by", "id"),
                      Index("ix_case_running", "stage", "street_id", "id", sqlite_where=RUNNING, postgresql_where=RUNNING),
                      Index("ix_case_running_at", "address", "street_id", sqlite_where=RUNNING, postgresql_where=RUNNING),
                      Index("ix_case_party", "party_name", sqlite_where=NAMED, postgresql_where=NAMED))

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    number: Mapped[str] = mapped_column(String(60), unique=True)
    kind: Mapped[str] = mapped_column(String(16))
    title: Mapped[str] = mapped_column(String(200))
    description: Mapped[str] = mapped_column(Text, default="")
    source: Mapped[str] = mapped_column(String(40))
    external_id: Mapped[str | None] = mapped_column(String(80))
    urgency: Mapped[str] = mapped_column(String(8), default="一般")
    bottom_line: Mapped[str | None] = mapped_column(String(40))
    chain_id: Mapped[int | None] = mapped_column(BigId)          # id of the chain's first case
    turn: Mapped[int] = mapped_column(default=1)
    parent_id: Mapped[int | None] = mapped_column(BigId)
    street_id: Mapped[int | None] = mapped_column(BigId)
    grid: Mapped[str | None] = mapped_column(String(60))
    address: Mapped[str] = mapped_column(String(200), default="")
    legal_subject_id: Mapped[int | None] = mapped_column(BigId)
    matter_codes: Mapped[list] = mapped_column(Json, default=list)
    problem_code: Mapped[str | None] = mapped_column(String(40))
    party_name: Mapped[str | None] = mapped_column(String(120))
    party_type: Mapped[str | None] = mapped_column(String(24))
    facts: Mapped[dict] = mapped_column(Json, default=dict)      # named fields that no guard reads
    stage: Mapped[str] = mapped_column(String(24), default=Stage.PROBLEM_COLLECTION)
    status: Mapped[str] = mapped_column(String(8), default=CaseStatus.RUNNING)
    end_state: Mapped[str | None] = mapped_column(String(24))
    end_reason: Mapped[str | None] = mapped_column(Text)
    merged_into_id: Mapped[int | None] = mapped_column(BigId)
    lead_organ_id: Mapped[int | None] = mapped_column(BigId)     # 谁主责
    support_organ_ids: Mapped[list] = mapped_column(Json, default=list)
    commander_organ_id: Mapped[int | None] = mapped_column(BigId)    # 谁指挥
    commander: Mapped[str | None] = mapped_column(String(60))
    standing_organ_id: Mapped[int | None] = mapped_column(BigId)     # 谁长管
    standing: Mapped[str | None] = mapped_column(String(120))
    opened_by: Mapped[int | None] = mapped_column(BigId)
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    search_text: Mapped[str] = mapped_column(Text, default="", deferred=True)   # terms of number, place, party, texts: see search.py


search_index.attach(Case.__table__)


class CaseOrgan(Base):
    """Organs that may see the case, and why: street, legal_subject, department, parent …"""

    __tablename__ = "case_organ"
    __table_args__ = (Index("ix_case_organ_organ", "organ_id", "case_id"),)

    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), primary_key=True)
    organ_id: Mapped[int] = mapped_column(BigId, primary_key=True)
    why: Mapped[str] = mapped_column(String(20), primary_key=True)


class StageEntry(Base):
    """When the case entered each of the five steps; the step bar and the no-skipping rule read it."""

    __tablename__ = "stage_entry"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    stage: Mapped[str] = mapped_column(String(24))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor_id: Mapped[int | None] = mapped_column(BigId)


class ProcessInstance(Base):
    """One a case: pinned bundle, engine state, revision for the optimistic lock."""

    __tablename__ = "process_instance"
    __table_args__ = (Index("ix_process_instance_running", "bundle_id", "case_id", sqlite_where=RUNNING, postgresql_where=RUNNING),)

    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), primary_key=True, autoincrement=False)
    process_id: Mapped[str] = mapped_column(String(80))
    bundle_id: Mapped[int] = mapped_column(BigId)
    revision: Mapped[int] = mapped_column(default=0)
    status: Mapped[str] = mapped_column(String(12))
    state: Mapped[bytes] = mapped_column(Blob)
    due_rules: Mapped[dict | None] = mapped_column(PackedJson)  # how instants were computed that variables still hold
    path: Mapped[dict | None] = mapped_column(PackedJson)       # {process id: [nodes, flows]}: where tokens have been, each once


class Submission(Base):
    """What was submitted at a task, whole: the done work item, read as such."""

    __table__ = (select(WorkItem.id, WorkItem.id.label("work_item_id"), WorkItem.case_id, WorkStep.node, WorkStep.form, WorkStep.act,
                        WorkItem.data, WorkItem.assignee_id.label("actor_id"), WorkItem.acting_post.label("post"),
                        WorkItem.acting_organ_id.label("organ_id"), WorkItem.done_at.label("at"))
                 .join(WorkStep, WorkStep.id == WorkItem.step_id)
                 .where(WorkItem.done_at.isnot(None), WorkItem.status == literal_column(f"'{Status.DONE}'")).subquery("submission"))
    __mapper_args__ = {"primary_key": [__table__.c.id]}


class WhistleOrder(Base):
    """哨令."""

    __tablename__ = "whistle_order"
    __table_args__ = (Index("ix_whistle_order_running", "id", sqlite_where=UNENDED, postgresql_where=UNENDED),
                      Index("ix_whistle_order_street", "street_id", "id"))

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    case_id: Mapped[int] = mapped_column(BigId, index=True)
    number: Mapped[str] = mapped_column(String(40), unique=True)
    street_id: Mapped[int] = mapped_column(BigId)
    whistle_class: Mapped[str] = mapped_column(String(12))      # 民生 综合执法 应急
    assemble_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    place: Mapped[str] = mapped_column(String(200), default="")
    facts: Mapped[dict] = mapped_column(Json, default=dict)
    issued_at: Mapped[datetime] = mapped_column(UtcDateTime)
    issued_by: Mapped[int | None] = mapped_column(BigId)
    cancelled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class WhistleDepartment(Base):
    """One department called by a whistle: signed, reported in, on site, left; late or not."""

    __tablename__ = "whistle_department"
    __table_args__ = (UniqueConstraint("whistle_id", "organ_id"), Index("ix_whistle_department_organ", "organ_id", "whistle_id"))

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    whistle_id: Mapped[int] = mapped_column(ForeignKey("whistle_order.id"))
    organ_id: Mapped[int] = mapped_column(BigId)
    sub_case_id: Mapped[int | None] = mapped_column(BigId)
    matter_codes: Mapped[list] = mapped_column(Json, default=list)
    accept_by: Mapped[datetime | None] = mapped_column(UtcDateTime)
    arrive_by: Mapped[datetime | None] = mapped_column(UtcDateTime)
    signed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    objection: Mapped[str | None] = mapped_column(Text)
    arrived_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    persons: Mapped[list] = mapped_column(Json, default=list)   # [{name, cert_no}]
    no_show: Mapped[bool] = mapped_column(default=False)
    urged_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    left_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    result: Mapped[str | None] = mapped_column(Text)
    rating: Mapped[dict | None] = mapped_column(Json)           # 街乡评价


class TimerRow(Base):
    """A timer that stands. `ready_at`: when a worker may take it, the instant at which it is due or, after failures, of the next try."""

    __tablename__ = "timer"
    __table_args__ = (Index("ix_timer_ready", "ready_at", "case_id"),)

    case_id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    timer_id: Mapped[str] = mapped_column(String(80), primary_key=True)
    node: Mapped[str] = mapped_column(String(80))
    name: Mapped[str] = mapped_column(String(120))
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ready_at: Mapped[datetime] = mapped_column(UtcDateTime)
    failures: Mapped[int] = mapped_column(default=0)


class ReceiverRow(Base):
    """A place in a running case that waits for a message, or (`kind` signal) for a signal of this name."""

    __tablename__ = "receiver"
    __table_args__ = (Index("ix_receiver_message", "message", "key"),)

    case_id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    receiver_id: Mapped[str] = mapped_column(String(80), primary_key=True)
    node: Mapped[str] = mapped_column(String(80))
    message: Mapped[str] = mapped_column(String(80))
    key: Mapped[str | None] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(8), default="message", server_default="message")


class MessageState(StrEnum):
    """OUTSIDE: nothing in the bundle ever waits for it, it goes to whom the outbox knows. NOT_NEEDED: the case that it was meant for
    has ended, or no longer listens to the signal. PARKED: its receiver refused it again and again; a supervisor sends it again."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    OUTSIDE = "outside"
    NOT_NEEDED = "not_needed"
    PARKED = "parked"


class Message(Base):
    """What one case says to another: a message, kept until a receiver takes it; a signal's copy for one case that listens; or (`kind`
    start) a signal's copy for the process (`key`) that it starts. Handed over once, at least tried again."""

    __tablename__ = "message"
    __table_args__ = (Index("ix_message_state", "state", "next_at"), Index("ix_message_from", "from_case_id"),
                      Index("ix_message_to", "to_case_id"))

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    key: Mapped[str | None] = mapped_column(String(200))
    payload: Mapped[dict | None] = mapped_column(Json)
    from_case_id: Mapped[int | None] = mapped_column(BigId)
    to_case_id: Mapped[int | None] = mapped_column(BigId)
    sent_at: Mapped[datetime] = mapped_column(UtcDateTime)
    delivered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    kind: Mapped[str] = mapped_column(String(8), default="message", server_default="message")
    state: Mapped[str] = mapped_column(String(12), default=MessageState.WAITING, server_default="waiting")
    attempts: Mapped[int] = mapped_column(default=0, server_default="0")
    next_at: Mapped[datetime | None] = mapped_column(UtcDateTime)      # not before; None: at once
    error: Mapped[str | None] = mapped_column(Text)


class IncidentRow(Base):
    __tablename__ = "incident"
    __table_args__ = (Index("ix_incident_open", "resolved_at", "case_id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    case_id: Mapped[int] = mapped_column(BigId)
    engine_task: Mapped[str] = mapped_column(String(80))
    node: Mapped[str] = mapped_column(String(80))
    name: Mapped[str] = mapped_column(String(120))
    code: Mapped[str] = mapped_column(String(40))
    sentence: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    resolved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class RuleRun(Base):
    """Each run of a decision: inputs, rows hit, value, bundle."""

    __tablename__ = "rule_run"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    case_id: Mapped[int] = mapped_column(BigId, index=True)
    bundle_id: Mapped[int] = mapped_column(BigId)
    node: Mapped[str] = mapped_column(String(80))
    decision_id: Mapped[str] = mapped_column(String(80))
    inputs: Mapped[dict] = mapped_column(Json)
    fired: Mapped[dict] = mapped_column(Json)
    value: Mapped[dict | None] = mapped_column(Json)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class RuleHeat(Base):
    """How often each row of a table has fired, by bundle; `rule` empty: how often the table ran. Counted up from `rule_run` (cases/heat.py),
    not in the commands themselves: all cases that decide by one table would wait for its row."""

    __tablename__ = "rule_heat"

    bundle: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    decision: Mapped[str] = mapped_column(String(80), primary_key=True)
    rule: Mapped[str] = mapped_column(String(80), primary_key=True)
    count: Mapped[int] = mapped_column(BigId)
    since: Mapped[datetime] = mapped_column(UtcDateTime)


class RuleHeatMark(Base):
    """Up to which run `rule_heat` has counted: one row."""

    __tablename__ = "rule_heat_mark"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    upto: Mapped[int] = mapped_column(BigId)


class Performance(Base):
    """绩效清单: what a department did, written by the system from events, never self-reported."""

    __tablename__ = "performance"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    case_id: Mapped[int] = mapped_column(BigId, index=True)
    organ_id: Mapped[int] = mapped_column(BigId, index=True)
    kind: Mapped[str] = mapped_column(String(40))
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class Warning_(Base):
    """警示清单: level, class (不作为 乱作为 不到位作为), the clause that applies."""

    __tablename__ = "warning"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    case_id: Mapped[int] = mapped_column(BigId, index=True)
    organ_id: Mapped[int | None] = mapped_column(BigId, index=True)
    level: Mapped[str] = mapped_column(String(8))
    kind: Mapped[str] = mapped_column(String(24))
    clause: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class PatrolPoint(Base):
    """三必到: 高发区, 管控点, 叫停整改户. Points that a correction order adds leave when the correction is verified."""

    __tablename__ = "patrol_point"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    case_id: Mapped[int] = mapped_column(BigId, index=True)
    kind: Mapped[str] = mapped_column(String(24))
    address: Mapped[str] = mapped_column(String(200))
    street_id: Mapped[int | None] = mapped_column(BigId)
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)
    cleared_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class IdempotencyKey(Base):
    """The answer given to an Idempotency-Key, so that the same request does the thing once."""

    __tablename__ = "idempotency_key"

    person_id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    key: Mapped[str] = mapped_column(String(120), primary_key=True)
    request: Mapped[str] = mapped_column(String(64))            # sha256 of method, path, body
    status: Mapped[int]
    answer: Mapped[dict] = mapped_column(Json)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
