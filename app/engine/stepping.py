"""One instance walked step by step with made-up data: the host's services answer what the walker says, the clock is turned by hand, and
everything that happened is kept to be looked at. Nothing outside is read or changed; the same actions always give the same walk.

`simulate.py` runs whole files with all their pools at once; here one process stands in the middle, as one case does in the house.
"""
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from time import thread_time
from typing import Any

from app.engine.bundle import CompiledBundle
from app.engine.contract import (Advance, Broadcast, Cancel, Command, Data, Decided, Deliver, EngineError, FireTimers, Functions,
                                 Incident, OpenTask, OutMessage, Receiver, Retry, Start, Step, Submit, Timer)
from app.engine.live import Live
from app.engine.run import advance, positions, visible
from app.engine.stand_ins import StandIns

MOST_COMMANDS = 5_000
MOST_STEPS = 100_000
MOST_AT_ONCE = 50               # firings at one instant: a timer that is due again as soon as it has fired never lets time pass
LONGEST_WALK = 5.0              # seconds of computing

Lend = Callable[[datetime], Functions]


@dataclass
class Turn:
    """What one action brought: its number from 0, the instant, the steps, decisions and messages since the action before."""

    number: int
    at: datetime
    steps: list[Step] = field(default_factory=list)
    decisions: list[Decided] = field(default_factory=list)
    messages: list[OutMessage] = field(default_factory=list)
    signals: list[OutMessage] = field(default_factory=list)
    opened: list[OpenTask] = field(default_factory=list)
    incidents: list[Incident] = field(default_factory=list)


@dataclass
class Walk:
    """`lend`: the FEEL functions at an instant (deadline, period); `case`: what `case` means. `tasks`, `timers`, `receivers`, `incidents`
    are what stands now, by id; `waiting`: messages for which nobody has waited yet."""

    bundle: CompiledBundle
    now: datetime
    lend: Lend
    stand_ins: StandIns
    case: Data = field(default_factory=dict)
    state: bytes = b""
    status: str = "new"
    error: str | None = None
    data: Data = field(default_factory=dict)
    turns: list[Turn] = field(default_factory=list)
    ends: list[Step] = field(default_factory=list)
    tasks: dict[str, OpenTask] = field(default_factory=dict)
    timers: dict[str, Timer] = field(default_factory=dict)
    receivers: dict[str, Receiver] = field(default_factory=dict)
    incidents: dict[str, Incident] = field(default_factory=dict)
    waiting: list[OutMessage] = field(default_factory=list)

    def __post_init__(self):
        self._live, self._commands, self._steps, self._begun = Live(1), 0, 0, thread_time()

    # ---- what can be done -----------------------------------------------------------------------------------------
    def start(self, process: str, data: Data, message: str | None = None, payload: Any = None):
        if process not in self.bundle.processes:
            raise EngineError(f"规则包里没有流程 {process}。", code="no_such_process")
        self._act(Start(process, data, message, payload))

    def submit(self, task: str, data: Data):
        self._act(Submit(task, data))

    def retry(self, node: str):
        """Raises EngineError(no_such_task) if nothing failed there."""
        found = next((i.task for i in self.incidents.values() if i.node == node), None)
        if found is None:
            raise EngineError(f"环节 {node} 现在没有故障，不用重试。", code="no_such_task")
        self._act(Retry(found))

    def message(self, name: str, key: Any, payload: Any):
        """Taken by whoever waits for it, else kept until somebody does."""
        self._turn()
        self.waiting.append(OutMessage(name, key, payload, ""))
        self._deliver_all()

    def signal(self, name: str, payload: Any):
        self._act(Broadcast(name, payload))

    def cancel(self):
        """The host ends the case: withdrawn, merged, transferred."""
        self._act(Cancel())

    def advance_to(self, target: datetime):
        """Time passes; what falls due on the way happens in its order, at its own instant. An earlier instant changes nothing."""
        self._turn()
        stood = 0
        while (due := self.next_due()) is not None and due <= target:
            stood = stood + 1 if due <= self.now else 0
            if stood > MOST_AT_ONCE:
                raise EngineError("定时一再到期，时间不再前进。", code="too_large")
            self.now = max(self.now, due)
            self._do(FireTimers())
            self._deliver_all()
        self.now = max(self.now, target)

    def next_due(self) -> datetime | None:
        """When the next timer is due, None if none stands."""
        return min((t.due_at for t in self.timers.values()), default=None) if self.status == "running" else None

    # ---- what stands ----------------------------------------------------------------------------------------------
    def positions(self) -> dict[str, dict[str, int]]:
        return positions(self.bundle, self.state) if self.state else {}

    def visible(self, task: str) -> Data:
        """The variables seen at an open task."""
        return visible(self.bundle, self.state, task)

    def steps(self) -> list[Step]:
        return [step for turn in self.turns for step in turn.steps]

    def decisions(self) -> list[Decided]:
        return [decided for turn in self.turns for decided in turn.decisions]

    # ---- one command ----------------------------------------------------------------------------------------------
    def _act(self, command: Command):
        self._turn()
        self._do(command)
        self._deliver_all()

    def _turn(self):
        self.turns.append(Turn(len(self.turns), self.now))

    def _do(self, command: Command):
        self._commands += 1
        outcome = advance(self.bundle, self.state or None, command, now=self.now, services=self.stand_ins, case=self.case,
                          functions=self.lend(self.now), live=self._live)
        self._take(outcome)
        if self._commands > MOST_COMMANDS or self._steps > MOST_STEPS or thread_time() - self._begun > LONGEST_WALK:
            raise EngineError(f"试走太长：超过 {MOST_COMMANDS} 个动作、{MOST_STEPS} 行轨迹，或者 {LONGEST_WALK:g} 秒。", code="too_large")

    def _take(self, outcome: Advance):
        self.state, self.status, self.data, self.error = outcome.state, outcome.status, outcome.data, outcome.error
        _put(self.tasks, {t.id: t for t in outcome.opened}, [c.id for c in outcome.closed])
        _put(self.timers, {t.id: t for t in outcome.timers_set}, outcome.timers_cleared)
        _put(self.receivers, {r.id: r for r in outcome.receivers_set}, outcome.receivers_cleared)
        _put(self.incidents, {i.task: i for i in outcome.incidents}, outcome.incidents_cleared)
        self.ends += outcome.end_nodes
        self.waiting += outcome.messages
        self._steps += len(outcome.steps)
        turn = self.turns[-1]
        for kept, came in ((turn.steps, outcome.steps), (turn.decisions, outcome.decisions), (turn.messages, outcome.messages),
                           (turn.signals, outcome.signals), (turn.opened, outcome.opened), (turn.incidents, outcome.incidents)):
            kept += came

    def _deliver_all(self):
        """Messages that somebody in this case waits for arrive; the others stay on their way, to other cases."""
        while self.status == "running":
            found = next((m for m in self.waiting if any(_takes(r, m) for r in self.receivers.values())), None)
            if found is None:
                return
            self.waiting.remove(found)
            self._do(Deliver(found.name, found.key, found.payload))


def _put(standing: dict, came: Mapping, gone: list):
    """What is set again replaces what was cleared under the same id."""
    for id in gone:
        standing.pop(id, None)
    standing.update(came)


def _takes(receiver: Receiver, message: OutMessage) -> bool:
    fits = receiver.kind == "message" and receiver.message == message.name
    return fits and (receiver.key is None or str(receiver.key) == str(message.key))
