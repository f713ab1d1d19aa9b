"""Is control flow sound: does every token come to an end, does none wait for one that cannot come, do no two meet where one was meant?

Answered by playing all positions of the tokens (`net.py`, `explore.py`), each scope by itself; what is found is told with the way that
leads to it. Where a scope is not examined whole, that is said.
"""
from collections.abc import Collection, Iterator

from app.definitions.checks.diagram import Diagram, Scope
from app.definitions.checks.finding import Finding
from app.definitions.checks.soundness import tell
from app.definitions.checks.soundness.explore import MOST, Search, explore
from app.definitions.checks.soundness.net import Net, build
from app.definitions.checks.whole import Whole
from app.engine.pieces import Kept

__all__ = ["check", "examine", "of_diagram"]
MOST_NODES = 1_500          # of a scope: what is larger is not examined
_kept = Kept()


def check(whole: Whole, names: Collection[str]) -> Iterator[Finding]:
    for file in names & whole.diagrams.keys():
        told = {(p.element, p.code) for p in whole.problems if p.file == file}
        yield from (f for f in of_diagram(whole.diagrams[file]) if f.code != "never-reached" or (f.element, "unreachable") not in told)


def of_diagram(diagram: Diagram) -> tuple[Finding, ...]:
    """Kept by the diagram: nothing else has a say."""
    def examined() -> tuple[Finding, ...]:
        return tuple(f for process in diagram.processes.values() if process.runs for f in _scope(diagram.file, process)[0])
    return _kept.get(diagram, examined, diagram.is_small)


def examine(scope: Scope, completes: dict[str, bool], most: int = MOST) -> tuple[Net, list[Search]]:
    """The net of a scope and one search for each way in."""
    net = build(scope, completes)
    return net, [] if net.odd else [explore(net, edges, most) for _node, edges in net.entries]


def _scope(file: str, scope: Scope) -> tuple[list[Finding], bool]:
    """(findings of the scope and all in it, can it come to a normal end)"""
    inner = {id: _scope(file, inside) for id, inside in scope.inner.items()}
    found = [f for findings, _completes in inner.values() for f in findings]
    if len(scope.nodes) > MOST_NODES:
        return [*found, tell.too_large(file, scope)], True
    net, searches = examine(scope, {id: completes for id, (_findings, completes) in inner.items()})
    if net.odd:
        return [*found, tell.odd(file, scope, net.odd)], True
    found += tell.told(file, net, searches)
    return found, not searches or any(s.normal or s.bound for s in searches)
