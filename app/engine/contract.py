"""What goes into the engine and what comes out. Plain data; no SpiffWorkflow here, so that every room may read it."""
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

Data = dict[str, Any]


# ---- in -------------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Start:
    """A new instance of `process_id`, with its first data. `message`: name of the message (or signal) to be started by; `payload`: what
    it brings, for the start event to take as any other event would."""

    process_id: str
    data: Data = field(default_factory=dict)
    message: str | None = None
    payload: Any = None


@dataclass(frozen=True)
class Submit:
    """The human task `task` (OpenTask.id) is done; `data` go into its scope."""

    task: str
    data: Data = field(default_factory=dict)


@dataclass(frozen=True)
class FireTimers:
    """Everything due at `now` fires, earliest first."""


@dataclass(frozen=True)
class Deliver:
    """A message for one waiting receiver (Receiver.id), or for any that waits for this name and key."""

    name: str
    key: Any = None
    payload: Any = None
    receiver: str | None = None


@dataclass(frozen=True)
class Broadcast:
    """A signal: every catcher in this instance gets it."""

    name: str
    payload: Any = None


@dataclass(frozen=True)
class Cancel:
    """The instance ends here: withdrawn, merged, transferred. Everything open is cancelled."""


@dataclass(frozen=True)
class Retry:
    """The incident at `task` is mended: try that element again."""

    task: str


@dataclass(frozen=True)
class Move:
    """The tokens `tasks` (ids as in Place.task) are withdrawn, and the nodes `to` ((process, node) …) entered instead of them. What it
    would mean: `engine.rehearse`."""

    tasks: tuple[str, ...]
    to: tuple[tuple[str, str], ...]


Command = Start | Submit | FireTimers | Deliver | Broadcast | Cancel | Retry | Move


# ---- out ------------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class OpenTask:
    """A human task that now waits. `id` is stable over save and load and unique in the instance."""

    id: str
    node: str
    name: str
    process_id: str
    role: str
    scope: Any                      # organ code or list of codes, as the expression gave it; None if the task has no scope
    form: str | None
    act: str | None
    due_at: datetime | None
    deadline: str | None            # the expression that gave due_at, to explain it
    not_actor_of: tuple[str, ...]
    item: Any                       # the multi-instance item it belongs to, or None
    properties: Mapping[str, str]
    lane: str | None


@dataclass(frozen=True)
class ClosedTask:
    id: str
    node: str
    reason: str                     # completed | cancelled


@dataclass(frozen=True)
class Timer:
    id: str
    node: str
    name: str
    due_at: datetime


@dataclass(frozen=True)
class Receiver:
    """A place that waits for a message or, with `kind` signal, for a signal of this name. `key` None: any key."""

    id: str
    node: str
    message: str
    key: Any
    kind: str = "message"


@dataclass(frozen=True)
class OutMessage:
    name: str
    key: Any
    payload: Any
    node: str


@dataclass(frozen=True)
class Decided:
    """A decision table was run: what went in, which rows fired, what came out."""

    node: str
    decision_id: str
    inputs: Data
    fired: Mapping[str, tuple[str, ...]]    # table (decision id) → rule ids
    value: Any


@dataclass(frozen=True)
class Step:
    """One line of the instance's own trace. `properties` of an event tell its kind too: `event_definition` timer, message …"""

    node: str
    name: str
    kind: str                       # BPMN element name: userTask, exclusiveGateway, boundaryEvent …
    event: str                      # entered | completed | cancelled
    at: datetime
    process_id: str
    properties: Mapping[str, str] = field(default_factory=dict)
    flow: str | None = None         # id of the sequence flow by which it was entered


@dataclass(frozen=True)
class Incident:
    """A rule, script, service or expression failed at this element; the rest of the case goes on."""

    task: str
    node: str
    name: str
    code: str
    sentence: str


