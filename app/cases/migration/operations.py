"""Everything that can happen to a migration of running cases. What is done for each case is in one_case.py, who does it in working.py."""
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.accounts.model import Actor
from app.audit.model import HOUSE
from app.audit.operations import Fact, record
from app.audit.tags import Tag
from app.cases.migration import mapping, one_case, queries, selecting
from app.cases.migration.model import RUN_NAMES, TRANSITIONS, CaseState, MigrationCase, MigrationRun, RunStatus
from app.cases.migration.routes import route_of
from app.definitions import queries as definitions
from app.kernel.clock import local
from app.kernel.errors import Forbidden, NotFound, Rejection

PERMISSION = queries.PERMISSION


def require_migrator(actor: Actor) -> None:
    if not actor.may(PERMISSION):
        raise Forbidden("迁移在办案件由执法监督员或者系统管理员办理，您现在没有这样的岗位。", code="may_not_migrate")


def draft(session: Session, *, from_id: int, to_id: int, selection: dict[str, Any], reason: str, actor: Actor, now: datetime,
          retime: bool = False) -> MigrationRun:
    """A migration in preparation, with the machine's mapping. Raises Forbidden, NotFound, Rejection."""
    require_migrator(actor)
    known = {b.id for b in definitions.bundles(session)}
    if not {from_id, to_id} <= known:
        raise NotFound("没有这个规则包。", code="no_such_bundle")
    if from_id == to_id:
        raise Rejection("原来的和新的是同一个规则包，请选另一个。", code="same_bundle", status=422)
    if len(reason.strip()) < 4:
        raise Rejection("迁移须写明理由，不少于 4 个字。", code="reason_missing", status=422)
    pairs = mapping.propose(definitions.compiled(session, from_id), definitions.compiled(session, to_id))
    run = MigrationRun(from_bundle_id=from_id, to_bundle_id=to_id, selection=selection, mapping=mapping.rows(pairs), retime=retime,
                       reason=reason.strip()[:500], status=RunStatus.DRAFT, created_by_person_id=actor.person_id, created_at=now)
    session.add(run)
    session.flush()
    run.total = selecting.pick(session, run)
    return run


def choose(session: Session, run_id: int, chosen: Iterable[tuple[mapping.Key, mapping.Key | None]], *, retime: bool, actor: Actor, now: datetime) -> MigrationRun:
    """The mapping as completed by hand; a check that was made is void. Raises Rejection(bad_mapping)."""
    require_migrator(actor)
    run = _change(session, run_id, RunStatus.DRAFT)
    old, new = (definitions.compiled(session, i) for i in (run.from_bundle_id, run.to_bundle_id))
    wanted = dict(chosen)
    for key, to in wanted.items():
        _require_fitting(old, new, key, to)
    kept = mapping.as_mapping(run.mapping) | wanted
    run.mapping = [[p, n, *(to or (None, None))] for (p, n), to in sorted(kept.items()) if n and to != (p, n)]
    run.retime = retime
    return run


def _require_fitting(old, new, key: mapping.Key, to: mapping.Key | None) -> None:
    before = old.processes[key[0]].nodes.get(key[1]) if key[0] in old.processes else None
    after = new.processes[to[0]].nodes.get(to[1]) if to and to[0] in new.processes else None
    if before is None or to and after is None:
        raise Rejection(f"对应关系里的环节 {key[1]} 或者 {to[1] if to else ''} 不在流程里。", code="bad_mapping", status=422)
    if after and not mapping.alike(before, after):
        raise Rejection(f"“{before.name or before.id}”和“{after.name or after.id}”不是同一种环节，不能对应。", code="bad_mapping", status=422)
    stays = new.processes[key[0]].nodes.get(key[1]) if key[0] in new.processes else None
    if after and to != key and stays and mapping.alike(before, stays):      # else one person could move cases at will, which takes two
        raise Rejection(f"“{before.name or before.id}”在新版里还在，编号没有变，只能对应它自己，或者不迁。"
                        "要把案件移到别的环节，请在案件页“移动”，由另一人同意。", code="bad_mapping", status=422)


def check(session: Session, run_id: int, *, actor: Actor, now: datetime) -> MigrationRun:
    """Try it on every case, in the background; nothing is changed in them."""
    require_migrator(actor)
    run = _change(session, run_id, RunStatus.CHECKING)
    run.total = selecting.pick(session, run)
    if not run.total:
        raise Rejection("没有符合条件的在办案件。请改选择的条件。", code="no_cases", status=422)
    return run


