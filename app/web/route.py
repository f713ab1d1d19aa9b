"""Where a submission goes: read from the diagram, so that a button can say it."""
from collections.abc import Iterator

from app.engine import CompiledBundle, NodeInfo, ProcessInfo
from app.tasks.model import WorkItem
from app.web import names

STOPS = {"userTask", "manualTask", "callActivity", "endEvent", "receiveTask", "intermediateCatchEvent"}
STEPS = 60      # no drawing of ours has so many elements between two tasks


def following(process: ProcessInfo, node: str) -> list[NodeInfo]:
    """The tasks, calls, waits and ends that may come right after this element, each once, in the order of the drawing."""
    return list({n.id: n for n in _walk(process, node)}.values())


def _walk(process: ProcessInfo, node: str) -> Iterator[NodeInfo]:
    seen, edge = {node}, [node]
    for _ in range(STEPS):
        edge = [t for n in edge for s, t in process.flows.values() if s == n and t not in seen]
        seen.update(edge)
        for found in (process.nodes.get(t) for t in edge):
            if found is not None and found.kind in STOPS:
                yield found
        edge = [t for t in edge if t in process.nodes and process.nodes[t].kind not in STOPS]


def button(bundle: CompiledBundle, item: WorkItem) -> str:
    """提交，交常务副队长签发; where the choice decides: 提交，按所选意见流转."""
    process = bundle.processes.get(item.process_id)
    after = following(process, item.node) if process else []
    tasks = [n for n in after if n.kind in ("userTask", "callActivity")]
    if len(tasks) == 1 and len(after) == 1:
        return f"提交，{_goes_to(tasks[0])}"
    if not tasks:
        return "提交，结束这一段办理"
    return "提交，按所选意见流转"


def _goes_to(node: NodeInfo) -> str:
    if node.kind == "callActivity":
        return f"转入{node.name}"
    return f"交{names.role_names(node.properties.get('role'))}{node.name}"
