"""Activities: loops, calls, rules, scripts, and what is written on them for us."""
from app.engine.checks.examiner import Examiner, Scope, executable, has_event, is_definition
from app.engine.checks.values import constant
from app.engine.markup import SPIFF, ZFL, extension, extensions, flag, kid, kids, local, number, reference, text
from app.engine.reader import TASKS

KNOWN_SPACES = {SPIFF, ZFL}


def check(one: Examiner, scope: Scope, element):
    if local(element) not in TASKS:
        return
    _common(one, scope, element)
    _loops(one, scope, element)
    special = SPECIAL.get(local(element)) if scope.runs else STRUCTURE.get(local(element))
    if special:
        special(one, scope, element)


def _common(one, scope, element):
    for attribute in ("startQuantity", "completionQuantity"):
        quantity = element.get(attribute, "1")
        if not 1 <= (number(quantity) or 0) <= one.limits.flows:
            one.say(element, "bad_quantity", f"{attribute}={quantity[:40]} 应为 1 到 {one.limits.flows} 的整数。")
    for box in kids(element, "extensionElements"):
        for foreign in [e for e in box if e.tag.split("}")[0][1:] not in KNOWN_SPACES]:
            one.warn(element, "ignored", f"扩展 {local(foreign)} 属于别的引擎，不起作用。")
    if flag(element, "isForCompensation") and not flag(element, "triggeredByEvent"):
        if element.get("id") not in scope.associated:
            one.say(element, "no_handler", "标为“用于补偿”，却没有补偿边界事件关联到它。")


def _loops(one, scope, element):
    for loop in kids(element, "standardLoopCharacteristics"):
        if kid(loop, "loopCondition") is None and loop.get("loopMaximum") is None:
            one.warn(element, "endless_loop", "循环既没有条件也没有最多次数，只有中断才能结束。")
        most = loop.get("loopMaximum")
        if most is not None and (number(most) or 0) < 1:
            one.say(element, "bad_loop", f"loopMaximum={most[:40]} 应为正整数。")
    for loop in kids(element, "multiInstanceLoopCharacteristics"):
        _behaviour(one, element, loop)
        if scope.runs:
            _multi(one, element, loop)


def _multi(one, element, loop):
    count, collection = text(kid(loop, "loopCardinality")), text(kid(loop, "loopDataInputRef"))
    if (count is None) == (collection is None):
        one.say(element, "bad_loop", "多实例应写明集合（loopDataInputRef）或个数（loopCardinality）之一。")
    if kid(loop, "loopDataOutputRef") is not None and kid(loop, "outputDataItem") is None:
        one.say(element, "bad_loop", "多实例写了输出集合（loopDataOutputRef），没有写输出项（outputDataItem）。")
    value = constant(count) if count else None
    if value is not None and not (value == value // 1 and 0 <= value <= one.limits.instances if _number(value) else False):
        one.say(element, "bad_loop", f"多实例个数 {count} 应为 0 到 {one.limits.instances} 的整数。")


def _behaviour(one, element, loop):
    """10.3.8: a behaviour other than All says which events it throws."""
    behaviour = loop.get("behavior", "All")
    if behaviour in ("None", "One"):
        event = one.target(loop.get(f"{behaviour.lower()}BehaviorEventRef"))
        if event is None or not is_definition(event):
            one.say(element, "no_behaviour", f"多实例 behavior={behaviour} 没有用 {behaviour.lower()}BehaviorEventRef 指明要抛出的事件定义。")
    if behaviour == "Complex" and not kids(loop, "complexBehaviorDefinition"):
        one.say(element, "no_behaviour", "多实例 behavior=Complex 没有写 complexBehaviorDefinition。")


def _number(value) -> bool:
    return hasattr(value, "as_tuple")


# ---- kinds ----------------------------------------------------------------------------------------------------------
def _call(one, scope, element):
    ref = reference(element.get("calledElement"))
    _file, process = one.processes.get(ref, (None, None))
    if process is None or not executable(process):
        one.say(element, "unknown_process", f"调用的流程“{ref or ''}”不在本次发布的文件中，或不可执行。")
    elif kids(process, "startEvent") and all(has_event(s) for s in kids(process, "startEvent")):
        one.say(element, "bad_call", f"流程 {ref} 只能由事件开始，不能被调用。")
    for name in ("in", "out"):
        for mapping in extensions(element, ZFL, name):
            if not mapping.get("source") or not mapping.get("target"):
                one.say(element, "bad_mapping", f"zfl:{name} 应写明 source 和 target。")
            elif mapping.get("target") == "case":
                one.say(element, "bad_mapping", "case 是只读的，不能作为传递的目标。")


def _rule(one, scope, element):
    ref = text(extension(element, SPIFF, "calledDecisionId"))
    if not ref:
        one.warn(element, "no_decision", "没有写明决策，执行到这里会报故障。")
    elif ref not in one.decisions:
        one.say(element, "unknown_decision", f"决策“{ref or ''}”不在本次发布的文件中。")


def _script(one, scope, element):
    if text(kid(element, "script")) is None:
        one.warn(element, "no_script", "脚本任务没有脚本，如同没有类型的任务，直接通过。")     # table 10.12: an abstract task then
    value = constant(text(kid(element, "script")))
    if value is not None and not isinstance(value, dict):
        one.say(element, "bad_script", f"脚本的结果是 {value}，应为 FEEL 上下文 {{名称: 表达式}}。")
    _language(one, element, element.get("scriptFormat"))


def _language(one, element, name):
    if name and "feel" not in name.lower():
        one.warn(element, "language", f"写明的语言是 {name}；这里一律按 FEEL 读。")


def _message(one, scope, element):
    if not element.get("messageRef"):
        waits = local(element) == "receiveTask"
        what = "不知道等哪条消息" if waits else "按任务的名称发送"
        one.say(element, "no_reference", f"没有 messageRef，{what}。", "error" if waits else "warning")
    _instantiates(one, scope, element)


def _instantiates(one, scope, element):
    if flag(element, "instantiate") and scope.into(element):
        one.say(element, "bad_start", "触发流程的接收任务不能有流入。")


def _service(one, scope, element):
    operator = extension(element, SPIFF, "serviceTaskOperator")
    if operator is None or not operator.get("id"):
        one.warn(element, "no_service", "没有写明服务，执行到这里会报故障。")
        return
    for parameter in operator.iter(f"{{{SPIFF}}}parameter"):
        if not parameter.get("id") or not (parameter.get("id") or "").isidentifier():
            one.say(element, "bad_parameter", f"服务参数的名称“{parameter.get('id')}”不可用。")


def _event_sub(one, scope, element):
    if flag(element, "triggeredByEvent") and kids(element, "standardLoopCharacteristics", "multiInstanceLoopCharacteristics"):
        one.say(element, "bad_loop", "事件子流程不能循环。")


SPECIAL = {"callActivity": _call, "businessRuleTask": _rule, "scriptTask": _script, "sendTask": _message, "receiveTask": _message,
           "serviceTask": _service, "subProcess": _event_sub}
STRUCTURE = {"receiveTask": _instantiates, "subProcess": _event_sub}        # asked in processes that do not run, too
