"""文字版: the same diagram as an ordered list, for readers whom the picture does not reach."""
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from lxml import etree

from app.engine.limits import DEFAULT
from app.engine.markup import Element, kids, local, parse
from app.web.diagram import words
from app.web.diagram.canvas import AHEAD, CURRENT, TAKEN
from app.web.diagram.reading import ACTIVITIES, GATEWAYS, NODES, SUBPROCESSES, name_of, processes

CSS = {CURRENT.word: "now", TAKEN.word: "done", AHEAD.word: "todo", "": None}


@dataclass(frozen=True)
class Step:
    """`level`: 0 at the top, 1 in a sub-process …; `state`: 已办 | 正在办 | 未办, empty when no path was given; `count`: how many stand
    there; `ways`: where a gateway leads, (condition in words, name of the next step)."""

    id: str
    name: str
    kind: str
    lane: str
    state: str
    count: int
    level: int
    ways: tuple[tuple[str, str], ...] = ()


def steps(xml: bytes, *, taken_nodes: Collection[str] = frozenset(), taken_flows: Collection[str] = frozenset(),
          current: Mapping[str, int] = {}, process_id: str | None = None) -> list[Step]:
    """Activities, and events and gateways that have a name, in the order of the flow; what lies in a sub-process comes after it.

    Raises engine.markup.Unreadable for what is no safe XML."""
    root = parse(xml, "流程图", DEFAULT)
    lanes, with_path = words.lanes(root, process_id), bool(taken_nodes or taken_flows or current)

    def state(node: str) -> str:
        if not with_path:
            return ""
        return CURRENT.word if node in current else TAKEN.word if node in taken_nodes else AHEAD.word

    return [Step(e.get("id"), name_of(e) or "（未命名）", words.kind_of(e), words.lane_of(e, lanes), state(e.get("id")),
                 current.get(e.get("id"), 0), level, ways)
            for process in processes(root, process_id) for e, level, ways in _walk(process)]


def outline(xml: bytes, *, taken_nodes: Collection[str] = frozenset(), taken_flows: Collection[str] = frozenset(),
            current: Mapping[str, int] = {}, process_id: str | None = None) -> str:
    """`steps` as HTML: one ordered list, a list in it for each sub-process. Every name is escaped."""
    found = steps(xml, taken_nodes=taken_nodes, taken_flows=taken_flows, current=current, process_id=process_id)
    lists = [etree.Element("ol", {"class": "zf-flow-steps"})]
    for step in found:
        while len(lists) > step.level + 1:
            lists.pop()
        if len(lists) <= step.level:
            lists.append(etree.SubElement(lists[-1][-1], "ol"))
        _item(lists[-1], step)
    return etree.tostring(lists[0], encoding="unicode", method="html")


def _item(parent, step: Step):
    item = etree.SubElement(parent, "li", {"class": CSS[step.state]} if step.state else {})
    etree.SubElement(item, "b").text = step.name
    state = f"{step.state}，当前 {step.count} 件" if step.count else step.state
    about = "，".join(a for a in (step.kind, step.lane, state) if a)
    ways = "；".join(f"{condition}：{target}" if condition else f"转{target}" for condition, target in step.ways)
    item[-1].tail = f"（{about}）" + (f" {ways}" if ways else "")


def _walk(top: Element) -> Iterable[tuple[Element, int, tuple]]:
    """Depth is bounded by the parser."""
    yield from _inside(top, 0)


def _inside(scope, level):
    flows = _Flows(scope)
    for node in flows.ordered():
        if local(node) in ACTIVITIES or node.get("name"):
            yield node, level, flows.ways(node)
        if local(node) in SUBPROCESSES:
            yield from _inside(node, level + 1)


class _Flows:
    """The nodes of one scope and what follows what. A boundary event follows its activity."""

    def __init__(self, scope: Element):
        self.nodes = {n.get("id"): n for n in kids(scope, *NODES) if n.get("id")}
        self.flows = [f for f in kids(scope, "sequenceFlow") if f.get("sourceRef") in self.nodes and f.get("targetRef") in self.nodes]
        self.after: dict[str, list[str]] = {n: [] for n in self.nodes}
        for flow in self.flows:
            self.after[flow.get("sourceRef")].append(flow.get("targetRef"))
        for node in kids(scope, "boundaryEvent"):
            if node.get("attachedToRef") in self.nodes and node.get("id"):
                self.after[node.get("attachedToRef")].append(node.get("id"))

    def ordered(self) -> list[Element]:
        """Every node after those that lead to it, as far as loops allow; branches in the order of the file. Rings that nothing leads to last."""
        entered = {t for targets in self.after.values() for t in targets}
        seen, finished, rings = set(), [], []
        for start in reversed([n for n in self.nodes if n not in entered]):
            self._finish(start, seen, finished)
        for start in self.nodes:
            self._finish(start, seen, ring := [])
            rings += reversed(ring)
        return [self.nodes[n] for n in [*reversed(finished), *rings]]

    def _finish(self, start, seen, finished):
        """Depth first, without recursion: a diagram may have more nodes in a row than Python has frames."""
        stack = [(start, iter(reversed(self.after[start])))] if start not in seen else []
        seen.add(start)
        while stack:
            node, following = stack[-1]
            target = next((t for t in following if t not in seen), None)
            if target is None:
                finished.append(node)
                stack.pop()
            else:
                seen.add(target)
                stack.append((target, iter(reversed(self.after[target]))))

    def ways(self, node: Element) -> tuple[tuple[str, str], ...]:
        leaving = [f for f in self.flows if f.get("sourceRef") == node.get("id")] if local(node) in GATEWAYS else []
        return tuple((name_of(f), self._next_named(f.get("targetRef"))) for f in leaving) if len(leaving) > 1 else ()

    def _next_named(self, node: str) -> str:
        """Past the joins, which have no name."""
        for _ in range(len(self.nodes)):
            if self.nodes[node].get("name") or len(self.after[node]) != 1:
                break
            node = self.after[node][0]
        return name_of(self.nodes[node]) or words.kind_of(self.nodes[node])
