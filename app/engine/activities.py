"""Activities: tasks, and what all share: boundary events, scripts before and after, loops, data. See also subprocesses.py."""
from SpiffWorkflow.util.task import TaskState

from app.engine import compensation, events, timers
from app.engine.contract import NOTHING, BpmnError, Decided
from app.engine.event_nodes import Catching
from app.engine.expressions import Expression, Failure, Missing, outgoing, plain
from app.engine.flow import DONE, Node, run_script, value_of, write
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
        top.computed(made.steps)
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
