"""Definitions that would never end if anybody let them. Each replaces files of the small district (tests/support/small)."""
from html import escape

from tests.support import small

ENDLESS = "count(for i in 1..90000, j in 1..90000 return i) > 0"
COSTLY, ROUND = "计算步数太多", "步而没有等待"
HEAD = ('<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" '
        'xmlns:spiffworkflow="http://spiffworkflow.org/bpmn/schema/1.0/core" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
        'id="d" targetNamespace="http://zhifalian/test"><bpmn:process id="five_step_loop" name="没有尽头的流程" isExecutable="true">')
TAIL = "</bpmn:process></bpmn:definitions>"
START, END = '<bpmn:startEvent id="start"/>', '<bpmn:endEvent id="end"/>'


def task(id: str, name: str, role: str, **more: str) -> str:
    properties = "".join(f'<spiffworkflow:property name="{key}" value="{escape(value)}"/>'
                         for key, value in {"role": role, "scope": "case.street", **more}.items())
    return (f'<bpmn:userTask id="{id}" name="{name}"><bpmn:extensionElements><spiffworkflow:properties>{properties}'
            '</spiffworkflow:properties></bpmn:extensionElements></bpmn:userTask>')


REGISTER = task("register", "登记问题", "grid_worker|intake_clerk", form="problem_register")


def script(id: str, expression: str) -> str:
    return f'<bpmn:scriptTask id="{id}" name="推算" scriptFormat="feel"><bpmn:script>{escape(expression)}</bpmn:script></bpmn:scriptTask>'


def flow(*nodes: str) -> str:
    return "".join(f'<bpmn:sequenceFlow id="f_{a}_{b}" sourceRef="{a}" targetRef="{b}"/>' for a, b in zip(nodes, nodes[1:], strict=False))


def when(source: str, target: str, condition: str) -> str:
    return (f'<bpmn:sequenceFlow id="f_{source}_{target}" sourceRef="{source}" targetRef="{target}">'
            f'<bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">{escape(condition)}</bpmn:conditionExpression></bpmn:sequenceFlow>')


# What is endless: (the name by which the incident calls the element, why it was stopped, the diagram's inside).
DIAGRAMS = {
    "a loop": ("way", ROUND, REGISTER + script("again", "{a: 1}") + '<bpmn:exclusiveGateway id="way" default="f_way_again"/>'
               + flow("start", "register", "again", "way", "again") + when("way", "end", "1 = 2")),
    "a condition": ("way", COSTLY, REGISTER + '<bpmn:exclusiveGateway id="way" default="f_way_end"/><bpmn:endEvent id="other"/>'
                    + flow("start", "register", "way", "end") + when("way", "other", ENDLESS)),
    "a script": ("推算", COSTLY, REGISTER + script("work_out", f"{{found: {ENDLESS}}}") + flow("start", "register", "work_out", "end")),
    "a deadline": ("核实", COSTLY, REGISTER + task("verify", "核实", "duty_chief", deadline=ENDLESS) + flow("start", "register", "verify", "end")),
    "an assignment": ("核实", COSTLY, REGISTER + task("verify", "核实", "duty_chief").replace('value="case.street"', f'value="{escape(ENDLESS)}"')
                      + flow("start", "register", "verify", "end")),
}


def diagram(what: str) -> dict[str, bytes]:
    return small.files() | {"five_step_loop.bpmn": (HEAD + START + END + DIAGRAMS[what][2] + TAIL).encode()}


def form() -> dict[str, bytes]:
    """A registration form one of whose fields is hidden by an endless condition."""
    files = small.files()
    plain, hidden = b'"key": "source"', f'"conditional": {{"hide": "={ENDLESS}"}}, "key": "source"'.encode()
    assert plain in files["problem_register.form"]
    return files | {"problem_register.form": files["problem_register.form"].replace(plain, hidden)}
