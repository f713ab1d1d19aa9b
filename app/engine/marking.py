"""What a marking means: joins that would wait for ever, and where tokens stand that a person may move."""
from collections.abc import Iterator

from SpiffWorkflow.util.task import TaskState

from app.engine.contract import Place
from app.engine.gateways import ComplexGateway, Join, ParallelGateway
from app.engine.instance import Instance, Token


def starved(top: Instance) -> dict[tuple[int, str], list[str]]:
    """{(token that owns the room, 0 for the process; join): incoming flows by which no token can come any more}, for joins that need
    a token by every flow and that some token waits at or can reach. Reading the diagram, not the data: a loop or a gateway counts as
    if it may lead anywhere that it is drawn to."""
    found = {}
    for room in top.rooms():
        live = {t.task_spec.name for t in room.live()}
        for join in joins_of(room.spec):
            missing = _missing(room, join, live - {join.name})
            if missing:
                found[getattr(getattr(room, "owner", None), "id", 0), join.name] = missing
    return found


def joins_of(spec) -> list[Join]:
    return [n for n in spec.nodes if isinstance(n, ParallelGateway | ComplexGateway) and len(n.incoming) > 1]


def _missing(room, join: Join, live: set[str]) -> list[str]:
    waiting = {t.internal_data.get("f") for t in room.tokens_at(join) if t.state == TaskState.WAITING}
    held = next((t.internal_data["used"] for t in room.tokens_at(join) if "used" in t.internal_data), ())
    coming = {f for f in join.incoming if live & join.upstream[f]}
    if held or not (waiting or coming):
        return []
    return [f for f in join.incoming if f not in waiting and f not in coming]


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
