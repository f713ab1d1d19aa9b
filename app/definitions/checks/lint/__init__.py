"""Good drawing: bpmnlint's recommended rules and the house's own (`rules.py` lists them), each a remark with a sentence and, where one is
possible, what would mend it. What the engine has refused at the same place is not said again."""
from collections import Counter
from collections.abc import Collection, Iterator

from app.definitions import layout
from app.definitions.checks.diagram import Diagram
from app.definitions.checks.finding import Finding
from app.definitions.checks.lint import house, nodes, scopes
from app.definitions.checks.lint.rules import BPMNLINT, HOUSE, RULES, Rule
from app.definitions.checks.lint.said import Said
from app.definitions.checks.whole import Whole
from app.engine.pieces import Kept

__all__ = ["BPMNLINT", "HOUSE", "RULES", "Rule", "check", "remarks"]
MOST = 60               # remarks of one rule about one file
MOST_DRAWN = 250        # nodes up to which the lines of a drawing are compared with one another
_kept, _drawn = Kept(), Kept()


def check(whole: Whole, names: Collection[str]) -> Iterator[Finding]:
    for file in names & whole.diagrams.keys():
        diagram, count = whole.diagrams[file], Counter()
        for said in [*remarks(diagram), *house.check(diagram, whole), *drawing(diagram, whole.files[file])]:
            rule = RULES[said.code]
            count[said.code] += 1
            if rule.level is not None and count[said.code] <= MOST and not _told(whole, file, said, rule):
                yield Finding(rule.level, file, said.element, said.code, said.sentence, line=_line(diagram, said.element), fix=said.fix,
                              more=said.more)


def remarks(diagram: Diagram) -> tuple[Said, ...]:
    """What bpmnlint's rules say of this diagram, those that are off here too."""
    return _kept.get(diagram, lambda: (*nodes.check(diagram), *scopes.check(diagram)), diagram.is_small)


def _told(whole: Whole, file: str, said: Said, rule: Rule) -> bool:
    """Whether the engine has said the same."""
    places = (said.element, *said.near, *said.more)
    return any((file, place, code) in whole.refused for place in places for code in rule.same)


def _line(diagram: Diagram, id: str) -> int | None:
    one = diagram.nodes.get(id) or diagram.flows.get(id)
    return one.element.sourceline if one else None


# ---- how it is drawn --------------------------------------------------------------------------------------------------------
DRAWING = {                 # code of layout.check: what it says of its first element
    "outside-lane": "画到了自己的泳道外面", "undocked": "没有接到两端的图形上", "edge-through-shape": "从别的图形上穿过",
    "edge-overlap": "与另一条线重叠", "label-on-shape": "的文字压在别的图形上", "label-on-line": "的文字压在线上",
    "label-on-label": "的文字与别的文字叠在一起", "boundary-off-border": "没有贴在活动的边上", "right-to-left": "从右往左画，看的人容易看反",
    "too-many-nodes": "一层里超过二十五个活动和网关，请分成几个子流程"}


def drawing(diagram: Diagram, content: bytes) -> tuple[Said, ...]:
    """Faults of the drawing that automatic layout mends."""
    if len(diagram.nodes) > MOST_DRAWN:
        return ()
    return _drawn.get((diagram.file, content), lambda: tuple(_faults(diagram, content)), diagram.is_small)


def _faults(diagram: Diagram, content: bytes) -> Iterator[Said]:
    try:
        faults = layout.check(content)
    except (AttributeError, TypeError, ValueError):
        return              # shapes without a place, or places that are no numbers: the schema's check has told that
    for fault in faults:
        if fault.code in DRAWING:
            element = fault.elements[0] if fault.elements else next(iter(diagram.processes), "")
            one = diagram.nodes.get(element) or diagram.flows.get(element)
            title = " ".join((getattr(one, "name", "") or element).split())[:60]
            yield Said("layout", element, f"“{title}”{DRAWING[fault.code]}。", fix=scopes.LAYOUT, more=tuple(fault.elements[1:]))
