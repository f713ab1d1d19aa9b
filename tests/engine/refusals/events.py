"""Which event may stand where, what it needs, and what follows an event-based gateway (10.5, 10.6.6, 10.7)."""
from tests.engine.diagram import SIGNAL, boundary, element, end, flow, start, sub, timer, user
from tests.engine.refusals.words import ACTIVITIES, activity, definition, line, model, numbered, pair

ALL = ("message", "timer", "signal", "conditional", "error", "escalation", "cancel", "compensate", "terminate", "link")


def _start(xml):
    return model(start("n", xml), user("u"), end(), flow("n", "u", "e"))


def _sub_start(xml):
    return line(sub("sp", start("n", xml), end("se"), flow("n", "se")))


def _event_sub_start(xml, **attributes):
    return line(user("u"), extra=sub("es", start("n", xml, **attributes), end("ese"), flow("n", "ese"), triggeredByEvent=True))


def _end(xml):
    return model(start(), end("n", xml), flow("s", "n"))


def _catch(xml):
    return line(element("intermediateCatchEvent", "n", xml))


def _throw(xml):
    return line(element("intermediateThrowEvent", "n", xml))


def _boundary(xml, interrupting=True):
    return line(sub("host", start("hs"), end("he"), flow("hs", "he")), extra=boundary("n", "host", xml, interrupting) + end("e2") + flow("n", "e2"))


PLACES = {"the start of a process": (_start, "message timer signal conditional"), "the start of an event sub-process": (_event_sub_start, "message timer signal conditional error escalation compensate"),
          "an end": (_end, "message signal error escalation terminate"), "a catch": (_catch, "message timer signal conditional"), "a throw": (_throw, "message signal escalation compensate"),
          "a boundary": (_boundary, "message timer signal conditional error escalation")}
SKIP = {("an end", "cancel"), ("a catch", "link"), ("a throw", "link"), ("an end", "compensate"), ("a boundary", "cancel"), ("a boundary", "compensate")}


def _placed():
    for where, (make, allowed) in PLACES.items():
        right = "signal"
        for kind in ALL:
            if kind not in allowed.split() and (where, kind) not in SKIP:
                yield f"{kind} at {where}", pair("event_not_allowed", "n", make, definition(kind), definition(right))
                beside = definition(kind, "shared").encode() + definition(right, "fine").encode() + b"</definitions>"

                def referred(id, make=make, beside=beside):
                    return make(f"<eventDefinitionRef>{id}</eventDefinitionRef>").replace(b"</definitions>", beside)
                yield f"{kind} by reference at {where}", pair("event_not_allowed", "n", referred, "shared", "fine")
    for kind in ("message", "timer", "signal", "conditional", "error", "escalation"):
        yield f"{kind} at the start of a sub-process", pair("bad_start", "sp", _sub_start, definition(kind), "")
    for kind in ("error", "compensate"):
        for make, name in ((lambda xml: _event_sub_start(xml, isInterrupting=False), "an event sub-process"),):
            yield f"{name} started by {kind} that does not interrupt", pair("must_interrupt", "n", make, definition(kind), SIGNAL)
    for kind in ("error",):
        yield f"a boundary {kind} that does not interrupt", pair("must_interrupt", "n", lambda xml: _boundary(xml, False), definition(kind), SIGNAL)
    yield "an interrupting flag on a boundary cancel", pair("must_interrupt", "n", lambda yes: line(sub("host", start("hs"), end("he"), flow("hs", "he"), tag="transaction"), extra=boundary("n", "host", definition("cancel")).replace('cancelActivity="true"', f'cancelActivity="{yes}"') + end("e2") + flow("n", "e2")), "false", "true")


def _nothing():
    yield "a catch event without a definition", pair("no_event", "n", _catch, "", SIGNAL)
    yield "a boundary event without a definition", pair("no_event", "n", _boundary, "", SIGNAL)
    yield "an event sub-process without an event", pair("bad_event_subprocess", "es", _event_sub_start, "", SIGNAL)

    def starts(more):
        return line(user("u"), extra=sub("es", start("n", SIGNAL), more, end("ese"), flow("n", "ese"), triggeredByEvent=True))
    yield "an event sub-process with two starts", pair("bad_event_subprocess", "es", starts, start("n2", SIGNAL) + flow("n2", "ese"), "")
    yield "an event sub-process that loops", pair("bad_loop", "es", starts, '<standardLoopCharacteristics loopMaximum="2"/>', "")


