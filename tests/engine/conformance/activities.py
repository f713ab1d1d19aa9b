"""Tasks, sub-processes, calls, loops (10.3, 13.3)."""
from tests.engine.conformance.case import Case, advance, catch, caught, gate, inner, line, message, signal, submit, task, tasks, timer
from tests.engine.diagram import ERROR, SIGNAL, TERMINATE, definitions, each, element, end, flow, process, processes, script, start, sub, user


def loop(condition=None, before=False, most=None):
    inside = f"<loopCondition>{condition}</loopCondition>" if condition else ""
    limit = f' loopMaximum="{most}"' if most else ""
    return f'<standardLoopCharacteristics testBefore="{str(before).lower()}"{limit}>{inside}</standardLoopCharacteristics>'


def behaving(kind, sequential=True, ref="thrown", more=""):
    ref = f' {kind.lower()}BehaviorEventRef="{ref}"' if ref else ""
    return (f'<multiInstanceLoopCharacteristics isSequential="{str(sequential).lower()}" behavior="{kind}"{ref}>'
            f"<loopCardinality>3</loopCardinality>{more}</multiInstanceLoopCharacteristics>")


def throwing(characteristics, interrupting=False):
    """A task a in rounds that throw the signal; its boundary leads to h."""
    return definitions('<signalEventDefinition id="thrown" signalRef="sig"/>',
                       f'<process id="p">{start()}{task("a", characteristics)}{caught("b", "a", SIGNAL, "h", interrupting)}{task("z")}{end()}{flow("s", "a", "z", "e")}</process>')


COMPLEX = ('<multiInstanceLoopCharacteristics isSequential="true" behavior="Complex"><loopCardinality>3</loopCardinality><complexBehaviorDefinition>'
           '<condition>{}</condition><event id="ev"><signalEventDefinition signalRef="sig"/></event></complexBehaviorDefinition></multiInstanceLoopCharacteristics>')
IO = ('<ioSpecification><dataInput id="q_i" name="i"/><dataOutput id="q_o" name="o"/><inputSet><dataInputRefs>q_i</dataInputRefs></inputSet>'
      "<outputSet><dataOutputRefs>q_o</dataOutputRefs></outputSet></ioSpecification>")
CALL = '<callActivity id="c" calledElement="q"/>'


def calling(call, called, extra="", more="", **bodies):
    return processes(p=start() + more + call + task("z") + end() + flow("s", "c", "z", "e") + extra, q=called, **bodies)


