"""Everything that can happen to a case. A reader sees it here at a glance; how a command runs is in running.py."""
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts import queries as accounts
from app.accounts.model import Actor, Organ
from app.acts import operations as acts
from app.audit.model import HOUSE
from app.audit.operations import Fact, record
from app.audit.tags import Tag
from app.cases import delivery, loading, messages, opening, registration, timing, whistles
from app.cases.facts import case_facts
from app.cases.forms import checked
from app.cases.model import Case, CaseStatus, IncidentRow, Message, ProcessInstance, WhistleOrder
from app.cases.policy import require_command, require_supervision, require_task, require_visible
from app.cases.running import Run, opened_fact, run
from app.definitions import queries as definitions
from app.engine.contract import Broadcast, Cancel, Retry, Start, Submit
from app.kernel.clock import local
from app.kernel.errors import Forbidden, NotFound, Refusal, Rejection
from app.outbox import operations as outbox
from app.outbox.model import Parcel
from app.tasks import operations as tasks
from app.tasks.model import WorkItem

PROBLEM_PROCESS = "five_step_loop"


@dataclass(frozen=True)
class Submitted:
    """What a submission brought: the done item, its case, and the items that opened in that case."""

    item: WorkItem
    case: Case
    opened: list[tasks.Offered]


# ---- opening ------------------------------------------------------------------------------------------------------------
def open_case(session: Session, *, title: str, source: str, actor: Actor, now: datetime, street: str | None = None,
              description: str = "", process_id: str = PROBLEM_PROCESS, facts: dict[str, Any] | None = None, **fields: Any) -> Case:
    """A new problem starts the five-step loop. `fields`: urgency, grid, address, party_name, party_type, matter_codes,
    problem_code, external_id, bottom_line. `street`: organ code, else the street of the actor's post."""
    if not actor.may("case.register"):
        raise Forbidden("登记问题由网格员、受理员、联动站站长或执法人员办理，您现在没有这样的岗位。", code="may_not_register")
    owner = opening.street_of(session, actor, street)
    case = opening.create(session, process_id, owner, kind="problem", actor=actor, now=now, title=title[:200], source=source,
                          description=description, street_id=owner.id, legal_subject_id=owner.id, facts=facts or {}, **fields)
    run(session, case, Start(process_id, {}), actor=actor, now=now, facts=[opened_fact(case)])
    return case


def register_problem(session: Session, data: dict[str, Any], *, actor: Actor, now: datetime) -> Submitted:
    """登记问题 in one step: open the case and submit its first task with what was typed."""
    case = open_case(session, title=str(data.get("title") or "新问题"), source=str(data.get("source") or "其他"), actor=actor, now=now)
    first = session.scalar(select(WorkItem).where(WorkItem.case_id == case.id).order_by(WorkItem.id).limit(1))
    return submit_task(session, first.id, data, actor=actor, now=now)


# ---- tasks --------------------------------------------------------------------------------------------------------------
def claim_task(session: Session, item_id: int, *, actor: Actor, now: datetime) -> WorkItem:
    item = require_task(session, actor, item_id)
    post = tasks.claim(session, item_id, actor=actor, now=now)
    if post is not None:
        record(session, item.case_id, [Fact(Tag.TASK_CLAIMED, {"name": item.name, "node": item.node}, post.role, post.organ_id)],
               actor=actor, now=now)
    return item


def release_task(session: Session, item_id: int, *, actor: Actor, now: datetime) -> WorkItem:
    require_task(session, actor, item_id)
    item = tasks.release(session, item_id, actor=actor)
    record(session, item.case_id, [Fact(Tag.TASK_RELEASED, {"name": item.name, "node": item.node})], actor=actor, now=now)
    return item


def delegate_task(session: Session, item_id: int, login: str, *, actor: Actor, now: datetime) -> WorkItem:
    """转办: the holder hands the task to another who could have claimed it. Raises NotFound, Forbidden, Rejection."""
    require_task(session, actor, item_id)
    person = accounts.person_by_login(session, login)
    receiver = accounts.load_actor(session, person.id, today=local(now).date())
    item = tasks.delegate(session, item_id, person, receiver, actor=actor, now=now)
    record(session, item.case_id, [Fact(Tag.TASK_DELEGATED, {"name": item.name, "node": item.node, "to": person.name})],
           actor=actor, now=now)
    tasks.remind(session, f"{actor.name}把“{item.name}”转给您办理。", now=now, case_id=item.case_id, person_id=person.id,
                 link=f"/tasks/{item.id}")
    return item


