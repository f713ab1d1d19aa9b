"""Pools, message flows, choreographies, lanes, the drawing, the schema, what stands as text, what is not executed."""
from tests.engine.diagram import SIGNAL, boundary, element, end, flow, script, service, start, sub, user
from tests.engine.refusals.words import activity, definition, document, line, model, numbered, pair

DI = ('<d:BPMNDiagram xmlns:d="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" xmlns:di="http://www.omg.org/spec/DD/20100524/DI" id="dd">'
      '<d:BPMNPlane id="pl" bpmnElement="p"><d:BPMNShape id="sh" bpmnElement="u"><dc:Bounds x="0" y="0" width="10" height="10"/></d:BPMNShape>'
      '<d:BPMNEdge id="ed" bpmnElement="f9"><di:waypoint x="0" y="0"/><di:waypoint x="9" y="0"/></d:BPMNEdge></d:BPMNPlane></d:BPMNDiagram>')


def two_pools(flow_attributes='sourceRef="pb" targetRef="r"', more="", inside=""):
    """Process p in pool pa, a closed pool pb, process q in pool pq."""
    collaboration = (f'<collaboration id="co"><participant id="pa" processRef="p"/><participant id="pb"/><participant id="pq" processRef="q"/>'
                     f'<messageFlow id="mf" {flow_attributes}/>{more}</collaboration>')
    other = f'<process id="q">{start("qs")}{activity("receiveTask", "qr")}{activity("sendTask", "qt")}{element("endEvent", "qe", definition("message"))}{flow("qs", "qr", "qt", "qe")}</process>'
    return line(activity("receiveTask", "r"), user("u"), '<parallelGateway id="g"/>', user("v"), element("intermediateCatchEvent", "c", definition("message")), element("intermediateThrowEvent", "t", definition("message")),
                element("intermediateCatchEvent", "w", SIGNAL), element("intermediateThrowEvent", "x", SIGNAL), beside=collaboration + other,
                extra=flow("g", "u2", "e") + user("u2") + boundary("b", "v", definition("message")) + flow("b", "e") + '<textAnnotation id="ta"><text>x</text></textAnnotation><group id="gr"/><association id="as" sourceRef="u" targetRef="ta"/>' + inside)


def _pools():
    right = 'sourceRef="pb" targetRef="r"'
    wrong = {"to a gateway": ("message_flow_end", 'sourceRef="pb" targetRef="g"'), "from a gateway": ("message_flow_end", 'sourceRef="g" targetRef="pb"'), "from the start event": ("message_flow_end", 'sourceRef="s" targetRef="pb"'),
             "to an end event": ("message_flow_end", 'sourceRef="pb" targetRef="e"'), "from a boundary event": ("message_flow_end", 'sourceRef="b" targetRef="pb"'), "from a catch event": ("message_flow_end", 'sourceRef="c" targetRef="pb"'),
             "to a throw event": ("message_flow_end", 'sourceRef="pb" targetRef="t"'), "inside a process": ("message_flow_inside", 'sourceRef="u" targetRef="v"'), "from a pool to its own task": ("message_flow_inside", 'sourceRef="pa" targetRef="v"'),
             "from a task to its own pool": ("message_flow_inside", 'sourceRef="v" targetRef="pa"'), "from a pool to itself": ("message_flow_inside", 'sourceRef="pb" targetRef="pb"'), "to an annotation": ("wrong_reference", 'sourceRef="pb" targetRef="ta"'),
             "from an annotation": ("wrong_reference", 'sourceRef="ta" targetRef="pb"'), "to a group": ("wrong_reference", 'sourceRef="pb" targetRef="gr"'), "from a group": ("wrong_reference", 'sourceRef="gr" targetRef="pb"'),
             "to an association": ("wrong_reference", 'sourceRef="pb" targetRef="as"'), "from an association": ("wrong_reference", 'sourceRef="as" targetRef="pb"'), "to a sequence flow": ("wrong_reference", 'sourceRef="pb" targetRef="f9"'), "to a process": ("wrong_reference", 'sourceRef="pb" targetRef="p"')}
    for name, (code, attributes) in wrong.items():
        yield f"a message flow {name}", pair(code, "mf", lambda a: two_pools(a, inside='<sequenceFlow id="f9" sourceRef="g" targetRef="e"/>'), attributes, right)
    for name, place, attributes in (("to a plain start event", "s", 'sourceRef="pb" targetRef="s"'), ("from a plain end event", "e", 'sourceRef="e" targetRef="pb"'), ("to a signal catch", "w", 'sourceRef="pb" targetRef="w"'), ("from a signal throw", "x", 'sourceRef="x" targetRef="pb"')):
        yield f"a message flow {name}", pair("message_flow_event", place, two_pools, attributes, right)
    for name, attributes in {"at least minus one": 'minimum="-1"', "at most nobody": 'minimum="0" maximum="0"', "more at least than at most": 'minimum="3" maximum="2"', "at least two and at most one": 'minimum="2"', "at most minus one": 'maximum="-1"'}.items():
        yield f"a pool of {name}", pair("bad_multiplicity", "pm", lambda a: two_pools(more=f'<participant id="pm"><participantMultiplicity {a}/></participant>'), attributes, 'minimum="1" maximum="2"')
    yield "a public process that is executable", pair("public_executable", "p", lambda kind: model(start(), end(), flow("s", "e"), processType=kind), "Public", "Private")


