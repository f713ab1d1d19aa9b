"""The workflow control-flow patterns (WCP-1 to WCP-43), each in its BPMN form. Those that BPMN cannot express have no case."""
from tests.engine.conformance.case import Case, catch, caught, gate, inner, line, message, signal, submit, task, tasks, timer, when
from tests.engine.diagram import CANCEL, ERROR, MESSAGE, SIGNAL, TERMINATE, each, end, flow, process, script, start, sub, user


def complex_gate(id, condition):
    return f'<complexGateway id="{id}"><activationCondition>{condition}</activationCondition></complexGateway>'


THREE = flow("s", "g") + "".join(flow("g", n, "j") for n in "abc") + flow("j", "z", "e")

CASES = [
    Case("WCP-1 sequence", "13.3.1", line(tasks("a"), task("b"), task("c")), "a b c"),
    Case("WCP-2 and 3 parallel split and synchronisation", "13.4.1", process(start(), gate("parallel", "g", "j"), tasks("a b c z"), end(), THREE), "(a b c) z"),
    Case("WCP-4 and 5 exclusive choice and simple merge", "13.4.2",
         process(start(), '<exclusiveGateway id="g" default="d"/>', gate("exclusive", "j"), tasks("a b z"), end(), flow("s", "g"), flow("g", "a", when="x"), flow("g", "b", id="d"), flow("a", "j"), flow("b", "j"), flow("j", "z", "e")), "b z", given={"x": False}),
    Case("WCP-6 and 7 multi-choice and structured synchronising merge", "13.4.3",
         process(start(), gate("inclusive", "g", "j"), tasks("a b c z"), end(), flow("s", "g"), flow("g", "a", when="true"), flow("g", "b", when="false"), flow("g", "c", when="true"), *(flow(n, "j") for n in "abc"), flow("j", "z", "e")), "(a c) z"),
    Case("WCP-8 multi-merge", "13.4.2", process(start(), gate("parallel", "g"), gate("exclusive", "j"), tasks("a b c z"), end(), THREE), "(a b c) (z z z)"),
    Case("WCP-9 structured discriminator", "13.4.5", process(start(), gate("parallel", "g"), complex_gate("j", "activationCount = 1"), task("a"), user("b"), user("c"), task("z"), end(), THREE), "a z b c", do=(submit("b"), submit("c"))),
    Case("WCP-10 arbitrary cycles", "13.4.2",
         process(start(), gate("exclusive", "m1", "m2"), '<exclusiveGateway id="x1" default="d1"/><exclusiveGateway id="x2" default="d2"/>', script("a", "{n: n + 1}"), script("b", "{n: n + 1}"), end(), flow("s", "m1", "a", "x1"), flow("x1", "m1", when="n &lt; 2"),
                 flow("x1", "m2", id="d1"), flow("m2", "b", "x2"), flow("x2", "m1", when="n = 3"), flow("x2", "m2", when="n = 5"), flow("x2", "e", id="d2")), "a a b a b b", given={"n": 0}),
    Case("WCP-11 implicit termination", "13.2", process(start(), gate("parallel", "g"), tasks("a b"), end("e1"), end("e2"), flow("s", "g", "a", "e1"), flow("g", "b", "e2")), "(a b)"),
    Case("WCP-12 instances without synchronisation", "13.3.1", process(start(), gate("exclusive", "m"), '<exclusiveGateway id="x" default="d"/>', script("n1", "{n: n + 1}"), gate("parallel", "g"), user("u"), end(), end("e2"), end("e3"), flow("s", "m", "n1", "g", "u", "e"),
         flow("g", "x"), flow("x", "m", when="n &lt; 3"), flow("x", "e2", id="d")).replace(b'<endEvent id="e3" name="e3"></endEvent>', b""), "n1 n1 n1 u", given={"n": 0}, do=(submit("u"),), state="waiting", waiting="u u"),
    Case("WCP-13 instances known at design time", "13.3.7", line(task("a", each(count=3)), task("z")), "a a a z"),
    Case("WCP-14 instances known at run time", "13.3.7", line(task("a", each("items")), task("z")), "a a z", given={"items": ["x", "y"]}),
    Case("WCP-16 deferred choice", "13.4.4", process(start(), gate("eventBased", "g"), catch("m", MESSAGE), catch("t", timer("PT1H")), tasks("a b"), end(), flow("s", "g"), flow("g", "m", "a", "e"), flow("g", "t", "b", "e")), "a", do=(message(),)),
    Case("WCP-17 interleaved parallel routing", "13.3.5", line(sub("ad", tasks("a b c"), tag="adHocSubProcess", ordering="Sequential"), task("z")), "a b c z"),
    Case("WCP-18 milestone", "13.4.4",
         process(start(), gate("parallel", "pg"), gate("eventBased", "g"), catch("c", when("milestone")), catch("t", timer("PT1H")), user("u"), tasks("a late"), end(), flow("s", "pg", "g"), flow("pg", "u", "e"), flow("g", "c", "a", "e"), flow("g", "t", "late", "e")),
         "u a", do=(submit("u", milestone=True),), given={"milestone": False}),
    Case("WCP-19 cancel a task", "13.5.3", line(user("u"), task("z"), extra=caught("b", "u", SIGNAL, "h")), "h", do=(signal(),), cancelled="u"),
    Case("WCP-20 cancel the case by terminate", "13.5.6", process(start(), gate("parallel", "g"), user("u"), task("a"), end(), end("t", TERMINATE), flow("s", "g", "u", "e"), flow("g", "a", "t")), "a", cancelled="u"),
    Case("WCP-20 cancel the case by error", "10.5.6", line(inner("sp", task("a"), last=ERROR), task("z"), extra=caught("b", "sp", ERROR, "h")), "a h"),
    Case("WCP-20 cancel the case by cancel", "10.3.5", line(inner("tx", task("a"), last=CANCEL, tag="transaction"), task("z"), extra=caught("b", "tx", CANCEL, "h")), "a h"),
    Case("WCP-21 structured loop", "13.3.6", line(script("a", "{n: n + 1}", "<standardLoopCharacteristics><loopCondition>n &lt; 2</loopCondition></standardLoopCharacteristics>"), task("z")), "a a z", given={"n": 0}),
    Case("WCP-23 transient trigger", "10.5.5", line(user("u"), catch("c", SIGNAL), task("z")), "u", do=(signal(), submit("u")), state="waiting", waiting="c"),
    Case("WCP-24 persistent trigger", "8.4.2", line(user("u"), catch("c", MESSAGE), task("z")), "u z", do=(message(), submit("u"))),
    Case("WCP-25 cancel a region", "13.5.3",
         line(sub("sp", start("ss"), gate("parallel", "g"), user("u"), user("v"), end("se"), flow("ss", "g", "u", "se"), flow("g", "v", "se")), task("z"), extra=caught("b", "sp", SIGNAL, "h")), "h", do=(signal(),), cancelled="u v"),
    Case("WCP-26 cancel instances", "13.5.3", line(user("u", each(count=3)), task("z"), extra=caught("b", "u", SIGNAL, "h")), "u h", do=(submit("u"), signal()), cancelled="u u"),
    Case("WCP-27 complete instances", "13.3.7", line(user("u", each(count=3, until="enough")), task("z")), "u z", do=(submit("u", enough=True),), cancelled="u u"),
    Case("WCP-28 blocking discriminator in a loop", "13.4.5",
         process(start(), gate("exclusive", "m"), gate("parallel", "g"), complex_gate("j", "activationCount = 1"), '<exclusiveGateway id="x" default="d"/>', tasks("a b"), script("z", "{n: n + 1}"), user("w"), end(), flow("s", "m", "g"), flow("g", "a", "j"), flow("g", "b", "j"),
                 flow("j", "z", "w", "x"), flow("x", "m", when="n &lt; 2"), flow("x", "e", id="d")), "(a b z) w (a b z) w", given={"n": 0}, do=(submit("w"), submit("w"))),
    Case("WCP-29 cancelling discriminator", "13.5.6",
         line(sub("sp", start("ss"), gate("parallel", "g"), user("u"), task("a"), end("t1", TERMINATE), end("t2", TERMINATE), flow("ss", "g", "u", "t1"), flow("g", "a", "t2")), task("z")), "a z", cancelled="u"),
    Case("WCP-30 structured partial join", "13.4.5", process(start(), gate("parallel", "g"), complex_gate("j", "activationCount = 2"), tasks("a b"), user("c"), task("z"), end(), THREE), "(a b) z c", do=(submit("c"),)),
    Case("WCP-33 generalised synchronisation", "13.4.1",
         process(start(), gate("parallel", "g", "j"), '<exclusiveGateway id="x" default="d"/>', gate("exclusive", "m"), tasks("a b c z"), end(), flow("s", "g", "a", "j"), flow("g", "x"), flow("x", "b", id="d"), flow("x", "c", when="false"), flow("b", "m"), flow("c", "m"), flow("m", "j"), flow("j", "z", "e")), "(a b) z"),
    Case("WCP-34 static partial join of instances", "13.3.7", line(user("u", each(count=3, until="numberOfCompletedInstances = 2")), task("z")), "u u z", do=(submit("u"), submit("u")), cancelled="u"),
    Case("WCP-37 and 38 synchronising merge with dead paths", "13.4.3",
         process(start(), gate("inclusive", "g", "j"), '<exclusiveGateway id="x" default="d"/>', tasks("a b c z"), end(), end("e2"), flow("s", "g"), flow("g", "a", when="true"), flow("g", "b", when="true"), flow("a", "x"), flow("x", "c", when="false"), flow("x", "e2", id="d"),
                 flow("c", "j"), flow("b", "j"), flow("j", "z", "e")), "(a b) z"),
    Case("WCP-40 interleaved routing", "13.3.5", line(sub("ad", user("a"), user("b"), tag="adHocSubProcess", ordering="Sequential"), task("z")), "a", do=(submit("a"),), state="waiting", waiting="b"),
    Case("WCP-41 and 42 thread split and merge", "13.3.2", line(task("a", completionQuantity=3), task("b"), task("c", startQuantity=3)), "a b b b c"),
    Case("WCP-43 explicit termination", "13.5.6", process(start(), gate("parallel", "g"), user("u"), task("a"), end(), end("t", TERMINATE), flow("s", "g", "u", "e"), flow("g", "a", "t")), "a t", cancelled="u"),
]
