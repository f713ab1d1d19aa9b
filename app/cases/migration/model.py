"""Migrations of running cases, with what became of each case, and tokens moved by hand."""
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.database import Base, BigId, Blob, Json, PackedJson, UtcDateTime


class RunStatus(StrEnum):
    DRAFT = "draft"
    CHECKING = "checking"
    CHECKED = "checked"
    RUNNING = "running"
    PAUSED = "paused"
    DONE = "done"
    TAKING_BACK = "taking_back"
    CANCELLED = "cancelled"


RUN_NAMES = dict(zip(RunStatus, ("准备", "试算中", "已试算", "迁移中", "已暂停", "已完成", "收回中", "已取消")))
TRANSITIONS = {
    RunStatus.DRAFT: {RunStatus.CHECKING, RunStatus.CANCELLED},
    RunStatus.CHECKING: {RunStatus.CHECKED, RunStatus.CANCELLED},
    RunStatus.CHECKED: {RunStatus.DRAFT, RunStatus.CHECKING, RunStatus.RUNNING, RunStatus.CANCELLED},
    RunStatus.RUNNING: {RunStatus.PAUSED, RunStatus.DONE},
    RunStatus.PAUSED: {RunStatus.RUNNING, RunStatus.TAKING_BACK, RunStatus.DONE},
    RunStatus.DONE: {RunStatus.TAKING_BACK},
    RunStatus.TAKING_BACK: {RunStatus.DONE},
    RunStatus.CANCELLED: set(),
}
WORKING = text("status IN ('checking', 'running', 'taking_back')")     # in words: the planner must see that the index fits


class MigrationRun(Base):
    """One migration. `selection`: as selecting.matching takes it; `mapping`: [[process, node, process, node or null]], what differs from
    the same id; `retime`: timers and terms whose expression changed are counted anew; `created_by_person_id`: in whose name it is worked on,
    whoever prepared it, then whoever started it or has it taken back."""

    __tablename__ = "migration_run"
    __table_args__ = (Index("ix_migration_run_working", "id", sqlite_where=WORKING, postgresql_where=WORKING),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    from_bundle_id: Mapped[int] = mapped_column(ForeignKey("bundle.id"))
    to_bundle_id: Mapped[int] = mapped_column(ForeignKey("bundle.id"))
    selection: Mapped[dict] = mapped_column(Json, default=dict)
    mapping: Mapped[list] = mapped_column(Json, default=list)
    retime: Mapped[bool] = mapped_column(default=False)
    reason: Mapped[str] = mapped_column(Text)
    status: Mapped[str] = mapped_column(String(12), default=RunStatus.DRAFT)
    total: Mapped[int] = mapped_column(default=0)
    created_by_person_id: Mapped[int | None] = mapped_column(BigId)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    started_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class CaseState(StrEnum):
    PICKED = "picked"
    FITS = "fits"
    REFUSED = "refused"
    MIGRATED = "migrated"
    FAILED = "failed"
    TAKEN_BACK = "taken_back"
    MOVED_ON = "moved_on"


GONE = (CaseState.MIGRATED, CaseState.MOVED_ON)      # it went and has not come back
CASE_NAMES = dict(zip(CaseState, ("待试算", "可以迁", "不能迁", "已迁移", "出错", "已收回", "收不回")))


class MigrationCase(Base):
    """One case of a migration. `sentence`: why it is in this state, equal for cases with the same reason; `told`: {warned, changes, calls};
    `revision`: of the instance as the migration left it; the `former_` columns say what it was before, for taking it back."""

    __tablename__ = "migration_case"
    __table_args__ = (Index("ix_migration_case_state", "run_id", "state", "case_id"), Index("ix_migration_case_case", "case_id", "run_id"))

    run_id: Mapped[int] = mapped_column(ForeignKey("migration_run.id"), primary_key=True)
    case_id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    state: Mapped[str] = mapped_column(String(12), default=CaseState.PICKED)
    sentence: Mapped[str | None] = mapped_column(Text)
    told: Mapped[dict | None] = mapped_column(PackedJson)
    at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    revision: Mapped[int | None]
    former_process: Mapped[str | None] = mapped_column(String(80))
    former_state: Mapped[bytes | None] = mapped_column(Blob)
    former_path: Mapped[dict | None] = mapped_column(PackedJson)
    former_due_rules: Mapped[dict | None] = mapped_column(PackedJson)


class MoveStatus(StrEnum):
    PROPOSED = "proposed"
    DONE = "done"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


MOVE_NAMES = dict(zip(MoveStatus, ("待同意", "已移动", "未同意", "已撤回")))
ASKED = text("status = 'proposed'")


class TokenMove(Base):
    """Tokens that somebody wants elsewhere, and what came of it. `tasks`: [{task, node, name, item}], `targets`: [{process, node, name}];
    `revision`: of the instance as the proposer saw it; `told`: what the rehearsal said, and after it was done what it brought."""

    __tablename__ = "token_move"
    __table_args__ = (Index("ix_token_move_case", "case_id", "id"), Index("ix_token_move_asked", "id", sqlite_where=ASKED, postgresql_where=ASKED))

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    case_id: Mapped[int] = mapped_column(BigId)
    revision: Mapped[int]
    tasks: Mapped[list] = mapped_column(Json)
    targets: Mapped[list] = mapped_column(Json)
    reason: Mapped[str] = mapped_column(Text)
    told: Mapped[dict] = mapped_column(Json)
    status: Mapped[str] = mapped_column(String(12), default=MoveStatus.PROPOSED)
    proposed_by_person_id: Mapped[int | None] = mapped_column(BigId)
    proposed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decided_by_person_id: Mapped[int | None] = mapped_column(BigId)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    note: Mapped[str | None] = mapped_column(Text)
