"""Every reference by its type: to nothing, and to something of another kind (8.3.1, 8.4, 9, 10.4)."""
from tests.engine.diagram import element, end, flow, start, sub, user
from tests.engine.refusals.words import activity, document, line, model, numbered, pair

TASK_IO = '<ioSpecification><dataInput id="ti"/><dataOutput id="to"/><inputSet id="is"><dataInputRefs>ti</dataInputRefs></inputSet><outputSet id="os"><dataOutputRefs>to</dataOutputRefs></outputSet></ioSpecification>'
OBJECTS = '<dataObject id="do"/><dataObjectReference id="dr" dataObjectRef="do"/>'
POOLS = ('<collaboration id="co"><participant id="pa" processRef="p"/><participant id="pb"/><messageFlow id="mf" sourceRef="pb" targetRef="r"{}/>'
         '{}</collaboration>')


def event(tag, definition):
    return lambda ref: line(element(tag, "n", definition.replace("@", ref)))


def beside(xml):
    return lambda ref: line(user("u"), beside=xml.replace("@", ref))


def inside(xml):
    return lambda ref: line(user("u"), extra=xml.replace("@", ref))


def task(xml, extra=""):
    return lambda ref: line(element("userTask", "n", xml.replace("@", ref)), extra=extra)


def pools(more, inside=""):
    return lambda ref: line(activity("receiveTask", "r"), beside=POOLS.format(more.replace("@", ref), inside.replace("@", ref)))


