"""Files to begin with: an empty one of each kind, and a copy of one that is there under another key."""
import re
from xml.sax.saxutils import escape, quoteattr

import orjson

from app.definitions.files import split_name
from app.kernel.errors import Rejection

_BPMN = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" \
xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" xmlns:di="http://www.omg.org/spec/DD/20100524/DI" \
xmlns:spiffworkflow="http://spiffworkflow.org/bpmn/schema/1.0/core" xmlns:zfl="http://zhifalian/schema/bpmn/1.0" id="{key}_definitions" \
targetNamespace="http://zhifalian/schema/bpmn/1.0" exporter="zhifalian">
  <process id="{key}" name={title} isExecutable="true">
    <startEvent id="{key}_start" name="开始">
      <outgoing>{key}_flow</outgoing>
    </startEvent>
    <sequenceFlow id="{key}_flow" sourceRef="{key}_start" targetRef="{key}_end"/>
    <endEvent id="{key}_end" name="结束">
      <incoming>{key}_flow</incoming>
    </endEvent>
  </process>
  <bpmndi:BPMNDiagram id="{key}_diagram">
    <bpmndi:BPMNPlane id="{key}_plane" bpmnElement="{key}">
      <bpmndi:BPMNShape id="{key}_start_di" bpmnElement="{key}_start"><dc:Bounds x="180" y="160" width="36" height="36"/></bpmndi:BPMNShape>
      <bpmndi:BPMNShape id="{key}_end_di" bpmnElement="{key}_end"><dc:Bounds x="432" y="160" width="36" height="36"/></bpmndi:BPMNShape>
      <bpmndi:BPMNEdge id="{key}_flow_di" bpmnElement="{key}_flow"><di:waypoint x="216" y="178"/><di:waypoint x="432" y="178"/></bpmndi:BPMNEdge>
    </bpmndi:BPMNPlane>
  </bpmndi:BPMNDiagram>
</definitions>
"""
_DMN = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" xmlns:dmndi="https://www.omg.org/spec/DMN/20191111/DMNDI/" \
xmlns:dc="http://www.omg.org/spec/DMN/20180521/DC/" id="def_{key}" name={title} namespace="http://zhifalian/schema/dmn/1.0" exporter="zhifalian">
  <decision id="{key}" name={title}>
    <variable id="{key}_variable" name="{variable}"/>
    <decisionTable id="{key}_table" hitPolicy="FIRST">
      <input id="{key}_i1" label="条件"><inputExpression id="{key}_i1_expr" typeRef="string"><text>urgency</text></inputExpression></input>
      <output id="{key}_o1" label="结果" name="result" typeRef="string"/>
      <rule id="{key}_r1">
        <description>其他情形</description>
        <inputEntry id="{key}_r1_i1"><text>-</text></inputEntry>
        <outputEntry id="{key}_r1_o1"><text>"normal"</text></outputEntry>
      </rule>
    </decisionTable>
  </decision>
  <dmndi:DMNDI>
    <dmndi:DMNDiagram id="{key}_diagram">
      <dmndi:DMNShape id="shape_{key}" dmnElementRef="{key}"><dc:Bounds x="180" y="120" width="180" height="80"/></dmndi:DMNShape>
    </dmndi:DMNDiagram>
  </dmndi:DMNDI>
</definitions>
"""


def blank(kind: str, key: str, title: str) -> bytes:
    """An empty file of this kind that passes the checks, or nearly so."""
    if kind == "form":
        return _json({"type": "default", "id": key, "title": title, "schemaVersion": 16, "components": []})
    if kind == "test":
        return _json({"title": title, "process": key, "scenarios": []})
    variable = re.sub(r"^D\d+_", "", key) or key
    return {"bpmn": _BPMN, "dmn": _DMN}[kind].format(key=escape(key), title=quoteattr(title), variable=variable).encode()


def copied(name: str, content: bytes, key: str, title: str | None) -> bytes:
    """The content of `name` under another key, and another title if one is given. Raises Rejection(not_readable)."""
    old, kind = split_name(name)
    if kind in ("form", "test"):
        return _copied_json(content, old, key, title)
    text = content.decode("utf-8", errors="strict") if _is_utf8(content) else None
    if text is None:
        raise Rejection(f"{name} 不是 UTF-8 编码，请先打开保存一次再复制。", code="not_readable", status=422)
    # In a table every id begins with its key; in a diagram other words may, the names of forms for instance.
    after = r'(?=["_])' if kind == "dmn" else '(?=")'
    text = re.sub(rf'(?<=["#]){re.escape(old)}{after}', key, text)
    return (_titled(text, kind, key, title) if title else text).encode()


def _titled(text: str, kind: str, key: str, title: str) -> str:
    tag = {"bpmn": "process", "dmn": "decision"}[kind]
    for found in re.finditer(rf"<(?:\w+:)?{tag}\b[^<>]*>", text):      # tag by tag: the time grows with the text, whatever stands in it
        if re.search(rf'\bid="{re.escape(key)}"', found[0]):
            return text[:found.start()] + _named(found[0], title) + text[found.end():]
    return text


def _named(tag: str, title: str) -> str:
    named = f"name={quoteattr(title)}"
    if re.search(r'\bname="[^"]*"', tag):
        return re.sub(r'\bname="[^"]*"', lambda _: named, tag, count=1)
    return re.sub(r"^(<[\w:]+)", lambda found: f"{found[1]} {named}", tag)


def _copied_json(content: bytes, old: str, key: str, title: str | None) -> bytes:
    try:
        raw = orjson.loads(content)
    except orjson.JSONDecodeError as error:
        raise Rejection("这个文件不是合格的 JSON，不能复制。", code="not_readable", status=422) from error
    if not isinstance(raw, dict):
        raise Rejection("这个文件不是一个 JSON 对象，不能复制。", code="not_readable", status=422)
    for name in ("id", "process"):
        if raw.get(name) == old:
            raw[name] = key
    if title:
        raw["title"] = title
    return _json(raw)


def _json(raw: dict) -> bytes:
    return orjson.dumps(raw, option=orjson.OPT_INDENT_2) + b"\n"


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True
