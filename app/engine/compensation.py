"""Compensation (BPMN 2.0, 10.7, 13.5.5): what has been done is undone, last first, by the handlers that are attached to it.

A room notes what it has completed (`done_before`: [node, notes of its inside or None]). The token that compensates, the driver,
keeps the `plan` and starts one handler after the other; a completed sub-process without a handler of its own is opened once
more, only to compensate what it had done inside.
"""
from SpiffWorkflow.util.task import TaskState


def start(driver, activity: str | None = None):
    """A throw or end event compensates the scope it is in, or one activity of it."""
    room = scope_to_undo(driver.workflow)
    picked = [e for e in room.done_before if activity is None or e[0] == activity]
    room.done_before = [e for e in room.done_before if e not in picked]
    drive(driver, room, picked)


def scope_to_undo(room):
    """Thrown in an event sub-process, it is about the scope around it."""
    while getattr(room, "owner", None) is not None and room.owner.task_spec.kind == "eventSubProcess":
        room = room.owner.workflow
    return room


def drive(driver, room, plan):
    driver._set_state(TaskState.STARTED)
    driver.internal_data["plan"] = [list(entry) for entry in plan]
    driver.internal_data["in"] = room.owner.id if getattr(room, "owner", None) is not None else 0
    go_on(driver)


def go_on(driver):
    """The next handler of the plan, or the end of it."""
    top, data = driver.workflow.top_workflow, driver.internal_data
    room = top.subprocesses[data["in"]] if data["in"] else top
    if not data["plan"]:
        return undone(driver, room)
    name, inside = data["plan"].pop()
    spec = room.spec.task_specs[name]
    if spec.handler is not None:
        room.spawn(spec.handler, drv=driver.id)
    else:
        room.spawn(spec, drv=driver.id, undo=inside or [])


def undone(driver, room):
    data = driver.internal_data
    del data["plan"], data["in"]
    if "undo" in data:
        room.empty()
        driver.workflow.top_workflow.subprocesses.pop(driver.id, None)
        handler_done(driver)
    else:
        driver.task_spec.compensated(driver)


def reopen(token):
    """A completed sub-process, opened to undo its inside: by its compensation event sub-process if it has one."""
    room = token.task_spec.open_room(token, token.task_spec.scope_inside(token))
    inside = token.internal_data["undo"]
    own = next((s for s in room.spec.event_subs if any(d.kind == "compensate" for d in s.definitions)), None)
    if own is None:
        return drive(token, room, inside)
    room.done_before = inside
    token.internal_data.update({"plan": [], "in": token.id})
    room.spawn(own, x=1, ix=0, drv=token.id)


def handler_done(token):
    """A handler has ended: its driver goes on."""
    top = token.workflow.top_workflow
    if token.task_spec.loop is None:            # of a loop the rounds have been told
        top.record.step(token, "completed")
    top.record.gone(token, "completed")
    token._set_state(TaskState.COMPLETED)
    driver = top.token(str(token.internal_data["drv"]))
    token.workflow.discard(token)
    go_on(driver)


def cancel_transaction(token):
    """10.3.2: a cancel end event withdraws what is open in the transaction, undoes what is done, and leaves by the boundary."""
    room = token.workflow
    for other in room.task_tree.children:
        if other is not token:
            other.cancel()
    token.internal_data["cancel"] = 1
    start(token)


def leave_cancelled(token):
    """After the compensation of a cancelled transaction."""
    activity = token.workflow.owner.instance_of
    for event in activity.task_spec.boundary:
        for definition in event.definitions:
            if definition.kind == "cancel":
                return event.happen(activity, definition, None)
    token.workflow.close()
