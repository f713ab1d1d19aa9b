"""Data, operations, calls and multi-instances (8.5, 10.3.3, 10.3.6, 10.3.8, 10.4)."""
from tests.engine.diagram import element, end, flow, start, sub, user
from tests.engine.refusals.words import INSIDE, activity, line, model, numbered, pair

XTEXT, XAMOUNT = ' itemSubjectRef="text"', ' itemSubjectRef="amount"'


def io(inputs=(), outputs=(), insets="", outsets=""):
    """An ioSpecification; `inputs`, `outputs`: (id, more attributes)."""
    made = "".join(f'<dataInput id="{i}"{more}/>' for i, more in inputs) + "".join(f'<dataOutput id="{i}"{more}/>' for i, more in outputs)
    insets = insets or "<inputSet>" + "".join(f"<dataInputRefs>{i}</dataInputRefs>" for i, _ in inputs) + "</inputSet>"
    outsets = outsets or "<outputSet>" + "".join(f"<dataOutputRefs>{i}</dataOutputRefs>" for i, _ in outputs) + "</outputSet>"
    return f"<ioSpecification>{made}{insets}{outsets}</ioSpecification>"


def _sets():
    def holds(more, kind="userTask"):
        return line(activity(kind, "n", io([("i", "")], [("o", "")]) if not more else more))
    yield "an input in no set", pair("not_in_set", "i", lambda x: line(user("n", io([("i", "")], insets=x))), "<inputSet/>", "<inputSet><dataInputRefs>i</dataInputRefs></inputSet>")
    yield "an output in no set", pair("not_in_set", "o", lambda x: line(user("n", io([], [("o", "")], outsets=x))), "<outputSet/>", "<outputSet><dataOutputRefs>o</dataOutputRefs></outputSet>")
    two = [("i", ""), ("j", "")]
    for name in ("optionalInputRefs", "whileExecutingInputRefs"):
        def inputs(ref, name=name):
            return line(user("n", io(two, insets=f'<inputSet id="is"><dataInputRefs>i</dataInputRefs><{name}>{ref}</{name}></inputSet><inputSet><dataInputRefs>j</dataInputRefs></inputSet>')))
        yield f"{name} beside the set", pair("not_in_set", "is", inputs, "j", "i")
    for name in ("optionalOutputRefs", "whileExecutingOutputRefs"):
        def outputs(ref, name=name):
            return line(user("n", io([], two, outsets=f'<outputSet id="os"><dataOutputRefs>i</dataOutputRefs><{name}>{ref}</{name}></outputSet><outputSet><dataOutputRefs>j</dataOutputRefs></outputSet>')))
        yield f"{name} beside the set", pair("not_in_set", "os", outputs, "j", "i")

    def mutual(parts):
        a, b = parts.split("|")
        return line(user("n", io(insets=f'<inputSet id="is">{a}</inputSet>', outsets=f'<outputSet id="os">{b}</outputSet>')))
    good = "<outputSetRefs>os</outputSetRefs>|<inputSetRefs>is</inputSetRefs>"
    yield "an input set that is not named back", pair("one_sided_sets", "is", mutual, "<outputSetRefs>os</outputSetRefs>|", good)
    yield "an output set that is not named back", pair("one_sided_sets", "os", mutual, "|<inputSetRefs>is</inputSetRefs>", good)
    for tag in ("subProcess", "transaction", "adHocSubProcess"):
        yield f"inputs of a {tag}", pair("io_in_subprocess", "n", lambda x, tag=tag: line(activity(tag, "n", x)), io([("i", "")]), "")


def _items():
    def held(xml):
        return line(user("u"), extra=xml)
    for kind, make in {"dataObject": lambda a: held(f'<dataObject id="x" itemSubjectRef="many" isCollection="{a}"/>'), "dataInput": lambda a: line(user("u", io([("x", f' itemSubjectRef="many" isCollection="{a}"')]))),
                       "dataOutput": lambda a: line(user("u", io([], [("x", f' itemSubjectRef="many" isCollection="{a}"')])))}.items():
        yield f"a {kind} that is no collection of a collection type", pair("collection_mismatch", "x", make, "false", "true")
        yield f"a {kind} that is a collection of a plain type", pair("collection_mismatch", "x", lambda a, make=make: make(a).replace(b'itemSubjectRef="many"', b'itemSubjectRef="text"'), "true", "false")
    yield "a data reference whose name does not tell its state", pair("state_name", "r", lambda name: held(f'<dataObject id="d" name="案卷"/><dataObjectReference id="r" dataObjectRef="d" name="{name}"><dataState name="已立案"/></dataObjectReference>'), "案卷", "案卷 [已立案]")


