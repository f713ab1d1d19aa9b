"""What a node reads and writes, so that a case that has passed the place where something is made known is not sent where it is needed."""
from collections.abc import Callable, Iterator

from app.engine.activities import Activity, BusinessRuleTask, ServiceTask, UserTask
from app.engine.bundle import CompiledBundle
from app.engine.expressions import Expression
from app.engine.flow import Node
from app.engine.loops import MultiInstance, StandardLoop
from app.engine.subprocesses import CallActivity, SubProcess
from app.rules import feel

Brings = Callable[[Node], frozenset[str]]       # what completing a human task brings: the fields of its form, the results of its act


def read_at(node: Node, bundle: CompiledBundle) -> set[str]:
    """Names of variables that the node's own expressions read, and its outgoing conditions."""
    found = {name for expression in _expressions(node) if expression is not None for name in expression.names}
    if isinstance(node, BusinessRuleTask) and node.decision:
        found |= set(bundle.decision(node.decision)[2])
    return found


def read_when_done(node: Node) -> set[str]:
    """What a person who completes the task needs to be there, besides what he brings."""
    loop, found = node.loop, [node.after, *(source for source, _target in node.data_out), *(f.condition for f in node.outgoing)]
    if isinstance(loop, MultiInstance):
        found += [loop.output_item, loop.until]
    elif isinstance(loop, StandardLoop):
        found.append(loop.condition)
    return {name for expression in found if expression is not None for name in expression.names} - set(node.ports)


def _expressions(node: Node) -> Iterator[Expression | None]:
    yield from (f.condition for f in node.outgoing)
    for definition in getattr(node, "definitions", ()):
        yield from (e for e in (definition.payload, getattr(definition, "key", None), getattr(definition, "expression", None)) if isinstance(e, Expression))
    yield from (getattr(node, name, None) for name in ("script", "completion", "activation", "scope", "deadline", "before", "after"))
    if isinstance(node, ServiceTask):
        yield from node.parameters.values()
    if isinstance(node, Activity):
        yield from (source for source, _target in (*node.data_in, *node.data_out, *getattr(node, "mapped_in", ())))
        yield from (getattr(node.loop, name, None) for name in ("collection", "count", "output_item", "until", "condition"))


def written_at(node: Node, bundle: CompiledBundle, brings: Brings) -> set[str]:
    """Names of variables that passing the node gives a value."""
    found = {d.variable for d in getattr(node, "definitions", ()) if d.variable} | set(getattr(node, "ports", ()))
    if isinstance(node, Activity):
        found |= {target for _source, target in node.data_out} | entries(node.before) | entries(node.after)
        found |= {getattr(node.loop, name, None) for name in ("item", "output")}
    found |= entries(getattr(node, "script", None)) | {getattr(node, "result", None)}
    if isinstance(node, BusinessRuleTask) and node.decision:
        found.add(bundle.decision(node.decision)[1])
    if isinstance(node, CallActivity):
        found |= {target for _source, target in node.mapped_out}
    if isinstance(node, UserTask):
        found |= brings(node)
    return found - {None}


def entries(script: Expression | None) -> set[str]:
    """The names that a FEEL context gives values to."""
    return set() if script is None else set(feel.entries(script.source.removeprefix("=").strip()))


def ahead(node: Node, bundle: CompiledBundle) -> list[Node]:
    """The node and all that may follow it: along the flows, inside sub-processes, behind boundary events, and outside once its room
    is done. Called processes have data of their own and are left out."""
    seen, todo = {}, [node]
    while todo:
        here = todo.pop()
        if id(here) not in seen:
            seen[id(here)] = here
            todo += _after(here, bundle)
    return list(seen.values())


def _after(node: Node, bundle: CompiledBundle) -> Iterator[Node]:
    yield from (f.target for f in node.outgoing)
    yield from getattr(node, "boundary", ())
    if isinstance(node, SubProcess) and not isinstance(node, CallActivity):
        yield from bundle.specs[node.inner].nodes
    owner = node._wf_spec.owner_node
    if owner is not None:
        yield owner