def _choreographies():
    parties = '<participantRef>pa</participantRef><participantRef>pb</participantRef><messageFlowRef>mf</messageFlowRef>'
    for kind, xml in {"task": f'<choreographyTask id="ch" initiatingParticipantRef="pa">{parties}</choreographyTask>', "sub-process": f'<subChoreography id="ch" initiatingParticipantRef="pa">{parties.replace("<messageFlowRef>mf</messageFlowRef>", "")}</subChoreography>',
                      "call": f'<callChoreography id="ch" initiatingParticipantRef="pa">{parties.replace("<messageFlowRef>mf</messageFlowRef>", "")}</callChoreography>'}.items():
        yield f"a choreography {kind} in a process", pair("choreography_inside", "ch", lambda x: two_pools(inside=x), xml, "")
        yield f"a choreography {kind} in a sub-process", pair("choreography_inside", "ch", lambda x: two_pools(inside=flow("g", "sp", "e") + sub("sp", start("y1"), end("y2"), flow("y1", "y2"), x)), xml, "")
        yield f"a choreography {kind} in an ad-hoc sub-process", pair("choreography_inside", "ch", lambda x: two_pools(inside=flow("g", "sp", "e") + sub("sp", user("y1"), x, tag="adHocSubProcess")), xml, "")
        yield f"a choreography {kind} in a transaction", pair("choreography_inside", "ch", lambda x: two_pools(inside=flow("g", "sp", "e") + sub("sp", start("y1"), end("y2"), flow("y1", "y2"), x, tag="transaction")), xml, "")
    for name, place, xml in (("a choreography", "ch", '<choreography id="ch"/>'), ("a global conversation", "ch", '<globalConversation id="ch"/>'), ("a data store", "ch", '<dataStore id="ch"/>'), ("a global choreography task", "ch", '<globalChoreographyTask id="ch" initiatingParticipantRef="g9"><participant id="g9"/></globalChoreographyTask>')):
        yield f"{name}, which is not executed", pair("not_executed", place, lambda x: line(user("u"), beside=x), xml, "")
    yield "a choreography that shows one", pair("choreography_reference", "c1", lambda x: line(user("u"), beside=x), '<choreography id="c0"/><choreography id="c1"><choreographyRef>c0</choreographyRef></choreography>', "")
    yield "a global conversation that shows a choreography", pair("choreography_reference", "c1", lambda x: line(user("u"), beside=x), '<choreography id="c0"/><globalConversation id="c1"><choreographyRef>c0</choreographyRef></globalConversation>', "")
    yield "a collaboration that is closed as its choreography is not", pair("choreography_reference", "c1", lambda x: line(user("u"), beside=x), '<choreography id="c0"/><collaboration id="c1" isClosed="true"><choreographyRef>c0</choreographyRef></collaboration>', "")
    yield "a global conversation with an artifact", pair("choreography_reference", "c1", lambda x: line(user("u"), beside=x), '<globalConversation id="c1"><group id="x9"/></globalConversation>', "")
    yield "a data store reference, which is not executed", pair("not_executed", "ds", lambda x: line(user("u"), extra=x), '<dataStoreReference id="ds"/>', "")
    yield "a parallel instantiating event gateway, which is not executed", pair("not_executed", "eg", lambda kind: model(f'<eventBasedGateway id="eg" instantiate="true" eventGatewayType="{kind}"/>', element("intermediateCatchEvent", "c1", definition("message")), element("intermediateCatchEvent", "c2", SIGNAL), end(), flow("eg", "c1", "e"), flow("eg", "c2", "e")), "Parallel", "Exclusive")


