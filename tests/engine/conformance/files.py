"""How the same process may be written (8.1, 15): prefixes, order, imports, expressions, and what other editors add."""
from tests.engine.conformance.case import Case, advance, signal, submit

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
XSI = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
DRAWING = ('<bpmndi:BPMNDiagram xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" xmlns:di="http://www.omg.org/spec/DD/20100524/DI" id="di1">'
           '<bpmndi:BPMNPlane id="pl1" bpmnElement="p"><bpmndi:BPMNShape id="sh_s" bpmnElement="s"><dc:Bounds x="1" y="1" width="36" height="36"/></bpmndi:BPMNShape>'
           '<bpmndi:BPMNEdge id="ed_f1" bpmnElement="f1"><di:waypoint x="1" y="1"/><di:waypoint x="9" y="1"/></bpmndi:BPMNEdge></bpmndi:BPMNPlane></bpmndi:BPMNDiagram>')


def camunda():
    """As Camunda Modeler 7 writes a user task with a form."""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="{BPMN}" {XSI} xmlns:camunda="http://camunda.org/schema/1.0/bpmn" xmlns:modeler="http://camunda.org/schema/modeler/1.0"
  id="Definitions_1" targetNamespace="http://bpmn.io/schema/bpmn" exporter="Camunda Modeler" exporterVersion="5.0.0" modeler:executionPlatform="Camunda Platform" modeler:executionPlatformVersion="7.17.0">
  <bpmn:process id="p" name="P" isExecutable="true" camunda:historyTimeToLive="180" camunda:versionTag="1">
    <bpmn:startEvent id="s" camunda:initiator="starter"><bpmn:outgoing>f1</bpmn:outgoing></bpmn:startEvent>
    <bpmn:sequenceFlow id="f1" sourceRef="s" targetRef="u"/>
    <bpmn:userTask id="u" name="U" camunda:assignee="demo" camunda:formKey="embedded:x"><bpmn:extensionElements><camunda:formData><camunda:formField id="n" type="long"/></camunda:formData></bpmn:extensionElements>
      <bpmn:incoming>f1</bpmn:incoming><bpmn:outgoing>f2</bpmn:outgoing></bpmn:userTask>
    <bpmn:sequenceFlow id="f2" sourceRef="u" targetRef="e"/>
    <bpmn:endEvent id="e"><bpmn:incoming>f2</bpmn:incoming></bpmn:endEvent>
  </bpmn:process>{DRAWING}
