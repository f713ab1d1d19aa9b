"""Events and who catches them (10.5, 13.5)."""
from tests.engine.conformance.case import (Case, advance, catch, caught, gate, handled, inner, line, message, signal, submit, task, tasks, throw,
                                           timer, when)
from tests.engine.diagram import (ERROR, ESCALATION, MESSAGE, SIGNAL, TERMINATE, boundary, definitions, each, end, flow, process, processes, script,
                                  start, sub, user)

MESSAGE2 = '<messageEventDefinition messageRef="msg2"/>'
ERROR2 = '<errorEventDefinition errorRef="err2"/>'
ANY_ERROR = "<errorEventDefinition/>"
ANY_ESCALATION = "<escalationEventDefinition/>"
BOUNDARY = {"message": (MESSAGE, message()), "signal": (SIGNAL, signal()), "timer": (timer("PT1H"), advance("PT1H")), "condition": (when("late"), submit("v", late=True))}


def beside(nodes):
    """u (or what `nodes` hold) beside the user task v."""
    return process(start(), gate("parallel", "g"), nodes, user("v"), end(), end("e2"), flow("s", "g", "u", "z", "e"), flow("g", "v", "e2"), task("z"))


def boundaries():
    """Each kind of boundary event, at a task and at a sub-process, interrupting and not."""
    for kind, (definition, trigger) in BOUNDARY.items():
        v = "v " if kind == "condition" else ""
        waits = "" if kind == "condition" else " v"
        for place, nodes in (("a task", user("u")), ("a sub-process", inner("u", user("w")))):
            inside = "u" if place == "a task" else "w"
            yield Case(f"an interrupting {kind} at {place} takes it away", "13.5.3", beside(nodes + caught("b", "u", definition, "h")), f"{v}h", do=(trigger,),
                       state="waiting" if waits else "completed", waiting=waits.strip(), cancelled=inside)
            yield Case(f"a non-interrupting {kind} at {place} leaves it be", "13.5.3", beside(nodes + caught("b", "u", definition, "h", interrupting=False)), f"{v}h", do=(trigger,),
                       state="waiting", waiting=f"{inside}{waits}", cancelled="")


def starts():
    """Each kind of start event of an event sub-process, at the top and in a sub-process, interrupting and not."""
    for kind, (definition, trigger) in BOUNDARY.items():
        for interrupting in (True, False):
            trigger_here = submit("u", late=True) if kind == "condition" else trigger
            name = f"{'interrupting' if interrupting else 'non-interrupting'} {kind} event sub-process"
            top = process(start(), user("u"), user("w"), task("z"), end(), flow("s", "u", "w", "z", "e"), handled("es", definition, "h", interrupting))
            nested = process(start(), inner("sp", user("u"), user("w"), extra=handled("es", definition, "h", interrupting)), task("z"), end(), flow("s", "sp", "z", "e"))
            first = "u " if kind == "condition" else ""
            rest = (submit("w"),) if kind == "condition" else (submit("u"), submit("w"))
            done = f"{first}h" + ("" if interrupting else ("" if kind == "condition" else " u") + " w z")
            yield Case(f"an {name} at the top", "13.5.4", top, done, do=(trigger_here, *(() if interrupting else rest)))
            yield Case(f"an {name} in a sub-process", "13.5.4", nested, done + (" z" if interrupting else ""), do=(trigger_here, *(() if interrupting else rest)))