def _lanes():
    def make(lanes):
        return line(user("u"), user("v"), extra=f'<laneSet id="ls">{lanes}</laneSet>', beside=f'<process id="q">{start("qs")}{end("qe")}{flow("qs", "qe")}</process>')
    good = '<lane id="l1"><flowNodeRef>u</flowNodeRef></lane><lane id="l2"><flowNodeRef>v</flowNodeRef></lane>'
    yield "a node in two lanes", pair("two_lanes", "u", make, good.replace(">v<", ">u<"), good)
    yield "a node in two lanes of a lane", pair("two_lanes", "u", make, f'<lane id="l0"><childLaneSet id="cl">{good.replace(">v<", ">u<")}</childLaneSet></lane>', f'<lane id="l0"><flowNodeRef>u</flowNodeRef><childLaneSet id="cl">{good}</childLaneSet></lane>')
    yield "a node of another process in a lane", pair("foreign_node", "l2", make, good.replace(">v<", ">qs<"), good)


def _drawing():
    def make(xml):
        return model(start(), user("u"), end(), flow("s", "u"), flow("u", "e", id="f9")).replace(b"</definitions>", xml.encode() + b"</definitions>")
    for name, code, place, old, new in (
            ("a shape of nothing", "unknown_shape", "sh", 'bpmnElement="u"', 'bpmnElement="gone"'), ("an edge of nothing", "unknown_shape", "ed", 'bpmnElement="f9"', 'bpmnElement="gone"'), ("a plane of nothing", "unknown_shape", "pl", 'bpmnElement="p"', 'bpmnElement="gone"'),
            ("a shape of a flow", "wrong_shape", "sh", 'bpmnElement="u"', 'bpmnElement="f9"'), ("an edge of a task", "wrong_shape", "ed", 'bpmnElement="f9"', 'bpmnElement="u"'), ("a plane of a task", "wrong_shape", "pl", 'bpmnElement="p"', 'bpmnElement="u"'),
            ("a shape without bounds", "schema", "sh", '<dc:Bounds x="0" y="0" width="10" height="10"/>', ""), ("an edge with one point", "schema", "ed", '<di:waypoint x="9" y="0"/>', ""), ("a width in words", "schema", "sh", 'width="10"', 'width="wide"'),
            ("bounds without a height", "schema", "sh", ' height="10"', ""), ("a point without y", "schema", "ed", '<di:waypoint x="9" y="0"/>', '<di:waypoint x="9"/>'), ("a band kind that is not", "schema", "sh", 'bpmnElement="u"', 'bpmnElement="u" participantBandKind="middle"'),
            ("a label in a plane", "schema", "pl", "</d:BPMNPlane>", "<d:BPMNLabel/></d:BPMNPlane>"), ("a diagram without a plane", "schema", "dd", DI[DI.index("<d:BPMNPlane"):DI.index("</d:BPMNDiagram>")], ""), ("an unknown drawing attribute", "schema", "sh", 'bpmnElement="u"', 'bpmnElement="u" colour="red"'),
            ("a yes that is no boolean in a shape", "schema", "sh", 'bpmnElement="u"', 'bpmnElement="u" isExpanded="maybe"')):
        assert old in DI, name
        yield name, pair(code, place, make, DI.replace(old, new, 1), DI)