@dataclass
class Advance:
    """The outcome of one command. Lists hold what *changed*, net: what came and went within the command is only in `steps`. An id
    in `timers_set` or `receivers_set` that was there before replaces it. What stands: `engine.standing(bundle, state)`."""

    state: bytes
    status: str                                         # running | completed | cancelled | error
    opened: list[OpenTask] = field(default_factory=list)
    closed: list[ClosedTask] = field(default_factory=list)
    timers_set: list[Timer] = field(default_factory=list)
    timers_cleared: list[str] = field(default_factory=list)
    receivers_set: list[Receiver] = field(default_factory=list)
    receivers_cleared: list[str] = field(default_factory=list)
    messages: list[OutMessage] = field(default_factory=list)
    signals: list[OutMessage] = field(default_factory=list)
    decisions: list[Decided] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    incidents: list[Incident] = field(default_factory=list)
    incidents_cleared: list[str] = field(default_factory=list)
    end_nodes: list[Step] = field(default_factory=list)  # end events of the root process reached by this command
    data: Data = field(default_factory=dict)            # the instance's root scope after the command
    error: str | None = None                            # code of the uncaught BPMN error that ended the instance


@dataclass(frozen=True)
class Place:
    """Where a token stands that a person may move. `item`: the loop's item it works on; `rounds`: it is a loop's body, so many rounds hang
    on it; `room`: path of the sub-process or called process it stands in, outermost first, in words."""

    task: str
    process_id: str
    node: str
    name: str
    kind: str
    item: Any = None
    rounds: int = 0
    room: tuple[str, ...] = ()


@dataclass(frozen=True)
class Told:
    """Why an instance cannot go to another bundle, or what to know of it if it goes. `task`: the token it is about."""

    process_id: str
    node: str | None
    name: str
    code: str
    sentence: str
    task: str | None = None


@dataclass
class Migrated:
    """An instance in another bundle. With `refused` nothing else is there. `advance` lists net what came, went or is otherwise now: a task,
    timer or receiver that stays and says something else is in `changed` (before, after), `timers_set`, `receivers_set`. `moved_on`: the
    instance did not only change its bundle but went on by it."""

    process_id: str = ""
    advance: Advance | None = None
    tasks: list[OpenTask] = field(default_factory=list)     # all that stand now
    changed: list[tuple[OpenTask, OpenTask]] = field(default_factory=list)
    refused: list[Told] = field(default_factory=list)
    warned: list[Told] = field(default_factory=list)
    incidents_changed: list[Incident] = field(default_factory=list)
    moved_on: bool = False


@dataclass(frozen=True)
class Problem:
    """Something wrong with an uploaded file: where, what, how to mend it. `level` error stops publication, warning does not.
    `position`: of the character in an expression, from 0; `line`: in the file, from 1."""

    level: str
    file: str
    element: str | None
    code: str
    sentence: str
    position: int | None = None
    line: int | None = None


class BundleRefused(Exception):
    """A bundle that cannot run; `problems` says why, all at once."""

    def __init__(self, problems: list[Problem]):
        super().__init__("；".join(p.sentence for p in problems[:3]) or "refused")
        self.problems = problems


class EngineError(Exception):
    """A command that does not fit the state: unknown task, finished instance. `code`: no_such_task, finished, bad_state …"""

    def __init__(self, sentence: str, *, code: str):
        super().__init__(sentence)
        self.sentence, self.code = sentence, code


class BpmnError(Exception):
    """Raised by a service to end its task by the BPMN error `code`: an error boundary event or event sub-process may catch it.

    Uncaught, it ends the instance with status `error`, as an error end event would.
    """

    def __init__(self, code: str, sentence: str = "", payload: Any = None):
        super().__init__(sentence or code)
        self.code, self.sentence, self.payload = code, sentence, payload


NOTHING = object()      # a service's answer that leaves its result variable as it is

Service = Callable[..., Any]
Services = Mapping[str, Service]
Functions = Mapping[str, Callable]
