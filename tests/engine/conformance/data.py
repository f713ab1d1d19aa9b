"""Data (10.4) and how expressions see them."""
from tests.engine.conformance.case import Case, advance, catch, gate, inner, line, message, signal, submit, task, tasks, throw, timer, when
from tests.engine.diagram import MESSAGE, SIGNAL, definitions, each, element, end, flow, process, processes, script, start, sub, user

OBJECT = '<dataObject id="D" name="D"/><dataObjectReference id="R" dataObjectRef="D"/>'


def io(inputs="", outputs=""):
    """An ioSpecification: ids of inputs and outputs."""
    made = "".join(f'<dataInput id="{i}" name="{i} data"/>' for i in inputs.split()) + "".join(f'<dataOutput id="{o}" name="{o} data"/>' for o in outputs.split())
    refs = "".join(f"<dataInputRefs>{i}</dataInputRefs>" for i in inputs.split()), "".join(f"<dataOutputRefs>{o}</dataOutputRefs>" for o in outputs.split())
    return f"<ioSpecification>{made}<inputSet>{refs[0]}</inputSet><outputSet>{refs[1]}</outputSet></ioSpecification>"


def goes_in(source, target, more=""):
    return f'<dataInputAssociation id="in_{source}_{target}"><sourceRef>{source}</sourceRef><targetRef>{target}</targetRef>{more}</dataInputAssociation>'


def comes_out(source, target, more=""):
    return f'<dataOutputAssociation id="out_{source}_{target}"><sourceRef>{source}</sourceRef><targetRef>{target}</targetRef>{more}</dataOutputAssociation>'


def doing(id, source, before=""):
    return element("scriptTask", id, f"{before}<script>{source}</script>")


