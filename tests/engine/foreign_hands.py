"""Valid diagrams in the handwriting of the editors that people use: other prefixes, attributes and extensions of their own, lists of flows
or none, drawings or none. Written for this test; only the manner is theirs."""

DI = 'xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" xmlns:di="http://www.omg.org/spec/DD/20100524/DI"'
MODEL = "http://www.omg.org/spec/BPMN/20100524/MODEL"
XSI = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'

CAMUNDA_8 = f"""<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="{MODEL}" {DI} {XSI} xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" xmlns:modeler="http://camunda.org/schema/modeler/1.0" id="Definitions_1" targetNamespace="http://bpmn.io/schema/bpmn" exporter="Camunda Modeler" exporterVersion="5.30.0" modeler:executionPlatform="Camunda Cloud" modeler:executionPlatformVersion="8.6.0">
  <bpmn:process id="Process_1" name="办理" isExecutable="true">
    <bpmn:extensionElements><zeebe:versionTag value="1" /></bpmn:extensionElements>
    <bpmn:startEvent id="StartEvent_1"><bpmn:outgoing>Flow_1</bpmn:outgoing></bpmn:startEvent>
    <bpmn:sequenceFlow id="Flow_1" sourceRef="StartEvent_1" targetRef="Activity_1" />
    <bpmn:userTask id="Activity_1" name="审核"><bpmn:extensionElements><zeebe:userTask /><zeebe:assignmentDefinition assignee="=x" /></bpmn:extensionElements><bpmn:incoming>Flow_1</bpmn:incoming><bpmn:outgoing>Flow_2</bpmn:outgoing></bpmn:userTask>
    <bpmn:sequenceFlow id="Flow_2" sourceRef="Activity_1" targetRef="Gateway_1" />
    <bpmn:exclusiveGateway id="Gateway_1" name="" default="Flow_4"><bpmn:incoming>Flow_2</bpmn:incoming><bpmn:outgoing>Flow_3</bpmn:outgoing><bpmn:outgoing>Flow_4</bpmn:outgoing></bpmn:exclusiveGateway>
    <bpmn:sequenceFlow id="Flow_3" name="同意" sourceRef="Gateway_1" targetRef="Event_1"><bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">=ok = true</bpmn:conditionExpression></bpmn:sequenceFlow>
    <bpmn:sequenceFlow id="Flow_4" sourceRef="Gateway_1" targetRef="Event_2" />
    <bpmn:endEvent id="Event_1" name="通过&#10;结束"><bpmn:incoming>Flow_3</bpmn:incoming></bpmn:endEvent>
    <bpmn:endEvent id="Event_2"><bpmn:incoming>Flow_4</bpmn:incoming><bpmn:terminateEventDefinition id="TerminateEventDefinition_1" /></bpmn:endEvent>
    <bpmn:textAnnotation id="TextAnnotation_1"><bpmn:text>说明</bpmn:text></bpmn:textAnnotation>
    <bpmn:association id="Association_1" associationDirection="None" sourceRef="Activity_1" targetRef="TextAnnotation_1" />
  </bpmn:process>
  <bpmndi:BPMNDiagram id="BPMNDiagram_1"><bpmndi:BPMNPlane id="BPMNPlane_1" bpmnElement="Process_1">
    <bpmndi:BPMNShape id="_BPMNShape_StartEvent_2" bpmnElement="StartEvent_1" bioc:stroke="#1e88e5" xmlns:bioc="http://bpmn.io/schema/bpmn/biocolor/1.0" xmlns:color="http://www.omg.org/spec/BPMN/non-normative/color/1.0" color:border-color="#1e88e5"><dc:Bounds x="10" y="10" width="36" height="36" /><bpmndi:BPMNLabel><dc:Bounds x="1" y="1" width="9" height="9" /></bpmndi:BPMNLabel></bpmndi:BPMNShape>
    <bpmndi:BPMNShape id="Gateway_1_di" bpmnElement="Gateway_1" isMarkerVisible="true"><dc:Bounds x="10.5" y="10" width="50" height="50" /></bpmndi:BPMNShape>
    <bpmndi:BPMNShape id="TextAnnotation_1_di" bpmnElement="TextAnnotation_1"><dc:Bounds x="1" y="1" width="100" height="30" /><bpmndi:BPMNLabel /></bpmndi:BPMNShape>
    <bpmndi:BPMNEdge id="Association_1_di" bpmnElement="Association_1"><di:waypoint x="1" y="1" /><di:waypoint x="5" y="5" /></bpmndi:BPMNEdge>
    <bpmndi:BPMNEdge id="Flow_1_di" bpmnElement="Flow_1"><di:waypoint x="1" y="1" /><di:waypoint x="5" y="5" /></bpmndi:BPMNEdge>
  </bpmndi:BPMNPlane></bpmndi:BPMNDiagram>
</bpmn:definitions>"""

