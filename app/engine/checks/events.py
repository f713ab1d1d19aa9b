"""Events: which definitions may stand where, and what they need."""
from app.engine import timers
from app.engine.checks.examiner import Examiner, Scope, event_kinds, has_event, link_names
from app.engine.checks.values import SOME_DAY, constant
from app.engine.expressions import Failure
from app.engine.markup import ZFL, flag, kid, kids, local, reference, text
from app.engine.reader import EVENTS, TASKS

ALLOWED = {
    "startEvent": {"message", "timer", "signal", "conditional"},
    "endEvent": {"message", "signal", "error", "escalation", "terminate", "cancel", "compensate"},
    "intermediateCatchEvent": {"message", "timer", "signal", "conditional", "link"},
    "intermediateThrowEvent": {"message", "signal", "escalation", "compensate", "link"},
    "boundaryEvent": {"message", "timer", "signal", "conditional", "error", "escalation", "compensate", "cancel"},
}
IN_EVENT_SUBPROCESS = ALLOWED["startEvent"] | {"error", "escalation", "compensate"}
ALWAYS_INTERRUPTING = {"error", "compensate", "cancel"}
FORMS = {"timeDate": "日期或日期时间", "timeDuration": "期间 P…", "timeCycle": "循环 R次数/期间"}


def check(one: Examiner, scope: Scope, element):
    kind = local(element)
    if kind in EVENTS:
        _definitions(one, scope, element, kind)
        for timer in kids(element, "timerEventDefinition"):
            _timer(one, element, timer)
    if kind == "boundaryEvent":
        _boundary(one, scope, element)
    elif kind == "eventBasedGateway":
        _event_gateway(one, scope, element)
    elif kind in ("intermediateThrowEvent", "intermediateCatchEvent") and "link" in event_kinds(element):
        _link(one, scope, element)
    if kind in ("intermediateThrowEvent", "endEvent"):
        _compensation(one, scope, element)


def _definitions(one, scope, element, kind):
    allowed = IN_EVENT_SUBPROCESS if kind == "startEvent" and scope.kind == "eventSubProcess" else ALLOWED[kind]
    found = event_kinds(element)
    for name in found:
        if name not in allowed:
            one.say(element, "event_not_allowed", f"{kind} 不能在这里带 {name} 事件定义。")
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
    for definition in kids(element):
        _named(one, element, kind, local(definition).removesuffix("EventDefinition"), definition)


def _named(one, element, kind, name, definition):
    """10.5.5: in an executable process messages and signals are named, errors and escalations where they are thrown."""
    throwing = kind in ("endEvent", "intermediateThrowEvent")
    if name in ("message", "signal") or name in ("error", "escalation") and throwing:
        if not definition.get(f"{name}Ref"):
            one.say(element, "no_reference", f"没有写明 {name}Ref。")


# ---- timers ---------------------------------------------------------------------------------------------------------
def _timer(one, element, timer):
    written = [e for e in kids(timer, *FORMS) if text(e)]
    if len(written) != 1:
        one.say(element, "bad_timer", "定时事件应写明 timeDate、timeDuration、timeCycle 之一。")
        return
    form, source = local(written[0]), text(written[0])
    value = source if timers.LITERAL.match(source) else constant(source)
    if isinstance(value, str):
        try:
            timers.schedule(value, SOME_DAY, one.limits)
        except Failure as failure:
            one.say(element, "bad_timer", failure.sentence)
            return
        if value.strip().startswith("-"):
            one.say(element, "bad_timer", f"{value} 是过去的时间。")
        elif {"R": "timeCycle", "P": "timeDuration"}.get(value.strip()[:1], "timeDate") != form:
            one.say(element, "bad_timer", f"{form} 应是{FORMS[form]}，而不是 {value}。")


# ---- boundary events ------------------------------------------------------------------------------------------------
def _boundary(one, scope, element):
    host = scope.nodes.get(reference(element.get("attachedToRef")))
    kinds = set(event_kinds(element))
    if host is None or local(host) not in TASKS or flag(host, "triggeredByEvent"):
        one.say(element, "not_attached", f"attachedToRef（{element.get('attachedToRef')}）不是同一流程内的活动。")
    elif "cancel" in kinds and local(host) != "transaction":
        one.say(element, "cancel_outside", "取消边界事件只能附在事务子流程上。")
    if not flag(element, "cancelActivity", True) and kinds & {"error", "cancel"}:
        one.say(element, "must_interrupt", "错误和取消边界事件必须是中断的。")
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
        if not flag(definition, "waitForCompletion", True):
            one.say(element, "not_executed", "不支持不等待完成的补偿（waitForCompletion=false）。")
        ref = reference(definition.get("activityRef"))
        around = scope.outer if scope.kind == "eventSubProcess" and scope.outer else scope
        if ref and (ref not in around.nodes or local(around.nodes[ref]) not in TASKS):
            one.say(element, "unknown_reference", f"要补偿的活动 {ref} 不在这个范围内。")


# ---- links and event-based gateways ---------------------------------------------------------------------------------
def _link(one, scope, element):
    """10.5.5.1: several sources, one target, same scope."""
    throwing = local(element) == "intermediateThrowEvent"
    other = "intermediateCatchEvent" if throwing else "intermediateThrowEvent"
    for name in link_names(element):
        if not name:
            one.say(element, "no_name", "链接事件没有名称。")
        elif not scope.links[other, name]:
            one.say(element, "loose_link", f"链接“{name}”缺少{'目标' if throwing else '来源'}。")
        if not throwing and scope.links[local(element), name] > 1:
            one.say(element, "many_targets", f"链接“{name}”有一个以上的目标。")
    if throwing and scope.out_of(element) or not throwing and scope.into(element):
        one.say(element, "flow_not_allowed", "链接来源不能有流出，链接目标不能有流入。")


def _event_gateway(one, scope, element):
    """10.6.6: what may follow an event-based gateway."""
    targets = [scope.nodes.get(reference(f.get("targetRef"))) for f in scope.out_of(element)]
    targets = [t for t in targets if t is not None]
    if element.get("eventGatewayType") == "Parallel":
        one.say(element, "not_executed", "不支持并行的事件网关。")
    if len(targets) < 2:
        one.say(element, "bad_event_gateway", "事件网关至少要有两个后续事件。")
    for target in targets:
        name = target.get("name") or target.get("id")
        if local(target) not in ("intermediateCatchEvent", "receiveTask") or "link" in event_kinds(target):
            one.say(element, "bad_event_gateway", f"事件网关之后只能是捕获事件或接收任务，不能是“{name}”。")
        elif len(scope.into(target)) > 1:
            one.say(element, "bad_event_gateway", f"“{name}”除事件网关外不能再有别的流入。")
        elif target.get("id") in scope.hosts:
            one.say(element, "bad_event_gateway", f"事件网关之后的接收任务“{name}”不能带边界事件。")
    kinds = {local(t) for t in targets}
    if "receiveTask" in kinds and any("message" in event_kinds(t) for t in targets):
        one.say(element, "bad_event_gateway", "事件网关之后不能既有接收任务又有消息事件。")
