"""Small BPMN files for the layout's tests: a line of code a node, flows as pairs."""

HEAD = ('<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:color="http://example.org/color" '
        'id="d" targetNamespace="t">')


def flow(source: str, target: str, name: str = "") -> str:
    return f'<bpmn:sequenceFlow id="{source}__{target}" sourceRef="{source}" targetRef="{target}" name="{name}"/>'


def process(*body: str, lanes: dict[str, str] | None = None) -> bytes:
    """A process with these elements; `lanes`: name → node ids, separated by spaces."""
    lane_set = "".join(f'<bpmn:lane id="lane_{i}" name="{name}">{"".join(f"<bpmn:flowNodeRef>{n}</bpmn:flowNodeRef>" for n in ids.split())}'
                       '</bpmn:lane>' for i, (name, ids) in enumerate((lanes or {}).items()))
    inner = (f'<bpmn:laneSet id="lanes">{lane_set}</bpmn:laneSet>' if lanes else "") + "".join(body)
    return (f'{HEAD}<bpmn:collaboration id="c"><bpmn:participant id="pool" name="流程" processRef="p"/></bpmn:collaboration>'
            f'<bpmn:process id="p" isExecutable="true">{inner}</bpmn:process></bpmn:definitions>').encode()


def node(tag: str, id: str, name: str = "", inner: str = "", **attributes: str) -> str:
    more = "".join(f' {key}="{value}"' for key, value in attributes.items())
    return f'<bpmn:{tag} id="{id}" name="{name}"{more}>{inner}</bpmn:{tag}>'


def line(*ids: str) -> str:
    return "".join(flow(a, b) for a, b in zip(ids, ids[1:]))


TIMER = '<bpmn:timerEventDefinition id="t_def"/>'
# A review with a loop back, a branch that refuses, a reminder at the border, two lanes.
REVIEW = process(
    node("startEvent", "start", "收到申请"), node("exclusiveGateway", "again"), node("userTask", "write", "起草决定文书"),
    node("boundaryEvent", "late", "到期未起草", TIMER, attachedToRef="write", cancelActivity="false"),
    node("serviceTask", "remind", "提醒起草人员"), node("endEvent", "reminded", "已提醒"),
    node("userTask", "review", "审核决定文书"), node("exclusiveGateway", "passed", "审核是否通过？"),
    node("endEvent", "done", "决定已作出"), node("endEvent", "refused", "不予决定"),
    line("start", "again", "write", "review", "passed"), line("late", "remind", "reminded"),
    flow("passed", "done", "通过"), flow("passed", "again", "退回"), flow("passed", "refused", "不通过"),
    lanes={"审核": "review passed done refused", "承办": "start again write late remind reminded"})
