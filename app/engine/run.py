"""One command carried out on one instance: bytes in, Advance out. Nothing outside is read or changed but through `services`."""
from dataclasses import dataclass, field
from datetime import datetime

from SpiffWorkflow.util.task import TaskState

from app.engine import codec, events, marking, moving
from app.engine.bundle import CompiledBundle
from app.engine.contract import (Advance, Broadcast, Cancel, Command, Data, Deliver, EngineError, FireTimers, Functions,
                                 Incident, Move, OpenTask, Place, Receiver, Retry, Services, Start, Submit, Timer)
from app.engine.expressions import Failure, Lent, incoming
from app.engine.flow import DONE, write
from app.engine.instance import CANCELLED, RUNNING, Instance
from app.engine.live import Live
from app.engine.record import Record, open_task


def advance(bundle: CompiledBundle, state: bytes | None, command: Command, *, now: datetime, services: Services = {},
            functions: Functions = {}, case: Data | None = None, live: Live | None = None) -> Advance:
    """The outcome of the command. `now` must be aware. `case`: what the name `case` means in every expression; it may also come
    in the data of Start and Submit, and stays until the next. `live`: where the host keeps instances for their next command.

    Raises EngineError for a command that does not fit the state (no_such_task, no_such_process, no_receiver, finished, bad_state,
    bad_data, too_large); nothing has happened then.
    """
    if now.tzinfo is None:
        raise EngineError("时间应带时区。", code="bad_time")
    record = Record(now)
    top = _instance(bundle, state, command, record, live)
    top.now, top.services = now, services
    if case is not None:
        top.case = incoming(case)
    elif isinstance(command, Start | Submit) and "case" in command.data:
        top.case = incoming(command.data["case"])
    top.lent = Lent(functions, top.case)
    COMMANDS[type(command)](top, command)
    top.settle()
    after = codec.dump(top)
    outcome = record.advance(after, top.status, top.scopes.root.vars, top.error and top.error[0])
    if live is not None and top.status == RUNNING:
        live.keep(after, top)
    return outcome


def _instance(bundle, state, command, record, live) -> Instance:
    if isinstance(command, Start):
        return Instance(bundle, command.process_id, record)
    top = live.take(bundle, state) if live is not None and state else None
    if top is None:
        top = codec.load(bundle, state or b"", record)
    if top.status != RUNNING:
        raise EngineError("流程已经结束，不能再推进。", code="finished")
    top.record = record
    return top


def _start(top, command: Start):
    top.scopes.root.vars.update({k: v for k, v in incoming(command.data).items() if k != "case"})
    try:
        top.spec.enter(top, command.message, incoming(command.payload))
    except Failure as failure:
        raise EngineError(failure.sentence, code="no_such_start") from failure


def _submit(top, command: Submit):
    token = top.token(command.task)
    if "o" not in token.internal_data:
        raise EngineError(f"“{token.task_spec.bpmn_name}”现在不是待办任务。", code="no_such_task")
    write(token, incoming(command.data))
    top.record.submitted(token)
    token.internal_data["p"] = DONE
    top.enqueue(token)


def _fire(top, command: FireTimers):
    events.fire_timers(top)


def _deliver(top, command: Deliver):
    events.deliver(top, command.name, incoming(command.key), incoming(command.payload), command.receiver)


def _broadcast(top, command: Broadcast):
    events.broadcast(top, command.name, incoming(command.payload))


def _cancel(top, command: Cancel):
    top.stop(CANCELLED)


def _retry(top, command: Retry):
    token = top.token(command.task)
    if "inc" not in token.internal_data:
        raise EngineError("这个环节没有待处理的故障。", code="no_such_task")
    top.record.mended(token)
    top.enqueue(token)


COMMANDS = {Start: _start, Submit: _submit, FireTimers: _fire, Deliver: _deliver, Broadcast: _broadcast, Cancel: _cancel,
            Retry: _retry, Move: moving.move}


@dataclass
class Standing:
    """What stands in an instance now, for whoever starts afresh."""

    status: str
    tasks: list[OpenTask] = field(default_factory=list)
    timers: list[Timer] = field(default_factory=list)
    receivers: list[Receiver] = field(default_factory=list)         # of messages
    signals: list[Receiver] = field(default_factory=list)
    others: list[tuple[str, str, str]] = field(default_factory=list)    # (node, conditional, name) waited for
    incidents: list[Incident] = field(default_factory=list)
    data: Data = field(default_factory=dict)


def standing(bundle: CompiledBundle, state: bytes) -> Standing:
    """Everything that is open in the stored state. Raises EngineError(bad_state)."""
    return standing_of(codec.load(bundle, state, None))


def standing_of(top: Instance) -> Standing:
    found = Standing(top.status, data=top.scopes.root.vars)
    for token in top.tokens():
        data, spec = token.internal_data, token.task_spec
        if "o" in data:
            found.tasks.append(open_task(token))
        if "inc" in data:
            found.incidents.append(Incident(str(token.id), spec.bpmn_id, spec.bpmn_name, *data["inc"]))
        if token.state == TaskState.WAITING:
            for index, armed in enumerate(data.get("a", ())):
                definition = spec.definitions[index]
                thing = definition.watched(token, index, armed)
                if isinstance(thing, Timer):
                    found.timers.append(thing)
                elif isinstance(thing, Receiver):
                    (found.receivers if thing.kind == "message" else found.signals).append(thing)
                else:
                    found.others.append((spec.bpmn_id, definition.kind, definition.name or ""))
    return found


def places(bundle: CompiledBundle, state: bytes) -> list[Place]:
    """Where tokens stand that a person may move. Raises EngineError(bad_state)."""
    return marking.places(codec.load(bundle, state, None))


def visible(bundle: CompiledBundle, state: bytes, task: str) -> Data:
    """The variables that expressions see at this open task, the innermost of equal names. Raises EngineError."""
    top = codec.load(bundle, state, None)
    token = top.token(task)
    return {name: value for scope in top.scopes.chain(top.scope_of(token)) for name, value in scope.items()}


def positions(bundle: CompiledBundle, state: bytes) -> dict[str, dict[str, int]]:
    """Where the instance stands: {process id: {node: how many}}. Of a loop its rounds count, not the activity around them;
    boundary events and listening event sub-processes stand nowhere by themselves. Nothing of an ended instance."""
    top = codec.load(bundle, state, None)
    found: dict[str, dict[str, int]] = {}
    if top.status != RUNNING:
        return found
    for token in top.tokens():
        spec = token.task_spec
        listens = spec.kind == "boundaryEvent" or "used" in token.internal_data or spec.dormant(token)
        if listens or any("i" in c.internal_data for c in token.children):
            continue
        nodes = found.setdefault(spec._wf_spec.process_id, {})
        nodes[spec.bpmn_id] = nodes.get(spec.bpmn_id, 0) + 1
    return found
