"""Tokens taken from where they stand and put elsewhere: what a supervisor does when a case went the wrong way.

What is withdrawn is withdrawn as an interruption would do it, with all that hangs on it; what is entered begins as if a token had come.
Rooms follow: one that nobody is left in goes without going on, one that the target lies in is entered.
"""
from collections.abc import Iterable

from app.engine.contract import EngineError, Move, Told
from app.engine.event_nodes import BoundaryEvent
from app.engine.flow import BEGUN, Node
from app.engine.gateways import Join
from app.engine.instance import Instance, Room, SubRoom, Token
from app.engine.loops import MultiInstance
from app.engine.marking import stands, starved
from app.engine.process import EventSubProcess

PLAIN_SCOPES = ("subProcess", "transaction")


def move(top: Instance, command: Move):
    """Raises EngineError(bad_move, no_such_task)."""
    tokens = [top.token(id) for id in dict.fromkeys(command.tasks)]
    goals = [_goal(top, key) for key in command.to]
    if not tokens or not goals:
        raise EngineError("要移动哪些、移到哪里，都要选。", code="bad_move")
    for token in tokens:
        if not stands(token):
            raise EngineError(f"“{token.task_spec.bpmn_name}”不是可以移动的位置。", code="bad_move")
    rooms = [token.workflow for token in tokens]
    for goal in goals:                          # before anything is withdrawn: nothing has happened if one cannot be reached
        _home(rooms, goal)
    for token in tokens:
        if token.id in token.workflow.tasks:                    # it may have gone with another that was withdrawn before
            _withdraw(token)
    left = [_still_open(room) for room in rooms]
    for goal in goals:
        home = _home(left, goal)
        _wake(home)
        _descend(home, goal).spawn(goal)
    for room in rooms:
        _leave_if_empty(room)


def _still_open(room: Room) -> Room:
    while not room.open:
        room = room.owner.workflow
    return room


def _wake(room: Room):
    """A room that an event sub-process had taken over goes on by itself again, and its event sub-processes listen as they did at first."""
    if room.interrupted:
        room.interrupted = False
        for sub in room.spec.event_subs:
            if sub.listens and not any(sub.dormant(t) for t in room.tokens_at(sub)):
                room.spawn(sub)


def _goal(top: Instance, key: tuple[str, str]) -> Node:
    process_id, node_id = key
    goal = next((n for spec in top.bundle.specs.values() if spec.process_id == process_id for n in spec.nodes if n.bpmn_id == node_id), None)
    if goal is None:
        raise EngineError(f"流程 {process_id} 里没有环节 {node_id}。", code="bad_move")
    why = unreachable(goal)
    if why:
        raise EngineError(f"不能移到“{goal.bpmn_name or goal.bpmn_id}”：{why}", code="bad_move")
    return goal


def enterable(bundle) -> frozenset[tuple[str, str]]:
    """(process, element) of every element that a token can be put at."""
    return frozenset((spec.process_id, n.bpmn_id) for spec in bundle.specs.values() for n in spec.nodes if unreachable(n) is None)


def unreachable(goal: Node) -> str | None:
    """Why no token can be put at this node, in words; None if one can."""
    if isinstance(goal, BoundaryEvent):
        return "边界事件要由它所在的环节触发，请移到它后面的环节。"
    if isinstance(goal, EventSubProcess):
        return "事件子流程要由事件触发，请移到它里面的环节。"
    if getattr(goal, "is_handler", False):
        return "撤回办法只在撤回时办理。"
    if isinstance(goal, Join) and len(goal.incoming) > 1:
        return "汇合处不知道是从哪一支来的，会一直等，请移到它后面的环节。"
    return None