def _associations():
    objects = '<dataObject id="d1" itemSubjectRef="text"/><dataObject id="d2" itemSubjectRef="amount"/><dataObject id="d3"/>'

    def into(sources, more=""):
        refs = "".join(f"<sourceRef>{s}</sourceRef>" for s in sources.split())
        return line(user("u", io([("i", XTEXT)]) + f'<dataInputAssociation id="da">{refs}<targetRef>i</targetRef>{more}</dataInputAssociation>'), extra=objects)
    yield "two sources without a transformation", pair("many_sources", "da", into, "d1 d3", "d1")
    yield "no source and nothing else", pair("many_sources", "da", into, "", "d1")
    yield "an input of another type", pair("type_mismatch", "da", into, "d2", "d1")

    def out(target):
        return line(user("u", io([], [("o", XTEXT)]) + f'<dataOutputAssociation id="da"><sourceRef>o</sourceRef><targetRef>{target}</targetRef></dataOutputAssociation>'), extra=objects)
    yield "an output of another type", pair("type_mismatch", "da", out, "d2", "d1")
    spec = io([("pi", "")], [("po", "")])

    def process_data(target):
        return model(spec, start(), user("u", io([], [("o", "")]) + f'<dataOutputAssociation id="da"><sourceRef>o</sourceRef><targetRef>{target}</targetRef></dataOutputAssociation>'), end(), flow("s", "u", "e"))
    yield "a task that writes the input of its process", pair("process_input_target", "da", process_data, "pi", "po")

    def process_source(source):
        return model(spec, start(), user("u", io([("i", "")]) + f'<dataInputAssociation id="da"><sourceRef>{source}</sourceRef><targetRef>i</targetRef></dataInputAssociation>'), end(), flow("s", "u", "e"))
    yield "a task that reads the output of its process", pair("process_output_source", "da", process_source, "po", "pi")


def _event_data():
    def throw(data):
        return line(element("intermediateThrowEvent", "n", data + '<signalEventDefinition signalRef="typed"/>'), beside='<signal id="typed" name="typed" structureRef="text"/>')
    yield "two inputs for one definition", pair("event_data", "n", throw, '<dataInput id="x"/><dataInput id="y"/>', '<dataInput id="x"/>')
    yield "an input of another type than the signal", pair("event_data", "n", throw, f'<dataInput id="x"{XAMOUNT}/>', f'<dataInput id="x"{XTEXT}/>')

    def catch(data):
        return line(element("intermediateCatchEvent", "n", data + '<messageEventDefinition messageRef="ask"/>'))
    yield "two outputs for one definition", pair("event_data", "n", catch, '<dataOutput id="x"/><dataOutput id="y"/>', '<dataOutput id="x"/>')
    yield "an output of another type than the message", pair("event_data", "n", catch, f'<dataOutput id="x"{XAMOUNT}/>', f'<dataOutput id="x"{XTEXT}/>')

    def ends(data):
        return model(start(), end("n", data + '<errorEventDefinition errorRef="typed"/>'), flow("s", "n"), beside='<error id="typed" errorCode="T" structureRef="text"/>')
    yield "an input of another type than the error", pair("event_data", "n", ends, f'<dataInput id="x"{XAMOUNT}/>', f'<dataInput id="x"{XTEXT}/>')

    def starts(data):
        return model(start("n", data + '<messageEventDefinition messageRef="ask"/>'), end(), flow("n", "e"))
    yield "two outputs of a start event", pair("event_data", "n", starts, '<dataOutput id="x"/><dataOutput id="y"/>', '<dataOutput id="x"/>')