def _references():
    for kind in ("message", "signal"):
        for where, make in (("a catch", _catch), ("a throw", _throw), ("a boundary", _boundary)):
            yield f"{where} that does not say which {kind}", pair("no_reference", "n", make, f"<{kind}EventDefinition/>", definition(kind))
    for kind in ("error", "escalation"):
        yield f"an end that does not say which {kind}", pair("no_reference", "n", _end, f"<{kind}EventDefinition/>", definition(kind))
    yield "a throw that does not say which escalation", pair("no_reference", "n", _throw, "<escalationEventDefinition/>", definition("escalation"))
    yield "an error without a code", pair("no_code", "n", _end, '<errorEventDefinition errorRef="plain"/>', definition("error"))
    for where, make in (("at an end", _end), ("on the way", _throw)):
        yield f"an escalation without a code {where}", pair("no_code", "n", make, '<escalationEventDefinition escalationRef="mute"/>', definition("escalation"))
    for kind in ("signal", "message", "escalation"):
        def borrowed(ref, kind=kind):
            return model(start(), element("intermediateThrowEvent", "own", definition(kind, "inner")), element("intermediateThrowEvent", "n", f"<eventDefinitionRef>{ref}</eventDefinitionRef>"), end(), flow("s", "own", "n", "e"), beside=definition(kind, "outer"))
        yield f"a {kind} definition of another event", pair("borrowed_definition", "n", borrowed, "inner", "outer")
    yield "a receive task without a message", pair("no_reference", "n", lambda ref: line(element("receiveTask", "n", **({"messageRef": ref} if ref else {}))), "", "msg")


def _conditions():
    for where, make in (("a catch", _catch), ("a boundary", _boundary), ("a start", _start)):
        yield f"{where} with an empty condition", pair("no_condition", "n", make, "<conditionalEventDefinition><condition/></conditionalEventDefinition>", definition("conditional"))
        yield f"{where} with a condition that is no FEEL", pair("bad_expression", "n", make, "<conditionalEventDefinition><condition>if a then</condition></conditionalEventDefinition>", definition("conditional"))


TIMES = {"no time": "", "two times": "<timeDate>2030-01-01</timeDate><timeDuration>PT1H</timeDuration>", "an empty time": "<timeDuration/>", "a duration that is none": "<timeDuration>P1X</timeDuration>",
         "a duration of nothing": "<timeDuration>P0Z</timeDuration>", "a month that is not": "<timeDate>2030-13-01</timeDate>", "a day that is not": "<timeDate>2030-02-30T10:00:00</timeDate>", "an hour that is not": "<timeDate>2030-02-03T25:00:00</timeDate>",
         "a date as a duration": "<timeDuration>2030-01-01</timeDuration>", "a duration as a date": "<timeDate>PT1H</timeDate>", "a cycle as a duration": "<timeDuration>R3/PT1H</timeDuration>", "a duration as a cycle": "<timeCycle>PT1H</timeCycle>",
         "a cycle of nothing": "<timeCycle>R3/</timeCycle>", "a cycle of words": "<timeCycle>R3/soon</timeCycle>", "cron": "<timeCycle>0 0/5 * * * ?</timeCycle>",
         "a time in words": "<timeDuration>in two hours</timeDuration>", "a time that is a number": "<timeDuration>1 +</timeDuration>", "a negative duration": "<timeDuration>-PT1H</timeDuration>", "a million years": "<timeDuration>P1000000Y</timeDuration>",
         "a hundred thousand centuries": "<timeDuration>P99999999Y</timeDuration>", "a cycle every millisecond": "<timeCycle>R/PT0.001S</timeCycle>", "a cycle of no length": "<timeCycle>R/PT0S</timeCycle>", "a million rounds": "<timeCycle>R1000000/PT1H</timeCycle>"}
SYNTAX = {"cron", "a time in words", "a time that is a number"}


def _times():
    for name, xml in TIMES.items():
        code = "bad_expression" if name in SYNTAX else "bad_timer"
        yield f"a catch with {name}", pair(code, "n", lambda xml: _catch(f"<timerEventDefinition>{xml}</timerEventDefinition>"), xml, "<timeDuration>PT1H</timeDuration>")