CAMUNDA_7 = f"""<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="{MODEL}" {DI} {XSI} xmlns:camunda="http://camunda.org/schema/1.0/bpmn" id="D" targetNamespace="http://bpmn.io/schema/bpmn" exporter="Camunda Modeler" exporterVersion="4.12.0">
  <bpmn:collaboration id="Collaboration_1"><bpmn:participant id="P_1" name="街道" processRef="main" /><bpmn:participant id="P_2" name="当事人" /><bpmn:messageFlow id="MF_1" sourceRef="Ask" targetRef="P_2" /><bpmn:messageFlow id="MF_2" name="答复" sourceRef="P_2" targetRef="Catch" /></bpmn:collaboration>
  <bpmn:process id="main" isExecutable="true" camunda:historyTimeToLive="180" camunda:versionTag="a">
    <bpmn:laneSet id="LaneSet_1"><bpmn:lane id="Lane_1" name="窗口"><bpmn:flowNodeRef>Start</bpmn:flowNodeRef><bpmn:flowNodeRef>Ask</bpmn:flowNodeRef></bpmn:lane><bpmn:lane id="Lane_2"><bpmn:flowNodeRef>Catch</bpmn:flowNodeRef><bpmn:flowNodeRef>Sub</bpmn:flowNodeRef><bpmn:flowNodeRef>B</bpmn:flowNodeRef><bpmn:flowNodeRef>E</bpmn:flowNodeRef><bpmn:flowNodeRef>E2</bpmn:flowNodeRef></bpmn:lane></bpmn:laneSet>
    <bpmn:startEvent id="Start" camunda:asyncBefore="true"><bpmn:outgoing>f1</bpmn:outgoing></bpmn:startEvent>
    <bpmn:sendTask id="Ask" name="发函" messageRef="M1" camunda:type="external" camunda:topic="send"><bpmn:incoming>f1</bpmn:incoming><bpmn:outgoing>f2</bpmn:outgoing></bpmn:sendTask>
    <bpmn:intermediateCatchEvent id="Catch" name="收到答复"><bpmn:incoming>f2</bpmn:incoming><bpmn:outgoing>f3</bpmn:outgoing><bpmn:messageEventDefinition id="MED_1" messageRef="M1" /></bpmn:intermediateCatchEvent>
    <bpmn:subProcess id="Sub" name="逐个办理"><bpmn:incoming>f3</bpmn:incoming><bpmn:outgoing>f4</bpmn:outgoing><bpmn:multiInstanceLoopCharacteristics camunda:collection="list" camunda:elementVariable="item"><bpmn:loopCardinality xsi:type="bpmn:tFormalExpression">3</bpmn:loopCardinality></bpmn:multiInstanceLoopCharacteristics>
      <bpmn:startEvent id="SS"><bpmn:outgoing>s1</bpmn:outgoing></bpmn:startEvent><bpmn:endEvent id="SE"><bpmn:incoming>s1</bpmn:incoming></bpmn:endEvent><bpmn:sequenceFlow id="s1" sourceRef="SS" targetRef="SE" />
    </bpmn:subProcess>
    <bpmn:boundaryEvent id="B" cancelActivity="false" attachedToRef="Sub"><bpmn:outgoing>f5</bpmn:outgoing><bpmn:timerEventDefinition id="TED"><bpmn:timeDuration xsi:type="bpmn:tFormalExpression">PT2H</bpmn:timeDuration></bpmn:timerEventDefinition></bpmn:boundaryEvent>
    <bpmn:endEvent id="E"><bpmn:incoming>f4</bpmn:incoming></bpmn:endEvent><bpmn:endEvent id="E2"><bpmn:incoming>f5</bpmn:incoming></bpmn:endEvent>
    <bpmn:sequenceFlow id="f1" sourceRef="Start" targetRef="Ask" /><bpmn:sequenceFlow id="f2" sourceRef="Ask" targetRef="Catch" /><bpmn:sequenceFlow id="f3" sourceRef="Catch" targetRef="Sub" /><bpmn:sequenceFlow id="f4" sourceRef="Sub" targetRef="E" /><bpmn:sequenceFlow id="f5" sourceRef="B" targetRef="E2" />
    <bpmn:group id="Group_1" categoryValueRef="CV" />
    <bpmn:dataObjectReference id="DOR" name="案卷" dataObjectRef="DO" /><bpmn:dataObject id="DO" />
  </bpmn:process>
  <bpmn:category id="Cat"><bpmn:categoryValue id="CV" value="一组" /></bpmn:category>
  <bpmn:message id="M1" name="答复" />
  <bpmndi:BPMNDiagram id="BD"><bpmndi:BPMNPlane id="BP" bpmnElement="Collaboration_1"><bpmndi:BPMNShape id="P_1_di" bpmnElement="P_1" isHorizontal="true"><dc:Bounds x="1" y="1" width="600" height="250" /></bpmndi:BPMNShape><bpmndi:BPMNShape id="L1_di" bpmnElement="Lane_1" isHorizontal="true"><dc:Bounds x="1" y="1" width="570" height="125" /></bpmndi:BPMNShape><bpmndi:BPMNShape id="G_di" bpmnElement="Group_1"><dc:Bounds x="1" y="1" width="57" height="125" /></bpmndi:BPMNShape><bpmndi:BPMNEdge id="MF_di" bpmnElement="MF_1"><di:waypoint x="1" y="1" /><di:waypoint x="1" y="9" /></bpmndi:BPMNEdge><bpmndi:BPMNShape id="DOR_di" bpmnElement="DOR"><dc:Bounds x="1" y="1" width="36" height="50" /></bpmndi:BPMNShape></bpmndi:BPMNPlane></bpmndi:BPMNDiagram>
  <bpmndi:BPMNDiagram id="BD2"><bpmndi:BPMNPlane id="BP2" bpmnElement="Sub" /></bpmndi:BPMNDiagram>
</bpmn:definitions>"""