# name: (element that is named, the model, right, of the wrong kind)
TABLE = {
    "the message of an event": ("n", event("intermediateCatchEvent", '<messageEventDefinition messageRef="@"/>'), "msg", "sig"),
    "the signal of an event": ("n", event("intermediateThrowEvent", '<signalEventDefinition signalRef="@"/>'), "sig", "msg"),
    "the escalation of an event": ("n", event("intermediateThrowEvent", '<escalationEventDefinition escalationRef="@"/>'), "esc", "err"),
    "the error of an event": ("e2", lambda ref: model(start(), element("endEvent", "e2", f'<errorEventDefinition errorRef="{ref}"/>'), flow("s", "e2")), "err", "esc"),
    "the operation of an event": ("n", event("intermediateThrowEvent", '<messageEventDefinition messageRef="msg"><operationRef>@</operationRef></messageEventDefinition>'), "op", "if"),
    "a definition beside the processes": ("n", lambda ref: line(element("intermediateCatchEvent", "n", f"<eventDefinitionRef>{ref}</eventDefinitionRef>"),
                                                                beside='<signalEventDefinition id="sd" signalRef="sig"/>'), "sd", "sig"),
    "the message of a send task": ("n", lambda ref: line(element("sendTask", "n", messageRef=ref)), "msg", "sig"),
    "the message of a receive task": ("n", lambda ref: line(element("receiveTask", "n", messageRef=ref)), "msg", "sig"),
    "the operation of a send task": ("n", lambda ref: line(element("sendTask", "n", messageRef="msg", operationRef=ref)), "op", "if"),
    "the operation of a receive task": ("n", lambda ref: line(element("receiveTask", "n", messageRef="msg", operationRef=ref)), "op", "if"),
    "the operation of a service task": ("n", lambda ref: line(element("serviceTask", "n", operationRef=ref, inside=TASK_IO.replace('"ti"', '"ti" itemSubjectRef="text"').replace('"to"', '"to" itemSubjectRef="amount"'))), "op", "if"),
    "the resource of a role": ("po", task('<potentialOwner id="po"><resourceRef>@</resourceRef></potentialOwner>'), "rs", "rp"),
    "the parameter of a resource": ("b", task('<performer id="pf"><resourceRef>rs</resourceRef><resourceParameterBinding id="b" parameterRef="@"><formalExpression>1</formalExpression></resourceParameterBinding></performer>'), "rp", "rs"),
    "the category of a node": ("n", task("<categoryValueRef>@</categoryValueRef>"), "cv", "cat"),
    "the category of a group": ("gr", inside('<group id="gr" categoryValueRef="@"/>'), "cv", "cat"),
    "the item of a message": ("m9", beside('<message id="m9" name="m9" itemRef="@"/>'), "text", "msg"),
    "the item of an error": ("e9", beside('<error id="e9" errorCode="9" structureRef="@"/>'), "text", "msg"),
    "the item of an escalation": ("e9", beside('<escalation id="e9" escalationCode="9" structureRef="@"/>'), "text", "msg"),
    "the item of a signal": ("s9", beside('<signal id="s9" name="s9" structureRef="@"/>'), "text", "msg"),
    "the item of a data object": ("do", inside('<dataObject id="do" itemSubjectRef="@"/>'), "text", "msg"),
    "the item of a property": ("pr", task('<property id="pr" itemSubjectRef="@"/>'), "text", "msg"),
    "the item of a data input": ("ti", task(TASK_IO.replace('"ti"', '"ti" itemSubjectRef="@"')), "text", "msg"),
    "the item of a data output": ("to", task(TASK_IO.replace('"to"', '"to" itemSubjectRef="@"')), "text", "msg"),
    "the object of a data reference": ("dr", inside('<dataObject id="do"/><dataObjectReference id="dr" dataObjectRef="@"/>'), "do", "u"),
    "the source of a data input association": ("da", task(TASK_IO + '<dataInputAssociation id="da"><sourceRef>@</sourceRef><targetRef>ti</targetRef></dataInputAssociation>', OBJECTS), "dr", "s"),
    "the target of a data input association": ("da", task(TASK_IO + '<dataInputAssociation id="da"><sourceRef>dr</sourceRef><targetRef>@</targetRef></dataInputAssociation>', OBJECTS), "ti", "s"),
    "the source of a data output association": ("da", task(TASK_IO + '<dataOutputAssociation id="da"><sourceRef>@</sourceRef><targetRef>dr</targetRef></dataOutputAssociation>', OBJECTS), "to", "s"),
    "the target of a data output association": ("da", task(TASK_IO + '<dataOutputAssociation id="da"><sourceRef>to</sourceRef><targetRef>@</targetRef></dataOutputAssociation>', OBJECTS), "dr", "s"),
    "an optional input": ("is", task(TASK_IO.replace("</inputSet>", "<optionalInputRefs>@</optionalInputRefs></inputSet>")), "ti", "to"),
    "an input while executing": ("is", task(TASK_IO.replace("</inputSet>", "<whileExecutingInputRefs>@</whileExecutingInputRefs></inputSet>")), "ti", "to"),
    "an optional output": ("os", task(TASK_IO.replace("</outputSet>", "<optionalOutputRefs>@</optionalOutputRefs></outputSet>")), "to", "ti"),
    "an output while executing": ("os", task(TASK_IO.replace("</outputSet>", "<whileExecutingOutputRefs>@</whileExecutingOutputRefs></outputSet>")), "to", "ti"),
    "the messages of an operation, in": ("o9", beside('<interface id="i9" name="i9"><operation id="o9" name="o9"><inMessageRef>@</inMessageRef></operation></interface>'), "msg", "sig"),
    "the messages of an operation, out": ("o9", beside('<interface id="i9" name="i9"><operation id="o9" name="o9"><inMessageRef>msg</inMessageRef><outMessageRef>@</outMessageRef></operation></interface>'), "msg", "sig"),
    "the error of an operation": ("o9", beside('<interface id="i9" name="i9"><operation id="o9" name="o9"><inMessageRef>msg</inMessageRef><errorRef>@</errorRef></operation></interface>'), "err", "esc"),
    "the process of a pool": ("pc", pools("", '<participant id="pc" processRef="@"/>'), "called", "msg"),
    "the interface of a pool": ("pc", pools("", '<participant id="pc"><interfaceRef>@</interfaceRef></participant>'), "if", "op"),
    "the end point of a pool": ("pc", pools("", '<participant id="pc"><endPointRef>@</endPointRef></participant>'), "ep", "op"),
    "the message of a message flow": ("mf", pools(' messageRef="@"'), "msg", "sig"),
    "the source of a message flow": ("mf", lambda ref: pools("")("").replace(b'sourceRef="pb"', f'sourceRef="{ref}"'.encode()), "pb", "p"),
    "the target of a message flow": ("mf", lambda ref: pools("")("").replace(b'targetRef="r"', f'targetRef="{ref}"'.encode()), "r", "p"),
    "the source of a conversation link": ("cl", pools("", '<conversation id="cv1"><participantRef>pa</participantRef></conversation><conversationLink id="cl" sourceRef="@" targetRef="cv1"/>'), "pa", "p"),
    "who takes part in a conversation": ("cv1", pools("", '<conversation id="cv1"><participantRef>@</participantRef></conversation>'), "pa", "p"),
    "the message flow of a conversation": ("cv1", pools("", '<conversation id="cv1"><participantRef>pa</participantRef><messageFlowRef>@</messageFlowRef></conversation>'), "mf", "pa"),
    "the property of a correlation key": ("ck", pools("", '<correlationKey id="ck"><correlationPropertyRef>@</correlationPropertyRef></correlationKey>'), None, "pa"),
    "a partner entity's pool": ("pe", lambda ref: pools("")("").replace(b"<process id=\"p\"", f'<partnerEntity id="pe"><participantRef>{ref}</participantRef></partnerEntity><process id="p"'.encode()), "pa", "p"),
    "a partner role's pool": ("pe", lambda ref: pools("")("").replace(b"<process id=\"p\"", f'<partnerRole id="pe"><participantRef>{ref}</participantRef></partnerRole><process id="p"'.encode()), "pa", "p"),
    "the message of a correlation property": ("cr", beside('<correlationProperty id="cp"><correlationPropertyRetrievalExpression id="cr" messageRef="@"><messagePath>a</messagePath></correlationPropertyRetrievalExpression></correlationProperty>'), "msg", "sig"),
    "the process that one supports": ("p", lambda ref: model(start(), end(), flow("s", "e"), f"<supports>{ref}</supports>"), "called", "msg"),
    "the collaboration of a process": ("p", lambda ref: model(start(), end(), flow("s", "e"), beside='<collaboration id="co"/>', definitionalCollaborationRef=ref), "co", "msg"),
    "a node of a lane": ("l1", inside('<laneSet id="ls"><lane id="l1"><flowNodeRef>@</flowNodeRef></lane></laneSet>'), "u", "ls"),
    "an event of a multi-instance": ("n", lambda ref: line(user("n", f'<multiInstanceLoopCharacteristics behavior="One" oneBehaviorEventRef="{ref}"><loopCardinality>2</loopCardinality></multiInstanceLoopCharacteristics>'), beside='<signalEventDefinition id="sd" signalRef="sig"/>'), "sd", "sig"),
}
# Where the reference has a rule of its own
OWN_CODE = {"an event of a multi-instance": "no_behaviour"}
PROPERTY = '<correlationProperty id="cp"><correlationPropertyRetrievalExpression messageRef="msg"><messagePath>a</messagePath></correlationPropertyRetrievalExpression></correlationProperty>'