# (name, element that is named, make, wrong, right)
def _schema():
    def attributes(tag="userTask"):
        return lambda a: line(element(tag, "n").replace("<" + tag, f"<{tag} {a}"))
    for name, wrong in {"an unknown attribute": 'magic="1"', "a yes that is no boolean": 'isForCompensation="yes"', "a quantity in words": 'startQuantity="two"', "a quantity with a fraction": 'completionQuantity="1.5"', "an implementation with spaces in its address": 'implementation="a b%zz"'}.items():
        code = "bad_uri" if "implementation" in wrong else "schema"
        yield name, pair(code, "n", attributes(), wrong, 'implementation="##unspecified"')
    for tag, name, wrong in (("exclusiveGateway", "gatewayDirection", "Sideways"), ("adHocSubProcess", "ordering", "Random"), ("receiveTask", "instantiate", "perhaps"), ("subProcess", "triggeredByEvent", "si"), ("sendTask", "messageRef", "a b")):
        def enumerated(value, tag=tag, name=name):
            node = f'<{tag} id="n" {name}="{value}"/>' if tag == "exclusiveGateway" else activity(tag, "n", **{name: value})
            return line(node, extra=flow("n", "e") if tag == "exclusiveGateway" else "").replace(b'targetRef="e">', b'targetRef="e">', 1)
        right = {"gatewayDirection": "Diverging", "ordering": "Parallel", "instantiate": "false", "triggeredByEvent": "false", "messageRef": "msg"}[name]
        if tag == "exclusiveGateway":
            def enumerated(value):
                return model(start(), f'<exclusiveGateway id="n" default="d" gatewayDirection="{value}"/>', end(), flow("s", "n"), flow("n", "e", id="d"), flow("n", "e", when="a"))
        yield f"{name} {wrong}", pair("schema", "n", enumerated, wrong, right)
    for name, xml in {"an element that BPMN does not know": "<magicTask id='m'/>", "an element of no namespace": "<task xmlns='' id='m'/>", "an element of another engine in the flow": "<x:task xmlns:x='urn:x' id='m'/>", "text between the elements": "hello", "an abstract element": "<flowElement id='m'/>",
                      "an abstract event definition": "<intermediateThrowEvent id='m9'><eventDefinition/></intermediateThrowEvent>", "a message inside a process": "<message id='m' name='m'/>", "a process inside a process": "<process id='m'/>", "a lane outside a lane set": "<lane id='m'/>", "a property in a flow": '<sequenceFlow id="m9" sourceRef="n" targetRef="e"><property id="m"/></sequenceFlow>'}.items():
        yield name, pair("schema", None, lambda x: line(user("n"), extra=x), xml, "")
    for name, xml in {"a property beside the processes": '<property id="x"/>', "a task beside the processes": '<task id="x"/>', "a flow beside the processes": '<sequenceFlow id="x" sourceRef="n" targetRef="e"/>', "a signal with an operation": '<signal id="x" name="x" operationRef="op"/>', "an item of an unknown kind": '<itemDefinition id="x" itemKind="Virtual"/>',
                      "an interface without operations": '<interface id="x" name="x"/>', "an operation without a name": '<interface id="x" name="x"><operation id="y"><inMessageRef>msg</inMessageRef></operation></interface>', "a correlation property that reads nothing": '<correlationProperty id="x"/>', "a message flow without ends": '<collaboration id="x"><messageFlow id="y"/></collaboration>',
                      "a resource without a name": '<resource id="x"/>', "an import without a place": '<import importType="a" namespace="b"/>', "a conversation of one": '<collaboration id="x"><conversationLink id="y" sourceRef="p"/></collaboration>'}.items():
        yield name, pair("schema", None, lambda x: line(user("n"), beside=x), xml, "")
    for name, inside in {"a sequence flow inside a task": "<sequenceFlow id='x' sourceRef='a' targetRef='b'/>", "two loops": "<standardLoopCharacteristics loopMaximum='2'/><standardLoopCharacteristics loopMaximum='2'/>", "two data specifications": "<ioSpecification><inputSet/><outputSet/></ioSpecification>" * 2, "a data specification without sets": "<ioSpecification/>",
                         "an event definition in a task": SIGNAL, "a role with resource and expression": '<potentialOwner id="po"><resourceRef>rs</resourceRef><resourceAssignmentExpression><formalExpression>a</formalExpression></resourceAssignmentExpression></potentialOwner>', "a data association without a target": "<dataInputAssociation id='x'/>",
                         "a multi-instance of an unknown behaviour": '<multiInstanceLoopCharacteristics behavior="Some"><loopCardinality>2</loopCardinality></multiInstanceLoopCharacteristics>', "a loop maximum in words": '<standardLoopCharacteristics loopMaximum="many"/>', "an assignment without a target": '<ioSpecification><dataInput id="x1"/><inputSet><dataInputRefs>x1</dataInputRefs></inputSet><outputSet/></ioSpecification><dataInputAssociation id="x2"><targetRef>x1</targetRef><assignment><from>1</from></assignment></dataInputAssociation>'}.items():
        yield name, pair("schema", None, lambda x: line(user("n", x)), inside, "")
    for name, attribute in {"no target namespace": b' targetNamespace="t"', "a flow without a source": None}.items():
        if attribute:
            yield name, pair("schema", "defs", lambda keep, attribute=attribute: document() if keep else document().replace(attribute, b""), "", "keep")
    for side in ("sourceRef", "targetRef"):
        yield f"a flow without a {side}", pair("schema", "f9", lambda keep, side=side: model(start(), user("u"), user("v"), end(), flow("s", "u", "e"), flow("u", "v", "e")).replace(b"</process>", (f'<sequenceFlow id="f9" sourceRef="u" targetRef="v"/>' if keep else f'<sequenceFlow id="f9" {"targetRef" if side == "sourceRef" else "sourceRef"}="u"/>').encode() + b"</process>", 1), "", "keep")
    yield "a boundary event without a host", pair("schema", "b", lambda host: line(user("u"), extra=f'<boundaryEvent id="b" {host}>{SIGNAL}</boundaryEvent>' + end("e2") + flow("b", "e2")), "", 'attachedToRef="u"')
    yield "an id that begins with a digit", pair("schema", "1u", lambda id: line(user(id)), "1u", "u1")
    yield "an id with a space", pair("schema", "u u", lambda id: line(user(id)).replace(b'targetRef="u u"', b'targetRef="u"'), "u u", "u")
    yield "a prefix that is not declared", pair("schema", None, lambda ref: line(element("receiveTask", "n", messageRef=ref)), "tns:msg", "msg")
    yield "a namespace of another version", pair("not_bpmn", None, lambda version: document().replace(b"20100524/MODEL", version.encode()), "20090502/MODEL", "20100524/MODEL")