</bpmn:definitions>""".encode()


def signavio():
    """As Signavio exports: extension elements everywhere, ids of its own kind, lanes."""
    meta = '<extensionElements><signavio:signavioMetaData metaKey="bgcolor" metaValue="#ffffff"/></extensionElements>'
    return f"""<definitions xmlns="{BPMN}" {XSI} xmlns:signavio="http://www.signavio.com" id="sid-d1" exporter="Signavio Process Editor, http://www.signavio.com" exporterVersion="14" expressionLanguage="http://www.w3.org/TR/XPath"
  targetNamespace="http://www.signavio.com" typeLanguage="http://www.w3.org/2001/XMLSchema" xsi:schemaLocation="{BPMN} http://www.omg.org/spec/BPMN/2.0/20100501/BPMN20.xsd">
  <collaboration id="sid-c1">{meta}<participant id="sid-p1" name="Pool" processRef="p">{meta}</participant></collaboration>
  <process id="p" isClosed="false" isExecutable="false" name="Pool" processType="None">{meta}
    <laneSet id="sid-l1"><lane id="sid-l2" name="Lane">{meta}<flowNodeRef>s</flowNodeRef><flowNodeRef>a</flowNodeRef><flowNodeRef>e</flowNodeRef></lane></laneSet>
    <startEvent id="s" name="">{meta}<outgoing>f1</outgoing></startEvent>
    <task completionQuantity="1" id="a" isForCompensation="false" name="A" startQuantity="1">{meta}<incoming>f1</incoming><outgoing>f2</outgoing></task>
    <endEvent id="e" name="">{meta}<incoming>f2</incoming></endEvent>
    <sequenceFlow id="f1" isImmediate="true" sourceRef="s" targetRef="a">{meta}</sequenceFlow><sequenceFlow id="f2" isImmediate="true" sourceRef="a" targetRef="e"/>
  </process></definitions>""".replace('isExecutable="false"', 'isExecutable="true"').encode()


def activiti():
    return f"""<definitions xmlns="{BPMN}" {XSI} xmlns:activiti="http://activiti.org/bpmn" typeLanguage="http://www.w3.org/2001/XMLSchema" expressionLanguage="http://www.w3.org/1999/XPath" targetNamespace="http://www.activiti.org/test">
  <process id="p" name="P" isExecutable="true"><startEvent id="s" activiti:initiator="i"/><sequenceFlow id="f1" sourceRef="s" targetRef="u"/>
  <userTask id="u" activiti:candidateGroups="staff"><documentation>Do it</documentation><extensionElements><activiti:formProperty id="n" type="long"/></extensionElements></userTask>
  <sequenceFlow id="f2" sourceRef="u" targetRef="e"/><endEvent id="e"/></process></definitions>""".encode()


def jbpm():
    return f"""<bpmn2:definitions xmlns:bpmn2="{BPMN}" {XSI} xmlns:drools="http://www.jboss.org/drools" id="_d" exporter="jBPM Process Modeler" exporterVersion="2.0" targetNamespace="http://www.omg.org/bpmn20">
  <bpmn2:itemDefinition id="_nItem" structureRef="Integer"/>
  <bpmn2:process id="p" drools:packageName="org.x" drools:version="1.0" drools:adHoc="false" name="P" isExecutable="true" processType="Private"><bpmn2:property id="n" itemSubjectRef="_nItem" name="n"/>
  <bpmn2:sequenceFlow id="_f1" sourceRef="s" targetRef="a"><bpmn2:extensionElements><drools:metaData name="isAutoConnection.source"><drools:metaValue><![CDATA[true]]></drools:metaValue></drools:metaData></bpmn2:extensionElements></bpmn2:sequenceFlow>
  <bpmn2:sequenceFlow id="_f2" sourceRef="a" targetRef="e"/>
  <bpmn2:startEvent id="s"><bpmn2:outgoing>_f1</bpmn2:outgoing></bpmn2:startEvent><bpmn2:task id="a" drools:selectable="true" name="A"><bpmn2:incoming>_f1</bpmn2:incoming><bpmn2:outgoing>_f2</bpmn2:outgoing></bpmn2:task>
  <bpmn2:endEvent id="e"><bpmn2:incoming>_f2</bpmn2:incoming></bpmn2:endEvent></bpmn2:process></bpmn2:definitions>""".encode()


def plain(body, head="", more="", prefix="", id="p"):
    """A process of the given body; `prefix` of the BPMN namespace with its colon."""
    space = f'xmlns:{prefix[:-1]}="{BPMN}"' if prefix else f'xmlns="{BPMN}"'
    return f'{head}<{prefix}definitions {space} {XSI} id="defs" targetNamespace="t"{more}><{prefix}process id="{id}" isExecutable="true">{body}</{prefix}process></{prefix}definitions>'.encode()


CHOICE = ('<startEvent id="s"/><exclusiveGateway id="x" default="d"/><task id="a"/><task id="b"/><endEvent id="e"/><sequenceFlow id="f1" sourceRef="s" targetRef="x"/>'
          '<sequenceFlow id="f2" sourceRef="x" targetRef="a">{}</sequenceFlow><sequenceFlow id="d" sourceRef="x" targetRef="b"/><sequenceFlow id="f3" sourceRef="a" targetRef="e"/><sequenceFlow id="f4" sourceRef="b" targetRef="e"/>')
LINE = '<{0}startEvent id="s"/><{0}task id="a"/><{0}endEvent id="e"/><{0}sequenceFlow id="f1" sourceRef="s" targetRef="a"/><{0}sequenceFlow id="f2" sourceRef="a" targetRef="e"/>'
TYPED = "<conditionExpression xsi:type=\"{}tFormalExpression\">{}</conditionExpression>"
SUBS = '<startEvent id="s"/><sequenceFlow id="f1" sourceRef="s" targetRef="sp"/><subProcess id="sp">{}</subProcess><sequenceFlow id="f2" sourceRef="sp" targetRef="e"/><endEvent id="e"/>'
INSIDE = '<startEvent id="is"/><sequenceFlow id="if1" sourceRef="is" targetRef="a"/><task id="a"/><sequenceFlow id="if2" sourceRef="a" targetRef="ie"/><endEvent id="ie"/>'

CASES = [
    Case("a file of Camunda Modeler", "8.1", camunda(), "u", do=(submit("u", n=1),), data={"n": 1}),
    Case("a file of Signavio", "8.1", signavio(), "a"),
    Case("a file of Activiti", "8.1", activiti(), "u", do=(submit("u"),)),
    Case("a file of jBPM", "8.1", jbpm(), "a"),
    *(Case(f"the prefix {prefix or 'none'}", "15.3", plain(LINE.format(prefix), prefix=prefix), "a") for prefix in ("", "bpmn:", "bpmn2:", "semantic:", "ns0:", "模型:")),
    Case("an XML declaration, comments and processing instructions", "15.3", plain(LINE.format("") + "<!-- a remark -->", head='<?xml version="1.0" encoding="UTF-8" standalone="yes"?><!-- made by hand --><?editor x="1"?>'), "a"),
    Case("a byte order mark", "15.3", b"\xef\xbb\xbf" + plain(LINE.format("")), "a"),
    Case("another encoding", "15.3", plain(LINE.format("").replace('id="a"', 'id="a" name="受理"'), head='<?xml version="1.0" encoding="UTF-16"?>').decode().encode("utf-16"), "a"),
    Case("a condition as a formal expression", "15.3", plain(CHOICE.format(TYPED.format("", "x &gt; 1"))), "a", given={"x": 2}),
    Case("a condition with a prefixed type", "15.3", plain(CHOICE.format(TYPED.format("b:", "x &gt; 1")), more=f' xmlns:b="{BPMN}"'), "a", given={"x": 2}),
    Case("a condition in CDATA", "15.3", plain(CHOICE.format(TYPED.format("", "<![CDATA[x > 1]]>"))), "a", given={"x": 2}),
    Case("a condition with blanks and line breaks", "15.3", plain(CHOICE.format("<conditionExpression>\n   x\n  &gt; 1\n</conditionExpression>")), "a", given={"x": 2}),
    Case("a condition with a comment in it", "15.3", plain(CHOICE.format("<conditionExpression>x &gt; <!-- at least --> 1</conditionExpression>")), "a", given={"x": 2}),
    Case("a condition with an equals sign before it, as Camunda 8 writes FEEL", "15.3", plain(CHOICE.format(TYPED.format("", "=x &gt; 1"))), "a", given={"x": 2}),
    Case("two equals signs and True, as SpiffWorkflow's diagrams write", "15.3", plain(CHOICE.format(TYPED.format("", "x == 2 and y == True"))), "a", given={"x": 2, "y": True}),
    Case("texts in single quotes, as SpiffWorkflow's diagrams write", "15.3", plain(CHOICE.format(TYPED.format("", "x == 'y' or x != 'z'"))), "a", given={"x": "y"}),
    Case("a script of assignments says what the context of its entries says", "10.3.3", plain('<startEvent id="s"/><scriptTask id="a"><script>x = n + 1\ny = x * 2; z = "a = b"</script></scriptTask><endEvent id="e"/><sequenceFlow id="f1" sourceRef="s" targetRef="a"/>'
         '<sequenceFlow id="f2" sourceRef="a" targetRef="e"/>'), "a", given={"n": 1}, data={"x": 2, "y": 4, "z": "a = b"}),
    Case("a condition that says its language", "15.3", plain(CHOICE.format('<conditionExpression xsi:type="tFormalExpression" language="https://www.omg.org/spec/DMN/20191111/FEEL/">x &gt; 1</conditionExpression>')), "a", given={"x": 2}),
    Case("elements in any order", "15.3", plain('<endEvent id="e"/><sequenceFlow id="f2" sourceRef="a" targetRef="e"/><task id="a"/><sequenceFlow id="f1" sourceRef="s" targetRef="a"/><startEvent id="s"/>'), "a"),
    Case("references with a prefix", "15.3", plain('<startEvent id="s"/><task id="a"/><endEvent id="e"/><sequenceFlow id="f1" sourceRef="s" targetRef="a"/><sequenceFlow id="f2" sourceRef="a" targetRef="e"/><callActivity id="c" calledElement="t:q"/>'.replace(
        'sourceRef="a" targetRef="e"/>', 'sourceRef="a" targetRef="c"/><sequenceFlow id="f3" sourceRef="c" targetRef="e"/>'), more=' xmlns:t="t"').replace(b"</definitions>", b'<process id="q"><startEvent id="qs"/><task id="b"/><endEvent id="qe"/><sequenceFlow id="g1" sourceRef="qs" targetRef="b"/><sequenceFlow id="g2" sourceRef="b" targetRef="qe"/></process></definitions>'), "a b"),
    Case("lanes in lanes", "10.8", plain('<laneSet id="ls"><lane id="l1" name="甲"><childLaneSet id="cs"><lane id="l2" name="乙"><flowNodeRef>s</flowNodeRef><flowNodeRef>a</flowNodeRef></lane><lane id="l3"><flowNodeRef>e</flowNodeRef></lane></childLaneSet></lane></laneSet>' + LINE.format("")), "a"),
    Case("artifacts, documentation and categories are no part of the flow", "8.2", plain("<documentation>words</documentation>" + LINE.format("").replace('<task id="a"/>', '<task id="a"><documentation>more</documentation></task>')
         + '<textAnnotation id="ta"><text>note</text></textAnnotation><association id="as" sourceRef="ta" targetRef="a"/><group id="gr"/>'), "a"),
    Case("a drawing of the process", "12.1", plain(LINE.format("")).replace(b"</definitions>", DRAWING.encode() + b"</definitions>"), "a"),
    Case("no isExecutable at all", "10.2", plain(LINE.format("")).replace(b' isExecutable="true"', b""), "a"),
    Case("attributes that say their defaults", "10.2", plain('<startEvent id="s" isInterrupting="true" parallelMultiple="false"/><exclusiveGateway id="x" gatewayDirection="Diverging" default="d"/><task id="b"/><scriptTask id="a" startQuantity="1" completionQuantity="1" isForCompensation="false" scriptFormat="application/feel"><script>{{}}</script></scriptTask>'
         '<endEvent id="e"/><sequenceFlow id="f1" sourceRef="s" targetRef="x" isImmediate="true"/><sequenceFlow id="d" sourceRef="x" targetRef="a"/><sequenceFlow id="f3" sourceRef="x" targetRef="b"><conditionExpression>false</conditionExpression></sequenceFlow><sequenceFlow id="f4" sourceRef="b" targetRef="e"/><sequenceFlow id="f2" sourceRef="a" targetRef="e"/>'.replace("{{}}", "{}")), "a"),
    Case("the process that no other calls is run, wherever it stands", "10.2", plain('<startEvent id="qs"/><task id="b"/><endEvent id="qe"/><sequenceFlow id="g1" sourceRef="qs" targetRef="b"/><sequenceFlow id="g2" sourceRef="b" targetRef="qe"/>', id="q").replace(
        b"</definitions>", b'<process id="p"><startEvent id="s"/><callActivity id="c" calledElement="q"/><endEvent id="e"/><sequenceFlow id="f1" sourceRef="s" targetRef="c"/><sequenceFlow id="f2" sourceRef="c" targetRef="e"/></process></definitions>'), "b e"),
    Case("the process that is asked for is run", "10.2", plain(LINE.format("")).replace(b"</definitions>", b'<process id="q"><startEvent id="qs"/><task id="b"/><endEvent id="qe"/><sequenceFlow id="g1" sourceRef="qs" targetRef="b"/><sequenceFlow id="g2" sourceRef="b" targetRef="qe"/></process></definitions>'), "b", process="q"),
    Case("resources and performers are named and change nothing", "10.3.1", plain(LINE.format("").replace('<task id="a"/>', '<userTask id="a"><performer id="pf"><resourceAssignmentExpression><formalExpression>x</formalExpression></resourceAssignmentExpression></performer></userTask>')), "a", do=(submit("a"),)),
    Case("Chinese ids and names", "15.3", plain(LINE.format("").replace('"a"', '"受理"')), "受理"),
    Case("a sub-process with a drawing of its own", "10.3.5", plain(SUBS.format(INSIDE)), "a"),
    Case("a timer in CDATA with a type", "15.3", plain('<startEvent id="s"/><intermediateCatchEvent id="c"><timerEventDefinition id="td"><timeDuration xsi:type="tFormalExpression"><![CDATA[PT1H]]></timeDuration></timerEventDefinition></intermediateCatchEvent><endEvent id="e"/>'
         '<sequenceFlow id="f1" sourceRef="s" targetRef="c"/><sequenceFlow id="f2" sourceRef="c" targetRef="e"/>'), "c", do=(advance("PT1H"),)),
    Case("a signal known by its name", "10.5.5", plain('<startEvent id="s"/><intermediateCatchEvent id="c"><signalEventDefinition signalRef="sg"/></intermediateCatchEvent><endEvent id="e"/><sequenceFlow id="f1" sourceRef="s" targetRef="c"/><sequenceFlow id="f2" sourceRef="c" targetRef="e"/>')
         .replace(b"<process", '<signal id="sg" name="哨声"/><process'.encode()), "c", do=(signal("哨声"),)),
]
