"""A few words to write a diagram in a test: `process(start(), user("a"), end(), flow("s", "a", "e"))`."""
from itertools import count

SPACES = ('xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
          'xmlns:spiffworkflow="http://spiffworkflow.org/bpmn/schema/1.0/core" xmlns:zfl="http://zhifalian/schema/bpmn/1.0"')
COMMON = ('<signal id="sig" name="sig"/><error id="err" name="err" errorCode="E1"/><error id="err2" name="err2" errorCode="E2"/>'
          '<escalation id="esc" name="esc" escalationCode="X1"/><message id="msg" name="msg"/><message id="msg2" name="msg2"/>')
SIGNAL = '<signalEventDefinition signalRef="sig"/>'
ERROR = '<errorEventDefinition errorRef="err"/>'
ESCALATION = '<escalationEventDefinition escalationRef="esc"/>'
MESSAGE = '<messageEventDefinition messageRef="msg"/>'
TERMINATE = "<terminateEventDefinition/>"
COMPENSATE = "<compensateEventDefinition/>"
CANCEL = "<cancelEventDefinition/>"
_number = count(1)


def element(tag, id, inside="", **attributes):
    written = "".join(f' {k}="{str(v).lower() if isinstance(v, bool) else v}"' for k, v in attributes.items())
    return f'<{tag} id="{id}" name="{id}"{written}>{inside}</{tag}>'


def start(id="s", inside="", **attributes):
    return element("startEvent", id, inside, **attributes)


def end(id="e", inside=""):
    return element("endEvent", id, inside)


def user(id, inside="", **properties):
    if properties:
        rows = "".join(f"<spiffworkflow:property name='{k}' value='{v}'/>" for k, v in properties.items())
        inside = f"<extensionElements><spiffworkflow:properties>{rows}</spiffworkflow:properties></extensionElements>{inside}"
    return element("userTask", id, inside)


def script(id, source="{}", inside=""):
    return element("scriptTask", id, f"{inside}<script>{source}</script>")


def service(id, name, result=None, inside="", **parameters):
    rows = "".join(f"<spiffworkflow:parameter id='{k}' type='any' value='{v}'/>" for k, v in parameters.items())
    back = f" resultVariable='{result}'" if result else ""
    operator = (f"<spiffworkflow:serviceTaskOperator id='{name}'{back}><spiffworkflow:parameters>{rows}</spiffworkflow:parameters>"
                "</spiffworkflow:serviceTaskOperator>")
    return element("serviceTask", id, f"<extensionElements>{operator}</extensionElements>{inside}")


def flow(*nodes, when=None, id=None):
    """A chain of sequence flows; `when` is the condition of the last."""
    made = []
    pairs = list(zip(nodes, nodes[1:], strict=False))
    for number, (a, b) in enumerate(pairs):
        condition = f"<conditionExpression>{when}</conditionExpression>" if when and number == len(pairs) - 1 else ""
        name = id if id and number == len(pairs) - 1 else f"f{next(_number)}"
        made.append(f'<sequenceFlow id="{name}" sourceRef="{a}" targetRef="{b}">{condition}</sequenceFlow>')
    return "".join(made)


def boundary(id, host, definition, interrupting=True):
    return element("boundaryEvent", id, definition, attachedToRef=host, cancelActivity=interrupting)


def timer(source, kind="timeDuration"):
    return f"<timerEventDefinition><{kind}>{source}</{kind}></timerEventDefinition>"


def sub(id, *inside, loop="", tag="subProcess", **attributes):
    return element(tag, id, loop + "".join(inside), **attributes)


def event_sub(id, definition, *inside, interrupting=True):
    begin = start(f"{id}_start", definition, isInterrupting=interrupting)
    return sub(id, begin, *inside, triggeredByEvent=True)


def each(collection=None, item="item", sequential=False, output=None, output_item=None, until=None, count=None):
    parts = [f"<loopCardinality>{count}</loopCardinality>" if count is not None else "",
             f"<loopDataInputRef>{collection}</loopDataInputRef>" if collection else "",
             f"<loopDataOutputRef>{output}</loopDataOutputRef>" if output else "",
             f'<inputDataItem id="{item}" name="{item}"/>' if collection else "",
             f'<outputDataItem id="{output_item}_out" name="{output_item}"/>' if output_item else "",
             f"<completionCondition>{until}</completionCondition>" if until else ""]
    return f'<multiInstanceLoopCharacteristics isSequential="{str(sequential).lower()}">{"".join(parts)}</multiInstanceLoopCharacteristics>'


def definitions(*inside):
    return f'<definitions {SPACES} id="defs" targetNamespace="t">{COMMON}{"".join(inside)}</definitions>'.encode()


def process(*inside, id="p"):
    return definitions(f'<process id="{id}" isExecutable="true">{"".join(inside)}</process>')


def processes(**bodies):
    return definitions(*(f'<process id="{id}" isExecutable="true">{body}</process>' for id, body in bodies.items()))