# ---- where -----------------------------------------------------------------------------------------------------------
def _home(rooms: Iterable[Room], goal: Node) -> Room:
    """The running room nearest to the tokens that the goal lies in, or lies in a sub-process of."""
    for start in rooms:
        room = start
        while room is not None:
            if room.spec is goal._wf_spec or goal._wf_spec.name.startswith(f"{room.spec.name}/"):
                _check_way(room, goal)
                return room
            room = room.owner.workflow if getattr(room, "owner", None) is not None else None
    raise EngineError(f"“{goal.bpmn_name or goal.bpmn_id}”所在的流程没有在办，够不着。请先移到调用它的环节。", code="bad_move")


def _inner_names(room: Room, goal: Node) -> list[str]:
    return goal._wf_spec.name.removeprefix(room.spec.name).strip("/").split("/") if room.spec is not goal._wf_spec else []


def _check_way(room: Room, goal: Node):
    spec = room.spec
    for name in _inner_names(room, goal):
        node = spec.task_specs[name]
        if node.kind not in PLAIN_SCOPES or node.loop is not None:
            raise EngineError(f"“{goal.bpmn_name}”在“{node.bpmn_name}”里面，那是逐个办理、自由或者事件子流程，从外面进不去。请移到“{node.bpmn_name}”本身。",
                              code="bad_move")
        spec = room.top_workflow.bundle.specs[node.inner]


def _descend(room: Room, goal: Node) -> Room:
    """The goal's room, entered from this one: the sub-processes on the way run, without their own start."""
    for name in _inner_names(room, goal):
        room = _enter(room, room.spec.task_specs[name])
    return room


def _enter(room: Room, node: Node) -> SubRoom:
    top = room.top_workflow
    there = [t for t in room.tokens_at(node) if t.id in top.subprocesses]
    if there:
        return top.subprocesses[there[0].id]
    owner = room.spawn(node, p=BEGUN)
    node.arrive(owner)
    if not owner.alive:
        raise EngineError(f"“{node.bpmn_name}”一进去就被它的边界事件中断了。", code="bad_move")
    inside = node.open_room(owner, node.scope_inside(owner))
    for name in inside.spec.declares:
        top.scopes[inside.scope].vars.setdefault(name, None)
    for sub in inside.spec.event_subs:
        if sub.listens:
            inside.spawn(sub)
    return inside


# ---- withdrawing -----------------------------------------------------------------------------------------------------
def _withdraw(token: Token):
    if "i" in token.internal_data:
        return _withdraw_round(token)
    token.cancel()


def _withdraw_round(token: Token):
    """One of several that are worked on at once, or one after the other: the others go on; with the last the whole activity goes."""
    body, loop = token.parent, token.task_spec.loop
    data = body.internal_data
    token.cancel()
    if not isinstance(loop, MultiInstance):
        return body.cancel()
    data["over"] += 1
    if data["over"] >= data["rounds"]:
        body.cancel()
    elif loop.sequential:
        loop._round(body.task_spec, body, data["over"], data["items"][data["over"]])


def _leave_if_empty(room: Room):
    """A sub-process that nobody is left in goes: what was in it goes on elsewhere."""
    while isinstance(room, SubRoom) and room.open and not room.has_live():
        around, owner = room.owner.workflow, room.owner
        _withdraw(owner)
        room = around


# ---- what it would mean ------------------------------------------------------------------------------------------------
def new_waits(before: dict, top: Instance) -> list[Told]:
    """Joins that wait for ever after the move and did not before it."""
    found = []
    rooms = {getattr(getattr(r, "owner", None), "id", 0): r for r in top.rooms()}
    for (room, name), flows in starved(top).items():
        if set(flows) - set(before.get((room, name), ())):
            join = rooms[room].spec.task_specs[name]
            sources = [rooms[room].spec.task_specs[n].bpmn_name or n for n, f in join._wf_spec.predecessors[name] if f in flows]
            found.append(Told(join._wf_spec.process_id, join.bpmn_id, join.bpmn_name, "join_starves",
                              f"移动以后，汇合“{join.bpmn_name or join.bpmn_id}”要等从“{'”“'.join(sources)}”过来的一支，没有谁会走到那里，会一直等下去。"))
    return found
