"""A running instance into another bundle: its tokens, data and timers stay what they are, under the elements of the new diagrams.

`Plan(old, new, mapping)` is made once for many instances; `plan.migrate(state, …)` looks at one. Nothing outside is changed; the new
state is in what it returns. What cannot go is refused with the node and the reason, all reasons at once.
"""
from collections.abc import Mapping
from datetime import datetime

from app.engine import codec
from app.engine.bundle import CompiledBundle
from app.engine.contract import Data, EngineError, Functions, Migrated, Services, Told
from app.engine.expressions import Lent, incoming
from app.engine.flow import Node
from app.engine.gateways import ParallelGateway
from app.engine.instance import RUNNING, Instance
from app.engine.marking import starved
from app.engine.migration import needs
from app.engine.migration.counterparts import Counterparts, Key
from app.engine.migration.fitting import named, told
from app.engine.migration.transplant import Transplant
from app.engine.migration.waiting import Waiting
from app.engine.record import Record
from app.engine.run import Standing, standing_of

__all__ = ["Plan", "migrate"]
NOTHING_BROUGHT: frozenset[str] = frozenset()


class Plan:
    """The way from one bundle to another. `mapping` as in Counterparts; `brings(node)`: what completing this human task of the new bundle
    makes known (form fields, results of its act)."""

    def __init__(self, old: CompiledBundle, new: CompiledBundle, mapping: Mapping[Key, Key | None], *, brings: needs.Brings | None = None):
        self.old, self.new = old, new
        self.twins = Counterparts(old, new, mapping)
        self.brings = brings or (lambda node: NOTHING_BROUGHT)
        self.knows_forms = brings is not None
        self._newly_read: dict[tuple[int, int], list[tuple[Node, set[str]]]] = {}

    def migrate(self, state: bytes, *, now: datetime, services: Services = {}, functions: Functions = {}, case: Data | None = None,
                retime: bool = False) -> Migrated:
        """The instance in the new bundle. Raises EngineError(bad_state, finished)."""
        old = codec.load(self.old, state, None)
        if old.status != RUNNING:
            raise EngineError("流程已经结束，不用再迁移。", code="finished")
        before, fed = standing_of(old), starved(old)
        record = Record(now)
        made = Transplant(old, self.twins, record).carry_out()
        if made.refused:
            return Migrated(refused=made.refused)
        top = self._awake(made.top, old, now, services, functions, case)
        Waiting(made, retime).settle_in()
        made.refused += [*self._joins(old, fed, top), *self._missing(made)]
        if made.refused:
            return Migrated(refused=made.refused)
        made.warned += self._missing_later(made)
        _pass_joins(top)
        top.settle()
        return self._outcome(made, before, record)

    def _awake(self, top: Instance, old: Instance, now, services, functions, case) -> Instance:
        top.now, top.services = now, services
        if case is not None:
            top.case = incoming(case)
        top.lent = Lent(functions, top.case)
        return top

    # ---- what would go wrong later -----------------------------------------------------------------------------------
    def _joins(self, old: Instance, fed: dict, top: Instance) -> list[Told]:
        """Joins that would wait for ever and did not before."""
        found = []
        rooms = {getattr(getattr(r, "owner", None), "id", 0): r for r in top.rooms()}
        known = {(room, getattr(self._old_twin(old, room, name), "name", None)): flows for (room, name), flows in fed.items()}
        for (room, name), flows in starved(top).items():
            join = rooms[room].spec.task_specs[name]
            before = {self.twins.flow(f, join) for f in known.get((room, name), ())}
            missing = sorted(f for f in flows if f not in before)
            if missing:
                found.append(Told(join._wf_spec.process_id, join.bpmn_id, join.bpmn_name, "join_starves",
                                  f"汇合{named(join)}要等从{'、'.join(_from(join, f) for f in missing)}过来的一支，本案已经过了分开的地方，会一直等下去。"))
        return found

    def _old_twin(self, old: Instance, room: int, name: str) -> Node | None:
        around = old.subprocesses[room] if room else old
        return self.twins.node(around.spec.task_specs[name])

    def _missing(self, made: Transplant) -> list[Told]:
        """What a task needs when it is completed and did not need in the old diagram."""
        if not self.knows_forms:
            return []
        found = []
        for old, new in made.pairs:
            if "o" in new.internal_data:
                names = needs.read_when_done(new.task_spec) - needs.read_when_done(old.task_spec) - self.brings(new.task_spec) - self._known(made.top, new)
                found += [told(old, "variable_missing", f"{named(new.task_spec)}办完时要用“{name}”，本案没有这个数据。") for name in sorted(names)]
        return found

    def _known(self, top: Instance, token) -> set[str]:
        return {name for layer in top.scopes_of(token) for name in layer} | set(top.lent.functions)

    def _missing_later(self, made: Transplant) -> list[Told]:
        if not self.knows_forms:
            return []
        found = {}
        for old, new in made.pairs:
            if "i" in new.internal_data or new.parent.id:
                continue
            known = self._known(made.top, new)
            for node, names in self._read_ahead(old.task_spec, new.task_spec):
                for name in sorted(names - known):
                    found[node.bpmn_id, name] = Told(node._wf_spec.process_id, node.bpmn_id, node.bpmn_name, "variable_later",
                                                     f"后面的{named(node)}要用“{name}”，产生它的环节在新版里本案已经走过，办到那里可能受阻。")
        return list(found.values())

    def _read_ahead(self, old: Node, new: Node) -> list[tuple[Node, set[str]]]:
        """[(node after `new`, names that it reads, that nothing from there on writes, and that nothing after `old` read)]."""
        key = id(old), id(new)
        if key not in self._newly_read:
            before = {name for node in needs.ahead(old, self.old) for name in needs.read_at(node, self.old)}
            follow = needs.ahead(new, self.new)
            made = {name for node in follow for name in needs.written_at(node, self.new, self.brings)}
            reads = [(node, needs.read_at(node, self.new) - before - made) for node in follow]
            self._newly_read[key] = [(node, names) for node, names in reads if names]
        return self._newly_read[key]

    # ---- the outcome ----------------------------------------------------------------------------------------------
    def _outcome(self, made: Transplant, before: Standing, record: Record) -> Migrated:
        top = made.top
        moved = any(s.event != "entered" for s in record.steps) or bool(record.decisions or record.messages or record.signals)
        advance = record.advance(codec.dump(top), top.status, top.scopes.root.vars, top.error and top.error[0])
        after = standing_of(top) if top.status == RUNNING else Standing(top.status)
        found = Migrated(top.process_id, advance, after.tasks, warned=made.warned)
        earlier = {t.id: t for t in before.tasks}
        found.changed = [(earlier[t.id], t) for t in after.tasks if t.id in earlier and earlier[t.id] != t]
        _tell_difference(advance, before, after)
        found.moved_on = moved or bool(advance.opened or advance.incidents)
        told_before = {i.task: i for i in before.incidents}
        found.incidents_changed = [i for i in after.incidents if i.task in told_before and told_before[i.task] != i]
        return found


