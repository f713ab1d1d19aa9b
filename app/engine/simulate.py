"""A diagram run without a host: no database, no services, a clock that is turned by hand.

Conventions where a diagram would need a host: a service that nobody implements completes and changes nothing; `deadline(code)`
is a day from now and `period` counts plain time (样例, no calendar); a message goes to whoever waits for it in any instance of
the same file, else starts the process that it starts, else waits for a receiver; a signal reaches all instances and starts what
it starts. A manual task passes at once, unless it names a role.
"""
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from app.engine.bundle import compile_bundle
from app.engine.contract import NOTHING, Advance, Broadcast, Data, Deliver, EngineError, FireTimers, Start, Submit
from app.engine.run import advance, standing
from app.engine.timers import span
from app.kernel.clock import LOCAL

MORNING = datetime(2026, 1, 5, 9, 0, tzinfo=LOCAL)
UNITS = {"min": "minutes", "h": "hours", "d": "days", "wd": "days"}
CASE = dict.fromkeys(("id", "number", "chain_id", "parent_id", "kind", "source", "street", "legal_subject", "grid", "urgency", "title",
                      "opened_on")) | {"turn": 1}
MOST_MESSAGES = 10_000
MOST_CASES = 500
MOST_AT_ONCE = 5


class Unimplemented(dict):
    """Every service there may be, doing nothing."""

    def get(self, name, default=None) -> Callable:
        return lambda **_given: NOTHING


@dataclass
class Case:
    """One instance in the simulation."""

    process: str
    state: bytes
    last: Advance


@dataclass
class World:
    """All instances of the file, the clock, and the messages on their way."""

    bundle: Any
    now: datetime
    cases: list[Case] = field(default_factory=list)
    trace: list[dict] = field(default_factory=list)
    undelivered: list = field(default_factory=list)

    # ---- carrying out ---------------------------------------------------------------------------------------------
    def start(self, process: str, data: Data, message: str | None = None):
        self._done(Case(process, b"", None), Start(process, {"case": CASE, **data}, message))

    def send(self, case: Case, command):
        self._done(case, command)

    def _done(self, case, command):
        if len(self.cases) > MOST_CASES:
            raise EngineError(f"一次试走中的流程实例超过 {MOST_CASES} 个。", code="too_large")
        functions = {"deadline": self.deadline, "period": self.period}
        case.last = advance(self.bundle, case.state or None, command, now=self.now, services=Unimplemented(), functions=functions)
        case.state = case.last.state
        if case not in self.cases:
            self.cases.append(case)
        at = self.now.isoformat()
        self.trace += [{"id": s.node, "event": s.event, "at": at} for s in case.last.steps]
        self.undelivered += case.last.messages
        for signal in case.last.signals:
            self.broadcast(signal, case)

    def broadcast(self, signal, source):
        for case in [c for c in self.cases if c is not source and c.last.status == "running"]:
            self.send(case, Broadcast(signal.name, signal.payload))
        for process in self.bundle.signals_started.get(signal.name, ()):
            self.start(process, {}, signal.name)

    def deliver_messages(self):
        """Until none of those on their way finds a receiver."""
        for _turn in range(MOST_MESSAGES):
            found = next((m for m in self.undelivered if self._deliver(m)), None)
            if found is None:
                return
            self.undelivered.remove(found)

    def _deliver(self, message) -> bool:
        for case in self.cases:
            if case.last.status == "running":
                try:
                    self.send(case, Deliver(message.name, message.key, message.payload))
                    return True
                except EngineError as error:
                    if error.code != "no_receiver":
                        raise
        process = self.bundle.messages_started.get(message.name)
        if process is not None:
            payload = message.payload if isinstance(message.payload, dict) else {}
            self.start(process, payload, message.name)
        return process is not None

    # ---- time -----------------------------------------------------------------------------------------------------
    def turn_clock(self, length: str):
        """Time passes, timer by timer."""
        target, standstill = span(length).after(self.now), 0
        while True:
            armed = [(t.due_at, case) for case in self.running() for t in standing(self.bundle, case.state).timers]
            due = [pair for pair in armed if pair[0] <= target]
            if not due:
                break
            at, case = min(due, key=lambda pair: pair[0])
            standstill = standstill + 1 if at <= self.now else 0
            if standstill > MOST_AT_ONCE:
                raise EngineError("定时一再到期，时间不再前进。", code="too_large")
            self.now = max(self.now, at)
            self.send(case, FireTimers())
            self.deliver_messages()
        self.now = target

    def deadline(self, code, share=1):
        return self.now + timedelta(days=1) * float(share)

    def period(self, amount, unit, share=1):
        if unit == "m":
            return span(f"P{int(amount)}M").after(self.now)
        return self.now + timedelta(**{UNITS[unit]: float(amount) * float(share)})

    # ---- looking --------------------------------------------------------------------------------------------------
    def running(self) -> list[Case]:
        return [c for c in self.cases if c.last.status == "running"]

    def open_tasks(self):
        """(case, task), in the order in which they opened."""
        found = [(case, task) for case in self.running() for task in standing(self.bundle, case.state).tasks]
        return sorted(found, key=lambda pair: int(pair[1].id))

    def submit(self, given: dict) -> bool:
        """To the named task, else to the one that opened first. False if none is open."""
        node, data = self._addressed(given)
        for case, task in self.open_tasks():
            if node is None or task.node == node:
                self.send(case, Submit(task.id, data))
                self.deliver_messages()
                return True
        return False

    def _addressed(self, given):
        """{"task": node, "data": {…}} or {"task": node, …data}; without the id of a node under "task" all of it is data."""
        known = any(given.get("task") in p.nodes for p in self.bundle.processes.values() if isinstance(given.get("task"), str))
        if not known:
            return None, given
        rest = {k: v for k, v in given.items() if k != "task"}
        return given["task"], rest["data"] if set(rest) == {"data"} and isinstance(rest["data"], dict) else rest


