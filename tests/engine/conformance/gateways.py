"""Gateways and sequence flows (8.3.13, 10.6, 13.3.1, 13.4)."""
from tests.engine.conformance.case import Case, advance, catch, gate, inner, line, message, submit, task, tasks, throw, timer
from tests.engine.diagram import ERROR, MESSAGE, SIGNAL, TERMINATE, end, flow, process, script, start, user


def split(kind, *conditions, default=False, joins=None, attributes=""):
    """g splits into the tasks a, b, c …; `conditions` one each; they meet in j of the kind `joins`, then z."""
    made, names = "", "abcdef"[:len(conditions)]
    for name, condition in zip(names, conditions, strict=True):
        is_default = default and name == names[-1]
        made += task(name) + flow("g", name, when=condition, id="dflt" if is_default else None)
    mark = ' default="dflt"' if default else ""
    made += f'<{kind}Gateway id="g"{mark}/>' + gate(joins or kind, "j") + "".join(flow(n, "j") for n in names)
    return process(start(), made, task("z"), end(), flow("s", "g"), flow("j", "z", "e"))


A, B, C = 'contains(x, "a")', 'contains(x, "b")', 'contains(x, "c")'


def by_input(name, clause, content, rows, state=None):
    """The same diagram with several inputs x → what is done; None: nothing fits, an error at run time."""
    return [Case(f"{name}: {x}", clause, content, "" if done is None else done, given={"x": x},
                 state="runtime_error" if done is None else (state or "completed")) for x, done in rows.items()]


def enough(condition):
    return f"<activationCondition>{condition}</activationCondition>"


def complex_join(condition, *branches):
    return process(start(), gate("parallel", "g"), f'<complexGateway id="j">{enough(condition)}</complexGateway>', *branches, task("z"), end(), flow("s", "g"),
                   *(flow("g", n, "j") for n in "abc"), flow("j", "z", "e"))


