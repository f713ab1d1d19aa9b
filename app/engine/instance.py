"""The live instance: tokens, the rooms they move in (process, sub-process, called process), and the queue of what is to do."""
from collections import deque
from collections.abc import Iterator
from types import MappingProxyType
from typing import Any

from SpiffWorkflow.bpmn.util.subworkflow import BpmnSubWorkflow
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from app.engine.contract import EngineError
from app.engine.data import Scopes
from app.engine.expressions import ENGINE, Failure, Lent

NO_DATA = MappingProxyType({})      # data live in scopes; a token carries none, and cannot be given any
ENDLESS, FLOOD = "err_endless", 100
REHEARSAL = "rehearsal"             # a service that is not called, because this is only a rehearsal
NEVER_CAUGHT = (ENDLESS, REHEARSAL)
EXPRESSION_STEPS = 50   # steps of expressions that cost as much as one element
RUNNING, COMPLETED, CANCELLED, ERROR = "running", "completed", "cancelled", "error"


class Token(Task):
    """The library's task without clock, random ids and log records. `internal_data` is all that is stored of it:

    f flow it came by · p progress (flow.BEGUN, DONE) · sc its own scope · i index in its loop · inc incident · o opened as a
    human task · a what its events wait for · race event-based gateway · and what the kinds of nodes note for themselves
    """

    def __init__(self, workflow, task_spec, parent, state, id, internal_data):
        self.id, self.workflow, self.task_spec = id, workflow, task_spec
        self._parent = None if parent is None else parent.id
        self._children, self._state = [], state
        self.triggered, self.thread_id, self.last_state_change = False, 0, 0
        self.data, self.internal_data = NO_DATA, internal_data
        workflow.tasks[id] = self
        if parent is not None:
            parent._children.append(id)
            if parent.id == 0:
                workflow.places.setdefault(task_spec.name, {})[id] = self

    def _set_state(self, value):
        self._state = value

    def cancel(self):
        if not self.has_state(TaskState.FINISHED_MASK):
            self._state = TaskState.CANCELLED
            self.task_spec._on_cancel(self)

    @property
    def alive(self) -> bool:
        return not self._state & TaskState.FINISHED_MASK

    @property
    def instance_of(self) -> "Token":
        """The activity as its boundary sees it: for one round of a loop the loop's body, else the token itself."""
        return self.parent if "i" in self.internal_data else self


class Room:
    """What the root workflow and the sub-workflows share: tokens as children of one root, and their coming and going."""

    def furnish(self, scope: int):
        self.scope, self.interrupted, self.done_before = scope, False, []
        self.places: dict[str, dict[int, Token]] = {}       # the room's own tokens by node
        self.task_tree = Token(self, self.spec.start, None, TaskState.STARTED, 0, {})

    def spawn(self, spec, parent=None, **internal) -> Token:
        """A new token at `spec`, queued."""
        top = self.top_workflow
        top.last_id += 1
        top.alive += 1
        if top.alive > top.limits.tokens:
            raise EngineError(f"流程中同时进行的环节超过 {top.limits.tokens} 个。", code="too_large")
        token = Token(self, spec, parent or self.task_tree, TaskState.READY, top.last_id, internal)
        top.line_up(token)
        return token

    def discard(self, token):
        """The token goes, with all that hangs on it."""
        for child in token.children:
            child.cancel()
        parent = token.parent
        if parent is not None:
            parent._children.remove(token.id)
        if self.tasks.pop(token.id, None):
            self.top_workflow.alive -= 1
            if token._parent == 0:
                del self.places[token.task_spec.name][token.id]

    def pass_on(self, token, flows, **internal):
        """The token is used up; each of the flows gets a new one. Without any the path ends here."""
        kept = {k: token.internal_data[k] for k in ("sc",) if k in token.internal_data and "i" not in token.internal_data}
        for flow in flows:
            self.spawn(flow.target, f=flow.id, **kept, **internal)
        self.discard(token)
        if not flows:
            self.path_ended()

    def merge_scopes(self, first, rest):
        """A joined token keeps a scope of its own only if all that joined share it."""
        if any(t.internal_data.get("sc") != first.internal_data.get("sc") for t in rest):
            first.internal_data.pop("sc", None)

    def tokens_at(self, spec) -> list[Token]:
        """In order of arrival. Looking through many counts as work, so that a flood of tokens ends."""
        found = list(self.places.get(spec.name, {}).values())
        self.top_workflow.budget -= len(found) // 32
        return found

    @property
    def open(self) -> bool:
        """False once the room has been left or withdrawn."""
        return self.top_workflow.subprocesses.get(self.owner.id) is self

    def withdraw(self, activity):
        """An activity is interrupted, with all that is in it and on it."""
        activity.cancel()

    def live(self) -> list[Token]:
        """Tokens that hold the room open: all but event sub-processes that only listen."""
        return [t for t in self.task_tree.children if not t.task_spec.dormant(t)]

    def has_live(self) -> bool:
        return any(not self.tasks[id].task_spec.dormant(self.tasks[id]) for id in self.task_tree._children)

    def path_ended(self):
        self.spec.path_ended(self)

    def empty(self):
        """Everything in the room is cancelled."""
        self.interrupted = True
        for token in self.task_tree.children:
            token.cancel()

    def close(self):
        """Nothing is left to do here."""
        self.empty()
        self.completed = True
        self.leave()

    def pass_inclusive_joins(self) -> bool:
        return any([spec.settle(self) for spec in self.spec.inclusive_joins])