def simulate(bpmn: bytes, *, process: str | None = None, data: Data | None = None, submits: Sequence[Data] = (),
             advances: Sequence[str] = (), actions: Sequence[tuple[str, Any]] | None = None,
             others: Mapping[str, bytes] | None = None, now: datetime = MORNING) -> dict:
    """Runs a diagram and tells what happened.

    `actions`: ("submit", data) and ("advance", ISO duration) in the order wanted; without it all `submits`, then all `advances`.
    A submit that finds no open task waits until time has passed. `others`: further files (.bpmn, .dmn) that it refers to.

    Gives {"state": completed | waiting | error_event | runtime_error, "trace": [{"id", "event", "at"}], "waiting": [{"id", "kind",
    …}], "data": {…}, "error": sentence or None}. Raises BundleRefused, EngineError(no_such_process).
    """
    bundle = compile_bundle({"diagram.bpmn": bpmn, **(others or {})})
    world = World(bundle, now)
    for id in [process] if process else first_processes(bundle, bpmn):
        world.start(id, dict(data or {}))
    world.deliver_messages()
    todo = list(actions) if actions is not None else [("submit", s) for s in submits] + [("advance", a) for a in advances]
    _carry_out(world, todo)
    return _outcome(world)


def _carry_out(world, todo):
    while todo:
        index = next((i for i, (kind, value) in enumerate(todo) if kind == "advance" or world.submit(value)), None)
        if index is None:
            return
        kind, value = todo.pop(index)
        if kind == "advance":
            world.turn_clock(value)


def first_processes(bundle, bpmn: bytes) -> list[str]:
    """The first process of the diagram that no other calls, one that starts by itself before one that waits for an event.

    In a collaboration every participant that starts by itself takes part.
    """
    called = {n.inner for spec in bundle.specs.values() for n in spec.nodes if n.kind == "callActivity"}
    own = [i for i in bundle.processes.values() if i.file == "diagram.bpmn"]
    free = [i.id for i in own if i.id not in called] or [i.id for i in own]
    if not free:
        raise EngineError("文件中没有可执行的流程。", code="no_such_process")
    by_itself = [p for p in free if not bundle.specs[p].event_starts or not all(s.definitions for s in bundle.specs[p].starts)]
    together = bpmn.count(b"processRef=") > 1
    return by_itself if together and by_itself else (by_itself or free)[:1]


def _outcome(world) -> dict:
    stands = [standing(world.bundle, case.state) for case in world.cases]
    incidents = [i for s in stands for i in s.incidents if s.status == "running"]
    ended = [case.last.error for case in world.cases if case.last.status == "error"]
    state = ("runtime_error" if incidents else "error_event" if ended else
             "completed" if not world.running() else "waiting")
    error = incidents[0].sentence if incidents else f"错误事件 {ended[0]} 没有人捕获。" if ended else None
    return {"state": state, "trace": world.trace, "waiting": [w for s in stands if s.status == "running" for w in _waiting(s)],
            "data": stands[0].data, "error": error}


def _waiting(stands) -> list[dict]:
    return ([{"id": t.node, "kind": "task", "name": t.name, "role": t.role, "due_at": t.due_at and t.due_at.isoformat()}
             for t in stands.tasks]
            + [{"id": t.node, "kind": "timer", "due_at": t.due_at.isoformat()} for t in stands.timers]
            + [{"id": r.node, "kind": "message", "message": r.message, "key": r.key} for r in stands.receivers]
            + [{"id": r.node, "kind": "signal", "name": r.message} for r in stands.signals]
            + [{"id": node, "kind": kind, "name": name} for node, kind, name in stands.others]
            + [{"id": i.node, "kind": "incident", "error": i.sentence} for i in stands.incidents])
