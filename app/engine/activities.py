"""Activities: tasks, sub-processes, calls, and what they share: boundary events, scripts before and after, loops, data."""
from SpiffWorkflow.util.task import TaskState

from app.engine import compensation, events, timers
from app.engine.contract import NOTHING, BpmnError, Decided
from app.engine.event_nodes import Catching
from app.engine.expressions import Expression, Failure, Missing, outgoing, plain
from app.engine.flow import DONE, Node, holds, run_script, value_of, write
from app.engine.instance import SubRoom
from app.rules import dmn


class Activity(Node):
    """`loop` (loops.py) makes a token the body of rounds; `boundary` are the attached events; `before`, `after` are scripts;
    `data_in`, `data_out` are data associations [(source Expression, target variable)]; `ports` its own data inputs and outputs,
    {name or id: id}, which only it sees (10.4.1); `handler` compensates it."""

    activity = True
    loop = None
    handler = None
    is_handler = False
    ports: dict[str, str] = {}
    shares_ports = False            # a multi-instance takes in and gives out once for all its rounds
    needs_tokens = 1                # startQuantity, completionQuantity (10.3.1)
    gives_tokens = 1

    def __init__(self, wf_spec, bpmn_id, **attributes):
        super().__init__(wf_spec, bpmn_id, **attributes)
        self.boundary, self.before, self.after, self.data_in, self.data_out = [], None, None, [], []

    def _update(self, my_task):
        if self.needs_tokens == 1 or "p" in my_task.internal_data or "i" in my_task.internal_data or self.enough_tokens(my_task):
            super()._update(my_task)

    def enough_tokens(self, token) -> bool:
        """The last of those needed uses the others up."""
        room = token.workflow
        others = [t for t in room.tokens_at(self) if t.state == TaskState.WAITING and "p" not in t.internal_data]
        if len(others) + 1 < self.needs_tokens:
            token._set_state(TaskState.WAITING)
            return False
        for other in others:
            other._set_state(TaskState.COMPLETED)
            room.discard(other)
        return True

    def is_body(self, token) -> bool:
        return self.loop is not None and "i" not in token.internal_data and "undo" not in token.internal_data

    def seen(self, token):
        return "p" in token.internal_data and not self.is_body(token)

    def arrive(self, token):
        if not self.is_body(token):
            super().arrive(token)
        if "i" not in token.internal_data and "undo" not in token.internal_data:
            self.listen(token)

    def listen(self, token):
        """The attached events wait from the moment the activity is active, before its work begins (13.3.2)."""
        for spec in self.boundary:
            if spec.listens and token.alive:
                token.workflow.top_workflow.step(token.workflow.spawn(spec, token))

    def begin(self, token):
        body = self.is_body(token)
        if body == self.shares_ports:
            self.carry(token, self.data_in)
        if body:
            return self.loop.start(self, token)
        if self.before:
            run_script(token, self.before)
        self.work(token)

    def carry(self, token, associations):
        """What has no value is not carried: a data output that the work did not fill leaves its target as it is."""
        if self.ports:
            token.internal_data.setdefault("io", {})
        for source, target in associations:
            try:
                value = value_of(token, source)
            except Missing:
                continue
            write(token, {target: value})

    def work(self, token):
        self.finish(token)

    def finish(self, token):
        token.internal_data["p"] = DONE
        self.outputs(token)
        if "i" in token.internal_data:
            return self.loop.round_done(self, token)
        flows = self.choose(token) * self.gives_tokens
        self.remember(token)
        self.complete(token, flows)

    def outputs(self, token):
        """Done once, also if what follows fails and is tried again."""
        if "out" in token.internal_data:
            return
        body = self.is_body(token)
        if self.after and not body:
            run_script(token, self.after)
        if body == self.shares_ports:
            self.carry(token, self.data_out)
        token.internal_data["out"] = 1

    def remember(self, token):
        """A completed activity that can be compensated is noted in its room."""
        if self.handler is not None:
            token.workflow.done_before.append([self.name, None])

    def complete(self, token, flows):
        if self.is_handler:
            compensation.handler_done(token)
        elif self.is_body(token):
            token._set_state(TaskState.COMPLETED)
            token.workflow.pass_on(token, flows)
        else:
            super().complete(token, flows)

