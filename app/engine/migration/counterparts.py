"""Which element of the new bundle takes the place of which of the old one: nodes as told, flows as they follow from that."""
from collections.abc import Mapping
from functools import cached_property

from app.engine.bundle import CompiledBundle
from app.engine.flow import Node

Key = tuple[str, str]       # process id, element id


class Counterparts:
    """`mapping`: {(process, node): (process, node) of the new bundle, or None for: has no counterpart}. What it does not name stays what it
    is, if the new bundle has it; (process, "") names a whole process that is called otherwise now."""

    def __init__(self, old: CompiledBundle, new: CompiledBundle, mapping: Mapping[Key, Key | None]):
        self.old, self.new, self.mapping = old, new, dict(mapping)
        self._nodes: dict[int, Node | None] = {}

    def process(self, process_id: str) -> str | None:
        """The new id of a process, None if it is not there any more."""
        said = self.mapping.get((process_id, ""), (process_id, ""))
        return said[0] if said and said[0] in self.new.processes else None

    @cached_property
    def index(self) -> dict[Key, Node]:
        return {(spec.process_id, node.bpmn_id): node for spec in self.new.specs.values() for node in spec.nodes}

    def node(self, node: Node) -> Node | None:
        """What takes the place of this node of the old bundle."""
        found = self._nodes.get(id(node), self)
        if found is self:
            found = self._nodes[id(node)] = self._find((node._wf_spec.process_id, node.bpmn_id))
        return found

    def _find(self, key: Key) -> Node | None:
        if key in self.mapping:
            return self.index.get(self.mapping[key])
        return self.index.get((self.process(key[0]), key[1]))

    # ---- flows ----------------------------------------------------------------------------------------------------
    def flow(self, flow_id: str | None, join: Node) -> str | None:
        """The flow into the new `join` that stands for this flow into its old counterpart: the same id, else from the same node, else
        the only one behind which that node lies now (something was put between)."""
        if flow_id in join.incoming:
            return flow_id
        source = self._source(flow_id)
        if source is None:
            return None
        direct = [f for name, f in join._wf_spec.predecessors[join.name] if name == source.name]
        behind = direct or [f for f in join.incoming if source.name in join.upstream[f]]
        return behind[0] if len(behind) == 1 else None

    def _source(self, flow_id: str | None) -> Node | None:
        """The counterpart of the node that the old flow comes from; if that is gone, of the last one before it that is still there."""
        node, seen = self._old_sources.get(flow_id), set()
        while node is not None and node.name not in seen:
            found = self.node(node)
            if found is not None:
                return found
            seen.add(node.name)
            before = node._wf_spec.predecessors[node.name]
            node = node._wf_spec.task_specs[before[0][0]] if len(before) == 1 else None
        return None

    @cached_property
    def _old_sources(self) -> dict[str, Node]:
        return {f.id: node for spec in self.old.specs.values() for node in spec.nodes for f in node.outgoing if f.id}

    def listeners(self, activity: Node) -> dict[Node, Node]:
        """{boundary event of the old activity: its counterpart, where that is still attached to the activity's own counterpart}."""
        there = getattr(self.node(activity), "boundary", ())
        pairs = ((event, self.node(event)) for event in getattr(activity, "boundary", ()))
        return {event: found for event, found in pairs if found is not None and any(found is b for b in there)}

    def track(self, process_id: str, nodes: list[str], flows: list[str]) -> tuple[str | None, list[str], list[str]]:
        """A path taken in the old process, as the new one shows it: (process, nodes, flows); what is not there any more is left out."""
        target = self.process(process_id)
        if target is None:
            return None, [], []
        made = {n: self._find((process_id, n)) for n in nodes}
        at_ends = {ends: id for id, ends in self.new.processes[target].flows.items()}
        return target, [n.bpmn_id for n in made.values() if n is not None], [f for f in (self._way(process_id, target, f, at_ends) for f in flows) if f]

    def _way(self, process_id: str, target: str, flow_id: str, at_ends: dict[Key, str]) -> str | None:
        if flow_id in self.new.processes[target].flows:
            return flow_id
        ends = [self._find((process_id, n)) for n in self.old.processes[process_id].flows.get(flow_id, ())]
        return at_ends.get(tuple(n.bpmn_id for n in ends)) if ends and all(ends) else None
