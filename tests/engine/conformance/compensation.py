"""Transactions and compensation (10.3.5, 10.7, 13.5.5)."""
from tests.engine.conformance.case import Case, caught, gate, inner, line, submit, task, tasks, throw, undo
from tests.engine.diagram import CANCEL, COMPENSATE, ERROR, boundary, each, end, event_sub, flow, process, processes, script, start, sub, user

ONE = '<compensateEventDefinition activityRef="{}"/>'


def compensating(id, *nodes, extra=""):
    """A sub-process with an event sub-process that compensates it by the given nodes."""
    begin, stop = f"{id}_start", f"{id}_e"
    return event_sub(id, COMPENSATE, *nodes, end(stop), extra)


def transaction(*nodes, extra="", last=CANCEL):
    return inner("tx", *nodes, extra=extra, last=last, tag="transaction")


CASES = [
    # ---- handlers
    Case("a throw event compensates what was done", "10.7.2", line(task("a"), throw("t", COMPENSATE), task("z"), extra=undo("a", "ua")), "a ua z"),
    Case("an end event compensates what was done", "10.7.2", process(start(), task("a"), end("e", COMPENSATE), flow("s", "a", "e"), undo("a", "ua")), "a ua"),
    Case("compensation goes back in the reverse order", "13.5.5", line(task("a"), task("b"), task("c"), throw("t", COMPENSATE), extra=undo("a", "ua") + undo("b", "ub") + undo("c", "uc")), "a b c uc ub ua"),
    Case("what was not done is not compensated", "13.5.5",
         process(start(), '<exclusiveGateway id="x" default="d"/>', gate("exclusive", "m"), tasks("a b"), throw("t", COMPENSATE), end(), flow("s", "x"), flow("x", "a", id="d"), flow("x", "b", when="false"), flow("a", "m"), flow("b", "m"),
                 flow("m", "t", "e"), undo("a", "ua"), undo("b", "ub")), "a ua"),
    Case("what is still active is not compensated", "13.5.5",
         process(start(), gate("parallel", "g"), user("u"), task("a"), throw("t", COMPENSATE), end(), end("e2"), flow("s", "g", "u", "e"), flow("g", "a", "t", "e2"), undo("u", "uu"), undo("a", "ua")), "a ua", state="waiting", waiting="u"),
    Case("a throw event may name the activity", "10.7.2", line(task("a"), task("b"), throw("t", ONE.format("a")), extra=undo("a", "ua") + undo("b", "ub")), "a b ua"),
    Case("nothing is compensated twice", "13.5.5", line(task("a"), throw("t", COMPENSATE), throw("t2", COMPENSATE), extra=undo("a", "ua")), "a ua"),
    Case("what was done several times is compensated as often", "13.5.5",
         process(start(), '<exclusiveGateway id="x" default="d"/>', script("a", "{n: n + 1}"), throw("t", COMPENSATE), end(), flow("s", "a", "x"), flow("x", "a", when="n &lt; 3"), flow("x", "t", id="d"), flow("t", "e"), undo("a", "ua")), "a a a ua ua ua", given={"n": 0}),
    Case("without a handler there is nothing to do", "10.7.2", line(task("a"), throw("t", COMPENSATE), task("z")), "a z"),
    Case("a handler may be a task for a person, and the throw waits for it", "10.7.2", line(task("a"), throw("t", COMPENSATE), task("z"), extra=undo("a", "ua", "userTask")), "a", state="waiting", waiting="ua"),
    Case("the throw goes on after the person", "10.7.2", line(task("a"), throw("t", COMPENSATE), task("z"), extra=undo("a", "ua", "userTask")), "a ua z", do=(submit("ua"),)),
    Case("with waitForCompletion=false the throw goes on while the handlers are at work", "10.7.2",
         line(task("a"), throw("t", '<compensateEventDefinition waitForCompletion="false"/>'), task("z"), extra=undo("a", "ua", "userTask")), "a z", state="waiting", waiting="ua"),
    Case("the process waits for handlers that nobody waits for", "10.7.2",
         line(task("a"), task("b"), throw("t", '<compensateEventDefinition waitForCompletion="false"/>'), task("z"), extra=undo("a", "ua", "userTask") + undo("b", "ub", "userTask")), "a b z ub ua", do=(submit("ub"), submit("ua"))),
    Case("a compensation event sub-process may be marked as a handler", "10.7.1",
         line(inner("sp", task("a"), extra=undo("a", "ua") + sub("es", start("es_s", COMPENSATE), throw("t2", COMPENSATE), end("es_e"), flow("es_s", "t2", "es_e"), triggeredByEvent=True, isForCompensation=True)), throw("t", COMPENSATE), task("z")), "a ua z"),
    Case("a handler may be a sub-process", "10.7.1",
         line(task("a"), throw("t", COMPENSATE), task("z"), extra=boundary("cb", "a", COMPENSATE) + inner("h", task("x"), task("y"), isForCompensation=True) + '<association id="as" sourceRef="cb" targetRef="h"/>'), "a x y z"),
    Case("a handler may be a call", "10.7.1",
         processes(p=start() + task("a") + throw("t", COMPENSATE) + end() + flow("s", "a", "t", "e") + boundary("cb", "a", COMPENSATE) + '<callActivity id="h" calledElement="q" isForCompensation="true"/><association id="as" sourceRef="cb" targetRef="h"/>',
                   q=start("qs") + task("x") + end("qe") + flow("qs", "x", "qe")), "a x"),
    # ---- sub-processes
    Case("a sub-process is compensated by its handler", "10.7.1", line(inner("sp", task("a")), throw("t", COMPENSATE), extra=undo("sp", "us")), "a us"),
    Case("a completed sub-process without a handler is compensated inside", "13.5.5", line(inner("sp", task("a"), task("b"), extra=undo("a", "ua") + undo("b", "ub")), throw("t", COMPENSATE), task("z")), "a b ub ua z"),
    Case("with a handler its inside is left alone", "10.7.1", line(inner("sp", task("a"), extra=undo("a", "ua")), throw("t", COMPENSATE), extra=undo("sp", "us")), "a us"),
    Case("a throw inside compensates only what is inside", "10.7.2", line(task("a"), inner("sp", task("b"), throw("t", COMPENSATE), extra=undo("b", "ub")), task("z"), extra=undo("a", "ua")), "a b ub z"),
    Case("an end event inside compensates what is inside", "10.7.2", line(inner("sp", task("a"), extra=undo("a", "ua"), last=COMPENSATE), task("z")), "a ua z"),
    Case("compensation reaches two levels down", "13.5.5", line(inner("o", inner("i", task("a"), extra=undo("a", "ua")), task("b"), extra=undo("b", "ub")), throw("t", COMPENSATE)), "a b ub ua"),
    Case("a compensation event sub-process compensates its sub-process", "10.7.1", line(inner("sp", task("a"), extra=compensating("es", task("h"), flow("es_start", "h", "es_e"))), throw("t", COMPENSATE), task("z")), "a h z"),
    Case("a compensation event sub-process may compensate what is inside", "10.7.1",
         line(inner("sp", task("a"), extra=undo("a", "ua") + compensating("es", task("h"), throw("t2", COMPENSATE), flow("es_start", "h", "t2", "es_e"))), throw("t", COMPENSATE), task("z")), "a h ua z"),
    Case("each round of a repeated sub-process is compensated, the last first", "13.5.5",
         line(inner("sp", script("a", "{log: concatenate(log, [item])}"), loop=each("items", sequential=True), extra=undo("a", "ua")), throw("t", COMPENSATE)), "a a ua ua", given={"items": [1, 2], "log": []}, data={"log": [1, 2]}),
    Case("an activity of an event sub-process's scope may be compensated from it", "10.7.2",
         line(inner("sp", task("a"), last=ERROR, extra=undo("a", "ua") + event_sub("es", ERROR, throw("t", COMPENSATE), end("es_e"), flow("es_start", "t", "es_e"))), task("z")), "a ua z"),
    Case("parallel branches are compensated too", "13.5.5",
         process(start(), gate("parallel", "g", "j"), tasks("a b"), throw("t", COMPENSATE), end(), flow("s", "g", "a", "j"), flow("g", "b", "j"), flow("j", "t", "e"), undo("a", "ua"), undo("b", "ub")), "(a b) (ua ub)"),
    # ---- transactions
    Case("a cancel end event leaves by the cancel boundary", "10.3.5", line(transaction(task("a")), task("z"), extra=caught("b", "tx", CANCEL, "h")), "a h"),
    Case("a cancelled transaction is compensated first", "10.3.5", line(transaction(task("a"), task("b"), extra=undo("a", "ua") + undo("b", "ub")), task("z"), extra=caught("b1", "tx", CANCEL, "h")), "a b ub ua h"),
    Case("a cancelled transaction withdraws what is active in it", "10.3.5",
         process(start(), sub("tx", start("ts"), gate("parallel", "g"), user("u"), task("a"), end("te"), end("tc", CANCEL), flow("ts", "g", "u", "te"), flow("g", "a", "tc"), undo("a", "ua"), tag="transaction"), task("z"), end(), flow("s", "tx", "z", "e"),
                 caught("b", "tx", CANCEL, "h")), "a ua h", cancelled="u"),
    Case("a cancelled transaction waits for its handlers", "10.3.5", line(transaction(task("a"), extra=undo("a", "ua", "userTask")), task("z"), extra=caught("b", "tx", CANCEL, "h")), "a ua h", do=(submit("ua"),)),
    Case("a transaction that ended well may be compensated later", "10.7.2", line(transaction(task("a"), extra=undo("a", "ua"), last=""), throw("t", COMPENSATE), task("z")), "a ua z"),
    Case("a hazard leaves without compensation", "10.3.5", line(transaction(task("a"), extra=undo("a", "ua"), last=ERROR), task("z"), extra=caught("b", "tx", ERROR, "h")), "a h"),
    Case("an error is followed by compensation where a handler throws it", "10.7.3",
         process(start(), task("a"), inner("sp", task("b"), last=ERROR), task("z"), end(), flow("s", "a", "sp", "z", "e"), boundary("b1", "sp", ERROR), throw("t", COMPENSATE), end("e2"), flow("b1", "t", "e2"), undo("a", "ua")), "a b ua"),
]
