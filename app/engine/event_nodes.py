"""Event nodes: start, intermediate, boundary and end events, and what waiting means."""
from SpiffWorkflow.util.task import TaskState

from app.engine import compensation
from app.engine.events import end_race, happen_if_true, note_armed, rearm
from app.engine.flow import DONE, Node


class Catching:
    """A node whose token waits for one of `definitions`, or for all of them if `all_needed` (parallel multiple).

    `instantiates`: the process may begin here.
    """

    definitions = ()
    all_needed = False
    instantiates = False

    def wait(self, token):
        """Until it happens; with `x` it has happened already, the room was entered by it."""
        if "x" in token.internal_data:
            return self.finish(token)
        if "a" not in token.internal_data:
            token.internal_data["a"] = [d.arm(token) for d in self.definitions]
            note_armed(token)
        token._set_state(TaskState.WAITING)
        happen_if_true(token)

    def fired(self, token, index, payload):
        """One of the definitions has happened."""
        self.definitions[index].take(token, payload)
        end_race(token)
        token.internal_data["p"] = DONE
        token.workflow.top_workflow.record.disarmed(token)
        del token.internal_data["a"]
        token.workflow.top_workflow.enqueue(token)


class StartEvent(Node, Catching):
    """Passes at once when its room is entered by it (`x`); else it waits for what starts the process."""

    def begin(self, token):
        if self.definitions:
            self.wait(token)
        else:
            self.finish(token)

    def fired(self, token, index, payload):
        for other in token.workflow.task_tree.children:
            if other is not token and isinstance(other.task_spec, StartEvent):
                other.cancel()
        super().fired(token, index, payload)


class CatchEvent(Node, Catching):
    """Intermediate catching event, also the target of a link."""

    def begin(self, token):
        if self.definitions:
            self.wait(token)
        else:
            self.finish(token)


class BoundaryEvent(Node, Catching):
    """A listening token hangs on the activity; when the event happens the token (`x`) leaves by the event's own flows."""

    interrupting = True
    attached = ""

    @property
    def listens(self) -> bool:
        return any(d.listens for d in self.definitions)

    def seen(self, token):
        return "x" in token.internal_data and super().seen(token)

    def arrive(self, token):
        if "x" in token.internal_data:
            super().arrive(token)

    def begin(self, token):
        self.wait(token)

    def fired(self, token, index, payload):
        activity = token.parent
        if self.interrupting:
            token.workflow.top_workflow.record.disarmed(token)
            token.workflow.discard(token)
        self.happen(activity, self.definitions[index], payload)
        if not self.interrupting:
            rearm(token, index)

    def happen(self, activity, definition, payload):
        """The event has occurred at `activity`."""
        room = activity.workflow
        if self.interrupting:
            room.withdraw(activity)
        token = room.spawn(self, x=1, **kept_scope(activity))
        if not self.interrupting and definition.private and definition.variable:
            token.internal_data["sc"] = private_scope(token, {definition.variable: payload})
        else:
            definition.take(token, payload)


def kept_scope(activity) -> dict:
    data = activity.internal_data
    return {"sc": data["sc"]} if "sc" in data and "i" not in data else {}


def private_scope(token, variables) -> int:
    """What a non-interrupting handler brought is its own: two departments' escalations do not overwrite each other."""
    top = token.workflow.top_workflow
    return top.scopes.open(top.scope_of(token).id, variables).id


class ThrowEvent(Node):
    """Intermediate throwing event. It has completed when it throws: what it throws may withdraw it (`e`: told already)."""

    definitions = ()

    @property
    def yields(self) -> bool:
        """A signal is not kept (10.5.5): thrown in one branch, it finds those whom another branch is just leading to their catch."""
        return any(d.kind == "signal" for d in self.definitions)

    def seen(self, token):
        return "e" not in token.internal_data and super().seen(token)

    def begin(self, token):
        prepared = [(d, d.prepare(token)) for d in self.definitions]
        if "e" not in token.internal_data:
            token.internal_data["e"] = 1
            self.tell(token)
        for definition, made in prepared:
            if token.alive:
                definition.send(token, made)
        if token.alive and token.state != TaskState.STARTED:
            self.finish(token)

    def tell(self, token):
        token.workflow.top_workflow.record.step(token, "completed")

    def compensated(self, token):
        """All handlers that this event drove have ended."""
        if token.internal_data.pop("cancel", None):
            compensation.leave_cancelled(token)
        elif "loose" in token.internal_data:        # nobody waits for it: the event itself has long gone on
            token._set_state(TaskState.COMPLETED)
            token.workflow.discard(token)
            token.workflow.path_ended()
        else:
            token.internal_data["p"] = DONE
            token.workflow.top_workflow.enqueue(token)

    def complete(self, token, flows):
        token._set_state(TaskState.COMPLETED)
        token.workflow.top_workflow.record.gone(token, "completed")
        token.workflow.pass_on(token, flows)


class EndEvent(ThrowEvent):
    """Throws, then its token is consumed. Errors, terminate and cancel end more than the path they are on."""

    def tell(self, token):
        super().tell(token)
        token.workflow.top_workflow.record.ended(token)
