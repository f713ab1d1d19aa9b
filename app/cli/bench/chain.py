"""A foreign, plain chain of user tasks made publishable here, and what is submitted at its tasks.

A plain BPMN diagram does not say who does its tasks. The bench says so in a copy: every user task without a role is one post's, in the
case's own street, and every end event without an end state ends the case as `terminated` (`closed` is kept for cases that went through
the five steps). Python's spellings in conditions become FEEL's. Nothing else is changed.
"""
import re
from dataclasses import dataclass
from typing import Any

import orjson
from lxml import etree

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
SPIFF = "http://spiffworkflow.org/bpmn/schema/1.0/core"
ROLE, SCOPE, END_STATE, FORM = "intake_clerk", "case.street", "terminated", "bench_task"
FIELDS = {"case_no": "textfield", "by": "textfield", "ok": "checkbox", "note": "textarea", "amount": "number", "urgent": "checkbox",
          "accepted": "checkbox"}
EXTRAS = {3: {"amount": 1250}, 6: {"urgent": True}, 9: {"accepted": True}}
PYTHON_TO_FEEL = ((re.compile(r"=="), "="), (re.compile(r"\bTrue\b"), "true"), (re.compile(r"\bFalse\b"), "false"))


class NotAChain(Exception):
    """The file is no diagram that the bench can run; the message says why."""


@dataclass(frozen=True)
class Diagram:
    """`files`: what to publish, by file name; `tasks`: how many user tasks it has."""

    files: dict[str, bytes]
    process_id: str
    tasks: int


def adapt(content: bytes, form: bool = False) -> Diagram:
    """The publishable copy of a plain chain; `form`: its tasks have a form, so that a page can be filled in. Raises NotAChain."""
    root = _parse(content)
    process = next((p for p in root.iter(_bpmn("process")) if p.get("isExecutable") == "true"), None)
    if process is None:
        raise NotAChain("没有可执行的流程")
    tasks = list(process.iter(_bpmn("userTask")))
    if not tasks:
        raise NotAChain("没有用户任务")
    for task in tasks:
        _set_properties(task, role=ROLE, scope=SCOPE, **({"form": FORM} if form else {}))
    for end in process.iter(_bpmn("endEvent")):
        _set_properties(end, end_state=END_STATE)
    for condition in root.iter(_bpmn("conditionExpression")):
        condition.text = _feel(condition.text or "")
    files = {"chain.bpmn": etree.tostring(root)} | ({f"{FORM}.form": form_content()} if form else {})
    return Diagram(files, process.get("id"), len(tasks))


def _parse(content: bytes):
    try:
        return etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError as error:
        raise NotAChain(f"不是 XML：{error}") from error


def _feel(condition: str) -> str:
    for pattern, spelling in PYTHON_TO_FEEL:
        condition = pattern.sub(spelling, condition)
    return condition


def _set_properties(element, **properties: str) -> None:
    """Add the properties that the element does not have yet."""
    extensions = element.find(_bpmn("extensionElements"))
    if extensions is None:
        extensions = etree.Element(_bpmn("extensionElements"))
        element.insert(len(element.findall(_bpmn("documentation"))), extensions)
    listed = extensions.find(_spiff("properties"))
    if listed is None:
        listed = etree.SubElement(extensions, _spiff("properties"))
    known = {p.get("name") for p in listed}
    for name, value in properties.items():
        if name not in known:
            etree.SubElement(listed, _spiff("property"), name=name, value=value)


def _bpmn(name: str) -> str:
    return f"{{{BPMN}}}{name}"


def _spiff(name: str) -> str:
    return f"{{{SPIFF}}}{name}"


def payload(case_no: int, step: int) -> dict[str, Any]:
    """What is submitted at the step-th task (1…) of a case: 2,114 bytes of JSON over twelve tasks."""
    note = (f"note of case {case_no} step {step} " + "x" * 100)[:100]
    return {f"t{step:02d}": {"case_no": f"A-{case_no:07d}", "by": "clerk", "ok": True, "note": note}, **EXTRAS.get(step, {})}


def form_content() -> bytes:
    """A form for what the payload of any task holds."""
    fields = [{"id": f"f_{key}", "type": kind, "key": key, "label": key, "layout": {"row": f"Row_{key}", "columns": None}}
              for key, kind in FIELDS.items()]
    return orjson.dumps({"type": "default", "id": FORM, "schemaVersion": 16, "components": fields})


def typed(case_no: int, step: int) -> dict[str, str]:
    """The same as `payload`, as a browser sends it from that form: a checkbox that is not ticked is not sent."""
    data = payload(case_no, step)
    values = {**data.pop(f"t{step:02d}"), **data}
    return {key: "on" if value is True else str(value) for key, value in values.items()}