CASES = [
    Case("a data output goes to its data object", "10.4.1", process(OBJECT, start(), doing("a", "{o: 7}", io("", "o") + comes_out("o", "R")), end(), flow("s", "a", "e")), "a", data={"D": 7, "o": None}),
    Case("a data input is filled from its data object", "10.4.1",
         process(OBJECT, '<dataObject id="E"/>', start(), doing("a", "{D: 7}"), doing("b", "{E: i + 1}", io("i") + goes_in("R", "i")), end(), flow("s", "a", "b", "e")), "a b", data={"D": 7, "E": 8, "i": None}),
    Case("two activities hand a data object on", "10.4.1",
         process('<dataObject id="D" name="value"/><dataObjectReference id="R" dataObjectRef="D"/>', start(), doing("a", '{o: "x"}', io("", "o") + comes_out("o", "R")), doing("b", "{seen: i}", io("i") + goes_in("R", "i")), end(), flow("s", "a", "b", "e")),
         "a b", data={"D": "x", "seen": "x"}),
    Case("a data object may be read by its name", "10.4.1", process('<dataObject id="D" name="value"/>', start(), script("a", "{D: 3}"), script("b", "{seen: value}"), end(), flow("s", "a", "b", "e")), "a b", data={"seen": 3}),
    Case("an output that was not filled leaves the data object as it is", "10.4.2", process(OBJECT, start(), doing("a", "{x: 1}", io("", "o") + comes_out("o", "R")), end(), flow("s", "a", "e")), "a", data={"D": None, "x": 1}),
    Case("an association may transform", "10.4.2", process(OBJECT, start(), doing("a", "{o: 7}", io("", "o") + comes_out("o", "R", "<transformation>o * 2</transformation>")), end(), flow("s", "a", "e")), "a", data={"D": 14}),
    Case("an association may assign", "10.4.2", process(OBJECT, start(), doing("a", "{o: 7}", io("", "o") + comes_out("o", "R", "<assignment><from>o + 1</from><to>D</to></assignment>")), end(), flow("s", "a", "e")), "a", data={"D": 8}),
    Case("a property is a variable of its process", "10.4.1", process('<property id="prop"/>', start(), script("a", '{prop: "x"}'), script("b", "{seen: prop}"), end(), flow("s", "a", "b", "e")), "a b", data={"prop": "x", "seen": "x"}),
    Case("data objects are there and empty from the start", "10.4.1", process(OBJECT, start(), '<exclusiveGateway id="x" default="d"/>', tasks("a b"), end(), flow("s", "x"), flow("x", "a", when="D = null"), flow("x", "b", id="d"), flow("a", "e"), flow("b", "e")), "a"),
    Case("branches see what the others write", "10.4.1", process(start(), gate("parallel", "g", "j"), user("u"), user("v"), script("z", "{sum: x + y}"), end(), flow("s", "g", "u", "j"), flow("g", "v", "j"), flow("j", "z", "e")), "u v z",
         do=(submit("u", x=1, k="u"), submit("v", y=2)), given={"k": ""}, data={"sum": 3, "k": "u"}),
    Case("a sub-process sees and changes the data around it", "10.4.1", line(script("a", "{x: 1}"), inner("sp", script("b", "{x: x + 1}")), script("c", "{y: x}")), "a b c", data={"x": 2, "y": 2}),
    Case("a data object of a sub-process is gone with it", "10.4.1", line(sub("sp", '<dataObject id="D"/>', start("ss"), script("a", "{D: 1, x: 2}"), script("b", "{seen: D}"), end("se"), flow("ss", "a", "b", "se")), task("z")), "a b z", data={"seen": 1, "x": 2, "D": None}),
    Case("each instance of a sub-process has its own data objects", "10.4.1",
         line(sub("sp", '<dataObject id="D"/>', start("ss"), script("a", "{seen: concatenate(seen, [D])}"), script("b", "{D: item}"), end("se"), flow("ss", "a", "b", "se"), loop=each("items", sequential=True))), "a b a b", given={"items": [1, 2], "seen": []}, data={"seen": [None, None]}),
    Case("a sub-process with data of its own still changes those of its process", "10.4.1",
         process('<dataObject id="D" name="value"/>', start(), script("f", "{D: 1}"), sub("sp", '<property id="own"/>', start("ss"), script("a", "{own: D + 1, D: 5}"), end("se"), flow("ss", "a", "se")), end(), flow("s", "f", "sp", "e")), "f a", data={"D": 5, "own": None}),
    Case("a user's input is in the data", "10.4.1", line(user("u"), script("a", "{double: amount * 2}")), "u a", do=(submit("u", amount=21),), data={"amount": 42 // 2, "double": 42}),
    Case("a called process has its own data", "10.4.1",
         processes(p=start() + '<callActivity id="c" calledElement="q"><extensionElements><zfl:in source="x" target="i"/><zfl:out source="o" target="y"/></extensionElements></callActivity>' + end() + flow("s", "c", "e"),
                   q=start("qs") + script("w", "{o: i + 1, x: 99}") + end("qe") + flow("qs", "w", "qe")), "w", given={"x": 1}, data={"x": 1, "y": 2, "o": None}),
    Case("instances take their items from a data input and give their results to a data output", "10.3.8",
         process('<dataObject id="L" isCollection="true"/><dataObjectReference id="LR" dataObjectRef="L"/><dataObject id="M" isCollection="true"/><dataObjectReference id="MR" dataObjectRef="M"/>', start(), script("f", "{L: [1, 2, 3]}"),
                 doing("a", "{one_out: one * 10}", io("all", "results") + goes_in("LR", "all") + comes_out("results", "MR")
                       + '<multiInstanceLoopCharacteristics><loopDataInputRef>all</loopDataInputRef><loopDataOutputRef>results</loopDataOutputRef><inputDataItem id="one"/><outputDataItem id="one_out"/></multiInstanceLoopCharacteristics>'),
                 end(), flow("s", "f", "a", "e")), "f a a a", data={"M": [10, 20, 30], "L": [1, 2, 3]}),
    Case("instances take their items from a data object", "10.3.8", process('<dataObject id="L" isCollection="true"/><dataObjectReference id="LR" dataObjectRef="L"/>', start(), script("f", "{L: [1, 2]}"), task("a", each("LR")), end(), flow("s", "f", "a", "e")), "f a a"),
    Case("what an instance writes under a name known outside is outside", "10.4.1", line(script("a", "{sum: sum + item}", each("items", sequential=True))), "a a a", given={"items": [1, 2, 3], "sum": 0}, data={"sum": 6}),
    Case("what an instance writes under a name of its own is its own", "10.4.1", line(script("a", "{mine: item}", each("items"))), "a a", given={"items": [1, 2]}, data={"mine": None}),
    Case("a message brings its payload", "10.4.2", line(catch("c", MESSAGE), script("a", "{y: x + 1}")), "a", do=(message(payload={"x": 1}),), data={"y": 2}),
    Case("a thrown message carries data to another process", "10.4.2",
         definitions(f'<process id="p">{start()}{throw("t", MESSAGE.replace("/>", "><extensionElements><spiffworkflow:messagePayload>{{x: n}}</spiffworkflow:messagePayload></extensionElements></messageEventDefinition>"))}{end()}{flow("s", "t", "e")}</process>'.replace("{{", "{").replace("}}", "}"),
                     f'<process id="q">{start("qs", MESSAGE)}{script("b", "{y: x + 1}")}{end("qe")}{flow("qs", "b", "qe")}</process>'), "b", given={"n": 1}, data={"n": 1, "x": 1, "y": 2}),
    Case("a signal brings its payload", "10.4.2", line(catch("c", SIGNAL), script("a", "{y: x + 1}")), "a", do=(signal(payload={"x": 1}),), data={"y": 2}),
    Case("messages of a conversation agree on its key", "8.4.2",
         definitions('<collaboration id="col"><participant id="pt" processRef="p"/><correlationKey id="ck"><correlationPropertyRef>cp</correlationPropertyRef></correlationKey></collaboration>'
                     '<correlationProperty id="cp"><correlationPropertyRetrievalExpression messageRef="msg"><messagePath>cid</messagePath></correlationPropertyRetrievalExpression>'
                     '<correlationPropertyRetrievalExpression messageRef="msg2"><messagePath>cid</messagePath></correlationPropertyRetrievalExpression></correlationProperty>',
                     f'<process id="p">{start("s", MESSAGE)}{catch("c", MESSAGE.replace("msg", "msg2"))}{task("a")}{end()}{flow("s", "c", "a", "e")}</process>'),
         do=(message(payload={"cid": 1}), message("msg2", {"cid": 2})), state="waiting", waiting="c"),
    Case("the message with the key of the conversation is taken", "8.4.2",
         definitions('<collaboration id="col"><participant id="pt" processRef="p"/><correlationKey id="ck"><correlationPropertyRef>cp</correlationPropertyRef></correlationKey></collaboration>'
                     '<correlationProperty id="cp"><correlationPropertyRetrievalExpression messageRef="msg"><messagePath>cid</messagePath></correlationPropertyRetrievalExpression>'
                     '<correlationPropertyRetrievalExpression messageRef="msg2"><messagePath>cid</messagePath></correlationPropertyRetrievalExpression></correlationProperty>',
                     f'<process id="p">{start("s", MESSAGE)}{catch("c", MESSAGE.replace("msg", "msg2"))}{task("a")}{end()}{flow("s", "c", "a", "e")}</process>'),
         "a", do=(message(payload={"cid": 1}), message("msg2", {"cid": 2}), message("msg2", {"cid": 1}))),
    Case("a timer at the start sees the first data", "10.4.1", process(start("s", timer("duration(wait)")), task("a"), end(), flow("s", "a", "e")), "a", given={"wait": "PT5M"}, do=(advance("PT5M"),)),
]
