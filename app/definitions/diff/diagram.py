"""Two versions of a diagram: what was added, removed, changed (which property), moved. By meaning: order in the file, prefixes and outer
blanks are nothing; the order of a gateway's ways is something, because conditions are asked in it."""
from collections.abc import Callable
from dataclasses import dataclass, field

from app.definitions import naming
from app.definitions.diff import facts, labels, matching
from app.definitions.diff.changes import ADDED, CHANGED, MOVED, REMOVED, Change, Detail, Diff, details
from app.definitions.diff.layout import Places, moved, places
from app.engine.limits import DEFAULT
from app.engine.markup import Element, is_bpmn, kids, local, parse, reference

FLOWS = {"sequenceFlow", "messageFlow", "association"}
SPLITS = {"exclusiveGateway", "inclusiveGateway", "complexGateway", "eventBasedGateway"}
PARTS = {"task", "userTask", "serviceTask", "scriptTask", "sendTask", "receiveTask", "businessRuleTask", "manualTask", "callActivity",
         "subProcess", "transaction", "adHocSubProcess", "startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent",
         "boundaryEvent", "participant", "lane", "textAnnotation", "dataObjectReference", "dataStoreReference", "dataObject", "group",
         "exclusiveGateway", "parallelGateway", "inclusiveGateway", "complexGateway", "eventBasedGateway"} | FLOWS
BESIDE = {"participant", "lane", "textAnnotation", "dataObjectReference", "dataStoreReference", "dataObject", "group"}


def diagram(old: bytes, new: bytes, words: labels.Words | None = None) -> Diff:
    """The semantic difference. `words`: names of codes. Raises engine.markup.Unreadable when one of them is no safe XML."""
    return Diff(tuple(_Comparison(Version(old), Version(new), words or {}).changes()))


def is_unit(element: Element) -> bool:
    """What is told of by itself: everything drawn, and what stands at the top of the file (processes, messages, errors …)."""
    if not is_bpmn(element) or not element.get("id"):
        return False
    at_top = element.getparent() is not None and local(element.getparent()) == "definitions"
    return local(element) in PARTS or (at_top and local(element) not in ("collaboration", "import", "relationship"))


@dataclass
class Version:
    """One file, read once: its units by id in the order of the file, where they are drawn, in which lane they lie."""

    content: bytes
    units: dict[str, Element] = field(init=False)
    places: Places = field(init=False)
    _called: dict[str, str] = field(init=False, default_factory=dict)

    def __post_init__(self):
        root = parse(self.content, "流程图", DEFAULT)
        self.units = {}
        for element in root.iter():
            if is_unit(element):
                self.units.setdefault(element.get("id"), element)
        self.places = places(root)
        self.lanes = {r.text.strip(): lane for lane in self.units.values() if local(lane) == "lane" for r in kids(lane, "flowNodeRef") if r.text}
        self.ways: dict[str, list[str]] = {}
        self.beside: dict[str, list[tuple[str, str]]] = {}
        for one, element in self.units.items():
            if local(element) in FLOWS:
                source, target = (reference(element.get(e)) or "" for e in ("sourceRef", "targetRef"))
                self.ways.setdefault(source, []).append(one)
                self.beside.setdefault(source, []).append(("to", target))
                self.beside.setdefault(target, []).append(("from", source))

    def name(self, one: str) -> str:
        """As people call it: its name, of a flow its name or its ends, else its kind."""
        element = self.units.get(one)
        if element is None:
            return one
        given = " ".join((element.get("name") or "").split())
        if given:
            return given
        if local(element) in FLOWS:
            return f"{self._end(element, 'sourceRef')} → {self._end(element, 'targetRef')}"
        if local(element) == "textAnnotation":
            return "".join("".join(t.itertext()) for t in kids(element, "text")).strip()[:30]
        return ""

    def title(self, one: str) -> str:
        """The name; a flow's with its ends, because many are called 是."""
        element, name = self.units[one], self.called(one)
        if local(element) in FLOWS and "→" not in name:
            return f"{name}：{self._end(element, 'sourceRef')} → {self._end(element, 'targetRef')}"
        return name

    def called(self, one: str) -> str:
        """The name; what has none by its kind and what follows: 汇合（起草吹哨单之前）."""
        if one not in self._called:
            self._called[one] = self._call(one)
        return self._called[one]

    def _call(self, one: str) -> str:
        element = self.units.get(one)
        if element is None or self.name(one):
            return self.name(one) or one
        ways, kind = self.ways.get(one, []), naming.kind_of(element)
        joins = local(element).endswith("Gateway") and len(ways) == 1
        following = self.name(reference(self.units[ways[0]].get("targetRef")) or "") if joins else ""
        return f"{'汇合' if joins else kind}（{following}之前）" if following else f"{kind} {one}"

    def _end(self, flow, attribute) -> str:
        return self.called(reference(flow.get(attribute)) or "")

    def parent(self, one: str) -> str:
        """The process or sub-process that it lies in."""
        element = self.units[one].getparent()
        while element is not None and not is_unit(element):
            element = element.getparent()
        return element.get("id") if element is not None else ""

    def neighbours(self, one: str, known: Callable[[str], str | None]) -> frozenset:
        """{(direction, neighbour as `known` names it)} of those that it names."""
        around = ((direction, known(other)) for direction, other in self.beside.get(one, ()))
        return frozenset(pair for pair in around if pair[1])