def submit_task(session: Session, item_id: int, data: dict[str, Any], *, actor: Actor, now: datetime) -> Submitted:
    """Complete a task with its form: the form is checked, the act's guards are asked, the token moves, all is written, or nothing.
    Raises FieldErrors, Refusal, Forbidden, Rejection(task_taken | task_done | …)."""
    loaded = loading.task(session, item_id, actor=actor)
    item, case = loaded.item, loaded.case
    tasks.require_free(session, item, actor)
    post = loaded.desk.require(actor, item)     # today's: a post that has ended since the claim does not count
    given = checked(session, case, item, data, actor=actor, now=now)
    clean = given.data
    facts = [Fact(Tag.TASK_SUBMITTED, {"name": item.name, "node": item.node, "form": item.form, "item": item.id}, post.role,
                  post.organ_id)]
    variables = {**given.unset, **clean}
    if item.act:
        result = acts.perform(session, item.act, case_facts(session, case, item), clean, actor=actor, post=post, now=now)
        facts += result.facts
        variables |= result.variables
    tasks.complete(session, item, clean, actor=actor, post=post, now=now)
    registration.note(case, item.form, clean)
    facts += whistles.submitted(session, case, item, clean, now)
    bundle = definitions.compiled(session, item.bundle_id)
    read = {k: v for k, v in variables.items() if k in bundle.names_read}
    going = run(session, case, Submit(item.engine_task, read), actor=actor, now=now, facts=facts, loaded=loaded)
    return Submitted(item, case, going.opened)


def note_refusal(session: Session, item_id: int, refusal: Refusal, *, actor: Actor, now: datetime) -> None:
    """A refused attempt is a fact too. Written in a transaction of its own, because the attempt's was rolled back."""
    item = require_task(session, actor, item_id)
    record(session, item.case_id, [Fact(Tag.ACT_REFUSED, {"name": item.name, "act": item.act, "code": refusal.code,
                                                          "article": refusal.article, "title": refusal.title})],
           actor=actor, now=now)


# ---- signals, incidents ---------------------------------------------------------------------------------------------------
def cancel_whistle(session: Session, case_id: int, reason: str, *, actor: Actor, now: datetime) -> Case:
    """撤销哨令: the signal ends what the whistle started; the departments are told."""
    case = require_visible(session, actor, case_id)
    require_command(actor, "whistle.convene", case.street_id, "撤销哨令由本街道（乡镇）的队长或常务副队长办理。", "may_not_convene")
    order = whistles.current(session, case.id)
    if order is None or order.ended_at or order.cancelled_at:
        raise Rejection("这件案件没有正在执行的哨令。", code="no_whistle")
    reason = _reason("撤销哨令", reason)
    order.cancelled_at = order.ended_at = now
    run(session, case, Broadcast("sig_whistle_cancelled", {"reason": reason}), actor=actor, now=now,
        facts=[Fact(Tag.WHISTLE_CANCELLED, {"number": order.number, "reason": reason})])
    return case


def urge(session: Session, whistle_id: int, organ_id: int, *, actor: Actor, now: datetime) -> WhistleOrder:
    """催到: remind a department that has not reported in."""
    order = session.get(WhistleOrder, whistle_id)
    if order is None:
        raise NotFound("没有这道哨令。", code="no_whistle")
    case = require_visible(session, actor, order.case_id)
    require_command(actor, "whistle.command", case.street_id, "催到由本街道（乡镇）的现场指挥（队长、常务副队长、值班长）办理。", "may_not_command")
    if order.ended_at or order.cancelled_at:
        raise Rejection(f"{order.number} 已经结束或者撤销，不用再催。", code="whistle_ended")
    called = whistles.department(session, order, organ_id)
    if called is None or called.arrived_at:
        raise Rejection("这个部门已经报到，或者不在这道哨令里。", code="already_reported")
    called.urged_at = now
    tasks.remind(session, f"{order.number} 催到：请立即报到。", now=now, case_id=case.id, role="dept_liaison", organ_id=organ_id,
                 link=f"/whistles/{order.id}")
    record(session, case.id, [Fact(Tag.WHISTLE_URGED, {"number": order.number, "dept": session.get_one(Organ, organ_id).name})], actor=actor, now=now)
    return order


def receive_message(session: Session, name: str, key: Any, payload: Any, *, actor: Actor, now: datetime) -> Message:
    """A message from outside: another system's, another district's. Kept until its receiver is there. Raises Forbidden,
    Rejection(nobody_waits_for_it): no diagram in force has an element for it."""
    if not actor.may("message.send"):
        raise Forbidden("从外部送入消息由执法监督、总调度和系统管理岗位办理，您现在没有这样的岗位。", code="may_not_send")
    if not messages.awaited(session, name, now):
        raise Rejection(f"现行流程里没有环节等消息“{name}”，没有收下。请核对消息名称。", code="nobody_waits_for_it", status=422)
    if name in messages.started_by_message(session, now):
        delivery.require_street(session, payload)
    record(session, HOUSE, [Fact(Tag.MESSAGE_SENT, {"message": messages.message_name(name), "code": name, "key": messages.key_text(key)})],
           actor=actor, now=now)
    return messages.keep(session, name, key, payload, now=now)


