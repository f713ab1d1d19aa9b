"""Tokens, rooms and what they note, set into an instance of another bundle. Nothing is done here: nobody is woken, armed or asked."""
from SpiffWorkflow.util.task import TaskState

from app.engine.contract import EngineError, Told
from app.engine.data import DECLARED
from app.engine.flow import BEGUN, Node
from app.engine.gateways import Join
from app.engine.instance import Instance, Room, SubRoom, Token
from app.engine.migration.counterparts import Counterparts
from app.engine.migration.fitting import listens, misfit, named, told
from app.engine.subprocesses import AdHocSubProcess, CallActivity, SubProcess

PLAIN_SCOPES = ("subProcess", "transaction")


class Transplant:
    """`top`: the new instance, if `refused` is empty. `pairs`: (old token, new token); `opened`: sub-processes that were entered because
    what stands in them now stood outside; `lost`: tokens of races that have no counterpart, with their race."""

    def __init__(self, old: Instance, twins: Counterparts, record):
        self.old, self.twins, self.record = old, twins, record
        self.refused: list[Told] = []
        self.warned: list[Told] = []
        self.pairs: list[tuple[Token, Token]] = []
        self.opened: list[Token] = []
        self.homes: dict[int, Room] = {}                # old room's owner, 0 for the process → room in the new instance
        self.goals: dict[int, Node | None] = {}         # old token → new node
        self.dissolved: set[int] = set()                # old owners whose sub-process is not there any more
        self.tokens: dict[int, Token] = {}

    def carry_out(self) -> "Transplant":
        target = self.twins.process(self.old.process_id)
        if target is None:
            self.refused.append(Told(self.old.process_id, None, "", "process", f"新版里没有流程“{self.twins.old.processes[self.old.process_id].name}”。"))
            return self
        self.top = Instance(self.twins.new, target, self.record)
        self.top.last_id, self.top.case, self.top.conversations = self.old.last_id, self.old.case, self.old.conversations
        self.top.scopes = self.old.scopes
        self.homes[0] = self._furnish(self.top, self.old)
        self._aim()
        for room in self.old.rooms():
            for token in [t for t in room.tasks.values() if t.id]:
                self._place(room, token)
        self.top.alive = len(self.tokens) + len(self.opened)
        self._put_in_order()
        return self

    def _put_in_order(self):
        """Rooms take turns in the order of their opening, one around others before them."""
        rooms, ordered = self.top.subprocesses, {}

        def put(id):
            around = owner_id(rooms[id].owner.workflow)
            if around and around not in ordered:
                put(around)
            ordered[id] = rooms[id]

        for id in [*(i for i in self.old.subprocesses if i in rooms), *rooms]:
            put(id)
        self.top.subprocesses = ordered

    # ---- where to -------------------------------------------------------------------------------------------------
    def _aim(self):
        """Every token's node in the new bundle. Rooms from the inside out: an owner goes if nobody stays inside."""
        for token in list(self.old.tokens()):
            body = token.parent if "i" in token.internal_data else None
            self.goals[token.id] = self.goals[body.id] if body else self.twins.node(token.task_spec)
        for room in reversed(self.old.rooms()[1:]):
            if not self._inhabited(room):
                self._dissolve(room.owner)

    def _inhabited(self, room) -> bool:
        """Whether what the room is in the new bundle keeps a token; a room in which nobody stands (something is being undone) stays."""
        goal = self.goals[room.owner.id]
        inner = getattr(goal, "inner", None)
        standing = [t for t in room.live() if t.id not in self.dissolved] + self._left_behind(room)
        return inner is not None and (not standing or any(
            g is None or g._wf_spec.name == inner or g._wf_spec.name.startswith(f"{inner}/") for g in (self.goals[t.id] for t in standing)))

    def _left_behind(self, room) -> list[Token]:
        """Tokens of dissolved rooms inside, which come to stand in this one or further out."""
        inner = [r for r in self.old.rooms()[1:] if r.owner.id in self.dissolved and r.owner.workflow is room]
        return [t for r in inner for t in [*(t for t in r.live() if t.id not in self.dissolved), *self._left_behind(r)]]

    def _dissolve(self, owner):
        if not dissolvable(owner):
            return
        self.dissolved.add(owner.id)
        inside = self.old.scopes[self.old.subprocesses[owner.id].scope]
        if inside.item == DECLARED:                 # what the sub-process kept for itself is not lost with it
            for name, value in inside.vars.items():
                self.old.scope_of(owner).vars.setdefault(name, value)

    # ---- placing --------------------------------------------------------------------------------------------------
    def _place(self, room, token):
        if token.id in self.dissolved or self._lost_its_place(room, token):
            return
        goal = self.goals[token.id]
        if listens(token):
            return self._place_listener(room, token, goal)
        if goal is None:
            return self._without_counterpart(token)
        wrong = misfit(token, goal)
        if wrong is not None:
            self.refused.append(wrong)
            return
        home = self._home(room, token, goal)
        if home is not None:
            made = self._set(home, token, goal)
            if token.id in self.old.subprocesses:
                self._open(self.old.subprocesses[token.id], made)

    def _lost_its_place(self, room, token) -> bool:
        """What it hangs on goes, or has been refused and told already."""
        parent, around = token.parent.id, owner_id(room)
        return parent != 0 and parent not in self.tokens or around != 0 and around not in self.homes and around not in self.dissolved

    def _without_counterpart(self, token):
        if "race" in token.internal_data:           # another of the race may still go on: looked at when all are placed
            return
        self.refused.append(told(token, "no_counterpart", f"案件停在{named(token.task_spec)}，新版里没有对应的环节。"))

    def _place_listener(self, room, token, goal):
        """A boundary event stays if it is still attached to the same activity, an event sub-process if it is still in the same room."""
        if token.task_spec.kind == "boundaryEvent":
            activity = self.tokens.get(token.parent.id)
            if goal is not None and activity is not None and goal.listens and any(goal is b for b in activity.task_spec.boundary):
                self._set(activity.workflow, token, goal)
            return
        home = self.homes.get(owner_id(room))
        if goal is not None and home is not None and type(goal) is type(token.task_spec) and goal._wf_spec is home.spec and goal.listens:
            self._set(home, token, goal)

    def _home(self, room, token, goal) -> Room | None:
        """The room that the token's new node belongs to: the counterpart of its own, or by way of one around it."""
        own = self.homes.get(owner_id(room))
        if own is not None and own.spec is goal._wf_spec:
            return own
        if "i" in token.internal_data or token.parent.id or {"drv", "plan", "undo"} & token.internal_data.keys():
            self.refused.append(told(token, "room", f"{named(goal)}在新版里属于另一个子流程，正在撤回或者逐个办理的不能搬过去。"))
            return None
        found = self._around(room, goal)
        if found is None:
            self.refused.append(told(token, "room", f"{named(goal)}在新版里属于另一个子流程，这个位置搬不过去：多实例、被调用的流程和事件子流程里外不能互搬。"))
        return found

    def _around(self, room, goal) -> Room | None:
        while room is not None:
            home = self.homes.get(owner_id(room))
            if home is not None and (home.spec is goal._wf_spec or goal._wf_spec.name.startswith(f"{home.spec.name}/")):
                return self._descend(home, goal._wf_spec)
            owner = getattr(room, "owner", None)
            room = owner.workflow if owner is not None and dissolvable(owner) else None
        return None

    def _descend(self, room: Room, spec) -> Room | None:
        """The room of `spec` inside `room`, its sub-processes entered where they are not yet."""
        if room.spec is spec:
            return room
        name = spec.name.removeprefix(f"{room.spec.name}/").split("/")[0]
        node = room.spec.task_specs[name]
        if node.kind not in PLAIN_SCOPES or node.loop is not None:
            return None
        there = [t for t in room.tokens_at(node)]
        if len(there) > 1 or there and there[0].id not in self.top.subprocesses:
            return None
        owner = there[0] if there else self._enter(room, node)
        return self._descend(self.top.subprocesses[owner.id], spec)

    def _enter(self, room: Room, node) -> Token:
        self.top.last_id += 1
        owner = Token(room, node, room.task_tree, TaskState.STARTED, self.top.last_id, {"p": BEGUN})
        inside = self.top.subprocesses[owner.id] = SubRoom(self.top.bundle.specs[node.inner], owner, node.scope_inside(owner))
        _declare(self.top, inside)
        self.opened.append(owner)
        return owner

    # ---- setting in -----------------------------------------------------------------------------------------------
    def _set(self, home: Room, token: Token, node: Node) -> Token:
        parent = self.tokens[token.parent.id] if token.parent is not None and token.parent.id else home.task_tree
        made = Token(home, node, parent, token.state, token.id, self._notes(token, node))
        self.tokens[token.id] = made
        self.pairs.append((token, made))
        return made

    def _open(self, old_room: SubRoom, owner: Token):
        room = self.top.subprocesses[owner.id] = SubRoom(self.top.bundle.specs[owner.task_spec.inner], owner, old_room.scope)
        self.homes[owner.id] = self._furnish(room, old_room)

    def _furnish(self, room: Room, old_room) -> Room:
        room.scope, room.interrupted = old_room.scope, old_room.interrupted
        room.done_before = self._done(old_room.done_before, old_room.spec, room.spec)
        _declare(self.top, room)
        return room

    def _notes(self, token: Token, node: Node) -> dict:
        """What the token notes of itself, with the old bundle's names replaced."""
        data, old = dict(token.internal_data), token.task_spec
        if isinstance(node, Join) and len(node.incoming) > 1:
            self._join_notes(token, node, data)
        elif "f" in data:
            data["f"] = next((f for f in node.incoming if f == data["f"]), None)
        if "done" in data:
            data["done"] = self._done(data["done"], self._inside(old), self._inside(node))
        if "done_rounds" in data:
            data["done_rounds"] = [self._done(d, self._inside(old), self._inside(node)) for d in data["done_rounds"]]
        if "undo" in data:
            data["undo"] = self._done(data["undo"], self._inside(old), self._inside(node))
        if "plan" in data:
            self._plan(token, data)
        if "io" in data:
            data["io"] = {port: value for port, value in data["io"].items() if port in node.ports.values()}
        if isinstance(node, AdHocSubProcess) and node.sequential:
            self._check_order(token, node)
        return data

    def _inside(self, node: Node):
        bundle = self.twins.new if node._wf_spec in self.twins.new.specs.values() else self.twins.old
        return bundle.specs[node.inner]

    def _join_notes(self, token, join, data):
        if "used" in data:
            data["used"] = [self.twins.flow(f, join) for f in data["used"]]
        else:
            data["f"] = self.twins.flow(data.get("f"), join)
            if data["f"] is None and "inc" not in data:
                self.refused.append(told(token, "join_flow", f"案件的一支在{named(token.task_spec)}等汇合，它走过来的那条线在新版里没有对应。"))

    def _done(self, entries: list, old_spec, new_spec) -> list:
        """What has been done and can be undone; what the new diagram has no place for cannot be undone there, which is told."""
        kept = []
        for name, inside in entries:
            node = old_spec.task_specs[name]
            found = self.twins.node(node)
            if found is None or found._wf_spec is not new_spec or not (found.handler is not None or isinstance(found, SubProcess)):
                self.warned.append(Told(old_spec.process_id, node.bpmn_id, node.bpmn_name, "not_undoable", f"已经办过的{named(node)}在新版里没有撤回办法，以后不能自动撤回。"))
                continue
            kept.append([found.name, self._done(inside, self._inside(node), self._inside(found)) if inside else inside])
        return kept

    def _plan(self, token, data):
        inside = self.old.subprocesses[data["in"]] if data["in"] else self.old
        home = self.homes.get(data["in"])
        if home is None and data["in"] == token.id:         # a sub-process opened once more: its room is set after it
            spec = self.top.bundle.specs[self.goals[token.id].inner]
        elif home is None:
            raise EngineError("正在撤回的环节不能迁移。", code="bad_state")
        else:
            spec = home.spec
        data["plan"] = self._done(data["plan"], inside.spec, spec)

    def _check_order(self, token, node):
        begun = [self.twins.node(n) for n in self.twins.old.specs[token.task_spec.inner].open_ended[:token.internal_data.get("next", 0)]]
        if begun != self.twins.new.specs[node.inner].open_ended[:len(begun)]:
            self.refused.append(told(token, "order", f"{named(token.task_spec)}里的环节在新版换了次序，已经办了一部分的不能接着办。"))


def owner_id(room) -> int:
    owner = getattr(room, "owner", None)
    return 0 if owner is None else owner.id


def dissolvable(owner: Token) -> bool:
    """Whether what stands inside may come to stand outside: it must be one room, of the same process and data."""
    spec = owner.task_spec
    return (spec.kind in PLAIN_SCOPES and spec.loop is None and not isinstance(spec, CallActivity)
            and not {"i", "drv", "plan", "undo"} & owner.internal_data.keys())


def _declare(top: Instance, room: Room):
    """Data objects that the new diagram declares are there from now on, empty; those of a sub-process where its data live."""
    scope = top.scopes[room.scope]
    for name in room.spec.declares:
        if room is top or scope.item == DECLARED or all(name not in vars for vars in top.scopes.chain(scope)):
            scope.vars.setdefault(name, None)