def _operations():
    good = io([("i", XTEXT)], [("o", XAMOUNT)])

    def serves(spec):
        return line(element("serviceTask", "n", spec, operationRef="op"))
    yield "an operation without inputs", pair("operation_io", "n", serves, "", good)
    yield "an operation with two input sets", pair("operation_io", "n", serves, io([("i", XTEXT)], [("o", XAMOUNT)], insets="<inputSet><dataInputRefs>i</dataInputRefs></inputSet><inputSet/>"), good)
    yield "an operation with two output sets", pair("operation_io", "n", serves, io([("i", XTEXT)], [("o", XAMOUNT)], outsets="<outputSet><dataOutputRefs>o</dataOutputRefs></outputSet><outputSet/>"), good)
    yield "an operation given another type", pair("operation_io", "n", serves, io([("i", XAMOUNT)], [("o", XAMOUNT)]), good)
    yield "an operation that gives another type", pair("operation_io", "n", serves, io([("i", XTEXT)], [("o", XTEXT)]), good)
    for kind, one, side in (("sendTask", "dataInput", 0), ("receiveTask", "dataOutput", 1)):
        def carries(spec, kind=kind):
            return line(element(kind, "n", spec, messageRef="ask"))

        def spec(*types, side=side):
            given = [(f"x{number}", t) for number, t in enumerate(types)]
            return io(given) if side == 0 else io([], given)
        yield f"two {one} of a {kind}", pair("message_io", "n", carries, spec(XTEXT, XTEXT), spec(XTEXT))
        yield f"another type than the message of a {kind}", pair("operation_io", "n", carries, spec(XAMOUNT), spec(XTEXT))
        yield f"no type for the message of a {kind}", pair("operation_io", "n", carries, spec(""), spec(XTEXT))
        sets = "<inputSet><dataInputRefs>x0</dataInputRefs></inputSet><inputSet/>" if side == 0 else "<outputSet><dataOutputRefs>x0</dataOutputRefs></outputSet><outputSet/>"
        wrong = io([("x0", XTEXT)], insets=sets) if side == 0 else io([], [("x0", XTEXT)], outsets=sets)
        yield f"two sets of a {kind}", pair("message_io", "n", carries, wrong, spec(XTEXT))


def _calls():
    called = f'<process id="q">{io([("qi", XTEXT)], [("qo", XAMOUNT)])}{start("qs")}{end("qe")}{flow("qs", "qe")}</process>'

    def calls(spec):
        return line(element("callActivity", "n", spec, calledElement="q"), beside=called)
    good = io([("i", XTEXT)], [("o", XAMOUNT)])
    for name, spec in {"one input too many": io([("i", XTEXT), ("j", XTEXT)], [("o", XAMOUNT)]), "no output": io([("i", XTEXT)]), "another type in": io([("i", XAMOUNT)], [("o", XAMOUNT)]), "another type out": io([("i", XTEXT)], [("o", XTEXT)]),
                       "two input sets": io([("i", XTEXT)], [("o", XAMOUNT)], insets="<inputSet><dataInputRefs>i</dataInputRefs></inputSet><inputSet/>")}.items():
        yield f"a call with {name}", pair("call_io", "n", calls, spec, good)
    for name, ref in {"nothing that is there": "gone", "a message": "msg", "itself": "p"}.items():
        code = "call_cycle" if ref == "p" else "unknown_process"
        yield f"a call of {name}", pair(code, "n", lambda ref: line(element("callActivity", "n", calledElement=ref)), ref, "called")
    yield "a call of nothing", pair("unknown_process", "n", lambda ref: line(element("callActivity", "n", **({"calledElement": ref} if ref else {}))), "", "called")
    yield "a call of a process that waits for an event", pair("bad_call", "n", lambda event: line(element("callActivity", "n", calledElement="q"), beside=f'<process id="q">{start("qs", event)}{end("qe")}{flow("qs", "qe")}</process>'), '<signalEventDefinition signalRef="sig"/>', "")

    def service(binding):
        return model("<supportedInterfaceRef>if</supportedInterfaceRef>", io([("pi", XTEXT)], [("po", XAMOUNT)]), binding, start(), end(), flow("s", "e"))
    good = '<ioBinding operationRef="op" inputDataRef="pi" outputDataRef="po"/>'
    yield "a service without a binding", pair("no_binding", "p", service, "", good)
    swapped = lambda b: service(b).replace(b'id="pi" itemSubjectRef="text"', b'id="pi" itemSubjectRef="amount"') if b == "x" else service(good)       # noqa: E731 (a pair in one line)
    yield "a binding of another type", pair("no_binding", "p", lambda b: swapped(b).replace(b"</ioSpecification>x", b"</ioSpecification>" + good.encode()), "x", good)