def start(session: Session, run_id: int, *, actor: Actor, now: datetime) -> MigrationRun:
    """The cases that fit go, in the background, each by itself, in the name of whoever starts it. Raises Rejection(not_in_force)."""
    require_migrator(actor)
    run = queries.run(session, run_id, lock=True)
    if run.status == RunStatus.RUNNING:         # pressed twice
        return run
    _move(run, RunStatus.RUNNING)
    _require_in_force(session, run, now)
    again = run.started_at is not None
    run.started_at, run.created_by_person_id = run.started_at or now, actor.person_id
    if again:
        _note(session, run, Tag.MIGRATION_RESUMED, actor, now)
    else:
        old, new = labels(session, run)
        _note(session, run, Tag.MIGRATION_STARTED, actor, now, **{"from": old, "label": new, "cases": queries.counts(session, run.id).get(CaseState.FITS, 0),
                                                                  "reason": run.reason})
    return run


def _require_in_force(session: Session, run: MigrationRun, now: datetime) -> None:
    """Before its day a version rules no case, new or running."""
    bundle = next(b for b in definitions.bundles(session) if b.id == run.to_bundle_id)
    if bundle.effective_from > local(now).date():
        raise Rejection(f"规则包 {bundle.label} 自 {bundle.effective_from} 起施行，现在可以试算，到那一天再开始迁移。", code="not_in_force")


def pause(session: Session, run_id: int, *, actor: Actor, now: datetime) -> MigrationRun:
    require_migrator(actor)
    run = queries.run(session, run_id, lock=True)
    if run.status == RunStatus.PAUSED:
        return run
    _move(run, RunStatus.PAUSED)
    _note(session, run, Tag.MIGRATION_PAUSED, actor, now)
    return run


def cancel(session: Session, run_id: int, *, actor: Actor, now: datetime) -> MigrationRun:
    """Before anything was migrated it is thrown away; one that is paused ends where it is."""
    require_migrator(actor)
    run = queries.run(session, run_id, lock=True)
    if run.status in (RunStatus.DONE, RunStatus.CANCELLED):     # it has ended, and when it did stays what it is
        return run
    _move(run, RunStatus.DONE if run.started_at else RunStatus.CANCELLED)
    run.ended_at = now
    if run.started_at:
        _note(session, run, Tag.MIGRATION_ENDED, actor, now, verb="提前", migrated=queries.counts(session, run.id).get(CaseState.MIGRATED, 0))
    return run


def take_back_all(session: Session, run_id: int, *, actor: Actor, now: datetime) -> MigrationRun:
    """Every case that has not moved on since stands again as before, in the background, in the name of whoever wants it so."""
    require_migrator(actor)
    run = queries.run(session, run_id, lock=True)
    if run.status == RunStatus.TAKING_BACK:
        return run
    _move(run, RunStatus.TAKING_BACK)
    run.created_by_person_id = actor.person_id
    _note(session, run, Tag.MIGRATION_TAKING_BACK, actor, now)
    return run


def take_back(session: Session, run_id: int, case_id: int, *, actor: Actor, now: datetime) -> MigrationCase:
    """One case. Raises Rejection(moved_on) if it cannot be."""
    require_migrator(actor)
    run = queries.run(session, run_id)
    row = one_case.row_of(session, run, case_id)
    if row is None:
        raise NotFound("这件案件不在这次迁移里。", code="not_in_migration")
    if row.state == CaseState.MOVED_ON:         # looked at again: what stood in the way may be mended, or taken back itself
        row.state = CaseState.MIGRATED
    if row.state != CaseState.MIGRATED:
        raise Rejection(row.sentence or "这件案件没有迁移，或者已经收回。", code="not_migrated")
    one_case.take_back(session, row, route_of(session, run), actor=actor, now=now)
    if row.state != CaseState.TAKEN_BACK:
        raise Rejection(row.sentence, code="moved_on")
    return row


def finish(session: Session, run: MigrationRun, status: RunStatus, *, actor: Actor, now: datetime) -> None:
    """The background work has nothing left to do."""
    verb = "收回" if run.status == RunStatus.TAKING_BACK else None
    _move(run, status)
    if status == RunStatus.DONE:
        run.ended_at = now
        _note(session, run, Tag.MIGRATION_ENDED, actor, now, verb=verb, migrated=queries.counts(session, run.id).get(CaseState.MIGRATED, 0))


def labels(session: Session, run: MigrationRun) -> tuple[str, str]:
    known = {b.id: b.label for b in definitions.bundles(session)}
    return known[run.from_bundle_id], known[run.to_bundle_id]


def _change(session: Session, run_id: int, status: RunStatus) -> MigrationRun:
    run = queries.run(session, run_id, lock=True)
    _move(run, status)
    return run


def _move(run: MigrationRun, status: RunStatus) -> None:
    if status != run.status and status not in TRANSITIONS[RunStatus(run.status)]:
        raise Rejection(f"这次迁移现在是“{RUN_NAMES[RunStatus(run.status)]}”，不能这样做。请刷新页面，看现在能做什么。", code="migration_state")
    run.status = status


def _note(session: Session, run: MigrationRun, tag: Tag, actor: Actor, now: datetime, **payload: Any) -> None:
    session.flush()
    record(session, HOUSE, [Fact(tag, {"run": run.id, **payload})], actor=actor, now=now)
