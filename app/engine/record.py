"""What one command changed, gathered while it is carried out. Things that came and went within the command are left out."""
from collections.abc import Mapping
from datetime import datetime

from app.engine.contract import Advance, ClosedTask, Decided, Incident, OpenTask, OutMessage, Step, Timer


class Record:
    """Fills the lists of an Advance. Open tasks, timers, receivers and incidents are told net of the command."""

    def __init__(self, now: datetime):
        self.now = now
        self.steps: list[Step] = []
        self.end_nodes: list[Step] = []
        self.messages: list[OutMessage] = []
        self.signals: list[OutMessage] = []
        self.decisions: list[Decided] = []
        self.opened_tasks, self.closed_tasks = {}, []
        self.set, self.cleared = {}, []                 # timers and receivers by id
        self.incidents, self.incidents_cleared = {}, []

    # ---- the trace ------------------------------------------------------------------------------------------------
    def step(self, token, event: str):
        self.steps.append(self._line(token, event))

    def _line(self, token, event) -> Step:
        spec, data = token.task_spec, token.internal_data
        came_by = token.parent.internal_data if "i" in data else data       # a round of a loop came by the flow of its activity
        flow = came_by.get("f") if event == "entered" else None
        return Step(spec.bpmn_id, spec.bpmn_name, spec.kind, event, self.now, spec._wf_spec.process_id, spec.properties, flow)

    def ended(self, token):
        """An end event of the root process: at its top, or in an event sub-process there, or anywhere in it with an end_state."""
        spec, top = token.task_spec, token.workflow.top_workflow
        if spec._wf_spec.process_id != top.process_id or called(token.workflow):
            return
        outer = token.workflow
        while getattr(outer, "owner", None) is not None and outer.owner.task_spec.kind == "eventSubProcess":
            outer = outer.owner.workflow
        if outer is top or "end_state" in spec.properties:
            self.end_nodes.append(self._line(token, "completed"))

    # ---- what stands ----------------------------------------------------------------------------------------------
    def opened(self, token):
        self.opened_tasks[str(token.id)] = open_task(token)

    def armed(self, token):
        for index, armed in enumerate(token.internal_data["a"]):
            thing = token.task_spec.definitions[index].watched(token, index, armed)
            if thing is not None:
                self.set[thing.id] = thing

    def disarmed(self, token):
        """The token waits no more, or no more for what it waited for."""
        for index, armed in enumerate(token.internal_data.get("a", ())):
            thing = token.task_spec.definitions[index].watched(token, index, armed)
            if thing is not None and self.set.pop(thing.id, None) is None:
                self.cleared.append(thing)

    def incident(self, token):
        code, sentence = token.internal_data["inc"]
        spec = token.task_spec
        self.incidents[str(token.id)] = Incident(str(token.id), spec.bpmn_id, spec.bpmn_name, code, sentence)

    def mended(self, token):
        if token.internal_data.pop("inc", None) and self.incidents.pop(str(token.id), None) is None:
            self.incidents_cleared.append(str(token.id))

    def gone(self, token, reason: str):
        """The token is used up; whatever of it stood outside stands no more."""
        self.mended(token)
        self.disarmed(token)
        token.internal_data.pop("a", None)
        if token.internal_data.pop("o", None) and self.opened_tasks.pop(str(token.id), None) is None:
            self.closed_tasks.append(ClosedTask(str(token.id), token.task_spec.bpmn_id, reason))

    def submitted(self, token):
        """The human has done the task, whatever becomes of what follows."""
        token.internal_data.pop("o")
        self.closed_tasks.append(ClosedTask(str(token.id), token.task_spec.bpmn_id, "completed"))

    def decided(self, token, decision: Decided):
        self.decisions.append(decision)

    def message(self, message: OutMessage):
        self.messages.append(message)

    def signal(self, signal: OutMessage):
        self.signals.append(signal)

    # ---- the outcome ----------------------------------------------------------------------------------------------
    def advance(self, state: bytes, status: str, data: Mapping, error: str | None) -> Advance:
        timers, receivers = split(self.set.values())
        timers_gone, receivers_gone = split(t for t in self.cleared if t.id not in self.set)
        return Advance(state, status, list(self.opened_tasks.values()), self.closed_tasks, timers,
                       [t.id for t in timers_gone], receivers, [r.id for r in receivers_gone], self.messages, self.signals,
                       self.decisions, self.steps, list(self.incidents.values()), self.incidents_cleared, self.end_nodes,
                       dict(data), error)


def split(things):
    things = list(things)
    return [t for t in things if isinstance(t, Timer)], [r for r in things if not isinstance(r, Timer)]


def called(room) -> bool:
    """Whether the room runs in a called process."""
    while getattr(room, "owner", None) is not None:
        if room.owner.task_spec.kind == "callActivity":
            return True
        room = room.owner.workflow
    return False


def open_task(token) -> OpenTask:
    spec, top = token.task_spec, token.workflow.top_workflow
    place, due = token.internal_data["o"]
    own = spec.properties
    barred = tuple(n.strip() for n in own.get("not_actor_of", "").split(",") if n.strip())
    return OpenTask(id=str(token.id), node=spec.bpmn_id, name=spec.bpmn_name, process_id=spec._wf_spec.process_id,
                    role=own.get("role", ""), scope=place, form=own.get("form") or None, act=own.get("act") or None, due_at=due,
                    deadline=own.get("deadline") or None, not_actor_of=barred, item=top.item_of(token),
                    properties=own, lane=spec.lane)