ACTIVITI = f"""<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="{MODEL}" {XSI} xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:activiti="http://activiti.org/bpmn" {DI.replace("dc=", "omgdc=").replace("xmlns:di=", "xmlns:omgdi=")} typeLanguage="http://www.w3.org/2001/XMLSchema" expressionLanguage="http://www.w3.org/1999/XPath" targetNamespace="http://www.activiti.org/test">
  <process id="leave" name="请假" isExecutable="true"><documentation>说明</documentation>
    <dataObject id="days" name="days" itemSubjectRef="xsd:int"></dataObject>
    <startEvent id="start" activiti:initiator="who"><extensionElements><activiti:formProperty id="d" name="天数" type="long" required="true"></activiti:formProperty></extensionElements></startEvent>
    <userTask id="check" name="审批" activiti:candidateGroups="boss"><extensionElements><activiti:taskListener event="create" class="x.Y"></activiti:taskListener></extensionElements></userTask>
    <serviceTask id="mail" name="发邮件" activiti:type="mail"><extensionElements><activiti:field name="to"><activiti:string><![CDATA[a@b]]></activiti:string></activiti:field></extensionElements></serviceTask>
    <boundaryEvent id="timer" attachedToRef="check" cancelActivity="true"><timerEventDefinition><timeDuration>P1D</timeDuration></timerEventDefinition></boundaryEvent>
    <endEvent id="end"></endEvent>
    <sequenceFlow id="flow1" sourceRef="start" targetRef="check"></sequenceFlow><sequenceFlow id="flow2" sourceRef="check" targetRef="mail"></sequenceFlow><sequenceFlow id="flow3" sourceRef="timer" targetRef="mail"></sequenceFlow><sequenceFlow id="flow4" sourceRef="mail" targetRef="end"></sequenceFlow>
  </process>
  <bpmndi:BPMNDiagram id="BPMNDiagram_leave"><bpmndi:BPMNPlane bpmnElement="leave" id="BPMNPlane_leave"><bpmndi:BPMNShape bpmnElement="start" id="BPMNShape_start"><omgdc:Bounds height="30.0" width="30.0" x="0.0" y="15.0"></omgdc:Bounds></bpmndi:BPMNShape><bpmndi:BPMNEdge bpmnElement="flow1" id="BPMNEdge_flow1"><omgdi:waypoint x="30.0" y="30.0"></omgdi:waypoint><omgdi:waypoint x="80.0" y="30.0"></omgdi:waypoint></bpmndi:BPMNEdge></bpmndi:BPMNPlane></bpmndi:BPMNDiagram>
</definitions>"""

