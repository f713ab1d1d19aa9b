"""What a marking means: joins at which tokens would be left waiting for ever, and where tokens stand that a person may move."""
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import combinations

from SpiffWorkflow.util.task import TaskState

from app.engine.activities import Activity
from app.engine.contract import Place
from app.engine.event_nodes import EndEvent
from app.engine.flow import Flow, Node
from app.engine.gateways import EventBasedGateway, ExclusiveGateway, InclusiveGateway, Join, ParallelGateway
from app.engine.instance import Instance, Token
from app.engine.process import ProcessSpec

MOST_MARKINGS = 3000        # that are looked at in one room; a diagram with more is judged by what was seen
MOST_TOKENS = 60            # in one marking: what grows beyond is a loop that makes tokens
ENDS_ALL = ("terminate", "error", "cancel")
Marking = tuple[tuple[tuple, int], ...]         # ((where, how many) …), sorted; where: ("at", node …) one of these nodes, ("wait", join, flow)


def starved(top: Instance) -> dict[tuple[int, str], frozenset[str]]:
    """{(token that owns the room, 0 for the process; join): flows by which no token comes any more}, for joins at which tokens are left
    when everything else has gone its way: one branch was left without the other, or taken twice. Reading the diagram, not the data: at a
    gateway every way that is drawn counts as possible, sub-processes as done sooner or later, non-interrupting events as not happening.
    Activities that need several tokens (startQuantity) and complex gateways, which wait by a condition, are not looked at."""
    found = {}
    for room in top.rooms():
        for join, flows in _left_waiting(room.spec, _marking(room)).items():
            found[getattr(getattr(room, "owner", None), "id", 0), join] = flows
    return found


def _marking(room) -> Marking:
    counts: Counter[tuple] = Counter()
    races: dict[int, set[str]] = {}
    for token in room.live():
        spec, data = token.task_spec, token.internal_data
        if "race" in data:
            races.setdefault(data["race"], set()).add(spec.name)
        elif _joins(spec) and token.state == TaskState.WAITING:
            counts["wait", spec.name, data.get("f")] += 1
        elif "used" not in data:
            counts["at", spec.name] += 1
    for names in races.values():
        counts["at", *sorted(names)] += 1
    return _frozen(counts)


def _frozen(counts: Counter) -> Marking:
    return tuple(sorted(((where, n) for where, n in counts.items() if n), key=repr))


def _joins(node: Node) -> bool:
    return isinstance(node, Join) and len(node.incoming) > 1


@lru_cache(maxsize=1024)
def _left_waiting(spec: ProcessSpec, first: Marking) -> dict[str, frozenset[str]]:
    """{join: flows it still lacks} over all that may come of the marking. Tokens of different branches do not hinder each other, so it
    is enough to move one of them at a time, always the first."""
    seen, todo, found = {first}, [first], {}
    while todo and len(seen) < MOST_MARKINGS:
        marking = todo.pop()
        following = list(_following(spec, Counter(dict(marking))))
        if not following:
            for where, _n in marking:
                join = spec.task_specs[where[1]]
                lacking = frozenset(f for f in join.incoming if (("wait", join.name, f)) not in dict(marking))
                found[join.name] = found.get(join.name, frozenset()) | lacking
        for one in following:
            if one not in seen and sum(n for _where, n in one) <= MOST_TOKENS:
                seen.add(one)
                todo.append(one)
    return found


def _following(spec: ProcessSpec, counts: Counter) -> Iterator[Marking]:
    for where in sorted(counts, key=repr):
        if where[0] == "at":
            counts[where] -= 1
            for name in where[1:]:
                yield from (_frozen(_after(counts, flows)) if flows is not None else () for flows in _ways(spec.task_specs[name]))
            return
    yield from _joined(spec, counts)


def _joined(spec: ProcessSpec, counts: Counter) -> Iterator[Marking]:
    """Everybody waits: a parallel join passes with a token of each flow, an inclusive one with what is there."""
    for name in dict.fromkeys(where[1] for where in counts):
        join = spec.task_specs[name]
        there = [f for f in join.incoming if counts["wait", name, f]]
        if there and (isinstance(join, InclusiveGateway) or len(there) == len(join.incoming)):
            for flow in there:
                counts["wait", name, flow] -= 1
            yield from (_frozen(_after(counts, flows)) if flows is not None else () for flows in _ways(join))
            return


def _after(counts: Counter, flows: Iterable[Flow]) -> Counter:
    made = Counter(counts)
    for flow in flows:
        made[("wait", flow.target.name, flow.id) if _joins(flow.target) else ("at", flow.target.name)] += 1
    return made


def _ways(node: Node) -> Iterator[list[Flow] | None]:
    """The sets of flows that a token may leave by; None: it ends everything in its room."""
    if isinstance(node, EndEvent) and any(d.kind in ENDS_ALL for d in node.definitions):
        yield None
    elif isinstance(node, ExclusiveGateway | EventBasedGateway):
        yield from ([flow] for flow in node.outgoing)
    elif isinstance(node, InclusiveGateway):
        yield from _some(node.outgoing)
    else:
        yield from _out_of(node)
    for event in getattr(node, "boundary", ()):
        if event.interrupting and not any(d.kind == "compensate" for d in event.definitions):
            yield list(event.outgoing)


def _out_of(node: Node) -> Iterator[list[Flow]]:
    asked = [f for f in node.outgoing if f.condition or f.default] if not isinstance(node, ParallelGateway) else []
    free = [f for f in node.outgoing if f not in asked]
    times = getattr(node, "gives_tokens", 1) if isinstance(node, Activity) else 1
    for chosen in _some(asked) if asked else ([],):
        yield (free + chosen) * times


def _some(flows: list[Flow]) -> Iterator[list[Flow]]:
    """Every choice of one or more; of many flows each alone and all together."""
    sizes = range(1, len(flows) + 1) if len(flows) <= 3 else (1, len(flows))
    for size in sizes:
        yield from map(list, combinations(flows, size))


# ---- where a person may lay hands on ---------------------------------------------------------------------------------------
def places(top: Instance) -> list[Place]:
    """Every token that stands somewhere by itself, also each round of a loop and the loop as a whole."""
    return [_place(token) for token in top.tokens() if stands(token)]


def stands(token: Token) -> bool:
    """Not: boundary events and event sub-processes that listen, and what is being undone."""
    data, spec = token.internal_data, token.task_spec
    listens = spec.kind == "boundaryEvent" and "x" not in data or spec.dormant(token)
    return not listens and "used" not in data and "plan" not in data and "drv" not in data


def _place(token: Token) -> Place:
    top, spec = token.workflow.top_workflow, token.task_spec
    rounds = sum("i" in child.internal_data for child in token.children)
    item = None if rounds else top.item_of(token)
    return Place(str(token.id), spec._wf_spec.process_id, spec.bpmn_id, spec.bpmn_name, spec.kind, item, rounds, tuple(_path(token))[::-1])


def _path(token: Token) -> Iterator[str]:
    owner = getattr(token.workflow, "owner", None)
    while owner is not None:
        yield owner.task_spec.bpmn_name or owner.task_spec.bpmn_id
        owner = getattr(owner.workflow, "owner", None)
