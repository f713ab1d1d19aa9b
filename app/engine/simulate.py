"""A diagram run without a host: no database, no services, a clock that is turned by hand.

Conventions where a diagram would need a host: a service that nobody implements, and a rule task that names no decision, complete
and change nothing; `deadline(code)` is a day from now and `period` counts plain time (样例, no calendar); a message goes to
whoever waits for it in any instance of the same file, else starts the process that it starts, else waits for a receiver; a signal
reaches all instances and starts what it starts. A manual task passes at once, unless it names a role. What is due is done.
"""
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from app.engine import codec
from app.engine.bundle import compile_bundle
from app.engine.contract import NOTHING, Advance, Broadcast, Data, Deliver, EngineError, FireTimers, OutMessage, Start, Submit
from app.engine.event_nodes import StartEvent
from app.engine.limits import DEFAULT
from app.engine.markup import parse
from app.engine.outcome import outcome
from app.engine.pools import OWN, taking_part
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
MOST_LINES = 300_000


class Unimplemented(dict):
    """Every service there may be, doing nothing."""

    def get(self, name, default=None) -> Callable:
        return lambda **_given: NOTHING


@dataclass(eq=False)
class Case:
    """One instance in the simulation. `given`: the data it began with; `begun`: it does more than wait for what starts it."""

    process: str
    given: Data
    state: bytes = b""
    last: Advance | None = None
    begun: bool = False


@dataclass(eq=False)
class Recurring:
    """A process that a cycle timer starts again."""

    due: datetime
    case: Case
    start: str
    definition: Any
    armed: list


@dataclass
class World:
    """All instances of the file, the clock, and the messages and signals on their way."""

    bundle: Any
    now: datetime
    cases: list[Case] = field(default_factory=list)
    trace: list[dict] = field(default_factory=list)
    undelivered: list[OutMessage] = field(default_factory=list)
    signals: list[tuple[OutMessage, Case | None]] = field(default_factory=list)
    recurring: list[Recurring] = field(default_factory=list)

    # ---- carrying out ---------------------------------------------------------------------------------------------
    def start(self, process: str, data: Data, event: str | None = None, payload=None) -> Case:
        case = Case(process, data)
        self.send(case, Start(process, {"case": CASE, **data}, event, payload))
        return case

    def send(self, case: Case, command):
        functions = {"deadline": self.deadline, "period": self.period}
        case.last = advance(self.bundle, case.state or None, command, now=self.now, services=Unimplemented(), functions=functions)
        case.state = case.last.state
        case.begun = case.begun or any(s.event == "completed" for s in case.last.steps)
        if case not in self.cases:
            self.cases.append(case)
        at = self.now.isoformat()
        self.trace += [{"id": s.node, "event": s.event, "at": at} for s in case.last.steps]
        self.undelivered += case.last.messages
        self.signals += [(signal, case) for signal in case.last.signals]
        if len(self.cases) > MOST_CASES or len(self.trace) > MOST_LINES:
            raise EngineError(f"一次试走中的流程实例超过 {MOST_CASES} 个，或轨迹超过 {MOST_LINES} 行。", code="too_large")

    def settle(self):
        """Until nothing moves: what is on its way between the instances arrives, and what is due now happens."""
        for _turn in range(MOST_MESSAGES):
            if not (self._deliver_one() or self._broadcast_one()):
                break
        else:
            raise EngineError(f"一次试走中往来的消息和信号超过 {MOST_MESSAGES} 条。", code="too_large")

    def _broadcast_one(self) -> bool:
        if not self.signals:
            return False
        signal, source = self.signals.pop(0)
        not_begun = {c.process for c in self.running() if not c.begun}      # these may be started by it without a new instance
        for case in [c for c in self.running() if c is not source]:
            self.send(case, Broadcast(signal.name, signal.payload))
        for process in self.bundle.signals_started.get(signal.name, ()):
            if process not in not_begun:
                self.start(process, {}, signal.name, signal.payload)
        return True

    def _deliver_one(self) -> bool:
        found = next((m for m in self.undelivered if self._deliver(m)), None)
        if found is None:
            return False
        self.undelivered.remove(found)
        return True

    def _deliver(self, message) -> bool:
        for case in self.running():
            try:
                self.send(case, Deliver(message.name, message.key, message.payload))
                return True
            except EngineError as error:
                if error.code != "no_receiver":
                    raise
        process = self.bundle.messages_started.get(message.name)
        if process is not None:
            self.start(process, {}, message.name, message.payload)
        return process is not None

    # ---- time -----------------------------------------------------------------------------------------------------
    def turn_clock(self, length: str):
        """Time passes, timer by timer, then cycle by cycle."""
        try:
            target, stood = span(length).after(self.now), Counter()
        except (OverflowError, ValueError) as error:
            raise EngineError(f"时钟不能再往前拨 {length}：日期到 9999 年为止。", code="bad_time") from error
        while (due := self._next_due(target)) is not None:
            at, who = due
            stood[id(who)] = stood[id(who)] + 1 if at <= self.now else 0
            if stood[id(who)] > MOST_AT_ONCE:
                raise EngineError("定时一再到期，时间不再前进。", code="too_large")
            self.now = max(self.now, at)
            self._start_again(who) if isinstance(who, Recurring) else self._fire(who)
            self.settle()
        self.now = target

    def _next_due(self, until: datetime):
        armed = [(t.due_at, case) for case in self.running() for t in standing(self.bundle, case.state).timers]
        armed += [(r.due, r) for r in self.recurring]
        return min((pair for pair in armed if pair[0] <= until), key=lambda pair: pair[0], default=None)

    def _fire(self, case):
        cycles = self._start_cycles(case)
        self.send(case, FireTimers())
        if case.begun:
            for start, definition, armed in cycles:
                self._plan(Recurring(armed[0], case, start, definition, armed))

    def _start_cycles(self, case) -> list:
        """Start events of the process that wait for a cycle: [(id, definition, what is armed)]."""
        if case.begun:
            return []
        tokens = codec.load(self.bundle, case.state, None).task_tree.children
        return [(t.task_spec.bpmn_id, definition, armed) for t in tokens if isinstance(t.task_spec, StartEvent)
                for definition, armed in zip(t.task_spec.definitions, t.internal_data.get("a", ()), strict=False)
                if definition.kind == "timer" and len(armed) > 1 and armed[0] <= self.now]

    def _plan(self, last: Recurring):
        """10.5.2: each turn of the cycle is a new instance."""
        armed = last.definition.again(last.armed, self.now)
        if armed is not None:
            self.recurring.append(Recurring(armed[0], last.case, last.start, last.definition, armed))

    def _start_again(self, turn: Recurring):
        self.recurring.remove(turn)
        self._plan(turn)
        self.start(turn.case.process, turn.case.given, turn.start)

    def deadline(self, code, share=1):
        return self.now + timedelta(days=1) * float(share)

    def period(self, amount, unit, share=1):
        if unit == "m":
            return span(f"P{int(amount)}M").after(self.now)
        return self.now + timedelta(**{UNITS[unit]: float(amount) * float(share)})

    # ---- what people do -------------------------------------------------------------------------------------------
    def running(self) -> list[Case]:
        return [c for c in self.cases if c.last.status == "running"]

    def open_tasks(self):
        """(case, task), in the order in which they opened."""
        found = [(case, task) for case in self.running() for task in standing(self.bundle, case.state).tasks]
        return sorted(found, key=lambda pair: int(pair[1].id))

    def submit(self, node: str | None, data: Data) -> bool:
        """To the named task, else to the one that opened first. False if none is open."""
        for case, task in self.open_tasks():
            if node is None or task.node == node:
                self.send(case, Submit(task.id, data))
                return True
        return False