JBPM = f"""<?xml version="1.0" encoding="UTF-8"?>
<bpmn2:definitions {XSI} xmlns:bpmn2="{MODEL}" {DI} xmlns:drools="http://www.jboss.org/drools" id="_jbpm" exporter="jBPM Process Modeler" exporterVersion="2.0" targetNamespace="http://www.omg.org/bpmn20" xsi:schemaLocation="{MODEL} BPMN20.xsd http://www.jboss.org/drools drools.xsd">
  <bpmn2:itemDefinition id="_amountItem" structureRef="Integer"/><bpmn2:itemDefinition id="_t_amountInputXItem" structureRef="Integer"/><bpmn2:itemDefinition id="_t_NameItem" structureRef="Object"/>
  <bpmn2:process id="proj.approve" drools:packageName="com.x" drools:version="1.0" drools:adHoc="false" name="approve" isExecutable="true" processType="Private">
    <bpmn2:property id="amount" itemSubjectRef="_amountItem" name="amount"/>
    <bpmn2:startEvent id="_s"><bpmn2:extensionElements><drools:metaData name="elementname"><drools:metaValue><![CDATA[]]></drools:metaValue></drools:metaData></bpmn2:extensionElements><bpmn2:outgoing>_f1</bpmn2:outgoing></bpmn2:startEvent>
    <bpmn2:userTask id="_t" name="Approve"><bpmn2:incoming>_f1</bpmn2:incoming><bpmn2:outgoing>_f2</bpmn2:outgoing>
      <bpmn2:ioSpecification><bpmn2:dataInput id="_t_TaskNameInputX" drools:dtype="Object" itemSubjectRef="_t_NameItem" name="TaskName"/><bpmn2:dataInput id="_t_amountInputX" drools:dtype="Integer" itemSubjectRef="_t_amountInputXItem" name="amount"/><bpmn2:inputSet><bpmn2:dataInputRefs>_t_TaskNameInputX</bpmn2:dataInputRefs><bpmn2:dataInputRefs>_t_amountInputX</bpmn2:dataInputRefs></bpmn2:inputSet><bpmn2:outputSet/></bpmn2:ioSpecification>
      <bpmn2:dataInputAssociation><bpmn2:targetRef>_t_TaskNameInputX</bpmn2:targetRef><bpmn2:assignment><bpmn2:from xsi:type="bpmn2:tFormalExpression"><![CDATA["x"]]></bpmn2:from><bpmn2:to xsi:type="bpmn2:tFormalExpression"><![CDATA[_t_TaskNameInputX]]></bpmn2:to></bpmn2:assignment></bpmn2:dataInputAssociation>
      <bpmn2:dataInputAssociation><bpmn2:sourceRef>amount</bpmn2:sourceRef><bpmn2:targetRef>_t_amountInputX</bpmn2:targetRef></bpmn2:dataInputAssociation>
      <bpmn2:potentialOwner id="_po"><bpmn2:resourceAssignmentExpression id="_ra"><bpmn2:formalExpression>boss</bpmn2:formalExpression></bpmn2:resourceAssignmentExpression></bpmn2:potentialOwner>
    </bpmn2:userTask>
    <bpmn2:exclusiveGateway id="_g" drools:dg="_f4" gatewayDirection="Diverging" default="_f4"><bpmn2:incoming>_f2</bpmn2:incoming><bpmn2:outgoing>_f3</bpmn2:outgoing><bpmn2:outgoing>_f4</bpmn2:outgoing></bpmn2:exclusiveGateway>
    <bpmn2:endEvent id="_e"><bpmn2:incoming>_f3</bpmn2:incoming></bpmn2:endEvent><bpmn2:endEvent id="_e2"><bpmn2:incoming>_f4</bpmn2:incoming></bpmn2:endEvent>
    <bpmn2:sequenceFlow id="_f1" sourceRef="_s" targetRef="_t"/><bpmn2:sequenceFlow id="_f2" sourceRef="_t" targetRef="_g"/>
    <bpmn2:sequenceFlow id="_f3" sourceRef="_g" targetRef="_e"><bpmn2:conditionExpression xsi:type="bpmn2:tFormalExpression" language="http://www.omg.org/spec/FEEL/20140401"><![CDATA[amount > 5]]></bpmn2:conditionExpression></bpmn2:sequenceFlow><bpmn2:sequenceFlow id="_f4" sourceRef="_g" targetRef="_e2"/>
  </bpmn2:process>
  <bpmndi:BPMNDiagram><bpmndi:BPMNPlane bpmnElement="proj.approve"><bpmndi:BPMNShape id="shape__s" bpmnElement="_s"><dc:Bounds height="56" width="56" x="1" y="1"/></bpmndi:BPMNShape><bpmndi:BPMNEdge id="edge_1" bpmnElement="_f1"><di:waypoint x="1" y="1"/><di:waypoint x="2" y="2"/></bpmndi:BPMNEdge></bpmndi:BPMNPlane></bpmndi:BPMNDiagram>
  <bpmn2:relationship type="BPSimData"><bpmn2:extensionElements><bpsim:BPSimData xmlns:bpsim="http://www.bpsim.org/schemas/1.0"><bpsim:Scenario id="default" name="s"/></bpsim:BPSimData></bpmn2:extensionElements><bpmn2:source>_jbpm</bpmn2:source><bpmn2:target>_jbpm</bpmn2:target></bpmn2:relationship>
</bpmn2:definitions>"""

