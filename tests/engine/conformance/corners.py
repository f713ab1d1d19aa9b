"""Where clauses meet: elements in one another, and the order in which things happen."""
from tests.engine.conformance.case import Case, advance, catch, caught, gate, handled, inner, line, message, signal, submit, task, tasks, throw, timer, undo, when
from tests.engine.diagram import (CANCEL, COMPENSATE, ERROR, ESCALATION, MESSAGE, SIGNAL, TERMINATE, boundary, each, element, end, event_sub, flow, process, processes,
                                  script, start, sub, user)

LINK = '<linkEventDefinition name="L"/>'
CALL = '<callActivity id="c" calledElement="q"/>'
LOOP2 = '<standardLoopCharacteristics loopMaximum="2"/>'


def linked(n):
    """A sub-process whose path jumps by a link of the same name as its neighbour's."""
    return sub(f"sp{n}", start(f"s{n}"), throw(f"t{n}", LINK), catch(f"c{n}", LINK), task(f"a{n}"), end(f"e{n}"), flow(f"s{n}", f"t{n}"), flow(f"c{n}", f"a{n}", f"e{n}"))


CASES = [
    # ---- scopes in scopes
    Case("links of one name in two scopes do not meet", "10.5.5", line(linked(1), linked(2), task("z")), "a1 a2 z"),
    Case("an escalation from an event sub-process reaches the boundary around", "10.5.6", line(inner("sp", user("u"), extra=handled("es", SIGNAL, "h", interrupting=False, last=ESCALATION)), task("z"), extra=caught("b", "sp", ESCALATION, "x")), "h x", do=(signal(),), cancelled="u"),
    Case("an event sub-process in an event sub-process", "13.5.4",
         process(start(), user("u"), task("z"), end(), flow("s", "u", "z", "e"), event_sub("es", SIGNAL, user("h"), end("es_e"), flow("es_start", "h", "es_e"), handled("deep", MESSAGE, "d", interrupting=False), interrupting=False)),
         "d h u z", do=(signal(), message(), submit("h"), submit("u"))),
    Case("a signal of a called process is caught by its caller", "10.5.6",
         processes(p=start() + gate("parallel", "g") + CALL + catch("k", SIGNAL) + task("z") + end() + end("e2") + flow("s", "g", "c", "e") + flow("g", "k", "z", "e2"), q=start("qs") + throw("t", SIGNAL) + task("a") + end("qe") + flow("qs", "t", "a", "qe")), "(a z)"),
    Case("a message may be caught in the process that throws it", "8.4.2", process(start(), gate("parallel", "g"), throw("t", MESSAGE), catch("c", MESSAGE), task("a"), end(), flow("s", "g", "t", "e"), flow("g", "c", "a", "e")), "a"),
    Case("an error in the event sub-process of a called process is caught at the call", "10.5.6",
         processes(p=start() + CALL + task("z") + end() + flow("s", "c", "z", "e") + caught("b", "c", ERROR, "x"), q=start("qs") + user("u") + end("qe") + flow("qs", "u", "qe") + handled("es", SIGNAL, "h", last=ERROR)), "h x", do=(signal(),), cancelled="u"),
    Case("a boundary of an outer sub-process takes the inner ones away", "13.5.3", line(inner("o", inner("i", user("u"), extra=caught("b1", "u", SIGNAL, "wrong"))), task("z"), extra=caught("b2", "o", timer("PT1H"), "h")), "h", do=(advance("PT1H"), signal()), cancelled="u"),
    Case("the boundary of the inner activity catches first when both wait for one signal", "10.5.6",
         line(inner("o", user("u"), extra=caught("b1", "u", SIGNAL, "h1", interrupting=False)), task("z"), extra=caught("b2", "o", SIGNAL, "h2", interrupting=False)), "(h1 h2) u z", do=(signal(), submit("u"))),
    Case("an interrupting event sub-process ends what other event sub-processes began", "13.5.4",
         process(start(), user("u"), end(), flow("s", "u", "e"), event_sub("e1", SIGNAL, user("h1"), end("e1_e"), flow("e1_start", "h1", "e1_e"), interrupting=False), handled("e2", MESSAGE, "h2")), "h2", do=(signal(), message()), cancelled="u h1"),
    Case("after an interrupting event sub-process began no other begins in its scope", "13.5.4",
         process(start(), user("u"), end(), flow("s", "u", "e"), event_sub("e1", SIGNAL, user("h1"), end("e1_e"), flow("e1_start", "h1", "e1_e")), handled("e2", MESSAGE, "wrong", interrupting=False)), "h1", do=(signal(), submit("h1")), cancelled="u"),
    # ---- transactions
    Case("a transaction in a transaction is cancelled by itself", "10.3.5",
         line(sub("o", start("os"), inner("tx", task("a"), last=CANCEL, tag="transaction", extra=undo("a", "ua")), caught("b1", "tx", CANCEL, "h"), task("n"), end("oe"), flow("os", "tx", "n", "oe"), tag="transaction"), task("z")), "a ua h z"),
    Case("a cancelled transaction undoes the sub-processes in it", "10.3.5", line(inner("tx", inner("sp", task("a"), extra=undo("a", "ua")), last=CANCEL, tag="transaction"), task("z"), extra=caught("b", "tx", CANCEL, "h")), "a ua h"),
    Case("a transaction in instances is cancelled one by one", "10.3.5",
         line(sub("tx", start("ts"), '<exclusiveGateway id="x" default="d"/>', task("a"), end("ok"), end("no", CANCEL), flow("ts", "a", "x"), flow("x", "no", when="item = 2"), flow("x", "ok", id="d"), undo("a", "ua"), loop=each("items", sequential=True), tag="transaction"),
              task("z"), extra=caught("b", "tx", CANCEL, "h")), "a a ua h", given={"items": [1, 2, 3]}),
    # ---- compensation
    Case("a sub-process that is done twice is compensated twice", "13.5.5", line(inner("sp", task("a"), extra=undo("a", "ua"), loop=LOOP2), throw("t", COMPENSATE)), "a a ua ua"),
    Case("compensation of a named sub-process goes inside", "10.7.2", line(inner("sp", task("a"), extra=undo("a", "ua")), task("b"), throw("t", '<compensateEventDefinition activityRef="sp"/>'), extra=undo("b", "ub")), "a b ua"),
    Case("a handler sees the data of its process", "10.7.1", line(script("a", "{x: 1}"), throw("t", COMPENSATE), extra=boundary("cb", "a", COMPENSATE) + element("scriptTask", "ua", "<script>{x: x + 10}</script>", isForCompensation=True) + '<association id="as" sourceRef="cb" targetRef="ua"/>'), "a ua", data={"x": 11}),
    Case("a handler may be repeated", "10.7.1", line(task("a"), throw("t", COMPENSATE), task("z"), extra=boundary("cb", "a", COMPENSATE) + element("task", "ua", each(count=2), isForCompensation=True) + '<association id="as" sourceRef="cb" targetRef="ua"/>'), "a ua ua z"),
    Case("a completed activity in instances is compensated", "13.5.5", line(task("a", each(count=2)), throw("t", COMPENSATE), task("z"), extra=undo("a", "ua")), "a a ua z"),
    # ---- races
    Case("a condition that holds already wins behind an event-based gateway", "13.4.4", process(start(), gate("eventBased", "g"), catch("m", MESSAGE), catch("c", when("x = 1")), tasks("a b"), end(), flow("s", "g"), flow("g", "m", "a", "e"), flow("g", "c", "b", "e")), "b", given={"x": 1}),
    Case("a timer of no length wins behind an event-based gateway", "13.4.4", process(start(), gate("eventBased", "g"), catch("m", MESSAGE), catch("c", timer("PT0S")), tasks("a b"), end(), flow("s", "g"), flow("g", "m", "a", "e"), flow("g", "c", "b", "e")), "b"),
    Case("an event-based gateway in a loop waits anew", "13.4.4",
         process(start(), gate("exclusive", "m0"), gate("eventBased", "g"), catch("m", MESSAGE), catch("c", SIGNAL), tasks("a b"), end(), flow("s", "m0", "g"), flow("g", "m", "a", "m0"), flow("g", "c", "b", "e")), "a a b", do=(message(), message(), signal())),
    Case("two tokens at an event-based gateway race by themselves", "13.4.4",
         process(start(), gate("parallel", "p0"), gate("exclusive", "m0"), gate("eventBased", "g"), catch("m", MESSAGE), catch("c", SIGNAL), tasks("a b"), end(), flow("s", "p0"), flow("p0", "m0", id="one"), flow("p0", "m0", id="two"), flow("m0", "g"), flow("g", "m", "a", "e"), flow("g", "c", "b", "e")),
         "a b", do=(message(), signal())),
    Case("of two timers due at one instant behind an event-based gateway one fires", "13.4.4", process(start(), gate("eventBased", "g"), catch("t1", timer("PT1H")), catch("t2", timer("PT1H")), tasks("a b"), end(), flow("s", "g"), flow("g", "t1", "a", "e"), flow("g", "t2", "b", "e")), "a", do=(advance("PT2H"),)),
    Case("of two interrupting boundary timers due at one instant one fires", "13.5.3", line(user("u"), task("z"), extra=caught("b1", "u", timer("PT1H"), "h1") + caught("b2", "u", timer("PT1H"), "h2")), "h1", do=(advance("PT2H"),), cancelled="u"),
    # ---- loops and instances
    Case("each round of a looped user task has the boundary timer of the whole", "13.3.6", line(user("u", LOOP2), task("z"), extra=caught("b", "u", timer("PT1H"), "h")), "u h", do=(advance("PT30M"), submit("u"), advance("PT30M")), cancelled="u"),
    Case("instances of a call that ends in error take each other away", "13.3.7",
         processes(p=start() + CALL.replace("/>", ">" + each(count=2) + "</callActivity>") + task("z") + end() + flow("s", "c", "z", "e") + caught("b", "c", ERROR, "h"), q=start("qs") + user("u") + end("qe", ERROR) + flow("qs", "u", "qe")), "u h", do=(submit("u"),), cancelled="u"),
    Case("a looped sub-process in instances", "13.3.7", line(inner("o", inner("i", task("a"), loop=LOOP2), loop=each(count=2, sequential=True)), task("z")), "a a a a z"),
    Case("an inner loop counts from one again", "10.3.8", line(inner("o", script("a", "{r: concatenate(r, [loopCounter])}", each(count=2, sequential=True)), loop=each(count=2, sequential=True))), "a a a a", given={"r": []}, data={"r": [1, 2, 1, 2]}),
    Case("an empty collection gives an empty result", "13.3.7", line(task("a", each("items", output="out", output_item="r")), task("z")), "z", given={"items": []}, data={"out": []}),
    Case("a completion condition that holds from the start ends after the first", "13.3.7", line(user("u", each(count=3, until="true")), task("z")), "u z", do=(submit("u"),), cancelled="u u"),
    Case("results of withdrawn instances are left out", "13.3.7", line(user("u", each("items", output="out", output_item="r", until="numberOfCompletedInstances = 1")), task("z")), "u z", do=(submit("u", r="x"),), given={"items": [1, 2]}, data={"out": ["x"]}),
    # ---- ends
    Case("an end event with several results throws them all", "10.5.3",
         process(start(), gate("parallel", "g"), catch("c", SIGNAL), task("b"), task("a"), end("e", SIGNAL + ESCALATION), end("e2"), flow("s", "g", "c", "b", "e2"), flow("g", "a", "e")), "a b"),
    Case("terminate leaves nothing to compensate and nothing to fire", "13.5.6", process(start(), gate("parallel", "g"), user("u"), task("a"), end(), end("t", TERMINATE), flow("s", "g", "u", "e"), flow("g", "a", "t"), caught("b", "u", timer("PT1H"), "wrong")), "a", do=(advance("P1D"), signal()), cancelled="u"),
    Case("an error that nobody catches at once stops a long branch", "13.5.6", process(start(), gate("parallel", "g"), end("x", ERROR), tasks("a b c"), end(), flow("s", "g", "x"), flow("g", "a", "b", "c", "e")), "x", state="error_event"),
    Case("an interrupting escalation stops the branch beside it", "10.5.6",
         line(sub("sp", start("ss"), gate("parallel", "g"), throw("t", ESCALATION), tasks("a b c"), end("se"), end("se2"), flow("ss", "g", "t", "se"), flow("g", "a", "b", "c", "se2")), task("z"), extra=caught("x", "sp", ESCALATION, "h")), "h"),
    # ---- data and events
    Case("a non-interrupting path sees what the activity has done so far", "10.4.1", line(inner("sp", script("a", "{x: 1}"), throw("t", ESCALATION), script("b", "{x: 2}")), task("z"), extra=caught("c", "sp", ESCALATION, "h", interrupting=False)), "a (b h z)", data={"x": 2}),
    Case("a condition inside a called process sees that process's data", "10.4.1", processes(p=start() + CALL + end() + flow("s", "c", "e"), q=start("qs") + script("a", "{y: 1}") + catch("k", when("y = 1")) + task("b") + end("qe") + flow("qs", "a", "k", "b", "qe")), "a b"),
    # ---- ad-hoc
    Case("an ad-hoc sub-process with a sub-process and an event in it", "13.3.5", line(sub("ad", inner("sp", task("a")), task("b"), catch("c", timer("PT1H")), task("d"), flow("b", "c", "d"), tag="adHocSubProcess"), task("z")), "(a b) d z", do=(advance("PT1H"),)),
    Case("an ad-hoc sub-process in instances", "13.3.5", line(sub("ad", tasks("a b"), loop=each(count=2, sequential=True), tag="adHocSubProcess"), task("z")), "(a b) (a b) z"),
    Case("a boundary event takes an ad-hoc sub-process away", "13.3.5", line(sub("ad", user("a"), user("b"), tag="adHocSubProcess"), task("z"), extra=caught("x", "ad", SIGNAL, "h")), "h", do=(signal(),), cancelled="a b"),
]