def _table():
    for name, (place, make, right, kind) in TABLE.items():
        if right is None:
            def make(ref, make=make):
                return make(ref).replace(b'<process id="p"', PROPERTY.encode() + b'<process id="p"', 1)
            right = "cp"
        yield f"{name} is not there", pair(OWN_CODE.get(name, "unknown_reference"), place, make, "gone", right)
        yield f"{name} is of another kind", pair(OWN_CODE.get(name, "wrong_reference"), place, make, kind, right)


def _ids():
    yield "a task without an id", pair("no_id", "p", lambda id: model(start(), user("u"), end(), f"<task {id}/>", flow("s", "u", "e"), flow("u", "t9", "e")), "", 'id="t9"')
    yield "a data input without an id", pair("no_id", "u", lambda id: line(user("u", f"<ioSpecification><dataInput {id}/><inputSet>{'<dataInputRefs>x9</dataInputRefs>' if id else ''}</inputSet><outputSet/></ioSpecification>")), "", 'id="x9"')
    for name, xml in {"a message": "<message {} name='m'/>", "a signal": "<signal {} name='m'/>", "an error": "<error {} errorCode='1'/>", "an escalation": "<escalation {} escalationCode='1'/>",
                      "an item definition": "<itemDefinition {}/>", "a resource": "<resource {} name='r'/>"}.items():
        yield f"{name} without an id", pair("no_id", "defs", lambda id, xml=xml: line(user("u"), beside=xml.format(id)), "", 'id="x9"')
    yield "a pool without an id", pair("no_id", "co", lambda id: line(user("u"), beside=f'<collaboration id="co"><participant {id}/></collaboration>'), "", 'id="x9"')
    yield "a data object without an id", pair("no_id", "p", lambda id: line(user("u"), extra=f"<dataObject {id}/>"), "", 'id="x9"')
    for name, make in {"nodes": lambda id: line(user("u"), user(id)), "a node and a message": lambda id: line(user("u"), beside=f'<message id="{id}" name="m"/>'),
                       "a node and a flow": lambda id: model(start(), user("u"), end(), flow("s", "u"), flow("u", "e", id=id)),
                       "two processes' nodes": lambda id: line(user("u"), beside=f'<process id="q">{start("qs")}{user(id)}{end("qe")}{flow("qs", id, "qe")}</process>'),
                       "a node and a lane": lambda id: line(user("u"), extra=f'<laneSet id="ls"><lane id="{id}"/></laneSet>'),
                       "a node and one inside a sub-process": lambda id: line(user("u"), sub("sp", start("x1"), user(id), end("x2"), flow("x1", id, "x2")))}.items():
        yield f"one id for {name}", pair("duplicate_id", "u", make, "u", "x9")
    yield "two processes of one id", pair("duplicate", "called", lambda id: line(user("u"), beside=f'<process id="{id}">{start("qs")}{end("qe")}{flow("qs", "qe")}</process>'), "called", "q")
    for name, xml in {"message": "<message id='m9' {}/>", "signal": "<signal id='m9' {}/>"}.items():
        yield f"a {name} without a name", pair("no_name", "m9", beside(xml.replace("{}", "@")), "", 'name="m9"')


def _imports():
    BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"

    def make(attributes):
        return document().replace(b"<signal ", f"<import {attributes}/><signal ".encode(), 1) if attributes else document()
    for name, attributes in {"of a diagram that is not there": f'importType="{BPMN}" location="other.bpmn" namespace="o"', "of a diagram out of the network": f'importType="{BPMN}" location="http://example.org/o.bpmn" namespace="o"',
                             "of types that are not there": 'importType="http://www.w3.org/2001/XMLSchema" location="types.xsd" namespace="o"', "of nothing": f'importType="{BPMN}" location="" namespace="o"',
                             "of a file of the machine": f'importType="{BPMN}" location="file:///etc/passwd" namespace="o"', "of a service that is not there": 'importType="http://www.w3.org/TR/wsdl20/" location="service.wsdl" namespace="o"'}.items():
        yield f"an import {name}", pair("unresolved_import", "defs", make, attributes, "")
    yield "an import of itself", pair("import_cycle", "defs", make, f'importType="{BPMN}" location="model.bpmn" namespace="t"', "")


ROWS = numbered(row for family in (_table, _ids, _imports) for row in family())