SIGNAVIO = f"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<definitions xmlns="{MODEL}" {DI} xmlns:signavio="http://www.signavio.com" {XSI} exporter="Signavio Process Editor, http://www.signavio.com" exporterVersion="16.0" expressionLanguage="http://www.w3.org/TR/XPath" id="sid-1" targetNamespace="http://www.signavio.com" typeLanguage="http://www.w3.org/2001/XMLSchema" xsi:schemaLocation="{MODEL} http://www.omg.org/spec/BPMN/2.0/20100501/BPMN20.xsd">
  <collaboration id="sid-c"><extensionElements><signavio:signavioDiagramMetaData metaKey="x" metaValue=""/></extensionElements><participant id="sid-p" name="局" processRef="sid-proc"><extensionElements><signavio:signavioMetaData metaKey="bgcolor" metaValue="#ffffff"/></extensionElements></participant></collaboration>
  <process id="sid-proc" isClosed="false" isExecutable="true" name="局" processType="None"><extensionElements/>
    <laneSet id="sid-ls"><lane id="sid-l" name="科"><extensionElements><signavio:signavioMetaData metaKey="bgcolor" metaValue=""/></extensionElements><flowNodeRef>sid-s</flowNodeRef><flowNodeRef>sid-t</flowNodeRef><flowNodeRef>sid-e</flowNodeRef><flowNodeRef>sid-d</flowNodeRef></lane></laneSet>
    <startEvent id="sid-s" isInterrupting="true" name=""><outgoing>sid-f1</outgoing></startEvent>
    <userTask completionQuantity="1" id="sid-t" implementation="webService" isForCompensation="false" name="核" startQuantity="1"><incoming>sid-f1</incoming><outgoing>sid-f2</outgoing><dataOutputAssociation id="sid-da"><sourceRef>sid-o</sourceRef><targetRef>sid-d</targetRef></dataOutputAssociation><ioSpecification id="sid-io"><dataOutput id="sid-o"/><inputSet id="sid-is"/><outputSet id="sid-os"><dataOutputRefs>sid-o</dataOutputRefs></outputSet></ioSpecification></userTask>
    <endEvent id="sid-e" name=""><incoming>sid-f2</incoming></endEvent>
    <sequenceFlow id="sid-f1" isImmediate="true" name="" sourceRef="sid-s" targetRef="sid-t"/><sequenceFlow id="sid-f2" name="" sourceRef="sid-t" targetRef="sid-e"/>
    <dataObject id="sid-do" isCollection="false" name="表"/><dataObjectReference dataObjectRef="sid-do" id="sid-d" name="表"/>
    <textAnnotation id="sid-ta" textFormat="text/plain"><text>注</text></textAnnotation><association associationDirection="None" id="sid-as" sourceRef="sid-ta" targetRef="sid-t"/>
  </process>
  <bpmndi:BPMNDiagram id="sid-bd"><bpmndi:BPMNPlane bpmnElement="sid-c" id="sid-bp"><bpmndi:BPMNShape bpmnElement="sid-p" id="sid-p_gui" isHorizontal="true"><dc:Bounds height="250.0" width="600.0" x="1.0" y="1.0"/><bpmndi:BPMNLabel labelStyle="sid-st"><dc:Bounds height="1.0" width="1.0" x="1.0" y="1.0"/></bpmndi:BPMNLabel></bpmndi:BPMNShape><bpmndi:BPMNEdge bpmnElement="sid-da" id="sid-da_gui"><di:waypoint x="1.0" y="1.0"/><di:waypoint x="2.0" y="1.0"/></bpmndi:BPMNEdge></bpmndi:BPMNPlane><bpmndi:BPMNLabelStyle id="sid-st"><dc:Font isBold="false" isItalic="false" isStrikeThrough="false" isUnderline="false" name="Arial" size="12.0"/></bpmndi:BPMNLabelStyle></bpmndi:BPMNDiagram>