def _attached():
    def host(ref):
        return model(start(), user("u"), '<parallelGateway id="g"/>', sub("sp", start("x"), user("v"), end("y"), flow("x", "v", "y")), end(), flow("s", "u", "g", "sp", "e"), flow("g", "e"),
                     sub("es", start("ess", SIGNAL), end("ese"), flow("ess", "ese"), triggeredByEvent=True), f'<boundaryEvent id="n" attachedToRef="{ref}">{SIGNAL}</boundaryEvent>', end("e2"), flow("n", "e2"))
    for name, ref in {"nothing": "gone", "a gateway": "g", "an event": "e", "a task inside a sub-process": "v", "an event sub-process": "es", "the process": "p", "a flow": "g9"}.items():
        yield f"a boundary event at {name}", pair("not_attached", "n", host, ref, "u")
    yield "a boundary event without a way out", pair("no_way_out", "n", lambda more: line(user("u"), extra=boundary("n", "u", SIGNAL) + more), "", end("e2") + flow("n", "e2"))
    for kind in ACTIVITIES:
        if kind != "transaction":
            def cancels(tag, kind=kind):
                return line(activity(tag, "u"), extra=boundary("n", "u", definition("cancel")) + end("e2") + flow("n", "e2"))
            yield f"cancel at a {kind}", pair("cancel_outside", "n", cancels, kind, "transaction")

    def ends(tag):
        return line(sub("sp", start("x"), end("n", definition("cancel")), flow("x", "n"), tag=tag))
    yield "a cancel end in a sub-process", pair("cancel_outside", "n", ends, "subProcess", "transaction")
    yield "a cancel end in a process", pair("cancel_outside", "n", _end, definition("cancel"), "")


def _compensation():
    def make(parts):
        assoc, mark, out = (parts.split("|") + ["", ""])[:3]
        return model(start(), user("u"), end(), flow("s", "u", "e"), boundary("n", "u", definition("compensate")), element("task", "h", isForCompensation=True), assoc, mark, out)
    good = '<association id="as" sourceRef="n" targetRef="h"/>'
    yield "a compensation boundary without a handler", pair("no_handler", "n", make, "||", good)
    yield "a handler that nothing calls", pair("no_handler", "h", make, "||", good)
    yield "a compensation boundary with two handlers", pair("no_handler", "n", make, good + '<association id="as2" sourceRef="n" targetRef="h2"/>|' + element("task", "h2", isForCompensation=True), good)
    yield "a compensation boundary with a flow", pair("flow_not_allowed", "n", make, good + "||" + end("e2") + flow("n", "e2"), good)
    for where, make in (("an end", _end), ("a throw", _throw)):
        yield f"{where} that undoes what is not there", pair("unknown_reference", "n", make, '<compensateEventDefinition activityRef="gone"/>', "<compensateEventDefinition/>")
        yield f"{where} that undoes an event", pair("unknown_reference", "n", make, '<compensateEventDefinition activityRef="s"/>', "<compensateEventDefinition/>")


def _links():
    def make(parts, more=""):
        source, target = parts.split("|")
        return model(start(), element("intermediateThrowEvent", "t", source), element("intermediateCatchEvent", "c", target), user("u"), end(), flow("s", "t"), flow("c", "u", "e"), more)
    right = '<linkEventDefinition name="L"/>|<linkEventDefinition name="L"/>'
    yield "a link without a target", pair("loose_link", "t", make, '<linkEventDefinition name="L"/>|<linkEventDefinition name="M"/>', right)
    yield "a link without a source", pair("loose_link", "c", make, '<linkEventDefinition name="M"/>|<linkEventDefinition name="L"/>', right)
    yield "a link source without a name", pair("no_name", "t", make, '<linkEventDefinition name=""/>|<linkEventDefinition name="L"/>', right)
    yield "two targets of one link", pair("many_targets", "c", lambda more: make(right, more), element("intermediateCatchEvent", "c2", '<linkEventDefinition name="L"/>') + flow("c2", "u"), "")
    yield "a link source that goes on", pair("flow_not_allowed", "t", lambda more: make(right, more), flow("t", "u"), "")
    yield "a link target that is led to", pair("flow_not_allowed", "c", lambda more: make(right, more), flow("u", "c"), "")
    yield "a link from inside a sub-process", pair("loose_link", "it", lambda more: make(right, more), sub("sp", start("x"), element("intermediateThrowEvent", "it", '<linkEventDefinition name="L"/>'), end("y"), user("z"), flow("x", "z", "y"), flow("z", "it")) + flow("u", "sp", "e"), "")
    both = '<linkEventDefinition id="l1" name="L"><target>l2</target></linkEventDefinition>|<linkEventDefinition id="l2" name="L"><source>l1</source></linkEventDefinition>'
    yield "a link to what is no link", pair("wrong_reference", "l1", make, both.replace("<target>l2", "<target>u"), both)
    yield "a link to what is not there", pair("unknown_reference", "l1", make, both.replace("<target>l2", "<target>gone"), both)
    yield "a link that is not linked back", pair("loose_link", "t", make, both.replace("<source>l1</source>", "<source>l2</source>"), both)
    yield "a link source that does not say its target, as others do", pair("loose_link", "t", make, both.replace("<target>l2</target>", ""), both)
    yield "a link target that does not say its source, as others do", pair("loose_link", "c", make, both.replace("<source>l1</source>", ""), both)