def thrown(definition, kind):
    """A sub-process that throws in its middle and at its end, with each kind of catcher."""
    yield Case(f"an interrupting boundary catches the {kind}, nothing inside goes on", "10.5.6", line(inner("sp", task("a"), throw("t", definition), task("b")), task("z"), extra=caught("c", "sp", definition, "h")), "a t h", cancelled="")
    yield Case(f"a non-interrupting boundary catches the {kind}, both go on", "10.5.6", line(inner("sp", task("a"), throw("t", definition), task("b")), task("z"), extra=caught("c", "sp", definition, "h", interrupting=False)), "a (b h z)")
    yield Case(f"an end event throws the {kind} to the boundary", "10.5.3", line(inner("sp", task("a"), last=definition), task("z"), extra=caught("c", "sp", definition, "h")), "a h")
    yield Case(f"an interrupting event sub-process catches the {kind}", "13.5.4", line(inner("sp", task("a"), throw("t", definition), task("b"), extra=handled("es", definition, "h")), task("z")), "a h z")
    yield Case(f"a non-interrupting event sub-process catches the {kind}", "13.5.4", line(inner("sp", task("a"), throw("t", definition), task("b"), extra=handled("es", definition, "h", interrupting=False)), task("z")), "a (b h) z")
    yield Case(f"a {kind} that nobody catches is no fault", "10.5.6", line(task("a"), throw("t", definition), task("b")), "a t b")


def pools(*bodies, flows=""):
    made = "".join(f'<participant id="pool{i}" processRef="p{i}"/>' for i in range(len(bodies)))
    return definitions(f'<collaboration id="col">{made}{flows}</collaboration>', *(f'<process id="p{i}">{body}</process>' for i, body in enumerate(bodies)))