</definitions>"""

BIZAGI = f"""<?xml version="1.0" encoding="utf-8"?>
<definitions xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema" id="_20240101" targetNamespace="http://www.bizagi.com/definitions/_20240101" exporter="BizAgi Process Modeler" exporterVersion="4.0" xmlns="{MODEL}">
  <process id="Id_p" name="流程" isExecutable="true"><documentation textFormat="text/plain" /><extensionElements><bizagi:BizagiExtensions xmlns:bizagi="http://www.bizagi.com/bpmn20"><bizagi:BizagiProperties><bizagi:BizagiProperty name="bgColor" value="White" /></bizagi:BizagiProperties></bizagi:BizagiExtensions></extensionElements>
    <startEvent id="Id_s" name=""><outgoing>Id_f1</outgoing></startEvent><task id="Id_t" name="做"><incoming>Id_f1</incoming><outgoing>Id_f2</outgoing></task>
    <parallelGateway id="Id_g" name="" gatewayDirection="Diverging"><incoming>Id_f2</incoming><outgoing>Id_f3</outgoing><outgoing>Id_f4</outgoing></parallelGateway>
    <subProcess id="Id_sp" name="子" triggeredByEvent="false"><incoming>Id_f3</incoming><outgoing>Id_f5</outgoing><startEvent id="Id_ss"><outgoing>Id_f7</outgoing></startEvent><endEvent id="Id_se"><incoming>Id_f7</incoming></endEvent><sequenceFlow id="Id_f7" sourceRef="Id_ss" targetRef="Id_se" /></subProcess>
    <task id="Id_t2"><incoming>Id_f4</incoming><outgoing>Id_f6</outgoing></task><endEvent id="Id_e"><incoming>Id_f5</incoming></endEvent><endEvent id="Id_e2"><incoming>Id_f6</incoming></endEvent>
    <sequenceFlow id="Id_f1" sourceRef="Id_s" targetRef="Id_t" /><sequenceFlow id="Id_f2" sourceRef="Id_t" targetRef="Id_g" /><sequenceFlow id="Id_f3" sourceRef="Id_g" targetRef="Id_sp" /><sequenceFlow id="Id_f4" sourceRef="Id_g" targetRef="Id_t2" /><sequenceFlow id="Id_f5" sourceRef="Id_sp" targetRef="Id_e" /><sequenceFlow id="Id_f6" sourceRef="Id_t2" targetRef="Id_e2" />
  </process>
</definitions>"""

YAOQIANG = f"""<?xml version="1.0" encoding="WINDOWS-1252" standalone="yes"?>
<definitions xmlns="{MODEL}" {DI} xmlns:tns="http://sourceforge.net/bpmn/definitions/_1" xmlns:xsd="http://www.w3.org/2001/XMLSchema" {XSI} xmlns:yaoqiang="http://bpmn.sourceforge.net" exporter="Yaoqiang BPMN Editor" exporterVersion="5.3" expressionLanguage="http://www.w3.org/1999/XPath" id="_1" name="" targetNamespace="http://sourceforge.net/bpmn/definitions/_1" typeLanguage="http://www.w3.org/2001/XMLSchema" xsi:schemaLocation="{MODEL} http://bpmn.sourceforge.net/schemas/BPMN20.xsd">
  <itemDefinition id="ID_1" isCollection="false" itemKind="Information" structureRef="xsd:string"/><message id="MSG" itemRef="ID_1" name="m\xe9ssage"/><escalation escalationCode="E1" id="ES" name="e"/>
  <process id="PROCESS_1" isClosed="false" isExecutable="true" processType="None"><startEvent id="_2" isInterrupting="true" name="Start" parallelMultiple="false"><outgoing>_4</outgoing><outputSet/></startEvent>
    <task completionQuantity="1" id="_3" isForCompensation="false" name="Task" startQuantity="1"><incoming>_4</incoming><outgoing>_6</outgoing></task>
    <boundaryEvent attachedToRef="_3" cancelActivity="true" id="_7" name="" parallelMultiple="false"><outgoing>_9</outgoing><outputSet/><escalationEventDefinition escalationRef="ES" id="_7_ED"/></boundaryEvent>
    <endEvent id="_5" name="End"><incoming>_6</incoming><inputSet/></endEvent><endEvent id="_8"><incoming>_9</incoming><inputSet/></endEvent>
    <sequenceFlow id="_4" sourceRef="_2" targetRef="_3"/><sequenceFlow id="_6" sourceRef="_3" targetRef="_5"/><sequenceFlow id="_9" sourceRef="_7" targetRef="_8"/></process>
  <bpmndi:BPMNDiagram documentation="background=#FFFFFF;count=1" id="Yaoqiang_Diagram-_1" name="Untitled Diagram" resolution="96.0"><bpmndi:BPMNPlane bpmnElement="PROCESS_1"><bpmndi:BPMNShape bpmnElement="_2" id="Yaoqiang-_2"><dc:Bounds height="32.0" width="32.0" x="1.0" y="1.0"/></bpmndi:BPMNShape><bpmndi:BPMNEdge bpmnElement="_4" id="Yaoqiang-_4" sourceElement="Yaoqiang-_2" targetElement="Yaoqiang-_3"><di:waypoint x="1.0" y="1.0"/><di:waypoint x="2.0" y="1.0"/></bpmndi:BPMNEdge></bpmndi:BPMNPlane></bpmndi:BPMNDiagram>
