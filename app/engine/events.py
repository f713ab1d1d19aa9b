"""Events on their way: who catches what, and what catching does (BPMN 2.0, 10.5 and 13.5)."""
from heapq import heapify, heappop, heappush

from SpiffWorkflow.util.task import TaskState

from app.engine.contract import EngineError

FIRING_COSTS = 10       # steps of the budget: a diagram whose timers are always due comes to rest sooner


def wait_id(token, index: int) -> str:
    """Id of a timer or receiver: its token's, with the number of the definition if the event has several."""
    return str(token.id) if len(token.task_spec.definitions) < 2 else f"{token.id}.{index}"


def waiting(top, kind):
    """Every (token, index, definition, armed) that waits for this kind of event."""
    for token in list(top.tokens()):
        if token.state == TaskState.WAITING and "a" in token.internal_data:
            for index, armed in enumerate(token.internal_data["a"]):
                definition = token.task_spec.definitions[index]
                if definition.kind == kind and index not in token.internal_data.get("seen", ()):
                    yield token, index, definition, armed


def trigger(token, index: int, payload=None):
    """The waiting event happens."""
    spec = token.task_spec
    if spec.all_needed:
        seen = token.internal_data.setdefault("seen", [])
        seen.append(index)
        if len(seen) < len(spec.definitions):
            spec.definitions[index].take(token, payload)
            return
    spec.fired(token, index, payload)


def end_race(token):
    """Behind an event-based gateway the others are withdrawn."""
    race = token.internal_data.pop("race", None)
    if race is not None:
        for other in token.workflow.task_tree.children:
            if other.internal_data.get("race") == race:
                other.cancel()


def rearm(token, index: int):
    """A non-interrupting event goes on waiting, or has had its last turn."""
    top = token.workflow.top_workflow
    left = token.task_spec.definitions[index].again(token.internal_data["a"][index], top.now)
    top.record.disarmed(token)
    if left is None:
        token._set_state(TaskState.CANCELLED)
        token.workflow.discard(token)
    else:
        token.internal_data["a"][index] = left
        token.internal_data.pop("seen", None)
        note_armed(token)


# ---- throwing -------------------------------------------------------------------------------------------------------
def climb(room, kind, code, payload, origin=None):
    """An error or escalation on its way up: the activity it comes from, then each scope's event sub-processes and the boundary
    of the activity that the scope runs in (10.5.6, 10.5.7). True if somebody caught it."""
    if origin is not None and at_boundary(origin.instance_of, kind, code, payload):
        return True
    below = None
    while room is not None:
        if in_event_subprocess(room, kind, code, payload, below):
            return True
        owner = getattr(room, "owner", None)
        if owner is None:
            return False
        if at_boundary(owner.instance_of, kind, code, payload):
            return True
        room, below = owner.workflow, owner.task_spec
    return False


def best_match(candidates, kind, code):
    """(thing, definition) that catches this code; one that names the code before one that catches all."""
    found = [(thing, d) for thing, definitions in candidates for d in definitions
             if d.kind == kind and d.code in (None, code)]
    return min(found, key=lambda pair: pair[1].code is None, default=None)


def at_boundary(activity, kind, code, payload) -> bool:
    spec = activity.task_spec
    found = best_match([(b, b.definitions) for b in getattr(spec, "boundary", ())], kind, code)
    if found is None:
        return False
    found[0].happen(activity, found[1], payload)
    return True


def in_event_subprocess(room, kind, code, payload, below) -> bool:
    if room.interrupted:
        return False
    found = best_match([(s, s.definitions) for s in room.spec.event_subs if s is not below], kind, code)
    if found is None:
        return False
    found[0].happen(room, found[1], payload)
    return True


def throw_error(room, code, payload, origin=None, name=""):
    """An error that nobody catches ends the instance (10.5.6)."""
    top = room.top_workflow
    if not climb(room, "error", code, payload, origin):
        top.stop("error", [code, name or code])


def caught_as_error(token, failure) -> bool:
    """What fails at an activity is an error there: its boundary may catch it, by the failure's code or by catching all."""
    return token.task_spec.activity and at_boundary(token.instance_of, "error", failure.code, failure.sentence)


def broadcast(top, name, payload):
    """A signal reaches every catcher in this instance."""
    for token, index, definition, _armed in list(waiting(top, "signal")):
        if definition.name == name and token.state == TaskState.WAITING:
            trigger(token, index, payload)


def deliver(top, name, key, payload, receiver=None):
    """A message for one receiver. Raises EngineError(no_receiver)."""
    fitting = [(armed[0] is None, token, index) for token, index, definition, armed in waiting(top, "message")
               if definition.name == name and (wait_id(token, index) == receiver if receiver else
                                               definition.fits(top, armed, key, payload))]
    if fitting:
        _any, token, index = min(fitting, key=lambda found: found[0])       # one that waits for this key before one for any
        return trigger(token, index, payload)
    raise EngineError(f"没有环节在等消息 {name}。", code="no_receiver")


def check_conditions(top) -> bool:
    """Conditional events whose condition has just become true happen. True if one did."""
    asked = list(waiting(top, "conditional"))
    top.budget -= len(asked)
    return any([_has_become_true(*found) for found in asked])


def _has_become_true(token, index, definition, armed) -> bool:
    if token.state != TaskState.WAITING:
        return False
    was, armed[0] = armed[0], definition.holds(token)
    if armed[0] and not was:
        trigger(token, index)
        return True
    return False


def happen_if_true(token):
    """A condition that holds already when one begins to wait for it has become true by that (10.5.5)."""
    for index, definition in enumerate(token.task_spec.definitions):
        if definition.kind == "conditional" and "a" in token.internal_data:
            _has_become_true(token, index, definition, token.internal_data["a"][index])


def fire_timers(top):
    """Everything due at `top.now`, earliest first, each with all that follows from it; what is armed meanwhile takes its turn.

    When half of the command's budget is spent the rest stays due, for the next FireTimers: a backlog is worked off in portions.
    """
    enough = top.budget // 2
    top.agenda = []
    for token, index, _definition, armed in waiting(top, "timer"):
        top.agenda.append((armed[0], token.id, index, token))
    heapify(top.agenda)
    while top.agenda and top.agenda[0][0] <= top.now and top.status == "running" and top.budget > enough:
        due, _id, index, token = heappop(top.agenda)
        if token.state == TaskState.WAITING and token.internal_data["a"][index][0] == due:
            top.budget -= FIRING_COSTS
            trigger(token, index)
            top.settle()
    top.agenda = None


def note_armed(token):
    """Tells the host what the token waits for; while timers fire, a new one joins the agenda."""
    top = token.workflow.top_workflow
    top.record.armed(token)
    if top.agenda is not None:
        for index, armed in enumerate(token.internal_data["a"]):
            if token.task_spec.definitions[index].kind == "timer":
                heappush(top.agenda, (armed[0], token.id, index, token))
