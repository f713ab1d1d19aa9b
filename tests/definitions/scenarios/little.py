"""A little bundle to test the tests with: a permit that is asked for, decided by a table, signed, or refused when nobody comes."""
import json

HEAD = """<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:spiffworkflow="http://spiffworkflow.org/bpmn/schema/1.0/core"
 id="d" targetNamespace="t">"""


def task(id: str, name: str, role: str = "officer", form: str = "", act: str = "", deadline: str = "") -> str:
    given = {"role": role, "scope": '"jiazhen"', "form": form, "act": act, "deadline": deadline}
    lines = "".join(f'<spiffworkflow:property name="{k}" value="{v.replace(chr(34), "&quot;")}"/>' for k, v in given.items() if v)
    return (f'<userTask id="{id}" name="{name}"><extensionElements><spiffworkflow:properties>{lines}</spiffworkflow:properties>'
            f"</extensionElements></userTask>")


PERMIT = HEAD + f"""<signal id="s1" name="sig_stop"/><message id="m1" name="msg_paid"/>
<process id="permit" name="办理许可" isExecutable="true"><startEvent id="start"/>
{task("ask", "提出申请", form="ask")}
<serviceTask id="look" name="查询"><extensionElements><spiffworkflow:serviceTaskOperator id="look_up" resultVariable="known">
<spiffworkflow:parameters><spiffworkflow:parameter id="area" type="any" value="area"/></spiffworkflow:parameters></spiffworkflow:serviceTaskOperator>
</extensionElements></serviceTask>
<businessRuleTask id="rule" name="判定"><extensionElements><spiffworkflow:calledDecisionId>D_permit</spiffworkflow:calledDecisionId>
</extensionElements></businessRuleTask>
<exclusiveGateway id="x" name="是否许可？" default="f_no"/>
{task("sign", "签发许可", "organ_head", act="decide", deadline='deadline("T01")')}
<boundaryEvent id="late" attachedToRef="sign"><timerEventDefinition id="t"><timeDate>deadline("T01")</timeDate></timerEventDefinition></boundaryEvent>
<receiveTask id="paid" name="等待缴费" messageRef="m1"/>
<callActivity id="call" name="归档" calledElement="filing"/>
<endEvent id="e_done" name="办结"><extensionElements><spiffworkflow:properties><spiffworkflow:property name="end_state" value="closed"/>
</spiffworkflow:properties></extensionElements></endEvent><endEvent id="e_no" name="不予许可"/><endEvent id="e_late" name="逾期"/>
<sequenceFlow id="f1" sourceRef="start" targetRef="ask"/><sequenceFlow id="f2" sourceRef="ask" targetRef="look"/>
<sequenceFlow id="f3" sourceRef="look" targetRef="rule"/><sequenceFlow id="f4" sourceRef="rule" targetRef="x"/>
<sequenceFlow id="f_yes" sourceRef="x" targetRef="sign"><conditionExpression>permit.answer = "yes"</conditionExpression></sequenceFlow>
<sequenceFlow id="f_no" sourceRef="x" targetRef="e_no"/><sequenceFlow id="f6" sourceRef="sign" targetRef="paid"/>
<sequenceFlow id="f7" sourceRef="paid" targetRef="call"/><sequenceFlow id="f8" sourceRef="call" targetRef="e_done"/>
<sequenceFlow id="f9" sourceRef="late" targetRef="e_late"/></process></definitions>"""

FILING = HEAD + f"""<process id="filing" name="归档" isExecutable="true"><startEvent id="s"/>{task("store", "归入档案")}<endEvent id="e"/>
<sequenceFlow id="a" sourceRef="s" targetRef="store"/><sequenceFlow id="b" sourceRef="store" targetRef="e"/></process></definitions>"""

TABLE = """<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="t" name="t" namespace="n">
<decision id="D_permit" name="是否许可"><variable name="permit"/><decisionTable id="dt" hitPolicy="FIRST">
<input id="i"><inputExpression id="ie"><text>area</text></inputExpression></input><output id="o" name="answer"/><output id="o2" name="why"/>
<rule id="small"><inputEntry id="a1"><text>&lt;= 100</text></inputEntry><outputEntry id="a2"><text>"yes"</text></outputEntry>
<outputEntry id="a3"><text>"面积小"</text></outputEntry></rule>
<rule id="large"><inputEntry id="b1"><text>&gt; 100</text></inputEntry><outputEntry id="b2"><text>"no"</text></outputEntry>
<outputEntry id="b3"><text>"面积大"</text></outputEntry></rule></decisionTable></decision></definitions>"""

FORM = {"type": "default", "id": "ask", "schemaVersion": 18, "components": [
    {"type": "number", "id": "area", "key": "area", "label": "面积", "validate": {"required": True, "min": 1}},
    {"type": "textfield", "id": "who", "key": "who", "label": "当事人", "validate": {"required": True, "maxLength": 20}},
    {"type": "radio", "id": "kind", "key": "kind", "label": "类别", "values": [{"label": "摆摊", "value": "stall"}, {"label": "搭棚", "value": "shed"}]}]}


def files(*scenarios: dict, **shared) -> dict[str, bytes]:
    """The bundle with these tests of the permit."""
    suite = {"process": "permit", **shared, "scenarios": [{"name": f"第{n}个", **one} for n, one in enumerate(scenarios, 1)]}
    return {"permit.bpmn": PERMIT.encode(), "filing.bpmn": FILING.encode(), "D_permit.dmn": TABLE.encode(),
            "ask.form": json.dumps(FORM).encode(), "permit.test": json.dumps(suite, ensure_ascii=False).encode()}