</definitions>""".encode("cp1252")

ECLIPSE = f"""<?xml version="1.0" encoding="UTF-8"?>
<bpmn2:definitions {XSI} xmlns:bpmn2="{MODEL}" {DI} xmlns:ext="http://org.eclipse.bpmn2/ext" xmlns:xs="http://www.w3.org/2001/XMLSchema" id="Definitions_1" exporter="org.eclipse.bpmn2.modeler.core" exporterVersion="1.5.0" targetNamespace="http://org.eclipse.bpmn2/default/process">
  <bpmn2:itemDefinition id="ItemDefinition_1" isCollection="false" structureRef="xs:boolean"/><bpmn2:signal id="Signal_1" name="Signal 1"/><bpmn2:error id="Error_1" errorCode="E"/>
  <bpmn2:process id="process_1" name="Default Process" isExecutable="true"><bpmn2:startEvent id="S"><bpmn2:outgoing>F1</bpmn2:outgoing></bpmn2:startEvent>
    <bpmn2:subProcess id="SP" name="Sub" triggeredByEvent="false"><bpmn2:incoming>F1</bpmn2:incoming><bpmn2:outgoing>F2</bpmn2:outgoing><bpmn2:startEvent id="SS"><bpmn2:outgoing>F3</bpmn2:outgoing></bpmn2:startEvent><bpmn2:sequenceFlow id="F3" sourceRef="SS" targetRef="SE"/><bpmn2:endEvent id="SE"><bpmn2:incoming>F3</bpmn2:incoming><bpmn2:errorEventDefinition id="ED" errorRef="Error_1"/></bpmn2:endEvent></bpmn2:subProcess>
    <bpmn2:boundaryEvent id="B" attachedToRef="SP"><bpmn2:outgoing>F4</bpmn2:outgoing><bpmn2:errorEventDefinition id="BD" errorRef="Error_1"/></bpmn2:boundaryEvent>
    <bpmn2:subProcess id="ES" triggeredByEvent="true"><bpmn2:startEvent id="ESS" isInterrupting="false"><bpmn2:outgoing>F5</bpmn2:outgoing><bpmn2:signalEventDefinition id="SD" signalRef="Signal_1"/></bpmn2:startEvent><bpmn2:sequenceFlow id="F5" sourceRef="ESS" targetRef="ESE"/><bpmn2:endEvent id="ESE"><bpmn2:incoming>F5</bpmn2:incoming></bpmn2:endEvent></bpmn2:subProcess>
    <bpmn2:sequenceFlow id="F1" sourceRef="S" targetRef="SP"/><bpmn2:sequenceFlow id="F2" sourceRef="SP" targetRef="E"/><bpmn2:sequenceFlow id="F4" sourceRef="B" targetRef="E2"/><bpmn2:endEvent id="E"><bpmn2:incoming>F2</bpmn2:incoming></bpmn2:endEvent><bpmn2:endEvent id="E2"><bpmn2:incoming>F4</bpmn2:incoming></bpmn2:endEvent></bpmn2:process>
  <bpmndi:BPMNDiagram id="BPMNDiagram_1" name="Default Process Diagram"><bpmndi:BPMNPlane id="BPMNPlane_1" bpmnElement="process_1"><bpmndi:BPMNShape id="BPMNShape_1" bpmnElement="SP" isExpanded="true"><dc:Bounds height="150.0" width="200.0" x="1.0" y="1.0"/><bpmndi:BPMNLabel id="BPMNLabel_1" labelStyle="LS"><dc:Bounds height="15.0" width="20.0" x="1.0" y="1.0"/></bpmndi:BPMNLabel></bpmndi:BPMNShape><bpmndi:BPMNEdge id="BPMNEdge_1" bpmnElement="F1" sourceElement="BPMNShape_1" targetElement="BPMNShape_1"><di:waypoint xsi:type="dc:Point" x="1.0" y="1.0"/><di:waypoint xsi:type="dc:Point" x="2.0" y="1.0"/><bpmndi:BPMNLabel id="BPMNLabel_2"/></bpmndi:BPMNEdge></bpmndi:BPMNPlane><bpmndi:BPMNLabelStyle id="LS"><dc:Font name="arial" size="9.0"/></bpmndi:BPMNLabelStyle></bpmndi:BPMNDiagram>