def migrate(old: CompiledBundle, new: CompiledBundle, state: bytes, mapping: Mapping[Key, Key | None], *, now: datetime, **given) -> Migrated:
    """One instance by itself: `Plan(…).migrate(…)`."""
    return Plan(old, new, mapping).migrate(state, now=now, **given)


def _pass_joins(top: Instance):
    """A branch that the new diagram has no more is not waited for."""
    for room in top.rooms():
        for node in [n for n in room.spec.nodes if isinstance(n, ParallelGateway) and len(n.incoming) > 1]:
            if room.tokens_at(node):
                node.try_to_pass(room)


def _tell_difference(advance, before: Standing, after: Standing):
    """Net of the migration, by what stood and what stands; what is told of tasks is what came and went by moving on."""
    old_timers, old_receivers = ({t.id: t for t in things} for things in (before.timers, [*before.receivers, *before.signals]))
    timers, receivers = after.timers, [*after.receivers, *after.signals]
    advance.timers_set = [t for t in timers if old_timers.get(t.id) != t]
    advance.receivers_set = [r for r in receivers if old_receivers.get(r.id) != r]
    advance.timers_cleared = [id for id in old_timers if id not in {t.id for t in timers}]
    advance.receivers_cleared = [id for id in old_receivers if id not in {r.id for r in receivers}]
    was = {t.id for t in before.tasks}
    advance.opened = [t for t in after.tasks if t.id not in was]


def _from(join: Node, flow_id: str) -> str:
    source = next(name for name, flow in join._wf_spec.predecessors[join.name] if flow == flow_id)
    return named(join._wf_spec.task_specs[source])
