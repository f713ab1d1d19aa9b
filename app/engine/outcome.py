"""What a simulation tells at its end: what has to happen, what may happen beside it, what is held back, how it ended."""
from SpiffWorkflow.util.task import TaskState

from app.engine import codec
from app.engine.definitions import ConditionalDefinition
from app.engine.record import open_task


def outcome(world) -> dict:
    """state · trace · waiting · listening · held · data · error · undelivered · instances with the data of each, if there were several."""
    tops = [codec.load(world.bundle, case.state, None) for case in world.cases]
    running = [top for top in tops if top.status == "running"]
    incidents = [t.internal_data["inc"][1] for top in running for t in top.tokens() if "inc" in t.internal_data]
    ended = [case.last.error for case in world.cases if case.last.status == "error"]
    state = "runtime_error" if incidents else "error_event" if ended else "waiting" if running else "completed"
    error = incidents[0] if incidents else f"错误事件 {ended[0]} 没有人捕获。" if ended else None
    told = {"state": state, "trace": world.trace, "waiting": [w for top in running for w in waiting(top)],
            "listening": [w for top in running for w in listening(top)],
            "held": [t.task_spec.bpmn_id for top in running for t in top.tokens() if is_held(t)], "data": all_data(tops), "error": error,
            "undelivered": [{"message": m.name, "key": m.key} for m in world.undelivered]}
    if len(tops) > 1:
        told["instances"] = [{"process": t.process_id, "status": t.status, "data": t.scopes.root.vars} for t in tops]
    return told


def all_data(tops) -> dict:
    """The variables of all instances; of equal names the first instance's."""
    return {name: value for top in reversed(tops) for name, value in top.scopes.root.vars.items()}


def listens_only(token) -> bool:
    return token.task_spec.kind == "boundaryEvent" or token.task_spec.dormant(token)


def waiting(top) -> list[dict]:
    """What has to happen for tokens to move on: tasks for people, events to catch, incidents to mend."""
    return [line for token in sorted(top.tokens(), key=lambda t: t.id) for line in _stands(token)]


def _stands(token) -> list[dict]:
    data, spec = token.internal_data, token.task_spec
    if "inc" in data:
        return [{"id": spec.bpmn_id, "kind": "incident", "error": data["inc"][1]}]
    if "o" in data:
        task = open_task(token)
        return [{"id": spec.bpmn_id, "kind": "task", "name": task.name, "role": task.role, "item": task.item,
                 "due_at": task.due_at and task.due_at.isoformat()}]
    return _awaited(token) if "a" in data and not listens_only(token) else []


def is_held(token) -> bool:
    """At a join that lacks a token, or an activity that needs several: others have to come first."""
    return token.state == TaskState.WAITING and "a" not in token.internal_data


def listening(top) -> list[dict]:
    """Boundary events and event sub-processes that may happen while tokens stand elsewhere."""
    return [line for token in top.tokens() if listens_only(token) and "a" in token.internal_data for line in _awaited(token)]


def _awaited(token) -> list[dict]:
    done = token.internal_data.get("seen", ())
    return [_event(token, definition, armed) for index, (definition, armed)
            in enumerate(zip(token.task_spec.definitions, token.internal_data["a"], strict=True)) if index not in done]


def _event(token, definition, armed) -> dict:
    line = {"id": token.task_spec.bpmn_id, "kind": definition.kind}
    if definition.kind == "timer":
        return line | {"due_at": armed[0].isoformat()}
    if definition.kind == "message":
        return line | {"message": definition.name, "key": armed[0]}
    if isinstance(definition, ConditionalDefinition):
        return line | {"condition": definition.expression.source}
    return line | {"name": definition.name}