</bpmn2:definitions>"""

BY_HAND = f"""<definitions xmlns="{MODEL}" targetNamespace="t"><process id="p"><startEvent id="s"/><sequenceFlow id="f" sourceRef="s" targetRef="u"/><userTask id="u"/><sequenceFlow id="g" sourceRef="u" targetRef="e"/><endEvent id="e"/></process></definitions>"""
SOME_LISTED = f"""<definitions xmlns="{MODEL}" targetNamespace="t"><process id="p"><startEvent id="s"/><userTask id="u"><incoming>f</incoming></userTask><endEvent id="e"/><sequenceFlow id="f" sourceRef="s" targetRef="u"/><sequenceFlow id="g" sourceRef="u" targetRef="e"/></process></definitions>"""
DIAGRAM_FIRST = f"""<definitions xmlns="{MODEL}" {DI} targetNamespace="t"><bpmndi:BPMNDiagram><bpmndi:BPMNPlane bpmnElement="p"><bpmndi:BPMNShape bpmnElement="u"><bpmndi:BPMNLabel/><dc:Bounds x="0" y="0" width="1" height="1"/></bpmndi:BPMNShape></bpmndi:BPMNPlane></bpmndi:BPMNDiagram><process id="p"><endEvent id="e"/><sequenceFlow id="g" sourceRef="u" targetRef="e"/><userTask id="u"><outgoing>g</outgoing><extensionElements/><incoming>f</incoming><documentation>x</documentation></userTask><sequenceFlow id="f" sourceRef="s" targetRef="u"/><startEvent id="s"/></process></definitions>"""
NO_ENDS = f"""<definitions xmlns="{MODEL}" targetNamespace="t"><process id="p"><task id="a"/><task id="b"/><sequenceFlow id="f" sourceRef="a" targetRef="b"/></process></definitions>"""
PREFIXED = f"""<bpmn:definitions xmlns:bpmn="{MODEL}" xmlns:tns="urn:t" targetNamespace="urn:t"><bpmn:message id="m" name="m"/><bpmn:process id="p"><bpmn:startEvent id="s"/><bpmn:receiveTask id="r" messageRef="tns:m"/><bpmn:callActivity id="c" calledElement="tns:q"/><bpmn:endEvent id="e"/><bpmn:sequenceFlow id="f1" sourceRef="s" targetRef="r"/><bpmn:sequenceFlow id="f2" sourceRef="r" targetRef="c"/><bpmn:sequenceFlow id="f3" sourceRef="c" targetRef="e"/></bpmn:process><bpmn:process id="q"><bpmn:startEvent id="qs"/><bpmn:endEvent id="qe"/><bpmn:sequenceFlow id="qf" sourceRef="qs" targetRef="qe"/></bpmn:process></bpmn:definitions>"""
SKETCHED_PARTNER = f"""<definitions xmlns="{MODEL}" targetNamespace="t"><collaboration id="c"><participant id="a" processRef="p"/><participant id="b" processRef="other"/><messageFlow id="m" sourceRef="x" targetRef="u"/></collaboration><process id="p" isExecutable="true"><startEvent id="s"/><userTask id="u"/><endEvent id="e"/><sequenceFlow id="f" sourceRef="s" targetRef="u"/><sequenceFlow id="g" sourceRef="u" targetRef="e"/></process><process id="other" isExecutable="false"><task id="x" name="来文"/><task id="y"/><dataStoreReference id="ds" name="档案库"/></process></definitions>"""

MODELS = {"Camunda 8": CAMUNDA_8, "Camunda 7, with pools, lanes and two drawings": CAMUNDA_7, "Activiti": ACTIVITI, "jBPM": JBPM, "Signavio": SIGNAVIO, "Bizagi": BIZAGI, "Yaoqiang, in Windows-1252": YAOQIANG, "Eclipse": ECLIPSE, "by hand": BY_HAND, "flows listed at one node only": SOME_LISTED,
          "the drawing first and the order of elements upside down": DIAGRAM_FIRST, "neither start nor end": NO_ENDS, "references with a prefix": PREFIXED, "a partner that is only sketched": SKETCHED_PARTNER}
