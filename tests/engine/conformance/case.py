"""One demand of the standard: a diagram, what is done to it, and what its trace, its data and its end have to be."""
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from app.engine.reader import TASKS
from app.engine.simulate import simulate
from tests.engine.diagram import boundary, element, end, event_sub, flow, process, start, sub, timer

SCOPES = {"subProcess", "transaction", "adHocSubProcess", "callActivity"}


@dataclass(frozen=True)
class Case:
    """`name`: the demand in words; `clause`: of BPMN 2.0.2, formal/2013-12-09, where it is made.

    `done`: the tasks (and whatever else is named there) in the order of their completion, those in parentheses in any order;
    `do`: actions of simulate; `waiting`, `cancelled`: ids, in any order; `data`: variables that have to have these values.
    """

    name: str
    clause: str
    content: bytes
    done: str = ""
    do: tuple = ()
    state: str = "completed"
    waiting: str = ""
    cancelled: str | None = None
    data: dict[str, Any] = field(default_factory=dict)
    given: dict[str, Any] = field(default_factory=dict)
    process: str | None = None


def check(case: Case):
    """Runs the case and raises AssertionError where it is not as the standard has it."""
    told = simulate(case.content, process=case.process, data=case.given, actions=list(case.do))
    tasks = {e.get("id") for e in etree.fromstring(case.content).iter("*") if etree.QName(e).localname in TASKS.keys() - SCOPES}
    tasks |= set(case.done.replace("(", " ").replace(")", " ").split())
    lines = [line["id"] for line in told["trace"] if line["event"] == "completed" and line["id"] in tasks]
    assert told["state"] == case.state, told
    assert in_order(lines, case.done), f"{lines} instead of {case.done}"
    assert sorted(w["id"] for w in told["waiting"] if w["kind"] != "incident") == sorted(case.waiting.split()), told["waiting"]
    assert {k: told["data"].get(k) for k in case.data} == case.data
    assert told["unused"] == []
    if case.cancelled is not None:
        taken = [line["id"] for line in told["trace"] if line["event"] == "cancelled" and line["id"] in tasks]
        assert sorted(taken) == sorted(case.cancelled.split()), taken


def in_order(lines: list[str], wanted: str) -> bool:
    """Whether the lines are those wanted: groups one after the other, inside of a group in any order."""
    for group in wanted.replace("(", "\n(").replace(")", ")\n").split("\n"):
        if group.startswith("("):
            expected = group.strip("()").split()
            if Counter(lines[:len(expected)]) != Counter(expected):
                return False
        else:
            expected = group.split()
            if lines[:len(expected)] != expected:
                return False
        lines = lines[len(expected):]
    return not lines


# ---- a few words for diagrams ---------------------------------------------------------------------------------------
def task(id: str, inside: str = "", **attributes) -> str:
    return element("task", id, inside, **attributes)


def tasks(ids: str) -> str:
    return "".join(task(id) for id in ids.split())


def gate(kind: str, *ids: str, **attributes) -> str:
    return "".join(element(f"{kind}Gateway", id, **attributes) for id in ids)


def catch(id: str, definition: str, **attributes) -> str:
    return element("intermediateCatchEvent", id, definition, **attributes)


def throw(id: str, definition: str) -> str:
    return element("intermediateThrowEvent", id, definition)


def ids_of(nodes) -> list[str]:
    return [etree.fromstring(f"<r xmlns:spiffworkflow='x' xmlns:zfl='y'>{n}</r>")[0].get("id") for n in nodes]


def line(*nodes: str, extra: str = "") -> bytes:
    """start s → the nodes → end e; `extra` stands beside them."""
    return process(start(), *nodes, end(), flow("s", *ids_of(nodes), "e"), extra)


def chain(first: str, last: str, *nodes: str) -> str:
    """Nodes with the flows from `first` through them to `last`, which stand elsewhere."""
    return "".join(nodes) + flow(first, *ids_of(nodes), last)


def inner(id: str, *nodes: str, extra: str = "", last: str = "", **attributes) -> str:
    """A sub-process of a straight line; `last` is the definition of its end event."""
    begin, stop = f"{id}_s", f"{id}_e"
    return sub(id, start(begin), *nodes, end(stop, last), flow(begin, *ids_of(nodes), stop), extra, **attributes)


def caught(id: str, host: str, definition: str, handler: str, interrupting: bool = True) -> str:
    """A boundary event whose flow leads through the task `handler` to an end of its own."""
    return boundary(id, host, definition, interrupting) + task(handler) + end(f"{id}_e") + flow(id, handler, f"{id}_e")


def handled(id: str, definition: str, handler: str, interrupting: bool = True, last: str = "") -> str:
    """An event sub-process that does the task `handler`."""
    return event_sub(id, definition, task(handler), end(f"{id}_e", last), flow(f"{id}_start", handler, f"{id}_e"), interrupting=interrupting)


def undo(activity: str, handler: str, kind: str = "task") -> str:
    """The compensation boundary of an activity with its handler."""
    return (boundary(f"{activity}_cb", activity, "<compensateEventDefinition/>") + element(kind, handler, isForCompensation=True)
            + f'<association id="{activity}_as" associationDirection="One" sourceRef="{activity}_cb" targetRef="{handler}"/>')


def when(condition: str) -> str:
    return f"<conditionalEventDefinition><condition>{condition}</condition></conditionalEventDefinition>"


def submit(node: str, **data):
    return "submit", (node, data)


def advance(length: str):
    return "advance", length


def message(name: str = "msg", payload=None, key=None):
    return "message", (name, key, payload)


def signal(name: str = "sig", payload=None):
    return "signal", (name, payload)


__all__ = ["Case", "advance", "catch", "caught", "chain", "check", "gate", "handled", "inner", "line", "message", "signal", "submit", "task", "tasks",
           "throw", "timer", "undo", "when"]
