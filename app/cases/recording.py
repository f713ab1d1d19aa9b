"""A real case as a scenario test, made anonymous: its submissions, the messages that reached it and the time between them, replayed on the
bundle that it ran on. What cannot be told from what the house keeps, a service's answer, is put together from what it led to."""
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from app.accounts import queries as accounts
from app.accounts.model import Actor
from app.audit import queries as audit
from app.audit.tags import Tag
from app.cases.anonymous import Veil
from app.cases.context import case_context
from app.cases.model import Case, CaseStatus, Message, ProcessInstance, RuleRun
from app.cases.policy import PRIVATE, require_visible
from app.cases.rehearsing import lend
from app.definitions import queries as definitions
from app.definitions.scenarios import recording, samples
from app.definitions.scenarios.closure import needed
from app.definitions.scenarios.filling import FormRefused
from app.definitions.scenarios.judging import plain, rows_of
from app.definitions.scenarios.model import CASE, MONDAY, Play
from app.definitions.scenarios.playing import House, Player
from app.definitions.scenarios.proposing import asked_in
from app.definitions.scenarios.running import stuck
from app.definitions.scenarios.staging import item_of
from app.engine.contract import EngineError
from app.forms.errors import FormError
from app.kernel.clock import local
from app.kernel.errors import Rejection
from app.registry import queries as registry
from app.tasks.model import Status, WorkItem

MOST_STEPS = 200
ENDED_BY_HAND = {Tag.CASE_WITHDRAWN, Tag.CASE_REJECTED, Tag.CASE_TRANSFERRED, Tag.CASE_MERGED}
WEEK = timedelta(weeks=1)


@dataclass(frozen=True)
class Recorded:
    """`scenario` as a test file has it; `notes`: where the replay did not go as the case did, in sentences."""

    process: str
    scenario: dict[str, Any]
    notes: tuple[str, ...]


def record(session: Session, number: str, *, actor: Actor, name: str | None = None) -> Recorded:
    """Raises NotFound (also for a case that the actor does not see), Rejection(case_running, too_long)."""
    found = session.scalar(select(Case.id).where(Case.number == number.strip()))
    case = require_visible(session, actor, found or 0)
    if case.status != CaseStatus.ENDED:
        raise Rejection(f"{case.number} 还没有办结。请选一件已经办结的案件。", code="case_running", status=422)
    return _Recorder(session, case).recorded(name or f"由真实案件录制：{case.source}")


