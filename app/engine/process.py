"""The spec of a room: a process or sub-process, how it is entered and when it is over."""
from functools import cached_property

from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec
from SpiffWorkflow.specs.WorkflowSpec import WorkflowSpec

from app.engine import compensation
from app.engine.activities import ReceiveTask
from app.engine.event_nodes import BoundaryEvent, Catching, StartEvent, private_scope
from app.engine.events import rearm
from app.engine.expressions import Failure
from app.engine.flow import Node
from app.engine.gateways import EventBasedGateway, InclusiveGateway
from app.engine.subprocesses import AdHocSubProcess, SubProcess

ROOT = " room"      # a blank cannot stand in an XML id, so this name is free in every diagram


class RoomRoot(Node):
    """The root of a room's token tree; it is never executed."""


class ProcessSpec(BpmnProcessSpec):
    """The library's process spec without its Start, End and EndJoin: any XML id is free for the diagram's own elements.

    `process_id`: the called or root process that the room belongs to; `event_subs`: event sub-processes directly inside.
    """

    def __init__(self, name, process_id, description=None, filename=None, node=None):
        WorkflowSpec.__init__(self, name=name, filename=filename)
        self.process_id, self.description, self.svg = process_id, description, None
        self.io_specification, self.data_objects, self.data_stores, self.correlation_keys = None, {}, {}, {}
        self.bpmn_start_events = []
        self.start = RoomRoot(self, ROOT, kind="room")
        self.owner_node = node
        self.takes: list[str] | None = None         # names that a call may bring and take back (ioSpecification); None: all
        self.gives: list[str] | None = None
        self.named: dict[str, str] = {}             # name of a data object → its id, where they differ
        self.declares: list[str] = []               # data objects and properties: variables from the start, null at first

    @cached_property
    def nodes(self) -> list[Node]:
        return [n for n in self.task_specs.values() if n.name != ROOT]

    @cached_property
    def event_subs(self) -> list["EventSubProcess"]:
        return [n for n in self.nodes if isinstance(n, EventSubProcess)]

    @cached_property
    def inclusive_joins(self) -> list[InclusiveGateway]:
        return [n for n in self.nodes if isinstance(n, InclusiveGateway) and len(n.incoming) > 1]

    @cached_property
    def starts(self) -> list[StartEvent]:
        return [n for n in self.nodes if isinstance(n, StartEvent)]

    @cached_property
    def open_ended(self) -> list[Node]:
        """Nodes that nothing leads to; without a start event they are where tokens begin (13.2)."""
        return [n for n in self.nodes if not n.incoming and not isinstance(n, (StartEvent, BoundaryEvent, EventSubProcess))
                and not getattr(n, "is_handler", False)]

    @cached_property
    def predecessors(self) -> dict[str, list[tuple[str, str]]]:
        """node → [(node before it, flow between them)]; a boundary event comes after its activity."""
        found = {n.name: [] for n in self.nodes}
        for node in self.nodes:
            for flow in node.outgoing:
                found[flow.target.name].append((node.name, flow.id))
            if isinstance(node, BoundaryEvent):
                found[node.name].append((node.attached, ""))
        return found

    # ---- entering and leaving -------------------------------------------------------------------------------------
    def enter(self, room, message: str | None = None, payload=None):
        """The first tokens. `message`: enter by what that message or signal starts, or by the start event of that id; `payload` is what it
        brings.

        Raises Failure(err_no_start)."""
        variables = room.top_workflow.scopes[room.scope].vars
        for name in self.declares:
            variables.setdefault(name, None)
        for sub in self.event_subs:
            if sub.listens:
                room.spawn(sub)
        plain = [s for s in self.starts if not s.definitions]
        if message is not None:
            self.enter_by(room, message, payload)
        elif plain:
            room.spawn(plain[0])
        elif self.starts:
            for start in self.starts:
                room.spawn(start)
        else:
            self.begin_open_ended(room)

    def enter_by(self, room, event: str, payload=None):
        """A start event that needs all of its events (10.5.2, parallel multiple) has had its first and waits for the others."""
        node = self.started_by(event)
        heard = [i for i, d in enumerate(node.definitions) if getattr(d, "name", None) == event][:1]
        token = room.spawn(node, **({"seen": heard} if node.all_needed and heard and len(node.definitions) > 1 else {"x": 1}))
        for definition in node.definitions:
            if getattr(definition, "name", None) == event:
                definition.take(token, payload)

    def begin_open_ended(self, room):
        ad_hoc = self.owner_node if isinstance(self.owner_node, AdHocSubProcess) else None
        first = self.open_ended[:1] if ad_hoc and ad_hoc.sequential else self.open_ended
        for node in first:
            room.spawn(node)
        if not first:
            self.path_ended(room)

    @cached_property
    def event_starts(self) -> dict[tuple[str, str], Node]:
        """(message or signal, name) → start event, instantiating receive task, or event behind an instantiating gateway
        (10.5.6, 10.6.6)."""
        gateways = [n for n in self.nodes if isinstance(n, EventBasedGateway) and n.instantiates]
        receivers = [n for n in self.nodes if isinstance(n, ReceiveTask) and n.instantiates]
        behind = [f.target for g in gateways for f in g.outgoing]
        return {(d.kind, d.name): n for n in [*self.starts, *receivers, *behind] for d in n.definitions
                if d.kind in ("message", "signal")}

    def started_by(self, event: str) -> Node:
        for kind in ("message", "signal"):
            if (kind, event) in self.event_starts:
                return self.event_starts[kind, event]
        named = next((s for s in self.starts if s.bpmn_id == event), None)
        if named is not None:
            return named
        raise Failure("err_no_start", f"流程 {self.process_id} 没有由 {event} 触发的开始事件。")

    def path_ended(self, room):
        """A path has come to its end: the room is done when nothing in it is alive."""
        if not room.open:
            return
        if isinstance(self.owner_node, AdHocSubProcess):
            room.top_workflow.enqueue(room.owner)
        elif not room.has_live():
            room.close()


class EventSubProcess(SubProcess, Catching):
    """Listens while its scope lives (the token without `x`); happens (`x`) by its start event (10.3.3.5, 13.5.4)."""

    interrupting = True

    @property
    def listens(self) -> bool:
        return any(d.listens for d in self.definitions)

    def dormant(self, token):
        return "x" not in token.internal_data

    def seen(self, token):
        return "x" in token.internal_data and super().seen(token)

    def arrive(self, token):
        if "x" in token.internal_data:
            super().arrive(token)

    def begin(self, token):
        if "x" in token.internal_data:
            self.work(token)
        else:
            self.wait(token)

    def work(self, token):
        room = self.open_room(token, self.scope_inside(token))
        for sub in room.spec.event_subs:
            if sub.listens:
                room.spawn(sub)
        room.spawn(room.spec.starts[0], x=1)

    def fired(self, token, index, payload):
        room = token.workflow
        self.happen(room, self.definitions[index], payload)
        if not self.interrupting:
            rearm(token, index)

    def happen(self, room, definition, payload):
        """The event has occurred in `room`."""
        if self.interrupting:
            for other in room.task_tree.children:
                other.cancel()
            room.interrupted = True
        token = room.spawn(self, x=1)
        if not self.interrupting and definition.private and definition.variable:
            token.internal_data["sc"] = private_scope(token, {definition.variable: payload})
        else:
            definition.take(token, payload)

    def remember(self, token):
        """What an event sub-process did is its scope's affair."""

    def complete(self, token, flows):
        if "drv" in token.internal_data:
            return compensation.handler_done(token)
        super().complete(token, flows)
