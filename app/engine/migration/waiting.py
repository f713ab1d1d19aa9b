"""What the tokens of a transplanted instance wait for: kept where it is the same, armed where it is new, and asked anew where one wishes."""
from app.engine.activities import Activity
from app.engine.expressions import Failure
from app.engine.flow import value_of
from app.engine.gateways import EventBasedGateway
from app.engine.instance import Token
from app.engine.loops import MultiInstance
from app.engine.migration.fitting import named, told
from app.engine.migration.transplant import Transplant, owner_id


class Waiting:
    """`retime`: timers and terms whose expression is another now are computed anew, from now; else they stay due when they were."""

    def __init__(self, made: Transplant, retime: bool):
        self.made, self.top, self.retime = made, made.top, retime

    def settle_in(self):
        for old, new in self.made.pairs:
            if "a" in new.internal_data:
                self._rearm(old, new)
            if "o" in new.internal_data:
                self._readdress(old, new)
            if "i" in new.internal_data:
                self._rename_item(old, new)
        self._races()
        for old, new in self.made.pairs:
            self._new_boundaries(old, new)
        for owner in self.made.opened:
            owner.task_spec.arrive(owner)
            self._listen_inside(self.top.subprocesses[owner.id], known=())
        for room in self.made.old.rooms():
            home = self.made.homes.get(owner_id(room))
            if home is not None and not home.interrupted:
                self._listen_inside(home, known=[self.made.twins.node(s) for s in room.spec.event_subs])

    def refuse(self, token: Token, failure: Failure, what: str):
        self.made.refused.append(told(token, "variable_missing", f"{named(token.task_spec)}的{what}在本案算不出来：{failure.sentence}"))

    # ---- events that were armed --------------------------------------------------------------------------------------
    def _rearm(self, old: Token, new: Token):
        armed, seen = old.internal_data["a"], old.internal_data.get("seen", ())
        left = list(enumerate(old.task_spec.definitions))
        notes, heard = [], []
        for index, definition in enumerate(new.task_spec.definitions):
            match = next((pair for by in (same_event, same_kind) for pair in left if by(pair[1], definition)), None)
            if match is None:
                notes.append(self._arm(new, definition))
                continue
            left.remove(match)
            notes.append(self._kept(new, armed[match[0]], match[1], definition))
            heard += [index] if match[0] in seen else []
        new.internal_data["a"] = notes
        if "seen" in new.internal_data:
            new.internal_data["seen"] = heard

    def _kept(self, token, armed, old, new):
        other = expression_of(old) != expression_of(new)
        if old.kind == "timer":
            return self._arm(token, new) if other and self.retime else armed
        return self._arm(token, new) if other else armed

    def _arm(self, token, definition) -> list:
        try:
            return definition.arm(token)
        except Failure as failure:
            self.refuse(token, failure, "定时" if definition.kind == "timer" else "等待条件")
            return []

    # ---- human tasks -------------------------------------------------------------------------------------------------
    def _readdress(self, old: Token, new: Token):
        before, after = old.task_spec, new.task_spec
        place, due = new.internal_data["o"]
        try:
            if source(before.scope) != source(after.scope):
                place = value_of(new, after.scope) if after.scope else None
            if self.retime and source(before.deadline) != source(after.deadline):
                due = after._due(new) if after.deadline else None
        except Failure as failure:
            return self.refuse(new, failure, "办理单位或者时限")
        new.internal_data["o"] = [place, due]

    def _rename_item(self, old: Token, new: Token):
        """The loop's item is called otherwise now."""
        before, after = old.task_spec.loop, new.task_spec.loop
        if not isinstance(before, MultiInstance) or "sc" not in new.internal_data or before.item == after.item:
            return
        scope = self.top.scopes[new.internal_data["sc"]]
        if scope.item == before.item and before.item in scope.vars and after.item:
            scope.vars[after.item] = scope.vars.pop(before.item)
            scope.item = after.item

    # ---- races behind an event-based gateway -------------------------------------------------------------------------
    def _races(self):
        races: dict[int, list[Token]] = {}
        for token in self.made.old.tokens():
            if "race" in token.internal_data and token.alive:
                races.setdefault(token.internal_data["race"], []).append(token)
        for race, members in races.items():
            self._race(race, members, [self.made.tokens[t.id] for t in members if t.id in self.made.tokens])

    def _race(self, race: int, members: list[Token], kept: list[Token]):
        """Goes on among what follows the gateway now: what was added waits too, what is gone waits no more."""
        if not kept:
            if not self.made.refused:
                self.made.refused.append(told(members[0], "no_counterpart", f"案件在{'、'.join(named(t.task_spec) for t in members)}之间等待，新版里都没有对应的环节。"))
            return
        room, targets = kept[0].workflow, {t.task_spec.name for t in kept}
        gateway = next((n for n in room.spec.nodes if isinstance(n, EventBasedGateway) and targets <= {f.target.name for f in n.outgoing}), None)
        if any(t.workflow is not room for t in kept) or gateway is None and len(members) > 1:
            self.made.refused.append(told(members[0], "race", f"案件在{'、'.join(named(t.task_spec) for t in members)}之间等待，新版里它们不再跟在同一个事件网关后面。"))
        elif gateway is not None:
            before = {self.made.twins.node(t.task_spec) for t in members}
            for flow in [f for f in gateway.outgoing if f.target.name not in targets and f.target not in before]:
                self._begin(room.spawn(flow.target, f=flow.id, race=race))

    # ---- events that are new -----------------------------------------------------------------------------------------
    def _new_boundaries(self, old: Token, new: Token):
        data = new.internal_data
        if not isinstance(new.task_spec, Activity) or "p" not in data or "i" in data or "undo" in data:
            return
        known = set(map(id, self.made.twins.listeners(old.task_spec).values()))
        for spec in new.task_spec.boundary:
            if spec.listens and id(spec) not in known and new.alive:
                self._begin(new.workflow.spawn(spec, new))

    def _listen_inside(self, room, known):
        for sub in room.spec.event_subs:
            if sub.listens and not any(sub is k for k in known):
                self._begin(room.spawn(sub))

    def _begin(self, token: Token):
        """The new token waits now; one that cannot is a refusal and no incident."""
        self.top.step(token)
        if token.alive and "inc" in token.internal_data:
            self.refuse(token, Failure(*token.internal_data["inc"]), "等待条件")


def same_event(a, b) -> bool:
    return a.kind == b.kind and (a.kind == "timer" and source(a.expression) == source(b.expression) or a.kind != "timer" and a.name == b.name)


def same_kind(a, b) -> bool:
    return a.kind == b.kind


def expression_of(definition) -> tuple:
    """What decides what the event waits for."""
    return definition.kind, definition.name if definition.kind != "timer" else None, source(getattr(definition, "expression", None)), source(getattr(definition, "key", None))


def source(expression) -> str | None:
    return getattr(expression, "source", expression)