def broadcast_signal(session: Session, name: str, payload: Any, *, actor: Actor, now: datetime) -> str:
    """A signal to every running case that listens for it, and to the processes that begin by it; whom it reached, in words."""
    if not actor.may("case.broadcast"):
        raise Forbidden("发布信号由总调度和执法监督岗位办理，您现在没有这样的岗位。", code="may_not_broadcast")
    if messages.started_by_signal(session, name, now):
        delivery.require_street(session, payload)
    fact = messages.broadcast(session, name, payload, sender=None, now=now)
    record(session, HOUSE, [fact], actor=actor, now=now)
    return fact.payload["text"]


def send_parcel_again(session: Session, parcel_id: int, *, actor: Actor, now: datetime) -> Parcel:
    """What could not be sent out of the system is sent once more, after the mend."""
    require_supervision(actor, "重发没有送出的通知")
    require_visible(session, actor, outbox.parcel(session, parcel_id).case_id)
    return outbox.send_again(session, parcel_id, actor=actor, now=now)


def retry_incident(session: Session, incident_id: int, *, actor: Actor, now: datetime) -> Run:
    """Try the failed element again, after the mend."""
    require_supervision(actor, "重试故障环节")
    incident = session.get(IncidentRow, incident_id)
    if incident is None or incident.resolved_at:
        raise NotFound("没有这条未解决的故障。", code="no_incident")
    case = require_visible(session, actor, incident.case_id)
    if incident.code in (delivery.STUCK, delivery.NOBODY):
        delivery.send_again(session, incident, actor=actor, now=now)
        return Run(session, case, session.get_one(ProcessInstance, case.id), actor, now)
    if incident.code == timing.STUCK:
        incident.resolved_at = now
        return timing.fire_now(session, case.id, now=now) or Run(session, case, session.get_one(ProcessInstance, case.id), actor, now)
    return run(session, case, Retry(incident.engine_task), actor=actor, now=now)


# ---- other ends (JS-33) -----------------------------------------------------------------------------------------------------
def withdraw_case(session: Session, case_id: int, reason: str, *, actor: Actor, now: datetime) -> Case:
    return _end_early(session, case_id, "withdrawn", Tag.CASE_WITHDRAWN, "撤销案件", reason, actor, now)


def reject_case(session: Session, case_id: int, reason: str, *, actor: Actor, now: datetime) -> Case:
    return _end_early(session, case_id, "rejected", Tag.CASE_REJECTED, "不予受理", reason, actor, now)


def transfer_case(session: Session, case_id: int, to_organ: str, reason: str, *, actor: Actor, now: datetime) -> Case:
    return _end_early(session, case_id, "transferred", Tag.CASE_TRANSFERRED, "移送案件", reason, actor, now, to=to_organ)


def merge_case(session: Session, case_id: int, into_id: int, reason: str, *, actor: Actor, now: datetime) -> Case:
    target = require_visible(session, actor, into_id)
    if target.id == case_id or target.status == CaseStatus.ENDED:
        raise Rejection("不能并入：目标案件就是本案，或者已经结束。请另选一件在办案件。", code="merge_target", status=422)
    case = _end_early(session, case_id, "merged", Tag.CASE_MERGED, "并案", reason, actor, now, into=target.number)
    case.merged_into_id = target.id
    return case


def _end_early(session: Session, case_id: int, state: str, tag: Tag, what: str, reason: str, actor: Actor, now: datetime,
               **payload: Any) -> Case:
    require_supervision(actor, what)
    case = require_visible(session, actor, case_id)
    if case.status == CaseStatus.ENDED:
        raise Rejection(f"不能{what}：{case.number} 已经结束。", code="case_ended")
    require_command(actor, "case.supervise", case.legal_subject_id or case.street_id,
                    f"{case.number} 以别的单位名义办理，{what}由该单位或者区级监督岗位办理。", "not_ones_case")
    reason = _reason(what, reason)
    _require_children_ended(session, case, what)
    case.end_state, case.end_reason = state, reason
    run(session, case, Cancel(), actor=actor, now=now, facts=[Fact(tag, {"reason": reason, **payload})])
    return case


def _reason(what: str, reason: str) -> str:
    if len(reason.strip()) < 4:
        raise Rejection(f"{what}须写明理由，不少于 4 个字。", code="reason_missing", status=422)
    return reason.strip()


def _require_children_ended(session: Session, case: Case, what: str) -> None:
    running = session.scalars(select(Case.number).where(Case.parent_id == case.id, Case.status == CaseStatus.RUNNING,
                                                        Case.kind == "department")).all()
    if running:
        raise Rejection(f"不能{what}：子案 {'、'.join(running)} 还在办理，各部门的决定不能由本案代替。请先处理子案。", code="children_running")