CASES = [
    *by_input("an exclusive gateway takes the first flow that holds, and without one and a default fails", "13.4.2", split("exclusive", A, B),
              {"a": "a z", "b": "b z", "ab": "a z", "c": None}),
    *by_input("an exclusive gateway takes the default when nothing holds", "13.4.2", split("exclusive", A, B, None, default=True),
              {"a": "a z", "b": "b z", "c": "c z", "ab": "a z"}),
    *by_input("an inclusive gateway takes every flow that holds and its join waits for them", "13.4.3", split("inclusive", A, B, C),
              {"a": "a z", "ab": "(a b) z", "abc": "(a b c) z", "x": None}),
    *by_input("the default of an inclusive gateway is taken only when nothing else is", "13.4.3", split("inclusive", A, B, None, default=True),
              {"x": "c z", "a": "a z", "ab": "(a b) z"}),
    *by_input("an exclusive join passes every token by itself", "13.4.2", split("inclusive", A, B, joins="exclusive"), {"a": "a z", "ab": "(a b) (z z)"}),
    *by_input("an inclusive join after an exclusive split waits for nobody else", "13.4.3", split("exclusive", A, B, joins="inclusive"), {"a": "a z", "b": "b z"}),
    *by_input("a parallel join after an exclusive split waits for ever", "13.4.1", split("exclusive", A, B, joins="parallel"), {"a": "a", "b": "b"}, "waiting"),
    *by_input("a parallel join after an inclusive split waits for all its flows", "13.4.1", split("inclusive", A, B, joins="parallel"), {"a": "a"}, "waiting"),
    *by_input("a parallel join after an inclusive split passes when all were taken", "13.4.1", split("inclusive", A, B, joins="parallel"), {"ab": "(a b) z"}),
    Case("a parallel gateway takes all flows and its join waits for all", "13.4.1", split("parallel", None, None, None), "(a b c) z"),
    Case("an inclusive join after a parallel split waits for all", "13.4.3", split("parallel", None, None, joins="inclusive"), "(a b) z"),
    Case("an exclusive join after a parallel split passes each", "13.4.2", split("parallel", None, None, joins="exclusive"), "(a b) (z z)"),
    Case("a gateway may join and split at once", "10.6.1",
         process(start(), gate("parallel", "g", "m", "j"), tasks("a b c d z"), end(), flow("s", "g"), flow("g", "a", "m"), flow("g", "b", "m"), flow("m", "c", "j"), flow("m", "d", "j"), flow("j", "z", "e")),
         "(a b) (c d) z"),
    *by_input("an exclusive gateway that joins and splits", "10.6.2",
              process(start(), gate("exclusive", "g", "j"), '<exclusiveGateway id="m" default="md"/>', tasks("a b c d z"), end(), flow("s", "g"), flow("g", "a", when=A), flow("g", "b", when=B),
                      flow("a", "m"), flow("b", "m"), flow("m", "c", when=B), flow("m", "d", id="md"), flow("c", "j"), flow("d", "j"), flow("j", "z", "e")), {"a": "a d z", "b": "b c z", "ab": "a c z"}),
    Case("several tokens on one flow do not make up for a missing one at a parallel join", "13.4.1",
         process(start(), gate("parallel", "g", "j"), gate("exclusive", "m"), tasks("a b"), user("u"), task("z"), end(), flow("s", "g"), flow("g", "a", "m"), flow("g", "b", "m"), flow("g", "u", "j"), flow("m", "j"), flow("j", "z", "e")),
         "(a b)", state="waiting", waiting="u"),
    Case("what is left over at a parallel join stays there", "13.4.1",
         process(start(), gate("parallel", "g", "j"), gate("exclusive", "m"), tasks("a b"), user("u"), task("z"), end(), flow("s", "g"), flow("g", "a", "m"), flow("g", "b", "m"), flow("g", "u", "j"), flow("m", "j"), flow("j", "z", "e")),
         "(a b) u z", do=(submit("u"),), state="waiting"),
    Case("flows that split and join in each other", "13.4.1",
         process(start(), gate("parallel", "g1", "g2", "j1", "j2"), tasks("a b c z"), end(), flow("s", "g1", "a", "j1"), flow("g1", "g2", "b", "j2"), flow("g2", "c", "j2"), flow("j2", "j1", "z", "e")), "(a b c) z"),
    # ---- sequence flows out of activities
    Case("an activity without a gateway puts a token on each flow", "13.3.1", process(start(), tasks("a b c d"), end(), flow("s", "a", "b", "d", "e"), flow("a", "c", "d")), "a (b c) (d d)"),
    *by_input("conditional flows of an activity choose like an inclusive gateway", "13.3.1",
              process(start(), '<task id="a" default="dd"/>', tasks("b c d"), end(), flow("s", "a"), flow("a", "b", when=A), flow("a", "c", when=B), flow("a", "d", id="dd"), *(flow(n, "e") for n in "bcd")),
              {"a": "a b", "ab": "a (b c)", "x": "a d"}),
    Case("an unconditional flow beside conditional ones is always taken", "13.3.1",
         process(start(), tasks("a b c"), end(), flow("s", "a"), flow("a", "b", when="false"), flow("a", "c"), flow("b", "e"), flow("c", "e")), "a c"),
    Case("several flows into an activity start it once each", "13.3.1", process(start(), gate("parallel", "g"), tasks("a b"), end(), flow("s", "g", "a", "b", "e"), flow("g", "b")), "(b a b)"),
    Case("several flows out of a start event are all taken", "10.5.2", process(start(), tasks("a b"), end(), flow("s", "a", "e"), flow("s", "b", "e")), "(a b)"),
    Case("several flows out of an intermediate event are all taken", "10.5.4", process(start(), catch("c", timer("PT1H")), tasks("a b"), end(), flow("s", "c", "a", "e"), flow("c", "b", "e")), "(a b)", do=(advance("PT1H"),)),
    Case("without start and end events paths end where nothing follows", "13.2", process(task("a"), gate("parallel", "g"), tasks("b c"), flow("a", "g", "b"), flow("g", "c")), "a (b c)"),
    Case("a process without start and end events begins at every element that nothing leads to", "13.2", process(tasks("a b c"), flow("a", "c")), "(a b) c"),
    Case("an instance ends when all its paths have ended", "13.2", process(start(), gate("parallel", "g"), task("a"), user("u"), end("e1"), end("e2"), flow("s", "g", "a", "e1"), flow("g", "u", "e2")), "a e1", state="waiting", waiting="u"),
    Case("every end event that is reached is reached by itself", "10.5.3", process(start(), gate("parallel", "g"), tasks("a b"), end("e1"), end("e2"), flow("s", "g", "a", "e1"), flow("g", "b", "e2")), "(a b e1 e2)"),
    # ---- loops of flows
    Case("an exclusive gateway leads back", "13.4.2",
         process(start(), gate("exclusive", "m"), '<exclusiveGateway id="x" default="out"/>', script("a", "{n: n + 1}"), end(), flow("s", "m", "a", "x"), flow("x", "m", when="n &lt; 3"), flow("x", "e", id="out")), "a a a", data={"n": 3}, given={"n": 0}),
    Case("a flow may lead back straight to an activity", "13.3.1",
         process(start(), '<exclusiveGateway id="x" default="out"/>', script("a", "{n: n + 1}"), end(), flow("s", "a", "x"), flow("x", "a", when="n &lt; 3"), flow("x", "e", id="out")), "a a a", given={"n": 0}),
    Case("an inclusive join in a loop passes once a turn", "13.4.3",
         process(start(), gate("exclusive", "m"), gate("inclusive", "g", "j"), '<exclusiveGateway id="x" default="out"/>', tasks("a b"), script("z", "{n: n + 1}"), end(), flow("s", "m", "g"), flow("g", "a", when="true"),
                 flow("g", "b", when="n = 1"), flow("a", "j"), flow("b", "j"), flow("j", "z", "x"), flow("x", "m", when="n &lt; 3"), flow("x", "e", id="out")), "a z (a b) z a z", given={"n": 0}),
    Case("a loop of abstract tasks is left when the condition says so", "13.4.2",
         process(start(), gate("exclusive", "m"), '<exclusiveGateway id="x" default="out"/>', tasks("a b"), end(), flow("s", "m", "a", "x"), flow("x", "b", when="again"), flow("b", "m"), flow("x", "e", id="out")), "a", given={"again": False}),
    Case("a loop of abstract tasks goes on until another branch changes what it asks", "13.4.2",
         process(start(), gate("parallel", "g"), gate("exclusive", "m"), '<exclusiveGateway id="x" default="out"/>', task("a"), script("w1", "{k: 1}"), script("w2", "{again: false}"), end(), end("e2"), flow("s", "g", "m", "a", "x"), flow("x", "m", when="again"),
                 flow("x", "e", id="out"), flow("g", "w1", "w2", "e2")), "(a w1 w2)", given={"again": True}),
    Case("a loop with two ways in", "13.4.2",
         process(start(), '<exclusiveGateway id="x" default="xo"/><exclusiveGateway id="y" default="yo"/>', script("a", "{n: n + 1}"), script("b", "{k: k + 1}"), end(), flow("s", "a", "x"), flow("x", "a", when="n &lt; 2"), flow("x", "b", id="xo"),
                 flow("b", "y"), flow("y", "a", when="k &lt; 2"), flow("y", "e", id="yo")), "a a b a b", given={"n": 0, "k": 0}),
    # ---- inclusive joins
    Case("an inclusive join waits as long as a token can still come", "13.4.3",
         process(start(), gate("parallel", "g"), gate("inclusive", "j"), task("a"), user("u"), task("z"), end(), flow("s", "g", "a", "j"), flow("g", "u", "j"), flow("j", "z", "e")), "a", state="waiting", waiting="u"),
    Case("an inclusive join goes on when the token that could come has gone elsewhere", "13.4.3",
         process(start(), gate("parallel", "g"), gate("inclusive", "j"), '<exclusiveGateway id="x" default="d"/>', task("a"), user("u"), task("z"), end(), end("e2"), flow("s", "g", "a", "j"), flow("g", "u", "x"), flow("x", "j", when="ok"),
                 flow("x", "e2", id="d"), flow("j", "z", "e")), "a u z", do=(submit("u", ok=False),)),
    Case("an inclusive join counts a token inside a sub-process before it", "13.4.3",
         process(start(), gate("parallel", "g"), gate("inclusive", "j"), task("a"), inner("sp", user("u")), task("z"), end(), flow("s", "g", "a", "j"), flow("g", "sp", "j"), flow("j", "z", "e")), "a u z", do=(submit("u"),)),
    Case("an inclusive join waits for the path of a boundary event", "13.4.3",
         process(start(), gate("parallel", "g"), gate("inclusive", "j"), task("a"), user("u"), '<boundaryEvent id="b" attachedToRef="u"><timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition></boundaryEvent>',
                 user("late"), task("z"), end(), end("e2"), flow("s", "g", "a", "j"), flow("g", "u", "e2"), flow("b", "late", "j"), flow("j", "z", "e")), "a late z", do=(advance("PT1H"), submit("late"))),
    Case("an inclusive join that a token has left by its last way goes on at once", "13.4.3",
         process(start(), gate("parallel", "g"), gate("inclusive", "j"), task("a"), user("u"), task("z"), end(), end("e2"), flow("s", "g", "a", "j"), flow("g", "u", "e2"), '<boundaryEvent id="b" attachedToRef="u">' + SIGNAL + "</boundaryEvent>",
                 flow("b", "j"), flow("j", "z", "e")), "a u z", do=(submit("u"),)),
    Case("two inclusive joins one after the other", "13.4.3",
         process(start(), gate("inclusive", "g", "j1", "j2"), tasks("a b c y z"), end(), flow("s", "g"), *(flow("g", n, when="true") for n in "abc"), flow("a", "j1"), flow("b", "j1"), flow("j1", "y", "j2"), flow("c", "j2"), flow("j2", "z", "e")), "(a b c) y z"),
    Case("an inclusive join with the same number of tokens on one flow takes one and passes again", "13.4.3",
         process(start(), gate("parallel", "g"), gate("exclusive", "m"), gate("inclusive", "j"), tasks("a b c z"), end(), flow("s", "g"), flow("g", "a", "m"), flow("g", "b", "m"), flow("g", "c", "j"), flow("m", "j"), flow("j", "z", "e")), "(a b c) (z z)"),
    # ---- complex gateways
    Case("a complex gateway passes when enough tokens have come", "13.4.5", complex_join("activationCount &gt;= 2", tasks("a b"), user("c")), "(a b) z", state="waiting", waiting="c"),
    Case("a complex gateway uses up what comes later", "13.4.5", complex_join("activationCount &gt;= 2", tasks("a b"), user("c")), "(a b) z c", do=(submit("c"),)),
    Case("a complex gateway that passes at the first", "13.4.5", complex_join("activationCount &gt;= 1", tasks("a b c")), "(a b c z)"),
    Case("a complex gateway that wants all", "13.4.5", complex_join("activationCount = 3", tasks("a b c")), "(a b c) z"),
    *by_input("a complex gateway splits by conditions", "13.4.5",
              process(start(), gate("complex", "g"), f'<complexGateway id="j">{enough("activationCount &gt;= 1")}</complexGateway>', tasks("a b c z"), end(), flow("s", "g"), flow("g", "a", when=A), flow("g", "b", when=B), flow("g", "c", when=C),
                      *(flow(n, "j") for n in "abc"), flow("j", "z", "e")), {"a": "a z", "c": "c z", "ab": "(a b z)"}),
    Case("a complex gateway that is reset serves the next turn of a loop", "13.4.5",
         process(start(), gate("exclusive", "m"), gate("parallel", "g"), f'<complexGateway id="j">{enough("activationCount &gt;= 1")}</complexGateway>', '<exclusiveGateway id="x" default="out"/>', tasks("a b"), script("z", "{n: n + 1}"), user("u"), end(),
                 flow("s", "m", "g"), flow("g", "a", "j"), flow("g", "b", "j"), flow("j", "z", "u", "x"), flow("x", "m", when="n &lt; 2"), flow("x", "e", id="out")), "(a b z) u (a b z) u", given={"n": 0}, do=(submit("u"), submit("u"))),
    Case("a flow of a complex gateway may wait for the reset", "13.4.5",
         process(start(), gate("parallel", "g"), f'<complexGateway id="j">{enough("activationCount &gt;= 1")}</complexGateway>', task("a"), user("b"), tasks("y z"), end(), flow("s", "g"), flow("g", "a", "j"), flow("g", "b", "j"),
                 flow("j", "y", when="waitingForStart"), flow("j", "z", when="not(waitingForStart)"), flow("y", "e"), flow("z", "e")), "a y b z", do=(submit("b"),)),
    Case("at the reset the default is for when no condition holds", "13.4.5",
         process(start(), gate("parallel", "g"), f'<complexGateway id="j" default="d">{enough("activationCount &gt;= 1")}</complexGateway>', task("a"), user("b"), tasks("y z"), end(), flow("s", "g"), flow("g", "a", "j"), flow("g", "b", "j"),
                 flow("j", "y", when="waitingForStart"), flow("j", "z", id="d"), flow("y", "e"), flow("z", "e")), "a y b z", do=(submit("b"),)),
    Case("the reset follows at once where all tokens have come", "13.4.5",
         process(start(), gate("parallel", "g"), f'<complexGateway id="j" default="d">{enough("activationCount = 2")}</complexGateway>', tasks("a b y z"), end(), flow("s", "g"), flow("g", "a", "j"), flow("g", "b", "j"),
                 flow("j", "y", when="waitingForStart"), flow("j", "z", id="d"), flow("y", "e"), flow("z", "e")), "(a b) (y z)"),
    Case("a complex gateway that joins and splits by its data does so once", "13.4.5",
         process(start(), gate("parallel", "g"), f'<complexGateway id="j" default="d">{enough("activationCount &gt;= 1")}</complexGateway>', task("a"), user("b"), tasks("y z"), end(), flow("s", "g"), flow("g", "a", "j"), flow("g", "b", "j"),
                 flow("j", "y", when="n = 1"), flow("j", "z", id="d"), flow("y", "e"), flow("z", "e")), "a y b", do=(submit("b"),), given={"n": 1}),
    Case("a complex gateway does not wait for the reset where a token may as well take a used flow", "13.4.5",
         process(start(), gate("parallel", "g"), gate("exclusive", "m"), f'<complexGateway id="j">{enough("activationCount &gt;= 1")}</complexGateway>', '<exclusiveGateway id="x" default="d"/>', task("a"), user("u"), task("z"), end(), flow("s", "g"), flow("g", "a", "m"),
                 flow("g", "u", "x"), flow("x", "m", id="d"), flow("x", "j", when="direct"), flow("m", "j"), flow("j", "z", "e")), "a z u z", do=(submit("u", direct=False),)),
    # ---- event-based gateways
    Case("behind an event-based gateway the first event wins", "13.4.4",
         process(start(), gate("eventBased", "g"), catch("m", MESSAGE), catch("t", timer("PT1H")), tasks("a b"), end(), flow("s", "g"), flow("g", "m", "a", "e"), flow("g", "t", "b", "e")), "a", do=(message(), advance("PT2H"))),
    Case("behind an event-based gateway the timer may win", "13.4.4",
         process(start(), gate("eventBased", "g"), catch("m", MESSAGE), catch("t", timer("PT1H")), tasks("a b"), end(), flow("s", "g"), flow("g", "m", "a", "e"), flow("g", "t", "b", "e")), "b", do=(advance("PT2H"),)),
    Case("behind an event-based gateway both events are waited for", "13.4.4",
         process(start(), gate("eventBased", "g"), catch("m", MESSAGE), catch("t", timer("PT1H")), tasks("a b"), end(), flow("s", "g"), flow("g", "m", "a", "e"), flow("g", "t", "b", "e")), state="waiting", waiting="m t"),
    Case("a receive task may stand behind an event-based gateway", "10.6.6",
         process(start(), gate("eventBased", "g"), '<receiveTask id="r" messageRef="msg"/>', catch("t", timer("PT1H")), tasks("a b"), end(), flow("s", "g"), flow("g", "r", "a", "e"), flow("g", "t", "b", "e")), "r a", do=(message(),)),
    Case("a signal thrown in one branch is caught behind the event-based gateway of the other", "13.4.4",
         process(start(), gate("parallel", "pp"), gate("eventBased", "g"), throw("th", SIGNAL), catch("c", SIGNAL), catch("m", MESSAGE), tasks("a b"), end(), flow("s", "pp", "th", "e"), flow("pp", "g"), flow("g", "c", "a", "e"), flow("g", "m", "b", "e")), "a"),
    Case("a condition may be waited for behind an event-based gateway", "10.6.6",
         process(start(), gate("parallel", "pp"), gate("eventBased", "g"), user("u"), catch("c", "<conditionalEventDefinition><condition>n &gt; 1</condition></conditionalEventDefinition>"), catch("m", MESSAGE), tasks("a b"), end(),
                 flow("s", "pp", "u", "e"), flow("pp", "g"), flow("g", "c", "a", "e"), flow("g", "m", "b", "e")), "u a", do=(submit("u", n=2),), given={"n": 0}),
    Case("an event-based gateway may start the process", "10.6.6",
         process('<eventBasedGateway id="g" instantiate="true"/>', catch("m", MESSAGE), catch("m2", '<messageEventDefinition messageRef="msg2"/>'), tasks("a b"), end(), flow("g", "m", "a", "e"), flow("g", "m2", "b", "e")), "b", do=(message("msg2"),)),
    # ---- ends
    Case("terminate ends everything in the process", "13.5.6",
         process(start(), gate("parallel", "g"), user("u"), task("a"), end("e1"), end("t", TERMINATE), flow("s", "g", "u", "e1"), flow("g", "a", "t")), "a t", cancelled="u"),
    Case("an error end event that nobody catches ends the process in error", "13.5.6", process(start(), task("a"), end("x", ERROR), flow("s", "a", "x")), "a x", state="error_event"),
    Case("an error end event stops the other branches", "13.5.6",
         process(start(), gate("parallel", "g"), user("u"), task("a"), end("e1"), end("x", ERROR), flow("s", "g", "u", "e1"), flow("g", "a", "x")), "a x", state="error_event", cancelled="u"),
    Case("a condition that gives no truth value is an error at run time", "8.3.13",
         process(start(), '<exclusiveGateway id="g" default="d"/>', tasks("a b"), end(), flow("s", "g"), flow("g", "a", when="n"), flow("g", "b", id="d"), flow("a", "e"), flow("b", "e")), state="runtime_error", given={"n": 1}),
    Case("none intermediate events pass", "10.5.4", line(task("a"), throw("n", ""), task("b")), "a n b"),
]