def _loops():
    def many(loop):
        return line(user("n", loop))
    good = "<multiInstanceLoopCharacteristics><loopCardinality>2</loopCardinality></multiInstanceLoopCharacteristics>"
    for name, inside in {"neither count nor collection": "", "both count and collection": "<loopCardinality>2</loopCardinality><loopDataInputRef>l</loopDataInputRef>", "an output without an item": "<loopCardinality>2</loopCardinality><loopDataOutputRef>l</loopDataOutputRef>",
                         "minus one rounds": "<loopCardinality>-1</loopCardinality>", "half a round": "<loopCardinality>1.5</loopCardinality>", "a million rounds": "<loopCardinality>1000000</loopCardinality>", "rounds in words": '<loopCardinality>"many"</loopCardinality>',
                         "a billion rounds by sum": "<loopCardinality>10**9</loopCardinality>"}.items():
        yield f"a multi-instance with {name}", pair("bad_loop", "n", many, f"<multiInstanceLoopCharacteristics>{inside}</multiInstanceLoopCharacteristics>", good)
    yield "a multi-instance with an empty count", pair("empty_expression", "n", many, "<multiInstanceLoopCharacteristics><loopCardinality/></multiInstanceLoopCharacteristics>", good)
    yield "a multi-instance with an empty completion", pair("empty_expression", "n", many, good.replace("</multi", "<completionCondition/></multi"), good)
    yield "a multi-instance until what is no FEEL", pair("bad_expression", "n", many, good.replace("</multi", "<completionCondition>if then</completionCondition></multi"), good)
    for behaviour in ("None", "One", "Complex"):
        yield f"a multi-instance of behaviour {behaviour} that throws nothing", pair("no_behaviour", "n", many, good.replace("Characteristics>", f'Characteristics behavior="{behaviour}">', 1), good)
    for most in ("0", "-3"):
        yield f"a loop of {most} rounds", pair("bad_loop", "n", many, f'<standardLoopCharacteristics loopMaximum="{most}"><loopCondition>a</loopCondition></standardLoopCharacteristics>', '<standardLoopCharacteristics loopMaximum="3"/>')
    yield "a loop with an empty condition", pair("empty_expression", "n", many, '<standardLoopCharacteristics loopMaximum="3"><loopCondition/></standardLoopCharacteristics>', '<standardLoopCharacteristics loopMaximum="3"/>')
    yield "a loop while what is no FEEL", pair("bad_expression", "n", many, "<standardLoopCharacteristics><loopCondition>while</loopCondition><loopCondition/></standardLoopCharacteristics>".replace("<loopCondition/>", "").replace("while", "a &lt;"), '<standardLoopCharacteristics loopMaximum="3"/>')

    def of_task(parts):
        ref, item = parts.split("|")
        return line(user("n", io([("i", ' itemSubjectRef="many" isCollection="true"')]) + f'<multiInstanceLoopCharacteristics><loopDataInputRef>{ref}</loopDataInputRef><inputDataItem id="it"{item}/></multiInstanceLoopCharacteristics>'),
                    extra='<dataObject id="other" itemSubjectRef="many" isCollection="true"/>')
    yield "a collection that is no input of the task", pair("unknown_reference", "n", of_task, "gone|", "i|")
    yield "a collection that is an object beside the task", pair("wrong_reference", "n", of_task, "other|", "i|")
    yield "an item of another type", pair("type_mismatch", "n", of_task, 'i|' + XAMOUNT, 'i|' + XTEXT)
    yield "an item that is a collection itself", pair("type_mismatch", "n", of_task, 'i| isCollection="true"', "i|")
    for name in ("startQuantity", "completionQuantity"):
        for wrong in ("0", "-1", "1000000"):
            yield f"{name} of {wrong}", pair("bad_quantity", "n", lambda q, name=name: line(element("userTask", "n", **{name: q})), wrong, "2")
    for name, inside in {"a start event": start("x") + user("y") + flow("x", "y"), "an end event": user("y") + end("x") + flow("y", "x"), "nothing": "", "only a gateway": '<exclusiveGateway id="y"/><exclusiveGateway id="z"/>' + flow("y", "z")}.items():
        yield f"an ad-hoc sub-process with {name}", pair("bad_ad_hoc", "n", lambda x: line(sub("n", x, tag="adHocSubProcess")), inside, user("y"))
    yield "an ad-hoc sub-process until what is no FEEL", pair("bad_expression", "n", lambda x: line(sub("n", user("y"), f"<completionCondition>{x}</completionCondition>", tag="adHocSubProcess")), "y +", "y")
    yield "an empty sub-process", pair("no_start", "n", lambda x: line(sub("n", x)), "", INSIDE)


ROWS = numbered(row for family in (_sets, _items, _associations, _event_data, _operations, _calls, _loops) for row in family())