def _texts():
    yield "a text format that is none", pair("bad_mime_type", "ta", lambda form: line(user("u"), extra=f'<textAnnotation id="ta" textFormat="{form}"><text>x</text></textAnnotation>'), "wrong_mime_type", "text/plain")
    yield "a documentation format that is none", pair("bad_mime_type", "u", lambda form: line(user("u", f'<documentation textFormat="{form}">x</documentation>')), "html please", "text/html")
    for name in ("expressionLanguage", "typeLanguage"):
        yield f"an {name} that is no address", pair("bad_uri", "defs", lambda uri, name=name: document().replace(b'id="defs"', f'id="defs" {name}="{uri}"'.encode()), "_bad uri%$", "http://www.w3.org/1999/XPath")
    yield "a language that is no address", pair("bad_uri", "f9", lambda uri: model(start(), user("u"), user("v"), end(), flow("s", "u"), flow("u", "v"), flow("v", "e"), f'<sequenceFlow id="f9" sourceRef="u" targetRef="e"><conditionExpression xsi:type="tFormalExpression" language="{uri}">a</conditionExpression></sequenceFlow>'), "_bad%$!", "https://www.omg.org/spec/DMN/20191111/FEEL/")
    yield "a message path of nothing", pair("empty_expression", "cr", lambda path: line(user("u"), beside=f'<correlationProperty id="cp"><correlationPropertyRetrievalExpression id="cr" messageRef="msg"><messagePath>{path}</messagePath></correlationPropertyRetrievalExpression></correlationProperty>'), "", "a")
    yield "a formal expression of nothing", pair("empty_expression", "n", lambda text: line(sub("n", user("y"), f'<completionCondition xsi:type="tFormalExpression">{text}</completionCondition>', tag="adHocSubProcess")), "", "y")
    yield "a script that is no FEEL", pair("bad_expression", "n", lambda text: line(script("n", text)), "import x; y = 2", "{x: 1}")
    yield "a script that is no context", pair("bad_script", "n", lambda text: line(script("n", text)), "1 + 1", "{x: 1}")
    yield "a parameter that is no FEEL", pair("bad_expression", "n", lambda text: line(service("n", "look", p=text)), "1 +", "1")
    yield "gateways that chase each other", pair("endless_loop", "m", lambda node: model(start(), '<exclusiveGateway id="m"/><exclusiveGateway id="x" default="d"/>', node, end(), flow("s", "m", "between", "x"), flow("x", "m", when="a"), flow("x", "e", id="d")), '<intermediateThrowEvent id="between"/>', user("between"))
    yield "a file whose process is not executable", pair("no_process", "defs", lambda yes: document().replace(b'<process id="called"', f'<process id="called" isExecutable="{yes}"'.encode()), "false", "true")


ROWS = numbered(row for family in (_pools, _choreographies, _lanes, _drawing, _schema, _texts) for row in family())
