"""Gateways: exclusive, parallel, inclusive, event-based (BPMN 2.0, 13.4)."""
from functools import cached_property

from SpiffWorkflow.util.task import TaskState

from app.engine.expressions import Expression, Failure
from app.engine.flow import DONE, Node, holds, no_way_out


class ExclusiveGateway(Node):
    """13.4.2: each token passes by itself, on the first flow whose condition holds, else on the default."""

    def choose(self, token):
        if len(self.outgoing) < 2 and not any(f.condition for f in self.outgoing):
            return self.outgoing
        for flow in self.outgoing:
            if flow.condition and holds(flow.condition, token):
                return [flow]
        chosen = [f for f in self.outgoing if f.default]
        if not chosen:
            raise no_way_out(self)
        return chosen


class Join(Node):
    """A gateway at which tokens wait for one another. `gather` gives the tokens to consume, or None to wait on."""

    def begin(self, token):
        if len(self.incoming) < 2:
            return self.finish(token)
        token._set_state(TaskState.WAITING)
        self.try_to_pass(token.workflow)

    def try_to_pass(self, room):
        used = self.gather(room)
        if used is None:
            return False
        first, *rest = used
        room.merge_scopes(first, rest)
        for token in rest:
            token._set_state(TaskState.COMPLETED)
            room.discard(token)
        first.internal_data["p"] = DONE
        room.top_workflow.enqueue(first)
        return True

    def one_of_each(self, room) -> dict:
        """The earliest waiting token of each incoming flow that has one."""
        found = {}
        for token in room.tokens_at(self):
            if token.state == TaskState.WAITING:
                found.setdefault(token.internal_data.get("f"), token)
        return found

    @cached_property
    def upstream(self) -> dict[str, set[str]]:
        """For each incoming flow: the names of nodes from which a path leads to it that does not visit this gateway."""
        return {flow: self._behind(flow) for flow in self.incoming}

    def _behind(self, flow_id: str) -> set[str]:
        before = self._wf_spec.predecessors
        start = next(n for n, flow in before[self.name] if flow == flow_id)
        seen, todo = {start}, [start]
        while todo:
            for name, _flow in before.get(todo.pop(), ()):
                if name not in seen and name != self.name:
                    seen.add(name)
                    todo.append(name)
        return seen - {self.name}


class ParallelGateway(Join):
    """13.4.1: one token of every incoming flow; one to every outgoing flow, whatever is written on them."""

    splits_by_condition = False

    def gather(self, room):
        found = self.one_of_each(room)
        return list(found.values()) if all(f in found for f in self.incoming) else None


class InclusiveGateway(Join):
    """13.4.3: waits while a token elsewhere in the scope can still reach an empty incoming flow, except one that can as well
    reach a flow that has its token already. Decided when nothing else can move (`Room.pass_inclusive_joins`)."""

    def try_to_pass(self, room):
        return False

    def settle(self, room) -> bool:
        return super().try_to_pass(room)

    def gather(self, room):
        found = self.one_of_each(room)
        if not found:
            return None
        return None if self.still_coming(room, [f for f in self.incoming if f not in found], found) else list(found.values())

    def still_coming(self, room, empty, full) -> bool:
        """Whether a token can reach one of the flows `empty` without the gateway, and none of those that are `full`."""
        others = {t.task_spec.name for t in room.live() if t.task_spec is not self}
        return any(any(name in self.upstream[f] for f in empty) and not any(name in self.upstream[f] for f in full) for name in others)


class ComplexGateway(InclusiveGateway):
    """13.4.5: passes once `activation` holds over `activationCount`, the number of incoming flows that have a token. What then
    comes by the other flows is used up, until nothing more can come; a token that keeps the flows `used` holds it so.

    Conditions of its outgoing flows may ask `waitingForStart`: true as it passes, false as it is reset. Only where one asks is
    anything produced at the reset: by the letter every flow would be taken twice, and no complex gateway be a discriminator (WCP-9)."""

    activation: Expression | None = None

    def begin(self, token):
        room = token.workflow
        held = next((t for t in room.tokens_at(self) if "used" in t.internal_data), None)
        if len(self.incoming) < 2:
            self.finish(token)
        elif held is not None and token.internal_data.get("f") not in held.internal_data["used"]:
            self._use_up(room, token, held)
        else:
            token._set_state(TaskState.WAITING)
            if held is None:
                Join.try_to_pass(self, room)

    def finish(self, token):
        if "used" in token.internal_data:       # the reset is tried again after an incident
            return self._end_turn(token.workflow, token)
        super().finish(token)

    def choose(self, token):
        return super().choose(token, {"waitingForStart": True})

    def gather(self, room):
        found = self.one_of_each(room)
        if not found:
            return None
        if not self._enough(room, found):
            return None
        if len(found) < len(self.incoming) or self.asking:
            room.spawn(self, used=list(found), p=DONE)._set_state(TaskState.STARTED)
        return list(found.values())

    @cached_property
    def asking(self) -> list:
        return [f for f in self.outgoing if f.condition and "waitingForStart" in f.condition.names]

    def _enough(self, room, found) -> bool:
        """A condition that fails parks the token that has waited longest: this may be asked when no token is being moved."""
        if self.activation is None:
            return len(found) == len(self.incoming)
        first = next(iter(found.values()))
        try:
            return holds(self.activation, first, {"activationCount": len(found)})
        except Failure as failure:
            room.top_workflow.park(first, failure)
            return False

    def _use_up(self, room, token, held):
        held.internal_data["used"].append(token.internal_data.get("f"))
        room.discard(token)
        if all(f in held.internal_data["used"] for f in self.incoming):
            self._end_turn(room, held)

    def _end_turn(self, room, held):
        """Tokens that came a second time by a used flow now begin the next turn."""
        try:
            flows = [f for f in self.asking if holds(f.condition, held, {"waitingForStart": False})]
        except Failure as failure:      # this is also done when no token is being moved
            return room.top_workflow.park(held, failure)
        if self.asking and not flows:
            flows = [f for f in self.outgoing if f.default]
        room.pass_on(held, flows)
        Join.try_to_pass(self, room)

    def settle(self, room) -> bool:
        for held in [t for t in room.tokens_at(self) if "used" in t.internal_data and "inc" not in t.internal_data]:
            used = held.internal_data["used"]
            if not self.still_coming(room, [f for f in self.incoming if f not in used], used):
                self._end_turn(room, held)
                return True
        return False

    def seen(self, token):
        return "used" not in token.internal_data and super().seen(token)


class EventBasedGateway(Node):
    """13.4.4: every following event waits; the first to happen takes the token, the others are withdrawn."""

    splits_by_condition = False
    instantiates = False

    def complete(self, token, flows):
        token._set_state(TaskState.COMPLETED)
        token.workflow.top_workflow.record.step(token, "completed")
        token.workflow.pass_on(token, flows, race=token.id)
