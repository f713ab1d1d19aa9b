"""What only the connected picture shows: loops that never wait, and calls that come back to their caller."""
from app.engine.contract import Problem


def idle(rooms) -> list[Problem]:
    """Cycles of gateways only: a token in them would turn for ever. Where tasks lie on the way another branch may change what is
    asked, and work is done in any case: that is told, and stopped when it happens (`Limits.steps`)."""
    found = []
    for spec in rooms.values():
        for level, is_idle in (("error", _passes), ("warning", _changes_nothing)):
            nodes = _on_cycles_of(spec, is_idle)
            found += [Problem(level, spec.file, node.name, "endless_loop",
                              f"“{node.bpmn_name or node.name}”在一个既不等待也不改变数据的回路上，流程会在其中空转。") for node in nodes]
            if nodes:
                break
    return found


def _passes(node) -> bool:
    """A joining gateway waits for other branches, so it does not count."""
    if node.kind in ("parallelGateway", "inclusiveGateway", "complexGateway"):
        return len(node.incoming) < 2
    return node.kind == "exclusiveGateway" or node.kind == "intermediateThrowEvent" and not node.definitions


def _changes_nothing(node) -> bool:
    plain = node.kind in ("task", "manualTask") and not node.manual and not (node.before or node.after or node.data_out)
    return plain or _passes(node)


def _on_cycles_of(spec, is_idle):
    following = {n.name: [f.target.name for f in n.outgoing if is_idle(f.target)] for n in spec.nodes if is_idle(n)}
    return [spec.task_specs[name] for name in on_a_cycle(following)]


def calls(rooms) -> list[Problem]:
    """Call activities that lead back to their own process."""
    calling: dict[str, dict] = {}
    for spec in rooms.values():
        for node in spec.nodes:
            if node.kind == "callActivity":
                calling.setdefault(spec.process_id, {}).setdefault(node.inner, node)
    found = on_a_cycle({process: list(nodes) for process, nodes in calling.items()})
    return [Problem("error", rooms[process].file, node.name, "call_cycle",
                    f"“{node.bpmn_name or node.name}”调用的流程 {node.inner} 会回过来调用 {process}，没有尽头。")
            for process in found for node in calling[process].values() if node.inner in found]


def on_a_cycle(following: dict[str, list[str]]) -> list[str]:
    """The names on one cycle of the graph, empty if it has none. Linear in its size."""
    left = {name: {n for n in names if n in following} for name, names in following.items()}
    before: dict[str, set] = {name: set() for name in left}
    for name, names in left.items():
        for target in names:
            before[target].add(name)
    todo = [name for name, names in left.items() if not names]
    while todo:
        name = todo.pop()
        del left[name]
        for source in before[name]:
            left[source].discard(name)
            if not left[source]:
                todo.append(source)
    walk: dict[str, None] = {}
    name = next(iter(left), None)
    while name is not None and name not in walk:
        walk[name] = None
        name = next(iter(left[name]))
    return list(walk)[list(walk).index(name):] if walk else []
