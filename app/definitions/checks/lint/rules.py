"""The rules of good drawing: which there are, how grave each is here, and what of the engine says the same.

The first table are the rules that bpmnlint calls recommended, under bpmnlint's names, written anew; `tests/definitions/checks/test_bpmnlint.py`
holds them against bpmnlint itself. Where we weigh a rule differently `why` says so. The second are the house's own.
"""
from dataclasses import dataclass

ERROR, WARNING, HINT, OFF = "error", "warning", "hint", None


@dataclass(frozen=True)
class Rule:
    """`level`: how grave it is here; `same`: codes of the engine's own checks that say the same of the same place, which is then told
    once; `why`: why it is weighed so, where bpmnlint weighs it differently; of ours, what it says."""

    level: str | None
    same: frozenset[str] = frozenset()
    why: str = ""


def _rule(level: str | None, *same: str, why: str = "") -> Rule:
    return Rule(level, frozenset(same), why)


RUNS = "the engine runs such a diagram as BPMN says; what would not run is the engine's own error"

BPMNLINT: dict[str, Rule] = {
    "ad-hoc-sub-process": _rule(ERROR, "bad_ad_hoc"),
    "conditional-flows": _rule(WARNING, "no_condition",
                               why="a flow without condition beside others is always taken, which BPMN allows out of an activity"),
    "end-event-required": _rule(WARNING, "no_end", why=RUNS),
    "event-based-gateway": _rule(ERROR, "bad_event_gateway", "condition_not_allowed"),
    "event-sub-process-typed-start-event": _rule(ERROR, "bad_event_subprocess"),
    "fake-join": _rule(WARNING),
    "global": _rule(WARNING, "no_name"),
    "label-required": _rule(WARNING, why="it runs without, but whoever handles it, and the trace, need a name"),
    "link-event": _rule(ERROR, "loose_link", "many_targets", "no_name"),
    "no-bpmndi": _rule(WARNING, why="it runs undrawn; the page draws nothing"),
    "no-complex-gateway": _rule(HINT, "not_executed", why="complex gateways are executed here (13.4.5); few readers understand them"),
    "no-disconnected": _rule(WARNING, "unreachable", "dead_end", "start_without_flow", "event_without_flow", "no_way_out", "dead_gateway", why=RUNS),
    "no-duplicate-sequence-flows": _rule(WARNING, why="it runs, and a task is done twice"),
    "no-gateway-join-fork": _rule(WARNING, why=RUNS),
    "no-implicit-split": _rule(WARNING, why="several flows out of an activity start branches, as BPMN says; a gateway shows it"),
    "no-implicit-end": _rule(WARNING, "dead_end", "no_way_out", "dead_gateway", "event_without_flow", "start_without_flow", why=RUNS),
    "no-implicit-start": _rule(WARNING, "unreachable", "event_without_flow", why=RUNS),
    "no-inclusive-gateway": _rule(OFF,
                                  why="inclusive gateways are executed here exactly (13.4.3) and used: several departments, as many as are needed"),
    "no-overlapping-elements": _rule(WARNING),
    "single-blank-start-event": _rule(ERROR, "many_starts"),
    "single-event-definition": _rule(HINT, why="several definitions are executed here; one event each is easier to read"),
    "start-event-required": _rule(WARNING, "no_start", why=RUNS),
    "sub-process-blank-start-event": _rule(ERROR, "bad_start"),
    "superfluous-gateway": _rule(WARNING, "idle_gateway"),
    "superfluous-termination": _rule(WARNING),
}

HOUSE: dict[str, Rule] = {
    "gateway-without-default": _rule(WARNING, "no_condition", "condition_on_default", why="a case stops where no condition holds"),
    "role-lane": _rule(WARNING, why="a task stands in the lane of another post than the one that it names, or in that of the system"),
    "unknown-organ": _rule(ERROR, why="an organ's code that the register does not know"),
    "unknown-deadline": _rule(ERROR, why="deadline(code) for which there is no parameter, now or to come, or one that counts backwards"),
    "unknown-stage": _rule(ERROR, why="none of the five steps"),
    "unknown-end-state": _rule(ERROR, why="no end state of a case"),
    "unknown-task": _rule(WARNING, why="not_actor_of names a task that is in no diagram"),
    "message-alone": _rule(HINT, why="no diagram sends, or waits for, this message; the system or another one may"),
    "task-without-ask": _rule(HINT, why="whoever opens the task is not told what to do"),
    "task-without-deadline": _rule(HINT, why="the general term for tasks is counted"),
    "late-timer": _rule(WARNING, why="a timer at a task that comes after the task's term is over"),
    "endless-timer": _rule(HINT, why="a reminder that is repeated without a number of times"),
    "end-without-state": _rule(HINT, why="some ends of the process tell the end state, this one does not"),
    "layout": _rule(HINT, why="lines and labels that automatic layout would put straight"),
}

RULES = BPMNLINT | HOUSE