class _Recorder:
    def __init__(self, session: Session, case: Case):
        self.session, self.case = session, case
        self.instance = session.get_one(ProcessInstance, case.id)
        self.bundle = definitions.compiled(session, self.instance.bundle_id)
        self.files = definitions.contents(session, self.instance.bundle_id)
        weeks = round((local(MONDAY).date() - local(case.opened_at).date()).days / 7)
        self.veil = Veil(weeks * WEEK, _figures(session, case), {case.id: 1})
        self.children = list(session.scalars(select(Case).where(Case.parent_id == case.id).order_by(Case.id)))
        self.veil.ids |= {child.id: 100 + n for n, child in enumerate(self.children, 1)}
        self.runs = list(session.scalars(select(RuleRun).where(RuleRun.case_id == case.id).order_by(RuleRun.id)))

    def recorded(self, name: str) -> Recorded:
        play = self.play()
        player = Player(self.house(), play)
        notes = []
        try:
            player.run()
        except (EngineError, FormRefused, FormError) as error:
            notes.append(f"重放没有走到底，后面的步骤去掉了：{stuck(player, error).sentence}")
            player = Player(self.house(), replace(play, actions=play.actions[:max(player.given, 0)])).run()
        notes += self.compared(player)
        return Recorded(self.instance.process_id, recording.recorded(player, name[:80], "姓名、地址、金额等已替换"), tuple(notes))

    def house(self) -> House:
        return House(self.bundle, self.files, lend(self.session, self.case.opened_at))

    # ---- what it began with ---------------------------------------------------------------------------------------
    def play(self) -> Play:
        own = case_context(self.session, self.case)
        kept = {key: own[key] for key in ("kind", "source", "urgency", "turn", "street", "legal_subject") if own.get(key) is not None}
        clock = local(self.case.opened_at + self.veil.shift).replace(second=0, microsecond=0)
        return Play(self.instance.process_id, {}, {**CASE, **kept}, clock, self.services(), {}, {}, tuple(self.actions(clock)))

    def services(self) -> dict[str, Any]:
        """What each service must have answered for the case to go as it went."""
        codes = {organ.id: organ.code for organ in accounts.organ_map(self.session).values()}
        subs = [{"id": self.veil.ids[c.id], "number": f"样〔2026〕1号-{n}", "dept": codes.get(c.legal_subject_id)} for n, c in enumerate(self.children, 1)]
        papers = sum(item.form == "material_supplement" for item in self.items())
        answers = {**samples.ANSWERS, "look_up_history": self.history()}
        if subs:
            answers["open_sub_case"] = subs
        if papers:
            answers["required_documents"] = [{"missing": ["材料"], "complete": False}] * papers + [samples.ANSWERS["required_documents"]]
        asked = asked_in(needed(self.files, self.instance.process_id))
        return {name: answer for name, answer in answers.items() if name in asked}

    def history(self) -> dict[str, Any]:
        known = {name: value for run in reversed(self.runs) for name, value in run.inputs.items()}
        count = int(known.get("competent_count") or 0)
        merged = any(item.form == "merge_confirmation" for item in self.items())
        return {**samples.ANSWERS["look_up_history"], "competent_depts": samples.LISTS["departments"][1:1 + count],
                "street_has_power": bool(known.get("street_has_power", True)), "reopened_count": int(known.get("reopened_count") or 0),
                "duplicate_id": 55 if merged else None, "duplicate_number": "样〔2026〕55号" if merged else None}

    # ---- what was done --------------------------------------------------------------------------------------------
    def items(self) -> list[WorkItem]:
        done = select(WorkItem).where(WorkItem.case_id == self.case.id, WorkItem.status == Status.DONE).options(undefer(WorkItem.data))
        return list(self.session.scalars(done.order_by(WorkItem.done_at, WorkItem.id)))

    def actions(self, clock: datetime):
        """In their order; the clock is turned where time passed, so timers fall due as they did."""
        events = sorted([*self.submissions(), *self.messages(), *self.ends()], key=lambda pair: pair[0])
        if len(events) > MOST_STEPS:
            raise Rejection(f"{self.case.number} 有 {len(events)} 个步骤，超过 {MOST_STEPS} 个，不能录成测试。", code="too_long", status=422)
        for at, action in events:
            moved = local(at + self.veil.shift).replace(second=0, microsecond=0)
            if moved > clock:
                clock = moved
                yield {"advance": clock.isoformat(timespec="minutes")[:16]}
            yield action

    def submissions(self):
        fine = _Fine()
        for item in self.items():
            form = definitions.form(self.session, item.bundle_id, item.form) if item.form else None
            data = {key: value for key, value in (item.data or {}).items() if key not in PRIVATE}
            action: dict[str, Any] = {"submit": item.node, "process": item.process_id, "data": plain(self.veil.form_data(form, data))}
            if item.item is not None:
                action["item"] = self.veil.item(item_of(item.item))
            if item.act == "collect":
                action["act"] = {"fine_left": self.veil.amount(fine.left_after(data.get("amount")))}
            fine.decided(item.act, data)
            yield item.done_at, action

    def messages(self):
        taken = select(Message).where(Message.to_case_id == self.case.id, Message.delivered_at.isnot(None), Message.kind != "start").order_by(Message.id)
        for message in self.session.scalars(taken):
            payload = self.veil.payload(message.payload)
            yield message.delivered_at, ({"signal": message.name, "payload": payload} if message.kind == "signal"
                                         else {"message": message.name, "key": self.veil.key(message.key), "payload": payload})

    def ends(self):
        """A whistle that was cancelled, a case that somebody ended: told by the trace alone."""
        after = 0
        while lines := audit.history(self.session, self.case.id, after=after, limit=200):
            for line in lines:
                if line.tag == Tag.WHISTLE_CANCELLED:
                    yield line.at, {"signal": "sig_whistle_cancelled", "payload": {"reason": "样例"}}
                elif line.tag in ENDED_BY_HAND and line.payload.get("reason"):
                    yield line.at, {"cancel": True}
            after = lines[-1].seq

    # ---- did it go as it went --------------------------------------------------------------------------------------
    def compared(self, player: Player) -> list[str]:
        walked = {(s.process_id, s.node) for s in player.walk.steps() if s.event != "cancelled"}
        real = {(process, node) for process, (nodes, _flows) in (self.instance.path or {}).items() for node in nodes}
        notes = [self._sentence("案件经过、重放没有走到", real - walked), self._sentence("重放走到、案件没有经过", walked - real)]
        replayed = [(d.node, rows_of(d)) for d in player.walk.decisions()]
        differs = [run.node for run in self.runs if (run.node, list(run.fired.get(run.decision_id, ()))) not in replayed]
        notes.append(self._sentence("决策命中的行和案件不同", {(self.instance.process_id, node) for node in differs}))
        return [note for note in notes if note]

    def _sentence(self, words: str, nodes: set[tuple[str, str]]) -> str:
        names = [self.bundle.processes[p].nodes[n].name or n for p, n in sorted(nodes) if p in self.bundle.processes and n in self.bundle.processes[p].nodes]
        more = f"等 {len(names)} 处" if len(names) > 6 else ""
        return f"{words}：{'、'.join(names[:6])}{more}。" if names else ""


@dataclass
class _Fine:
    """What is still to be paid: the effect of the act of collecting, which its form does not hold."""

    left: Decimal = Decimal(0)

    def decided(self, act: str | None, data: dict[str, Any]) -> None:
        if act in ("decide", "decide_on_spot") and data.get("amount") is not None:
            self.left = _decimal(data["amount"])

    def left_after(self, paid: Any) -> Decimal:
        self.left = max(self.left - _decimal(paid or 0), Decimal(0))
        return self.left


def _decimal(value: Any) -> Decimal:
    try:
        return Decimal(str(value))
    except InvalidOperation:
        return Decimal(0)


def _figures(session: Session, case: Case) -> tuple[Decimal, ...]:
    """Amounts that a parameter of this district names."""
    known = registry.parameters(session, on=local(case.opened_at).date())
    return tuple(_decimal(p.value) for p in known if p.unit == "yuan" and _decimal(p.value) > 0)