# ---- actions --------------------------------------------------------------------------------------------------------
def addressed(bundle, given: Data) -> tuple[str | None, Data]:
    """{"task": node, "data": {…}} or {"task": node, …data}; without the id of a node under "task" all of it is data."""
    if not isinstance(given.get("task"), str) or not any(given["task"] in p.nodes for p in bundle.processes.values()):
        return None, given
    rest = {k: v for k, v in given.items() if k != "task"}
    return given["task"], rest["data"] if set(rest) == {"data"} and isinstance(rest["data"], dict) else rest


def act(world: World, kind: str, value: Any) -> bool:
    """Carries one action out. False if it has to wait: a submit without an open task."""
    if kind == "submit":
        node, data = value if isinstance(value, tuple) else addressed(world.bundle, value)
        if node is not None and not any(node in p.nodes for p in world.bundle.processes.values()):
            raise EngineError(f"流程中没有环节 {node}。", code="no_such_node")
        if not world.submit(node, data):
            return False
    elif kind == "message":
        world.undelivered.append(OutMessage(value[0], value[1], value[2], ""))
    elif kind == "signal":
        world.signals.append((OutMessage(value[0], None, value[1], ""), None))
    world.settle()
    world.turn_clock(value if kind == "advance" else "PT0S")
    return True


def simulate(bpmn: bytes, *, process: str | None = None, data: Data | None = None, submits: Sequence[Data] = (),
             advances: Sequence[str] = (), actions: Sequence[tuple[str, Any]] | None = None,
             others: Mapping[str, bytes] | None = None, now: datetime = MORNING) -> dict:
    """Runs a diagram and tells what happened.

    `actions`: ("submit", data or (node, data)), ("advance", ISO duration), ("message", (name, key, payload)) and ("signal", (name,
    payload)) in the order wanted; without it all `submits`, then all `advances`. A submit that finds no open task waits until
    one opens, those after it go on. `others`: further files (.bpmn, .dmn) that it refers to.

    Gives {"state": completed | waiting | error_event | runtime_error, "trace": [{"id", "event", "at"}], "waiting": [{"id", "kind",
    …}], "listening": [the same], "held": ids of joins, "data": {…}, "error": sentence or None, "unused": submits that found no task,
    "undelivered": messages that found no receiver}. Raises BundleRefused, EngineError(no_such_process, no_such_node, too_large,
    bad_data).
    """
    bundle = compile_bundle({OWN: bpmn, **(others or {})})
    world = World(bundle, now)
    for id in taking_part(bundle, parse(bpmn, OWN, DEFAULT), process):
        world.start(id, dict(data or {}))
    world.settle()
    world.turn_clock("PT0S")
    todo = list(actions) if actions is not None else [("submit", s) for s in submits] + [("advance", a) for a in advances]
    return _told(world, todo)


def _told(world, todo) -> dict:
    unused = _carry_out(world, todo)
    return outcome(world) | {"unused": unused}


def _carry_out(world, todo: list) -> list:
    """In their order; what has to wait is tried again after each. Gives what never found its task."""
    while todo:
        index = next((i for i, (kind, value) in enumerate(todo) if act(world, kind, value)), None)
        if index is None:
            return [value for _kind, value in todo]
        todo.pop(index)
    return []
