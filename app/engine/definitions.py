"""Event definitions: what is thrown, and what a waiting event remembers of it (`arm`, evaluated once, stored with the token)."""
from datetime import datetime

from SpiffWorkflow.bpmn.specs import event_definitions as library
from SpiffWorkflow.bpmn.specs.event_definitions.base import EventDefinition

from app.engine import compensation, events, timers
from app.engine.contract import OutMessage, Receiver, Timer
from app.engine.expressions import Expression, Failure, outgoing, plain
from app.engine.flow import value_of, write


class Definition:
    """`listens`: a token has to wait for it. Errors, escalations and compensations are looked up when they are thrown."""

    kind = ""
    listens = False
    private = False                 # what it brings a non-interrupting handler is the handler's own
    payload: Expression | None = None
    variable: str | None = None

    def arm(self, token):
        return []

    def watched(self, token, index, armed) -> Timer | Receiver | None:
        """What the host has to know to wake this event."""
        return None

    def again(self, armed, now) -> list | None:
        """What a non-interrupting event waits for after it has fired; None: nothing more."""
        return armed

    def take(self, token, payload):
        """What the event brought becomes data: the named variable, or the entries of a context."""
        if self.variable:
            write(token, {self.variable: payload})
        elif isinstance(payload, dict):
            write(token, payload)

    def prepare(self, token):
        """What is thrown, computed before anything has happened."""
        return value_of(token, self.payload) if self.payload else None

    def send(self, token, prepared):
        """The event is thrown; it may withdraw the token."""

    def send_from(self, activity, prepared):
        """Thrown by an activity: its own boundary may catch it."""
        self.send(activity, prepared)


class TimerDefinition(Definition, library.TimeDateEventDefinition):
    kind = "timer"
    listens = True

    def __init__(self, expression: Expression | str):
        super().__init__(None, expression)

    def arm(self, token):
        top = token.workflow.top_workflow
        value = self.expression if isinstance(self.expression, str) else top.script_engine.evaluate(token, self.expression)
        plan = timers.schedule(value, top.now, top.limits)
        return [plan.due] if plan.every is None else [plan.due, plan.times, plan.every, plan.until]

    def watched(self, token, index, armed):
        spec = token.task_spec
        return Timer(events.wait_id(token, index), spec.bpmn_id, spec.bpmn_name, armed[0])

    def again(self, armed, now: datetime):
        if len(armed) == 1 or armed[1] <= 1:
            return None
        due, times, every, until = armed
        following = timers.span(every).after(due)
        return None if until is not None and following > until else [following, times - 1, every, until]


class MessageDefinition(Definition, library.MessageEventDefinition):
    """`key`: our own correlation, evaluated where the event is. `conversations`: the standard's (8.4.2), correlation key →
    expressions over the payload; the first message of a conversation sets the key, later ones have to agree."""

    kind = "message"
    listens = True

    def __init__(self, name: str, key: Expression | None = None, conversations: dict[str, list[Expression]] | None = None):
        super().__init__(name)
        self.key, self.conversations = key, conversations or {}

    def arm(self, token):
        return [value_of(token, self.key)] if self.key else [self._known(token.workflow.top_workflow)]

    def _known(self, top):
        return next((top.conversations[c] for c in self.conversations if c in top.conversations), None)

    def watched(self, token, index, armed):
        return Receiver(events.wait_id(token, index), token.task_spec.bpmn_id, self.name, armed[0])

    def keys_in(self, top, payload) -> dict:
        """What the payload says of each conversation; a payload that lacks the properties says nothing."""
        found = {}
        for conversation, parts in self.conversations.items():
            try:
                values = [plain(part([top.lent, payload if isinstance(payload, dict) else {}], top.now)) for part in parts]
            except Failure:
                continue
            found[conversation] = values[0] if len(values) == 1 else values
        return found

    def fits(self, top, armed, key, payload) -> bool:
        """Whether a message with this key and payload is meant for the event that waits so."""
        known = armed[0] if self.key or armed[0] is not None else self._known(top)
        said = self.keys_in(top, payload)
        if said:
            agrees = all(top.conversations.get(c, value) == value for c, value in said.items())
            return agrees and (not self.key or known in (None, key))
        return known is None or known == key

    def take(self, token, payload):
        top = token.workflow.top_workflow
        for conversation, value in self.keys_in(top, payload).items():
            top.conversations.setdefault(conversation, value)
        super().take(token, payload)

    def prepare(self, token):
        top, payload = token.workflow.top_workflow, super().prepare(token)
        said = self.keys_in(top, payload)
        for conversation, value in said.items():
            top.conversations.setdefault(conversation, value)
        key = value_of(token, self.key) if self.key else next(iter(said.values()), None)
        return key, payload

    def send(self, token, prepared):
        out = OutMessage(self.name, *outgoing(list(prepared)), token.task_spec.bpmn_id)
        token.workflow.top_workflow.record.message(out)


class SignalDefinition(Definition, library.SignalEventDefinition):
    kind = "signal"
    listens = True

    def watched(self, token, index, armed):
        return Receiver(events.wait_id(token, index), token.task_spec.bpmn_id, self.name, None, self.kind)

    def send(self, token, prepared):
        top = token.workflow.top_workflow
        top.record.signal(OutMessage(self.name, None, outgoing(prepared), token.task_spec.bpmn_id))
        events.broadcast(top, self.name, prepared)


class ErrorDefinition(Definition, library.ErrorEventDefinition):
    kind = "error"

    def send(self, token, prepared):
        events.throw_error(token.workflow, self.code, prepared, name=self.name)

    def send_from(self, activity, prepared):
        events.throw_error(activity.workflow, self.code, prepared, activity, name=self.name)


class EscalationDefinition(Definition, library.EscalationEventDefinition):
    kind = "escalation"
    private = True

    def send(self, token, prepared):
        events.climb(token.workflow, "escalation", self.code, prepared)

    def send_from(self, activity, prepared):
        events.climb(activity.workflow, "escalation", self.code, prepared, activity)


class ConditionalDefinition(Definition, library.ConditionalEventDefinition):
    """Fires when its condition becomes true. What it watches may not be there yet, so an unknown name is not a failure here."""

    kind = "conditional"
    listens = True

    def arm(self, token):
        return [False]

    def holds(self, token) -> bool:
        top = token.workflow.top_workflow
        try:
            return self.expression(top.scopes_of(token), top.now, strict=False, spent=top.computed) is True
        except Failure:         # it stays asked at every step, so one that cannot be computed now is simply not yet true
            return False


class TerminateDefinition(Definition, library.TerminateEventDefinition):
    kind = "terminate"

    def send(self, token, prepared):
        token.workflow.close()


class CancelDefinition(Definition, library.CancelEventDefinition):
    """Ends a transaction: everything in it is withdrawn, what it has done is compensated, it leaves by its cancel boundary."""

    kind = "cancel"

    def send(self, token, prepared):
        compensation.cancel_transaction(token)


class CompensateDefinition(Definition, EventDefinition):
    """`activity`: what is compensated; None: everything in the scope. `waits`: for the handlers, before it goes on."""

    kind = "compensate"

    def __init__(self, activity: str | None = None, waits: bool = True):
        super().__init__("compensate")
        self.activity, self.waits = activity, waits

    def send(self, token, prepared):
        driver = token if self.waits else token.workflow.spawn(token.task_spec, e=1, loose=1)
        compensation.start(driver, self.activity)