CASES = [
    # ---- tasks
    Case("every kind of task is done", "13.3.3",
         line(task("t"), element("manualTask", "m"), element("serviceTask", "sv"), element("scriptTask", "sc", "<script>{x: 1}</script>"), element("businessRuleTask", "br"),
              element("sendTask", "sd", messageRef="msg"), element("receiveTask", "rc", messageRef="msg"), user("u")), "t m sv sc br sd rc u", do=(submit("u"),)),
    Case("a script task without a script is an abstract task", "10.3.3", line(element("scriptTask", "a"), task("b")), "a b"),
    Case("a user task waits for a person", "13.3.3", line(task("a"), user("u"), task("b")), "a", state="waiting", waiting="u"),
    Case("a receive task waits for its message", "13.3.3", line(element("receiveTask", "r", messageRef="msg"), task("b")), state="waiting", waiting="r"),
    Case("a receive task goes on with its message", "13.3.3", line(element("receiveTask", "r", messageRef="msg"), task("b")), "r b", do=(message(),)),
    Case("a receive task does not take another message", "13.3.3", line(element("receiveTask", "r", messageRef="msg"), task("b")), state="waiting", waiting="r", do=(message("msg2"),)),
    Case("a receive task may start the process", "13.3.3", process(element("receiveTask", "r", messageRef="msg", instantiate=True), task("b"), end(), flow("r", "b", "e")), "r b", do=(message(),)),
    Case("a script that fails is an error at run time", "13.3.3", line(script("a", "{x: y + 1}"), task("b")), state="runtime_error"),
    Case("completionQuantity gives several tokens", "13.3.2", line(task("a", completionQuantity=2), task("b")), "a b b"),
    Case("startQuantity needs several tokens", "13.3.2", line(task("a", completionQuantity=2), task("b"), task("c", startQuantity=2)), "a b b c"),
    Case("startQuantity that is never reached waits", "13.3.2", line(task("a"), task("b", startQuantity=2)), "a", state="waiting"),
    Case("startQuantity gathers over several flows", "13.3.2", process(start(), tasks("a b c"), task("d", startQuantity=2), end(), flow("s", "a", "b", "d", "e"), flow("a", "c", "d")), "a (b c) d"),
    # ---- sub-processes
    Case("a sub-process is done when its inside is", "13.3.4", line(task("a"), inner("sp", task("b"), task("c")), task("z")), "a b c z"),
    Case("a sub-process without start and end events does all its activities", "13.3.4", line(sub("sp", tasks("a b c"), flow("a", "b")), task("z")), "(a c b) z"),
    Case("a sub-process waits for all its paths", "13.3.4",
         line(sub("sp", start("ss"), gate("parallel", "g"), user("u"), task("a"), end("se"), end("se2"), flow("ss", "g", "u", "se"), flow("g", "a", "se2")), task("z")), "a u z", do=(submit("u"),)),
    Case("sub-processes nest", "13.3.4", line(inner("o", task("a"), inner("i", task("b")), task("c"))), "a b c"),
    Case("several tokens run a sub-process several times", "13.3.2", line(task("a", completionQuantity=2), inner("sp", task("b")), task("z")), "a (b b z z)"),
    Case("terminate inside a sub-process ends only it", "13.5.6",
         line(sub("sp", start("ss"), gate("parallel", "g"), user("u"), task("a"), end("se"), end("t", TERMINATE), flow("ss", "g", "u", "se"), flow("g", "a", "t")), task("z")), "a z", cancelled="u"),
    Case("a transaction that ends well goes on", "10.3.5", line(inner("tx", task("a"), tag="transaction"), task("z")), "a z"),
    Case("conditional flows out of a sub-process", "13.3.1",
         process(start(), inner("sp", task("a"), default="d"), tasks("b c"), end(), flow("s", "sp"), flow("sp", "b", when="x = 1"), flow("sp", "c", id="d"), flow("b", "e"), flow("c", "e")), "a c", given={"x": 2}),
    # ---- calls
    Case("a called process is done before the caller goes on", "13.3.4", calling(CALL, start("qs") + tasks("a b") + end("qe") + flow("qs", "a", "b", "qe")), "a b z"),
    Case("a called process may call another", "13.3.4",
         calling(CALL, start("qs") + '<callActivity id="d" calledElement="r"/>' + task("b") + end("qe") + flow("qs", "d", "b", "qe"), r=start("rs") + task("a") + end("re") + flow("rs", "a", "re")), "a b z"),
    Case("a global task can be called", "10.3.7", definitions('<globalScriptTask id="q"><script>{x: 5}</script></globalScriptTask>', f"<process id='p'>{start()}{CALL}{task('z')}{end()}{flow('s', 'c', 'z', 'e')}</process>"), "q z", data={"x": 5}),
    Case("a global user task waits", "10.3.7", definitions('<globalUserTask id="q" name="Q"/>', f"<process id='p'>{start()}{CALL}{task('z')}{end()}{flow('s', 'c', 'z', 'e')}</process>"), state="waiting", waiting="q"),
    Case("a global manual task passes", "10.3.7", definitions('<globalManualTask id="q"/>', f"<process id='p'>{start()}{CALL}{task('z')}{end()}{flow('s', 'c', 'z', 'e')}</process>"), "q z"),
    Case("only declared data go into a call and come back", "10.4.1", calling(CALL, IO + start("qs") + script("w", "{o: i * 2, junk: 1}") + end("qe") + flow("qs", "w", "qe")), "w z", given={"i": 21, "keep": 7}, data={"o": 42, "junk": None, "keep": 7}),
    Case("data associations rename what goes into a call", "10.4.1",
         calling('<callActivity id="c" calledElement="q"><ioSpecification><dataInput id="ci" name="i"/><dataOutput id="co" name="o"/><inputSet><dataInputRefs>ci</dataInputRefs></inputSet><outputSet><dataOutputRefs>co</dataOutputRefs></outputSet></ioSpecification>'
                 '<dataInputAssociation id="dia"><sourceRef>A</sourceRef><targetRef>ci</targetRef></dataInputAssociation><dataOutputAssociation id="doa"><sourceRef>co</sourceRef><targetRef>B</targetRef></dataOutputAssociation></callActivity>',
                 IO + start("qs") + script("w", "{o: i * 2}") + end("qe") + flow("qs", "w", "qe"), more='<property id="A" name="A"/><property id="B" name="B"/>'), "w z", given={"A": 21}, data={"B": 42}),
    Case("terminate in a called process ends only that", "13.5.6",
         calling(CALL, start("qs") + gate("parallel", "g") + user("u") + task("a") + end("qe") + end("qt", TERMINATE) + flow("qs", "g", "u", "qe") + flow("g", "a", "qt")), "a z", cancelled="u"),
    Case("an event sub-process of a called process hears the signal", "13.5.4",
         calling(CALL, start("qs") + user("u") + end("qe") + flow("qs", "u", "qe") + element("subProcess", "es", start("ess", SIGNAL, isInterrupting=True) + task("h") + end("ese") + flow("ess", "h", "ese"), triggeredByEvent=True)), "h z", do=(signal(),), cancelled="u"),
    # ---- standard loops
    Case("a loop goes on while its condition holds", "13.3.6", line(script("a", "{n: n + 1}", loop("n &lt; 3")), task("z")), "a a a z", given={"n": 0}, data={"n": 3}),
    Case("a loop that asks afterwards runs once at least", "13.3.6", line(script("a", "{n: n + 1}", loop("n &lt; 3")), task("z")), "a z", given={"n": 9}),
    Case("a loop that asks before may not run at all", "13.3.6", line(script("a", "{n: n + 1}", loop("n &lt; 3", before=True)), task("z")), "z", given={"n": 9}, data={"n": 9}),
    Case("a loop that asks before runs while it holds", "13.3.6", line(script("a", "{n: n + 1}", loop("n &lt; 3", before=True)), task("z")), "a a z", given={"n": 1}),
    Case("loopMaximum ends a loop whose condition still holds", "13.3.6", line(task("a", loop("true", most=3)), task("z")), "a a a z"),
    Case("the condition may end a loop before loopMaximum", "13.3.6", line(script("a", "{n: n + 1}", loop("n &lt; 2", most=5)), task("z")), "a a z", given={"n": 0}),
    Case("a loop without a condition runs to its maximum", "13.3.6", line(task("a", loop(most=2)), task("z")), "a a z"),
    Case("loopCounter counts the rounds", "10.3.8", line(task("a", loop("loopCounter &lt; 4")), task("z")), "a a a a z"),
    Case("a sub-process loops", "13.3.6", line(inner("sp", script("a", "{n: n + 1}"), task("b"), loop=loop("n &lt; 2")), task("z")), "a b a b z", given={"n": 0}),
    Case("a call loops", "13.3.6", calling(CALL.replace("/>", ">" + loop("n &lt; 2") + "</callActivity>"), start("qs") + script("a", "{n: n + 1}") + end("qe") + flow("qs", "a", "qe")), "a a z", given={"n": 0}),
    Case("a user task loops", "13.3.6", line(user("u", loop("again")), task("z")), "u u z", do=(submit("u", again=True), submit("u", again=False))),
    # ---- multi-instance
    Case("parallel instances are all there at once", "13.3.7", line(user("u", each(count=3)), task("z")), state="waiting", waiting="u u u"),
    Case("parallel instances have all to be done", "13.3.7", line(user("u", each(count=2)), task("z")), "u u z", do=(submit("u"), submit("u"))),
    Case("sequential instances come one after the other", "13.3.7", line(user("u", each(count=3, sequential=True)), task("z")), "u", do=(submit("u"),), state="waiting", waiting="u"),
    Case("the number of instances may come from the data", "13.3.7", line(task("a", each(count="n")), task("z")), "a a a z", given={"n": 3}),
    Case("no instances, nothing done", "13.3.7", line(task("a", each(count="n")), task("z")), "z", given={"n": 0}),
    Case("a negative number of instances is an error at run time", "13.3.7", line(task("a", each(count="n")), task("z")), given={"n": -1}, state="runtime_error"),
    Case("each item has its instance and the results their order", "13.3.7", line(script("a", "{r: item * 2}", each("items", output="out", output_item="r")), task("z")), "a a a z", given={"items": [1, 2, 3]}, data={"out": [2, 4, 6]}),
    Case("results keep the order of the items whatever is done first", "13.3.7",
         line(sub("sp", start("ss"), '<exclusiveGateway id="x" default="xd"/>', catch("t", timer("PT1H")), script("a", "{r: item * 10}"), end("se"), flow("ss", "x"), flow("x", "t", when="item = 1"), flow("x", "a", id="xd"), flow("t", "a", "se"),
                  loop=each("items", output="out", output_item="r"))), "a a", given={"items": [1, 2]}, data={"out": [10, 20]}, do=(advance("PT1H"),)),
    Case("loopCounter numbers the instances", "10.3.8", line(script("a", "{r: loopCounter}", each(count=3, output="out", output_item="r"))), "a a a", data={"out": [1, 2, 3]}),
    Case("an instance knows how many there are", "10.3.8", line(script("a", "{r: numberOfInstances}", each(count=2, output="out", output_item="r"))), "a a", data={"out": [2, 2]}),
    Case("the completion condition takes the rest away", "13.3.7", line(user("u", each(count=4, until="numberOfCompletedInstances = 2")), task("z")), "u u z", do=(submit("u"), submit("u")), cancelled="u u"),
    Case("the completion condition ends sequential instances", "13.3.7", line(task("a", each(count=5, sequential=True, until="numberOfCompletedInstances &gt;= 2")), task("z")), "a a z"),
    Case("the completion condition sees how many are active", "10.3.8", line(user("u", each(count=3, until="numberOfActiveInstances = 1")), task("z")), "u u z", do=(submit("u"), submit("u")), cancelled="u"),
    Case("the completion condition sees what the instance did", "13.3.7", line(user("u", each("items", sequential=True, until='r = "stop"')), task("z")), "u u z", given={"items": [1, 2, 3]}, do=(submit("u", r="go"), submit("u", r="stop"))),
    Case("a sub-process in instances", "13.3.7", line(inner("sp", task("a"), task("b"), loop=each(count=2)), task("z")), "(a a b b) z"),
    Case("a sub-process in sequential instances", "13.3.7", line(inner("sp", task("a"), task("b"), loop=each(count=2, sequential=True)), task("z")), "a b a b z"),
    Case("a call in instances gets its item", "13.3.7", calling(CALL.replace("/>", ">" + each("items", sequential=True) + "</callActivity>"), start("qs") + script("a", "{seen: concatenate(seen, [item])}") + end("qe") + flow("qs", "a", "qe")),
         "a a z", given={"items": ["x", "y"], "seen": []}, data={"seen": ["x", "y"]}),
    Case("instances in instances", "13.3.7", line(inner("sp", task("a", each(count=2)), loop=each(count=2)), task("z")), "(a a a a) z"),
    Case("an interrupting boundary event takes all instances away", "13.3.7", line(user("u", each(count=3)), task("z"), extra=caught("b", "u", timer("PT1H"), "h")), "h", do=(advance("PT1H"),), cancelled="u u u"),
    Case("an error in one instance takes the others away", "13.3.7", line(inner("sp", user("u"), last=ERROR, loop=each(count=2)), task("z"), extra=caught("b", "sp", ERROR, "h")), "u h", do=(submit("u"),), cancelled="u"),
    Case("terminate in one instance ends only that", "13.5.6", line(inner("sp", user("u"), last=TERMINATE, loop=each(count=2)), task("z")), "u u z", do=(submit("u"), submit("u"))),
    Case("behaviour None throws after each instance", "10.3.8", throwing(behaving("None")), "(a a a h h h z)"),
    Case("behaviour None of parallel instances", "10.3.8", throwing(behaving("None", sequential=False)), "(a a a h h h z)"),
    Case("behaviour One throws after the first instance", "10.3.8", throwing(behaving("One")), "(a a a h z)"),
    Case("behaviour All throws nothing", "10.3.8", throwing(behaving("All", ref=None)), "a a a z"),
    Case("behaviour Complex throws where its condition holds", "10.3.8", throwing(COMPLEX.format("numberOfCompletedInstances = 2")), "(a a a h z)"),
    Case("what an instance throws may interrupt the activity", "10.3.8", throwing(behaving("One"), interrupting=True), "a h"),
    # ---- ad-hoc
    Case("an ad-hoc sub-process does all its activities", "13.3.5", line(sub("ad", tasks("a b"), tag="adHocSubProcess", ordering="Parallel"), task("z")), "(a b) z"),
    Case("a sequential ad-hoc sub-process does one after the other", "13.3.5", line(sub("ad", user("a"), user("b"), tag="adHocSubProcess", ordering="Sequential"), task("z")), state="waiting", waiting="a"),
    Case("a sequential ad-hoc sub-process comes to its end", "13.3.5", line(sub("ad", tasks("a b"), tag="adHocSubProcess", ordering="Sequential"), task("z")), "a b z"),
    Case("the completion condition ends an ad-hoc sub-process", "13.3.5", line(sub("ad", user("a"), user("b"), "<completionCondition>done</completionCondition>", tag="adHocSubProcess"), task("z")), "a z", do=(submit("a", done=True),), cancelled="b"),
    Case("cancelRemainingInstances=false lets the rest be done", "13.3.5",
         line(sub("ad", user("a"), user("b"), "<completionCondition>done</completionCondition>", tag="adHocSubProcess", cancelRemainingInstances=False), task("z")), "a b z", do=(submit("a", done=True), submit("b"))),
    Case("flows inside an ad-hoc sub-process keep their order", "13.3.5", line(sub("ad", tasks("a b c"), flow("a", "b"), tag="adHocSubProcess"), task("z")), "(a c b) z"),
]