class _Comparison:
    def __init__(self, old: Version, new: Version, words: labels.Words):
        self.old, self.new, self.words = old, new, words
        self.pairs = _pair(old, new)
        self.back = {n: o for o, n in self.pairs.items()}
        self.moved = moved(old.places, new.places, self.pairs)

    def changes(self) -> list[Change]:
        """Nodes first, then flows, then what stands beside; in the order of the newer file, what was removed where it stood."""
        found = [c for one in self._in_order() if (c := self._change(*one)) is not None]
        gone = {c.id for c in found if c.kind in (ADDED, REMOVED)}
        return [self._minded(c, gone) for c in sorted(found, key=self._rank)]

    def _in_order(self) -> list[tuple[str | None, str | None]]:
        order = [(self.back.get(n), n) for n in self.new.units]
        for place, one in enumerate(self.old.units):
            if one not in self.pairs:
                order.insert(min(place, len(order)), (one, None))
        return order

    def _change(self, before: str | None, after: str | None) -> Change | None:
        if before is None:
            return self._whole(ADDED, self.new, after)
        if after is None:
            return self._whole(REMOVED, self.old, before)
        found = self._details(before, after)
        if not found and after not in self.moved:
            return None
        renamed = bool(found) and [d.label for d in found] == ["编号"] and local(self.new.units[after]) in FLOWS
        return Change(CHANGED if found else MOVED, after, self._what(self.new, after), self.new.title(after), found,
                      before if before != after else None, minor=renamed or not found)

    def _whole(self, kind: str, version: Version, one: str) -> Change:
        return Change(kind, one, self._what(version, one), version.title(one), note=self._condition(version, one))

    def _condition(self, version, one) -> str:
        said = self._facts(version, one).get("条件") if local(version.units[one]) in FLOWS else None
        return f"条件：{said[1]}" if said else ""

    def _minded(self, change: Change, gone: set[str]) -> Change:
        """A line without condition that came or went with one of its ends says nothing new."""
        version = self.old if change.kind == REMOVED else self.new
        element = version.units[change.id]
        ends = {reference(element.get(e)) for e in ("sourceRef", "targetRef")}
        follows = change.kind in (ADDED, REMOVED) and local(element) in FLOWS and bool(ends & gone) and not change.note
        return Change(**{**vars(change), "minor": True}) if follows else change

    def _rank(self, change: Change) -> tuple[int, bool]:
        kind = local((self.old if change.kind == REMOVED else self.new).units[change.id])
        return (1 if kind in FLOWS else 2 if kind in BESIDE else 3 if kind not in PARTS else 0, change.kind == MOVED)

    def _what(self, version: Version, one: str) -> str:
        return naming.kind_of(version.units[one])

    def _details(self, before: str, after: str) -> tuple[Detail, ...]:
        found = details(self._facts(self.old, before), self._facts(self.new, after))
        return (Detail("编号", before, after), *found) if before != after else found

    def _facts(self, version: Version, one: str) -> dict[str, tuple]:
        """{label: (to compare, to show)}; what the older version calls by an id that changed, compares as the newer one's."""
        element = version.units[one]
        own = facts.of_element(element, is_unit)
        found = {"类型": (naming.kind_of(element),) * 2}
        for path, value in own.items():
            label = labels.label_of(facts.without_number(path)) + path.removeprefix(facts.without_number(path))
            found[label] = self._value(version, path, label, value)
        return found | self._around(version, one)

    def _value(self, version, path, label, value) -> tuple:
        if path == "@default" or path.split("/")[-1].startswith("@") and path.endswith("Ref"):
            one = reference(value) or ""
            return self._now(version, one), version.called(one)
        if label == "回避":
            ids = [i.strip() for i in value.split(",") if i.strip()]
            return tuple(self._now(version, i) for i in ids), "、".join(version.called(i) for i in ids)
        return value, labels.value_of(label, value, self.words)

    def _around(self, version: Version, one: str) -> dict[str, tuple]:
        """Lane, enclosing sub-process, and the order in which a gateway asks its ways."""
        element, found = version.units[one], {}
        lane = version.lanes.get(one)
        if lane is not None:
            found["泳道"] = self._now(version, lane.get("id")), version.called(lane.get("id"))
        parent = version.parent(one)
        if parent and local(element) not in BESIDE:
            found["所在"] = self._now(version, parent), version.called(parent)
        if local(element) in SPLITS:
            stay = [f for f in version.ways.get(one, []) if f in (self.pairs if version is self.old else self.back)]
            if len(stay) > 1:
                found["判断的先后"] = [self._now(version, f) for f in stay], "；".join(version.name(f) for f in stay)
        return found

    def _now(self, version: Version, one: str) -> str:
        return self.pairs.get(one, one) if version is self.old else one


