"""What the diagram's parts have in common: sequence flows, and the node, a task spec of the library without its forecasts.

The library walks a tree of all tasks that ever were and of those that may come. Here a task is a token: it lives while its
element does, is a direct child of what it depends on (its scope, or the activity it is attached to), and goes when it is done.
So the cost of a step depends on what is alive and not on what has been.
"""
from dataclasses import dataclass, field

from SpiffWorkflow.bpmn.specs.mixins import BpmnSpecMixin
from SpiffWorkflow.util.task import TaskState

from app.engine.expressions import Expression, Failure, plain, truth

BEGUN, DONE = 0, 1                  # internal_data["p"]: the token has arrived; its work is done, only leaving is left


@dataclass
class Flow:
    """A sequence flow. `target` is the spec it leads to."""

    id: str
    source: str
    target: "Node" = field(repr=False)
    condition: Expression | None = None
    default: bool = False


class Node(BpmnSpecMixin):
    """A flow node. A token comes (`_update`), the work is begun (`begin`), and when it is done the token leaves (`finish`).

    A Failure in either parks the token as an incident; a retry calls `_update` again, which goes on where it stopped.
    """

    activity = False
    yields = False                  # its token lets all others move first
    splits_by_condition = True      # conditions on outgoing flows are honoured (BPMN 2.0, 13.3.1: conditional flows)

    def __init__(self, wf_spec, bpmn_id, *, kind, properties=None, **attributes):
        super().__init__(wf_spec, bpmn_id, **attributes)
        self.bpmn_name = attributes.get("bpmn_name") or ""
        self.kind, self.properties = kind, properties or {}
        self.outgoing: list[Flow] = []
        self.incoming: list[str] = []

    def join_to(self, flow: Flow):
        """Connects this node to the flow's target, in the library's graph and in ours."""
        self.outgoing.append(flow)
        flow.target.incoming.append(flow.id)
        self.connect(flow.target)

    # ---- hooks of the library -------------------------------------------------------------------------------------
    def _predict(self, my_task, seen=None, looked_ahead=0, mask=TaskState.PREDICTED_MASK):
        """No forecasts: they are what makes the library's cost and state grow."""

    def _update(self, my_task):
        """A token has come, or is tried again after an incident."""
        data = my_task.internal_data
        if "p" not in data:
            data["p"] = BEGUN
            self.arrive(my_task)
        if not my_task.alive:           # a boundary event has taken it away as it came
            return
        if data["p"] == DONE:
            self.finish(my_task)
        else:
            self.begin(my_task)

    def _on_cancel(self, my_task):
        for child in my_task.children:
            child.cancel()
        top = my_task.workflow.top_workflow
        room = top.subprocesses.pop(my_task.id, None)
        if room is not None:
            room.empty()
        if self.seen(my_task):
            top.record.step(my_task, "cancelled")
        top.record.gone(my_task, "cancelled")
        my_task.workflow.discard(my_task)

    # ---- what kinds of nodes differ in ----------------------------------------------------------------------------
    def seen(self, token) -> bool:
        """Whether the trace has told that this token entered."""
        return "p" in token.internal_data

    def arrive(self, token):
        token.workflow.top_workflow.record.step(token, "entered")

    def begin(self, token):
        self.finish(token)

    def dormant(self, token) -> bool:
        """Whether the token does not hold its room open: an event sub-process that only listens."""
        return False

    def finish(self, token):
        token.internal_data["p"] = DONE
        self.complete(token, self.choose(token))

    def choose(self, token, extra=None) -> list[Flow]:
        """The flows that get a token: unconditional ones and those whose condition holds; the default if none does."""
        if not self.splits_by_condition or not any(f.condition or f.default for f in self.outgoing):
            return self.outgoing
        free = [f for f in self.outgoing if not f.condition and not f.default]
        held = [f for f in self.outgoing if f.condition and holds(f.condition, token, extra)]
        chosen = free + (held or [f for f in self.outgoing if f.default])
        if not chosen:
            raise no_way_out(self)
        return chosen

    def complete(self, token, flows):
        token._set_state(TaskState.COMPLETED)
        top = token.workflow.top_workflow
        top.record.step(token, "completed")
        top.record.gone(token, "completed")
        token.workflow.pass_on(token, flows)


def holds(condition: Expression, token, extra=None) -> bool:
    return truth(token.workflow.script_engine.evaluate(token, condition, extra), condition.source)


def no_way_out(node: Node) -> Failure:
    return Failure("err_no_flow", f"“{node.bpmn_name or node.bpmn_id}”的条件都不成立，也没有默认流。")


def write(token, values: dict):
    """Each entry becomes a variable in the token's scope, `case` never; a data output of the activity is kept with it."""
    top = token.workflow.top_workflow
    scope, ports = top.scope_of(token), ports_of(token)
    for name, value in values.items():
        if ports is not None and name in token.task_spec.ports:
            ports[token.task_spec.ports[name]] = value
        elif name != "case":
            top.scopes.write(scope, name, value)


def value_of(token, expression: Expression, extra=None):
    """The expression's value as data to keep."""
    return plain(token.workflow.script_engine.evaluate(token, expression, extra))


def ports_of(token) -> dict | None:
    """The values of the data inputs and outputs of the activity that the token, or its round, stands in."""
    return token.instance_of.internal_data.get("io")


def run_script(token, script: Expression):
    """A script is one FEEL context; its entries become variables."""
    made = value_of(token, script)
    if not isinstance(made, dict):
        raise Failure("err_script", f"脚本 {script.source} 应为 FEEL 上下文 {{名称: 表达式}}。")
    write(token, made)
