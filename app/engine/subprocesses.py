"""Activities with an inside: sub-processes, called processes, ad-hoc sub-processes (10.3.5, 10.3.6, 13.3.4, 13.3.5)."""
from SpiffWorkflow.util.task import TaskState

from app.engine import compensation
from app.engine.activities import Activity
from app.engine.data import DECLARED
from app.engine.expressions import Expression, Failure, Missing, plain
from app.engine.flow import DONE, holds, value_of, write
from app.engine.instance import SubRoom


class SubProcess(Activity):
    """An embedded sub-process: a room of its own, the data of its surroundings. `inner` names its spec."""

    inner: str = ""
    transaction = False

    def work(self, token):
        if "undo" in token.internal_data:
            return compensation.reopen(token)
        room = self.open_room(token, self.scope_inside(token))
        room.spec.enter(room)

    def scope_inside(self, token) -> int:
        """That of its surroundings; one around what it declares itself, if it does."""
        top = token.workflow.top_workflow
        around, declared = top.scope_of(token), top.bundle.specs[self.inner].declares
        return top.scopes.open(around.id, dict.fromkeys(declared), DECLARED).id if declared else around.id

    def open_room(self, token, scope: int):
        top = token.workflow.top_workflow
        if token.workflow.depth >= top.limits.calls:
            raise Failure("err_depth", f"流程嵌套超过 {top.limits.calls} 层。")
        token._set_state(TaskState.STARTED)
        room = top.subprocesses[token.id] = SubRoom(top.bundle.specs[self.inner], token, scope)
        return room

    def room_done(self, token, room):
        token.internal_data["p"] = DONE
        if room.done_before:
            token.internal_data["done"] = room.done_before
        token.workflow.top_workflow.enqueue(token)

    def remember(self, token):
        """Of a loop every round is noted, so that each is undone."""
        rounds = token.internal_data.get("done_rounds")
        if rounds and self.handler is None:
            token.workflow.done_before += [[self.name, inner] for inner in rounds]
        elif self.handler is not None or "done" in token.internal_data or self.undoes_itself(token):
            token.workflow.done_before.append([self.name, token.internal_data.get("done")])

    def undoes_itself(self, token) -> bool:
        inner = token.workflow.top_workflow.bundle.specs[self.inner]
        return any(d.kind == "compensate" for s in inner.event_subs for d in s.definitions)


class CallActivity(SubProcess):
    """A process of the bundle in a scope of its own. Without mappings everything goes in and everything comes out."""

    def __init__(self, wf_spec, bpmn_id, **attributes):
        super().__init__(wf_spec, bpmn_id, **attributes)
        self.mapped_in, self.mapped_out = [], []

    def work(self, token):
        top = token.workflow.top_workflow
        if self.mapped_in or self.mapped_out:
            given = dict(self._mapped(token))
        else:
            given = self._declared(top, top.scopes.chain(top.scope_of(token)))
        stands_in_for = getattr(top.services, "stands_in_for", None)        # in a rehearsal alone, see stand_ins
        if stands_in_for is not None and stands_in_for(self.inner):
            return self.stood_in_for(token, given)
        room = self.open_room(token, top.scopes.open(None, given).id)
        room.spec.enter(room)

    def stood_in_for(self, token, given):
        """A rehearsal says what the called process hands back, and it is over."""
        back = plain(token.workflow.top_workflow.services.handed_back(self.inner, given))
        token.internal_data["back"] = token.workflow.top_workflow.scopes.open(None, {**given, **back}).id
        self.finish(token)

    def _mapped(self, token):
        for source, target in self.mapped_in:
            try:
                yield target, value_of(token, source)
            except Missing:         # a data element without a value fills nothing; the called process may say that it needs it
                continue

    def _declared(self, top, layers) -> dict:
        """What the called process says it takes (10.4.1), everything if it says nothing."""
        given = {}
        for layer in layers:
            given.update(layer)
        takes = top.bundle.specs[self.inner].takes
        missing = [name for name in takes or () if name not in given]
        if missing:
            raise Failure("err_missing_input", f"调用的流程 {self.inner} 需要 {'、'.join(missing)}，这里没有。")
        return given if takes is None else {name: given[name] for name in takes}

    def room_done(self, token, room):
        token.internal_data["back"] = room.scope
        super().room_done(token, room)

    def outputs(self, token):
        top = token.workflow.top_workflow
        if "back" in token.internal_data:
            came = top.scopes[token.internal_data["back"]].vars
            if self.mapped_in or self.mapped_out:
                sight = [top.lent, came]
                write(token, self._brought(sight, top.now))
            else:
                gives = top.bundle.specs[self.inner].gives
                write(token, came if gives is None else {name: came[name] for name in gives if name in came})
            del token.internal_data["back"]
        super().outputs(token)

    def _brought(self, sight, now) -> dict:
        found = {}
        for source, target in self.mapped_out:
            try:
                found[target] = plain(source(sight, now))
            except Missing:
                continue
        return found

    def remember(self, token):
        if self.handler is not None:
            token.workflow.done_before.append([self.name, None])


class AdHocSubProcess(SubProcess):
    """Its activities in any order; done when `completion` holds, or when all that began have ended (BPMN 2.0, 13.3.5)."""

    completion: Expression | None = None
    sequential = False
    cancel_remaining = True

    def work(self, token):
        room = token.workflow.top_workflow.subprocesses.get(token.id)
        if room is None:
            token.internal_data["next"] = 1
            super().work(token)
        else:
            self.one_has_ended(token, room)

    def one_has_ended(self, token, room):
        data = token.internal_data
        enough = data.get("enough") or self.completion is not None and holds(self.completion, room.task_tree)
        token._set_state(TaskState.STARTED)
        if enough and (self.cancel_remaining or not room.has_live()):
            return room.close()
        if enough:
            data["enough"] = 1
        elif self.sequential and not room.has_live() and data["next"] < len(room.spec.open_ended):
            room.spawn(room.spec.open_ended[data["next"]])
            data["next"] += 1
        elif not room.has_live():
            room.close()