class SubRoom(Room, BpmnSubWorkflow):
    """A sub-process or called process that runs inside the activity token `owner`."""

    def __init__(self, spec, owner: Token, scope: int):
        self.owner = owner
        super().__init__(spec, parent_task_id=owner.id, top_workflow=owner.workflow.top_workflow, deserializing=True)
        self.furnish(scope)

    def _calculate_depth(self):
        return self.owner.workflow.depth + 1

    @property
    def parent_workflow(self):
        return self.owner.workflow

    def leave(self):
        self.top_workflow.subprocesses.pop(self.owner.id, None)
        self.owner.task_spec.room_done(self.owner, self)


def loop_attributes(token) -> dict | None:
    """What is known of the loop that the token stands in (tables 10.28, 10.30); `loopCounter` is the round's number, from 1."""
    while token is not None and "i" not in token.internal_data:
        token = getattr(token.workflow, "owner", None)
    if token is None:
        return None
    return {"loopCounter": token.internal_data["i"] + 1, **token.task_spec.loop.attributes(token.parent)}


class Instance(Room, BpmnWorkflow):
    """One process instance while a command is carried out. `now`, `services`, `lent` (functions and `case`) belong to the command."""

    def __init__(self, bundle, process_id: str, record):
        if process_id not in bundle.processes:
            raise EngineError(f"没有流程 {process_id}。", code="no_such_process")
        super().__init__(bundle.specs[process_id], bundle.specs, script_engine=ENGINE, deserializing=True)
        self.bundle, self.process_id, self.limits = bundle, process_id, bundle.limits
        self.last_id, self.alive = 0, 0
        self.status, self.case, self.error = RUNNING, None, None
        self.scopes, self.conversations = Scopes(), {}
        self.idle()
        self.record = record
        self.furnish(self.scopes.root.id)

    def idle(self):
        """Nothing of a command that is done remains, nothing of the next is there yet."""
        self.queue: deque[Token] = deque()
        self.late: deque[Token] = deque()       # tokens that throw a signal: whoever is about to listen comes first
        self.budget, self.agenda = self.limits.steps, None
        self.record, self.now, self.services, self.lent = None, None, {}, Lent({}, None)

    @property
    def open(self) -> bool:
        return self.status == RUNNING

    # ---- looking round --------------------------------------------------------------------------------------------
    def rooms(self) -> list[Room]:
        return [self, *self.subprocesses.values()]

    def tokens(self) -> Iterator[Token]:
        for room in self.rooms():
            yield from [t for t in room.tasks.values() if t.id]

    def token(self, task_id: str) -> Token:
        """Raises EngineError(no_such_task)."""
        if task_id.isdecimal():
            for room in self.rooms():
                if int(task_id) in room.tasks:
                    return room.tasks[int(task_id)]
        raise EngineError(f"流程中没有任务 {task_id}，它可能已经办完或撤销。", code="no_such_task")

    def scope_of(self, token) -> Any:
        return self.scopes[token.internal_data.get("sc", token.workflow.scope)]

    def item_of(self, token) -> Any:
        """The loop item that the token works on, also through a called process; None outside loops."""
        while token is not None:
            found = self.scopes.item(self.scope_of(token))
            if found is not None:
                return found
            token = getattr(token.workflow, "owner", None)
        return None

    def scopes_of(self, token) -> list:
        """The mappings that an expression at this token sees, outermost first."""
        layers = [self.lent, *self._by_other_names(token), *self.scopes.chain(self.scope_of(token))]
        ports = token.instance_of.internal_data.get("io")
        if ports:
            layers.append({name: ports[id] for name, id in token.task_spec.ports.items() if id in ports})
        loop = loop_attributes(token) if self.bundle.has_loops else None
        return layers if loop is None else [*layers, loop]

    def _by_other_names(self, token) -> list:
        """Data objects are kept by their ids and may be read by their names, unless a variable is called so."""
        named = self.bundle.specs[token.workflow.spec.process_id].named
        if not named:
            return []
        layers = self.scopes.chain(self.scope_of(token))
        return [{name: layer[id] for layer in layers for name, id in named.items() if id in layer}]

    # ---- moving ---------------------------------------------------------------------------------------------------
    def enqueue(self, token):
        token._set_state(TaskState.READY)
        self.line_up(token)

    def line_up(self, token):
        (self.late if token.task_spec.yields else self.queue).append(token)

    def settle(self):
        """Until nothing moves any more: automatic work, then signals thrown, then inclusive joins, then conditions."""
        while self.status == RUNNING:
            while self.queue or self.late:
                self.step(self.queue.popleft() if self.queue else self.late.popleft())
                if self.scopes.changed:
                    self._raise_conditions()
            if self.status != RUNNING or not (self._pass_inclusive_joins() or self._raise_conditions()):
                break
        self.scopes.changed = False

    def step(self, token):
        """The token moves on, if it is still to do so."""
        if token.state != TaskState.READY:
            return
        self.budget -= 1
        try:
            if self.budget < 0:
                self._stop_endless(token)
            token.task_spec._update(token)
        except Failure as failure:
            if failure.code in NEVER_CAUGHT or not self.bundle.caught_as_error(token, failure):
                self.park(token, failure)

    def computed(self, steps: int):
        """Expressions took so many steps of their own: what they cost is taken from the same budget as the elements' work."""
        self.budget -= steps // EXPRESSION_STEPS

    def _stop_endless(self, token):
        """One runaway loop is parked where it is; a flood is refused as a whole, nothing has happened then."""
        sentence = f"“{token.task_spec.bpmn_name or token.task_spec.bpmn_id}”：连续执行超过 {self.limits.steps} 步而没有等待。"
        if len(self.queue) > FLOOD:
            raise EngineError(sentence, code="too_large")
        raise Failure(ENDLESS, sentence)

    def _pass_inclusive_joins(self) -> bool:
        return self.bundle.has_inclusive and any([room.pass_inclusive_joins() for room in self.rooms()])

    def _raise_conditions(self) -> bool:
        """Asked at every change of data, so that a condition interrupts before anything more is done on the old terms."""
        self.scopes.changed = False
        return self.bundle.has_conditions and self.bundle.check_conditions(self)

    def park(self, token, failure: Failure):
        """The token stays where it is, as an incident."""
        token._set_state(TaskState.STARTED)
        token.internal_data["inc"] = [failure.code, failure.sentence]
        self.record.incident(token)

    def leave(self):
        self.status = COMPLETED
        self.rest()

    def rest(self):
        self.queue.clear()
        self.late.clear()

    def stop(self, status: str, error=None):
        """Everything open is cancelled; the instance has ended so."""
        self.empty()
        self.rest()
        self.status, self.error, self.completed = status, error, True
