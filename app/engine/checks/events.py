"""Events: which definitions may stand where, and what they need (10.5)."""
from app.engine.checks import waiting
from app.engine.checks.examiner import Examiner, Scope, has_event, is_definition, kind_of
from app.engine.checks.timing import timer
from app.engine.markup import ZFL, bpmn, flag, kid, kids, local, reference, text
from app.engine.reader import EVENTS, TASKS

ALLOWED = {
    "startEvent": {"message", "timer", "signal", "conditional"},
    "endEvent": {"message", "signal", "error", "escalation", "terminate", "cancel", "compensate"},
    "intermediateCatchEvent": {"message", "timer", "signal", "conditional", "link"},
    "intermediateThrowEvent": {"message", "signal", "escalation", "compensate", "link"},
    "boundaryEvent": {"message", "timer", "signal", "conditional", "error", "escalation", "compensate", "cancel"},
}
IN_EVENT_SUBPROCESS = ALLOWED["startEvent"] | {"error", "escalation", "compensate"}
NAMES = {"message": "消息", "timer": "定时", "signal": "信号", "conditional": "条件", "error": "错误", "escalation": "升级",
         "terminate": "终止", "cancel": "取消", "compensate": "补偿", "link": "链接"}
ALWAYS_INTERRUPTING = {"error", "cancel", "compensate"}
THROWING = ("endEvent", "intermediateThrowEvent")
CODES = {"error": "errorCode", "escalation": "escalationCode"}


def check(one: Examiner, scope: Scope, element):
    kind = local(element)
    if kind in EVENTS:
        _definitions(one, scope, element, kind)
        for definition in kids(element, "timerEventDefinition"):
            timer(one, element, definition)
        for definition in one.definitions(element) if scope.runs else ():
            _named(one, element, kind, kind_of(definition), definition)
    if kind == "boundaryEvent":
        _boundary(one, scope, element)
    elif kind == "eventBasedGateway":
        waiting.event_gateway(one, scope, element)
    elif kind in ("intermediateThrowEvent", "intermediateCatchEvent"):
        waiting.intermediate(one, scope, element)
    if kind in THROWING:
        _compensation(one, scope, element)


def shared(one: Examiner):
    """8.4.5: a definition that stands in an event is that event's own; one to be used by several stands beside the processes."""
    for element in one.root.iter(bpmn("eventDefinitionRef")):
        definition = one.target(text(element))
        if definition is not None and is_definition(definition) and definition.getparent() is not one.root:
            owner = definition.getparent().get("id")
            one.say(element.getparent(), "borrowed_definition", f"事件定义 {definition.get('id')} 属于事件 {owner}，别处不能引用。请移到流程之外。")
    for definition in kids(one.root, "timerEventDefinition"):
        timer(one, definition, definition)


def _definitions(one, scope, element, kind):
    allowed = IN_EVENT_SUBPROCESS if kind == "startEvent" and scope.kind == "eventSubProcess" else ALLOWED[kind]
    found = one.event_kinds(element)
    for name in found:
        if name not in allowed:
            one.say(element, "event_not_allowed", f"{kind} 不能在这里带{NAMES[name]}（{name}）事件定义。")
    if kind in ("intermediateCatchEvent", "boundaryEvent") and not has_event(element):
        one.say(element, "no_event", "没有事件定义，不知道等什么。")
    for conditional in kids(element, "conditionalEventDefinition"):
        if text(kid(conditional, "condition")) is None:
            one.say(element, "no_condition", "条件事件没有写条件。")
    if "cancel" in found and kind == "endEvent" and scope.kind != "transaction":
        one.say(element, "cancel_outside", "取消结束事件只能在事务子流程里。")
    if kind == "startEvent" and not flag(element, "isInterrupting", True) and {"error", "compensate"} & set(found):
        one.say(element, "must_interrupt", "由错误或补偿开始的事件子流程必须是中断的。")
    for correlation in element.iter(f"{{{ZFL}}}correlation"):
        if not correlation.get("key"):
            one.say(element, "bad_mapping", "zfl:correlation 没有写 key。")


def _named(one, element, kind, name, definition):
    """10.5.5: in an executable process messages and signals are named, errors and escalations where they are thrown."""
    if name in ("message", "signal") or name in CODES and kind in THROWING:
        ref = definition.get(f"{name}Ref")
        if not ref:
            one.say(element, "no_reference", f"没有写明 {name}Ref。")
        elif name in CODES and one.target(ref) is not None and not one.target(ref).get(CODES[name]):
            one.say(element, "no_code", f"抛出的{NAMES[name]} {ref} 没有代码。请给它写上 {CODES[name]}。")


# ---- boundary events ------------------------------------------------------------------------------------------------
def _boundary(one, scope, element):
    host = scope.nodes.get(reference(element.get("attachedToRef")))
    kinds = set(one.event_kinds(element))
    if host is None or local(host) not in TASKS or flag(host, "triggeredByEvent"):
        one.say(element, "not_attached", f"attachedToRef（{element.get('attachedToRef')}）不是同一流程内的活动。")
    elif "cancel" in kinds and local(host) != "transaction":
        one.say(element, "cancel_outside", "取消边界事件只能附在事务子流程上。")
    if not flag(element, "cancelActivity", True) and kinds & ALWAYS_INTERRUPTING:
        one.say(element, "must_interrupt", "错误、取消和补偿边界事件必须是中断的（cancelActivity=true）。")
    if "compensate" in kinds:
        _handler(one, scope, element)
    elif not scope.out_of(element):
        one.say(element, "no_way_out", "边界事件没有流出，发生了也不知道做什么。")


def _handler(one, scope, element):
    """10.7.1: a compensation boundary event is associated with one handler and has no flow."""
    if scope.out_of(element):
        one.say(element, "flow_not_allowed", "补偿边界事件用关联连接补偿处理，不能接顺序流。")
    ends = scope.associations.get(element.get("id"), [])
    handlers = [scope.nodes[e] for e in ends if e in scope.nodes and flag(scope.nodes[e], "isForCompensation")]
    if len(handlers) != 1:
        one.say(element, "no_handler", "补偿边界事件应关联一个标为“用于补偿”的活动。")


def _compensation(one, scope, element):
    for definition in kids(element, "compensateEventDefinition"):
        ref = reference(definition.get("activityRef"))
        around = scope.outer if scope.kind == "eventSubProcess" and scope.outer else scope
        if ref and (ref not in around.nodes or local(around.nodes[ref]) not in TASKS):
            one.say(element, "unknown_reference", f"要补偿的活动 {ref} 不在这个范围内。")
