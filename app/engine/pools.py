"""Which processes of a file take part in a run: the one asked for, or the pools of a collaboration together."""
from app.engine.activities import SendTask
from app.engine.contract import EngineError
from app.engine.event_nodes import ThrowEvent
from app.engine.markup import bpmn, kids, local, reference

OWN = "diagram.bpmn"    # the name under which the file that is run stands in its bundle


def taking_part(bundle, root, wanted: str | None) -> list[str]:
    """Ids of the processes to start, the first of them the one whose data and name count.

    `wanted` with all that it exchanges messages with; without it the pools that start by themselves, or, of a file without
    pools, the first process that no other calls, one that starts by itself before one that waits for an event, and with it those
    that start by themselves and send it what it waits for, or wait for what it sends.
    Raises EngineError(no_such_process).
    """
    called = {n.inner for spec in bundle.specs.values() for n in spec.nodes if n.kind == "callActivity"}
    own = [i.id for i in bundle.processes.values() if i.file == OWN and not in_root(root, i.id, "globalTask")]
    free = [p for p in own if p not in called] or own
    by_itself = [p for p in free if starts_by_itself(bundle.specs[p])]
    if wanted:
        partners = exchanging_with(wanted, root)
        return [wanted] + [p for p in by_itself if p in partners and p != wanted]
    if not free:
        raise EngineError("文件中没有可执行的流程。", code="no_such_process")
    pools = [p for p in by_itself if p in pool_processes(root)]
    return pools if len(pools) > 1 else talking(bundle, (by_itself or free)[:1], by_itself)


def starts_by_itself(spec) -> bool:
    return not spec.event_starts or not all(s.definitions for s in spec.starts)


def talking(bundle, first: list[str], others: list[str]) -> list[str]:
    """The first process, then those of the others that a message or a signal leads to or from, directly or through others."""
    found = list(first)
    for process in found:       # grows as it is walked
        thrown, heard = said_and_heard(bundle, process)
        for other in others:
            said, wanted = said_and_heard(bundle, other)
            if other not in found and (thrown & wanted or said & heard):
                found.append(other)
    return found


def said_and_heard(bundle, process: str) -> tuple[set, set]:
    """(kind, name) of the messages and signals that a process throws, and of those it waits for."""
    thrown, heard = set(), set()
    for node in [n for spec in bundle.specs.values() if spec.process_id == process for n in spec.nodes]:
        names = {(d.kind, d.name) for d in getattr(node, "definitions", ()) if d.kind in ("message", "signal")}
        (thrown if isinstance(node, ThrowEvent | SendTask) else heard).update(names)
    return thrown, heard


def in_root(root, id: str, kind: str) -> bool:
    return any(e.get("id") == id and local(e).startswith(kind) for e in kids(root))


def pool_processes(root) -> set[str]:
    return {reference(p.get("processRef")) for p in root.iter(bpmn("participant")) if p.get("processRef")}


def exchanging_with(process: str, root) -> set[str]:
    """All processes that messages lead to or from, directly or through others."""
    pairs = [tuple(home_of(root, reference(f.get(end))) for end in ("sourceRef", "targetRef")) for f in root.iter(bpmn("messageFlow"))]
    found, before = {process}, set()
    while found != before:
        before = set(found)
        found |= {p for pair in pairs if found & set(pair) for p in pair if p}
    return found


def home_of(root, id: str | None) -> str | None:
    """The process that an element, or a pool, stands for."""
    element = next((e for e in root.iter(bpmn("*")) if e.get("id") == id), None)
    while element is not None and local(element) not in ("process", "participant"):
        element = element.getparent()
    if element is None:
        return None
    return element.get("id") if local(element) == "process" else reference(element.get("processRef"))