def _pair(old: Version, new: Version) -> matching.Pairs:
    """By id; then by kind and name where only one has them; then flows by their ends, and what has no name by its neighbours."""
    pairs = {o: n for o, n in matching.by_id(old.units, new.units).items() if _family(old.units[o]) == _family(new.units[n])}
    for _ in range(3):
        known = len(pairs)
        for trait in (_named, _lying, _neighbouring):
            pairs = matching.by_trait(pairs, list(old.units), list(new.units), trait(old, new, pairs), str)
        if len(pairs) == known:
            break
    return pairs


def _family(element) -> str:
    kind = local(element)
    return kind if kind in FLOWS | BESIDE or kind not in PARTS else "node"


def _named(old: Version, new: Version, pairs):
    def trait(one, older):
        element = (old if older else new).units[one]
        return (local(element), element.get("name").strip()) if (element.get("name") or "").strip() else None
    return trait


def _lying(old: Version, new: Version, pairs):
    there = set(pairs.values())

    def trait(one, older):
        element = (old if older else new).units[one]
        if local(element) not in FLOWS:
            return None
        ends = [reference(element.get(e)) or "" for e in ("sourceRef", "targetRef")]
        ends = [pairs.get(e) for e in ends] if older else [e if e in there else None for e in ends]
        return None if None in ends else (local(element), *ends)
    return trait


def _neighbouring(old: Version, new: Version, pairs):
    there = set(pairs.values())

    def trait(one, older):
        version = old if older else new
        if _family(version.units[one]) != "node":
            return None
        around = version.neighbours(one, pairs.get if older else lambda e: e if e in there else None)
        return (local(version.units[one]), around) if around else None
    return trait