class Task(Activity):
    """An abstract task, or a manual one that nobody is named for: it is done outside and passes at once."""


class UserTask(Activity):
    """Waits for a Submit. `scope` and `deadline` are evaluated when it opens."""

    def __init__(self, wf_spec, bpmn_id, *, scope=None, deadline=None, **attributes):
        super().__init__(wf_spec, bpmn_id, **attributes)
        self.scope, self.deadline, self.manual = scope, deadline, True

    def work(self, token):
        if "o" in token.internal_data:
            return
        place = value_of(token, self.scope) if self.scope else None
        due = self._due(token) if self.deadline else None
        token.internal_data["o"] = [place, due]
        token._set_state(TaskState.READY)
        token.workflow.top_workflow.record.opened(token)

    def _due(self, token):
        top = token.workflow.top_workflow
        value = token.workflow.script_engine.evaluate(token, self.deadline)
        return None if value is None else timers.schedule(value, top.now, top.limits).due


class ScriptTask(Activity):
    script: Expression | None = None

    def work(self, token):
        if self.script:
            run_script(token, self.script)
        self.finish(token)


class ServiceTask(Activity):
    """Calls the host: synchronously, in the caller's transaction."""

    service: str | None = None
    parameters: dict[str, Expression] = {}
    result: str | None = None

    def work(self, token):
        top = token.workflow.top_workflow
        given = {name: value_of(token, source) for name, source in self.parameters.items()}
        try:
            answer = self._call(top.services, given)
        except BpmnError as error:
            return events.throw_error(token.workflow, error.code, error.payload, token, name=str(error))
        if self.result and answer is not NOTHING:
            write(token, {self.result: plain(answer)})
        self.finish(token)

    def _call(self, services, given):
        call = services.get(self.service)
        if call is None:
            raise Failure("err_no_service", f"没有名为“{self.service}”的服务。")
        try:
            return call(**given)
        except BpmnError:
            raise
        except Exception as error:  # noqa: BLE001 because whatever a host's service raises is an incident of this element only
            sentence = getattr(error, "sentence", None) or f"{type(error).__name__}: {error}"
            raise Failure(getattr(error, "code", None) or "err_service", f"服务“{self.service}”失败：{sentence}") from error


class BusinessRuleTask(Activity):
    """Runs a decision; its value goes to the variable that the decision names."""

    decision: str = ""

    def work(self, token):
        top = token.workflow.top_workflow
        if not self.decision:
            return self.undecided(token, top)
        model, variable, reads = top.bundle.decision(self.decision)
        seen = {name: top.lent.get(name) for name in reads if name in top.lent.functions}
        for layer in top.scopes_of(token):
            seen.update(layer)
        try:
            made = model.decide(self.decision, seen, strict=True, now=top.now)
        except dmn.DmnError as error:
            raise Failure(error.code, f"决策 {self.decision} 没有得出结果：{error.sentence}。") from error
        value = plain(made.value)
        inputs = {name: seen[name] for name in reads if name in seen and name not in top.lent.functions}
        top.record.decided(token, Decided(self.bpmn_id, self.decision, outgoing(inputs), made.fired, outgoing(value)))
        write(token, {variable: value})
        self.finish(token)

    def undecided(self, token, top):
        """No decision is named: the task goes on only where the host stands in for whatever is missing, as in a simulation."""
        if top.services.get(None) is None:
            raise Failure("err_no_decision", "没有写明要用哪个决策。")
        self.finish(token)


class SendTask(Activity):
    """Throws its message, then goes on."""

    definitions = ()

    def work(self, token):
        for definition in self.definitions:
            definition.send(token, definition.prepare(token))
        self.finish(token)


class ReceiveTask(Activity, Catching):
    """Waits for its message."""

    def work(self, token):
        self.wait(token)


class SubProcess(Activity):
    """An embedded sub-process: a room of its own, the data of its surroundings. `inner` names its spec."""

    inner: str = ""
    transaction = False

    def work(self, token):
        if "undo" in token.internal_data:
            return compensation.reopen(token)
        room = self.open_room(token, token.internal_data.get("sc", token.workflow.scope))
        room.spec.enter(room)

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
        room = self.open_room(token, top.scopes.open(None, given).id)
        room.spec.enter(room)

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