def _event_gateways():
    def make(second, extra="", gate=""):
        return model(start(), f'<eventBasedGateway id="g"{gate}/>', element("intermediateCatchEvent", "c", SIGNAL), second, end(), flow("s", "g", "c", "e"), flow("g", "n", "e"), extra)
    good = element("intermediateCatchEvent", "n", timer("PT1H"))
    wrong = {"a user task": user("n"), "a throw event": element("intermediateThrowEvent", "n", SIGNAL), "a gateway": '<exclusiveGateway id="n"/>', "a sub-process": sub("n", start("x"), end("y"), flow("x", "y")),
             "a send task": element("sendTask", "n", messageRef="msg"), "an error event": element("intermediateCatchEvent", "n", definition("error")), "an escalation event": element("intermediateCatchEvent", "n", definition("escalation")),
             "a compensation event": element("intermediateCatchEvent", "n", definition("compensate")), "an end event": end("n"), "a script task": activity("scriptTask", "n"), "a call activity": activity("callActivity", "n"), "a manual task": activity("manualTask", "n")}
    for name, xml in wrong.items():
        yield f"{name} behind an event gateway", pair("bad_event_gateway", "g", make, xml, good)
    yield "one event behind an event gateway", pair("bad_event_gateway", "g", lambda more: line('<eventBasedGateway id="g"/>', element("intermediateCatchEvent", "c", SIGNAL), extra=more), "", good + flow("g", "n", "e"))
    yield "an event with another way in", pair("bad_event_gateway", "g", lambda more: make(good, more), user("u") + flow("c", "u", "n"), "")
    yield "a receive task beside a message event", pair("bad_event_gateway", "g", lambda xml: make(element("receiveTask", "n", messageRef="msg"), xml), element("intermediateCatchEvent", "c2", definition("message")) + flow("g", "c2", "e"), "")
    yield "a receive task with a boundary event", pair("bad_event_gateway", "g", lambda xml: make(element("receiveTask", "n", messageRef="msg"), xml), boundary("b", "n", timer("PT1H")) + flow("b", "e"), "")
    yield "a condition behind an event gateway", pair("condition_not_allowed", "cf", lambda written: model(start(), '<eventBasedGateway id="g"/>', element("intermediateCatchEvent", "c", SIGNAL), good, end(), flow("s", "g", "n", "e"), f'<sequenceFlow id="cf" sourceRef="g" targetRef="c">{written}</sequenceFlow>', flow("c", "e")), "<conditionExpression>a</conditionExpression>", "")
    yield "a parallel event gateway on the way", pair("bad_event_gateway", "g", lambda kind: make(good, gate=f' eventGatewayType="{kind}"'), "Parallel", "Exclusive")
    yield "an instantiating event gateway that is led to", pair("bad_event_gateway", "g", lambda yes: make(good, gate=f' instantiate="{yes}"'), "true", "false")
    yield "an instantiating receive task that is led to", pair("bad_start", "n", lambda yes: line(element("receiveTask", "n", messageRef="msg", instantiate=yes)), "true", "false")


ROWS = numbered(row for family in (_placed, _nothing, _references, _conditions, _times, _attached, _compensation, _links, _event_gateways) for row in family())