CASES = [
    *boundaries(), *starts(), *thrown(SIGNAL, "signal"), *thrown(ESCALATION, "escalation"),
    # ---- none, link, terminate
    Case("a link goes on at its target", "10.5.5", process(start(), task("a"), throw("t", '<linkEventDefinition name="L"/>'), catch("c", '<linkEventDefinition name="L"/>'), task("b"), end(), flow("s", "a", "t"), flow("c", "b", "e")), "a b"),
    Case("several links lead to one target", "10.5.5",
         process(start(), gate("parallel", "g"), tasks("a b z"), throw("t1", '<linkEventDefinition name="L"/>'), throw("t2", '<linkEventDefinition name="L"/>'), catch("c", '<linkEventDefinition name="L"/>'), end(),
                 flow("s", "g", "a", "t1"), flow("g", "b", "t2"), flow("c", "z", "e")), "(a b) (z z)"),
    Case("a link may lead back", "10.5.5",
         process(start(), '<exclusiveGateway id="x" default="d"/>', script("a", "{n: n + 1}"), throw("t", '<linkEventDefinition name="L"/>'), catch("c", '<linkEventDefinition name="L"/>'), gate("exclusive", "m"), end(),
                 flow("s", "m"), flow("c", "m", "a", "x"), flow("x", "t", when="n &lt; 3"), flow("x", "e", id="d")), "a a a", given={"n": 0}),
    # ---- errors
    Case("an error is caught at the boundary of the sub-process it ends", "10.5.6", line(inner("sp", task("a"), last=ERROR), task("z"), extra=caught("b", "sp", ERROR, "h")), "a h"),
    Case("a transaction's error is caught without compensation", "10.3.5", line(inner("sp", task("a"), last=ERROR, tag="transaction"), task("z"), extra=caught("b", "sp", ERROR, "h")), "a h"),
    Case("an error with another code is not caught", "10.5.6", line(inner("sp", task("a"), last=ERROR), task("z"), extra=caught("b", "sp", ERROR2, "h")), "a", state="error_event"),
    Case("an error boundary without a code catches every error", "10.5.6", line(inner("sp", task("a"), last=ERROR), task("z"), extra=caught("b", "sp", ANY_ERROR, "h")), "a h"),
    Case("the boundary that names the code comes before the one that names none", "10.5.6",
         line(inner("sp", task("a"), last=ERROR), task("z"), extra=caught("b", "sp", ANY_ERROR, "wrong") + caught("c", "sp", ERROR, "h")), "a h"),
    Case("an error event sub-process takes its scope over, then the scope goes on", "13.5.4", line(inner("sp", task("a"), last=ERROR, extra=handled("es", ERROR, "h")), task("z")), "a h z"),
    Case("the event sub-process comes before the boundary", "10.5.6", line(inner("sp", task("a"), last=ERROR, extra=handled("es", ERROR, "h")), task("z"), extra=caught("b", "sp", ERROR, "wrong")), "a h z"),
    Case("an error event sub-process at the top ends the process well", "13.5.4", process(start(), task("a"), end("e", ERROR), flow("s", "a", "e"), handled("es", ERROR, "h")), "a h"),
    Case("an event sub-process may throw the error on", "13.5.4", line(inner("sp", task("a"), last=ERROR, extra=handled("es", ERROR, "h", last=ERROR)), task("z"), extra=caught("b", "sp", ERROR, "outer")), "a h outer"),
    Case("an error climbs through scopes that do not catch it", "10.5.6", line(inner("o", inner("i", task("a"), last=ERROR)), task("z"), extra=caught("b", "o", ERROR, "h")), "a h"),
    Case("the nearest boundary catches", "10.5.6",
         process(start(), sub("o", start("os"), inner("i", task("a"), last=ERROR), end("oe"), flow("os", "i", "oe"), caught("b1", "i", ERROR, "h1")), task("z"), end(), flow("s", "o", "z", "e"), caught("b2", "o", ERROR, "h2")), "a h1 z"),
    Case("an error of a called process is caught at the call", "10.5.6",
         processes(p=start() + '<callActivity id="c" calledElement="q"/>' + task("z") + end() + flow("s", "c", "z", "e") + caught("b", "c", ERROR, "h"), q=start("qs") + task("a") + end("qe", ERROR) + flow("qs", "a", "qe")), "a h"),
    Case("an error in one branch stops the branches of its scope and no others", "10.5.6",
         process(start(), gate("parallel", "g"), sub("sp", start("ss"), gate("parallel", "sg"), user("u"), task("a"), end("se"), end("se2", ERROR), flow("ss", "sg", "u", "se"), flow("sg", "a", "se2")), user("v"), task("z"), end(), end("e2"),
                 flow("s", "g", "sp", "z", "e"), flow("g", "v", "e2"), caught("b", "sp", ERROR, "h")), "a h", state="waiting", waiting="v", cancelled="u"),
    Case("the boundary of another activity does not catch", "10.5.6",
         process(start(), gate("parallel", "g"), inner("sp", task("a"), last=ERROR), user("u"), end(), end("e2"), flow("s", "g", "sp", "e"), flow("g", "u", "e2"), caught("b", "u", ERROR, "wrong")), "a", state="error_event", cancelled="u"),
    # ---- escalations
    Case("an escalation of a called process is caught at the call", "10.5.6",
         processes(p=start() + '<callActivity id="c" calledElement="q"/>' + task("z") + end() + flow("s", "c", "z", "e") + caught("b", "c", ESCALATION, "h", interrupting=False),
                   q=start("qs") + task("a") + end("qe", ESCALATION) + flow("qs", "a", "qe")), "a (h z)"),
    Case("an escalation boundary without a code catches every one", "10.5.6", line(inner("sp", throw("t", ESCALATION), task("a")), task("z"), extra=caught("b", "sp", ANY_ESCALATION, "h")), "h"),
    Case("an escalation stops at the first who catches it", "10.5.6",
         process(start(), sub("o", start("os"), inner("i", task("a"), throw("t", ESCALATION)), end("oe"), flow("os", "i", "oe"), caught("b1", "i", ESCALATION, "h1", interrupting=False)), task("z"), end(), flow("s", "o", "z", "e"),
                 caught("b2", "o", ESCALATION, "h2", interrupting=False)), "a (h1 z)"),
    Case("a non-interrupting escalation is caught as often as it is thrown", "13.5.3", line(inner("sp", throw("t1", ESCALATION), throw("t2", ESCALATION)), task("z"), extra=caught("b", "sp", ESCALATION, "h", interrupting=False)), "(h h z)"),
    Case("an error is not an escalation of the same code", "10.5.6", line(inner("sp", throw("t", ESCALATION), task("a")), task("z"), extra=caught("b", "sp", ANY_ERROR, "wrong")), "a z"),
    # ---- signals
    Case("a signal reaches everyone who waits", "10.5.6",
         process(start(), gate("parallel", "g"), catch("c1", SIGNAL), catch("c2", SIGNAL), throw("t", SIGNAL), tasks("a b"), end(), flow("s", "g", "c1", "a", "e"), flow("g", "c2", "b", "e"), flow("g", "t", "e")), "(a b)"),
    Case("a signal that is thrown first finds the catch in the other branch", "10.5.6",
         process(start(), gate("parallel", "g"), throw("t", SIGNAL), task("a"), catch("c", SIGNAL), task("b"), end(), flow("s", "g", "t", "e"), flow("g", "a", "c", "b", "e")), "a b"),
    Case("a signal of another name is not caught", "10.5.6", line(catch("c", SIGNAL)), state="waiting", waiting="c", do=(signal("other"),)),
    Case("a signal is not kept for who comes later", "10.5.6", line(user("u"), catch("c", SIGNAL), task("a")), "u", do=(signal(), submit("u")), state="waiting", waiting="c"),
    Case("a signal end event in a sub-process wakes the other branch", "10.5.3",
         process(start(), gate("parallel", "g"), inner("sp", task("a"), last=SIGNAL), catch("c", SIGNAL), task("b"), end(), end("e2"), flow("s", "g", "sp", "e"), flow("g", "c", "b", "e2")), "a b"),
    Case("a non-interrupting signal is caught every time", "13.5.3", line(user("u"), task("z"), extra=caught("b", "u", SIGNAL, "h", interrupting=False)), "h h u z", do=(signal(), signal(), submit("u"))),
    Case("a signal reaches another pool, whichever begins first", "10.5.6", pools(start("s0") + throw("t", SIGNAL) + task("a") + end("e0") + flow("s0", "t", "a", "e0"), start("s1") + catch("c", SIGNAL) + task("b") + end("e1") + flow("s1", "c", "b", "e1")), "(a b)"),
    Case("a signal starts a process", "13.5.1", definitions(f'<process id="p">{start()}{throw("t", SIGNAL)}{task("a")}{end()}{flow("s", "t", "a", "e")}</process>', f'<process id="q">{start("qs", SIGNAL)}{task("b")}{end("qe")}{flow("qs", "b", "qe")}</process>'), "(a b)"),
    Case("a signal end event starts a process", "13.5.1", definitions(f'<process id="p">{start()}{task("a")}{end("e", SIGNAL)}{flow("s", "a", "e")}</process>', f'<process id="q">{start("qs", SIGNAL)}{task("b")}{end("qe")}{flow("qs", "b", "qe")}</process>'), "a b"),
    Case("a process that only a signal starts waits for it", "13.5.1", process(start("s", SIGNAL), task("a"), end(), flow("s", "a", "e")), state="waiting", waiting="s"),
    Case("a process that a signal starts is started once by it", "13.5.1", process(start("s", SIGNAL), task("a"), end(), flow("s", "a", "e")), "a", do=(signal(),)),
    # ---- messages
    Case("a message event waits for its message", "13.5.2", line(catch("c", MESSAGE), task("a")), state="waiting", waiting="c"),
    Case("a message event goes on with its message", "13.5.2", line(catch("c", MESSAGE), task("a")), "a", do=(message(payload={"x": 1}),), data={"x": 1}),
    Case("a message goes to one receiver only", "8.4.2", process(start(), gate("parallel", "g"), catch("c1", MESSAGE), catch("c2", MESSAGE), tasks("a b"), end(), flow("s", "g", "c1", "a", "e"), flow("g", "c2", "b", "e")), "a", do=(message(),), state="waiting", waiting="c2"),
    Case("a message that comes too early waits for its receiver", "8.4.2", line(user("u"), catch("c", MESSAGE), task("a")), "u a", do=(message(), submit("u"))),
    Case("a message of an intermediate event reaches another pool", "13.5.2",
         pools(start("s0") + throw("t", MESSAGE) + task("a") + end("e0") + flow("s0", "t", "a", "e0"), start("s1") + catch("c", MESSAGE) + task("b") + end("e1") + flow("s1", "c", "b", "e1"), flows='<messageFlow id="mf" sourceRef="t" targetRef="c"/>'), "(a b)"),
    Case("a send task reaches another pool", "13.3.3",
         pools(start("s0") + '<sendTask id="t" messageRef="msg"/>' + task("a") + end("e0") + flow("s0", "t", "a", "e0"), start("s1") + '<receiveTask id="c" messageRef="msg"/>' + task("b") + end("e1") + flow("s1", "c", "b", "e1")), "t (a c b)"),
    Case("a message starts the process of another pool", "13.5.1", pools(start("s0") + throw("t", MESSAGE) + task("a") + end("e0") + flow("s0", "t", "a", "e0"), start("s1", MESSAGE) + task("b") + end("e1") + flow("s1", "b", "e1")), "(a b)"),
    Case("a message end event starts the process of another pool", "13.5.6", pools(start("s0") + task("a") + end("e0", MESSAGE) + flow("s0", "a", "e0"), start("s1", MESSAGE) + task("b") + end("e1") + flow("s1", "b", "e1")), "a b"),
    Case("processes of one file talk without pools drawn around them", "8.4.2",
         processes(p=start() + throw("t", MESSAGE) + catch("c", MESSAGE2) + task("a") + end() + flow("s", "t", "c", "a", "e"), q=start("qs") + catch("qc", MESSAGE) + task("b") + throw("qt", MESSAGE2) + end("qe") + flow("qs", "qc", "b", "qt", "qe")), "b a"),
    Case("a process that has nothing to do with the first is left alone", "10.2",
         processes(p=start() + throw("t", SIGNAL) + task("a") + end() + flow("s", "t", "a", "e"), q=start("qs") + user("u") + end("qe") + flow("qs", "u", "qe")), "a"),
    Case("two pools talk to and fro", "8.4.2",
         pools(start("s0") + throw("t", MESSAGE) + catch("c", MESSAGE2) + task("a") + end("e0") + flow("s0", "t", "c", "a", "e0"), start("s1", MESSAGE) + task("b") + end("e1", MESSAGE2) + flow("s1", "b", "e1")), "b a"),
    Case("one of several start events starts the process", "13.5.1", process(start("s", MESSAGE), start("s2", MESSAGE2), tasks("a b"), end(), flow("s", "a", "e"), flow("s2", "b", "e")), "b", do=(message("msg2"),)),
    Case("a parallel multiple start event waits for all of its events", "10.5.2", process(start("s", MESSAGE + SIGNAL, parallelMultiple=True), task("a"), end(), flow("s", "a", "e")), state="waiting", waiting="s", do=(message(),)),
    Case("a parallel multiple start event starts with the last of its events", "10.5.2", process(start("s", MESSAGE + SIGNAL, parallelMultiple=True), task("a"), end(), flow("s", "a", "e")), "a", do=(message(), signal())),
    Case("another pool's message is the first event of a parallel multiple start", "10.5.2",
         pools(start("s0") + throw("t", MESSAGE) + end("e0") + flow("s0", "t", "e0"), start("s1", MESSAGE + MESSAGE2, parallelMultiple=True) + task("b") + end("e1") + flow("s1", "b", "e1")), "b", do=(message("msg2"),)),
    Case("a multiple start event starts with any of its events", "10.5.2", process(start("s", MESSAGE + SIGNAL), task("a"), end(), flow("s", "a", "e")), "a", do=(signal(),)),
    # ---- timers
    Case("a timer event waits", "13.5.2", line(catch("c", timer("PT1H")), task("a")), state="waiting", waiting="c", do=(advance("PT59M"),)),
    Case("a timer event goes on after its duration", "13.5.2", line(catch("c", timer("PT1H")), task("a")), "a", do=(advance("PT1H"),)),
    Case("a timer event goes on at its date", "13.5.2", line(catch("c", timer("2026-01-05T12:00:00+08:00", "timeDate")), task("a")), "a", do=(advance("PT3H"),)),
    Case("a date that is past is there at once", "13.5.2", line(catch("c", timer("2020-01-01T00:00:00Z", "timeDate")), task("a")), "a"),
    Case("timers fire in the order of their times", "13.5.2",
         process(start(), gate("parallel", "g"), catch("c1", timer("PT2H")), catch("c2", timer("PT1H")), tasks("a b"), end(), flow("s", "g", "c1", "a", "e"), flow("g", "c2", "b", "e")), "b a", do=(advance("P1D"),)),
    Case("a time may be an expression over the data", "10.5.5", line(catch("c", timer("duration(wait)")), task("a")), "a", given={"wait": "PT2H"}, do=(advance("PT2H"),)),
    Case("an intermediate cycle lets its token pass once", "13.5.2", line(catch("c", timer("R3/PT1H", "timeCycle")), task("a")), "a", do=(advance("P1D"),)),
    Case("a cycle at a boundary happens as often as it says", "13.5.3", line(user("u"), task("z"), extra=caught("b", "u", timer("R3/PT1H", "timeCycle"), "h", interrupting=False)), "h h h u z", do=(advance("P1D"), submit("u"))),
    Case("a cycle at a boundary ends with its activity", "13.5.3", line(user("u"), task("z"), extra=caught("b", "u", timer("R9/PT1H", "timeCycle"), "h", interrupting=False)), "h u z", do=(advance("PT90M"), submit("u"), advance("P1D"))),
    Case("a boundary timer may interrupt a timer inside", "13.5.3", line(inner("sp", catch("c", timer("PT2H")), task("a")), task("z"), extra=caught("b", "sp", timer("PT1H"), "h")), "h", do=(advance("P1D"),)),
    Case("a non-interrupting boundary timer leaves a timer inside be", "13.5.3", line(inner("sp", catch("c", timer("PT2H")), task("a")), task("z"), extra=caught("b", "sp", timer("PT1H"), "h", interrupting=False)), "h a z", do=(advance("P1D"),)),
    Case("a cycle of an event sub-process happens as often as it says", "13.5.4", line(inner("sp", catch("c", timer("PT30M")), task("a"), extra=handled("es", timer("R4/PT5M", "timeCycle"), "h", interrupting=False)), task("z")), "h h h h a z", do=(advance("P1D"),)),
    Case("a timer starts the process", "13.5.1", process(start("s", timer("PT1H")), task("a"), end(), flow("s", "a", "e")), "a", do=(advance("PT1H"),)),
    Case("a cycle starts an instance each time", "13.5.1", process(start("s", timer("R3/PT1H", "timeCycle")), task("a"), end(), flow("s", "a", "e")), "a a a", do=(advance("P1D"),)),
    # ---- conditions
    Case("a condition that holds is passed at once", "13.5.2", line(catch("c", when("x = 1")), task("a")), "a", given={"x": 1}),
    Case("a condition that does not hold is waited for", "13.5.2", line(catch("c", when("x = 1")), task("a")), state="waiting", waiting="c", given={"x": 2}),
    Case("a condition happens when another branch makes it true", "13.5.2", process(start(), gate("parallel", "g"), catch("c", when("x = 1")), user("u"), task("a"), end(), end("e2"), flow("s", "g", "c", "a", "e"), flow("g", "u", "e2")), "u a", do=(submit("u", x=1),), given={"x": 0}),
    Case("a condition that holds interrupts a sub-process before anything in it is done", "13.5.3", line(inner("sp", task("a")), task("z"), extra=caught("b", "sp", when("x = 1"), "h")), "h", given={"x": 1}),
    Case("a condition that does not hold leaves a sub-process be", "13.5.3", line(inner("sp", task("a")), task("z"), extra=caught("b", "sp", when("x = 1"), "h")), "a z", given={"x": 2}),
    Case("a condition that holds happens beside a sub-process", "13.5.3", line(inner("sp", task("a")), task("z"), extra=caught("b", "sp", when("x = 1"), "h", interrupting=False)), "(a h z)", given={"x": 1}),
    Case("a condition that comes true inside interrupts what would follow", "13.5.3", line(inner("sp", script("a", "{x: 1}"), task("b")), task("z"), extra=caught("b1", "sp", when("x = 1"), "h")), "a h", given={"x": 0}),
    Case("a condition that holds starts an interrupting event sub-process first", "13.5.4", line(inner("sp", task("a"), extra=handled("es", when("x = 1"), "h")), task("z")), "h z", given={"x": 1}),
    Case("a condition that holds starts a non-interrupting event sub-process too", "13.5.4", line(inner("sp", task("a"), extra=handled("es", when("x = 1"), "h", interrupting=False)), task("z")), "(a h) z", given={"x": 1}),
    Case("a condition happens again only after it has been false", "10.5.5",
         process(start(), gate("parallel", "g"), user("w"), user("u", '<standardLoopCharacteristics loopMaximum="4"/>'), end(), end("e2"), flow("s", "g", "u", "e"), flow("g", "w", "e2"), caught("b", "w", when("x = 1"), "h", interrupting=False)),
         "u h u u u h", do=(submit("u", x=1), submit("u", x=1), submit("u", x=0), submit("u", x=1)), given={"x": 0}, state="waiting", waiting="w"),
    Case("a condition starts the process", "13.5.1", process(start("s", when("x = 1")), task("a"), end(), flow("s", "a", "e")), "a", given={"x": 1}),
    # ---- several definitions
    Case("a multiple event takes whichever comes", "10.5.5", line(catch("c", MESSAGE + SIGNAL), task("a")), "a", do=(signal(),)),
    Case("a multiple event takes whichever comes, also the first", "10.5.5", line(catch("c", MESSAGE + SIGNAL), task("a")), "a", do=(message(),)),
    Case("a parallel multiple event needs all", "10.5.5", line(catch("c", MESSAGE + SIGNAL, parallelMultiple=True), task("a")), state="waiting", waiting="c", do=(signal(),)),
    Case("a parallel multiple event passes with all", "10.5.5", line(catch("c", MESSAGE + SIGNAL, parallelMultiple=True), task("a")), "a", do=(signal(), message())),
    Case("a multiple throw event throws all", "10.5.5",
         process(start(), gate("parallel", "g"), catch("c1", SIGNAL), throw("t", SIGNAL + MESSAGE), catch("c2", MESSAGE), tasks("a b"), end(), flow("s", "g", "c1", "a", "e"), flow("g", "t", "e"), flow("g", "c2", "b", "e")), "(a b)"),
    Case("a boundary with several definitions", "10.5.5", line(user("u"), task("z"), extra=caught("b", "u", MESSAGE + timer("PT1H"), "h")), "h", do=(advance("PT1H"),), cancelled="u"),
    # ---- references to definitions
    *(Case(f"an event may refer to its definition: {kind}", "10.5.5",
           definitions(definition.replace("EventDefinition", 'EventDefinition id="def"', 1), f'<process id="p">{body}</process>'), done, do=do, state=state)
      for kind, definition, body, done, do, state in (
          ("signal", SIGNAL, start() + catch("c", "<eventDefinitionRef>def</eventDefinitionRef>") + task("a") + end() + flow("s", "c", "a", "e"), "a", (signal(),), "completed"),
          ("error", ERROR, start() + task("a") + end("e", "<eventDefinitionRef>def</eventDefinitionRef>") + flow("s", "a", "e"), "a", (), "error_event"),
          ("boundary", SIGNAL, start() + user("u") + end() + flow("s", "u", "e") + caught("b", "u", "<eventDefinitionRef>def</eventDefinitionRef>", "h", interrupting=False), "h u", (signal(), submit("u")), "completed"),
          ("timer", timer("PT1H"), start() + catch("c", "<eventDefinitionRef>def</eventDefinitionRef>") + task("a") + end() + flow("s", "c", "a", "e"), "a", (advance("PT1H"),), "completed"))),
    # ---- boundary events, more
    Case("a boundary event of a finished activity is gone", "13.5.3", line(user("u"), user("v"), extra=caught("b", "u", SIGNAL, "wrong")), "u", do=(submit("u"), signal()), state="waiting", waiting="v"),
    Case("several boundary events at one activity", "13.5.3", line(user("u"), task("z"), extra=caught("b", "u", timer("PT1H"), "h1", interrupting=False) + caught("c", "u", SIGNAL, "h2")), "h1 h2", do=(advance("PT1H"), signal()), cancelled="u"),
    Case("a boundary path may lead back to its activity", "13.5.3", process(start(), gate("exclusive", "m"), user("u"), task("h"), end(), flow("s", "m", "u", "e"), boundary("b", "u", SIGNAL), flow("b", "h", "m")), "h u", do=(signal(), submit("u")), cancelled="u"),
    Case("a boundary event at a call takes everything in it away", "13.5.3",
         processes(p=start() + '<callActivity id="c" calledElement="q"/>' + task("z") + end() + flow("s", "c", "z", "e") + caught("b", "c", SIGNAL, "h"), q=start("qs") + user("u") + end("qe") + flow("qs", "u", "qe")), "h", do=(signal(),), cancelled="u"),
    # ---- event sub-processes, more
    Case("an event sub-process that never happens does not hold its scope", "13.5.4", process(start(), task("a"), end(), flow("s", "a", "e"), handled("es", SIGNAL, "h", interrupting=False)), "a"),
    Case("a scope waits for its event sub-process", "13.5.4",
         process(start(), user("u"), end(), flow("s", "u", "e"), sub("es", start("es_s", SIGNAL, isInterrupting=False), user("h"), end("es_e"), flow("es_s", "h", "es_e"), triggeredByEvent=True)), "u", do=(signal(), submit("u")), state="waiting", waiting="h"),
    Case("a non-interrupting event sub-process happens as often as its event", "13.5.4", process(start(), user("u"), end(), flow("s", "u", "e"), handled("es", MESSAGE, "h", interrupting=False)), "h h u", do=(message(), message(), submit("u"))),
    Case("an interrupting event sub-process happens once", "13.5.4",
         process(start(), user("u"), end(), flow("s", "u", "e"), sub("es", start("es_s", SIGNAL, isInterrupting=True), user("h"), end("es_e"), flow("es_s", "h", "es_e"), triggeredByEvent=True)), do=(signal(), signal()), state="waiting", waiting="h", cancelled="u"),
    Case("terminate in an event sub-process ends it and not the scope around", "13.5.6", line(inner("sp", user("u"), extra=handled("es", SIGNAL, "h", interrupting=False, last=TERMINATE)), task("z")), "h u z", do=(signal(), submit("u"))),
    Case("each instance of a sub-process has its event sub-process", "13.5.4", line(inner("sp", user("u"), extra=handled("es", SIGNAL, "h", interrupting=False), loop=each(count=2)), task("z")), "(h h) u u z", do=(signal(), submit("u"), submit("u"))),
]
